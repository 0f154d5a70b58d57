"""Where Ctrl+arrow lands in a column: the end of the filled block, else the next filled cell, else the last line."""

from __future__ import annotations

from collections.abc import Iterator

from qbs_desktop.ui.grid.column import R
from qbs_desktop.ui.grid.model import GridModel

_FIRST, _LONGEST = 64, 4096


def reach(grid: GridModel[R], line: int, at: int, down: int) -> int:
    """The line that Ctrl+↓ (`down` 1) or Ctrl+↑ (-1) goes to from a line."""
    last = grid.shown() - 1 if down > 0 else 0
    if line == last:
        return line
    beyond = range(line + down, last + down, down)
    running = bool(grid.text(line, at)) and bool(grid.text(line + down, at))
    for place, filled in zip(beyond, _filled(grid, at, beyond), strict=True):
        if running and not filled:
            return place - down
        if not running and filled:
            return place
    return last


def _filled(grid: GridModel[R], at: int, lines: range) -> Iterator[bool]:
    """Whether each line is filled, read in stretches that grow: most blocks end soon, some fill the list."""
    done, many = 0, _FIRST
    while done < len(lines):
        yield from map(bool, grid.texts(lines[done : done + many], at))
        done, many = done + many, min(many * 4, _LONGEST)
