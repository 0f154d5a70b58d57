"""What the clerk says about a table goes before what the program found."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.locating.corrections import IGNORE, Corrections, Layout, Target
from qbs_desktop.exchange.reading.readings import TableRead, Wish
from qbs_desktop.exchange.reading.recognising import recognise
from qbs_desktop.exchange.reading.rows import RowKind, RowSaid
from qbs_desktop.exchange.sheets.cells import Cell, Sheet, Workbook
from qbs_desktop.services import profiles

COUNTY = profiles.load("hunan-county")
MESSY = [
    ["2026年1—10月情况"],
    ["单位：万元"],
    ["序号", "企业名称", "完成额", "备用数", "营业收入"],
    [1, "甲公司", 100, 7, 30],
    [2, "乙公司", 200, 8, 40],
    [None, "乙公司一厂", 50, 9, 10],
    ["三", "新来的", 1, 2, 3],
]


def sheet(rows: list[list[object]], name: str = "表", *, hidden: bool = False) -> Sheet:
    cells = {
        number: {
            at: Cell(Decimal(value) if isinstance(value, int) else str(value))
            for at, value in enumerate(row, 1)
            if value is not None
        }
        for number, row in enumerate(rows, 1)
    }
    return Sheet(name, cells, hidden=hidden)


def read(rows: list[list[object]], said: Corrections | None = None, **wish: object) -> TableRead:
    corrections = {("表", 0): said} if said is not None else {}
    return recognise(Workbook("书.xlsx", (sheet(rows),)), COUNTY, Wish(corrections=corrections, **wish))[0]


def figures(table: TableRead, row: int) -> dict[str, Decimal | None]:
    found = next(one for one in table.rows if one.number == row)
    return {f"{one.indicator}@{one.period}": one.figure.value for one in found.figures}


def test_a_column_is_what_the_clerk_says_and_its_period_follows_the_title() -> None:
    plain = read(MESSY)
    assert plain.columns["C"] is None
    assert plain.why["C"]
    table = read(MESSY, Corrections(columns={"C": "output@own/actual"}))
    assert table.columns["C"] == "output@2026-10/actual"
    assert figures(table, 4) == {"output@2026-10": Decimal(1_000_000), "revenue@2026-10": Decimal(300_000)}


def test_a_field_given_to_one_column_is_taken_from_the_column_that_had_it() -> None:
    table = read(MESSY, Corrections(columns={"D": "revenue@own/actual"}))
    assert table.columns["E"] is None
    assert table.columns["D"] == "revenue@2026-10/actual"
    assert figures(table, 4) == {"revenue@2026-10": Decimal(70_000)}


def test_a_column_can_be_ignored_and_says_so() -> None:
    table = read(MESSY, Corrections(columns={"E": IGNORE}))
    assert table.columns["E"] is None
    assert figures(table, 4) == {}
    assert "您的选择" in table.why["E"]


def test_the_unit_of_a_column_goes_before_that_of_the_table() -> None:
    said = Corrections(columns={"C": "output@own/actual"}, units={"C": "亿元"}, amount_unit="元")
    table = read(MESSY, said)
    assert figures(table, 4) == {"output@2026-10": Decimal(10**10), "revenue@2026-10": Decimal(30)}
    assert table.units == {"C": "亿元", "E": "元"}


def test_rows_are_what_the_clerk_says() -> None:
    said = Corrections(rows={6: RowSaid(RowKind.RECORD, 5), 5: RowSaid(RowKind.RECORD), 7: RowSaid(RowKind.NOTE)})
    rows = {row.number: row for row in read(MESSY, said).rows}
    assert (rows[6].kind, rows[6].parent) == (RowKind.RECORD, 5)
    assert rows[7].kind is RowKind.NOTE
    assert not rows[6].findings


def test_a_row_said_to_stand_for_itself_ends_the_rows_above() -> None:
    body = [*MESSY[:5], [None, "其中：一厂", 50, 9, 10], [None, "其中：二厂", 5, 9, 1]]
    assert [row.parent for row in read(body).rows][2:] == [5, 5]
    rows = {row.number: row for row in read(body, Corrections(rows={6: RowSaid(RowKind.RECORD)})).rows}
    assert rows[6].parent is None
    assert rows[7].parent == 6


def test_a_head_that_is_not_recognised_is_read_where_the_clerk_points() -> None:
    rows = [["随便写的"], ["代号", "哪一家", "多少"], ["x", "甲公司", 5]]
    assert read(rows).ledger is None
    said = Corrections(ledger="enterprise", head=(2, 2))
    nameless = read(rows, said)
    assert nameless.ledger == "enterprise"
    assert [one.rule for one in nameless.findings if one.rule == "import.no_name_column"]
    named = Corrections(
        ledger="enterprise",
        head=(2, 2),
        amount_unit="亿元",
        period=Period.parse("2026-10"),
        columns={"B": "name", "C": "revenue@own/actual"},
    )
    table = read(rows, named)
    assert figures(table, 3) == {"revenue@2026-10": Decimal(5 * 10**8)}
    assert table.rows[0].name == "甲公司"


def test_a_table_left_out_brings_nothing_and_a_hidden_sheet_is_read_when_wanted() -> None:
    assert read(MESSY, Corrections(taken=False)).ledger is None
    book = Workbook("书.xlsx", (sheet(MESSY), sheet(MESSY, "藏", hidden=True)))
    tables = recognise(book, COUNTY, Wish(corrections={("藏", 0): Corrections(taken=True)}))
    assert [table.ledger for table in tables] == ["enterprise", "enterprise"]


def test_a_layout_is_known_again_next_month_with_the_next_months_period() -> None:
    said = Corrections(columns={"C": "output@own/actual", "D": IGNORE})
    first = read(MESSY, said)
    layout = Layout(first.head_print, 1, "月报", said)
    later = [["2026年1—11月情况"], *MESSY[1:2], MESSY[2], *MESSY[3:]]
    table = read(later, layouts=(layout,))
    assert table.layout == layout.print
    assert table.columns["C"] == "output@2026-11/actual"
    assert table.columns["D"] is None


def test_a_layout_brings_a_head_that_would_not_be_recognised_and_the_report_period() -> None:
    rows = [["随便写的"], ["代号", "哪一家", "2026年10月"], ["x", "甲公司", 5]]
    said = Corrections(ledger="enterprise", amount_unit="亿元", columns={"B": "name", "C": "revenue@own/actual"})
    first = read(rows, Corrections(**{**_fields(said), "head": (2, 2), "period": Period.parse("2026-10")}))
    layout = Layout(first.head_print, 1, "怪表", said, by_report_period=True)
    rows[1][2] = "2026年11月"
    table = read(rows, layouts=(layout,), report_period=Period.parse("2026-11"))
    assert figures(table, 3) == {"revenue@2026-11": Decimal(5 * 10**8)}


def _fields(said: Corrections) -> dict[str, object]:
    return {name: getattr(said, name) for name in said.__slots__}


@pytest.mark.parametrize("text", ["name", "output@2026-10/actual", "output@own-year/target", "output@before/actual"])
def test_a_target_is_written_as_it_was_read(text: str) -> None:
    assert str(Target.parse(text)) == text
