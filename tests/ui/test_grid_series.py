"""Dragging the fill handle as in Excel: what goes on as a series, what is copied, what Ctrl changes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from qbs_desktop.ui.grid.filling.series import following
from tests.ui.sheet import Line
from tests.ui.test_grid_tools import Desk

M = Qt.KeyboardModifier


@pytest.mark.parametrize(
    ("row", "texts", "usual"),
    [
        (["1", "2"], ["3", "4"], True),
        (["1"], ["2", "3"], False),
        (["2", "4.5"], ["7.0", "9.5"], True),
        (["1,000", "2,000"], ["3,000", "4,000"], True),
        (["2026-11"], ["2026-12", "2027-01"], True),
        (["2026-01", "2026-04"], ["2026-07", "2026-10"], True),
        (["2026-02-27"], ["2026-02-28", "2026-03-01"], True),
        (["第1批"], ["第2批", "第3批"], True),
        (["项目08", "项目09"], ["项目10", "项目11"], True),
        (["01"], ["02", "03"], True),
    ],
)
def test_a_series_goes_on(row: list[str], texts: list[str], usual: bool) -> None:
    assert following(row, 2) == (texts, usual)


def test_a_series_goes_back() -> None:
    assert following(["第3批", "第4批"], 2, back=True) == (["第2批", "第1批"], True)
    assert following(["2026-01"], 1, back=True) == (["2025-12"], True)


@pytest.mark.parametrize(
    "row",
    [
        ["甲"],
        ["第1批", "第2期"],
        ["1", "2", "4"],
        ["", "2"],
        ["914302210000000000"],
        ["2026-430221-04-01-123456"],
        ["2026-13-01"],
        ["——"],
    ],
)
def test_words_codes_and_uneven_rows_are_no_series(row: list[str]) -> None:
    assert following(row, 3) is None


def test_a_counter_does_not_fall_below_nought() -> None:
    assert following(["第1批"], 3, back=True) is None


def _drag(desk: Desk, to: tuple[int, int], held: Qt.KeyboardModifier = M.NoModifier) -> None:
    part = desk.view if desk.view.spans[0][3] >= 2 else desk.view.frozen
    start, end = desk.view.handle._corner(part), part.visualRect(desk.sheet.model.index(*to)).center()
    assert start is not None
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, where, button, buttons in (
        (QEvent.Type.MouseButtonPress, start, left, left),
        (QEvent.Type.MouseMove, end, none, left),
        (QEvent.Type.MouseButtonRelease, end, left, none),
    ):
        spot = QPointF(where)
        event = QMouseEvent(kind, spot, part.viewport().mapToGlobal(spot), button, buttons, held)
        QApplication.sendEvent(part.viewport(), event)


@pytest.fixture
def desk(qtbot) -> Desk:
    rows = [("1", "第1批", "10"), ("2", "第2批", "12"), ("", "", ""), ("", "", "")]
    keys = ("serial", "name", "a")
    return Desk(qtbot, [Line(n, dict(zip(keys, row, strict=True))) for n, row in enumerate(rows, 1)])


def test_two_serials_dragged_down_count_on_in_one_step(desk: Desk) -> None:
    desk.at(0, 0)
    desk.to(1, 1)
    _drag(desk, (3, 1))
    assert desk.sheet.shown("serial") == ["1", "2", "3", "4"]
    assert desk.sheet.shown("name") == ["第1批", "第2批", "第3批", "第4批"]
    assert len(desk.sheet.batches) == 1
    assert "序列" in desk.said[-1]


def test_control_copies_a_series_and_counts_a_single_number(desk: Desk) -> None:
    desk.at(1, 1)
    _drag(desk, (3, 1), M.ControlModifier)
    assert desk.sheet.shown("name") == ["第1批", "第2批", "第2批", "第2批"]
    desk.at(1, 0)
    _drag(desk, (3, 0), M.ControlModifier)
    assert desk.sheet.shown("serial") == ["1", "2", "3", "4"]


def test_amounts_are_copied_unless_control_asks_for_a_series(desk: Desk) -> None:
    desk.at(0, 3)
    desk.to(1, 3)
    _drag(desk, (3, 3))
    assert desk.sheet.shown("a") == ["10", "12", "10", "12"]
    desk.at(0, 3)
    desk.to(1, 3)
    _drag(desk, (3, 3), M.ControlModifier)
    assert desk.sheet.shown("a") == ["10", "12", "14", "16"]
