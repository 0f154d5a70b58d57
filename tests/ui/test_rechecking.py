"""Findings kept true while the data changes: marks, badge, list, F8 and the rule book."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from qbs_desktop.domain.period import Period
from qbs_desktop.services.checks import checking, rulebook
from qbs_desktop.services.lists import listing
from qbs_desktop.services.lists.listing import CellEdit, Column
from qbs_desktop.services.months import figures
from qbs_desktop.services.months.figures import MonthEntry, Part
from qbs_desktop.ui.pages.checks.rule_book import RulesDialog
from qbs_desktop.ui.rechecking import State
from tests.ui.test_pages import show

OCTOBER = Period.parse("2026-10")
K = Qt.Key


@pytest.fixture
def settled(qtbot, opened):
    """The window once everything was looked at."""
    opened.set_period(OCTOBER)
    qtbot.waitUntil(lambda: opened.checker.state is State.CURRENT and opened.checker.period == OCTOBER, timeout=10_000)
    return opened


def current(qtbot, window):
    qtbot.waitUntil(lambda: window.checker.state is State.CURRENT, timeout=10_000)


def order(window):
    """The finding about dates that blocks the return."""
    return next(one.finding for one in window.checker.found if one.finding.rule == "finish_order")


def correct(window, finding, text="2026.9"):
    place = finding.place
    column = Column(field=window.workspace.ledgers[place.ledger].field(place.field))
    listing.set_cells(window.workspace, place.ledger, [CellEdit(place.record_id, column, text)])


def test_an_opened_file_is_looked_at_without_being_asked(qtbot, window, tmp_path, sample_files):
    path = tmp_path / "示例县.qbs"
    path.write_bytes(sample_files["hunan-county"])
    window.open_path(path)
    window.show_page("history")
    qtbot.waitUntil(lambda: window.checker.state is State.CURRENT, timeout=10_000)
    assert window.checker.found


def test_a_corrected_cell_loses_its_mark_at_once_and_the_rules_follow(qtbot, settled):
    page = show(qtbot, settled, "project")
    finding = order(settled)
    assert marked(page, finding)
    correct(settled, finding)
    assert settled.checker.state is State.OUTDATED
    assert not marked(page, finding)
    assert sentences(page)
    assert all("待重新审核" in one for one in sentences(page))
    assert settled.rail._model.data(index_of(settled, "checks")).endswith("…）")
    current(qtbot, settled)
    assert not marked(page, finding)
    assert not any("待重新审核" in one for one in sentences(page))
    assert not any(one.finding.rule == "finish_order" for one in settled.checker.found)
    assert settled.checker.found == checking.check(settled.workspace, OCTOBER)
    settled.workspace.undo()
    current(qtbot, settled)
    assert order(settled) == finding


def marked(page, finding):
    """Whether the cell has a mark of this finding."""
    mark = page.grid._marks.on(finding.place.record_id).get(finding.place.field)
    return mark is not None and any(one.startswith(finding.message) for one in mark.sentences)


def sentences(page):
    return [
        one for row in page.grid.rows for mark in page.grid._marks.on(row.record.id).values() for one in mark.sentences
    ]


def index_of(window, page_id):
    lines = window.rail._model.lines
    return window.rail._model.index(next(n for n, line in enumerate(lines) if getattr(line, "id", "") == page_id))


def test_changes_in_a_row_are_checked_once_together(qtbot, settled):
    finding, runs = order(settled), []
    run = settled.tasks.run
    settled.tasks.run = lambda title, *rest, **more: runs.append(title) or run(title, *rest, **more)
    correct(settled, finding, "2026.8")
    correct(settled, finding, "2026.9")
    table = figures.month_table(settled.workspace, "enterprise", OCTOBER)
    entry = MonthEntry(table.rows[0].record.id, "revenue", Part.TOTAL, "0.0001", "亿元")
    figures.set_month(settled.workspace, "enterprise", OCTOBER, [entry])
    current(qtbot, settled)
    assert [one for one in runs if one.startswith("审核")] == ["审核2026年10月"]
    assert settled.checker.found == checking.check(settled.workspace, OCTOBER)


def test_a_change_during_a_run_starts_it_again_with_both(qtbot, settled):
    finding = order(settled)
    table = figures.month_table(settled.workspace, "enterprise", OCTOBER)
    entry = MonthEntry(table.rows[0].record.id, "revenue", Part.TOTAL, "0.0001", "亿元")
    figures.set_month(settled.workspace, "enterprise", OCTOBER, [entry])
    settled.checker._run_due()
    assert settled.checker.state is State.RUNNING
    correct(settled, finding)
    assert settled.checker.state is State.OUTDATED
    current(qtbot, settled)
    assert settled.checker.found == checking.check(settled.workspace, OCTOBER)


def test_findings_that_a_page_read_before_a_change_are_not_taken(settled, qtbot):
    old = list(settled.checker.found)
    correct(settled, order(settled))
    settled.checked(old, OCTOBER)
    assert settled.checker.state is State.OUTDATED
    current(qtbot, settled)
    settled.checked(old, Period.parse("2026-09"))
    assert settled.checker.found != old


def test_another_period_starts_from_nothing(qtbot, settled):
    settled.set_period(Period.parse("2026-09"))
    assert settled.checker.found == []
    current(qtbot, settled)
    assert settled.checker.found == checking.check(settled.workspace, Period.parse("2026-09"))


def test_a_run_can_be_cancelled_and_asked_for_again(qtbot, settled):
    page = show(qtbot, settled, "checks")
    page.run()
    settled.tasks._cancel_shown()
    qtbot.waitUntil(lambda: settled.checker.state is State.CANCELLED)
    assert page._summary.text() == "审核已取消。"
    page.run()
    current(qtbot, settled)
    assert "强制 1 条" in page._summary.text()


def test_a_page_in_the_background_gets_its_marks_when_it_comes_to_the_front(qtbot, settled):
    page = show(qtbot, settled, "project")
    finding = order(settled)
    show(qtbot, settled, "history")
    correct(settled, finding)
    current(qtbot, settled)
    assert marked(page, finding)
    show(qtbot, settled, "project")
    assert not marked(page, finding)


def test_f8_goes_on_after_a_finding_was_dealt_with(qtbot, settled):
    checks = settled.page("checks")
    qtbot.keyClick(settled, K.Key_F8)
    assert checks.current().finding.rule == "finish_order"
    following = checks.model.rows[1].finding.key
    correct(settled, order(settled))
    current(qtbot, settled)
    qtbot.keyClick(settled, K.Key_F8)
    assert checks.current().finding.key == following


def test_an_answer_is_written_by_keys_alone(qtbot, settled):
    page = show(qtbot, settled, "checks")
    at = next(n for n, one in enumerate(page.model.rows) if one.finding.rule == "month_falls")
    page.view.selectRow(at)
    page.view.setFocus()
    key = page.current().finding.key
    qtbot.keyClick(page.view, K.Key_F2)
    assert page.answer.reason.hasFocus()
    qtbot.keyClick(page.answer.reason, K.Key_Down)
    qtbot.keyClick(page.answer.reason, K.Key_Tab)
    assert page.answer.sentence.hasFocus()
    for one in "shebei":
        qtbot.keyClicks(page.answer.sentence, one)
    qtbot.keyClick(page.answer.sentence, K.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (answered,) = [one for one in page.found if one.explained]
    assert (answered.finding.key, answered.code, answered.sentence) == (key, "true", "shebei")
    assert settled.checker.state is State.CURRENT
    assert page.current().finding.key != key
    assert page.answer.reason.hasFocus()


def test_last_months_answer_takes_three_keys(qtbot, settled):
    page = show(qtbot, settled, "checks")
    one = next(one for one in page.found if one.finding.rule == "month_falls")
    parts = one.finding.key.split("|")
    parts[4] = "2026-09"
    settled.workspace.run("上期", lambda edit: edit.explain("|".join(parts), "季节性减产。", "true", "x"))
    page.view.selectRow(next(n for n, each in enumerate(page.model.rows) if each.finding.key == one.finding.key))
    page.view.setFocus()
    qtbot.waitUntil(lambda: page.answer.offers.count() == 1 and page.answer.offers.itemAt(0).widget().isVisible())
    qtbot.keyClick(page.view, K.Key_F2)
    offer = page.answer.offers.itemAt(0).widget()
    assert offer.hasFocus()
    assert isinstance(offer, QPushButton)
    qtbot.keyClick(offer, K.Key_Space)
    qtbot.keyClick(settled.focusWidget(), K.Key_Space)
    (answered,) = [each for each in page.found if each.explained]
    assert (answered.code, answered.sentence) == ("true", "季节性减产。")


def test_the_rule_behind_a_finding_opens_in_the_book(qtbot, settled):
    page = show(qtbot, settled, "checks")
    at = next(n for n, one in enumerate(page.model.rows) if one.finding.rule == "month_unit")
    page.view.selectRow(at)
    page.view.setFocus()
    qtbot.keyClick(page.view, K.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    dialog = page.findChild(RulesDialog)
    assert dialog.current().id == "month_unit"
    assert "本期有 1 条结果" in dialog.text.toPlainText()
    dialog.reject()


def test_a_threshold_is_changed_by_keys_and_a_wrong_one_stays_with_its_reason(qtbot, settled):
    settled.actions_table.by_id["rules"].trigger()
    dialog = settled.findChild(RulesDialog)
    dialog.search.setText("unlisted")
    line = dialog.thresholds.lines["listing_hint"]
    line.selectAll()
    qtbot.keyClicks(line, "9")
    qtbot.keyClick(line, K.Key_Return)
    assert line.text() == "9"
    assert "不能超过" in dialog.thresholds._notes["listing_hint"].text()
    assert dialog.isVisible()
    assert settled.workspace.profile.threshold("listing_hint") == 1
    line.selectAll()
    qtbot.keyClicks(line, "2")
    qtbot.keyClick(line, K.Key_Return)
    assert settled.workspace.profile.threshold("listing_hint") == 2
    current(qtbot, settled)
    usual = next(one for one in dialog.thresholds.findChildren(QPushButton) if one.text().startswith("恢复默认"))
    usual.click()
    assert settled.workspace.profile.threshold("listing_hint") == 1
    assert dialog.thresholds.lines["listing_hint"].text() == "1"
    dialog.reject()


def test_a_blocking_rule_has_no_switch_in_the_book(qtbot, settled):
    settled.actions_table.by_id["rules"].trigger()
    dialog = settled.findChild(RulesDialog)
    dialog.search.setText("finish_order")
    assert dialog.switch.isHidden()
    dialog.switch_rule()
    assert rulebook.off(settled.workspace) == 0
    dialog.search.setText("没有这样的规则")
    assert dialog.rules.rows == []
    assert dialog.text.toPlainText() == "没有符合的规则。"
    dialog.reject()


def test_rows_are_as_high_as_their_sentences_on_a_page_that_was_made_in_the_background(qtbot, settled):
    settled.page("checks")
    page = show(qtbot, settled, "checks")
    qtbot.waitUntil(lambda: not page._fit_soon.isActive())
    line = page.view.fontMetrics().height()
    short = next(n for n, one in enumerate(page.model.rows) if one.finding.rule == "industry_code")
    assert page.view.rowHeight(short) < 3 * line
