"""A clerk at the real window, until the process is killed: types cell after cell with keys and notes what was done.

Notes go to `<file>.acks`, one line each: what (key, saved, left), cell, text, moment; `left` is a text that is wrong.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from qbs_desktop.app import dress
from qbs_desktop.domain.period import Period
from qbs_desktop.services.lists.waiting import NEW_ROW
from qbs_desktop.ui.main_window import MainWindow

OCTOBER = Period.of_month(2026, 10)
MONTHLY = "investment/total"
COLUMNS = ("owner", "content", "total_investment", MONTHLY, "name")
"""One line, several lines, a number, the month page, the empty row below the list."""
PAUSES_MS = (5, 60)


@dataclass(frozen=True, slots=True)
class Note:
    """One line of the notes; `at` is on the clock that all processes share."""

    what: str
    record: int
    column: str
    text: str
    at: float


def notes(path: Path) -> list[Note]:
    """What a killed clerk had noted."""
    file = Path(f"{path}.acks")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [Note(*json.loads(line)) for line in lines]


class Clerk:
    """Types into cells of one window."""

    def __init__(self, window: MainWindow, path: Path) -> None:
        self._window = window
        self._notes = os.open(f"{path}.acks", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._chance = random.Random(os.getpid())

    def _note(self, what: str, record: int, column: str, text: str) -> None:
        line = json.dumps((what, record, column, text, time.monotonic()), ensure_ascii=False)
        os.write(self._notes, f"{line}\n".encode())

    def _page(self, column: str) -> Any:
        page: Any = self._window.show_page("month" if column == MONTHLY else "project")
        if column == MONTHLY:
            page.select("project", OCTOBER)
            page.head.show_indicator("investment")
        return page

    def fill(self, number: int) -> None:
        """One cell: go there, type, Enter."""
        column = COLUMNS[number % len(COLUMNS)]
        page = self._page(column)
        line = page.grid.shown() if column == "name" else self._chance.randrange(page.grid.shown())
        record = NEW_ROW if column == "name" else page.grid.id_at(line)
        page.view.go(line, page.grid.column_of(column))
        page.view.setFocus()
        number_wanted = column in ("total_investment", MONTHLY)
        wrong = number_wanted and self._chance.random() < 0.3
        text = f"{os.getpid() % 1000}.{number}" if number_wanted else f"Co{os.getpid()}n{number}"
        text += "x" if wrong else ""
        for end in range(1, len(text) + 1):
            QTest.keyClicks(QApplication.focusWidget(), text[end - 1])
            self._note("key", record, column, text[:end])
            QTest.qWait(self._chance.randint(*PAUSES_MS))
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        self._note("left" if wrong else "saved", record, column, text)
        QTest.qWait(self._chance.randint(*PAUSES_MS))


def work(path: Path, begun: Callable[[], object]) -> None:
    """Open the window on a file and type until the end."""
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, f"{path}.settings")
    application = QApplication([])
    dress(application)
    window = MainWindow()
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    if not window.open_path(path):
        raise AssertionError(path)
    QTest.qWait(50)
    clerk = Clerk(window, path)
    clerk._page(COLUMNS[0])
    begun()
    number = 0
    while True:
        clerk.fill(number)
        number += 1
