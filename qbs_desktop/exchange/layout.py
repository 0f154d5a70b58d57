"""A sheet before it becomes a file: rows of cells with a style name each, joined areas, page and panes.

Both the workbook and the canonical content that is sealed are made from layouts, so what was meant and what was
written can be compared cell by cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import NamedTuple

from qbs_desktop.domain.forms.filled import BLANK, Cell, FilledForm, FilledRow, Line, RowKind
from qbs_desktop.domain.forms.title_block import sheet_width, stretches

LINE_HEIGHT = 15.0
"""Height of one line of 10-point text, in points."""

BLOCK_WIDTH = 24.0
"""Width of the block 表号, 制定机关, 文号 at the right, in half-width characters."""


class Row(NamedTuple):
    """One sheet row: its cells from column A on, each with the style of its place, and its height in points."""

    cells: Sequence[Cell]
    styles: Sequence[str]
    height: float


class Merge(NamedTuple):
    """A joined area, 0-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Layout:
    """One sheet. `open_cells` are for handwriting in the office (签字栏) and stay outside the seal."""

    name: str
    rows: list[Row] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    widths: tuple[float, ...] = ()
    landscape: bool = False
    paper: str = "A4"
    repeat: tuple[int, int] | None = None
    freeze: tuple[int, int] | None = None
    choices: list[tuple[int, int, int, tuple[str, ...]]] = field(default_factory=list)
    """First row, last row, column, words of a drop-down."""
    open_cells: frozenset[tuple[int, int]] = frozenset()

    def put(self, texts: Sequence[tuple[int, int, str, str]], height: float, border: str = "") -> None:
        """Add a row of joined stretches: (first column, last column, text, style)."""
        count = len(self.widths)
        cells, styles = [BLANK] * count, [border] * count
        for left, right, text, style in texts:
            cells[left] = Cell(text or None)
            styles[left : right + 1] = [style] * (right - left + 1)
            if right > left:
                self.merges.append(Merge(len(self.rows), left, len(self.rows), right))
        self.rows.append(Row(cells, styles, height))


@dataclass(frozen=True, slots=True)
class Printable:
    """The sheets of a return for paper: the same as in the workbook, with what stands at the foot of each page."""

    title: str
    pages: tuple[Layout, ...]
    foot: str
    code: str
    file_name: str


def of_form(filled: FilledForm) -> Layout:
    """The sheet of a filled form."""
    annex = filled.form.style == "annex"
    layout = Layout(
        name=filled.form.sheet,
        widths=tuple(sheet_width(column.width) for column in filled.columns),
        landscape=filled.form.orientation == "landscape",
        paper=filled.form.paper,
    )
    for line in filled.above:
        _line(layout, line, annex=annex)
    last = len(filled.columns) - 1
    layout.put([(0, last, filled.title, "title")], 34 if annex else 30)
    for line in filled.below:
        _line(layout, line, annex=annex)
    _head(layout, filled)
    _body(layout, filled)
    _foot(layout, filled)
    layout.repeat = (filled.head_at, filled.body_at - 1)
    layout.freeze = (filled.body_at, min(filled.form.freeze_columns, last))
    return layout


def _line(layout: Layout, line: Line, *, annex: bool) -> None:
    """One line above the head, split where the widths allow: left, middle, right."""
    last = len(layout.widths) - 1
    if annex:
        text, style = (line.left, "label") if line.left else (line.right, "info_right")
        layout.put([(0, last, text, style)], 20)
        return
    places = stretches(layout.widths, line) if line.left else None
    if places is not None:
        left, right = places
        parts = [(0, left - 1, line.left, "info"), (left, right - 1, line.centre, "info_centre")]
        layout.put([*parts, (right, last, line.right, "info_right")], 17)
    elif line.left:
        layout.put([(0, last, line.left, "info")], 17)
    else:
        begin = next(place for place in range(last, -1, -1) if sum(layout.widths[place:]) > BLOCK_WIDTH or not place)
        layout.put([(begin, last, line.right, "info_block")], 17)


