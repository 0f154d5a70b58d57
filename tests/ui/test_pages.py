"""The pages of the window on the county sample: home, checks, returns, history, import, verify."""

from __future__ import annotations

import shutil

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox, QPushButton

from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.period import Period
from qbs_desktop.services.checks import checking
from qbs_desktop.services.lists import listing
from qbs_desktop.services.reporting import return_unit, returns
from qbs_desktop.ui import acts, feedback
from qbs_desktop.ui.dialogs.verify import VerifyDialog
from qbs_desktop.ui.widgets.pace import PaceBar
from tests.ui.test_window import answer, calm


def show(qtbot, window, page_id):
    page = window.show_page(page_id)
    calm(qtbot, window)
    qtbot.waitUntil(lambda: not window.tasks.busy)
    return page


def test_home_lists_what_is_missing_and_each_line_leads_there(qtbot, opened):
    page = show(qtbot, opened, "home")
    qtbot.waitUntil(lambda: page.overview is not None)
    texts = [line.text for line in page.lines(page.overview)]
    assert "强制审核结果 1 条，改正后才能上报" in texts
    assert "企业名单2026年10月还缺 3 个数（应填 72 个）" in texts
    links = [one for one in page.findChildren(QPushButton) if one.text() == "去填报"]
    links[0].click()
    assert opened.current_page() is opened.page("month")


def test_home_counts_anew_after_a_change(qtbot, opened):
    page = show(qtbot, opened, "home")
    qtbot.waitUntil(lambda: page.overview is not None)
    listing.add_rows(opened.workspace, "industry", [{"name": "试验产业"}])
    qtbot.waitUntil(lambda: page.overview.sizes[0].rows == 9)


def test_home_of_an_empty_file_offers_import_and_entry(qtbot, window, bare):
    path = bare.path
    bare.close()
    window.open_path(path)
    page = show(qtbot, window, "home")
    qtbot.waitUntil(lambda: page.overview is not None)
    assert "导入表格…" in [one.text() for one in page.findChildren(QPushButton)]


def test_the_bars_of_home_are_reached_and_opened_by_keys(qtbot, opened):
    page = show(qtbot, opened, "home")
    qtbot.waitUntil(lambda: bool(page.findChildren(PaceBar)))
    bar = page.findChildren(PaceBar)[0]
    assert "完成" in bar.accessibleName()
    with qtbot.waitSignal(bar.clicked):
        qtbot.keyClick(bar, Qt.Key.Key_Return)


@pytest.fixture
def checks(qtbot, opened):
    page = show(qtbot, opened, "checks")
    qtbot.waitUntil(lambda: bool(page.found))
    return page


def test_findings_are_filtered_by_grade_list_and_text(qtbot, checks):
    assert len(checks.model.rows) == len(checks.found)
    checks.filter.grades["error"].click()
    assert {one.finding.grade for one in checks.model.rows} == {Grade.ERROR}
    checks.filter.grades["all"].click()
    checks.filter.ledger.setCurrentIndex(checks.filter.ledger.findData("enterprise"))
    assert {one.finding.place.ledger for one in checks.model.rows} == {"enterprise"}
    checks.filter.search.setText("校验码")
    assert len(checks.model.rows) == 1
    checks.filter.search.setText("没有这样的字")
    assert not checks._empty.isHidden()


def test_enter_leads_to_the_cell_and_f8_on_to_the_next(qtbot, opened, checks):
    checks.filter.grades["query"].click()
    checks.view.selectRow(0)
    checks.view.setFocus()
    qtbot.keyClick(checks.view, Qt.Key.Key_Return)
    assert opened.current_page() is not checks
    assert opened.following
    qtbot.keyClick(opened, Qt.Key.Key_F8)
    assert checks.view.currentIndex().row() == 1


