"""Charts with one row per subject (台阶、排名、分布), painted by one painter: no item per row, no item per bar.

The painter knows only a width and a span of rows, so that a list of a thousand rows costs what is visible of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from qbs_desktop.domain.amount import grouped
from qbs_desktop.domain.charts.chart import ChartData, Gap, Mark, Point, Role, Series, Style
from qbs_desktop.ui.charts import theme

AXIS_HEIGHT = 34
_NAME, _LABEL, _TICK = 13, 12, 11
_PAD = 10


class Rows:
    """Base of the row painters: columns for names and labels, a scale between them."""

    least_height = 25.0

    def __init__(self, chart: ChartData) -> None:
        """Measure the texts once; `resize` places the columns."""
        self.row_height = self.least_height
        self.chart = chart
        self.name_font, self.label_font = theme.font(_NAME), theme.font(_LABEL)
        self.tick_font = theme.font(_TICK)
        self._names = max((theme.width(one, self.name_font) for one in chart.categories), default=0.0)
        self._labels = max((theme.width(p.label, self.label_font) for p in self._labelled()), default=0.0)
        self.width = self.left = self.right = 0.0

    def _labelled(self) -> Iterator[Point]:
        return (point for series in self.chart.series for point in series.points)

    @property
    def height(self) -> float:
        """Height of all rows."""
        return self.row_height * len(self.chart.categories)

    def resize(self, width: float) -> None:
        """Place the columns: names at most a third, labels what they need but at most two fifths."""
        self.width = width
        self.left = min(self._names, width / 3) + 2 * _PAD
        self.right = max(width - min(self._labels, width * 0.4) - 2 * _PAD, self.left + 60)

    def fit(self, room: float) -> None:
        """Let few rows be higher, so that they fill `room`; many rows keep their least height."""
        least = self.least_height
        self.row_height = min(max(room / max(1, len(self.chart.categories)), least), least * 1.55)

    def paint_axis(self, painter: QPainter, top: float) -> None:
        """Paint the scale above the rows; `top` is the upper edge of a strip of `AXIS_HEIGHT`."""
        raise NotImplementedError

    def paint_rows(self, painter: QPainter, first: int, last: int) -> None:
        """Paint rows `first` to `last` (exclusive), row 0 starting at y = 0."""
        self._ground(painter, first, last)
        for number in range(first, last):
            self._name(painter, number)
            self._row(painter, number, number * self.row_height)

    def _ground(self, painter: QPainter, first: int, last: int) -> None:
        raise NotImplementedError

    def _row(self, painter: QPainter, number: int, top: float) -> None:
        raise NotImplementedError

    def _name(self, painter: QPainter, number: int) -> None:
        box = QRectF(_PAD, number * self.row_height, self.left - 2 * _PAD, self.row_height)
        text = theme.elided(self.chart.categories[number], self.name_font, box.width() + 1)
        painter.setFont(self.name_font)
        painter.setPen(theme.INK)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def _text(self, painter: QPainter, box: QRectF, text: str, ink: QColor) -> None:
        painter.setFont(self.label_font)
        painter.setPen(ink)
        shown = theme.elided(text, self.label_font, box.width() + 1)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def point_at(self, x: float, y: float) -> Point | None:
        """The point under a position (row coordinates): the row's nearest series."""
        number = int(y // self.row_height)
        if not 0 <= number < len(self.chart.categories) or y < 0:
            return None
        return self._pick(number, x, y - number * self.row_height)

    def _pick(self, number: int, x: float, y: float) -> Point | None:
        raise NotImplementedError


class Ladder(Rows):
    """Subjects on a ladder whose tiers are equally wide, so that 1, 10 and 500 亿元 are all legible."""

    def __init__(self, chart: ChartData) -> None:
        """Read the steps."""
        super().__init__(chart)
        self.steps = chart.marks
        labels = (self._label(number) for number in range(len(chart.categories)))
        self._labels = max((theme.width(one, self.label_font) for one in labels), default=0.0)

    def _label(self, number: int) -> str:
        points = [one.points[number] for one in self.chart.series]
        return _ladder_label(points[0], points[1] if len(points) > 1 else None) if points else ""

    def x(self, value: Decimal) -> float:
        """Where a value stands: its tier, then its share of the tier. Above the top step, up to twice its bound."""
        bounds = [Decimal(0), *(step.value for step in self.steps)]
        bounds.append(bounds[-1] * 2 if bounds[-1] else Decimal(1))
        share = 1.0
        tier = len(bounds) - 2
        for number in range(len(bounds) - 1):
            if value < bounds[number + 1]:
                tier, share = number, float((value - bounds[number]) / (bounds[number + 1] - bounds[number]))
                break
        return self.left + (tier + min(max(share, 0.0), 1.0)) * self._tier_width()

    def _tier_width(self) -> float:
        return (self.right - self.left) / (len(self.steps) + 1)

    def paint_axis(self, painter: QPainter, top: float) -> None:
        """Step bounds at the tier edges, tier names between them."""
        wide = self._tier_width()
        painter.setFont(self.tick_font)
        names = ["", *(step.label for step in self.steps)]
        for number, step in enumerate(self.steps):
            x = self.left + (number + 1) * wide
            painter.setPen(theme.SOFT)
            bound = QRectF(x - wide / 2, top, wide, 15)
            painter.drawText(bound, Qt.AlignmentFlag.AlignCenter, grouped(step.value))
            painter.setPen(theme.INK)
            box = QRectF(x + 2, top + 15, wide - 4, 16)
            text = theme.elided(names[number + 1], self.tick_font, wide - 4)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _ground(self, painter: QPainter, first: int, last: int) -> None:
        top, high = first * self.row_height, (last - first) * self.row_height
        wide = self._tier_width()
        painter.setPen(Qt.PenStyle.NoPen)
        for number in range(len(self.steps) + 1):
            shade = QColor(theme.ACTUAL)
            shade.setAlpha(8 + 60 * number // (len(self.steps) + 1))
            painter.setBrush(shade)
            painter.drawRect(QRectF(self.left + number * wide, top, wide, high))
        for number in range(1, len(self.steps) + 1):
            x = self.left + number * wide
            theme.line(painter, theme.PAPER, QPointF(x, top), QPointF(x, top + high), 2)

    def _row(self, painter: QPainter, number: int, top: float) -> None:
        middle = top + self.row_height / 2
        now = self.chart.series[0].points[number]
        plan = self.chart.series[1].points[number] if len(self.chart.series) > 1 else None
        x_now = self.x(now.value) if now.value is not None else None
        x_plan = self.x(plan.value) if plan is not None and plan.value is not None else None
        if x_now is not None and x_plan is not None:
            painter.setPen(QPen(theme.PLAN, 1.2, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x_now, middle), QPointF(x_plan, middle))
        if x_now is not None:
            theme.line(painter, theme.ACTUAL, QPointF(self.left, middle), QPointF(x_now, middle), 2)
        if x_plan is not None:
            diamond(painter, QPointF(x_plan, middle), 5.5)
        if x_now is not None:
            painter.setPen(QPen(theme.PAPER, 1))
            painter.setBrush(theme.colour(Role.ACTUAL, now.tone))
            painter.drawEllipse(QPointF(x_now, middle), 5.5, 5.5)
        box = QRectF(self.right + _PAD, top, self.width - self.right - _PAD, self.row_height)
        self._text(painter, box, self._label(number), theme.INK if x_now is not None else theme.SOFT)

    def _pick(self, number: int, x: float, y: float) -> Point | None:
        points = [one.points[number] for one in self.chart.series]
        if len(points) > 1 and points[1].value is not None and abs(x - self.x(points[1].value)) <= 8:
            return points[1]
        return points[0] if points else None


def _ladder_label(now: Point, plan: Point | None) -> str:
    if now.value is None and plan is not None and plan.value is not None:
        return f"实际 {now.label}，计划 {plan.label}"
    return now.label


def diamond(painter: QPainter, centre: QPointF, size: float) -> None:
    """The hollow mark of a planned value."""
    painter.setPen(QPen(theme.PLAN, 1.6))
    painter.setBrush(theme.PAPER)
    x, y = centre.x(), centre.y()
    corners = [QPointF(x, y - size), QPointF(x + size, y), QPointF(x, y + size), QPointF(x - size, y)]
    painter.drawPolygon(QPolygonF(corners))


class Bars(Rows):
    """One or two bars per row with their value written at the end, and reference lines across all rows."""

    def __init__(self, chart: ChartData) -> None:
        """Find the end of the scale."""
        self.least_height = 25.0 if len(chart.series) < 2 else 38.0
        super().__init__(chart)
        self.limit, self.cut = scale_end(chart)
        values = (p.value for series in chart.series for p in series.points if p.value is not None)
        self.low = min((Decimal(0), *values))

    def x(self, value: Decimal) -> float:
        """Where a value ends; values beyond the scale end at its edge."""
        share = min(max(float((value - self.low) / (self.limit - self.low)), 0.0), 1.0)
        return self.left + share * (self.right - self.left)

    def paint_axis(self, painter: QPainter, top: float) -> None:
        """Tick values, and the names of the reference lines above them."""
        painter.setFont(self.tick_font)
        sign = "%" if self.chart.unit == "%" else ""
        for tick in ticks(self.limit, self.low):
            x = self.x(tick)
            painter.setPen(theme.SOFT)
            box = QRectF(x - 50, top + 17, 100, 15)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, grouped(tick) + sign)
        for mark in self.chart.marks:
            painter.setPen(theme.PACE)
            text = f"{mark.label} {grouped(mark.value)}{sign}"
            box = QRectF(self.x(mark.value) - 80, top, 160, 16)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _ground(self, painter: QPainter, first: int, last: int) -> None:
        top, bottom = first * self.row_height, last * self.row_height
        for tick in ticks(self.limit, self.low):
            theme.line(painter, theme.RULE, QPointF(self.x(tick), top), QPointF(self.x(tick), bottom))

        if self.low < 0:
            zero = self.x(Decimal(0))
            theme.line(painter, theme.SOFT, QPointF(zero, top), QPointF(zero, bottom), 1.5)

    def _mark(self, painter: QPainter, mark: Mark, top: float, bottom: float) -> None:
        painter.setPen(QPen(theme.PACE, 1.5))
        painter.drawLine(QPointF(self.x(mark.value), top), QPointF(self.x(mark.value), bottom))

    def _row(self, painter: QPainter, number: int, top: float) -> None:
        boxes = list(zip(self.chart.series, self._boxes(top), strict=False))
        for series, box in boxes:
            self._bar(painter, series, series.points[number], box)
        for mark in self.chart.marks:
            self._mark(painter, mark, top, top + self.row_height)
        for order, (series, box) in enumerate(boxes):
            self._bar_label(painter, series.points[number], box, first=order == 0)

    def _boxes(self, top: float) -> list[QRectF]:
        count = len(self.chart.series)
        high = (self.row_height - 9) / count
        wide = self.right - self.left
        return [QRectF(self.left, top + 4.5 + order * high, wide, high - (count - 1)) for order in range(count)]

    def _bar(self, painter: QPainter, series: Series, point: Point, box: QRectF) -> None:
        if point.value is not None:
            start, end = sorted((self.x(Decimal(0)), self.x(point.value)))
            rect = QRectF(start, box.top(), max(end - start, 1.0), box.height())
            theme.fill(painter, rect, series.role, point.tone)
            if point.value > self.limit:
                self._break(painter, rect)

    def _bar_label(self, painter: QPainter, point: Point, box: QRectF, *, first: bool) -> None:
        end = self.x(max(point.value or Decimal(0), Decimal(0)))
        text = point.label if point.gap is None else point.label or point.gap.label
        room = QRectF(end + 7, box.top() - 2, self.width - end - 7, box.height() + 4)
        wide = min(theme.width(text, self.label_font), room.width())
        painter.fillRect(QRectF(room.left() - 3, box.top(), wide + 6, box.height()), theme.PAPER)
        self._text(painter, room, text, theme.INK if first and point.gap is not Gap.NA else theme.SOFT)

    def _break(self, painter: QPainter, rect: QRectF) -> None:
        """Two white strokes: the bar is longer than the scale."""
        painter.setPen(QPen(theme.PAPER, 3))
        for shift in (18, 26):
            x = rect.right() - shift
            painter.drawLine(QPointF(x - 4, rect.bottom() + 1), QPointF(x + 4, rect.top() - 1))

    def _pick(self, number: int, x: float, y: float) -> Point | None:
        boxes = self._boxes(0)
        order = min(range(len(boxes)), key=lambda one: abs(boxes[one].center().y() - y))
        return self.chart.series[order].points[number]


def scale_end(chart: ChartData) -> tuple[Decimal, bool]:
    """The end of the value scale, and whether one wild value is cut: it would flatten all the others."""
    values = sorted((p.value for s in chart.series for p in s.points if p.value is not None), reverse=True)
    values = values or [Decimal(1)]
    least = max((mark.value for mark in chart.marks), default=Decimal(0))
    per_row = max(1, len(chart.series))
    rest = values[per_row] if len(values) > per_row + 1 else values[0]
    cut = rest > 0 and values[0] > 5 * max(rest, least)
    top = max(rest * Decimal("1.25") if cut else values[0], least, Decimal("0.000001"))
    return top, cut


def ticks(limit: Decimal, low: Decimal = Decimal(0), most: int = 6) -> list[Decimal]:
    """Round tick values around 0 from the lowest value (0 or less) up to a limit, at most `most` steps."""
    span = limit - low
    power = Decimal(1).scaleb((span / most).adjusted())
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor * most >= span)
    return [step * number for number in range(int(low / step), int(limit / step) + 1)]


def painter_of(chart: ChartData) -> Rows:
    """The row painter of a chart."""
    return Ladder(chart) if chart.style is Style.LADDER else Bars(chart)
