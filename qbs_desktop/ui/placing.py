"""Where the window stands (窗口位置): as left the last time, but always whole on a screen that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication

from qbs_desktop.ui import settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_KEY = "geometry"
USUAL = QSize(1440, 900)
_FRAME = 32
"""Room for the title bar, which the window's own rectangle leaves out."""


def keep(window: QWidget) -> None:
    """Remember place, size and whether it fills the screen."""
    settings.keep(_KEY, window.saveGeometry())


def restore(window: QWidget) -> None:
    """Put the window where it was; with nothing remembered, most of the screen up to a usual size."""
    kept = settings.state(_KEY)
    if kept is None or not window.restoreGeometry(kept):
        room = QGuiApplication.primaryScreen().availableSize()
        window.resize(min(USUAL.width(), int(room.width() * 0.94)), min(USUAL.height(), int(room.height() * 0.92)))
    if not window.isMaximized() and not window.isFullScreen():
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        window.setGeometry(within(window.geometry(), screens, window.minimumSize()))


def within(wanted: QRect, screens: list[QRect], least: QSize) -> QRect:
    """The rectangle moved and shrunk onto the screen it covers most, or the first: a screen may be gone or smaller."""
    room = max(screens, key=lambda screen: _shared(wanted, screen))
    room = room.adjusted(0, min(_FRAME, room.height() - least.height()) if room.height() > least.height() else 0, 0, 0)
    width, height = min(wanted.width(), room.width()), min(wanted.height(), room.height())
    left = min(max(wanted.left(), room.left()), room.right() - width + 1)
    top = min(max(wanted.top(), room.top()), room.bottom() - height + 1)
    return QRect(left, top, width, height)


def _shared(one: QRect, other: QRect) -> int:
    both = one.intersected(other)
    return both.width() * both.height() if both.isValid() else 0
