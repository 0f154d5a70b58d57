"""Tab as somebody sees it who never touches the mouse: what it comes to, and whether it goes as the eye does."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

KEPT = 8
"""How often Tab may stay in a text with links, which are gone through first."""


def walk(first: QWidget, known: Collection[QWidget] = ()) -> list[QWidget]:
    """What Tab comes to from a control until it comes round, to what is known, or to what keeps it (the cells)."""
    first.setFocus(Qt.FocusReason.TabFocusReason)
    seen: list[QWidget] = []
    stays = 0
    for _ in range(200):
        here: QWidget | None = QApplication.focusWidget()
        assert here is not None
        stays = stays + 1 if seen and here is seen[-1] else 0
        if here in known or (here in seen and not stays) or stays > KEPT:
            break
        if not stays:
            seen.append(here)
        QTest.keyClick(here, Qt.Key.Key_Tab)
    return seen


def called(widget: QWidget) -> str:
    """How a failing test names a control."""
    return f"{type(widget).__name__} {widget.accessibleName() or getattr(widget, 'text', str)()}"


def leaps(chain: list[QWidget], top: QWidget) -> list[str]:
    """Where Tab goes back up or to the left; to the top of the next column is no leap, nor is the way round."""
    return [
        f"{called(before)} → {called(after)}"
        for before, after in pairwise([one for one in chain if top.isAncestorOf(one)])
        if _leaps(_place(before, top), _place(after, top))
    ]


def _leaps(before: QRect, after: QRect) -> bool:
    if after.bottom() < before.top():
        return after.left() <= before.right()
    return after.top() <= before.bottom() and after.right() <= before.left()


def _place(widget: QWidget, top: QWidget) -> QRect:
    return QRect(widget.mapTo(top, QPoint(0, 0)), widget.size())
