"""A list of choices that says when the user is done with it (选定): not at every arrow key on the way."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QWidget


class Choice(QComboBox):
    """Arrow keys go through the choices and stay here; a click in the open list or Enter settles it."""

    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build empty."""
        super().__init__(parent)
        self._opened = False
        self.activated.connect(self._chosen)

    def showPopup(self) -> None:
        """Open the list."""
        self._opened = True
        super().showPopup()

    def hidePopup(self) -> None:
        """Close the list; what was chosen in it is told right after."""
        super().hidePopup()
        QTimer.singleShot(0, self, self._closed)

    def _closed(self) -> None:
        self._opened = False

    def _chosen(self, _index: int) -> None:
        if self._opened:
            self._opened = False
            self.settled.emit()

    def keyPressEvent(self, e: QKeyEvent) -> None:
        """Enter settles what the arrows have picked."""
        if e.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._opened:
            self.settled.emit()
            return
        super().keyPressEvent(e)
