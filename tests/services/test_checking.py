"""Reasons, answers that outlive a month but not a change of the figures, and rules switched off."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from qbs_desktop.db import queries
from qbs_desktop.domain import checks, reasons
from qbs_desktop.domain.checks.run import active
from qbs_desktop.domain.errors import Refusal, ValueProblem
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.finding import Finding, Grade, Place
from qbs_desktop.domain.period import Period
from qbs_desktop.services import history
from qbs_desktop.services.checks import checking, rulebook
from qbs_desktop.services.checks.checking import CheckedFinding
from qbs_desktop.services.workspace import Workspace

OCTOBER = Period.of_month(2026, 10)


def falls(workspace: Workspace, period: Period = OCTOBER) -> CheckedFinding:
    return next(one for one in checking.check(workspace, period) if one.finding.rule == "month_falls")


def put(workspace: Workspace, finding: Finding, period: Period, value: Decimal) -> None:
    assert finding.place.record_id is not None
    assert finding.place.indicator is not None
    key = FigureKey(finding.place.record_id, finding.place.indicator, period, Kind.ACTUAL)
    workspace.run("改", lambda edit: edit.set_figure(key, Figure(value)))


def test_every_reason_has_its_own_id_and_words() -> None:
    assert len({one.id for one in reasons.REASONS}) == len({one.label for one in reasons.REASONS}) == 11
    known = {rule.id for rule in checks.ALL}
    for one in reasons.REASONS:
        assert all(any(rule.startswith(start) for rule in known) for start in one.rules), one


@pytest.mark.parametrize("rule", checks.ALL, ids=lambda rule: rule.id)
def test_every_query_can_be_answered_with_some_reason_or_other(rule: checks.Rule) -> None:
    for ledger in ("project", "enterprise", None):
        labels = [one.label for one in reasons.offered(Finding(Grade.QUERY, rule.id, "", Place(ledger)))]
        assert labels[0] == "数据属实"
        assert labels[-1] == "其他"
        assert ("项目停工" in labels) == (ledger == "project")


def test_an_answer_is_kept_with_its_code_and_shown_in_words(county: Workspace) -> None:
    one = falls(county)
    checking.explain(county, one.finding, "", "written_back")
    after = falls(county)
    assert (after.explained, after.code, after.reason, after.sentence) == (True, "written_back", "冲减上期", "")
    assert not after.open
    assert history.entries(county, 1)[0].lines[0].after == "冲减上期"
    checking.explain(county, one.finding, " 月度对账后调减 ", "口径调整")
    assert (falls(county).code, falls(county).sentence) == ("measure", "月度对账后调减")
    county.undo()
    assert falls(county).code == "written_back"
    checking.explain(county, one.finding, None)
    assert falls(county) == CheckedFinding(one.finding)


def test_other_needs_a_sentence_and_unknown_reasons_are_named(county: Workspace) -> None:
    one = falls(county).finding
    for reason in ("other", "其他", ""):
        with pytest.raises(ValueProblem, match="请用一句话写明情况"):
            checking.explain(county, one, "  ", reason)
    with pytest.raises(ValueProblem, match=r"没有“天气”这个原因，可选：数据属实、"):
        checking.explain(county, one, "下雨", "天气")
    checking.explain(county, one, "下雨")
    assert falls(county).reason == "其他"


def test_a_hard_finding_cannot_be_explained_away(county: Workspace) -> None:
    hard = next(one for one in checking.check(county, OCTOBER) if one.finding.grade is Grade.ERROR)
    with pytest.raises(Refusal, match="不能用说明代替"):
        checking.explain(county, hard.finding, "没有办法", "true")
    assert hard.open


def test_an_answer_does_not_outlive_the_figures_it_explained(county: Workspace) -> None:
    one = falls(county)
    checking.explain(county, one.finding, "调减", "written_back")
    assert checking.suggestions(county, one.finding) == []
    now = Decimal(one.finding.numbers["now"])
    put(county, one.finding, OCTOBER, now - 1)
    changed = falls(county)
    assert changed.finding.key == one.finding.key
    assert (changed.explained, changed.stale, changed.sentence) == (False, True, "调减")
    assert changed.open
    (offer,) = checking.suggestions(county, changed.finding)
    assert (offer.words, offer.sentence, offer.stale, offer.period) == ("冲减上期", "调减", True, OCTOBER)
    county.undo()
    assert falls(county).explained


def test_better_words_of_a_rule_leave_answers_standing(county: Workspace) -> None:
    one = falls(county).finding
    assert replace(one, message="换个说法").fingerprint == one.fingerprint
    assert replace(one, numbers={}).fingerprint != replace(one, numbers={}, message="换个说法").fingerprint


def test_answers_of_older_files_go_on_counting(county: Workspace) -> None:
    one = falls(county).finding
    county.run("旧", lambda edit: edit.explain(one.key, "确实如此", "旧的原因"))
    assert (falls(county).explained, falls(county).reason) == (True, "旧的原因")
    (stored,) = county.read(queries.explanations).values()
    assert stored.numbers == ""


def test_last_periods_answer_is_offered_for_the_same_question_only(county: Workspace) -> None:
    record = county.dataset().rows("enterprise")[0].id
    other = county.dataset().rows("enterprise")[1].id

    def finding(month: int, record_id: int = record, rule: str = "month_falls", number: str = "1") -> Finding:
        place = Place("enterprise", record_id, None, "revenue", Period.of_month(2026, month))
        return Finding(Grade.QUERY, rule, "减少", place, numbers={"now": number})

    checking.explain(county, finding(7), "七月", "true")
    checking.explain(county, finding(9), "九月", "base")
    checking.explain(county, finding(8), "九月", "base")
    checking.explain(county, finding(9, other), "别的企业", "true")
    checking.explain(county, finding(9, rule="month_unit"), "别的规则", "true")
    offers = checking.suggestions(county, finding(10))
    assert [(one.words, one.sentence, str(one.period)) for one in offers] == [
        ("基数原因", "九月", "2026-09"),
        ("数据属实", "七月", "2026-07"),
    ]
    assert [one.reason for one in offers] == [reasons.BY_ID["base"], reasons.BY_ID["true"]]
    assert checking.suggestions(county, finding(9, number="2"))[0].stale


def test_a_rule_is_switched_off_in_the_files_own_profile_and_undone(county: Workspace) -> None:
    before = county.profile
    rulebook.switch_rule(county, "month_falls", on=False)
    assert county.profile.rules_off == (*before.rules_off, "month_falls")
    assert "month_falls" not in {one.finding.rule for one in checking.check(county, OCTOBER)}
    assert [one.id for one in rulebook.rules(county) if not one.on] == ["month_falls"]
    rulebook.switch_rule(county, "month_falls", on=False)
    assert county.next_undo() == "停用审核规则：累计是否比上期减少"
    path = county.path
    county.close()
    with Workspace.open_file(path) as again:
        assert again.profile.rules_off == (*before.rules_off, "month_falls")
        again.undo()
        assert again.profile == before
        again.redo()
        rulebook.switch_rule(again, "month_falls", on=True)
        assert again.profile == before
        assert falls(again)


def test_hard_and_unknown_rules_are_not_switched_off(county: Workspace) -> None:
    with pytest.raises(Refusal, match="“必填项是否齐全”是强制性审核，不能停用"):
        rulebook.switch_rule(county, "required", on=False)
    with pytest.raises(Refusal, match="没有审核规则“nothing”"):
        rulebook.switch_rule(county, "nothing", on=False)
    assert {one.id for one in rulebook.rules(county) if one.fixed} == {
        rule.id for rule in checks.ALL if rule.grade is Grade.ERROR
    }
    assert len(active(county.profile)) == len(checks.ALL)
