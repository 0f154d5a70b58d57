"""A workbook as the seal sees it: the canonical lines of what stands in the file, read once, behind the gate.

The same reader proves a file just written and verifies one that came back, so there is no second opinion on what a
cell holds.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from qbs_desktop.exchange.sealed import canonical, own_grammar
from qbs_desktop.exchange.sealed.canonical import Lines
from qbs_desktop.exchange.sheets.cells import column_letters
from qbs_desktop.exchange.sheets.gate import Package, damaged, odd, parse_xml, xml_parser
from qbs_desktop.exchange.sheets.parts import is_nought, local, shared_strings, truth, unescape

_BUILT_IN: dict[int, str] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss",
    46: "h:mm:ss", 47: "mm:ss", 48: "0.0E+0", 49: "@",
}  # fmt: skip


@dataclass(slots=True)
class SeenCell:
    """One cell: its type (n, s, b, e, f), its text as canonical words or number, formula and format class."""

    type: str
    value: str | None
    formula: str = ""
    cls: str = "general"

    def line(self, place: str) -> str:
        """The canonical line."""
        if self.type == "f":
            return f"{place}\tf\t{self.formula}\t{self.value or ''}\t{self.cls}"
        if self.type == "s":
            return f"{place}\ts\t{self.value}"
        return f"{place}\t{self.type}\t{self.value}\t{self.cls}"


@dataclass(slots=True)
class SeenSheet:
    """One sheet: its cells, and what else changes its meaning.

    Attributes:
        lines: the canonical lines of its cells, where they were read at one go.
        known: place → cell, in file order; made of the lines when a cell is asked for.
    """

    name: str
    hidden: bool
    known: dict[str, SeenCell] = field(default_factory=dict)
    lines: Lines | None = None
    merges: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    @property
    def cells(self) -> dict[str, SeenCell]:
        """Place → cell, in file order."""
        if self.lines is not None and not self.known:
            self.known = dict(map(_cell_of, self.lines))
        return self.known

    def text(self, place: str) -> str:
        """A text cell's own words, unfolded."""
        cell = self.cells.get(place)
        if cell is None or cell.type != "s" or cell.value is None:
            return ""
        return cell.value


def _cell_of(line: str) -> tuple[str, SeenCell]:
    place, kind, *rest = line.split("\t")
    match kind:
        case "f":
            return place, SeenCell("f", rest[1], rest[0], rest[2])
        case "s":
            return place, SeenCell("s", rest[0])
        case _:
            return place, SeenCell(kind, rest[0], cls=rest[1])


@dataclass(slots=True)
class SeenBook:
    """One workbook: its sheets in order, and things a return never has."""

    sheets: list[SeenSheet]
    names: list[str]
    outside_links: bool
    macros: bool
    creator: str


def see(package: Package, only: str = "") -> SeenBook:
    """Read a workbook that passed the gate; `only` one of its sheets, where the others were proved before.

    Raises:
        Refusal: it is broken inside, or built so that programs would read it differently.
    """
    return _Eyes(package).book(only)


