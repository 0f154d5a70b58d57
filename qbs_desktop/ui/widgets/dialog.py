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
        tab_order.follow(self)
        first = panes.entrance(self)
        if self.focusWidget() is None and first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)
        super().showEvent(event)
