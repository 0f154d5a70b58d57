"""Writing a collection template (采集表): locked heads, open cells, drop-downs, hints; nothing a clerk has to be told.

The sheet is protected without a password: it keeps heads and names from slips, it locks nobody out.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qbs_desktop.domain.forms.filled import HeadCell
from qbs_desktop.exchange.author import CREATOR
from qbs_desktop.exchange.layout import lines_of
from qbs_desktop.exchange.sealed.collecting import KEY_HEAD, Issued, machine_rows
from qbs_desktop.exchange.sheets.cells import column_letters
from qbs_desktop.exchange.writing import HEI, MAX_CHOICES, SONG, add_machine_part

WORDS_SHEET = "_words"
"""Hidden sheet with the words of drop-downs that are too long to stand in place."""
GREY, OPEN = "#F2F2F2", "#FFFFE5"
_LINE = 15.0
_BASE: dict[str, object] = {"font_name": SONG, "font_size": 10, "valign": "vcenter"}
_GRID = _BASE | {"border": 1, "border_color": "#808080"}
_MAY: dict[str, bool] = {
    "format_columns": True,
    "format_rows": True,
    "sort": True,
    "autofilter": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}
"""What the protection leaves open: widths, sorting, filters."""


@dataclass(frozen=True, slots=True)
class InputColumn:
    """One column: how its cells are checked while they are typed (`check`: "" | "number" | "choice" | "date" | "code").

    `hint` stands beside the cell that is being typed in, `sample` in the example line; `fixed` keeps filled cells
    locked.
    """

    width: int
    check: str = ""
    words: tuple[str, ...] = ()
    hint: str = ""
    sample: str | Decimal | None = None
    format: str = ""
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class InputSheet:
    """The sheet of a template. `heads` in rows and columns of the head; `rows` are the cells known beforehand."""

    title: str
    line: str
    notes: tuple[str, ...]
    heads: tuple[HeadCell, ...]
    head_rows: int
    columns: tuple[InputColumn, ...]
    rows: tuple[tuple[str | Decimal | None, ...], ...]
    blank_rows: int = 0
    footer: str = ""

    @property
    def head_at(self) -> int:
        """Row (0-based) in which the head begins: title, line of unit and period, notes."""
        return 2 + len(self.notes)

    @property
    def body_at(self) -> int:
        """Row (0-based) of the first body row: the example line stands above it."""
        return self.head_at + self.head_rows + 1


def workbook(sheet: InputSheet, issued: Issued) -> bytes:
    """The workbook's bytes; numbers are written exactly as given."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"author": CREATOR, "title": sheet.title})
    _Sheet(book, sheet, issued).write()
    add_machine_part(book, machine_rows(issued))
    book.close()
    return stream.getvalue()


