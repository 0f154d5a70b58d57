"""A write transaction: applies row changes, remembers them, and closes with its audit rows and hash."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, CursorResult, Table, insert, select

from qbs_desktop.db.changes import Change, pack, seal, unpack
from qbs_desktop.db.driver import Connection as DriverConnection
from qbs_desktop.db.period_guard import refuse_locked
from qbs_desktop.db.tables import CHANGESET, METADATA, OPERATION, SUBJECT, TRACE
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.fields import Stored

GENESIS = "0" * 64
_NO_SUBJECT = frozenset(
    {"meta", "indicator", "source", "explanation", "submission", "declaration", "period_lock", "rejected_row"}
)
"""Audited tables whose key does not begin with a subject."""


def key_columns(table: Table) -> tuple[str, ...]:
    """Names of the primary key columns in order."""
    return tuple(column.name for column in table.primary_key.columns)


class Transaction:
    """Row-level writes of one operation. Made by `Store.transaction`, used by the services' `Edit`."""

    def __init__(
        self, connection: Connection, title: str, *, source: str, undoable: bool, who: tuple[str, str]
    ) -> None:
        """Start with no changes."""
        self.connection = connection
        self.title = title
        self.source = source
        self.undoable = undoable
        self.kind = "do"
        self.target: int | None = None
        self.changes: list[Change] = []
        self.operation_id: int | None = None
        self.uid: str | None = None
        self._who = who

    @property
    def raw(self) -> DriverConnection:
        """The driver connection, for reads inside the transaction through `queries`."""
        return self.connection.connection.driver_connection

    def new_subject(self, ledger: str, uid: str | None = None) -> int:
        """Allocate a subject for a new record and return its id."""
        identity = uid or uuid.uuid4().hex
        result = self.connection.execute(insert(SUBJECT).values(uid=identity, ledger=ledger))
        number = _new_id(result)
        self.changes.append(Change("subject", (number,), ("uid", "ledger"), None, (identity, ledger)))
        return number

    def apply(self, change: Change) -> None:
        """Make one change, provided the row still is as `change.before` says.

        Raises:
            Refusal: the row is not as expected any more.
        """
        self.apply_all([change])

    def apply_all(self, changes: Sequence[Change]) -> None:
        """Make many changes in order; like ones run as one statement.

        Raises:
            Refusal: a row is not as expected any more, or a change touches a locked period.
        """
        refuse_locked(self.raw, changes)
        for shape, run in groupby(changes, key=_shape):
            table, columns, inserts, deletes = shape
            self._execute(METADATA.tables[table], columns, list(run), inserts=inserts, deletes=deletes)
        self.changes.extend(changes)

    def _execute(
        self, table: Table, columns: tuple[str, ...], run: list[Change], *, inserts: bool, deletes: bool
    ) -> None:
        keys = key_columns(table)
        if inserts:
            names = ", ".join(f'"{name}"' for name in (*keys, *columns))
            marks = ", ".join("?" * (len(keys) + len(columns)))
            sql = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608
            self._run(sql, [(*one.key, *(one.after or ())) for one in run])
            return
        match = " AND ".join(f'"{name}" IS ?' for name in (*keys, *columns))
        if deletes:
            sql = f'DELETE FROM "{table.name}" WHERE {match}'  # noqa: S608
            rows = [(*one.key, *(one.before or ())) for one in run]
        else:
            assign = ", ".join(f'"{name}" = ?' for name in columns)
            sql = f'UPDATE "{table.name}" SET {assign} WHERE {match}'  # noqa: S608
            rows = [(*(one.after or ()), *one.key, *(one.before or ())) for one in run]
        if self._run(sql, rows) != len(rows):
            raise Refusal("这些数据刚被别处改动过，这一步没有执行。请刷新后再试。")

    def _run(self, sql: str, rows: list[tuple[Stored, ...]]) -> int:
        if len(rows) == 1:
            return self.connection.exec_driver_sql(sql, rows[0]).rowcount
        cursor = self.raw.executemany(sql, rows)
        return int(cursor.rowcount)

    def finish(self) -> None:
        """Write the operation, its changes and traces; an operation that changed nothing leaves no row."""
        if not self.changes:
            return
        connection = self.connection
        from qbs_desktop.db.store import now

        previous = connection.execute(select(OPERATION.c.hash).order_by(OPERATION.c.id.desc()).limit(1)).scalar()
        packed = list(pack(self.changes))
        uid, at = uuid.uuid4().hex, now()
        self.uid = uid
        user, machine = self._who
        before = previous or GENESIS
        head = (uid, self.kind, self.target, int(self.undoable), self.title, at, user, machine, self.source)
        result = connection.execute(
            insert(OPERATION).values(
                uid=uid,
                kind=self.kind,
                target=self.target,
                undoable=int(self.undoable),
                title=self.title,
                at=at,
                user=user,
                machine=machine,
                source=self.source,
                previous=before,
                hash=seal(before, head, packed),
            )
        )
        number = _new_id(result)
        self.operation_id = number
        connection.execute(
            insert(CHANGESET),
            [
                {"operation_id": number, "seq": seq, "tbl": one.table, "columns": one.columns, "body": one.body}
                for seq, one in enumerate(packed)
            ],
        )
        touched = self.touched()
        if touched:
            connection.execute(
                insert(TRACE), [{"subject_id": subject, "operation_id": number} for subject in sorted(touched)]
            )

    def touched(self) -> frozenset[int]:
        """Subjects whose record, figures or membership changed."""
        return frozenset(
            int(change.key[0])
            for change in self.changes
            if change.table not in _NO_SUBJECT and change.key[0] is not None
        )

    def replay(self, operation_id: int, *, kind: str) -> None:
        """Undo or redo another operation: its inverted changes in reverse, through the same code."""
        rows = self.connection.execute(
            select(CHANGESET.c.tbl, CHANGESET.c.columns, CHANGESET.c.body)
            .where(CHANGESET.c.operation_id == operation_id)
            .order_by(CHANGESET.c.seq)
        ).all()
        changes = [change for table, columns, body in rows for change in unpack(table, columns, body)]
        self.kind, self.target = kind, operation_id
        if kind == "undo":
            changes = [change.inverted() for change in reversed(changes)]
        self.apply_all(changes)
        self._require_bytes(changes)

    # --- attached bytes, which the trail names by hash and does not hold ------------------------------------------

    def store_bytes(self, sha256: str, content: bytes) -> None:
        """Keep the bytes of an attachment, once per content."""
        self.raw.execute("INSERT OR IGNORE INTO attached VALUES (?, ?, ?)", (sha256, len(content), content))

    def drop_loose_bytes(self) -> int:
        """Delete bytes that no attachment names; the room is used again by what comes. Returns their size."""
        loose = "sha256 NOT IN (SELECT sha256 FROM attachment)"
        size = self.raw.execute(f"SELECT coalesce(sum(size), 0) FROM attached WHERE {loose}").fetchone()[0]  # noqa: S608
        self.raw.execute(f"DELETE FROM attached WHERE {loose}")  # noqa: S608
        return int(size)

    def _require_bytes(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if change.table == "attachment" and change.after is not None:
                sha256 = change.after[change.columns.index("sha256")]
                if self.raw.execute("SELECT 1 FROM attached WHERE sha256 = ?", (sha256,)).fetchone() is None:
                    raise Refusal(f"附件“{change.key[1]}”的内容已在整理附件时清除，这一步不能撤销或重做。")


def _new_id(result: CursorResult[Any]) -> int:
    key = result.inserted_primary_key
    if key is None:
        raise TypeError("the insert gave no key")
    return int(key[0])


def _shape(change: Change) -> tuple[str, tuple[str, ...], bool, bool]:
    return change.table, change.columns, change.before is None, change.after is None
