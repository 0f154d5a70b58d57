"""Heads as in Excel: a click selects, a drag selects several, the button sorts and filters; hidden ones are marked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QHeaderView

from qbs_desktop.ui.grid.colours import colours
from tests.ui.sheet import small
from tests.ui.test_grid_view import Desk

K, M, B = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton


@pytest.fixture
def desk(qtbot) -> Desk:
    return Desk(qtbot, small())


def _spot(desk: Desk, at: int) -> QPoint:
    heads = desk.view.heads
    return QPoint(heads.sectionViewportPosition(at) + 14, heads.height() - 10)


def _click(desk: Desk, at: int, modifier: Qt.KeyboardModifier = M.NoModifier) -> None:
    desk.bot.mouseClick(desk.view.heads.viewport(), B.LeftButton, modifier, _spot(desk, at))


def _columns(desk: Desk) -> list[int]:
    return [at for at in range(6) if desk.view.selectionModel().isColumnSelected(at)]


def test_a_click_on_a_head_selects_its_column_and_sorts_nothing(desk: Desk) -> None:
    desk.at(2, 1)
    _click(desk, 3)
    assert _columns(desk) == [3]
    assert desk.sheet.model.sorts == ()
    assert desk.view.current_place == (0, 3)
    _click(desk, 4, M.ShiftModifier)
    assert _columns(desk) == [3, 4]
    _click(desk, 2)
    _click(desk, 4, M.ControlModifier)
    assert _columns(desk) == [2, 4]
    desk.key(K.Key_Delete)
    assert desk.sheet.shown("sector") == [""] * 6


def test_a_drag_over_heads_selects_several_columns(desk: Desk) -> None:
    heads = desk.view.heads
    for kind, at, button, held in (
        (QEvent.Type.MouseButtonPress, 2, B.LeftButton, B.LeftButton),
        (QEvent.Type.MouseMove, 3, B.NoButton, B.LeftButton),
        (QEvent.Type.MouseMove, 4, B.NoButton, B.LeftButton),
        (QEvent.Type.MouseButtonRelease, 4, B.LeftButton, B.NoButton),
    ):
        spot = QPointF(_spot(desk, at))
        event = QMouseEvent(kind, spot, heads.viewport().mapToGlobal(spot), button, held, M.NoModifier)
        QApplication.sendEvent(heads.viewport(), event)
    assert _columns(desk) == [2, 3, 4]
    assert [column.id for column in desk.sheet.model.columns][2:5] == ["sector", "a", "b"]


def test_the_heads_and_the_numbers_beside_the_selection_stand_out(desk: Desk) -> None:
    desk.at(1, 2)
    desk.to(2, 3)
    heads, frozen, numbers = desk.view.heads, desk.view.frozen.heads, desk.view.numbers
    accent = colours().accent.rgb()

    def lit(part: QHeaderView, x: int, y: int) -> bool:
        return part.viewport().grab().toImage().pixelColor(x, y).rgb() == accent

    for at in range(2, desk.sheet.model.columnCount()):
        assert lit(heads, heads.sectionViewportPosition(at) + 5, heads.height() - 1) == (at in (2, 3))
    assert not lit(frozen, 5, frozen.height() - 1)
    for line in range(4):
        middle = numbers.sectionViewportPosition(line) + 8
        assert lit(numbers, numbers.numbers_width() - 1, middle) == (line in (1, 2))
    desk.at(0, 0)
    assert lit(frozen, 5, frozen.height() - 1)
    desk.at(3, 0)
    desk.sheet.model.show(desk.sheet.model.columns, [])
    assert numbers.marked == ((0, 0),)  # the cursor is on the line for a new row now


def test_the_button_is_seen_without_the_mouse_and_opens_sorting_and_filtering(desk: Desk) -> None:
    heads = desk.view.heads
    right = heads.sectionViewportPosition(3) + heads.sectionSize(3)
    image = heads.viewport().grab().toImage()
    spot = QPoint(right - 13, heads.height() - 12)
    assert any(
        image.pixelColor(spot.x() + dx, spot.y() + dy) == colours().head_text
        for dx in range(-4, 5)
        for dy in range(-4, 5)
    )
    desk.bot.mouseClick(heads.viewport(), B.LeftButton, M.NoModifier, spot)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    assert _columns(desk) == []
    popup.ascending()
    assert desk.sheet.model.sorts == (("a", False),)


def test_hidden_columns_are_marked_with_a_double_line(desk: Desk) -> None:
    def double(at: int) -> bool:
        heads = desk.view.heads
        image, left = heads.viewport().grab().toImage(), heads.sectionViewportPosition(at)
        return [image.pixelColor(left + dx, heads.height() - 6) == colours().head_text for dx in range(3)] == [
            True,
            False,
            True,
        ]

    assert not double(4)
    desk.panel.show_column(3, False)
    assert double(4)
