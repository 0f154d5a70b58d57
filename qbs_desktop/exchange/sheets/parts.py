"""The parts of a workbook besides its sheets: which sheets there are, shared texts, and styles.

Only what changes the meaning of a value is read. Element names are matched with their namespace, so that
extensions and drawings with like names are never taken for content.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange.sheets.cells import PLAIN, Style
from qbs_desktop.exchange.sheets.gate import Package, damaged, odd, parse_xml, too_large, xml_parser

MAIN = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    }
)
"""The transitional and the strict namespace of SpreadsheetML."""

MAX_TEXTS = 2_000_000
LONGEST_TEXT = 32_767
"""Characters of a cell's text in Excel and WPS."""
Attributes: TypeAlias = Mapping[str, str]
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")

_DATE_IDS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Built-in date formats, with the East Asian ones (27-36, 50-58)."""
_MONTH_ONLY = frozenset({17, 27, 28, 29, 30, 36, 50, 52, 57})
_PERCENT_IDS = frozenset({9, 10})
_LINKS = frozenset(
    {
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
        "http://purl.oclc.org/ooxml/officeDocument/relationships id",
    }
)
"""The attribute that links a listed sheet to its part; transitional and strict."""
_MACRO_SHEETS = ("/xlMacrosheet", "/xlIntlMacrosheet")
_NO_CELLS = ("/chartsheet", "/dialogsheet")
"""Sheets without cells of their own; any other listed sheet must be there, or its rows would be lost unsaid."""


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One sheet as listed in the workbook: its name, its part and whether it is shown."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """The list of sheets and the date system."""

    sheets: tuple[SheetEntry, ...]
    from_1904: bool


def local(name: str) -> str:
    """``uri tag`` → ``tag`` when it is SpreadsheetML, else an empty text."""
    uri, _, tag = name.rpartition(" ")
    return tag if uri in MAIN else ""


def truth(text: str | None) -> bool:
    """An XML boolean attribute."""
    return text in ("1", "true", "on")


def is_nought(measure: str | None) -> bool:
    """Whether a height or width is given as zero, which hides as well as hiding does."""
    return measure is not None and float(measure) == 0


def contents(package: Package) -> Contents:
    """The sheets of a workbook in their order.

    Raises:
        Refusal: broken, two sheets of one name, or no sheet with cells.
    """
    main = _related(package, "", "_rels/.rels", "/officeDocument")
    path = next(iter(main.values()), "xl/workbook.xml")
    folder, leaf = posixpath.split(path)
    links = f"{folder}/_rels/{leaf}.rels"
    targets = _related(package, folder, links, "/worksheet")
    passed = {key for kind in _NO_CELLS for key in _related(package, folder, links, kind)}
    if any(_related(package, folder, links, kind) for kind in _MACRO_SHEETS):
        raise Refusal(
            f"“{package.name}”里有 Excel 4.0 宏表，没有读取。请把要导入的工作表复制到新工作簿，另存为 .xlsx 后再导入。"
        )
    entries: list[SheetEntry] = []
    dates: list[bool] = []

    def start(name: str, attributes: Attributes) -> None:
        tag = local(name)
        if tag == "workbookPr":
            dates.append(truth(attributes.get("date1904")))
        elif tag == "sheet":
            key = next((value for at, value in attributes.items() if at in _LINKS), "")
            if key in targets:
                hidden = attributes.get("state", "visible") != "visible"
                entries.append(SheetEntry(attributes.get("name", ""), targets[key], hidden))
            elif key not in passed:
                raise damaged(package.name)

    _run(package, path, start)
    if len({one.name.casefold() for one in entries}) != len(entries) or len({one.part for one in entries}) != len(
        entries
    ):
        raise odd(package.name, "有重名的工作表")
    if not entries:
        raise Refusal(f"“{package.name}”里没有工作表（只有图表或什么也没有），没有可导入的内容。请换一个工作簿。")
    return Contents(tuple(entries), any(dates))


def related(package: Package, kind: str) -> str | None:
    """The part of the workbook with a relationship of this kind (``/styles``, ``/sharedStrings``)."""
    main = _related(package, "", "_rels/.rels", "/officeDocument")
    folder, leaf = posixpath.split(next(iter(main.values()), "xl/workbook.xml"))
    return next(iter(_related(package, folder, f"{folder}/_rels/{leaf}.rels", kind).values()), None)


def _related(package: Package, folder: str, path: str, kind: str) -> dict[str, str]:
    found: dict[str, str] = {}

    def start(name: str, attributes: Attributes) -> None:
        if name.endswith(" Relationship") and attributes.get("Type", "").endswith(kind):
            target = attributes.get("Target", "")
            full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            if attributes.get("TargetMode") != "External":
                found[attributes.get("Id", "")] = full

    if path in package.parts:
        _run(package, path, start)
    return found


def _run(
    package: Package,
    path: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    parser = xml_parser(package.name)
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    parse_xml(package.name, parser, package.part(path))


def unescape(text: str) -> str:
    """Control characters in a shared text are written ``_x000D_``."""
    return _ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), text) if "_x" in text else text


def bounded(book: str, text: str) -> str:
    """The text, if a spreadsheet program could have written it.

    Raises:
        Refusal: it is longer than any cell can be.
    """
    if len(text) > LONGEST_TEXT:
        raise odd(book, f"一个单元格里有 {len(text)} 个字")
    return text


def shared_strings(package: Package) -> list[str]:
    """The shared texts (共享字符串), phonetic guides left out."""
    path = _texts_part(package)
    if path is None:
        return []
    texts: list[str] = []
    pieces: list[str] = []
    state = {"text": 0, "guide": 0}

    def start(name: str, _attributes: Attributes) -> None:
        match local(name):
            case "si":
                pieces.clear()
            case "rPh":
                state["guide"] += 1
            case "t":
                state["text"] += 1

    def end(name: str) -> None:
        match local(name):
            case "si":
                texts.append(bounded(package.name, unescape("".join(pieces))))
            case "rPh":
                state["guide"] -= 1
            case "t":
                state["text"] -= 1

    def characters(text: str) -> None:
        if state["text"] and not state["guide"]:
            pieces.append(text)

    _run(package, path, start, end, characters)
    return texts


def _texts_part(package: Package) -> str | None:
    """The part with the shared texts, if there is one and it does not hold millions."""
    path = related(package, "/sharedStrings")
    if path is not None and package.part(path).count(b"<si") > MAX_TEXTS:
        raise too_large(package.name)
    return path


def styles(package: Package) -> list[Style]:
    """What each cell format (单元格格式) says about a value, by its number."""
    path = related(package, "/styles")
    if path is None:
        return [PLAIN]
    codes: dict[int, str] = {}
    formats: list[tuple[int, int]] = []
    inside = {"cellXfs": False}

    def start(name: str, attributes: Attributes) -> None:
        tag = local(name)
        if tag == "numFmt":
            codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            inside["cellXfs"] = True
        elif tag == "xf" and inside["cellXfs"]:
            formats.append((int(attributes.get("numFmtId", 0)), 0))
        elif tag == "alignment" and inside["cellXfs"] and formats:
            formats[-1] = (formats[-1][0], int(attributes.get("indent", 0)))

    def end(name: str) -> None:
        if local(name) == "cellXfs":
            inside["cellXfs"] = False

    try:
        _run(package, path, start, end)
    except (KeyError, ValueError):
        raise damaged(package.name) from None
    return [style_of(number, codes.get(number), indent) for number, indent in formats] or [PLAIN]


def style_of(number: int, code: str | None, indent: int = 0) -> Style:
    """The meaning of a number format: its own code, or a built-in one by number."""
    if code is None:
        if number in _DATE_IDS:
            shown = "yyyy-mm" if number in _MONTH_ONLY else "yyyy-mm-dd"
            return Style(shown, date=True, indent=indent)
        return Style("0%" if number in _PERCENT_IDS else "General", percent=number in _PERCENT_IDS, indent=indent)
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', "", code.split(";")[0])
    lower = bare.lower().replace("general", "")
    is_date = bool(re.search(r"[ydhs年]|m", lower)) and not re.search(r"[0#?]", re.sub(r"s\.0+", "s", lower))
    scaled = bool(re.search(r"[0#?],+(?![0#?,])", bare)) or bool(re.search(r"[0#?]\s*(!|\\)[.．]", code.split(";")[0]))
    return Style(code, date=is_date, percent="%" in bare, scaled=scaled and not is_date, indent=indent)
