"""Chinese order and initials."""

from __future__ import annotations

import pytest

from qbs_desktop.domain import pinyin


@pytest.mark.parametrize(
    ("text", "initials"),
    [("轨道交通", "gdjt"), ("中车 A1", "zca1"), ("", ""), ("（一）", "y"), ("醴陵", "l"), ("株洲𬭎", "zz")],
)
def test_initials_of_common_characters(text: str, initials: str) -> None:
    assert pinyin.initials(text) == initials


def test_order_is_by_pinyin() -> None:
    assert sorted(["株洲", "安化", "长沙"], key=pinyin.order_key) == ["安化", "长沙", "株洲"]
