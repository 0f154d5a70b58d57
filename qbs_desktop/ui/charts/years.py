"""Charts over the years (目标与实际): pyqtgraph gives axes, panning and zooming, one painted item gives the picture.

The item paints in pixels, whatever the zoom and whatever the picture is painted on, so that bars, hatching and labels
are the same on screen, in a PNG and in a PDF.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from qbs_desktop.domain import amount
from qbs_desktop.domain.charts.chart import ChartData, Gap, Point, Role, Series, Tone
from qbs_desktop.ui.charts import theme
from qbs_desktop.ui.charts.rows import ticks

pg.setConfigOptions(exitCleanup=False, antialias=True)  # its clean-up warns about views that Qt has already freed

_BAR, _WIDEST = 0.5, 72.0
_LABELLED = 56.0
"""A category narrower than this many pixels carries no value labels."""


class Axis(pg.AxisItem):
    """An axis that paints its texts directly: a recorded picture changes their size with the device's resolution."""

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint line and texts."""
        painter.save()
        specs = self.generateDrawSpecs(painter)
        if specs is not None:
            self.drawPicture(painter, *specs)
        painter.restore()


class ValueAxis(Axis):
    """The value axis: thousands separators, no exponents, no automatic prefixes (k, M)."""

    def __init__(self, limit: Decimal) -> None:
        super().__init__("left")
        self.limit = limit
        self.enableAutoSIPrefix(False)
        widest = max(theme.width(amount.grouped(one), theme.font(12)) for one in ticks(limit))
        self.setWidth(widest + 10)
        self.setStyle(tickLength=0, tickFont=theme.font(12), maxTickLevel=0, hideOverlappingLabels=False)
        self.setPen(pg.mkPen(None))
        self.setTextPen(pg.mkPen(theme.SOFT))

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        """Round values from 0 up to the highest figure; the same that the grid lines stand on."""
        found = ticks(self.limit)
        return [(float(found[1] - found[0]), [float(one) for one in found])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """``1,200``, as many decimals as the steps have."""
        return [amount.grouped(one) for one in ticks(self.limit)]


class CategoryAxis(Axis):
    """The years; every second, third … one when there is no room."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__("bottom")
        self.names = names
        self.setStyle(tickLength=0, tickFont=theme.font(13), tickTextOffset=6)
        self.setPen(pg.mkPen(theme.FAINT))
        self.setTextPen(pg.mkPen(theme.INK))

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[int]]]:
        """One tick per category, thinned to about 60 pixels each."""
        shown = range(max(0, round(minVal)), min(len(self.names) - 1, int(maxVal)) + 1)
        step = max(1, -(-len(shown) * 60 // max(int(size), 1)))
        return [(float(step), [number for number in shown if number % step == 0])]

    def tickStrings(self, values: list[int], scale: float, spacing: float) -> list[str]:
        """The names of the categories."""
        return [self.names[int(value)] for value in values]


class YearsItem(pg.GraphicsObject):
    """Bars for actual figures, a dashed line for the plan, a tick for 序时进度, all in one item."""

    def __init__(self, chart: ChartData) -> None:
        super().__init__()
        self.chart = chart
        values = [point.value for one in chart.series for point in one.points if point.value is not None]
        self.limit = max(values, default=Decimal(1)) or Decimal(1)
        self.top, self.low = float(self.limit), min(0.0, float(min(values, default=0)))

    def boundingRect(self) -> QRectF:
        """The whole view: labels reach beyond the figures."""
        return QRectF(self.viewRect())

    def viewTransformChanged(self) -> None:
        """Labels keep their size when the view moves."""
        self.prepareGeometryChange()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Leave data coordinates for pixels, then paint."""
        data = painter.worldTransform()
        pixel, _ = self.getViewBox().viewPixelSize()
        scale = data.m11() * float(pixel)
        painter.save()
        painter.setWorldTransform(QTransform.fromScale(scale, scale))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        to_pixel = data * QTransform.fromScale(1 / scale, 1 / scale)
        _Painting(self, painter, to_pixel).all()
        painter.restore()

    def point_at(self, where: QPointF) -> Point | None:
        """The point nearest to a scene position, within its category."""
        at = self.mapFromScene(where)
        number = round(at.x())
        if not 0 <= number < len(self.chart.categories):
            return None
        found = [one.points[number] for one in self.chart.series if one.points[number].place is not None]

        def apart(point: Point) -> float:
            return float(abs(float(point.value or 0) - at.y()))

        filled = [point for point in found if point.value is not None]
        return min(filled or found, key=apart, default=None)


class _Painting:
    """One painting of the item, in pixels."""

    def __init__(self, item: YearsItem, painter: QPainter, to_pixel: QTransform) -> None:
        self.chart, self.limit = item.chart, item.limit
        self.painter, self.map = painter, to_pixel
        seen = to_pixel.mapRect(item.boundingRect())
        self.span = (seen.left(), seen.right())
        self.font = theme.font(13)
        self.wide = float(self.map.m11())
        self.bar = min(_BAR * self.wide, _WIDEST)
        self.taken: list[QRectF] = []

    def at(self, number: int, value: Decimal | int) -> QPointF:
        return self.map.map(QPointF(number, float(value)))

    def all(self) -> None:
        """Bars, then lines, then labels."""
        self._grid()
        plan, actual, pace = (self.chart.named(role) for role in (Role.PLAN, Role.ACTUAL, Role.PACE))
        if actual is not None:
            self._bars(actual)
        if plan is not None:
            self._plan(plan)
        if pace is not None:
            self._pace(pace)
        if self.wide >= _LABELLED:
            for number in range(len(self.chart.categories)):
                self.taken = []
                self._labels(number, plan, actual, pace)

    def _grid(self) -> None:
        for value in ticks(self.limit)[1:]:
            y = self.at(0, value).y()
            theme.line(self.painter, theme.RULE, QPointF(self.span[0], y), QPointF(self.span[1], y))

    def _rect(self, number: int, value: Decimal) -> QRectF:
        top, base = self.at(number, value), self.at(number, 0)
        return QRectF(QPointF(top.x() - self.bar / 2, top.y()), QPointF(top.x() + self.bar / 2, base.y())).normalized()

    def _bars(self, actual: Series) -> None:
        for number, point in enumerate(actual.points):
            if point.value is not None:
                theme.fill(self.painter, self._rect(number, point.value), Role.ACTUAL, point.tone)

    def _plan(self, plan: Series) -> None:
        dots = [None if p.value is None else self.at(n, p.value) for n, p in enumerate(plan.points)]
        self.painter.setPen(QPen(theme.PLAN, 2, Qt.PenStyle.DashLine))
        for before, after in pairwise(dots):
            if before is not None and after is not None:
                self.painter.drawLine(before, after)
        self.painter.setPen(QPen(theme.PLAN, 2))
        self.painter.setBrush(theme.PAPER)
        for dot in dots:
            if dot is not None:
                self.painter.drawEllipse(dot, 4.5, 4.5)

    def _pace(self, pace: Series) -> None:
        for number, point in enumerate(pace.points):
            if point.value is not None:
                at = self.at(number, point.value)
                half = self.bar / 2 + 8
                theme.line(self.painter, theme.PAPER, QPointF(at.x() - half, at.y()), QPointF(at.x() + half, at.y()), 6)
                theme.line(self.painter, theme.PACE, QPointF(at.x() - half, at.y()), QPointF(at.x() + half, at.y()), 3)

    def _labels(self, number: int, plan: Series | None, actual: Series | None, pace: Series | None) -> None:
        planned = plan.points[number] if plan is not None else None
        done = actual.points[number] if actual is not None else None
        due = pace.points[number] if pace is not None else None
        same = planned is not None and done is not None and planned.value == done.value
        if planned is not None and planned.value is not None:
            at = self.at(number, planned.value)
            self._text(planned.label, theme.INK if same else theme.PLAN, self._around(at, planned.label))
        if due is not None and due.value is not None:
            at = self.at(number, due.value)
            left = at.x() + self.bar / 2 + 12
            wide = theme.width(due.label, self.font) + 4
            boxes = (QRectF(left, at.y() + shift, wide, 18) for shift in (-9, 6, -24))
            self._text(due.label, theme.PACE, boxes)
        if done is not None and done.value is not None and not same:
            self._done(number, done)
        elif done is not None and done.gap is not None and self._due(number, actual):
            base = self.at(number, 0)
            self._text(done.label, theme.SOFT, iter([QRectF(base.x() - 40, base.y() - 22, 80, 18)]))

    def _due(self, number: int, actual: Series | None) -> bool:
        """A gap is named up to the newest actual figure; a year still to come is simply empty. —— is always named."""
        if actual is None:
            return False
        newest = max((n for n, point in enumerate(actual.points) if point.value is not None), default=-1)
        return number < newest or actual.points[number].gap is Gap.NA

    def _done(self, number: int, done: Point) -> None:
        rect = self._rect(number, done.value or Decimal(0))
        wide = theme.width(done.label, self.font) + 6
        inside = QRectF(rect.center().x() - wide / 2, rect.top() + 6, wide, 18)
        if rect.height() > 40 and wide <= self.bar and not self._hit(inside):
            ink = theme.PAPER if done.tone is Tone.PLAIN else theme.INK
            self._text(done.label, ink, iter([inside]), ground=done.tone is not Tone.PLAIN)
            return
        above = QPointF(rect.center().x(), rect.top())
        self._text(done.label, theme.ACTUAL, self._around(above, done.label))

    def _around(self, at: QPointF, text: str) -> Iterator[QRectF]:
        """Places for a label: above the point, below it, higher above, to its right."""
        wide = theme.width(text, self.font) + 6
        for shift in (-25, 8, -43, 26):
            yield QRectF(at.x() - wide / 2, at.y() + shift, wide, 18)
        yield QRectF(at.x() + 10, at.y() - 9, wide, 18)

    def _hit(self, box: QRectF) -> bool:
        return any(box.intersects(one) for one in self.taken)

    def _text(self, text: str, ink: QColor, boxes: Iterator[QRectF], *, ground: bool = True) -> None:
        """Write a label in the first free place, on paper unless it stands on a filled bar."""
        places = list(boxes)
        box = next((one for one in places if not self._hit(one)), places[0])
        self.taken.append(box)
        if ground:
            veil = QColor(theme.PAPER)
            veil.setAlpha(225)
            self.painter.fillRect(box, veil)
        self.painter.setFont(self.font)
        self.painter.setPen(ink)
        self.painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def plot(chart: ChartData) -> tuple[pg.PlotItem, YearsItem]:
    """A plot of a chart over years: horizontal panning and zooming, no menu, no pyqtgraph buttons."""
    view = pg.ViewBox(enableMenu=False)
    item = YearsItem(chart)
    axes = {"left": ValueAxis(item.limit), "bottom": CategoryAxis(chart.categories)}
    made = pg.PlotItem(viewBox=view, axisItems=axes)
    made.hideButtons()
    made.addItem(item, ignoreBounds=True)
    count = len(chart.categories)
    head = 1.14
    view.setMouseEnabled(x=count > 6, y=False)
    view.setLimits(xMin=-0.75, xMax=count - 0.25, minXRange=2, yMin=item.low * head, yMax=item.top * head)
    view.setRange(xRange=(-0.75, count - 0.25), yRange=(item.low * head, item.top * head), padding=0)
    return made, item
