"""The SQLAlchemy engine over our driver connections: explicit BEGIN IMMEDIATE, one kept connection."""

from __future__ import annotations

from pathlib import Path

import sqlcipher3.dbapi2
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from qbs_desktop.db import driver


def make_engine(path: Path) -> Engine:
    """An engine whose every transaction takes the write lock at once, so that none fails half-way with "locked"."""
    engine = create_engine(
        "sqlite://", creator=lambda: driver.connect(path), module=sqlcipher3.dbapi2, poolclass=StaticPool
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
