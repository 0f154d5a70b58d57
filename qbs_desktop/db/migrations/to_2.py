"""Schema 2: a figure knows the cell it was read from, and exported returns are recorded (表格来源、报表登记)."""

from __future__ import annotations

from qbs_desktop.db.driver import Connection


def run(connection: Connection) -> None:
    """Add `figure.cell` and the table `submission`."""
    connection.execute("ALTER TABLE figure ADD COLUMN cell TEXT")
    connection.execute(
        "CREATE TABLE submission (id INTEGER NOT NULL, period INTEGER NOT NULL, revision INTEGER NOT NULL,"
        " at TEXT NOT NULL, file TEXT NOT NULL, digest TEXT NOT NULL, forms TEXT NOT NULL, PRIMARY KEY (id)) STRICT"
    )
