"""One sheet of a return on its way to paper: rows broken into pages, heads repeated, fitted to the width.

Lengths are in `UNIT`s, ten to the point. A sheet wider than the page is made smaller as Excel does (调整为一页宽).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from qbs_desktop.domain.forms.filled import Cell
from qbs_desktop.exchange.layout import Layout, Merge
from qbs_desktop.ui.printing.faces import INK, SHADE, UNIT, Face, face

PAPERS = {"A4": (595.28, 841.89), "A3": (841.89, 1190.55)}
"""Width and height in points, upright."""
SIDE, TOP, BOTTOM = 0.4 * 72, 0.6 * 72, 0.7 * 72
"""Margins in points, the same as the workbook's."""
PAD = 2.4 * UNIT
RULE = 0.5 * UNIT
LEAST_SIZE = 5 * UNIT
WRAP = int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page: those repeated on top and its own, last ones excluded."""

    repeated: range
    rows: range


class PrintedSheet:
    """A layout measured for its paper."""

    def __init__(self, layout: Layout) -> None:
        """Measure rows with the paper fonts and break pages."""
        self.layout = layout
        wide, high = PAPERS[layout.paper]
        self.size = (high, wide) if layout.landscape else (wide, high)
        """Width and height of the page in points."""
        self._columns = tuple(accumulate((_points(width) * UNIT for width in layout.widths), initial=0.0))
        self._merges = {(merge.top, merge.left): merge for merge in layout.merges}
        self._covered = {
            (row, column)
            for merge in layout.merges
            for row in range(merge.top, merge.bottom + 1)
            for column in range(merge.left, merge.right + 1)
        } - set(self._merges)
        room = (self.size[0] - 2 * SIDE) * UNIT
        self.scale = min(1.0, room / self._columns[-1])
        self._room = (self.size[1] - TOP - BOTTOM) * UNIT / self.scale
        heights = [min(self._height(at), self._room) for at in range(len(layout.rows))]
        self._rows = tuple(accumulate(heights, initial=0.0))
        self.pages = tuple(self._pages())

    # --- measuring -----------------------------------------------------------------------------------------------

    def _height(self, at: int) -> float:
        """The workbook's height of a row, or more where the paper fonts need it."""
        row = self.layout.rows[at]
        needed = row.height * UNIT
        for column, (cell, style) in enumerate(zip(row.cells, row.styles, strict=True)):
            look, text = face(style), cell.text()
            merge = self._merges.get((at, column))
            if not text or look is None or not look.wrap or (merge is not None and merge.bottom > merge.top):
                continue
            wide = self._width(column, merge)
            if "\n" in text or len(text) * look.font.pixelSize() > wide:
                box = QFontMetricsF(look.font).boundingRect(QRectF(0, 0, wide, 1e6), WRAP, text)
                needed = max(needed, box.height() + 2 * PAD / 2)
        return needed

    def _width(self, column: int, merge: Merge | None) -> float:
        last = merge.right if merge else column
        return self._columns[last + 1] - self._columns[column] - 2 * PAD

    def _pages(self) -> list[Page]:
        count = len(self.layout.rows)
        pages: list[Page] = []
        first = 0
        while first < count or not pages:
            repeated = self._repeated(first)
            used = sum(self._rows[at + 1] - self._rows[at] for at in repeated)
            end = bisect_right(self._rows, self._rows[first] + self._room - used + 1e-6) - 1
            end = max(self._whole(first, min(end, count), count), first + 1)
            pages.append(Page(repeated, range(first, min(end, count))))
            first = end
        return pages

    def _repeated(self, first: int) -> range:
        if self.layout.repeat is None or first <= self.layout.repeat[1]:
            return range(0)
        return range(self.layout.repeat[0], self.layout.repeat[1] + 1)

    def _whole(self, first: int, end: int, count: int) -> int:
        """An end that cuts no joined area (a record with its 其中 rows), unless the area begins the page."""
        if end >= count:
            return count
        cut = [merge.top for merge in self.layout.merges if merge.top < end <= merge.bottom]
        return min(cut) if cut and min(cut) > first else end

    # --- painting ------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, number: int) -> None:
        """Paint one page with the upper left corner of the paper at (0, 0)."""
        page = self.pages[number]
        painter.save()
        painter.translate(self.size[0] * UNIT / 2, TOP * UNIT)
        painter.scale(self.scale, self.scale)
        painter.translate(-self._columns[-1] / 2, 0)
        for rows in (page.repeated, page.rows):
            for at in rows:
                self._row(painter, at, self._rows[rows.start], rows.stop)
            if rows:
                painter.translate(0, self._rows[rows.stop] - self._rows[rows.start])
        painter.restore()

    def _row(self, painter: QPainter, at: int, origin: float, stop: int) -> None:
        row = self.layout.rows[at]
        for column, (cell, style) in enumerate(zip(row.cells, row.styles, strict=True)):
            look = face(style)
            if look is None or (at, column) in self._covered:
                continue
            merge = self._merges.get((at, column), Merge(at, column, at, column))
            bottom = min(merge.bottom + 1, stop)
            box = QRectF(
                self._columns[column],
                self._rows[at] - origin,
                self._columns[merge.right + 1] - self._columns[column],
                self._rows[bottom] - self._rows[at],
            )
            if look.shade:
                painter.fillRect(box, SHADE)
            if look.ruled:
                painter.setPen(QPen(INK, RULE))
                painter.drawRect(box)
            _write(painter, box, cell, look)


def _points(width: float) -> float:
    """Column width in half-width characters → points, as spreadsheets measure it (7 pixels a character and 5)."""
    return (width * 7 + 5) * 0.75


def _write(painter: QPainter, box: QRectF, cell: Cell, look: Face) -> None:
    """The text of a cell: wrapped, or made narrower where it must stay on one line (缩小字体填充)."""
    text = cell.text()
    if not text:
        return
    painter.setPen(INK)
    room = box.adjusted(PAD + look.indent * look.font.pixelSize() / 2, 0, -PAD, 0)
    side = look.side | (Qt.AlignmentFlag.AlignTop if look.top else Qt.AlignmentFlag.AlignVCenter)
    if cell.is_mark:
        side = Qt.AlignmentFlag.AlignCenter
    font, metrics = look.font, QFontMetricsF(look.font)
    if look.wrap:
        painter.setFont(_fitting(font, room, text))
        painter.drawText(room, int(side) | WRAP, text)
        return
    painter.setFont(font)
    wide = metrics.horizontalAdvance(text)
    if wide <= room.width() or not look.ruled:
        painter.drawText(room, int(side | Qt.TextFlag.TextDontClip | Qt.TextFlag.TextSingleLine), text)
        return
    painter.save()
    painter.translate(room.left(), room.top())
    painter.scale(room.width() / wide, 1)
    painter.drawText(QRectF(0, 0, wide + UNIT, room.height()), int(side) | int(Qt.TextFlag.TextSingleLine), text)
    painter.restore()


def _fitting(font: QFont, room: QRectF, text: str) -> QFont:
    """The font, or a smaller one where a text would not fit into its cell."""
    while font.pixelSize() > LEAST_SIZE:
        box = QFontMetricsF(font).boundingRect(QRectF(0, 0, room.width(), 1e6), WRAP, text)
        if box.height() <= room.height() + UNIT:
            break
        font = QFont(font)
        font.setPixelSize(font.pixelSize() - UNIT // 2)
    return font


def edges(sheets: Sequence[PrintedSheet]) -> list[tuple[PrintedSheet, int]]:
    """All pages in order."""
    return [(sheet, number) for sheet in sheets for number in range(len(sheet.pages))]
