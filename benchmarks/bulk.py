"""Entering a county's figures in one operation with audit and undo, against a bare executemany of the same rows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import data
from benchmarks.job import Job, Scale, fresh
from qbs_desktop.db import driver
from qbs_desktop.domain import amount
from qbs_desktop.services.workspace import Workspace


def jobs(scale: Scale, folder: Path) -> Iterator[Job]:
    """A county, and ten of them."""
    for counties in (1,) if scale.short else (1, 10):
        yield _job(scale, folder, counties)


def _job(scale: Scale, folder: Path, counties: int) -> Job:
    template = fresh(folder, "名单.qbs")
    with data.create(template) as workspace:
        records = data.add_records(workspace, scale, counties)
        first = [
            (key, figure, cell) for (key, figure, cell), _ in zip(data.figures(records[:1]), range(1), strict=False)
        ]
        workspace.run("首个", lambda edit: edit.set_figures(first))
        workspace.undo()
    wanted = list(data.figures(records))

    def ours() -> float:
        path = fresh(folder, "甲.qbs")
        path.write_bytes(template.read_bytes())
        with Workspace.open_file(path) as workspace:
            start = time.perf_counter()
            workspace.run("导入", lambda edit: edit.set_figures(wanted))
            return time.perf_counter() - start

    def peer() -> float:
        path = fresh(folder, "乙.qbs")
        path.write_bytes(template.read_bytes())
        connection = driver.connect(path)
        slugs = sorted({key.indicator for key, _figure, _cell in wanted})
        numbers = {slug: 100 + place for place, slug in enumerate(slugs)}
        for slug, number in numbers.items():
            connection.execute("INSERT INTO indicator VALUES (?, ?, 2)", (number, slug))
        start = time.perf_counter()
        rows = [
            (key.subject_id, numbers[key.indicator], key.period.code, int(key.kind), amount.to_scaled(figure.value, 2))
            for key, figure, _cell in wanted
            if figure is not None and figure.value is not None
        ]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO figure (subject_id, indicator_id, period, kind, value) VALUES (?, ?, ?, ?, ?)", rows
        )
        connection.execute("COMMIT")
        taken = time.perf_counter() - start
        connection.close()
        return taken

    return Job(f"enter {len(wanted)} figures", ours, peer, "bare executemany of the same Decimals, same settings", 1.6)
