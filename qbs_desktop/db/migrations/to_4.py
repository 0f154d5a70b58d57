"""Schema 4: the statistics lists (统计名录): 四上类别 and 入库时间 of an enterprise, 入统时间 of a project."""

from __future__ import annotations

from qbs_desktop.db.driver import Connection

_STATEMENTS = (
    "ALTER TABLE enterprise ADD COLUMN statistics_class TEXT",
    "ALTER TABLE enterprise ADD COLUMN listed_since TEXT",
    "ALTER TABLE project ADD COLUMN listed_since TEXT",
)


def run(connection: Connection) -> None:
    """Add the columns."""
    for sql in _STATEMENTS:
        connection.execute(sql)
