"""A chart on screen (图表视图): head, body, foot; hover tells the exact value, a click leads to its cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGraphicsObject,
    QGraphicsScene,
    QGraphicsView,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStyleOptionGraphicsItem,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.domain.charts import as_text
from qbs_desktop.domain.charts.chart import ChartData, Point, Style
from qbs_desktop.ui.charts import theme
from qbs_desktop.ui.charts.frame import Foot, Head
from qbs_desktop.ui.charts.rows import AXIS_HEIGHT, Rows, painter_of

if TYPE_CHECKING:
    from qbs_desktop.ui.charts.years import YearsItem


LEAST = 200
"""Pixels below which a drawing cannot be read; the page scrolls instead."""


class Strip(QWidget):
    """A painted strip of fixed height: head, axis or foot of a chart."""

    def __init__(self, paint: Callable[[QPainter], None], height: float) -> None:
        super().__init__()
        self._paint = paint
        self.setFixedHeight(int(height + 0.5))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paper, then the strip's own painting."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.PAPER)
        self._paint(painter)


class RowsItem(QGraphicsObject):
    """All rows of a chart as one graphics item; paints the exposed rows only."""

    def __init__(self, rows: Rows) -> None:
        super().__init__()
        self.rows = rows
        self.setFlag(QGraphicsObject.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def boundingRect(self) -> QRectF:
        """Width of the view, height of all rows."""
        return QRectF(0, 0, self.rows.width, self.rows.height)

    def place(self, width: float, room: float) -> None:
        """Lay the rows out for the view's width and height."""
        self.prepareGeometryChange()
        self.rows.fit(room)
        self.rows.resize(width)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint what is exposed."""
        seen: QRectF = option.exposedRect  # type: ignore[attr-defined]
        first = max(0, int(seen.top() // self.rows.row_height))
        last = min(len(self.rows.chart.categories), int(seen.bottom() // self.rows.row_height) + 1)
        self.rows.paint_rows(painter, first, last)


class RowsBody(QWidget):
    """Axis strip above a scrolling view of the rows."""

    def __init__(self, chart: ChartData) -> None:
        super().__init__()
        self.rows = painter_of(chart)
        self.item = RowsItem(self.rows)
        self.view = QGraphicsView(QGraphicsScene(self))
        self.view.scene().addItem(self.item)
        self.view.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.view.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.view.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setBackgroundBrush(theme.PAPER)
        self.view.setAccessibleName(chart.title)
        self.axis = Strip(lambda painter: self.rows.paint_axis(painter, 0), AXIS_HEIGHT)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(14, 0, 8, 0)
        column.setSpacing(0)
        column.addWidget(self.axis)
        column.addWidget(self.view, 1)

    @property
    def surface(self) -> QWidget:
        """The widget that receives the mouse."""
        return self.view.viewport()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns to the new width."""
        super().resizeEvent(event)
        self._column.activate()
        self.item.place(self.view.viewport().width(), self.view.height())
        self.view.setSceneRect(self.item.boundingRect())
        self.axis.update()

    def point_at(self, at: QPointF) -> Point | None:
        """The point under a position of the surface."""
        where = self.view.mapToScene(at.toPoint())
        return self.rows.point_at(where.x(), where.y())


