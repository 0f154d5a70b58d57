"""放假与调休: the days of a year that differ from a plain week, and the office's own ones."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from qbs_desktop.services.months import calendar, workdays
from qbs_desktop.services.months.workdays import Day, Workdays, day_words
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.widgets.parts import muted
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table

KNOWN = "程序已有国务院办公厅{year}年放假安排的通知。本地另有规定的日子加在下面，以加的为准。"
UNKNOWN = "{words}。通知发布后把放假、上班的日子加在下面，录全后打勾。"


class DaysOff(QWidget):
    """A table of days and the line that adds one."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        """Build empty; `show_year` fills it."""
        super().__init__(parent)
        self._workspace, self._year = workspace, workspace.year
        self._note = muted("", self)
        self.complete = QCheckBox("本年放假安排已按通知录全(&C)", self)
        self.rows: TextModel[Day] = TextModel(
            (
                TextColumn("日期", 130, lambda one: f"{one.date.year}年{day_words(one.date)}"),
                TextColumn("星期", 60, lambda one: one.weekday),
                TextColumn("", 70, _state, colour=_colour),
                TextColumn("名称", 0, lambda one: one.why),
                TextColumn("来源", 90, lambda one: "本局自定" if one.own else "程序"),
            ),
            self,
        )
        self.view = table(self.rows, "放假与调休", self)
        self.date = QDateEdit(self)
        self.date.setDisplayFormat("yyyy-MM-dd")
        self.date.setCalendarPopup(True)
        self.working = QComboBox(self)
        self.working.addItem("休息", False)
        self.working.addItem("上班", True)
        self.name = QLineEdit(self)
        self.name.setPlaceholderText("名称，如 州庆、调休")
        self.add, self.drop = QPushButton("加上(&A)", self), QPushButton("去掉自定的(&D)", self)
        for widget, words in ((self.date, "日期"), (self.working, "休息还是上班"), (self.name, "名称")):
            widget.setAccessibleName(words)
        for button in (self.add, self.drop):
            button.setAutoDefault(False)
        row = QHBoxLayout()
        for part in (self.date, self.working, self.name, self.add, self.drop):
            row.addWidget(part, 1 if part is self.name else 0)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.MEDIUM, tokens.MEDIUM, tokens.MEDIUM, tokens.MEDIUM)
        box.setSpacing(tokens.MEDIUM)
        box.addWidget(self._note)
        box.addWidget(self.complete)
        box.addWidget(self.view, 1)
        box.addLayout(row)
        self.add.clicked.connect(self.add_day)
        self.name.returnPressed.connect(self.add_day)
        self.drop.clicked.connect(self.drop_day)
        self.complete.clicked.connect(self._on_complete)
        self.view.selectionModel().currentChanged.connect(self._on_row)

    def show_year(self, year: int) -> None:
        """The days of a year, and whether its notice is known."""
        days, at = Workdays.of(self._workspace), self.view.currentIndex().row()
        if year != self._year or not self.rows.rows:
            today = date.today()
            self.date.setDate(QDate(year, today.month if today.year == year else 1, 1))
        self._year = year
        self.rows.show_rows(days.special(year))
        known = workdays.library_knows(year)
        self._note.setText(KNOWN.format(year=year) if known else UNKNOWN.format(words=calendar.unknown_words(year)))
        self.complete.setVisible(not known)
        self.complete.setChecked(year in days.complete)
        if 0 <= at < len(self.rows.rows):
            self.view.selectRow(at)
        self._on_row()

    def _on_row(self, *_what: object) -> None:
        one = self.current()
        self.drop.setEnabled(one is not None and one.own)

    def current(self) -> Day | None:
        """The day in front."""
        at = self.view.currentIndex().row()
        return self.rows.rows[at] if 0 <= at < len(self.rows.rows) else None

    def add_day(self) -> None:
        """Keep the day as typed."""
        picked = self.date.date()
        when = date(picked.year(), picked.month(), picked.day())
        workdays.set_own_day(self._workspace, when, working=bool(self.working.currentData()), note=self.name.text())
        self.name.clear()

    def drop_day(self) -> None:
        """Take an own day back."""
        one = self.current()
        if one is not None and one.own:
            workdays.drop_own_day(self._workspace, one.date)

    def _on_complete(self, ticked: bool) -> None:
        workdays.set_complete(self._workspace, self._year, ticked)


def _state(one: Day) -> str:
    return "上班" if one.working else "休息"


def _colour(one: Day) -> str:
    return current().query if one.working else current().good
