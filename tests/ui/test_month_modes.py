"""Filling in by 本年累计 or 本月, and 只看填报列: which columns there are, and where the keys lead."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from qbs_desktop.domain.period import Period
from qbs_desktop.services.incoming import importing
from qbs_desktop.services.months import entry_mode, figures
from qbs_desktop.services.months.entry_mode import EntryMode
from qbs_desktop.ui.pages.month.page import MonthPage
from tests.fixtures import workbooks
from tests.ui.test_month import OCTOBER, Desk, K, M

FEBRUARY = Period.parse("2026-02")
NOVEMBER = Period.parse("2026-11")


@pytest.fixture
def desk(qtbot, county, shell) -> Desk:
    made = Desk(qtbot, county, shell)
    made.page.select("enterprise", OCTOBER)
    return made


def parts(desk: Desk, slug: str) -> list[str]:
    return [one.id.partition("/")[2] for one in desk.grid.columns if one.id.startswith(f"{slug}/")]


def column(desk: Desk) -> str:
    return desk.grid.columns[desk.view.current_place[1]].id


def by_month(desk: Desk) -> None:
    desk.page.modes.setCurrentIndex(desk.page.modes.findData(EntryMode.MONTH))


def test_the_choice_is_remembered_for_the_list_and_told_to_another_page(desk: Desk, qtbot) -> None:
    assert desk.page.head.mode is EntryMode.TOTAL
    by_month(desk)
    assert entry_mode.entry_mode(desk.workspace, "enterprise") is EntryMode.MONTH
    assert parts(desk, "output")[:3] == ["month", "total", "before"]
    desk.page.select("industry", OCTOBER)
    assert desk.page.head.mode is EntryMode.TOTAL
    assert parts(desk, "output")[:3] == ["before", "total", "month"]
    other = MonthPage(desk.workspace, desk.shell)
    qtbot.addWidget(other)
    other.show()
    other.activate()
    other.select("enterprise", OCTOBER)
    assert other.head.mode is EntryMode.MONTH


def test_the_unit_is_remembered_for_the_list_and_taken_over_while_the_page_is_open(desk: Desk, tmp_path: Path) -> None:
    page = desk.page
    assert page.units.currentText() == "亿元"
    page.units.setCurrentText("万元")
    assert entry_mode.entry_unit(desk.workspace, "enterprise") == "万元"
    page.select("industry", OCTOBER)
    assert page.units.currentText() == "亿元"
    page.select("enterprise", OCTOBER)
    assert page.units.currentText() == "万元"
    assert {one.unit for one in desk.grid.columns} & set(entry_mode.UNITS) == {"万元"}
    page.select("industry", OCTOBER)
    rows: list[list[object]] = [["单位：万元"], ["序号", "产业名称", "2025年产值"], [1, "新来产业", 5]]
    book = workbooks.table_book(tmp_path / "产业.xlsx", rows)
    importing.apply(desk.workspace, importing.preview(desk.workspace, book))
    page.activate()
    assert page.units.currentText() == "万元", "as the workbook that was imported meanwhile has it"


def test_the_cursor_stays_with_its_row_and_indicator_when_the_column_to_fill_changes(desk: Desk) -> None:
    desk.page.head.show_indicator("revenue")
    desk.go("示例甲戌竹业有限公司", "revenue/total")
    line = desk.view.current_place[0]
    by_month(desk)
    assert (desk.view.current_place[0], column(desk)) == (line, "revenue/month")
    desk.page.bar.compact.setChecked(True)
    assert (desk.view.current_place[0], column(desk)) == (line, "revenue/month")
    desk.page.modes.setCurrentIndex(0)
    assert (desk.view.current_place[0], column(desk)) == (line, "revenue/total")


def test_f8_leads_to_the_month_and_typing_it_shows_all_the_rest_at_once(desk: Desk) -> None:
    by_month(desk)
    desk.page.head.show_indicator("revenue")
    desk.view.go(0, 0)
    desk.key(K.Key_F8)
    name = desk.grid.text(desk.view.current_place[0], 1)
    assert column(desk) == "revenue/month"
    line = desk.view.current_place[0]
    desk.type("0.1")
    assert desk.grid.text(line, desk.grid.column_of("revenue/total")) == "2.6392"  # 上期累计 2.5392
    assert desk.grid.text(line, desk.grid.column_of("revenue/growth")) != ""
    lead = desk.grid.column_of("revenue/lead")
    assert desk.grid.text(line, lead) not in ("", "——")
    assert desk.grid.columns[lead].light(desk.grid.row_at(line)) in ("green", "yellow", "red")
    desk.key(K.Key_Return)
    assert desk.text(name, "revenue/total") == "2.6392"
    assert desk.text(name, "revenue/month") == "0.1"


def test_january_and_february_are_filled_by_the_total_and_the_page_says_so(desk: Desk) -> None:
    by_month(desk)
    desk.page.select("enterprise", FEBRUARY)
    assert "1—2月没有单独的本月数，请填本年累计" in desk.page.facts.text()
    assert desk.page.places.target("output") == "output/total"
    assert not desk.grid.editable(0, desk.grid.column_of("output/month"))
    desk.page.select("enterprise", OCTOBER)
    assert "1—2月没有单独" not in desk.page.facts.text()


def test_only_what_is_typed_is_shown_for_every_indicator(desk: Desk) -> None:
    desk.page.bar.compact.setChecked(True)
    desk.page.head.show_indicator("")
    typed = [one.id for one in desk.grid.columns if "/" in one.id]
    slugs = [one.id for one in desk.page.table.indicators]
    assert typed == [f"{slug}/{part}" for slug in slugs for part in ("before", "total")]
    by_month(desk)
    typed = [one.id for one in desk.grid.columns if "/" in one.id]
    assert typed == [f"{slug}/{part}" for slug in slugs for part in ("month", "total")]


def test_rates_are_typed_in_words_and_not_added_up(desk: Desk) -> None:
    row = desk.page.table.rows[0].record.id
    fall = figures.MonthEntry(row, "revenue_yoy", figures.Part.TOTAL, "下降4%")
    assert figures.set_month(desk.workspace, "enterprise", OCTOBER, [fall]) == (1, [])
    desk.page.head.show_indicator("")
    added = {one.id.partition("/")[0]: one.totalled for one in desk.grid.columns if one.id.endswith("/total")}
    assert (added["revenue"], added["revenue_yoy"]) == (True, False)


def test_a_whole_sheet_is_typed_with_tab_and_enter(desk: Desk) -> None:
    desk.page.bar.compact.setChecked(True)
    desk.page.head.show_indicator("")
    desk.page.select("enterprise", NOVEMBER)
    slugs = [one.id for one in desk.page.table.indicators]
    desk.view.go(0, desk.grid.column_of(f"{slugs[0]}/total"))
    for line in range(3):
        for n in range(len(slugs)):
            desk.type(f"{line + 1}{n}")
            if n < len(slugs) - 1:
                desk.key(K.Key_Tab)
        desk.key(K.Key_Return)
    assert desk.view.current_place == (3, desk.grid.column_of(f"{slugs[0]}/total"))
    table = figures.month_table(desk.workspace, "enterprise", NOVEMBER)
    for line in range(3):
        stored = [table.rows[line].cells[slug].total for slug in slugs]
        assert [one.value for one in stored] == [int(f"{line + 1}{n}") * 10**8 for n in range(len(slugs))]


def test_tab_goes_over_the_derived_total_and_to_the_next_line(desk: Desk) -> None:
    by_month(desk)
    desk.page.bar.compact.setChecked(True)
    desk.page.head.show_indicator("")
    slugs = [one.id for one in desk.page.table.indicators]
    desk.view.go(0, desk.grid.column_of(f"{slugs[-1]}/month"))
    desk.key(K.Key_Tab)
    assert (desk.view.current_place[0], column(desk)) == (1, f"{slugs[0]}/month")
    desk.key(K.Key_Backtab, M.ShiftModifier)
    assert (desk.view.current_place[0], column(desk)) == (0, f"{slugs[-1]}/month")


def test_last_years_month_stands_at_the_end_where_both_years_are_known(desk: Desk) -> None:
    desk.page.select("industry", OCTOBER)
    assert parts(desk, "output")[-2:] == ["base_month", "month_growth"]
    desk.page.select("industry", FEBRUARY)
    assert "base_month" not in parts(desk, "output")


def test_the_chosen_view_is_remembered(desk: Desk, qtbot) -> None:
    desk.page.bar.compact.setChecked(True)
    again = MonthPage(desk.workspace, desk.shell)
    qtbot.addWidget(again)
    again.show()
    again.activate()
    assert again.bar.compact.isChecked()
    assert again.shown.currentData() == ""
    assert again.modes.focusPolicy() != Qt.FocusPolicy.NoFocus


def test_a_moved_column_stays_moved_in_its_own_way_of_filling_in(desk: Desk) -> None:
    desk.page.head.show_indicator("output")
    before, total = desk.grid.column_of("output/before"), desk.grid.column_of("output/total")
    desk.page.panel.move_column(total, before)
    assert parts(desk, "output")[:2] == ["total", "before"]
    by_month(desk)
    assert parts(desk, "output")[:2] == ["month", "total"]
    desk.page.modes.setCurrentIndex(0)
    assert parts(desk, "output")[:2] == ["total", "before"]
