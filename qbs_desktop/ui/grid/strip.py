"""The strip under a grid: what there is to say about its rows at the left, the scroll bar at the right.

It is always there and always as high: a bar that came and went above the grid would push the rows away from under the
mouse just as the user reaches for them.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollBar, QSizePolicy, QWidget

HEIGHT = 30
_LEAST = 140


class BottomStrip(QWidget):
    """Holds notices side by side; `across` is the horizontal scroll bar of the grid above."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self.across = QScrollBar(Qt.Orientation.Horizontal, self)
        self.across.setMinimumWidth(_LEAST)
        self.across.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(8)
        self._line.addStretch(1)
        self._line.addWidget(self.across, 1_000)

    def take(self, notice: QWidget) -> None:
        """Show a notice here whenever it is visible, behind those taken before."""
        notice.setMaximumHeight(HEIGHT - 2)
        notice.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._line.insertWidget(self._line.count() - 2, notice)
