"""The file as it was on a day (截至某日) or after an operation (某一步之后), rebuilt from the audit trail."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from qbs_desktop.db import history, past, queries
from qbs_desktop.db.driver import Connection
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.services.workspace import Workspace


def dataset_at(workspace: Workspace, day: date) -> Dataset:
    """Records and figures of the year's lists as they stood at the end of a day (local time).

    That is after the last operation of the trail which was not later than the day: the trail's order decides, also
    where the clock of the machine was set back in between.
    """
    moment = datetime.combine(day + timedelta(days=1), time()).astimezone().astimezone(UTC)
    text = moment.isoformat(timespec="seconds")
    last = next((one.id for one in workspace.read(history.operations) if one.at < text), 0)
    return _after(workspace, last)


def dataset_after(workspace: Workspace, number: int) -> Dataset:
    """Records and figures of the year's lists as they stood when an operation was done, by its number in the history.

    Raises:
        Refusal: there is no such operation.
    """
    if all(one.id != number for one in workspace.read(history.operations)):
        raise Refusal(f"历史里没有第 {number} 步，编号见 qbs history。")
    return _after(workspace, number)


def _after(workspace: Workspace, number: int) -> Dataset:
    def ask(connection: Connection) -> Dataset:
        before = past.Past(connection, number)
        keys = queries.indicator_keys(connection)
        year = before.year() or workspace.year
        records = {ledger.id: before.records(ledger, year) for ledger in workspace.ledgers.values()}
        return Dataset(workspace.profile, records, before.figures(keys))

    return workspace.read(ask)
