"""Web pages that hold tables (网页表格): what report systems export as ``.xls`` and Excel saves as a page.

Everything goes on one sheet in the order of the page, as spreadsheets open it: text between the tables takes a row of
its own, because the title above a table says its period and its units. A table inside a cell comes below that row.
Nothing is fetched and nothing in the page runs. There is one reader, as for text tables; a page cut short is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange.sheets import html_cells
from qbs_desktop.exchange.sheets.cells import PLAIN, Area, Cell, Sheet, Style
from qbs_desktop.exchange.sheets.encodings import decoded
from qbs_desktop.exchange.sheets.gate import Source
from qbs_desktop.exchange.sheets.not_workbooks import SAVE_AS
from qbs_desktop.exchange.sheets.numbers import exact_number, plain
from qbs_desktop.exchange.sheets.parts import LONGEST_TEXT
from qbs_desktop.exchange.sheets.text_book import MAX_CELLS, MAX_COLUMN

_MAX_DEPTH = 40
_UNREAD = frozenset({"script", "style", "title", "xml", "noscript", "select", "textarea"})
_BREAKS = frozenset({"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "center", "form", "hr"})


def read_page(source: Source) -> Sheet:
    """The one sheet of a web page.

    Raises:
        Refusal: no table in it, an encoding that is none of ours, or more cells than can be read.
    """
    found = decoded(source.content)
    if found is None or "\x00" in found.text:
        raise Refusal(f"“{source.name}”是网页，文字编码不能识别，没有读取。{SAVE_AS}")
    page = _Page(source.name)
    page.feed(found.text)
    page.close()
    page.end()
    if not page.tables:
        where = "，表格在旁边同名的文件夹里" if page.frames else "，里面没有表格"
        raise Refusal(f"“{source.name}”是网页{where}，没有读取。{SAVE_AS}")
    said = []
    if page.cut:
        said.append("网页没有结尾，可能没有下载完整，请核对行数和合计")
    if found.other:
        said.append(f"文字编码有两种读法，按 GBK 读入，也可能是{found.other}；如有乱码，请另存为 .xlsx 再导入")
    return Sheet(
        source.name.rpartition(".")[0] or source.name,
        page.rows,
        tuple(page.merged),
        frozenset(page.hidden),
        doubt="；".join(said) + "。" if said else "",
    )


@dataclass(slots=True)
class _Table:
    """A table that is open: the sheet's row of its current row, and how far down each column is covered from above."""

    row: int = 0
    column: int = 0
    covered: dict[int, int] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """A cell that is open: where it stands, what its tag says, its text so far."""

    row: int
    column: int
    attributes: dict[str, str]
    parts: list[str] = field(default_factory=list)


