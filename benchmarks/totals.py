"""Month totals of a list, year to date, against DuckDB on the same rows in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks import data
from benchmarks.job import Job, Scale, fresh, timed
from qbs_desktop.db import driver, totals
from qbs_desktop.domain.period import Period

MONTH = Period.of_month(2026, 6)


def jobs(scale: Scale, folder: Path) -> Iterator[Job]:
    """One county, and ten in one file."""
    for counties in (1,) if scale.short else (1, 10):
        yield from _jobs(scale, folder, counties)


def _jobs(scale: Scale, folder: Path, counties: int) -> Iterator[Job]:
    import duckdb

    path = data.county_file(fresh(folder, "甲.qbs"), scale, counties)
    ours = driver.connect(path)
    count = ours.execute("SELECT count(*) FROM figure").fetchone()[0]
    peer = duckdb.connect()
    peer.execute("CREATE TABLE figure (subject BIGINT, indicator INT, period INT, kind INT, value BIGINT)")
    columns = list(zip(*ours.execute("SELECT subject_id, indicator_id, period, kind, value FROM figure"), strict=True))
    peer.execute(f"INSERT INTO figure SELECT {', '.join(['unnest(?::BIGINT[])'] * 5)}", [list(one) for one in columns])
    ids = [row[0] for row in ours.execute("SELECT id FROM project WHERE parent_id IS NULL")]
    peer.execute("CREATE TABLE project AS SELECT unnest(?::BIGINT[]) AS id", [ids])
    joined = "SELECT indicator, period, kind, sum(value), count(value) FROM figure JOIN project ON id = subject"
    goal = 1.0 if counties == 1 else 3.0

    def all_ours() -> object:
        return totals.totals(ours, "project")

    def all_peer() -> object:
        return peer.execute(f"{joined} GROUP BY ALL").fetchall()

    def one_ours() -> object:
        return totals.totals(ours, "project", [MONTH])

    def one_peer() -> object:
        return peer.execute(f"{joined} WHERE period = {MONTH.code} GROUP BY ALL").fetchall()

    against = "DuckDB, data in memory"
    yield Job(f"totals of every period, {count} figures", timed(all_ours), timed(all_peer), against, goal)
    yield Job(f"totals of one month, {count} figures", timed(one_ours), timed(one_peer), against, goal)
    ours.close()
    peer.close()
