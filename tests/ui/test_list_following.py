"""The list page follows the file row by row: after any operations it shows what a page opened afresh shows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtTest import QAbstractItemModelTester

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.services.lists import list_cells, listing
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.grid.model import GridModel
from qbs_desktop.ui.grid.rows.order import Filter
from qbs_desktop.ui.pages.lists.columns import row_depth, row_id
from tests.faults.trials import counted
from tests.services.test_list_changes import _act
from tests.ui.desk import Desk
from tests.ui.test_grid_model import Line, Sheet

K, M = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def projects(qtbot, county: Workspace, shell) -> Iterator[Desk]:
    return Desk(qtbot, county, shell, "project")


def _arrange(grid: GridModel, arranged: str) -> None:
    if arranged == "filtered":
        grid.set_filter("sector", Filter(blank=False))
        grid.set_filter("total_investment", Filter(low=Decimal(100_000_000)))
    elif arranged == "sorted":
        grid.sort_by("total_investment", descending=True)
        grid.sort_by("name", further=True)
    elif arranged == "grouped":
        grid.group_by("sector")
    elif arranged == "all":
        for one in ("filtered", "sorted", "grouped"):
            _arrange(grid, one)


def _lines(grid: GridModel) -> list[object]:
    return [(grid.id_at(line), grid.depth_at(line), list(grid.line_texts(line))) for line in range(grid.shown())]


def _opened_afresh(desk: Desk, arranged: str) -> GridModel:
    fresh: GridModel = GridModel(row_id, row_depth, offer_new=True)
    fresh.show(desk.grid.columns, listing.rows(desk.workspace, "project", desk.page.columns))
    _arrange(fresh, arranged)
    return fresh


@pytest.mark.parametrize("arranged", ["as listed", "filtered", "sorted", "grouped", "all"])
def test_after_random_operations_the_page_shows_what_a_page_opened_afresh_shows(projects: Desk, arranged: str) -> None:
    grid, dice = projects.grid, random.Random(arranged)
    tester = QAbstractItemModelTester(grid, QAbstractItemModelTester.FailureReportingMode.Fatal)
    _arrange(grid, arranged)
    for step in range(counted(6, 60)):
        try:
            _act(projects.workspace, dice, [row.id for row in grid.rows])
        except Refusal:
            continue
        fresh = _opened_afresh(projects, arranged)
        assert [row.record for row in grid.rows] == [row.record for row in fresh.rows]
        assert [row_depth(row) for row in grid.rows] == [row_depth(row) for row in fresh.rows]
        for at in range(0, len(grid.columns), 5):
            assert grid.column_texts(at) == fresh.column_texts(at)
            assert grid.column_numbers(at) == fresh.column_numbers(at)
            assert grid.shown_total(at) == fresh.shown_total(at) or arranged in ("filtered", "all")
        if arranged != "as listed" and step % 4 == 0:
            with QSignalBlocker(projects.page.panel):
                grid.rearrange()  # an edited row stays where it was until then
        if arranged == "as listed" or step % 4 == 0:
            assert _lines(grid) == _lines(fresh)
            assert [grid.shown_total(at) for at in range(len(grid.columns))] == [
                fresh.shown_total(at) for at in range(len(fresh.columns))
            ]
    assert tester.model() is grid


def test_rows_that_come_and_go_are_told_of_one_by_one(projects: Desk, qtbot) -> None:
    told: list[tuple[str, int, int]] = []
    projects.grid.rowsInserted.connect(lambda _parent, first, last: told.append(("in", first, last)))
    projects.grid.rowsRemoved.connect(lambda _parent, first, last: told.append(("out", first, last)))
    projects.grid.modelReset.connect(lambda: told.append(("all", 0, 0)))
    projects.view.go(3, 1)
    projects.page.row_acts.insert_below()
    projects.workspace.undo()
    assert told == [("in", 4, 4), ("out", 4, 4)]


def test_the_cursor_stays_on_its_cell_when_rows_come_or_go_above_it(projects: Desk) -> None:
    projects.view.go(6, 2)
    here, first = projects.grid.id_at(6), projects.grid.id_at(0)
    assert here is not None
    assert first is not None
    projects.view.go(8, 3, extend=True)
    listing.add_rows(projects.workspace, "project", [{}, {}], after=first)
    assert projects.grid.id_at(projects.view.current_place[0]) == here
    assert projects.view.current_place == (8, 2)
    assert projects.view.spans == [(8, 10, 2, 3)]
    projects.key(K.Key_Down, M.ShiftModifier)
    projects.workspace.undo()
    assert projects.view.current_place == (6, 2)


def test_the_cursor_goes_with_a_row_that_moves(projects: Desk) -> None:
    projects.view.go(5, 2)
    here, last = projects.grid.id_at(5), projects.grid.id_at(projects.grid.shown() - 1)
    projects.page.row_acts.make_child()
    assert (projects.grid.depth_at(5), projects.view.current_place) == (1, (5, 2))
    projects.page.row_acts.make_top()
    assert (projects.grid.depth_at(5), projects.view.current_place) == (0, (5, 2))
    projects.workspace.run("移动", lambda edit: edit.move("project", here, last))
    assert projects.view.current_place == (projects.grid.shown() - 1, 2)
    projects.workspace.undo()
    assert projects.view.current_place == (5, 2)


def test_deleting_rows_leaves_the_cursor_on_the_line_they_stood_on(projects: Desk) -> None:
    names = projects.names()
    projects.view.go(4, 2)
    projects.page.row_acts.remove_rows()
    assert projects.view.current_place == (4, 2)
    assert projects.view.spans == [(4, 4, 2, 2)]
    assert projects.names() == names[:4] + names[5:]
    projects.view.go(projects.grid.shown() - 1, 2)
    projects.page.row_acts.remove_rows()
    assert projects.view.current_place == (projects.grid.shown(), 2)


def test_every_list_of_the_samples_reads_by_the_column_as_by_the_row(zhuzhou: Workspace, county: Workspace) -> None:
    for workspace in (zhuzhou, county):
        for ledger in workspace.ledgers:
            columns = listing.columns(workspace, ledger)
            rows = listing.rows(workspace, ledger, columns)
            for column in columns:
                text, (whole, _scale) = list_cells.text_of(column), list_cells.whole_of(column)
                assert [text(row) for row in rows] == [row.text(column) for row in rows]
                if column.numeric:
                    assert [whole(row) is None for row in rows] == [row.number(column) is None for row in rows]


def test_a_row_taken_out_takes_the_sign_of_its_line_with_it(qapp) -> None:
    sheet = Sheet([])
    lines = [Line(n, {"name": f"甲{n}", "a": str(n)}, int(n == 2)) for n in range(1, 6)]
    sheet.model.show(sheet.columns, lines)
    assert sheet.model.shown_total(3) == 13
    sheet.model.column_texts(1)
    sheet.model.follow([1], [Line(5, {"name": "乙", "a": "7"})], [(0, Line(8, {"name": "丙"})), (5, Line(9, {}, 1))])
    assert sheet.shown("name") == ["丙", "甲1", "甲3", "甲4", "乙", ""]
    assert [sheet.model.depth_at(line) for line in range(6)] == [0, 0, 0, 0, 0, 1]
    assert (sheet.model.shown_total(3), sheet.model.ordinary(), sheet.model.child_count) == (15, 5, 1)
    sheet.model.follow([5], [], [])
    assert not sheet.model.has_children


def test_deleting_a_row_with_the_rows_under_it_says_how_many_went(projects: Desk) -> None:
    names = projects.names()
    projects.view.go(5, 2)
    projects.page.row_acts.make_child()
    projects.view.go(4, 2)
    projects.key(K.Key_Minus, M.ControlModifier)
    assert projects.shell.said[-1] == "已删除 2 行（连同其中项 1 行），按 Ctrl+Z 可以恢复。"
    assert projects.names() == names[:4] + names[6:]
    assert projects.workspace.next_undo() == "删除项目 2 行（连同其中项 1 行）"
    projects.workspace.undo()
    projects.view.go(6, 2)
    projects.key(K.Key_Minus, M.ControlModifier)
    assert projects.shell.said[-1] == "已删除 1 行，按 Ctrl+Z 可以恢复。"
