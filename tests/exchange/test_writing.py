"""E3, E5: what is written is what was meant, and text stays text whatever it begins with."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.forms.filled import Cell
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange import layout, writing
from qbs_desktop.exchange.layout import Layout
from qbs_desktop.exchange.sealed import sealing, verifying
from qbs_desktop.exchange.sealed.verifying import verify
from tests.exchange.returns_made import filled, write

PAYLOADS = [
    *(f"{sign}{rest}" for sign in "=+-@" for rest in ("1+1", "cmd|' /C calc'!A0", "SUM(A1:A9)", "甲", "1", "", " 1")),
    '=HYPERLINK("http://x.example","点击")', "=WEBSERVICE(\"http://x.example\")", "=DDE(\"cmd\",\"/c calc\",\"\")",
    "=1", "＝1+1", "﹢1", "\t=1+1", "\n=1+1", "\r=1", " =1+1", "'=1+1", '"=1+1"', "{=1+1}", "=+1", "-2+3+cmd|'x'!A1",
    "@SUM(1,2)", "=IMPORTXML(1)", "+A1", "%0A=1", ";=1", ",=1", "|=1", "http://x.example", "mailto:a@x.example",
    "internal:Sheet1!A1", "file:///etc/passwd", "#REF!", "#N/A", "TRUE", "FALSE", "1E5", "007", "1/2", "2026-10-01",
    "914300001837803841", "<r><t>甲</t></r>", "<r>", "]]>", "&amp;", "<v>1</v>", "_x0041_", "_x000D_", "甲\x07乙",
    "甲\x0b乙", "﷽", "👨‍👩‍👧‍👦", "e\u0301", "  两头空白  ", "{}", "\\n", "%s%n",
]  # fmt: skip


def texts(values: list[str]) -> Layout:
    sheet = Layout("文字", widths=(20.0,))
    sheet.rows = [layout.Row([Cell(value)], ["text"], 18.0) for value in values]
    return sheet


def test_there_are_at_least_fifty_payloads() -> None:
    assert len(set(PAYLOADS)) >= 50


def test_no_text_becomes_a_formula_or_anything_else(tmp_path: Path) -> None:
    sheet = texts(PAYLOADS)
    seal = sealing.seal({}, [sheet])
    path = tmp_path / "文字.xlsx"
    path.write_bytes(writing.workbook([sheet], hidden=seal.rows))
    verifying.same_as_meant(path, seal.lines, seal.opened)
    assert verify(path).state == "whole"
    cells = [row[0] for row in openpyxl.load_workbook(path)["文字"].iter_rows()]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "inlineStr"}
    assert not any(cell.hyperlink for cell in cells)
    read = [row[0] for row in CalamineWorkbook.from_path(path).get_sheet_by_name("文字").to_python()]
    plain = [value for value in PAYLOADS if not re.search(r"[\x00-\x1f]|_x", value)]
    assert [value for value in plain if value.strip() not in {str(one).strip() for one in read}] == []


def test_a_text_that_a_cell_does_not_take_is_refused() -> None:
    with pytest.raises(Refusal, match="放不下"):
        writing.workbook([texts(["长" * 20_000])])


def test_numbers_are_written_with_every_digit(tmp_path: Path) -> None:
    numbers = ["0.1", "123456789012.345", "-0.000001", "1E+3", "0", "100", "0.12345678901234", "999999999999999"]
    sheet = Layout("数", widths=(20.0,))
    sheet.rows = [layout.Row([Cell(Decimal(one), "0.00")], ["number"], 18.0) for one in numbers]
    path = tmp_path / "数.xlsx"
    path.write_bytes(writing.workbook([sheet]))
    verifying.same_as_meant(path, sealing.seal({}, [sheet]).lines, {})
    read = [row[0].value for row in openpyxl.load_workbook(path)["数"].iter_rows()]
    assert [Decimal(repr(value)) for value in read] == [Decimal(one) for one in numbers]


def test_a_file_that_is_not_what_was_meant_does_not_count_as_written(tmp_path: Path) -> None:
    meant, other = texts(["甲"]), texts(["乙"])
    path = tmp_path / "文字.xlsx"
    path.write_bytes(writing.workbook([other]))
    with pytest.raises(AssertionError, match="differs from what was meant"):
        verifying.same_as_meant(path, sealing.seal({}, [meant]).lines, {})


def exact(sheet: openpyxl.worksheet.worksheet.Worksheet, formula: str) -> Fraction:
    """What a form's formula gives, computed without rounding."""

    def value(place: str) -> Fraction:
        own = sheet[place].value
        if isinstance(own, str) and own.startswith("="):
            return exact(sheet, own[1:])
        return Fraction(repr(own)) if isinstance(own, int | float) else Fraction(0)

    if found := re.fullmatch(r"SUM\((.*)\)", formula):
        cells = [c for area in found[1].split(",") for row in _rows(sheet, area) for c in row]
        return sum((value(c.coordinate) for c in cells if isinstance(c.value, int | float)), Fraction(0))
    if found := re.fullmatch(r"(\d+)/12", formula):
        return Fraction(int(found[1]), 12)
    found = re.fullmatch(r"([A-Z]+\d+)/([A-Z]+\d+)(-1)?", formula)
    assert found, formula
    return value(found[1]) / value(found[2]) - (1 if found[3] else 0)


