"""Texts rewritten with every month's figures (形象进度): which still say what the return before said.

A record has one such text, a field of its list; the month's return prints it as it then stands. So that last month's
words do not go out with this month's figures unnoticed, the month page shows the text and marks what was left, and
上报 says how many there are. January's text is compared with December's: words do not begin anew with the year.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qbs_desktop.db import history, submissions
from qbs_desktop.db.driver import Connection
from qbs_desktop.domain.fields import Field
from qbs_desktop.domain.period import Period
from qbs_desktop.services.months import figures

if TYPE_CHECKING:
    from qbs_desktop.domain.ledger import Ledger
    from qbs_desktop.services.months.figures import MonthRow, MonthTable
    from qbs_desktop.services.workspace import Workspace

_NAMED = 3
"""Rows that a note names; the others are counted."""


def fields(ledger: Ledger) -> list[Field]:
    """The fields of a list that are rewritten month by month."""
    return [ledger.field(name) for name in ledger.monthly_texts]


def left(workspace: Workspace, table: MonthTable) -> frozenset[tuple[int, str]]:
    """Record and field of every text that says what it said when the period before was first handed in.

    None is told where the period before was never handed in, and of a period that is locked itself.
    """
    names, ids, before = table.ledger.monthly_texts, [row.record.id for row in table.rows], _before(table)
    if not names or table.locked:
        return frozenset()

    def ask(connection: Connection) -> frozenset[tuple[int, str]]:
        sent = [one for one in submissions.revisions(connection) if one.period == before and one.state.frozen]
        since = history.operation_of(connection, "submission", sent[0].id) if sent else None
        if since is None:
            return frozenset()
        other = {name: history.rewritten_since(connection, table.ledger.id, name, since) for name in names}
        return frozenset((number, name) for name in names for number in ids if number not in other[name])

    return workspace.read(ask)


def _before(table: MonthTable) -> Period:
    """The period whose return had the text before this one's."""
    return table.previous or Period.of_month(table.period.year - 1, 12)


def behind(table: MonthTable, kept: frozenset[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """Record and field → what is told of a text that was `left` while the record's first indicator moved on."""
    found: dict[tuple[int, str], str] = {}
    indicator = table.indicators[0]
    for row in table.rows:
        if not row.cells[indicator.id].month:
            continue
        for name in table.ledger.monthly_texts:
            if (row.record.id, name) in kept and row.record.text(name):
                label, when = table.ledger.field(name).label, _before(table).label(table.scheme)
                words = f"{label}还是{when}上报时的文字，{indicator.label}已经变了，请核对要不要改写。"
                found[row.record.id, name] = words
    return found


def notes(workspace: Workspace, period: Period) -> tuple[str, ...]:
    """What to tell before a month goes out: of how many rows a text is `behind`, and which; one sentence a field."""
    found: list[str] = []
    for ledger in figures.due_ledgers(workspace, period):
        if ledger.monthly_texts:
            table = figures.month_table(workspace, ledger.id, period)
            late = set(behind(table, left(workspace, table)))
            found += [
                _note(table, name, [row for row in table.rows if (row.record.id, name) in late])
                for name in ledger.monthly_texts
            ]
    return tuple(one for one in found if one)


def _note(table: MonthTable, name: str, rows: Sequence[MonthRow]) -> str:
    if not rows:
        return ""
    who = "、".join(row.record.name for row in rows[:_NAMED]) + ("等" if len(rows) > _NAMED else "")
    label, moved = table.ledger.field(name).label, table.indicators[0].label
    return (
        f"{who}（{len(rows)} {table.ledger.counter}）的{label}还是{_before(table).label(table.scheme)}上报时的文字，"
        f"{moved}已经变了，请核对要不要改写。"
    )
