"""Where a text stands in the grid (查找): all hits at once, so that they can be counted, painted, walked through."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from qbs_desktop.ui.grid.order import matches

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
    found = {place for at in shown for place in _in_column(view, at, wanted)}
    for wrong in grid.wrongs():  # what is seen in such a cell is not what is stored
        line, column = grid.line_of(wrong.record_id), grid.column_of(wrong.column_id)
        if line is not None and column in shown:
            found.discard((line, column))
            if matches(wrong.text, wanted):
                found.add((line, column))
    if grid.grouped_by is not None:
        found |= {
            (line, at)
            for line in range(grid.shown())
            if grid.group_at(line) is not None
            for at in shown
            if grid.text(line, at) and matches(grid.text(line, at), wanted)
        }
    return sorted(found)


def _in_column(view: GridView, at: int, wanted: str) -> Iterator[Place]:
    """Each different text of a column is judged once."""
    texts = view.grid.column_texts(at)
    fitting = {text for text in set(texts) if text and matches(text, wanted)}
    if fitting:
        visual = view.grid.visual
        for place, text in enumerate(texts):
            if text in fitting and (line := visual.get(place)) is not None:
                yield line, at


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
