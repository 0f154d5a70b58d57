"""Filling blank cells with last period's 累计 (沿用上期累计): an act of the clerk, shown first, undone in one step.

It never runs by itself: a figure nobody reported must not look reported. The step's title in the history says what
was done, with how many cells and from which period.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.indicators import Flow, Indicator
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period, Scheme
from qbs_desktop.services.months import figures
from qbs_desktop.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Repeated:
    """One blank cell that would be filled, and with what."""

    record_id: int
    name: str
    indicator: Indicator
    figure: Figure


@dataclass(frozen=True, slots=True)
class RepeatPlan:
    """What `repeat` would do. `declared` says that the list's declaration would be withdrawn by it."""

    ledger: Ledger
    period: Period
    previous: Period
    scheme: Scheme
    cells: tuple[Repeated, ...]
    declared: bool

    def of(self, indicators: Collection[str], subjects: Collection[int] | None = None) -> tuple[Repeated, ...]:
        """The cells of some indicators and, if given, of some records only."""
        return tuple(
            one
            for one in self.cells
            if one.indicator.id in indicators and (subjects is None or one.record_id in subjects)
        )


def preview(workspace: Workspace, ledger_id: str, period: Period) -> RepeatPlan:
    """Every expected cell that is blank and whose last 累计 is known; nothing changes.

    Raises:
        Refusal: the period is locked, or the first of its year, or no month of the list.
    """
    table = figures.month_table(workspace, ledger_id, period)
    when = period.label(table.scheme)
    if table.locked:
        raise Refusal(f"{when}已经锁定，不能沿用上期累计。")
    if table.previous is None:
        raise Refusal(f"{when}是本年第一期，没有上期累计可以沿用。")
    cells = tuple(
        Repeated(row.record.id, row.record.name, one, before)
        for row in table.rows
        for one in table.indicators
        if one.flow is not Flow.RATE
        if (cell := row.cells[one.id]).expected and cell.total is None and (before := cell.before) is not None
    )
    return RepeatPlan(table.ledger, period, table.previous, table.scheme, cells, table.declaration is not None)


def repeat(workspace: Workspace, plan: RepeatPlan, cells: Collection[Repeated]) -> int:
    """Store the plan's chosen cells as one undoable operation; returns how many were filled.

    A cell that was filled since the preview is left alone.

    Raises:
        Refusal: nothing is left to fill, or the period was locked meanwhile.
    """
    still = set(preview(workspace, plan.ledger.id, plan.period).cells)
    wanted = [one for one in cells if one in still]
    if not wanted:
        raise Refusal("这些格都已经填了，没有可以沿用的空白格。")
    when, before = plan.period.label(plan.scheme), plan.previous.label(plan.scheme)
    title = f"沿用{before}累计填{when}空白格：{plan.ledger.label} {len(wanted)} 格"

    def action(edit: Edit) -> int:
        return edit.set_figures(
            [(_key(one, plan.period), Figure(one.figure.value, one.figure.na), None) for one in wanted]
        )

    return workspace.run(title, action)


def _key(one: Repeated, period: Period) -> FigureKey:
    return FigureKey(one.record_id, one.indicator.id, period, Kind.ACTUAL)
