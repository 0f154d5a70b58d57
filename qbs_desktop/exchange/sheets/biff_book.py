"""Old workbooks (.xls, BIFF; an .et that is one inside).

The format has no checksum, and a damaged file may still be read as something else; what xlrd finds here has to stand
the comparison with the second reader (`agreeing`) like everything else, and the preview shows control totals.
"""

from __future__ import annotations

import contextlib
import io
import math
from collections.abc import Sequence
from typing import Any

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange.sheets.cells import PLAIN, Area, Cell, CellError, Sheet, Style
from qbs_desktop.exchange.sheets.gate import Source, damaged
from qbs_desktop.exchange.sheets.numbers import exact_number, plain, serial_date
from qbs_desktop.exchange.sheets.parts import style_of

BiffBook = Any
BiffSheet = Any
BiffValue = Any
"""Objects of xlrd, which carries no types."""

_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5
"""Cell types of xlrd."""


def read_biff(source: Source) -> tuple[Sheet, ...]:
    """Every sheet of an .xls workbook, as xlrd reads it.

    Raises:
        Refusal: broken, or none of its sheets has cells.
    """
    try:
        book = _opened(source)
        styles = [_style(book, at) for at in range(len(book.xf_list))]
        sheets = tuple(_sheet(book, sheet, styles) for sheet in book.sheets())
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a broken file ends the reader in every kind of error
        raise damaged(source.name) from None
    if not sheets:
        raise Refusal(f"“{source.name}”里没有工作表，没有可导入的内容。请换一个工作簿。")
    return sheets


def _opened(source: Source) -> BiffBook:
    import xlrd

    with contextlib.redirect_stdout(io.StringIO()):  # it prints what it thinks of a file
        return xlrd.open_workbook(file_contents=source.content, formatting_info=True, logfile=io.StringIO())


def _style(book: BiffBook, at: int) -> Style:
    look = book.xf_list[at]
    form = book.format_map.get(look.format_key)
    return style_of(look.format_key, form.format_str if form is not None else None, int(look.alignment.indent_level))


def _sheet(book: BiffBook, sheet: BiffSheet, styles: Sequence[Style]) -> Sheet:
    rows: dict[int, dict[int, Cell]] = {}
    for row in range(sheet.nrows):
        cells: dict[int, Cell] = {}
        for column, kind in enumerate(sheet.row_types(row)):
            if not _TEXT <= kind <= _ERROR:
                continue
            style = styles[sheet.cell_xf_index(row, column)] if styles else PLAIN
            cell = _cell(kind, sheet.cell_value(row, column), style, from_1904=bool(book.datemode))
            if cell.value is not None:
                cells[column + 1] = cell
        if cells:
            rows[row + 1] = cells
    return Sheet(
        sheet.name,
        rows,
        tuple(Area(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells),
        frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden or info.height == 0),
        frozenset(at + 1 for at, info in sheet.colinfo_map.items() if info.hidden or info.width == 0),
        sheet.visibility != 0,
    )


def _cell(kind: int, value: BiffValue, style: Style, *, from_1904: bool) -> Cell:
    import xlrd

    if kind == _TEXT:
        return Cell(str(value), style, formula=not value)
    if kind == _BOOLEAN:
        return Cell(bool(value), style)
    if kind == _ERROR:
        return Cell(CellError(xlrd.error_text_from_code.get(value, "#?")), style)
    if not math.isfinite(value):
        return Cell(CellError("#NUM!"), style)
    number, raw = exact_number(repr(value))
    day = serial_date(number, from_1904=from_1904) if style.date else None
    return Cell(day if day is not None else plain(number), style, raw=raw)
