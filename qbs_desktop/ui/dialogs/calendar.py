"""报送日历: by which day each act of the rhythm is reported, and the days off and working weekends that move it.

Every change is stored at once as a step of its own; the dates on the right follow.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.domain import due_dates
from qbs_desktop.domain.due_dates import DueRule, Shift
from qbs_desktop.domain.errors import QbsError
from qbs_desktop.services.months import calendar
from qbs_desktop.services.months.calendar import Due
from qbs_desktop.services.months.workdays import WEEKDAYS, day_words
from qbs_desktop.services.workspace import Notice, Workspace
from qbs_desktop.ui import feedback
from qbs_desktop.ui.dialogs.days_off import DaysOff
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.widgets.dialog import Dialog
from qbs_desktop.ui.widgets.parts import muted, note
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table
from qbs_desktop.ui.window import placing

UNSET_DAY = "没有设定"


class CalendarDialog(Dialog):
    """Two sheets: 报送日 with the year's dates, 放假与调休."""

    def __init__(self, workspace: Workspace, parent: QWidget | None) -> None:
        """Build for the year the file reports."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("报送日历")
        placing.fit(self, 900, 600)
        self._workspace = workspace
        self.year = QSpinBox(self, minimum=2001, maximum=2060, value=workspace.year)
        self.year.setAccessibleName("年份")
        self.year.setSuffix(" 年")
        self.days_off = DaysOff(workspace, self)
        self.due_days = DueDays(workspace, self)
        tabs = QTabWidget(self)
        tabs.tabBar().setAccessibleName("报送日、放假与调休")
        tabs.addTab(self.due_days, "报送日(&1)")
        tabs.addTab(self.days_off, "放假与调休(&2)")
        tabs.setCornerWidget(self.year)
        close = QPushButton("关闭", self)
        close.setAutoDefault(False)  # Enter ends what is typed, not the dialog
        close.clicked.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.LARGE, tokens.MEDIUM, tokens.LARGE, tokens.MEDIUM)
        box.setSpacing(tokens.MEDIUM)
        box.addWidget(tabs, 1)
        box.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.year.valueChanged.connect(self._show)
        self._stop = workspace.listen(self._on_changed)
        self.finished.connect(self._leave)
        self._show()
        for line in self.due_days.lines.values():
            line.day.setFocus()
            break

    def _leave(self, _result: int) -> None:
        self._stop()

    def _on_changed(self, notice: Notice) -> None:
        if "meta" in notice.tables:
            self._show()

    def _show(self, *_what: object) -> None:
        try:
            self.due_days.show_year(self.year.value())
            self.days_off.show_year(self.year.value())
        except QbsError as error:
            feedback.show(self, error)


class DueDays(QWidget):
    """The rhythm's acts with their days, and every date of a year that follows from them."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        """One line for each act of the rhythm."""
        super().__init__(parent)
        self._workspace = workspace
        self.lines: dict[str, _Line] = {}
        self.shift = QComboBox(self)
        self.shift.setAccessibleName("遇休息日")
        for one in Shift:
            self.shift.addItem(one.label, one)
        self.shift.setCurrentIndex(self.shift.findData(calendar.shift(workspace)))
        self.shift.activated.connect(self._on_shift)
        self.dates: TextModel[Due] = TextModel(
            (
                TextColumn("报告期", 130, lambda one: one.period.label()),
                TextColumn("制度", 100, lambda one: one.word),
                TextColumn("报送日", 160, _when),
                TextColumn("说明", 0, lambda one: one.why, colour=_why_colour),
            ),
            self,
        )
        self.view = table(self.dates, "全年报送日", self)
        self._none = muted("还没有设定报送日：文件没有写明日期，市里或本局定了以后填在上面。", self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.MEDIUM)
        for at, head in enumerate(("制度", "周期", "报送月份", "报送日", "文件依据")):
            grid.addWidget(note(head, self), 0, at)
        for row, rule in enumerate(calendar.rules(workspace), 1):
            self.lines[rule.word] = _Line(rule, self, grid, row)
        grid.setColumnStretch(4, 1)
        below = QHBoxLayout()
        below.addWidget(QLabel("报送日遇休息日：", self))
        below.addWidget(self.shift)
        below.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.MEDIUM, tokens.MEDIUM, tokens.MEDIUM, tokens.MEDIUM)
        box.setSpacing(tokens.MEDIUM)
        box.addLayout(grid)
        box.addLayout(below)
        box.addWidget(self._none)
        box.addWidget(self.view, 100)
        box.addStretch(1)

    def show_year(self, year: int) -> None:
        """Show the days that are set and what they give in a year."""
        for rule in calendar.rules(self._workspace):
            if rule.word in self.lines:
                self.lines[rule.word].show_rule(rule)
        found = calendar.year(self._workspace, year)
        self.dates.show_rows(found)
        self.view.setVisible(bool(found))
        self._none.setVisible(not found)

    def store(self, word: str, *_what: object) -> None:
        """Keep what a line says, if it says a whole day."""
        line = self.lines[word]
        day = line.day.value() or None
        every = int(line.every.currentData())
        if day is not None and not every:
            every = 1
        try:
            calendar.set_rule(self._workspace, word, day=day, months=int(line.months.currentData()), every=every)
        except QbsError as error:
            feedback.show(self, error)

    def _on_shift(self, *_what: object) -> None:
        calendar.set_shift(self._workspace, self.shift.currentData())


class _Line:
    """The editors of one act of the rhythm."""

    def __init__(self, rule: DueRule, owner: DueDays, grid: QGridLayout, row: int) -> None:
        self.every, self.months = QComboBox(owner), QComboBox(owner)
        self.day = QSpinBox(owner, minimum=0, maximum=31)
        self.day.setSpecialValueText(UNSET_DAY)
        self.day.setSuffix(" 日")
        self.day.setMinimumWidth(110)
        if not rule.fixed:
            self.every.addItem("文件没有写", 0)
        for months, interval in due_dates.INTERVALS.items():
            self.every.addItem(interval, months)
        self.every.setEnabled(not rule.fixed)
        self.every.setAccessibleName(f"{rule.word}的周期")
        self.months.setAccessibleName(f"{rule.word}的报送月份")
        self.day.setAccessibleName(f"{rule.word}的报送日")
        label = QLabel(rule.word, owner)
        label.setBuddy(self.day)
        words = note(f"“{rule.sentence}”", owner)
        cells: tuple[QWidget, ...] = (label, self.every, self.months, self.day, words)
        for at, widget in enumerate(cells):
            grid.addWidget(widget, row, at)
        self._fill_months(rule)
        store = partial(owner.store, rule.word)
        self.every.activated.connect(store)
        self.months.activated.connect(store)
        self.day.editingFinished.connect(store)

    def _fill_months(self, rule: DueRule) -> None:
        self.months.clear()
        for number in range(due_dates.MOST_MONTHS + 1):
            self.months.addItem(due_dates.month_words(rule.every or 1, number), number)

    def show_rule(self, rule: DueRule) -> None:
        """Show what is set."""
        self._fill_months(rule)
        self.every.setCurrentIndex(self.every.findData(rule.every))
        self.months.setCurrentIndex(self.months.findData(rule.months))
        self.day.setValue(rule.day or 0)


def _when(one: Due) -> str:
    if one.date is None:
        return ""
    return f"{one.date.year}年{day_words(one.date)} 周{WEEKDAYS[one.date.weekday()]}"


def _why_colour(one: Due) -> str:
    return "" if one.certain else current().query
