"""Words in heads and cells that say when, and who: read as clerks write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qbs_desktop.domain.figure import Figure, Op
from qbs_desktop.domain.indicators import BY_ID
from qbs_desktop.exchange.sheets.cells import Cell
from qbs_desktop.exchange.words.said import Span, span_of, unit_and_person
from qbs_desktop.exchange.words.spans import take_when
from qbs_desktop.exchange.words.units import fold
from qbs_desktop.exchange.words.values import CellProblem, figure_of


@pytest.mark.parametrize(
    ("text", "year", "part"),
    [
        ("2026年1-3季度完成", 2026, 9),
        ("一至三季度营业收入", None, 9),
        ("2026年前三季度", 2026, 9),
        ("1—2季度", None, 6),
        ("2026年第三季度", 2026, 33),
    ],
)
def test_quarters_since_january_are_told_from_a_single_one(text: str, year: int | None, part: int) -> None:
    when, _rest = take_when(fold(text))
    assert when is not None
    assert (when.year, when.part) == (year, part)


@pytest.mark.parametrize(
    ("text", "unit", "person"),
    [
        ("县交通局 王五", "县交通局", "王五"),
        ("市工信局　　张三 13800000000", "市工信局", "张三 13800000000"),
        ("县工信局 县发改局", "县工信局 县发改局", ""),
        ("株洲高新区 天元区", "株洲高新区 天元区", ""),
        ("湖南 某某公司", "湖南 某某公司", ""),
        ("县住建局 李四 13900000000", "县住建局", "李四 13900000000"),
        ("县住建局　赵六\n0731-28680000", "县住建局", "赵六\n0731-28680000"),
        ("县发改局：28680000", "县发改局", "28680000"),
    ],
)
def test_a_person_behind_a_unit_is_told_from_a_second_unit(text: str, unit: str, person: str) -> None:
    assert unit_and_person(text) == (unit, person)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2025-2027", Span("2025", "2027")),
        ("2021.9-2026.12", Span("2021-09", "2026-12")),
        ("2026-", Span("2026", None)),
        ("2026年3月至9月", Span("2026-03", "2026-09")),
        ("2026.3-13", None),
        ("2026年9月至3月", None),
        ("2027-2025", None),
        ("2026-10-08", None),
        ("2026.13-2027.1", None),
        ("09.10-11.3", Span("2009-10", "2011-03", "9月10日至11月3日")),
        ("21.3-22.13", None),
        ("22.3-21.3", None),
        ("九月至今", None),
    ],
)
def test_a_span_is_two_ends_that_exist_and_rise(text: str, span: Span | None) -> None:
    assert span_of(text) == span


def test_a_target_that_is_no_number_is_quoted_as_it_stands_in_its_cell() -> None:
    def read(text: str) -> Figure | None:
        return figure_of(Cell(text), BY_ID["revenue"], "亿元", percent_head=False, tell=pytest.fail, target=True)

    assert read("约12") == Figure(Decimal(1_200_000_000), op=Op.ABOUT)
    for text, where in (("约十二亿", "“约十二亿”里，“十二亿”不是数字"), ("十二亿", "“十二亿”不是数字")):
        with pytest.raises(CellProblem, match=f"^{where}"):
            read(text)
