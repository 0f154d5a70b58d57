"""Several pieces of work at once on the data thread: what the window shows of them, and who holds it."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from qbs_desktop.ui import tasks as data_thread
from qbs_desktop.ui.tasks import Tasks


def test_work_that_holds_the_window_shows_itself_also_behind_other_work(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_thread, "SHOW_AFTER", 0)
    window = QWidget()
    qtbot.addWidget(window)
    tasks = Tasks(window)
    checked, told = threading.Event(), list[str]()
    tasks.run("审核", lambda _progress, _stop: checked.wait(5), lambda _found: told.append("审核"))
    tasks.run(
        "导入",
        lambda _progress, stop: stop.wait(5),
        lambda _done: told.append("导入"),
        on_cancel=lambda: told.append("取消导入"),
        blocking=True,
    )
    qtbot.waitUntil(lambda: window.findChild(data_thread._ProgressDialog) is not None)
    dialog = window.findChild(data_thread._ProgressDialog)
    assert dialog.task.title == "导入"
    dialog.reject()
    checked.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert told == ["审核", "取消导入"]
    tasks.close()


def test_a_second_piece_that_holds_the_window_gets_a_dialog_of_its_own(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_thread, "SHOW_AFTER", 0)
    window = QWidget()
    qtbot.addWidget(window)
    tasks = Tasks(window)
    first, second = threading.Event(), threading.Event()
    for title, event in (("备份", first), ("采用", second)):
        tasks.run(title, lambda _p, _s, event=event: event.wait(5), lambda _done: None, blocking=True, can_cancel=False)
    for title, event in (("备份", first), ("采用", second)):
        shown = lambda title=title: [  # noqa: E731
            one
            for one in window.findChildren(data_thread._ProgressDialog)
            if one.isVisible() and one.task.title == title
        ]
        qtbot.waitUntil(lambda shown=shown: bool(shown()))
        event.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    tasks.close()
