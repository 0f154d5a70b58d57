"""What a return that was taken in looks like (接收后的审核): its totals, the period before, rows that came or went.

Nothing here changes a return: a total that is not the sum of its rows keeps it from being adopted unasked, all else is
for the clerk to ask about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qbs_desktop.db import collation
from qbs_desktop.db.collation import Received
from qbs_desktop.domain.finding import Grade
from qbs_desktop.services.collating import adding_up, comparing, receiving, signatures
from qbs_desktop.services.collating.finding import ReturnFinding
from qbs_desktop.services.collating.reported import Reported
from qbs_desktop.services.collating.said_table import SaidTable
from qbs_desktop.services.reporting import office_keys
from qbs_desktop.services.workspace import Workspace

__all__ = ["ReturnFinding", "drafts", "held", "of"]

MOST_NAMES = 8
"""Names told in one sentence."""


def held(workspace: Workspace, numbers: Iterable[int]) -> set[int]:
    """Those of some returns that are not to be adopted unasked: a total in them is not the sum of its rows.

    Whether they add up was noted when they came; those that came to an older program are read for it.
    """
    wanted = set(numbers)
    kept = [
        one for one in (*workspace.read(collation.received), *workspace.read(collation.altered)) if one.id in wanted
    ]
    return {one.id for one in kept if _held(workspace, one)}


def _held(workspace: Workspace, one: Received) -> bool:
    if receiving.UNEQUAL not in one.facts:
        return any(found.grade is Grade.ERROR for found in of(workspace, one.id))
    return bool(one.facts[receiving.UNEQUAL]) or any(found.grade is Grade.ERROR for found in _manner(workspace, one))


def drafts(workspace: Workspace, numbers: Iterable[int]) -> set[int]:
    """Those of some returns that are drafts: their unit has not handed them in."""
    wanted = set(numbers)
    return {one.id for one in workspace.read(collation.received) if one.id in wanted and one.facts.get("draft")}


def of(workspace: Workspace, number: int, said: Reported | None = None) -> list[ReturnFinding]:
    """The findings of a return: against itself, the unit's return of the period before, and the other units."""
    one = receiving.find(workspace, number)
    what = said or receiving.opened(workspace, one)
    found = [*_manner(workspace, one), *_sums(workspace, what)]
    unknown = one.facts.get("unknown")
    if isinstance(unknown, list) and unknown:
        names = "、".join(str(slug) for slug in unknown)
        message = f"本级方案没有指标 {names}，这几列没有读入。请在方案里补上后重新接收。"
        found.append(ReturnFinding(Grade.QUERY, "return.unknown_indicator", "", "", names, message))
    before = _before(workspace, one)
    earlier = receiving.opened(workspace, before).tables if before is not None else []
    for table in what.tables:
        last = next((other for other in earlier if other.ledger == table.ledger), None)
        found.extend(comparing.rows(workspace, table, last, one.period))
        found.extend(comparing.sheets(workspace, one.unit, table, last, one.period))
        if last is not None and before is not None:
            found.extend(_rows(workspace, table, last, before))
    return found


def _manner(workspace: Workspace, one: Received) -> Iterator[ReturnFinding]:
    """How it came: as a draft, with a signature in doubt, or without one though there was one before."""
    if one.facts.get("draft"):
        message = f"{one.title}是草稿，填报单位还没有上报。请核实是否以它为准，或等它上报后再采用。"
        yield ReturnFinding(Grade.QUERY, "return.draft", "", "", "草稿", message)
    standing = signatures.now(one, office_keys.ring(workspace))
    if standing.doubtful:
        yield ReturnFinding(Grade.ERROR, "return.signature", "", "", standing.word, standing.sentence)
        return
    signed = signatures.dropped(one, workspace.read(collation.received))
    if signed is not None:
        message = f"{signed.title}有签名，这一份没有。请向{one.unit_name}核实是不是它报的。"
        yield ReturnFinding(Grade.QUERY, "return.signature_dropped", "", "", standing.word, message)


def _before(workspace: Workspace, one: Received) -> Received | None:
    """The unit's newest return of the period before, in the same year."""
    own = [
        other
        for other in workspace.read(collation.received)
        if other.unit == one.unit
        and other.period.year == one.period.year
        and other.period.is_month == one.period.is_month
        and other.period < one.period
        and other.state != "replaced"
    ]
    return max(own, key=lambda other: (other.period, other.revision), default=None)


def _sums(workspace: Workspace, said: Reported) -> Iterator[ReturnFinding]:
    """合计 against the sum of the rows it stands over; 其中 rows are not added."""
    for one in adding_up.unequal(said):
        shown, summed = (comparing.text(workspace, one.column.indicator, each) for each in (one.total, one.summed))
        message = (
            f"“{one.sheet}”{one.cell} 合计是 {shown}，各行相加是 {summed}，两者不等。"
            "请退回填报单位核对（报表若按位数舍入，请其改用舍位平衡）。"
        )
        yield ReturnFinding(Grade.ERROR, "return.total", one.sheet, one.cell, shown, message, reason="conflict")


def _rows(workspace: Workspace, table: SaidTable, last: SaidTable, before: Received) -> Iterator[ReturnFinding]:
    """Rows that are new in this return, or no longer in it."""
    now, then = ({row.uid: str(row.stored.get("name") or "") for row in each.rows} for each in (table, last))
    noun = workspace.ledgers[table.ledger]
    for word, rule, uids in (
        ("新增", "return.new_rows", now.keys() - then.keys()),
        ("减少", "return.gone_rows", then.keys() - now.keys()),
    ):
        if uids:
            names = sorted({**then, **now}[uid] for uid in uids)
            more = f"等 {len(names)} {noun.counter}" if len(names) > MOST_NAMES else ""
            told = "、".join(names[:MOST_NAMES]) + more
            message = f"“{table.sheet}”比{before.period.label()}{word} {len(uids)} 行：{told}。"
            yield ReturnFinding(Grade.HINT, rule, table.sheet, "", "", message)
