from __future__ import annotations

from decimal import Decimal

import pytest

from qbs_desktop.domain.checks.project import before
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.profile import OwnThreshold


@pytest.fixture
def projects(book):
    return lambda *rows, **more: book("project", *rows, indicator="investment", **{"period": "2026-10"} | more)


@pytest.mark.parametrize(
    ("one", "two", "earlier"),
    [
        ("2025", "2026-03", True),
        ("2026", "2026-03", False),
        ("2026-02", "2026-03-15", True),
        ("2026-03", "2026-03-15", False),
    ],
)
def test_dates_known_to_different_parts_compare_only_as_far_as_known(one, two, earlier):
    assert before(one, two) is earlier


def test_finishing_before_starting_blocks_the_return(projects, row, found):
    rows = [
        row(name="甲", start_actual="2025-10", finish_actual="2025-02"),
        row(name="乙", start_planned="2026", finish_planned="2025"),
        row(name="丙", start_actual="2025-10", finish_actual="2025-10-20"),
        row(name="丁", start_actual="2025-10"),
    ]
    one = found(projects(*rows), "finish_order")
    assert [(f.subject, f.grade, f.place.field) for f in one] == [
        ("甲", Grade.ERROR, "finish_actual"),
        ("乙", Grade.ERROR, "finish_planned"),
    ]


def test_a_finished_project_has_started(projects, row, found):
    rows = [
        row(name="甲", finish_actual="2025-02"),
        row(name="乙", start_actual="2024", finish_actual="2025-02"),
        row(name="丙"),
    ]
    assert [f.subject for f in found(projects(*rows), "finish_start")] == ["甲"]


def test_actual_dates_after_the_period_are_asked(projects, row, found):
    rows = [row(name="甲", start_actual="2026-11"), row(name="乙", start_actual="2026-10", finish_actual="2026-12")]
    one = found(projects(*rows), "date_after_period")
    assert [(f.subject, f.place.field) for f in one] == [("甲", "start_actual"), ("乙", "finish_actual")]
    assert found(projects(*rows, period=None), "date_after_period") == []


def test_a_planned_start_gone_by_is_mentioned(projects, row, found):
    rows = [
        row(name="甲", start_planned="2026-10"),
        row(name="乙", start_planned="2026-11"),
        row(name="丙", start_planned="2026-10", start_actual="2026-10"),
        row(name="丁"),
    ]
    assert [f.subject for f in found(projects(*rows), "start_overdue")] == ["甲"]
    assert found(projects(*rows, period=None), "start_overdue") == []


def test_bands_include_their_lower_bound_and_exclude_the_upper(projects, row, found):
    rows = [row(name="甲", total_investment="0.99"), row(name="乙", total_investment="1"), row(name="丙")]
    one = found(projects(*rows), "total_band")
    assert [(f.subject, f.message) for f in one] == [
        ("甲", "总投资9,900万元，不在方案的任何投资规模档内（最低1亿元）。")
    ]
    assert found(projects(*rows, project_bands=()), "total_band") == []


def test_a_level_named_like_a_band_fits_the_total(projects, row, found):
    rows = [
        row(name="甲", level="十亿级项目", total_investment="9.9"),
        row(name="乙", level="十亿级项目", total_investment="10"),
        row(name="丙", level="省级重点工程", total_investment="10"),
        row(name="丁", level="十亿级项目"),
        row(name="戊", level="十亿级项目", total_investment="0.5"),
    ]
    assert [(f.subject, f.numbers["band"]) for f in found(projects(*rows), "level_band")] == [("甲", "亿元级项目")]


def test_investment_before_the_start_is_asked(projects, row, found):
    rows = [
        row(name="甲", figures={"2026-10": "1"}),
        row(name="乙", figures={"2026-10": "0"}),
        row(name="丙", start_actual="2026-01", figures={"2026-10": "1"}),
        row(name="丁"),
        row(name="戊", start_planned="2026-03", figures={"2026-10": "1"}),
        row(name="己", start_planned="2026-11", figures={"2026-10": "1"}),
    ]
    assert [f.subject for f in found(projects(*rows), "invested_unstarted")] == ["甲", "戊", "己"]
    unkept = [*rows[:2], *rows[3:]]
    assert [f.subject for f in found(projects(*unkept), "invested_unstarted")] == ["甲", "己"]
    assert [f.subject for f in found(projects(*unkept), "start_overdue")] == ["戊"], "a hint where nobody fills it"
    assert found(projects(*rows, period=None), "invested_unstarted") == []


