"""Going round the window by keys (区域): F6 from navigation to header, toolbar, cells, panels, bars, and back.

A part that keeps Tab for itself (the cells) or stands apart is marked with `pane`; the order is that of reading, left
to right and down. A page that marks nothing is one pane. Inside a pane Tab goes on as usual.
"""

from __future__ import annotations

from functools import cmp_to_key, partial
from typing import TYPE_CHECKING, TypeVar, cast

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenuBar

W = TypeVar("W", bound=QWidget)
_MARK, _FIRST = "pane", "first"


def pane(widget: W) -> W:
    """Mark a part of the window as a stop of F6."""
    widget.setProperty(_MARK, True)
    return widget


def first(widget: W) -> W:
    """Mark what keys go to when its page is asked for, where that is not what is read first."""
    widget.setProperty(_FIRST, True)
    return widget


def go(window: QWidget, page: QWidget, step: int) -> bool:
    """Take the focus to the next (1) or the previous (-1) pane that can have it; whether there was one."""
    stops = panes(window, page)
    here = current(stops)
    count = len(stops)
    start = here if here is not None else (-1 if step > 0 else count)
    for further in range(1, count + 1):
        target = entrance(stops[(start + step * further) % count])
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)
            return True
    return False


def bring(page: QWidget) -> None:
    """Tell a page that it is in front."""
    activate = getattr(page, "activate", None)
    if activate is not None:
        activate()


def enter(page: QWidget) -> bool:
    """Take the focus into a page: where it says itself, else to its first control."""
    bring(page)
    focus: QWidget | None = QApplication.focusWidget()
    if focus is not None and page.isAncestorOf(focus):
        return True
    target = entrance(page)
    if target is not None:
        target.setFocus(Qt.FocusReason.TabFocusReason)
    return target is not None


def land(page: QWidget) -> None:
    """A page was asked for by its key or in the menu: keys go to it, wherever they went before."""
    focus: QWidget | None = QApplication.focusWidget()
    target = entrance(page) if focus is None or not page.isAncestorOf(focus) else None
    if target is not None:
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)


def open_menus(bar: QMenuBar) -> None:
    """F10: the focus to the menus, as in every program of Windows; arrows go on, Esc comes back."""
    bar.setFocus(Qt.FocusReason.MenuBarFocusReason)
    bar.setActiveAction(bar.actions()[0])


def panes(window: QWidget, page: QWidget) -> list[QWidget]:
    """The stops that are on screen, in order of reading."""
    every = cast("list[QWidget]", window.findChildren(QWidget))
    found = [one for one in every if one.property(_MARK) and one.isVisible()]
    if not any(page.isAncestorOf(one) for one in found):
        found.append(page)
    return sorted(found, key=cmp_to_key(partial(_before, window)))


def _before(window: QWidget, one: QWidget, other: QWidget) -> int:
    """As the eye goes: what ends above comes first, and of two side by side the left one."""
    first, second = (QRect(part.mapTo(window, QPoint(0, 0)), part.size()) for part in (one, other))
    if first.bottom() < second.top() or second.bottom() < first.top():
        return first.top() - second.top()
    return first.left() - second.left()


def current(stops: list[QWidget]) -> int | None:
    """Which stop the focus is in; the innermost where one holds another."""
    widget: QWidget | None = QApplication.focusWidget()
    while widget is not None:
        if widget in stops:
            return stops.index(widget)
        widget = widget.parentWidget()
    return None


def entrance(stop: QWidget) -> QWidget | None:
    """What takes the focus in a pane: what had it last, the pane itself, what is marked `first`, or its first part."""
    last: QWidget | None = stop.focusWidget()
    if last is not None and last is not stop and _takes(last) and stop.isAncestorOf(last):
        return last
    if _takes(stop):
        return stop
    from qbs_desktop.ui.window import tab_order

    found = [one for one in tab_order.stops(stop) if _takes(one)]
    return next((one for one in found if one.property(_FIRST)), found[0] if found else None)


def _takes(widget: QWidget) -> bool:
    tabbed = widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
    return bool(tabbed) and widget.isVisible() and widget.isEnabled()
