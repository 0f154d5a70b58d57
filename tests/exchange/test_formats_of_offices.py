"""What other programs leave in files: shared formulas, empty results, codes written as formulas, earlier names."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook

from qbs_desktop.exchange.reading.readings import TableRead, Wish
from qbs_desktop.exchange.reading.recognising import recognise
from qbs_desktop.exchange.sheets import workbook
from qbs_desktop.services import profiles

COUNTY = profiles.load("hunan-county")
HEAD = [["2026年1-10月项目进度"], ["单位：万元"], ["序号", "项目名称", "总投资", "1-9月完成投资", "1-10月完成投资"]]


def with_formulas(folder: Path, *cells: str) -> Path:
    """A list of two projects whose last column is given as XML."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [*HEAD, [1, "甲产业园", 9000, 900, None], [2, "乙产业园", 8000, 610, None]]:
        sheet.append(row)
    path = folder / "表.xlsx"
    book.save(path)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    xml = parts["xl/worksheets/sheet1.xml"].decode()
    for row, cell in enumerate(cells, 4):
        xml = re.sub(rf'(<c r="D{row}".*?</c>)', lambda found, cell=cell: found[1] + cell, xml, count=1)
    parts["xl/worksheets/sheet1.xml"] = xml.encode()
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def read(path: Path) -> TableRead:
    return recognise(workbook.read(path), COUNTY, Wish(year=2026))[0]


def done(table: TableRead) -> list[Decimal | None]:
    found = [{str(one.period): one.figure.value for one in row.figures}.get("2026-10") for row in table.rows]
    return [None if one is None else one / 10_000 for one in found]


def rules(table: TableRead) -> set[str]:
    return {one.rule for one in (*table.findings, *(two for row in table.rows for two in row.findings))}


def test_a_shared_formula_without_a_result_is_computed_for_each_cell(tmp_path: Path) -> None:
    first, second = '<c r="E4"><f t="shared" ref="E4:E5" si="0">D4*2</f></c>', '<c r="E5"><f t="shared" si="0"/></c>'
    table = read(with_formulas(tmp_path, first, second))
    assert done(table) == [Decimal(1800), Decimal(1220)]
    assert "import.computed" in rules(table)


def test_a_shared_formula_that_stands_nowhere_is_named(tmp_path: Path) -> None:
    table = read(with_formulas(tmp_path, '<c r="E4"><v>1800</v></c>', '<c r="E5"><f t="shared" si="7"/></c>'))
    assert done(table) == [Decimal(1800), None]
    assert "import.not_calculated" in rules(table)


def test_a_formula_that_gives_an_empty_text_is_blank_and_told(tmp_path: Path) -> None:
    empty = '<c r="E4" t="str"><f>IF(D4&gt;9999,D4,"")</f><v></v></c>'
    table = read(with_formulas(tmp_path, empty, '<c r="E5"><v>700</v></c>'))
    assert done(table) == [None, Decimal(700)]
    assert not any(row.rejected for row in table.rows)
    assert "import.formula_empty" in rules(table)


def test_an_xls_formula_without_a_result_is_told(tmp_path: Path) -> None:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for row, cells in enumerate([*HEAD, [1, "甲产业园", 9000, 900, xlwt.Formula("D4*2")]]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    path = tmp_path / "表.xls"
    book.save(str(path))
    table = read(path)
    assert done(table) == [None]
    assert "import.formula_empty" in rules(table)


def test_a_code_kept_as_text_by_an_export_is_the_code(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    lines = ["2026年1-9月产值", "单位：万元", "企业名称,信用代码,产值", '甲厂,="914300007808508659",12']
    path.write_text("\n".join(lines), encoding="gbk")
    (row,) = read(path).rows
    assert row.values["credit_code"] == "914300007808508659"


def test_a_formula_nobody_calculated_is_not_said_to_have_a_result(tmp_path: Path) -> None:
    table = read(with_formulas(tmp_path, '<c r="E4"><f>D4*B4</f></c>', '<c r="E5"><f t="shared" si="7"/></c>'))
    assert done(table)[1] is None
    assert "import.formulas" not in rules(table)
