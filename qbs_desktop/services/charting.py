"""Charts of an open file (图表): what can be drawn, from which lists, and the drawing itself as exact data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypedDict, Unpack

from qbs_desktop.db import history, queries
from qbs_desktop.db.driver import Connection
from qbs_desktop.domain.charts import BY_ID, KINDS
from qbs_desktop.domain.charts.chart import Ask, ChartData, ChartKind, State
from qbs_desktop.domain.dataset import LINES
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.return_state import Stage
from qbs_desktop.services.collating import reporters
from qbs_desktop.services.lists.listing import in_tree_order
from qbs_desktop.services.reporting import return_states
from qbs_desktop.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a picker: the value to ask for and what it is called; `depth` indents 其中 rows."""

    value: str | int | None
    label: str
    depth: int = 0


def kinds(workspace: Workspace | None = None) -> tuple[ChartKind, ...]:
    """Every kind of chart; with a workspace, those that its file can have."""
    collates = workspace is None or workspace.profile.collates
    return KINDS if collates else tuple(kind for kind in KINDS if not kind.collates)


def kind(kind_id: str) -> ChartKind:
    """The kind with this id.

    Raises:
        Refusal: no such kind; the sentence lists them.
    """
    if kind_id not in BY_ID:
        known = "、".join(f"{one.id}（{one.label}）" for one in KINDS)
        raise Refusal(f"没有名为“{kind_id}”的图表，可选：{known}。")
    return BY_ID[kind_id]


class Options(TypedDict, total=False):
    """What may be asked of a chart; what is left out, the chart chooses. `kind` is plan or actual."""

    ledger: str | None
    record_id: int | None
    indicator: str | None
    period: Period | None
    kind: Kind | None
    unit: str | None
    state: State


def chart(workspace: Workspace, kind_id: str, **options: Unpack[Options]) -> ChartData:
    """Draw one chart as data.

    Raises:
        Refusal: an unknown kind, list, record or indicator, or a list this kind cannot draw.
    """
    wanted = kind(kind_id)
    period = options.get("period")
    dataset = workspace.dataset(period, periods=_periods(workspace, period))
    units = tuple(one.name for one in reporters.expected(workspace)) if wanted.collates else ()
    ask = Ask(**options, unit_name=workspace.unit.name, sources=_sources(workspace), units=units)
    if ask.record_id is not None:
        record = dataset.record(ask.record_id)
        if record is None:
            raise Refusal("要画图的这一行已经不在名单里，请刷新后再选。")
        ask = replace(ask, ledger=ask.ledger or record.ledger)
    _refuse_unknown(workspace, wanted, ask)
    if "state" not in options:
        ask = replace(ask, state=state_of(workspace, period))
    return wanted.draw(dataset, ask)


def _refuse_unknown(workspace: Workspace, wanted: ChartKind, ask: Ask) -> None:
    if ask.ledger is not None and ask.ledger not in wanted.ledgers:
        can = "、".join(f"{slug}（{workspace.ledgers[slug].label}）" for slug in wanted.ledgers)
        raise Refusal(f"“{wanted.label}”不能用名单“{ask.ledger}”来画，可选：{can}。")
    if ask.indicator is not None and ask.indicator not in workspace.indicators:
        raise Refusal(f"没有名为“{ask.indicator}”的指标。")


def _sources(workspace: Workspace) -> dict[int, str]:
    """Source id → document and table, as a chart prints it."""
    found = workspace.read(queries.sources)
    return {number: f"{document} {place}".strip() for number, (document, place, _sentence) in found.items()}


def _periods(workspace: Workspace, period: Period | None) -> list[Period]:
    """The periods a chart may need: every year, and the months of the looked-at years."""
    horizon = workspace.profile.horizon
    filled = workspace.filled_periods()
    first = min([workspace.profile.base_year, *(one.year for one in filled)])
    last = max([horizon, workspace.year, *(one.year for one in filled)])
    years = range(first, last + 11)
    asked = {period.year} if period is not None else set()
    running = asked | {one.year for one in filled if not one.is_year}
    parts = (*range(1, 13), 21, 22, *range(31, 35))
    return [*(Period.of_year(year) for year in years), *(Period(y * 100 + p) for y in sorted(running) for p in parts)]


def state_of(workspace: Workspace, period: Period | None) -> State:
    """The state of the data of a period, or of the newest filled one: 未审, 已审, 已上报, or changed since."""
    filled = workspace.filled_periods()
    months = [one for one in filled if one.is_month]
    wanted = period or max(months or filled, default=Period.of_year(workspace.year))
    now = return_states.look(workspace, wanted)
    if now.frozen is None:
        return State.CHECKED if now.stage is Stage.REVIEWED else State.UNCHECKED
    number = now.frozen.id

    def changed(connection: Connection) -> bool:
        handed_in = history.last_writing(connection, "submission", number, "digest") or 0
        return wanted.code in history.figure_periods_since(connection, handed_in)

    return State.CHANGED if workspace.read(changed) else State.SUBMITTED


# --- pickers ---------------------------------------------------------------------------------------------------


def ledgers(workspace: Workspace, kind_id: str) -> list[Choice]:
    """The lists a kind can draw."""
    return [Choice(slug, workspace.ledgers[slug].label) for slug in kind(kind_id).ledgers]


def records(workspace: Workspace, ledger_id: str) -> list[Choice]:
    """The whole list, then its rows with their 其中 rows."""
    ledger = workspace.ledgers[ledger_id]
    found = workspace.read(lambda connection: queries.records(connection, ledger))
    rows = [Choice(record.id, record.name or "（未命名）", depth) for record, depth in in_tree_order(found)]
    return [Choice(None, f"全部{ledger.noun}合计"), *rows]


def indicators(workspace: Workspace, ledger_id: str) -> list[Choice]:
    """The indicators a list's charts can show: those of the list that carry yearly lines or occur in it."""
    used = workspace.read(lambda connection: queries.used_figures(connection, ledger_id))
    slugs = dict.fromkeys(slug for slug, _period, _kind in used if slug in LINES)
    return [Choice(None, "自动"), *(Choice(slug, workspace.indicators[slug].label) for slug in slugs)]


def periods(workspace: Workspace) -> list[Choice]:
    """The periods with actual figures, newest first, behind 最近一期."""
    found: Sequence[Period] = sorted(workspace.filled_periods(), reverse=True)
    return [Choice(None, "最近一期"), *(Choice(str(one), one.label()) for one in found)]
