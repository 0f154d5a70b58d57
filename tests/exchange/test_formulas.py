"""Formulas without a result: the simple ones are computed exactly, all others stay what they are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qbs_desktop.exchange.sheets.cells import Cell, CellError, CellValue, Sheet
from qbs_desktop.exchange.sheets.formulas import computed

NUMBERS: dict[int, CellValue] = {1: Decimal(12), 2: Decimal("0.5"), 3: "文字", 4: None, 5: CellError("#REF!"), 6: "  "}


def result(formula: str) -> CellValue:
    """What a formula in A2 gives, with the numbers above it in row 1."""
    first = {at: Cell(value) for at, value in NUMBERS.items() if value is not None}
    sheet = Sheet("表", {1: first, 2: {1: Cell(None, formula=True, raw=formula)}})
    return computed(sheet)[0].cell(2, 1).value


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("A1+B1", "12.5"),
        ("=$A$1*2-.5", "23.5"),
        ("-A1/(B1+1.5)", "-6"),
        ("SUM(A1:D1)", "12.5"),
        ("sum(A1,B1,3)", "15.5"),
        ("ROUND(A1/7,2)", "1.71"),
        ("ROUND(2.5,0)", "3"),
        ("AVERAGE(A1:B1)", "6.25"),
        ("AVERAGE(A1,D1)", "12"),
        ("AVERAGE(A1,D1+0)", "6"),
        ("ROUND(D1,2)", "0"),
        ("1/3*3", "1"),
        ("AVERAGE(A1,B1,B1)*3", "13"),
        ("A1*50%", "6"),
        ("A1+D1", "12"),
        ("A1+F1", "12"),
    ],
)
def test_simple_formulas_are_computed_exactly(formula: str, value: str) -> None:
    assert result(formula) == Decimal(value)


@pytest.mark.parametrize(
    "formula",
    [
        "IF(A1>0,A1,0)",
        "A1+C1",
        "A1+E1",
        "SUM(A1:E1)",
        "A1/D1",
        "0/0",
        "A1 B1",
        "(A1",
        "ROUND(A1)",
        "AVERAGE(C1:D1)",
        "AVERAGE(D1)",
        "SUM(A1:XFD1000)",
        "表2!A1",
        "A2",
        "+",
        "SUM(A1:",
    ],
)
def test_what_is_more_or_needs_a_cell_that_is_no_number_is_left_alone(formula: str) -> None:
    assert result(formula) is None


def test_formulas_that_need_each_other_are_computed_in_turn_and_circles_left_alone() -> None:
    cells = {at: Cell(None, formula=True, raw=f"{chr(65 + at)}1+1") for at in range(1, 5)}
    line = Sheet("表", {1: {**cells, 5: Cell(Decimal(1))}})
    whole, told = computed(line)
    assert [whole.cell(1, at).value for at in range(1, 5)] == [5, 4, 3, 2]
    assert set(told) == {"A1", "B1", "C1", "D1"}
    circle = Sheet("表", {1: {1: Cell(None, formula=True, raw="B1"), 2: Cell(None, formula=True, raw="A1")}})
    assert computed(circle)[1] == {}


def test_a_chain_too_long_to_follow_is_left_alone() -> None:
    rows = {row: {1: Cell(None, formula=True, raw=f"A{row + 1}")} for row in range(1, 80)}
    whole, told = computed(Sheet("表", {**rows, 80: {1: Cell(Decimal(7))}}))
    assert "A79" in told
    assert whole.cell(79, 1).value == 7
