"""Find and replace (替换): which cells would change, and whether every new text is a value. Nothing is half applied.

In texts a part is replaced; a figure only as a whole, since the ``1`` in ``21.5`` is no figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.ui.grid.column import GridEdit

if TYPE_CHECKING:
    from qbs_desktop.ui.grid.finding import Place
    from qbs_desktop.ui.grid.view import GridView


class Scope(Enum):
    """Where to replace."""

    SELECTION = "选区"
    COLUMN = "当前列"
    LIST = "整个名单"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for in order to be replaced; `whole` only where it is all of the cell."""

    text: str
    whole: bool = False

    def replaced(self, text: str, new: str, *, figure: bool) -> str | None:
        """The text with the new one in place of the wanted one; None where it does not occur."""
        if figure and text.replace(",", "") == self.text.strip().replace(",", ""):
            return new
        if self.whole or figure:
            return new if text == self.text else None
        return text.replace(self.text, new) if self.text in text else None


@dataclass(frozen=True, slots=True)
class Replacement:
    """Every cell that would change, and the new texts that are no values."""

    edits: tuple[GridEdit[Any], ...]
    problems: tuple[str, ...]


def places(view: GridView, wanted: Wanted, scope: Scope) -> list[Place]:
    """The cells of a scope in which something can be replaced, line by line."""
    grid = view.grid
    if not wanted.text:
        return []
    return [
        (line, at)
        for line, at in _cells(view, scope)
        if wanted.replaced(grid.text(line, at), "", figure=grid.columns[at].number is not None) is not None
        and grid.id_at(line) is not None
        and grid.editable(line, at)
    ]


def plan(view: GridView, cells: Iterable[Place], wanted: Wanted, new: str) -> Replacement:
    """What replacing in these cells would do, without doing it."""
    grid = view.grid
    edits: list[GridEdit[Any]] = []
    problems: list[str] = []
    for line, at in cells:
        column, text, record_id = grid.columns[at], grid.text(line, at), grid.id_at(line)
        changed = wanted.replaced(text, new, figure=column.number is not None)
        if changed is None or changed == text or record_id is None:
            continue
        edits.append(GridEdit(record_id, column, changed))
        try:
            if column.check is not None:
                column.check(changed)
        except ValueProblem as problem:
            problems.append(f"第 {line + 1} 行 {column.label}“{changed}”：{problem}")
    return Replacement(tuple(edits), tuple(problems))


def _cells(view: GridView, scope: Scope) -> Iterator[Place]:
    shown = [at for at in range(len(view.grid.columns)) if not view.isColumnHidden(at)]
    lines = range(view.grid.shown())
    if scope is Scope.COLUMN:
        shown = [at for at in shown if at == view.current_place[1]]
    if scope is not Scope.SELECTION:
        yield from ((line, at) for line in lines for at in shown)
        return
    seen: set[Place] = set()
    for top, bottom, left, right in view.spans:
        for line in range(top, min(bottom, len(lines) - 1) + 1):
            seen |= {(line, at) for at in shown if left <= at <= right}
    yield from sorted(seen)
