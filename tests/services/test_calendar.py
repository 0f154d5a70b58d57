"""Due dates of a file: none until one is set, moved over 国庆, 春节 and 调休, uncertain where the notice is not out."""

from __future__ import annotations

from datetime import date

import pytest

from qbs_desktop.domain.due_dates import Shift
from qbs_desktop.domain.errors import DamagedFile, Refusal, ValueProblem
from qbs_desktop.domain.period import Period
from qbs_desktop.services import history, profiles, undoing
from qbs_desktop.services.months import calendar, workdays
from qbs_desktop.services.months.workdays import Workdays
from qbs_desktop.services.reporting import returns, submitting
from qbs_desktop.services.workspace import Unit, Workspace


@pytest.fixture
def city(tmp_path):
    """A new file of 株洲, whose text says 月调度、月通报、季讲评、年度考核."""
    unit = Unit("430200", "株洲市")
    with Workspace.create(tmp_path / "市.qbs", profiles.load("zhuzhou"), unit, year=2026) as workspace:
        yield workspace


def due(workspace, period: str) -> calendar.Due:
    return calendar.due(workspace, Period.parse(period))


def told(workspace, period: str) -> tuple[str, str]:
    found = due(workspace, period)
    return f"{found.date}", found.why


def test_no_date_is_invented_where_nobody_has_set_one(city):
    found = due(city, "2026-10")
    assert (found.date, found.word, found.moved_from) == (None, "月调度", None)
    assert "没有设定报送日" in found.why
    assert "报送日历" in found.why
    assert not found.late(date(2030, 1, 1))
    assert found.days_left(date(2026, 11, 1)) is None
    assert calendar.coming(city, date(2026, 11, 26)) == ()
    assert calendar.year(city, 2026) == ()


def said(workspace) -> tuple[str, str, str, str]:
    """The newest entry of the history: its title, what it is about, before and after."""
    entry = history.entries(workspace)[0]
    line = entry.lines[0]
    return entry.operation.title, line.record_name, line.before, line.after


@pytest.mark.parametrize("profile", profiles.available())
def test_no_shipped_profile_sets_a_day(profile):
    assert all(beat.due_day is None for beat in profiles.load(profile).rhythm)


def test_each_beat_has_its_own_day(city):
    calendar.set_rule(city, "月调度", day=5)
    calendar.set_rule(city, "季讲评", day=10)
    calendar.set_rule(city, "年度考核", day=31, months=3)
    assert told(city, "2026-10") == ("2026-11-05", "")
    assert due(city, "2026-Q4").date == date(2027, 1, 11)
    assert due(city, "2026").date == date(2027, 3, 31)
    assert due(city, "2026-H1") == calendar.Due(Period.parse("2026-H1"), "", None, why=calendar.UNSET)
    assert [one.word for one in calendar.dues(city, Period.parse("2026-10"))] == ["月调度", "月通报"]


def test_the_return_is_due_at_the_earliest_of_its_beats(city):
    calendar.set_rule(city, "月调度", day=8)
    calendar.set_rule(city, "月通报", day=6)
    assert due(city, "2026-10").date == date(2026, 11, 6)


def test_a_day_in_the_national_week_goes_behind_it(city):
    calendar.set_rule(city, "月调度", day=3)
    found = due(city, "2026-09")
    assert (found.date, found.moved_from, found.certain) == (date(2026, 10, 8), date(2026, 10, 3), True)
    assert found.why == "10月3日周六是国庆节，顺延到10月8日周四"
    assert found.days_left(date(2026, 10, 10)) == -2
    assert found.late(date(2026, 10, 9))
    assert not found.late(date(2026, 10, 8))


def test_a_day_in_the_spring_festival_goes_behind_it_and_a_weekend_of_work_counts(city):
    calendar.set_rule(city, "月调度", day=16)
    assert told(city, "2026-01") == ("2026-02-24", "2月16日周一是农历除夕，顺延到2月24日周二")
    calendar.set_rule(city, "月调度", day=14)
    assert told(city, "2026-01") == ("2026-02-14", "2月14日周六调休上班")
    calendar.set_rule(city, "月调度", day=10)
    assert told(city, "2026-09") == ("2026-10-10", "10月10日周六调休上班")


def test_a_plain_weekend_goes_to_monday_or_friday_or_stays(city):
    calendar.set_rule(city, "月调度", day=5)
    assert told(city, "2026-11") == ("2026-12-07", "12月5日周六，顺延到12月7日周一")
    calendar.set_shift(city, "earlier")
    assert told(city, "2026-11") == ("2026-12-04", "12月5日周六，提前到12月4日周五")
    calendar.set_shift(city, Shift.STAY)
    assert told(city, "2026-11") == ("2026-12-05", "12月5日周六，不上班")
    assert due(city, "2026-11").moved_from is None


def test_a_month_without_the_day_says_that_its_last_one_counts(city):
    calendar.set_rule(city, "月调度", day=31)
    assert told(city, "2026-10") == ("2026-11-30", "11月没有31日，按月末30日")
    assert told(city, "2026-01") == ("2026-02-28", "2月没有31日，按月末28日；2月28日周六调休上班")
    assert told(city, "2028-01")[0] == "2028-02-29"


