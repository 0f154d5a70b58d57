"""What the start of the day needs to know (工作台): what is due, missing, behind, handed in; nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from qbs_desktop.db import queries, submissions
from qbs_desktop.db.driver import Connection
from qbs_desktop.db.history import Operation, operations
from qbs_desktop.db.submissions import Submission
from qbs_desktop.domain import progress as progress_of
from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.finding import Grade, Place
from qbs_desktop.domain.indicators import Indicator
from qbs_desktop.domain.long_work import Progress, StopAsked
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.progress import Light, Rate
from qbs_desktop.services import measures
from qbs_desktop.services.collating import board
from qbs_desktop.services.collating.board import Board
from qbs_desktop.services.lists.listing import unit_of
from qbs_desktop.services.months import calendar, figures, worklist
from qbs_desktop.services.months.calendar import Coming
from qbs_desktop.services.months.figures import MonthTable
from qbs_desktop.services.months.worklist import LedgerCount, What
from qbs_desktop.services.workspace import Workspace

if TYPE_CHECKING:  # the rules and what fills returns load with the first look, behind the first page
    from qbs_desktop.services.checks import checking
    from qbs_desktop.services.reporting.return_states import PeriodReturn

# --- the overview ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ListSize:
    """How long a list is; 其中 rows are counted apart."""

    ledger: str
    label: str
    counter: str
    rows: int
    children: int


@dataclass(frozen=True, slots=True)
class Missing:
    """Month figures of a ledger: how many are expected, how many are still blank, and where the first one is."""

    ledger: str
    label: str
    expected: int
    missing: int
    first: Place | None


@dataclass(frozen=True, slots=True)
class Pace:
    """A ledger's total to date against its yearly plan. Amounts in the indicator's unit of store (元).

    Only rows with both a plan and a reported figure count, so that the two sums are about the same rows.
    """

    ledger: str
    label: str
    indicator: Indicator
    total: Decimal
    plan: Decimal
    rows: int
    month: int

    @property
    def done(self) -> Rate:
        """Completion of the yearly plan."""
        return progress_of.completion(self.total, self.plan)

    @property
    def lead(self) -> Rate:
        """Percentage points ahead of or behind 序时进度."""
        return progress_of.lead(self.done, self.month)


@dataclass(frozen=True, slots=True)
class Behind:
    """How many figures of a ledger are behind 序时进度 by the profile's yellow and red thresholds."""

    ledger: str
    label: str
    yellow: int
    red: int
    first: Place


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the home page; `counts` and `rejected` are the month's work list in numbers (月度工作清单).

    `locked`: nothing can be filled in, whatever is blank.
    `given_back` are the periods whose newest return was rejected and is not handed in again (退回待答复); `below` is
    who of the units below has reported, None in the file of an office that takes in no returns.
    """

    period: Period
    sizes: tuple[ListSize, ...]
    missing: tuple[Missing, ...]
    paces: tuple[Pace, ...]
    behind: tuple[Behind, ...]
    findings: dict[Grade, int]
    found: tuple[checking.CheckedFinding, ...]
    submission: Submission | None
    last: Operation | None
    counts: tuple[LedgerCount, ...] = ()
    rejected: int = 0
    unstated: tuple[measures.Question, ...] = ()
    coming: tuple[Coming, ...] = ()
    given_back: tuple[PeriodReturn, ...] = ()
    locked: bool = False
    below: Board | None = None

    @property
    def empty(self) -> bool:
        """Whether the file has no records yet."""
        return not any(one.rows for one in self.sizes)


def look(
    workspace: Workspace,
    period: Period,
    *,
    progress: Progress | None = None,
    cancelled: StopAsked | None = None,
) -> Overview:
    """Read the overview of a period; what is due depends on today's date."""
    from qbs_desktop.services.checks import checking
    from qbs_desktop.services.reporting import return_states

    tables = figures.due_tables(workspace, period)
    found = checking.check(workspace, period, progress=progress, cancelled=cancelled)
    made = [one for one in workspace.read(submissions.revisions) if one.period == period]
    last = workspace.read(lambda connection: operations(connection, newest=1))
    work = worklist.look(workspace, period, found, tables)
    return Overview(
        period=period,
        sizes=sizes(workspace),
        missing=tuple(one for table in tables if (one := _missing(table)).expected),
        paces=tuple(pace for table in tables for pace in _paces(table)),
        behind=tuple(late for table in tables if (late := _behind(table)) is not None),
        findings=checking.counts(found),
        found=tuple(found),
        submission=made[-1] if made else None,
        last=last[0] if last else None,
        counts=work.counts,
        rejected=sum(one.what is What.REJECTED for one in work.items),
        unstated=tuple(measures.questions(workspace)),
        coming=calendar.coming(workspace, date.today()),
        given_back=return_states.rejections(workspace),
        locked=work.locked,
        below=board.of(workspace, [period]) if workspace.profile.collates else None,
    )


