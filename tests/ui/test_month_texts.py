"""形象进度 on the month page: written beside the figure, and marked while it says what the month before said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.period import Period
from qbs_desktop.services.months import figures, periods
from qbs_desktop.services.months.figures import MonthEntry, Part
from qbs_desktop.services.reporting import answers_in
from tests.services.return_loop import handed_in, item, rejection, written
from tests.ui.test_month import Desk, K, M

OCTOBER, NOVEMBER = Period.parse("2026-10"), Period.parse("2026-11")
TEXT = "progress_text"
LAST = "主体封顶"


@pytest.fixture
def desk(qtbot, county, shell) -> Desk:
    """November of the projects, the first two of which have October's text."""
    rows = county.dataset().rows("project")[:2]

    def write(edit: Edit) -> None:
        for row in rows:
            edit.set_fields("project", row.id, {TEXT: LAST})

    county.run("形象进度", write)
    made = Desk(qtbot, county, shell)
    made.page.select("project", NOVEMBER)
    return made


def go(desk: Desk, line: int, column: str) -> None:
    desk.view.go(line, desk.grid.column_of(column))


def shown(desk: Desk, line: int, column: str) -> str:
    return desk.grid.text(line, desk.grid.column_of(column))


def marked(desk: Desk, line: int) -> str:
    found = desk.grid.mark_at(line, desk.grid.column_of(TEXT))
    assert found is None or found.grade is Grade.HINT
    return "".join(found.sentences) if found is not None else ""


def test_figure_and_text_are_typed_one_beside_the_other_and_undone_one_by_one(desk: Desk) -> None:
    desk.page.bar.compact.setChecked(True)
    desk.page.head.show_indicator("investment")
    go(desk, 0, "investment/total")
    desk.type("2")
    desk.key(K.Key_Tab)
    assert desk.grid.columns[desk.view.current_place[1]].id == TEXT
    desk.type("a")
    desk.key(K.Key_Return)
    assert (shown(desk, 0, "investment/total"), shown(desk, 0, TEXT), shown(desk, 1, TEXT)) == ("2", "a", LAST)
    assert desk.view.current_place == (1, desk.grid.column_of("investment/total"))
    name = desk.page.table.rows[0].record.name
    assert desk.workspace.next_undo() == f"填报2026年11月：{name} 形象进度"
    desk.workspace.undo()
    assert (shown(desk, 0, "investment/total"), shown(desk, 0, TEXT)) == ("2", LAST)


def test_a_pasted_block_of_figures_and_texts_is_one_step(desk: Desk) -> None:
    desk.page.bar.compact.setChecked(True)
    desk.page.head.show_indicator("investment")
    go(desk, 0, "investment/total")
    QApplication.clipboard().setText("2\t装修\n3\t竣工验收\n")
    desk.key(K.Key_V, M.ControlModifier)
    told = [(shown(desk, line, "investment/total"), shown(desk, line, TEXT)) for line in (0, 1)]
    assert told == [("2", "装修"), ("3", "竣工验收")]
    assert desk.workspace.next_undo() == "填报2026年11月：4 个数据"
    desk.workspace.undo()
    assert [shown(desk, line, TEXT) for line in (0, 1)] == [LAST, LAST]
    assert shown(desk, 0, "investment/total") == ""


def test_a_locked_month_takes_no_text_and_says_where_to_write_it(desk: Desk) -> None:
    periods.lock(desk.workspace, NOVEMBER)
    go(desk, 0, TEXT)
    desk.type("a")
    assert desk.shell.said[-1].startswith("2026年11月已经锁定，形象进度在这里不能改。")
    assert shown(desk, 0, TEXT) == LAST


def test_a_text_that_was_given_back_is_open_in_the_locked_month(desk: Desk, tmp_path: Path) -> None:
    made = handed_in(desk.workspace, tmp_path)
    record = desk.workspace.dataset().rows("project")[0]
    answer = rejection(made, desk.workspace, replace(item(record, TEXT), ledger="project"))
    answers_in.accept(desk.workspace, written(answer, tmp_path))
    desk.page.select("project", OCTOBER)
    at = desk.grid.column_of(TEXT)
    assert (desk.grid.editable(0, at), desk.grid.editable(1, at)) == (True, False)


def test_a_text_left_as_handed_in_is_marked_once_the_figure_moves_and_no_more_when_rewritten(
    desk: Desk, tmp_path: Path
) -> None:
    handed_in(desk.workspace, tmp_path)
    assert marked(desk, 0) == ""
    one = desk.page.table.rows[0]
    put = MonthEntry(one.record.id, "investment", Part.TOTAL, "2", "亿元")
    figures.set_month(desk.workspace, "project", NOVEMBER, [put])
    assert marked(desk, 0) == "形象进度还是2026年10月上报时的文字，完成投资已经变了，请核对要不要改写。"
    assert marked(desk, 1) == ""  # no figure of November yet
    go(desk, 0, TEXT)
    desk.type("b")
    desk.key(K.Key_Return)
    assert marked(desk, 0) == ""
    desk.workspace.undo()
    assert marked(desk, 0) != ""
