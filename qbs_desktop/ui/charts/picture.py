"""Charts as pictures (导出图片): PNG, SVG and PDF, with title, unit, state, source and date on the picture.

SVG and PDF are vectors painted by the same painters as the screen. A picture is written beside its place and moved
there when it is whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter, QResizeEvent

from qbs_desktop.domain.charts import as_text
from qbs_desktop.domain.charts.chart import ChartData, Style
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.ui.charts import theme
from qbs_desktop.ui.charts.frame import MARGIN, Foot, Head
from qbs_desktop.ui.charts.rows import AXIS_HEIGHT, painter_of
from qbs_desktop.ui.pictures import application, put
from qbs_desktop.ui.style import fonts
from qbs_desktop.ui.style.tokens import FAMILIES

MOST_ROWS = 120
"""Rows of a picture; more would not be read, so the rest is counted in a note."""
_DPI = 96
_PAPER_FONT = f'font-family="{fonts.PAPER}"'.encode()
_READER_FONTS = f'font-family="{", ".join(FAMILIES)}, sans-serif"'.encode()
"""An SVG is shown with the reader's own fonts, so it names the usual Chinese families."""


class Picture:
    """A chart laid out for paper: `size` in pixels at 96 dpi. It grows taller when its rows need the room."""

    def __init__(self, chart: ChartData, width: int, height: int, drawn: date | None = None) -> None:
        """Lay out head, body and foot."""
        self.chart = chart = _shortened(chart)
        self.head, self.foot = Head(chart, width), Foot(chart, width, drawn)
        self.width, self.height = width, height
        room = height - self.head.height - self.foot.height - 10
        self.rows = None
        if not chart.empty and chart.style is not Style.YEARS:
            self.rows = painter_of(chart)
            self.rows.fit(room - AXIS_HEIGHT)
            self.rows.resize(width - 2 * MARGIN)
            room = max(room, self.rows.height + AXIS_HEIGHT)
            self.height = int(self.head.height + room + self.foot.height + 10)
        self.room = room

    def paint(self, painter: QPainter) -> None:
        """Paint the whole picture with the upper left corner at (0, 0)."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(0, 0, self.width, self.height), theme.PAPER)
        self.head.paint(painter)
        top = self.head.height
        if self.rows is not None:
            painter.save()
            painter.translate(MARGIN, top)
            self.rows.paint_axis(painter, 0)
            painter.translate(0, AXIS_HEIGHT)
            self.rows.paint_rows(painter, 0, len(self.chart.categories))
            painter.restore()
        elif self.chart.empty:
            painter.setFont(theme.font(15))
            painter.setPen(theme.SOFT)
            box = QRectF(80, top, self.width - 160, self.room)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self.chart.empty)
        else:
            self._paint_years(painter, QRectF(MARGIN, top + 4, self.width - 2 * MARGIN, self.room))
        self.foot.paint(painter, self.height - self.foot.height)

    def _paint_years(self, painter: QPainter, box: QRectF) -> None:
        """Render the plot's own scene; it is laid out by a window that is never shown."""
        import pyqtgraph as pg

        from qbs_desktop.ui.charts import years

        window = pg.GraphicsLayoutWidget()
        window.setBackground(None)
        window.resize(QSize(int(box.width()), int(box.height())))
        window.ci.setContentsMargins(0, 0, 0, 0)
        made, _item = years.plot(self.chart)
        window.addItem(made)
        window.resizeEvent(QResizeEvent(window.size(), QSize()))  # Qt sends none to a window that is not shown
        window.ci.layout.activate()
        window.scene().render(painter, box, QRectF(QRect(0, 0, window.width(), window.height())))
        made.vb.close()
        window.close()
        window.deleteLater()


def _shortened(chart: ChartData) -> ChartData:
    count = len(chart.categories)
    if chart.style is Style.YEARS or count <= MOST_ROWS:
        return chart
    return replace(
        chart,
        categories=chart.categories[:MOST_ROWS],
        series=tuple(replace(one, points=one.points[:MOST_ROWS]) for one in chart.series),
        warnings=(*chart.warnings, f"共 {count} 行，图上只画前 {MOST_ROWS} 行。"),
    )


def image(chart: ChartData, size: tuple[int, int] = (1200, 700), scale: int = 2, drawn: date | None = None) -> QImage:
    """The picture as pixels, `scale` per logical pixel."""
    with theme.on_paper():
        return _image(Picture(chart, *size, drawn or date.today()), scale)


def _image(picture: Picture, scale: int) -> QImage:
    chart = picture.chart
    made = QImage(picture.width * scale, picture.height * scale, QImage.Format.Format_RGB32)
    made.setDotsPerMeterX(int(_DPI * scale / 0.0254))
    made.setDotsPerMeterY(int(_DPI * scale / 0.0254))
    made.setText("Title", chart.title)
    made.setText("Description", as_text(chart))
    painter = QPainter(made)
    painter.scale(scale, scale)
    picture.paint(painter)
    painter.end()
    return made


def _png(chart: ChartData, size: tuple[int, int], drawn: date, device: QBuffer) -> None:
    image(chart, size, drawn=drawn).save(device, "PNG")  # type: ignore[call-overload]


def _svg(chart: ChartData, size: tuple[int, int], drawn: date, device: QBuffer) -> None:
    from PySide6.QtSvg import QSvgGenerator

    picture = Picture(chart, *size, drawn)
    generator = QSvgGenerator()
    generator.setOutputDevice(device)
    generator.setResolution(_DPI)
    generator.setSize(QSize(picture.width, picture.height))
    generator.setViewBox(QRectF(0, 0, picture.width, picture.height))
    generator.setTitle(chart.title)
    generator.setDescription(as_text(chart))
    painter = QPainter(generator)
    picture.paint(painter)
    painter.end()


def _pdf(chart: ChartData, size: tuple[int, int], drawn: date, device: QBuffer) -> None:
    picture = Picture(chart, *size, drawn)
    writer = QPdfWriter(device)
    points = QSizeF(picture.width * 72 / _DPI, picture.height * 72 / _DPI)
    page = QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    writer.setResolution(_DPI)
    writer.setTitle(chart.title)
    writer.setCreator("千百十填报")
    painter = QPainter(writer)
    picture.paint(painter)
    painter.end()


_WRITERS: dict[str, Callable[[ChartData, tuple[int, int], date, QBuffer], None]] = {
    ".png": _png,
    ".svg": _svg,
    ".pdf": _pdf,
}
SUFFIXES = tuple(_WRITERS)


def render(chart: ChartData, path: Path, size: tuple[int, int] = (1200, 700), drawn: date | None = None) -> Path:
    """Write a chart to a PNG, SVG or PDF file, chosen by the name's ending; works without a screen.

    Raises:
        Refusal: another ending.
        EnvironmentFault: the file cannot be written there; an older file of that name is left as it was.
    """
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise Refusal(f"图片只能存为 PNG、SVG 或 PDF，请把文件名“{path.name}”的扩展名改成其中一种。")
    content = QByteArray()
    device = QBuffer(content)
    device.open(QIODevice.OpenModeFlag.WriteOnly)
    application()
    with theme.on_paper():
        write(chart, size, drawn or date.today(), device)
    device.close()
    put(path, bytes(content.data()).replace(_PAPER_FONT, _READER_FONTS))
    return path
