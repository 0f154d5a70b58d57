"""What a return that was taken in looks like (接收后的审核): its totals, the period before, rows that came or went.

Nothing here changes a return: a total that is not the sum of its rows keeps it from being adopted unasked, all else is
for the clerk to ask about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qbs_desktop.db import collation
from qbs_desktop.db.collation import Received
from qbs_desktop.domain import amount
from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.indicators import Flow, Quantity
from qbs_desktop.domain.period import Period, Scheme
from qbs_desktop.services import office_keys
from qbs_desktop.services.collating import receiving, signatures
from qbs_desktop.services.collating.reported import Column, Reported, SaidTable
from qbs_desktop.services.figures import scheme_of
from qbs_desktop.services.workspace import Workspace

MOST_NAMES = 8
"""Names told in one sentence."""


@dataclass(frozen=True, slots=True)
class ReturnFinding:
    """One finding in a return, with the cell it is about and, for the clerk, the record."""

    grade: Grade
    rule: str
    sheet: str
    cell: str
    value: str
    message: str
    uid: str = ""

    def to_json(self) -> dict[str, object]:
        """For the command line."""
        return {
            "grade": self.grade.value,
            "rule": self.rule,
            "sheet": self.sheet,
            "cell": self.cell,
            "value": self.value,
            "message": self.message,
        }


def of(workspace: Workspace, number: int, said: Reported | None = None) -> list[ReturnFinding]:
    """The findings of a return, against itself and against the unit's return of the period before."""
    one = receiving.find(workspace, number)
    what = said or receiving.opened(workspace, one)
    found = [*_manner(workspace, one), *_sums(workspace, what)]
    unknown = one.facts.get("unknown")
    if isinstance(unknown, list) and unknown:
        names = "、".join(str(slug) for slug in unknown)
        message = f"本级方案没有指标 {names}，这几列没有读入。请在方案里补上后重新接收。"
        found.append(ReturnFinding(Grade.QUERY, "return.unknown_indicator", "", "", names, message))
    before = _before(workspace, one)
    if before is not None:
        earlier = receiving.opened(workspace, before)
        for table in what.tables:
            last = next((other for other in earlier.tables if other.ledger == table.ledger), None)
            if last is not None:
                found.extend(_falls(workspace, table, last, one.period, before.period))
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


def _text(workspace: Workspace, slug: str, value: int | None) -> str:
    indicator = workspace.indicators[slug]
    if value is None:
        return "——"
    shown = indicator.text(Figure(amount.from_scaled(value, indicator.scale)))
    return shown if indicator.quantity is Quantity.PERCENT else f"{shown} {indicator.unit}"


def _sums(workspace: Workspace, said: Reported) -> Iterator[ReturnFinding]:
    """合计 against the sum of the rows it stands over; 其中 rows are not added."""
    for table in said.tables:
        top = {row.uid for row in table.rows if not row.parent}
        sums: dict[Column, int] = {}
        for figure in table.figures:
            if figure.uid in top and figure.value is not None:
                key = Column(figure.indicator, figure.period, figure.kind)
                sums[key] = sums.get(key, 0) + figure.value
        for column, (total, cell) in table.totals.items():
            if total != sums.get(column, 0):
                shown, summed = (_text(workspace, column.indicator, each) for each in (total, sums.get(column, 0)))
                message = (
                    f"“{table.sheet}”{cell} 合计是 {shown}，各行相加是 {summed}，两者不等。"
                    "请退回填报单位核对（报表若按位数舍入，请其改用舍位平衡）。"
                )
                yield ReturnFinding(Grade.ERROR, "return.total", table.sheet, cell, shown, message)


def _falls(
    workspace: Workspace, table: SaidTable, last: SaidTable, period: Period, before: Period
) -> Iterator[ReturnFinding]:
    """本年累计 that is lower than in the period before."""
    scheme = scheme_of(table.ledger) if period.is_month else Scheme.DISPATCH
    names = {row.uid: str(row.stored.get("name") or "") for row in table.rows}
    old = {(one.uid, one.indicator, one.kind): one.value for one in last.figures if one.period == before.code}
    for one in table.figures:
        value = old.get((one.uid, one.indicator, one.kind))
        cumulative = workspace.indicators[one.indicator].flow is Flow.CUMULATIVE and one.kind == Kind.ACTUAL
        if one.period == period.code and cumulative and None not in (one.value, value) and one.value < value:  # type: ignore[operator]
            shown, was = (_text(workspace, one.indicator, each) for each in (one.value, value))
            message = (
                f"“{table.sheet}”{one.cell} {names[one.uid]}：{workspace.indicators[one.indicator].label}"
                f"{period.label(scheme)}累计 {shown}，低于{before.label(scheme)}的 {was}。请核实是冲减还是填错。"
            )
            yield ReturnFinding(Grade.QUERY, "return.falls", table.sheet, one.cell, shown, message, one.uid)


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
