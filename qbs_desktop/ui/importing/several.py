"""Several workbooks at once (连续导入): one wizard after the other, in the order they were picked or dropped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qbs_desktop.ui.importing.wizard import ImportWizard

if TYPE_CHECKING:
    from qbs_desktop.ui.main_window import MainWindow


class Several(QObject):
    """The workbooks still to come; frees itself after the last one."""

    def __init__(self, window: MainWindow, paths: Sequence[Path], at: tuple[str, int] | None = None) -> None:
        """Begin with the first."""
        super().__init__(window)
        self._window, self._paths, self._at = window, list(paths), at
        self._number = 0
        self.wizard: ImportWizard | None = None
        self._next()

    def _next(self, *_result: object) -> None:
        if self._number == len(self._paths) or not self._window.has_file:
            self.wizard = None
            self.deleteLater()
            return
        path = self._paths[self._number]
        self._number += 1
        window = self._window
        self.wizard = ImportWizard(window.workspace, window, path, window, (self._number, len(self._paths)), self._at)
        self.wizard.finished.connect(self._next)
        self.wizard.open()
