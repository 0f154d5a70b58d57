"""The line under a grid (状态行): a click or the menu key copies a figure of the selection or chooses the unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from qbs_desktop.ui.grid import menus

if TYPE_CHECKING:
    from qbs_desktop.ui.grid.panel import GridPanel


ABOUT = "点这里复制选区的求和、平均，或选择求和的单位"


class StatusLine(QLabel):
    """Text of a page about its grid."""

    def __init__(self, panel: GridPanel[Any], parent: QWidget) -> None:
        super().__init__("", parent)
        self._panel = panel
        self.setObjectName("note")
        self.setAccessibleName("状态行")
        self.setToolTip(ABOUT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def menu(self) -> QMenu:
        """The figures of the selection, to be copied, and the units."""
        made = menus.unit_menu(self._panel, self)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.addSeparator()
        menus.add_figures(made, self._panel, ("求和", "平均", "最小", "最大"))
        return made

    def mousePressEvent(self, ev: QMouseEvent) -> None:
        """Copy a figure, choose the unit."""
        if ev.button() == Qt.MouseButton.LeftButton:
            self.menu().popup(ev.globalPosition().toPoint())

    def contextMenuEvent(self, ev: QContextMenuEvent) -> None:
        """Copy a figure, choose the unit."""
        self.menu().popup(ev.globalPos())
