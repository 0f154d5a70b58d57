"""Cells that are no plain value: each is named with its rule, and nothing of it is taken for a number."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from qbs_desktop.exchange.reading.readings import TableRead, Wish
from qbs_desktop.exchange.reading.recognising import recognise
from qbs_desktop.exchange.sheets.cells import Area, Cell, CellError, CellValue, Doubt, Sheet, Style, Workbook
from qbs_desktop.services import profiles

COUNTY = profiles.load("hunan-county")
HEAD: tuple[Sequence[CellValue], ...] = (
    ["2026年1-10月企业"],
    ["单位：万元"],
    ["企业名称", "统一社会信用代码", "营业收入", "利润总额", "用工人数"],
    ["乙厂", None, Decimal(7), Decimal(8), Decimal(3)],
)
USUAL = {"revenue": "C5", "profit": "D5", "staff": "E5"}
"""Where the figures of the row with the odd cell stand, if it is none of them."""


def read(odd: dict[int, Cell], *merged: Area) -> TableRead:
    """A table whose last row has odd cells; a column given an empty one has none."""
    cells = {
        number: {at: Cell(value) for at, value in enumerate(row, 1) if value is not None}
        for number, row in enumerate(HEAD, 1)
    }
    usual = {1: Cell("甲厂"), 3: Cell(Decimal(70)), 4: Cell(Decimal(4)), 5: Cell(Decimal(3))}
    cells[5] = {at: cell for at, cell in sorted({**usual, **odd}.items()) if cell != Cell(None)}
    return recognise(Workbook("表.xlsx", (Sheet("表", cells, merged),)), COUNTY, Wish(year=2026))[0]


@pytest.mark.parametrize(
    ("at", "cell", "rule", "lost", "rejected"),
    [
        (3, Cell("", formula=True), "import.formula_empty", "revenue", False),
        (3, Cell(Decimal(70000), Style("0.0,", scaled=True)), "import.scaled_format", "", False),
        (3, Cell(CellError("#REF!")), "import.error_value", "revenue", True),
        (3, Cell(Doubt("7", "8")), "import.two_readings", "revenue", True),
        (3, Cell('=DISPIMG("ID_1",1)'), "import.picture", "revenue", False),
        (3, Cell(Decimal(10) ** 20), "import.too_large", "revenue", True),
        (5, Cell(Decimal("3.5")), "import.not_whole", "staff", True),
        (2, Cell(True), "import.not_a_value", "", True),
        (2, Cell(Decimal(914302000000000000), raw="914302000000000001"), "import.code_as_number", "", True),
    ],
)
def test_an_odd_cell_is_named_and_its_number_is_not_guessed(
    at: int, cell: Cell, rule: str, lost: str, rejected: bool
) -> None:
    table = read({at: cell})
    row = table.rows[-1]
    assert rule in {one.rule for one in (*table.findings, *row.findings)}
    assert {one.indicator: one.cell for one in row.figures} == {k: v for k, v in USUAL.items() if k != lost}
    assert row.rejected is rejected


@pytest.mark.parametrize(
    ("area", "odd", "lost"),
    [(Area(5, 3, 5, 4), {4: Cell(None)}, "profit"), (Area(4, 3, 5, 3), {3: Cell(None)}, "revenue")],
    ids=["across", "down"],
)
def test_a_number_merged_over_cells_is_kept_once_and_said(area: Area, odd: dict[int, Cell], lost: str) -> None:
    table = read(odd, area)
    assert "import.merged" in {
        one.rule for one in (*table.findings, *(two for row in table.rows for two in row.findings))
    }
    assert {one.indicator for one in table.rows[-1].figures} == set(USUAL) - {lost}
    assert {one.indicator for one in table.rows[0].figures} == set(USUAL)
