"""Reliability test D4 at the window: the disk is full while a clerk types; nothing is lost, nothing stored twice."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from qbs_desktop.db import history, waiting_log
from qbs_desktop.domain.period import Period
from qbs_desktop.services.lists import listing
from qbs_desktop.ui import acts, feedback
from qbs_desktop.ui.grid.column import NEW_ROW
from qbs_desktop.ui.main_window import MainWindow
from tests.faults.disk import FULL, Disk, Event, watched

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the driver's library exports its VFS on POSIX only")
K = Qt.Key


class Clerk:
    """Keys into the window, on a disk that can be full."""

    def __init__(self, qtbot: Any, window: MainWindow, disk: Disk) -> None:
        self.bot, self.window, self.disk = qtbot, window, disk
        self.refused = 0
        """How often the texts beside the file could not be written."""

    def fill_disk(self) -> None:
        """Nothing more can be written, neither to the data file nor beside it."""
        self.disk.fail = self._refuse

    @staticmethod
    def _refuse(event: Event) -> int:
        return FULL if event.kind == "write" else 0

    def free_disk(self) -> None:
        """Somebody made room."""
        self.disk.fail = lambda _event: 0

    @property
    def full(self) -> bool:
        """Whether the disk is full now."""
        return self.disk.fail == self._refuse

    def key(self, key: Qt.Key) -> None:
        """One key."""
        self.bot.keyClick(QApplication.focusWidget(), key)

    def enter(self, page: Any, line: int, column: str, text: str) -> None:
        """Type into a cell and press Enter."""
        page.view.go(line, page.grid.column_of(column))
        page.view.setFocus()
        for one in text:
            self.bot.keyClicks(QApplication.focusWidget(), one)
        self.key(K.Key_Return)

    def again(self, page: Any, line: int, column: str) -> None:
        """Open the cell and press Enter, with the text as it stands."""
        page.view.go(line, page.grid.column_of(column))
        page.view.setFocus()
        self.key(K.Key_F2)
        self.key(K.Key_Return)

    def operations(self) -> int:
        """How many steps the file knows."""
        return len(self.window.workspace.read(history.operations))

    def said(self) -> str:
        """The sentence in the status bar."""
        return self.window.statusBar().currentMessage()


@pytest.fixture
def clerk(
    qtbot, window: MainWindow, tmp_path: Path, sample_files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Clerk]:
    path = tmp_path / "示例县.qbs"
    path.write_bytes(sample_files["hunan-county"])
    with watched(tmp_path) as disk:
        made = Clerk(qtbot, window, disk)
        append = waiting_log.WaitingLog.append

        def full(log: waiting_log.WaitingLog, lines: Any) -> None:
            if made.full:
                made.refused += 1
                raise OSError(28, "No space left on device")
            append(log, lines)

        monkeypatch.setattr(waiting_log.WaitingLog, "append", full)
        assert window.open_path(path)
        window.activateWindow()
        yield made
        made.free_disk()
        window.close_workspace()


def test_a_cell_refused_by_a_full_disk_stays_and_is_stored_once_by_enter(clerk: Clerk) -> None:
    page: Any = clerk.window.show_page("project")
    before = clerk.operations()
    clerk.fill_disk()
    clerk.enter(page, 0, "owner", "Company")
    assert "空间不足" in clerk.said() or "已满" in clerk.said(), clerk.said()
    at = page.grid.column_of("owner")
    assert page.grid.text(0, at) == "Company"
    assert clerk.said() in page.grid.data(page.grid.index(0, at), Qt.ItemDataRole.ToolTipRole)
    assert page.waiting.bar.isVisible()
    assert clerk.operations() == before
    clerk.again(page, 0, "owner")  # still full
    assert page.grid.text(0, at) == "Company"
    clerk.free_disk()
    clerk.again(page, 0, "owner")
    assert clerk.operations() == before + 1
    assert listing.rows(clerk.window.workspace, "project")[0].record.text("owner") == "Company"
    assert page.grid.wrongs() == []
    assert not page.waiting.bar.isVisible()
    clerk.again(page, 0, "owner")
    assert clerk.operations() == before + 1


def test_a_new_row_refused_by_a_full_disk_stays_in_the_empty_row_and_is_made_once(clerk: Clerk) -> None:
    page: Any = clerk.window.show_page("project")
    rows = page.grid.shown()
    clerk.fill_disk()
    clerk.enter(page, rows, "name", "Plant")
    clerk.enter(page, rows, "owner", "Company")
    assert page.grid.shown() == rows
    assert [(one.record_id, one.text) for one in page.grid.wrongs()] == [(NEW_ROW, "Plant"), (NEW_ROW, "Company")]
    clerk.window.show_page("home")
    page.refresh()
    clerk.free_disk()
    clerk.window.show_page("project")
    clerk.again(page, rows, "name")
    assert page.grid.shown() == rows + 1
    last = listing.rows(clerk.window.workspace, "project")[-1].record
    assert (last.text("name"), last.text("owner")) == ("Plant", "Company")
    assert page.grid.wrongs() == []
    clerk.window.workspace.undo()
    assert page.grid.shown() == rows
    assert page.grid.wrongs() == []


def test_a_figure_refused_by_a_full_disk_stays_in_its_month_and_is_stored_once(clerk: Clerk) -> None:
    page: Any = clerk.window.show_page("month")
    october = Period.parse("2026-10")
    page.select("industry", october)
    clerk.fill_disk()
    clerk.enter(page, 0, "output/total", "99.5")
    page.select("industry", Period.parse("2026-09"))
    assert page.grid.wrongs() == []
    page.select("industry", october)
    assert [one.text for one in page.grid.wrongs()] == ["99.5"]
    before = clerk.operations()
    clerk.free_disk()
    page.waiting.bar.again.click()
    assert clerk.operations() == before + 1
    assert page.grid.text(0, page.grid.column_of("output/total")) == "99.5"
    assert page.grid.wrongs() == []


def test_closing_asks_when_what_waits_cannot_be_written(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def no(_parent: object, text: str, *_more: object, **_words: object) -> bool:
        asked.append(text)
        return False

    monkeypatch.setattr(feedback, "ask", no)
    page: Any = clerk.window.show_page("project")
    clerk.fill_disk()
    clerk.enter(page, 0, "owner", "Company")
    assert not clerk.window.close()
    acts.close_file(clerk.window)
    assert clerk.window.has_file
    assert asked == ["有没有保存的内容，现在关闭就会丢失。"] * 2
    clerk.free_disk()
    acts.close_file(clerk.window)
    assert not clerk.window.has_file
    assert len(asked) == 2


def test_what_waits_is_written_beside_the_file_once_there_is_room(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qbs_desktop.services.lists import waiting

    monkeypatch.setattr(waiting, "_RETRY", 0.05)
    page: Any = clerk.window.show_page("project")
    clerk.fill_disk()
    clerk.enter(page, 0, "owner", "Company")
    clerk.bot.waitUntil(lambda: clerk.refused > 2)
    assert list(waiting_log.lines(clerk.window.workspace.path)) == []
    clerk.free_disk()

    def written() -> list[object]:
        return [line["text"] for line in waiting_log.lines(clerk.window.workspace.path)]

    clerk.bot.waitUntil(lambda: written() == ["Company"])
