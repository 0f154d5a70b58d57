"""The table that Excel, WPS and LibreOffice put on the clipboard as HTML: what the plain text beside it does not carry.

That is the stored number where the shown one is rounded (``x:num``, ``sdval``), the indentation of a cell by which
clerks mark 其中 rows, and which cells are merged. Read with the standard library; anything but one plain table is left
to the plain text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Context, Decimal, DecimalException
from functools import lru_cache
from html.parser import HTMLParser

LONGEST = 12_000_000
_CELLS = 60_000
_SPAN = 1_000
_INDENT_PX = 12
_FAR = 40
_SHEET = Context(prec=15)
"""A spreadsheet keeps 15 digits; what it writes behind them is noise of its binary numbers."""
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_RULE = re.compile(r"\.([\w-]+)\s*\{([^}]*)\}")
_LENGTH = re.compile(r"([\d.]+)\s*(px|pt|em)?")
_PX = {"pt": Decimal(4) / 3, "em": Decimal(_INDENT_PX)}
_NOTHING_EXACT = ("", "-", "—", "－", "–")


class TooLarge(ValueError):
    """More cells than can be read while someone waits; such a table is better imported."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text as shown, the stored number if the program gave it, and the depth of its indentation."""

    text: str = ""
    number: Decimal | None = None
    depth: int = 0


@dataclass(slots=True)
class Table:
    """Rows of cells, all of one width; a merged cell stands at its upper left place, the others are blank."""

    rows: list[list[Cell]] = field(default_factory=list)
    merged: int = 0


def read(html: str) -> Table | None:
    """The one table of an HTML text; None when there is none, or more than one, or text beside it.

    Raises:
        TooLarge: it has too many cells.
    """
    if "<t" not in html[:LONGEST].lower():
        return None
    if len(html) > LONGEST:
        raise TooLarge
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_cell()
    if reader.tables != 1 or reader.outside:
        return None
    width = max((len(row) for row in reader.table.rows), default=0)
    for row in reader.table.rows:
        row.extend([Cell()] * (width - len(row)))
    return reader.table if width else None


def exact(shown: str, number: Decimal | None) -> str | None:
    """The stored number as text where the shown text says less; None where the shown text stays.

    Dates, amounts shown in another unit and anything else that the number does not round to stay as shown.
    """
    if number is None or number.adjusted() >= _SHEET.prec:  # a code as a number: its last digits are lost already
        return None
    bare = shown.strip()
    if bare in _NOTHING_EXACT:
        return "0" if not number else None  # a zero shown as a dash or as nothing is a zero
    if set(bare) == {"#"}:
        return _plain(number)
    percent = bare.endswith("%")
    body = bare.removesuffix("%").replace(",", "").replace("¥", "").replace("￥", "").strip()
    negative = body.startswith("(") and body.endswith(")")
    try:
        said = Decimal(body.strip("()"))
        stored = number.scaleb(2) if percent else number
        if negative:
            said = said.copy_negate()
        if not said.is_finite() or said == stored:
            return None
        half = Decimal(1).scaleb(int(said.as_tuple().exponent)) / 2
    except DecimalException:
        return None
    return _plain(stored) + ("%" if percent else "") if abs(stored - said) <= half else None


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


