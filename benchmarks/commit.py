"""One durable cell commit, with its audit rows, undo and notice, against a bare update and commit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import count
from pathlib import Path

from benchmarks import data
from benchmarks.job import Job, Scale, fresh, timed
from qbs_desktop.db import driver
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.services.workspace import Workspace

PLACE = Period.of_month(2026, 1)


def jobs(scale: Scale, folder: Path) -> Iterator[Job]:
    """The same file twice: one open in the program, one open bare."""
    path, other = data.county_file(fresh(folder, "甲.qbs"), scale), fresh(folder, "乙.qbs")
    other.write_bytes(path.read_bytes())
    workspace, bare = Workspace.open_file(path), driver.connect(other)
    numbers = count(1)
    steps = 10 if scale.short else 60
    record = workspace.read(lambda c: c.execute("SELECT min(id) FROM project").fetchone()[0])
    key = FigureKey(record, "investment", PLACE, Kind.ACTUAL)
    where = bare.execute("SELECT indicator_id FROM figure WHERE subject_id = ? LIMIT 1", (record,)).fetchone()[0]

    def ours() -> None:
        for _ in range(steps):
            figure = Figure(Decimal(next(numbers)))
            workspace.run("填", lambda edit, figure=figure: edit.set_figure(key, figure))

    def peer() -> None:
        for _ in range(steps):
            bare.execute("BEGIN IMMEDIATE")
            bare.execute(
                "UPDATE figure SET value = ? WHERE subject_id = ? AND indicator_id = ? AND period = ? AND kind = 0",
                (next(numbers), record, where, PLACE.code),
            )
            bare.execute("COMMIT")

    yield Job(f"durable cell commit x {steps}", timed(ours), timed(peer), "bare update + commit, same settings", 1.3)
    workspace.close()
    bare.close()
