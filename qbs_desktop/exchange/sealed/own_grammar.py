"""Sheets exactly as our own writer writes them, read by that fixed grammar (本程序的写法) instead of as any XML.

A county's export comes back untouched nearly always, and then every part is of a few forms only. One expression covers
every byte of a table of cells, so what it accepts is a small part of XML with one meaning, the one that `seen` gives
it. Whatever has one byte of another form is answered with None and read as XML. Nothing is trusted here: every cell is
still read and held against the seal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import unescape as from_xml

from qbs_desktop.exchange.sealed import canonical
from qbs_desktop.exchange.sealed.canonical import Lines
from qbs_desktop.exchange.sealed.row_shapes import ROW, lines_by_row
from qbs_desktop.exchange.sheets.parts import LONGEST_TEXT, MAX_TEXTS, unescape

_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TEXTS = re.compile(
    r'<sst xmlns="http://schemas\.openxmlformats\.org/spreadsheetml/2006/main" count="\d+" uniqueCount="\d+">'
)
_FORBIDDEN = bytes({*range(32)} - {*b"\t\n"})
"""What XML forbids in a text or changes as it reads (a carriage return)."""
_NO_SIGNS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
"""U+FFFE and U+FFFF, which XML forbids as well."""
_ENTITIES = (b"&amp;", b"&lt;", b"&gt;")
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_PLAIN = "[^<>&\x00-\x1f\ufffe\uffff]*+"
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="(0|[1-9][0-9]{0,4})")?+'
    r'(?:/>'
    r'| t="s"><v>(0|[1-9][0-9]{0,6})</v></c>'
    r'|><v>(-?[0-9]{1,20}(?:\.[0-9]{1,30})?+)</v></c>'
    rf'|><f>({_PLAIN}(?:&(?:amp|lt|gt);{_PLAIN})*+)</f><v>(-?[0-9]{{1,20}}(?:\.[0-9]{{1,30}})?+)</v></c>'
    rf'| t="str"><f>(?!<)({_PLAIN}(?:&(?:amp|lt|gt);{_PLAIN})*+)</f><v>({_PLAIN})</v></c>)'
    rf"|</row>{ROW}"
    r"|(.)",
    re.DOTALL,
)  # fmt: skip
"""A cell (blank, text, number, formula with a number or a text), or the border of two rows, or one strange character.

Column, row, style; shared text; number; formula and number; formula and text; the row that begins; what is strange.
"""
_SETTLED_FORMULA = re.compile(r"(?!=)[A-Z0-9+*/(),.:$-]*")
"""A formula that is its own canonical form."""


def shared_texts(body: bytes) -> list[str] | None:
    """The canonical words of shared texts (共享字符串) as our writer lists them; None in any other form.

    What has to be looked for is looked for in the bytes, where that takes a tenth of the time.
    """
    said = _decoded(body)
    begin = _TEXTS.match(said) if said is not None else None
    if said is None or begin is None or not said.endswith("</t></si></sst>"):
        return None
    inner = said[begin.end() : -len("</sst>")].replace('<t xml:space="preserve">', "<t>")
    if not inner.startswith("<si><t>"):
        return None
    texts = inner[len("<si><t>") : -len("</t></si>")].split("</t></si><si><t>")
    marks = 4 * len(texts) + 3  # of each text, of the table, of the first line
    if (
        body.count(b"<") != marks
        or body.count(b">") != marks
        or body.count(b"&") != sum(map(body.count, _ENTITIES))
        or len(texts) > MAX_TEXTS
        or max(map(len, texts)) > LONGEST_TEXT
    ):
        return None
    if b"&" in body:
        texts = [from_xml(text) if "&" in text else text for text in texts]
    if b"_x" in body:
        texts = [unescape(text) for text in texts]
    elif unicodedata.is_normalized("NFC", "\n".join(texts)):
        return [canonical.words(text) if "\\" in text or "\n" in text or "\t" in text else text for text in texts]
    return [canonical.words(text) for text in texts]


def _decoded(body: bytes) -> str | None:
    """A part's text behind its first line, if there is no sign in it that XML forbids or changes."""
    if not body.startswith(_HEAD) or any(sign in body for sign in _NO_SIGNS):
        return None
    if len(body.translate(None, _FORBIDDEN)) != len(body):
        return None
    try:
        return body[len(_HEAD) :].decode()
    except UnicodeDecodeError:
        return None


def table_cut_out(body: bytes) -> tuple[bytes, str] | None:
    """A sheet's part without its table of cells, and the inside of that table; None if it is not of our form.

    Comments, CDATA and declarations, in which the marks could stand without meaning anything, are refused by whoever
    reads the rest.
    """
    if not body.startswith(_HEAD) or body.count(_OPEN) != 1 or body.count(_CLOSE) != 1:
        return None
    start, end = body.index(_OPEN), body.index(_CLOSE)
    try:
        return body[:start] + b"<sheetData/>" + body[end + len(_CLOSE) :], body[start + len(_OPEN) : end].decode()
    except UnicodeDecodeError:
        return None


def cell_lines(
    table: str, texts: Mapping[str, str], classes: Sequence[str], number_of: Callable[[str], int]
) -> Lines | None:
    """The canonical lines of a table of cells, in order; None in any other form than our writer's.

    Args:
        table: what stands between the marks of the table.
        texts: the canonical words of the shared texts, by their printed numbers.
        classes: the format class of each style.
        number_of: the number of a column by its letters.
    """
    if not table.startswith("<row ") or not table.endswith("</row>"):
        return None
    try:
        lines = lines_by_row(table, texts, tuple(classes), number_of)
        if lines is not None:
            return lines
        shown = {str(at): name for at, name in enumerate(classes)}
        shown[""] = shown.get("0", "general")
        found = _CELL.findall(f"</row>{table.removesuffix('</row>')}")
        return Lines.of(_lines(found, texts, shown, number_of))
    except (LookupError, ValueError):
        return None


def _lines(
    found: Sequence[tuple[str, ...]],
    texts: Mapping[str, str],
    shown: Mapping[str, str],
    number_of: Callable[[str], int],
) -> Iterator[str]:
    """The lines of the cells found.

    Raises:
        ValueError: something strange was found; rows or cells are not in order, each once, every cell in its row.
        LookupError: a text that is not there.
    """
    columns: dict[str, int] = {}
    row, column = "0", 0
    for letters, there, style, shared, number, formula, cached, worded, words, begins, strange in found:
        if begins:
            if int(begins) <= int(row):
                raise ValueError(begins)
            row, column = begins, 0
            continue
        if strange:
            raise ValueError(strange)
        if letters not in columns:
            columns[letters] = number_of(letters)
        if there != row or columns[letters] <= column:
            raise ValueError(letters)
        column = columns[letters]
        if shared:
            if texts[shared]:
                yield f"{letters}{row}\ts\t{texts[shared]}"
        elif number:
            yield f"{letters}{row}\tn\t{canonical.number(number)}\t{shown.get(style, 'general')}"
        elif cached:
            value = canonical.number(cached, cached=True)
            yield f"{letters}{row}\tf\t{_formula(formula)}\t{value}\t{shown.get(style, 'general')}"
        elif worded:
            yield f"{letters}{row}\tf\t{_formula(worded)}\t{canonical.words(unescape(words))}\ttext"


def _formula(text: str) -> str:
    return text if _SETTLED_FORMULA.fullmatch(text) else canonical.formula(from_xml(text))
