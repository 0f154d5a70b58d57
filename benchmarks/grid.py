"""The grid: page, jump, wheel, sort, filter, find, edit, load, against QTableView over QSqlTableModel in one run."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.job import Job, Scale, fresh, timed

if TYPE_CHECKING:
    from benchmarks.grid_peer import Ours, Peer

_FIVE = ("c1", "c2", "c3", "c12", "c13")


def jobs(scale: Scale, folder: Path) -> Iterator[Job]:
    """Ten thousand and a hundred thousand rows of twenty columns; a million for scrolling."""
    for count in (500,) if scale.short else (10_000, 100_000, 1_000_000):
        yield from _jobs(count, folder)


def _jobs(count: int, folder: Path) -> Iterator[Job]:
    from PySide6.QtWidgets import QApplication

    from benchmarks import grid_peer

    application = QApplication.instance() or QApplication([])
    path = fresh(folder, f"rows{count}.db")
    grid_peer.make(path, count)
    ours, peer = grid_peer.Ours(path), grid_peer.Peer(path)
    for view in (ours.view, peer.view):
        view.resize(1400, 800)
        view.show()
    application.processEvents()
    yield from _scrolling(count, ours, peer)
    if count <= 100_000:
        yield from _work(count, ours, peer, path)
        yield from _loading(count, ours, peer, path)
    for view in (ours.view, peer.view):
        view.close()
        view.deleteLater()
    application.processEvents()


def _pair(
    count: int, name: str, mine: Callable[[], None], other: Callable[[], None], goal: float, sql: str = ""
) -> Job:
    against = sql or f"QTableView + QSqlTableModel, {count} rows"
    return Job(f"grid {count}: {name}", timed(mine), timed(other), against, goal)


def _scrolling(count: int, ours: Ours, peer: Peer) -> Iterator[Job]:
    from benchmarks.grid_peer import jump, wheel

    for name, move in (("five jumps with repaint", jump), ("twenty wheel notches", wheel)):
        yield _pair(count, name, partial(move, ours.view, count), partial(move, peer.view, count), 1.0)


def _work(count: int, ours: Ours, peer: Peer, path: Path) -> Iterator[Job]:
    from qbs_desktop.ui.grid.finding import hits as finding
    from qbs_desktop.ui.grid.rows import edges

    yield _pair(count, "sort by number", partial(ours.sort, "c12"), partial(peer.sort, 12), 0.5)
    yield _pair(count, "sort by text", partial(ours.sort, "c2"), partial(peer.sort, 2), 0.5)
    ours.clear()
    yield _pair(count, "edit one cell", ours.edit, peer.edit, 1.0)
    yield _pair(count, "filter one column", partial(ours.keep, "c1"), partial(peer.keep, "c1 LIKE '%77%'"), 1.0)
    five = " AND ".join(f"{name} LIKE '%7%'" for name in _FIVE)
    yield _pair(count, "filter five columns", partial(ours.keep, *_FIVE), partial(peer.keep, five), 1.0)
    ours.clear()
    store = sqlite3.connect(path)
    every = " OR ".join(f"c{at} LIKE '%没有%'" for at in range(20))

    def find() -> None:
        ours.model._forget()
        finding.hits(ours.view, "没有")

    def ask() -> None:
        store.execute(f"SELECT id FROM t WHERE {every}").fetchall()

    yield _pair(count, "find what is nowhere", find, ask, 3.0, "SQL over every column")

    def down() -> None:
        ours.model._forget()
        edges.reach(ours.model, 0, 1, 1)

    def last() -> None:
        store.execute("SELECT c1 FROM t ORDER BY id").fetchall()

    yield _pair(count, "Ctrl+Down to the end", down, last, 1.0, "the column from SQL")
    store.close()


def _loading(count: int, ours: Ours, peer: Peer, path: Path) -> Iterator[Job]:
    yield _pair(count, "load", ours.load, peer.load, 0.7)
    if sys.platform == "linux":
        weigh = partial(_weight, path)
        against = f"QTableView + QSqlTableModel, {count} rows"
        mine, other = partial(weigh, "ours"), partial(weigh, "peer")
        yield Job(f"grid {count}: memory of a loaded list", mine, other, against, 0.7, unit="MB")


def _weight(path: Path, which: str) -> float:
    """Megabytes by which a process of its own grows."""
    command = [sys.executable, "-m", "benchmarks.grid_memory", which, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return max(int(done.stdout), 1) / 2**20
