"""The 合计 line under the grid: sums of ordinary rows; 其中 rows, blanks and —— are left out."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from qbs_desktop.domain import amount
from qbs_desktop.ui.grid.colours import colours
from qbs_desktop.ui.grid.painting import INTO_MARGIN, SIDE
from qbs_desktop.ui.grid.view import GridView

_LONG = 5_000


class TotalsLine(QWidget):
    """Painted under the columns it adds up, frozen ones included."""

    def __init__(self, view: GridView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._sums: dict[int, str] = {}
        self._rows = 0
        self.setToolTip("合计：只加显示的行，不含其中项；空白和 —— 不计入。")
        view.heads.sectionResized.connect(self._moved)
        view.horizontalScrollBar().valueChanged.connect(self._moved)
        view.grid.arranged.connect(self.recount)
        view.grid.dataChanged.connect(self._changed)
        view.painting.points.widened.connect(self.update)
        self._later = QTimer(self, singleShot=True, interval=150)
        self._later.timeout.connect(self.recount)

    def _changed(self, *_what: object) -> None:
        """A long list is added up when typing rests."""
        if self._view.grid.shown() > _LONG:
            self._later.start()
        else:
            self.recount()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(100, self._view.verticalHeader().defaultSectionSize() + 2)

    def _moved(self, *_where: int) -> None:
        self.update()

    def text(self, column_id: str) -> str:
        """The shown sum of a column; blank where there is nothing to add."""
        at = self._view.grid.column_of(column_id)
        return self._sums.get(at, "") if at is not None else ""

    def recount(self, *_what: object) -> None:
        """Add up afresh."""
        self._later.stop()
        grid = self._view.grid
        self._rows = grid.ordinary()
        self._sums = {}
        for at, column in enumerate(grid.columns):
            if column.totalled and (total := grid.shown_total(at)) is not None:
                self._sums[at] = text = amount.grouped(amount.EXACT.divide(total, column.size))
                self._view.painting.points.meet(column.id, text)  # mostly the longest decimals there are
        self.setVisible(any(column.totalled for column in grid.columns))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sums under the scrolled columns, then the frozen ones over them."""
        painter = QPainter(self)
        tone = colours()
        painter.fillRect(self.rect(), tone.total)
        painter.setPen(tone.head_line)
        painter.drawLine(0, 0, self.width(), 0)
        font = self._view.font()
        font.setBold(True)
        painter.setFont(font)
        side = self._view.numbers
        left = side.numbers_width()
        frozen = self._view.viewport().x()
        painter.setClipRect(QRect(frozen, 0, self.width() - frozen, self.height()))
        for at in range(self._view.frozen.count, len(self._view.grid.columns)):
            self._cell(painter, at, frozen + self._view.columnViewportPosition(at))
        painter.setClipping(False)
        x = left
        for at in range(min(self._view.frozen.count, len(self._view.grid.columns))):
            self._cell(painter, at, x)
            x += self._view.columnWidth(at)
        painter.setPen(tone.head_text)
        label = QRect(6, 0, max(frozen - 12, 120), self.height())
        painter.drawText(label, int(Qt.AlignmentFlag.AlignVCenter), f"合计（{self._rows} 行）")
        painter.end()

    def _cell(self, painter: QPainter, at: int, x: int) -> None:
        tone = colours()
        width = self._view.columnWidth(at)
        if self._view.isColumnHidden(at):
            return
        painter.setPen(tone.line)
        painter.drawLine(x + width - 1, 1, x + width - 1, self.height())
        text = self._sums.get(at)
        if not text:
            return
        room = QRect(x + SIDE, 0, width - 1 - 2 * SIDE, self.height())
        bold, plain = painter.font(), self._view.font()
        for font in (bold, plain):  # a sum that its column has room for in the rows' own weight is shown
            painter.setFont(font)
            if painter.fontMetrics().horizontalAdvance(text) <= room.width():
                break
        text = fitted(text, room.width(), painter.fontMetrics())
        metrics = painter.fontMetrics()
        column = self._view.grid.columns[at].id
        shift = self._view.painting.points.shift(column, text, metrics.horizontalAdvance, INTO_MARGIN)
        room.setRight(room.right() - min(shift, room.width() - metrics.horizontalAdvance(text)))
        painter.setPen(tone.text)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
        painter.setFont(bold)


def fitted(text: str, room: int, metrics: QFontMetrics) -> str:
    """A sum in so many pixels: whole, else with fewer decimals behind ≈, else ####; its digits are never cut."""
    if metrics.horizontalAdvance(text) <= room:
        return text
    number = amount.parse_number(text)
    for places in range(len(text.partition(".")[2]) - 1, -1, -1):
        shorter = f"≈{amount.grouped(number, places)}"
        if metrics.horizontalAdvance(shorter) <= room:
            return shorter
    return "#" * max(room // max(metrics.horizontalAdvance("#"), 1), 1)
