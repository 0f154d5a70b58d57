"""Reading the audit trail: the undo stack, a record's history, the chain's proof, the rebuilt content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from qbs_desktop.db.changes import GENESIS, OF_SUBJECTS, Change, Packed, digest, seal, unpack
from qbs_desktop.db.driver import Connection
from qbs_desktop.domain.fields import Stored

_COLUMNS = "id, uid, kind, target, undoable, title, at, user, machine, source, previous, hash"
UNDO_DEPTH = 500


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as kept in the trail."""

    id: int
    uid: str
    kind: str
    target: int | None
    undoable: bool
    title: str
    at: str
    user: str
    machine: str
    source: str
    previous: str
    hash: str


def operations(connection: Connection, *, newest: int | None = None, subject: int | None = None) -> list[Operation]:
    """Operations, newest first; only those that touched a subject if one is given."""
    where = " WHERE id IN (SELECT operation_id FROM trace WHERE subject_id = ?)" if subject is not None else ""
    limit = f" LIMIT {int(newest)}" if newest is not None else ""
    parameters = () if subject is None else (subject,)
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM operation{where} ORDER BY id DESC{limit}",  # noqa: S608
        parameters,
    ).fetchall()
    return [_operation(row) for row in rows]


def _operation(row: Sequence[Any]) -> Operation:
    number, uid, kind, target, undoable, *words = row
    return Operation(number, uid, kind, target, bool(undoable), *words)


def changes(connection: Connection, operation_id: int, *, subject: int | None = None) -> Iterator[Change]:
    """What an operation changed, in order; with `subject` only of that record."""
    rows = connection.execute(
        "SELECT tbl, columns, body FROM changeset WHERE operation_id = ? ORDER BY seq", (operation_id,)
    ).fetchall()
    for table, columns, body in rows:
        if subject is None or table in OF_SUBJECTS:
            yield from unpack(table, columns, body, subject)


class Top(NamedTuple):
    """An operation on one of the stacks and when it came there: done, done again, or taken back."""

    operation: Operation
    at: str


def stacks(connection: Connection) -> tuple[list[Operation], list[Operation]]:
    """The undo stack and the redo stack, newest last, from the last operations.

    What cannot be undone (making the file, noting an exported return) stands outside both.
    """
    undo, redo = _stacks(connection)
    return [one.operation for one in undo], [one.operation for one in redo]


def tops(connection: Connection) -> tuple[Top | None, Top | None]:
    """What undo and redo would take next."""
    undo, redo = _stacks(connection)
    return (undo[-1] if undo else None), (redo[-1] if redo else None)


def undo_stack(connection: Connection) -> list[Top]:
    """What undo would take, one after the other, newest first."""
    return _stacks(connection)[0][::-1]


def _stacks(connection: Connection) -> tuple[list[Top], list[Top]]:
    undo: list[Top] = []
    redo: list[Top] = []
    for operation in reversed(operations(connection, newest=UNDO_DEPTH)):
        if operation.kind == "do":
            if operation.undoable:
                undo.append(Top(operation, operation.at))
                redo.clear()
        else:
            source, goal = (undo, redo) if operation.kind == "undo" else (redo, undo)
            # What an undo or redo names is the top of its stack; before the window began it was pushed unseen.
            named = source.pop().operation if source else _named(connection, operation.target)
            goal.append(Top(named, operation.at))
    return undo, redo


def _named(connection: Connection, operation_id: int | None) -> Operation:
    row = connection.execute(f"SELECT {_COLUMNS} FROM operation WHERE id = ?", (operation_id,)).fetchone()  # noqa: S608
    return _operation(row)


def figure_periods_since(connection: Connection, operation: int) -> set[int]:
    """Period codes of the figures changed after an operation: what was changed since a return was handed in.

    By number and not by clock: a return's time is local, the trail's is UTC, and both are to the second.
    """
    rows = connection.execute(
        "SELECT tbl, columns, body FROM changeset WHERE operation_id > ? AND tbl = 'figure'", (operation,)
    ).fetchall()
    return {int(change.key[2] or 0) for row in rows for change in unpack(*row)}


_SEALED = ("uid", "kind", "target", "undoable", "title", "at", "user", "machine", "source")
_HEAD = ", ".join(f"o.{name}" for name in _SEALED)


def operation_of(connection: Connection, table: str, number: int) -> int | None:
    """The operation that first touched a row with a key of its own; None if the trail does not know it."""
    rows = connection.execute(
        "SELECT operation_id, tbl, columns, body FROM changeset WHERE tbl = ? ORDER BY operation_id, seq", (table,)
    )
    return next((int(at) for at, *row in rows if any(one.key == (number,) for one in unpack(*row))), None)


def last_writing(connection: Connection, table: str, number: int, column: str) -> int | None:
    """The newest operation that wrote a column of a row with a key of its own; None if the trail does not know it."""
    rows = connection.execute(
        "SELECT operation_id, tbl, columns, body FROM changeset WHERE tbl = ? ORDER BY operation_id DESC, seq DESC",
        (table,),
    )
    written = ((int(at), one) for at, *row in rows for one in unpack(*row))
    return next((at for at, one in written if one.key == (number,) and column in one.columns), None)


