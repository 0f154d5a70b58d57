"""Where a text waits (没有保存的内容), in words, and which of them concern a return."""

from __future__ import annotations

from collections.abc import Sequence

from qbs_desktop.domain.period import Period
from qbs_desktop.services.lists import listing
from qbs_desktop.services.lists.waiting import NEW_ROW, Spot, WaitingText
from qbs_desktop.services.workspace import Workspace

_PARTS = {"total": "本年累计", "month": "本月", "base": "累计", "plan": "年度计划"}
"""Columns of the month page; 累计 of the year before is named by its period."""
_SHOWN = 12
"""Characters of a text that are quoted."""


def room(workspace: Workspace, spot: Spot) -> str:
    """The list, or the month of the month page: ``企业``, ``2026年9月``."""
    return workspace.ledgers[spot.ledger].label if spot.period is None else spot.period.label()


def column_label(workspace: Workspace, spot: Spot) -> str:
    """The column as its head says it."""
    if spot.period is not None:
        slug, _, part = spot.column.partition("/")
        return f"{spot.period.label()}{workspace.indicators[slug].label}{_PARTS.get(part, '')}"
    if (column := listing.figure_column(workspace, spot.column)) is not None:
        return " ".join(column.heads)
    field = next((one for one in workspace.ledgers[spot.ledger].fields if one.id == spot.column), None)
    return field.label if field is not None else spot.column


def told(workspace: Workspace, text: WaitingText) -> str:
    """One text with its place: ``甲公司的2026年10月产值本年累计“12x”``."""
    spot = text.spot
    ledger = workspace.ledgers[spot.ledger]
    if spot.record_id == NEW_ROW:
        name = f"{ledger.label}新行"
    else:
        name = listing.record_of(workspace, spot.record_id).name or f"未命名的{ledger.noun}"
    quoted = text.text if len(text.text) <= _SHOWN else f"{text.text[:_SHOWN]}…"
    return f"{name}的{column_label(workspace, spot)}“{quoted}”"


def told_all(workspace: Workspace, texts: Sequence[WaitingText], *, most: int = 3) -> str:
    """Several of them in one sentence, the newest first."""
    words = "、".join(told(workspace, one) for one in list(reversed(texts))[:most])
    return words + (f"等 {len(texts)} 处" if len(texts) > most else "")


def concerning(texts: Sequence[WaitingText], period: Period) -> list[WaitingText]:
    """Texts whose figure a return of the period would show: of the period, its year, the year before, and all lists."""
    wanted = {None, period, period.as_year(), period.a_year_before()}
    return [one for one in texts if one.spot.period in wanted]
