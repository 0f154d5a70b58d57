"""The menu of files opened lately (最近打开)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from qbs_desktop import paths
from qbs_desktop.ui import settings


class RecentMenu(QMenu):
    """Fills itself each time it is shown, newest first."""

    picked = Signal(Path)

    def __init__(self, parent: QWidget) -> None:
        """Empty until shown."""
        super().__init__("最近打开", parent)
        self.aboutToShow.connect(self._fill)
        self.triggered.connect(self._on_triggered)

    def _fill(self) -> None:
        self.clear()
        for path in settings.recent():
            gone = "" if paths.there(path) else "（找不到）"
            self.addAction(f"{path.name}{gone}　{path.parent}").setData(str(path))
        if self.isEmpty():
            self.addAction("（没有）").setEnabled(False)

    def _on_triggered(self, action: QAction) -> None:
        self.picked.emit(Path(str(action.data())))
