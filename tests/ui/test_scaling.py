"""界面大小: chosen once, in force from the next start, instead of the system's and only where the screen has room."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMenu

from qbs_desktop.ui import feedback, settings
from qbs_desktop.ui.main_window import SMALLEST, MainWindow
from qbs_desktop.ui.pages import PAGES
from qbs_desktop.ui.window import scaling
from tests.faults.processes import ROOT, environment

MEASURE = """
import sys
from PySide6.QtCore import QSettings
QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, sys.argv[1])
from qbs_desktop.ui.window import scaling
scaling.prepare()
from PySide6.QtWidgets import QApplication
application = QApplication([])
from qbs_desktop import app
app.dress(application)
from qbs_desktop.ui.main_window import MainWindow
window = MainWindow()
window.resize(1, 1)
window.show()
print(application.devicePixelRatio(), window.width(), window.height())
"""


@pytest.mark.parametrize("size", [0, 125, 200])
def test_the_next_start_is_drawn_in_the_chosen_size(tmp_path: Path, size: int) -> None:
    settings.keep("scale", str(size) if size else "")
    settings.settings().sync()
    own = environment() | {"QT_QPA_PLATFORM": "offscreen", "QBS_SETTINGS": ""}
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path / "settings")],
        cwd=ROOT,
        env=own,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    ratio, width, height = (float(word) for word in done.stdout.split())
    assert ratio == (size or 100) / 100
    assert (width, height) <= (SMALLEST.width(), SMALLEST.height())


def test_the_chosen_size_stands_instead_of_the_systems() -> None:
    made: dict[str, str] = {}
    scaling.prepare(made)
    assert made == {}
    settings.keep("scale", "150")
    scaling.prepare(made)
    assert made == {"QT_ENABLE_HIGHDPI_SCALING": "0", "QT_SCALE_FACTOR": "1.5"}
    own = {"QT_SCALE_FACTOR": "3"}
    scaling.prepare(own)
    assert own == {"QT_SCALE_FACTOR": "3"}
    settings.keep("scale", "9000")
    assert scaling.chosen() == scaling.SYSTEM


@pytest.mark.parametrize(
    ("size", "pixels", "there"),
    [
        (200, QSize(1920, 1080), True),
        (125, QSize(1366, 768), True),
        (150, QSize(1366, 768), False),
        (200, QSize(1366, 768), False),
        (100, QSize(1024, 600), True),
        (0, QSize(800, 600), True),
    ],
)
def test_a_size_is_offered_only_where_the_window_has_room(size: int, pixels: QSize, there: bool) -> None:
    assert scaling.fits(size, pixels, SMALLEST) is there


def test_the_menu_marks_the_chosen_size_and_tells_when_it_holds(window: MainWindow, monkeypatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(feedback, "inform", lambda _parent, *words: said.extend(words))
    monkeypatch.setattr(scaling, "fits", lambda *_: True)
    menu = QMenu()
    scaling.fill(window, menu)
    assert [one.text() for one in menu.actions()] == ["跟随系统", "100%", "125%", "150%", "175%", "200%"]
    assert [one.text() for one in menu.actions() if one.isChecked()] == ["跟随系统"]
    menu.actions()[3].trigger()
    assert "下次启动时生效" in said[0]
    scaling.fill(window, menu)
    assert [one.text() for one in menu.actions() if one.isChecked()] == ["150%"]
    assert "QT_SCALE_FACTOR" not in os.environ


def test_every_page_fits_what_is_left_of_a_full_hd_screen_at_twice_the_size(qtbot, opened: MainWindow) -> None:
    """1920 x 1080 at 200 % is 960 x 540; a title bar and a task bar leave 480."""
    opened.resize(SMALLEST)
    for entry in PAGES:
        opened.show_page(entry.id)
        qtbot.waitUntil(lambda: not opened.tasks.busy, timeout=15_000)
        assert opened.size() == SMALLEST, entry.id
    assert opened.rail.width() < 60
    model = opened.rail.model()
    assert model.index(0, 0).data() == ""
    assert model.index(0, 0).data(11) == "工作台"  # Qt.ItemDataRole.AccessibleTextRole
    opened.resize(1366, 768)
    assert model.index(0, 0).data() == "工作台"
