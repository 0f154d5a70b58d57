"""Sheets exactly as our own writer writes them, read by that fixed grammar (本程序的写法) instead of as any XML.

A county's export comes back untouched nearly always, and then every part is of a few forms only. One expression covers
every byte of a table of cells, so what it accepts is a small part of XML with one meaning, the one that `seen` gives
it. Whatever has one byte of another form is answered with None and read as XML. Nothing is trusted here: every cell is
still read and held against the seal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from html import unescape as from_xml

from qbs_desktop.exchange.sealed import canonical
from qbs_desktop.exchange.sheets.parts import LONGEST_TEXT, MAX_TEXTS, unescape

_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TEXTS = re.compile(
    r'<sst xmlns="http://schemas\.openxmlformats\.org/spreadsheetml/2006/main" count="\d+" uniqueCount="\d+">'
)
_ODD = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff<>]|&(?!(?:amp|lt|gt);)")
"""What a text of ours never has inside: marks, characters that XML forbids or changes, other entities."""
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_PLAIN = "[^<>&\x00-\x1f\ufffe\uffff]*+"
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="(0|[1-9][0-9]{0,4})")?+'
    r'(?:/>'
    r'| t="s"><v>(0|[1-9][0-9]{0,6})</v></c>'
    r'|><v>(-?[0-9]{1,20}(?:\.[0-9]{1,30})?+)</v></c>'
    rf'|><f>({_PLAIN}(?:&(?:amp|lt|gt);{_PLAIN})*+)</f><v>(-?[0-9]{{1,20}}(?:\.[0-9]{{1,30}})?+)</v></c>'
    rf'| t="str"><f>({_PLAIN}(?:&(?:amp|lt|gt);{_PLAIN})*+)</f><v>({_PLAIN})</v></c>)'
    r'|</row><row r="([1-9][0-9]{0,6})"(?: spans="[0-9]+:[0-9]+")?+'
    r'(?: ht="[1-9][0-9]*(?:\.[0-9]+)?+" customHeight="1")?+>'
    r"|(.)",
    re.DOTALL,
)  # fmt: skip
"""A cell (blank, text, number, formula with a number or a text), or the border of two rows, or one strange character.

Column, row, style; shared text; number; formula and number; formula and text; the row that begins; what is strange.
"""
_SETTLED_FORMULA = re.compile(r"(?!=)[A-Z0-9+*/(),.:$-]*")
"""A formula that is its own canonical form."""
_SETTLED_NUMBERS = re.compile(r"(?:(?!-0\n)-?(?=[0-9.]{1,15}\n)(?:0|[1-9][0-9]*+)(?:\.[0-9]*[1-9])?+\n)*+")
"""Numbers that are their own canonical form, one a line."""


def shared_texts(body: bytes) -> list[str] | None:
    """The canonical words of shared texts (共享字符串) as our writer lists them; None in any other form."""
    said = _decoded(body)
    begin = _TEXTS.match(said) if said is not None else None
    if said is None or begin is None or not said.endswith("</t></si></sst>"):
        return None
    inner = said[begin.end() : -len("</sst>")].replace('<t xml:space="preserve">', "<t>")
    if not inner.startswith("<si><t>"):
        return None
    texts = inner[len("<si><t>") : -len("</t></si>")].split("</t></si><si><t>")
    whole = "\n".join(texts)
    if _ODD.search(whole) or len(texts) > MAX_TEXTS or max(map(len, texts)) > LONGEST_TEXT:
        return None
    if "&" in whole:
        texts = [from_xml(text) if "&" in text else text for text in texts]
    if "_x" in whole:
        texts = [unescape(text) for text in texts]
        whole = "\n".join(texts)
    folded = any(sign in whole for sign in "\\\t\r") or whole.count("\n") >= len(texts)
    if folded or not unicodedata.is_normalized("NFC", whole):
        return [canonical.words(text) for text in texts]
    return texts


def _decoded(body: bytes) -> str | None:
    if not body.startswith(_HEAD):
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
    table: str, strings: Sequence[str], classes: Sequence[str], number_of: Callable[[str], int]
) -> list[str] | None:
    """The canonical lines of a table of cells, in order; None in any other form than our writer's.

    Args:
        table: what stands between the marks of the table.
        strings: the canonical words of the shared texts.
        classes: the format class of each style.
        number_of: the number of a column by its letters.
    """
    if not table.startswith("<row ") or not table.endswith("</row>"):
        return None
    found = _CELL.findall(f"</row>{table.removesuffix('</row>')}")
    if not _in_order(found, number_of):
        return None
    shown = {str(at): name for at, name in enumerate(classes)}
    shown[""] = shown.get("0", "general")
    plain = _SETTLED_NUMBERS.fullmatch("".join(f"{one[4]}\n" for one in found if one[4])) is not None
    lines: list[str] = []
    add = lines.append
    for letters, row, style, shared, number, formula, cached, worded, words, _begins, _strange in found:
        if shared:
            text = strings[int(shared)] if int(shared) < len(strings) else None
            if text is None:
                return None
            if text:
                add(f"{letters}{row}\ts\t{text}")
        elif number:
            add(f"{letters}{row}\tn\t{number if plain else canonical.number(number)}\t{shown.get(style, 'general')}")
        elif cached:
            exact = canonical.number(cached, cached=True)
            add(f"{letters}{row}\tf\t{_formula(formula)}\t{exact}\t{shown.get(style, 'general')}")
        elif worded:
            add(f"{letters}{row}\tf\t{_formula(worded)}\t{canonical.words(unescape(words))}\ttext")
        elif words:
            return None
    return lines


def _formula(text: str) -> str:
    return text if _SETTLED_FORMULA.fullmatch(text) else canonical.formula(from_xml(text))


def _in_order(found: Sequence[tuple[str, ...]], number_of: Callable[[str], int]) -> bool:
    """Whether nothing strange was found, and rows and cells come in order, each once, every cell in its row."""
    columns: dict[str, int] = {}
    row, at, column = "", 0, 0
    for letters, there, _style, _text, _number, _f, _v, _g, _w, begins, strange in found:
        if letters:
            number = columns.get(letters)
            if number is None:
                try:
                    number = columns[letters] = number_of(letters)
                except ValueError:
                    return False
            if there != row or number <= column:
                return False
            column = number
        elif begins:
            if int(begins) <= at:
                return False
            row, at, column = begins, int(begins), 0
        elif strange:
            return False
    return True