def test_a_new_project_has_no_investment_of_former_years(projects, row, found):
    rows = [
        row(name="甲", year_status="新开工", invested_before="1"),
        row(name="乙", year_status="新开工", invested_before="0"),
        row(name="丙", year_status="续建", invested_before="1"),
        row(name="丁", year_status="新开工"),
    ]
    assert [f.subject for f in found(projects(*rows), "new_with_past")] == ["甲"]


def test_a_years_plan_fits_into_what_is_left(projects, row, found):
    rows = [
        row(name="甲", total_investment="5", invested_before="2", figures={"2026:target": "3.5"}),
        row(name="乙", total_investment="5", figures={"2026:target": "5"}),
        row(name="丙", total_investment="5"),
        row(name="丁", figures={"2026:target": "3.5"}),
    ]
    assert [(f.subject, f.numbers["rest"]) for f in found(projects(*rows), "plan_over_rest")] == [("甲", "300000000")]
    assert found(projects(*rows, period=None), "plan_over_rest") == []


def test_investment_since_the_start_stays_below_the_total(projects, row, found):
    rows = [
        row(name="甲", total_investment="5", invested_before="3", figures={"2026-10": "2.5"}),
        row(name="乙", total_investment="5", figures={"2026-10": "5"}),
        row(name="丙", total_investment="5"),
        row(name="丁", figures={"2026-10": "5"}),
    ]
    assert [f.subject for f in found(projects(*rows), "invested_over_total")] == ["甲"]


def test_started_projects_not_in_the_statistics_are_found_once_the_column_is_used(projects, row, found):
    rows = [
        row(name="甲", start_actual="2026-09"),
        row(name="乙", start_actual="2026-05"),
        row(name="丙", start_actual="2026-10"),
        row(name="丁", start_actual="2025"),
        row(name="戊"),
    ]
    used = row(name="己", start_actual="2026-01", figures={"listed_investment@2026-10": "1"})
    assert found(projects(*rows, used, period=None), "unlisted") == []
    one = found(projects(*rows, used), "unlisted")
    assert [(f.subject, f.grade) for f in one] == [("甲", Grade.HINT), ("乙", Grade.QUERY)]


def test_a_list_in_which_no_project_is_in_the_statistics_is_told_so_once(projects, row, found):
    rows = [row(name="甲", start_actual="2026-09"), row(name="乙", start_actual="2026-05"), row(name="丙")]
    (one,) = found(projects(*rows), "unlisted")
    assert (one.grade, one.numbers) == (Grade.HINT, {"count": "2"})
    assert "有2个项目开工满1个月，名单里没有一个项目填了入统时间或入统投资" in one.message
    assert found(projects(row(name="丙")), "unlisted") == []


def test_the_date_of_listing_counts_and_not_before_it_has_come(projects, row, found):
    rows = [
        row(name="甲", start_actual="2026-01", listed_since="2026-10"),
        row(name="乙", start_actual="2026-01", listed_since="2026-11"),
    ]
    assert [f.subject for f in found(projects(*rows), "unlisted")] == ["乙"]


def test_the_months_until_listing_are_those_of_the_profile(projects, row, found):
    rows = [row(name="甲", start_actual="2026-05"), row(name="乙", listed_since="2025-01")]
    own = (OwnThreshold(id="listing_hint", value=Decimal(6)), OwnThreshold(id="listing_query", value=Decimal(6)))
    assert found(projects(*rows, thresholds=own), "unlisted") == []
    assert [f.grade for f in found(projects(*rows, thresholds=own, period="2026-11"), "unlisted")] == [Grade.HINT]
    assert [f.grade for f in found(projects(*rows, thresholds=own, period="2026-12"), "unlisted")] == [Grade.QUERY]


def test_words_of_the_dispatch_forms_are_usual_as_nature_and_asked_for_as_status_once_a_word(projects, row, found):
    rows = [row(name=name, nature="续建") for name in "甲乙丙丁"]
    data = projects(*rows, row(name="戊", nature="续建", year_status="续建"), row(name="己", nature="新建"))
    (one,) = found(data, "nature_status")
    assert (one.subject, one.grade, one.place.field) == ("甲", Grade.HINT, "year_status")
    assert one.message.startswith("建设性质填“续建”而年度状态空着（4个：甲、乙、丙等），")
    assert one.advice.startswith("请在“年度状态”里也填“续建”")
    assert found(data, "choice") == []
    assert len(found(projects(row(name="庚", nature="拆除")), "choice")) == 1
