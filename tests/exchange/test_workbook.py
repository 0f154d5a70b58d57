"""Cells are read exactly: no float, no lost type, the same as two other readers see."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Alignment
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange.sheets import workbook
from qbs_desktop.exchange.sheets.cells import (
    Area,
    Cell,
    CellError,
    Sheet,
    Style,
    column_letters,
    coordinate,
    parse_area,
    parse_coordinate,
)
from qbs_desktop.exchange.sheets.numbers import exact_number, serial_date
from qbs_desktop.exchange.sheets.parts import style_of
from tests.fixtures import workbooks


@pytest.mark.parametrize("look", workbooks.LOOKS.values(), ids=workbooks.LOOKS)
def test_three_readers_agree_on_every_cell(tmp_path: Path, look: workbooks.Look) -> None:
    path = workbooks.annex_book(tmp_path / "a.xlsx", look)
    ours = workbook.read(path)
    theirs = openpyxl.load_workbook(path, data_only=True)
    third = python_calamine.CalamineWorkbook.from_path(str(path))
    assert [sheet.name for sheet in ours.sheets] == theirs.sheetnames == third.sheet_names
    for sheet in ours.sheets:
        seen = theirs[sheet.name]
        rows = third.get_sheet_by_name(sheet.name)
        start = rows.start or (0, 0)
        grid = rows.to_python(skip_empty_area=True)
        for row in range(1, seen.max_row + 1):
            for column in range(1, seen.max_column + 1):
                value = sheet.cell(row, column).value
                other = seen.cell(row, column).value
                assert value == (Decimal(repr(other)) if isinstance(other, int | float) else other)
                at = (row - 1 - start[0], column - 1 - start[1])
                if value is not None:
                    near = grid[at[0]][at[1]]
                    assert value == (Decimal(repr(near)) if isinstance(near, int | float) else near)
        assert {coordinate(a.top, a.left) for a in sheet.merged} == {str(m).split(":")[0] for m in seen.merged_cells}


def test_a_wrong_dimension_does_not_hide_rows(tmp_path: Path) -> None:
    good = workbooks.annex_book(tmp_path / "a.xlsx")
    wrong = workbooks.wrong_dimension(good, tmp_path / "b.xlsx")
    assert workbook.read(wrong).sheets == workbook.read(good).sheets


def test_every_kind_of_cell_keeps_its_kind(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["文字", 12, 0.12, True, dt.date(2026, 3, 5), "#REF!", None, "  "])
    sheet["C1"].number_format = "0%"
    sheet["E1"].number_format = 'yyyy"年"m"月"'
    sheet["F1"].data_type = "e"
    sheet["A2"] = "=1+1"
    sheet["B2"] = 12345
    sheet["B2"].number_format = "#,##0.00,"
    sheet["C2"] = "缩进"
    sheet["C2"].alignment = Alignment(indent=2)
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["H"].hidden = True
    book.create_sheet("藏").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    read = workbook.read(tmp_path / "a.xlsx")
    first = read.sheets[0]
    assert [first.cell(1, at).value for at in range(1, 8)] == [
        "文字",
        Decimal(12),
        Decimal("0.12"),
        True,
        dt.date(2026, 3, 5),
        CellError("#REF!"),
        None,
    ]
    assert [first.cell(1, at).text for at in range(1, 8)] == ["文字", "12", "12%", "TRUE", "2026-03", "#REF!", ""]
    assert first.cell(1, 8).blank
    assert first.cell(2, 1) == Cell(None, formula=True, raw="1+1")
    assert not first.cell(2, 1).blank
    assert first.cell(2, 2).style.scaled
    assert first.cell(2, 3).style.indent == 2
    assert first.hidden_rows == {2}
    assert 8 in first.hidden_columns
    assert [sheet.hidden for sheet in read.sheets] == [False, True]
    assert read.sheet("藏") is not None
    assert read.sheet("没有") is None


def shared_text_book(path: Path) -> Path:
    """A workbook with shared texts 甲, 乙 in A1, B1 (openpyxl writes its texts in place)."""
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet().write_row(0, 0, ["甲", "乙"])
    book.close()
    return path


def with_cells(tmp_path: Path, cells: str) -> Path:
    """A workbook whose only row has these cells."""
    return workbooks.rewritten(
        shared_text_book(tmp_path / "a.xlsx"),
        tmp_path / "b.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(r"<sheetData>.*</sheetData>", f'<sheetData><row r="1">{cells}</row></sheetData>', xml),
    )


def test_dates_in_iso_form_are_days_and_times_of_day_are_named(tmp_path: Path) -> None:
    cells = "".join(
        f'<c r="{at}1" t="d"><v>{text}</v></c>'
        for at, text in (("A", "2024-05-06"), ("B", "2024-05-06T08:30:00Z"), ("C", "T12:30:00"))
    )
    (sheet,) = workbook.read(with_cells(tmp_path, cells)).sheets
    assert [sheet.cell(1, at).value for at in (1, 2, 3)] == [dt.date(2024, 5, 6), dt.date(2024, 5, 6), "T12:30:00"]


def test_an_error_value_of_another_program_is_named_by_its_cell(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="B1 是错误值“#SPILL!”"):
        workbook.read(with_cells(tmp_path, '<c r="B1" t="e"><v>#SPILL!</v></c>'))


def test_rich_texts_and_texts_in_place_are_whole(tmp_path: Path) -> None:
    rich = "<r><t>千</t></r><r><t xml:space='preserve'> 百_x000A_十</t></r><rPh sb='0' eb='1'><t>qian</t></rPh>"
    path = workbooks.rewritten(
        shared_text_book(tmp_path / "a.xlsx"),
        tmp_path / "b.xlsx",
        "xl/sharedStrings.xml",
        lambda xml: xml.replace("<t>甲</t>", rich),
    )
    path = workbooks.rewritten(
        path,
        tmp_path / "c.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace('<c r="B1" t="s"><v>1</v></c>', '<c r="B1" t="inlineStr"><is><t>亿</t></is></c>'),
    )
    sheet = workbook.read(path).sheets[0]
    assert sheet.cell(1, 1).value == "千 百\n十"
    assert sheet.cell(1, 2).value == "亿"


def test_a_reference_to_a_text_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = workbooks.rewritten(
        shared_text_book(tmp_path / "a.xlsx"),
        tmp_path / "b.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace("<v>1</v>", "<v>7</v>"),
    )
    with pytest.raises(Refusal, match="已损坏"):
        workbook.read(path)


def test_a_workbook_that_counts_days_from_1904(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = dt.date(2026, 3, 5)
    book.save(tmp_path / "a.xlsx")
    assert workbook.read(tmp_path / "a.xlsx").sheets[0].cell(1, 1).value == dt.date(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "number", "raw"),
    [
        ("1377", "1377", ""),
        ("1.1000000000000001", "1.1", ""),
        ("0.14499999999999999", "0.145", ""),
        ("0.30000000000000004", "0.3", "0.30000000000000004"),
        ("1.377E3", "1377", ""),
        ("-.5", "-0.5", ""),
        ("123456789012345678", "123456789012346000", "123456789012345678"),
    ],
)
def test_the_number_a_clerk_typed_comes_back(text: str, number: str, raw: str) -> None:
    assert exact_number(text) == (Decimal(number), raw)


@given(st.decimals(-(10**14), 10**14, allow_nan=False, places=4).filter(lambda d: len(d.as_tuple().digits) <= 15))
def test_any_number_of_fifteen_digits_survives_as_excel_writes_it(number: Decimal) -> None:
    assert exact_number(f"{float(number):.17g}") == (number, "")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.decimals(0, 10**9, allow_nan=False, places=6), min_size=1, max_size=20))
def test_a_column_of_numbers_survives_a_real_file(tmp_path: Path, numbers: list[Decimal]) -> None:
    path = workbooks.table_book(tmp_path / "a.xlsx", [[float(number)] for number in numbers])
    sheet = workbook.read(path).sheets[0]
    assert [sheet.cell(row, 1).value for row in range(1, len(numbers) + 1)] == numbers


@pytest.mark.parametrize("text", ["", "1,377", "NaN", "Infinity", "1e9999", "1e309", "9" * 400, "0x10", "１２"])
def test_what_is_no_number_in_a_file_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        exact_number(text)


def test_date_serials_at_the_edges() -> None:
    assert serial_date(Decimal(1), from_1904=False) == dt.date(1900, 1, 1)
    assert serial_date(Decimal(59), from_1904=False) == dt.date(1900, 2, 28)
    assert serial_date(Decimal(60), from_1904=False) is None
    assert serial_date(Decimal(61), from_1904=False) == dt.date(1900, 3, 1)
    assert serial_date(Decimal("46086.5"), from_1904=False) == dt.date(2026, 3, 5)
    assert serial_date(Decimal(-1), from_1904=False) is None
    assert serial_date(Decimal(3_000_000), from_1904=False) is None


@pytest.mark.parametrize(
    ("number", "code", "date", "percent", "scaled"),
    [
        (0, None, False, False, False),
        (9, None, False, True, False),
        (14, None, True, False, False),
        (57, None, True, False, False),
        (170, "0.0%", False, True, False),
        (170, 'yyyy"年"m"月"d"日"', True, False, False),
        (170, "[$-F800]dddd, mmmm dd, yyyy", True, False, False),
        (170, "#,##0.00;[Red]-#,##0.00", False, False, False),
        (170, '0"年"', False, False, False),
        (170, "0.00,", False, False, True),
        (170, "0!.0,", False, False, True),
        (170, "#,##0", False, False, False),
        (170, "General", False, False, False),
        (170, "@", False, False, False),
    ],
)
def test_number_formats_are_understood(number: int, code: str | None, date: bool, percent: bool, scaled: bool) -> None:
    style = style_of(number, code)
    assert (style.date, style.percent, style.scaled) == (date, percent, scaled)


def test_places_and_areas() -> None:
    assert column_letters(28) == "AB"
    assert parse_coordinate("XFD1048576") == (1048576, 16384)
    assert parse_area("C3:A1") == Area(1, 1, 3, 3)
    assert parse_area("B2") == Area(2, 2, 2, 2)
    with pytest.raises(ValueError, match="7C"):
        parse_coordinate("7C")


def test_a_merged_area_shows_its_first_cell_everywhere() -> None:
    sheet = Sheet("a", {1: {1: Cell("甲")}}, (Area(1, 1, 2, 2),))
    assert sheet.shown(2, 2).value == "甲"
    assert sheet.cell(2, 2).blank
    assert sheet.area(3, 3) is None
    assert (sheet.last_row, sheet.last_column) == (1, 1)


def test_a_date_shows_as_much_as_its_format() -> None:
    day = dt.date(2026, 3, 5)
    assert Cell(day, Style("yyyy-mm-dd", date=True)).text == "2026-03-05"
    assert Cell(day, Style("yyyy", date=True)).text == "2026"
