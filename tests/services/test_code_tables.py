"""The tables of codes: what is found by code, name and initials, and what is said of a code."""

from __future__ import annotations

import time

import pytest

from qbs_desktop.domain.codes import industries
from qbs_desktop.domain.codes.divisions import covers
from qbs_desktop.services import code_tables


@pytest.mark.parametrize("typed", ["3511", "C3511", "c3511", "矿山机械", "ksjx", "KSJX"])
def test_an_industry_is_found_by_code_name_and_initials(typed: str) -> None:
    first = industries.search(code_tables.industries(), typed)[0]
    assert (first.text, first.place) == ("3511 矿山机械制造", "C 制造业 > 35 专用设备制造业")


def test_the_code_itself_comes_before_those_that_begin_so() -> None:
    found = industries.search(code_tables.industries(), "35")
    assert [entry.code for entry in found[:3]] == ["35", "351", "3511"]


def test_the_name_of_a_division_finds_what_stands_under_it() -> None:
    codes = [entry.code for entry in industries.search(code_tables.industries(), "汽车制造业")]
    assert codes[0] == "36"
    assert "3611" in codes


def test_nothing_typed_finds_nothing_and_neither_does_a_word_that_is_nowhere() -> None:
    assert code_tables.industries().search("  ") == []
    assert code_tables.industries().search("不存在的行业") == []
    assert code_tables.industries().search("qqqqqq") == []


def test_the_table_holds_every_level_of_the_standard() -> None:
    levels = [entry.level for entry in code_tables.industries().entries]
    assert [levels.count(one) for one in ("门类", "大类", "中类", "小类")] == [20, 97, 473, 1381]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("3511", None),
        ("C3511", None),
        ("0111", None),
        ("351", "这是中类“采矿、冶金、建筑专用设备制造”的代码，小类代码为4位"),
        ("111", "也可能是“0111 稻谷种植”丢了开头的 0"),
        ("3699", "可能是2011版代码"),
        ("D3511", "门类应为“C”"),
        ("9911", "01—97"),
    ],
)
def test_an_unknown_or_coarse_code_is_told_and_a_class_is_not(code: str, told: str | None) -> None:
    problem = industries.problem(code_tables.industries(), code)
    assert problem is None if told is None else told in str(problem)


def test_a_lost_leading_zero_is_suggested() -> None:
    known = code_tables.industries()
    assert [(one.text, one.reason) for one in industries.suggestions(known, "111")] == [
        ("0111", "稻谷种植：补上开头的 0")
    ]
    assert industries.suggestions(known, "0111") == ()
    assert industries.suggestions(known, "999") == ()


@pytest.mark.parametrize("typed", ["lls", "醴陵", "430281"])
def test_a_county_is_found_by_initials_name_and_code(typed: str) -> None:
    first = code_tables.divisions().search(typed)[0]
    assert (first.text, first.place, first.level) == ("430281 醴陵市", "株洲市", "县市区")


def test_the_name_of_a_city_finds_its_counties() -> None:
    found = [entry.name for entry in code_tables.divisions().search("株洲")]
    assert found[0] == "株洲市"
    assert {"攸县", "渌口区", "醴陵市"} <= set(found)


def test_functional_areas_are_found_and_say_what_they_are() -> None:
    first = code_tables.divisions().search("dth")[0]
    assert (first.code, first.level) == ("430971", "功能区")


@pytest.mark.parametrize(
    ("outer", "inner", "inside"),
    [
        ("430000", "430281", True),
        ("430200", "430281", True),
        ("430281", "430281", True),
        ("431000", "431102", False),
        ("430281", "430200", False),
        ("430000", "522323", False),
    ],
)
def test_a_division_contains_those_under_it(outer: str, inner: str, inside: bool) -> None:
    assert covers(outer, inner) is inside


def test_a_keystroke_searches_all_industries_within_a_blink() -> None:
    known = code_tables.industries()
    known.search("z")  # the readings load once
    best = []
    for typed in ("z", "zz", "zzy", "制造", "35", "其他"):
        times = []
        for _again in range(5):
            start = time.process_time()
            industries.search(known, typed)
            times.append(time.process_time() - start)
        best.append(min(times))
    assert max(best) < 0.03
