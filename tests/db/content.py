"""The whole content of a file as one digest, and its rebuilding from the audit trail alone."""

from __future__ import annotations

from pathlib import Path

from qbs_desktop.db import driver, history
from qbs_desktop.db.store import Store
from qbs_desktop.db.tables import AUDITED
from qbs_desktop.db.transaction import key_columns
from qbs_desktop.services.workspace import Workspace

Tables = dict[str, tuple[tuple[str, ...], tuple[str, ...]]]


def described() -> Tables:
    """Table → key columns, other columns, for everything that is audited."""
    return {
        table.name: (
            key_columns(table),
            tuple(column.name for column in table.columns if column.name not in key_columns(table)),
        )
        for table in AUDITED
    }


TABLES = described()


def digest(connection: driver.Connection) -> str:
    return history.content_digest(connection, TABLES)


def digest_of(workspace: Workspace) -> str:
    return workspace.read(digest)


def digest_of_figures(connection: driver.Connection) -> str:
    columns = ("value", "na", "op", "source_id")
    return history.content_digest(connection, {"figure": (TABLES["figure"][0], columns)})


def rebuilt(connection: driver.Connection, target: Path) -> str:
    """Replay every operation of the trail into an empty file and digest what comes out."""
    store = Store.create(target)
    try:
        for operation in reversed(history.operations(connection)):
            changes = list(history.changes(connection, operation.id))
            with store.transaction(operation.title) as transaction:
                transaction.apply_all(changes)
        return store.read(digest)
    finally:
        store.close()
