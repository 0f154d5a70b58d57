"""The grid under working hands: rows stay where they are, whatever is said about them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt

from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.grid.order import Filter
from tests.ui.desk import Desk

K, M = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def projects(qtbot, county: Workspace, shell) -> Iterator[Desk]:
    return Desk(qtbot, county, shell, "project")


def _place(desk: Desk, line: int) -> tuple[QPoint, int]:
    """Where a line is on screen, and how much room the lines have."""
    view = desk.view
    top = view.viewport().mapToGlobal(QPoint(0, view.rowViewportPosition(line)))
    return top, view.viewport().height()


def test_a_wrong_text_and_a_question_leave_the_rows_where_they_are(projects: Desk) -> None:
    projects.go(projects.names()[9], "total_investment")
    line = projects.view.current_place[0]
    before = _place(projects, line)
    projects.type("abc")
    projects.key(K.Key_Return)
    assert projects.grid.wrongs()
    assert _place(projects, line) == before
    projects.view.go(projects.grid.shown(), 1)
    before = _place(projects, line)
    projects.paste("其中：一期\n其中：二期\n")
    assert projects.page.choice.isVisible()
    assert projects.page.choice.window() is projects.page.window()
    projects.view.go(line, 1)
    assert _place(projects, line)[1] == before[1]
    projects.page.choice.no.click()
    assert not projects.page.choice.isVisible()
    assert _place(projects, line)[1] == before[1]


def test_a_filter_and_its_end_leave_the_head_and_the_room_of_the_rows(projects: Desk, qtbot) -> None:
    before = _place(projects, 0)
    projects.page.panel.grid.set_filter("name", Filter(contains="一期"))
    assert projects.page.panel.filter_bar.isVisible()
    assert _place(projects, 0) == before
    qtbot.mouseClick(projects.page.panel.filter_bar.button, Qt.MouseButton.LeftButton)
    assert not projects.page.panel.filter_bar.isVisible()
    assert _place(projects, 0) == before


def test_the_menu_of_groups_ticks_the_present_one(projects: Desk) -> None:
    menu = projects.page.tools.grouping
    for label, column in (("所属领域", "sector"), ("不分组", None)):
        next(act for act in menu.actions() if act.text() == label).trigger()
        assert projects.grid.grouped_by == column
        menu.aboutToShow.emit()
        assert [act.text() for act in menu.actions() if act.isChecked()] == [label]


def test_upper_heads_have_room_for_their_words(projects: Desk) -> None:
    heads, columns = projects.view.heads, projects.grid.columns
    for at, column in enumerate(columns):
        if len(column.heads) > 1:
            _left, width = heads._span(at)
            assert width - 8 >= heads.fontMetrics().horizontalAdvance(column.heads[0]), column.heads
