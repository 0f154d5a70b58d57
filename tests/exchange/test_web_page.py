"""Web pages with tables, mostly named .xls, are read as the workbook that they print, or refused with what to do."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange.reading.recognising import recognise
from qbs_desktop.exchange.sheets import workbook
from qbs_desktop.exchange.sheets.cells import Area, Cell, Sheet, Style
from qbs_desktop.services import profiles
from tests.fixtures import formats, pages, workbooks

ZHUZHOU = profiles.load("zhuzhou")


def page(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Sheet:
    path = folder / "导出.xls"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    (sheet,) = workbook.read(path).sheets
    return sheet


def texts(sheet: Sheet) -> list[list[str]]:
    return [[cell.text for cell in cells.values()] for cells in sheet.rows.values()]


@pytest.mark.parametrize("look", workbooks.LOOKS)
@pytest.mark.parametrize("stored", [False, True], ids=["系统导出", "另存为网页"])
def test_a_page_says_what_the_workbook_says(tmp_path: Path, look: str, stored: bool) -> None:
    book = workbooks.annex_book(tmp_path / "附件.xlsx", workbooks.LOOKS[look])
    source = workbook.read(book)
    tables = {table.sheet: table for table in recognise(source, ZHUZHOU)}
    for at, sheet in enumerate(source.sheets):
        path = tmp_path / f"{at}.xls"
        path.write_bytes(pages.page_of(book, sheet.name, stored=stored, charset="utf-8" if stored else "gbk"))
        (printed,) = recognise(workbook.read(path), ZHUZHOU)
        table = tables[sheet.name]
        assert len(table.rows) > 2
        assert printed.ledger == table.ledger
        assert [(row.number, row.kind, row.values, tuple(row.figures)) for row in printed.rows] == [
            (row.number, row.kind, row.values, tuple(row.figures)) for row in table.rows
        ]


def test_a_page_saved_by_libreoffice_is_read(tmp_path: Path) -> None:
    saved = (Path(__file__).parent.parent / "fixtures" / "foreign" / "libreoffice.html").read_bytes()
    assert texts(page(tmp_path, saved)) == [[text for cell in row if (text := str(cell))] for row in formats.ROWS]


def test_the_stored_number_is_taken_with_every_digit_only_where_the_text_is_that_number_rounded(tmp_path: Path) -> None:
    sheet = page(
        tmp_path,
        "<table><tr><td x:num='1234.5678'>1,234.57</td><td x:num='0.1234'>12.3%</td><td x:num='46000'>2025-12-09</td>"
        "<td x:num='12345678'>1,234.57万</td><td x:num>88</td><td x:str='0731'>731</td></tr></table>",
    )
    assert list(sheet.rows[1].values()) == [
        Cell(Decimal("1234.5678")),
        Cell(Decimal("0.1234"), Style(percent=True)),
        Cell("2025-12-09"),
        Cell("1,234.57万"),
        Cell("88"),
        Cell("0731"),
    ]


def test_titles_beside_tables_take_rows_of_their_own_and_tables_within_tables_come_below(tmp_path: Path) -> None:
    sheet = page(
        tmp_path,
        "<!-- 导出 --><h2>2026年10月企业月报</h2><p>单位：万元</p><table><tr><td>说明<table><tr><td>甲<td>1"
        "<tr><td>乙<td>2</table></td></tr></table>制表人：<b>王 五</b>",
    )
    assert texts(sheet) == [
        ["2026年10月企业月报"],
        ["单位：万元"],
        ["说明"],
        ["甲", "1"],
        ["乙", "2"],
        ["制表人：王 五"],
    ]


def test_merged_cells_keep_their_places_and_end_with_their_table(tmp_path: Path) -> None:
    sheet = page(
        tmp_path,
        "<table><tr><th rowspan=2>名称<th colspan=2>产值<th rowspan=99>备注<tr><th>本月<th>累计"
        "<tr><td>甲<td>1<td>2</table>"
        "<table><tr><td>下一块</table>",
    )
    assert sheet.merged == (Area(1, 1, 2, 1), Area(1, 2, 1, 3), Area(1, 4, 3, 4))
    assert {at: list(cells) for at, cells in sheet.rows.items()} == {1: [1, 2, 4], 2: [2, 3], 3: [1, 2, 3], 4: [1]}


def test_hidden_rows_are_known_and_scripts_styles_and_choices_are_no_text(tmp_path: Path) -> None:
    sheet = page(
        tmp_path,
        "<table><style>td{color:red}</style><script>document.write('<td>假</td>')</script>"
        "<tr style='DISPLAY: none'><td>隐</td></tr><tr><td>真<select><option>别的</select>"
        "<td style='display:none'>看不见</td></tr></table>",
    )
    assert texts(sheet) == [["隐"], ["真"]]
    assert sheet.hidden_rows == {1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_found_whatever_the_page_says_of_itself(tmp_path: Path, encoding: str) -> None:
    text = "<?xml version='1.0'?>\n<html><meta charset=gb2312><table><tr><td>醴陵旗滨玻璃<td>1377</table></html>"
    assert texts(page(tmp_path, text, encoding)) == [["醴陵旗滨玻璃", "1377"]]


def test_a_page_that_breaks_off_is_read_and_told(tmp_path: Path) -> None:
    sheet = page(tmp_path, "<table><tr><td>甲<td>1</td></tr><tr><td>乙<td>2")
    assert texts(sheet) == [["甲", "1"], ["乙", "2"]]
    assert "没有下载完整" in sheet.doubt


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<html><body><p>会话已过期，请重新登录</p></body></html>", "没有表格.*另存为"),
        ("<html><frameset rows='*,39'><frame src='名单.files/sheet001.htm'></frameset></html>", "文件夹.*另存为"),
        ("<table>" * 200, "太多"),
        ("<table><tr>" + "<td colspan=1000>甲" * 3, "太多"),
        ("<table><tr><td>" + "长" * 40_000, "太多"),
    ],
)
def test_a_page_without_tables_or_without_bounds_is_refused_with_what_to_do(
    tmp_path: Path, content: str, words: str
) -> None:
    with pytest.raises(Refusal, match=words) as refusal:
        page(tmp_path, content)
    assert "导出.xls" in str(refusal.value)
