"""How a list is filled in each month (填报方式): 本年累计 or 本月, 亿元 or 万元, remembered in the file for each list.

The store keeps 累计 either way. The choice is how the office works, so it stands in the file and in its history; it is
no undo step, because Ctrl+Z after typing is meant for what was typed.
"""

from __future__ import annotations

from enum import StrEnum

from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.indicators import Flow, Indicator
from qbs_desktop.domain.period import Period, Scheme
from qbs_desktop.services.months.figures import Part
from qbs_desktop.services.workspace import Workspace

PREFIX = "entry/"
"""Keys of these facts: ``entry/enterprise``."""
UNIT_PREFIX = "entry-unit/"
"""Keys of the units of amounts: ``entry-unit/enterprise``."""
UNITS = ("亿元", "万元")
"""Units in which amounts are filled in; the first where nobody chose."""


class EntryMode(StrEnum):
    """Which of the two is typed. The value is the store's."""

    TOTAL = "total"
    MONTH = "month"

    @property
    def label(self) -> str:
        """Chinese name."""
        return {"total": "本年累计", "month": "本月"}[self.value]


def entry_mode(workspace: Workspace, ledger_id: str) -> EntryMode:
    """What is typed in a list; 本年累计 unless the office chose otherwise."""
    stored = workspace.fact(PREFIX + ledger_id)
    return EntryMode.MONTH if stored == EntryMode.MONTH.value else EntryMode.TOTAL


def set_entry_mode(workspace: Workspace, ledger_id: str, mode: EntryMode | str) -> None:
    """Choose what is typed in a list from now on; no figure changes.

    Raises:
        Refusal: the list has no monthly figures.
        ValueError: no such mode.
    """
    wanted, ledger = EntryMode(mode), workspace.ledgers[ledger_id]
    if not ledger.monthly:
        raise Refusal(f"{ledger.label}没有月度指标。")
    if wanted is not entry_mode(workspace, ledger_id):
        title = f"{ledger.label}改为填{wanted.label}"
        workspace.run(title, lambda edit: edit.set_meta(PREFIX + ledger_id, wanted.value), undoable=False)


def entry_unit(workspace: Workspace, ledger_id: str) -> str:
    """In which unit the amounts of a list are filled in: as the office chose, or as its own workbook had them."""
    stored = workspace.fact(UNIT_PREFIX + ledger_id)
    return stored if stored in UNITS else UNITS[0]


def set_entry_unit(workspace: Workspace, ledger_id: str, unit: str) -> None:
    """Choose the unit in which the amounts of a list are filled in from now on; no figure changes.

    Raises:
        ValueError: no such unit.
    """
    if unit not in UNITS:
        raise ValueError(unit)
    if unit != entry_unit(workspace, ledger_id):
        title = f"{workspace.ledgers[ledger_id].label}改为按{unit}填"
        workspace.run(title, lambda edit: edit.set_meta(UNIT_PREFIX + ledger_id, unit), undoable=False)


def learn_unit(workspace: Workspace, edit: Edit, ledger_id: str, unit: str | None) -> None:
    """Take over the unit of the own workbook where nobody chose one: 万元 typed as 亿元 is ten thousand times off."""
    if unit in UNITS[1:] and workspace.ledgers[ledger_id].monthly and not workspace.fact(UNIT_PREFIX + ledger_id):
        edit.set_meta(UNIT_PREFIX + ledger_id, unit)


def typed_part(mode: EntryMode, indicator: Indicator, period: Period, scheme: Scheme) -> Part:
    """Which column is filled in: 本年累计 wherever there is no 本月 (1—2月 in statistics, 时点 figures, rates)."""
    return Part.MONTH if mode is EntryMode.MONTH and has_month(indicator, period, scheme) else Part.TOTAL


def has_month(indicator: Indicator, period: Period, scheme: Scheme) -> bool:
    """Whether a month's own figure can be told from the 累计."""
    return indicator.flow is Flow.CUMULATIVE and not joined(period, scheme)


def joined(period: Period, scheme: Scheme) -> bool:
    """Whether the period is 1—2月 of the statistics, which is published as a 累计 only (国家统计局)."""
    return scheme is Scheme.STATISTICS and period.part == 2
