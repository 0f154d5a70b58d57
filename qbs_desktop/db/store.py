"""One open data file: its lock, its connections, its transactions.

Readers use one connection, the writer another, made with the first write. Every write is one `Transaction`:
BEGIN IMMEDIATE, changes, audit rows, COMMIT. Nothing else writes.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import sqlcipher3.dbapi2 as driver_api

from qbs_desktop.db import driver, file_lock, history
from qbs_desktop.domain import collector
from qbs_desktop.domain.errors import DamagedFile, EnvironmentFault, Refusal

if TYPE_CHECKING:
    from io import FileIO

    from filelock import FileLock

    from qbs_desktop.db.migrations import Upgraded
    from qbs_desktop.db.transaction import Transaction

SCHEMA_VERSION = 5
"""The schema this program writes. Older files are migrated on opening, newer ones refused."""

T = TypeVar("T")


class Store:
    """An open data file. Use `create`, `open` or `open_readonly`; close it when done.

    `lost_steps` counts operations that were acknowledged before a crash and are not in the file any more: its log was
    damaged or taken away, which the engine cannot tell from an unfinished save. `upgraded` says what was done on
    opening to a file of an older version.
    """

    def __init__(self, path: Path, reader: driver.Connection, lock: FileLock | None) -> None:
        """Take over an opened connection and its lock; for the constructors below."""
        self.path = path
        self.reader = reader
        self._lock = lock
        self._writer: driver.Connection | None = None
        self.lost_steps = 0
        self.upgraded: Upgraded | None = None
        self._who = file_lock.who()
        self._holder: FileIO | None = None
        self._writing = threading.RLock()
        self._reading = threading.RLock()
        self._in_transaction = False

    @classmethod
    def create(cls, path: Path) -> Store:
        """Make a new, empty data file with the current schema.

        Raises:
            Refusal: something of that name is there already.
            EnvironmentFault: the folder cannot be written.
        """
        if not path.parent.is_dir():
            raise EnvironmentFault(f"文件夹“{path.parent}”不存在，请先建立或换一个位置。")
        _require_absent(path)
        lock = file_lock.take(path)
        try:
            _require_absent(path)  # again under the lock: another window may have made it in between
        except BaseException:
            file_lock.give_up(lock, path)
            raise
        try:
            connection = driver.connect(path, create=True)
            try:
                from qbs_desktop.db.migrations import build

                build(connection, SCHEMA_VERSION)
                driver.to_disk(path.parent)
            except BaseException:
                connection.close()
                raise
        except BaseException as error:
            _remove(path)
            file_lock.give_up(lock, path)
            if isinstance(error, driver_api.Error):
                raise driver.explain(error, path) from error
            raise
        return cls(path, connection, lock)

    def discard(self) -> None:
        """Close and delete a file that was just created and could not be filled."""
        self._forget_writer()
        self.reader.close()
        if self._holder is not None:
            self._holder.close()
            self._holder = None
        _remove(self.path)
        if self._lock is not None:
            file_lock.give_up(self._lock, self.path)

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open for writing: lock, check the version, migrate an older schema.

        Raises:
            Refusal: not a data file, or already open elsewhere.
            EnvironmentFault: newer version, read-only place, damaged file.
        """
        driver.require_ours(path)
        promised = file_lock.promised(path)
        lock = file_lock.take(path)
        try:
            connection = driver.connect(path)
            try:
                upgraded: Upgraded | None = None
                version = _checked_version(connection, path)
                _require_writable(connection, path, version)
                if version < SCHEMA_VERSION:
                    from qbs_desktop.db.migrations import upgrade

                    upgraded = upgrade(connection, path, version, SCHEMA_VERSION)
                store = cls(path, connection, lock)
                store.upgraded = upgraded
                store.lost_steps = max(0, promised - history.newest(connection))
            except BaseException:
                connection.close()
                raise
        except BaseException as error:
            file_lock.give_up(lock, path)
            if isinstance(error, driver_api.Error):
                raise driver.explain(error, path) from error
            raise
        return store

    @classmethod
    def open_readonly(cls, path: Path) -> Store:
        """Open without the writer's lock, for lists, checks and exports beside an open window."""
        connection = driver.connect(path, readonly=True)
        try:
            version = _checked_version(connection, path)
            if version < SCHEMA_VERSION:
                raise Refusal(f"“{path.name}”是较早版本（{version}）建立的，请先用“打开”（或 qbs upgrade）升级一次。")
        except BaseException as error:
            connection.close()
            if isinstance(error, driver_api.Error):
                raise driver.explain(error, path) from error
            raise
        return cls(path, connection, None)

    @property
    def readonly(self) -> bool:
        """Whether the file was opened without the writer's lock."""
        return self._lock is None

    def read(self, question: Callable[[driver.Connection], T]) -> T:
        """Run a question on the reader connection, over one state of the file; driver errors become sentences."""
        with self._reading:
            return self.ask(self.reader, question)

    def ask(self, connection: driver.Connection, question: Callable[[driver.Connection], T]) -> T:
        """Run a question on a reader connection: all its statements see the same state of the file."""
        try:
            if connection.in_transaction:
                return question(connection)
            connection.execute("BEGIN")
            try:
                answer = question(connection)
                # The engine hands out a damaged page as blank and tells only who asks for the next one.
                connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
                return answer
            finally:
                if connection.in_transaction:
                    connection.execute("COMMIT")
        except driver_api.Error as error:
            raise driver.explain(error, self.path) from error

    def reading(self) -> driver.Connection:
        """A further reader connection, for work on another thread; the caller closes it."""
        return driver.connect(self.path, readonly=True)

    @contextlib.contextmanager
    def transaction(self, title: str, *, source: str = "", undoable: bool = True) -> Iterator[Transaction]:
        """One operation: everything inside is committed together with its audit rows, or nothing is.

        Raises:
            Refusal: the file was opened read-only.
            EnvironmentFault: the store could not write (disk full, locked, I/O error); the sentence says whether
                nothing was changed or whether that is not known.
        """
        from qbs_desktop.db.transaction import Transaction

        if self.readonly:
            raise Refusal("这个文件是以只读方式打开的，不能修改。")
        with self._writing, self._translated(), collector.paused():
            if self._in_transaction:
                raise RuntimeError("an operation is already running; actions do not run operations")
            writer = self._writing_connection()
            self._in_transaction = True
            try:
                driver.begin(writer)
                try:
                    transaction = Transaction(writer, title, source=source, undoable=undoable, who=self._who)
                    yield transaction
                    transaction.finish()
                except BaseException:
                    writer.rollback()
                    raise
                self._commit(writer, transaction)
                self._promise(transaction.operation_id)
            finally:
                self._in_transaction = False

    def _promise(self, operation: int | None) -> None:
        """Note beside the file what was acknowledged, over the note made when the lock was taken."""
        if operation is None:
            return
        with contextlib.suppress(OSError):
            if self._holder is None:
                self._holder = file_lock.note(self.path).open("r+b", buffering=0)
            self._holder.seek(0)
            self._holder.write(file_lock.held(self._who, operation))

    def _commit(self, writer: driver.Connection, transaction: Transaction) -> None:
        """Commit. An error here is ambiguous (the commit may stand in the log), so the file itself is asked."""
        try:
            driver.commit(writer)
        except driver_api.Error as error:
            self._forget_writer()
            # A full disk refuses the frame that would have been the commit, so that is plain.
            plain = transaction.uid is None or driver.is_full(error)
            if plain or not self._stands(str(transaction.uid)):
                raise

    def _stands(self, uid: str) -> bool:
        """Whether an operation whose commit failed is in the file, once that can no longer change.

        Folding the log into the file takes the half-written commit out of it, or brings it in for good. Until that
        succeeds nobody can say what the next opening will find.
        """
        try:
            connection = driver.connect(self.path)
            try:
                busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                found = connection.execute("SELECT 1 FROM operation WHERE uid = ?", (uid,)).fetchone()
            finally:
                connection.close()
        except (driver_api.Error, EnvironmentFault) as error:
            raise EnvironmentFault(_UNKNOWN) from error
        if busy:
            raise EnvironmentFault(_UNKNOWN)
        return found is not None

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except driver_api.Error as error:
            self._forget_writer()
            raise driver.explain(error, self.path) from error

    def _forget_writer(self) -> None:
        """After an error the writer connection is not trusted again (a failed COMMIT is ambiguous)."""
        writer, self._writer = self._writer, None
        if writer is not None:
            with contextlib.suppress(driver_api.Error):
                writer.close()

    def _writing_connection(self) -> driver.Connection:
        if self._writer is None:
            self._writer = driver.connect(self.path)
        return self._writer

    def integrity(self) -> list[str]:
        """Read every page back and check its HMAC, then the b-trees and foreign keys; empty when whole."""
        connection = self.reading()
        try:
            problems = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
            if not problems:
                problems = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
            if not problems:
                problems = [f"外键不完整：{row[0]}" for row in connection.execute("PRAGMA foreign_key_check")]
            return problems
        except driver_api.Error as error:
            return [str(driver.explain(error, self.path))]
        finally:
            connection.close()

    def close(self) -> None:
        """Fold the write-ahead log back into the file and give up the lock."""
        self._forget_writer()
        with contextlib.suppress(driver_api.Error):
            if not self.readonly:
                self.reader.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.reader.close()
        if self._holder is not None:
            self._holder.close()
            self._holder = None
        if self._lock is not None:
            file_lock.give_up(self._lock, self.path)