def _rows(sheet: openpyxl.worksheet.worksheet.Worksheet, area: str) -> tuple[tuple[openpyxl.cell.Cell, ...], ...]:
    found = sheet[area]
    return found if isinstance(found, tuple) else ((found,),)


@pytest.mark.parametrize("form_id", ["industry_month", "enterprise_month", "project_month", "project_list"])
def test_cached_values_equal_an_exact_recomputation(form_id: str, tmp_path: Path) -> None:
    path = tmp_path / "报表.xlsx"
    period = Period.parse("2026" if form_id.endswith("list") else "2026-10")
    form = filled(form_id, period=period)
    write(path, form)
    formulas = openpyxl.load_workbook(path)[form.form.sheet]
    cached = openpyxl.load_workbook(path, data_only=True)[form.form.sheet]
    seen = 0
    for row in formulas.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                seen += 1
                assert cached[cell.coordinate].value == float(exact(formulas, cell.value[1:])), cell.coordinate
    assert seen >= 3


def test_page_set_up_and_panes_are_as_the_form_says(tmp_path: Path) -> None:
    path = tmp_path / "报表.xlsx"
    form = filled("annex2", "zhuzhou", Period.parse("2025"))
    write(path, form)
    sheet = openpyxl.load_workbook(path)["附件2"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.freeze_panes == "C5"
    assert sheet.oddFooter.center.text == "第&P页 共&N页"
    assert sheet.oddFooter.right.text == "校验码 0000-0000"
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A2:I2", "A5:A7"} <= merged
    assert sheet["I19"].border.bottom.style == "thin"
    with zipfile.ZipFile(path) as archive:
        body = archive.read("xl/worksheets/sheet2.xml").decode()
    styles = {found[1] for place in ("A5", "A6", "A7") if (found := re.search(rf'<c r="{place}" s="(\d+)"', body))}
    assert len(styles) == 1  # every cell of a joined area has the border
    assert sheet["I5"].number_format == "0%"
    assert sheet["A2"].font.name == "黑体"
    assert sheet["B6"].font.name == "宋体"


def test_choices_of_the_profile_are_offered_and_not_forced(tmp_path: Path) -> None:
    path = tmp_path / "报表.xlsx"
    write(path, filled("enterprise_list", period=Period.parse("2026")))
    rules = openpyxl.load_workbook(path)["企业名单"].data_validations.dataValidation
    sector = next(rule for rule in rules if "工业和信息化" in rule.formula1)
    assert sector.type == "list"
    assert not sector.showErrorMessage


def test_the_preview_shows_what_the_sheet_holds(tmp_path: Path) -> None:
    form = filled("enterprise_month")
    path = tmp_path / "报表.xlsx"
    write(path, form)
    sheet = openpyxl.load_workbook(path, data_only=True)["企业月报"]
    for offset, row in enumerate(form.rows):
        for column, cell in enumerate(row.cells):
            value = sheet.cell(form.body_at + 1 + offset, column + 1).value
            expected = float(cell.value) if isinstance(cell.value, Decimal) else cell.value
            assert value == expected


def test_a_form_without_rows_is_still_a_form(tmp_path: Path) -> None:
    form = filled("project_month")
    path = tmp_path / "空.xlsx"
    write(path, replace(form, rows=()))
    assert verify(path).state == "whole"