class _Eyes:
    """Reads the parts of one package."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._name = package.name
        self._strings: list[str] = []
        self._by_number: dict[str, str] = {}
        self._classes: list[str] = []

    def book(self, only: str) -> SeenBook:
        root = self._relations("")
        main = next((target for kind, target in root.values() if kind.endswith("/officeDocument")), "")
        targets = self._relations(main)
        self._strings = self._texts(targets)
        self._by_number = {str(at): text for at, text in enumerate(self._strings)}
        entries, names = self._workbook(main)
        if len({name.lower() for name, _hidden, _link in entries}) != len(entries):
            raise odd(self._name, "有重名的工作表")
        for kind, target in targets.values():
            if kind.endswith("/styles"):
                self._classes = self._styles(target)
        wanted = [entry for entry in entries if not only or entry[0] == only]
        sheets = [self._sheet(name, hidden, targets.get(link, ("", ""))[1]) for name, hidden, link in wanted]
        kinds = self._package.parts.get("[Content_Types].xml", b"")
        return SeenBook(
            sheets,
            names,
            outside_links=any(kind.endswith("/externalLink") for kind, _ in targets.values()),
            macros=b"macroEnabled" in kinds or b"vbaProject" in kinds,
            creator=self._creator(root),
        )

    def _texts(self, targets: Mapping[str, tuple[str, str]]) -> list[str]:
        """The words of the shared texts."""
        path = next((target for kind, target in targets.values() if kind.endswith("/sharedStrings")), "")
        own = own_grammar.shared_texts(self._package.parts.get(path, b""))
        return [canonical.words(text) for text in shared_strings(self._package)] if own is None else own

    def _elements(self, path: str) -> list[tuple[str, dict[str, str], str]]:
        """A small part as (element, attributes, own text), in order of their ends."""
        found: list[tuple[str, dict[str, str], str]] = []
        stack: list[tuple[str, dict[str, str], list[str]]] = []
        parser = xml_parser(self._name)
        parser.StartElementHandler = lambda tag, attributes: stack.append((_local(tag), _locals(attributes), []))

        def characters(text: str) -> None:
            stack[-1][2].append(text)

        def end(_tag: str) -> None:
            tag, attributes, texts = stack.pop()
            found.append((tag, attributes, "".join(texts)))

        parser.CharacterDataHandler = characters
        parser.EndElementHandler = end
        parse_xml(self._name, parser, self._package.part(path))
        return found

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path not in self._package.parts:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for tag, attributes, _ in self._elements(path):
            if tag == "Relationship":
                target = attributes.get("Target", "")
                inside = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                found[attributes.get("Id", "")] = (attributes.get("Type", ""), inside)
        return found

    def _workbook(self, path: str) -> tuple[list[tuple[str, bool, str]], list[str]]:
        entries: list[tuple[str, bool, str]] = []
        names: list[str] = []
        for tag, attributes, _ in self._elements(path):
            if tag == "sheet":
                hidden = attributes.get("state", "visible") != "visible"
                entries.append((attributes.get("name", ""), hidden, attributes.get("id", "")))
            elif tag == "definedName" and not attributes.get("name", "").startswith("_xlnm."):
                names.append(attributes.get("name", ""))
        return entries, names

    def _creator(self, root: Mapping[str, tuple[str, str]]) -> str:
        path = next((target for kind, target in root.values() if kind.endswith("/core-properties")), "")
        if path not in self._package.parts:
            return ""
        return next((text for tag, _, text in self._elements(path) if tag == "creator"), "")

    def _styles(self, path: str) -> list[str]:
        """Format class of each cell style, in order."""
        codes = dict(_BUILT_IN)
        classes: list[str] = []
        inside = {"cellXfs": False}
        parser = xml_parser(self._name)

        def start(tag: str, attributes: dict[str, str]) -> None:
            name = _local(tag)
            if name == "cellXfs":
                inside["cellXfs"] = True
            elif name == "numFmt" and "numFmtId" in attributes:
                codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
            elif name == "xf" and inside["cellXfs"]:
                classes.append(canonical.format_class(codes.get(int(attributes.get("numFmtId", "0")), "General")))

        def end(tag: str) -> None:
            if _local(tag) == "cellXfs":
                inside["cellXfs"] = False

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parse_xml(self._name, parser, self._package.part(path))
        return classes

    def _sheet(self, name: str, hidden: bool, path: str) -> SeenSheet:
        sheet = self._as_written(name, hidden, self._package.part(path))
        if sheet is None:
            sheet = SeenSheet(name, hidden)
            _SheetReader(self._name, sheet, self._strings, self._classes).read(self._package.part(path))
        for kind, target in self._relations(path).values():
            if kind.endswith("/comments") and target in self._package.parts:
                sheet.comments = [a.get("ref", "") for tag, a, _ in self._elements(target) if tag == "comment"]
        return sheet

    def _as_written(self, name: str, hidden: bool, body: bytes) -> SeenSheet | None:
        """The sheet, if its table is of our writer's form and all of its cells stand there."""
        cut = own_grammar.table_cut_out(body)
        lines = (
            own_grammar.cell_lines(cut[1], self._by_number, self._classes, _column_number) if cut is not None else None
        )
        if cut is None or lines is None:
            return None
        sheet = SeenSheet(name, hidden)
        rest = _SheetReader(self._name, sheet, self._strings, self._classes)
        rest.read(cut[0])
        if rest.rows:
            return None
        sheet.lines = lines
        return sheet


_tag = lru_cache(maxsize=256)(local)
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?")
"""What every program reads as the same number: no blanks, no digits of other scripts, no names of infinity."""
_CODED_DIGITS = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[-+0-9.eE]*&#")
"""A number with a character reference in it, which calamine leaves out; no office program writes one."""


