"""Several workbooks at once (连续导入): one wizard after the other, in the order they were picked or dropped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qbs_desktop.ui.importing.wizard import ImportWizard

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from qbs_desktop.ui.shell import Shell


class Several(QObject):
    """The workbooks still to come; frees itself after the last one."""

    def __init__(
        self,
        shell: Shell,
        window: QWidget,
        paths: Sequence[Path],
        at: tuple[str, int] | None = None,
        unit: str = "",
    ) -> None:
        """Begin with the first; `at` is the sheet and row to go to, `unit` whom they are entered for (代录)."""
        super().__init__(window)
        self._unit = unit
        self._shell, self._window, self._paths, self._at = shell, window, list(paths), at
        self._number = 0
        self.wizard: ImportWizard | None = None
        self._next()

    def _next(self, *_result: object) -> None:
        if self._number == len(self._paths):
            self.wizard = None
            self.deleteLater()
            return
        path = self._paths[self._number]
        self._number += 1
        place = (self._number, len(self._paths))
        self.wizard = ImportWizard(self._shell.workspace, self._shell, path, self._window, place, self._at, self._unit)
        self.wizard.finished.connect(self._next)
        self.wizard.open()