class _Reader(HTMLParser):
    """Collects the cells of a table."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.table = Table()
        self.tables = 0
        self.outside = False
        self._classes: dict[str, str] = {}
        self._taken: dict[int, int] = {}
        """Column → rows for which a cell merged from above still covers it."""
        self._parts: list[str] | None = None
        self._cell = Cell()
        self._at = 0
        self._given: str | None = None
        self._unseen = False
        self._within = ""
        self._nested = 0
        self._count = 0

    # --- tags --------------------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Rows and cells open; line breaks within a cell are kept."""
        found = {name: value or "" for name, value in attrs}
        match tag:
            case "style" | "script" | "title":
                self._within = tag
            case "table":
                self.tables += 1
                self._nested += 1
            case "tr":
                self.end_cell()
                self._begin_row(found)
            case "td" | "th" if self._nested:
                self.end_cell()
                self._begin_cell(found)
            case "br":
                self._add("\n")
            case "p" | "div" | "li" if self._parts and "".join(self._parts).strip():
                self._add("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """``<br/>`` and the like."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Cells end with their row at the latest."""
        if tag in ("style", "script", "title"):
            self._within = ""
        elif tag in ("td", "th", "tr"):
            self.end_cell()
        elif tag == "table":
            self.end_cell()
            self._nested -= 1

    def handle_data(self, data: str) -> None:
        """Text of a cell, or a style sheet with the indents of classes."""
        if self._within == "style":
            self._classes.update(_RULE.findall(data))
        elif self._within:
            return
        elif self._parts is not None:
            self._add(_BLANKS.sub(" ", data))
        elif not self._nested and data.strip():
            self.outside = True

    def _add(self, text: str) -> None:
        if self._parts is not None:
            self._parts.append(text)

    # --- rows and cells ----------------------------------------------------------------------------------------

    def _begin_row(self, found: Mapping[str, str]) -> None:
        self._unseen = _hidden(found)
        if not self._unseen:
            self.table.rows.append([])
            self._cover()

    def _cover(self) -> None:
        """Blank cells where one from above reaches down."""
        row = self.table.rows[-1]
        while self._taken.get(len(row), 0):
            self._taken[len(row)] -= 1
            row.append(Cell())

    def _begin_cell(self, found: Mapping[str, str]) -> None:
        if self._unseen or _hidden(found):
            return
        if not self.table.rows:
            self.table.rows.append([])
        named = [self._classes.get(one, "") for one in found.get("class", "").split()]
        style = ";".join([*named, found.get("style", "")])
        across, down = _span(found, "colspan"), _span(found, "rowspan")
        self.table.merged += across * down > 1
        self._count += across
        if self._count > _CELLS:
            raise TooLarge
        row = self.table.rows[-1]
        self._cell = Cell("", _number(found), _depth(style))
        self._given = found.get("x:str") or None
        self._parts = []
        self._at = len(row)
        for _ in range(across):
            self._taken[len(row)] = down - 1
            row.append(Cell())

    def end_cell(self) -> None:
        """Put the text of the open cell in its place."""
        parts, self._parts = self._parts, None
        if parts is None:
            return
        self.table.rows[-1][self._at] = replace(self._cell, text=self._given or _tidy("".join(parts)))
        self._cover()


def _tidy(text: str) -> str:
    """Blanks of the source at the ends of lines go; blanks written as such (&nbsp;) stay, as ordinary ones."""
    lines = [_BLANKS.sub(" ", line).strip(" ") for line in text.split("\n")]
    return "\n".join(lines).strip("\n").replace("\xa0", " ")


def _hidden(found: Mapping[str, str]) -> bool:
    return "display:none" in found.get("style", "").replace(" ", "").lower()


def _span(found: Mapping[str, str], name: str) -> int:
    text = found.get(name, "")
    return max(1, min(int(text), _SPAN)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _number(found: Mapping[str, str]) -> Decimal | None:
    """The stored number: ``x:num`` of Excel and WPS, ``sdval`` of LibreOffice."""
    for name in ("x:num", "sdval"):
        if text := found.get(name, "").strip():
            try:
                number = _SHEET.create_decimal(text)
            except DecimalException:
                return None
            return number if number.is_finite() and abs(number.adjusted()) < _FAR else None
    return None


@lru_cache(1024)
def _depth(style: str) -> int:
    """The indentation of a cell in steps; a margin of a pixel or two is none."""
    said = dict(_declarations(style))
    if (count := said.get("mso-char-indent-count", "")).isdigit():
        return int(count)
    for name in ("padding-left", "mso-text-indent", "text-indent", "margin-left"):
        if (found := _LENGTH.match(said.get(name, ""))) is not None:
            px = Decimal(found.group(1)) * _PX.get(found.group(2) or "px", Decimal(1))
            if px >= _INDENT_PX * Decimal("0.6"):
                return max(1, round(px / _INDENT_PX))
    return 0


def _declarations(style: str) -> Sequence[tuple[str, str]]:
    pairs = (one.partition(":") for one in style.split(";"))
    return [(name.strip().lower(), value.strip().lower()) for name, _colon, value in pairs if value.strip()]
