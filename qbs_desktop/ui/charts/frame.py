"""Head and foot of a chart (图头、图尾): title, unit, date, state, results; notes, source and date of drawing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from qbs_desktop.domain.charts.chart import ChartData
from qbs_desktop.ui.charts import legend, theme

MARGIN = 24.0
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


@dataclass(frozen=True, slots=True)
class _Block:
    """One paragraph of head or foot with its place."""

    text: str
    size: int
    bold: bool
    soft: bool
    box: QRectF


def _place(texts: list[tuple[str, int, bool, bool]], top: float, width: float, right: float = 0.0) -> list[_Block]:
    """Stack paragraphs; the first one leaves `right` pixels free at its end."""
    blocks: list[_Block] = []
    for number, (text, size, bold, soft) in enumerate(texts):
        room = width - 2 * MARGIN - (right if number == 0 else 0.0)
        metrics = QFontMetricsF(theme.font(size, bold=bold))
        box = metrics.boundingRect(QRectF(0, 0, room, 2000), int(_WRAP), text)
        blocks.append(_Block(text, size, bold, soft, QRectF(MARGIN, top, room, box.height() + 2)))
        top += box.height() + (6 if bold else 4)
    return blocks


def _paint(painter: QPainter, blocks: list[_Block]) -> None:
    for block in blocks:
        painter.setFont(theme.font(block.size, bold=block.bold))
        painter.setPen(theme.SOFT if block.soft else theme.INK)
        painter.drawText(block.box, int(_WRAP), block.text)


class Head:
    """Title line with the state as a stamp, subtitle, the results in words, and the legend."""

    def __init__(self, chart: ChartData, width: float) -> None:
        """Lay the texts out for a width."""
        self.chart, self.width = chart, width
        self._stamp = theme.width(chart.state.label, theme.font(14, bold=True)) + 24
        texts = [(chart.title, 20, True, False), (chart.subtitle, 12, False, True)]
        texts += [(text, 14, False, False) for text in chart.annotations]
        self._blocks = _place(texts, 16, width, self._stamp + 12)
        self._bottom = self._blocks[-1].box.bottom() + 8
        self._keyed = bool(legend.entries(chart) or chart.value_axis) and not chart.empty
        self.height = self._bottom + (legend.HEIGHT + 4 if self._keyed else 0)

    def paint(self, painter: QPainter) -> None:
        """Paint from (0, 0)."""
        _paint(painter, self._blocks)
        if not self.chart.empty:  # nothing to be 审 or 未审
            self._paint_stamp(painter)
        if self._keyed:
            axis = "，".join(part for part in (self.chart.value_axis, self.chart.unit) if part)
            painter.setFont(theme.font(12))
            painter.setPen(theme.SOFT)
            box = QRectF(MARGIN, self._bottom, self.width / 2, legend.HEIGHT)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, axis)
            left = max(self.width - MARGIN - legend.width(self.chart) + 18, MARGIN)
            legend.paint(painter, self.chart, left, self._bottom)

    def _paint_stamp(self, painter: QPainter) -> None:
        """The state of the data as a framed word: 未审 must not be overlooked on a copied picture."""
        ink = theme.STATE_COLOURS[self.chart.state.value]
        box = QRectF(self.width - MARGIN - self._stamp, 15, self._stamp, 27)
        painter.setPen(QPen(ink, 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(theme.font(14, bold=True))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.chart.state.label)


class Foot:
    """Notes, source and the date of drawing."""

    def __init__(self, chart: ChartData, width: float, drawn: date | None = None) -> None:
        """Lay the texts out for a width; `drawn` is printed on exported pictures."""
        self.width = width
        notes = [f"{number}. {text}" for number, text in enumerate(chart.warnings, 1)]
        texts = [("注：" + "　".join(notes), 12, False, True)] if notes else []
        last = f"来源：{chart.source}" if chart.source else ""
        last += f"　制图：{drawn.year}年{drawn.month}月{drawn.day}日" if drawn else ""
        texts += [(last, 12, False, True)] if last else []
        self._blocks = _place(texts, 10, width)
        self.height = (self._blocks[-1].box.bottom() + 12) if self._blocks else 0.0

    def paint(self, painter: QPainter, top: float = 0.0) -> None:
        """Paint with the upper edge at `top`."""
        if not self._blocks:
            return
        painter.save()
        painter.translate(0, top)
        theme.line(painter, theme.RULE, QPointF(MARGIN, 2), QPointF(self.width - MARGIN, 2))
        _paint(painter, self._blocks)
        painter.restore()
