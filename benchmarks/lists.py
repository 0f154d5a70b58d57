"""Reading a list with its yearly line, against the bare rows of the two tables it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks import data
from benchmarks.job import Job, Scale, fresh, timed
from qbs_desktop.services.lists import listing
from qbs_desktop.services.workspace import Workspace


def jobs(scale: Scale, folder: Path) -> Iterator[Job]:
    """A county's projects."""
    workspace = Workspace.open_file(data.county_file(fresh(folder, "甲.qbs"), scale))
    ask = workspace.store.reader.execute

    def ours() -> None:
        listing.columns(workspace, "project")
        listing.rows(workspace, "project")

    def peer() -> None:
        ask("SELECT * FROM project").fetchall()
        ask("SELECT * FROM figure WHERE subject_id IN (SELECT id FROM project) AND period % 100 = 0").fetchall()

    def columns() -> None:
        listing.columns(workspace, "project")

    def distinct() -> None:
        ask("SELECT DISTINCT indicator_id, period, kind FROM figure").fetchall()

    yield Job("read a list with its yearly line", timed(ours), timed(peer), "bare rows without objects", 3.0)
    yield Job("which columns a list has", timed(columns), timed(distinct), "DISTINCT over all figures", 1.0)
    workspace.close()
