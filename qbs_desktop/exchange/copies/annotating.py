"""Giving a workbook back (退回修改): a copy of the clerk's own file with its problems marked in place.

Bad cells are coloured and carry a comment; a column 错误说明 behind the table says the same in words and can be
filtered, so that nobody scrolls through thousands of rows to find the wrong ones. An .xlsx is marked in place and keeps
everything else; of an .xls or a text table, and of a workbook that cannot be added to, the values go into a new .xlsx.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from qbs_desktop.domain.errors import EnvironmentFault
from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.domain.forms.form import sheet_name
from qbs_desktop.exchange import saving
from qbs_desktop.exchange.copies.mark_sheet import COLOURS, HEAD, NOTE_WIDTH, Marks, Unmarkable, lines, worst
from qbs_desktop.exchange.copies.marking import marked
from qbs_desktop.exchange.process import apart
from qbs_desktop.exchange.process.reading_room import SeenCell, SheetOutline
from qbs_desktop.exchange.sheets import workbook
from qbs_desktop.exchange.sheets.cells import Area, column_letters, parse_coordinate
from qbs_desktop.exchange.sheets.gate import Kind, Source, take
from qbs_desktop.exchange.sheets.unlocking import unlocked

VALUES_ONLY = "这种格式不能原样加标记，副本里只有各格的内容，字体、底色、图片没有带上。"
NO_PASSWORD = "副本没有打开密码，请妥善保管。"  # noqa: S105 - a sentence about a password
AT_ONCE = 2000
_WIDEST, _MOST_DIGITS = 40, 15


@dataclass(frozen=True, slots=True)
class Copy:
    """The marked copy, and in sentences what of the clerk's workbook it could not keep."""

    path: Path
    lost: tuple[str, ...] = ()


def annotate(
    path: Path,
    target_dir: Path,
    findings: Sequence[SheetFinding],
    heads: Mapping[str, tuple[int, int]],
    password: str | None = None,
) -> Copy:
    """Write the marked copy.

    Args:
        path: the clerk's workbook, only read.
        target_dir: where the copy goes; an older copy of the same name is kept.
        findings: what to mark.
        heads: sheet → its head rows, beside which the heading of the new column stands.
        password: opens the workbook, if it has one.

    Raises:
        Refusal: the workbook cannot be read any more.
        EnvironmentFault: the workbook is no longer there, or the copy cannot be written.
    """
    try:
        source = take(path)
    except EnvironmentFault as fault:
        raise EnvironmentFault(f"{fault}没有生成带错误说明的副本。") from fault
    was_locked = source.kind is Kind.LOCKED
    if was_locked:
        source = unlocked(source, password)
    lost = (NO_PASSWORD,) if was_locked else ()
    suffix = ".xlsx"
    try:
        if source.kind is not Kind.PACKAGE:
            raise Unmarkable
        content = marked(source, findings, heads)
        suffix = ".xlsm" if _has_macros(source) else ".xlsx"
    except Unmarkable:
        content, lost = _values(path, findings, heads, password), (VALUES_ONLY, *lost)
    target = _free(target_dir / f"{saving.file_name(path.stem)}_错误说明{suffix}")
    return Copy(saving.save(target, content, _check), lost)


def _has_macros(source: Source) -> bool:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(source.content)) as archive:
        return b"macroEnabled" in archive.read("[Content_Types].xml")


def _values(
    path: Path, findings: Sequence[SheetFinding], heads: Mapping[str, tuple[int, int]], password: str | None
) -> bytes:
    """A new workbook with the texts and numbers of the old one, and the marks."""
    import xlsxwriter

    out = io.BytesIO()
    with apart.Reading(path) as reading, xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for outline in reading.read(password):
            own = [one for one in findings if one.sheet == outline.name]
            rows: dict[int, dict[int, SeenCell]] = {}
            for first in range(1, outline.last_row + 1, AT_ONCE):
                rows |= reading.look(outline.name, first, first + AT_ONCE - 1)
            _Values(book, outline, rows, Marks.of(own, heads.get(outline.name, (1, 1))[1])).write(
                heads.get(outline.name, (1, 1))[1], bool(own)
            )
    return out.getvalue()


