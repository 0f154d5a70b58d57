"""Wrong and refused texts stay in their own cells, on both pages, until they are corrected or given up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from qbs_desktop.db import waiting_log
from qbs_desktop.domain.period import Period
from qbs_desktop.services.lists import listing
from qbs_desktop.services.lists.waiting import UNFINISHED, Spot
from qbs_desktop.services.months import periods
from qbs_desktop.services.reporting import returns
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import feedback
from qbs_desktop.ui.files.left_over import LeftOverBar
from qbs_desktop.ui.grid.column import NEW_ROW, GridEdit
from qbs_desktop.ui.main_window import MainWindow
from tests.ui.desk import Desk as ListDesk
from tests.ui.test_month import Desk as MonthDesk

K, M = Qt.Key, Qt.KeyboardModifier
SEPTEMBER, OCTOBER = Period.parse("2026-09"), Period.parse("2026-10")


@pytest.fixture
def month(qtbot, county: Workspace, shell) -> Iterator[MonthDesk]:
    made = MonthDesk(qtbot, county, shell)
    made.key(K.Key_F8)
    place = made.view.current_place
    made.type("12x")
    made.key(K.Key_Return)
    made.view.go(*place)
    yield made
    made.page.hide()


@pytest.fixture
def projects(qtbot, bare: Workspace, shell) -> Iterator[ListDesk]:
    listing.add_rows(bare, "project", [{"name": "甲项目"}, {"name": "乙项目"}])
    made = ListDesk(qtbot, bare, shell, "project")
    yield made
    made.page.hide()


def here(desk: MonthDesk | ListDesk) -> str:
    return desk.grid.text(*desk.view.current_place)


def waiting(workspace: Workspace) -> list[str]:
    return [one.text for one in workspace.waiting.texts()]


def spoil(desk: ListDesk, record: str = "甲项目", column: str = "total_investment", text: str = "三个亿") -> None:
    desk.go(record, column)
    desk.type(text)
    desk.key(K.Key_Return)


# --- the month page --------------------------------------------------------------------------------------------


def test_a_wrong_text_of_one_month_is_not_in_the_cell_of_another(month: MonthDesk) -> None:
    place = month.view.current_place
    assert month.grid.text(*place) == "12x"
    assert month.page.waiting.bar.isVisible()
    assert month.page.waiting.bar.label.text().startswith("1 个单元格没有保存：")
    month.page.select("industry", SEPTEMBER)
    assert month.grid.wrongs() == []
    assert month.grid.text(*place) != "12x"
    assert month.page.waiting.bar.label.text() == "1 个单元格没有保存，在2026年10月。"
    month.page.select("industry", OCTOBER)
    assert month.grid.text(*place) == "12x"


def test_a_wrong_text_survives_every_change_of_view_and_undo(month: MonthDesk) -> None:
    page, shown = month.page, month.page.shown.currentIndex()
    indicator = page.shown.currentData()
    for look in (
        lambda: page.shown.setCurrentIndex((shown + 1) % page.shown.count()),
        lambda: page.shown.setCurrentIndex(shown),
        lambda: page.unlocked.setChecked(True),
        lambda: page.bar.compact.setChecked(True),
        lambda: page.bar.compact.setChecked(False),
        lambda: page.select("project", OCTOBER),
        lambda: page.select("industry", OCTOBER),
        lambda: page.head.show_indicator(indicator),
        lambda: listing.add_rows(month.workspace, "industry", [{"name": "新产业"}]),
        month.workspace.undo,
        month.workspace.redo,
    ):
        look()
        assert waiting(month.workspace) == ["12x"]
    assert [one.text for one in month.grid.wrongs()] == ["12x"]


def test_a_text_keeps_the_unit_it_was_typed_in(month: MonthDesk) -> None:
    month.page.units.setCurrentText("万元")
    assert here(month) == "12x亿元"
    month.page.units.setCurrentText("亿元")
    assert here(month) == "12x"


def test_esc_gives_a_wrong_text_up_and_nothing_is_left_of_it(month: MonthDesk) -> None:
    month.key(K.Key_F2)
    month.type("9")
    month.key(K.Key_Escape)
    assert here(month) == "12x"  # the editor is left, the text stays
    month.key(K.Key_Escape)
    assert here(month) == ""
    assert not month.page.waiting.bar.isVisible()
    month.workspace.waiting.flush()
    assert not waiting_log.log_path(month.workspace.path).exists()


def test_a_corrected_text_is_stored_and_forgotten(month: MonthDesk) -> None:
    place = month.view.current_place
    month.type("12")
    month.key(K.Key_Return)
    assert month.grid.text(*place).startswith("12")
    assert waiting(month.workspace) == []
    assert month.grid.wrongs() == []


def test_a_refused_month_keeps_the_texts_with_the_reason(month: MonthDesk) -> None:
    line, at = month.view.current_place
    record, column = month.grid.id_at(line), month.grid.columns[at]
    month.key(K.Key_Escape)
    periods.lock(month.workspace, OCTOBER)
    outcome = month.grid.apply([GridEdit(record, column, "12")])
    assert "锁定" in outcome.refused
    assert month.grid.text(line, at) == "12"
    assert "锁定" in str(month.grid.data(month.grid.index(line, at), Qt.ItemDataRole.ToolTipRole))
    assert month.page.waiting.bar.again.isVisible()
    periods.reopen(month.workspace, OCTOBER, "补报")
    month.page.waiting.bar.again.click()
    assert waiting(month.workspace) == []
    assert month.grid.text(line, at).startswith("12")


def test_shift_f7_on_the_month_page_goes_to_texts_elsewhere_through_the_window(opened: MainWindow, qtbot) -> None:
    opened.set_period(SEPTEMBER)
    page = opened.show_page("month")
    page.select("industry", SEPTEMBER)
    record = page.grid.id_at(0)
    column = page.grid.columns[page.grid.column_of("output/total")]
    page.grid.apply([GridEdit(record, column, "坏")])
    page.select("project", OCTOBER)
    assert "在2026年9月" in page.waiting.bar.label.text()
    opened.activateWindow()
    page.view.setFocus()
    qtbot.keyClick(page.view, K.Key_F7, M.ShiftModifier)
    qtbot.waitUntil(lambda: page.period == SEPTEMBER)
    assert page.ledger_id == "industry"
    assert page.grid.text(*page.view.current_place) == "坏"


@pytest.mark.parametrize("part", ["base", "plan"])
def test_a_jump_to_last_years_figure_or_the_plan_finds_a_month_that_shows_it(opened: MainWindow, part: str) -> None:
    page = opened.show_page("month")
    page.select("industry", OCTOBER)
    record = page.grid.id_at(0)
    page.grid.apply([GridEdit(record, page.grid.columns[page.grid.column_of(f"output/{part}")], "坏")])
    spot = opened.workspace.waiting.texts()[0].spot
    assert spot.period == (OCTOBER.a_year_before() if part == "base" else OCTOBER.as_year())
    page.bar.compact.setChecked(True)
    opened.show_page("home")
    opened.jump(spot)
    assert page.grid.text(*page.view.current_place) == "坏"


# --- the lists -------------------------------------------------------------------------------------------------


def test_a_wrong_text_of_a_removed_row_comes_back_with_the_row(projects: ListDesk) -> None:
    spoil(projects)
    projects.go("甲项目", "name")
    projects.page.row_acts.remove_rows()
    assert not projects.page.waiting.bar.isVisible()
    projects.workspace.undo()
    assert [one.text for one in projects.grid.wrongs()] == ["三个亿"]
    assert projects.page.waiting.bar.isVisible()


def test_every_kind_of_editor_keeps_what_is_being_typed(projects: ListDesk, qtbot) -> None:
    kept = []
    for column in ("owner", "sector", "content"):
        projects.go("甲项目", column)
        projects.type("ab")
        projects.workspace.waiting.flush()
        kept.append([(line["column"], line["text"]) for line in waiting_log.lines(projects.workspace.path)][-1])
        projects.key(K.Key_Escape)
        projects.key(K.Key_Escape)
        qtbot.wait(1)
        projects.workspace.waiting.flush()
        assert not waiting_log.log_path(projects.workspace.path).exists(), column
    assert kept == [("owner", "ab"), ("sector", "ab"), ("content", "ab")]


def test_the_fields_of_the_record_panel_keep_what_is_being_typed(projects: ListDesk, qtbot) -> None:
    projects.go("甲项目", "owner")
    projects.key(K.Key_F4)
    for name in ("owner", "content"):
        field = projects.page.card.fields[name]
        field.setFocus()
        qtbot.keyClicks(field, "cd")
        projects.workspace.waiting.flush()
        last = list(waiting_log.lines(projects.workspace.path))[-1]
        assert (last["column"], last["text"]) == (name, "cd")
        projects.view.setFocus()
        qtbot.wait(1)
        projects.workspace.waiting.flush()
        assert not waiting_log.log_path(projects.workspace.path).exists()
    assert isinstance(projects.page.card.fields["content"], QPlainTextEdit)
    assert projects.stored("甲项目", "content") == "cd"


def test_what_was_typed_in_the_empty_row_is_back_after_a_crash_and_makes_one_row(qtbot, bare: Workspace, shell) -> None:
    bare.waiting.typed(Spot("project", NEW_ROW, "name"), "丙项")
    bare.waiting.typed(Spot("project", NEW_ROW, "owner"), "某公司")
    bare.close()
    with Workspace.open_file(bare.path) as again:
        desk = ListDesk(qtbot, again, shell, "project")
        assert [(one.record_id, one.text, one.reason) for one in desk.grid.wrongs()] == [
            (NEW_ROW, "丙项", UNFINISHED),
            (NEW_ROW, "某公司", UNFINISHED),
        ]
        at = desk.grid.column_of("name")
        assert at is not None
        desk.view.go(desk.grid.shown(), at)
        desk.key(K.Key_F2)
        desk.type("目")
        desk.key(K.Key_Return)
        assert desk.names() == ["丙项目"]
        assert desk.stored("丙项目", "owner") == "某公司"
        assert waiting(again) == []
        desk.page.hide()


def test_another_list_tells_of_the_text_and_where_it_is(projects: ListDesk, qtbot, shell) -> None:
    spoil(projects)
    other = ListDesk(qtbot, projects.workspace, shell, "enterprise")
    assert other.page.waiting.bar.label.text() == "1 个单元格没有保存，在项目名单。"
    assert not other.page.waiting.bar.again.isVisible()
    other.page.hide()


def test_a_yearly_column_without_figures_is_shown_again_for_its_text(projects: ListDesk) -> None:
    from qbs_desktop.domain.figure import Kind

    projects.page.add_column("investment", 2031, Kind.TARGET)
    column = "investment@2031/target"
    spoil(projects, column=column, text="许多")
    projects.page._added.clear()
    projects.page.refresh()
    assert projects.grid.column_of(column) is None
    spot = projects.workspace.waiting.texts()[0].spot
    assert projects.page.goto_waiting(spot)
    assert here(projects) == "许多"
    assert not projects.page.goto_waiting(Spot("project", 999, "owner"))


def test_rows_pasted_in_vain_are_told_and_the_first_stays_in_the_empty_row(
    projects: ListDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qbs_desktop.domain.errors import EnvironmentFault
    from qbs_desktop.services.lists import block

    def full(*_what: object) -> None:
        raise EnvironmentFault("磁盘已满。")

    at = projects.grid.column_of("name")
    assert at is not None
    projects.view.go(projects.grid.shown(), at)
    with monkeypatch.context() as patched:
        patched.setattr(block, "put", full)
        projects.paste("丙\n丁\n戊\n")
    assert projects.shell.said[-1].startswith("磁盘已满。　另外 2 行没有粘贴")
    assert [(one.record_id, one.text, one.reason) for one in projects.grid.wrongs()] == [(NEW_ROW, "丙", "磁盘已满。")]
    projects.page.waiting.bar.again.click()
    assert projects.names() == ["甲项目", "乙项目", "丙"]
    assert projects.shell.said[-1] == "已保存。"


# --- returns, opening ------------------------------------------------------------------------------------------


def test_a_return_tells_what_it_lacks(county: Workspace, tmp_path: Path) -> None:
    record = county.dataset().rows("industry")[0].id
    from qbs_desktop.services.lists.waiting import WaitingText

    for period in (OCTOBER, SEPTEMBER):
        spot = Spot("industry", record, "output/total", period)
        county.waiting.settle([(spot, WaitingText(spot, "12x", "不是金额。", "亿元"))])
    made = returns.export(county, OCTOBER, tmp_path)
    notes = [note for one in made for note in one.notes if "没有保存" in note]
    assert len(notes) == 1
    assert notes[0].startswith("有 1 个单元格的内容没有保存，报表里没有：")
    assert "2026年10月" in notes[0]


@pytest.fixture
def crashed(opened: MainWindow) -> Path:
    """A file whose window ended while two cells were being typed in."""
    workspace = opened.workspace
    rows = workspace.dataset().rows("project")
    workspace.waiting.typed(Spot("project", rows[0].id, "owner"), "某某公")
    workspace.waiting.typed(Spot("project", NEW_ROW, "name"), "新项")
    path = workspace.path
    opened.close_workspace()
    return path


def bars(window: MainWindow) -> list[LeftOverBar]:
    return window.findChildren(LeftOverBar)


def test_what_a_crash_left_is_told_and_shown_in_its_cells(opened: MainWindow, crashed: Path, qtbot) -> None:
    assert bars(opened) == []
    assert opened.open_path(crashed)
    (bar,) = bars(opened)
    qtbot.waitUntil(bar.isVisible)
    assert bar.label.text().startswith("上次没有正常关闭，2 处没有填完的内容已放回单元格：")
    assert "项目名单新行的项目名称“新项”、" in bar.label.text()
    page = opened.show_page("project")
    assert {one.text for one in page.grid.wrongs()} == {"某某公", "新项"}
    opened.activateWindow()
    qtbot.keyClick(opened, K.Key_G, M.AltModifier)
    qtbot.waitUntil(lambda: not bars(opened))
    assert page.grid.text(*page.view.current_place) == "新项"
    assert QApplication.focusWidget() is page.view


def test_what_a_crash_left_can_be_given_up_after_a_question(
    opened: MainWindow, crashed: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.open_path(crashed)
    asked: list[str] = []

    def answer(_parent: object, text: str, *_more: object, **_words: object) -> bool:
        asked.append(text)
        return len(asked) > 1

    monkeypatch.setattr(feedback, "ask", answer)
    bars(opened)[0].drop.click()
    assert waiting(opened.workspace) == ["某某公", "新项"]
    bars(opened)[0].drop.click()
    assert waiting(opened.workspace) == []
    assert asked[0] == "不要这 2 处没有保存的内容吗？"
    qtbot.waitUntil(lambda: not bars(opened))


def test_wrong_texts_come_back_after_closing_and_the_bar_goes_with_the_file(
    opened: MainWindow, crashed: Path, qtbot
) -> None:
    opened.open_path(crashed)
    page = opened.show_page("project")
    column = page.grid.columns[page.grid.column_of("total_investment")]
    page.grid.apply([GridEdit(page.grid.id_at(1), column, "三个亿")])
    opened.close_workspace()
    qtbot.waitUntil(lambda: not bars(opened))
    opened.open_path(crashed)
    assert bars(opened)[0].label.text().startswith("3 处内容还没有保存（2 处因上次没有正常关闭而没有填完）")
    bars(opened)[0].leave.click()
    qtbot.waitUntil(lambda: not bars(opened))
    unfinished = [one for one in opened.workspace.waiting.texts() if one.unfinished]
    opened.workspace.waiting.discard(unfinished)
    opened.close_workspace()
    opened.open_path(crashed)
    assert bars(opened)[0].label.text().startswith("1 处内容上次没有保存，还在单元格里：")
    assert QGuiApplication.focusObject() is not bars(opened)[0]
