"""Schema 2: a figure knows the cell it was read from, and exported returns are recorded (表格来源、报表登记).

Also indexes: list order, and the yearly figures that every list shows, which are a small part of all figures.
"""

from __future__ import annotations

from qbs_desktop.db.driver import Connection

_LISTS = ("action", "enterprise", "industry", "project", "project_group", "target")


def run(connection: Connection) -> None:
    """Add `figure.cell`, the table `submission` and the indexes."""
    connection.execute("ALTER TABLE figure ADD COLUMN cell TEXT")
    connection.execute(
        "CREATE TABLE submission (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, period INTEGER NOT NULL,"
        " revision INTEGER NOT NULL, at TEXT NOT NULL, file TEXT NOT NULL, digest TEXT NOT NULL,"
        " forms TEXT NOT NULL) STRICT"
    )
    for name in _LISTS:
        connection.execute(f"CREATE INDEX ix_{name}_position ON {name} (position)")