def test_an_explained_finding_stays_in_the_list_and_counts_as_answered(qtbot, opened, checks):
    checks.filter.grades["query"].click()
    checks.view.selectRow(0)
    before = checks.current().finding.key
    assert not checks.answer.isHidden()
    assert not checks.answer.save.isEnabled()
    checks.answer.sentence.setPlainText("营业执照上确是这个代码。")
    checks.answer.save.click()
    qtbot.waitUntil(lambda: any(one.explained for one in checks.found))
    answered = next(one for one in checks.model.rows if one.finding.key == before)
    assert answered.sentence == "营业执照上确是这个代码。"
    opened.workspace.undo()
    checks.run()
    qtbot.waitUntil(lambda: not any(one.explained for one in checks.found))


def test_several_findings_of_a_rule_get_one_answer_in_one_step(qtbot, opened, checks):
    checks.filter.grades["query"].click()
    rules = [one.finding.rule for one in checks.model.rows]
    rule = max(rules, key=rules.count)
    checks.view.selectRow(rules.index(rule))
    count = rules.count(rule)
    assert count > 2
    assert checks.answer.alike.text() == f"选中同一规则的 {count} 条"
    qtbot.mouseClick(checks.answer.alike, Qt.MouseButton.LeftButton)
    assert checks.answer.many.text() == f"选中 {count} 条，{count} 条填同一说明。"
    qtbot.keyPress(checks, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    checks.view.selectRow(0)  # as F8 does with Shift held down: one line, not all up to it
    assert len(checks.chosen()) == 1
    qtbot.keyRelease(checks, Qt.Key.Key_F8)
    checks.view.selectRow(rules.index(rule))
    checks.select_alike()
    assert {one.finding.rule for one in checks.chosen()} == {rule}
    before = opened.workspace.next_undo()
    checks.answer.reason.setCurrentIndex(checks.answer.reason.findData("true"))
    assert checks.answer.save.text() == f"保存说明（{count} 条）"
    qtbot.keyClick(checks.answer.save, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: sum(one.explained for one in checks.found) == count)
    opened.workspace.undo()
    assert opened.workspace.next_undo() == before
    calm(qtbot, opened)


def test_an_answer_for_several_leaves_earlier_answers_and_counts_what_cannot_be_answered(qtbot, opened, checks):
    checks.filter.grades["query"].click()
    checks.view.selectRow(0)
    first = checks.current().finding
    checking.explain(opened.workspace, first, "早先的说明", "true")
    qtbot.waitUntil(lambda: any(one.explained for one in checks.found))
    checks.filter.grades["all"].click()
    checks.view.setFocus()
    qtbot.keyClick(checks.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    queries = [one for one in checks.found if one.finding.grade is Grade.QUERY]
    others = len(checks.found) - len(queries)
    told = f"选中 {len(queries)} 条，{len(queries) - 1} 条填同一说明，1 条已有说明的不改"
    assert checks.answer.many.text() == f"{told}；另 {others} 条不是核实，不计在内。"
    checks.answer.sentence.setPlainText("都核对过原件。")
    qtbot.keyClick(checks.answer.save, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: all(one.explained for one in checks.found if one.finding.grade is Grade.QUERY))
    assert {one.sentence for one in checks.found if one.explained} == {"早先的说明", "都核对过原件。"}


def test_the_navigation_counts_what_is_open(qtbot, opened, checks):
    assert opened.rail._model.badges["checks"] == 19


def test_history_tells_before_and_after_in_words(qtbot, opened):
    workspace = opened.workspace
    column = next(one for one in listing.columns(workspace, "enterprise") if one.id == "park")
    record = workspace.dataset().rows("enterprise")[0]
    listing.set_cells(workspace, "enterprise", [listing.CellEdit(record.id, column, "新园区")])
    page = show(qtbot, opened, "history")
    qtbot.waitUntil(lambda: bool(page.operations.rows))
    assert page.operations.rows[0].operation.title.startswith("修改企业名单")
    line = page.lines.rows[0]
    assert (line.record_name, line.where, line.after) == (record.name, "所在园区", "新园区")
    page.search.setText("载入示例数据")
    assert [one.operation.title for one in page.operations.rows] == ["载入示例数据"]
    page.show_record(record.id, record.name)
    page.search.clear()
    qtbot.waitUntil(lambda: len(page.operations.rows) == 2)


def test_the_preview_shows_what_will_be_exported(qtbot, opened):
    page = show(qtbot, opened, "returns")
    qtbot.waitUntil(lambda: page.paper.form is not None)
    form = page.paper.form
    assert form.form.sheet == page.forms.forms[0].sheet
    assert not page.paper.grab().isNull()
    page.unit.setCurrentText("万元")
    page.unit.activated.emit(1)
    qtbot.waitUntil(lambda: page.paper.form.amount_unit == "万元")
    assert return_unit.usual(opened.workspace, opened.period) == "万元"


def test_a_cell_of_the_preview_leads_to_its_record(qtbot, opened):
    page = show(qtbot, opened, "returns")
    qtbot.waitUntil(lambda: page.paper.form is not None)
    row = next(n for n, one in enumerate(page.paper.form.rows) if one.record_id is not None)
    column = next(n for n, one in enumerate(page.paper.form.columns) if one.indicator == "output" and one.period)
    place = page.paper.cell_rect(row, column).center()
    assert page.paper.cell_at(place) == (row, column)
    page.paper.picked.emit(row, column)
    assert opened.current_page() is not page


def test_a_period_without_forms_says_so(qtbot, opened):
    page = show(qtbot, opened, "returns")
    opened.set_period(Period.of_year(2026))
    qtbot.waitUntil(lambda: page.forms.forms[0].period == "year")
    calm(qtbot, opened)


def test_export_writes_the_ticked_forms_and_lists_the_return(qtbot, opened, tmp_path, monkeypatch):
    folder = tmp_path / "报送"
    folder.mkdir()
    monkeypatch.setattr(feedback, "pick_folder", lambda *_args: folder)
    page = show(qtbot, opened, "returns")
    index = page.forms.index(2)
    page.forms.setData(index, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    said: list[str] = []
    answer(said)
    acts.export_return(opened)
    qtbot.waitUntil(lambda: bool(page.revisions.model.rows), timeout=10_000)
    assert said[0] == "报表已导出。"
    book = next(folder.glob("*.xlsx"))
    assert len(page.revisions.model.rows[0].forms) == 2
    assert returns.verify(book).state == "whole"


def test_verifying_names_the_changed_cell(qtbot, opened, tmp_path):
    made = returns.export(opened.workspace, Period.parse("2026-10"), tmp_path)[0].path
    changed = tmp_path / "改过.xlsx"
    shutil.copy(made, changed)
    book = openpyxl.load_workbook(changed)
    sheet = book[book.sheetnames[1]]
    cell = next(cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, float))
    cell.value = 1.5
    book.save(changed)
    dialog = VerifyDialog([made, changed], opened.tasks, opened)
    dialog.open()
    qtbot.waitUntil(lambda: len(dialog.verdicts.rows) == 2, timeout=10_000)
    assert [one.state for one in dialog.verdicts.rows] == ["whole", "altered"]
    dialog._view.selectRow(1)
    assert cell.coordinate in [one.cell for one in dialog.changes.rows]
    assert dialog._sentence.text() == dialog.verdicts.rows[1].sentence
    assert dialog.verdicts.index(1, 4).data() == "2026年10月"
    dialog.reject()


def test_no_dialog_of_a_page_is_left_open(qtbot, opened):
    for page_id in ("checks", "returns", "history"):
        show(qtbot, opened, page_id)
    assert not [one for one in opened.findChildren(QDialog) if one.isVisible() and not isinstance(one, QMessageBox)]


def test_a_form_that_fits_the_width_is_shown_whole_on_a_small_screen(qtbot, opened):
    opened.resize(1093, 614)
    page = show(qtbot, opened, "returns")
    qtbot.waitUntil(lambda: page.paper.form is not None)
    assert page.paper.horizontalScrollBar().maximum() == 0
    assert page.paper.cell_rect(0, len(page.paper.form.columns) - 1).right() <= page.paper.viewport().width()
