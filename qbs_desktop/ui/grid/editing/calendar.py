"""A small calendar (日历) under a date's editor: months of a year, or days of a month; by keys and by mouse."""

from __future__ import annotations

import calendar
import datetime as dt

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from qbs_desktop.ui.grid.editing.popups import Popup
from qbs_desktop.ui.style.apply import current

_CELL_WIDE, _CELL_HIGH = 38, 30
_HEAD = 34
_WEEK = 24
_MARGIN = 8
_FOOT = {False: "翻页键换年 · 空格选日 · 回车填入", True: "翻页键换月 · 空格只选月 · 回车填入"}


class Sheet(QWidget):
    """The months of a year in rows of four, or the days of a month in weeks from Monday."""

    picked = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.day = dt.date.today()
        self.days = False
        self.setFixedSize(7 * _CELL_WIDE + 2 * _MARGIN, _HEAD + _WEEK + 6 * _CELL_HIGH + _MARGIN)
        self.setAccessibleName("日历")

    def begin(self, value: str, today: dt.date) -> None:
        """Show a stored date (``2026``, ``2026-03``, ``2026-03-15``); anything else shows today's month."""
        parts = value.split("-")
        self.days = len(parts) == 3
        try:
            year, month, day = (*map(int, parts), *(1, 1)[: 3 - len(parts)])
            self._go(dt.date(year, month, day))
        except ValueError:
            self.days = False
            self._go(today)

    @property
    def text(self) -> str:
        """What Enter puts in the cell."""
        return self.day.isoformat() if self.days else f"{self.day:%Y-%m}"

    def _go(self, day: dt.date) -> None:
        if 1900 <= day.year <= 2099:
            self.day = day
        self.setAccessibleDescription(self.text)
        self.update()
        self.changed.emit()

    def _months_on(self, count: int) -> None:
        months = self.day.year * 12 + self.day.month - 1 + count
        year, month = divmod(months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        self._go(dt.date(year, month + 1, min(self.day.day, last)))

    def key(self, event: QKeyEvent) -> bool:
        """Move by a key; False for a key that is none of the calendar's."""
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -2, Qt.Key.Key_Down: 2}
        if (step := steps.get(key)) is not None:
            if self.days:
                self._go(self.day + dt.timedelta(step if abs(step) == 1 else 7 * step // 2))
            else:
                self._months_on(step if abs(step) == 1 else 4 * step // 2)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.page(1 if key == Qt.Key.Key_PageDown else -1)
        elif key == Qt.Key.Key_Home:
            self._go(dt.date.today())
        elif key == Qt.Key.Key_Space:
            self.days = not self.days
            self._go(self.day)
        else:
            return False
        return True

    def page(self, count: int) -> None:
        """The next year, or among days the next month."""
        self._months_on(count if self.days else 12 * count)

    # --- look --------------------------------------------------------------------------------------------------

    def _cells(self) -> list[tuple[QRect, dt.date, str]]:
        cells: list[tuple[QRect, dt.date, str]] = []
        if not self.days:
            wide, high = 7 * _CELL_WIDE // 4, (_WEEK + 6 * _CELL_HIGH) // 3
            for month in range(12):
                place = QRect(_MARGIN + month % 4 * wide, _HEAD + month // 4 * high, wide, high)
                cells.append((place, self.day.replace(month=month + 1, day=1), f"{month + 1}月"))
            return cells
        first = self.day.replace(day=1)
        start = first - dt.timedelta(first.weekday())
        for number in range(42):
            day = start + dt.timedelta(number)
            place = QRect(
                _MARGIN + number % 7 * _CELL_WIDE, _HEAD + _WEEK + number // 7 * _CELL_HIGH, _CELL_WIDE, _CELL_HIGH
            )
            cells.append((place, day, str(day.day)))
        return cells

    def _arrows(self) -> tuple[QRect, QRect]:
        return QRect(_MARGIN, 3, 28, 28), QRect(self.width() - _MARGIN - 28, 3, 28, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The head, the days of the week, the cells."""
        tone, painter = current(), QPainter(self)
        middle = Qt.AlignmentFlag.AlignCenter
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(tone.text))
        title = f"{self.day.year}年{self.day.month}月" if self.days else f"{self.day.year}年"
        painter.drawText(QRect(0, 0, self.width(), _HEAD), middle, title)
        painter.setPen(QColor(tone.muted))
        for place, way in zip(self._arrows(), (-1, 1), strict=True):
            point = place.center()
            tip, back = QPoint(point.x() + 3 * way, point.y()), point.x() - 2 * way
            painter.drawPolyline([QPoint(back, tip.y() - 5), tip, QPoint(back, tip.y() + 5)])
        if self.days:
            for number, name in enumerate("一二三四五六日"):
                painter.drawText(QRect(_MARGIN + number * _CELL_WIDE, _HEAD, _CELL_WIDE, _WEEK), middle, name)
        today = dt.date.today()
        for place, day, text in self._cells():
            chosen = day == self.day if self.days else day.month == self.day.month
            now = day == today if self.days else (day.year, day.month) == (today.year, today.month)
            inside = place.adjusted(2, 2, -2, -2)
            if chosen or now:
                painter.setPen(QColor(tone.accent) if now else Qt.PenStyle.NoPen)
                painter.setBrush(QColor(tone.accent) if chosen else Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(inside, 4, 4)
            outside = self.days and day.month != self.day.month
            painter.setPen(QColor(tone.on_accent if chosen else tone.faint if outside else tone.text))
            painter.drawText(inside, middle, text)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Turn the page, or pick a cell."""
        at = event.position().toPoint()
        back, on = self._arrows()
        if back.contains(at) or on.contains(at):
            self.page(1 if on.contains(at) else -1)
            return
        for place, day, _text in self._cells():
            if place.contains(at):
                self._go(day)
                self.picked.emit()
                return


class CalendarPopup(Popup):
    """The calendar with what its keys do."""

    def __init__(self, editor: QWidget) -> None:
        super().__init__(editor)
        self.sheet = Sheet(self)
        self.foot = QLabel(self)
        self.foot.setObjectName("pickerFoot")
        self.foot.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.box.addWidget(self.sheet)
        self.box.addWidget(self.foot)
        self.head.hide()
        self.sheet.changed.connect(self._tell)

    def _tell(self) -> None:
        self.foot.setText(_FOOT[self.sheet.days])

    def open(self, value: str) -> None:
        """Show it at a stored date."""
        self.sheet.begin(value, dt.date.today())
        self.place(QSize(self.sheet.width() + 2, self.sheet.height() + self.foot.sizeHint().height() + 2))
