"""The marked copy: problems in place, and everything else in the clerk's workbook as it was, byte for byte."""

from __future__ import annotations

import base64
import io
import shutil
import subprocess
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.exchange.copies import annotating
from qbs_desktop.exchange.copies.mark_sheet import NOTE_WIDTH
from qbs_desktop.exchange.sheets import workbook

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def found(cell: str, message: str = "不是数字。", grade: Grade = Grade.ERROR, sheet: str = "企业") -> SheetFinding:
    return SheetFinding(grade, "import.x", sheet, cell, "", message)


FINDINGS = [
    found("C4", "“约10”不是数字。"),
    found("C4", "单位可疑。", Grade.QUERY),
    found("F5", "空格也要填。", Grade.HINT),
    found("B5", "重名 <甲> & 乙。", Grade.QUERY),
    found("C2", "这一列没有认出。", Grade.QUERY),
]
HEADS = {"企业": (2, 2)}


def rich(path: Path) -> Path:
    """What offices put into workbooks: chart, picture, drop-down, conditional format, sparkline, filter."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("企业")
    money = book.add_format({"num_format": "#,##0.00", "border": 1, "italic": True})
    sheet.merge_range("A1:F1", "企业情况", book.add_format({"bold": True}))
    sheet.write_row("A2", ["序号", "名称", "产值", "税收", "地址", "备注"])
    for row in range(3, 8):
        sheet.write_row(row - 1, 0, [row - 2, f"企业{row}"])
        sheet.write(row - 1, 2, "约10" if row == 4 else row * 1.5, money)
        sheet.write(row - 1, 3, row, money)
    sheet.set_column("A:XFD", 11)
    sheet.autofilter("A2:F7")
    sheet.data_validation("E3:E7", {"validate": "list", "source": ["城区", "乡镇"]})
    sheet.conditional_format("D3:D7", {"type": "data_bar", "data_bar_2010": True})
    sheet.add_sparkline("F3", {"range": "企业!C3:D3"})
    sheet.insert_image("H9", "a.png", {"image_data": io.BytesIO(PIXEL)})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=企业!$D$3:$D$7"})
    sheet.insert_chart("H12", chart)
    book.add_worksheet("别的").write("A1", "不动")
    book.close()
    return path


def load(path: Path) -> openpyxl.Workbook:
    """What openpyxl sees; it says that it drops extensions, which is why it does not write the copy."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path)


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_part_that_no_mark_touches_stays_byte_for_byte(tmp_path: Path) -> None:
    path = rich(tmp_path / "原表.xlsx")
    copy = annotating.annotate(path, tmp_path / "退", FINDINGS, HEADS)
    assert copy.lost == ()
    before, after = parts(path), parts(copy.path)
    touched = {
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/styles.xml",
        "xl/workbook.xml",
        "[Content_Types].xml",
    }
    assert {name for name in before if before[name] != after[name]} == touched
    assert set(after) - set(before) == {"xl/qbsComments1.xml", "xl/drawings/qbsDrawing1.vml"}
    for word in (b"dataValidation", b"x14:sparkline", b"x14:conditionalFormatting", b"<drawing ", b"mergeCell"):
        assert after["xl/worksheets/sheet1.xml"].count(word) == before["xl/worksheets/sheet1.xml"].count(word) > 0


