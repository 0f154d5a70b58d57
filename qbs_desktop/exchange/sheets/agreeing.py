"""Two readers have to agree (两个读取器核对): what the strict reader took from a sheet is held against calamine.

No reader may be trusted alone: each is known to lose or change cells of sloppy files. Where the two differ, the cell
becomes a `Doubt` with both readings, which the clerk is told and no reading takes for a value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange.sheets.cells import Cell, CellError, Doubt, Sheet, coordinate
from qbs_desktop.exchange.sheets.gate import Source, damaged

MAX_AREA = 12_000_000
"""Places of a sheet's used area; the second reader keeps room for each, whether it is filled or not."""


def agreed(source: Source, sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """The sheets with every cell doubted on which the second reader does not agree.

    Raises:
        Refusal: the second reader finds other sheets, or cannot read the file at all.
    """
    for sheet in sheets:
        if sheet.last_row * sheet.last_column > MAX_AREA:
            place = coordinate(sheet.last_row, sheet.last_column)
            raise Refusal(
                f"“{source.name}”的工作表“{sheet.name}”一直用到 {place}，中间几乎都是空的，没有读取。"
                "请删去数据区以外的行和列，保存后再导入。"
            )
    tables = second_reading(source)
    if not set(tables).issuperset(sheet.name for sheet in sheets):
        raise damaged(source.name)
    return tuple(_agreed(sheet, tables[sheet.name]) for sheet in sheets)


def second_reading(source: Source) -> dict[str, Sequence[Sequence[object]]]:
    """Every sheet as calamine reads it, from the upper left corner.

    Raises:
        Refusal: it cannot read the file.
    """
    import io

    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(source.content))
        kinds = {one.name: one.typ for one in book.sheets_metadata}
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
            if kinds.get(name) == python_calamine.SheetTypeEnum.WorkSheet
        }
    except BaseException as fault:  # a panic of the reader is no Exception
        if isinstance(fault, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise damaged(source.name) from None


def _agreed(sheet: Sheet, table: Sequence[Sequence[object]]) -> Sheet:
    doubted: dict[int, Mapping[int, Cell]] = {}
    for number, cells in sheet.rows.items():
        second = table[number - 1] if number <= len(table) else ()
        wrong = _differing(cells, second)
        if wrong:
            doubted[number] = dict(sorted({**cells, **wrong}.items()))
    for number, second in enumerate(table, 1):
        if number not in sheet.rows and any(_filled(one) for one in second):
            doubted[number] = _differing({}, second)
    if not doubted:
        return sheet
    return replace(sheet, rows=dict(sorted({**sheet.rows, **doubted}.items())))


def _differing(cells: Mapping[int, Cell], second: Sequence[object]) -> dict[int, Cell]:
    """The cells of a row on which the readers differ, doubted."""
    wrong: dict[int, Cell] = {}
    width = len(second)
    same = 0
    for column, cell in cells.items():
        seen = second[column - 1] if column <= width else ""
        value = cell.value
        if type(value) is Decimal:
            if type(seen) is float and float(value) == seen:
                same += 1
                continue
            agree = (type(seen) is int and float(value) == seen) or _same_number(cell, seen)
        elif type(value) is str:
            agree = seen == value or _words(value) == _words(seen)
        else:
            agree = same_other(cell, seen)
        if agree:
            same += _filled(seen)
        else:
            wrong[column] = Cell(Doubt(cell.text, shown(seen)), cell.style)
    found = same + len(wrong)
    if found < width - second.count("") and found < sum(map(_filled, second)):
        wrong |= {
            at: Cell(Doubt("", shown(seen))) for at, seen in enumerate(second, 1) if _filled(seen) and at not in cells
        }
    return wrong


def _filled(seen: object) -> bool:
    return seen is not None and seen != "" and (not isinstance(seen, str) or bool(seen.strip()))


def _words(text: object) -> str | None:
    """A text without the blanks that readers keep or drop."""
    return "".join(text.split()) if isinstance(text, str) else None


def _same_number(cell: Cell, seen: object) -> bool:
    """A number cut to fifteen digits is the same as its full text; one in a date format may be no date."""
    if isinstance(seen, float | int) and not isinstance(seen, bool):
        return bool(cell.raw) and float(cell.raw) == float(seen)
    return cell.style.date and isinstance(seen, date | datetime | time | timedelta)


def same_other(cell: Cell, seen: object) -> bool:
    """Whether the second reader agrees on a blank, an error, a date or a truth value."""
    value = cell.value
    if value is None or isinstance(value, CellError):
        return not _filled(seen) or isinstance(value, CellError)
    if isinstance(value, bool):
        return seen is value
    if isinstance(value, date):
        if isinstance(seen, datetime):
            return seen.date() == value
        if isinstance(seen, str):  # a moment in ISO form with a zone, which the second reader leaves as it is written
            return seen.startswith(f"{value.isoformat()}T")
        return (isinstance(seen, date) and seen == value) or isinstance(seen, time | timedelta)
    return False


def shown(seen: object) -> str:
    """A second reading in words."""
    return str(seen) if _filled(seen) else "空白"
