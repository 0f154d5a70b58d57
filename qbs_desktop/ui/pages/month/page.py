"""月度填报: one list in one month. Last period's 累计 stands beside the new one; what follows is computed live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.finding import Place
from qbs_desktop.domain.period import Period
from qbs_desktop.services.checks.checking import CheckedFinding
from qbs_desktop.services.history import Cell
from qbs_desktop.services.lists.waiting import Spot
from qbs_desktop.services.months import entry_mode, figures, texts
from qbs_desktop.services.months.figures import MonthRow, MonthTable
from qbs_desktop.services.workspace import Notice, Workspace
from qbs_desktop.ui import settings
from qbs_desktop.ui.grid.column import GridColumn, GridEdit, Outcome, Wrong
from qbs_desktop.ui.grid.panel import GridPanel
from qbs_desktop.ui.grid.status import StatusLine
from qbs_desktop.ui.pages.layouts import layout_of
from qbs_desktop.ui.pages.month import columns as month_columns
from qbs_desktop.ui.pages.month import lock as month_lock
from qbs_desktop.ui.pages.month import marks as month_marks
from qbs_desktop.ui.pages.month import typing as month_typing
from qbs_desktop.ui.pages.month.acts import MonthActs
from qbs_desktop.ui.pages.month.columns import Shown
from qbs_desktop.ui.pages.month.empty import NoRows, NothingExpected
from qbs_desktop.ui.pages.month.head import MonthBar, MonthHead
from qbs_desktop.ui.pages.month.places import MonthPlaces
from qbs_desktop.ui.pages.month.side import MonthSide
from qbs_desktop.ui.pages.month.state import MonthModel, StateMenu, StateStrip
from qbs_desktop.ui.pages.month.tools import MonthTools
from qbs_desktop.ui.pages.waiting_cells import Room, WaitingCells
from qbs_desktop.ui.window.last_place import file_key
from qbs_desktop.ui.window.panes import pane

if TYPE_CHECKING:
    from qbs_desktop.ui.shell import Shell

_COMPACT = "month/compact"
_LIST = "month"


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
        self._findings: Sequence[CheckedFinding] = ()
        self._lock = month_lock.Lock()
        self._left: frozenset[tuple[int, str]] = frozenset()
        self.grid = MonthModel(month_columns.row_id, month_columns.row_depth, self)
        self.grid.why = self._why_locked
        self.grid.sink = self._store
        self.panel: GridPanel[MonthRow] = GridPanel(self.grid, "month", frozen=2, parent=self)
        self.view = self.panel.view
        self.places = MonthPlaces(self)
        self.view.travel.stop = self.places.tab_stop
        self.view.barred = self._why_locked
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
        self.side = MonthSide(frame, self.workspace, self.shell, self._here, self._to_cells, self)
        self.card, self.work = self.side.card, self.side.work
        self.status = StatusLine(self.panel, self)
        self.no_rows = NoRows(self.view)
        for part in (self.head, self.bar, self.strip, self.nothing):
            box.addWidget(part)
        box.addWidget(self.side, 1)
        box.addWidget(self.status)

    def _connect(self) -> None:
        self.bar.compact.setChecked(settings.text(_COMPACT) == "yes")
        self.head.ledger_picked.connect(self._ledger_changed)
        self.head.period_picked.connect(self._reload)
        self.periods.activated.connect(self._picked)
        self.head.settled.connect(self._settled_on)
        self.head.look_picked.connect(self._look_picked)
        self.head.mode_picked.connect(self._mode_picked)
        self.unlocked.toggled.connect(self.relabel)
        self.bar.narrowed.connect(self._narrowed)
        self.bar.next_wanted.connect(self._on_next)
        self.work_button.clicked.connect(self.side.toggle_work)
        self.work.ledger_wanted.connect(self._show_indicator)
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
        self.shell.period_changed.connect(self._shell_period)
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
            self.select(self._first_list(), self.period or self.shell.period)
            self.side.restore()
        if self.period is not None and self.period != self.shell.period:  # the list has no such period
            self.shell.set_period(self.period)
        self._to_cells()

    def _first_list(self) -> str:
        """The list last filled in in this file, else the first in which figures are due."""
        offered = [str(self.ledgers.itemData(n)) for n in range(self.ledgers.count())]
        kept = settings.text(file_key(self.workspace.path, _LIST))
        return kept if kept in offered else figures.first_due(self.workspace, self.shell.period) or self.ledger_id

    def select(self, ledger_id: str, period: Period) -> None:
        """Show another ledger and period."""
        with QSignalBlocker(self.ledgers):
            self.ledgers.setCurrentIndex(self.ledgers.findData(ledger_id))
        if self.table is None or self.table.ledger.id != ledger_id:
            self._show_ledger(ledger_id, period)
        else:
            self.head.show_period(period)

    def _ledger_changed(self) -> None:
        self._show_ledger(self.ledger_id, self.period or self.shell.period)

    def _show_ledger(self, ledger_id: str, period: Period) -> None:
        """Show another list, from the indicator most rows have, at the first cell that is missing."""
        self.side.host.ledger_id = ledger_id
        settings.keep(file_key(self.workspace.path, _LIST), ledger_id)
        self.head.offer(ledger_id, period)
        self.tools.show_ledger(self.workspace.ledgers[ledger_id])
        self.bar.show_every_row()
        self._reload()
        self._pick_indicator()
        self.places.first_cell()

    def _pick_indicator(self) -> None:
        """Start with the indicator most rows are expected to have; 只看填报列 has room for all of them."""
        if self.table is None:
            return
        counts = {one.id: sum(row.cells[one.id].expected for row in self.table.rows) for one in self.table.indicators}
        best = max(counts, key=lambda slug: counts[slug])
        self.head.show_indicator("" if self.bar.compact.isChecked() else best)

    def _show_indicator(self, ledger_id: str, slug: str) -> None:
        """Show a list and one of its indicators in the window's period."""
        self.select(ledger_id, self.period or self.shell.period)
        if self.shown.currentData():
            self.head.show_indicator(slug)
        at = self.grid.column_of(self.places.target(slug)) if slug else None
        if at is not None:
            self.view.go(max(self.view.current_place[0], 0), at)
        self._to_cells()

    def _picked(self, _index: int) -> None:
        """A period picked here is the window's too, so that 审核 and 报表 speak of the same one."""
        if self.period is not None:
            self.shell.set_period(self.period)

    def _settled_on(self) -> None:
        """What is to be filled in is chosen: go there."""
        self.places.first_cell()
        self._to_cells()

    def _shell_period(self, *_period: object) -> None:
        if self.table is not None:
            self.select(self.ledger_id, self.shell.period)

    def _mode_picked(self) -> None:
        """The office fills in the other one from now on."""
        entry_mode.set_entry_mode(self.workspace, self.ledger_id, self.head.mode)
        self._look_picked()

    def _narrowed(self) -> None:
        settings.keep(_COMPACT, "yes" if self.bar.compact.isChecked() else "")
        self._look_picked()

    def _look_picked(self) -> None:
        """Other columns or rows; the cursor stays with its record and indicator."""
        here = self.places.here()
        self.relabel()
        self.places.back_to(here)

    def show_every_row(self) -> None:
        """清除筛选: lift filters and the two toggles."""
        self.grid.filters.clear()
        self.bar.show_every_row()
        self.relabel()

    # --- content -----------------------------------------------------------------------------------------------

    def _reload(self) -> None:
        if self.period is None:
            return
        self.head.show_habits(self.ledger_id)
        self.table = figures.month_table(self.workspace, self.ledger_id, self.period, {self.head.wanted})
        self._lock = month_lock.read(self.workspace, self.table)
        self._left = texts.left(self.workspace, self.table)
        self.work.show_period(self.period)
        self.relabel()

    def relabel(self, _what: object = None) -> None:
        """Show the table with the chosen rows, indicators, unit and column to fill in; nothing is read."""
        if self.table is None:
            return
        if self.head.lacks(self.table):
            self._reload()
            return
        shown = Shown(
            self.head.indicators(self.table),
            self.units.currentText(),
            self.head.mode,
            self.bar.compact.isChecked(),
            self.unlocked.isChecked(),
            self._lock.periods,
            self._lock.items,
        )
        self.panel.layout_id = layout_of(self.workspace, month_columns.layout(shown))
        self.panel.show_rows(month_columns.columns(self.table, shown), self._rows(self.table))
        self.waiting.show()
        self._paint_findings()
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
            wanted |= month_marks.in_question(self._findings, table)
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

    def _to_cells(self) -> None:
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
            self._reload()
            self.view.go(*here)
            return
        if notice.tables & {"membership", "subject", self.ledger_id}:
            self._reload()
            return
        known = self.table.indicators
        self.table = figures.refreshed(self.workspace, self.table, notice.subjects)
        if self.table.indicators != known:
            self._look_picked()
            return
        self.grid.replace_rows(row for row in self.table.rows if row.record.id in notice.subjects)
        if self._left:  # a figure moved on and its text did not
            self._paint_findings()
        self._tell()

    # --- acts on the month -------------------------------------------------------------------------------------

    def _tell_state(self) -> None:
        if self.table is None:
            return
        self.strip.show_table(self.table, self._lock)
        self.acts.show_table(self.table)
        self.no_rows.show_table(self.table)
        self.nothing.show_table(self.table)

    def _why_locked(self, column_id: str) -> str:
        """What the tooltip of a cell that takes no text says when its period is locked."""
        return self._lock.why(self.table, column_id) if self.table is not None else ""

    # --- findings ----------------------------------------------------------------------------------------------

    def goto(self, place: Place) -> bool:
        """Put the cursor on a month's figure; False if it is not in this list."""
        return self.places.goto(place)

    def show_findings(self, findings: Sequence[CheckedFinding]) -> None:
        """Mark the month's cells that findings point to."""
        self._findings = self.side.host.found = findings
        self._paint_findings()

    def _paint_findings(self) -> None:
        if self.table is not None:
            self.grid.set_returned(month_lock.marks(self._lock.items, self.table))
            self.grid.set_marks(month_marks.marks(self._findings, self.table, self.places.target, self._left))

    # --- status ------------------------------------------------------------------------------------------------

    def _selection_told(self, text: str) -> None:
        self._selection = text
        self._tell()

    def _tell(self) -> None:
        if self.table is None:
            return
        self.bar.tell_missing(self.table, len(self._lock.items))
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
