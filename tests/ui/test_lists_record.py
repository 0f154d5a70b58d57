"""The record panel beside a list: it follows the row, stores like the grid, shows figures and history."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit

from qbs_desktop.domain.figure import NOT_APPLICABLE, Figure
from qbs_desktop.domain.finding import Finding, Grade, Place
from qbs_desktop.domain.period import Period
from qbs_desktop.services.checks.checking import CheckedFinding
from qbs_desktop.services.lists.record_card import Point, Series
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.pages.lists.page import ListPage
from qbs_desktop.ui.pages.record.sparkline import Sparkline
from tests.ui.test_lists import Desk

K = Qt.Key


@pytest.fixture
def desk(qtbot, zhuzhou: Workspace, shell) -> Iterator[Desk]:
    made = Desk(qtbot, zhuzhou, shell, "enterprise")
    made.go("时代新材", "sector")
    made.key(K.Key_F4)
    yield made
    made.page.hide()  # before the file is closed, as the window does


def words(desk: Desk) -> str:
    return "\n".join(label.text() for label in desk.page.card.findChildren(QLabel))


def line_edit(desk: Desk, name: str) -> QLineEdit:
    field = desk.page.card.fields[name]
    assert isinstance(field, QLineEdit)
    return field


def test_f4_opens_the_record_of_the_row_with_every_field_and_is_remembered(desk: Desk, qtbot, zhuzhou, shell) -> None:
    card = desk.page.card
    assert card.isVisible()
    assert card.title.text() == "时代新材"
    assert list(card.fields) == [field.id for field in desk.page.ledger.fields]
    other = ListPage(zhuzhou, shell, "industry")
    qtbot.addWidget(other)
    other.show()
    assert other.card.isVisible()
    desk.key(K.Key_F4)
    assert not card.isVisible()
    assert desk.view.hasFocus()


def test_the_panel_follows_the_row_and_a_double_click_on_a_line_number_opens_it(desk: Desk) -> None:
    desk.go("时代电气", "sector")
    desk.bot.waitUntil(lambda: desk.page.card.title.text() == "时代电气")
    assert "其中项，不计入合计" in words(desk)
    desk.page.toggle_card()
    numbers = desk.view.numbers
    where = QPoint(8, numbers.sectionViewportPosition(0) + 5)
    desk.bot.mouseDClick(numbers.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    assert desk.page.card.isVisible()
    assert desk.page.card.title.text() == desk.names()[0]


def test_a_field_is_stored_when_it_is_left_and_can_be_undone(desk: Desk) -> None:
    field = line_edit(desk, "park")
    field.setFocus()
    field.setText("田心高新园")
    desk.bot.keyClick(field, K.Key_Return)
    assert desk.stored("时代新材", "park") == "田心高新园"
    desk.bot.waitUntil(lambda: "→ 田心高新园" in words(desk) or line_edit(desk, "park").hasFocus())
    desk.page.card.show_record(desk.page.card.card.record.id)
    assert "所在园区" in words(desk)
    assert "→ 田心高新园" in words(desk)
    desk.workspace.undo()
    assert desk.stored("时代新材", "park") != "田心高新园"


def test_a_text_of_several_lines_is_stored_too(desk: Desk) -> None:
    remark = desk.page.card.fields["remark"]
    assert isinstance(remark, QPlainTextEdit)
    remark.setFocus()
    remark.setPlainText("甲\n乙")
    desk.view.setFocus()
    assert desk.stored("时代新材", "remark") == "甲\n乙"


def test_nothing_is_stored_when_nothing_was_changed(desk: Desk) -> None:
    before = desk.workspace.next_undo()
    line_edit(desk, "name").editingFinished.emit()
    assert desk.workspace.next_undo() == before


def test_a_wrong_text_stays_and_says_why(qtbot, county: Workspace, shell) -> None:
    desk = Desk(qtbot, county, shell, "project")
    desk.page.toggle_card()
    field = line_edit(desk, "total_investment")
    field.setText("很多")
    field.editingFinished.emit()
    assert "没有保存" in shell.said[-1]
    assert [one.text for one in desk.grid.wrongs()] == ["很多"]
    desk.page.card.show_record(desk.page.card.card.record.id)
    assert line_edit(desk, "total_investment").text() == "很多"


def test_findings_figures_and_an_empty_list_are_shown(desk: Desk, qtbot, bare: Workspace, shell) -> None:
    record = desk.page.card.card.record
    place = Place("enterprise", record.id, "name")
    desk.page.show_findings([CheckedFinding(Finding(Grade.ERROR, "r", "名称重复", place))])
    desk.page.card.show_record(record.id)
    assert "【强制】名称重复" in words(desk) or "名称重复" in words(desk)
    assert desk.page.card.findChildren(Sparkline)
    desk.page.card.grab()
    other = Desk(qtbot, bare, shell, "project")
    other.bot.waitUntil(lambda: "选中一行" in words(other))
    other.page.card.show_record(99)
    assert other.page.card.card is None


def test_bars_stand_on_zero_and_blanks_have_none(qtbot, zhuzhou: Workspace) -> None:
    def point(year: int, actual: Figure | None, target: Figure | None = None) -> Point:
        period = Period.of_year(year)
        text = "" if actual is None else "——" if actual.na else str(actual.value)
        return Point(period, period.label(), actual, target, text, "" if target is None else str(target.value))

    points = (
        point(2021, Figure(Decimal(50))),
        point(2022, None),
        point(2023, NOT_APPLICABLE),
        point(2024, Figure(Decimal(100)), Figure(Decimal(80))),
        point(2025, Figure(Decimal(-20))),
    )
    chart = Sparkline(Series(zhuzhou.indicators["output"], "产值（亿元）", points))
    qtbot.addWidget(chart)
    chart.resize(300, 74)
    chart.show()
    bars = chart.bars()
    assert len(bars) == 3
    assert abs(bars[1].height() - 2 * bars[0].height()) < 0.01
    assert abs(bars[0].bottom() - bars[1].bottom()) < 0.01
    assert abs(bars[2].top() - bars[0].bottom()) < 0.01
    assert "2023年 实际 ——" in chart.accessibleName()
    assert "2022年 空白" in chart.accessibleName()
    chart.grab()
