"""The line under a grid (状态行): a click or the menu key on the figures of the selection chooses their unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from qbs_desktop.ui.grid import menus

if TYPE_CHECKING:
    from qbs_desktop.ui.grid.panel import GridPanel


class StatusLine(QLabel):
    """Text of a page about its grid."""

    def __init__(self, panel: GridPanel[Any], parent: QWidget) -> None:
        super().__init__("", parent)
        self._panel = panel
        self.setObjectName("note")
        self.setAccessibleName("状态行")
        self.setToolTip("点这里选择选区求和的单位")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def menu(self) -> QMenu:
        """The units."""
        made = menus.unit_menu(self._panel, self)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return made

    def mousePressEvent(self, ev: QMouseEvent) -> None:
        """Choose the unit."""
        if ev.button() == Qt.MouseButton.LeftButton:
            self.menu().popup(ev.globalPosition().toPoint())

    def contextMenuEvent(self, ev: QContextMenuEvent) -> None:
        """Choose the unit."""
        self.menu().popup(ev.globalPos())
