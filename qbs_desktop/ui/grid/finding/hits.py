"""Where a text stands in the grid (查找): all hits at once, so that they can be counted, painted, walked through."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, TypeAlias

from qbs_desktop.ui.grid.rows import order

if TYPE_CHECKING:
    from qbs_desktop.ui.grid.view import GridView

Place: TypeAlias = tuple[int, int]
"""Line and column of a cell."""


def hits(view: GridView, wanted: str) -> list[Place]:
    """The shown cells that contain a text or whose 拼音首字母 do, line by line."""
    if not wanted:
        return []
    grid = view.grid
    shown = [at for at in range(len(grid.columns)) if not view.isColumnHidden(at)]
    found: list[Place] = []
    for at in shown:
        if grid.grouped_by is None and not grid.noted and not order.fitting(grid.column_texts(at), wanted):
            continue
        texts = grid.texts(range(grid.shown()), at)
        fitting = order.fitting(texts, wanted)
        found += [(line, at) for line, text in enumerate(texts) if text in fitting]
    return sorted(found)


def number_of(places: list[Place], here: Place) -> int | None:
    """Which of the places this one is, from 0; None if it is none."""
    at = bisect_left(places, here)
    return at if at < len(places) and places[at] == here else None


def neighbour(places: list[Place], here: Place, way: int, *, stay: bool = False) -> Place | None:
    """The next (1) or previous (-1) place, beginning again at the other end; `stay` if this one is a place itself."""
    if not places:
        return None
    if stay and number_of(places, here) is not None:
        return here
    at = bisect_right(places, here) if way > 0 else bisect_left(places, here) - 1
    return places[at % len(places)]
