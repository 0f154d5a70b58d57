"""Paints a page of cells in one go: backgrounds in layers, then every text, then the lines.

Qt's delegate, cell by cell, costs three times as much in Python. What is measured once is the width of each character
of the font: no text is measured as a whole, and none is laid out twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QLine, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPolygon
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from qbs_desktop.domain.finding import Grade
from qbs_desktop.ui.grid.colours import Colours, colours
from qbs_desktop.ui.grid.column import R
from qbs_desktop.ui.grid.model import GridModel
from qbs_desktop.ui.grid.points import Points
from qbs_desktop.ui.grid.rows.order import NOT_APPLICABLE

if TYPE_CHECKING:
    from qbs_desktop.ui.grid.view import GridView

SIDE = 6
INTO_MARGIN = 2 - SIDE
"""How far right of their room bold decimals may end."""
INDENT = 14
CHILD = "其中："
_CORNER = 8
_LIGHT_ROOM = 13
_ELLIPSIS = "…"
_MOST_ROWS = 12


class _Advances(dict[str, int]):
    """Width of each character, measured when first met."""

    def __init__(self, metrics: QFontMetrics) -> None:
        super().__init__()
        self._metrics = metrics

    def __missing__(self, one: str) -> int:
        found = self[one] = self._metrics.horizontalAdvance(one)
        return found


class _Lane(NamedTuple):
    """A shown column on screen: its number, left edge, width, and how its cells are painted."""

    at: int
    x: int
    width: int
    number: bool
    special: bool
    colour: QColor


class CellPainter:
    """Background by state, text by type, a coloured corner for a finding, a frame for the current cell."""

    def __init__(self, model: GridModel[R], view: GridView) -> None:
        self._model = model
        self._view = view
        self.points = Points(view)
        model.modelReset.connect(self.points.forget)
        self.refresh()

    def refresh(self) -> None:
        """Follow a change of theme or text size."""
        self._tone: Colours = colours()
        self._font = QFont(self._view.font())
        self._font.setKerning(False)
        self._font.setStyleStrategy(QFont.StyleStrategy.PreferNoShaping)  # figures and Chinese need none
        self._bold = QFont(self._font)
        self._bold.setBold(True)
        metrics = QFontMetrics(self._font)
        self._rise = metrics.ascent() - metrics.descent()
        self._advances = _Advances(metrics)
        self.points.measure(self._advances)
        self._spacing = metrics.height()
        self._em = max(metrics.horizontalAdvance("汉"), metrics.averageCharWidth())

    def page(self, view: QTableView, area: QRect) -> None:
        """Paint what a view shows of an area."""
        painter = QPainter(view.viewport())
        painter.fillRect(area, self._tone.surface)
        lanes = self._lanes(view, area)
        first, last = view.rowAt(area.top()), view.rowAt(area.bottom())
        last = last if last >= 0 else self._model.rowCount() - 1
        if first >= 0 and lanes:
            top, height = view.rowViewportPosition(first), view.rowHeight(first)
            painter.setFont(self._font)
            lines = range(first, last + 1)
            self._backgrounds(painter, lanes, lines, top, height)
            self._texts(painter, lanes, lines, top, height)
            self._advised(painter, lanes, lines, top, height)
            self._grid(painter, lanes, len(lines), top, height)
            self._frame(painter, view)
            self._view.handle.paint(painter, view, self._tone)
        painter.end()

    def _lanes(self, view: QTableView, area: QRect) -> list[_Lane]:
        tone = self._tone
        left, right = area.left(), area.right()
        lanes: list[_Lane] = []
        for at, column in enumerate(self._model.columns):
            width = view.columnWidth(at)  # nothing for a hidden column
            if width and (x := view.columnViewportPosition(at)) <= right and x + width > left:
                special = column.tree or column.light is not None
                colour = tone.computed if column.readonly else tone.text
                lanes.append(_Lane(at, x, width, column.number is not None, special, colour))
        return lanes

    # --- backgrounds -------------------------------------------------------------------------------------------

    def _backgrounds(self, painter: QPainter, lanes: Sequence[_Lane], lines: range, top: int, height: int) -> None:
        """Later layers lie over earlier ones: 其中 rows, read-only columns, notes, subtotals, hits, selection."""
        model, tone = self._model, self._tone
        left, width = lanes[0].x, lanes[-1].x + lanes[-1].width - lanes[0].x
        if model.has_children:
            for line in lines:
                if model.depth_at(line):
                    painter.fillRect(left, top + (line - lines.start) * height, width, height, tone.child)
        self._readonly(painter, lanes, lines, top, height)
        for line, lane, back in self._tinted(lanes, lines):
            painter.fillRect(lane.x, top + (line - lines.start) * height, lane.width, height, back)
        if model.grouped_by is not None:
            for line in lines:
                if model.group_at(line) is not None:
                    painter.fillRect(left, top + (line - lines.start) * height, width, height, tone.total)
        if self._view.found:
            for line in lines:
                for lane in lanes:
                    if (line, lane.at) in self._view.found:
                        painter.fillRect(lane.x, top + (line - lines.start) * height, lane.width, height, tone.found)
        self._selected(painter, lanes, lines, top, height)

    def _selected(self, painter: QPainter, lanes: Sequence[_Lane], lines: range, top: int, height: int) -> None:
        tone = self._tone
        for block_top, block_bottom, begin, end in self._view.spans:
            upper, lower = max(block_top, lines.start), min(block_bottom, lines[-1])
            inside = [lane for lane in lanes if begin <= lane.at <= end]
            if upper <= lower and inside:
                x, y = inside[0].x, top + (upper - lines.start) * height
                across = inside[-1].x + inside[-1].width - x
                painter.fillRect(x, y, across, (lower - upper + 1) * height, tone.selected)

    def _readonly(self, painter: QPainter, lanes: Sequence[_Lane], lines: range, top: int, height: int) -> None:
        model, back = self._model, self._tone.readonly
        for lane in lanes:
            column = model.columns[lane.at]
            if column.readonly or model.sink is None:
                painter.fillRect(lane.x, top, lane.width, len(lines) * height, back)
            elif column.locked is not None:
                for line in lines:
                    if not model.editable(line, lane.at):
                        painter.fillRect(lane.x, top + (line - lines.start) * height, lane.width, height, back)

    def _tinted(self, lanes: Sequence[_Lane], lines: range) -> Iterator[tuple[int, _Lane, QColor]]:
        """Cells with a finding or a text that was not stored."""
        model, tone = self._model, self._tone
        if not model.noted:
            return
        columns = model.columns
        for line in lines:
            marks, wrongs = model.marks_on(line), model.wrongs_on(line)
            for lane in lanes if marks or wrongs else ():
                name = columns[lane.at].id
                if name in wrongs:
                    yield line, lane, tone.wrong
                elif name in marks:
                    yield line, lane, tone.tints[marks[name].grade]

    # --- texts -------------------------------------------------------------------------------------------------

    def _texts(self, painter: QPainter, lanes: Sequence[_Lane], lines: range, top: int, height: int) -> None:
        """Column by column, so that one pen serves many cells."""
        rows = [self._ordinary_texts(line) for line in lines]
        base = top + (height - 1 + self._rise) // 2
        for lane in lanes:
            cells = [row[lane.at] for row in rows]
            painter.setPen(lane.colour)
            if lane.special:
                self._special(painter, lane, cells, lines, base, height)
            elif lane.number:
                self._numbers(painter, lane, cells, base, height)
            else:
                self._words(painter, lane, cells, base, height)
        self._exceptions(painter, lanes, lines, top, height)

    def _ordinary_texts(self, line: int) -> Sequence[str]:
        """The texts of a line that are painted the ordinary way."""
        model = self._model
        if model.grouped_by is not None and model.group_at(line) is not None:
            return [""] * len(model.columns)
        texts = model.line_texts(line)
        if model.noted and (wrongs := model.wrongs_on(line)):
            return ["" if column.id in wrongs else text for column, text in zip(model.columns, texts, strict=True)]
        return texts

    def _numbers(self, painter: QPainter, lane: _Lane, cells: Sequence[str], base: int, height: int) -> None:
        """A number is never cut: it turns to ####, as in Excel. Decimal points stand in one line."""
        draw, advance = painter.drawText, self._advances.__getitem__
        right, room = lane.x + lane.width - 1 - SIDE, lane.width - 1 - 2 * SIDE
        shifts = self.points.shifts(self._model.columns[lane.at].id, cells)
        for text, shift in zip(cells, shifts, strict=True):
            if text and text != NOT_APPLICABLE:
                width = sum(map(advance, text))
                if width > room:
                    hashes = "#" * max(room // max(advance("#"), 1), 1)
                    draw(right - advance("#") * len(hashes), base, hashes)
                else:
                    draw(right - width - min(shift, room - width), base, text)
            elif text:
                self._not_applicable(painter, lane, base)
            base += height

    def _words(self, painter: QPainter, lane: _Lane, cells: Sequence[str], base: int, height: int) -> None:
        draw, long, em = painter.drawText, self._long, self._em
        left, room = lane.x + SIDE, lane.width - 1 - 2 * SIDE
        for text in cells:
            if text and text != NOT_APPLICABLE:
                if len(text) * em <= room and "\n" not in text:
                    draw(left, base, text)
                else:
                    long(painter, left, base, text, room, height)
            elif text:
                self._not_applicable(painter, lane, base)
            base += height

    def _long(self, painter: QPainter, left: int, base: int, text: str, room: int, height: int) -> None:
        """A text that may not fit: cut, or broken into as many lines as the row has room for."""
        rows = self._rows(height)
        if rows < 2:
            painter.drawText(left, base, self._cut(text, room))
            return
        parts = self._broken(text, room, rows)
        y = base - (len(parts) - 1) * self._spacing // 2
        for part in parts:
            painter.drawText(left, y, part)
            y += self._spacing

    def _rows(self, height: int) -> int:
        """How many lines of text a row of this height shows."""
        return (height - 3) // self._spacing

    def _broken(self, text: str, room: int, rows: int) -> list[str]:
        """A text in lines of this width; what does not fit into the last one is cut."""
        parts: list[str] = []
        for paragraph in text.split("\n"):
            start = width = 0
            for at, one in enumerate(paragraph):
                width += self._advances[one]
                if width > room and at > start:
                    parts.append(paragraph[start:at])
                    start, width = at, self._advances[one]
            parts.append(paragraph[start:])
        if len(parts) > rows:
            parts[rows - 1 :] = [self._cut(" ".join(parts[rows - 1 :]), room)]
        return parts

    def height_for(self, line: int) -> int:
        """How high a row must be to show every text of a line."""
        rows, texts = 1, self._model.line_texts(line)
        for at, column in enumerate(self._model.columns):
            width = self._view.columnWidth(at)
            if column.number is None and width and texts[at]:
                rows = max(rows, len(self._broken(texts[at], width - 1 - 2 * SIDE, _MOST_ROWS)))
        return rows * self._spacing + 9

    def _not_applicable(self, painter: QPainter, lane: _Lane, base: int) -> None:
        painter.setPen(self._tone.faint)
        width = self._advances["—"] * 2
        painter.drawText(lane.x + max((lane.width - 1 - width) // 2, SIDE), base, NOT_APPLICABLE)
        painter.setPen(lane.colour)

    def _special(
        self, painter: QPainter, lane: _Lane, cells: Sequence[str], lines: range, base: int, height: int
    ) -> None:
        """A column with 其中 indents or lights."""
        model, advance = self._model, self._advances.__getitem__
        column = model.columns[lane.at]
        shifts = self.points.shifts(column.id, cells) if lane.number else [0] * len(cells)
        for line, text, shift in zip(lines, cells, shifts, strict=True):
            left, right = lane.x + SIDE, lane.x + lane.width - 1 - SIDE
            if column.tree and (depth := model.depth_at(line)):
                left += INDENT * (depth - 1)
                painter.setPen(self._tone.faint)
                painter.drawText(left, base, CHILD)
                painter.setPen(lane.colour)
                left += sum(map(advance, CHILD))
            if column.light is not None:
                self._light(painter, lane.at, line, lane.x, base - self._rise // 2)
                left += _LIGHT_ROOM
            if text == NOT_APPLICABLE:
                self._not_applicable(painter, lane, base)
            elif lane.number:
                width = sum(map(advance, text))
                painter.drawText(right - width - max(min(shift, right - left - width), 0), base, text)
            elif text:
                self._long(painter, left, base, text, right - left, height)
            base += height

    def _cut(self, text: str, room: int) -> str:
        """As much of a text as fits, with … behind it."""
        if "\n" in text:
            text = text.replace("\n", " ")
        advances = self._advances
        widths = [advances[one] for one in text]
        if sum(widths) <= room:
            return text
        room -= advances[_ELLIPSIS]
        for kept, width in enumerate(widths):
            room -= width
            if room < 0:
                return text[:kept] + _ELLIPSIS
        return text

    def _exceptions(self, painter: QPainter, lanes: Sequence[_Lane], lines: range, top: int, height: int) -> None:
        """Texts that were not stored, corners of findings, what was given back, subtotal lines."""
        model, tone = self._model, self._tone
        grouped = model.grouped_by is not None
        if not grouped and not model.noted:
            return
        for line in lines:
            y = top + (line - lines.start) * height
            marks, wrongs, returned = model.marks_on(line), model.wrongs_on(line), model.returned_on(line)
            for lane in lanes if marks or wrongs or returned else ():
                name = model.columns[lane.at].id
                if name in wrongs:
                    painter.setPen(tone.wrong_text)
                    room = lane.width - 1 - 2 * SIDE
                    text = self._cut(wrongs[name].text, room)
                    painter.drawText(lane.x + SIDE, y + (height - 1 + self._rise) // 2, text)
                if name in returned:
                    self._flag(painter, lane.x, y, tone.marks[Grade.ERROR])
                if name in marks:
                    self._corner(painter, lane.x + lane.width - 1, y, tone.marks[marks[name].grade])
            if grouped:
                self._subtotal(painter, lanes, line, y + (height - 1 + self._rise) // 2)

    def _advised(self, painter: QPainter, lanes: Sequence[_Lane], lines: range, top: int, height: int) -> None:
        """The corner of 提示 on a stored text that seems wrong, such as a code that fails its check."""
        model, colour = self._model, self._tone.marks[Grade.HINT]
        for lane in lanes:
            if model.columns[lane.at].advice is None:
                continue
            for line in lines:
                if model.advised(line, lane.at):
                    self._corner(painter, lane.x + lane.width - 1, top + (line - lines.start) * height, colour)

    def _subtotal(self, painter: QPainter, lanes: Sequence[_Lane], line: int, base: int) -> None:
        """A subtotal line in bold; its title may run over the empty cells behind it."""
        if self._model.group_at(line) is None:
            return
        cells = self._model.line_texts(line)
        painter.setFont(self._bold)
        painter.setPen(self._tone.text)
        metrics = painter.fontMetrics()
        for lane in lanes:
            text = cells[lane.at]
            room = lane.width - 1 - 2 * SIDE
            if not text:
                continue
            if lane.number:
                width = metrics.horizontalAdvance(text)
                if width > room:
                    text = "#" * max(room // max(metrics.horizontalAdvance("#"), 1), 1)
                    width = metrics.horizontalAdvance(text)
                shift = self.points.shift(self._model.columns[lane.at].id, text, metrics.horizontalAdvance, INTO_MARGIN)
                painter.drawText(lane.x + lane.width - 1 - SIDE - width - min(shift, room - width), base, text)
            else:
                painter.drawText(lane.x + SIDE, base, text)
        painter.setFont(self._font)

    # --- lines and signs ---------------------------------------------------------------------------------------

    def _grid(self, painter: QPainter, lanes: Sequence[_Lane], count: int, top: int, height: int) -> None:
        left, right = lanes[0].x, lanes[-1].x + lanes[-1].width - 1
        bottom = top + count * height - 1
        lines = [QLine(left, y, right, y) for y in range(top + height - 1, bottom + 1, height)]
        lines += [QLine(lane.x + lane.width - 1, top, lane.x + lane.width - 1, bottom) for lane in lanes]
        painter.setPen(self._tone.line)
        painter.drawLines(lines)

    def _frame(self, painter: QPainter, view: QTableView) -> None:
        line, at = self._view.current_place
        if line < 0 or at < 0 or view.isColumnHidden(at):
            return
        rect = view.visualRect(self._model.index(line, at))
        focus: QWidget | None = QApplication.focusWidget()
        here = focus is self._view or (focus is not None and self._view.isAncestorOf(focus))
        painter.setPen(self._tone.accent if here else self._tone.head_text)
        painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.drawRect(rect.adjusted(1, 1, -2, -2))

    def _light(self, painter: QPainter, at: int, line: int, x: int, middle: int) -> None:
        light, row = self._model.columns[at].light, self._model.row_at(line)
        name = light(row) if light is not None and row is not None else ""
        if name:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._tone.lights[name])
            painter.drawEllipse(QPointF(x + SIDE + 5, middle + 0.5), 4.5, 4.5)
            painter.restore()

    @staticmethod
    def _corner(painter: QPainter, right: int, top: int, colour: QColor) -> None:
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygon([QPoint(right - _CORNER, top), QPoint(right, top), QPoint(right, top + _CORNER)]))
        painter.restore()

    @staticmethod
    def _flag(painter: QPainter, left: int, top: int, colour: QColor) -> None:
        """A flag at the left edge: given back (退回); findings have the corner on the right."""
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRect(left, top + 1, 2, 2 * _CORNER)
        painter.drawPolygon(
            QPolygon(
                [QPoint(left, top + 1), QPoint(left + _CORNER, top + 1 + _CORNER // 2), QPoint(left, top + 1 + _CORNER)]
            )
        )
        painter.restore()
