"""What different readers see in a workbook, in one form: sheet → (row, column) → what stands there."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from qbs_desktop.exchange.sheets.cells import Cell, CellError, Doubt


class Seen(NamedTuple):
    """n number, d date, t time, s text, b truth value, e error, f formula without result, ? told as a doubt."""

    kind: str
    value: Any


Book = dict[str, dict[tuple[int, int], Seen]]
"""No cell means blank."""


def ours(path: Path, password: str | None = None) -> Book:
    """Our reading, with the second reader's agreement."""
    from qbs_desktop.exchange.sheets import workbook

    book = workbook.read(path, password)
    return {
        sheet.name: {(row, column): _ours(cell) for row, cells in sheet.rows.items() for column, cell in cells.items()}
        for sheet in book.sheets
    }


def _ours(cell: Cell) -> Seen:
    """A number in a date format that is no date is refused as a number (`values`), so it counts as told."""
    value = cell.value
    if isinstance(value, Decimal) and cell.style.date:
        return Seen("t", value)
    if isinstance(value, Doubt):
        return Seen("?", tuple(value))
    if isinstance(value, CellError):
        return Seen("e", value.code)
    return Seen("f", None) if value is None else _plain(value)


def strict_alone(path: Path) -> Book:
    """Our first reader without the second."""
    from qbs_desktop.exchange.sheets import workbook

    return {
        sheet.name: {(row, at): _ours(cell) for row, cells in sheet.rows.items() for at, cell in cells.items()}
        for sheet in workbook.package_sheets(workbook.opened(path))
    }


def openpyxl_full(path: Path) -> Book:
    """The third reading: openpyxl in full mode."""
    return _openpyxl(path, read_only=False)


def openpyxl_streaming(path: Path) -> Book:
    """Negative control: openpyxl in read-only mode, which trusts what the sheet says about its size."""
    return _openpyxl(path, read_only=True)


def _openpyxl(path: Path, *, read_only: bool) -> Book:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True, read_only=read_only)
    return {
        sheet.title: {
            (cell.row, cell.column): Seen("e", cell.value) if cell.data_type == "e" else _plain(cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value not in (None, "")
        }
        for sheet in book.worksheets
    }


def calamine_alone(path: Path) -> Book:
    """Negative control: calamine without the gate."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    return {name: dict(_table(book.get_sheet_by_name(name))) for name in book.sheet_names}


def _table(sheet: Any) -> Iterator[tuple[tuple[int, int], Seen]]:
    for row, cells in enumerate(sheet.to_python(skip_empty_area=False), 1):
        for column, value in enumerate(cells, 1):
            if value not in (None, ""):
                yield (row, column), _plain(value)


def xlrd_alone(path: Path) -> Book:
    """Our reader of .xls without the second."""
    from qbs_desktop.exchange.sheets import biff_book, gate

    return {
        sheet.name: {(row, at): _ours(cell) for row, cells in sheet.rows.items() for at, cell in cells.items()}
        for sheet in biff_book.read_biff(gate.take(path))
    }


def _plain(value: object) -> Seen:
    if isinstance(value, bool):
        return Seen("b", value)
    if isinstance(value, int | float | Decimal):
        return Seen("n", value)
    if isinstance(value, datetime):
        return Seen("d", value.date())
    if isinstance(value, date):
        return Seen("d", value)
    if isinstance(value, time | timedelta):
        return Seen("t", None)
    return Seen("s", str(value))


def silent(found: Book, other: Book) -> list[tuple[str, tuple[int, int], Seen | None, Seen | None]]:
    """Where a reading takes another number or day than the other one and does not say that it doubts."""
    wrong = []
    for name in dict.fromkeys((*found, *other)):
        mine, theirs = found.get(name, {}), other.get(name, {})
        for place in dict.fromkeys((*mine, *theirs)):
            one, two = mine.get(place), theirs.get(place)
            if one != two and not _same(one, two):
                wrong.append((name, place, one, two))
    return wrong


def _same(one: Seen | None, two: Seen | None) -> bool:
    """Whether two readings of a cell are the same number or day, or both are none."""
    kinds = (one.kind if one else " ", two.kind if two else " ")
    if kinds[0] in "?ft":
        return True
    if kinds == ("n", "n"):
        assert one is not None
        assert two is not None
        return math.isclose(float(one.value), float(two.value), rel_tol=1e-14)
    if "n" in kinds or kinds == ("d", "d"):
        return False
    return "d" not in kinds or "t" in kinds  # a day below 1 is a time


def judged(path: Path) -> tuple[Book | str, float]:
    """Our reading or the sentence of its refusal, and the seconds of work it took."""
    from time import process_time

    from qbs_desktop.domain.errors import Refusal

    start = process_time()
    try:
        found: Book | str = ours(path)
    except Refusal as refusal:
        found = str(refusal)
    except MemoryError:
        found = f"{path.name}: no memory"
    return found, process_time() - start
