"""A county's October by keys alone: 60 enterprises of four indicators, 150 projects; typed, pasted, corrected.

The window is the real one. The same journey runs once more under a virtual X server, where there is one.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from qbs_desktop import app
from qbs_desktop.domain.codes import shapes
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.services import profiles
from qbs_desktop.services.lists import listing
from qbs_desktop.services.workspace import Unit, Workspace
from qbs_desktop.ui import settings
from qbs_desktop.ui.grid.view import GridView
from qbs_desktop.ui.main_window import MainWindow

K, M = Qt.Key, Qt.KeyboardModifier
OCTOBER = Period.parse("2026-10")
INDICATORS = ("output", "revenue", "tax", "profit")
ENTERPRISES, PROJECTS, TYPED_ROWS, TYPED_NAMES = 60, 150, 24, 3
YI = Decimal(10) ** 8


class Truth:
    """What the county's October is, made from one seed."""

    def __init__(self, seed: int = 20261126) -> None:
        chance = random.Random(seed)
        sectors = ("工业和信息化", "农林牧渔", "建筑业", "服务业")
        self.enterprises: list[tuple[str, str, str]] = []
        for number in range(1, ENTERPRISES + 1):
            body = f"91430225MA{number:06d}"
            body += shapes.organisation_check_digit(body[8:16])
            code = body + shapes.credit_check_digit(body)
            self.enterprises.append((f"炎陵第{number}制造有限公司", chance.choice(sectors), code))
        self.figures = {
            name: [Decimal(chance.randrange(1, 10**6)).scaleb(-4) for _ in INDICATORS]
            for name, _sector, _code in self.enterprises
        }
        self.figures[self.enterprises[6][0]][3] = Decimal("-0.25")
        self.projects = [
            (
                f"炎陵第{number}号产业项目",
                Decimal(chance.randrange(10_000, 500_000)),
                Decimal(chance.randrange(1, 9000)),
            )
            for number in range(1, PROJECTS + 1)
        ]


