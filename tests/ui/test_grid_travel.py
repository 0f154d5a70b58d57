"""Tab, Enter, Home, End and Ctrl+arrows as Excel has them: over hidden and computed columns, from line to line."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from qbs_desktop.ui.grid import travel
from qbs_desktop.ui.grid.travel import AfterEnter
from qbs_desktop.ui.grid.view import GridView
from tests.ui.sheet import small
from tests.ui.test_grid_view import Desk

K, M = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def desk(qtbot) -> Desk:
    return Desk(qtbot, small())


def test_no_key_lands_on_a_hidden_column(desk: Desk) -> None:
    for at in (0, 3, 5):
        desk.view.setColumnHidden(at, True)
    desk.key(K.Key_End)
    assert desk.place == (0, 4)
    desk.key(K.Key_Home)
    assert desk.place == (0, 1)
    desk.key(K.Key_End, M.ControlModifier)
    assert desk.place == (5, 4)
    desk.key(K.Key_Home, M.ControlModifier)
    assert desk.place == (0, 1)
    desk.key(K.Key_Right, M.ControlModifier)
    assert desk.place == (0, 4)
    desk.key(K.Key_Left)
    assert desk.place == (0, 2)
    desk.key(K.Key_Right, M.ShiftModifier)
    assert desk.place == (0, 2)
    assert desk.view.blocks.block() == ([0], [2, 4])
    desk.at(0, 2)
    desk.key(K.Key_Left, M.ControlModifier | M.ShiftModifier)
    assert desk.view.blocks.block() == ([0], [1, 2])


def test_typing_begins_where_a_block_was_begun_with_keys_or_the_mouse(desk: Desk) -> None:
    desk.at(4, 3)
    for _ in range(3):
        desk.key(K.Key_Up, M.ShiftModifier)
    desk.key(K.Key_Down, M.ShiftModifier)
    assert desk.place == (4, 3)
    assert desk.view.blocks.block() == ([2, 3, 4], [3])
    left, view = Qt.MouseButton.LeftButton, desk.view
    spot = {one: view.visualRect(desk.sheet.model.index(*one)).center() for one in ((1, 2), (3, 4), (2, 3))}
    desk.bot.mousePress(view.viewport(), left, pos=spot[1, 2])
    desk.bot.mouseMove(view.viewport(), spot[2, 3])
    _drag_to(view, spot[3, 4])
    desk.bot.mouseRelease(view.viewport(), left, pos=spot[3, 4])
    assert desk.view.blocks.block() == ([1, 2, 3], [2, 3, 4])
    assert desk.place == (1, 2)
    desk.bot.mouseClick(view.viewport(), left, M.ShiftModifier, spot[2, 3])
    assert desk.view.blocks.block() == ([1, 2], [2, 3])
    desk.key(K.Key_Right, M.ShiftModifier)
    assert desk.view.blocks.block() == ([1, 2], [2, 3, 4])


def _drag_to(view: GridView, where: QPoint) -> None:
    spot = QPointF(where)
    left = Qt.MouseButton.LeftButton
    event = QMouseEvent(
        QEvent.Type.MouseMove, spot, view.viewport().mapToGlobal(spot), Qt.MouseButton.NoButton, left, M.NoModifier
    )
    QApplication.sendEvent(view.viewport(), event)


def test_tab_passes_over_cells_that_take_no_text_and_goes_on_in_the_next_line(desk: Desk) -> None:
    desk.at(0, 4)
    desk.key(K.Key_Tab)
    assert desk.place == (1, 0)
    desk.key(K.Key_Backtab, M.ShiftModifier)
    assert desk.place == (0, 4)
    desk.view.setColumnHidden(0, True)
    desk.key(K.Key_Tab)
    assert desk.place == (1, 1)


def test_tab_stays_at_the_last_and_shift_tab_at_the_first_cell(desk: Desk) -> None:
    desk.at(6, 4)
    desk.key(K.Key_Tab)
    assert desk.place == (6, 4)
    desk.at(0, 0)
    desk.key(K.Key_Backtab, M.ShiftModifier)
    assert desk.place == (0, 0)


def test_tab_goes_cell_by_cell_through_a_list_that_takes_no_text(desk: Desk) -> None:
    desk.sheet.model.sink = None
    desk.at(0, 4)
    desk.key(K.Key_Tab)
    desk.key(K.Key_Tab)
    assert desk.place == (1, 0)


def test_enter_after_a_run_of_tabs_returns_under_the_column_where_it_began(desk: Desk) -> None:
    desk.at(0, 1)
    desk.type("one")
    desk.key(K.Key_Tab)
    desk.key(K.Key_Tab)
    desk.type("12")
    desk.key(K.Key_Tab)
    assert desk.place == (0, 4)
    desk.type("13")
    desk.key(K.Key_Return)
    assert desk.place == (1, 1)
    desk.key(K.Key_Tab)
    desk.key(K.Key_Down)
    desk.key(K.Key_Return)
    assert desk.place == (3, 2)
    assert [desk.sheet.lines[1].cells[name] for name in ("name", "a", "b")] == ["one", "12", "13"]


@pytest.mark.parametrize(
    ("way", "forth", "back"),
    [
        (AfterEnter.DOWN, (3, 2), (1, 2)),
        (AfterEnter.UP, (1, 2), (3, 2)),
        (AfterEnter.RIGHT, (2, 3), (2, 1)),
        (AfterEnter.LEFT, (2, 1), (2, 3)),
        (AfterEnter.STAY, (2, 2), (2, 2)),
    ],
)
def test_enter_goes_where_the_user_chose_also_out_of_an_editor(desk: Desk, way, forth, back) -> None:
    travel.keep_after_enter(way)
    desk.at(2, 2)
    desk.key(K.Key_Return)
    assert desk.place == forth
    desk.at(2, 2)
    desk.key(K.Key_Return, M.ShiftModifier)
    assert desk.place == back
    desk.at(2, 2)
    desk.type("x")
    desk.key(K.Key_Enter)
    assert desk.place == forth
    assert desk.sheet.lines[3].cells["sector"] == "x"


def test_typing_in_a_selected_block_goes_on_inside_it(desk: Desk) -> None:
    desk.at(0, 3)
    desk.to(1, 4)
    for text in "1234":
        desk.type(text)
        desk.key(K.Key_Return)
    assert desk.sheet.shown("a")[:2] == ["1", "2"]
    assert desk.sheet.shown("b")[:2] == ["3", "4"]
    assert desk.view.blocks.block() == ([0, 1], [3, 4])


def test_control_enter_fills_the_selected_cells_with_what_was_typed(desk: Desk) -> None:
    desk.at(0, 3)
    desk.to(2, 5)
    desk.type("7")
    desk.key(K.Key_Return, M.ControlModifier)
    assert desk.sheet.shown("a")[:3] == ["7", "7", "7"]
    assert desk.sheet.shown("b")[:3] == ["7", "7", "7"]
    assert len(desk.sheet.batches) == 1
    assert "6 格" in desk.said[-1]
    desk.at(6, 1)
    desk.type("new")
    desk.key(K.Key_Enter, M.ControlModifier)
    assert desk.sheet.shown("name")[-1] == "new"