class _SheetReader:
    """Reads one worksheet part with expat; cells and rows must come in order, each once."""

    def __init__(self, book: str, sheet: SeenSheet, strings: list[str], classes: list[str]) -> None:
        self._book = book
        self._sheet = sheet
        self._strings = strings
        self._classes = classes
        self._place = ""
        self._type = "n"
        self._style = 0
        self._texts: list[str] = []
        self._value: str | None = None
        self._inline: list[str] = []
        self._formula: str | None = None
        self._shared: dict[str, tuple[str, str]] = {}
        self._group = ""
        self._kind = ""
        self._row = 0
        self._row_text = "0"
        self._column = 0
        self._listen = False
        self._phonetic = 0
        self._tables = 0

    def read(self, body: bytes) -> None:
        """Parse the part into the sheet."""
        parser = xml_parser(self._book)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.CommentHandler = parser.StartCdataSectionHandler = parser.ProcessingInstructionHandler = self._refuse
        if _CODED_DIGITS.search(body):
            raise odd(self._book, "数字写成了代码")
        try:
            parse_xml(self._book, parser, body)
        except (ValueError, IndexError, ArithmeticError, KeyError):
            raise damaged(self._book) from None
        if self._tables != 1:
            raise odd(self._book, "有几张单元格表" if self._tables else "没有单元格表")

    @property
    def rows(self) -> bool:
        """Whether it came upon a row or a cell."""
        return bool(self._row or self._column or self._sheet.known)

    def _refuse(self, *_text: object) -> None:
        """Readers differ on comments and CDATA between the digits of a number; no office program writes them."""
        raise odd(self._book, "单元格里夹有注释")

    def _characters(self, text: str) -> None:
        if self._listen:
            self._texts.append(text)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _tag(tag)
        if name == "c":
            self._start_cell(attributes)
        elif name in {"v", "f", "t"}:
            self._texts.clear()
            self._listen = not self._phonetic
            if name == "f":
                self._kind, self._group = attributes.get("t", ""), attributes.get("si", "")
        elif name == "row":
            self._start_row(attributes)
        elif name == "sheetData":
            self._tables += 1
        elif name == "rPh":
            self._phonetic += 1
        elif name == "mergeCell":
            self._sheet.merges.append(attributes.get("ref", ""))
        elif name == "col":
            self._start_columns(attributes)

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self._row + 1))
        if number <= self._row:
            raise damaged(self._book)
        self._row, self._column, self._row_text = number, 0, str(number)
        if truth(attributes.get("hidden")) or is_nought(attributes.get("ht")):
            self._sheet.hidden_rows.append(number)

    def _start_columns(self, attributes: dict[str, str]) -> None:
        first, last = int(attributes["min"]), int(attributes["max"])
        if truth(attributes.get("hidden")) or is_nought(attributes.get("width")):
            self._sheet.hidden_columns.extend(
                column_letters(number) for number in range(first, min(last, first + 999) + 1)
            )

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        column = self._column + 1
        if place:
            signs = place.rstrip("0123456789")
            column = _column_number(signs)
            if place != signs + self._row_text:
                raise damaged(self._book)
        if column <= self._column:
            raise damaged(self._book)
        self._column = column
        self._place = place or f"{column_letters(column)}{self._row}"
        self._type = attributes.get("t", "n")
        self._style = int(attributes.get("s", "0"))
        self._value = self._formula = None
        self._inline.clear()

    def _end(self, tag: str) -> None:
        name = _tag(tag)
        if name == "v":
            if self._value is not None:
                raise damaged(self._book)
            self._value = "".join(self._texts)
            self._listen = False
        elif name == "c":
            self._end_cell()
        elif name == "f":
            self._formula = self._shared_formula("".join(self._texts))
            self._listen = False
        elif name == "t":
            if not self._phonetic:
                self._inline.append("".join(self._texts))
            self._listen = False
        elif name == "rPh":
            self._phonetic -= 1

    def _shared_formula(self, text: str) -> str:
        """A shared formula (one text for a stretch of cells) spelled out for this cell."""
        if self._kind != "shared":
            return text if not self._kind or self._kind == "normal" else f"{{{text}}}"
        if text:
            self._shared[self._group] = (text, self._place)
            return text
        from openpyxl.formula.translate import Translator

        origin, at = self._shared[self._group]
        return str(Translator(f"={origin}", at).translate_formula(self._place)).removeprefix("=")

    def _end_cell(self) -> None:
        cls = self._classes[self._style] if self._style < len(self._classes) else "general"
        kind, value = self._content()
        if self._formula is not None:
            number = kind == "n"
            shown = cls if number or value is None else "text" if kind == "s" else kind
            self._sheet.cells[self._place] = SeenCell("f", value, canonical.formula(self._formula), shown)
        elif value is not None and value != "":
            self._sheet.cells[self._place] = SeenCell(kind, value, cls=cls)

    def _content(self) -> tuple[str, str | None]:
        raw = self._value
        match self._type:
            case "s":
                return "s", None if raw is None else self._strings[int(raw)]
            case "inlineStr":
                return "s", canonical.words(unescape("".join(self._inline)))
            case "str":
                return "s", None if raw is None else canonical.words(unescape(raw))
            case "n":
                if raw is None or not raw.strip():
                    return "n", None
                if not _NUMBER.fullmatch(raw):
                    raise damaged(self._book)
                return "n", canonical.number(raw, cached=self._formula is not None)
            case "b" | "e" | "d":
                return self._type, raw
            case _:
                raise damaged(self._book)


@lru_cache(maxsize=1024)
def _column_number(sign_letters: str) -> int:
    number = 0
    for sign in sign_letters:
        number = number * 26 + ord(sign) - 64
    if not 1 <= number <= 16384:
        raise ValueError(sign_letters)
    return number


def _local(tag: str) -> str:
    return tag.rpartition(" ")[2]


def _locals(attributes: dict[str, str]) -> dict[str, str]:
    return {name.rpartition(" ")[2]: value for name, value in attributes.items()}
