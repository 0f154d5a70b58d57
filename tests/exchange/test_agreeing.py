"""Two readers have to agree: what each kind of value has to be in the second reading, and what is told otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange.reading.peers import off_by, other_unit
from qbs_desktop.exchange.sheets import agreeing
from qbs_desktop.exchange.sheets.cells import Cell, CellError, Doubt, Sheet, Style
from qbs_desktop.exchange.sheets.gate import Kind, Source

DAY = Style(date=True)


def agreed(cell: Cell, seen: object, monkeypatch: pytest.MonkeyPatch) -> object:
    """What one cell is after the second reader saw something in its place."""
    monkeypatch.setattr(agreeing, "second_reading", lambda _source: {"表": [[seen]]})
    (sheet,) = agreeing.agreed(Source("表.xlsx", b"", Kind.PACKAGE), [Sheet("表", {1: {1: cell}})])
    return sheet.rows[1][1].value


@pytest.mark.parametrize(
    ("cell", "seen", "same"),
    [
        (Cell(Decimal("1.5")), 1.5, True),
        (Cell(Decimal(2)), 2, True),
        (Cell(Decimal(2)), 3, False),
        (Cell(Decimal(1)), True, False),
        (Cell(Decimal(123456789012346000), raw="123456789012345678"), 123456789012345678.0, True),
        (Cell(Decimal("0.5"), DAY), time(12), True),
        (Cell(Decimal("0.5")), time(12), False),
        (Cell("第一 行"), "第一\n行", True),
        (Cell("甲"), "乙", False),
        (Cell("甲"), 1.0, False),
        (Cell(None, formula=True), "", True),
        (Cell(None, formula=True), "5", False),
        (Cell(CellError("#REF!")), "#REF!", True),
        (Cell(True), True, True),
        (Cell(True), 1.0, False),
        (Cell(date(2026, 10, 1), DAY), datetime(2026, 10, 1, 8, tzinfo=UTC), True),
        (Cell(date(2026, 10, 1), DAY), date(2026, 10, 1), True),
        (Cell(date(2026, 10, 1), DAY), time(8), True),
        (Cell(date(2026, 10, 1), DAY), date(2026, 10, 2), False),
        (Cell(date(2026, 10, 1), DAY), "2026-10-01", False),
    ],
)
def test_a_cell_is_what_both_see_or_a_doubt(
    cell: Cell, seen: object, same: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = agreed(cell, seen, monkeypatch)
    assert found == cell.value if same else isinstance(found, Doubt)


def test_cells_and_rows_that_only_the_second_sees_are_doubts(monkeypatch: pytest.MonkeyPatch) -> None:
    table = [["甲", "", 7.0], ["", "", ""], ["", "丙", ""]]
    monkeypatch.setattr(agreeing, "second_reading", lambda _source: {"表": table})
    (sheet,) = agreeing.agreed(Source("表.xlsx", b"", Kind.PACKAGE), [Sheet("表", {1: {1: Cell("甲")}})])
    assert sheet.rows[1][3].value == Doubt("", "7.0")
    assert sheet.rows[3][2].value == Doubt("", "丙")
    assert sheet.rows.keys() == {1, 3}


def test_a_sheet_that_is_nearly_all_blank_is_refused_before_the_second_reads_it() -> None:
    far = Sheet("表", {1: {1: Cell("甲")}, 900_000: {900: Cell("乙")}})
    with pytest.raises(Refusal, match="几乎都是空的"):
        agreeing.agreed(Source("表.xlsx", b"", Kind.PACKAGE), [far])


def test_other_sheets_or_no_second_reading_at_all_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal, match="已损坏"):
        agreeing.second_reading(Source("表.xlsx", b"nothing", Kind.PACKAGE))
    monkeypatch.setattr(agreeing, "second_reading", lambda _source: {"别的": []})
    with pytest.raises(Refusal, match="已损坏"):
        agreeing.agreed(Source("表.xlsx", b"", Kind.PACKAGE), [Sheet("表", {1: {1: Cell("甲")}})])


@pytest.mark.parametrize(
    ("size", "usual", "power"),
    [("0", "5", 0), ("5", "0", 0), ("50000", "5", 4), ("5", "50000", -4), ("500", "5", 0), ("7", "5", 0)],
)
def test_how_many_powers_of_ten_an_amount_is_off(size: str, usual: str, power: int) -> None:
    assert off_by(Decimal(size), Decimal(usual)) == power


def test_the_unit_that_would_be_in_line_is_named_where_there_is_one() -> None:
    assert other_unit("亿元", 4) == "万元"
    assert other_unit("元", -8) == "亿元"
    assert other_unit("元", 4) is None
