"""The file as it was on a day (截至某日), rebuilt from the audit trail."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from qbs_desktop.db import past, queries
from qbs_desktop.db.driver import Connection
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.services.workspace import Workspace


def dataset_at(workspace: Workspace, day: date) -> Dataset:
    """Records and figures as they stood at the end of a day (local time)."""
    moment = datetime.combine(day + timedelta(days=1), time()).astimezone().astimezone(UTC)

    def ask(connection: Connection) -> Dataset:
        before = past.Past(connection, moment.isoformat(timespec="seconds"))
        keys = queries.indicator_keys(connection)
        records = {ledger.id: before.records(ledger) for ledger in workspace.ledgers.values()}
        return Dataset(workspace.profile, records, before.figures(keys))

    return workspace.read(ask)
