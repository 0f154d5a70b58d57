"""Schema versions: how a new file is built and how an older one is brought up, each in one transaction.

Adding a schema: raise `store.SCHEMA_VERSION`, write `to_<n>.py` with `run(connection)`, list it in `STEPS`, add the
old version's file to `tests/fixtures/schemas/`. See docs/adr/0004 for why this is not Alembic.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import sqlcipher3.dbapi2 as driver_api

from qbs_desktop.db import backup, driver, history
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


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did: from which data version to which, where the file stands as it was, what was compared."""

    version: int
    target: int
    kept: Path
    records: int
    figures: int

    @property
    def sentence(self) -> str:
        """For the clerk: versions, comparison, copy."""
        return (
            f"数据版本 {self.version} → {self.target}。"
            f"升级前后 {self.records} 条记录、{self.figures} 个数，核对一致。\n"
            f"升级前的文件另存在同一文件夹，读回核对过：{self.kept.name}\n"
            "确认无误以前请不要删除它；旧版程序打不开升级后的文件，只能打开它。"
        )


def upgrade(connection: driver.Connection, path: Path, version: int, target: int) -> Upgraded:
    """Bring an older file up: verified backup first, then all steps in one transaction; every figure is compared.

    Raises:
        DamagedFile: the file does not verify, or its figures would not be the same afterwards; it is as it was.
        EnvironmentFault: no verified backup could be made, or the upgrade could not be written; nothing was changed.
    """
    if connection.execute("PRAGMA cipher_integrity_check").fetchall():
        raise DamagedFile(f"“{path.name}”有损坏的页，没有升级。请从备份恢复后再打开。")
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    kept = path.with_name(f"{path.stem}.升级前-v{version}-{stamp}{path.suffix}")
    backup.copy_verified(connection, path, kept)
    try:
        connection.execute("BEGIN IMMEDIATE")
        before = _held(connection)
        for step in range(version + 1, target + 1):
            STEPS[step](connection)
        if connection.execute("PRAGMA foreign_key_check").fetchall():
            raise DamagedFile(f"“{path.name}”升级后的外键检查没有通过，已退回原样。")
        if _held(connection) != before:
            raise DamagedFile(f"“{path.name}”升级后的数与升级前不一致，已退回原样。请把文件交给技术支持。")
        connection.execute(f"PRAGMA user_version = {target}")
        connection.execute("COMMIT")
    except driver_api.Error as error:
        _rollback(connection)
        raise driver.explain(error, path) from error
    except BaseException:
        _rollback(connection)
        raise
    return Upgraded(version, target, kept, before.records, before.figures)


class _Held(NamedTuple):
    """What no upgrade may change: the records and the figures, as counts and digest, and the history's head."""

    records: int
    figures: int
    digest: str
    head: str


_KEPT_ROWS = (
    "SELECT id, uid, ledger FROM subject ORDER BY id",
    "SELECT subject_id, indicator_id, period, kind, value, na, op FROM figure ORDER BY 1, 2, 3, 4",
)


def _held(connection: driver.Connection) -> _Held:
    digest = hashlib.sha256()
    counts = []
    for sql in _KEPT_ROWS:
        counts.append(0)
        for row in connection.execute(sql):
            digest.update(repr(row).encode())
            counts[-1] += 1
    return _Held(counts[0], counts[1], digest.hexdigest(), history.head(connection))


def _rollback(connection: driver.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")
