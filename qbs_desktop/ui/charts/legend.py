"""The legend (图例) of a chart: a swatch with its pattern and a word for each series and tone that occurs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from qbs_desktop.domain.charts.chart import TONE_LABELS, ChartData, Role, Series, Style, Tone
from qbs_desktop.ui.charts import theme
from qbs_desktop.ui.charts.rows import diamond

_SIZE, _SWATCH, _GAP = 12, 22.0, 18.0
HEIGHT = 22.0


def entries(chart: ChartData) -> list[tuple[str, Callable[[QPainter, QRectF], None]]]:
    """Word and swatch painter for everything that needs a key; a single plain series needs none."""
    if chart.style is Style.LADDER:
        return [(one.label, _ladder_swatch(one)) for one in chart.series]
    if chart.style is Style.YEARS:
        found = [(one.label, _year_swatch(one)) for one in chart.series]
        partial = any(point.tone is Tone.PARTIAL for one in chart.series for point in one.points)
        return [*found, ("实际（未满年）", _fill_swatch(Role.ACTUAL, Tone.PARTIAL))] if partial else found
    tones = {point.tone for one in chart.series for point in one.points}
    if tones & TONE_LABELS.keys():
        return [(TONE_LABELS[tone], _fill_swatch(Role.ACTUAL, tone)) for tone in TONE_LABELS if tone in tones]
    if Tone.SAID in tones:
        computed = [("按上年同期计算", _fill_swatch(Role.ACTUAL, Tone.PLAIN))] if tones - {Tone.SAID} else []
        return [*computed, ("含上报的增速", _fill_swatch(Role.ACTUAL, Tone.SAID))]
    if len(chart.series) < 2:
        return []
    return [(one.label, _fill_swatch(one.role, Tone.PLAIN)) for one in chart.series]


def _fill_swatch(role: Role, tone: Tone) -> Callable[[QPainter, QRectF], None]:
    return lambda painter, box: theme.fill(painter, box.adjusted(0, 1, 0, -1), role, tone)


def _ladder_swatch(series: Series) -> Callable[[QPainter, QRectF], None]:
    def paint(painter: QPainter, box: QRectF) -> None:
        if series.role is Role.PLAN:
            diamond(painter, box.center(), 5.5)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.ACTUAL)
            painter.drawEllipse(box.center(), 5.5, 5.5)

    return paint


def _year_swatch(series: Series) -> Callable[[QPainter, QRectF], None]:
    if series.role is Role.ACTUAL:
        return _fill_swatch(Role.ACTUAL, Tone.PLAIN)

    def paint(painter: QPainter, box: QRectF) -> None:
        left, right = QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y())
        if series.role is Role.PACE:
            theme.line(painter, theme.PACE, left, right, 3)
            return
        painter.setPen(QPen(theme.PLAN, 1.8, Qt.PenStyle.DashLine))
        painter.drawLine(left, right)
        painter.setPen(QPen(theme.PLAN, 1.8))
        painter.setBrush(theme.PAPER)
        painter.drawEllipse(box.center(), 4, 4)

    return paint


def width(chart: ChartData) -> float:
    """Width of the whole legend."""
    used = theme.font(_SIZE)
    return sum(_SWATCH + 6 + theme.width(word, used) + _GAP for word, _swatch in entries(chart))


def paint(painter: QPainter, chart: ChartData, left: float, top: float) -> None:
    """Paint the legend in one line from a point to the right."""
    used = theme.font(_SIZE)
    for word, swatch in entries(chart):
        painter.save()
        swatch(painter, QRectF(left, top + 5, _SWATCH, HEIGHT - 10))
        painter.restore()
        left += _SWATCH + 6
        painter.setFont(used)
        painter.setPen(theme.INK)
        box = QRectF(left, top, theme.width(word, used) + 4, HEIGHT)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, word)
        left += theme.width(word, used) + _GAP
