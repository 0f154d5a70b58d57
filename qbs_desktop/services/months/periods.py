"""Acts on a report period: declare a list 空表 or 无变动, lock the period, open it again with a reason (报告期).

Locks are off unless somebody sets one, and opening again is always possible: a lock that could not be opened would
only be gone round. Neither locking nor opening is an undo step, because undo asks for no reason.
"""

from __future__ import annotations

from qbs_desktop.db import queries
from qbs_desktop.db.driver import Connection
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.period import Period, months
from qbs_desktop.domain.period_state import Declaration, Declared, PeriodLock
from qbs_desktop.services.months.schemes import scheme_of
from qbs_desktop.services.workspace import Workspace

# --- declarations ------------------------------------------------------------------------------------------------


def declare(workspace: Workspace, ledger_id: str, period: Period, kind: Declared | str, note: str = "") -> None:
    """Declare that a list has nothing (空表) or nothing new (无变动) in a period; one undoable operation.

    Nothing is missing there from then on. No figure is written. A figure entered afterwards withdraws the declaration.

    Raises:
        Refusal: the list has no figures of this period to report, the period is locked, or 空表 is declared over
            figures that are there.
        ValueError: no such kind.
    """
    act = Declared(kind)
    ledger = workspace.ledgers[ledger_id]
    scheme = scheme_of(ledger_id)
    if not ledger.monthly or period not in months(period.year, scheme):
        raise Refusal(f"{ledger.label}没有{period.label(scheme)}的月度填报，不用申报。")
    if act is Declared.EMPTY:
        count = workspace.read(lambda connection: queries.figure_count(connection, ledger_id, period))
        if count:
            raise Refusal(f"{ledger.label}{period.label(scheme)}已有 {count} 个数据，不能申报空表。请先核对这些数据。")
    title = f"申报{act.label}：{ledger.label} {period.label(scheme)}"
    workspace.run(title, lambda edit: edit.set_declaration(ledger_id, period.code, act.value, note.strip()))


def withdraw(workspace: Workspace, ledger_id: str, period: Period) -> None:
    """Take a declaration back; one undoable operation."""
    ledger = workspace.ledgers[ledger_id]
    title = f"撤回申报：{ledger.label} {period.label(scheme_of(ledger_id))}"
    workspace.run(title, lambda edit: edit.set_declaration(ledger_id, period.code, None))


def declared(workspace: Workspace, period: Period) -> dict[str, Declaration]:
    """Ledger → what was declared for a period."""
    found = workspace.read(lambda connection: queries.declarations(connection, period))
    return {one.ledger: one for one in found}


# --- locks -------------------------------------------------------------------------------------------------------


def lock(workspace: Workspace, period: Period, note: str = "") -> None:
    """Lock a period: its figures and declarations cannot change by any way until it is opened again.

    Raises:
        Refusal: it is locked already.
    """
    if state(workspace, period).locked:
        raise Refusal(f"{period.label()}已经锁定。")
    workspace.run(
        f"锁定{period.label()}", lambda edit: edit.set_lock(period.code, "locked", note.strip()), undoable=False
    )


def reopen(workspace: Workspace, period: Period, reason: str) -> None:
    """Open a locked period again; the reason stands in the history.

    Raises:
        Refusal: it is not locked, or no reason is given.
    """
    why = reason.strip()
    if not state(workspace, period).locked:
        raise Refusal(f"{period.label()}没有锁定，不用重新开放。")
    if not why:
        raise Refusal(f"重新开放{period.label()}要写明原因，原因会记入历史。")
    workspace.run(
        f"重新开放{period.label()}：{why}", lambda edit: edit.set_lock(period.code, "open", why), undoable=False
    )


def state(workspace: Workspace, period: Period) -> PeriodLock:
    """The lock of a period; one that was never locked is open without a reason."""

    def ask(connection: Connection) -> PeriodLock:
        return queries.period_locks(connection).get(period) or PeriodLock(period, locked=False)

    return workspace.read(ask)


def locked(workspace: Workspace) -> tuple[Period, ...]:
    """The periods that are locked now, oldest first."""
    return tuple(one.period for one in workspace.read(queries.period_locks).values() if one.locked)
