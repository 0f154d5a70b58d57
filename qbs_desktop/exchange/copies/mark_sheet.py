"""Marking one sheet in place (在原表上标错): fills, the column 错误说明, its filter, and the tie to the comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.exchange.copies.mark_styles import MarkStyles
from qbs_desktop.exchange.copies.xml_edits import Edits, Element, prefix, text, walk, with_attributes
from qbs_desktop.exchange.sheets.cells import column_letters, parse_area, parse_coordinate

HEAD = "错误说明"
COLOURS = {Grade.ERROR: "FFC7CE", Grade.QUERY: "FFEB9C", Grade.HINT: "DDEBF7"}
"""Fill by grade: red, yellow, blue, as everywhere in the program."""
ORDER = (Grade.ERROR, Grade.QUERY, Grade.HINT)
NOTE_WIDTH = 80
_BEFORE_FILTER = ("sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios")
_AFTER_DRAWING = (
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
_TOP = frozenset({*_BEFORE_FILTER, *_AFTER_DRAWING, "dimension", "cols", "autoFilter", "legacyDrawing", "mergeCells"})
_RELATIONS = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "http://purl.oclc.org/ooxml/officeDocument/relationships",
}


class Unmarkable(Exception):
    """The workbook is written in a way that cannot be added to; a copy of its values is made instead."""


@dataclass
class Marks:
    """What is to be marked on a sheet: sentences by cell and by row, and those about the table as a whole."""

    by_cell: dict[str, list[SheetFinding]] = field(default_factory=dict)
    by_row: dict[int, list[SheetFinding]] = field(default_factory=dict)
    whole: list[SheetFinding] = field(default_factory=list)

    @classmethod
    def of(cls, findings: Sequence[SheetFinding], head_last: int) -> Marks:
        """Sort findings; those in the head or above belong to the table as a whole."""
        marks = cls()
        for one in findings:
            row = parse_coordinate(one.cell)[0]
            marks.by_cell.setdefault(one.cell, []).append(one)
            if row > head_last:
                marks.by_row.setdefault(row, []).append(one)
            else:
                marks.whole.append(one)
        return marks

    def comments(self, head: str) -> dict[str, str]:
        """Cell → comment; `head` is the cell of the heading 错误说明, which tells about the whole table."""
        told = {
            place: "\n".join(f"【{one.grade.label}】{one.message}" for one in own)
            for place, own in self.by_cell.items()
        }
        if self.whole:
            told[head] = lines(self.whole)
        return told


def lines(findings: Sequence[SheetFinding]) -> str:
    """Findings as lines, each with its cell."""
    return "\n".join(f"【{one.grade.label}】{one.cell}：{one.message}" for one in findings)


def worst(findings: Sequence[SheetFinding]) -> Grade:
    """The gravest grade."""
    return min((one.grade for one in findings), key=ORDER.index)


@dataclass
class MarkedSheet:
    """A sheet's part being marked.

    `column` is where 错误说明 goes, `filtered` the range of the filter, empty where tables have their own.
    """

    name: str
    body: bytes
    head_row: int
    marks: Marks
    styles: MarkStyles
    column: int = 0
    last_row: int = 0
    filtered: str = ""

    def __post_init__(self) -> None:
        """Find everything that is touched."""
        rows = {self.head_row, *(parse_coordinate(place)[0] for place in self.marks.by_cell)}
        state = {"row": 0, "column": 0, "first": 0}

        def seen(tag: str, attributes: Mapping[str, str]) -> None:
            if tag == "row":
                state["row"] = int(attributes.get("r", state["row"] + 1))
                state["column"] = 0
                state["first"] = state["first"] or state["row"]
                self.last_row = max(self.last_row, state["row"])
            elif tag == "c":
                place = attributes.get("r")
                state["column"] = parse_coordinate(place)[1] if place else state["column"] + 1
                self.column = max(self.column, state["column"])

        def want(tag: str, depth: int, _attributes: Mapping[str, str]) -> bool:
            if depth < 2:
                return depth == 0 or tag in _TOP
            if tag in ("row", "c"):
                here = state["row"] in rows or state["row"] == state["first"]
                if here:
                    self._places.append((state["row"], state["column"]))
                return here
            return tag == "col" and depth == 2

        self._places: list[tuple[int, int]] = []
        found = walk(self.name, self.body, want, seen)
        self._root, *inner = found
        self._top = {one.tag: one for one in inner if one.depth == 1}
        cells = [one for one in inner if one.tag in ("row", "c")]
        self._rows = {at[0]: one for one, at in zip(cells, self._places, strict=True) if one.tag == "row"}
        self._cells = {at: one for one, at in zip(cells, self._places, strict=True) if one.tag == "c"}
        self._cols = [one for one in inner if one.tag == "col"]
        self.column += 1
        self._settle(state["first"])

    def _settle(self, first: int) -> None:
        """What concerns rows that are not in the part goes to the heading, and the heading to a row that is."""
        if not first:
            raise Unmarkable
        for row in [one for one in self.marks.by_row if one not in self._rows]:
            self.marks.whole += self.marks.by_row.pop(row)
        if self.head_row not in self._rows:
            self.head_row = first

    @property
    def head_cell(self) -> str:
        """Where the heading 错误说明 stands."""
        return f"{column_letters(self.column)}{self.head_row}"

    def done(self, link: str | None) -> bytes:
        """The part with its marks; `link` is the relation of a new comment drawing."""
        edits, p = Edits(self.body), prefix(self.body, self._root)
        for place, own in sorted(self.marks.by_cell.items(), key=lambda pair: parse_coordinate(pair[0])):
            self._fill(edits, p, place, COLOURS[worst(own)])
        told = {row: (lines(own), self.styles.note()) for row, own in self.marks.by_row.items()}
        told[self.head_row] = (HEAD, self.styles.head(COLOURS[Grade.ERROR]))
        for row, (words, style) in told.items():
            self._note(edits, p, row, words, style)
        self._width(edits, p)
        self._filter(edits, p)
        self._dimension(edits)
        if link is not None:
            self._drawing(edits, p, link)
        return edits.done()

    # --- cells ---------------------------------------------------------------------------------------------------

    def _fill(self, edits: Edits, p: str, place: str, colour: str) -> None:
        row, column = parse_coordinate(place)
        cell = self._cells.get((row, column))
        if cell is not None:
            style = self.styles.filled(int(cell.attributes.get("s", "0")), colour)
            tag = with_attributes(self.body[cell.start : cell.inside], {"s": str(style)})
            edits.replace(cell.start, cell.inside, tag)
        elif (line := self._rows.get(row)) is not None and not line.empty:
            behind = [one.start for (at, other), one in self._cells.items() if at == row and other > column]
            new = f'<{p}c r="{place}" s="{self.styles.filled(0, colour)}"/>'
            edits.replace(*(min(behind, default=line.close),) * 2, new.encode())

    def _note(self, edits: Edits, p: str, row: int, words: str, style: int) -> None:
        place = f"{column_letters(self.column)}{row}"
        said = f'<{p}is><{p}t xml:space="preserve">{text(words)}</{p}t></{p}is>'
        cell = f'<{p}c r="{place}" s="{style}" t="inlineStr">{said}</{p}c>'.encode()
        line = self._rows.get(row)
        if line is None:
            return
        tag = with_attributes(self.body[line.start : line.inside], {}, drop=("spans",))
        if line.empty:
            closing = self.body[line.start : line.inside].split()[0].strip(b"</>")
            edits.replace(line.start, line.inside, tag.removesuffix(b"/>") + b">" + cell + b"</" + closing + b">")
        else:
            edits.replace(line.start, line.inside, tag)
            edits.replace(line.close, line.close, cell)

    # --- around the cells ----------------------------------------------------------------------------------------

    def _width(self, edits: Edits, p: str) -> None:
        at = self.column
        own = f'<{p}col min="{at}" max="{at}" width="{NOTE_WIDTH}" customWidth="1"/>'.encode()
        cols = self._top.get("cols")
        if cols is None:
            data = self._top["sheetData"].start
            edits.replace(data, data, f"<{p}cols>".encode() + own + f"</{p}cols>".encode())
            return
        behind = cols.close
        for one in self._cols:
            first, last = int(one.attributes["min"]), int(one.attributes["max"])
            if last < at:
                continue
            if first > at:
                behind = min(behind, one.start)
                continue
            tag = self.body[one.start : one.inside]
            pieces = [with_attributes(tag, {"min": str(first), "max": str(at - 1)})] if first < at else []
            pieces.append(own)
            pieces += [with_attributes(tag, {"min": str(at + 1), "max": str(last)})] if last > at else []
            edits.replace(one.start, one.after, b"".join(pieces))
            return
        edits.replace(behind, behind, own)

    def _filter(self, edits: Edits, p: str) -> None:
        """A filter over the table, or the sheet's own one made wider; tables keep their own."""
        letters = column_letters(self.column)
        own = self._top.get("autoFilter")
        if own is not None:
            area = parse_area(own.attributes.get("ref", "A1"))
            self.filtered = f"{column_letters(area.left)}{area.top}:{letters}{max(area.bottom, self.last_row)}"
            tag = with_attributes(self.body[own.start : own.inside], {"ref": self.filtered})
            edits.replace(own.start, own.inside, tag)
        elif "tableParts" not in self._top:
            self.filtered = f"A{self.head_row}:{letters}{max(self.last_row, self.head_row + 1)}"
            after = max(self._top[tag].after for tag in _BEFORE_FILTER if tag in self._top)
            edits.replace(after, after, f'<{p}autoFilter ref="{self.filtered}"/>'.encode())

    def _dimension(self, edits: Edits) -> None:
        one = self._top.get("dimension")
        if one is not None:
            ref = f"A1:{column_letters(self.column)}{max(self.last_row, 1)}"
            edits.replace(one.start, one.inside, with_attributes(self.body[one.start : one.inside], {"ref": ref}))

    def _drawing(self, edits: Edits, p: str, link: str) -> None:
        space = next((own for main, own in _RELATIONS.items() if main.encode() in self.body[: self._root.inside]), "")
        behind = [self._top[tag].start for tag in _AFTER_DRAWING if tag in self._top]
        at = min(behind, default=self._root.close)
        edits.replace(at, at, f'<{p}legacyDrawing xmlns:qbsr="{space}" qbsr:id="{link}"/>'.encode())

    @property
    def drawing(self) -> Element | None:
        """The element that ties the sheet's present comments to their drawing."""
        return self._top.get("legacyDrawing")
