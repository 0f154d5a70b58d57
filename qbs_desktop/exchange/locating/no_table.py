"""Sheets without a table (没有表的工作表): not recognised, hidden, or left out; each is told with what to do."""

from __future__ import annotations

from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.exchange.reading.readings import TableRead
from qbs_desktop.exchange.sheets.cells import Sheet
from qbs_desktop.exchange.sheets.workbook import MACHINE_SHEET


def left_out(sheet: Sheet) -> TableRead:
    """A table that the clerk does not want."""
    finding = SheetFinding(Grade.HINT, "import.left_out", sheet.name, "A1", "", "这张表按您的选择没有导入。")
    return TableRead(sheet.name, None, 0.0, findings=(finding,))


def unknown(sheet: Sheet) -> TableRead:
    """A sheet on which no table was found."""
    finding = SheetFinding(
        Grade.QUERY,
        "import.not_recognised",
        sheet.name,
        "A1",
        "",
        "这张表没有认出来，没有导入。请检查表头是否有“产业名称”“企业名称”“项目名称”等列，或指定它是哪个名单。",
    )
    return TableRead(sheet.name, None, 0.0, findings=(finding,))


def is_passed_over(sheet: Sheet) -> bool:
    """Whether a hidden sheet holds something; the machine part of a return is meant to be hidden."""
    return sheet.hidden and bool(sheet.last_row) and sheet.name != MACHINE_SHEET


def passed_over(sheet: Sheet) -> TableRead:
    """A hidden sheet, named so that the clerk knows it was not read."""
    message = "这张工作表被隐藏，没有读取；需要导入的请先取消隐藏，或在导入时指定这张表。"
    finding = SheetFinding(Grade.HINT, "import.hidden_sheet", sheet.name, "A1", "", message)
    return TableRead(sheet.name, None, 0.0, findings=(finding,))