def _head(layout: Layout, filled: FilledForm) -> None:
    count, annex = len(filled.columns), filled.form.style == "annex"
    grid = [[BLANK] * count for _ in range(filled.head_rows)]
    heights = [LINE_HEIGHT] * filled.head_rows
    for cell in filled.heads:
        grid[cell.row][cell.column] = Cell(cell.text)
        width = sum(layout.widths[cell.column : cell.column + cell.columns])
        need = lines_of(cell.text, width) * LINE_HEIGHT / cell.rows
        for row in range(cell.row, cell.row + cell.rows):
            heights[row] = max(heights[row], need)
        if cell.rows > 1 or cell.columns > 1:
            top = filled.head_at + cell.row
            layout.merges.append(Merge(top, cell.column, top + cell.rows - 1, cell.column + cell.columns - 1))
    for texts, height in zip(grid, heights, strict=True):
        layout.rows.append(Row(texts, ["annex_head" if annex else "head"] * count, height + 6))
    if filled.guide:
        layout.rows.append(Row([Cell(text or None) for text in filled.guide], ["guide"] * count, 15))


def _body(layout: Layout, filled: FilledForm) -> None:
    annex = filled.form.style == "annex"
    plain = [_style(filled, place) for place in range(len(filled.columns))]
    bold = [f"{style}_bold" for style in plain]
    wrapped = [(place, layout.widths[place]) for place, column in enumerate(filled.columns) if column.wrap]
    least = 25.0 if annex else 18.0
    name = next((place for place, column in enumerate(filled.columns) if column.source == "name"), None)
    for row in filled.rows:
        styles = bold if row.kind in {RowKind.TOTAL, RowKind.SECTION} else plain
        if row.depth and name is not None and not str(row.cells[name].value).startswith("其中"):
            styles = [*plain[:name], f"{plain[name]}_indent", *plain[name + 1 :]]
        layout.rows.append(Row(row.cells, styles, _height(row, wrapped, least)))
    first = filled.body_at
    for top, bottom in filled.merged_serials():
        if any(column.source == "serial" for column in filled.columns):
            place = next(n for n, column in enumerate(filled.columns) if column.source == "serial")
            layout.merges.append(Merge(first + top, place, first + bottom, place))
    for place, column in enumerate(filled.columns):
        if column.options and filled.rows:
            layout.choices.append((first, first + len(filled.rows) - 1, place, column.options))


def _style(filled: FilledForm, place: int) -> str:
    column = filled.columns[place]
    if filled.form.style == "annex":
        return "annex_text" if column.source == "name" else "annex"
    if column.source == "serial":
        return "centre"
    if column.numeric:
        return "number"
    return "text" if column.wrap else "shrink"


def _height(row: FilledRow, wrapped: Sequence[tuple[int, float]], least: float) -> float:
    lines = 1
    for place, width in wrapped:
        value = row.cells[place].value
        if isinstance(value, str) and len(value) * 2 + 1 > width:
            lines = max(lines, lines_of(value, width))
    return least if lines == 1 else max(least, lines * LINE_HEIGHT + 4)


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column so many half-width characters wide.

    A 10-point half-width character takes 0.95 of the unit in which columns are measured.
    """
    room = max(width - 0.8, 2.0)
    return sum(max(1, ceil(len(part.encode("gb18030", "replace")) * 0.95 / room)) for part in text.split("\n"))


def _foot(layout: Layout, filled: FilledForm) -> None:
    last = len(layout.widths) - 1
    width = sum(layout.widths)
    for note in filled.notes:
        layout.put([(0, last, note, "note")], lines_of(note, width) * LINE_HEIGHT + 4)
    if filled.footer:
        layout.open_cells = frozenset({(len(layout.rows), 0)})
        lines = lines_of(filled.footer, width)
        layout.put([(0, last, filled.footer, "info" if lines == 1 else "note")], lines * LINE_HEIGHT + 9)


def of_table(
    name: str, title: str, lines: Sequence[str], heads: Sequence[tuple[str, int]], rows: Sequence[Sequence[str]]
) -> Layout:
    """A plain table of texts (封面, 核实说明): a title, lines of words, heads with widths, rows."""
    layout = Layout(name=name, widths=tuple(width * 2.0 + 1.2 for _, width in heads))
    last = len(heads) - 1
    layout.put([(0, last, title, "title")], 40)
    for line in lines:
        layout.put([(0, last, line, "info")], 22)
    if rows:
        layout.put([], 8)
        layout.rows.append(Row([Cell(text) for text, _ in heads], ["head"] * len(heads), 24))
    for row in rows:
        height = max(lines_of(text, width) for text, width in zip(row, layout.widths, strict=True)) * LINE_HEIGHT + 7
        layout.rows.append(Row([Cell(text or None) for text in row], ["text"] * len(row), height))
    return layout
