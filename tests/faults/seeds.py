"""Sound workbooks as programs write them, small and full of what matters; the damaged ones are made of these."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import xlsxwriter
import xlwt

from tests.fixtures import formats, workbooks

FOREIGN = Path(formats.__file__).parent / "foreign"
"""Files that only other programs can make: an .xls with a password by LibreOffice."""


def packages(folder: Path) -> list[Path]:
    """At least twenty .xlsx workbooks."""
    made = [
        workbooks.annex_book(folder / f"附件{number}{sheet}.xlsx", look, sheets)
        for number, look in enumerate(workbooks.LOOKS.values())
        for sheet, sheets in (("全", tuple(workbooks.ANNEXES)), ("二", ("附件2",)))
    ]
    made += [
        formats.xlsx(folder / "名单.xlsx"),
        written(folder / "写.xlsx"),
        streamed(folder / "流.xlsx"),
        everything(folder / "杂.xlsx"),
        everything(folder / "1904.xlsx", from_1904=True),
    ]
    made.append(inline(folder / "写.xlsx", folder / "内联.xlsx"))
    return made


def written(path: Path) -> Path:
    """As XlsxWriter writes it: formulas with results, two sheets, hidden rows and columns."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("企业")
        sheet.write_row(0, 0, ["序号", "企业名称", "2025年营业收入（亿元）", "增速"])
        for row in range(1, 12):
            sheet.write_row(row, 0, [row, f"湖南第{row}号企业&公司"])
            sheet.write_formula(row, 2, f"=A{row + 1}*1.1", None, round(row * 1.1, 10))
            sheet.write_number(row, 3, row / 100, book.add_format({"num_format": "0.0%"}))
        sheet.write_row(12, 1, ["合计", 72.6])
        sheet.set_row(4, None, None, {"hidden": True})
        sheet.set_column("E:E", None, None, {"hidden": True})
        book.add_worksheet("说明").write(0, 0, "注：单位亿元")
    return path


def streamed(path: Path) -> Path:
    """As openpyxl streams it."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("项目")
    sheet.append(["序号", "项目名称", "总投资（万元）", "开工"])
    for row in range(30):
        sheet.append([row, f"第{row}项", row * 1234.5, date(2026, 1 + row % 12, 1 + row % 28)])
    book.save(path)
    return path


def everything(path: Path, *, from_1904: bool = False) -> Path:
    """Errors, truth values, dates, percentages, long numbers, line breaks, merged cells, blanks."""
    book = openpyxl.Workbook()
    if from_1904:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    sheet.append(["名称", "数", "日期", "比例", "备注"])
    sheet.append(["甲", 1.1, date(2026, 10, 1), 0.125, "两行\n备注"])
    sheet.append(["乙", 12345678901234.5, date(1999, 12, 31), 1, True])
    sheet.append(["丙", "#REF!", None, -0.5, False])
    sheet.append(["丁", 1e-7, date(2050, 2, 28), 3, "　"])
    for row in range(2, 6):
        sheet.cell(row, 4).number_format = "0.00%"
    sheet.merge_cells("A7:C7")
    sheet["A7"] = "注：甲乙丙"
    sheet["B2"].number_format = "#,##0.00"
    book.create_sheet("底稿")["B3"] = 7
    book["底稿"].sheet_state = "hidden"
    book.save(path)
    return path


def inline(source: Path, target: Path) -> Path:
    """The texts in the cells themselves, as some report programs write them."""
    with zipfile.ZipFile(source) as archive:
        texts = archive.read("xl/sharedStrings.xml").decode().split("<si>")[1:]
    words = [one.split("</si>")[0] for one in texts]

    def change(xml: str) -> str:
        for number in reversed(range(len(words))):
            xml = xml.replace(f't="s"><v>{number}</v>', f't="inlineStr"><is>{words[number]}</is>')
        return xml

    return workbooks.rewritten(source, target, "xl/worksheets/sheet1.xml", change)


def old(folder: Path) -> list[Path]:
    """A few .xls workbooks."""
    made = [formats.xls(folder / "名单.xls")]
    for number in range(4):
        book = xlwt.Workbook(encoding="utf-8")
        for name in ("企业", "项目")[: 1 + number % 2]:
            sheet = book.add_sheet(name)
            day, share = xlwt.easyxf(num_format_str="yyyy-mm-dd"), xlwt.easyxf(num_format_str="0.0%")
            for row in range(5 + 20 * number):
                sheet.write(row, 0, row)
                sheet.write(row, 1, f"第{row}号企业")
                sheet.write(row, 2, row * 1234.56)
                sheet.write(row, 3, date(2026, 1, 1 + row % 28), day)
                sheet.write(row, 4, row / 1000, share)
                sheet.write(row, 5, row % 2 == 0)
            sheet.write(5 + 20 * number, 2, xlwt.Formula("SUM(C1:C5)"))
            sheet.merge(0, 0, 6, 8)
        path = folder / f"旧{number}.xls"
        book.save(str(path))
        made.append(path)
    return made
