"""What a lock means on 月度填报 (锁定、退回): why a period is shut, and which of its cells a rejection opened."""

from __future__ import annotations

from dataclasses import dataclass

from qbs_desktop.db.submissions import SentBack
from qbs_desktop.domain.period import Period
from qbs_desktop.services.months import periods
from qbs_desktop.services.months.figures import MonthTable
from qbs_desktop.services.reporting import given_back
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.pages.month import columns as month_columns

LOCKED = "{}已经锁定，这一格不能改。确需更正，请先重新开放并写明原因。"
TEXT_LOCKED = "{}已经锁定，{}在这里不能改。新的进度请在还没有锁定的月份里写，或在{}里改。"
NOT_GIVEN_BACK = "{}被退回，只有退回的项可以改，这一格仍然锁定。"


@dataclass(frozen=True, slots=True)
class Lock:
    """The locks as they stand for one month's table.

    Attributes:
        periods: periods whose figures take no text.
        items: what a rejection gave back of the table's period and is still open.
        note: why the period was locked, as noted with the lock.
        words: why it is shut, where it was handed in; else empty.
    """

    periods: frozenset[Period] = frozenset()
    items: tuple[SentBack, ...] = ()
    note: str = ""
    words: str = ""

    def why(self, table: MonthTable, column_id: str) -> str:
        """What the tooltip of a cell that takes no text says when its period is locked."""
        if table.locked and column_id in table.ledger.monthly_texts:
            label = table.ledger.field(column_id).label
            return TEXT_LOCKED.format(table.period.label(), label, table.ledger.label)
        period = month_columns.period_of(table, column_id)
        if period is None or period not in self.periods:
            return ""
        return (NOT_GIVEN_BACK if any(one.period == period for one in self.items) else LOCKED).format(period.label())


def read(workspace: Workspace, table: MonthTable) -> Lock:
    """The locks now."""
    shut = frozenset(periods.locked(workspace))
    items = tuple(given_back.open_items(workspace, table.period))
    if not table.locked:
        return Lock(shut, items)
    from qbs_desktop.services.reporting import (
        return_states,  # with all that writes workbooks, which an open month does not need
    )

    now = return_states.look(workspace, table.period)
    return Lock(shut, items, now.lock.reason, now.why_locked if now.frozen is not None else "")


def marks(items: tuple[SentBack, ...], table: MonthTable) -> dict[tuple[int, str], str]:
    """Record and column → why it was given back; a whole row is marked on its name."""
    found: dict[tuple[int, str], str] = {}
    known = {one.id for one in table.indicators}
    for one in items:
        if one.ledger != table.ledger.id or one.subject is None:
            continue
        own = one.column if one.column in table.ledger.monthly_texts else "name"
        columns = _columns(one, table) if one.column in known else [own]
        for column in columns:
            key = (one.subject, column)
            found[key] = "\n".join(part for part in (found.get(key, ""), given_back.words(one)) if part)
    return found


def _columns(one: SentBack, table: MonthTable) -> list[str]:
    if one.figure_period == table.period:
        return [f"{one.column}/total", f"{one.column}/month"]
    if one.figure_period == table.period.a_year_before():
        return [f"{one.column}/base"]
    return [f"{one.column}/plan"] if one.figure_period == table.period.as_year() else ["name"]
