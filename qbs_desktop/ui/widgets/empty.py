"""What to do where there is nothing to show yet (空白页说明): a card in the middle of a table, with the ways out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.parts import named, primary

_HEAD = 90
"""Room for the heads of the columns."""


class EmptyCard(QFrame):
    """Hidden until there is something to say; stays in the middle of the widget it lies over.

    Below the heads of the columns, unless its buttons would then be cut off.
    """

    def __init__(self, over: QWidget, head: int = _HEAD) -> None:
        """Build without words or buttons; `head` pixels above it stay free."""
        super().__init__(over)
        self._over, self._head = over, head
        self.setObjectName("panel")
        self.title = named(QLabel("", self), "panelTitle")
        self.hint = QLabel("", self)
        self._buttons = QHBoxLayout()
        self._buttons.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.HUGE, tokens.LARGE, tokens.HUGE, tokens.LARGE)
        box.setSpacing(tokens.SMALL)
        box.addWidget(self.title)
        box.addWidget(self.hint)
        box.addLayout(self._buttons)
        over.installEventFilter(self)
        self.hide()

    def offer(self, text: str, act: Callable[[], object]) -> QPushButton:
        """A button; the first one is the usual way."""
        at = self._buttons.count() - 1
        button = QPushButton(text, self) if at else primary(text, self)
        button.clicked.connect(partial(_call, act))
        self._buttons.insertWidget(at, button)
        return button

    def say(self, title: str, *ways: str) -> None:
        """What is empty, and the ways to fill it, one a line."""
        self.title.setText(title)
        self.hint.setText("\n".join(f"· {way}" for way in ways) if len(ways) > 1 else "".join(ways))
        self.hint.setVisible(bool(ways))
        self._centre()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._centre()
        return super().eventFilter(watched, event)

    def _centre(self) -> None:
        self.adjustSize()
        room = self._over.size() - self.size()
        self.move(room.width() // 2, max(min(max(room.height() // 2, self._head), room.height()), 0))


def _call(act: Callable[[], object], *_checked: object) -> None:
    act()
