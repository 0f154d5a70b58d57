"""Groups of a body (分组): rows that only head a group or sum it up, told by what stands around them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from qbs_desktop.exchange.sheets.cells import Cell
from qbs_desktop.exchange.words.units import fold

Body = Sequence[tuple[int, Mapping[int, Cell]]]
"""Rows with their cells, from the head down."""
TOTAL = re.compile(r"^.{0,10}?(合计|总计|小计|共计|累计|总数)(\([^()]*\)|\d+[个项家户]|(?<=[合总小共]计)数)?:?$")


def subtotals(body: Body, serial: int | None, name: int) -> frozenset[int]:
    """Rows numbered 一, 二 … above rows numbered 1, 2 … that hold nothing but numbers: subtotals of groups."""
    if serial is None:
        return frozenset()
    styles = {number: style_of(cells[serial].text) for number, cells in body if serial in cells}
    if "d" not in styles.values() or "c" not in styles.values():
        return frozenset()
    found = set()
    for number, cells in body:
        others = [cell for at, cell in cells.items() if at not in (serial, name)]
        if styles.get(number) == "c" and not any(isinstance(one.value, str) and _words_in(one.text) for one in others):
            found.add(number)
    return frozenset(found)


def headings(body: Body, name_column: int, used: frozenset[int]) -> frozenset[int]:
    """Rows of a name alone that begin a stretch ending in 小计, in a table without serials."""
    found: set[int] = set()
    begins, heading = True, 0
    for number, cells in body:
        filled = {at for at, cell in cells.items() if not cell.blank and at in used | {name_column}}
        name = fold(cells[name_column].text) if name_column in filled else ""
        if TOTAL.match(name):
            if heading and "小计" in name:
                found.add(heading)
            begins, heading = True, 0
        elif filled == {name_column}:
            heading = number if begins else heading
            begins = False
        else:
            begins = False
    return frozenset(found)


def _words_in(text: str) -> bool:
    """Whether a cell holds words rather than a number or a mark."""
    return bool(re.search(r"[一-鿿]{2}", text)) and not re.match(r"[\s\d.,，（(-]", text)


@lru_cache(maxsize=20_000)
def style_of(serial: str) -> str:
    """The numbering style of a serial: d 1, p (1) or 1), o ①, t 1.1, c 一, or empty."""
    if serial.isascii() and serial.isdecimal():
        return "d"
    folded = fold(serial)
    circled = "o" if re.fullmatch(r"\s*[①-⑳]\s*", serial) else ""
    for style, pattern in (
        ("t", r"\d+[.-]\d+(?:[.-]\d+)*"),
        ("d", r"\d+[.、]?"),
        ("p", r"\(?\d+\)"),
        ("c", r"\(?[一二三四五六七八九十]+\)?[、.]?"),
    ):
        if not circled and re.fullmatch(pattern, folded):
            return style
    return circled
