"""月度填报: one list in one month. Last period's 累计 stands beside the new one; what follows is computed live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.finding import Place
from qbs_desktop.domain.period import Period
from qbs_desktop.services.cell import Cell
from qbs_desktop.services.checks.checking import CheckedFinding
from qbs_desktop.services.lists.waiting import Spot
from qbs_desktop.services.months import figures
from qbs_desktop.services.months.figures import MonthRow, MonthTable
from qbs_desktop.services.workspace import Notice, Workspace
from qbs_desktop.ui.grid.column import GridColumn, GridEdit, Outcome, Wrong
from qbs_desktop.ui.grid.panel import GridPanel
from qbs_desktop.ui.grid.status import StatusLine
from qbs_desktop.ui.pages.layouts import layout_of
from qbs_desktop.ui.pages.month import columns as month_columns
from qbs_desktop.ui.pages.month import typing as month_typing
from qbs_desktop.ui.pages.month.acts import MonthActs
from qbs_desktop.ui.pages.month.choosing import MonthChoices
from qbs_desktop.ui.pages.month.columns import Shown
from qbs_desktop.ui.pages.month.empty import NoRows, NothingExpected
from qbs_desktop.ui.pages.month.head import MonthBar, MonthHead
from qbs_desktop.ui.pages.month.marks import MonthMarks
from qbs_desktop.ui.pages.month.places import MonthPlaces
from qbs_desktop.ui.pages.month.side import MonthSide
from qbs_desktop.ui.pages.month.state import MonthModel, StateMenu, StateStrip
from qbs_desktop.ui.pages.month.tools import MonthTools
from qbs_desktop.ui.pages.waiting_cells import Room, WaitingCells
from qbs_desktop.ui.window.panes import pane

if TYPE_CHECKING:
    from qbs_desktop.ui.shell import Shell


class MonthPage(QWidget):
    """See the module text."""

    title = "月度填报"

    def __init__(self, workspace: Workspace, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.workspace = workspace
        self.shell = shell
        self.table: MonthTable | None = None
        self._selection = ""
        self.grid = MonthModel(month_columns.row_id, month_columns.row_depth, self)
        self.grid.sink = self._store
        self.panel: GridPanel[MonthRow] = GridPanel(self.grid, "month", frozen=2, parent=self)
        self.view = self.panel.view
        self.places = MonthPlaces(self)
        self.view.travel.stop = self.places.tab_stop
        self.marks = MonthMarks(self)
        self.grid.why = self.view.barred = self.marks.why_locked
        self._arrange()
        self._connect()

    # --- layout ------------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 10, 12, 6)
        box.setSpacing(6)
        self.head, self.bar = pane(MonthHead(self.title, self.workspace, self)), pane(MonthBar(self))
        self.ledgers, self.periods, self.units = self.head.ledgers, self.head.periods, self.head.units
        self.shown, self.modes = self.head.shown, self.head.modes
        self.facts, self.lacking, self.next_button = self.bar.facts, self.bar.lacking, self.bar.next_button
        self.work_button = QPushButton("工作清单 (F7)", self)
        self.work_button.setToolTip("本月缺数、有问题、未导入的都在一张清单里，按回车转到单元格")
        self.acts, self.tools = StateMenu(self), MonthTools(self, self)
        self.unlocked = self.tools.unlocked
        for widget in (self.work_button, self.acts, self.tools):
            self.head.row.addWidget(widget)
        self.strip, self.nothing = pane(StateStrip(self)), pane(NothingExpected(self))
        self.waiting = WaitingCells(
            self.workspace, self.shell, Room(self.panel, self._ledger_shown, self._period_of), self
        )
        frame = QFrame(self)
        frame.setObjectName("panel")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.panel)
        self.side = MonthSide(frame, self.workspace, self.shell, self._here, self.to_cells, self)
        self.card, self.work = self.side.card, self.side.work
        self.status = StatusLine(self.panel, self)
        self.no_rows = NoRows(self.view)
        for part in (self.head, self.bar, self.strip, self.nothing):
            box.addWidget(part)
        box.addWidget(self.side, 1)
        box.addWidget(self.status)

    def _connect(self) -> None:
        self.choices = MonthChoices(self)
        self.unlocked.toggled.connect(self.relabel)
        self.bar.next_wanted.connect(self._on_next)
        self.work_button.clicked.connect(self.side.toggle_work)
        for keys, action in (
            ("F8", self._on_next),
            ("F7", self.side.toggle_work),
            ("Alt+Q", self.bar.only_missing.toggle),
            ("Alt+W", self.bar.only_asked.toggle),
            ("Alt+T", self.bar.compact.toggle),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)
        self.doing = MonthActs(self)
        self.grid.typing.connect(self._typing)
        self.grid.settled.connect(self._settled)
        self.grid.arranged.connect(self._tell)
        self.panel.selection_told.connect(self._selection_told)
        self.view.said.connect(self.shell.say)
        self.view.moved.connect(self.side.follow)
        self.shell.themed.connect(self._tell_state)
        self._stop = self.workspace.listen(self._noticed)
        self.destroyed.connect(self._stop)

    # --- choices -----------------------------------------------------------------------------------------------

    @property
    def ledger_id(self) -> str:
        """The ledger being filled in."""
        return self.head.ledger_id

    @property
    def period(self) -> Period | None:
        """The period being filled in."""
        return self.head.period

    def activate(self) -> None:
        """Start where the work stands when first shown."""
        if self.table is None:
            self.select(self.choices.first_list(), self.period or self.shell.period)
            self.side.restore()
        if self.period is not None and self.period != self.shell.period:  # the list has no such period
            self.shell.set_period(self.period)
        self.to_cells()

    def select(self, ledger_id: str, period: Period) -> None:
        """Show another ledger and period."""
        self.choices.select(ledger_id, period)

    def show_every_row(self) -> None:
        """清除筛选: lift filters and the two toggles."""
        self.grid.filters.clear()
        self.bar.show_every_row()
        self.relabel()

    # --- content -----------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the list and month that are chosen, and show them."""
        if self.period is None:
            return
        self.head.show_habits(self.ledger_id)
        self.table = figures.month_table(self.workspace, self.ledger_id, self.period, {self.head.wanted})
        self.marks.read(self.table)
        self.work.show_period(self.period)
        self.relabel()

    def relabel(self, _what: object = None) -> None:
        """Show the table with the chosen rows, indicators, unit and column to fill in; nothing is read."""
        if self.table is None:
            return
        if self.head.lacks(self.table):
            self.reload()
            return
        shown = Shown(
            self.head.indicators(self.table),
            self.units.currentText(),
            self.head.mode,
            self.bar.compact.isChecked(),
            self.unlocked.isChecked(),
            self.marks.lock.periods,
            self.marks.lock.items,
        )
        self.panel.layout_id = layout_of(self.workspace, month_columns.layout(shown))
        self.panel.show_rows(month_columns.columns(self.table, shown), self._rows(self.table))
        self.waiting.show()
        self.marks.paint()
        self.bar.tell_facts(self.workspace, self.table, self.head.mode)
        self._tell_state()
        self._tell()

    def _rows(self, table: MonthTable) -> Sequence[MonthRow]:
        """All rows, or those with a missing figure, or in question; both toggles together show both kinds."""
        missing, asked = self.bar.only_missing.isChecked(), self.bar.only_asked.isChecked()
        if not missing and not asked:
            return table.rows
        wanted = {record for record, _slug in table.missing()} if missing else set()
        if asked:
            wanted |= self.marks.in_question(table)
        return [row for row in table.rows if row.record.id in wanted]

    def first_cell(self) -> None:
        """Put the cursor where typing goes on."""
        self.places.first_cell()

    def missing_places(self) -> list[tuple[int, int]]:
        """Lines and columns of the cells that are still to be filled, as shown."""
        return self.places.missing()

    def next_missing(self, step: int = 1) -> bool:
        """F8, Shift+F8: go to the next or the previous cell that is still to be filled."""
        return self.places.next_missing(step)

    def _on_next(self) -> None:
        self.next_missing()

    def find(self) -> None:  # type: ignore[override]
        """Open quick find."""
        self.panel.finder.open()

    def _here(self) -> int | None:
        return self.grid.id_at(self.view.current_place[0])

    def current_cell(self) -> tuple[str, Cell] | None:
        """The cell the cursor is on, with its name, for 本格历史."""
        return self.places.current_cell()

    def to_cells(self) -> None:
        """The focus to the grid."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def toggle_card(self) -> None:
        """F4: show or hide the record panel."""
        self.side.toggle_card()

    def show_work(self) -> None:
        """Open the work list with the focus in it."""
        self.side.show_work()

    # --- storing -----------------------------------------------------------------------------------------------

    def _store(self, edits: Sequence[GridEdit[MonthRow]]) -> Outcome:
        if self.table is None:
            return Outcome()
        try:
            return month_typing.store(self.workspace, self.table, edits)
        except QbsError as error:
            self.shell.say(str(error))
            wrong = tuple(Wrong(one.record_id or 0, one.column.id, one.text, str(error)) for one in edits)
            return Outcome(wrong=wrong, refused=str(error))

    def _typing(self, record_id: int, column: GridColumn[MonthRow], text: str | None) -> None:
        """Show what a half-typed figure would give; None puts the stored row back."""
        if self.table is not None and record_id in self.grid.places:
            row = month_typing.row_as_typed(self.workspace, self.table, record_id, column, text)
            if row is not None:
                self.grid.replace_rows([row])

    def _settled(self, _outcome: Outcome) -> None:
        self.waiting.tell()  # the bar under the grid, and not the status line: it goes when it is no longer true
        self._tell()

    def goto_waiting(self, spot: Spot) -> bool:
        """Put the cursor on a text that was not stored, in the month shown."""
        if self.grid.column_of(spot.column) is None:
            self.head.show_indicator(spot.column.partition("/")[0])
        if self.grid.column_of(spot.column) is None:
            self.bar.compact.setChecked(False)
        if spot.record_id not in self.grid.places:
            self.show_every_row()
        return self.waiting.goto(spot)

    def _ledger_shown(self) -> str:
        return self.table.ledger.id if self.table is not None else ""

    def _period_of(self, column_id: str) -> Period | None:
        return month_columns.period_of(self.table, column_id) if self.table is not None else None

    def _noticed(self, notice: Notice) -> None:
        acts = {"declaration", "period_lock", "sent_back", "submission"}
        if self.table is None or not notice.tables & {"figure", "membership", "subject", self.ledger_id, *acts}:
            return
        self.side.follow()
        if notice.tables & acts:
            here = self.view.current_place
            self.reload()
            self.view.go(*here)
            return
        if notice.tables & {"membership", "subject", self.ledger_id}:
            self.reload()
            return
        known = self.table.indicators
        self.table = figures.refreshed(self.workspace, self.table, notice.subjects)
        if self.table.indicators != known:
            self.choices.look_changed()
            return
        self.grid.replace_rows(row for row in self.table.rows if row.record.id in notice.subjects)
        self.marks.figures_moved()
        self._tell()

    # --- acts on the month -------------------------------------------------------------------------------------

    def _tell_state(self) -> None:
        if self.table is None:
            return
        self.strip.show_table(self.table, self.marks.lock)
        self.acts.show_table(self.table)
        self.no_rows.show_table(self.table)
        self.nothing.show_table(self.table)

    # --- findings ----------------------------------------------------------------------------------------------

    def goto(self, place: Place) -> bool:
        """Put the cursor on a month's figure; False if it is not in this list."""
        return self.places.goto(place)

    def show_findings(self, findings: Sequence[CheckedFinding]) -> None:
        """Mark the month's cells that findings point to."""
        self.side.host.found = findings
        self.marks.show_findings(findings)

    # --- status ------------------------------------------------------------------------------------------------

    def _selection_told(self, text: str) -> None:
        self._selection = text
        self._tell()

    def _tell(self) -> None:
        if self.table is None:
            return
        self.bar.tell_missing(self.table, len(self.marks.lock.items))
        rows = self.table.rows
        children = sum(1 for row in rows if row.depth)
        parts = [
            f"共 {len(rows)} 行" + (f"（其中项 {children} 行不计入合计）" if children else ""),
        ]
        if self.grid.kept() < len(rows):
            parts.append(f"现在显示 {self.grid.kept()} 行")
        if self._selection:
            parts.append(f"选区：{self._selection}")
        self.status.setText(" · ".join(parts))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the column widths."""
        self.panel.remember()
        super().closeEvent(event)
