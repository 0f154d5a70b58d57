"""The two lines over the month's grid: what is shown and how it is filled in, and how far the month is."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from qbs_desktop.domain import progress
from qbs_desktop.domain.indicators import Indicator
from qbs_desktop.domain.period import Period
from qbs_desktop.services.months import entry_mode, figures
from qbs_desktop.services.months.entry_mode import EntryMode, joined
from qbs_desktop.services.months.figures import MonthTable
from qbs_desktop.services.months.schemes import monthly_ledgers, scheme_of
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.choice import Choice
from qbs_desktop.ui.widgets.parts import muted, page_title

EVERY = "全部"
_PERIOD = 9
"""Letters that “2026年10月” takes, whatever the font."""


class MonthHead(QWidget):
    """名单, 报告期, 指标, 单位, 填报方式; what the user picked is told by signals, what a program sets is not."""

    ledger_picked = Signal()
    period_picked = Signal()
    look_picked = Signal()
    """Another indicator or unit is to be shown; nothing is read."""
    mode_picked = Signal()
    settled = Signal()
    """The user is done choosing: back to the cells."""

    def __init__(self, title: str, workspace: Workspace, parent: QWidget) -> None:
        """Build with every list that has months."""
        super().__init__(parent)
        self._workspace = workspace
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(tokens.TINY)
        name = page_title(title, self)
        self.row.addWidget(name)
        self.ledgers, self.periods, self.shown = Choice(self), Choice(self), Choice(self)  # Tab goes by this order
        self.units, self.modes = Choice(self), Choice(self)
        for label, choice in (
            ("名单", self.ledgers),
            ("报告期", self.periods),
            ("指标", self.shown),
            ("单位", self.units),
            ("填", self.modes),
        ):
            if choice in (self.shown, self.modes):  # the others say what they are, and room is scarce
                caption = muted(label, self)
                caption.setWordWrap(False)
                self.row.addWidget(caption)
            choice.setAccessibleName("填报方式" if choice is self.modes else label)
            choice.settled.connect(self.settled)
            self.row.addWidget(choice)
        self.shown.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.shown.setMinimumContentsLength(5)
        self.periods.setMinimumContentsLength(_PERIOD)  # in a narrow window the others give way first
        self.units.addItems(entry_mode.UNITS)
        self.units.setToolTip("金额按什么单位显示和填写。选择记在数据文件里，每张名单各记各的。")
        for mode in EntryMode:
            self.modes.addItem(mode.label, mode)
        self.modes.setToolTip("这张名单填本年累计还是本月；另一个由程序推算。选择记在数据文件里。")
        for ledger in monthly_ledgers(workspace):
            self.ledgers.addItem(ledger.label, ledger.id)
        self.row.addStretch(1)
        self.ledgers.currentIndexChanged.connect(self.ledger_picked)
        self.periods.currentIndexChanged.connect(self.period_picked)
        self.shown.currentIndexChanged.connect(self.look_picked)
        self.units.currentIndexChanged.connect(self._unit_picked)
        self.modes.currentIndexChanged.connect(self.mode_picked)

    @property
    def ledger_id(self) -> str:
        """The list being filled in."""
        return str(self.ledgers.currentData())

    @property
    def period(self) -> Period | None:
        """The period being filled in."""
        found = self.periods.currentData()
        return found if isinstance(found, Period) else None

    @property
    def mode(self) -> EntryMode:
        """What is picked to be filled in."""
        return EntryMode(self.modes.currentData())

    def lacks(self, table: MonthTable) -> bool:
        """Whether the indicator looked at is a detail that the table was read without."""
        return self.wanted not in {"", *(one.id for one in table.indicators)}

    @property
    def wanted(self) -> str:
        """The indicator looked at; empty for all."""
        return str(self.shown.currentData() or "")

    def indicators(self, table: MonthTable) -> list[Indicator]:
        """The indicators of a table that are shown."""
        return [one for one in table.indicators if self.wanted in ("", one.id)]

    def offer(self, ledger_id: str, wanted: Period) -> None:
        """Offer the periods and indicators of a list; `wanted` is picked if the list has it."""
        ledger, scheme = self._workspace.ledgers[ledger_id], scheme_of(ledger_id)
        every = figures.periods(self._workspace, ledger_id)
        if wanted not in every:
            wanted = figures.newest_period(self._workspace, ledger_id)
        with QSignalBlocker(self.periods), QSignalBlocker(self.shown):
            self.periods.clear()
            for period in every:
                self.periods.addItem(period.label(scheme), period)
            self.periods.setCurrentIndex(every.index(wanted))
            self.shown.clear()
            self.shown.addItem(EVERY, "")
            for slug in ledger.monthly:
                self.shown.addItem(self._workspace.indicators[slug].label, slug)
            if ledger.details:
                self.shown.insertSeparator(self.shown.count())
            for slug in ledger.details:
                self.shown.addItem(self._workspace.indicators[slug].label, slug)
            self.shown.view().setMinimumWidth(self.shown.view().sizeHintForColumn(0) + tokens.HUGE)

    def show_habits(self, ledger_id: str) -> None:
        """Show how and in which unit the list is filled in, without telling anybody."""
        with QSignalBlocker(self.modes), QSignalBlocker(self.units):
            self.modes.setCurrentIndex(self.modes.findData(entry_mode.entry_mode(self._workspace, ledger_id)))
            self.units.setCurrentText(entry_mode.entry_unit(self._workspace, ledger_id))

    def _unit_picked(self) -> None:
        """The office fills this list in in the other unit from now on."""
        entry_mode.set_entry_unit(self._workspace, self.ledger_id, self.units.currentText())
        self.look_picked.emit()

    def show_indicator(self, slug: str) -> None:
        """Show one indicator, or with an empty name all of them."""
        self.shown.setCurrentIndex(max(self.shown.findData(slug), 0))

    def show_period(self, period: Period) -> None:
        """Show another period if the list has it."""
        at = next((n for n in range(self.periods.count()) if self.periods.itemData(n) == period), -1)
        if at >= 0:
            self.periods.setCurrentIndex(at)


class MonthBar(QWidget):
    """What the month is measured by, which rows and columns are shown, how many cells are missing."""

    narrowed = Signal()
    """Other rows or columns are to be shown."""
    next_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Build with everything shown."""
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        self.facts = muted("", self)
        self.facts.setWordWrap(False)
        line.addWidget(self.facts)
        line.addStretch(1)
        self.only_missing = self._toggle("只看缺数", "只显示还有缺数的行（Alt+Q）；和“只看有问题”一起按，两种都显示")
        self.only_asked = self._toggle("只看有问题", "只显示有强制、核实问题还没有处理的行（Alt+W）")
        self.compact = self._toggle("只看填报列", "只显示要填的列和上期累计，几个指标并排，像一张表一样往下填（Alt+T）")
        for button in (self.only_missing, self.only_asked, self.compact):
            line.addWidget(button)
        line.addSpacing(tokens.SMALL)
        self.lacking = QLabel("", self)
        line.addWidget(self.lacking)
        self.next_button = QPushButton("下一个缺数 (F8)", self)
        self.next_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.next_button.clicked.connect(self.next_wanted)
        line.addWidget(self.next_button)

    def _toggle(self, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("toggle")
        button.setText(text)
        button.setCheckable(True)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.toggled.connect(self.narrowed)
        return button

    def show_every_row(self) -> bool:
        """Let go of both filters without telling anybody; whether one was set."""
        was = self.only_missing.isChecked() or self.only_asked.isChecked()
        for button in (self.only_missing, self.only_asked):
            with QSignalBlocker(button):
                button.setChecked(False)
        return was

    def tell_facts(self, workspace: Workspace, table: MonthTable, mode: EntryMode) -> None:
        """序时进度, what the 累计 builds on, and why 本月 cannot be filled in for 1—2月."""
        pace = progress.pace(table.period.last_month).text()
        previous = table.previous
        built_on = f"上期：{previous.label(table.scheme)}" if previous is not None else "本年第一期，没有上期累计"
        parts = [table.period.span_label(), f"序时进度 {pace}", built_on]
        if mode is EntryMode.MONTH and joined(table.period, table.scheme):
            parts.append("1—2月没有单独的本月数，请填本年累计")
        self.facts.setText(" · ".join(parts))
        lights = workspace.profile.lights
        self.facts.setToolTip(f"落后序时进度 {lights.yellow} 个百分点亮黄灯，超过 {lights.red} 个百分点亮红灯")

    def tell_missing(self, table: MonthTable, given_back: int) -> None:
        """How many cells are still to be filled, and why none is; of a locked month only what was `given_back`."""
        lacking = len(table.missing())
        declared = table.declaration
        expected = any(cell.expected for row in table.rows for cell in row.cells.values())
        full = (
            f"已申报{declared.kind.label}，不缺数"
            if declared is not None
            else "应填的都已填"
            if expected
            else "没有应填的数"
        )
        if table.locked:
            blank = f"，{lacking} 格空白" if lacking else ""
            full = f"已锁定，只能改退回的 {given_back} 项" if given_back else f"已锁定{blank}"
        self.lacking.setText(f"还缺 {lacking} 格" if lacking and not table.locked else full)
        self.next_button.setEnabled(not table.locked or (lacking > 0 and given_back > 0))  # other lists may lack some
