"""Typing and pasting into a list (粘贴): good cells are stored as one operation, the others come back with the reason.

Rows below the last one are added in the same operation, so that one undo takes the whole paste back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qbs_desktop.db import queries
from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.fields import Value
from qbs_desktop.domain.figure import Figure, Kind, bound_as
from qbs_desktop.services.lists import listing
from qbs_desktop.services.lists.listing import CellEdit, Column
from qbs_desktop.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class BlockCell:
    """One cell of a block: the record, or with None the number of the new row it belongs to."""

    record_id: int | None
    column: Column
    text: str
    new: int = 0


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that was not stored: `record_id` is set also for new rows."""

    record_id: int
    column: Column
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """What became of a block."""

    stored: int
    bad: tuple[BadCell, ...]
    made: tuple[int, ...]


def put(workspace: Workspace, ledger_id: str, cells: Sequence[BlockCell], title: str = "") -> Pasted:
    """Store every cell that is a value, add the new rows, and return the rest with the reason.

    Raises:
        Refusal: a row is not there any more; nothing was stored.
        EnvironmentFault: the file cannot be written; nothing was stored.
    """
    good: list[tuple[BlockCell, Value | Figure]] = []
    wrong: list[tuple[BlockCell, str]] = []
    for cell in cells:
        try:
            text = listing.spelled_out(workspace, cell.column, cell.text)
            good.append((cell, listing.parse(cell.column, text)))
        except ValueProblem as problem:
            wrong.append((cell, str(problem)))
    good = _with_operators(workspace, good)
    rows = sorted({cell.new for cell in cells if cell.record_id is None})
    made: dict[int, int] = {}
    stored = 0
    if good or rows:

        def action(edit: Edit) -> int:
            for row in rows:
                made[row] = edit.add(ledger_id, {}, year=workspace.year)
            stored = [(CellEdit(_record(cell, made), cell.column, cell.text), value) for cell, value in good]
            return listing.put(edit, workspace.ledgers[ledger_id], stored)

        stored = workspace.run(title or _title(workspace, ledger_id, cells, len(rows)), action)
    bad = tuple(BadCell(_record(cell, made), cell.column, cell.text, reason) for cell, reason in wrong)
    return Pasted(stored, bad, tuple(made[row] for row in rows))


def _with_operators(
    workspace: Workspace, good: list[tuple[BlockCell, Value | Figure]]
) -> list[tuple[BlockCell, Value | Figure]]:
    """A corrected target keeps its 限定词 (超过, 左右 …); only its number was typed."""
    targets = {
        cell.record_id
        for cell, _value in good
        if cell.record_id is not None and cell.column.field is None and cell.column.kind is Kind.TARGET
    }
    if not targets:
        return good
    known = workspace.read(
        lambda connection: queries.figures(connection, queries.indicator_keys(connection), subjects=targets)
    )

    def kept(cell: BlockCell, value: Value | Figure) -> Value | Figure:
        if cell.record_id is None or cell.column.field is not None or not isinstance(value, Figure):
            return value
        indicator, period = cell.column.figure_place()
        return bound_as(known.get(cell.record_id, {}).get((indicator.id, period, cell.column.kind)), value)

    return [(cell, kept(cell, value)) for cell, value in good]


def _record(cell: BlockCell, made: dict[int, int]) -> int:
    return cell.record_id if cell.record_id is not None else made[cell.new]


def insert(workspace: Workspace, ledger_id: str, *, above: int | None, below: int | None, child: bool = False) -> int:
    """Insert one empty row above or below another one, as its sibling or (with `child`) as its 其中 row."""
    ledger = workspace.ledgers[ledger_id]

    def action(edit: Edit) -> int:
        beside = above if above is not None else below
        if beside is None:
            return edit.add(ledger_id, {}, year=workspace.year)
        parent = beside if child else edit.record(ledger_id, beside).parent_id
        made = edit.add(ledger_id, {}, parent_id=parent, after=beside, year=workspace.year)
        if above is not None:
            edit.move(ledger_id, above, made)
        return made

    return workspace.run(f"新增{ledger.noun}{'其中项' if child else ''} 1 行", action)


def _title(workspace: Workspace, ledger_id: str, cells: Sequence[BlockCell], new: int) -> str:
    ledger = workspace.ledgers[ledger_id]
    if new:
        return f"新增{ledger.noun} {new} 行"
    if len(cells) == 1:
        return f"修改{ledger.label}：{' '.join(cells[0].column.heads)}"
    return f"修改{ledger.label}：{len(cells)} 个单元格"
