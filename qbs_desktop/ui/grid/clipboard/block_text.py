"""Blocks on the clipboard as Excel, WPS and LibreOffice write them: tab-separated rows, beside it a table in HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import NamedTuple


def read_block(text: str) -> list[list[str]]:
    """Split clipboard text into rows of cells; the line break that closes the last row adds no row.

    A quoted cell is only taken as one when its quotes close before a tab or line break and it needed them: a
    name such as ``"千百十"工程`` is copied by Excel as it stands.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text:
        return []
    rows: list[list[str]] = [[]]
    at = 0
    while True:
        cell, at = _cell(text, at)
        rows[-1].append(cell)
        if at >= len(text):
            return rows
        if text[at] == "\n":
            if at + 1 >= len(text):
                return rows
            rows.append([])
        at += 1


def _cell(text: str, at: int) -> tuple[str, int]:
    if at < len(text) and text[at] == '"':
        quoted = _quoted(text, at)
        if quoted is not None:
            return quoted
    end = min(place for place in (text.find("\t", at), text.find("\n", at), len(text)) if place >= 0)
    return text[at:end], end


def _quoted(text: str, start: int) -> tuple[str, int] | None:
    at = start + 1
    while True:
        close = text.find('"', at)
        if close < 0:
            return None
        if text[close + 1 : close + 2] == '"':
            at = close + 2
            continue
        body = text[start + 1 : close]
        ends = close + 1 >= len(text) or text[close + 1] in "\t\n"
        needed = any(mark in body for mark in ("\t", "\n", '""'))
        return (body.replace('""', '"'), close + 1) if ends and needed else None


def write_block(rows: Sequence[Sequence[str]]) -> str:
    """The text that Excel and WPS paste as the same block."""
    return "".join("\t".join(_written(cell) for cell in row) + "\r\n" for row in rows)


def _written(cell: str) -> str:
    if not cell.startswith('"') and not any(mark in cell for mark in ("\t", "\n", "\r")):
        return cell
    return '"' + cell.replace("\r\n", "\n").replace('"', '""') + '"'


def spread(block: Sequence[Sequence[str]], rows: int, columns: int) -> list[list[str]]:
    """Repeat a block over a selection that is a whole multiple of it, as Excel does; otherwise leave it as it is."""
    height, width = len(block), max((len(row) for row in block), default=0)
    square = [[*row, *[""] * (width - len(row))] for row in block]
    if not height or not width:
        return []
    down = rows // height if rows % height == 0 and rows > height else 1
    across = columns // width if columns % width == 0 and columns > width else 1
    return [row * across for _ in range(down) for row in square]


# --- plain text and HTML together ------------------------------------------------------------------------------------

_DEEP = "　"
_WIDTHS = {"　": 2, "\t": 4}


@dataclass(frozen=True, slots=True)
class Block:
    """What was copied.

    Attributes:
        rows: the cells as shown; indentation stands as full-width blanks in front of the text.
        exact: (row, column) → the stored number as text, where the shown one says less.
        merged: how many merged areas there were; all but their first cell are blank.
        heads: rows that are subtotals of this program's own grid.
        coarse: whether the table was too large to look for stored numbers in it.
        own: whether it was copied from a grid of this program, whose indentation means 其中 and nothing else.
    """

    rows: list[list[str]]
    exact: Mapping[tuple[int, int], str] = field(default_factory=dict)
    merged: int = 0
    heads: frozenset[int] = frozenset()
    own: bool = False
    coarse: bool = False

    def spread(self, rows: int, columns: int) -> Block:
        """Repeated over a selection of this size, as `spread` says."""
        wide = spread(self.rows, rows, columns)
        if len(wide) == len(self.rows) and len(wide[0]) == len(self.rows[0]):
            return replace(self, rows=wide)
        height, width = len(self.rows), len(self.rows[0])
        exact = {
            (line, at): text
            for (first, left), text in self.exact.items()
            for line in range(first, len(wide), height)
            for at in range(left, len(wide[0]), width)
        }
        return replace(self, rows=wide, exact=exact)

    def without_heads(self) -> Block:
        """Only the rows that are records."""
        if not self.heads:
            return self
        kept = [n for n in range(len(self.rows)) if n not in self.heads]
        places = {old: new for new, old in enumerate(kept)}
        exact = {(places[n], at): text for (n, at), text in self.exact.items() if n in places}
        return replace(self, rows=[self.rows[n] for n in kept], exact=exact, heads=frozenset())


