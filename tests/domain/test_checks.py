"""The rules as a whole."""

from __future__ import annotations

import dataclasses

import pytest

from qbs_desktop.domain import thresholds
from qbs_desktop.domain.checks import ALL
from qbs_desktop.domain.checks.rule import SURE, Draft, Evidence, Rule
from qbs_desktop.domain.checks.run import active, run
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.ledgers import LEDGERS

PROFILES = ("hunan-county", "zhuzhou", "wangcheng", "yiyang", "hunan-province", "zhuzhou-2020")


def test_rule_ids_are_unique_and_every_rule_says_what_it_asks_and_why():
    assert len({rule.id for rule in ALL}) == len(ALL)
    assert all(rule.title and rule.source and rule.advice and rule.example for rule in ALL)
    assert all("{" not in rule.example and rule.example.endswith("。") for rule in ALL)


def test_no_blocking_rule_rests_on_hearsay_or_experience():
    assert all(rule.evidence in SURE for rule in ALL if rule.grade is Grade.ERROR)
    assert all(rule.evidence.label for rule in ALL)


def test_every_usual_audit_relation_has_a_rule():
    wanted = {f"P{number}" for number in range(1, 15)} | {f"E{number}" for number in range(1, 10)}
    assert {ref for rule in ALL for ref in rule.refs} == wanted


def test_every_threshold_decides_a_rule_and_every_rule_names_known_thresholds_and_lists():
    assert {one for rule in ALL for one in rule.thresholds} == set(thresholds.BY_ID)
    assert {one for rule in ALL for one in rule.ledgers} <= {ledger.id for ledger in LEDGERS}


@pytest.mark.parametrize("name", PROFILES)
def test_a_rule_looks_at_no_other_lists_than_it_says(printed, name):
    """What lets an edit of one list run only its own rules."""
    data = printed(name, "2026-10" if name == "hunan-county" else "")
    for rule in ALL:
        if rule.ledgers:
            only = {ledger: data.rows(ledger) for ledger in rule.ledgers}
            part = Dataset(
                data.profile, only, {r.id: data.figures(r) for own in only.values() for r in own}, data.period
            )
            assert list(rule.look(part)) == list(rule.look(data)), rule.id


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
    first, second = run(data, [Rule("x", "题", Grade.QUERY, "源", "议", look, Evidence.DESIGN, "例")])
    assert (first.grade, first.advice, first.source, first.subject, first.place.ledger) == (
        Grade.QUERY,
        "议",
        "源",
        "",
        None,
    )
    assert (second.grade, second.advice, second.source, second.subject) == (Grade.HINT, "做", "据", "某")
