"""From starting the process to the first paint and to the first usable list, against a bare Qt window."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import data
from benchmarks.job import Job, Scale, fresh

ROOT = Path(__file__).parent.parent

BARE = """
from PySide6.QtCore import QAbstractTableModel, QTimer, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
class Model(QAbstractTableModel):
    def rowCount(self, parent=None): return 1000
    def columnCount(self, parent=None): return 20
    def data(self, index, role=0): return "12,345.67" if role == 0 else None
class Table(QTableView):
    def paintEvent(self, event):
        super().paintEvent(event); print("painted", flush=True); QApplication.exit(0)
app = QApplication([]); window = QMainWindow(); table = Table(); model = Model()
table.setModel(model); window.setCentralWidget(table); window.resize(1200, 800); window.show(); app.exec()
"""
OURS = """
import sys
from PySide6.QtCore import QTimer
from qbs_desktop import app as program
application, window = program.build([sys.argv[1]])
def painted():
    print("painted", flush=True)
    if sys.argv[2] == "painted": application.exit(0)
def look():
    from qbs_desktop.ui.grid.view import GridView
    if window.has_file:
        if window.current_page() is not window.page("project"): window.show_page("project")
        for grid in window.findChildren(GridView):
            if grid.isVisible() and grid.model().rowCount() > 1:
                grid.repaint(); print("listed", flush=True); application.exit(0); return
    QTimer.singleShot(1, look)
window.painted.connect(painted)
if sys.argv[2] == "listed": QTimer.singleShot(0, look)
QTimer.singleShot(60000, lambda: application.exit(1))
application.exec()
"""


def _until(word: str, code: str, *arguments: str, home: Path) -> Callable[[], float]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
        "PYTHONPYCACHEPREFIX": str(home / "byte code"),  # kept for both, as for every installed program
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        "XDG_CONFIG_HOME": str(home),
        "XDG_DATA_HOME": str(home),
        "XDG_STATE_HOME": str(home),
    }

    def run() -> float:
        start = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-c", code, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        ) as process:
            if process.stdout is None:
                raise RuntimeError("no pipe")
            taken = next((time.perf_counter() - start for line in process.stdout if line.strip() == word), None)
        if taken is None:
            raise RuntimeError(f"the program ended before it had {word}")
        if process.returncode:  # an open window is destroyed while Python ends
            raise RuntimeError(f"the program had {word} and ended with {process.returncode}")
        return taken

    return run


def jobs(scale: Scale, folder: Path) -> Iterator[Job]:
    """A county's file."""
    path = data.county_file(fresh(folder, "甲.qbs"), scale)
    bare = _until("painted", BARE, home=folder)
    against = "bare QMainWindow + QTableView"
    for _ in range(0 if scale.short else 2):  # byte code and caches of both
        bare()
        _until("painted", OURS, str(path), "painted", home=folder)()
    yield Job("start to first paint", _until("painted", OURS, str(path), "painted", home=folder), bare, against, 1.3)
    yield Job(
        "start to first usable list", _until("listed", OURS, str(path), "listed", home=folder), bare, against, 2.2
    )