def joined(text: str, html: str) -> Block:
    """A block from the plain text and what the HTML beside it knows more.

    Where both have the same shape, the text is the plain one, which keeps every blank; otherwise the HTML is believed,
    since a line break within a cell of Word or a browser tears the plain text apart.
    """
    from qbs_desktop.exchange.sheets import html_cells
    from qbs_desktop.ui.grid.clipboard import html_table

    plain = read_block(text)
    try:
        table = html_table.read(html)
    except html_table.TooLarge:
        return Block(plain, coarse=True)
    if table is None:
        return Block(plain)
    width = max((len(row) for row in plain), default=0)
    same = len(plain) == len(table.rows) and width == len(table.rows[0])
    rows: list[list[str]] = []
    exact: dict[tuple[int, int], str] = {}
    for n, cells in enumerate(table.rows):
        texts = [*plain[n], *[""] * (width - len(plain[n]))] if same else [cell.text for cell in cells]
        for at, (cell, shown) in enumerate(zip(cells, texts, strict=True)):
            if (stored := html_cells.exact(shown, cell.number)) is not None:
                exact[n, at] = stored
            if cell.depth and not indent(shown):
                texts[at] = _DEEP * cell.depth + shown
        rows.append(texts)
    return Block(rows, exact, table.merged)


def indent(text: str) -> int:
    """Blanks in front of a text, a full-width one counted twice; nothing for a blank cell."""
    if not text.strip():
        return 0
    return sum(_WIDTHS.get(one, 1) for one in text[: len(text) - len(text.lstrip())] if one != "\n")


# --- writing HTML ----------------------------------------------------------------------------------------------------


class Kind(Enum):
    """How a spreadsheet is to take a cell."""

    NUMBER = auto()
    TEXT = auto()
    """As it is written: no code becomes a number, no ``3-5`` a date."""
    HEAD = auto()


class Written(NamedTuple):
    """One cell to be copied; `across` and `down` where a head reaches over others, which are then left out."""

    text: str
    kind: Kind = Kind.TEXT
    depth: int = 0
    across: int = 1
    down: int = 1


def write_html(rows: Sequence[Sequence[Written | None]]) -> str:
    """The table that Excel, WPS and LibreOffice paste; None stands for a cell that another one reaches over."""
    lines = ["".join(_td(cell) for cell in row if cell is not None) for row in rows]
    body = "".join(f"<tr>{line}</tr>\n" for line in lines)
    return (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8">'
        "<style>br {mso-data-placement:same-cell;}</style></head>"
        f"<body><table>\n{body}</table></body></html>"
    )


def _td(cell: Written) -> str:
    from html import escape

    style, more = "", ""
    if cell.kind is Kind.TEXT and cell.text:
        style = "mso-number-format:'\\@';"
    elif cell.kind is Kind.HEAD:
        style = "font-weight:bold;text-align:center;"
    if cell.depth:
        style += f"text-align:left;padding-left:{12 * cell.depth}px;mso-char-indent-count:{cell.depth};"
    for name, span in (("colspan", cell.across), ("rowspan", cell.down)):
        more += f" {name}={span}" if span > 1 else ""
    text = escape(cell.text, quote=False).replace("\n", "<br>")
    text = re.sub("^ | (?= )| $", "&nbsp;", text)
    return f'<td{more} style="{style}">{text}</td>' if style else f"<td{more}>{text}</td>"
