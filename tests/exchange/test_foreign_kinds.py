"""Reliability test X11: macros, outside links, enciphered files, and files that are not what they are called.

Each is read for its values alone or refused by its own name; nothing in it is run, followed or fetched.
"""

from __future__ import annotations

import socket
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange.reading.readings import Wish
from qbs_desktop.exchange.reading.recognising import recognise
from qbs_desktop.exchange.sheets import workbook
from qbs_desktop.exchange.sheets.unlocking import PasswordWanted
from qbs_desktop.services import profiles
from tests.exchange.returns_made import repack
from tests.faults.mutants import packed
from tests.fixtures import formats, workbooks

FOREIGN = Path(__file__).parent.parent / "fixtures" / "foreign"
SHEET = "xl/worksheets/sheet1.xml"
TRANSITIONAL = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}
BOMB = b"=cmd|' /C calc'!A0"


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever tries to reach another computer fails the test."""

    def refused(*_where: object) -> None:
        raise AssertionError("reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


def rows(path: Path, password: str | None = None) -> list[list[str]]:
    sheet = workbook.read(path, password).sheets[0]
    return [[cell.text for cell in cells.values()] for cells in sheet.rows.values()]


ELSE: dict[str, tuple[bytes, str]] = {
    "单个文件网页.xls": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "网页"),
    "写字板.xls": (b"{\\rtf1\\ansi", "写字板"),
    "2003.xls": (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "2003"),
    "别的.xml": (b"<?xml version='1.0'?><a/>", "XML"),
    "旧.slk": (b"ID;PCALC\r\nC;X1;Y1;K1\r\nE", "SYLK"),
    "旧.dif": (b"TABLE\r\n0,1\r\n", "DIF"),
    "文件.xlsx": (b"%PDF-1.4", "PDF"),
    "照片.xlsx": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x01" * 40, "是图片"),
    "压缩.rar": (b"Rar!\x1a\x07\x01\x00" + bytes(200), "压缩包"),
    "版式.ofd": (packed({"OFD.xml": b"<a/>", "Doc_0/Document.xml": b"<a/>"}), "OFD"),
    "平铺.fods": (
        b'<?xml version="1.0"?><office:document xmlns:a="urn:oasis:names:tc:opendocument"><table:table/>',
        "ODS",
    ),
    "旧表.xls": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Table><Row/></Table>',
        "2003",
    ),
    "苹果.numbers": (packed({"Index/Document.iwa": b"x"}), "Numbers"),
    "二进制.xlsb": (packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"x"}), "xlsb"),
    "开放.ods": (
        packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
        "ODS",
    ),
    "文字.docx": (packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<a/>"}), "Word"),
    "演示.pptx": (packed({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<a/>"}), "演示"),
    "压缩.zip": (packed({"报表.xlsx": b"x"}), "压缩包"),
    "旧文字.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"), "Word"),
    "只有头.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "已损坏"),
    "空.xlsx": (b"", "空文件"),
}


@pytest.mark.parametrize(("name", "content", "words"), [(name, *one) for name, one in ELSE.items()], ids=ELSE)
def test_what_is_something_else_is_called_by_its_name(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refusal, match=words) as refusal:
        workbook.read(path)
    assert name in str(refusal.value)


def test_a_text_table_called_xls_and_a_workbook_called_csv_are_read(tmp_path: Path) -> None:
    expected = [[text for cell in row if (text := str(cell))] for row in formats.ROWS]
    assert rows(formats.text(tmp_path / "名单.xls", "gbk", "\t")) == expected
    assert rows(formats.xlsx(tmp_path / "名单.csv")) == expected
    assert rows(formats.xls(tmp_path / "名单.et")) == expected
    assert rows(formats.xls(tmp_path / "名单.xlsx")) == expected


def test_macros_are_left_alone_and_the_values_read(tmp_path: Path) -> None:
    def armed(parts: dict[str, bytes]) -> None:
        parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0 Auto_Open Shell"
        kinds = "[Content_Types].xml"
        parts[kinds] = parts[kinds].replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")

    path = repack(formats.xlsx(tmp_path / "好.xlsx"), tmp_path / "带宏.xlsm", armed)
    assert rows(path) == rows(tmp_path / "好.xlsx")


def test_a_workbook_with_a_macro_sheet_is_refused_by_that_name(tmp_path: Path) -> None:
    def armed(parts: dict[str, bytes]) -> None:
        parts["xl/macrosheets/sheet9.xml"] = b"<xm:macrosheet/>"
        links = "xl/_rels/workbook.xml.rels"
        kind = b"http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"
        parts[links] = parts[links].replace(
            b"</Relationships>",
            b'<Relationship Id="rId99" Type="%s" Target="macrosheets/sheet9.xml"/></Relationships>' % kind,
        )
        link = b'<sheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
            b"</sheets>", link + b'name="Macro1" sheetId="99" state="veryHidden" r:id="rId99"/></sheets>'
        )

    path = repack(formats.xlsx(tmp_path / "好.xlsx"), tmp_path / "宏表.xlsm", armed)
    with pytest.raises(Refusal, match="宏表"):
        workbook.read(path)


def test_formulas_that_reach_out_give_the_value_that_was_kept(tmp_path: Path) -> None:
    path = tmp_path / "外链.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["产业名称", "2025年产值（亿元）"])
        sheet.write_formula(1, 1, "='[D:\\报表\\去年.xlsx]Sheet1'!B2", None, 12)
        sheet.write_formula(2, 1, '=WEBSERVICE("http://127.0.0.1:9/")', None, 13)
        sheet.write_formula(3, 1, "=cmd|' /C calc'!A0", None, 14)
        sheet.write_formula(4, 1, '=HYPERLINK("http://127.0.0.1:9/","点我")', None, "点我")
        sheet.write_url(5, 0, "http://127.0.0.1:9/", string="链接")
    cells = workbook.read(path).sheets[0].rows
    assert [cells[row][2].value for row in range(2, 5)] == [Decimal(12), Decimal(13), Decimal(14)]
    assert all(cells[row][2].formula for row in range(2, 6))
    assert cells[6][1].value == "链接"


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    path = tmp_path / "注入.csv"
    path.write_bytes("产业名称,产值\n".encode() + BOMB + b",1\n")
    assert rows(path)[1] == [BOMB.decode(), "1"]


def test_the_strict_form_of_a_workbook_is_read(tmp_path: Path) -> None:
    def strict(parts: dict[str, bytes]) -> None:
        for name, body in parts.items():
            for loose, exact in TRANSITIONAL.items():
                body = body.replace(loose.encode(), exact.encode())  # noqa: PLW2901
            parts[name] = body

    path = repack(formats.xlsx(tmp_path / "好.xlsx"), tmp_path / "严格.xlsx", strict)
    assert rows(path) == rows(tmp_path / "好.xlsx")


def test_a_picture_in_a_cell_is_told_and_read_as_blank(tmp_path: Path) -> None:
    path = tmp_path / "wps.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["企业培育计划（单位：亿元）"])
        sheet.write_row(1, 0, ["序号", "企业名称", "备注", "2025年营业收入"])
        for row, name in enumerate(("甲公司", "乙公司"), 2):
            sheet.write_row(row, 0, [row - 1, name])
            text = '=DISPIMG("ID_0B4C6F",1)'
            sheet.write_formula(row, 2, '=_xlfn.DISPIMG("ID_0B4C6F",1)', None, text)
            sheet.write_number(row, 3, row)
        sheet.write_formula(3, 3, '=_xlfn.DISPIMG("ID_0B4C6F",1)', None, text)
    wrong = workbooks.wrong_dimension(path, tmp_path / "wps尺寸错.xlsx")
    (table,) = recognise(workbook.read(wrong), profiles.load("zhuzhou"), Wish(year=2026))
    assert [row.name for row in table.rows] == ["甲公司", "乙公司"]
    assert not any(row.rejected or "remark" in row.values for row in table.rows)
    assert [len(row.figures) for row in table.rows] == [1, 0]
    told = [one.cell for row in table.rows for one in row.findings if one.rule == "import.picture"]
    assert told == ["C3", "C4", "D4"]


@pytest.mark.parametrize(
    "make", [formats.locked, lambda path: path.write_bytes((FOREIGN / "locked.xls").read_bytes()) and path]
)
def test_a_password_opens_what_office_programs_enciphered(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    path = make(tmp_path / "加密.xls")
    for password in (None, "", "错"):
        with pytest.raises(PasswordWanted):
            workbook.read(path, password)
    assert rows(path, formats.PASSWORD)[1][:2] == ["1", "株洲中车时代电气股份有限公司"]


def test_an_xls_with_every_kind_of_cell_agrees_in_both_readers(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for row in range(70):
        sheet.write(row, 0, row * 1.1)
        sheet.write(row, 1, -row)
        sheet.write(row, 2, f"第{row}项" * 20)
        sheet.write(row, 3, xlwt.Formula(f"A{row + 1}*2"))
    book.save(str(tmp_path / "a.xls"))
    found = workbook.read(tmp_path / "a.xls").sheets[0]
    assert found.cell(70, 1).value == Decimal("75.9")
    assert found.cell(70, 2).value == Decimal(-69)


def test_two_sheets_in_one_part_are_not_two_lists(tmp_path: Path) -> None:
    good = openpyxl.Workbook()
    good.create_sheet("二")["A1"] = 1
    good.active["A1"] = 2
    good.save(tmp_path / "好.xlsx")
    path = workbooks.rewritten(
        tmp_path / "好.xlsx",
        tmp_path / "坏.xlsx",
        "xl/_rels/workbook.xml.rels",
        lambda xml: xml.replace("sheet2.xml", "sheet1.xml"),
    )
    with pytest.raises(Refusal):
        workbook.read(path)
    assert zipfile.is_zipfile(path)