class _Page(HTMLParser):
    """Lays the tables and the text of a page on one sheet."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: dict[int, dict[int, Cell]] = {}
        self.merged: list[Area] = []
        self.hidden: set[int] = set()
        self.tables = 0
        self.frames = False
        self.cut = False
        self._name = name
        self._last = 0
        """The last row of the sheet that is taken."""
        self._count = 0
        self._open_tables: list[_Table] = []
        self._cell: _Open | None = None
        self._loose: list[str] = []
        self._classes: dict[str, str] = {}
        self._within = ""

    # --- tags --------------------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Tables, rows and cells open; what was left open before them ends."""
        if self._within:
            return
        if tag in _UNREAD:
            self._within = tag
        elif tag in ("frameset", "iframe"):
            self.frames = True
        elif tag == "table":
            self._begin_table()
        elif tag == "tr":
            self._begin_row({name: value or "" for name, value in attrs})
        elif tag in ("td", "th"):
            self._begin_cell({name: value or "" for name, value in attrs})
        elif tag == "br" or tag in _BREAKS:
            self._break()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """``<br/>`` and ``<td/>``; an unread one that closes itself hides nothing."""
        if tag not in _UNREAD:
            self.handle_starttag(tag, attrs)
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Cells end with their row at the latest, rows with their table."""
        if self._within:
            if tag == self._within:
                self._within = ""
        elif tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table":
            self._end_table()
        elif tag in _BREAKS:
            self._break()

    def handle_data(self, data: str) -> None:
        """Text of a cell, text beside the tables, or a style sheet with the indents of classes."""
        if self._within == "style":
            self._classes.update(html_cells.classes(data))
        elif self._within:
            return
        elif self._cell is not None:
            self._cell.parts.append(html_cells.unbroken(data))
        elif not self._open_tables:
            self._loose.append(html_cells.unbroken(data))

    def end(self) -> None:
        """The page is over; whatever is open now was cut off."""
        self.cut = bool(self._open_tables)
        while self._open_tables:
            self._end_table()
        self._end_loose()

    # --- what they open and end --------------------------------------------------------------------------------

    def _break(self) -> None:
        if self._cell is None:
            self._end_loose()
        elif "".join(self._cell.parts).strip():
            self._cell.parts.append("\n")

    def _end_loose(self) -> None:
        """Text beside the tables takes a row."""
        text, self._loose = html_cells.tidy("".join(self._loose)), []
        if text.strip():
            self._last += 1
            self._put(self._last, 1, Cell(text[:LONGEST_TEXT]))

    def _begin_table(self) -> None:
        self._end_cell()
        self._end_loose()
        if len(self._open_tables) >= _MAX_DEPTH:
            raise self._too_large()
        self.tables += 1
        self._open_tables.append(_Table())

    def _begin_row(self, attributes: dict[str, str]) -> None:
        if not self._open_tables:
            self._begin_table()
        self._end_cell()
        self._last += 1
        table = self._open_tables[-1]
        table.row, table.column = self._last, 1
        if html_cells.hidden(attributes):
            self.hidden.add(self._last)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._end_cell()
        if not self._open_tables or not self._open_tables[-1].row:
            self._begin_row({})
        table = self._open_tables[-1]
        while table.covered.get(table.column, 0) >= table.row:
            table.column += 1
        across, down = html_cells.span(attributes, "colspan"), html_cells.span(attributes, "rowspan")
        row, column = table.row, table.column
        table.column += across
        self._count += across
        if table.column > MAX_COLUMN + 1 or self._count > MAX_CELLS:
            raise self._too_large()
        for at in range(column, column + across):
            table.covered[at] = row + down - 1
        if across * down > 1:
            table.merged.append(Area(row, column, row + down - 1, column + across - 1))
        self._cell = _Open(row, column, attributes)

    def _end_cell(self) -> None:
        """Put the text of the open cell in its place."""
        one, self._cell = self._cell, None
        if one is not None and not html_cells.hidden(one.attributes):
            self._put(one.row, one.column, self._read(one))

    def _end_table(self) -> None:
        """A cell cannot reach below its table, whatever its tag says."""
        self._end_cell()
        if self._open_tables:
            table = self._open_tables.pop()
            kept = (area._replace(bottom=min(area.bottom, self._last)) for area in table.merged)
            self.merged += [one for one in kept if (one.bottom, one.right) != (one.top, one.left)]

    def _put(self, row: int, column: int, cell: Cell) -> None:
        if not cell.blank:
            self.rows.setdefault(row, {})[column] = cell

    def _read(self, one: _Open) -> Cell:
        """A cell: its text, or the number that the program stored where the text shows less of it."""
        text = html_cells.tidy(one.attributes.get("x:str") or "".join(one.parts))
        if len(text) > LONGEST_TEXT:
            raise self._too_large()
        depth = html_cells.depth(html_cells.style_of(one.attributes, self._classes))
        style = PLAIN._replace(indent=depth) if depth else PLAIN
        return _stored(text, one.attributes, style) or Cell(text, style)

    def _too_large(self) -> Refusal:
        return Refusal(f"“{self._name}”的行、列或层次太多，没有读取，请拆分后再导入。")


def _stored(text: str, attributes: dict[str, str], style: Style) -> Cell | None:
    """The number of ``x:num`` or ``sdval``, every digit of it, if the text shown is that number rounded."""
    shown = html_cells.exact(text, html_cells.number(attributes))
    if shown is None:
        return None
    percent = shown.endswith("%")
    number, raw = exact_number((attributes.get("x:num") or attributes.get("sdval") or shown).strip())
    return Cell(plain(number), style._replace(percent=percent), raw=raw)