def sizes(workspace: Workspace) -> tuple[ListSize, ...]:
    """The length of every list."""
    dataset = workspace.dataset(periods=[])
    answer = []
    for ledger in workspace.ledgers.values():
        rows = dataset.rows(ledger.id)
        children = sum(row.parent_id is not None for row in rows)
        answer.append(ListSize(ledger.id, ledger.label, ledger.counter, len(rows) - children, children))
    return tuple(answer)


def _missing(table: MonthTable) -> Missing:
    blanks = table.missing()
    expected = sum(cell.expected for row in table.rows for cell in row.cells.values())
    first = Place(table.ledger.id, blanks[0][0], None, blanks[0][1], table.period) if blanks else None
    return Missing(table.ledger.id, table.ledger.label, expected, len(blanks), first)


def _paces(table: MonthTable) -> list[Pace]:
    answer = []
    for indicator in table.indicators:
        pairs = [
            (cell.total.value, cell.plan.value)
            for row in table.rows
            if row.depth == 0
            for cell in [row.cells[indicator.id]]
            if cell.total is not None and cell.plan is not None
            if cell.total.value is not None and cell.plan.value
        ]
        plan = sum((plan for _total, plan in pairs), Decimal(0))
        if plan > 0:
            total = sum((total for total, _plan in pairs), Decimal(0))
            month = table.period.last_month
            answer.append(Pace(table.ledger.id, table.ledger.label, indicator, total, plan, len(pairs), month))
    return answer


def _behind(table: MonthTable) -> Behind | None:
    late = [
        (row.record.id, slug, cell.light)
        for row in table.rows
        for slug, cell in row.cells.items()
        if cell.light in (Light.YELLOW, Light.RED)
    ]
    if not late:
        return None
    worst = next((one for one in late if one[2] is Light.RED), late[0])
    red = sum(light is Light.RED for _record, _slug, light in late)
    place = Place(table.ledger.id, worst[0], None, worst[1], table.period)
    return Behind(table.ledger.id, table.ledger.label, len(late) - red, red, place)


# --- behind a finding ------------------------------------------------------------------------------------------


def recent(workspace: Workspace, place: Place, count: int = 3) -> list[tuple[str, str]]:
    """The last reported figures of a place up to its period, newest first: period and value with its unit."""
    if place.record_id is None or place.indicator is None or place.period is None:
        return []
    indicator, record = workspace.indicators[place.indicator], place.record_id
    yearly = place.period.is_year
    wanted = [
        one
        for one in workspace.filled_periods()
        if one.is_year == yearly and one.is_month != yearly and one <= place.period
    ][-2 * count :]

    def ask(connection: Connection) -> dict[Period, Figure]:
        own = queries.figures(connection, queries.indicator_keys(connection), periods=wanted).get(record, {})
        return {when: one for (slug, when, kind), one in own.items() if slug == indicator.id and kind is Kind.ACTUAL}

    found = workspace.read(ask)
    unit = unit_of(indicator)
    newest = sorted(found, reverse=True)[:count]
    return [
        (one.label() if yearly else one.span_label(), f"{indicator.text(found[one], unit or None)} {unit}".strip())
        for one in newest
    ]


# --- words -------------------------------------------------------------------------------------------------------


def local(at: str) -> str:
    """A stored moment as the clock on the wall shows it."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
