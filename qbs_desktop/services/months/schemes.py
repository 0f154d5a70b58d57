"""Which lists have months, and with which month they begin (统计口径 1—2月, 调度口径 1月)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qbs_desktop.domain.period import Scheme

if TYPE_CHECKING:
    from qbs_desktop.domain.ledger import Ledger
    from qbs_desktop.services.workspace import Workspace


def scheme_of(ledger_id: str) -> Scheme:
    """Industry and enterprise figures follow the statistics (1—2月 first); projects are dispatched from January."""
    return Scheme.DISPATCH if ledger_id == "project" else Scheme.STATISTICS


def monthly_ledgers(workspace: Workspace) -> tuple[Ledger, ...]:
    """The ledgers that have monthly figures."""
    return tuple(ledger for ledger in workspace.ledgers.values() if ledger.monthly)
