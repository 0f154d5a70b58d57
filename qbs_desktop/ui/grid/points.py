"""Where the decimal points of a column stand (小数点对齐): figures of different precision compare at a glance.

Nothing is padded with zeros, since a figure stands as it was reported: what moves is where it is painted. A column
keeps free on its right what the longest decimals seen in it so far take.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Signal

from qbs_desktop.ui.grid.rows.order import NOT_APPLICABLE


def decimals(text: str) -> str:
    """What stands behind the units digit of a shown number: ``.85``, ``.0%``, ``%``, or nothing."""
    at = text.find(".")
    if at < 0:
        at = len(text)
        while at and not text[at - 1].isdigit():
            at -= 1
    return text[at:] if at else ""


class Points(QObject):
    """The room for decimals of each column, in pixels of the rows' font."""

    widened = Signal()
    """Longer decimals than all before were met: what has been painted of that column stands too far right."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rooms: dict[str, int] = {}
        self._advances: Mapping[str, int] = {}

    def measure(self, advances: Mapping[str, int]) -> None:
        """Begin again with the widths of another font's characters."""
        self._advances = advances
        self._rooms = {}

    def forget(self) -> None:
        """Begin again: other figures are shown."""
        self._rooms = {}

    def meet(self, column: str, text: str) -> None:
        """Make room for a text of the column that is painted elsewhere."""
        self._widen(column, self._width(text))

    def shifts(self, column: str, texts: Sequence[str]) -> list[int]:
        """How far left of the column's right edge each of these texts is to end, where there is room for that."""
        widths = [self._width(text) for text in texts]
        room = self._widen(column, max(widths, default=0))
        return [room - width for width in widths]

    def _widen(self, column: str, width: int) -> int:
        room = self._rooms.get(column, 0)
        if width > room:
            self._rooms[column] = room = width
            self.widened.emit()
        return room

    def shift(self, column: str, text: str, width: Callable[[str], int], least: int = 0) -> int:
        """The same for one text in another font, given how wide its texts are; never below `least`.

        Bold decimals are wider than those of the rows: below 0 they run into the margin, so that the points still meet.
        """
        return max(self._rooms.get(column, 0) - width(decimals(text)), least)

    def _width(self, text: str) -> int:
        if not text or text == NOT_APPLICABLE:
            return 0
        return sum(map(self._advances.__getitem__, decimals(text)))
