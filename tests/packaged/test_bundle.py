"""The built program, as it is handed out: started in a clean folder with an empty environment. `make package-test`.

Not part of `make test`: building takes minutes. QBS_BUNDLE names the folder with the two programs (dist/qbs-desktop).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.fixtures import formats

BUNDLE = Path(os.environ.get("QBS_BUNDLE", ""))
pytestmark = pytest.mark.skipif("QBS_BUNDLE" not in os.environ, reason="make package-test says which bundle")
ENDING = ".exe" if sys.platform == "win32" else ""
START = 8.0
"""Seconds in which the window must have painted a page: several times what it takes, on a busy machine."""


class Computer:
    """An empty home, and an empty folder to start the programs in."""

    def __init__(self, place: Path) -> None:
        self.home, self.here = place / "家 目录", place / "工作 目录"
        self.home.mkdir()
        self.here.mkdir()

    def run(self, program: str, *words: object, locale: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
        environment = {"HOME": str(self.home), "LANG": locale, "QT_QPA_PLATFORM": "offscreen"}
        command = [str(BUNDLE / f"{program}{ENDING}"), *map(str, words)]
        return subprocess.run(
            command, cwd=self.here, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=110
        )

    def json(self, *words: object) -> dict:
        done = self.run("qbs", *words, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    return Computer(tmp_path)


def test_the_program_finds_itself_well_and_leaves_nothing_behind(computer: Computer) -> None:
    done = computer.run("qbs", "self-test")
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(computer.here.iterdir()) == []
    assert list(computer.home.iterdir()) == []


def test_the_windowed_program_says_so_too_where_the_locale_knows_no_chinese(computer: Computer) -> None:
    done = computer.run("qbs-desktop", "--self-test", "结果.txt", locale="C")
    assert done.returncode == 0, done.stdout + done.stderr
    told = (computer.here / "结果.txt").read_text(encoding="utf-8")
    assert told.splitlines()[-1].startswith("自检通过")


@pytest.mark.parametrize("kind", ["xlsx", "xls", "csv", "locked"])
def test_every_kind_of_workbook_is_read(computer: Computer, kind: str) -> None:
    books = {
        "xlsx": lambda: formats.xlsx(computer.here / "a.xlsx"),
        "xls": lambda: formats.xls(computer.here / "a.xls"),
        "csv": lambda: formats.text(computer.here / "a.csv", "gb18030"),
        "locked": lambda: formats.locked(computer.here / "a.xlsx"),
    }
    book = books[kind]()
    computer.json("new", "县.qbs", "--profile", "hunan-county", "--unit", "430223", "--year", "2026")
    password = ["--password", formats.PASSWORD] if kind == "locked" else []
    shown = computer.run("qbs", "import", "县.qbs", book.name, *password, "--json")
    assert shown.returncode in (0, 1), shown.stderr
    rows = [row["name"] for sheet in json.loads(shown.stdout)["sheets"] for row in sheet["rows"]]
    assert rows[:2] == ["株洲中车时代电气股份有限公司", "醴陵华联瓷业股份有限公司"]


def test_the_window_paints_a_page_soon(computer: Computer) -> None:
    computer.json("new", "县.qbs", "--profile", "zhuzhou", "--unit", "430200", "--sample")
    computer.run("qbs-desktop", "县.qbs", "--offscreen-shot", "热身.png")
    began = time.monotonic()
    done = computer.run("qbs-desktop", "县.qbs", "--offscreen-shot", "窗口.png")
    took = time.monotonic() - began
    assert done.returncode == 0, done.stderr
    assert (computer.here / "窗口.png").stat().st_size > 20_000
    print(f"window painted and closed after {took:.1f} s")
    assert took < START


def test_the_licences_are_there() -> None:
    licences = {path.name for path in (BUNDLE / "_internal" / "licenses").iterdir()}
    assert {"Qt", "Python", "LICENSE", "THIRD_PARTY_NOTICES.md", "numpy", "pylopdf-fonts-zh-cn"} <= licences


def test_the_printed_manual_and_card_are_there() -> None:
    pages = {path.name: path.stat().st_size for path in (BUNDLE / "_internal" / "docs" / "print").iterdir()}
    assert set(pages) == {"使用手册.html", "使用手册.pdf", "速查卡.html", "速查卡.pdf"}
    assert min(pages.values()) > 2_000


def test_libraries_that_read_each_others_structures_come_together() -> None:
    """libxkbcommon-x11 beside another version of libxkbcommon ends the program as soon as it opens a window."""
    brought = {path.name for path in (BUNDLE / "_internal").glob("libxkbcommon*")}
    assert brought in ({"libxkbcommon.so.0", "libxkbcommon-x11.so.0"}, set())


def test_the_only_sqlite_is_the_one_that_guards_its_pages() -> None:
    found = [path.relative_to(BUNDLE).as_posix() for path in BUNDLE.rglob("*sqlite3*.so*")]
    assert [path.split("/")[1] for path in found] == ["sqlcipher3"]
