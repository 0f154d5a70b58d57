"""Find and replace (替换): which cells would change, and whether every new text is a value. Nothing is half applied.

In texts a part is replaced; a figure only as a whole, since the ``1`` in ``21.5`` is no figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.ui.grid.column import GridColumn, GridEdit, R

if TYPE_CHECKING:
    from qbs_desktop.ui.grid.finding.hits import Place
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
    found: set[Place] = set()
    for lines, at in _stretches(view, scope):
        texts, figure = grid.texts(lines, at), grid.columns[at].number is not None
        fitting = {text for text in set(texts) if wanted.replaced(text, "", figure=figure) is not None}
        found |= {
            (line, at)
            for line, text in zip(lines, texts, strict=True)
            if text in fitting and grid.id_at(line) is not None and grid.editable(line, at)
        }
    return sorted(found)


def plan(view: GridView, cells: Iterable[Place], wanted: Wanted, new: str) -> Replacement:
    """What replacing in these cells would do, without doing it."""
    grid = view.grid
    edits: list[GridEdit[Any]] = []
    problems: list[str] = []
    reasons: dict[tuple[int, str], str] = {}
    for line, at in cells:
        column, text, record_id = grid.columns[at], grid.text(line, at), grid.id_at(line)
        changed = wanted.replaced(text, new, figure=column.number is not None)
        if changed is None or changed == text or record_id is None:
            continue
        edits.append(GridEdit(record_id, column, changed))
        if (reason := reasons.get((at, changed))) is None:
            reason = reasons[at, changed] = _problem(column, changed)
        if reason:
            problems.append(f"第 {grid.number_of(line)} 行 {column.label}“{changed}”：{reason}")
    return Replacement(tuple(edits), tuple(problems))


def _problem(column: GridColumn[R], text: str) -> str:
    """Why a text is no value of a column; blank when it is one."""
    try:
        if column.check is not None:
            column.check(text)
    except ValueProblem as problem:
        return str(problem)
    return ""


def _stretches(view: GridView, scope: Scope) -> Iterator[tuple[range, int]]:
    """The scope as lines of shown columns; blocks of a selection may overlap."""
    shown = [at for at in range(len(view.grid.columns)) if not view.isColumnHidden(at)]
    count = view.grid.shown()
    if scope is Scope.COLUMN:
        shown = [at for at in shown if at == view.current_place[1]]
    spans = view.spans if scope is Scope.SELECTION else [(0, count - 1, 0, len(view.grid.columns) - 1)]
    for top, bottom, left, right in spans:
        yield from ((range(top, min(bottom + 1, count)), at) for at in shown if left <= at <= right)
