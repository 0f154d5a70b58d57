"""From the cells of the month's grid to its figures: what is stored, and what a half-typed figure would give."""

from __future__ import annotations

from collections.abc import Sequence

from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.services.lists.listing import CellEdit, Column
from qbs_desktop.services.months import figures
from qbs_desktop.services.months.figures import MonthEntry, MonthRow, MonthTable, Part
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.grid.column import GridColumn, GridEdit, Outcome, Wrong


def store(workspace: Workspace, table: MonthTable, edits: Sequence[GridEdit[MonthRow]]) -> Outcome:
    """Store a batch of edits as one operation; what is no value comes back.

    Raises:
        QbsError: the period is locked or the file cannot be written; nothing was stored.
    """
    cells = [(_text(table, one) or _entry(one), one) for one in edits if one.record_id is not None]
    columns = {id(cell): edit.column.id for cell, edit in cells}
    entries = [cell for cell, _edit in cells if isinstance(cell, MonthEntry)]
    texts = [cell for cell, _edit in cells if isinstance(cell, CellEdit)]
    stored, bad = figures.set_month(workspace, table.ledger.id, table.period, entries, texts)
    wrong = tuple(Wrong(one.entry.record_id, columns[id(one.entry)], one.entry.text, one.reason) for one in bad)
    return Outcome(stored, wrong)


def _text(table: MonthTable, edit: GridEdit[MonthRow]) -> CellEdit | None:
    """The edit of a text of the list (形象进度); None for a figure."""
    if edit.column.id not in table.ledger.monthly_texts:
        return None
    return CellEdit(edit.record_id or 0, Column(field=table.ledger.field(edit.column.id)), edit.text)


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
    if column.id in table.ledger.monthly_texts:  # nothing follows from a text
        return None
    slug, part = column.id.split("/")
    try:
        cell = figures.typed(row.cells[slug], workspace.indicators[slug], Part(part), text, column.unit or None)
    except ValueProblem:
        return None
    return row.with_cell(slug, cell)
