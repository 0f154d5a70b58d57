"""The whole window by keys: F6 goes round, Tab inside, menus by letters, and no control is out of reach."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from qbs_desktop.services.lists import listing
from qbs_desktop.ui.actions import COMMANDS, MENUS
from qbs_desktop.ui.main_window import MainWindow
from qbs_desktop.ui.pages import PAGES
from qbs_desktop.ui.rechecking import State
from qbs_desktop.ui.widgets.count_bar import CountBar
from qbs_desktop.ui.window import panes
from tests.ui import eye

K, M = Qt.Key, Qt.KeyboardModifier
CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTabBar)


def calm(qtbot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=10_000)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(qtbot, key: Qt.Key, modifier: Qt.KeyboardModifier = M.NoModifier) -> None:
    qtbot.keyClick(focus(), key, modifier)


def inside_a_control(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, CONTROLS):
            return True
        parent = parent.parentWidget()
    return False


def walks(window: MainWindow) -> list[list[QWidget]]:
    """Every widget that F6 and Tab come to, from each stop of F6 on."""
    found: list[list[QWidget]] = []
    for stop in panes.panes(window, window.current_page()):
        first = panes.entrance(stop)
        if first is not None:
            found.append(eye.walk(first, {one for chain in found for one in chain}))
    return found


def reached_by_arrows(button: QAbstractButton, found: set[QWidget]) -> bool:
    """Of buttons of which one is pressed, Tab comes to that one and arrows go on."""
    if button.group() is not None:
        return button.group().exclusive() and any(one in found for one in button.group().buttons())
    beside = button.parentWidget().findChildren(QAbstractButton)
    return button.autoExclusive() and any(one.autoExclusive() and one in found for one in beside)


@pytest.mark.parametrize("page_id", [entry.id for entry in PAGES])
def test_f6_and_tab_come_to_every_control_of_a_page_in_reading_order(qtbot, opened: MainWindow, page_id: str) -> None:
    page = opened.show_page(page_id)
    assert page is not None
    qtbot.waitUntil(lambda: opened.checker.state is State.CURRENT, timeout=20_000)
    calm(qtbot, opened)
    chains = walks(opened)
    assert [leap for chain in chains for leap in eye.leaps(chain, page)] == []
    found = {one for chain in chains for one in chain}
    every: list[QWidget] = [opened.rail, *opened.header.findChildren(QWidget), *page.findChildren(QWidget)]
    missed = [
        eye.called(one)
        for one in every
        if isinstance(one, CONTROLS)
        and one.isVisible()
        and one.isEnabled()
        and not inside_a_control(one)
        and not (isinstance(one, QAbstractButton) and reached_by_arrows(one, found))
        and one not in found
        and one.focusProxy() not in found
    ]
    assert missed == []


def test_f6_goes_round_and_shift_f6_goes_back(qtbot, opened: MainWindow) -> None:
    page = opened.show_page("enterprise")
    calm(qtbot, opened)
    page.toggle_card()
    qtbot.waitUntil(lambda: page.card.card is not None)
    stops: list[QWidget] = []
    page.view.setFocus()
    for _ in range(5):
        press(qtbot, K.Key_F6)
        stops.append(focus())
    assert page.card.isAncestorOf(stops[0])
    assert stops[1] is opened.rail
    assert opened.header.isAncestorOf(stops[2])
    assert stops[3].text() == "新增"
    assert stops[4] is page.view
    for expected in reversed(stops[:4]):
        press(qtbot, K.Key_F6, M.ShiftModifier)
        assert focus() is expected


def test_a_tool_is_used_by_keys_and_the_cells_have_the_keys_again(qtbot, opened: MainWindow) -> None:
    page = opened.show_page("industry")
    calm(qtbot, opened)
    rows = page.grid.shown()
    press(qtbot, K.Key_F6, M.ShiftModifier)
    assert focus().text() == "新增"
    press(qtbot, K.Key_Space)
    assert page.view.hasFocus()
    assert page.view.current_place[0] == rows


def test_the_bar_of_texts_not_stored_is_one_stop_and_shift_f7_goes_to_the_cell(qtbot, opened: MainWindow) -> None:
    page = opened.show_page("project")
    calm(qtbot, opened)
    at = page.grid.column_of("total_investment")
    column = page.grid.columns[at]
    page.grid.apply([listing_edit(page, 2, column, "很多")])
    page.view.go(0, 1)
    press(qtbot, K.Key_F6)
    assert "转到 (Shift+F7)" in focus().text()
    page.view.setFocus()
    press(qtbot, K.Key_F7, M.ShiftModifier)
    qtbot.waitUntil(lambda: page.view.current_place == (2, at))


def listing_edit(page, line: int, column, text: str):
    from qbs_desktop.ui.grid.column import GridEdit

    return GridEdit(page.grid.id_at(line), column, text)


def test_arrows_in_the_navigation_stay_there_and_enter_goes_into_the_page(qtbot, opened: MainWindow) -> None:
    calm(qtbot, opened)
    opened.rail.setFocus()
    press(qtbot, K.Key_Down)
    press(qtbot, K.Key_Down)
    assert opened.current_page() is opened.page("enterprise")
    assert opened.rail.hasFocus()
    press(qtbot, K.Key_Return)
    assert opened.page("enterprise").view.hasFocus()


@pytest.mark.parametrize(("name", "letter"), MENUS.items())
def test_every_menu_opens_by_alt_and_its_letter(qtbot, opened: MainWindow, name: str, letter: str) -> None:
    opened.show_page("enterprise")
    calm(qtbot, opened)
    press(qtbot, K[f"Key_{letter}"], M.AltModifier)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    assert popup.title() == f"{name}(&{letter})"
    qtbot.keyClick(popup, K.Key_Escape)
    qtbot.keyClick(opened.menuBar(), K.Key_Escape)


def test_f10_goes_to_the_menus(qtbot, opened: MainWindow) -> None:
    opened.show_page("enterprise")
    calm(qtbot, opened)
    press(qtbot, K.Key_F10)
    assert opened.menuBar().hasFocus()
    qtbot.keyClick(opened.menuBar(), K.Key_Down)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    qtbot.keyClick(popup, K.Key_Escape)
    qtbot.keyClick(opened.menuBar(), K.Key_Escape)


def test_no_key_of_the_window_is_a_letter_that_opens_a_menu() -> None:
    taken = {f"Alt+{letter}" for letter in MENUS.values()}
    assert not taken & {command.shortcut for command in COMMANDS}


def test_the_header_is_walked_by_tab(qtbot, opened: MainWindow) -> None:
    listing.add_rows(opened.workspace, "industry", [{"name": "试验"}])
    opened.show_page("home")
    calm(qtbot, opened)
    opened.rail.setFocus()
    press(qtbot, K.Key_F6)
    names = []
    for _ in range(5):
        names.append(focus().accessibleName())
        press(qtbot, K.Key_Tab)
    assert names == ["导入", "导出报表", "撤销", "审核", "报告期"]


def test_a_page_asked_for_by_its_key_takes_the_keys_from_wherever_they_went(qtbot, opened: MainWindow) -> None:
    page = opened.show_page("checks")
    qtbot.waitUntil(lambda: opened.checker.state is State.CURRENT, timeout=20_000)
    opened.show_page("home")
    calm(qtbot, opened)
    opened.rail.setFocus()
    press(qtbot, K.Key_8, M.AltModifier)
    assert page.view.hasFocus()
    opened.rail.setFocus()
    press(qtbot, K.Key_2, M.AltModifier)
    assert opened.page("industry").view.hasFocus()


def test_tab_goes_as_the_eye_does_through_what_came_later_too(qtbot, opened: MainWindow) -> None:
    page = opened.show_page("month")
    calm(qtbot, opened)
    page.side.toggle_work()
    qtbot.waitUntil(lambda: any(one.isVisible() for one in page.work.findChildren(CountBar)), timeout=20_000)
    calm(qtbot, opened)
    chain = [one for one in eye.walk(page.work.copy_button) if page.work.isAncestorOf(one)]
    assert any(isinstance(one, CountBar) for one in chain)
    assert chain[-1] is page.work.view
    assert eye.leaps(chain, page.work) == []
