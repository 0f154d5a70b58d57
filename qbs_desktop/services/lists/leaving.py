"""Taking rows off this year's list (移出名单) and back on: what they reported stays, unlike with deleting.

A row whose months are handed in can't be deleted, because that would change what was reported; yet enterprises leave
lists every January. Only memberships of the reported year change, in one undoable step; no figure, no field.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qbs_desktop.db import list_rows, queries
from qbs_desktop.db.driver import Connection
from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.record import Record
from qbs_desktop.services.lists.listing import in_tree_order, rows_words
from qbs_desktop.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Off:
    """A record that is not on the year's list, with its depth (其中 rows) and the lists it was on."""

    record: Record
    depth: int
    told: str


def off_list(workspace: Workspace, ledger_id: str) -> list[Off]:
    """The records of a list that are not on this year's, in list order."""
    ledger, year = workspace.ledgers[ledger_id], workspace.year

    def ask(connection: Connection) -> list[Off]:
        on = {one.id for one in queries.records(connection, ledger, roster=year)}
        every = in_tree_order(queries.records(connection, ledger))
        return [
            Off(record, depth, _told(queries.memberships(connection, record.id), year))
            for record, depth in every
            if record.id not in on
        ]

    return workspace.read(ask)


def _told(entries: Iterable[tuple[int, str, str | None]], year: int) -> str:
    """``在2025年、2026年名单里；2027年移出``."""
    states = {when: state for when, state, _basis in entries}
    on = "、".join(f"{when}年" for when, state in states.items() if state == "in")
    return "；".join(([f"在{on}名单里"] if on else []) + ([f"{year}年移出"] if states.get(year) == "out" else []))


def take_off(workspace: Workspace, ledger_id: str, record_ids: Sequence[int]) -> str:
    """Take rows with their 其中 rows off this year's list; returns in words how many."""
    ledger, year = workspace.ledgers[ledger_id], workspace.year
    below = workspace.read(lambda connection: list_rows.below(connection, ledger, record_ids))
    words = rows_words(record_ids, below)

    def action(edit: Edit) -> None:
        for one in _unlisted(workspace, ledger, year):
            edit.set_membership(one, year, "in")
        for one in sorted({*record_ids, *below}):
            edit.set_membership(one, year, "out", basis="移出名单")

    workspace.run(f"移出{year}年{ledger.label}：{words}", action)
    return words


def put_back(workspace: Workspace, ledger_id: str, record_ids: Sequence[int]) -> str:
    """Enter rows in this year's list again, with the rows they explain and those that explain them."""
    ledger, year = workspace.ledgers[ledger_id], workspace.year
    parents = {one.record.id: one.record.parent_id for one in off_list(workspace, ledger_id)}
    asked = {*record_ids, *workspace.read(lambda connection: list_rows.below(connection, ledger, record_ids))}
    wanted = set(asked)
    for one in asked:
        above: int | None = one
        while above is not None and above in parents:
            wanted.add(above)
            above = parents[above]
    coming = sorted(wanted & parents.keys())

    def action(edit: Edit) -> None:
        for one in coming:
            edit.set_membership(one, year, "in", basis="列回名单")

    workspace.run(f"列回{year}年{ledger.label}：{len(coming)} 行", action)
    return f"{len(coming)} 行"


def _unlisted(workspace: Workspace, ledger: Ledger, year: int) -> list[int]:
    """Rows of other years' lists that belong to this one only while it names nobody: from now on by name."""

    def ask(connection: Connection) -> list[int]:
        if queries.members(connection, year):
            return []
        here = queries.records(connection, ledger, roster=year)
        return [one.id for one in here if queries.memberships(connection, one.id)]

    return workspace.read(ask)
