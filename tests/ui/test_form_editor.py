"""改表式 and 临时报表 by keys: columns off, moved, renamed; a form made from a list in one go."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from qbs_desktop.domain.forms.filled import Line
from qbs_desktop.domain.period import Period
from qbs_desktop.services import forms, undoing
from qbs_desktop.services.reporting import returns
from qbs_desktop.ui import feedback
from qbs_desktop.ui.dialogs.form_editor.window import FormEditor
from qbs_desktop.ui.widgets.paper import middle
from tests.ui.test_pages import show
from tests.ui.test_window import answer

OCTOBER = Period.parse("2026-10")
ALT, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier


def opened_editor(page, act) -> FormEditor:
    act()
    return page.findChildren(FormEditor)[-1]


def shown(qtbot, editor: FormEditor, wanted) -> None:
    qtbot.waitUntil(lambda: editor.paper.form is not None and bool(wanted(editor.paper.form)), timeout=10_000)


def has_focus(widget: QWidget) -> bool:
    return QApplication.focusWidget() is widget


def front(editor: FormEditor, column: str) -> None:
    row = next(n for n, one in enumerate(editor.columns.items) if one.columns[0].id == column)
    editor.view.setCurrentIndex(editor.columns.index(row, 0))
    editor.view.setFocus()


@pytest.fixture
def page(qtbot, opened):
    made = show(qtbot, opened, "returns")
    qtbot.waitUntil(lambda: made.paper.form is not None)
    made.list.setCurrentIndex(made.forms.index(1))
    return made


def test_columns_go_move_and_get_other_names_with_a_live_preview(qtbot, opened, page):
    editor = opened_editor(page, page.change_form)
    shown(qtbot, editor, lambda form: form.form.id == "enterprise_month")
    front(editor, "output.before")
    qtbot.keyClick(editor.view, Qt.Key.Key_Delete)
    front(editor, "revenue.sum")
    for _ in range(2):
        qtbot.keyClick(editor.view, Qt.Key.Key_Up, ALT)
    qtbot.keyClick(editor.view, Qt.Key.Key_F2)
    typed = QApplication.focusWidget()
    typed.selectAll()
    typed.insert("营业收入（亿元）/1—10月完成")
    qtbot.keyClick(typed, Qt.Key.Key_Return)
    shown(qtbot, editor, lambda form: any("1—10月完成" in one.heads for one in form.columns))
    ids = [one.id for one in editor.paper.form.columns]
    assert "output.before" not in ids
    assert ids.index("revenue.sum") + 1 == ids.index("revenue.before")
    assert editor.save()
    kept = forms.find(opened.workspace, "enterprise_month")
    head = next(block.columns[0].heads for block in kept.blocks if block.columns[0].id == "revenue.sum")
    assert head == ("{indicator}（{unit}）", "{span}完成")
    qtbot.waitUntil(lambda: page.paper.form is not None and page.paper.form.form.own == "changed")
    assert page.list.currentIndex().data() == "企业月报　（已改）"
    undoing.undo(opened.workspace)
    assert forms.find(opened.workspace, "enterprise_month").own == ""


def test_a_changed_form_is_given_back(qtbot, opened, page):
    editor = opened_editor(page, page.change_form)
    assert editor.back_button.isHidden()
    editor.name.setText("按市里要求的标题")
    assert editor.save()
    editor = opened_editor(page, page.change_form)
    assert not editor.back_button.isHidden()
    editor.back_button.click()
    assert forms.find(opened.workspace, "enterprise_month").own == ""


def test_a_form_asked_for_this_morning_is_made_by_keys_and_exported(qtbot, opened, page, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(feedback, "pick_folder", lambda *_args: tmp_path)
    editor = opened_editor(page, page.make_form)
    editor.name.setFocus()
    editor.name.selectAll()
    editor.name.insert("规上企业营收快报")
    for words in ("营业收入 累计", "营业收入 同比", "所属领域"):
        editor.search.setFocus()
        editor.search.clear()
        editor.search.insert(words)
        qtbot.keyClick(editor.search, Qt.Key.Key_Return)
    picker = editor.rows.fields["sector"]
    picker.setCurrentIndex(1)
    picker.activated.emit(1)
    shown(qtbot, editor, lambda form: form.title == "规上企业营收快报" and len(form.columns) == 5 and form.form.where)
    assert [one.id for one in editor.paper.form.columns][2:] == ["revenue.sum", "revenue.growth", "sector"]
    said: list[str] = []
    answer(said)
    editor.export_button.click()
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    book = openpyxl.load_workbook(next(tmp_path.glob("*.xlsx")))
    assert book.sheetnames[:2] == ["封面", "规上企业营收快报"]
    assert [one.sheet for one in forms.extras(opened.workspace, Period.parse("2026-11"))] == ["规上企业营收快报"]
    assert page.forms.chosen() == ["extra1"]
    assert returns.verify(next(tmp_path.glob("*.xlsx"))).state == "whole"


def test_another_list_offers_its_own_columns(qtbot, opened, page):
    editor = opened_editor(page, page.make_form)
    picker: QComboBox = editor.list
    picker.setCurrentIndex(picker.findData("project"))
    picker.activated.emit(picker.currentIndex())
    shown(qtbot, editor, lambda form: form.form.ledger == "project")
    assert any("完成投资" in one.text for one in editor.offers.offers.rows)
    editor.rows.list.setFocus()
    editor.rows.list.setCurrentIndex(editor.rows.records.index(2))
    editor.rows.records.setData(editor.rows.records.index(2), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    shown(qtbot, editor, lambda form: len(form.rows) == 2)
    answer([], "不保存")
    editor.reject()
    assert forms.extras(opened.workspace, OCTOBER) == ()


def test_a_name_that_is_taken_keeps_the_window_open(qtbot, opened, page):
    editor = opened_editor(page, page.make_form)
    editor.name.setText("企业月报")
    said: list[str] = []
    answer(said)
    assert not editor.save()
    assert "请换一个名称" in said[0]
    assert editor.isVisible()


def test_ctrl_enter_saves(qtbot, opened, page):
    editor = opened_editor(page, page.make_form)
    editor.name.setText("快报")
    qtbot.keyClick(editor.name, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(forms.extras(opened.workspace, OCTOBER)))


def test_the_preview_is_enlarged_by_alt_v_and_esc_leads_back_to_where_one_was(qtbot, opened, page):
    editor = opened_editor(page, page.change_form)
    front(editor, "output.before")
    editor.activateWindow()
    qtbot.waitUntil(editor.isActiveWindow)
    small = editor.paper.width()
    qtbot.keyClick(editor.view, Qt.Key.Key_V, ALT)
    qtbot.waitUntil(lambda: editor.paper.width() > small * 3)
    assert not editor.view.isVisible()
    assert QApplication.focusWidget() is editor.paper
    assert "Esc" in editor.keys.text()
    qtbot.keyClick(editor.paper, Qt.Key.Key_Escape)
    assert editor.isVisible()
    assert QApplication.focusWidget() is editor.view
    qtbot.waitUntil(lambda: editor.paper.width() == small)
    for where, then in ((editor.view, editor.paper), (editor.paper, editor.view)):
        qtbot.keyClick(where, Qt.Key.Key_V, ALT)
        qtbot.waitUntil(partial(has_focus, then))


def test_esc_asks_before_it_throws_changes_away(qtbot, opened, page):
    editor = opened_editor(page, page.change_form)
    front(editor, "output.before")
    qtbot.keyClick(editor.view, Qt.Key.Key_Delete)
    said: list[str] = []
    answer(said, "继续改")
    qtbot.keyClick(editor.view, Qt.Key.Key_Escape)
    assert said[0] == "不保存改动吗？"
    assert editor.isVisible()
    qtbot.keyClick(editor.view, Qt.Key.Key_Space)
    qtbot.keyClick(editor.view, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not page.findChildren(FormEditor), timeout=5000)


def test_a_column_is_found_by_its_whole_name_as_one_says_it(qtbot, opened, page):
    editor = opened_editor(page, page.make_form)
    for typed, added in (("营业收入同比", "revenue.growth"), ("营业收入 完成", "revenue.rate")):
        editor.search.selectAll()
        editor.search.insert(typed)
        qtbot.keyClick(editor.search, Qt.Key.Key_Return)
        assert editor.columns.items[-1].columns[0].id == added


def test_a_long_note_is_broken_into_lines_and_makes_the_paper_taller(qtbot, opened, page):
    paper, form = page.paper, page.paper.form
    paper.set_zoom(1.5)
    assert form is not None
    paper.show_form(replace(form, notes=("短",)))
    short = paper.verticalScrollBar().maximum()
    paper.show_form(replace(form, notes=("没有本期数据的单位不排名。" * 60,)))
    assert paper.verticalScrollBar().maximum() > short + 100


def test_the_period_stands_beside_the_unit_and_not_over_it(page):
    form = page.paper.form
    few = replace(form, columns=tuple(replace(form.columns[0], width=one) for one in (3, 14, 5, 5, 5)))
    edges = (0.0, 46.0, 224.0, 294.0, 364.0, 434.0)
    begin, end = middle(few, Line("填报单位：炎陵县工业和信息化局", "2026年10月", "计量单位：万元"), edges)
    assert begin >= 180
    assert end > begin
