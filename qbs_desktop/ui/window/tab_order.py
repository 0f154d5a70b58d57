"""Tab goes as the eye does (按键次序): through a page or dialog in the order in which its layouts put things.

Qt's own order is that in which widgets were made, which is another one wherever a part is built after what stands
below it. Following the layouts instead leaves nothing to keep in step by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QWidget,
)

_WHOLE = (QComboBox, QAbstractSpinBox)
"""Controls made of controls that Qt itself keeps together."""
_ROLES = (QFormLayout.ItemRole.SpanningRole, QFormLayout.ItemRole.LabelRole, QFormLayout.ItemRole.FieldRole)


def follow(top: QWidget) -> None:
    """Put everything in a page or dialog that Tab comes to in the order of reading.

    The order is a ring: where in it the focus begins is for `panes.entrance` to say.
    """
    for before, after in pairwise(stops(top)):
        QWidget.setTabOrder(before, after)


def stops(top: QWidget) -> list[QWidget]:
    """What Tab comes to, as it is read; hidden and disabled parts as well."""
    return [one for one in reading(top) if one.focusPolicy().value & Qt.FocusPolicy.TabFocus.value]


def reading(top: QWidget) -> Iterator[QWidget]:
    """What a widget holds, as it is read: line by line, and of two columns first the left one."""
    if isinstance(top, _WHOLE):
        return
    placed = list(_placed(top))
    loose = [one for one in top.children() if isinstance(one, QWidget) and not one.isWindow() and one not in placed]
    for one in (*placed, *loose):  # what no layout holds lies over the rest, such as the card of an empty table
        yield one
        yield from reading(one)


def _placed(top: QWidget) -> Iterator[QWidget]:
    match top:
        case QTabWidget():
            corner: QWidget | None = top.cornerWidget(Qt.Corner.TopRightCorner)
            yield top.tabBar()
            if corner is not None:
                yield corner
            yield from (top.widget(at) for at in range(top.count()))
        case QSplitter() | QStackedWidget():
            yield from (top.widget(at) for at in range(top.count()))
        case QScrollArea():
            if top.widget() is not None:
                yield top.widget()
        case _:
            layout: QLayout | None = top.layout()
            if layout is not None:
                yield from _laid_out(layout)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for item in _items(layout):
        widget: QWidget | None = item.widget()
        inner: QLayout | None = item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)


def _items(layout: QLayout) -> list[QLayoutItem]:
    if isinstance(layout, QFormLayout):
        cells: list[QLayoutItem | None] = [
            layout.itemAt(row, role) for row in range(layout.rowCount()) for role in _ROLES
        ]
        return [item for item in cells if item is not None]
    every = [cast("QLayoutItem", layout.itemAt(at)) for at in range(layout.count())]
    if isinstance(layout, QGridLayout):
        places = [cast("tuple[int, int, int, int]", layout.getItemPosition(at))[:2] for at in range(len(every))]
        return [every[at] for at in sorted(range(len(every)), key=places.__getitem__)]
    return every
