"""The frozen first columns: a second view over the same model and selection, between the line numbers and the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from qbs_desktop.ui.grid.colours import colours
from qbs_desktop.ui.grid.heads.header import GroupedHeader

if TYPE_CHECKING:
    from qbs_desktop.ui.grid.view import GridView


class FrozenColumns(QTableView):
    """Shows the first `count` columns. Keys, wheel and editing go to the main view."""

    def __init__(self, main: GridView, count: int) -> None:
        super().__init__(main)
        self.main = main
        self.count = count
        self.heads = GroupedHeader(main.grid, self)
        self.heads.frozen_part = True
        self.setHorizontalHeader(self.heads)
        self.setModel(main.grid)
        self.setSelectionModel(main.selectionModel())
        self._arrange_look()
        main.heads.sectionResized.connect(self._follow_width)
        self.heads.sectionResized.connect(self._lead_width)
        main.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        main.horizontalScrollBar().valueChanged.connect(self._slid)
        self.verticalScrollBar().valueChanged.connect(main.verticalScrollBar().setValue)
        main.grid.modelReset.connect(self.match)
        main.verticalHeader().installEventFilter(self)
        self.heads.pressed_on.connect(main.heads.pressed_on)
        self.heads.filter_wanted.connect(main.heads.filter_wanted)
        self.heads.move_wanted.connect(main.heads.move_wanted)
        self.heads.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setVisible(count > 0)

    def _arrange_look(self) -> None:
        self.setAccessibleName("表格的冻结列")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.main)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side = self.verticalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    # --- geometry ----------------------------------------------------------------------------------------------

    def match(self) -> None:
        """Hide all but the frozen columns and take over their widths and the line height."""
        self.setFont(self.main.font())
        self.verticalHeader().setDefaultSectionSize(self.main.verticalHeader().defaultSectionSize())
        for at in range(len(self.main.grid.columns)):
            hidden = at >= self.count or self.main.isColumnHidden(at)
            self.setColumnHidden(at, hidden)
            if not hidden:
                self.setColumnWidth(at, self.main.columnWidth(at))
        self.place()

    def place(self) -> None:
        """Lie beside the line numbers, head included."""
        side = self.main.numbers
        if side.room != self.width():
            side.room = self.width()
            side.updateGeometry()
            self.main.updateGeometries()
        left = (side.numbers_width() if side.isVisibleTo(self.main) else 0) + self.main.frameWidth()
        head = self.main.heads.height()
        self.heads.setFixedHeight(head)
        self.setGeometry(left, self.main.frameWidth(), self.span(), self.main.viewport().height() + head)
        self.verticalScrollBar().setValue(self.main.verticalScrollBar().value())

    def span(self) -> int:
        """Width of the frozen columns."""
        last = min(self.count, len(self.main.grid.columns))
        return sum(self.main.columnWidth(at) for at in range(last) if not self.main.isColumnHidden(at))

    def width(self) -> int:
        """Width on screen; nothing when no column is frozen."""
        return self.span() if self.count else 0

    def _follow_width(self, section: int, _old: int, new: int) -> None:
        if section < self.count and self.columnWidth(section) != new:
            self.setColumnWidth(section, new)
        if section < self.count:
            self.place()

    def _lead_width(self, section: int, _old: int, new: int) -> None:
        if section < self.count and new and self.main.columnWidth(section) != new:
            self.main.setColumnWidth(section, new)

    def _slid(self, _value: int) -> None:
        """Shared heads keep their text in sight."""
        self.main.heads.viewport().update()

    def refresh(self) -> None:
        """Show the current cell where it is now."""
        self.viewport().update()

    # --- events ------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The column of line numbers grows with the number of lines."""
        if event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)

    def paintEvent(self, e: QPaintEvent) -> None:
        """The edge of the frozen part stands out."""
        self.main.painting.page(self, e.rect())
        painter = QPainter(self.viewport())
        painter.setPen(colours().head_line)
        right = self.viewport().width() - 1
        painter.drawLine(right, 0, right, self.viewport().height())
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys belong to the main view."""
        self.main.keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """So does the wheel."""
        self.main.wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click makes the main view the one that listens to keys."""
        if self.main.handle.press(self, event) or self.main.travel.reach(self, event):
            return
        super().mousePressEvent(event)
        self.main.setFocus(Qt.FocusReason.MouseFocusReason)
        self.main.travel.begin_block()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the cells."""
        self.main.menu_at(self, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select, or drag the fill handle."""
        if not self.main.handle.move(self, event):
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Fill when the handle was dragged."""
        if not self.main.handle.release(event):
            super().mouseReleaseEvent(event)
            self.main.travel.end_block()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit in the main view; the head of a group folds."""
        if not self.main.grid.fold(self.rowAt(event.position().toPoint().y())):
            self.main.edit_here()
