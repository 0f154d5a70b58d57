"""Canonical content (规范内容) of a return: one line per thing that means something, whichever program saved it.

Lines are about values: a number as the shortest decimal, a text in NFC, a formula without blanks in upper case, the
number format only by its class (LibreOffice re-writes date formats with backslashes and means the same), joined
areas, hidden rows and columns. Fonts, widths and blank cells mean nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Context, Decimal, InvalidOperation
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeAlias, overload

from qbs_desktop.domain.amount import exact
from qbs_desktop.exchange.sheets.cells import column_letters

if TYPE_CHECKING:
    from qbs_desktop.exchange.layout import Layout  # a return that is read has none, and the forms come with it

_SHEET_PRECISION = Context(prec=15)
_CACHE_PRECISION = Context(prec=17)
CACHE_TOLERANCE = Decimal("1e-13")
"""Cached values of formulas may differ by so much of themselves: each program adds up and prints in its own way."""
CACHE_FLOOR = Decimal("1e-12")
"""And by so much in any case: a growth ``E15/C15-1`` near 0 loses digits as soon as a program calculates it again.

A hundredth of the smallest reported step (a 分 is 1e-10 亿元), so no reported difference hides below it.
"""
_SIMPLE = re.compile(r"-?(0|[1-9]\d{0,13})(\.\d{0,12}[1-9])?")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_MARK = "\x00"
"""Stands for a backslash while the others are looked at; no text of a workbook has it."""
_ESCAPED = re.compile(r"\\([\\nt])")
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


class Lines(Sequence[str]):
    """The canonical lines of a sheet, kept as the one text in which they stand until one of them is asked for.

    Attributes:
        text: every line with the break before it, so that no line and an empty line are two things.
    """

    def __init__(self, text: str) -> None:
        """Take the text."""
        self.text = text

    @classmethod
    def of(cls, lines: Iterable[str]) -> Lines:
        """Lines of their own, or of a list."""
        return lines if isinstance(lines, Lines) else cls("".join([f"\n{line}" for line in lines]))

    @cached_property
    def _listed(self) -> list[str]:
        return self.text.split("\n")[1:]

    def __len__(self) -> int:
        """How many."""
        return self.text.count("\n")

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        """One line, or a stretch of them."""
        return self._listed[at]

    def __iter__(self) -> Iterator[str]:
        """The lines in order."""
        return iter(self._listed)

    def __eq__(self, other: object) -> bool:
        """The same lines."""
        return isinstance(other, Lines) and self.text == other.text

    def __hash__(self) -> int:
        """Of the text."""
        return hash(self.text)


SheetLines: TypeAlias = tuple[str, Sequence[str]]
"""A sheet's name and its canonical lines."""


def number(text: str, *, cached: bool = False) -> str:
    """A number's text as the shortest exact decimal of 15 digits (17 for cached values)."""
    if len(text) < 14 and _SIMPLE.fullmatch(text) and text != "-0":
        return text
    value = (_CACHE_PRECISION if cached else _SHEET_PRECISION).create_decimal(text)
    return "0" if value == 0 else format(value.normalize(), "f")


def same_cached(one: str, other: str) -> bool:
    """Whether two cached values are the same number."""
    if one == other:
        return True
    try:
        first, second = Decimal(one), Decimal(other)
    except InvalidOperation:
        return False
    return abs(first - second) <= max(CACHE_FLOOR, CACHE_TOLERANCE * max(abs(first), abs(second)))


def words(text: str) -> str:
    """A text in NFC on one line."""
    if text.isascii() and text.isprintable() and "\\" not in text:
        return text
    folded = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return folded.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def unfolded(text: str) -> str:
    """Words as they stood in the cell. A backslash before an n may be two signs, which one pass tells apart."""
    if "\\" not in text:
        return text
    if _MARK in text:
        return _ESCAPED.sub(_plain, text)
    return text.replace("\\\\", _MARK).replace("\\n", "\n").replace("\\t", "\t").replace(_MARK, "\\")


def _plain(found: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t"}.get(found[1], found[1])


def formula(text: str) -> str:
    """A formula without the = sign, blanks outside quotes removed, in upper case outside quotes."""
    kept: list[str] = []
    end = 0
    body = text.removeprefix("=")
    for quoted in _QUOTED.finditer(body):
        kept.extend((_bare(body[end : quoted.start()]), quoted.group()))
        end = quoted.end()
    return "".join((*kept, _bare(body[end:])))


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text).upper().replace("_XLFN.", "")


@lru_cache(maxsize=512)
def format_class(code: str) -> str:
    """What a number format makes of a number: general, number, percent, date, text, scaled, hidden or wordy."""
    if code.lower() in {"general", ""}:
        return "general"
    if any(re.search(r"\w", part) for part in re.findall(r'"([^"]*)"', code)) or re.search(r"\\\w", code):
        return "wordy"
    bare = _LITERAL.sub("", code).lower()
    if bare.strip() == "@":
        return "text"
    if "%" in bare:
        return "percent"
    if re.search(r"[0#?],+(;|$|[^0#?,.])", bare) or "e+" in bare:
        return "scaled"
    if re.search(r"[ymdhs]", bare):
        return "date"
    return "number" if re.search(r"[0#?]", bare) else "hidden"


def cell_line(place: str, value: str | Decimal, code: str, formula_text: str) -> str:
    """The line of one cell that was meant."""
    if formula_text:
        if isinstance(value, Decimal):
            return f"{place}\tf\t{formula(formula_text)}\t{number(exact(value), cached=True)}\t{format_class(code)}"
        return f"{place}\tf\t{formula(formula_text)}\t{words(value)}\ttext"
    if isinstance(value, Decimal):
        return f"{place}\tn\t{number(exact(value))}\t{format_class(code)}"
    return f"{place}\ts\t{words(value)}"


def area(top: int, left: int, bottom: int, right: int) -> str:
    """``A1:C3`` from 0-based bounds."""
    return f"{column_letters(left + 1)}{top + 1}:{column_letters(right + 1)}{bottom + 1}"


def lines_of(layout: Layout) -> list[str]:
    """The lines of a sheet that was meant; cells in row order, then joined areas."""
    names = [column_letters(place + 1) for place in range(max((len(row.cells) for row in layout.rows), default=0))]
    lines: list[str] = []
    for at, row in enumerate(layout.rows):
        sheet_row = str(at + 1)
        for name, cell in zip(names, row.cells, strict=False):
            if cell.value is not None:
                lines.append(cell_line(name + sheet_row, cell.value, cell.format, cell.formula))
    if layout.open_cells:
        closed = {f"{column_letters(column + 1)}{row + 1}\t" for row, column in layout.open_cells}
        lines = [line for line in lines if not line.startswith(tuple(closed))]
    return [*lines, *merge_lines(area(*merge) for merge in layout.merges)]


def merge_lines(areas: Iterable[str]) -> list[str]:
    """Lines of joined areas, sorted."""
    return sorted(f"merge\t{one}" for one in areas)


def joined(sheets: Sequence[SheetLines]) -> str:
    """All sheets as one text: a line for the sheet, then its lines."""
    return "\n".join(f"sheet\t{words(name)}{Lines.of(lines).text}" for name, lines in sheets)


def split(text: str) -> list[SheetLines]:
    """Inverse of `joined`."""
    sheets: list[SheetLines] = []
    for block in f"\n{text}".split("\nsheet\t")[1:]:
        name, more, lines = block.partition("\n")
        sheets.append((name, Lines(more + lines)))
    return sheets