def test_bad_cells_are_coloured_and_told_in_a_column_that_filters(tmp_path: Path) -> None:
    copy = annotating.annotate(rich(tmp_path / "原表.xlsx"), tmp_path / "退", FINDINGS, HEADS).path
    book = load(copy)
    sheet = book["企业"]
    assert sheet["C4"].fill.fgColor.rgb == "FFFFC7CE"
    assert sheet["B5"].fill.fgColor.rgb == "FFFFEB9C"
    assert sheet["F5"].fill.fgColor.rgb == "FFDDEBF7"
    assert sheet["C4"].number_format == "#,##0.00"
    assert sheet["C4"].font.italic
    assert sheet["C4"].border.left.style == "thin"
    assert sheet["C3"].fill.fill_type is None
    assert sheet["C4"].comment.text == "【强制】“约10”不是数字。\n【核实】单位可疑。"
    column = "G"
    assert sheet[f"{column}2"].value == "错误说明"
    assert sheet[f"{column}2"].comment.text == "【核实】C2：这一列没有认出。"
    assert sheet[f"{column}4"].value == "【强制】C4：“约10”不是数字。\n【核实】C4：单位可疑。"
    assert sheet[f"{column}5"].value == "【提示】F5：空格也要填。\n【核实】B5：重名 <甲> & 乙。"
    assert sheet[f"{column}6"].value is None
    assert sheet.auto_filter.ref == "A2:G7"
    assert sheet.column_dimensions[column].width == NOTE_WIDTH
    assert sheet.column_dimensions["H"].width == pytest.approx(11, abs=1)
    with zipfile.ZipFile(copy) as archive:
        names = archive.read("xl/workbook.xml").decode()
    assert "'企业'!$A$2:$G$7" in names
    assert book["别的"]["A1"].value == "不动"


def test_our_own_reader_reads_the_copy_as_the_original(tmp_path: Path) -> None:
    path = rich(tmp_path / "原表.xlsx")
    copy = annotating.annotate(path, tmp_path / "退", FINDINGS, HEADS).path
    before, after = workbook.read(path).sheets[0], workbook.read(copy).sheets[0]
    for row, cells in before.rows.items():
        for column, cell in cells.items():
            assert after.cell(row, column).text == cell.text
    assert after.cell(4, 7).text.startswith("【强制】C4")


