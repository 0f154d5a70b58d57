"""月度填报: one ledger in one month. Last period's 累计 stands beside the new one; what follows is computed live."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qbs_desktop.domain import progress
from qbs_desktop.domain.errors import QbsError, ValueProblem
from qbs_desktop.domain.finding import Grade, Place
from qbs_desktop.domain.period import Period
from qbs_desktop.services import figures, periods
from qbs_desktop.services.checking import CheckedFinding
from qbs_desktop.services.figures import MonthEntry, MonthRow, MonthTable, Part
from qbs_desktop.services.workspace import Notice, Workspace
from qbs_desktop.ui.grid.column import GridColumn, GridEdit, Mark, Outcome, Wrong
from qbs_desktop.ui.grid.panel import GridPanel
from qbs_desktop.ui.pages import month_acts, month_columns, month_state
from qbs_desktop.ui.pages.month_acts import Act
from qbs_desktop.ui.pages.month_state import MonthModel, StateMenu, StateStrip

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
        self._findings: Sequence[CheckedFinding] = ()
        self._locked: frozenset[Period] = frozenset()
        self.grid = MonthModel(month_columns.row_id, month_columns.row_depth, self)
        self.grid.why = self._why_locked
        self.grid.sink = self._store
        self.panel: GridPanel[MonthRow] = GridPanel(self.grid, "month", frozen=2, parent=self)
        self.view = self.panel.view
        self._arrange()
        self._fill_choices()
        self.grid.typing.connect(self._typing)
        self.grid.settled.connect(self._settled)
        self.grid.arranged.connect(self._tell)
        self.panel.selection_told.connect(self._selection_told)
        self.view.said.connect(shell.say)
        shell.period_changed.connect(self._shell_period)
        self._stop = workspace.listen(self._noticed)
        self.destroyed.connect(self._stop)

    # --- layout ------------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 10, 12, 6)
        box.setSpacing(6)
        head = QHBoxLayout()
        name = QLabel(self.title, self)
        name.setObjectName("pageTitle")
        head.addWidget(name)
        head.addSpacing(12)
        self.ledgers, self.periods, self.units = QComboBox(self), QComboBox(self), QComboBox(self)
        self.shown = QComboBox(self)
        for label, choice in (
            ("名单", self.ledgers),
            ("报告期", self.periods),
            ("指标", self.shown),
            ("单位", self.units),
        ):
            caption = QLabel(label, self)
            caption.setObjectName("muted")
            head.addWidget(caption)
            choice.setAccessibleName(label)
            head.addWidget(choice)
        self.units.addItems(["亿元", "万元"])
        self.unlocked = QCheckBox("可改上年同期和计划", self)
        self.unlocked.setToolTip("已经填过的上年同期和年度计划默认不能改，勾选后可以更正。")
        self.unlocked.toggled.connect(self._relabel)
        head.addWidget(self.unlocked)
        head.addStretch(1)
        self.acts = StateMenu(self)
        self.acts.declare.connect(partial(self._act, month_acts.declare))
        self.acts.withdraw.connect(partial(self._act, month_acts.withdraw))
        self.acts.lock.connect(partial(self._act, month_acts.lock))
        self.acts.reopen.connect(partial(self._act, month_acts.reopen))
        head.addWidget(self.acts)
        box.addLayout(head)
        self._add_facts(box)
        self.strip = StateStrip(self)
        self.strip.withdraw.connect(partial(self._act, month_acts.withdraw))
        self.strip.reopen.connect(partial(self._act, month_acts.reopen))
        self.shell.themed.connect(self._tell_state)
        box.addWidget(self.strip)
        frame = QFrame(self)
        frame.setObjectName("panel")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.panel)
        box.addWidget(frame, 1)
        self.status = QLabel("", self)
        self.status.setObjectName("note")
        box.addWidget(self.status)

    def _add_facts(self, box: QVBoxLayout) -> None:
        line = QHBoxLayout()
        self.facts = QLabel("", self)
        self.facts.setObjectName("muted")
        line.addWidget(self.facts)
        line.addStretch(1)
        self.lacking = QLabel("", self)
        line.addWidget(self.lacking)
        self.next_button = QPushButton("下一个缺数 (F8)", self)
        self.next_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.next_button.clicked.connect(self._on_next)
        line.addWidget(self.next_button)
        box.addLayout(line)
        shortcut = QShortcut(QKeySequence("F8"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._on_next)

    def _fill_choices(self) -> None:
        for ledger in figures.monthly_ledgers(self.workspace):
            self.ledgers.addItem(ledger.label, ledger.id)
        self.ledgers.currentIndexChanged.connect(self._ledger_changed)
        self.periods.currentIndexChanged.connect(self._reload)
        self.periods.activated.connect(self._picked)
        self.shown.currentIndexChanged.connect(self._relabel)
        self.units.currentIndexChanged.connect(self._relabel)

    # --- choices -----------------------------------------------------------------------------------------------

    @property
    def ledger_id(self) -> str:
        """The ledger being filled in."""
        return str(self.ledgers.currentData())

    @property
    def period(self) -> Period | None:
        """The period being filled in."""
        found = self.periods.currentData()
        return found if isinstance(found, Period) else None

    def activate(self) -> None:
        """Start where the work stands when first shown."""
        if self.table is None:
            self._ledger_changed()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def select(self, ledger_id: str, period: Period) -> None:
        """Show another ledger and period."""
        self.ledgers.setCurrentIndex(self.ledgers.findData(ledger_id))
        if self.table is None or self.table.ledger.id != ledger_id:
            self._ledger_changed()
        at = next((n for n in range(self.periods.count()) if self.periods.itemData(n) == period), -1)
        if at >= 0:
            self.periods.setCurrentIndex(at)

    def _ledger_changed(self, _index: int = 0) -> None:
        ledger = self.workspace.ledgers[self.ledger_id]
        scheme = figures.scheme_of(ledger.id)
        every = figures.periods(self.workspace, ledger.id)
        wanted = self.period or self.shell.period
        if wanted not in every:
            wanted = figures.newest_period(self.workspace, ledger.id)
        for choice in (self.periods, self.shown):
            choice.blockSignals(True)
            choice.clear()
        for period in every:
            self.periods.addItem(period.label(scheme), period)
        self.periods.setCurrentIndex(every.index(wanted))
        self.shown.addItem("全部", "")
        for slug in ledger.monthly:
            self.shown.addItem(self.workspace.indicators[slug].label, slug)
        for choice in (self.periods, self.shown):
            choice.blockSignals(False)
        self._reload()
        self._pick_indicator()
        self.first_cell()

    def _pick_indicator(self) -> None:
        """Start with the indicator most rows are expected to have, so that one month fits the screen."""
        if self.table is None:
            return
        counts = {one.id: sum(row.cells[one.id].expected for row in self.table.rows) for one in self.table.indicators}
        best = max(counts, key=lambda slug: counts[slug])
        self.shown.setCurrentIndex(self.shown.findData(best))

    def _picked(self, _index: int) -> None:
        """A period picked here is the window's too, so that 审核 and 报表 speak of the same one; back to the cells."""
        if self.period is not None:
            self.shell.set_period(self.period)
        self.first_cell()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _shell_period(self, *_period: object) -> None:
        if self.table is not None:
            self.select(self.ledger_id, self.shell.period)

    # --- content -----------------------------------------------------------------------------------------------

    def _reload(self, _index: int = 0) -> None:
        if self.period is None:
            return
        self.table = figures.month_table(self.workspace, self.ledger_id, self.period)
        self._locked = frozenset(periods.locked(self.workspace))
        self._relabel()

    def _relabel(self, _what: object = None) -> None:
        """Show the table with the chosen indicators and unit."""
        if self.table is None:
            return
        wanted = self.shown.currentData()
        indicators = [one for one in self.table.indicators if wanted in ("", None, one.id)]
        columns = month_columns.columns(
            self.table, indicators, self.units.currentText(), unlocked=self.unlocked.isChecked(), locked=self._locked
        )
        self.panel.show_rows(columns, self.table.rows)
        self._paint_findings()
        self._tell_facts()
        self._tell_state()
        self._tell()

    def _tell_facts(self) -> None:
        if self.table is None:
            return
        pace = progress.pace(self.table.period.last_month).text()
        previous = self.table.previous
        built_on = f"上期：{previous.label(self.table.scheme)}" if previous is not None else "本年第一期，没有上期累计"
        lights = self.workspace.profile.lights
        self.facts.setText(
            f"{self.table.period.span_label()} · 序时进度 {pace} · {built_on} · "
            f"落后 {lights.yellow} 个百分点亮黄灯，超过 {lights.red} 个百分点亮红灯"
        )

    def first_cell(self) -> None:
        """Put the cursor where typing goes on: the first missing cell, else the first 本年累计."""
        if self.missing_places():
            self.next_missing()
        elif self.grid.shown():
            at = next((n for n, one in enumerate(self.grid.columns) if one.id.endswith("/total")), 0)
            self.view.go(0, at)

    def missing_places(self) -> list[tuple[int, int]]:
        """Lines and columns of the cells that are still to be filled, as shown."""
        if self.table is None:
            return []
        found = (
            (self.grid.line_of(record_id), self.grid.column_of(f"{slug}/total"))
            for record_id, slug in self.table.missing()
        )
        return sorted((line, at) for line, at in found if line is not None and at is not None)

    def next_missing(self, step: int = 1) -> bool:
        """F8, Shift+F8: go to the next or the previous cell that is still to be filled."""
        if self.table is None or not self.table.missing():
            return False
        if not self.missing_places():
            self.grid.clear_filters()
            self.shown.setCurrentIndex(self.shown.findData(self.table.missing()[0][1]))
        places = self.missing_places()
        here = self.view.current_place
        if step > 0:
            line, at = next((place for place in places if place > here), places[0])
        else:
            line, at = next((place for place in reversed(places) if place < here), places[-1])
        self.view.go(line, at)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _on_next(self, *_checked: object) -> None:
        self.next_missing()

    def find(self) -> None:  # type: ignore[override]
        """Open quick find."""
        self.panel.finder.open()

    # --- storing -----------------------------------------------------------------------------------------------

    def _store(self, edits: Sequence[GridEdit[MonthRow]]) -> Outcome:
        if self.table is None:
            return Outcome()
        entries = [self._entry(one) for one in edits if one.record_id is not None]
        by_entry = {id(entry): edit for entry, edit in zip(entries, edits, strict=True)}
        try:
            stored, bad = figures.set_month(self.workspace, self.ledger_id, self.table.period, entries)
        except QbsError as error:
            self.shell.say(str(error))
            return Outcome(wrong=tuple(Wrong(one.record_id or 0, one.column.id, one.text, str(error)) for one in edits))
        wrong = tuple(
            Wrong(one.entry.record_id, by_entry[id(one.entry)].column.id, one.entry.text, one.reason) for one in bad
        )
        return Outcome(stored, wrong)

    def _entry(self, edit: GridEdit[MonthRow]) -> MonthEntry:
        slug, part = edit.column.id.split("/")
        unit = edit.column.unit or None
        return MonthEntry(edit.record_id or 0, slug, Part(part), edit.text, unit)

    def _typing(self, record_id: int, column: GridColumn[MonthRow], text: str | None) -> None:
        """Show what a half-typed figure would give; None puts the stored row back."""
        place = self.grid.places.get(record_id)
        if self.table is None or place is None:
            return
        row = next(one for one in self.table.rows if one.record.id == record_id)
        if text is not None:
            slug, part = column.id.split("/")
            try:
                cell = figures.typed(
                    row.cells[slug], self.workspace.indicators[slug], Part(part), text, column.unit or None
                )
            except ValueProblem:
                return
            row = row.with_cell(slug, cell)
        self.grid.replace_rows([row])

    def _settled(self, outcome: Outcome) -> None:
        if outcome.wrong:
            self.shell.say(f"{len(outcome.wrong)} 个单元格没有保存：{outcome.wrong[0].reason}")
        self._tell()

    def _noticed(self, notice: Notice) -> None:
        acts = {"declaration", "period_lock"}
        if self.table is None or not notice.tables & {"figure", "membership", "subject", self.ledger_id, *acts}:
            return
        if notice.tables & acts:
            here = self.view.current_place
            self._reload()
            self.view.go(*here)
            return
        if notice.tables & {"membership", "subject", self.ledger_id}:
            self._reload()
            return
        self.table = figures.month_table(self.workspace, self.ledger_id, self.table.period)
        self.grid.replace_rows(row for row in self.table.rows if row.record.id in notice.subjects)
        self._tell()

    # --- declared and locked -----------------------------------------------------------------------------------

    def _tell_state(self) -> None:
        if self.table is None:
            return
        note = periods.state(self.workspace, self.table.period).reason if self.table.locked else ""
        self.strip.show_table(self.table, note)
        self.acts.show_table(self.table)

    def _why_locked(self, column_id: str) -> str:
        """What the tooltip of a cell says when its period is locked."""
        if self.table is None or not self._locked:
            return ""
        period = month_columns.period_of(self.table, column_id)
        return month_state.LOCKED_TIP.format(period.label()) if period in self._locked else ""

    def _act(self, do: Act) -> None:
        if self.table is not None:
            do(self, self.workspace, self.table)

    # --- findings ----------------------------------------------------------------------------------------------

    def goto(self, place: Place) -> bool:
        """Put the cursor on a month's figure; False if it is not in this list."""
        if place.ledger is None or place.record_id is None or place.period is None or not place.period.is_month:
            return False
        if self.ledgers.findData(place.ledger) < 0:
            return False
        self.activate()
        self.select(place.ledger, place.period)
        if self.period != place.period:
            return False
        if place.indicator is not None:
            self.shown.setCurrentIndex(max(self.shown.findData(place.indicator), 0))
        if self.grid.line_of(place.record_id) is None:
            self.grid.clear_filters()
        line = self.grid.line_of(place.record_id)
        at = self.grid.column_of(f"{place.indicator}/total") if place.indicator else 1
        if line is None or at is None:
            return False
        self.view.go(line, at)
        return True

    def show_findings(self, findings: Sequence[CheckedFinding]) -> None:
        """Mark the month's cells that findings point to."""
        self._findings = findings
        self._paint_findings()

    def _paint_findings(self) -> None:
        marks: dict[tuple[int, str], Mark] = {}
        for one in self._findings:
            place = one.finding.place
            if place.ledger != self.ledger_id or place.record_id is None or place.period != self.period:
                continue
            grade = Grade.HINT if one.explained else one.finding.grade
            key = (place.record_id, f"{place.indicator}/total" if place.indicator else "name")
            mark = Mark(grade, (one.finding.message,))
            marks[key] = marks[key].joined(mark) if key in marks else mark
        self.grid.set_marks(marks)

    # --- status ------------------------------------------------------------------------------------------------

    def _selection_told(self, text: str) -> None:
        self._selection = text
        self._tell()

    def _tell(self) -> None:
        if self.table is None:
            return
        lacking = len(self.table.missing())
        declared = self.table.declaration
        full = f"已申报{declared.kind.label}，不缺数" if declared is not None else "应填的都已填"
        self.lacking.setText(f"还缺 {lacking} 格" if lacking else full)
        self.next_button.setEnabled(lacking > 0)
        rows = self.table.rows
        children = sum(1 for row in rows if row.depth)
        parts = [
            f"共 {len(rows)} 行" + (f"（其中项 {children} 行不计入合计）" if children else ""),
        ]
        if wrongs := len(self.grid.wrongs()):
            parts.append(f"{wrongs} 格没有保存")
        if self._selection:
            parts.append(f"选区：{self._selection}")
        self.status.setText(" · ".join(parts))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the column widths."""
        self.panel.remember()
        super().closeEvent(event)
