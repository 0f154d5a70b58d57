"""The grid's keys, as in Excel and WPS: which key does what. The view looks here and nowhere else."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

K = Qt.Key
CTRL, SHIFT, ALT = 1, 2, 4
_MODIFIERS = (
    (Qt.KeyboardModifier.ControlModifier, CTRL),
    (Qt.KeyboardModifier.ShiftModifier, SHIFT),
    (Qt.KeyboardModifier.AltModifier, ALT),
)

STEPS: dict[tuple[K, int], tuple[int, int]] = {
    (K.Key_Up, 0): (-1, 0),
    (K.Key_Down, 0): (1, 0),
    (K.Key_Left, 0): (0, -1),
    (K.Key_Right, 0): (0, 1),
    (K.Key_Return, 0): (1, 0),
    (K.Key_Enter, 0): (1, 0),
    (K.Key_Return, SHIFT): (-1, 0),
    (K.Key_Enter, SHIFT): (-1, 0),
    (K.Key_Tab, 0): (0, 1),
    (K.Key_Backtab, SHIFT): (0, -1),
    (K.Key_Backtab, 0): (0, -1),
}
"""Key → lines and columns to move."""

REACHES: dict[K, tuple[int, int]] = {
    K.Key_Up: (-1, 0),
    K.Key_Down: (1, 0),
    K.Key_Left: (0, -1),
    K.Key_Right: (0, 1),
}
"""Arrows that with Ctrl jump to the edge of the filled block, and with Shift extend the selection."""

ACTIONS: dict[tuple[K, int], str] = {
    (K.Key_F2, 0): "edit_here",
    (K.Key_Escape, 0): "give_up",
    (K.Key_Delete, 0): "clear_cells",
    (K.Key_Backspace, 0): "replace_here",
    (K.Key_C, CTRL): "copy",
    (K.Key_Insert, CTRL): "copy",
    (K.Key_X, CTRL): "cut",
    (K.Key_V, CTRL): "paste",
    (K.Key_Insert, SHIFT): "paste",
    (K.Key_D, CTRL): "fill_down",
    (K.Key_R, CTRL): "fill_right",
    (K.Key_0, CTRL): "usual_size",
    (K.Key_Space, 0): "fold_here",
    (K.Key_A, CTRL): "selectAll",
    (K.Key_Space, SHIFT): "select_row",
    (K.Key_Space, CTRL): "select_column",
    (K.Key_Down, ALT): "open_words",
}
"""Key → method of the view."""


def pressed(event: QKeyEvent) -> tuple[K, int]:
    """The key with its modifiers; the number pad counts as the main keys."""
    modifiers = event.modifiers()
    return K(event.key()), sum(bit for flag, bit in _MODIFIERS if modifiers & flag)
