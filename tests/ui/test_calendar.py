"""报送日历 by keys, and what 工作台 says is due."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QPushButton, QTabWidget

from qbs_desktop.domain.period import Period
from qbs_desktop.services.months import calendar, overview, workdays
from qbs_desktop.ui.dialogs.calendar import CalendarDialog
from tests.ui.conftest import November

OCTOBER = Period.parse("2026-10")
K = Qt.Key


@pytest.fixture
def dialog(qtbot, opened):
    action = opened.actions_table.by_id["calendar"]
    qtbot.waitUntil(action.isEnabled)
    action.trigger()
    found = opened.findChild(CalendarDialog)
    yield found
    with qtbot.waitSignal(found.destroyed):
        found.reject()


def type_day(qtbot, dialog, word: str, text: str) -> None:
    day = dialog.due_days.lines[word].day
    day.setFocus()
    day.selectAll()
    qtbot.keyClicks(day, text)
    qtbot.keyClick(day, K.Key_Tab)


def column(model, number: int) -> list[str]:
    return [model.data(model.index(row, number)) for row in range(model.rowCount())]


def test_a_day_typed_is_kept_and_the_years_dates_follow(qtbot, opened, dialog):
    assert dialog.due_days.view.isHidden()
    type_day(qtbot, dialog, "定期调度", "5")
    assert calendar.due(opened.workspace, OCTOBER).date == date(2026, 11, 5)
    dates = dialog.due_days.dates
    assert column(dates, 2)[8:10] == ["2026年10月8日 周四", "2026年11月5日 周四"]
    assert "国庆节" in column(dates, 3)[8]
    way = dialog.due_days.shift
    way.setFocus()
    qtbot.keyClick(way, K.Key_Down)
    assert column(dates, 2)[8] == "2026年9月30日 周三"
    line = dialog.due_days.lines["定期调度"]
    line.months.setFocus()
    qtbot.keyClick(line.months, K.Key_Up)
    assert column(dates, 2)[9] == "2026年9月30日 周三"
    type_day(qtbot, dialog, "定期调度", "0")
    assert calendar.due(opened.workspace, OCTOBER).date is None
    assert dialog.due_days.view.isHidden()


def test_a_year_without_its_notice_is_entered_by_hand(qtbot, opened, dialog):
    type_day(qtbot, dialog, "定期调度", "5")
    dialog.year.setValue(2027)
    assert all("2027年放假调休安排还不在程序里" in one for one in column(dialog.due_days.dates, 3)[:11])
    dialog.findChild(QTabWidget).setCurrentIndex(1)
    days = dialog.days_off
    assert not days.complete.isHidden()
    days.date.setDate(QDate(2027, 6, 5))
    qtbot.keyClick(days.working, K.Key_Down)
    days.name.insert("端午调休")  # an input method; there are no keys for it
    qtbot.keyClick(days.name, K.Key_Return)
    assert workdays.own_days(opened.workspace) == [workdays.OwnDay(date(2027, 6, 5), working=True, note="端午调休")]
    qtbot.keyClick(days.complete, K.Key_Space)
    assert column(dialog.due_days.dates, 2)[4] == "2027年6月5日 周六"
    assert "安排还不在" not in "".join(column(dialog.due_days.dates, 3)[:11])
    days.view.selectRow(column(days.rows, 3).index("端午调休"))
    qtbot.keyClick(days.drop, K.Key_Space)
    assert workdays.own_days(opened.workspace) == []
    assert not days.drop.isEnabled()


def test_what_is_due_leads_to_the_returns_of_its_period(qtbot, opened, monkeypatch):
    monkeypatch.setattr(overview, "date", November)
    workspace = opened.workspace
    workspace.run("建", lambda edit: edit.set_meta("created", "2026-10-01"), undoable=False)
    calendar.set_rule(workspace, "定期调度", day=5, every=1)
    page = opened.page("home")
    opened.show_page("home")
    qtbot.waitUntil(lambda: page.overview is not None and len(page.overview.coming) == 4)
    lines = page.lines(page.overview)
    assert [one.text for one in lines[:3]] == [
        "2026年9月定期调度：10月8日（周四）前报送，已过期 49 天",
        "2026年10月定期调度：11月5日（周四）前报送，已过期 21 天",
        "2026年11月定期调度：12月7日（周一）前报送，还有 11 天",
    ]
    assert lines[3].text == "2026年12月定期调度：2027年1月5日（周二）（暂定）前报送，还有 40 天"
    assert lines[0].icon == "error"
    assert "国庆节" in lines[0].tip
    button = next(one for one in page.findChildren(QPushButton) if one.accessibleName().startswith("去报表：2026年9月"))
    button.click()
    assert opened.period == Period.parse("2026-09")
    assert opened.current_page() is opened.page("returns")


def test_the_home_page_tells_what_the_texts_leave_open(qtbot, opened):
    page = opened.page("home")
    qtbot.waitUntil(lambda: page.overview is not None)
    texts = " ".join(one.text() for one in page.findChildren(type(page._note)))
    assert "没有设定报送日" in texts
    next(one for one in page.findChildren(QPushButton) if one.text() == "报送日历").click()
    found = page.findChild(CalendarDialog)
    with qtbot.waitSignal(found.destroyed):
        found.reject()
