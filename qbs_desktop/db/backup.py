"""Verified copies of a data file: written whole, read back, and only then given their name."""

from __future__ import annotations

import contextlib
from pathlib import Path

import sqlcipher3.dbapi2 as driver_api

from qbs_desktop.db import driver, history
from qbs_desktop.domain.errors import DamagedFile, EnvironmentFault


def copy_verified(connection: driver.Connection, source: Path, target: Path) -> None:
    """Write a consistent copy of the open file to `target`, check every page of it, then rename it into place.

    Raises:
        EnvironmentFault: the copy could not be written or did not verify; `target` is untouched.
    """
    draft = target.with_name(f".{source.name}.copy.part")  # one name per file, so that a killed copy is swept here
    _sweep(draft)
    try:
        connection.execute("VACUUM INTO ?", (str(draft),))
        if _contents(draft) != _summary(connection):
            raise EnvironmentFault(f"“{source.name}”的备份读回检查没有通过，没有继续。请检查磁盘。")
        driver.to_disk(draft)
        draft.replace(target)
        driver.to_disk(target.parent)
    except (driver_api.Error, OSError) as error:
        why = driver.explain(error, target)
        raise EnvironmentFault(f"“{source.name}”的备份没有写成（{why}），没有继续。") from error
    finally:
        _sweep(draft)


def _contents(copy: Path) -> dict[str, object]:
    """What a copy holds, read back through a connection of its own after every page was checked."""
    try:
        checker = driver.connect(copy)
    except DamagedFile:  # its first pages, which hold the description of the tables
        return {}
    try:
        problems = checker.execute("PRAGMA cipher_integrity_check").fetchall()
        answer = checker.execute("PRAGMA integrity_check(1)").fetchone()[0]
        return {} if problems or answer != "ok" else _summary(checker)
    finally:
        checker.close()


def _summary(connection: driver.Connection) -> dict[str, object]:
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    counts: dict[str, object] = {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for (name,) in tables
    }
    return counts | {"head": history.head(connection)}


def _sweep(draft: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            draft.with_name(draft.name + suffix).unlink()


def anchor_of(copy: Path) -> tuple[str, dict[str, object]]:
    """What a copy proves about the history of the file it was made from: the first operation's hash, and its head.

    Raises:
        QbsError: it cannot be read, or is no data file.
    """
    checker = driver.connect(copy, readonly=True)
    try:
        first = checker.execute("SELECT hash FROM operation WHERE id = 1").fetchone()
        return (str(first[0]) if first else ""), history.anchor(checker)
    except driver_api.Error as error:
        raise driver.explain(error, copy) from error
    finally:
        checker.close()
