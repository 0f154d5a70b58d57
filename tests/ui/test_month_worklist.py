"""The work list beside the month: counts, entries, jumps by key, text to paste; and the record panel in its place."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from qbs_desktop.domain.period import Period
from qbs_desktop.domain.period_state import Declared
from qbs_desktop.services.lists import listing
from qbs_desktop.services.months import figures, periods, worklist
from qbs_desktop.services.months.figures import MonthEntry, Part
from qbs_desktop.services.months.worklist import What
from qbs_desktop.ui.main_window import MainWindow
from qbs_desktop.ui.pages.month.page import MonthPage
from qbs_desktop.ui.widgets.count_bar import CountBar
from tests.ui.test_month import OCTOBER, Desk, K


@pytest.fixture
def desk(qtbot, county, shell) -> Desk:
    return Desk(qtbot, county, shell)


@pytest.fixture
def listed(desk: Desk) -> Desk:
    """The same with the work list open and read."""
    desk.key(K.Key_F7)
    desk.bot.waitUntil(lambda: desk.page.work.work is not None, timeout=20_000)
    return desk


def texts(desk: Desk) -> list[str]:
    return [f"{one.what.label} {one.name}" for one in desk.page.work.rows.rows]


def test_f7_opens_the_list_with_the_focus_in_it_and_it_holds_what_the_service_says(listed: Desk) -> None:
    work = listed.page.work
    expected = worklist.look(listed.workspace, OCTOBER)
    assert work.work == expected
    assert work.rows.rows == list(expected.items)
    assert work.total.text() == worklist.sentence(expected)
    assert work.view.hasFocus()
    bars = [bar.accessibleName() for bar in work.findChildren(CountBar)]
    assert "产业 营业收入：应填 1，已填 0，缺 1" in bars
    assert not work.grab().isNull()


def test_enter_goes_to_the_cell_and_the_list_stays(listed: Desk) -> None:
    work = listed.page.work
    work.choices[What.MISSING].click()
    assert {one.what for one in work.rows.rows} == {What.MISSING}
    work.view.selectRow(1)
    work.view.setFocus()
    listed.key(K.Key_Return)
    assert listed.shell.jumps == [work.rows.rows[1].place]
    assert work.isVisible()
    assert listed.page.goto(listed.shell.jumps[0])
    column = listed.grid.columns[listed.view.current_place[1]].id
    assert column == f"{work.rows.rows[1].place.indicator}/total"
    assert not listed.grid.text(*listed.view.current_place)


def test_f7_goes_between_cells_and_list_and_closes_it_from_inside(listed: Desk) -> None:
    work = listed.page.work
    listed.key(K.Key_Escape)
    assert listed.view.hasFocus()
    assert work.isVisible()
    listed.key(K.Key_F7)
    assert work.view.hasFocus()
    listed.key(K.Key_F7)
    assert not work.isVisible()
    assert listed.view.hasFocus()


def test_what_is_filled_goes_off_the_list_and_a_declaration_comes_on_it(listed: Desk) -> None:
    work = listed.page.work
    record, slug = listed.page.table.missing()[0]
    assert any(one.what is What.MISSING and one.record_id == record for one in work.work.items)
    entry = MonthEntry(record, slug, Part.TOTAL, "21.5")
    figures.set_month(listed.workspace, "industry", OCTOBER, [entry])
    listed.bot.waitUntil(
        lambda: not any(one.what is What.MISSING and one.record_id == record for one in work.work.items),
        timeout=20_000,
    )
    periods.declare(listed.workspace, "project", OCTOBER, Declared.UNCHANGED)
    listed.bot.waitUntil(work.choices[What.DECLARED].isVisible, timeout=20_000)
    work.choices[What.DECLARED].click()
    assert texts(listed) == ["已申报 项目名单"]
    listed.key(K.Key_Return)
    work.go()
    assert listed.page.ledger_id == "project"


def test_the_list_is_copied_as_text(listed: Desk) -> None:
    listed.page.work.copy_button.click()
    assert QApplication.clipboard().text() == worklist.report(listed.page.work.work)
    assert listed.shell.said[-1].startswith("已复制：10月：应填")


def test_a_bar_leads_to_its_list_and_indicator(listed: Desk) -> None:
    bar = next(one for one in listed.page.work.findChildren(CountBar) if one.accessibleName().startswith("企业 税收"))
    bar.setFocus()
    listed.key(K.Key_Space)
    assert listed.page.ledger_id == "enterprise"
    assert listed.page.shown.currentData() == "tax"
    assert listed.grid.columns[listed.view.current_place[1]].id == "tax/total"


def test_the_list_follows_the_page_to_another_month(listed: Desk) -> None:
    work = listed.page.work
    listed.page.select("industry", Period.parse("2026-09"))
    listed.bot.waitUntil(lambda: work.work.period == Period.parse("2026-09"), timeout=20_000)
    assert work.total.text() == worklist.sentence(worklist.look(listed.workspace, Period.parse("2026-09")))


def test_the_home_page_leads_to_the_list(qtbot, opened: MainWindow) -> None:
    home = opened.show_page("home")
    qtbot.waitUntil(lambda: home.overview is not None, timeout=20_000)
    button = next(one for one in home.findChildren(type(home._todo)) if one is home._progress)
    link = next(
        one for one in button.findChildren(object) if getattr(one, "text", str)() == "看工作清单：缺哪些数、哪些有问题"
    )
    link.click()
    page = opened.current_page()
    assert isinstance(page, MonthPage)
    assert page.work.isVisible()


# --- the record panel ----------------------------------------------------------------------------------------------


def test_f4_shows_the_record_of_the_row_and_stores_a_field_in_its_list(desk: Desk) -> None:
    desk.page.select("enterprise", OCTOBER)
    desk.go("示例甲子陶瓷有限公司", "output/total")
    desk.key(K.Key_F4)
    card = desk.page.card
    assert card.isVisible()
    assert card.title.text() == "示例甲子陶瓷有限公司"
    assert list(card.fields) == [one.id for one in desk.workspace.ledgers["enterprise"].fields]
    remark = card.fields["park"]
    remark.setFocus()
    remark.selectAll()
    remark.insert("西园")
    desk.key(K.Key_Tab)
    record = card.card.record.id
    assert listing.record_of(desk.workspace, record).text("park") == "西园"
    desk.go("示例丙寅竹业有限公司", "output/total")
    desk.bot.waitUntil(lambda: card.title.text() == "示例丙寅竹业有限公司")
    desk.page.toggle_card()
    assert not card.isVisible()


def test_a_field_that_is_no_value_waits_in_the_panel(desk: Desk) -> None:
    desk.page.select("project", OCTOBER)
    desk.page.toggle_card()
    record = desk.page.card.card.record
    field = desk.page.card.fields["total_investment"]
    before = record.values["total_investment"]
    field.setFocus()
    field.selectAll()
    field.insert("很多")
    desk.key(K.Key_Tab)
    assert "没有保存" in desk.shell.said[-1]
    assert listing.record_of(desk.workspace, record.id).values["total_investment"] == before
    desk.page.card.show_record(record.id)
    assert desk.page.card.fields["total_investment"].text() == "很多"


def test_only_one_of_the_two_stands_beside_the_grid(listed: Desk) -> None:
    listed.page.toggle_card()
    assert not listed.page.work.isVisible()
    listed.page.show_work()
    assert listed.page.work.isVisible()
    assert not listed.page.card.isVisible()