def rewritten_since(connection: Connection, table: str, column: str, operation: int) -> set[int]:
    """Records whose field says something else than after an operation; those added since count as well."""
    rows = connection.execute(
        "SELECT tbl, columns, body FROM changeset WHERE tbl = ? AND operation_id > ? ORDER BY operation_id, seq",
        (table, operation),
    ).fetchall()
    sides: dict[int, tuple[Stored, Stored]] = {}
    added: set[int] = set()
    for change in (one for row in rows for one in unpack(*row)):
        number = int(change.key[0] or 0)
        if change.before is None:
            added.add(number)
        elif change.after is not None and column in change.columns:
            at = change.columns.index(column)
            sides[number] = (sides.get(number, (change.before[at],))[0], change.after[at])
    return added | {number for number, (first, last) in sides.items() if first != last}


def verify_chain(connection: Connection, *, after: int = 0) -> int | None:
    """Recompute every operation's hash; the number of the first that does not fit, or None.

    Numbers run without a gap (a rolled back operation gives its number back), up to the last one given: a gap or a
    missing end is a deletion. Someone who also rewrites the counter is found by the heads kept outside the file
    (`number_of`). With `after`, only the operations behind that number are looked at.
    """
    previous = _hash_of(connection, after)
    if previous is None:
        return after
    number, broken = _walked(connection, after, previous)
    ownerless = _ownerless(connection, after)
    if broken is not None or ownerless is not None:
        return min(one for one in (broken, ownerless) if one is not None)
    last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'operation'").fetchone()
    return number + 1 if last is not None and last[0] != number else None


def _walked(connection: Connection, after: int, previous: str) -> tuple[int, int | None]:
    """Walk the operations with their changes: the last number that was reached, and the first that does not fit.

    SQLite writes the head as `seal` does, save for odd characters; where its bytes do not fit, those of `seal` decide.
    """
    number = after
    rows = connection.execute(
        f"SELECT o.id, o.previous, o.hash, CAST(json_array({_HEAD}) AS BLOB), c.tbl, c.columns, c.body "  # noqa: S608
        "FROM operation o LEFT JOIN changeset c ON c.operation_id = o.id WHERE o.id > ? ORDER BY o.id, c.seq",
        (after,),
    )
    for one, run in groupby(rows, key=itemgetter(0)):
        number += 1
        parts = list(run)
        _, before, hashed, written, *_ = parts[0]
        packed = [part[4:] for part in parts if part[4] is not None]
        if one != number or before != previous:
            return number, number
        if digest(previous, written, packed) != hashed and _sealed(connection, one, packed) != hashed:
            return number, number
        previous = hashed
    return number, None


def _sealed(connection: Connection, number: int, parts: Sequence[tuple[str, str, bytes]]) -> str:
    """The hash of an operation as it was first computed."""
    previous, *head_words = connection.execute(
        f"SELECT o.previous, {_HEAD} FROM operation o WHERE o.id = ?",  # noqa: S608
        (number,),
    ).fetchone()
    return seal(previous, head_words, (Packed(*one) for one in parts))


def _ownerless(connection: Connection, after: int) -> int | None:
    """The first changes whose operation is gone."""
    found = connection.execute(
        "SELECT min(operation_id) FROM changeset c WHERE operation_id > ? "
        "AND NOT EXISTS (SELECT 1 FROM operation WHERE id = c.operation_id)",
        (after,),
    ).fetchone()
    return None if found[0] is None else int(found[0])


def _hash_of(connection: Connection, number: int) -> str | None:
    if not number:
        return GENESIS
    row = connection.execute("SELECT hash FROM operation WHERE id = ?", (number,)).fetchone()
    return str(row[0]) if row else None


def head(connection: Connection) -> str:
    """The newest hash of the chain, all zeros for an empty trail."""
    row = connection.execute("SELECT hash FROM operation ORDER BY id DESC LIMIT 1").fetchone()
    return str(row[0]) if row else GENESIS


def newest(connection: Connection) -> int:
    """Number of the newest operation, 0 for an empty trail."""
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM operation").fetchone()[0])


def anchor(connection: Connection) -> dict[str, object]:
    """What is carried out of the file to prove its history later: the newest hash and its operation's number."""
    row = connection.execute("SELECT id, hash FROM operation ORDER BY id DESC LIMIT 1").fetchone()
    return {"audit_head": row[1] if row else GENESIS, "audit_number": row[0] if row else 0}


def first(connection: Connection) -> str:
    """The hash of the first operation, which a file and its copies have in common; empty for an empty trail."""
    return _hash_of(connection, 1) or ""


def number_of(connection: Connection, head: str) -> int | None:
    """The number of the operation with this hash, 0 for the head of an empty trail; None if the trail lacks it."""
    if head == GENESIS:
        return 0
    row = connection.execute("SELECT id FROM operation WHERE hash = ?", (head,)).fetchone()
    return int(row[0]) if row else None


def later_than(connection: Connection, head_of: str) -> int | None:
    """How many operations came after the one with this hash; None if the trail lacks it."""
    number = number_of(connection, head_of)
    return None if number is None else newest(connection) - number


def content_digest(connection: Connection, tables: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]) -> str:
    """SHA-256 over every audited row, in key order. `tables`: name → (key columns, other columns)."""
    digest = hashlib.sha256()
    for name, (keys, columns) in tables.items():
        names = ", ".join(f'"{column}"' for column in (*keys, *columns))
        order = ", ".join(f'"{column}"' for column in keys)
        for row in connection.execute(f'SELECT {names} FROM "{name}" ORDER BY {order}'):  # noqa: S608
            digest.update(f"{name}{row!r}".encode())
    return digest.hexdigest()