class YearsBody(QWidget):
    """A pyqtgraph plot."""

    def __init__(self, chart: ChartData) -> None:
        super().__init__()
        import pyqtgraph as pg

        from qbs_desktop.ui.charts import years

        self.view: Any = pg.GraphicsLayoutWidget()
        self.view.setBackground(theme.PAPER)
        self.view.setAntialiasing(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # all of it is in sight
        self.view.ci.setContentsMargins(0, 0, 0, 0)
        made, item = years.plot(chart)
        self.item: YearsItem = item
        self.view.addItem(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 6, 14, 0)
        column.addWidget(self.view)

    @property
    def surface(self) -> QWidget:
        """The widget that receives the mouse."""
        found: QWidget = self.view.viewport()
        return found

    def point_at(self, at: QPointF) -> Point | None:
        """The point under a position of the surface."""
        return self.item.point_at(QPointF(self.view.mapToScene(at.toPoint())))


class ChartView(QWidget):
    """Shows one chart. `chosen` carries the place of a clicked point; an empty one offers the list and the import."""

    chosen = Signal(object)
    list_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: ChartData | None = None
        self.body: RowsBody | YearsBody | None = None
        self._pressed = QPointF()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setAutoFillBackground(True)
        palette = self.palette()
        palette.setColor(self.backgroundRole(), theme.PAPER)
        self.setPalette(palette)

    def show_chart(self, chart: ChartData) -> None:
        """Show a chart in place of the one before."""
        self.chart = chart
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription(as_text(chart))
        self._build()

    def _build(self) -> None:
        while self._column.count():
            self._drop(0)
        self.body = None
        chart = self.chart
        if chart is None:
            return
        head, foot = Head(chart, self.width()), Foot(chart, self.width())
        self._column.addWidget(Strip(head.paint, head.height))
        if chart.empty:
            self._column.addWidget(self._empty(chart.empty), 1)
            return
        self.body = YearsBody(chart) if chart.style is Style.YEARS else RowsBody(chart)
        self.body.setMinimumHeight(LEAST)
        self.body.surface.setMouseTracking(True)
        self.body.surface.installEventFilter(self)
        self._column.addWidget(self.body, 1)
        self._column.addWidget(Strip(foot.paint, foot.height))

    def _empty(self, text: str) -> QWidget:
        """Why there is nothing to draw, what to do, and the way there."""
        page = QWidget()
        label = QLabel(text)
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setFont(theme.font(15))
        palette = label.palette()
        palette.setColor(label.foregroundRole(), theme.SOFT)
        label.setPalette(palette)
        to_list, bring = QPushButton("打开名单"), QPushButton("导入工作簿…")
        to_list.clicked.connect(self.list_wanted)
        bring.clicked.connect(self.import_wanted)
        column = QVBoxLayout(page)
        column.setContentsMargins(80, 0, 80, 0)
        column.addStretch(2)
        column.addWidget(label)
        column.addSpacing(12)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(to_list)
        buttons.addWidget(bring)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addStretch(3)
        return page

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Head and foot wrap anew when the width changes."""
        super().resizeEvent(event)
        if self.chart is None or event.size().width() == event.oldSize().width():
            return
        head, foot = Head(self.chart, self.width()), Foot(self.chart, self.width())
        self._replace(0, Strip(head.paint, head.height))
        if not self.chart.empty:
            self._replace(2, Strip(foot.paint, foot.height))

    def _replace(self, place: int, strip: Strip) -> None:
        self._drop(place)
        self._column.insertWidget(place, strip)
        strip.show()  # at once: a layout shows it later, and a scroll area would meanwhile give its room away

    def _drop(self, place: int) -> None:
        old = self._column.takeAt(place).widget()
        if old is not None:
            old.hide()
            old.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hover and click of the body; a press that moved is panning, not a click."""
        if self.body is not None and isinstance(event, QMouseEvent):
            at = event.position()
            if event.type() == QEvent.Type.MouseMove:
                self._hover(self.body.point_at(at), event)
            elif event.type() == QEvent.Type.MouseButtonPress:
                self._pressed = at
            elif event.type() == QEvent.Type.MouseButtonRelease and event.button() == Qt.MouseButton.LeftButton:
                point = self.body.point_at(at)
                if (at - self._pressed).manhattanLength() < 4 and point is not None and point.place is not None:
                    self.chosen.emit(point.place)
        return super().eventFilter(watched, event)

    def _hover(self, point: Point | None, event: QMouseEvent) -> None:
        if self.body is None:
            return
        known = point is not None and point.place is not None
        self.body.surface.setCursor(Qt.CursorShape.PointingHandCursor if known else Qt.CursorShape.ArrowCursor)
        text = point.detail if point is not None else ""
        tip = f"{text}\n单击转到数据所在的格" if text and known else text
        QToolTip.showText(event.globalPosition().toPoint(), tip, self.body.surface)
