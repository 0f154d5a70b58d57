"""The month page on a real file: what is typed, what follows from it, and what is still missing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.finding import Finding, Grade, Place
from qbs_desktop.domain.period import Period
from qbs_desktop.services.cell import Cell
from qbs_desktop.services.checks.checking import CheckedFinding
from qbs_desktop.services.months import figures, next_list
from qbs_desktop.ui.pages.month.page import MonthPage
from qbs_desktop.ui.pages.record.history import CellHistory

K, M = Qt.Key, Qt.KeyboardModifier
OCTOBER = Period.parse("2026-10")


class Desk:
    """A shown month page with helpers to press keys."""

    def __init__(self, qtbot, workspace, shell) -> None:
        self.bot, self.workspace, self.shell = qtbot, workspace, shell
        self.page = MonthPage(workspace, shell)
        qtbot.addWidget(self.page)
        self.page.resize(1218, 692)
        self.page.show()
        self.page.activate()
        self.page.activateWindow()
        self.view, self.grid = self.page.view, self.page.grid
        qtbot.waitUntil(self.view.hasFocus)

    def go(self, name: str, column: str) -> None:
        at, names = self.grid.column_of(column), self.grid.column_of("name")
        assert at is not None
        assert names is not None
        line = next(n for n in range(self.grid.shown()) if self.grid.text(n, names) == name)
        self.view.go(line, at)

    def text(self, name: str, column: str) -> str:
        self.go(name, column)
        return self.grid.text(*self.view.current_place)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = M.NoModifier) -> None:
        self.bot.keyClick(QApplication.focusWidget() or self.view, key, modifier)

    def type(self, words: str) -> None:
        for one in words:
            self.bot.keyClicks(QApplication.focusWidget() or self.view, one)


@pytest.fixture
def desk(qtbot, county, shell) -> Desk:
    return Desk(qtbot, county, shell)


@pytest.fixture
def missing(desk: Desk) -> Desk:
    """The same, on the cell that is still to be filled."""
    desk.key(K.Key_F8)
    return desk


def test_the_page_opens_at_the_picked_month_with_the_indicator_most_rows_have(desk: Desk) -> None:
    assert desk.page.period == OCTOBER
    assert desk.page.ledger_id == "industry"
    assert desk.page.lacking.text() == "还缺 1 格"
    assert desk.grid.columns[desk.view.current_place[1]].id == "output/total"
    assert "序时进度 83.3%" in desk.page.facts.text()


def test_a_row_of_another_indicator_is_found_by_f8(desk: Desk) -> None:
    desk.key(K.Key_F8)
    line, at = desk.view.current_place
    assert desk.grid.text(line, 1) == "示例文旅康养"
    assert desk.grid.columns[at].id == "revenue/total"


def test_typing_the_total_computes_the_rest_while_typing(missing: Desk) -> None:
    missing.type("22")
    assert missing.grid.text(missing.view.current_place[0], missing.grid.column_of("revenue/month")) == "2.1463"
    missing.key(K.Key_Escape)
    assert missing.grid.text(missing.view.current_place[0], missing.grid.column_of("revenue/month")) == ""
    missing.type("22")
    missing.key(K.Key_Return)
    assert missing.text("示例文旅康养", "revenue/month") == "2.1463"
    assert missing.text("示例文旅康养", "revenue/growth") == "7.6%"
    assert missing.text("示例文旅康养", "revenue/done") == "77.6%"
    assert missing.text("示例文旅康养", "revenue/lead") == "-5.7"
    assert missing.page.lacking.text() == "应填的都已填"
    missing.workspace.undo()
    assert missing.page.lacking.text() == "还缺 1 格"


def test_typing_the_month_derives_the_total_exactly(missing: Desk) -> None:
    missing.go("示例文旅康养", "revenue/month")
    missing.type("0.0001")
    missing.key(K.Key_Return)
    assert missing.text("示例文旅康养", "revenue/total") == "19.8538"


def test_last_periods_total_and_computed_cells_take_no_text(missing: Desk) -> None:
    for column in ("revenue/before", "revenue/growth", "revenue/done", "revenue/lead", "name"):
        missing.go("示例文旅康养", column)
        missing.type("5")
        assert missing.grid.wrongs() == []
    missing.go("示例文旅康养", "revenue/base")
    assert not missing.grid.editable(*missing.view.current_place)
    missing.page.unlocked.setChecked(True)
    assert missing.grid.editable(*missing.view.current_place)


def test_a_text_that_is_no_figure_stays_and_is_told(missing: Desk) -> None:
    missing.type("x")
    missing.key(K.Key_Return)
    assert [one.text for one in missing.grid.wrongs()] == ["x"]
    assert missing.page.waiting.bar.label.text().startswith("1 个单元格没有保存：")
    assert missing.page.lacking.text() == "还缺 1 格"
    missing.view.go(*missing.page.missing_places()[0])
    missing.key(K.Key_Escape)
    assert missing.page.waiting.bar.isHidden()
    assert not any("没有保存" in one for one in missing.shell.said)  # the status line would keep it


def test_the_unit_changes_what_is_shown_and_how_it_is_read(missing: Desk) -> None:
    missing.page.units.setCurrentText("万元")
    assert missing.text("示例文旅康养", "revenue/before") == "198,537"
    missing.go("示例文旅康养", "revenue/total")
    missing.type("200000")
    missing.key(K.Key_Return)
    missing.page.units.setCurrentText("亿元")
    assert missing.text("示例文旅康养", "revenue/total") == "20"


def test_f8_goes_through_the_missing_cells_and_changes_the_indicator_if_need_be(desk: Desk) -> None:
    desk.page.select("enterprise", OCTOBER)
    missing = desk.page.table.missing()
    assert len(missing) == 3
    desk.page.shown.setCurrentIndex(desk.page.shown.findData("profit"))
    desk.key(K.Key_F8)
    assert desk.grid.columns[desk.view.current_place[1]].id == f"{missing[0][1]}/total"
    desk.page.shown.setCurrentIndex(0)
    seen = set()
    desk.view.go(0, 0)
    for _ in range(3):
        desk.key(K.Key_F8)
        seen.add(desk.view.current_place)
    assert len(seen) == 3
    desk.key(K.Key_F8)
    assert desk.page.ledger_id == "project"
    assert desk.shell.said[-1] == "企业名单还有 3 格没填，已转到项目名单：还缺 1 格。"
    assert desk.view.current_place == desk.page.missing_places()[0]
    desk.page.next_missing(-1)
    assert desk.page.ledger_id == "enterprise"
    assert desk.view.current_place == desk.page.missing_places()[-1]


def test_projects_have_january_and_industries_do_not(desk: Desk) -> None:
    assert desk.page.periods.itemText(0) == "2026年1—2月"
    desk.page.periods.setCurrentIndex(0)
    assert desk.grid.column_of("output/before") is None
    desk.page.select("project", Period.parse("2026-01"))
    assert desk.page.periods.itemText(0) == "2026年1月"
    assert desk.page.period == Period.parse("2026-01")


def test_the_window_may_pick_another_period(desk: Desk) -> None:
    desk.shell.period = Period.parse("2026-09")
    desk.shell.period_changed.emit()
    assert desk.page.period == Period.parse("2026-09")


def test_findings_jump_to_the_month_and_paint_it(desk: Desk) -> None:
    desk.page.select("project", OCTOBER)
    row = desk.page.table.rows[11]
    place = Place("project", row.record.id, None, "investment", Period.parse("2026-09"))
    desk.page.show_findings([CheckedFinding(Finding(Grade.QUERY, "r", "累计减少", place))])
    desk.page.select("industry", OCTOBER)
    assert desk.page.goto(place)
    mark = desk.grid.mark_at(*desk.view.current_place)
    assert mark is not None
    assert mark.sentences == ("累计减少",)
    assert not desk.page.goto(Place("target", 1, None, "output", OCTOBER))
    assert not desk.page.goto(Place("project", row.record.id, "name"))
    assert not desk.page.grab().isNull()


def test_a_figure_entered_elsewhere_appears_at_once(missing: Desk) -> None:
    record = missing.page.table.missing()[0][0]
    entry = figures.MonthEntry(record, "revenue", figures.Part.TOTAL, "21.5")
    assert figures.set_month(missing.workspace, "industry", OCTOBER, [entry]) == (1, [])
    assert missing.text("示例文旅康养", "revenue/total") == "21.5"
    missing.page.find()
    assert missing.page.panel.finder.isVisible()


def test_the_history_of_a_month_cell_opens_by_its_key_with_what_was_typed(qtbot, opened) -> None:
    opened.set_period(OCTOBER)
    page = opened.show_page("month")
    qtbot.waitUntil(opened.actions_table.by_id["cell_history"].isEnabled)
    at = page.grid.column_of(page.places.target(page.table.indicators[0].id))
    page.view.go(0, at)
    for one in "88":
        qtbot.keyClicks(QApplication.focusWidget(), one)
    qtbot.keyClick(QApplication.focusWidget(), K.Key_Return)
    page.view.go(0, at)
    qtbot.keyClick(page.view, K.Key_H, M.ControlModifier | M.ShiftModifier)
    dialog = opened.findChild(CellHistory)
    assert dialog is not None
    assert page.grid.text(0, page.grid.column_of("name")) in dialog.view.accessibleName()
    assert dialog.model.index(0, 2).data() == "88亿元"
    dialog.close()


@pytest.mark.parametrize(
    ("part", "period", "kind"),
    [
        ("total", "2026-10", Kind.ACTUAL),
        ("month", "2026-10", Kind.ACTUAL),
        ("growth", "2026-10", Kind.ACTUAL),
        ("before", "2026-09", Kind.ACTUAL),
        ("base", "2025-10", Kind.ACTUAL),
        ("plan", "2026", Kind.TARGET),
    ],
)
def test_each_column_of_a_month_has_the_history_of_its_own_figure(
    desk: Desk, part: str, period: str, kind: Kind
) -> None:
    desk.page.shown.setCurrentIndex(desk.page.shown.findData("revenue"))
    desk.view.go(0, desk.grid.column_of(f"revenue/{part}"))
    _title, cell = desk.page.current_cell()
    record = desk.grid.id_at(0)
    assert cell == Cell(record, None, "revenue", Period.parse(period), kind)
    desk.view.go(0, desk.grid.column_of("name"))
    assert desk.page.current_cell()[1] == Cell(record, "name")


def test_the_month_opens_again_with_the_list_last_filled_in_in_this_file(qtbot, county, shell) -> None:
    first = Desk(qtbot, county, shell).page
    assert first.ledger_id == next_list.first_due(county, OCTOBER)
    first.select("project", OCTOBER)
    again = Desk(qtbot, county, shell).page
    assert again.ledger_id == again.table.ledger.id == "project"


def test_a_month_opens_on_the_first_list_with_rows(qtbot, bare, shell) -> None:
    bare.run("录入", lambda edit: edit.add("enterprise", {"name": "甲"}, year=2026))
    page = Desk(qtbot, bare, shell).page
    assert page.ledger_id == page.table.ledger.id == "enterprise"
    assert not page.next_missing()
    assert shell.said[-1] == "各张名单应填的都已填，没有缺数了。"


def test_undo_names_the_list_it_changed_out_of_sight_and_not_the_one_in_sight(qtbot, opened) -> None:
    opened.set_period(OCTOBER)
    page = opened.show_page("month")
    page.select("enterprise", OCTOBER)
    page.view.go(0, page.grid.column_of(page.places.target(page.table.indicators[0].id)))
    for one in "88":
        qtbot.keyClicks(QApplication.focusWidget(), one)
    qtbot.keyClick(QApplication.focusWidget(), K.Key_Return)
    page.select("project", OCTOBER)
    for key, shown, where in ((K.Key_Z, "project", True), (K.Key_Y, "enterprise", False)):
        page.select(shown, OCTOBER)
        qtbot.waitUntil(opened.actions_table.by_id["undo" if key == K.Key_Z else "redo"].isEnabled)
        qtbot.keyClick(page.view, key, M.ControlModifier)
        told = opened.statusBar().currentMessage()
        assert told.startswith("已撤销：填报" if key == K.Key_Z else "已重做：填报")
        assert told.endswith("（在企业名单）") is where
