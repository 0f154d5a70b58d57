"""From the cells of the month's grid to its figures: what is stored, and what a half-typed figure would give."""

from __future__ import annotations

from collections.abc import Sequence

from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.services.months import figures
from qbs_desktop.services.months.figures import MonthEntry, MonthRow, MonthTable, Part
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.grid.column import GridColumn, GridEdit, Outcome, Wrong


def store(workspace: Workspace, table: MonthTable, edits: Sequence[GridEdit[MonthRow]]) -> Outcome:
    """Store a batch of edits as one operation; what is no value comes back.

    Raises:
        QbsError: the period is locked or the file cannot be written; nothing was stored.
    """
    entries = [_entry(one) for one in edits if one.record_id is not None]
    by_entry = {id(entry): edit for entry, edit in zip(entries, edits, strict=True)}
    stored, bad = figures.set_month(workspace, table.ledger.id, table.period, entries)
    wrong = tuple(
        Wrong(one.entry.record_id, by_entry[id(one.entry)].column.id, one.entry.text, one.reason) for one in bad
    )
    return Outcome(stored, wrong)


def _entry(edit: GridEdit[MonthRow]) -> MonthEntry:
    slug, part = edit.column.id.split("/")
    return MonthEntry(edit.record_id or 0, slug, Part(part), edit.text, edit.column.unit or None)


def row_as_typed(
    workspace: Workspace, table: MonthTable, record_id: int, column: GridColumn[MonthRow], text: str | None
) -> MonthRow | None:
    """A row as a half-typed text would make it, or with None as it is stored; None while the text is no value."""
    row = next(one for one in table.rows if one.record.id == record_id)
    if text is None:
        return row
    slug, part = column.id.split("/")
    try:
        cell = figures.typed(row.cells[slug], workspace.indicators[slug], Part(part), text, column.unit or None)
    except ValueProblem:
        return None
    return row.with_cell(slug, cell)
