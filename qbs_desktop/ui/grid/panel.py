"""The grid with everything around it: 合计 line, find line, strip, filter popups, column chooser, status text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Generic

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from qbs_desktop.domain import amount
from qbs_desktop.ui.grid import commands, memory, menus, selection
from qbs_desktop.ui.grid.column import GridColumn, R
from qbs_desktop.ui.grid.finding import going
from qbs_desktop.ui.grid.finding.filter_bar import FilterBar
from qbs_desktop.ui.grid.finding.find_bar import FindBar
from qbs_desktop.ui.grid.heads.header import GroupedHeader
from qbs_desktop.ui.grid.model import GridModel
from qbs_desktop.ui.grid.selection import Summary
from qbs_desktop.ui.grid.strip import BottomStrip
from qbs_desktop.ui.grid.totals import TotalsLine
from qbs_desktop.ui.grid.view import GridView
from qbs_desktop.ui.window.panes import pane

if TYPE_CHECKING:
    from qbs_desktop.ui.grid.finding.filter_popup import FilterPopup

_CELLS_ADDED = 120_000
_FROZEN_SHARE = 0.7


class GridPanel(QWidget, Generic[R]):
    """What a page puts on screen. `layout_id` names the remembered column widths."""

    selection_told = Signal(str)

    def __init__(
        self,
        model: GridModel[R],
        layout_id: str,
        *,
        frozen: int = 0,
        totals: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.grid = model
        self.layout_id = layout_id
        self.view = GridView(model, frozen, self)
        self.finder = FindBar(self.view, self)
        self.totals = TotalsLine(self.view, self) if totals else None
        self.strip = BottomStrip(self)
        self._across = self.strip.across
        self._keep = QTimer(self, singleShot=True, interval=400)
        self._count = QTimer(self, singleShot=True, interval=60)
        self._told = Summary()
        self._shown: tuple[str, ...] = ()
        self._usual: Sequence[GridColumn[R]] = ()
        self.filter_bar = FilterBar(model, self)
        self._frozen_usually = frozen
        self._acts: dict[str, QAction] = {}
        self.more_acts: Callable[[], Sequence[QAction]] | None = None
        """What the page offers in the menu of the cells."""
        self.window_acts: Sequence[QAction] = ()
        """What the window offers there."""
        for part in (self.view, self.finder, self.strip):
            pane(part)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.view, 1)
        if self.totals is not None:
            box.addWidget(self.totals)
        box.addWidget(self.finder)
        box.addWidget(self.strip)
        self.strip.take(self.filter_bar)
        self.setFocusProxy(self.view)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _connect(self) -> None:
        own = self.view.horizontalScrollBar()
        own.rangeChanged.connect(self._match_range)
        own.valueChanged.connect(self._across.setValue)
        self._across.valueChanged.connect(own.setValue)
        self._across.hide()
        self._keep.timeout.connect(self.remember)
        self.view.heads.sectionResized.connect(self._resized)
        self.view.heads.pressed_on.connect(self._column_chosen)
        self.view.selected.connect(self._repaint_heads)
        self.view.heads.filter_wanted.connect(self.open_filter)
        self.view.heads.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.heads.customContextMenuRequested.connect(partial(self._open_head_menu, self.view.heads))
        frozen = self.view.frozen.heads
        frozen.customContextMenuRequested.connect(partial(self._open_head_menu, frozen))
        self.view.heads.move_wanted.connect(self.move_column)
        self.view.selected.connect(self._tell_selection)
        self.grid.arranged.connect(self._tell_selection)
        self._count.timeout.connect(self._tell_selection)
        self.grid.dataChanged.connect(self._count_soon)
        self.view.menu_wanted.connect(self._open_cell_menu)
        self.view.head_menu_wanted.connect(self._head_menu_at)
        self.view.numbers.height_wanted.connect(self._lines_dragged)
        self.view.numbers.fit_wanted.connect(self._fit_lines)
        for one in commands.PANEL_COMMANDS:
            self.addAction(self._made(one))

    def _made(self, one: commands.GridCommand) -> QAction:
        doing: dict[str, Callable[[], object]] = {
            "find": self.finder.open,
            "replace": self.finder.open_replacing,
            "find_on": self.finder.on,
            "find_back": self.finder.back,
            "goto": partial(going.ask, self),
            "filter_here": self.filter_here,
        }
        act = self._acts[one.id] = QAction(one.text, self)
        act.setIconText(one.text.removesuffix("此列…").removesuffix("…"))
        act.setToolTip(f"{one.told}（{commands.shown(one.keys)}）")
        act.setShortcuts([QKeySequence(key) for key in one.keys])
        act.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        act.triggered.connect(partial(_call, doing[one.id]))
        return act

    def act(self, name: str) -> QAction:
        """A command of `commands.PANEL_COMMANDS`."""
        return self._acts[name]

    def run(self, name: str) -> None:
        """Do a command of the grid or the panel by its id."""
        if name in self._acts:
            self._acts[name].trigger()
        else:
            self.view.run(name)

    def _match_range(self, low: int, high: int) -> None:
        self._across.setRange(low, high)
        self._across.setPageStep(self.view.horizontalScrollBar().pageStep())
        self._across.setSingleStep(24)
        self._across.setVisible(high > low)

    # --- content -----------------------------------------------------------------------------------------------

    def show_rows(self, columns: Sequence[GridColumn[R]], rows: Sequence[R]) -> None:
        """Show columns and rows; widths are given afresh only when the columns are others than before."""
        self._usual = columns
        columns = memory.ordered(columns, self.layout_id)
        ids = tuple(column.id for column in columns)
        self.grid.show(columns, rows)
        if ids != self._shown:
            self._shown = ids
            memory.restore(self.view, self.layout_id)
            count = memory.frozen(self.layout_id, self._frozen_usually)
            if count != self.view.frozen.count:
                self._set_frozen(min(count, len(columns)))
            self._keep.stop()

    def _resized(self, *_what: int) -> None:
        if self._shown:
            self._keep.start()

    def remember(self) -> None:
        """Keep the widths for the next time."""
        self._keep.stop()
        memory.store(self.view, self.layout_id)

    # --- order -------------------------------------------------------------------------------------------------

    def _column_chosen(self) -> None:
        """A head was pressed: Shift and the arrows go on from its column, and keys belong to the grid."""
        self.view.travel.begin_block()
        self.view.setFocus(Qt.FocusReason.MouseFocusReason)

    def _repaint_heads(self) -> None:
        for heads in (self.view.heads, self.view.frozen.heads):
            heads.viewport().update()

    def open_filter(self, at: int, where: QPoint) -> FilterPopup:
        """Open the filter of a column."""
        from qbs_desktop.ui.grid.finding.filter_popup import FilterPopup

        popup = FilterPopup(self.grid, at, self)
        popup.open_at(where)
        return popup

    def filter_here(self) -> FilterPopup | None:
        """Open the filter of the current column."""
        at = max(self.view.current_place[1], 0)
        if not self.grid.columns:
            return None
        heads = self.view.frozen.heads if at < self.view.frozen.count else self.view.heads
        return self.open_filter(at, heads.mapToGlobal(QPoint(heads.sectionViewportPosition(at), heads.height())))

    # --- columns -----------------------------------------------------------------------------------------------

    def move_column(self, at: int, before: int) -> None:
        """Put a column before another one; frozen columns stay among themselves, and so do the others."""
        frozen = self.view.frozen.count
        low, high = (0, frozen) if at < frozen else (frozen, len(self.grid.columns))
        before = max(low, min(before, high))
        if before in (at, at + 1) or not low <= at < high:
            return
        columns = list(self.grid.columns)
        moved = columns.pop(at)
        columns.insert(before - (before > at), moved)
        self.remember()
        memory.store_order(columns, self.layout_id)
        self.show_rows(self._usual, self.grid.rows)

    def usual_columns(self) -> None:
        """恢复默认列: usual widths and order, nothing hidden."""
        self._keep.stop()
        memory.forget(self.layout_id)
        self._shown = ()
        self.show_rows(self._usual, self.grid.rows)

    def freeze(self, count: int) -> None:
        """冻结到此列, 取消冻结: keep the first columns in sight; remembered. Refuses what would fill the window."""
        width = sum(self.view.columnWidth(at) for at in range(count) if not self.view.isColumnHidden(at))
        if width > self.view.width() * _FROZEN_SHARE:
            self.view.said.emit("要冻结的列太宽，右边放不下别的列。请先把列调窄，或少冻结几列。")
            return
        memory.store_frozen(count, self.layout_id)
        self._set_frozen(count)

    def _set_frozen(self, count: int) -> None:
        self.view.frozen.count = count
        self.view.frozen.setVisible(count > 0)
        self.view.frozen.match()
        self.view.horizontalScrollBar().setValue(0)
        self.view.viewport().update()
        if self.totals is not None:
            self.totals.update()

    def show_column(self, at: int, shown: bool) -> None:
        """Show or hide a column; remembered."""
        self.view.setColumnHidden(at, not shown)
        self.remember()

    def current_column(self) -> GridColumn[R] | None:
        """The column of the current cell."""
        at = self.view.current_place[1]
        return self.grid.columns[at] if 0 <= at < len(self.grid.columns) else None

    # --- menus -------------------------------------------------------------------------------------------------

    def head_menu(self, at: int) -> QMenu:
        """What can be done with a column."""
        return menus.head_menu(self, at)

    def chooser(self) -> QMenu:
        """Which columns are shown."""
        return menus.chooser(self)

    def cell_menu(self) -> QMenu:
        """What can be done with the selected cells."""
        return menus.cell_menu(self)

    def _open_head_menu(self, heads: GroupedHeader, where: QPoint) -> None:
        self.head_menu(heads.logicalIndexAt(where)).popup(heads.mapToGlobal(where))

    def _head_menu_at(self, at: int, where: QPoint) -> None:
        self.head_menu(at).popup(where)

    def _open_cell_menu(self, where: QPoint) -> None:
        self.cell_menu().popup(where)

    # --- lines and units ---------------------------------------------------------------------------------------

    def choose_line_height(self, height: int) -> None:
        """行高: every line this high, remembered for this list."""
        self.view.zooming.set_line_height(height)
        memory.store_line_height(self.view.zooming.line_height, self.layout_id)

    def _lines_dragged(self, height: int) -> None:
        self.view.zooming.drag_lines(height)
        memory.store_line_height(self.view.zooming.line_height, self.layout_id)

    def _fit_lines(self, line: int) -> None:
        self._lines_dragged(self.view.painting.height_for(line))

    def choose_unit(self, unit: str) -> None:
        """The unit in which the selection is added up; remembered for every list."""
        selection.keep_unit(unit)
        self._tell_selection()

    def copy_figure(self, word: str, value: Decimal) -> None:
        """One figure of the selection, exact and without thousands separators, so that a table takes it as a number."""
        QGuiApplication.clipboard().setText(amount.plain(value))
        self.view.said.emit(f"已复制{word} {amount.grouped(value)}。")

    def showEvent(self, event: QShowEvent) -> None:
        """Take over the size chosen in another grid."""
        super().showEvent(event)
        self.view.zooming.follow()

    # --- status ------------------------------------------------------------------------------------------------

    def summary(self) -> Summary:
        """Figures of the selection; a 其中 row is left out when its parent is selected too."""
        found = Summary(wanted=selection.unit())
        grid, view = self.grid, self.view
        children: set[int] = set()
        for block in view.ranges():
            lines = range(block.top(), min(block.bottom(), grid.shown() - 1) + 1)
            across = [at for at in range(block.left(), block.right() + 1) if not view.isColumnHidden(at)]
            found.cells += len(lines) * len(across)
            if found.cells > _CELLS_ADDED:
                found.cells = sum(one.height() * one.width() for one in view.ranges())
                found.too_many = True
                return found
            left_out = self._covered(lines)
            for at in across:
                column = grid.columns[at]
                found.filled += sum(map(bool, grid.texts(lines, at)))
                if column.number is not None:
                    values = [grid.number(line, at) for line in lines if line not in left_out]
                    found.add(values, column.unit, column.size)
                    children |= left_out
        found.left_out = len(children)
        return found

    def _covered(self, lines: range) -> set[int]:
        """Lines of 其中 rows whose parent stands in the same block."""
        covered: set[int] = set()
        inside = False
        for line in lines:
            if self.grid.depth_at(line) == 0:
                inside = True
            elif inside:
                covered.add(line)
        return covered

    def _count_soon(self, *_what: object) -> None:
        """The figures under the selection changed; many cells of one operation are counted once."""
        self._count.start()

    def _tell_selection(self) -> None:
        self._count.stop()
        self._told = self.summary()
        self.selection_told.emit(self._told.text())

    def told(self) -> Summary:
        """What the status line tells, brought up to date."""
        if self._count.isActive() or self.view.selecting:
            self._tell_selection()
        return self._told


def _call(action: Callable[[], object], *_checked: object) -> None:
    action()
