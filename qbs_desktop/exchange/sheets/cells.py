"""Plain, immutable sheets (工作表): what a workbook holds once every file format detail is behind us.

Numbers are exact `Decimal`; a sheet knows its merged areas, what is hidden and which values came from a formula.
Nothing here knows a file format, so recognising can be tested with sheets made by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple, TypeAlias

from qbs_desktop.domain import amount

_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


class CellError(NamedTuple):
    """An error value such as ``#REF!``. It is never a blank and never a text."""

    code: str


ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
"""The error values that every program and both readers know; newer ones are written as one of these."""


class Doubt(NamedTuple):
    """What two readers disagree about: neither reading is taken for the value."""

    first: str
    second: str


class Style(NamedTuple):
    """What the look of a cell says about its value.

    `scaled` marks number formats that show another number than is stored (``0.00,`` shows thousands,
    ``0!.0,`` shows 万); `indent` is the cell's indentation level.
    """

    code: str = "General"
    date: bool = False
    percent: bool = False
    scaled: bool = False
    indent: int = 0


PLAIN = Style()
MERGE_KNOWN = 100_000
"""Merged areas of more places (a whole column or sheet) say nothing about a table."""
CellValue: TypeAlias = str | Decimal | date | bool | CellError | Doubt | None


class Cell(NamedTuple):
    """One cell. `value` None with `formula` set is a formula nobody has calculated yet.

    `raw` keeps the file's own text where the value does not tell all of it: a number that needs more than 15
    significant digits, which no spreadsheet shows, or the formula that nobody has calculated; elsewhere it is empty.
    """

    value: CellValue
    style: Style = PLAIN
    formula: bool = False
    raw: str = ""

    @property
    def text(self) -> str:
        """What a clerk sees in the cell, every digit kept: ``1377``, ``12%``, ``2022-03``, ``——``."""
        value = self.value
        if isinstance(value, str):
            return value
        if value is None:
            return ""
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, Decimal):
            return amount.plain(value * 100) + "%" if self.style.percent else amount.plain(value)
        if isinstance(value, CellError):
            return value.code
        if isinstance(value, Doubt):
            return value.first
        return _date_text(value, self.style.code)

    @property
    def blank(self) -> bool:
        """Whether there is nothing to read: no value, or blanks only. An uncalculated formula is not blank."""
        value = self.value
        if value is None:
            return not self.formula
        return type(value) is str and not value.strip()


EMPTY = Cell(None)


def _date_text(value: date, code: str) -> str:
    """As precise as the cell shows it: a format without days gives the month, without months the year."""
    shown = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code).lower()
    if "d" not in shown and "y" in shown:
        return f"{value.year}-{value.month:02d}" if "m" in shown else str(value.year)
    return value.isoformat()


class Area(NamedTuple):
    """A rectangle of cells, all bounds inclusive and counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


@lru_cache(maxsize=2000)
def column_letters(column: int) -> str:
    """1 → ``A``, 28 → ``AB``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def coordinate(row: int, column: int) -> str:
    """``C7``."""
    return f"{column_letters(column)}{row}"


def parse_coordinate(text: str) -> tuple[int, int]:
    """``C7`` → (7, 3).

    Raises:
        ValueError: not a cell.
    """
    found = _PLACE.fullmatch(text)
    if not found:
        raise ValueError(text)
    column = 0
    for letter in found.group(1):
        column = column * 26 + ord(letter) - 64
    return int(found.group(2)), column


def parse_area(text: str) -> Area:
    """``A1:C3`` → its bounds; a single cell is an area of one."""
    first, _, last = text.partition(":")
    top, left = parse_coordinate(first)
    bottom, right = parse_coordinate(last or first)
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


@dataclass(frozen=True)
class Sheet:
    """One worksheet. `rows` holds only cells with content: row number → column number → cell, both ascending.

    `doubt` is a sentence about the sheet as a whole, such as an encoding that may be another one. `places` says where
    a cell stands in the file, if this is a sheet turned over or put together from labels and values.
    """

    name: str
    rows: Mapping[int, Mapping[int, Cell]]
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False
    filtered: bool = False
    doubt: str = ""
    places: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> Cell:
        """The cell itself; inside a merged area only the top left one has content."""
        cells = self.rows.get(row)
        return EMPTY if cells is None else cells.get(column, EMPTY)

    @cached_property
    def _anchors(self) -> dict[tuple[int, int], Area]:
        return {
            (row, column): area
            for area in self.merged
            if (area.bottom - area.top + 1) * (area.right - area.left + 1) <= MERGE_KNOWN
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        }

    def area(self, row: int, column: int) -> Area | None:
        """The merged area that covers a place."""
        return self._anchors.get((row, column))

    def shown(self, row: int, column: int) -> Cell:
        """The cell as seen: anywhere in a merged area, its top left cell."""
        area = self._anchors.get((row, column))
        return self.cell(area.top, area.left) if area else self.cell(row, column)

    def place(self, row: int, column: int) -> str:
        """The coordinate of a cell in the file."""
        if not self.places:
            return f"{column_letters(column)}{row}"
        return self.places.get((row, column)) or coordinate(row, column)

    def window(self, head: int, left: int, right: int) -> Sheet:
        """The sheet from row `head` on cut to some columns; what stands above belongs to all of them."""
        rows = {
            number: kept
            for number, cells in self.rows.items()
            if (kept := {at: one for at, one in cells.items() if number < head or left <= at <= right})
        }
        merged = tuple(area for area in self.merged if area.bottom < head or left <= area.left <= right)
        return replace(self, rows=rows, merged=merged)

    @cached_property
    def last_row(self) -> int:
        """The last row with content."""
        return max((number for number, cells in self.rows.items() if cells), default=0)

    @cached_property
    def first_column(self) -> int:
        """The first column with content; 1 where there is none."""
        return min((min(cells) for cells in self.rows.values() if cells), default=1)

    @cached_property
    def last_column(self) -> int:
        """The last column with content."""
        return max((max(cells) for cells in self.rows.values() if cells), default=0)

    def filled(self) -> Iterator[tuple[int, Mapping[int, Cell]]]:
        """Rows that hold something to read, in order."""
        for number, cells in self.rows.items():
            if any(not cell.blank for cell in cells.values()):
                yield number, cells


@dataclass(frozen=True)
class Workbook:
    """A workbook: its file name and its sheets in order; hidden ones are marked."""

    name: str
    sheets: tuple[Sheet, ...] = field(default=())

    def sheet(self, name: str) -> Sheet | None:
        """The sheet with this name."""
        return next((one for one in self.sheets if one.name == name), None)
