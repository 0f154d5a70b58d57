"""A small chart of one record's figures over time (走势), painted by hand: bars of results, a mark for each target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from qbs_desktop.domain.figure import Figure
from qbs_desktop.ui.style.apply import current

if TYPE_CHECKING:
    from qbs_desktop.services.lists.record_card import Point, Series

_FOOT = 16
_HEAD = 4


class Sparkline(QWidget):
    """Zero is always part of the scale, so that the bars compare as the figures do; blank and —— have no bar."""

    def __init__(self, series: Series, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.series = series
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        told = "；".join(f"{point.label} {_told(point)}" for point in series.points)
        self.setAccessibleName(f"{series.label}：{told}")
        self.setToolTip("\n".join(f"{point.label}　{_told(point)}" for point in series.points))

    def sizeHint(self) -> QSize:
        """A strip."""
        return QSize(260, 74)

    def bars(self) -> list[QRectF]:
        """The bar of each point with a result, in order; a target alone gives no bar."""
        low, high = self._bounds()
        return [
            QRectF(QPointF(x, self._y(value, low, high)), QPointF(x + width, self._y(0.0, low, high))).normalized()
            for x, width, point in self._places()
            if (value := _number(point.actual)) is not None
        ]

    def _bounds(self) -> tuple[float, float]:
        found = [
            value
            for point in self.series.points
            for figure in (point.actual, point.target)
            if (value := _number(figure)) is not None
        ]
        return min([0.0, *found]), max([0.0, *found]) or 1.0

    def _y(self, value: float, low: float, high: float) -> float:
        room = self.height() - _HEAD - _FOOT
        return _HEAD + room * (high - value) / ((high - low) or 1.0)

    def _places(self) -> list[tuple[float, float, Point]]:
        points = self.series.points
        step = self.width() / max(len(points), 1)
        width = min(step * 0.62, 30.0)
        return [(step * n + (step - width) / 2, width, point) for n, point in enumerate(points)]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bars, marks of targets, first and last period."""
        tone = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low, high = self._bounds()
        for bar in self.bars():
            painter.fillRect(bar, QColor(tone.accent))
        painter.setPen(QPen(QColor(tone.query), 2))
        for x, width, point in self._places():
            if (value := _number(point.target)) is not None:
                y = self._y(value, low, high)
                painter.drawLine(QPointF(x - 2, y), QPointF(x + width + 2, y))
        painter.setPen(QColor(tone.strong_line))
        zero = self._y(0.0, low, high)
        painter.drawLine(QPointF(0, zero), QPointF(self.width(), zero))
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setPen(QColor(tone.muted))
        foot = QRectF(0, self.height() - _FOOT + 2, self.width(), _FOOT - 2)
        if self.series.points:
            painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, self.series.points[0].label)
            if len(self.series.points) > 1:
                painter.drawText(foot, Qt.AlignmentFlag.AlignRight, self.series.points[-1].label)
        painter.end()


def _number(figure: Figure | None) -> float | None:
    """A height on screen; reported figures themselves stay exact."""
    return None if figure is None or figure.value is None else float(figure.value)


def _told(point: Point) -> str:
    parts = [f"实际 {point.actual_text}"] if point.actual_text else []
    parts += [f"目标 {point.target_text}"] if point.target_text else []
    return "，".join(parts) or "空白"