class _Sheet:
    """One sheet on its way into the workbook."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: InputSheet, issued: Issued) -> None:
        self.book, self.sheet, self.issued = book, sheet, issued
        self.page: Worksheet = book.add_worksheet(issued.sheet)
        self._formats: dict[tuple[str, str], Format] = {}
        self._words: Worksheet | None = None
        self._lists = 0
        self.last = len(sheet.columns) - 1

    def write(self) -> None:
        """Everything, from the top down."""
        self._above()
        self._head()
        self._example()
        self._body()
        self._foot()
        self._checks()
        self._set_up()

    def _format(self, name: str, code: str = "") -> Format:
        looks: dict[str, dict[str, object]] = {
            "title": _BASE | {"font_name": HEI, "font_size": 16, "align": "center"},
            "line": _BASE | {"align": "left"},
            "note": _BASE | {"font_size": 9, "align": "left", "valign": "top", "text_wrap": True},
            "head": _GRID | {"font_name": HEI, "align": "center", "text_wrap": True, "bg_color": GREY},
            "example": _GRID | {"italic": True, "font_color": "#808080", "bg_color": GREY, "text_wrap": True},
            "fixed": _GRID | {"align": "left", "text_wrap": True, "bg_color": GREY},
            "fixed_number": _GRID | {"align": "right", "shrink": True, "bg_color": GREY},
            "open": _GRID | {"align": "left", "text_wrap": True, "locked": False, "bg_color": OPEN},
            "open_number": _GRID | {"align": "right", "shrink": True, "locked": False, "bg_color": OPEN},
            "foot": _BASE | {"align": "left", "locked": False, "bg_color": OPEN},
            "key": {"font_size": 8, "locked": True},
        }
        if (name, code) not in self._formats:
            look = looks[name] | ({"num_format": code} if code else {})
            self._formats[name, code] = self.book.add_format(look)
        return self._formats[name, code]

    def _across(self, row: int, text: str, name: str, height: float) -> None:
        self.page.set_row(row, height)
        self.page.merge_range(row, 0, row, self.last, "", self._format(name))
        self.page.write_string(row, 0, text, self._format(name))

    def _above(self) -> None:
        self._across(0, self.sheet.title, "title", 30)
        self._across(1, self.sheet.line, "line", 18)
        width = sum(self._widths())
        for at, note in enumerate(self.sheet.notes, 2):
            self._across(at, note, "note", lines_of(note, width * 1.05) * _LINE + 2)

    def _widths(self) -> list[float]:
        return [column.width * 2.0 + 1.4 for column in self.sheet.columns]

    def _head(self) -> None:
        look, top, widths = self._format("head"), self.sheet.head_at, self._widths()
        heights = [20.0] * self.sheet.head_rows
        for cell in self.sheet.heads:
            width = sum(widths[cell.column : cell.column + cell.columns])
            heights[cell.row] = max(heights[cell.row], lines_of(cell.text, width) * _LINE / cell.rows + 6)
            row, bottom, right = top + cell.row, top + cell.row + cell.rows - 1, cell.column + cell.columns - 1
            if cell.rows > 1 or cell.columns > 1:
                self.page.merge_range(row, cell.column, bottom, right, "", look)
            self.page.write_string(row, cell.column, cell.text, look)
        for at, height in enumerate(heights):
            self.page.set_row(top + at, height)
        self.page.write_string(top + self.sheet.head_rows - 1, self.last + 1, KEY_HEAD, self._format("key"))

    def _example(self) -> None:
        row = self.sheet.body_at - 1
        self.page.set_row(row, self._height([column.sample for column in self.sheet.columns]))
        for at, column in enumerate(self.sheet.columns):
            self._put(row, at, column.sample, self._format("example", column.format))

    def _put(self, row: int, column: int, value: str | Decimal | None, look: Format) -> None:
        if value is None:
            self.page.write_blank(row, column, None, look)
        elif isinstance(value, Decimal):
            self.page.write_number(row, column, value, look)
        else:
            self.page.write_string(row, column, value, look)

    def _body(self) -> None:
        blank: tuple[str | Decimal | None, ...] = (None,) * len(self.sheet.columns)
        rows = (*self.sheet.rows, *(blank for _ in range(self.sheet.blank_rows)))
        for at, cells in enumerate(rows, self.sheet.body_at):
            self.page.set_row(at, self._height(cells))
            for column, (spec, value) in enumerate(zip(self.sheet.columns, cells, strict=True)):
                number = spec.check == "number"
                name = ("fixed" if spec.fixed and value is not None else "open") + ("_number" if number else "")
                code = spec.format or ("" if number else "@")
                self._put(at, column, value, self._format(name, code))
        for at, row in enumerate(self.issued.rows, self.sheet.body_at):
            self.page.write_string(at, self.last + 1, row.uid, self._format("key"))

    def _height(self, cells: Sequence[str | Decimal | None]) -> float:
        """Room for the longest text of a row; 22 points for one line, which a finger on a screen still hits."""
        texts = [(cell, width) for cell, width in zip(cells, self._widths(), strict=True) if isinstance(cell, str)]
        return max([22.0, *(lines_of(text, width) * _LINE + 4 for text, width in texts)])

    @property
    def _end(self) -> int:
        return self.sheet.body_at + len(self.sheet.rows) + self.sheet.blank_rows

    def _foot(self) -> None:
        self._across(self._end, self.sheet.footer, "foot", 26)

    def _checks(self) -> None:
        first, last = self.sheet.body_at, self._end - 1
        if last < first:
            return
        for at, column in enumerate(self.sheet.columns):
            rule = self._rule(column, f"{column_letters(at + 1)}{first + 1}")
            if rule:
                self.page.data_validation(first, at, last, at, rule)

    def _rule(self, column: InputColumn, place: str) -> dict[str, object]:
        hint: dict[str, object] = {"input_title": "怎样填", "input_message": column.hint[:255]} if column.hint else {}
        stop: dict[str, object] = {
            "error_title": "请检查这一格",
            "error_message": column.hint[:255] or "内容不合要求。",
        }
        match column.check:
            case "number":
                return hint | stop | {"validate": "custom", "value": f'=OR(ISNUMBER({place}),{place}="——")'}
            case "choice" if column.words:
                return hint | stop | {"validate": "list", "source": self._source(column.words)}
            case "code":
                return hint | stop | {"validate": "custom", "value": f"=LEN({place})=18"}
            case "date":
                return hint | stop | {"validate": "custom", "value": f"=AND(LEN({place})>=4,LEN({place})<=10)"}
        return hint | {"validate": "any"} if hint else {}

    def _source(self, words: Sequence[str]) -> list[str] | str:
        """The words in place, or a name of a hidden list where they are too long for it."""
        if len(",".join(words)) <= MAX_CHOICES and not any("," in word for word in words):
            return list(words)
        if self._words is None:
            self._words = self.book.add_worksheet(WORDS_SHEET)
            self._words.very_hidden()
        for at, word in enumerate(words):
            self._words.write_string(at, self._lists, word)
        letters = column_letters(self._lists + 1)
        self._lists += 1
        name = f"words_{self._lists}"
        self.book.define_name(name, f"={WORDS_SHEET}!${letters}$1:${letters}${len(words)}")
        return f"={name}"

    def _set_up(self) -> None:
        for at, width in enumerate(self._widths()):
            self.page.set_column(at, at, width)
        self.page.set_column(self.last + 1, self.last + 1, 8, None, {"hidden": True})
        self.page.freeze_panes(self.sheet.body_at, 2)
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        self.page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
        self.page.repeat_rows(self.sheet.head_at, self.sheet.head_at + self.sheet.head_rows - 1)
        self.page.print_area(0, 0, self._end, self.last)
        self.page.set_footer("&C第&P页 共&N页")
        self.page.hide_gridlines(2)
        self.page.protect("", _MAY)
        self.page.set_selection(self.sheet.body_at, 2, self.sheet.body_at, 2)