_UNKNOWN = "磁盘出错，不能确定这一步是否已经保存。请关闭文件、检查磁盘，重新打开后核对这一步，再决定是否重做。"


def _require_absent(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise Refusal(f"“{path.name}”已经存在，没有覆盖。请换一个文件名。")


def _require_writable(connection: driver.Connection, path: Path, version: int) -> None:
    """The engine opens a write-protected file without a word and fails at the first save; that is too late."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("ROLLBACK")
        # Take in what a killed program or a power cut left in the log: until then, pages of the file itself may be
        # torn, and looking at them would cry wolf.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except driver_api.Error as error:
        raise driver.explain(error, path) from error


def _checked_version(connection: driver.Connection, path: Path) -> int:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if application != driver.APPLICATION_ID:
        raise Refusal(f"“{path.name}”不是本程序的数据文件。")
    if version == 0:
        raise DamagedFile(f"“{path.name}”没有建好（建立时被中断），里面没有数据。请删除后重新建立。")
    if version > SCHEMA_VERSION:
        raise EnvironmentFault(
            f"“{path.name}”是用更新版本的程序保存的（数据版本 {version}，本程序支持到 {SCHEMA_VERSION}），"
            "请升级程序后再打开；文件没有改动。"
        )
    return version


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            path.with_name(path.name + suffix).unlink()


def free_space(path: Path) -> int:
    """Free bytes where the file lives."""
    return shutil.disk_usage(path.parent).free


def now() -> str:
    """Wall clock as kept in the audit trail: UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
