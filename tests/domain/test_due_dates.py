"""Which day is meant for a period, before weekends and holidays."""

from __future__ import annotations

from datetime import date

import pytest

from qbs_desktop.domain import due_dates
from qbs_desktop.domain.due_dates import DueRule, planned
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.period import Period


@pytest.mark.parametrize(
    ("period", "months", "day", "meant"),
    [
        ("2026-10", 1, 5, "2026-11-05"),
        ("2026-12", 1, 5, "2027-01-05"),
        ("2026-10", 0, 25, "2026-10-25"),
        ("2026-10", 1, 31, "2026-11-30"),
        ("2027-01", 1, 31, "2027-02-28"),
        ("2028-01", 1, 30, "2028-02-29"),
        ("2026-Q3", 1, 10, "2026-10-10"),
        ("2026-Q4", 1, 10, "2027-01-10"),
        ("2026-H1", 2, 1, "2026-08-01"),
        ("2026", 3, 31, "2027-03-31"),
        ("2026", 2, 30, "2027-02-28"),
    ],
)
def test_a_day_is_counted_from_the_periods_last_month_and_stops_at_the_months_end(period, months, day, meant):
    assert planned(Period.parse(period), months, day) == date.fromisoformat(meant)


def test_a_year_has_twelve_months_four_quarters_two_halves_and_itself():
    told = {every: [str(one) for one in due_dates.periods(every, 2026)] for every in (1, 3, 6, 12, 0)}
    assert told[1][0] == "2026-01"
    assert len(told[1]) == 12
    assert told[3] == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    assert told[6] == ["2026-H1", "2026-H2"]
    assert told[12] == ["2026"]
    assert told[0] == []
    for every in (1, 3, 6, 12):
        assert {due_dates.length(one) for one in due_dates.periods(every, 2026)} == {every}


def test_a_rule_reads_as_an_office_says_it():
    assert DueRule("月调度", 1, 5).words() == "每月，次月5日"
    assert DueRule("月调度", 1, 25, 0).words() == "每月，当月25日"
    assert DueRule("季讲评", 3, 10).words() == "每季度，期后第 1 个月10日"
    assert DueRule("年度考核", 12, 20, 2).words() == "每年，期后第 2 个月20日"
    assert DueRule("年度考核", 12, 20, 0).words() == "每年，期末当月20日"
    assert DueRule("定期调度", 0, 5).words() == DueRule("月调度", 1).words() == "没有设定报送日"


@pytest.mark.parametrize(
    ("every", "months", "day"), [(0, 1, 5), (2, 1, 5), (1, 7, 5), (1, -1, 5), (1, 1, 0), (1, 1, 32)]
)
def test_what_no_calendar_has_is_refused(every, months, day):
    with pytest.raises(ValueProblem):
        due_dates.checked(every, months, day)


def test_taking_a_day_away_needs_no_interval():
    due_dates.checked(0, 1, None)
