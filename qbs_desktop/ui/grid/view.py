"""The grid's view: a QTableView that behaves like a sheet in Excel or WPS, with frozen first columns."""

from __future__ import annotations

from collections.abc import Iterable
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
    QFontInfo,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from qbs_desktop.ui.grid import editors, keys
from qbs_desktop.ui.grid.blocks import Blocks
from qbs_desktop.ui.grid.column import R
from qbs_desktop.ui.grid.delegate import GridDelegate
from qbs_desktop.ui.grid.fill import FillHandle
from qbs_desktop.ui.grid.frozen import FrozenColumns
from qbs_desktop.ui.grid.header import GroupedHeader
from qbs_desktop.ui.grid.line_numbers import LineNumbers
from qbs_desktop.ui.grid.model import GridModel, Index
from qbs_desktop.ui.grid.painting import CellPainter

Flag = QItemSelectionModel.SelectionFlag
Trigger = QAbstractItemView.EditTrigger
LINE_HEIGHT = 27
_ZOOM = (10, 26)


class GridView(QTableView):
    """See the module text. `said` carries short sentences for the status line."""

    said = Signal(str)
    moved = Signal()
    selected = Signal()
    pasted = Signal(list)

    def __init__(self, model: GridModel[R], frozen: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = model
        self.current_place = (-1, -1)
        self.spans: list[tuple[int, int, int, int]] = []
        self._anchor = (0, 0)
        self._kept: tuple[int | None, int, int, int] | None = None
        self.handle = FillHandle(self)
        self.cells = GridDelegate(model, self, self)
        self.painting = CellPainter(model, self)
        self.heads = GroupedHeader(model, self)
        self.numbers = LineNumbers(model, self)
        self.setHorizontalHeader(self.heads)
        self.setVerticalHeader(self.numbers)
        self.setItemDelegate(self.cells)
        self._arrange_look()
        self.setModel(model)
        self.frozen = FrozenColumns(self, frozen)
        self.blocks = Blocks(self, model)
        self._later = QTimer(self, singleShot=True, interval=40)
        self._later.timeout.connect(self.selected)
        model.modelAboutToBeReset.connect(self._keep_place)
        model.modelReset.connect(self._restore_place)

    def _arrange_look(self) -> None:
        self.setAccessibleName("表格")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet(
            "QTableView { border: none; }"
            "QTableCornerButton::section { border: none; border-bottom: 1px solid palette(mid); }"
        )
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
        self.spans = [(one.top(), one.bottom(), one.left(), one.right()) for one in self.ranges()]
        self._later.start()

    def _keep_place(self) -> None:
        line, at = self.current_place
        self._kept = (self.grid.id_at(line), line, at, self.verticalScrollBar().value())

    def _restore_place(self) -> None:
        kept, self._kept = self._kept, None
        self.current_place = (-1, -1)
        self.spans = []
        if kept is None or kept[2] < 0 or not self.grid.columns:
            return
        record_id, line, at, scrolled = kept
        found = self.grid.line_of(record_id) if record_id is not None else None
        line = found if found is not None else min(line, self.grid.rowCount() - 1)
        at = min(at, len(self.grid.columns) - 1)
        if line >= 0:
            self._select_one(line, at)
            self.verticalScrollBar().setValue(scrolled)
            self.scrollTo(self.grid.index(line, at))

    def _select_one(self, line: int, at: int) -> None:
        index = self.grid.index(line, at)
        self._anchor = (line, at)
        self.selectionModel().setCurrentIndex(index, Flag.ClearAndSelect)

    def go(self, line: int, at: int, *, extend: bool = False) -> None:
        """Make a cell current; with `extend`, select the block from where the selection began."""
        line = max(0, min(line, self.grid.rowCount() - 1))
        at = max(0, min(at, len(self.grid.columns) - 1))
        if self.grid.rowCount() == 0 or not self.grid.columns:
            return
        index = self.grid.index(line, at)
        if extend:
            block = QItemSelection(self.grid.index(*self._anchor), index)
            self.selectionModel().setCurrentIndex(index, Flag.NoUpdate)
            self.selectionModel().select(block, Flag.ClearAndSelect)
        else:
            self._select_one(line, at)
        self.scrollTo(index)

    def step(self, down: int, right: int) -> None:
        """Move by cells, over hidden columns; Tab at the end of a line goes to the next one."""
        line, at = self.current_place
        if line < 0:
            self.go(0, 0)
            return
        shown = [one for one in range(len(self.grid.columns)) if not self.isColumnHidden(one)]
        if right and at in shown:
            place = shown.index(at) + right
            if 0 <= place < len(shown):
                at = shown[place]
        self.go(line + down, at)

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
        if (step := keys.STEPS.get((pressed, modifiers))) is not None:
            self._step_key(pressed, step)
        elif (name := keys.ACTIONS.get((pressed, modifiers))) is not None:
            getattr(self.blocks if hasattr(self.blocks, name) else self, name)()
        elif not self._travel(pressed, modifiers):
            self.cells.replacing = True
            super().keyPressEvent(event)
            return
        event.accept()

    def keyboardSearch(self, _text: str) -> None:
        """Qt asks this for a character that no editor took: the cell cannot be typed in. Stay there and say so."""
        self.said.emit("这一格不能填写：由程序计算、取自上期，或已锁定。")

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Chinese input opens the editor. Qt drops a text that is committed without composing; hand it on."""
        opening = self.state() != QAbstractItemView.State.EditingState
        self.cells.replacing = True
        super().inputMethodEvent(event)
        editor = self._editor()
        if opening and event.commitString() and editor is not None:
            QCoreApplication.sendEvent(editor, event)

    def _step_key(self, pressed: Qt.Key, step: tuple[int, int]) -> None:
        if pressed in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cycle(step):
            return
        self.step(*step)

    def _cycle(self, step: tuple[int, int]) -> bool:
        """Enter and Tab stay inside a selected block and run through it."""
        ranges = self.ranges()
        if len(ranges) != 1:
            return False
        block = ranges[0]
        height, width = block.height(), block.width()
        if height * width <= 1:
            return False
        line, at = self.current_place[0] - block.top(), self.current_place[1] - block.left()
        if step[1]:
            place = (line * width + at + step[1]) % (height * width)
            line, at = divmod(place, width)
        else:
            place = (at * height + line + step[0]) % (height * width)
            at, line = divmod(place, height)
        index = self.grid.index(block.top() + line, block.left() + at)
        self.selectionModel().setCurrentIndex(index, Flag.NoUpdate)
        self.scrollTo(index)
        return True

    def _travel(self, pressed: Qt.Key, modifiers: int) -> bool:
        """Home, End, pages, Ctrl+arrows, and all of them with Shift."""
        extend = bool(modifiers & keys.SHIFT)
        control = bool(modifiers & keys.CTRL)
        line, at = self.current_place
        if modifiers & keys.ALT or line < 0:
            return False
        page = max(self.viewport().height() // self.verticalHeader().defaultSectionSize() - 1, 1)
        last_line, last = max(self.grid.shown() - 1, 0), len(self.grid.columns) - 1
        if (reach := keys.REACHES.get(pressed)) is not None:
            place = self._edge(line, at, *reach) if control else (line + reach[0], at + reach[1])
        elif pressed == Qt.Key.Key_Home:
            place = (0, 0) if control else (line, 0)
        elif pressed == Qt.Key.Key_End:
            place = (last_line, last) if control else (line, last)
        elif pressed in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and not control:
            place = (line + (page if pressed == Qt.Key.Key_PageDown else -page), at)
        else:
            return False
        self.go(*place, extend=extend)
        return True

    def _edge(self, line: int, at: int, down: int, right: int) -> tuple[int, int]:
        """Where Ctrl+arrow lands: the end of the filled block, else the next filled cell, else the last one."""
        lines, columns = self.grid.shown(), len(self.grid.columns)

        def inside(row: int, column: int) -> bool:
            return 0 <= row < lines and 0 <= column < columns

        line = min(line, max(lines - 1, 0)) if down >= 0 else line
        row, column = line + down, at + right
        if not inside(row, column):
            return line, at
        running = bool(self.grid.text(line, at)) and bool(self.grid.text(row, column))
        while inside(row + down, column + right):
            if running and not self.grid.text(row + down, column + right):
                break
            if not running and self.grid.text(row, column):
                break
            row, column = row + down, column + right
        return row, column

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click starts a new block; with Shift it ends one; on the fill handle it begins to fill."""
        if self.handle.press(self, event):
            return
        super().mousePressEvent(event)
        if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.begin_block()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select, or drag the fill handle."""
        if not self.handle.move(self, event):
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Fill when the handle was dragged."""
        if not self.handle.release():
            super().mouseReleaseEvent(event)

    def begin_block(self) -> None:
        """Selections with Shift start from the current cell."""
        self._anchor = (max(self.current_place[0], 0), max(self.current_place[1], 0))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl+wheel zooms, the wheel scrolls."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def zoom(self, steps: int) -> None:
        """Larger or smaller text with lines and columns to match."""
        old = QFontInfo(self.font()).pixelSize()
        self._set_size(max(_ZOOM[0], min(_ZOOM[1], old + steps)))

    def usual_size(self) -> None:
        """Ctrl+0: text, lines and columns as large as elsewhere in the window."""
        self._set_size(QFontInfo(QGuiApplication.font()).pixelSize())

    def _set_size(self, new: int) -> None:
        font = self.font()
        old = QFontInfo(font).pixelSize()
        if new == old:
            return
        font.setPixelSize(new)
        self.setFont(font)
        self.painting.refresh()
        usual = QFontInfo(QGuiApplication.font()).pixelSize()
        self.numbers.setDefaultSectionSize(LINE_HEIGHT if new == usual else round(LINE_HEIGHT * new / usual))
        for at in range(len(self.grid.columns)):
            if not self.isColumnHidden(at):
                self.setColumnWidth(at, round(self.columnWidth(at) * new / old))
        self.frozen.match()

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
        """Alt+↓: open the list of usual words."""
        self.edit_here()
        editor = self._editor()
        if isinstance(editor, editors.WordEditor):
            editor.open_words()

    def give_up(self) -> None:
        """Esc: show the stored value again where a wrong text waits."""
        self.grid.give_up(*self.current_place)

    def ranges(self) -> list[QItemSelectionRange]:
        """The blocks of the selection."""
        return list(cast("Iterable[QItemSelectionRange]", self.selectionModel().selection()))

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
