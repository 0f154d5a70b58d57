"""Schema versions: how a new file is built and how an older one is brought up, each in one transaction.

Adding a schema: raise `store.SCHEMA_VERSION`, write `to_<n>.py` with `run(connection)`, list it in `STEPS`, add the
old version's file to `tests/fixtures/schemas/`. See docs/adr/0004 for why this is not Alembic.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import sqlcipher3.dbapi2 as driver_api

from qbs_desktop.db import backup, driver
from qbs_desktop.db.migrations import to_2, to_3, to_4, to_5
from qbs_desktop.domain.errors import DamagedFile

STEPS: dict[int, Callable[[driver.Connection], None]] = {2: to_2.run, 3: to_3.run, 4: to_4.run, 5: to_5.run}
"""Target version → the step that reaches it from the version before."""


def build(connection: driver.Connection, version: int) -> None:
    """Create all tables and triggers in an empty file, in one transaction."""
    from sqlalchemy.dialects import sqlite
    from sqlalchemy.schema import CreateIndex, CreateTable

    from qbs_desktop.db import tables

    dialect = sqlite.dialect()
    connection.execute("BEGIN IMMEDIATE")
    try:
        for table in tables.METADATA.sorted_tables:
            connection.execute(str(CreateTable(table).compile(dialect=dialect)))
            for index in table.indexes:
                connection.execute(str(CreateIndex(index).compile(dialect=dialect)))
        for sql in tables.triggers():
            connection.execute(sql)
        connection.execute(f"PRAGMA application_id = {driver.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def upgrade(connection: driver.Connection, path: Path, version: int, target: int) -> Path:
    """Bring an older file up: verified backup first, then all steps in one transaction; returns the backup.

    Raises:
        DamagedFile: the file does not verify, so it is not touched.
        EnvironmentFault: no verified backup could be made, or the upgrade could not be written; nothing was changed.
    """
    if connection.execute("PRAGMA cipher_integrity_check").fetchall():
        raise DamagedFile(f"“{path.name}”有损坏的页，没有升级。请从备份恢复后再打开。")
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    kept = path.with_name(f"{path.stem}.升级前-v{version}-{stamp}{path.suffix}")
    backup.copy_verified(connection, path, kept)
    try:
        connection.execute("BEGIN IMMEDIATE")
        for step in range(version + 1, target + 1):
            STEPS[step](connection)
        if connection.execute("PRAGMA foreign_key_check").fetchall():
            raise DamagedFile(f"“{path.name}”升级后的外键检查没有通过，已退回原样。")
        connection.execute(f"PRAGMA user_version = {target}")
        connection.execute("COMMIT")
    except driver_api.Error as error:
        _rollback(connection)
        raise driver.explain(error, path) from error
    except BaseException:
        _rollback(connection)
        raise
    return kept


def _rollback(connection: driver.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")
