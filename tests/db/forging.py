"""What somebody does who holds the file's key and knows the program: work on the audit trail behind its triggers."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from qbs_desktop.db import driver, history
from qbs_desktop.db.changes import Packed, seal
from qbs_desktop.db.tables import triggers


@contextlib.contextmanager
def unguarded(connection: driver.Connection) -> Iterator[None]:
    """Without triggers and foreign keys, and afterwards with them as if nothing had been."""
    guards = [sql for sql in triggers() if "audit rows" in sql]
    connection.execute("PRAGMA foreign_keys = OFF")
    for sql in guards:
        connection.execute(f"DROP TRIGGER {sql.split()[2]}")
    try:
        yield
    finally:
        for sql in guards:
            connection.execute(sql)
        connection.execute("PRAGMA foreign_keys = ON")


def sealed_again(connection: driver.Connection, start: int) -> None:
    """Compute every hash anew from an operation on."""
    for one in reversed(history.operations(connection)):
        if one.id >= start:
            earlier = "SELECT hash FROM operation WHERE id < ? ORDER BY id DESC LIMIT 1"
            row = connection.execute(earlier, (one.id,)).fetchone()
            previous = row[0] if row else "0" * 64
            body = "SELECT tbl, columns, body FROM changeset WHERE operation_id = ? ORDER BY seq"
            packed = [Packed(*found) for found in connection.execute(body, (one.id,))]
            words = (one.title, one.at, one.user, one.machine, one.source)
            head = (one.uid, one.kind, one.target, int(one.undoable), *words)
            sealed = seal(previous, head, packed)
            connection.execute("UPDATE operation SET previous = ?, hash = ? WHERE id = ?", (previous, sealed, one.id))
