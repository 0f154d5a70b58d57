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
        free = QGuiApplication.primaryScreen().availableSize()
        window.resize(min(USUAL.width(), int(free.width() * 0.94)), min(USUAL.height(), int(free.height() * 0.92)))
    if not window.isMaximized() and not window.isFullScreen():
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        window.setGeometry(within(window.geometry(), screens, window.minimumSize()))


def room() -> QSize:
    """What the screen offers to a dialog: it leaves a rim of the window to be seen."""
    free = QGuiApplication.primaryScreen().availableSize()
    return QSize(int(free.width() * 0.94), int(free.height() * 0.88))


def fit(dialog: QWidget, width: int, height: int) -> None:
    """Give a dialog its usual size, or what the screen has for it."""
    dialog.resize(QSize(width, height).boundedTo(room()))


def within(wanted: QRect, screens: list[QRect], least: QSize) -> QRect:
    """The rectangle moved and shrunk onto the screen it covers most, or the first: a screen may be gone or smaller."""
    free = max(screens, key=lambda screen: _shared(wanted, screen))
    free = free.adjusted(0, min(_FRAME, free.height() - least.height()) if free.height() > least.height() else 0, 0, 0)
    width, height = min(wanted.width(), free.width()), min(wanted.height(), free.height())
    left = min(max(wanted.left(), free.left()), free.right() - width + 1)
    top = min(max(wanted.top(), free.top()), free.bottom() - height + 1)
    return QRect(left, top, width, height)


def _shared(one: QRect, other: QRect) -> int:
    both = one.intersected(other)
    return both.width() * both.height() if both.isValid() else 0
