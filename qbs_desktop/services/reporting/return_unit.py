"""In which unit a file's returns print amounts (报表的金额单位): as the office chose, as printed last, as filled in.

Months and years apart: a county that fills in 万元 every month still prints the yearly plans in 亿元, as the texts do.
The choice stands in the file, because it is the office's and not the computer's; it is no undo step, for Ctrl+Z after
looking at a form is not meant for it. A form may have a unit of its own (表式).
"""

from __future__ import annotations

from qbs_desktop.db import submissions
from qbs_desktop.domain.amount import AMOUNT_UNITS
from qbs_desktop.domain.period import Period
from qbs_desktop.services.months import entry_mode
from qbs_desktop.services.months.next_list import has_rows
from qbs_desktop.services.months.schemes import monthly_ledgers
from qbs_desktop.services.workspace import Workspace

PREFIX = "return-unit/"
"""Keys of these facts: ``return-unit/month``, ``return-unit/year``."""
USUAL = "亿元"


def usual(workspace: Workspace, period: Period) -> str:
    """The unit that a period's return has unless another is asked for."""
    chosen = workspace.fact(_key(period))
    if chosen in AMOUNT_UNITS:
        return chosen
    printed = [one for one in workspace.read(submissions.revisions) if one.period.is_month == period.is_month]
    if printed:
        return printed[-1].amount_unit
    return _filled_in(workspace) if period.is_month else USUAL


def choose(workspace: Workspace, period: Period, unit: str) -> None:
    """Print the returns of such periods in another unit from now on; no figure changes.

    Raises:
        ValueError: no such unit.
    """
    if unit not in AMOUNT_UNITS:
        raise ValueError(unit)
    if unit != usual(workspace, period):
        title = f"{'月' if period.is_month else '年'}报表的金额改为{unit}"
        workspace.run(title, lambda edit: edit.set_meta(_key(period), unit), undoable=False)


def fact_words(key: str, text: str) -> tuple[str, str]:
    """What history says of the choice."""
    return f"{'月' if key.endswith('month') else '年'}报表的金额单位", text


def _key(period: Period) -> str:
    return PREFIX + ("month" if period.is_month else "year")


def _filled_in(workspace: Workspace) -> str:
    """The one unit in which every list with rows is filled in; 亿元 where they differ."""
    filled_in = [one.id for one in monthly_ledgers(workspace) if has_rows(workspace, one.id)]
    units = {entry_mode.entry_unit(workspace, ledger_id) for ledger_id in filled_in}
    return units.pop() if len(units) == 1 else USUAL
