"""工作台: the month's work list in numbers, rejected rows, lost steps, and carrying the lists to the next year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from qbs_desktop.domain.period import Period
from qbs_desktop.services import history
from qbs_desktop.services.checks import checking, rulebook
from qbs_desktop.services.months import periods
from qbs_desktop.services.reporting import returns
from qbs_desktop.ui import feedback
from qbs_desktop.ui.dialogs.worklist import CarryDialog, RejectedDialog
from qbs_desktop.ui.pages import home as home_page
from tests.ui.test_pages import show
from tests.ui.test_window import calm

OCTOBER = Period.parse("2026-10")


class NextYear(date):
    """The clock on the wall, a year on."""

    @classmethod
    def today(cls) -> NextYear:
        return cls(2027, 1, 6)


@pytest.fixture
def home(qtbot, opened):
    page = show(qtbot, opened, "home")
    qtbot.waitUntil(lambda: page.overview is not None)
    return page


def texts(page) -> list[str]:
    return [line.text for line in page.lines(page.overview)]


def press(page, name: str) -> None:
    next(one for one in page.findChildren(QPushButton) if one.accessibleName().startswith(name)).click()


def test_the_progress_of_each_list_adds_up_and_leads_to_its_month(opened, home):
    counts = {one.ledger: one for one in home.overview.counts}
    enterprise = counts["enterprise"]
    assert (enterprise.expected, enterprise.missing) == (72, 3)
    assert enterprise.filled + enterprise.missing == enterprise.expected
    assert all(one.filled + one.missing == one.expected for one in counts.values())
    press(home, "企业名单：应填 72，已填 69，还缺 3")
    month = opened.page("month")
    assert opened.current_page() is month
    assert month.ledger_id == "enterprise"


def test_a_declared_list_lacks_nothing(qtbot, opened, home):
    periods.declare(opened.workspace, "enterprise", OCTOBER, "unchanged", "月报未出")
    qtbot.waitUntil(lambda: any(one.declaration for one in home.overview.counts))
    assert not any("企业名单2026年10月还缺" in text for text in texts(home))


def test_a_locked_month_is_not_asked_for_what_nobody_can_fill_in(qtbot, opened, home):
    assert any("还缺" in text for text in texts(home))
    periods.lock(opened.workspace, OCTOBER)
    qtbot.waitUntil(lambda: home.overview.locked)
    assert not any("还缺" in text for text in texts(home))
    assert any("本期已锁定，要改请先更正" in text for text in texts(home))
    names = [one.accessibleName() for one in home.findChildren(QPushButton)]
    assert any(name.startswith("企业名单：应填 72，已填 69，空白 3") for name in names)


def test_rejected_rows_wait_until_they_are_dealt_with(qtbot, opened, home):
    rows = [("企业", "B5", "enterprise", "示例甲", "金额读不出来"), ("企业", "B6", "enterprise", "示例乙", "没有名称")]
    opened.workspace.run("导入", lambda edit: edit.keep_rejected("报来.xlsx", rows))
    qtbot.waitUntil(lambda: home.overview.rejected == 2)
    assert "导入时有 2 行有误没有写入，等待处理" in texts(home)
    qtbot.waitUntil(lambda: any(one.text() == "去处理" for one in home.findChildren(QPushButton)))
    press(home, "去处理")
    dialog = home.findChild(RejectedDialog)
    assert [one.name for one in dialog.rows.rows] == ["示例甲", "示例乙"]
    assert "报来.xlsx 企业 B5：金额读不出来" in dialog.rows.rows[0].text
    qtbot.keyClick(dialog.one, Qt.Key.Key_Space)
    assert [one.name for one in dialog.rows.rows] == ["示例乙"]
    dialog.all.click()
    assert not dialog.one.isEnabled()
    dialog.reject()
    qtbot.waitUntil(lambda: home.overview.rejected == 0)


def test_lost_steps_are_counted_first_and_lead_to_the_history(opened, home):
    assert not any("没有正常退出" in text for text in texts(home))
    opened.workspace.store.lost_steps = 2
    line = home.lines(home.overview)[0]
    assert "最后 2 步操作丢失" in line.text
    line.go()
    assert opened.current_page() is opened.page("history")


def test_last_years_lists_are_carried_over_after_a_preview_and_undo_brings_the_year_back(
    qtbot, opened, home, monkeypatch
):
    assert not any("结转" in text for text in texts(home))
    monkeypatch.setattr(home_page, "date", NextYear)
    line = next(one for one in home.lines(home.overview) if "结转" in one.text)
    assert line.text == "名单可以结转到2027年"
    line.go()
    dialog = home.findChild(CarryDialog)
    assert dialog.rows.rows[: len(dialog.plan.left_out)] == list(dialog.plan.left_out)
    assert f"企业名单转入 {dialog.plan.counts()['enterprise'][0]} 行" in dialog.sentence()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert opened.workspace.year == 2026
    line.go()
    dialog = next(one for one in home.findChildren(CarryDialog) if one.isVisible())
    dialog.ok.click()
    qtbot.waitUntil(lambda: opened.workspace.year == 2027 and opened.period == Period.parse("2027-01"))
    calm(qtbot, opened)
    assert opened.page("month").workspace is opened.workspace
    assert opened.actions_table.by_id["undo"].isEnabled()
    opened.actions_table.by_id["undo"].trigger()
    qtbot.waitUntil(lambda: opened.workspace.year == 2026)
    qtbot.waitUntil(lambda: opened.page("home").overview is not None)
    calm(qtbot, opened)


def test_what_cannot_be_carried_over_is_said(qtbot, window, bare, monkeypatch):
    path = bare.path
    bare.close()
    window.open_path(path)
    page = show(qtbot, window, "home")
    told: list[str] = []
    monkeypatch.setattr(feedback, "show", lambda _parent, error: told.append(str(error)))
    page._carry()
    assert "名单是空的" in told[0]


def test_an_exported_return_stands_in_the_history_in_words(qtbot, opened, tmp_path: Path):
    made = returns.export(opened.workspace, OCTOBER, tmp_path)[0]
    line = history.entries(opened.workspace, 1)[0].lines[0]
    assert (line.record_name, line.where, line.before) == ("2026年10月", "报表登记", "")
    assert line.after == f"第 1 版　{made.path.name}　校验码 {made.code}"
    page = show(qtbot, opened, "history")
    qtbot.waitUntil(lambda: bool(page.operations.rows))
    assert page.lines.rows[0].after == line.after


def test_answers_and_rules_left_out_stand_in_the_history_in_words(opened):
    workspace = opened.workspace
    finding = next(one.finding for one in checking.check(workspace, OCTOBER) if one.finding.rule == "month_falls")
    checking.explain(workspace, finding, "设备检修。", "true")
    line = history.entries(workspace, 1)[0].lines[0]
    assert (line.record_id, line.record_name) == (finding.place.record_id, finding.subject)
    assert line.where.startswith("核实说明：")
    assert line.after == "数据属实 设备检修。"
    rulebook.switch_rule(workspace, "month_falls", on=False)
    line = history.entries(workspace, 1)[0].lines[0]
    assert (line.record_name, line.where) == ("方案", "文件信息")
    assert "停用：" in line.after
    assert "停用" not in line.before
