from __future__ import annotations

from decimal import Decimal

import pytest

from qbs_desktop.domain.checks.parts import Split
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.profile import OwnThreshold


def parent(row, whole, *parts, ops=None, **more):
    children = [row(name=f"子{n}", figures={"2025": value} if value else {}) for n, value in enumerate(parts)]
    return row(*children, name="甲", figures={"2025": whole}, ops=ops, **more)


@pytest.mark.parametrize(
    ("whole", "parts", "rule"),
    [
        ("1000", ["300", "280", "550"], "parts_exceed"),
        ("1000", ["300", "280", "421"], None),  # within three half units
        ("1000", ["300", "280", "400"], "parts_short"),
        ("1000", ["300", "280"], None),
        ("1000", ["1200"], "parts_exceed"),
        ("1000", ["950"], None),  # one row is no split
        ("1000", ["300", "280", "400", ""], None),
        ("——", ["300", "280"], None),
    ],
)
def test_parts_are_compared_with_their_row(book, row, found, whole, parts, rule):
    data = book("industry", parent(row, whole, *parts), indicator="output")
    assert [one for one in ("parts_exceed", "parts_short") if found(data, one)] == ([rule] if rule else [])


def test_the_operator_of_a_floor_is_said(book, row, found):
    for op, text in (("超过", "本行为超过1,000亿元"), ("以上", "本行为1,000亿元以上"), ("左右", "本行为1,000亿元，")):
        data = book("industry", parent(row, "1000", "600", "500", ops={"2025": op}), indicator="output")
        assert text in found(data, "parts_exceed")[0].message


def test_the_numbers_of_a_finding_are_those_of_the_rows(book, row, found):
    one = found(book("industry", parent(row, "900", "910", "0"), indicator="output"), "parts_exceed")[0]
    assert one.numbers == {"sum": "910", "whole": "900", "diff": "10"}
    assert one.place.period == Period.parse("2025")


def test_counts_are_compared_exactly_and_sizes_apart_from_kinds(book, row, found):
    children = [
        row(name="新建", figures={"2020": "237"}),
        row(name="续建", figures={"2020": "324"}),
        row(name="大", lower="100", figures={"2020": "7"}),
        row(name="中", lower="50", upper="100", figures={"2020": "13"}),
    ]
    data = book(
        "project_group",
        row(*children, name="建设", figures={"2020": "561", "growth@2020": "1%"}),
        indicator="project_count",
    )
    assert not found(data, "parts_exceed")
    assert not found(data, "parts_short")


def test_months_are_compared_only_for_the_period_looked_at(book, row, found):
    children = [row(name=name, figures={"2026-09": "4", "2026-10": "4"}) for name in "乙丙"]
    rows = row(*children, name="甲", figures={"2026-09": "5", "2026-10": "5"})
    assert [str(f.place.period) for f in found(book("enterprise", rows, period="2026-10"), "parts_exceed")] == [
        "2026-10"
    ]
    assert found(book("enterprise", rows), "parts_exceed") == []


def test_a_part_of_another_measure_counts_with_its_own_in_a_year(book, row, found):
    children = [
        row(name="乙", figures={"total_income@2025": "530"}),
        row(name="丙", figures={"2025": "750"}),
        row(name="丁"),
    ]
    data = book("industry", row(*children, name="甲", measure="产值", figures={"2025": "1200"}), indicator="output")
    assert [f.numbers["sum"] for f in found(data, "parts_exceed")] == ["1280"]
    mixed = found(data, "parts_measure")
    assert [f.message for f in mixed] == ["本行口径为产值，其中“乙”总收入口径不同，不宜直接相加。"]


def test_parts_of_the_same_measure_or_none_are_no_mixture(book, row, found):
    same = row(row(name="乙", figures={"2025": "1"}), name="甲", figures={"2025": "1"})
    bare = row(row(name="乙", figures={"2025": "1"}), name="丙")
    assert found(book("industry", same, bare, indicator="output"), "parts_measure") == []


def test_parts_that_all_lie_in_other_sectors_are_asked(book, row, found):
    def group(own, *others, **more):
        children = [row(name=f"子{n}", sector=other, figures={"2025": "5"}) for n, other in enumerate(others)]
        return row(*children, name="甲", **({"sector": own} if own else {}), **more)

    one = found(book("enterprise", group("轨道", "电子", "电力", figures={"2025": "10"})), "parts_sector")
    assert [f.numbers for f in one] == [{"rows": "2", "whole": "10", "parts": "10"}]
    assert "2025年其中行占本行100.0%" in one[0].message
    assert found(book("enterprise", group("轨道", "电子", "轨道")), "parts_sector") == []
    assert found(book("enterprise", group("", "电子")), "parts_sector") == []
    assert found(book("enterprise", group("轨道")), "parts_sector") == []
    without = found(book("enterprise", group("轨道", "电子")), "parts_sector")
    assert without[0].numbers == {"rows": "1"}
    assert without[0].place.period is None
    marked = found(book("enterprise", group("轨道", "电子", figures={"2025": "——"})), "parts_sector")
    assert marked[0].numbers == {"rows": "1"}


def test_a_split_knows_its_sum(book, row):
    assert Split(None, "output", Period.parse("2025"), None, (1, 2), True, None, None).sum == 3


@pytest.mark.parametrize(("name", "rule"), [("合计（3项）", True), ("一、市本级（2个）", False), ("市本级", False)])
def test_a_group_row_that_counts_its_rows_is_compared_with_them(book, row, found, name, rule):
    data = book("project", row(row(name="甲"), row(name="乙"), name=name), indicator="investment")
    one = found(data, "parts_count")
    assert [f.numbers for f in one] == ([{"said": "3", "rows": "2"}] if rule else [])


def test_a_group_row_without_rows_under_it_is_only_a_name(book, row, found):
    assert found(book("project", row(name="合计（100项）"), indicator="investment"), "parts_count") == []


def test_how_near_parts_must_come_to_their_row_is_the_profiles(book, row, found):
    own = (OwnThreshold(id="nearly", value=Decimal("0.99")),)
    rows = parent(row, "1000", "300", "280", "400")
    assert found(book("industry", rows, indicator="output", thresholds=own), "parts_short") == []