class Clerk:
    """Presses keys, and nothing else, in a window."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.pressed = 0

    @property
    def here(self) -> QWidget:
        """Where keys go."""
        found = QApplication.focusWidget()
        assert found is not None, "the focus is nowhere"
        return found

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = M.NoModifier, times: int = 1) -> None:
        for _ in range(times):
            QTest.keyClick(self.here, key, modifiers)
            self.pressed += 1

    def type(self, words: str) -> None:
        """ASCII by keys; Chinese as an input method commits it."""
        for one in words:
            if one.isascii():
                QTest.keyClick(self.here, one)
            else:
                event = QInputMethodEvent()
                event.setCommitString(one)
                QApplication.sendEvent(self.here, event)
            self.pressed += 1

    def paste(self, rows: list[list[str]]) -> None:
        QGuiApplication.clipboard().setText("\r\n".join("\t".join(row) for row in rows) + "\r\n")
        self.key(K.Key_V, M.ControlModifier)

    def walk_to(self, name: str) -> QComboBox:
        """F6 until the focus is in the line over the grid, then Tab or Shift+Tab to the choice of that name."""
        page = self.window.current_page()
        assert page is not None
        wanted = next(box for box in page.findChildren(QComboBox) if box.accessibleName() == name)
        for _ in range(30):
            here = self.here
            if here is wanted:
                return wanted
            if not isinstance(here, QComboBox) or not page.isAncestorOf(here):
                self.key(K.Key_F6)
            elif wanted.x() < here.x():
                self.key(K.Key_Backtab, M.ShiftModifier)
            else:
                self.key(K.Key_Tab)
        raise AssertionError(f"no way by keys to {name}")

    def choose(self, name: str, word: str) -> None:
        """Pick a word of a choice with the arrows."""
        box = self.walk_to(name)
        self.key(K.Key_Home)
        for _ in range(box.count()):
            if box.currentText().startswith(word):
                self.key(K.Key_Return)
                return
            self.key(K.Key_Down)
        raise AssertionError(f"{name} has no {word}")

    def back_to_grid(self) -> None:
        """F6 until the keys are in the grid."""
        for _ in range(12):
            if isinstance(self.here, GridView):
                return
            self.key(K.Key_F6)
        raise AssertionError("no way by keys back to the grid")


@pytest.fixture
def truth() -> Truth:
    return Truth()


@pytest.fixture
def clerk(tmp_path: Path, qtbot, qapp: QApplication) -> Iterator[Clerk]:
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    settings.settings.cache_clear()
    path = tmp_path / "炎陵.qbs"
    unit = Unit("430225", "炎陵县")
    Workspace.create(path, profiles.load("hunan-county"), unit, year=2026).close()
    font, palette = qapp.font(), qapp.palette()
    app.dress(qapp)
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    assert window.open_path(path)
    window.set_period(OCTOBER)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)  # an X server takes a moment to give the focus
    yield Clerk(window)
    window.close()
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)


def text_of(number: Decimal, way: int) -> str:
    """A figure in 亿元 as clerks write it: plain, full width, with its own unit, with a blank behind."""
    plain = format(number, "f")
    match way % 4:
        case 1:
            return plain.translate(str.maketrans("0123456789.-", "０１２３４５６７８９．－"))
        case 2:
            return format(number * 10_000, "f").rstrip("0").rstrip(".") + "万"
        case _:
            return plain


SLIPS = {(2, 1): "{}x", (5, 0): "{}9", (8, 2): "1.2.3"}
"""Row and indicator of what the clerk mistypes on the first go: no numbers, and a digit too many."""


def enter_lists(clerk: Clerk, truth: Truth) -> None:
    """Enterprises: three names typed, everything else pasted; projects pasted with their headings."""
    heads = ["企业名称", "所属领域", "统一社会信用代码"]
    clerk.key(K.Key_3, M.AltModifier)
    clerk.key(K.Key_Insert)
    for name, _sector, _code in truth.enterprises[:TYPED_NAMES]:
        clerk.type(name)
        clerk.key(K.Key_Return)
    clerk.key(K.Key_Insert)
    clerk.paste([heads, *map(list, truth.enterprises[TYPED_NAMES:])])
    clerk.key(K.Key_Home, M.ControlModifier)
    clerk.paste([heads, *map(list, truth.enterprises[:TYPED_NAMES])])
    clerk.key(K.Key_4, M.AltModifier)
    clerk.key(K.Key_Insert)
    totals = [[name, format(total, ",f")] for name, total, _done in truth.projects]
    clerk.paste([["项目名称", "总投资（万元）"], *totals])


def open_month(clerk: Clerk, ledger: str, unit: str) -> None:
    """The month page on a list, every indicator side by side, the cursor in the upper left cell to be filled."""
    clerk.key(K.Key_7, M.AltModifier)
    clerk.choose("名单", ledger)
    clerk.choose("报告期", "2026年10月")
    clerk.choose("指标", "全部")
    clerk.choose("单位", unit)
    clerk.key(K.Key_Home, M.ControlModifier)
    clerk.key(K.Key_Tab)


def enter_enterprises(clerk: Clerk, truth: Truth) -> None:
    """October: some rows typed across, with slips; the rest pasted column by column."""
    open_month(clerk, "企业", "亿元")
    clerk.key(K.Key_T, M.AltModifier)
    clerk.key(K.Key_Home, M.ControlModifier)
    clerk.key(K.Key_Tab)
    for row, (name, _sector, _code) in enumerate(truth.enterprises[:TYPED_ROWS]):
        for at, figure in enumerate(truth.figures[name]):
            clerk.type(SLIPS.get((row, at), "").format(figure) or text_of(figure, row + at))
            clerk.key(K.Key_Return if at == len(INDICATORS) - 1 else K.Key_Tab)
    for at in range(len(INDICATORS)):
        clerk.key(K.Key_Home, M.ControlModifier)
        clerk.key(K.Key_Tab)
        clerk.key(K.Key_Down, times=TYPED_ROWS)
        clerk.key(K.Key_Tab, times=at)
        rest = truth.enterprises[TYPED_ROWS:]
        clerk.paste([[text_of(truth.figures[name][at], number)] for number, (name, *_rest) in enumerate(rest)])


def correct(clerk: Clerk, truth: Truth) -> None:
    """What was no number is marked and led to; what was a wrong number is taken back and typed again."""
    page = clerk.window.page("month")
    waiting = [place for place, slip in SLIPS.items() if not slip.endswith("9")]
    assert len(page.grid.wrongs()) == len(waiting)
    clerk.key(K.Key_Home, M.ControlModifier)
    for row, at in sorted(waiting):
        clerk.key(K.Key_F7, M.ShiftModifier)
        clerk.type(str(truth.figures[truth.enterprises[row][0]][at]))
        clerk.key(K.Key_Return)
    assert not page.grid.wrongs()
    clerk.key(K.Key_Home, M.ControlModifier)
    clerk.key(K.Key_Tab)
    clerk.key(K.Key_Down, times=5)
    clerk.type("1")
    clerk.key(K.Key_Return)
    clerk.key(K.Key_Z, M.ControlModifier)
    clerk.key(K.Key_Up)
    clerk.type(str(truth.figures[truth.enterprises[5][0]][0]))
    clerk.key(K.Key_Return)


def enter_projects(clerk: Clerk, truth: Truth) -> None:
    """150 results in one column, in 万元."""
    open_month(clerk, "项目", "万元")
    clerk.paste([[format(done, ",f")] for _name, _total, done in truth.projects])


def stored(workspace: Workspace, ledger: str, indicators: tuple[str, ...]) -> dict[str, list[Decimal | None]]:
    """October as it is in the file, in 亿元."""
    data = workspace.dataset(periods=[OCTOBER])
    found: dict[str, list[Decimal | None]] = {}
    for record in data.rows(ledger):
        own = data.figures(record)
        values = [own.get((slug, OCTOBER, Kind.ACTUAL)) for slug in indicators]
        found[record.name] = [None if one is None or one.value is None else one.value / YI for one in values]
    return found


def test_a_countys_october_is_entered_by_keys_alone(clerk: Clerk, truth: Truth) -> None:
    enter_lists(clerk, truth)
    enter_enterprises(clerk, truth)
    correct(clerk, truth)
    enter_projects(clerk, truth)
    workspace = clerk.window.workspace
    records = workspace.dataset().rows("enterprise")
    assert [(one.name, one.text("sector"), one.text("credit_code")) for one in records] == truth.enterprises
    assert stored(workspace, "enterprise", INDICATORS) == truth.figures
    totals = {row.record.name: row.record.values["total_investment"] for row in listing.rows(workspace, "project")}
    assert totals == {name: total * 10_000 for name, total, _done in truth.projects}
    done = {name: [done / 10_000] for name, _total, done in truth.projects}
    assert stored(workspace, "project", ("investment",)) == done
    assert list(workspace.waiting.texts()) == []


@pytest.mark.xserver
@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="no virtual X server is installed")
def test_the_same_october_in_a_window_of_a_real_x_server(tmp_path: Path) -> None:
    if os.environ.get("QT_QPA_PLATFORM") == "xcb":
        pytest.skip("this is that window")
    here = "tests/journeys/test_october.py::test_a_countys_october_is_entered_by_keys_alone"
    done = subprocess.run(
        [
            "xvfb-run",
            "-a",
            "-s",
            "-screen 0 1366x768x24",
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            "0",
            "-p",
            "no:cacheprovider",
            here,
        ],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "1 passed" in done.stdout
