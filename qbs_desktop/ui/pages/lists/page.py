"""A list (名单) as a page: toolbar, grid, 合计 line and status line. Everything typed is stored at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.finding import Place
from qbs_desktop.domain.period import Period
from qbs_desktop.services.cell import Cell
from qbs_desktop.services.lists import block, list_changes, listing
from qbs_desktop.services.lists.block import BlockCell
from qbs_desktop.services.lists.listing import Column, Row
from qbs_desktop.services.lists.waiting import Spot
from qbs_desktop.services.reporting import given_back
from qbs_desktop.services.workspace import Notice, Workspace
from qbs_desktop.ui import settings
from qbs_desktop.ui.grid.column import NEW_ROW, GridColumn, GridEdit, Outcome, Wrong
from qbs_desktop.ui.grid.model import GridModel
from qbs_desktop.ui.grid.panel import GridPanel
from qbs_desktop.ui.grid.status import ABOUT, StatusLine
from qbs_desktop.ui.pages.layouts import layout_of
from qbs_desktop.ui.pages.lists import marks as list_marks
from qbs_desktop.ui.pages.lists.columns import grid_column, row_depth, row_id
from qbs_desktop.ui.pages.lists.parts import ChoiceBar, EmptyHint
from qbs_desktop.ui.pages.lists.pasting import ListPasting
from qbs_desktop.ui.pages.lists.row_acts import RowActs
from qbs_desktop.ui.pages.lists.tools import ListTools
from qbs_desktop.ui.pages.record.panel import RecordPanel
from qbs_desktop.ui.pages.waiting_cells import Room, WaitingCells
from qbs_desktop.ui.window.last_place import LastPlace, keep_sizes
from qbs_desktop.ui.window.panes import pane

if TYPE_CHECKING:  # the rules load after the first list is on screen
    from qbs_desktop.services.checks.checking import CheckedFinding
    from qbs_desktop.ui.shell import Shell


class ListPage(QWidget):
    """One ledger's list."""

    def __init__(self, workspace: Workspace, shell: Shell, ledger_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.workspace = workspace
        self.shell = shell
        self.ledger = workspace.ledgers[ledger_id]
        self.title = self.ledger.label
        self.columns: tuple[Column, ...] = ()
        self._added: list[Column] = []
        self._loaded = False
        self._selection = ""
        self.found: Sequence[CheckedFinding] = ()
        self.grid: GridModel[Row] = GridModel(row_id, row_depth, self, offer_new=True)
        self.grid.sink = self._store
        self.panel: GridPanel[Row] = GridPanel(
            self.grid, layout_of(workspace, f"list/{ledger_id}"), frozen=2, parent=self
        )
        self.view = self.panel.view
        self._arrange()
        self.grid.settled.connect(self._settled)
        self.grid.arranged.connect(self._tell)
        self.panel.selection_told.connect(self._selection_told)
        self.view.said.connect(shell.say)
        self.view.moved.connect(self._show_card_soon)
        self.view.moved.connect(self._tell)
        self.view.numbers.record_wanted.connect(self._record_wanted)
        self.card.setVisible(settings.text("list/card") == "open")
        self.pasting = ListPasting(self)
        self._stop = workspace.listen(self._noticed)
        self.destroyed.connect(self._stop)

    # --- layout ------------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 10, 12, 6)
        box.setSpacing(6)
        top = pane(QWidget(self))
        head = QHBoxLayout(top)
        head.setContentsMargins(0, 0, 0, 0)
        name = QLabel(self.title, self)
        name.setObjectName("pageTitle")
        head.addWidget(name)
        head.addSpacing(12)
        self.row_acts = RowActs(self)
        self.tools = ListTools(self)
        self.tools.add_to(head)
        head.addStretch(1)
        box.addWidget(top)
        self.waiting = WaitingCells(self.workspace, self.shell, Room(self.panel, self._ledger_id, _no_period), self)
        self.choice = ChoiceBar(self)
        self.panel.strip.take(self.choice)
        frame = QFrame(self)
        frame.setObjectName("panel")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.panel)
        self.card = pane(RecordPanel(self, self))
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(frame)
        self._split.addWidget(self.card)
        self._split.setStretchFactor(0, 1)
        keep_sizes(self._split, "list", (10_000, 340))
        box.addWidget(self._split, 1)
        self.status = StatusLine(self.panel, self)
        box.addWidget(self.status)
        self.empty = EmptyHint(self, self.view)

    # --- page --------------------------------------------------------------------------------------------------

    def activate(self) -> None:
        """Read the list when it is first shown."""
        if not self._loaded:
            self.refresh()
            LastPlace(self.view, self.workspace.path, self.ledger.id)
        self._show_card_soon()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the whole list afresh; selection, scroll, sort and filters stay."""
        self._loaded = True
        known = listing.columns(self.workspace, self.ledger.id)
        self.columns = self._with_added(known)
        shown = [grid_column(self.workspace, column) for column in self.columns]
        self.panel.show_rows(shown, listing.rows(self.workspace, self.ledger.id, self.columns))
        self.waiting.show()
        self._mark_returned()
        self._tell()

    def _with_added(self, known: tuple[Column, ...]) -> tuple[Column, ...]:
        ids = {column.id for column in known}
        self._added = [column for column in self._added if column.id not in ids]
        figures = [at for at, column in enumerate(known) if column.field is None]
        tail = {"lead_unit", "responsible_units", "leader", "remark"}
        first_tail = next((at for at, column in enumerate(known) if column.id in tail), len(known))
        at = figures[-1] + 1 if figures else first_tail
        return (*known[:at], *self._added, *known[at:])

    def find(self) -> None:  # type: ignore[override]
        """Open quick find."""
        self.panel.finder.open()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop listening to the file."""
        self.panel.remember()
        super().closeEvent(event)

    # --- storing -----------------------------------------------------------------------------------------------

    def _store(self, edits: Sequence[GridEdit[Row]]) -> Outcome:
        by_id = {column.id: column for column in self.columns}
        cells = [BlockCell(one.record_id, by_id[one.column.id], one.text, one.new) for one in edits]
        try:
            done = block.put(self.workspace, self.ledger.id, cells)
        except QbsError as error:
            return self._refused(edits, str(error))
        wrong = tuple(Wrong(one.record_id, one.column.id, one.text, one.reason) for one in done.bad)
        return Outcome(done.stored, wrong, done.made)

    def _refused(self, edits: Sequence[GridEdit[Row]], why: str) -> Outcome:
        """Nothing was stored: every text stays in its cell; of several pasted new rows, the first in the empty row."""
        new = sorted({one.new for one in edits if one.record_id is None})
        kept = [one for one in edits if one.record_id is not None or one.new == new[0]]
        wrong = tuple(Wrong(one.record_id or NEW_ROW, one.column.id, one.text, why) for one in kept)
        if len(new) > 1:
            why += f"　另外 {len(new) - 1} 行没有粘贴，内容还在剪贴板里，处理好以后请再粘贴一次。"
        self.shell.say(why)
        return Outcome(wrong=wrong, refused=why)

    def _settled(self, _outcome: Outcome) -> None:
        self.waiting.tell()
        self._tell()

    def goto_waiting(self, spot: Spot) -> bool:
        """Put the cursor on a text that was not stored; a yearly column that has no figures yet is shown for it."""
        self.activate()
        if self.grid.column_of(spot.column) is None and (column := listing.figure_column(self.workspace, spot.column)):
            self._added.append(column)
            self.refresh()
        return self.waiting.goto(spot)

    def _ledger_id(self) -> str:
        return self.ledger.id

    # --- following the file ------------------------------------------------------------------------------------

    def _noticed(self, notice: Notice) -> None:
        if self._loaded and "sent_back" in notice.tables:
            self._mark_returned()
        mine = self.ledger.id in notice.tables or bool(notice.tables & {"figure", "membership", "subject"})
        if not self._loaded or not mine:
            return
        if not self._followed(notice):
            self.refresh()
        self._show_card_soon()
        self._tell()

    def _followed(self, notice: Notice) -> bool:
        """Show what the operation did to the rows; False when the columns changed or the list must be read anew."""
        found = list_changes.since(
            self.workspace, self.ledger.id, self.columns, self.grid.rows, self.grid.places, notice.subjects
        )
        if found is None or self._new_columns(notice):
            return False
        self.grid.follow(found.gone, found.changed, found.added)
        if found.gone or found.added:
            self.waiting.show()  # a row that came back brings its texts that wait
        return True

    def _new_columns(self, notice: Notice) -> bool:
        """Whether a yearly figure was entered that no column shows."""
        if "figure" not in notice.tables:
            return False
        shown = {column.figure_name() for column in self.columns if column.field is None}
        return not shown.issuperset(listing.yearly_names(self.workspace, self.ledger.id, notice.subjects))

    def current_cell(self) -> tuple[str, Cell] | None:
        """The cell the cursor is on, or the field being edited in the record panel, with its name, for 本格历史."""
        field = self.card.current_field()
        if field is not None:
            return f"{self.card.title.text()} {field[2]}", Cell(field[0], field[1])
        here, at = self.here(), self.view.current_place[1]
        own = next((one for one in self.columns if at >= 0 and one.id == self.grid.columns[at].id), None)
        if here is None or own is None:
            return None
        row = self.grid.rows[self.grid.places[here]]
        title = f"{row.name or '未命名'} {self.grid.columns[at].label}"
        if own.indicator is None:
            return title, Cell(here, own.id)
        return title, Cell(here, None, own.indicator.id, own.period, own.kind)

    # --- rows and columns --------------------------------------------------------------------------------------

    def here(self) -> int | None:
        """The record the cursor is on."""
        return self.grid.id_at(self.view.current_place[0])

    def selected_ids(self) -> list[int]:
        """Records on the selected lines."""
        lines = sorted({line for one in self.view.ranges() for line in range(one.top(), one.bottom() + 1)})
        return [found for line in lines if (found := self.grid.id_at(line)) is not None]

    def add_column(self, slug: str, year: int, kind: Kind) -> None:
        """Show a yearly column that holds no figure yet."""
        indicator = self.workspace.indicators[slug]
        column = Column(indicator=indicator, period=Period.of_year(year), kind=kind, unit=listing.unit_of(indicator))
        if column.id not in {one.id for one in self.columns}:
            self._added.append(column)
            self.refresh()
        at = self.grid.column_of(column.id)
        if at is not None:
            self.view.go(max(self.view.current_place[0], 0), at)

    # --- record panel ------------------------------------------------------------------------------------------

    def card_column(self, field_id: str) -> GridColumn[Row] | None:
        """The grid's own column of a field."""
        at = self.grid.column_of(field_id)
        return None if at is None else self.grid.columns[at]

    def card_waiting(self, record_id: int, column_id: str) -> str:
        """The text that waits in the grid to be corrected."""
        wrongs = self.grid.wrongs()
        return next((one.text for one in wrongs if (one.record_id, one.column_id) == (record_id, column_id)), "")

    def card_put(self, record_id: int, column: GridColumn[Row], text: str) -> Outcome:
        """Store a field of the panel as if it were typed in the grid."""
        return self.grid.apply([GridEdit(record_id, column, text)])

    def toggle_card(self) -> None:
        """F4: show or hide the record panel, and remember it."""
        self._open_card(shown=not self.card.isVisible())

    def _open_card(self, *, shown: bool) -> None:
        self.card.setVisible(shown)
        settings.keep("list/card", "open" if shown else "")
        if shown:
            self.card.show_record(self.here())
        else:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _record_wanted(self, line: int) -> None:
        self.view.go(line, max(self.view.current_place[1], 0))
        self._open_card(shown=True)

    def _show_card_soon(self) -> None:
        if self.card.isVisible():
            self.card.show_soon(self.here())

    # --- findings ----------------------------------------------------------------------------------------------

    def goto(self, place: Place) -> bool:
        """Put the cursor on the cell a finding points to; filters that hide it are lifted. False if it is gone."""
        self.activate()
        if place.record_id is None or place.record_id not in self.grid.places:
            return False
        if self.grid.line_of(place.record_id) is None:
            self.grid.clear_filters()
        line = self.grid.line_of(place.record_id)
        ids = self._column_ids(place)
        at = next((found for one in ids if (found := self.grid.column_of(one)) is not None), 0)
        if line is None:
            return False
        self.view.setColumnHidden(at, False)
        self.view.go(line, at)
        return True

    def _column_ids(self, place: Place) -> list[str]:
        if place.field is not None:
            return [place.field, "name"]
        period = place.period.as_year() if place.period is not None else None
        return [
            *(
                column.id
                for column in self.columns
                if column.indicator is not None and column.indicator.id == place.indicator and column.period == period
            ),
            "name",
        ]

    def show_findings(self, findings: Sequence[CheckedFinding]) -> None:
        """Mark the cells that findings point to; an explained 核实 is shown as 提示."""
        self.found = findings
        self.grid.set_marks(list_marks.findings(findings, self.ledger.id, self._column_ids))

    def _mark_returned(self) -> None:
        items = given_back.open_items(self.workspace)
        self.grid.set_returned(list_marks.returned(items, self.ledger, self.workspace.indicators, self._column_ids))

    # --- status ------------------------------------------------------------------------------------------------

    def _selection_told(self, text: str) -> None:
        self._selection = text
        self._tell()

    def _tell(self) -> None:
        every = len(self.grid.rows)
        children = self.grid.child_count
        count = f"共 {every} 行" + (f"（其中项 {children} 行不计入合计）" if children else "")
        parts = [count]
        if self.grid.kept() < every:
            parts.append(f"筛选后显示 {self.grid.kept()} 行")
        if self._selection:
            parts.append(f"选区：{self._selection}")
        if told := self.grid.told(*self.view.current_place):
            parts.insert(0, told.replace("\n", " "))
        self.status.setText(" · ".join(parts))
        self.status.setToolTip(told or ABOUT)
        self.empty.setVisible(self._loaded and every == 0)


def _no_period(_column_id: str) -> None:
    """The columns of a list carry their years in their ids."""
