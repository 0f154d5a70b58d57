"""A whole return on paper: its sheets' pages with a foot of unit, period, revision, page number and short code."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from qbs_desktop.domain.long_work import Progress
from qbs_desktop.exchange.layout import Printable
from qbs_desktop.ui import pictures
from qbs_desktop.ui.printing.faces import INK, UNIT, font
from qbs_desktop.ui.printing.sheet import BOTTOM, SIDE, PrintedSheet, edges

FOOT = 16
"""Height of the foot in points; it stands in the lower margin."""


class PrintedReturn:
    """All pages of a return."""

    def __init__(self, printable: Printable) -> None:
        """Measure every sheet."""
        self._printable = printable
        self.pages = edges([PrintedSheet(layout) for layout in printable.pages])

    def paint(self, painter: QPainter, number: int) -> None:
        """Paint one page; the painter's unit is a tenth of a point."""
        sheet, place = self.pages[number]
        sheet.paint(painter, place)
        wide, high = sheet.size
        box = QRectF(SIDE, high - BOTTOM + 8, wide - 2 * SIDE, FOOT)
        box = QRectF(box.topLeft() * UNIT, box.size() * UNIT)
        self._paint_foot(painter, box, f"第{number + 1}页 共{len(self.pages)}页")

    def _paint_foot(self, painter: QPainter, box: QRectF, pages: str) -> None:
        """Unit, period and revision, the page number in the middle, the code; a long name sets the number aside."""
        foot, code = self._printable.foot, f"校验码 {self._printable.code}"
        painter.setFont(font(9))
        painter.setPen(INK)
        metrics, gap, middle = QFontMetricsF(font(9)), 10 * UNIT, Qt.AlignmentFlag.AlignVCenter
        wide, number, last = (metrics.horizontalAdvance(text) for text in (foot, pages, code))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | middle), code)
        if wide + gap <= (box.width() - number) / 2:
            painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter | middle), pages)
        else:
            painter.drawText(box.adjusted(0, 0, -last - gap, 0), int(Qt.AlignmentFlag.AlignRight | middle), pages)
        room = box.width() - number - last - 2 * gap
        painter.save()
        painter.translate(box.topLeft())
        painter.scale(min(1, room / wide), 1)
        painter.drawText(QRectF(0, 0, wide + gap, box.height()), int(Qt.AlignmentFlag.AlignLeft | middle), foot)
        painter.restore()

    def page_layout(self, number: int) -> QPageLayout:
        """The paper of one page."""
        sheet, _place = self.pages[number]
        paper = QPageSize(QPageSize.PageSizeId.A3 if sheet.layout.paper == "A3" else QPageSize.PageSizeId.A4)
        way = QPageLayout.Orientation.Landscape if sheet.layout.landscape else QPageLayout.Orientation.Portrait
        layout = QPageLayout(paper, way, QMarginsF(0, 0, 0, 0))
        layout.setMode(QPageLayout.Mode.FullPageMode)
        return layout

    def paint_on(self, device: QPagedPaintDevice, numbers: range, told: Progress | None = None) -> None:
        """Paint pages onto a PDF or a printer, each on its own paper."""
        device.setPageLayout(self.page_layout(numbers.start))
        painter = QPainter(device)
        try:
            for number in numbers:
                if number > numbers.start:
                    device.setPageLayout(self.page_layout(number))
                    device.newPage()
                painter.save()
                scale = device.logicalDpiX() / 72 / UNIT
                painter.scale(scale, scale)
                self.paint(painter, number)
                painter.restore()
                if told is not None:
                    told(number - numbers.start + 1, len(numbers))
        finally:
            painter.end()

    def image(self, number: int, dpi: int = 96) -> QImage:
        """One page as a picture, to look at."""
        sheet, _place = self.pages[number]
        scale = dpi / 72
        made = QImage(int(sheet.size[0] * scale), int(sheet.size[1] * scale), QImage.Format.Format_RGB32)
        made.fill(Qt.GlobalColor.white)
        with QPainter(made) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(scale / UNIT, scale / UNIT)
            self.paint(painter, number)
        return made


def write_pdf(printable: Printable, path: Path, told: Progress | None = None) -> int:
    """Write the return as one PDF; gives the number of pages. Works without a screen.

    Raises:
        EnvironmentFault: the file cannot be written there; an older file of that name is left as it was.
    """
    pictures.application()
    printed = PrintedReturn(printable)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(72 * UNIT)
    writer.setTitle(printable.title)
    writer.setCreator("千百十填报")
    printed.paint_on(writer, range(len(printed.pages)), told)
    buffer.close()
    pictures.put(path, bytes(content.data()))
    return len(printed.pages)
