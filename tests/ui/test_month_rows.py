"""Which rows of a month are shown: missing, in question, grouped, filtered; and what an empty month says."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from qbs_desktop.domain.finding import Finding, Grade, Place
from qbs_desktop.domain.period import Period
from qbs_desktop.services.checks.checking import CheckedFinding
from qbs_desktop.ui.grid.finding.filter_popup import FilterPopup
from qbs_desktop.ui.main_window import MainWindow
from qbs_desktop.ui.pages.month.page import MonthPage
from tests.ui.test_month import OCTOBER, Desk, K, M


@pytest.fixture
def desk(qtbot, county, shell) -> Desk:
    made = Desk(qtbot, county, shell)
    made.page.select("enterprise", OCTOBER)
    return made


def names(desk: Desk) -> list[str]:
    return [row.record.name for n in range(desk.grid.shown()) if (row := desk.grid.row_at(n)) is not None]


def ask(desk: Desk, name: str, grade: Grade = Grade.QUERY) -> Place:
    row = next(one for one in desk.page.table.rows if one.record.name == name)
    place = Place("enterprise", row.record.id, None, "output", OCTOBER)
    desk.page.show_findings([CheckedFinding(Finding(grade, "r", "累计减少", place))])
    return place


def test_only_rows_with_a_missing_figure_are_shown_and_stay_while_being_filled(desk: Desk) -> None:
    desk.page.bar.only_missing.setChecked(True)
    assert names(desk) == ["示例乙亥机械有限公司"]
    assert "现在显示 1 行" in desk.page.status.text() or "1" in desk.page.status.text()
    for _ in range(3):
        desk.key(K.Key_F8)
        desk.type("3")
        desk.key(K.Key_Return)
    assert desk.page.lacking.text() == "应填的都已填"
    assert names(desk) == ["示例乙亥机械有限公司"]
    desk.page.bar.only_missing.setChecked(False)
    assert len(names(desk)) == 24


def test_only_rows_in_question_are_shown_and_both_toggles_show_both_kinds(desk: Desk) -> None:
    ask(desk, "示例甲子陶瓷有限公司")
    desk.page.bar.only_asked.setChecked(True)
    assert names(desk) == ["示例甲子陶瓷有限公司"]
    desk.page.bar.only_missing.setChecked(True)
    assert names(desk) == ["示例甲子陶瓷有限公司", "示例乙亥机械有限公司"]
    desk.page.show_every_row()
    assert len(names(desk)) == 24
    assert not desk.page.bar.only_asked.isChecked()


def test_rows_and_columns_are_narrowed_by_key_in_the_window(qtbot, opened: MainWindow) -> None:
    page = opened.show_page("month")
    assert isinstance(page, MonthPage)
    qtbot.waitUntil(page.view.hasFocus)
    for key, button in (
        (K.Key_Q, page.bar.only_missing),
        (K.Key_W, page.bar.only_asked),
        (K.Key_T, page.bar.compact),
    ):
        qtbot.keyClick(page.view, key, M.AltModifier)
        assert button.isChecked()
        qtbot.keyClick(page.view, key, M.AltModifier)
        assert not button.isChecked()
    qtbot.keyClick(page.view, K.Key_L, M.ControlModifier | M.ShiftModifier)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), FilterPopup))
    QApplication.activePopupWidget().close()
    qtbot.keyClick(page.view, K.Key_F7)
    assert page.work.isVisible()
    page.side.close_work()
    qtbot.keyClick(page.view, K.Key_F4)
    assert page.card.isVisible()


def test_another_list_begins_at_its_first_missing_cell(desk: Desk) -> None:
    november = Period.parse("2026-11")
    desk.page.select("project", november)
    assert desk.view.current_place == desk.page.missing_places()[0]
    assert desk.view.current_place[0] == 0


def test_a_hint_puts_no_row_in_question(desk: Desk) -> None:
    ask(desk, "示例甲子陶瓷有限公司", Grade.HINT)
    desk.page.bar.only_asked.setChecked(True)
    assert names(desk) == []


def test_a_jump_lifts_what_hides_its_row(desk: Desk) -> None:
    place = ask(desk, "示例甲子陶瓷有限公司")
    desk.page.bar.only_missing.setChecked(True)
    assert desk.page.goto(place)
    assert desk.grid.text(desk.view.current_place[0], 1) == "示例甲子陶瓷有限公司"
    desk.grid.group_by("sector")
    desk.grid.fold_all(folded=True)
    assert desk.page.goto(place)
    assert desk.grid.text(desk.view.current_place[0], 1) == "示例甲子陶瓷有限公司"


def test_lines_are_grouped_with_subtotals_that_leave_child_rows_out(desk: Desk) -> None:
    desk.page.select("industry", OCTOBER)
    desk.page.head.show_indicator("output")
    assert [act.text() for act in desk.page.tools.grouping.actions()][:3] == ["所属领域", "级别", "牵头单位"]
    desk.page.tools.grouping.actions()[0].trigger()
    at = desk.grid.column_of("output/total")
    tops = sum(
        row.cells["output"].total.value for row in desk.page.table.rows if not row.depth and row.cells["output"].total
    )
    assert desk.grid.shown_total(at) == tops
    heads = [n for n in range(desk.grid.shown()) if desk.grid.group_at(n) is not None]
    assert len(heads) > 1
    assert desk.page.panel.totals.text("output/total") == "380.947"


def test_the_current_column_is_filtered_by_key(desk: Desk, qtbot) -> None:
    desk.go("示例甲子陶瓷有限公司", "sector")
    desk.key(K.Key_L, M.ControlModifier | M.ShiftModifier)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), FilterPopup))
    QApplication.activePopupWidget().close()


def test_every_indicator_has_its_own_total(desk: Desk) -> None:
    desk.page.head.show_indicator("")
    table = desk.page.table
    for one in table.indicators:
        values = [row.cells[one.id].total for row in table.rows if not row.depth and row.cells[one.id].total]
        at = desk.grid.column_of(f"{one.id}/total")
        assert (desk.grid.shown_total(at) or 0) == sum(value.value for value in values)


def test_an_empty_list_says_where_rows_come_from(qtbot, bare, shell) -> None:
    desk = Desk(qtbot, bare, shell)
    page = desk.page
    assert page.no_rows.isVisible()
    assert page.no_rows.title.text() == "2026年的产业名单还是空的，没有可以填报的行"
    assert page.lacking.text() == "没有应填的数"
    page.no_rows.bring.click()
    page.no_rows.enter.click()
    assert shell.shown == ["import", "industry"]


def test_rows_of_which_nothing_is_expected_are_not_called_complete(qtbot, bare, shell) -> None:
    bare.run("新增", lambda edit: edit.add("enterprise", {"name": "新企业"}, year=2026))
    desk = Desk(qtbot, bare, shell)
    page = desk.page
    page.select("enterprise", OCTOBER)
    assert not page.no_rows.isVisible()
    assert page.nothing.isVisible()
    assert page.lacking.text() == "没有应填的数"
    assert "不计缺数" in page.nothing.text.text()
    desk.view.go(0, desk.grid.column_of("output/total"))
    desk.type("1.5")
    desk.key(K.Key_Return)
    assert desk.grid.text(0, desk.grid.column_of("output/total")) == "1.5"
    page.nothing.plan.click()
    assert shell.shown == ["enterprise"]
    page.select("enterprise", Period.parse("2026-11"))
    assert not page.nothing.isVisible()
    assert page.lacking.text() == "还缺 1 格"
