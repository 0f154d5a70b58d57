"""Answering on 审核: coded reasons, earlier answers taken over, outdated ones, rules left out, F8 from anywhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QPushButton

from qbs_desktop.domain import reasons
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.period import Period
from qbs_desktop.services.checks import begun, checking
from qbs_desktop.services.months import figures
from qbs_desktop.ui import feedback
from qbs_desktop.ui.pages.checks.rule_book import RulesDialog
from qbs_desktop.ui.rechecking import State
from tests.ui.test_pages import show

OCTOBER = Period.parse("2026-10")


@pytest.fixture
def checks(qtbot, opened):
    page = show(qtbot, opened, "checks")
    qtbot.waitUntil(lambda: bool(page.found))
    return page


def look_at(page, rule):
    at = next(n for n, one in enumerate(page.model.rows) if one.finding.rule == rule)
    page.view.selectRow(at)
    return page.current()


def any_of(page, rule):
    return any(one.finding.rule == rule for one in page.found)


def words(combo):
    return [combo.itemText(n) for n in range(combo.count())]


def test_the_reasons_offered_are_those_that_fit_the_finding(checks):
    one = look_at(checks, "month_falls")
    offered = reasons.offered(one.finding)
    assert [checks.answer.reason.itemData(n) for n in range(1, len(offered) + 1)] == [each.id for each in offered]
    assert "冲减上期" in words(checks.answer.reason)
    look_at(checks, "credit_code")
    assert "冲减上期" not in words(checks.answer.reason)


def test_a_reason_alone_is_an_answer_but_other_needs_a_sentence(qtbot, checks):
    key = look_at(checks, "month_falls").finding.key
    pane = checks.answer
    assert not pane.save.isEnabled()
    pane.reason.setCurrentIndex(pane.reason.findData(reasons.OTHER))
    assert not pane.save.isEnabled()
    pane.reason.setCurrentIndex(pane.reason.findData("true"))
    assert pane.save.isEnabled()
    qtbot.keyClick(pane.save, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: any(one.explained for one in checks.found))
    found = next(one for one in checks.found if one.finding.key == key)
    assert (found.code, found.sentence) == ("true", "")
    assert not pane.save.isEnabled()
    look_at(checks, "month_falls")
    pane.withdraw.click()
    qtbot.waitUntil(lambda: not any(one.explained for one in checks.found))


def test_an_answer_that_was_begun_is_there_again_after_looking_elsewhere(qtbot, checks):
    look_at(checks, "month_falls")
    pane = checks.answer
    qtbot.keyClicks(pane.sentence, "half a sentence")
    look_at(checks, "credit_code")
    assert pane.sentence.toPlainText() == ""
    look_at(checks, "month_falls")
    assert pane.sentence.toPlainText() == "half a sentence"
    key = checks.current().finding.key
    assert begun.of(checks._workspace, key) == begun.Begun("", "half a sentence")  # beside the file, not in the window
    pane.sentence.clear()
    assert begun.of(checks._workspace, key) is None
    look_at(checks, "credit_code")
    look_at(checks, "month_falls")
    assert pane.sentence.toPlainText() == ""


def test_one_answer_to_several_findings_that_was_begun_is_there_again_and_gone_once_saved(qtbot, checks):
    rules = [one.finding.rule for one in checks.model.rows if one.finding.grade is Grade.QUERY]
    rule = max(rules, key=rules.count)
    look_at(checks, rule)
    pane = checks.answer
    qtbot.mouseClick(pane.alike, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(pane.sentence, "the same for all")
    key = pane.kept_under
    assert begun.of(checks._workspace, key) == begun.Begun("", "the same for all")  # beside the file
    look_at(checks, rule)
    assert pane.sentence.toPlainText() == ""  # one of them alone was not begun
    qtbot.mouseClick(pane.alike, Qt.MouseButton.LeftButton)
    assert pane.sentence.toPlainText() == "the same for all"
    qtbot.mouseClick(pane.save, Qt.MouseButton.LeftButton)
    assert begun.of(checks._workspace, key) is None


def test_after_an_answer_the_pane_goes_on_to_the_next_question(qtbot, checks):
    def questions():
        return [one.finding.key for one in checks.model.rows if one.finding.grade is Grade.QUERY]

    every = questions()
    checks.view.selectRow(next(n for n, one in enumerate(checks.model.rows) if one.finding.key == every[0]))
    for done in range(2):
        assert checks.current().finding.key == every[done]
        pane = checks.answer
        pane.reason.setCurrentIndex(pane.reason.findData("true"))
        qtbot.keyClick(pane.save, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda done=done: sum(one.explained for one in checks.found) == done + 1)
    assert checks.current().finding.key == every[2]
    assert pane.reason.hasFocus() or not checks.isActiveWindow()


def test_no_sentence_of_the_list_is_cut(qtbot, checks):
    checks.window().resize(1093, 614)
    qtbot.waitUntil(lambda: not checks._fit_soon.isActive())
    view, at = checks.view, 3
    for row, one in enumerate(checks.model.rows):
        room = QRect(0, 0, view.columnWidth(at) - 10, 10_000)
        needed = view.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), one.finding.message)
        assert view.rowHeight(row) >= needed.height()


def test_after_the_figures_changed_the_answer_is_outdated_and_offered_again(qtbot, opened, checks):
    one = look_at(checks, "month_falls")
    checking.explain(opened.workspace, one.finding, "设备检修停产半月。", "true")
    place = one.finding.place
    entry = figures.MonthEntry(place.record_id, place.indicator, figures.Part.TOTAL, "0.01", "亿元")
    figures.set_month(opened.workspace, place.ledger, OCTOBER, [entry])
    qtbot.waitUntil(lambda: any(each.stale for each in checks.found))
    pane = checks.answer
    assert checks.current().stale
    assert not pane.stale.isHidden()
    assert pane.stale.text() == "说明后数据有变，请重新说明。"
    assert checks.model.index(checks.view.currentIndex().row(), 4).data() == "已过时"
    assert pane.sentence.toPlainText() == ""
    offer = next(each for each in pane.findChildren(QPushButton) if each.accessibleName().startswith("沿用原说明"))
    offer.click()
    assert pane.sentence.toPlainText() == "设备检修停产半月。"
    assert pane.reason.currentData() == "true"
    pane.save.click()
    qtbot.waitUntil(lambda: any(each.explained for each in checks.found))
    assert look_at(checks, "month_falls").explained
    assert pane.stale.isHidden()


def test_an_answer_of_another_period_is_filled_in_with_one_click_and_stored_only_when_saved(qtbot, opened, checks):
    one = look_at(checks, "month_falls")
    parts = one.finding.key.split("|")
    parts[4] = "2026-09"
    opened.workspace.run("上期", lambda edit: edit.explain("|".join(parts), "季节性减产。", "true", "x"))
    checks.view.selectRow(0)
    look_at(checks, "month_falls")
    offer = next(
        each
        for each in checks.answer.findChildren(QPushButton)
        if each.accessibleName().startswith("沿用2026年9月说明")
    )
    offer.click()
    assert checks.answer.sentence.toPlainText() == "季节性减产。"
    assert not checking.check(opened.workspace, OCTOBER)[0].explained
    assert not any(each.explained for each in checking.check(opened.workspace, OCTOBER))


def test_a_rule_is_left_out_after_asking_and_switched_on_again(qtbot, opened, checks, monkeypatch):
    asked = []
    monkeypatch.setattr(feedback, "ask", lambda *told, **_more: asked.append(told[1:]) or len(asked) > 1)
    look_at(checks, "month_falls")
    checks.pane.leave_out.click()
    assert "本期有 3 条结果" in asked[0][1]
    assert opened.workspace.profile.rules_off == ()
    checks.pane.leave_out.click()
    qtbot.waitUntil(lambda: opened.checker.state is State.CURRENT and not any_of(checks, "month_falls"))
    assert checks.filter.rules.text() == "审核规则（停用 1 条）…"
    checks.filter.rules.click()
    dialog = checks.findChild(RulesDialog)
    dialog.search.setText("停用")
    assert [one.id for one in dialog.rules.rows] == ["month_falls"]
    qtbot.keyClick(dialog.switch, Qt.Key.Key_Space)
    assert dialog.rules.rows == []
    dialog.reject()
    qtbot.waitUntil(lambda: any_of(checks, "month_falls"))
    assert checks.filter.rules.text() == "审核规则…"


def test_an_error_can_neither_be_answered_nor_left_out(checks):
    checks.filter.grades["error"].click()
    assert checks.current().finding.grade is Grade.ERROR
    assert checks.answer.isHidden()
    assert checks.pane.leave_out.isHidden()
    texts = {act.text(): act.isEnabled() for act in checks.menu().actions()}
    assert texts["强制性审核不能停用"] is False
    checks.leave_out_rule()
    checks.filter.grades["query"].click()
    texts = {act.text(): act.isEnabled() for act in checks.menu().actions()}
    assert texts["本文件不再审这条规则…"] is True


def test_f8_and_shift_f8_walk_the_findings_from_any_page(qtbot, opened):
    show(qtbot, opened, "returns")
    checks = opened.page("checks")
    qtbot.keyClick(opened, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: opened.following, timeout=10_000)
    assert checks.view.currentIndex().row() == 0
    assert opened.current_page() is not checks
    qtbot.keyClick(opened, Qt.Key.Key_F8)
    assert checks.view.currentIndex().row() == 1
    qtbot.keyClick(opened, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert checks.view.currentIndex().row() == 0
    qtbot.keyClick(opened, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert opened.statusBar().currentMessage() == "已经是第一条审核结果。"
