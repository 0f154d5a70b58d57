"""What every dialog (对话框) has in common."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog

from qbs_desktop.ui.window import panes, tab_order


class Dialog(QDialog):
    """Tab goes through it as the eye does; what is read first has the focus unless the dialog says otherwise."""

    def showEvent(self, event: QShowEvent) -> None:
        """All parts are there now. Left to itself Qt would take the default button, where Enter ends the dialog."""
        first = panes.entrance(self)
        if self.focusWidget() is None and first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)
        super().showEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Put in order what is there now before Tab goes on."""
        tab_order.follow(self)
        return super().focusNextPrevChild(forward)
