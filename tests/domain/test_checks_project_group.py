from __future__ import annotations

import pytest


@pytest.fixture
def groups(book):
    return lambda *rows: book("project_group", *rows, indicator="project_count")


def test_the_years_add_up_to_the_whole(groups, row, found):
    rows = [
        row(name="甲", figures={"2022": "64", "2023": "71", "period_count@2023": "136"}),
        row(name="乙", figures={"2022": "64", "2023": "71", "period_count@2023": "135"}),
        row(name="丙", figures={"period_count@2023": "135"}),
        row(name="丁", figures={"2022": "1", "period_count@2023": "——"}),
    ]
    assert [(f.subject, f.numbers) for f in found(groups(*rows), "period_count")] == [
        ("甲", {"stated": "136", "sum": "135"})
    ]


def test_starts_and_advances_make_the_count(groups, row, found):
    rows = [
        row(name="甲", figures={"2020": "324", "starts@2020": "132", "advances@2020": "182"}),
        row(name="乙", figures={"2020": "9", "starts@2020": "3", "advances@2020": "6"}),
        row(name="丙", figures={"2020": "9", "starts@2020": "3"}),
    ]
    assert [(f.subject, f.numbers["diff"]) for f in found(groups(*rows), "starts_advances")] == [("甲", "10")]


def test_no_more_projects_finish_than_there_are(groups, row, found):
    rows = [
        row(name="甲", figures={"2020": "9", "completions@2020": "10"}),
        row(name="乙", figures={"2020": "9", "completions@2020": "9"}),
    ]
    assert [f.subject for f in found(groups(*rows), "completions_over")] == ["甲"]


@pytest.mark.parametrize(
    ("bands", "word"),
    [
        ([("10", "50"), ("50", "100"), ("100", "")], None),
        ([("10", "50"), ("60", "")], "有空档"),
        ([("10", "60"), ("50", "")], "重叠"),
        ([("10", ""), ("50", "")], "无上限"),
    ],
)
def test_bands_join_without_gap_or_overlap(groups, row, found, bands, word):
    parts = [row(name=f"档{n}", **{"lower": low} | ({"upper": up} if up else {})) for n, (low, up) in enumerate(bands)]
    one = found(groups(row(*parts, name="合计", lower="10")), "bands_closed")
    assert [word in f.message for f in one] == ([True] if word else [])


def test_above_includes_the_bound_when_the_lowest_band_does(groups, row, found):
    parts = [row(name="低", lower="10", upper="50"), row(name="高", lower="50"), row(name="未分档")]
    assert [f.numbers["edge"] for f in found(groups(row(*parts, name="10亿元以上", lower="10")), "band_edge")] == ["10"]
    assert found(groups(row(*parts, name="全部", lower="10")), "band_edge") == []
    assert found(groups(row(*parts, name="5亿元以上", lower="5")), "band_edge") == []
    assert found(groups(row(*parts, name="10亿元以上")), "band_edge") == []