class _Values:
    """Writes one sheet of values."""

    def __init__(
        self, book: object, outline: SheetOutline, rows: Mapping[int, Mapping[int, SeenCell]], marks: Marks
    ) -> None:
        import xlsxwriter

        assert isinstance(book, xlsxwriter.Workbook)  # noqa: S101
        self.book, self.outline, self.rows, self.marks = book, outline, rows, marks
        self.sheet = book.add_worksheet(sheet_name(outline.name) or None)
        self.plain = book.add_format({"border": 1, "border_color": "#C6CED8", "valign": "vcenter"})
        self.fills = {
            grade: book.add_format({"border": 1, "border_color": "#C6CED8", "bg_color": f"#{colour}"})
            for grade, colour in COLOURS.items()
        }

    def write(self, head: int, is_marked: bool) -> None:
        """Cells, merged areas, widths, then the marks."""
        for row, cells in self.rows.items():
            for column, cell in cells.items():
                own = self.marks.by_cell.get(f"{column_letters(column)}{row}")
                self._cell(row, column, cell, self.fills[worst(own)] if own else self.plain)
        for area in self.outline.merged:
            self._merge(area)
        for column in range(1, self.outline.last_column + 1):
            longest = max((_width(cells[column].text) for cells in self.rows.values() if column in cells), default=8)
            self.sheet.set_column(column - 1, column - 1, min(max(longest + 2, 8), _WIDEST))
        if is_marked:
            self._marks(head)
        if self.outline.hidden:
            self.sheet.hide()

    def _cell(self, row: int, column: int, cell: SeenCell, style: object) -> None:
        number = cell.text.replace("-", "", 1).replace(".", "", 1)
        if cell.number and number.isdecimal() and len(number) <= _MOST_DIGITS:
            self.sheet.write_number(row - 1, column - 1, Decimal(cell.text), style)
        else:
            self.sheet.write_string(row - 1, column - 1, cell.text, style)

    def _merge(self, area: Area) -> None:
        cell = self.rows.get(area.top, {}).get(area.left, SeenCell(""))
        if area.bottom > self.outline.last_row or area.right > self.outline.last_column:
            return
        if (area.bottom, area.right) != (area.top, area.left):
            box = (area.top - 1, area.left - 1, area.bottom - 1, area.right - 1)
            self.sheet.merge_range(*box, "", self.plain)
            self._cell(area.top, area.left, cell, self.plain)

    def _marks(self, head: int) -> None:
        column = self.outline.last_column
        wrap = self.book.add_format({"text_wrap": True, "valign": "top"})
        title = self.book.add_format(
            {"bold": True, "font_color": "#9C0006", "bg_color": f"#{COLOURS[Grade.ERROR]}", "align": "center"}
        )
        self.sheet.set_column(column, column, NOTE_WIDTH)
        self.sheet.write_string(head - 1, column, HEAD, title)
        for row, own in self.marks.by_row.items():
            self.sheet.write_string(row - 1, column, lines(own), wrap)
        for place, words in self.marks.comments(f"{column_letters(column + 1)}{head}").items():
            at, other = parse_coordinate(place)
            self.sheet.write_comment(at - 1, other - 1, words, {"x_scale": 2.4})
        self.sheet.autofilter(head - 1, 0, max(self.outline.last_row, head + 1) - 1, column)


def _width(text: str) -> int:
    return max((sum(1 + (ord(one) > 0x2E7F) for one in line) for line in text.split("\n")), default=0)


def _check(draft: Path) -> None:
    workbook.read(draft)


def _free(target: Path) -> Path:
    number = 2
    while target.exists():
        target = target.with_name(f"{target.stem.removesuffix(f'({number - 1})')}({number}){target.suffix}")
        number += 1
    return target
