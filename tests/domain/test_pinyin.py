"""Chinese order and initials."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbs_desktop.domain import pinyin


@pytest.mark.parametrize(
    ("text", "initials"),
    [
        ("轨道交通", "gdjt"),
        ("中车 A1", "zca1"),
        ("", ""),
        ("（一）", "y"),
        ("醴陵市", "lls"),
        ("攸县", "yx"),
        ("渌口区", "lkq"),
        ("芷江侗族自治县", "zjdzzzx"),
        ("溆浦县", "xpx"),
        ("郴州", "cz"),
        ("耒阳", "ly"),
        ("银行", "yx"),
        ("重庆", "zq"),
        ("长沙", "cs"),
        ("株洲𬭎", "zzh"),
    ],
)
def test_the_common_reading_of_each_character_finds_a_text(text: str, initials: str) -> None:
    assert pinyin.finder(initials).search(pinyin.sounds(text))


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("醴陵市", "lls"),
        ("株洲银行", "yh"),
        ("株洲银行", "yx"),
        ("重庆", "cq"),
        ("重庆", "zq"),
        ("长沙", "cs"),
        ("长沙", "ZS"),
        ("中车（株洲）A1", "zczza1"),
        ("𬭎", "h"),
    ],
)
def test_every_reading_of_a_character_finds_it(text: str, typed: str) -> None:
    assert pinyin.finder(typed).search(pinyin.sounds(text))


@pytest.mark.parametrize(("text", "typed"), [("醴陵市", "lc"), ("银行", "yc"), ("攸县", "x1"), ("", "a")])
def test_other_initials_do_not_find_it(text: str, typed: str) -> None:
    assert not pinyin.finder(typed).search(pinyin.sounds(text))


UNREAD = "兙兡嗧桛烪瓧瓰瓱瓼甅"
"""Characters of the block that no dictionary gives a reading: Japanese units."""
READ = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5, exclude_characters=UNREAD)


COMMON = {one: syllable[0] for syllable, first, _also in pinyin._lines() for one in first}


@given(st.text(READ, min_size=1, max_size=12))
def test_the_initials_of_a_text_find_it(text: str) -> None:
    assert pinyin.finder("".join(COMMON[one] for one in text)).search(pinyin.sounds(text))


def test_a_character_without_a_reading_is_found_by_no_initial() -> None:
    assert not any(pinyin.finder(letter).search(pinyin.sounds(UNREAD)) for letter in string.ascii_lowercase)


def test_order_is_by_pinyin_also_beyond_the_most_common_characters() -> None:
    counties = ["株洲", "醴陵", "攸县", "安化", "渌口", "长沙", "郴州", "A区", "1区"]
    assert sorted(counties, key=pinyin.order_key) == [
        "1区", "A区", "安化", "长沙", "郴州", "醴陵", "渌口", "攸县", "株洲",
    ]  # fmt: skip


@given(st.lists(st.text(max_size=6), max_size=6))
def test_any_text_has_a_key_and_no_two_texts_share_one(texts: list[str]) -> None:
    assert len({pinyin.order_key(text) for text in texts}) == len(set(texts))
