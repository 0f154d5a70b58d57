"""The ledgers, listed once.

To add one: write a module with `LEDGER`, add it here, add a migration; grid, forms, import, audit, data dictionary
and command line follow from it.
"""

from __future__ import annotations

from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.ledgers import action, enterprise, industry, project, project_group, target

LEDGERS: tuple[Ledger, ...] = (
    industry.LEDGER,
    enterprise.LEDGER,
    project.LEDGER,
    project_group.LEDGER,
    target.LEDGER,
    action.LEDGER,
)
BY_ID: dict[str, Ledger] = {ledger.id: ledger for ledger in LEDGERS}
