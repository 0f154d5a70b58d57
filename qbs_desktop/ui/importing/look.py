"""The colours of the wizard (着色), one for each role a cell can be read in, and its lists' entries as painted.

Never the colour alone tells it.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from qbs_desktop.services.incoming.import_painting import Role
from qbs_desktop.ui.style.apply import current


def back(role: Role) -> QBrush | None:
    """The background of a role; what is ignored is hatched."""
    t = current()
    tone = {
        Role.HEAD: t.accent_soft,
        Role.GROUP: t.line,
        Role.UNIT: _between(t.accent_soft, t.error_soft if t.dark else t.good_soft),
        Role.FIELD: t.hint_soft,
        Role.VALUE: t.good_soft,
        Role.ERROR: t.error_soft,
        Role.QUERY: t.query_soft,
        Role.IGNORED: t.line,
    }.get(role)
    if tone is None:
        return None
    return QBrush(QColor(tone), Qt.BrushStyle.BDiagPattern if role is Role.IGNORED else Qt.BrushStyle.SolidPattern)


def ink(role: Role) -> QColor:
    """The colour of the text in a role."""
    t = current()
    tone = {
        Role.ERROR: t.error,
        Role.QUERY: t.query,
        Role.IGNORED: t.faint,
        Role.OUTSIDE: t.muted,
        Role.GROUP: t.muted,
    }.get(role, t.text)
    return QColor(tone)


def entry(painter: QPainter, option: QStyleOptionViewItem) -> QRect:
    """The place of a list's entry, its background painted as it is chosen or under the mouse."""
    rect: QRect = option.rect  # type: ignore[attr-defined]
    state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
    if state & QStyle.StateFlag.State_Selected:
        painter.fillRect(rect, QColor(current().accent_soft))
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(rect, QColor(current().hover))
    return rect


def elided(painter: QPainter, place: QRect, text: str, colour: str) -> str:
    """Draw a line of text, cut with … where it is too long; returns what is shown."""
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(place.width(), 0))
    painter.setPen(QColor(colour))
    painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
    return shown


def _between(one: str, other: str) -> str:
    first, second = QColor(one), QColor(other)
    mixed = ((a + b) // 2 for a, b in zip(_parts(first), _parts(second), strict=True))
    return QColor(*mixed).name()


def _parts(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()
