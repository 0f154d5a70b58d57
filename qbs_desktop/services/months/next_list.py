"""Which list a month goes on with (从哪张名单填起、接着填哪张): where figures are expected, where some are missing."""

from __future__ import annotations

from qbs_desktop.db import queries
from qbs_desktop.domain.period import Period
from qbs_desktop.services.months.figures import MonthTable, due_ledgers, month_table
from qbs_desktop.services.workspace import Workspace


def first_due(workspace: Workspace, period: Period) -> str | None:
    """The first list in which figures of a period are expected, else the first with rows; None if there is none."""
    listed: str | None = None
    for ledger in due_ledgers(workspace, period):
        rows = month_table(workspace, ledger.id, period).rows
        if any(cell.expected for row in rows for cell in row.cells.values()):
            return ledger.id
        listed = listed or (ledger.id if rows else None)
    return listed


def has_rows(workspace: Workspace, ledger_id: str) -> bool:
    """Whether a list has a row in any year."""
    return workspace.read(lambda connection: queries.has_rows(connection, ledger_id))


def next_lacking(workspace: Workspace, ledger_id: str, period: Period, step: int = 1) -> MonthTable | None:
    """The next list (or with −1 the one before) in which figures of an open period are missing; None if there is none.

    The lists go round, and the list itself is not asked.
    """
    due = [one.id for one in due_ledgers(workspace, period)]
    at = due.index(ledger_id) if ledger_id in due else -1
    others = [*due[at + 1 :], *due[: max(at, 0)]][::step]
    tables = (month_table(workspace, one, period) for one in others)
    return next((table for table in tables if not table.locked and table.missing()), None)
