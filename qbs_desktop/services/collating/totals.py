"""What the adopted returns add up to (汇总数): by list, indicator and unit; details always add up to their total.

A month's total is what the returns adopted for it said. A row taken off the list since stays in it, as it stays in the
county's own frozen return, and the total says how many such rows it holds: forms filled from today's list lack them.

A unit whose plan of the year is in the list while nothing of the month is (sent back before it was adopted, not come)
stands in the plan's total and not in the month's. Whoever divides one by the other is told so beside both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from qbs_desktop.db import collation
from qbs_desktop.db.collation import Received
from qbs_desktop.db.driver import Connection
from qbs_desktop.domain import amount
from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.indicators import Quantity
from qbs_desktop.domain.period import Period
from qbs_desktop.services.collating import board, reporters
from qbs_desktop.services.collating.board import Arrival
from qbs_desktop.services.workspace import Workspace

LEDGERS = ("industry", "enterprise", "project", "project_group")


@dataclass(frozen=True, slots=True)
class UnitShare:
    """What one unit adds: the sum of its top rows and how many have a value."""

    unit: str
    name: str
    value: Decimal
    count: int
    off_list: int = 0
    """How many of the rows were taken off the year's list since."""
    note: str = ""
    """``按第 1 版，已退回``: its return was sent back, and what it said stands until the correction is adopted."""


@dataclass(frozen=True, slots=True)
class Total:
    """One total over the units. `value` in 元 for amounts; 其中 rows and rows counted elsewhere are not in it."""

    ledger: str
    indicator: str
    period: Period
    kind: Kind
    value: Decimal
    count: int
    shares: tuple[UnitShare, ...]
    plan_only: tuple[UnitShare, ...] = ()
    """Whose plan is in the plan's total and of whom the month's total has nothing; `value` is the plan, `note` why."""

    @property
    def off_list(self) -> int:
        """How many of its rows were taken off the year's list since."""
        return sum(one.off_list for one in self.shares)

    @property
    def note(self) -> str:
        """Whose share is of a return that was sent back: ``荷塘区按第 1 版，已退回``."""
        return "；".join(f"{one.name}{one.note}" for one in self.shares if one.note)

    def to_json(self) -> dict[str, object]:
        """For the command line."""
        return {
            "indicator": self.indicator,
            "period": str(self.period),
            "kind": self.kind.name.lower(),
            "value": amount.plain(self.value),
            "count": self.count,
            "off_list": self.off_list,
            "units": [
                {
                    "unit": one.unit,
                    "name": one.name,
                    "value": amount.plain(one.value),
                    "count": one.count,
                    "off_list": one.off_list,
                    "note": one.note,
                }
                for one in self.shares
            ],
            "plan_only": [
                {"unit": one.unit, "name": one.name, "plan": amount.plain(one.value), "note": one.note}
                for one in self.plan_only
            ],
        }


def of(workspace: Workspace, period: Period) -> list[Total]:
    """Every total of a period: its own figures, those of a year before, and the year's targets."""
    periods = [period, period.a_year_before()] if not period.is_year else [period]
    wanted = [*periods, *([period.as_year()] if not period.is_year else [])]
    units = {one.name: one for one in reporters.expected(workspace)}
    order = {name: at for at, name in enumerate(units)}
    notes = _sent_back(workspace, period)
    made: list[Total] = []
    for ledger in LEDGERS:

        def ask(connection: Connection, ledger: str = ledger) -> dict[collation.SumKey, tuple[int, int, int]]:
            return collation.sums_by_unit(connection, ledger, wanted, period.year)

        grouped: dict[tuple[str, int, int], list[UnitShare]] = {}
        for (name, slug, code, kind), (total, many, off) in workspace.read(ask).items():
            indicator = workspace.indicators.get(slug)
            if indicator is None or indicator.quantity is Quantity.PERCENT:
                continue
            share = UnitShare(
                units[name].code if name in units else "",
                name,
                amount.from_scaled(total, indicator.scale),
                many,
                off,
                notes.get(name, ""),
            )
            grouped.setdefault((slug, code, kind), []).append(share)
        known = list(workspace.indicators)
        for slug, code, kind in sorted(grouped, key=lambda key: (known.index(key[0]), -key[1], key[2])):
            shares = sorted(grouped[slug, code, kind], key=lambda one: (order.get(one.name, len(order)), one.name))
            value = sum((one.value for one in shares), Decimal(0))
            count = sum(one.count for one in shares)
            made.append(Total(ledger, slug, Period(code), Kind(kind), value, count, tuple(shares)))
    return _one_sided(workspace, period, made)


