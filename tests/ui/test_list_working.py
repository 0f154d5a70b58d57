"""The grid under working hands: rows stay where they are, whatever is said about them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolButton

from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.dialogs.question import QuestionDialog
from qbs_desktop.ui.grid.rows.order import Filter
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


def test_ins_goes_to_the_empty_row_and_makes_no_record_until_something_is_typed(projects: Desk) -> None:
    before = projects.grid.shown()
    projects.key(K.Key_Insert)
    projects.key(K.Key_Insert)
    assert projects.grid.shown() == before
    projects.type("x1")
    projects.key(K.Key_Return)
    assert projects.names()[-1] == "x1"
    assert projects.grid.shown() == before + 1


def test_serials_are_put_in_order_as_one_step(projects: Desk) -> None:
    projects.view.go(4, 1)
    projects.page.row_acts.insert_above()
    projects.grid.sort_by("total_investment", descending=True)
    more = next(one.menu() for one in projects.page.findChildren(QToolButton) if one.text() == "更多")
    next(act for act in more.actions() if act.text() == "重排序号").trigger()
    rows = projects.grid.rows
    at = projects.grid.column_of("serial")
    assert [projects.grid.columns[at].text(row) for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
    projects.workspace.undo()
    assert projects.grid.columns[at].text(projects.grid.rows[4]) == ""
    assert projects.grid.columns[at].text(projects.grid.rows[5]) == "5"


def test_home_brings_the_first_columns_back_into_sight(projects: Desk) -> None:
    bar = projects.view.horizontalScrollBar()
    for modifier in (M.NoModifier, M.ControlModifier):
        projects.key(K.Key_End)
        assert bar.value() > bar.minimum()
        projects.key(K.Key_Home, modifier)
        assert bar.value() == bar.minimum()
    assert projects.view.current_place == (0, 0)


def test_control_end_goes_to_the_last_cell_in_use(projects: Desk) -> None:
    projects.key(K.Key_End, M.ControlModifier)
    line, at = projects.view.current_place
    assert line == projects.grid.shown() - 1
    assert any(projects.grid.column_texts(at))
    assert not any(any(projects.grid.column_texts(n)) for n in range(at + 1, len(projects.grid.columns)))


def test_zooming_there_and_back_leaves_the_same_columns_in_sight(projects: Desk) -> None:
    bar = projects.view.horizontalScrollBar()
    bar.setValue(bar.minimum() + 400)
    before = projects.view.columnAt(200), bar.value()
    for key, modifier in (
        (K.Key_Equal, M.ControlModifier | M.AltModifier),
        (K.Key_Equal, M.ControlModifier | M.AltModifier),
        (K.Key_0, M.ControlModifier),
    ):
        projects.key(key, modifier)
        assert abs(projects.view.columnAt(200) - before[0]) <= 1
    assert abs(bar.value() - before[1]) <= 2
    assert projects.shell.said[-1] == "显示比例 100%"


def test_line_numbers_do_not_count_subtotals(projects: Desk) -> None:
    projects.grid.group_by("sector")
    lines = range(projects.grid.shown())
    numbers = [projects.grid.line_name(line) for line in lines if projects.grid.group_at(line) is None]
    assert numbers == [str(n) for n in range(1, len(projects.grid.rows) + 1)]


def test_keys_of_excel_that_were_missing(projects: Desk) -> None:
    """粘贴到空白格 keeps what stands there, Ctrl+; puts the month of today, Ctrl+G goes to a row."""
    names = projects.names()
    projects.go(names[0], "owner")
    before = projects.stored(names[0], "owner")
    assert before
    projects.go(names[1], "owner")
    projects.key(K.Key_Delete)
    projects.go(names[0], "owner")
    QGuiApplication.clipboard().setText("新业主\n补上的业主\n\n")
    projects.key(K.Key_V, M.ControlModifier | M.AltModifier)
    assert (projects.stored(names[0], "owner"), projects.stored(names[1], "owner")) == (before, "补上的业主")
    assert "1 格已经填了，没有动" in projects.shell.said[-1]
    projects.go(names[2], "start_actual")
    projects.key(K.Key_Semicolon, M.ControlModifier)
    assert projects.stored(names[2], "start_actual").startswith(f"{date.today():%Y-%m}")
    projects.go(names[2], "owner")
    projects.key(K.Key_Semicolon, M.ControlModifier)
    assert "只用在日期格" in projects.shell.said[-1]
    for typed, line in (("17", 16), (names[7][:6], 7)):
        projects.page.activateWindow()
        projects.bot.waitUntil(projects.view.hasFocus)
        projects.key(K.Key_G, M.ControlModifier)
        (dialog,) = projects.page.panel.findChildren(QuestionDialog)
        dialog.edits[0].setText(typed)
        with projects.bot.waitSignal(dialog.destroyed):
            projects.bot.keyClick(dialog.edits[0], K.Key_Return)
        assert projects.view.current_place[0] == line


def test_a_double_click_on_the_edge_of_a_head_fits_the_column_to_its_texts_and_its_head(projects: Desk) -> None:
    view, heads = projects.view, projects.view.heads
    for name, text in (("owner", ""), ("progress_text", "形象进度")):
        at = projects.grid.column_of(name)
        assert at is not None
        longest = max([text, *projects.grid.column_texts(at)], key=view.fontMetrics().horizontalAdvance)
        wanted = view.fontMetrics().horizontalAdvance(longest) + (20 if text else 0)
        for wide in (300, 60):
            view.setColumnWidth(at, wide)
            edge = QPoint(heads.sectionViewportPosition(at) + heads.sectionSize(at) - 1, heads.height() - 5)
            projects.bot.mouseDClick(heads.viewport(), Qt.MouseButton.LeftButton, pos=edge)
            assert wanted <= view.columnWidth(at) <= wanted + 40
