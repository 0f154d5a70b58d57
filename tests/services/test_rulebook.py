"""Thresholds in the file's own profile: changed, refused, taken back, undone; what a rule has found."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qbs_desktop.domain import checks
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.profile import OwnThreshold
from qbs_desktop.services.checks import checking, rulebook
from qbs_desktop.services.workspace import Workspace

OCTOBER = Period.parse("2026-10")


def threshold(workspace: Workspace, name: str) -> rulebook.ThresholdState:
    return next(one for rule in rulebook.rules(workspace) for one in rule.thresholds if one.threshold.id == name)


def test_a_threshold_of_the_file_decides_its_rule_and_can_be_undone(county: Workspace) -> None:
    def asked() -> list[str]:
        return [one.finding.message for one in checking.check(county, OCTOBER) if one.finding.rule == "same_order"]

    assert asked()
    assert rulebook.set_threshold(county, "order_low", "0.01") == Decimal("0.01")
    assert not [one for one in asked() if "产值8.8427万元" not in one]
    state = threshold(county, "order_low")
    assert (state.text, state.own) == ("0.01", True)
    assert state.source.startswith("本单位设定（默认 0.3：")
    assert county.next_undo() == "修改审核阈值：产值与营业收入之比的下限 0.01"
    county.undo()
    assert threshold(county, "order_low").value == Decimal("0.3")


def test_blank_takes_the_usual_value_again(county: Workspace) -> None:
    before = county.profile
    assert rulebook.set_threshold(county, "unit_jump", "500倍") == 500
    assert rulebook.set_threshold(county, "unit_jump", "500") == 500
    assert rulebook.set_threshold(county, "unit_jump", "") == 1000
    assert county.profile == before
    steps = county.next_undo()
    rulebook.set_threshold(county, "unit_jump", "")
    assert county.next_undo() == steps


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("listing_hint", "3", "不能超过“超过几个月未入统要核实”的2个月"),
        ("listing_query", "0", "不能小于“开工后几个月未入统给提示”的1个月"),
        ("listing_query", "两个月", "不是数"),
    ],
)
def test_a_threshold_that_cannot_be_meant_changes_nothing(county: Workspace, name: str, text: str, word: str) -> None:
    before = county.profile
    with pytest.raises(ValueProblem, match=word):
        rulebook.set_threshold(county, name, text)
    assert county.profile == before


def test_a_threshold_of_the_profile_tells_its_document_and_sentence(county: Workspace) -> None:
    document = county.profile.documents[0]
    own = OwnThreshold(id="nearly", value=Decimal("0.8"), doc=document.id, sentence="某句")
    state = rulebook._state(rulebook.replace(county.profile, thresholds=(own,)), rulebook.thresholds.BY_ID["nearly"])
    assert state.source.startswith(f"{document.doc_no or document.title}：某句（默认 0.9：")


def test_every_rule_is_in_the_book_and_found_by_its_words(county: Workspace) -> None:
    every = rulebook.rules(county)
    assert [one.id for one in every] == [rule.id for rule in checks.ALL]
    assert rulebook.off(county) == 0
    assert {one.id for one in every if one.speaks_of("P10")} == {"unlisted"}
    assert {one.id for one in every if one.speaks_of("银川 入统")} == {"unlisted"}
    assert [one for one in every if one.speaks_of("停用")] == []
    rulebook.switch_rule(county, "choice", on=False)
    assert [one.id for one in rulebook.rules(county) if one.speaks_of("已停用")] == ["choice"]
    assert rulebook.off(county) == 1


def test_what_each_rule_has_found_is_counted(county: Workspace) -> None:
    counts = rulebook.counted(checking.check(county, OCTOBER))
    assert counts["month_falls"] == 3
    assert "same_credit_code" not in counts
