"""A write transaction: applies row changes, remembers them, and closes with its audit rows and hash."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, groupby, islice
from typing import cast

from sqlalchemy import Table, insert
from sqlalchemy.dialects import sqlite

from qbs_desktop.db import history
from qbs_desktop.db.changes import GENESIS, OF_SUBJECTS, Added, Change, Packed, pack, seal, shape
from qbs_desktop.db.driver import Connection
from qbs_desktop.db.period_guard import refuse_locked
from qbs_desktop.db.tables import CHANGESET, METADATA, OPERATION, SUBJECT, TRACE
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.fields import Stored


def _adding(table: Table, *left_out: str) -> str:
    """The text of an insert, made once from the table: an ordinary save must not wait for statements to be built."""
    names = [column.name for column in table.columns if column.name not in left_out]
    return str(insert(table).compile(dialect=sqlite.dialect(), column_keys=names))


_ADD_SUBJECT = _adding(SUBJECT, "id")
_ADD_OPERATION = _adding(OPERATION, "id")
_ADD_CHANGESET = _adding(CHANGESET)
_ADD_TRACE = _adding(TRACE)
AT_ONCE = 16
"""Rows of an insert that one statement takes: starting a statement for each row took a third of the time."""
_LAST_HASH = "SELECT hash FROM operation ORDER BY id DESC LIMIT 1"


def _subjects_of(changes: Iterable[Change]) -> set[int]:
    subjects = {change.key[0] for change in changes if change.table in OF_SUBJECTS}
    return {int(subject) for subject in subjects if subject is not None}


def key_columns(table: Table) -> tuple[str, ...]:
    """Names of the primary key columns in order."""
    return tuple(column.name for column in table.primary_key.columns)


class Transaction:
    """Row-level writes of one operation. Made by `Store.transaction`, used by the services' `Edit`."""

    def __init__(self, writer: Connection, title: str, *, source: str, undoable: bool, who: tuple[str, str]) -> None:
        """Start with no changes."""
        self.raw = writer
        """The writing connection, for reads inside the transaction through `queries`."""
        self.title = title
        self.source = source
        self.undoable = undoable
        self.kind = "do"
        self.target: int | None = None
        self.tables: set[str] = set()
        self._changes: list[Change] = []
        self._packed: list[Packed] = []
        self._subjects: set[int] = set()
        self.operation_id: int | None = None
        self.uid: str | None = None
        self._who = who

    def next_id(self, table: str) -> int:
        """A number never used before, not even by a row that was undone: history goes on naming rows by number."""
        row = self.raw.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
        return 1 + int(row[0] if row else 0)

    def new_subject(self, ledger: str, uid: str | None = None) -> int:
        """Allocate a subject for a new record and return its id."""
        identity = uid or uuid.uuid4().hex
        number = int(self.raw.execute(_ADD_SUBJECT, (identity, ledger)).lastrowid)
        self._remember([Change("subject", (number,), ("uid", "ledger"), None, (identity, ledger))])
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
        for like, run in groupby(changes, key=shape):
            table, columns, inserts, deletes = like
            self._execute(METADATA.tables[table], columns, list(run), inserts=inserts, deletes=deletes)
        self._remember(changes)

    def add(self, rows: Added) -> None:
        """Insert many rows of a table; they are packed at once, so that whole returns do not pile up.

        Raises:
            Refusal: a row touches a locked period.
        """
        refuse_locked(self.raw, rows.changes())
        table = METADATA.tables[rows.table]
        names = (*key_columns(table), *rows.columns)
        self._insert(table, dict(zip(names, (*rows.keys, *rows.after), strict=True)))
        self._settle()
        self._packed.extend(rows.packed())
        self.tables.add(rows.table)
        if rows.table in OF_SUBJECTS:
            self._subjects.update(cast("Sequence[int]", rows.keys[0]))

    def _remember(self, changes: Sequence[Change]) -> None:
        self._changes.extend(changes)
        self.tables.update(change.table for change in changes)

    def _settle(self) -> None:
        """Pack what was changed so far."""
        self._packed.extend(pack(self._changes))
        self._subjects |= _subjects_of(self._changes)
        self._changes.clear()

    def _execute(
        self, table: Table, columns: tuple[str, ...], run: list[Change], *, inserts: bool, deletes: bool
    ) -> None:
        keys = key_columns(table)
        if inserts:
            rows_of = zip(*((*one.key, *(one.after or ())) for one in run), strict=True)
            self._insert(table, dict(zip((*keys, *columns), rows_of, strict=True)))
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

    def _insert(self, table: Table, columns: Mapping[str, Sequence[Stored]]) -> None:
        """Insert rows; a column without any value is left to the table, since binding None is what costs most."""
        used = {
            name: values
            for name, values in columns.items()
            if table.columns[name].server_default is not None or values.count(None) < len(values)
        }
        said = ", ".join(f'"{name}"' for name in used)
        row = f"({', '.join('?' * len(used))})"
        together, alone = divmod(len(next(iter(used.values()))), AT_ONCE)
        values = chain.from_iterable(zip(*used.values(), strict=True))
        for count, times in ((AT_ONCE, together), (1, alone)):
            sql = f'INSERT INTO "{table.name}" ({said}) VALUES {", ".join([row] * count)}'  # noqa: S608
            self._run(sql, [tuple(islice(values, count * len(used))) for _ in range(times)])

    def _run(self, sql: str, rows: list[tuple[Stored, ...]]) -> int:
        return int(self.raw.executemany(sql, rows).rowcount)

    def finish(self) -> None:
        """Write the operation, its changes and traces; an operation that changed nothing leaves no row."""
        self._settle()
        packed = self._packed
        if not packed:
            return
        from qbs_desktop.db.store import now

        previous = self.raw.execute(_LAST_HASH).fetchone()
        self.uid = uuid.uuid4().hex
        before = previous[0] if previous else GENESIS
        user, machine = self._who
        words = (self.title, now(), user, machine, self.source)
        head = (self.uid, self.kind, self.target, int(self.undoable), *words)
        number = int(self.raw.execute(_ADD_OPERATION, (*head, before, seal(before, head, packed))).lastrowid)
        self.raw.executemany(
            _ADD_CHANGESET, [(number, seq, one.table, one.columns, one.body) for seq, one in enumerate(packed)]
        )
        self.raw.executemany(_ADD_TRACE, [(subject, number) for subject in sorted(self.touched())])
        self.operation_id = number

    def touched(self) -> frozenset[int]:
        """Subjects whose record, figures or membership changed."""
        return frozenset(self._subjects | _subjects_of(self._changes))

    def replay(self, operation_id: int, *, kind: str) -> None:
        """Undo or redo another operation: its inverted changes in reverse, through the same code."""
        changes = list(history.changes(self.raw, operation_id))
        self.kind, self.target = kind, operation_id
        if kind == "undo":
            changes = [change.inverted() for change in reversed(changes)]
        self.apply_all(changes)
        self._require_bytes(changes)

    # --- attached bytes, which the trail names by hash and does not hold ------------------------------------------

    def store_bytes(self, sha256: str, content: bytes) -> None:
        """Keep the bytes of an attachment, once per content."""
        self.raw.execute("INSERT OR IGNORE INTO attached VALUES (?, ?, ?)", (sha256, len(content), content))

    def keep_secret(self, fingerprint: str, wrapped: bytes) -> None:
        """Keep a private key outside the trail, which must never contain one."""
        self.raw.execute("INSERT OR REPLACE INTO secret_key VALUES (?, ?)", (fingerprint, wrapped))

    def file_bytes(self, sha256: str, content: bytes) -> None:
        """Keep the bytes of a return or an answer for good, once per content."""
        self.raw.execute("INSERT OR IGNORE INTO filed VALUES (?, ?, ?)", (sha256, len(content), content))

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
