"""Colours, fonts and pens of the charts (图表样式). Legible in black and white: every tone has its own pattern.

A chart is paper in the dark theme, too: what is seen is what is copied and printed. Sizes are in pixels of a 96 dpi
picture, so that screen, PNG, SVG and PDF show the same drawing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPainter, QPen

from qbs_desktop.domain.charts.chart import Role, Tone
from qbs_desktop.ui.style import fonts
from qbs_desktop.ui.style.tokens import LIGHT

PAPER = QColor(LIGHT.surface)
INK = QColor(LIGHT.text)
SOFT = QColor(LIGHT.muted)
FAINT = QColor(LIGHT.faint)
RULE = QColor(LIGHT.line)
ACTUAL = QColor("#1f5f99")
PLAN = QColor("#b3541e")
PACE = QColor("#8f1d21")

_TONES: dict[Tone, QColor] = {
    Tone.PLAIN: ACTUAL,
    Tone.PARTIAL: ACTUAL,
    Tone.SAID: ACTUAL,
    Tone.REACHED: QColor("#123f6b"),
    Tone.MUTED: QColor("#8b96a5"),
    Tone.ON_PACE: QColor("#1e6b45"),
    Tone.SLIGHT: QColor("#86b89b"),
    Tone.YELLOW: QColor("#e3a008"),
    Tone.RED: QColor("#b3261e"),
}
STATE_COLOURS: dict[str, QColor] = {
    "unchecked": QColor(LIGHT.query),
    "checked": QColor(LIGHT.hint),
    "submitted": QColor(LIGHT.good),
    "changed": QColor(LIGHT.error),
}


def colour(role: Role, tone: Tone) -> QColor:
    """The colour of a point: its tone's, or its series' when the tone is plain."""
    if tone is Tone.PLAIN and role in (Role.PLAN, Role.SECOND):
        return PLAN
    return PACE if role is Role.PACE else _TONES[tone]


_PAPER: list[bool] = []


@contextmanager
def on_paper() -> Iterator[None]:
    """Lay out and paint with the packed font: pictures look the same on every machine, PDF text can be searched."""
    _PAPER.append(True)
    try:
        yield
    finally:
        _PAPER.pop()


_LIGATURES = QFont.Tag("ccmp")
"""Noto joins —— into one glyph, which a PDF would give back as another character; the mark must stay ——."""


def font(size: int, *, bold: bool = False) -> QFont:
    """A font of the program's family, `size` in pixels."""
    made = QFont(fonts.paper_family()) if _PAPER else QGuiApplication.font()
    made.setFeature(_LIGATURES, 0)
    if _PAPER:
        made.setStyleStrategy(fonts.SEARCHABLE)
    made.setPixelSize(size)
    made.setBold(bold)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def width(text: str, used: QFont) -> float:
    """Width of a text in pixels."""
    return QFontMetricsF(used).horizontalAdvance(text)


def elided(text: str, used: QFont, room: float) -> str:
    """The text, shortened in the middle when there is no room."""
    return QFontMetricsF(used).elidedText(text, Qt.TextElideMode.ElideMiddle, room)


def line(painter: QPainter, ink: QColor, start: QPointF, end: QPointF, thick: float = 1.0) -> None:
    """Draw one straight line."""
    painter.setPen(QPen(ink, thick))
    painter.drawLine(QLineF(start, end))


def fill(painter: QPainter, rect: QRectF, role: Role, tone: Tone) -> None:
    """Fill a bar with the colour and pattern of its tone; patterns are drawn as lines so that they stay vectors."""
    ink = colour(role, tone)
    hollow = tone in (Tone.PARTIAL, Tone.SAID) or role is Role.SECOND
    painter.setPen(QPen(ink, 1.2) if hollow or tone is Tone.SLIGHT else Qt.PenStyle.NoPen)
    painter.setBrush(_pale(ink) if hollow else ink)
    painter.drawRect(rect)
    if hollow:
        _hatch(painter, rect, QPen(ink, 1.2), 7, rising=True)
    elif tone is Tone.YELLOW:
        _hatch(painter, rect, QPen(QColor("#7a5200"), 1.1), 8, rising=True)
    elif tone is Tone.RED:
        _hatch(painter, rect, QPen(QColor("#ffffff"), 1.3), 5, rising=False)


def _pale(ink: QColor) -> QColor:
    """A fifth of a colour on paper."""
    return QColor(*(255 - (255 - part) // 5 for part in (ink.red(), ink.green(), ink.blue())))


def _hatch(painter: QPainter, rect: QRectF, pen: QPen, step: float, *, rising: bool) -> None:
    """Diagonal lines cut off exactly at the rectangle, without clipping."""
    painter.setPen(pen)
    lines: list[QLineF] = []
    offset = step
    while offset < rect.width() + rect.height():
        x1, y1 = max(0.0, offset - rect.height()), min(offset, rect.height())
        x2, y2 = min(offset, rect.width()), max(0.0, offset - rect.width())
        if not rising:
            y1, y2 = rect.height() - y1, rect.height() - y2
        lines.append(QLineF(rect.left() + x1, rect.top() + y1, rect.left() + x2, rect.top() + y2))
        offset += step
    painter.drawLines(lines)
