"""Tab moves inside the grid, whatever stands beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from qbs_desktop.ui.main_window import MainWindow
from qbs_desktop.ui.pages.lists import ListPage


def test_tab_and_shift_tab_stay_in_the_list(qtbot: QtBot, opened: MainWindow) -> None:
    page = opened.show_page("enterprise")
    assert isinstance(page, ListPage)
    view = page.panel.view
    view.setFocus()
    view.setCurrentIndex(view.model().index(0, 1))
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Tab)
    assert view.currentIndex().column() == 4
    qtbot.keyClick(view, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert view.currentIndex().column() == 3
    assert view.hasFocus() or opened.focusWidget() is view
