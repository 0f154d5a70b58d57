"""Verified copies of a data file: written whole, read back, and only then given their name."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import sqlcipher3.dbapi2 as driver_api

from qbs_desktop.db import driver, history
from qbs_desktop.domain.errors import DamagedFile, EnvironmentFault, QbsError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds: its newest operation, the head of its audit trail, a digest of every row."""

    operation: int
    head: str
    digest: str


def copy_verified(connection: driver.Connection, source: Path, target: Path) -> Content:
    """Write a copy of one state of the open file to `target`, check every page of it, then rename it into place.

    Others may go on writing meanwhile: the copy is of the state in which it was begun.

    Raises:
        EnvironmentFault: the copy could not be written or did not verify; `target` is untouched.
    """
    draft = target.with_name(f".{source.name}.copy.part")  # one name per file, so that a killed copy is swept here
    _sweep(draft)
    try:
        meant = _copied(connection, draft)
        if content(draft) != meant:
            raise EnvironmentFault(f"“{source.name}”的备份读回检查没有通过，没有继续。请检查磁盘。")
        _put(draft, target)
    except DamagedFile as error:
        raise EnvironmentFault(f"“{source.name}”的备份读回检查没有通过，没有继续。请检查磁盘。") from error
    except (driver_api.Error, OSError) as error:
        why = driver.explain(error, target)
        raise EnvironmentFault(f"“{source.name}”的备份没有写成（{why}），没有继续。") from error
    finally:
        _sweep(draft)
    return meant


def content(path: Path) -> Content:
    """What a file that nobody writes holds, after every page of it was checked; see `look`."""
    return look(path, lambda _connection: None)[0]


def look(path: Path, question: Callable[[driver.Connection], T]) -> tuple[Content, T]:
    """What a file that nobody writes holds, after every page of it was checked, and the answer to a question.

    Raises:
        DamagedFile: it does not verify.
        Refusal: it is no data file.
    """
    connection = driver.connect(path, finished=True)
    try:
        if not _whole(connection):
            raise DamagedFile(f"“{path.name}”有损坏的页，不能用。请换一个备份。")
        return _content(connection), question(connection)
    except driver_api.Error as error:
        raise driver.explain(error, path) from error
    finally:
        connection.close()


def anchor_of(copy: Path) -> tuple[str, dict[str, object]]:
    """What a copy proves about the history of the file it was made from: the first operation's hash, and its head.

    Raises:
        DamagedFile: it does not verify.
        Refusal: it is no data file.
    """
    return look(copy, lambda connection: (history.first(connection), history.anchor(connection)))[1]


def holds(path: Path, head: str) -> bool:
    """Whether a data file holds the history that ends with this hash, and perhaps more; False if it cannot be read."""
    try:
        connection = driver.connect(path, readonly=True)
        try:
            return history.number_of(connection, head) is not None
        finally:
            connection.close()
    except (driver_api.Error, QbsError):
        return False


def fold(path: Path) -> None:
    """Fold the log that lies beside a file into it, so that the file alone holds everything.

    Raises:
        DamagedFile: the file or its log does not verify.
        EnvironmentFault: it could not be written.
    """
    connection = driver.connect(path)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except driver_api.Error as error:
        raise driver.explain(error, path) from error
    finally:
        connection.close()


def copy_file(source: Path, target: Path) -> None:
    """Copy a finished backup to another place, byte for byte, and give it its name when it has been read back.

    Raises:
        EnvironmentFault: it could not be written or read back differently; `target` is untouched.
    """
    draft = target.with_name(f".{target.name}.part")
    try:
        data = source.read_bytes()
        draft.write_bytes(data)
        if hashlib.sha256(draft.read_bytes()).digest() != hashlib.sha256(data).digest():
            raise EnvironmentFault(f"“{target.parent}”里的备份读回检查没有通过，请检查那个磁盘。")
        _put(draft, target)
    except OSError as error:
        raise EnvironmentFault(f"“{target.parent}”不能写入备份（{error.strerror}）。") from error
    finally:
        _sweep(draft)


def _copied(connection: driver.Connection, draft: Path) -> Content:
    """Copy what the connection sees in one read transaction; returns what it saw."""
    connection.execute("BEGIN")
    try:
        meant = _content(connection)
        target = driver.connect(draft, create=True)
        try:
            connection.backup(target)
        finally:
            target.close()
        return meant
    finally:
        connection.execute("COMMIT")


def _whole(connection: driver.Connection) -> bool:
    problems = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    return not problems and connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"


def _content(connection: driver.Connection) -> Content:
    """Digest of every row of every table, in key order."""
    digest = hashlib.sha256()
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    for (name,) in tables:
        digest.update(f"\n{name}\n".encode())
        for row in connection.execute(f'SELECT * FROM "{name}"'):  # noqa: S608
            digest.update(repr(row).encode())
    return Content(history.newest(connection), history.head(connection), digest.hexdigest())


def _put(draft: Path, target: Path) -> None:
    driver.to_disk(draft)
    draft.replace(target)
    driver.to_disk(target.parent)


def _sweep(draft: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            draft.with_name(draft.name + suffix).unlink()
