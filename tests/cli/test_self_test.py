"""The program tries itself: every step is told, a missing part is named, and nothing stays behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from qbs_desktop.selftest.steps import STEPS

ROOT = Path(__file__).parent.parent.parent
WITHOUT = "import sys; sys.modules[{library!r}] = None; from qbs_desktop.app import main; sys.exit(main({words!r}))"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty computer: home, temporary folder and the folder in which the program is started."""
    for name in ("home", "tmp", "here"):
        (tmp_path / name).mkdir()
    return tmp_path


def run(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in os.environ if name.startswith("QT_QPA_")}
    environment = {"HOME": str(place / "home"), "TMPDIR": str(place / "tmp"), "PYTHONPATH": str(ROOT), **kept}
    command = [sys.executable, "-X", "utf8", *words]
    return subprocess.run(
        command, cwd=place / "here", env=environment, capture_output=True, encoding="utf-8", check=False, timeout=110
    )


@pytest.mark.slow
def test_every_step_is_told_and_nothing_stays_behind(place: Path) -> None:
    done = run(place, "-m", "qbs_desktop.cli", "self-test")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    first, *steps, last = done.stdout.splitlines()
    assert first.startswith("千百十填报")
    assert [line.strip().partition("：")[0] for line in steps] == [title for title, _step in STEPS]
    assert last.startswith("自检通过")
    assert list(place.glob("*/*")) == []


def test_a_missing_library_is_named_and_the_report_says_it_too(place: Path) -> None:
    report = place / "here" / "自检.txt"
    done = run(place, "-c", WITHOUT.format(library="xlsxwriter", words=["--self-test", str(report)]))
    assert done.returncode == 1
    told = report.read_text(encoding="utf-8")
    assert told == done.stdout
    assert "装载组件：未通过" in told
    assert "xlsxwriter" in told
    assert told.splitlines()[-1].startswith("自检未通过")
    assert list(place.glob("*/*")) == [report]
