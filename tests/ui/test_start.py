"""The window is on screen before what opens a file is loaded, and the list before what the list does not show."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.faults.processes import ROOT, environment

START = """
import sys
from PySide6.QtCore import QSettings
QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, sys.argv[1])
from qbs_desktop import app
from qbs_desktop.ui import settings
settings.keep("page", "project")
application, window = app.build([sys.argv[2]])
def loaded(page="nothing"):
    print(page, *sys.modules, flush=True)
window.painted.connect(loaded)
window.ready.connect(loaded)
window.ready.connect(application.quit)
application.exec()
"""


def test_nothing_is_loaded_before_it_is_shown(tmp_path: Path, sample_files: dict[str, bytes]) -> None:
    path = tmp_path / "县.qbs"
    path.write_bytes(sample_files["hunan-county"])
    told = subprocess.run(
        [sys.executable, "-c", START, str(tmp_path / "settings"), str(path)],
        cwd=ROOT, env=environment() | {"QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True,
        encoding="utf-8", check=True, timeout=60,
    )  # fmt: skip
    painted, listed = (line.split() for line in told.stdout.splitlines())
    assert painted[0] == "nothing"
    assert _loaded(painted, "qbs_desktop.services", "qbs_desktop.db", "qbs_desktop.exchange", "sqlcipher3") == []
    assert _loaded(painted, "qbs_desktop.domain.ledgers", "qbs_desktop.ui.pages.lists.page") == []
    assert listed[0] == "project"
    assert "qbs_desktop.ui.pages.lists.page" in listed
    heavy = ("sqlalchemy", "openpyxl", "pyqtgraph", "numpy", "tomllib")
    assert _loaded(listed, *heavy, "qbs_desktop.domain.checks", "qbs_desktop.services.history") == []


def _loaded(modules: list[str], *unwanted: str) -> list[str]:
    return [one for one in modules[1:] if one.startswith(tuple(f"{name}." for name in unwanted)) or one in unwanted]
