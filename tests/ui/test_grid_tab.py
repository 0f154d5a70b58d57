"""Tab moves inside the grid, whatever stands beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from qbs_desktop.ui.main_window import MainWindow
from qbs_desktop.ui.pages.lists.page import ListPage
from qbs_desktop.ui.pages.month.page import MonthPage


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


def test_typing_in_a_computed_cell_stays_there_and_says_so(qtbot: QtBot, opened: MainWindow) -> None:
    page = opened.show_page("month")
    assert isinstance(page, MonthPage)
    view = page.view
    at = next(number for number, column in enumerate(page.grid.columns) if "同比" in column.heads)
    place = view.model().index(0, at)
    view.setFocus()
    view.setCurrentIndex(place)
    with qtbot.waitSignal(view.said) as told:
        qtbot.keyClicks(view, "8")
    assert view.currentIndex() == place
    assert "不能填写" in told.args[0]
