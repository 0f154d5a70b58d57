"""A county's plain workbook entered by the city (代录): its rows become the county's, and nobody says it reported.

A county that has no program sends an ordinary workbook. The city imports it as that unit's: rows are compared with that
unit's rows alone, new ones get its 报送单位, and every figure names the workbook it came from. There is no return: no
seal, no revision, no receipt. The board tells it from the figures themselves, so undoing the import undoes it, and a
return that comes later is adopted by the ordinary rules and puts its own figures in their place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from qbs_desktop.db import collation
from qbs_desktop.db.collation import Reporter
from qbs_desktop.db.driver import Connection
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.ledger import REPORTING_UNIT
from qbs_desktop.domain.period import Period
from qbs_desktop.services.collating import reporters
from qbs_desktop.services.workspace import Workspace

_ENTERED = "代录，"
"""What the sentence of a source begins with, if its figures were entered for a unit."""


def source_sentence(unit: str, digest: str) -> str:
    """Where figures entered for a unit come from, for the source of each of them."""
    return f"{_ENTERED}报送单位{unit}，SHA-256 {digest}"


def reporter(workspace: Workspace, said: str) -> Reporter:
    """The expected unit with this code or name.

    Raises:
        Refusal: nobody reports to this file's unit, or this unit is not expected.
    """
    reporters.require_collating(workspace)
    expected = reporters.expected(workspace)
    found = next((one for one in expected if said in (one.code, one.name)), None)
    if found is None:
        known = "、".join(f"{one.code} {one.name}" for one in expected)
        raise Refusal(f"“{said}”不是应报单位，不能代录。应报单位有：{known}。请在“汇总”页的“应报单位”里添加。")
    return found


def rows_of(data: Dataset, unit: str) -> Dataset:
    """The data set as if the file had no rows but this unit's.

    A row that counts with another unit's (重复填报) stands under that one in the file; here it is its unit's own row.
    """
    records = {
        ledger: [row for row in data.rows(ledger) if row.text(REPORTING_UNIT) == unit] for ledger in data.ledgers
    }
    known = {row.id for rows in records.values() for row in rows}
    own = {
        ledger: [replace(row, parent_id=row.parent_id if row.parent_id in known else None) for row in rows]
        for ledger, rows in records.items()
    }
    figures = {row.id: data.figures(row) for rows in own.values() for row in rows}
    return Dataset(data.profile, own, figures, data.period, data.declared)


def refuse_reported(workspace: Workspace, unit: str, periods: Iterable[Period]) -> None:
    """Refuse to write over what a return says.

    Raises:
        Refusal: a return of the unit and one of these periods was taken in and is not merely sent back.
    """
    wanted = set(periods)
    for one in workspace.read(collation.received):
        stands = one.state in {"pending", "adopted"} or "adopted" in one.facts
        if one.unit_name == unit and one.period in wanted and stands:
            raise Refusal(
                f"{one.title}已经收到，这个报告期的数不能代录，没有导入。"
                f"有误的请在“汇总”页退回，由{unit}更正后重新上报；或在原表里去掉这个报告期的列再导入。"
            )


def entered(workspace: Workspace, periods: Iterable[Period]) -> Mapping[tuple[str, int], tuple[str, ...]]:
    """Unit's name and period's code → the workbooks whose figures of that period were entered for the unit."""
    wanted = [one.code for one in periods]

    def ask(connection: Connection) -> dict[tuple[str, int], tuple[str, ...]]:
        return collation.entered(connection, list(workspace.ledgers), wanted, _ENTERED)

    return workspace.read(ask)