def _one_sided(workspace: Workspace, period: Period, made: list[Total]) -> list[Total]:
    """The totals, told whose plan is in the one and who is not in the other (分母含、分子不含)."""
    sides = {(one.ledger, one.indicator, one.period, one.kind): one for one in made}
    lacking: dict[tuple[str, str], tuple[UnitShare, ...]] = {}
    for (ledger, slug, when, kind), done in sides.items():
        plan = sides.get((ledger, slug, period.as_year(), Kind.TARGET))
        if (when, kind) == (period, Kind.ACTUAL) and plan is not None:
            reported = {one.name for one in done.shares}
            lacking[ledger, slug] = tuple(one for one in plan.shares if one.name not in reported and one.value)
    if not any(lacking.values()):
        return made
    why = _why(workspace, period)
    told = {
        key: tuple(replace(one, note=why.get(one.name, "没有本期数")) for one in units)
        for key, units in lacking.items()
    }
    about = {(period, Kind.ACTUAL), (period.as_year(), Kind.TARGET)}
    return [
        replace(one, plan_only=told.get((one.ledger, one.indicator), ())) if (one.period, one.kind) in about else one
        for one in made
    ]


def _why(workspace: Workspace, period: Period) -> dict[str, str]:
    """Unit → how its return stands: 已退回, 未报 …; of one that was adopted, that it left the figure blank."""
    shown = board.of(workspace, [period])
    arrivals = {unit.name: shown.places[unit.code, period.code].arrival for unit in shown.units}
    return {name: _WHY.get(arrival, arrival.label) for name, arrival in arrivals.items()}


_WHY = {Arrival.ADOPTED: "本期空白"} | dict.fromkeys((Arrival.REPORTED, Arrival.LATE, Arrival.EMPTY), "待采用")


def _sent_back(workspace: Workspace, period: Period) -> dict[str, str]:
    """Unit → what its share is of, where that return was sent back after it was adopted.

    Its figures stay until the correction replaces them: a total without a county would be further from the truth than
    one with a doubtful figure, as long as it says so.
    """
    standing: dict[str, Received] = {}
    for one in workspace.read(collation.received):
        if "adopted" in one.facts and one.period.year == period.year and one.state != "replaced":
            best = standing.get(one.unit_name)
            if best is None or (one.period == period, one.period) > (best.period == period, best.period):
                standing[one.unit_name] = one
    return {name: f"按第 {one.revision} 版，已退回" for name, one in standing.items() if one.state == "returned"}


def to_json(totals: list[Total]) -> dict[str, list[dict[str, object]]]:
    """Ledger → totals, for the command line."""
    found: dict[str, list[dict[str, object]]] = {}
    for one in totals:
        found.setdefault(one.ledger, []).append(one.to_json())
    return found


def plan_only_words(totals: list[Total]) -> str:
    """``荷塘区（已退回）只有年度计划，没有本期数：…``, for all totals at once; "" where nobody is."""
    names = dict.fromkeys(f"{one.name}（{one.note}）" for total in totals for one in total.plan_only)
    return f"{'、'.join(names)}只有年度计划、没有本期数：算完成率时分母含、分子不含。" if names else ""


def text(workspace: Workspace, slug: str, value: Decimal) -> str:
    """A total with its unit, every digit kept."""
    indicator = workspace.indicators[slug]
    return f"{indicator.text(Figure(value))}{indicator.unit}"
