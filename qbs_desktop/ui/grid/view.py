"""The grid's view: a QTableView that behaves like a sheet in Excel or WPS, with frozen first columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QTableView, QWidget

from qbs_desktop.ui.grid import commands, keys
from qbs_desktop.ui.grid.blocks import Blocks
from qbs_desktop.ui.grid.clipboard.pasteboard import Pasteboard
from qbs_desktop.ui.grid.column import Outcome, R
from qbs_desktop.ui.grid.editing import editors
from qbs_desktop.ui.grid.editing.delegate import GridDelegate
from qbs_desktop.ui.grid.filling.fill import FillHandle
from qbs_desktop.ui.grid.heads.frozen import FrozenColumns
from qbs_desktop.ui.grid.heads.header import GroupedHeader
from qbs_desktop.ui.grid.heads.line_numbers import LineNumbers
from qbs_desktop.ui.grid.model import GridModel, Index
from qbs_desktop.ui.grid.painting import CellPainter
from qbs_desktop.ui.grid.travel import Travel
from qbs_desktop.ui.grid.zoom import LINE_HEIGHT, Zoom

Flag = QItemSelectionModel.SelectionFlag
Trigger = QAbstractItemView.EditTrigger


class GridView(QTableView):
    """See the module text. `said` carries short sentences for the status line."""

    said = Signal(str)
    moved = Signal()
    selected = Signal()
    pasted = Signal(list, object)
    """Records a block was pasted into, and the indentation of their names by record."""
    menu_wanted = Signal(QPoint)
    """The menu of the selected cells is to open here (global)."""
    head_menu_wanted = Signal(int, QPoint)

    def __init__(self, model: GridModel[R], frozen: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = model
        self.current_place = (-1, -1)
        self.barred: Callable[[str], str] | None = None
        """Column id → why its cells take no text now; empty when the page has nothing to say."""
        self.spans: list[tuple[int, int, int, int]] = []
        self.found: frozenset[tuple[int, int]] = frozenset()
        self._kept: tuple[int | None, int, int, int] | None = None
        self._left: int | None = None
        self._in_new_line = False
        self.travel = Travel(self, model)
        self.handle = FillHandle(self)
        self.cells = GridDelegate(model, self, self)
        self.painting = CellPainter(model, self)
        self.heads = GroupedHeader(model, self)
        self.numbers = LineNumbers(model, self)
        self.setHorizontalHeader(self.heads)
        self.setVerticalHeader(self.numbers)
        self.setItemDelegate(self.cells)
        self._arrange_look()
        model.rowsAboutToBeRemoved.connect(self._keep_line)  # before Qt looks for another current cell
        self.setModel(model)
        self.frozen = FrozenColumns(self, frozen)
        for part in (self, self.frozen):
            self.painting.points.widened.connect(part.viewport().update)
        self.blocks = Blocks(self, model)
        self.pasteboard = Pasteboard(self, model)
        self.zooming = Zoom(self)
        self._later = QTimer(self, singleShot=True, interval=40)
        self._later.timeout.connect(self.selected)
        model.modelAboutToBeReset.connect(self._keep_place)
        model.modelReset.connect(self._restore_place)
        model.storing.connect(self._keep_new_line)
        model.settled.connect(self._to_made)
        model.rowsInserted.connect(self._renumber)
        model.rowsRemoved.connect(self._renumber)

    def _arrange_look(self) -> None:
        self.setAccessibleName("表格")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCornerButtonEnabled(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setEditTriggers(Trigger.DoubleClicked | Trigger.AnyKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.numbers.setDefaultSectionSize(LINE_HEIGHT)
        self.numbers.fold_wanted.connect(self.grid.fold)

    # --- place -------------------------------------------------------------------------------------------------

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Remember the current cell as numbers: the delegate asks for it on every cell."""
        self.current_place = (current.row(), current.column())
        super().currentChanged(current, previous)
        self.frozen.refresh()
        self.moved.emit()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell the status line, once the selection rests."""
        super().selectionChanged(selected, deselected)
        before, self.spans = self.spans, [(one.top(), one.bottom(), one.left(), one.right()) for one in self.ranges()]
        self._mark_heads()
        for _top, bottom, _left, right in (*before[:1], *self.spans[:1]):  # where the fill handle was and is
            for part in (self, self.frozen):
                part.update(self.grid.index(bottom, right))
        self._later.start()

    def _mark_heads(self) -> None:
        """The heads over the selection and the numbers beside it stand out."""
        for heads in (self.heads, self.frozen.heads):
            heads.mark(tuple((left, right) for _top, _bottom, left, right in self.spans))
        self.numbers.mark(tuple((top, bottom) for top, bottom, _left, _right in self.spans))

    @property
    def selecting(self) -> bool:
        """Whether the selection has changed and `selected` has not told of it yet."""
        return self._later.isActive()

    def _keep_place(self) -> None:
        line, at = self.current_place
        self._kept = (self.grid.id_at(line), line, at, self.verticalScrollBar().value())

    def _restore_place(self) -> None:
        kept, self._kept = self._kept, None
        self.current_place = (-1, -1)
        self.spans = []
        self._mark_heads()
        if kept is None or kept[2] < 0 or not self.grid.columns:
            return
        record_id, line, at, scrolled = kept
        found = self.grid.line_of(record_id) if record_id is not None else None
        line = found if found is not None else min(line, self.grid.rowCount() - 1)
        at = min(at, len(self.grid.columns) - 1)
        if line >= 0:
            self.travel.select_one(line, at)
            self.verticalScrollBar().setValue(scrolled)
            self.scrollTo(self.grid.index(line, at))

    def _keep_line(self, _parent: Index, first: int, last: int) -> None:
        """The cursor stays on its line when the row under it goes."""
        self._left = first if first <= self.current_place[0] <= last else None

    def _renumber(self, *_what: object) -> None:
        """Rows came or went: the same cells stand on other lines."""
        left, self._left = self._left, None
        here = self.currentIndex()
        self.current_place = (here.row(), here.column())
        self.spans = [(one.top(), one.bottom(), one.left(), one.right()) for one in self.ranges()]
        if left is not None and self.grid.rowCount():
            self.travel.select_one(min(left, self.grid.rowCount() - 1), max(here.column(), 0))
        else:
            self.travel.begin_block()

    def _keep_new_line(self) -> None:
        """Whether what is about to be stored may make a record of the line the cursor is on."""
        self._in_new_line = self.grid.is_new_line(self.current_place[0])

    def _to_made(self, outcome: Outcome) -> None:
        """The cursor belongs on the record just typed in the ＋ line: the next text is about it, not one more.

        Qt moves the current cell along with the ＋ line when a row comes before it; a sorted list puts it anywhere.
        """
        began, self._in_new_line = self._in_new_line, False
        if not began or not outcome.made:
            return
        if self.grid.line_of(outcome.made[-1]) is None:
            self.grid.clear_filters()
        line = self.grid.line_of(outcome.made[-1])
        if line is not None:
            self.travel.go(line, self.current_place[1])

    def go(self, line: int, at: int, *, extend: bool = False) -> None:
        """Make a cell current; with `extend`, select the block from where the selection began."""
        self.travel.go(line, at, extend=extend)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Scroll to a cell; a frozen one is always in sight, and only its line is scrolled to."""
        if index.column() < self.frozen.count and index.isValid():
            bar = self.horizontalScrollBar().value()
            super().scrollTo(index, hint)
            self.horizontalScrollBar().setValue(bar)
            return
        super().scrollTo(index, hint)

    def updateGeometries(self) -> None:
        """Keep the frozen columns out of the scrolled part: it starts behind them."""
        super().updateGeometries()
        bar = self.horizontalScrollBar()
        if self.numbers.room != bar.minimum():
            bar.setRange(self.numbers.room, max(bar.maximum(), self.numbers.room))

    # --- keys --------------------------------------------------------------------------------------------------

    def focusNextPrevChild(self, _forward: bool) -> bool:
        """Tab moves between cells; the focus leaves the grid by mouse, F6 or the page's own keys."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Excel's keys; anything that writes a character opens the editor with it."""
        pressed, modifiers = keys.pressed(event)
        if (name := keys.ACTIONS.get((pressed, modifiers))) is not None:
            self.run(name)
        elif not self.travel.key(pressed, modifiers):
            self.cells.replacing = True
            super().keyPressEvent(event)
            return
        event.accept()

    def run(self, name: str) -> None:
        """Do a command of the table by its id; one that writes says so instead where the page bars the cell."""
        if name in commands.WRITING and (reason := self._barred()):
            self.said.emit(reason)
            return
        getattr(next(one for one in (self.blocks, self.pasteboard, self.zooming, self) if hasattr(one, name)), name)()

    def keyboardSearch(self, _text: str) -> None:
        """Qt asks this for a character that no editor took: the cell cannot be typed in. Stay there and say so."""
        self.said.emit(self._barred() or "这一格不能填写：由程序计算、取自上期，或已锁定。")

    def _barred(self) -> str:
        """Why the current cell takes no text, where the page knows more than the grid."""
        line, at = self.current_place
        if not 0 <= at < len(self.grid.columns) or self.grid.editable(line, at):
            return ""
        column = self.grid.columns[at]
        if column.derived:
            return f"“{column.label}”{column.derived}。"
        return "" if self.barred is None else self.barred(column.id)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Chinese input opens the editor. Qt drops a text that is committed without composing; hand it on."""
        opening = self.state() != QAbstractItemView.State.EditingState
        self.cells.replacing = True
        super().inputMethodEvent(event)
        editor = self._editor()
        if opening and event.commitString() and editor is not None:
            QCoreApplication.sendEvent(editor, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click starts a new block; with Shift it ends one; on the fill handle it begins to fill."""
        if self.handle.press(self, event) or self.travel.reach(self, event):
            return
        super().mousePressEvent(event)
        self.travel.begin_block()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select, or drag the fill handle."""
        if not self.handle.move(self, event):
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Fill when the handle was dragged."""
        if not self.handle.release(event):
            super().mouseReleaseEvent(event)
            self.travel.end_block()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl+wheel zooms, the wheel scrolls."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zooming.by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    # --- editing -----------------------------------------------------------------------------------------------

    def edit_here(self) -> None:
        """F2: open the editor with the cursor behind the text."""
        self.cells.replacing = False
        self.edit(self.currentIndex())
        editor = self._editor()
        if editor is not None:
            editors.to_end(editor)

    def fold_here(self) -> None:
        """Space: fold the group of the current line, or begin to type a space."""
        line, at = self.current_place
        if self.grid.fold(line):
            return
        if self.grid.editable(line, at):
            self.replace_here()

    def _editor(self) -> QWidget | None:
        focus = QGuiApplication.focusObject()
        return focus if isinstance(focus, QWidget) and self.isAncestorOf(focus) and focus is not self else None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click edits like F2; on the head of a group it folds it."""
        if self.grid.fold(self.rowAt(event.position().toPoint().y())):
            return
        self.cells.replacing = False
        super().mouseDoubleClickEvent(event)

    def replace_here(self) -> None:
        """Backspace: open an empty editor."""
        self.cells.replacing = True
        self.edit(self.currentIndex())
        editor = self._editor()
        if editor is not None:
            editors.set_text(editor, "")

    def open_words(self) -> None:
        """Alt+↓: open the list of offers, or the calendar."""
        self.edit_here()
        editors.open_popup(self._editor())

    def give_up(self) -> None:
        """Esc: show the stored value again where a wrong text waits."""
        self.grid.give_up(*self.current_place)

    def ranges(self) -> list[QItemSelectionRange]:
        """The blocks of the selection."""
        return list(cast("Iterable[QItemSelectionRange]", self.selectionModel().selection()))

    def open_menu(self) -> None:
        """Menu key, Shift+F10: the menu of the selected cells, below the current one."""
        if self.currentIndex().isValid():
            self.menu_wanted.emit(self.place_below(self.currentIndex()))

    def open_head_menu(self) -> None:
        """Alt+Shift+F10: the menu of the current column, below its head."""
        at = self.current_place[1]
        if at >= 0:
            heads = self.frozen.heads if at < self.frozen.count else self.heads
            self.head_menu_wanted.emit(at, heads.mapToGlobal(QPoint(heads.sectionViewportPosition(at), heads.height())))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the selection; a click beside it selects the cell under the mouse first, as in Excel."""
        self.menu_at(self, event)

    def menu_at(self, part: QTableView, event: QContextMenuEvent) -> None:
        """Open the menu over this view or its frozen part."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            if QApplication.activePopupWidget() is None:
                self.open_menu()
            return
        index = part.indexAt(part.viewport().mapFromGlobal(event.globalPos()))
        if not index.isValid():
            return
        if not self.selectionModel().isSelected(index):
            self.go(index.row(), index.column())
        self.menu_wanted.emit(event.globalPos())

    def select_row(self) -> None:
        """Shift+Space: the whole lines."""
        self._widen(Flag.Rows)

    def select_column(self) -> None:
        """Ctrl+Space: the whole columns."""
        self._widen(Flag.Columns)

    def _widen(self, way: Flag) -> None:
        self.selectionModel().select(self.selectionModel().selection(), Flag.Select | way)

    # --- look --------------------------------------------------------------------------------------------------

    def paintEvent(self, e: QPaintEvent) -> None:
        """Paint the page in one go."""
        self.painting.page(self, e.rect())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the frozen columns as high as the grid."""
        super().resizeEvent(event)
        self.frozen.place()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The frame of the current cell says whether keys go to it."""
        super().focusInEvent(event)
        self.frozen.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keys go elsewhere now."""
        super().focusOutEvent(event)
        self.frozen.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.FontChange) and hasattr(
            self, "cells"
        ):
            self.painting.refresh()

    def place_below(self, index: QModelIndex) -> QPoint:
        """Where a popup that belongs to a cell opens."""
        part: QTableView = self.frozen if index.column() < self.frozen.count else self
        return part.viewport().mapToGlobal(part.visualRect(index).bottomLeft())
