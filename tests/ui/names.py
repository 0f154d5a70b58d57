"""Which controls a screen reader would only call by their kind."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTextBrowser,
    QWidget,
)

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextBrowser,
)
_PARTS = (QComboBox, QAbstractSpinBox, QAbstractItemView, QScrollBar, QLineEdit, QTabBar)
"""Controls that are made of controls, which Qt names."""


def nameless(top: QWidget) -> list[str]:
    """Controls in a page or dialog without a name of their own or a text that names them."""
    return [
        f"{type(one).__name__} {one.objectName()} {one.toolTip()[:20]}"
        for one in top.findChildren(QWidget)
        if isinstance(one, CONTROLS) and one.isVisibleTo(top) and not _is_part(one, top) and not _named(one)
    ]


def _named(widget: QWidget) -> bool:
    if widget.accessibleName():
        return True
    return isinstance(widget, QAbstractButton) and bool(widget.text().strip())


def _is_part(widget: QWidget, top: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None and parent is not top:
        if (
            isinstance(parent, _PARTS)
            or "ComboBox" in type(parent).__name__
            or type(parent).__name__ == "QDialogButtonBox"
        ):
            return True
        parent = parent.parentWidget()
    return False
