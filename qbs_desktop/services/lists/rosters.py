"""Carrying lists over to the next year (结转): who stays on the list, who stays out and why, as one undoable step.

Only memberships and the reported year change. No figure and no field is written: plans of the new year, 至上年底累计
and the like are entered by the clerk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qbs_desktop.db import queries
from qbs_desktop.db.driver import Connection
from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.record import Record
from qbs_desktop.services.lists.listing import in_tree_order
from qbs_desktop.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Carried:
    """One record of the old year's list; `reason` says why it stays out, empty when it is carried over."""

    record_id: int
    ledger: str
    name: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CarryPlan:
    """What carrying over would do: who goes on the new list, who stays out, who is entered there already."""

    from_year: int
    to_year: int
    carried: tuple[Carried, ...]
    left_out: tuple[Carried, ...]
    already: tuple[Carried, ...]

    def counts(self) -> dict[str, tuple[int, int]]:
        """Ledger → records carried over, records left out."""
        ledgers = dict.fromkeys(one.ledger for one in (*self.carried, *self.left_out))
        return {
            ledger: tuple(sum(one.ledger == ledger for one in group) for group in (self.carried, self.left_out))  # type: ignore[misc]
            for ledger in ledgers
        }


def preview(workspace: Workspace, from_year: int, to_year: int) -> CarryPlan:
    """Say what `carry_forward` would do; nothing changes.

    Raises:
        Refusal: the years do not follow each other, or the old year's lists are empty.
    """
    if to_year != from_year + 1:
        raise Refusal(f"结转只能转入下一年：{from_year}年的名单转入{from_year + 1}年。")

    def ask(connection: Connection) -> CarryPlan:
        there = queries.members(connection, to_year)
        carried: list[Carried] = []
        left_out: list[Carried] = []
        already: list[Carried] = []
        for ledger in workspace.ledgers.values():
            records = queries.records(connection, ledger, from_year)
            reasons = _reasons([record for record, _depth in in_tree_order(records)], to_year, there)
            for record in records:
                one = Carried(record.id, ledger.id, record.name, reasons.get(record.id, ""))
                (already if record.id in there else left_out if one.reason else carried).append(one)
        return CarryPlan(from_year, to_year, tuple(carried), tuple(left_out), tuple(already))

    plan = workspace.read(ask)
    if not (plan.carried or plan.left_out or plan.already):
        raise Refusal(f"{from_year}年的名单是空的，没有可以结转的行。")
    return plan


def _reasons(in_order: list[Record], to_year: int, there: Mapping[int, str]) -> Mapping[int, str]:
    """Record id → why it stays out. A 其中 row goes with its parent: alone it would count in totals."""
    found: dict[int, str] = {}
    names = {record.id: record.name for record in in_order}
    for record in in_order:
        finished = record.text("finish_actual")
        if finished and int(finished[:4]) < to_year:
            found[record.id] = f"已于{finished.replace('-', '.')}竣工"
        elif record.parent_id in found or (record.parent_id is not None and there.get(record.parent_id) == "out"):
            found[record.id] = f"所属的“{names.get(record.parent_id or 0, '')}”没有结转"
    return found


def carry_forward(workspace: Workspace, from_year: int, to_year: int) -> CarryPlan:
    """Enter the records of a year's lists in the next year's and report that year from now on; one undoable step.

    Projects finished before the new year stay out; entries the new year already has stay as they are.

    Raises:
        Refusal: the years do not follow each other, or there is nothing to carry over.
    """
    plan = preview(workspace, from_year, to_year)

    def action(edit: Edit) -> None:
        for one in plan.carried:
            edit.set_membership(one.record_id, to_year, "in", basis=f"{from_year}年名单结转")
        edit.set_meta("year", str(to_year))

    title = f"结转{from_year}年名单到{to_year}年：{len(plan.carried)} 行"
    workspace.run(title, action)
    return plan
