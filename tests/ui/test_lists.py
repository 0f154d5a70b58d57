"""A list page on a real file: typing, pasting, undo, rows, findings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.finding import Finding, Grade, Place
from qbs_desktop.domain.period import Period
from qbs_desktop.services.checks.checking import CheckedFinding
from qbs_desktop.services.lists import listing
from qbs_desktop.services.months import figures, periods
from qbs_desktop.services.months.figures import MonthEntry, Part
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import feedback
from qbs_desktop.ui.dialogs.off_list import OffListDialog
from qbs_desktop.ui.grid.rows.order import Filter
from qbs_desktop.ui.pages.lists.page import ListPage
from tests.ui.desk import Desk

K, M = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def enterprises(qtbot, zhuzhou: Workspace, shell) -> Iterator[Desk]:
    return Desk(qtbot, zhuzhou, shell, "enterprise")


@pytest.fixture
def empty(qtbot, bare: Workspace, shell) -> Iterator[Desk]:
    return Desk(qtbot, bare, shell, "project")


def test_the_printed_list_is_shown_with_its_rows_total_and_figures(enterprises: Desk) -> None:
    assert enterprises.names()[:3] == ["中车株所", "时代电气", "风电事业部"]
    assert "共 17 行（其中项 2 行不计入合计）" in enterprises.page.status.text()
    totals = enterprises.page.panel.totals
    assert totals is not None
    assert totals.text("unstated@2021/actual") == "1,684"
    assert totals.text("unstated@2025/target") == "2,923"
    assert not enterprises.page.empty.isVisible()


def test_a_typed_figure_is_on_disk_at_once_and_undo_takes_it_back(enterprises: Desk) -> None:
    before = enterprises.stored("中车株机", "unstated@2025/target")
    enterprises.go("中车株机", "unstated@2025/target")
    enterprises.type("512.5")
    enterprises.key(K.Key_Return)
    assert enterprises.stored("中车株机", "unstated@2025/target") == "512.5"
    enterprises.workspace.undo()
    assert enterprises.stored("中车株机", "unstated@2025/target") == before
    enterprises.go("中车株机", "unstated@2025/target")
    assert enterprises.grid.text(*enterprises.view.current_place) == before


def test_a_text_that_is_no_amount_is_kept_marked_and_told_but_not_stored(enterprises: Desk) -> None:
    before = enterprises.stored("中车株机", "unstated@2025/target")
    enterprises.go("中车株机", "unstated@2025/target")
    enterprises.type("about 5")
    enterprises.key(K.Key_Return)
    assert enterprises.stored("中车株机", "unstated@2025/target") == before
    assert enterprises.page.waiting.bar.isVisible()
    assert "1 个单元格没有保存" in enterprises.page.waiting.bar.label.text()
    enterprises.view.go(0, 0)
    enterprises.page.waiting.next()
    assert enterprises.grid.text(*enterprises.view.current_place) == "about 5"
    enterprises.key(K.Key_Escape)
    assert enterprises.grid.text(*enterprises.view.current_place) == before
    assert not enterprises.page.waiting.bar.isVisible()


def test_blank_not_applicable_and_zero_are_typed_apart(enterprises: Desk) -> None:
    for typed, shown in (("0", "0"), ("--", "——"), ("", "")):
        enterprises.go("中车株机", "unstated@2025/target")
        if typed:
            enterprises.type(typed)
            enterprises.key(K.Key_Return)
        else:
            enterprises.key(K.Key_Delete)
        assert enterprises.stored("中车株机", "unstated@2025/target") == shown


def test_pasting_thirty_rows_into_an_empty_list_just_works_and_is_one_step(empty: Desk) -> None:
    assert empty.page.empty.isVisible()
    usual = {"name": "项目{}", "project_code": "2602-439999-04-01-{:06d}", "owner": "业主{}", "sector": "工业和信息化"}
    columns = empty.grid.columns[:8]
    lines = ["\t".join(usual.get(one.id, "").format(n) for one in columns) for n in range(1, 31)]
    empty.view.go(0, 0)
    empty.paste("\r\n".join(lines) + "\r\n")
    assert len(empty.names()) == 30
    shown = next(one.id for one in columns if one.id in ("project_code", "sector"))
    assert empty.stored("项目30", shown) == usual[shown].format(30)
    assert empty.grid.wrongs() == []
    assert not empty.page.empty.isVisible()
    assert "新增 30 行" in empty.shell.said[-1]
    empty.workspace.undo()
    assert empty.names() == []
    assert empty.page.empty.isVisible()


def test_good_cells_of_a_block_are_stored_and_the_others_wait_marked(empty: Desk) -> None:
    at = empty.grid.column_of("total_investment")
    assert at is not None
    empty.view.go(0, 1)
    empty.paste("甲项目\n乙项目\n丙项目\n")
    empty.view.go(0, at)
    empty.paste("1.5\n三个亿\n3000万元\n")
    assert [empty.stored(one, "total_investment") for one in ("甲项目", "乙项目", "丙项目")] == ["1.5", "", "0.3"]
    assert [one.text for one in empty.grid.wrongs()] == ["三个亿"]
    assert empty.page.waiting.bar.isVisible()


def test_typing_in_the_empty_line_adds_a_row(empty: Desk) -> None:
    empty.view.go(0, 1)
    empty.type("新项目")
    empty.key(K.Key_Return)
    assert empty.names() == ["新项目"]
    assert empty.view.current_place == (1, 1)


def test_a_click_elsewhere_stores_what_was_typed_in_the_empty_line(empty: Desk) -> None:
    empty.view.go(0, 1)
    empty.type("abc")
    where = empty.view.visualRect(empty.grid.index(0, 4)).center()
    empty.bot.mouseClick(empty.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert empty.names() == ["abc"]
    empty.view.go(0, 1)
    empty.type("abcd")
    empty.page.panel.finder.open()
    assert empty.names() == ["abcd"]


def test_rows_are_inserted_above_below_and_as_explanation_of_a_row(enterprises: Desk) -> None:
    enterprises.go("中车株机", "name")
    enterprises.page.row_acts.insert_above()
    here = enterprises.view.current_place[0]
    assert enterprises.names()[here : here + 2] == ["", "中车株机"]
    enterprises.type("abc")
    enterprises.key(K.Key_Return)
    enterprises.go("中车株机", "name")
    enterprises.page.row_acts.insert_below()
    here = enterprises.view.current_place[0]
    assert enterprises.names()[here - 1] == "中车株机"
    enterprises.go("中车株机", "name")
    enterprises.key(K.Key_N, M.ControlModifier | M.ShiftModifier)
    assert enterprises.grid.depth_at(enterprises.view.current_place[0]) == 1
    enterprises.page.row_acts.add_child()
    assert enterprises.grid.depth_at(enterprises.view.current_place[0]) == 1
    enterprises.key(K.Key_Insert)
    assert enterprises.view.current_place[0] == enterprises.grid.shown()


def test_deleted_rows_come_back_with_their_explaining_rows(enterprises: Desk) -> None:
    enterprises.go("中车株所", "name")
    enterprises.key(K.Key_Minus, M.ControlModifier)
    assert enterprises.names()[0] == "中车株机"
    assert "已删除 3 行" in enterprises.shell.said[-1]
    enterprises.workspace.undo()
    assert enterprises.names()[:3] == ["中车株所", "时代电气", "风电事业部"]


def test_a_row_is_made_an_explaining_row_and_taken_out_again(enterprises: Desk) -> None:
    enterprises.go("唐人神集团", "name")
    enterprises.page.row_acts.make_child()
    enterprises.go("唐人神集团", "name")
    assert enterprises.grid.depth_at(enterprises.view.current_place[0]) == 1
    enterprises.page.row_acts.make_top()
    enterprises.go("唐人神集团", "name")
    assert enterprises.grid.depth_at(enterprises.view.current_place[0]) == 0
    enterprises.view.go(0, 0)
    enterprises.page.row_acts.make_child()
    assert "第一行前面" in enterprises.shell.said[-1]


def test_a_yearly_column_that_has_no_figure_yet_can_be_added_and_filled(empty: Desk) -> None:
    empty.view.go(0, 1)
    empty.type("x1")
    empty.key(K.Key_Return)
    empty.view.go(0, 1)
    empty.page.add_column("investment", 2026, Kind.TARGET)
    assert empty.grid.columns[empty.view.current_place[1]].id == "investment@2026/target"
    empty.type("2.5")
    empty.key(K.Key_Return)
    assert empty.stored("x1", "investment@2026/target") == "2.5"
    empty.page.refresh()
    assert [one.id for one in empty.page.columns].count("investment@2026/target") == 1


def test_a_filter_is_told_and_lifted_when_a_hidden_row_is_wanted(enterprises: Desk) -> None:
    enterprises.grid.set_filter("name", Filter(contains="zc"))
    assert "筛选后显示" in enterprises.page.status.text()
    assert enterprises.page.panel.filter_bar.isVisible()
    hidden = next(row for row in enterprises.grid.rows if row.record.name == "唐人神集团")
    assert enterprises.page.goto(Place("enterprise", hidden.record.id, "sector"))
    assert enterprises.grid.id_at(enterprises.view.current_place[0]) == hidden.record.id
    assert enterprises.grid.columns[enterprises.view.current_place[1]].id == "sector"
    assert not enterprises.page.panel.filter_bar.isVisible()


def test_findings_jump_to_their_cell_and_paint_it(enterprises: Desk) -> None:
    row = next(row for row in enterprises.grid.rows if row.record.name == "时代新材")
    period = Period.of_year(2025)
    place = Place("enterprise", row.record.id, None, "unstated", period)
    error = Finding(Grade.ERROR, "r", "增速不符", place)
    query = Finding(Grade.QUERY, "q", "名称存疑", Place("enterprise", row.record.id, "name"))
    elsewhere = Finding(Grade.HINT, "h", "别处", Place("project", row.record.id, "name"))
    monthly = Finding(
        Grade.HINT, "m", "月度", Place("enterprise", row.record.id, None, "output", Period.parse("2025-10"))
    )
    enterprises.page.show_findings(
        [
            CheckedFinding(error),
            CheckedFinding(query, explained=True, sentence="已核"),
            CheckedFinding(elsewhere),
            CheckedFinding(monthly),
        ]
    )
    assert enterprises.page.goto(place)
    line, at = enterprises.view.current_place
    mark = enterprises.grid.mark_at(line, at)
    assert mark is not None
    assert (mark.grade, mark.sentences) == (Grade.ERROR, ("增速不符",))
    name = enterprises.grid.mark_at(line, 1)
    assert name is not None
    assert (name.grade, name.sentences) == (Grade.HINT, ("名称存疑（已说明：已核）",))
    assert len(enterprises.grid._marks) == 2
    assert not enterprises.page.goto(Place("enterprise", 999_999, "name"))
    assert not enterprises.page.grab().isNull()


def test_a_change_made_elsewhere_is_shown_and_the_cursor_stays(enterprises: Desk) -> None:
    enterprises.go("唐人神集团", "sector")
    place = enterprises.view.current_place
    columns = {one.id: one for one in listing.columns(enterprises.workspace, "enterprise")}
    row = next(row for row in enterprises.grid.rows if row.record.name == "中车株机")
    listing.set_cells(enterprises.workspace, "enterprise", [listing.CellEdit(row.record.id, columns["park"], "田心")])
    enterprises.go("中车株机", "park")
    assert enterprises.grid.text(*enterprises.view.current_place) == "田心"
    enterprises.go("唐人神集团", "sector")
    listing.add_rows(enterprises.workspace, "enterprise", [{"name": "新企业"}])
    assert enterprises.view.current_place == place
    assert enterprises.names()[-1] == "新企业"


def test_the_empty_list_offers_to_paste_and_to_import(empty: Desk) -> None:
    QGuiApplication.clipboard().setText("1\t甲项目\n")
    empty.page.empty._paste()
    assert empty.names() == ["甲项目"]
    next(one for one in empty.page.empty.findChildren(QPushButton) if one.text() == "导入工作簿…").click()
    assert empty.shell.shown == ["import"]
    assert empty.page.selected_ids() != []
    empty.page.find()
    assert empty.page.panel.finder.isVisible()


def test_a_page_that_is_gone_is_no_longer_told_of_changes(qtbot, bare: Workspace, shell) -> None:
    waiting = bare.waiting
    before = list(bare._listeners)
    page = ListPage(bare, shell, "project")
    page.activate()
    with qtbot.waitSignal(page.destroyed):
        page.deleteLater()
    assert bare._listeners == before
    assert waiting._listeners == []
    listing.add_rows(bare, "project", [{"name": "甲"}])


def test_a_block_with_its_headings_goes_by_them_and_its_parts_are_offered(empty: Desk) -> None:
    at = empty.grid.column_of("name")
    assert at is not None
    empty.view.go(0, at + 2)
    empty.paste("项目名称\t备注\t某列\r\n轨道交通\t甲\t1\r\n其中：1）整机\t乙\t2\r\n2）零部件\t\t3\r\n合计\t\t6\r\n")
    assert empty.names()[:3] == ["轨道交通", "其中：1）整机", "2）零部件"]
    assert empty.stored("轨道交通", "remark") == "甲"
    said = empty.shell.said[-1]
    assert "按表头对应" in said
    assert "某列" in said
    assert "1 行合计没有粘贴" in said
    assert empty.page.choice.isVisible()
    empty.page.choice.yes.click()
    assert [(row.depth, row.record.name) for row in empty.grid.rows] == [(0, "轨道交通"), (1, "整机"), (1, "零部件")]
    assert not empty.page.choice.isVisible()
    empty.workspace.undo()
    assert empty.names()[:3] == ["轨道交通", "其中：1）整机", "2）零部件"]
    empty.workspace.undo()
    assert empty.grid.rows == []


def test_lines_can_be_grouped_from_the_menu(enterprises: Desk) -> None:
    grouping = enterprises.page.tools.grouping
    next(act for act in grouping.actions() if act.text() == "所属领域").trigger()
    assert enterprises.grid.grouped_by == "sector"
    assert enterprises.grid.group_at(0) is not None
    next(act for act in grouping.actions() if act.text() == "不分组").trigger()
    assert enterprises.grid.group_at(0) is None


def test_a_month_without_its_year_is_one_of_the_reported_year(empty: Desk) -> None:
    empty.type("x1")
    empty.key(K.Key_Return)
    at = empty.grid.column_of("start_planned")
    assert at is not None
    empty.view.go(0, at)
    empty.paste("3月")
    assert empty.stored("x1", "start_planned") == "2026-03"
    empty.view.go(0, at)
    empty.paste("13月")
    assert [one.text for one in empty.grid.wrongs()] == ["13月"]


def test_a_failed_check_digit_is_told_with_the_right_one_and_never_corrected(enterprises: Desk) -> None:
    at = enterprises.grid.column_of("credit_code")
    assert at is not None
    enterprises.view.go(0, at)
    enterprises.paste("91430200MA4L16JC9X")
    tip = enterprises.grid.data(enterprises.grid.index(0, at), Qt.ItemDataRole.ToolTipRole)
    assert isinstance(tip, str)
    assert "请核对：第18位校验码应为" in tip
    assert enterprises.grid.text(0, at) == "91430200MA4L16JC9X"


def test_the_unit_that_reported_a_row_is_shown_and_cannot_be_typed_cleared_or_pasted(enterprises: Desk) -> None:
    """A city's 报送单位 is written by adopting; the sheet says so where somebody types."""
    line = enterprises.names().index("中车株机")
    at = enterprises.grid.column_of("reporting_unit")
    assert at is not None
    assert not enterprises.grid.editable(line, at)
    enterprises.go("中车株机", "reporting_unit")
    said: list[str] = []
    enterprises.view.said.connect(said.append)
    enterprises.type("a")
    assert "由采用下级报表时写入" in said[-1]
    enterprises.key(K.Key_Delete)
    enterprises.paste("芦淞区")
    assert enterprises.stored("中车株机", "reporting_unit") == ""
    enterprises.page.card.show_record(enterprises.grid.id_at(line))
    assert enterprises.page.card.fields["reporting_unit"].isReadOnly()


def test_a_row_that_a_locked_month_keeps_may_leave_the_years_list(
    enterprises: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    october, workspace = Period.parse("2025-10"), enterprises.workspace
    record = enterprises.grid.rows[enterprises.names().index("中车株机")].record.id
    entry = MonthEntry(record, "output", Part.TOTAL, "1")
    assert figures.set_month(workspace, "enterprise", october, [entry]) == (1, [])
    periods.lock(workspace, october)
    offered: list[str] = []
    monkeypatch.setattr(feedback, "offer", lambda _page, _text, _detail, act, **_more: offered.append(act) or act)
    enterprises.go("中车株机", "name")
    enterprises.page.row_acts.remove_rows()
    assert offered == [f"移出{workspace.year}年名单"]
    assert "中车株机" not in enterprises.names()
    enterprises.page.row_acts.put_back()
    dialog = enterprises.page.findChild(OffListDialog)
    assert [one.record.name for one in dialog.rows.rows] == ["中车株机"]
    dialog.accept()
    assert "中车株机" in enterprises.names()
