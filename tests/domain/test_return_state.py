"""States of a return: every pair of state and act, and the walks through them."""

from __future__ import annotations

import itertools

import pytest

from qbs_desktop.domain import return_state
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.return_state import FROZEN, STEPS, TRANSITIONS, Act, Stage

LEGAL = """
draft     change    draft
draft     review    reviewed
draft     override  submitted
draft     receipt   accepted
draft     rejection rejected
reviewed  change    draft
reviewed  review    reviewed
reviewed  submit    submitted
reviewed  override  submitted
submitted receipt   accepted
submitted rejection rejected
submitted correct   draft
accepted  rejection rejected
accepted  correct   draft
rejected  change    rejected
rejected  review    reviewed
rejected  override  submitted
rejected  correct   rejected
rejected  rejection rejected
"""


def test_exactly_these_transitions_are_legal() -> None:
    rows = [line.split() for line in LEGAL.strip().splitlines()]
    assert {(Stage(one), Act(act)): Stage(end) for one, act, end in rows} == TRANSITIONS


@pytest.mark.parametrize(("stage", "act"), list(itertools.product(Stage, Act)), ids=str)
def test_every_other_act_is_refused_with_what_to_do(stage: Stage, act: Act) -> None:
    if (stage, act) in TRANSITIONS:
        assert return_state.after(stage, act) is TRANSITIONS[stage, act]
        return
    with pytest.raises(Refusal, match=f"现在是“{stage.label}”，不能{act.label}：.+。"):
        return_state.after(stage, act)


def test_nothing_is_handed_in_unreviewed_without_a_reason() -> None:
    ways = {act for (start, act), end in TRANSITIONS.items() if end is Stage.SUBMITTED and start is not Stage.REVIEWED}
    assert ways == {Act.OVERRIDE}


def test_what_was_handed_in_changes_only_through_an_answer_or_a_correction() -> None:
    for stage in FROZEN - {Stage.REJECTED}:
        leaving = {act for (start, act) in TRANSITIONS if start is stage}
        assert leaving <= {Act.RECEIPT, Act.REJECTION, Act.CORRECT}
        assert stage.frozen
    assert not any(stage.frozen for stage in STEPS[:2])


def test_from_every_state_a_return_can_still_be_accepted() -> None:
    """No dead end: a rejected form that can never be edited again is what users of other systems report."""
    for stage in Stage:
        reached, more = {stage}, True
        while more:
            found = {end for (start, _act), end in TRANSITIONS.items() if start in reached}
            more = not found <= reached
            reached |= found
        assert Stage.ACCEPTED in reached
