"""The grid with everything around it: 合计 line, find line, strip, filter popups, column chooser, status text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from qbs_desktop.ui.grid import memory
from qbs_desktop.ui.grid.column import GridColumn, R
from qbs_desktop.ui.grid.filter_bar import FilterBar
from qbs_desktop.ui.grid.filter_popup import FilterPopup
from qbs_desktop.ui.grid.find import FindBar
from qbs_desktop.ui.grid.header import GroupedHeader
from qbs_desktop.ui.grid.model import GridModel
from qbs_desktop.ui.grid.selection import Summary
from qbs_desktop.ui.grid.strip import BottomStrip
from qbs_desktop.ui.grid.totals import TotalsLine
from qbs_desktop.ui.grid.view import GridView

_CELLS_ADDED = 120_000


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
        self._shown: tuple[str, ...] = ()
        self._usual: Sequence[GridColumn[R]] = ()
        self.filter_bar = FilterBar(model, self)
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
        self.view.heads.sort_wanted.connect(self.sort)
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
        for keys, action in (
            ("Ctrl+F", self.finder.open),
            ("Ctrl+H", self.finder.open_replacing),
            ("F3", self.finder.on),
            ("Shift+F3", self.finder.back),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

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
            self._keep.stop()

    def _resized(self, *_what: int) -> None:
        if self._shown:
            self._keep.start()

    def remember(self) -> None:
        """Keep the widths for the next time."""
        self._keep.stop()
        memory.store(self.view, self.layout_id)

    # --- order -------------------------------------------------------------------------------------------------

    def sort(self, at: int, further: bool = False) -> None:
        """A click on a head: rising, falling, list order; `further` (Shift) keeps the columns sorted by before."""
        name = self.grid.columns[at].id
        falling = dict(self.grid.sorts).get(name)
        if falling is None or (not further and self.grid.sorts[0][0] != name):
            self.grid.sort_by(name, further=further)
        elif not falling:
            self.grid.sort_by(name, descending=True, further=further)
        elif further:
            self.grid.sort_no_more(name)
        else:
            self.grid.sort_by(None)

    def open_filter(self, at: int, where: QPoint) -> FilterPopup:
        """Open the filter of a column."""
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

    def head_menu(self, at: int) -> QMenu:
        """What can be done with a column: order, hide, move, choose, restore."""
        menu = self.chooser()
        first = menu.actions()[0] if menu.actions() else None
        acts: list[QAction] = []
        if 0 <= at < len(self.grid.columns):
            name = self.grid.columns[at].id
            for text, action in (
                ("升序", partial(self.grid.sort_by, name)),
                ("降序", partial(self.grid.sort_by, name, descending=True)),
                ("左移一列", partial(self.move_column, at, at - 1)),
                ("右移一列", partial(self.move_column, at, at + 2)),
                ("隐藏此列", partial(self._show_column, at, False)),
            ):
                act = QAction(text, menu)
                act.triggered.connect(partial(_call, action))
                act.setEnabled(text != "隐藏此列" or at >= self.view.frozen.count)
                acts.append(act)
        restore = QAction("恢复默认列", menu)
        restore.triggered.connect(self.usual_columns)
        acts.append(restore)
        if first is not None:
            menu.insertActions(first, acts)
            menu.insertSeparator(first)
        return menu

    def _open_head_menu(self, heads: GroupedHeader, where: QPoint) -> None:
        self.head_menu(heads.logicalIndexAt(where)).popup(heads.mapToGlobal(where))

    def chooser(self) -> QMenu:
        """Which columns are shown."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for at, column in enumerate(self.grid.columns):
            action = QAction(column.label, menu, checkable=True, checked=not self.view.isColumnHidden(at))
            action.setEnabled(at >= self.view.frozen.count)
            action.toggled.connect(partial(self._show_column, at))
            menu.addAction(action)
        return menu

    def _show_column(self, at: int, shown: bool) -> None:
        self.view.setColumnHidden(at, not shown)
        self.remember()

    # --- status ------------------------------------------------------------------------------------------------

    def summary(self) -> Summary:
        """Figures of the selection; a 其中 row is left out when its parent is selected too."""
        found = Summary()
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
        self.selection_told.emit(self.summary().text())


def _call(action: Callable[[], object], *_checked: object) -> None:
    action()
