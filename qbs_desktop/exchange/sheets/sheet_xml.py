"""One pass over a worksheet part: strict about structure, exact about numbers.

Strict, because programs disagree about sloppy sheets (rows out of order, a place given twice, two bodies) and a
number that another program reads differently must not be taken. Rows in the plain form go the short way
(`sheet_tiles`), and only the rest of the part through the parser.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange.sheets.cells import (
    ERRORS,
    MERGE_KNOWN,
    PLAIN,
    Area,
    Cell,
    CellError,
    CellValue,
    Style,
    coordinate,
    parse_area,
)
from qbs_desktop.exchange.sheets.gate import damaged, odd, parse_xml, xml_parser
from qbs_desktop.exchange.sheets.numbers import exact_number, serial_date
from qbs_desktop.exchange.sheets.parts import Attributes, bounded, is_nought, local, truth, unescape
from qbs_desktop.exchange.sheets.sheet_tiles import NotPlain, cut

MAX_COLUMN = 1024
MAX_ROW = 1_000_000
MAX_CELLS = 6_000_000
MAX_MERGED = 3_000_000
"""Places under merged cells together; more only comes from areas that lie over each other."""


@dataclass
class Surroundings:
    """What a sheet needs from the rest of its workbook."""

    book: str
    texts: Sequence[str]
    styles: Sequence[Style]
    from_1904: bool


@dataclass
class Body:
    """What was read of one sheet."""

    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    filtered: bool = False


class _Reader:
    """The state of the pass. One instance reads one sheet."""

    def __init__(self, around: Surroundings, sheet: str) -> None:
        self.around = around
        self.sheet = sheet
        self.body = Body()
        self.cells: dict[int, Cell] = {}
        self.row = self.column = self.count = self.bodies = 0
        self.kind, self.style, self.formula = "n", PLAIN, False
        self.text: list[str] = []
        self.formula_text: list[str] = []
        self.in_formula = False
        self.group = ""
        self.shared: dict[str, tuple[str, str]] = {}
        self.taking = self.guides = self.values = self.merged = 0
        self._tags: dict[str, str] = {}

    # --- what expat calls ----------------------------------------------------------------------------------------

    def start(self, name: str, attributes: Attributes) -> None:
        tag = self._tags.get(name)
        if tag is None:
            tag = self._tags[name] = local(name)
        if tag == "c":
            self._start_cell(attributes)
        elif tag in ("v", "t"):
            self.taking += 1
            if tag == "v" or self.kind != "inlineStr":
                self._start_value()
        elif tag == "f":
            self.formula = self.in_formula = True
            self.group = attributes.get("si", "") if attributes.get("t") == "shared" else ""
        elif tag == "row":
            self._start_row(attributes)
        elif tag:
            self._other(tag, attributes)

    def end(self, name: str) -> None:
        tag = self._tags[name]
        if tag in ("v", "t"):
            self.taking -= 1
        elif tag == "c":
            self._end_cell()
        elif tag == "rPh":
            self.guides -= 1
        elif tag == "f":
            self.in_formula = False

    def characters(self, text: str) -> None:
        if self.in_formula:
            self.formula_text.append(text)
        if self.taking and not self.guides:
            self.text.append(text)

    # --- parts of the pass ---------------------------------------------------------------------------------------

    def _other(self, tag: str, attributes: Attributes) -> None:
        match tag:
            case "rPh":
                self.guides += 1
            case "sheetData":
                self.bodies += 1
                if self.bodies > 1:
                    raise odd(self.around.book, f"工作表“{self.sheet}”有两份数据")
            case "mergeCell":
                self._merge(parse_area(attributes["ref"]))
            case "col" if truth(attributes.get("hidden")) or is_nought(attributes.get("width")):
                first, last = int(attributes["min"]), min(int(attributes["max"]), MAX_COLUMN)
                self.body.hidden_columns.update(range(first, last + 1))
            case "filterColumn":
                self.body.filtered = True

    def _start_value(self) -> None:
        """A second value in a cell, or one inside another, would be read as more digits of the first."""
        self.values += 1
        if self.values > 1:
            raise ValueError(self.values)

    def in_value(self, *_what: object) -> None:
        """Programs differ on comments between the digits of a number; no office program writes them."""
        if self.taking:
            raise odd(self.around.book, "单元格里夹有注释")

    def _merge(self, area: Area) -> None:
        self.body.merged.append(area)
        self.merged += min((area.bottom - area.top + 1) * (area.right - area.left + 1), MERGE_KNOWN)
        if self.merged > MAX_MERGED:
            raise odd(self.around.book, f"工作表“{self.sheet}”的合并单元格互相重叠")

    def _start_row(self, attributes: Attributes) -> None:
        number = int(attributes.get("r", self.row + 1))
        if number <= self.row:
            raise odd(self.around.book, f"工作表“{self.sheet}”第{number}行的次序错乱")
        self.row, self.column = number, 0
        self.cells = {}
        if truth(attributes.get("hidden")) or is_nought(attributes.get("ht")):
            self.body.hidden_rows.add(number)

    def _start_cell(self, attributes: Attributes) -> None:
        place = attributes.get("r")
        if place is None:
            column = self.column + 1
        else:
            column = _column_of(place, self.row)
            if column <= self.column:
                raise odd(self.around.book, f"工作表“{self.sheet}”单元格 {place} 的次序错乱")
        self.column = column
        self.kind = attributes.get("t", "n")
        number = int(attributes.get("s", 0))
        if number < 0:
            raise ValueError(number)
        self.style = self.around.styles[number]
        self.formula = self.in_formula = False
        self.group = ""
        self.text = []
        self.formula_text = []
        self.values = 0

    def _end_cell(self) -> None:
        if not self.text and not self.formula and self.kind != "inlineStr":
            return
        if self.column > MAX_COLUMN or self.row > MAX_ROW:
            raise Refusal(
                f"“{self.around.book}”的工作表“{self.sheet}”在很远的 {coordinate(self.row, self.column)} 还有内容，"
                "没有读取。请删去数据区以外的行和列，保存后再导入。"
            )
        self.count += 1
        if self.count > MAX_CELLS:
            raise Refusal(f"“{self.around.book}”的单元格超过 {MAX_CELLS} 个，请拆分后再导入。")
        text = "".join(self.text)
        value, raw = self._value(text)
        if value is None and not self.formula:
            return
        if value is None and self.kind == "str" and self.values:
            value = ""  # a formula that gives an empty text is calculated
        if value is None:
            raw = self._formula_here()
        elif self.formula and self.group and self.formula_text:
            self._formula_here()
        if not self.cells:
            self.body.rows[self.row] = self.cells
        self.cells[self.column] = Cell(value, self.style, self.formula, raw)

    def _formula_here(self) -> str:
        """The formula of this cell; one that it shares with cells above (共享公式) is spelled out for its place."""
        text = "".join(self.formula_text)
        if not self.group:
            return text
        if text:
            self.shared[self.group] = (text, coordinate(self.row, self.column))
            return text
        if self.group not in self.shared:
            return ""
        from openpyxl.formula.translate import Translator

        origin, at = self.shared[self.group]
        here = coordinate(self.row, self.column)
        return str(Translator(f"={origin}", at).translate_formula(here)).removeprefix("=")

    def _value(self, text: str) -> tuple[CellValue, str]:
        match self.kind:
            case "s":
                return self.around.texts[_index(text, len(self.around.texts))] or None, ""
            case "str" | "inlineStr":
                return bounded(self.around.book, unescape(text)) or None, ""
            case "e":
                return self._error(text), ""
            case "b":
                return truth(text.strip()), ""
            case "d":
                return _iso_date(text.strip()), ""
            case "n":
                return self._number(text.strip())
        raise ValueError(self.kind)

    def _error(self, text: str) -> CellError:
        """An error value; one of another program would end the second reader, and the whole book with it.

        Raises:
            Refusal: it is none that files know; the sentence names the cell.
        """
        if text not in ERRORS:
            place = coordinate(self.row, self.column)
            what = f"工作表“{self.sheet}”的 {place} 是错误值“{text[:20]}”"
            raise Refusal(f"“{self.around.book}”的{what}，没有读取。请改正或清空这一格，保存后再导入。")
        return CellError(text)

    def _number(self, text: str) -> tuple[CellValue, str]:
        if not text:
            return None, ""
        number, raw = exact_number(text)
        if self.style.date:
            day = serial_date(number, from_1904=self.around.from_1904)
            if day is not None:
                return day, ""
        return number, raw


def _column_of(place: str, row: int) -> int:
    column = 0
    for at, char in enumerate(place):
        if not "A" <= char <= "Z":
            if at == 0 or place[at:] != str(row):
                raise ValueError(place)
            return column
        column = column * 26 + ord(char) - 64
    raise ValueError(place)


def _iso_date(text: str) -> CellValue:
    """The day of a date in ISO form; a time of day, or what is no date, stays the text it is."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return text or None


