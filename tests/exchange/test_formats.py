"""One list in every format gives the same cells; the content says what a file is, never its name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
import xlwt

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange.sheets import agreeing, workbook
from qbs_desktop.exchange.sheets.cells import Cell, CellError, Doubt, Sheet
from qbs_desktop.exchange.sheets.encodings import Decoded, decoded
from qbs_desktop.exchange.sheets.gate import Kind, Source
from qbs_desktop.exchange.sheets.text_book import delimiter_of, read_text
from qbs_desktop.exchange.sheets.unlocking import PasswordWanted
from tests.fixtures import formats, workbooks

WORKBOOKS: dict[str, Callable[[Path], Path]] = {"xlsx": formats.xlsx, "xls": formats.xls}
TEXTS = {
    f"{encoding} {name}": partial(formats.text, encoding=encoding, delimiter=sign)
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030")
    for name, sign in (("comma", ","), ("tab", "\t"), ("semicolon", ";"), ("bar", "|"), ("wide comma", "，"))
}


def shown(sheet: Sheet) -> list[list[str]]:
    """Every row as the clerk sees it."""
    return [[sheet.cell(row, column).text for column in range(1, 6)] for row in range(1, 6)]


EXPECTED = [[str(cell) for cell in row] for row in formats.ROWS]


@pytest.mark.parametrize("make", [*WORKBOOKS.values(), *TEXTS.values()], ids=[*WORKBOOKS, *TEXTS])
def test_every_format_gives_the_same_cells(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    book = workbook.read(make(tmp_path / "名单.dat"))
    assert len(book.sheets) == 1
    assert shown(book.sheets[0]) == EXPECTED
    assert book.sheets[0].doubt == ""


@pytest.mark.parametrize(
    ("made_as", "named"), [("xlsx", "a.xls"), ("xls", "a.xlsx"), ("xls", "a.et"), ("xlsx", "a.csv")]
)
def test_a_wrong_extension_changes_nothing(tmp_path: Path, made_as: str, named: str) -> None:
    assert shown(workbook.read(WORKBOOKS[made_as](tmp_path / named)).sheets[0]) == EXPECTED


def test_numbers_of_an_xls_are_exact(tmp_path: Path) -> None:
    cells = workbook.read(formats.xls(tmp_path / "a.xls")).sheets[0].rows
    assert cells[2][4].value == Decimal("1234567.89")
    assert cells[4][4].value == Decimal("-12.5")
    assert cells[5][4].value == Decimal("0.1")
    assert cells[3][4].value == Decimal(0)
    assert 5 not in cells[3]


def test_an_xls_keeps_dates_merges_hidden_parts_and_indentation(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write_merge(0, 0, 0, 2, "标题")
    sheet.write(1, 0, date(2026, 10, 1), xlwt.easyxf(num_format_str="yyyy-mm"))
    sheet.write(1, 1, "其中项", xlwt.easyxf("align: indent 2"))
    sheet.write(1, 2, 0.12, xlwt.easyxf(num_format_str="0.0%"))
    sheet.row(2).hidden = True
    sheet.write(2, 0, 5)
    sheet.col(3).hidden = True
    sheet.write(1, 3, True)
    book.add_sheet("藏着").visibility = 1
    book.save(str(tmp_path / "a.xls"))
    shown_sheet, hidden = workbook.read(tmp_path / "a.xls").sheets
    assert shown_sheet.merged[0] == (1, 1, 1, 3)
    assert shown_sheet.cell(2, 1).text == "2026-10"
    assert shown_sheet.cell(2, 2).style.indent == 2
    assert shown_sheet.cell(2, 3).text == "12%"
    assert shown_sheet.cell(2, 4).value is True
    assert shown_sheet.hidden_rows == {3}
    assert shown_sheet.hidden_columns == {4}
    assert hidden.hidden


def test_an_xls_error_value_is_no_blank(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write(0, 0, "甲")
    sheet.row(0).set_cell_error(1, 0x17)
    book.save(str(tmp_path / "a.xls"))
    assert workbook.read(tmp_path / "a.xls").sheets[0].cell(1, 2).value == CellError("#REF!")


def test_a_password_is_asked_for_and_taken(tmp_path: Path) -> None:
    path = formats.locked(tmp_path / "a.xlsx")
    with pytest.raises(PasswordWanted, match="请输入密码"):
        workbook.read(path)
    with pytest.raises(PasswordWanted, match="密码不对"):
        workbook.read(path, "错")
    assert shown(workbook.read(path, formats.PASSWORD).sheets[0]) == EXPECTED


def test_bytes_that_only_look_enciphered_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="加密方式不能识别"):
        workbook.read(workbooks.encrypted(tmp_path / "a.xlsx"), "1")


def source(content: bytes) -> Source:
    return Source("表.csv", content, Kind.TEXT)


def test_an_encoding_that_could_be_two_is_told() -> None:
    found = decoded("聛聛".encode("gb18030"))
    assert found is not None
    assert found.encoding == "gb18030"
    short = bytes([0xC4, 0xA3])  # “模” in GBK, “ģ” in UTF-8
    assert decoded(short) == Decoded("模", "gb18030", "UTF-8")
    assert "两种读法" in read_text(source(short + b",1")).doubt
    assert read_text(source("模,1".encode())).doubt == ""


@pytest.mark.parametrize("content", [b"\xff\xfea", b"\x81", b"a,\xff\xff\xff"])
def test_a_text_in_no_known_encoding_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal, match="编码"):
        read_text(source(content))


def test_the_delimiter_is_the_one_that_makes_a_table() -> None:
    assert delimiter_of("名称;总投资\n甲,乙;1,5\n丙;2,25\n") == ";"
    assert delimiter_of("标题，单位：万元\n名称\t数\n甲，乙\t1\n丙\t2\n") == "\t"
    assert delimiter_of("一列\n二\n") == ","


def test_a_quote_that_never_closes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal, match="引号"):
        read_text(source(('名称,数\n"' + "甲" * (2**20 + 1)).encode()))


def test_rows_that_a_quote_without_its_pair_swallows_are_never_lost_unsaid() -> None:
    with pytest.raises(Refusal, match="引号"):
        read_text(source('名称,数,率\r\n"甲,1,2\r\n乙,3,4\r\n'.encode()))
    two = read_text(source('名称,数,率\r\n"甲,1,2\r\n乙,3,4\r\n丙",5,6\r\n'.encode()))
    assert "第2行" in two.doubt
    assert "引号" in two.doubt
    lines = read_text(source('名称,地址\r\n甲,"一街,\r\n二号"\r\n乙,"说""是"""'.encode()))
    assert lines.doubt == ""
    assert lines.rows[3][2].value == '说"是"'


def test_what_the_second_reader_sees_otherwise_is_doubted() -> None:
    sheet = Sheet("表", {1: {1: Cell("名称"), 2: Cell(Decimal(400))}, 2: {1: Cell("甲")}})
    table = [["名称", 40000.0], ["甲", 7.0], ["", "乙"]]
    found = agreeing._agreed(sheet, table)
    assert found.rows[1] == {1: Cell("名称"), 2: Cell(Doubt("400", "40000.0"))}
    assert found.rows[2][2].value == Doubt("", "7.0")
    assert found.rows[3][2].value == Doubt("", "乙")
    assert agreeing._agreed(sheet, [["名称", 400], ["甲 "]]) is sheet
