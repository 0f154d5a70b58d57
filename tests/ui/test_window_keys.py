"""Every key of the tables in the real window: none has two listeners, which would silence each other."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcutEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qbs_desktop.ui.actions import COMMANDS
from qbs_desktop.ui.grid import commands
from qbs_desktop.ui.main_window import MainWindow
from qbs_desktop.ui.pages import PAGES
from qbs_desktop.ui.pages.lists.commands import LIST_COMMANDS
from qbs_desktop.ui.pages.lists.page import ListPage
from qbs_desktop.ui.pages.month.page import MonthPage
from qbs_desktop.ui.window.page_keys import MONTH_KEYS

LISTENED = sorted(
    {command.shortcut for command in COMMANDS if command.shortcut}
    | commands.every_key()
    | {key for one in LIST_COMMANDS for key in one.keys}
    | {key for key, _told in MONTH_KEYS}
    | {f"Alt+{number}" for number in range(1, min(len(PAGES), 9) + 1)}
    | {"F10", "Shift+F7", "Shift+F8"}
)


class KeysHeard(QObject):
    """Keeps what a key would do from being done, and writes down whom it would have gone to."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: set[str] = set()
        self.ambiguous: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Shortcut and isinstance(event, QShortcutEvent):
            (self.ambiguous if event.isAmbiguous() else self.heard).add(event.key().toString())
            return True
        return isinstance(event, QKeyEvent) and event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)


@pytest.mark.parametrize("entry", PAGES, ids=[entry.id for entry in PAGES])
def test_no_key_has_two_listeners_on_any_page(qtbot: QtBot, opened: MainWindow, entry) -> None:
    page = opened.show_page(entry.id)
    qtbot.waitUntil(lambda: not opened.tasks.busy, timeout=10_000)
    page.setFocus()
    heard, application = KeysHeard(), QApplication.instance()
    application.installEventFilter(heard)
    try:
        for key in LISTENED:
            combination = QKeySequence(key)[0]
            target = QApplication.focusWidget() or page
            qtbot.keyClick(target, combination.key(), combination.keyboardModifiers())
    finally:
        application.removeEventFilter(heard)
    assert heard.ambiguous == set()
    assert "F1" in heard.heard  # keys do reach the window


@pytest.mark.parametrize("page_id", ["enterprise", "month"])
def test_ctrl_f_opens_the_find_line_where_the_cursor_is(qtbot: QtBot, opened: MainWindow, page_id: str) -> None:
    page = opened.show_page(page_id)
    assert isinstance(page, (ListPage, MonthPage))
    qtbot.waitUntil(opened.actions_table.by_id["find"].isEnabled)
    qtbot.keyClick(page.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.panel.finder.isVisible()
    assert page.panel.finder.field.hasFocus()
    qtbot.keyClicks(page.panel.finder.field, "a")
    qtbot.keyClick(page.panel.finder.field, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.panel.finder.field.selectedText() == "a"


def test_pages_are_stepped_through_and_saving_is_answered(qtbot: QtBot, opened: MainWindow) -> None:
    opened.show_page("home")
    qtbot.waitUntil(lambda: not opened.tasks.busy, timeout=10_000)
    opened.actions_table.by_id["page_before"].trigger()
    assert opened.rail.current_page == "home"
    opened.actions_table.by_id["page_after"].trigger()
    assert opened.rail.current_page == "industry"
    opened.actions_table.by_id["save"].trigger()
    assert opened.statusBar().currentMessage().startswith("都已保存。")
    page = opened.show_page("enterprise")
    assert isinstance(page, ListPage)
    page.view.go(0, page.grid.column_of("credit_code") or 0)
    page.view.setFocus()
    qtbot.keyClicks(page.view, "12")
    opened.actions_table.by_id["save"].trigger()
    assert page.view.state() != page.view.State.EditingState