def _index(text: str, count: int) -> int:
    if not (text.isascii() and text.strip().isdecimal()) or int(text) >= count:
        raise ValueError(text)
    return int(text)


def read_body(around: Surroundings, sheet: str, xml: bytes) -> Body:
    """Read one worksheet part: its rows the short way where they are in the plain form, the rest by the parser.

    Raises:
        Refusal: broken, sloppy or out of bounds; the sentence names the place where it can.
    """
    try:
        tiles = cut(xml, around.texts, around.styles, from_1904=around.from_1904)
    except NotPlain:
        return parsed(around, sheet, xml)
    if tiles.count > MAX_CELLS or tiles.last_column > MAX_COLUMN or max(tiles.rows, default=0) > MAX_ROW:
        return parsed(around, sheet, xml)  # which names the place
    body = parsed(around, sheet, tiles.rest.encode())
    body.rows, body.hidden_rows = tiles.rows, tiles.hidden_rows
    return body


def parsed(around: Surroundings, sheet: str, xml: bytes) -> Body:
    """Read a worksheet part with the parser alone.

    Raises:
        Refusal: as `read_body`.
    """
    reader = _Reader(around, sheet)
    parser = xml_parser(around.book)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.CommentHandler = parser.ProcessingInstructionHandler = reader.in_value
    try:
        parse_xml(around.book, parser, xml)
    except (ValueError, KeyError, IndexError):
        raise damaged(around.book) from None
    if not reader.bodies:
        raise damaged(around.book)
    return reader.body
