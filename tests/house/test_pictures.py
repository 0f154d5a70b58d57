"""The tool that makes the manual's pictures works: it is run for three of them, one of a menu and one of a dialog."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

ROOT = Path(__file__).parent.parent.parent
NAMES = ("pick-amount", "lists-column", "rules")


def test_pictures_are_small_and_of_one_width(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "QT_SCALE_FACTOR"}
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "screenshots", "--out", tmp_path, "--only", *NAMES],
        env=environment | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    assert {path.stem for path in tmp_path.iterdir()} == set(NAMES)
    for path in tmp_path.iterdir():
        picture = QImage(str(path))
        assert picture.width() == 1366
        assert picture.colorCount() <= 256
        assert path.stat().st_size < 120_000
        kept = QImage(str(ROOT / "docs" / "images" / path.name))
        assert (kept.width(), kept.height()) == (picture.width(), picture.height())