def test_comments_that_are_there_already_stay_and_are_added_to(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "企业"
    for row in (["情况"], ["序号", "名称", "产值"], [1, "甲", 2], [2, "乙", "约10"], [3, "丙", 4]):
        sheet.append(row)
    sheet["C4"].comment = Comment("我问过了", "张三")
    sheet["A3"].comment = Comment("第一行", "张三")
    rule = DataValidation(type="list", formula1='"甲,乙"')
    rule.add("B3:B9")
    sheet.add_data_validation(rule)
    sheet.protection.sheet = True
    book.save(tmp_path / "批.xlsx")
    wanted = [found("C4", "不是数字。"), found("B5", "重名。", Grade.QUERY)]
    copy = annotating.annotate(tmp_path / "批.xlsx", tmp_path / "退", wanted, HEADS).path
    again = load(copy)["企业"]
    assert again["C4"].comment.text == "我问过了\n【强制】不是数字。"
    assert again["A3"].comment.text == "第一行"
    assert again["B5"].comment.text == "【核实】重名。"
    assert again["B5"].comment.author == "千百十填报"
    assert again.protection.sheet
    assert len(again.data_validations.dataValidation) == 1
    assert again.auto_filter.ref == "A2:D5"
    drawing = next(body for name, body in parts(copy).items() if name.endswith(".vml"))
    assert drawing.count(b'ObjectType="Note"') == 3


def test_a_table_keeps_its_own_filter(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "表.xlsx")
    sheet = book.add_worksheet("企业")
    sheet.add_table("A2:C4", {"columns": [{"header": one} for one in ("序号", "名称", "产值")]})
    sheet.write_row("A3", [1, "甲", "约10"])
    book.close()
    copy = annotating.annotate(tmp_path / "表.xlsx", tmp_path / "退", [found("C3")], HEADS).path
    sheet = load(copy)["企业"]
    assert sheet.auto_filter.ref is None
    assert sheet.tables["Table1"].ref == "A2:C4"
    assert sheet["D3"].value == "【强制】C3：不是数字。"


def test_macros_stay_in_a_copy_that_is_called_after_them(tmp_path: Path) -> None:
    path = rich(tmp_path / "宏.xlsx")
    with zipfile.ZipFile(tmp_path / "宏.xlsm", "w") as target:
        for name, body in parts(path).items():
            kinds = body.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml") if name.startswith("[") else body
            kinds = kinds.replace(b"openxmlformats-officedocument.spreadsheetml.sheet.macro", b"ms-excel.sheet.macro")
            target.writestr(name, kinds)
        target.writestr("xl/vbaProject.bin", b"\x00macro")
    copy = annotating.annotate(tmp_path / "宏.xlsm", tmp_path / "退", FINDINGS, HEADS).path
    assert copy.name == "宏_错误说明.xlsm"
    assert parts(copy)["xl/vbaProject.bin"] == b"\x00macro"


def test_an_xls_and_a_text_table_come_back_as_values_with_their_marks(tmp_path: Path) -> None:
    old = xlwt.Workbook()
    sheet = old.add_sheet("企业")
    for row, cells in enumerate([["情况"], ["序号", "名称", "产值"], [1, "甲", 2.5], [2, "乙", "约10"]]):
        for column, value in enumerate(cells):
            sheet.write(row, column, value)
    sheet.merge(0, 0, 0, 2)
    old.save(str(tmp_path / "旧.xls"))
    for name in ("文.csv", "文[1].csv"):  # as browsers name a second download; no sheet may be called so
        (tmp_path / name).write_text("情况,,\n序号,名称,产值\n1,甲,2.5\n2,乙,约10\n", encoding="gbk")
    for name, page in (("旧.xls", "企业"), ("文.csv", "文"), ("文[1].csv", "文[1]")):
        copy = annotating.annotate(
            tmp_path / name, tmp_path / "退", [found("C4", "不是数字。", sheet=page)], {page: (2, 2)}
        )
        assert copy.path.suffix == ".xlsx"
        assert copy.lost == (annotating.VALUES_ONLY,)
        made = load(copy.path)[page.replace("[1]", "1")]
        assert made["C3"].value == (2.5 if page == "企业" else "2.5")
        assert made["C4"].value == "约10"
        assert made["C4"].fill.fgColor.rgb == "FFFFC7CE"
        assert made["C4"].comment.text == "【强制】不是数字。"
        assert made["D2"].value == "错误说明"
        assert made["D4"].value == "【强制】C4：不是数字。"
        assert made.auto_filter.ref == "A2:D4"


def test_a_workbook_with_a_password_comes_back_without_it_and_says_so(tmp_path: Path) -> None:
    msoffcrypto = pytest.importorskip("msoffcrypto.format.ooxml")
    with rich(tmp_path / "明.xlsx").open("rb") as plain, (tmp_path / "密.xlsx").open("wb") as locked:
        msoffcrypto.OOXMLFile(plain).encrypt("一二三", locked)
    copy = annotating.annotate(tmp_path / "密.xlsx", tmp_path / "退", FINDINGS, HEADS, "一二三")
    assert copy.lost == (annotating.NO_PASSWORD,)
    assert load(copy.path)["企业"]["G2"].value == "错误说明"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_libreoffice_opens_the_copy_and_finds_the_marks(tmp_path: Path) -> None:
    copy = annotating.annotate(rich(tmp_path / "原表.xlsx"), tmp_path / "退", FINDINGS, HEADS).path
    home = tmp_path / "lo"
    words = [
        "soffice",
        f"-env:UserInstallation=file://{home}",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    subprocess.run([*words, "--outdir", tmp_path / "重存", copy], check=True, capture_output=True, timeout=120)
    sheet = load(tmp_path / "重存" / copy.name)["企业"]
    assert sheet["G4"].value.startswith("【强制】C4")
    assert sheet["C4"].fill.fgColor.rgb.endswith("FFC7CE")
    assert "约10" in sheet["C4"].comment.text
    assert sheet.auto_filter.ref == "A2:G7"
