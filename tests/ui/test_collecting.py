"""发采集表 and 收采集表 in the window, with the keys and buttons a clerk uses."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from qbs_desktop.domain.period import Period
from qbs_desktop.services.gathering import templates
from qbs_desktop.services.gathering.collecting import State
from qbs_desktop.ui import acts, acts_due, feedback
from qbs_desktop.ui.dialogs.collect_templates import CollectDialog
from qbs_desktop.ui.dialogs.issue_templates import IssueDialog
from tests.fixtures import collected

OCTOBER = Period.parse("2026-10")
SUM = ("营业收入", "1—10月累计")
K = Qt.Key


def column(model, number: int) -> list[str]:
    return [model.data(model.index(row, number)) for row in range(model.rowCount())]


@pytest.fixture
def issued(opened, tmp_path) -> list[Path]:
    done = templates.issue(opened.workspace, "enterprise_month", OCTOBER, "park", tmp_path / "发")
    return sorted(done.files)


@pytest.fixture
def dialog(qtbot, opened, issued):
    acts_due.collect_templates(opened)
    found = opened.findChild(CollectDialog)
    yield found
    with qtbot.waitSignal(found.destroyed):
        found.reject()


def test_templates_are_issued_to_the_parks_of_the_list(qtbot, opened, tmp_path, monkeypatch):
    monkeypatch.setattr(feedback, "done", lambda *_words: True)
    shown = []
    monkeypatch.setattr(acts, "show_folder", shown.append)
    opened.set_period(OCTOBER)
    acts_due.issue_templates(opened)
    dialog = opened.findChild(IssueDialog)
    assert "将生成 3 份" in dialog.told.text()
    dialog.form.setCurrentIndex(dialog.form.findData("project_list"))
    assert "2026年（" in dialog.period.text()
    dialog.form.setCurrentIndex(dialog.form.findData("enterprise_month"))
    monkeypatch.setattr(feedback, "pick_folder", lambda *_words: tmp_path / "采集")
    dialog._pick()
    with qtbot.waitSignal(dialog.destroyed, timeout=20_000):
        qtbot.keyClick(dialog.go, K.Key_Space)
    assert len(list((tmp_path / "采集" / "企业月报_2026年10月").iterdir())) == 3
    assert shown == [tmp_path / "采集" / "企业月报_2026年10月"]
    opened.set_period(Period.parse("2026-01"))
    acts_due.issue_templates(opened)
    dialog = opened.findChild(IssueDialog)
    assert "1 月免报" in dialog.told.text()
    assert not dialog.go.isEnabled()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()


def test_what_came_back_is_ticked_looked_at_and_taken_in(qtbot, opened, issued, dialog, tmp_path, monkeypatch):
    first, second, third = issued
    names = [next(iter(collected.rows_of(collected.sheet_of(one)[1]))) for one in issued]
    collected.fill(first, *SUM, {names[0]: 1111})
    collected.fill(second, *SUM, {names[1]: "不知道"})
    collected.change(third, lambda sheet: sheet.cell(5, 8, "别的"))
    monkeypatch.setattr(feedback, "pick_folder", lambda *_words: first.parent)
    dialog._pick_folder()
    qtbot.waitUntil(lambda: dialog.batch is not None and not opened.tasks.busy, timeout=30_000)
    assert column(dialog.files, 3) == ["", "可以收", "有误", "表头被改"]
    assert column(dialog.files, 0) == ["", "✓", "", ""]
    assert len(dialog.results.rows.rows) == 16
    dialog.view.selectRow(3)
    dialog.view.setFocus()
    qtbot.keyClick(dialog.view, K.Key_Space)
    assert column(dialog.files, 0)[3] == ""
    dialog.view.selectRow(2)
    qtbot.keyClick(dialog.view, K.Key_Space)
    assert column(dialog.files, 0)[2] == "✓"
    said = []
    monkeypatch.setattr(feedback, "show", lambda _parent, error: said.append(str(error)))
    qtbot.keyClick(dialog.go, K.Key_Space)
    assert opened.tasks.busy  # written on the data thread, not in the window's
    qtbot.waitUntil(lambda: not opened.tasks.busy, timeout=20_000)
    assert "1 行有误" in said[0]
    monkeypatch.setattr(feedback, "pick_folder", lambda *_words: tmp_path / "标错")
    monkeypatch.setattr(feedback, "done", lambda *_words: False)
    qtbot.keyClick(dialog.marked, K.Key_Space)
    qtbot.waitUntil(lambda: len(list((tmp_path / "标错").glob("*.xlsx"))) == 2, timeout=20_000)
    qtbot.waitUntil(lambda: not opened.tasks.busy)
    qtbot.keyClick(dialog.good_rows, K.Key_Space)
    qtbot.keyClick(dialog.go, K.Key_Space)
    qtbot.waitUntil(lambda: dialog.batch is not None and len(dialog.batch.files) == 1, timeout=30_000)
    assert dialog.batch.files[0].state is State.HEAD
    assert dialog.tabs.tabText(1) == "交表情况（未交 1，1 行没有收）"
    assert column(dialog.hand_ins, 1) == ["未交", "已交，1 行有误没有收", "已交"]
    assert opened.workspace.undo().startswith("收采集表")


def test_without_a_round_the_dialog_says_what_to_do_first(qtbot, opened):
    acts_due.collect_templates(opened)
    dialog = opened.findChild(CollectDialog)
    assert "先用“文件 → 发采集表…”" in dialog.told.text()
    assert not dialog.add_files.isEnabled()
    dialog.read([Path("没有.xlsx")])
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()
