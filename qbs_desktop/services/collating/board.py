"""Who has reported (报送情况): units by periods, on-time rate, and why returns were sent back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from qbs_desktop.db import collation
from qbs_desktop.db.collation import Received, Reporter, ReturnedItem
from qbs_desktop.domain import amount, rejection
from qbs_desktop.domain.period import Period
from qbs_desktop.services.collating import on_behalf, reporters
from qbs_desktop.services.months import calendar
from qbs_desktop.services.workspace import Workspace


class Arrival(StrEnum):
    """How a unit stands in a period. The value is what the command line says."""

    MISSING = "missing"
    OVERDUE = "overdue"
    DRAFT = "draft"
    REPORTED = "reported"
    LATE = "late"
    EMPTY = "empty"
    RETURNED = "returned"
    ALTERED = "altered"
    ADOPTED = "adopted"
    ENTERED = "entered"

    @property
    def label(self) -> str:
        """Chinese word."""
        return {
            "missing": "未报",
            "overdue": "逾期未报",
            "draft": "草稿，未上报",
            "reported": "已报",
            "late": "迟报",
            "empty": "空表",
            "returned": "已退回",
            "altered": "被改动",
            "adopted": "已采用",
            "entered": "代录",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Place:
    """One cell of the board: the newest return of a unit and period, and how many revisions came.

    `entered` are the workbooks entered for the unit (代录): they make no return, and are told while there is none.
    """

    unit: Reporter
    period: Period
    arrival: Arrival
    newest: Received | None = None
    revisions: int = 0
    entered: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """已采用（空表）· 第 2 版 · 迟报."""
        if self.newest is None:
            return self.arrival.label
        parts = [self.arrival.label]
        if self.newest.empty and self.arrival is not Arrival.EMPTY:
            parts.append("空表")
        if self.newest.late and self.arrival is not Arrival.LATE:
            parts.append("迟报")
        if self.newest.revision > 1:
            parts.append(f"第 {self.newest.revision} 版")
        return " · ".join(parts)


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How many of the expected units reported a period, and how many of them in time.

    First revisions count; a draft is none until the city adopts it.
    """

    period: Period
    expected: int
    reported: int
    in_time: int
    due: date | None
    entered: int = 0
    """Of how many units there is no return, and their figures were entered for them (代录)."""

    @property
    def words(self) -> str:
        """已报 8/9，按时 7（77.8%）；报送日 11月5日. Without a due date nothing is in time or late."""
        reported = f"已报 {self.reported}/{self.expected}" + (f"，另代录 {self.entered}" if self.entered else "")
        if self.due is None:
            return f"{reported}；没有设定报送日，不算按时率"
        share = Decimal(100 * self.in_time) / self.expected if self.expected else None
        rate = f"{amount.rounded(share, 1)}%" if share is not None else "——"
        return f"{reported}，按时 {self.in_time}（{rate}）；报送日 {self.due.month}月{self.due.day}日"


@dataclass(frozen=True, slots=True)
class Board:
    """Units by periods, with who sent returns of no expected unit left out."""

    units: tuple[Reporter, ...]
    periods: tuple[Period, ...]
    places: Mapping[tuple[str, int], Place]
    punctuality: Mapping[int, Punctuality]
    reasons: tuple[tuple[str, str, int], ...]

    def missing(self, period: Period) -> tuple[Reporter, ...]:
        """The units of which nothing is here for a period: no return, and nothing entered for them."""
        places = ((unit, self.places[unit.code, period.code]) for unit in self.units)
        return tuple(unit for unit, place in places if not place.revisions and place.arrival is not Arrival.ENTERED)


def of(workspace: Workspace, periods: Iterable[Period] | None = None, *, today: date | None = None) -> Board:
    """The board of these periods, or of all that returns have come for, newest first."""
    received, altered = workspace.read(collation.received), workspace.read(collation.altered)
    units = reporters.expected(workspace)
    wanted = tuple(periods) if periods is not None else tuple(sorted({one.period for one in received}, reverse=True))
    day = today or date.today()
    by_hand = on_behalf.entered(workspace, wanted)
    places: dict[tuple[str, int], Place] = {}
    punctuality: dict[int, Punctuality] = {}
    for period in wanted:
        due = calendar.due(workspace, period)
        firsts: list[Received] = []
        for unit in units:
            own = sorted(
                (one for one in received if (one.unit, one.period) == (unit.code, period)), key=lambda one: one.revision
            )
            changed = [one for one in altered if (one.unit, one.period) == (unit.code, period)]
            place = _place(unit, period, own, changed, overdue=due.late(day))
            books = by_hand.get((unit.name, period.code), ())
            if books and place.newest is None:
                place = Place(unit, period, Arrival.ENTERED, entered=books)
            places[unit.code, period.code] = place
            firsts.extend([one for one in own if not _only_draft(one)][:1])
        in_time = sum(not one.late for one in firsts)
        many = sum(places[unit.code, period.code].arrival is Arrival.ENTERED for unit in units)
        punctuality[period.code] = Punctuality(period, len(units), len(firsts), in_time, due.date, many)
    return Board(
        units, wanted, places, punctuality, _reasons(received, workspace.read(collation.returned_items), wanted)
    )


def _place(unit: Reporter, period: Period, own: list[Received], altered: list[Received], *, overdue: bool) -> Place:
    """The newest return; one that was altered only where no whole one of its revision or a newer one is here."""
    newest_of = max((one.revision for one in own), default=0)
    changed = [one for one in altered if one.revision > newest_of]
    if changed:
        arrival = Arrival.RETURNED if changed[-1].sent_back else Arrival.ALTERED
        return Place(unit, period, arrival, changed[-1], len(own))
    if not own:
        return Place(unit, period, Arrival.OVERDUE if overdue else Arrival.MISSING)
    newest = own[-1]
    match newest.state:
        case "adopted":
            arrival = Arrival.ADOPTED
        case "returned":
            arrival = Arrival.RETURNED
        case _ if _only_draft(newest):
            arrival = Arrival.DRAFT
        case _:
            arrival = Arrival.EMPTY if newest.empty else Arrival.LATE if newest.late else Arrival.REPORTED
    return Place(unit, period, arrival, newest, len(own))


def _only_draft(one: Received) -> bool:
    """A draft that nobody decided on: its unit has not handed it in."""
    return one.state == "pending" and bool(one.facts.get("draft"))


def _reasons(
    received: Iterable[Received], items: Mapping[int, list[ReturnedItem]], periods: Iterable[Period]
) -> tuple[tuple[str, str, int], ...]:
    """Unit, reason and how often, the most frequent first."""
    wanted = set(periods)
    counts = Counter(
        (one.unit_name, rejection.label(item.code))
        for one in received
        if one.period in wanted
        for item in items.get(one.id, ())
        if item.act == "reject"
    )
    return tuple((unit, reason, many) for (unit, reason), many in counts.most_common())
