"""Thresholds: usual values, a place's own, and what cannot be meant."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal

import pytest

from qbs_desktop.domain import profile as profiles
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.profile import OwnThreshold
from qbs_desktop.domain.thresholds import BY_ID, THRESHOLDS
from qbs_desktop.services.profiles import to_json


def test_ids_are_unique_and_usual_values_are_allowed_and_sourced():
    assert len(BY_ID) == len(THRESHOLDS)
    for one in THRESHOLDS:
        assert one.parse(one.text(one.usual)) == one.usual
        assert one.source
        assert not one.below or one.usual <= BY_ID[one.below].usual


def test_a_place_may_set_its_own(profile_named):
    profile = profile_named("hunan-county")
    assert profile.threshold("unit_jump") == 1000
    own = dataclasses.replace(profile, thresholds=(OwnThreshold(id="unit_jump", value=Decimal(50)),))
    assert own.threshold("unit_jump") == 50
    assert own.threshold("nearly") == Decimal("0.9")


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("listing_hint", "半年", "不是数"),
        ("listing_hint", "1.5", "按整月填写"),
        ("nearly", "1.2", "应在 0.5—1之间"),
        ("order_high", "", "不是数"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(name, text, word):
    with pytest.raises(ValueProblem, match=word):
        BY_ID[name].parse(text)


def test_a_profile_with_an_unknown_threshold_is_refused(profile_named):
    unknown = (OwnThreshold(id="speed", value=Decimal(1)),)
    kept = to_json(dataclasses.replace(profile_named("hunan-county"), thresholds=unknown))
    with pytest.raises(ValueProblem, match="不认识的阈值“speed”"):
        profiles.read(json.loads(kept))