def test_a_year_without_its_notice_says_so_until_the_office_has_entered_it(city):
    calendar.set_rule(city, "月调度", day=5)
    found = due(city, "2027-05")
    assert (found.date, found.certain) == (date(2027, 6, 7), False)
    assert "2027年放假调休安排还不在程序里" in found.why
    workdays.set_own_day(city, date(2027, 6, 5), working=True, note="端午调休")
    assert due(city, "2027-05").date == date(2027, 6, 5)
    assert due(city, "2027-05").certain  # the office has said what this day is
    assert not due(city, "2027-06").certain
    workdays.set_complete(city, 2027, complete=True)
    assert told(city, "2027-06") == ("2027-07-05", "")
    assert due(city, "2027-06").certain
    workdays.set_complete(city, 2027, complete=False)
    assert not due(city, "2027-06").certain


def test_own_days_go_before_the_librarys_and_can_be_taken_back(city):
    calendar.set_rule(city, "月调度", day=5)
    workdays.set_own_day(city, date(2026, 11, 5), working=False, note="州庆")
    assert told(city, "2026-10") == ("2026-11-06", "11月5日周四是州庆，顺延到11月6日周五")
    workdays.set_own_day(city, date(2026, 11, 5), working=False)
    assert told(city, "2026-10")[1] == "11月5日周四是自定休息日，顺延到11月6日周五"
    assert [(one.date, one.working) for one in workdays.own_days(city)] == [(date(2026, 11, 5), False)]
    workdays.drop_own_day(city, date(2026, 11, 5))
    assert due(city, "2026-10").date == date(2026, 11, 5)


def test_a_calendar_of_nothing_but_days_off_is_refused(city):
    calendar.set_rule(city, "月调度", day=1)
    for day in range(1, 31):
        workdays.set_own_day(city, date(2026, 11, day), working=False)
    for day in range(1, 5):
        workdays.set_own_day(city, date(2026, 12, day), working=False)
    with pytest.raises(Refusal, match="自定的休息日"):
        due(city, "2026-10")


def test_the_special_days_of_2026_are_those_of_the_notice():
    days = {one.date: one.why for one in Workdays({}, frozenset()).special(2026)}
    work = [when.isoformat() for when, why in days.items() if why == "调休上班"]
    assert work == ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
    assert days[date(2026, 10, 7)] == "调休放假"
    assert days[date(2026, 6, 19)] == "端午节"
    assert workdays.library_knows(2026)
    assert not workdays.library_knows(1999)
    assert workdays.Day(date(2026, 6, 19), working=False, why="端午节").weekday == "周五"


def test_what_is_set_is_a_step_that_history_tells_and_undo_takes_back(city):
    calendar.set_rule(city, "月调度", day=5)
    calendar.set_rule(city, "月调度", day=5)  # nothing changes, no step
    assert said(city) == ("设定报送日：月调度，每月，次月5日", "报送日：月调度", "", "每月，次月5日")
    undoing.undo(city)
    assert due(city, "2026-10").date is None
    undoing.redo(city)
    calendar.set_rule(city, "月调度", day=None)
    assert due(city, "2026-10").date is None
    assert said(city) == ("取消报送日：月调度", "报送日：月调度", "每月，次月5日", "没有设定报送日")
    calendar.set_shift(city, "earlier")
    assert said(city)[1:] == ("报送日遇休息日", "", "提前到上一个工作日")
    workdays.set_own_day(city, date(2026, 11, 5), working=False, note=" 州 庆 ")
    assert said(city) == ("2026年11月5日定为休息：州 庆", "自定 2026-11-05", "", "休息 州 庆")
    workdays.set_complete(city, 2027, complete=True)
    assert said(city)[1:] == ("2027年放假安排", "", "已录全")


def test_a_beat_without_an_interval_takes_the_one_that_the_office_says(empty):
    with pytest.raises(ValueProblem, match="报送周期"):
        calendar.set_rule(empty, "定期调度", day=5)
    calendar.set_rule(empty, "定期调度", day=5, every=1)
    assert due(empty, "2026-10").date == date(2026, 11, 5)
    assert due(empty, "2026-Q3").date is None
    with pytest.raises(Refusal, match="没有“月调度”"):
        calendar.set_rule(empty, "月调度", day=5)


def test_the_year_lists_every_date_in_order(city):
    calendar.set_rule(city, "月调度", day=5)
    calendar.set_rule(city, "季讲评", day=5)
    found = calendar.year(city, 2026)
    assert len(found) == 16
    assert [one.date for one in found] == sorted(one.date for one in found)


def test_what_is_overdue_stays_until_it_is_handed_in(county, tmp_path):
    county.run("改", lambda edit: edit.set_meta("created", "2026-10-01"), undoable=False)
    calendar.set_rule(county, "定期调度", day=5, every=1)
    today = date(2026, 11, 26)
    told = [(str(one.due.period), one.days_left, one.handed_in) for one in calendar.coming(county, today)]
    assert told == [("2026-09", -49, False), ("2026-10", -21, False), ("2026-11", 11, False), ("2026-12", 40, False)]
    returns.export(county, Period.parse("2026-10"), tmp_path)
    assert len(calendar.coming(county, today)) == 4, "a draft is not handed in"
    submitting.submit(county, Period.parse("2026-10"), tmp_path, reason="先报后补")
    assert [str(one.due.period) for one in calendar.coming(county, today)] == ["2026-09", "2026-11", "2026-12"]
    assert [one.handed_in for one in calendar.coming(county, date(2026, 11, 4))][1] is True


def test_what_a_damaged_fact_says_is_not_guessed(city):
    city.run("坏", lambda edit: edit.set_meta("calendar/due/月调度", "{"), undoable=False)
    with pytest.raises(DamagedFile, match="报送日"):
        calendar.rules(city)
    city.run("坏", lambda edit: edit.set_meta("calendar/day/2026-11-05", "[]"), undoable=False)
    with pytest.raises(DamagedFile, match="休息日"):
        workdays.own_days(city)
