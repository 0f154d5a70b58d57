"""The real list page on a long list: opening, one row more, undo, against QSqlTableModel over the same table.

The peer's table is plain; ours is in a data file whose every page carries a checksum, and the page also counts, adds up
and arranges 其中 rows. A changed row is stored durably by both; QSqlTableModel then reads its table anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from benchmarks import data
from benchmarks.job import Job, Scale, fresh, timed
from qbs_desktop.db import driver
from qbs_desktop.domain.period import Period
from qbs_desktop.services.workspace import Workspace


def jobs(scale: Scale, folder: Path) -> Iterator[Job]:
    """Ten thousand and a hundred thousand projects."""
    for count in (200,) if scale.short else (10_000, 100_000):
        yield from _jobs(count, folder)


def _plain(path: Path, source: Path) -> Path:
    """The projects with two yearly figures in a table without checksums."""
    own = driver.connect(source)
    rows = own.execute(
        "SELECT t.*, a.value, b.value FROM project t LEFT JOIN figure a ON a.subject_id = t.id AND a.period = 202500"
        " LEFT JOIN figure b ON b.subject_id = t.id AND b.period = 202600 ORDER BY t.position"
    )
    names = [row[1] for row in own.execute("PRAGMA table_info(project)")]
    columns = ", ".join([f'"{name}"' for name in names] + ["y2025", "y2026"])
    with sqlite3.connect(path) as store:
        store.execute(f"CREATE TABLE t ({columns})")
        store.executemany(f"INSERT INTO t VALUES ({', '.join('?' * (len(names) + 2))})", rows)
    store.execute("PRAGMA journal_mode = WAL")
    store.close()
    own.close()
    return path


def _jobs(count: int, folder: Path) -> Iterator[Job]:
    from PySide6.QtCore import QObject, Signal
    from PySide6.QtWidgets import QApplication

    from benchmarks.grid_peer import Peer
    from qbs_desktop.ui.pages.lists.page import ListPage

    class Shell(QObject):
        """What a page asks of the window, unanswered."""

        period_changed = Signal()
        themed = Signal()
        period = Period.of_month(2026, 10)

        def say(self, text: str) -> None:
            """Nobody listens."""

        def show_page(self, page_id: str) -> None:
            """There is no other page."""

    application = QApplication.instance() or QApplication([])
    path = data.long_list(fresh(folder, f"长{count}.qbs"), count)
    workspace = Workspace.open_file(path)
    page = ListPage(workspace, Shell(), "project")  # type: ignore[arg-type]
    peer = Peer(_plain(fresh(folder, f"长{count}.db"), path))
    store = sqlite3.connect(folder / f"长{count}.db", isolation_level=None)
    store.execute("PRAGMA synchronous = FULL")
    for widget in (page, peer.view):
        widget.resize(1366, 768)
        widget.show()
    page.activate()
    application.processEvents()

    def opened() -> None:
        page.refresh()
        page.view.viewport().repaint()

    def inserted() -> None:
        page.view.go(count // 2, 1)
        page.row_acts.insert_below()
        page.view.viewport().repaint()

    def undone() -> None:
        workspace.undo()
        page.view.viewport().repaint()

    def more() -> None:
        store.execute("INSERT INTO t (id, name) VALUES (0, '新')")
        peer.load()

    def less() -> None:
        store.execute("DELETE FROM t WHERE id = 0")
        peer.load()

    against = f"QTableView + QSqlTableModel, {count} rows"
    inserted()  # the part that writes loads with the first change
    undone()
    yield Job(f"list page {count}: open", timed(opened), timed(peer.load), against, 2.0)
    yield Job(f"list page {count}: one row more", timed(inserted), timed(more), against, 0.7)
    yield Job(f"list page {count}: undo", timed(undone), timed(less), against, 0.7)
    store.close()
    for widget in (page, peer.view):
        widget.close()
        widget.deleteLater()
    application.processEvents()
    workspace.close()
