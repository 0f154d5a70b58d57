"""The rules as a whole."""

from __future__ import annotations

import dataclasses

import pytest

from qbs_desktop.domain.checks import ALL
from qbs_desktop.domain.checks.rule import Draft, Rule
from qbs_desktop.domain.checks.run import active, run
from qbs_desktop.domain.finding import Grade

PROFILES = ("hunan-county", "zhuzhou", "wangcheng", "yiyang", "hunan-province", "zhuzhou-2020")


def test_rule_ids_are_unique_and_every_rule_says_what_it_asks_and_why():
    assert len({rule.id for rule in ALL}) == len(ALL)
    assert all(rule.title and rule.source and rule.advice for rule in ALL)


def test_a_profile_switches_off_rules_but_never_blocking_ones(profile_named):
    profile = dataclasses.replace(profile_named("zhuzhou"), rules_off=("growth_stated", "required"))
    ids = {rule.id for rule in active(profile)}
    assert "growth_stated" not in ids
    assert "required" in ids


@pytest.mark.parametrize("name", PROFILES)
def test_the_printed_tables_hold_nothing_that_blocks_except_in_the_demonstration(printed_findings, name):
    blocking = [
        f.subject for f in printed_findings(name, "2026-10" if name == "hunan-county" else "") if f.grade is Grade.ERROR
    ]
    assert blocking == (["示例项目06 建设产业一期"] if name == "hunan-county" else [])


@pytest.mark.parametrize("name", PROFILES)
def test_every_finding_can_be_told_apart_and_says_what_to_do(printed_findings, name):
    findings = printed_findings(name, "2026-10" if name == "hunan-county" else "")
    assert findings
    assert len({f.key for f in findings}) == len(findings)
    assert all(f.message and f.advice and f.source and "{" not in f.message for f in findings)


def test_the_demonstration_county_shows_each_kind_of_slip_once(printed_findings):
    kinds = {f.rule for f in printed_findings("hunan-county", "2026-10")}
    assert kinds >= {
        "credit_code", "industry_code", "month_missing", "month_falls", "month_unit", "sector_word", "main_revenue",
        "same_order", "finish_order", "start_overdue", "total_band", "invested_unstarted", "new_with_past",
        "plan_over_rest", "growth_stated", "parts_exceed", "tier_label",
    }  # fmt: skip


def test_a_draft_may_bring_its_own_grade_advice_and_source(book, row):
    def look(dataset):
        yield Draft(None, "甲")
        yield Draft(dataset.rows("enterprise")[0], "乙", advice="做", source="据", grade=Grade.HINT)

    data = book("enterprise", row(name="某"))
    first, second = run(data, [Rule("x", "题", Grade.QUERY, "源", "议", look)])
    assert (first.grade, first.advice, first.source, first.subject, first.place.ledger) == (
        Grade.QUERY,
        "议",
        "源",
        "",
        None,
    )
    assert (second.grade, second.advice, second.source, second.subject) == (Grade.HINT, "做", "据", "某")
