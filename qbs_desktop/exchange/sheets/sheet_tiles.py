"""The short way through the rows of a worksheet part (快速通道), for sheets in the plain form that programs write.

One pattern cuts the rows into tiles: a row begins, a cell, a row ends. Every character between ``<sheetData>`` and
``</sheetData>`` has to belong to a tile, so nothing can hide between them; what is not in the plain form, or out of
order, or not well-formed, is left to the full parser, which reads it or says what is wrong with it. Both give the same
rows (tests hold every fixture and mutant against both); this one takes about a third of the time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from qbs_desktop.exchange.sheets.cells import ERRORS, Cell, CellError, CellValue, Style
from qbs_desktop.exchange.sheets.numbers import exact_number, serial_date
from qbs_desktop.exchange.sheets.parts import LONGEST_TEXT, is_nought, truth, unescape

_BEGIN, _END = "<sheetData>", "</sheetData>"
_ATTRIBUTES = r'(?: [\w:.]+="[^"<>&]*")*'
_TILE = re.compile(
    r'(<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]{1,6})")?(?: t="(n|s|str|b|e|inlineStr)")?'
    rf"(?:/>|>(<f{_ATTRIBUTES}(?:/>|>[^<]*</f>))?"
    r"(?:<v>(?:(-?[0-9]{1,9}(?:\.[0-9]{1,6})?)|([^<]*))</v>|<v/>|"
    r'(<is><t(?: xml:space="preserve")?>[^<]*</t></is>))?</c>)'
    rf"|<row({_ATTRIBUTES})(/?)>"
    r"|(</row>))",
    re.ASCII,
)
"""A tile: all of it; of a cell its letters, row, look, kind, formula, number of surely no more than 15 digits, other
value and text; of a row its attributes and whether it is closed at once; the end of a row. What is missing is empty."""
_AT_ONCE = 500_000
"""Characters whose tiles are cut at once, up to the next row; a row without cells may have no end tag."""
_ROW_ATTRIBUTE = re.compile(r' ([\w:.]+)="([^"]*)"', re.ASCII)
_ENTITY = re.compile("&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_NO_CHARACTER = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_STRANGE = re.compile(f"[{_NO_CHARACTER}]|<!|<[?]|]]>|&(?!(?:amp|lt|gt|quot|apos|#[0-9]{{1,7}}|#x[0-9A-Fa-f]{{1,6}});)")
"""What a parser would refuse, fold, or put something else in for."""


class NotPlain(Exception):
    """The sheet is not written in the plain form."""


@dataclass
class Tiles:
    """The rows of a sheet, which of them are hidden, and the rest of the part."""

    rest: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    count: int = 0
    last_column: int = 0


def cut(xml: bytes, texts: Sequence[str], styles: Sequence[Style], *, from_1904: bool) -> Tiles:
    """Cut the rows out of a worksheet part.

    Raises:
        NotPlain: something in it is not in the plain form.
    """
    text = _decoded(xml)
    start, end = text.find(_BEGIN), text.rfind(_END)
    if start < 0 or end < start:
        raise NotPlain
    tiles = Tiles(text[:start] + "<sheetData/>" + text[end + len(_END) :])
    _Walk(tiles, texts, styles, from_1904=from_1904).over(text, start + len(_BEGIN), end)
    return tiles


def _decoded(xml: bytes) -> str:
    head, mark, body = xml.partition(b"?>") if xml.startswith(b"<?xml") else (b"", b"", xml)
    if b"encoding" in head and b"UTF-8" not in head.upper():
        raise NotPlain
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise NotPlain from None
    if "\r" in text.strip() or _STRANGE.search(text):
        raise NotPlain
    return (head + mark).decode("ascii", "replace") + text


class _Walk:
    """One walk over the tiles of a sheet."""

    def __init__(self, tiles: Tiles, texts: Sequence[str], styles: Sequence[Style], *, from_1904: bool) -> None:
        self.tiles = tiles
        self.texts = texts
        self.styles = styles
        self.from_1904 = from_1904
        self._shared: dict[tuple[str, str], Cell | None] = {}
        """Cells with a shared text, each made once: most texts of a list are on many rows."""
        self._places: dict[str, int] = {}
        self._looks: dict[str, Style] = {}
        self._hidden: dict[str, bool] = {}
        """Whether a row with these attributes is hidden."""
        self._row, self._label, self._inside = 0, "", False

    def over(self, text: str, at: int, end: int) -> None:
        """Every tile from `at` to `end`, without a gap."""
        while at < end:
            upto = text.find("<row", min(at + _AT_ONCE, end), end)
            upto = upto if upto >= 0 else end
            tiles = _TILE.findall(text, at, upto)
            if sum([len(one[0]) for one in tiles]) != upto - at:
                raise NotPlain
            self._take(tiles)
            at = upto
        if self._inside:
            raise NotPlain

    def _take(self, tiles: Sequence[tuple[str, ...]]) -> None:
        """Tiles one after the other; between two calls a row is over."""
        places, column = self._places, 0
        cells: dict[int, Cell] = {}
        for _all, letters, number, style, kind, formula, sure, other, inline, attributes, closed, row_end in tiles:
            if letters:
                place = places.get(letters) or places.setdefault(letters, _column(letters))
                if number != self._label or place <= column:
                    raise NotPlain
                column = place
                if sure and not (kind or formula):
                    cells[column] = self._number(sure, style)
                elif (cell := self._cell(style, kind, formula, sure or other, inline)) is not None:
                    cells[column] = cell
            elif self._inside != bool(row_end):
                raise NotPlain
            elif self._inside:
                self._close(cells, column)
                cells = {}
            else:
                self._open(attributes, closed=bool(closed))
                column = 0
        if self._inside:
            raise NotPlain

    def _close(self, cells: dict[int, Cell], column: int) -> None:
        self._label, self._inside = "", False
        if cells:
            self.tiles.rows[self._row] = cells
            self.tiles.count += len(cells)
            if column > self.tiles.last_column:
                self.tiles.last_column = max(self.tiles.last_column, *cells)

    def _open(self, attributes: str, *, closed: bool) -> None:
        if not attributes.startswith(' r="'):
            raise NotPlain
        number, _, rest = attributes[4:].partition('"')
        if not number.isdecimal() or number[0] == "0" or int(number) <= self._row:
            raise NotPlain
        self._row = int(number)
        hidden = self._hidden.get(rest)
        if hidden is None:
            hidden = self._hidden[rest] = _hides(rest)
        if hidden:
            self.tiles.hidden_rows.add(self._row)
        self._inside, self._label = not closed, "" if closed else number

    def _look(self, style: str) -> Style:
        if style not in self._looks:
            self._looks[style] = self.styles[_within(style or "0", len(self.styles))]
        return self._looks[style]

    def _number(self, digits: str, style: str) -> Cell:
        """A cell with a number of few digits: nearly every cell of a list, so it is made as directly as can be."""
        look = self._looks.get(style) or self._look(style)
        number = Decimal(digits)
        day = serial_date(number, from_1904=self.from_1904) if look.date else None
        return tuple.__new__(Cell, (number if day is None else day, look, False, ""))

    def _cell(self, style: str, kind: str, formula: str, value: str, inline: str) -> Cell | None:
        """The cell of a tile; None when there is nothing to read in it."""
        if kind != "s" or formula or inline:
            return self._made(style, kind, formula, value, inline)
        if (style, value) not in self._shared:
            self._shared[style, value] = self._made(style, kind, formula, value, inline)
        return self._shared[style, value]

    def _made(self, style: str, kind: str, formula: str, value: str, inline: str) -> Cell | None:
        look = self._look(style)
        if (kind == "inlineStr") != bool(inline) or "xmlns" in formula:
            raise NotPlain
        found, raw = (_words(_inner(inline)) or None, "") if inline else self._value(kind, value, look)
        if found is None and formula:
            if kind == "str" or 't="shared"' in formula:
                raise NotPlain  # an empty text, or a formula that stands in another cell
            raw = _words(formula[formula.find(">") + 1 : -len("</f>")]) if formula.endswith("</f>") else ""
        return Cell(found, look, bool(formula), raw) if found is not None or formula else None

    def _value(self, kind: str, value: str, look: Style) -> tuple[CellValue, str]:
        if not value:
            return None, ""
        match kind:
            case "s":
                return self.texts[_within(value, len(self.texts))] or None, ""
            case "str":
                return _words(value) or None, ""
            case "e":
                if value not in ERRORS:
                    raise NotPlain
                return CellError(value), ""
            case "b":
                if value not in ("0", "1"):
                    raise NotPlain
                return value == "1", ""
        try:
            number, raw = exact_number(value)
        except ValueError:
            raise NotPlain from None
        day = serial_date(number, from_1904=self.from_1904) if look.date else None
        return (number, raw) if day is None else (day, "")


def _hides(attributes: str) -> bool:
    """Whether the attributes of a row behind its number hide it."""
    named = dict(_ROW_ATTRIBUTE.findall(attributes))
    if "xmlns" in attributes or "r" in named or len(named) != attributes.count('="'):
        raise NotPlain
    return truth(named.get("hidden")) or is_nought(named.get("ht"))


def _inner(inline: str) -> str:
    """The text of ``<is><t>…</t></is>``."""
    return inline[inline.index(">", len("<is>")) + 1 : -len("</t></is>")]


def _words(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise NotPlain
    return unescape(_ENTITY.sub(_character, text) if "&" in text else text)


def _character(found: re.Match[str]) -> str:
    name, decimal, hexadecimal = found.groups()
    if name:
        return _ENTITIES[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if code > 0x10FFFF or re.match(f"[{_NO_CHARACTER}]", chr(code)):
        raise NotPlain
    return chr(code)


def _within(number: str, count: int) -> int:
    if not (number.isascii() and number.isdecimal()) or int(number) >= count:
        raise NotPlain
    return int(number)


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column
