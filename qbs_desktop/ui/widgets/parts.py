"""Building blocks of pages (页面部件): page title, panel, link, muted text; so that all pages look alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QPushButton, QVBoxLayout, QWidget

from qbs_desktop.ui.style import icons, tokens

W = TypeVar("W", bound=QWidget)


def named(widget: W, name: str) -> W:
    """Give a widget the name by which the style sheet knows it."""
    widget.setObjectName(name)
    return widget


class Panel(QFrame):
    """A white area with a title; `body` takes its content."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Build with an empty body."""
        super().__init__(parent)
        self.setObjectName("panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.LARGE, tokens.MEDIUM, tokens.LARGE, tokens.LARGE)
        column.setSpacing(tokens.SMALL)
        self.top = QHBoxLayout()
        if title:
            self.top.addWidget(named(QLabel(title, self), "panelTitle"))
            self.top.addStretch(1)
            column.addLayout(self.top)
        self.body = QVBoxLayout()
        self.body.setSpacing(tokens.SMALL)
        column.addLayout(self.body, 1)


class Elided(QLabel):
    """A label that gives way to its neighbours; what it cannot show ends in “…” and is its tooltip."""

    def minimumSizeHint(self) -> QSize:
        """Room for a few characters."""
        return QSize(60, super().minimumSizeHint().height())

    def setText(self, text: str) -> None:
        """Show a text; the tooltip has all of it."""
        super().setText(text)
        self.setToolTip(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much as there is room for."""
        with QPainter(self) as painter:
            shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def page_title(text: str, parent: QWidget) -> QLabel:
    """The title of a page."""
    return named(QLabel(text, parent), "pageTitle")


def note(text: str, parent: QWidget | None = None) -> QLabel:
    """A small grey text that may break over lines."""
    label = named(QLabel(text, parent), "note")
    label.setWordWrap(True)
    return label


def muted(text: str, parent: QWidget | None = None) -> QLabel:
    """A grey text of body size."""
    label = named(QLabel(text, parent), "muted")
    label.setWordWrap(True)
    return label


def link(text: str, parent: QWidget | None = None) -> QPushButton:
    """A text to click that leads somewhere."""
    button = named(QPushButton(text, parent), "link")
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


class Banner(QFrame):
    """A line that tells something above a page's content, with links that act on it; hidden until it has something."""

    def __init__(self, links: Sequence[str], parent: QWidget) -> None:
        """Build with these links at the right, which Tab reaches."""
        super().__init__(parent)
        self.setObjectName("banner")
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 0, 4, 0)
        self.label = Elided("", self)
        line.addWidget(self.label, 1)
        self.links = [link(text, self) for text in links]
        for button in self.links:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            line.addWidget(button)
        self.hide()


def primary(text: str, parent: QWidget | None = None, icon: str = "") -> QPushButton:
    """The button of a page's main act."""
    button = named(QPushButton(text, parent), "primary")
    if icon:
        icons.put(button, icon)
    return button


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and free it."""
    while layout.count():
        item = layout.takeAt(0)
        inner: QLayout | None = item.layout()
        if inner is not None:
            clear(inner)
        else:
            _free(item.widget())


def _free(widget: QWidget | None) -> None:
    """A spacer has no widget."""
    if widget is not None:
        widget.hide()
        widget.deleteLater()
