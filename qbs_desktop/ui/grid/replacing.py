"""Find and replace (替换): which cells would change, and whether every new text is a value. Nothing is half applied.

In texts a part is replaced; a figure only as a whole, since the ``1`` in ``21.5`` is no figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.ui.grid.column import GridEdit

if TYPE_CHECKING:
    from qbs_desktop.ui.grid.view import GridView


class Scope(Enum):
    """Where to replace."""

    SELECTION = "选区"
    COLUMN = "当前列"
    LIST = "整个名单"


@dataclass(frozen=True, slots=True)
class Replacement:
    """Every cell that would change, and the new texts that are no values."""

    edits: tuple[GridEdit[Any], ...]
    problems: tuple[str, ...]


def plan(view: GridView, wanted: str, new: str, scope: Scope, *, whole: bool) -> Replacement:
    """What replacing would do, without doing it."""
    grid = view.grid
    edits: list[GridEdit[Any]] = []
    problems: list[str] = []
    for line, at in _cells(view, scope) if wanted else ():
        column = grid.columns[at]
        text = grid.text(line, at)
        changed = _changed(
            text, wanted, new, whole=whole or column.number is not None, figure=column.number is not None
        )
        record_id = grid.id_at(line)
        if changed == text or record_id is None or not grid.editable(line, at):
            continue
        edits.append(GridEdit(record_id, column, changed))
        try:
            if column.check is not None:
                column.check(changed)
        except ValueProblem as problem:
            problems.append(f"第 {line + 1} 行 {column.label}“{changed}”：{problem}")
    return Replacement(tuple(edits), tuple(problems))


def _changed(text: str, wanted: str, new: str, *, whole: bool, figure: bool) -> str:
    if figure and text.replace(",", "") == wanted.strip().replace(",", ""):
        return new
    if whole:
        return new if text == wanted else text
    return text.replace(wanted, new)


def _cells(view: GridView, scope: Scope) -> Iterator[tuple[int, int]]:
    shown = [at for at in range(len(view.grid.columns)) if not view.isColumnHidden(at)]
    lines = range(view.grid.shown())
    if scope is Scope.COLUMN:
        shown = [at for at in shown if at == view.current_place[1]]
    if scope is not Scope.SELECTION:
        yield from ((line, at) for line in lines for at in shown)
        return
    seen: set[tuple[int, int]] = set()
    for top, bottom, left, right in view.spans:
        for line in range(top, min(bottom, len(lines) - 1) + 1):
            seen |= {(line, at) for at in shown if left <= at <= right}
    yield from sorted(seen)
