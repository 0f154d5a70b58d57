"""The grid's keys as Qt sends them; which command a key stands for comes from the table of `commands`."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from qbs_desktop.ui.grid.commands import COMMANDS

K = Qt.Key
CTRL, SHIFT, ALT = 1, 2, 4
_MODIFIERS = (
    (Qt.KeyboardModifier.ControlModifier, CTRL),
    (Qt.KeyboardModifier.ShiftModifier, SHIFT),
    (Qt.KeyboardModifier.AltModifier, ALT),
)

ARROWS: dict[K, tuple[int, int]] = {
    K.Key_Up: (-1, 0),
    K.Key_Down: (1, 0),
    K.Key_Left: (0, -1),
    K.Key_Right: (0, 1),
}
"""Arrows → lines and columns; with Ctrl to the edge of the filled block, with Shift extending the selection."""

ENTER = frozenset({K.Key_Return, K.Key_Enter})
TABS: dict[K, int] = {K.Key_Tab: 1, K.Key_Backtab: -1}


def bits(modifiers: Qt.KeyboardModifier) -> int:
    """Ctrl, Shift and Alt as one number; the number pad counts as the main keys."""
    return sum(bit for flag, bit in _MODIFIERS if modifiers & flag)


def parsed(name: str) -> tuple[K, int]:
    """A key by its portable name (``Ctrl+D``)."""
    one = QKeySequence(name)[0]  # type: ignore[index]
    return K(one.key()), bits(one.keyboardModifiers())


ACTIONS: dict[tuple[K, int], str] = {parsed(key): one.id for one in COMMANDS for key in one.keys}
"""Key → method of the view, its blocks or its panel."""


def pressed(event: QKeyEvent) -> tuple[K, int]:
    """The key with its modifiers; Ctrl+Alt++ on the number pad or with Shift is meant as Ctrl+Alt+=."""
    key, modifiers = K(event.key()), bits(event.modifiers())
    if key is K.Key_Plus and modifiers & CTRL and modifiers & ALT:
        return K.Key_Equal, CTRL | ALT
    return key, modifiers
