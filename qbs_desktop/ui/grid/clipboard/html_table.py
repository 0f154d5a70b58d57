"""The table that Excel, WPS and LibreOffice put on the clipboard as HTML: what the plain text beside it does not carry.

That is the stored number where the shown one is rounded (``x:num``, ``sdval``), the indentation of a cell by which
clerks mark 其中 rows, and which cells are merged. Read with the standard library; anything but one plain table is left
to the plain text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from html.parser import HTMLParser

from qbs_desktop.exchange.sheets import html_cells

LONGEST = 12_000_000
_CELLS = 60_000


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
    tags = html[:LONGEST].lower()
    if "<t" not in tags:
        return None
    if len(html) > LONGEST or tags.count("<td") + tags.count("<th") - tags.count("<thead") > _CELLS:
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
            self._classes.update(html_cells.classes(data))
        elif self._within:
            return
        elif self._parts is not None:
            self._add(html_cells.unbroken(data))
        elif not self._nested and data.strip():
            self.outside = True

    def _add(self, text: str) -> None:
        if self._parts is not None:
            self._parts.append(text)

    # --- rows and cells ----------------------------------------------------------------------------------------

    def _begin_row(self, found: Mapping[str, str]) -> None:
        self._unseen = html_cells.hidden(found)
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
        if self._unseen or html_cells.hidden(found):
            return
        if not self.table.rows:
            self.table.rows.append([])
        across, down = html_cells.span(found, "colspan"), html_cells.span(found, "rowspan")
        self.table.merged += across * down > 1
        self._count += across
        if self._count > _CELLS:
            raise TooLarge
        row = self.table.rows[-1]
        self._cell = Cell("", html_cells.number(found), html_cells.depth(html_cells.style_of(found, self._classes)))
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
        self.table.rows[-1][self._at] = replace(self._cell, text=self._given or html_cells.tidy("".join(parts)))
        self._cover()
