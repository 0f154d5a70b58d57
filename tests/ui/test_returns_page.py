"""Handing in from the page 报表 by keys: review, submit, receipt, rejection, correction."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record
from qbs_desktop.domain.return_state import Stage
from qbs_desktop.services.reporting import answers_in, office_keys, return_states, returns, submitting
from qbs_desktop.ui import feedback
from qbs_desktop.ui.dialogs.question import QuestionDialog
from qbs_desktop.ui.dialogs.verify import VerifyDialog
from qbs_desktop.ui.main_window import MainWindow
from qbs_desktop.ui.pages.returns.steps import When, steps
from qbs_desktop.ui.pages.returns.submit_dialog import SubmitDialog
from tests.services.return_loop import OCTOBER, enterprise, explain_all, item, put, receipt, rejection, written
from tests.ui.names import nameless
from tests.ui.test_pages import show

K, M = Qt.Key, Qt.KeyboardModifier


class Said:
    """What boxes said, each answered with the next of `presses`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: list[str] = []
        self.presses: list[str] = []
        monkeypatch.setattr(feedback, "offer", self._offer)
        monkeypatch.setattr(feedback, "inform", self._tell)
        monkeypatch.setattr(feedback, "warn", self._tell)
        monkeypatch.setattr(feedback, "ask", self._ask)
        monkeypatch.setattr(feedback, "show", lambda _parent, error: self.texts.append(str(error)))

    def _offer(self, _parent: object, text: str, detail: str, *acts: str, well: bool = True) -> str:
        self.texts += [text, detail, *acts]
        return self.presses.pop(0) if self.presses else ""

    def _tell(self, _parent: object, text: str, detail: str = "") -> None:
        self.texts += [text, detail]

    def _ask(self, _parent: object, text: str, detail: str = "", *, yes: str = "确定", **_more: object) -> bool:
        self.texts += [text, detail]
        return not self.presses or self.presses.pop(0) == yes


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Said:
    return Said(monkeypatch)


@pytest.fixture
def page(qtbot, opened: MainWindow, said: Said) -> Any:
    return show(qtbot, opened, "returns")


def calm(qtbot, window: MainWindow) -> None:
    """Wait until nothing is under way; a page that heard of a change begins to read in the next round of events."""
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=20_000)


def press(qtbot, window: MainWindow, button: QPushButton) -> None:
    assert button.isEnabled()
    button.setFocus()
    qtbot.keyClick(button, K.Key_Space)
    calm(qtbot, window)


def dialog_of(qtbot, window: MainWindow, kind: type) -> Any:
    found = [one for one in window.findChildren(kind) if one.isVisible()]
    assert found, kind
    return found[-1]


def hand_in(qtbot, window: MainWindow, folder: Path, **typed: str) -> SubmitDialog:
    """Ctrl+Shift+E, then what is to be said, then Enter."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, K.Key_E, M.ControlModifier | M.ShiftModifier)
    calm(qtbot, window)
    dialog = dialog_of(qtbot, window, SubmitDialog)
    for name, text in {"folder": str(folder), **typed}.items():
        edit = getattr(dialog, name)
        edit.clear()
        qtbot.keyClicks(edit, text)
    qtbot.keyClick(dialog.folder, K.Key_Return)
    calm(qtbot, window)
    return dialog


def put_in(window: MainWindow, record: Record) -> str:
    value = window.workspace.dataset(periods=[OCTOBER]).value(record, "revenue", OCTOBER, Kind.ACTUAL)
    return f"{value / 10**8:f}亿" if value is not None else ""


def labels(page: Any) -> list[tuple[str, When]]:
    return [(one.text, one.when) for one in page.strip.line.steps]


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    window.dropEvent(
        QDropEvent(
            QPointF(300, 300),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_a_draft_shows_its_way_and_a_refused_review_leads_to_the_checks(
    qtbot, opened: MainWindow, page: Any, said: Said
) -> None:
    assert labels(page) == [
        ("草稿", When.NOW), ("已审核", When.AHEAD), ("已上报", When.AHEAD), ("已接收", When.AHEAD),
    ]  # fmt: skip
    assert page.strip.line.accessibleName().startswith("2026年10月报表：草稿（现在），已审核（未到）")
    assert nameless(page) == []
    said.presses = ["去审核"]
    press(qtbot, opened, page.strip.next_button)
    assert said.texts[0] == "还不能审核通过，下面的问题没有处理完。"
    assert "强制 1 条，请改正" in said.texts[1]
    assert said.texts[2:] == ["去审核", "转到第一处"]
    assert opened.current_page() is opened.page("checks")


def test_open_findings_are_handed_in_with_a_reason_only(
    qtbot, opened: MainWindow, page: Any, said: Said, tmp_path: Path
) -> None:
    press(qtbot, opened, page.strip.submit_button)
    dialog = dialog_of(qtbot, opened, SubmitDialog)
    assert not dialog.ok.isEnabled()
    qtbot.keyClicks(dialog.reason, "date is being checked")
    assert dialog.ok.isEnabled()
    dialog.goto_button.click()
    assert opened.current_page() is opened.page("project")
    show(qtbot, opened, "returns")
    hand_in(qtbot, opened, tmp_path, reason="date is being checked")
    assert said.texts[0] == "2026年10月已上报，请把工作簿发给上级。"
    (one,) = returns.history_of(opened.workspace, OCTOBER)
    assert (one.state, one.reason) == (Stage.SUBMITTED, "date is being checked")


def test_review_submit_receipt_by_keys(qtbot, opened: MainWindow, page: Any, said: Said, tmp_path: Path) -> None:
    explain_all(opened.workspace)
    calm(qtbot, opened)
    press(qtbot, opened, page.strip.next_button)
    assert labels(page)[:2] == [("草稿", When.DONE), ("已审核", When.NOW)]
    assert page.strip.next_button.text() == "上报…"
    assert page.strip.submit_button.isHidden()
    hand_in(qtbot, opened, tmp_path)
    book = next(tmp_path.glob("*.xlsx"))
    assert str(book) in said.texts[1]
    assert returns.verify(book).state == "whole"
    assert labels(page)[2] == ("已上报 第 1 版", When.NOW)
    assert page.strip.note.text() == "2026年10月第 1 版已上报，数据已锁定。"
    assert [one.state for one in page.revisions.model.rows] == [Stage.SUBMITTED]
    (made,) = returns.export(opened.workspace, OCTOBER, tmp_path / "again")
    drop(opened, written(receipt(made, opened.workspace), tmp_path / "回"))
    calm(qtbot, opened)
    assert said.texts[-2] == "2026年10月第 1 版已被株洲市接收。"
    assert labels(page)[3] == ("已接收", When.NOW)
    assert page.strip.next_button.text() == "更正…"
    name = {"name": "renamed"}
    opened.workspace.run("改名", lambda edit: edit.set_fields("enterprise", enterprise(opened.workspace).id, name))
    calm(qtbot, opened)
    assert "名单在上报后有改动：改动 1 处。已上报的第 1 版不变" in page.strip.note.text()
    assert "→ renamed" in page.strip.note.toolTip()
    checks = show(qtbot, opened, "checks")
    calm(qtbot, opened)
    checks.filter.grades[Grade.QUERY.value].click()
    checks.answer.withdraw.click()
    assert "里面没有这次改动的核实说明" in opened.statusBar().currentMessage()


def test_a_rejection_is_dropped_its_items_put_right_or_answered_and_handed_in_again(
    qtbot, opened: MainWindow, page: Any, said: Said, tmp_path: Path
) -> None:
    explain_all(opened.workspace)
    made = submitting.submit(opened.workspace, OCTOBER, tmp_path)
    one, other = enterprise(opened.workspace, 0), enterprise(opened.workspace, 1)
    answer = written(rejection(made, opened.workspace, item(one), item(other, no=2)), tmp_path / "退")
    said.presses = ["不"]
    drop(opened, answer)
    calm(qtbot, opened)
    assert said.texts[-2] == "这是株洲市对示例县2026年10月报表第 1 版的退回单，退回 2 项。\n要接收吗？"
    assert return_states.look(opened.workspace, OCTOBER).stage is Stage.SUBMITTED
    drop(opened, answer)
    calm(qtbot, opened)
    assert page.tabs.tabText(2) == "退回项（2）"
    assert page.tabs.currentWidget() is page.items
    assert labels(page)[3:] == [("已退回", When.NOW), ("更正 第 2 版", When.AHEAD)]
    assert [page.items.model.index(0, at).data() for at in range(8)] == [
        "1", "企业月报", "D8", one.name, "营业收入", "1.2", "环比变动过大，请核对", "",
    ]  # fmt: skip
    page.items.view.selectRow(1)
    qtbot.keyClick(page.items.view, K.Key_F2)
    question = dialog_of(qtbot, opened, QuestionDialog)
    qtbot.keyClicks(question.edits[0], "checked with the firm")
    qtbot.keyClick(question.edits[0], K.Key_Return)
    calm(qtbot, opened)
    assert answers_in.open_items(opened.workspace)[1].reply == "checked with the firm"
    assert "已答复 1 项" in page.strip.note.text()
    page.items.view.selectRow(0)
    qtbot.keyClick(page.items.view, K.Key_Return)
    month: Any = opened.current_page()
    assert month is opened.page("month")
    assert month.places.here() == (one.id, "revenue/total")
    line, at = month.view.current_place
    assert month.strip.text.text() == "2026年10月第 1 版被退回，只能改退回的 2 项。"
    assert month.grid.told(line, at).startswith("【退回】退回第 1 项：环比变动过大，请核对")
    assert month.grid.editable(line, at)
    assert not month.grid.editable(line + 2, at)
    assert "只有退回的项可以改" in month.grid.data(month.grid.index(line + 2, at), Qt.ItemDataRole.ToolTipRole)
    assert "只有" not in month.grid.data(month.grid.index(line, at), Qt.ItemDataRole.ToolTipRole)
    opened.activateWindow()
    qtbot.waitUntil(opened.isActiveWindow)
    month.view.setFocus()
    qtbot.keyClicks(QApplication.focusWidget(), "9")
    qtbot.keyClick(QApplication.focusWidget(), K.Key_Return)
    assert put_in(opened, one) == "9.00亿"
    enterprises: Any = show(qtbot, opened, "enterprise")
    assert "（在月度填报里改）" in enterprises.grid.told(enterprises.grid.line_of(other.id), 1)
    show(qtbot, opened, "returns")
    explain_all(opened.workspace)
    hand_in(qtbot, opened, tmp_path)
    assert [each.revision for each in page.revisions.model.rows] == [2, 1]
    assert labels(page)[2] == ("已上报 第 2 版", When.NOW)
    assert page.tabs.tabText(2) == "退回项"


def test_a_correction_asks_for_its_reason(qtbot, opened: MainWindow, page: Any, said: Said, tmp_path: Path) -> None:
    explain_all(opened.workspace)
    submitting.submit(opened.workspace, OCTOBER, tmp_path)
    calm(qtbot, opened)
    press(qtbot, opened, page.strip.next_button)
    question = dialog_of(qtbot, opened, QuestionDialog)
    qtbot.keyClick(question.edits[0], K.Key_Return)
    assert "要写明原因" in said.texts[-1]
    qtbot.keyClicks(question.edits[0], "late letter")
    qtbot.keyClick(question.edits[0], K.Key_Return)
    calm(qtbot, opened)
    assert labels(page)[-1] == ("更正 第 2 版 草稿", When.NOW)
    assert page.strip.note.text() == "更正原因：late letter"
    hand_in(qtbot, opened, tmp_path)
    assert said.texts[-1].startswith("和已上报的第 1 版完全一样")
    dialog = dialog_of(qtbot, opened, SubmitDialog)
    assert dialog.folder.text() == str(tmp_path)
    assert not [one for one in dialog.findChildren(QLabel) if "报出的是空表" in one.text()]


def test_a_late_return_says_so_and_a_locked_key_asks_for_its_password(
    qtbot, opened: MainWindow, page: Any, said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qbs_desktop.services.months import calendar

    calendar.set_rule(opened.workspace, "定期调度", day=5, every=1)
    office_keys.make(opened.workspace, "secret-word")
    opened.workspace.signers.clear()
    explain_all(opened.workspace)
    dialog = hand_in(qtbot, opened, tmp_path, sign_password="wrong-word")
    assert "口令" in said.texts[-1]
    assert dialog.late is not None
    assert dialog.late.text().startswith("应于2026年11月5日前报送，迟报")
    qtbot.keyClicks(dialog.late, "power cut")
    dialog.sign_password.clear()
    qtbot.keyClicks(dialog.sign_password, "secret-word")
    qtbot.keyClicks(dialog.open_password, "open2026")
    assert not dialog.ok.isEnabled()
    qtbot.keyClicks(dialog.again, "open2026")
    qtbot.keyClick(dialog.again, K.Key_Return)
    calm(qtbot, opened)
    (one,) = returns.history_of(opened.workspace, OCTOBER)
    assert one.late.endswith("原因：power cut")
    verdict = returns.verify(next(tmp_path.glob("*.xlsx")), office_keys.ring(opened.workspace), "open2026")
    assert (verdict.state, verdict.standing.state) == ("whole", "valid")


def test_a_revision_is_saved_again_and_verified(
    qtbot, opened: MainWindow, page: Any, said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    explain_all(opened.workspace)
    made = submitting.submit(opened.workspace, OCTOBER, tmp_path / "一")
    calm(qtbot, opened)
    page.tabs.setCurrentWidget(page.revisions)
    monkeypatch.setattr(feedback, "pick_folder", lambda *_: tmp_path / "二")
    monkeypatch.setattr(feedback, "done", lambda *_: False)
    press(qtbot, opened, page.revisions.again_button)
    assert next((tmp_path / "二").glob("*.xlsx")).read_bytes() == made.path.read_bytes()
    press(qtbot, opened, page.revisions.verify_button)
    dialog = dialog_of(qtbot, opened, VerifyDialog)
    assert [one.state for one in dialog.verdicts.rows] == ["whole"]
    dialog.reject()


def test_forms_that_are_not_ticked_are_named_before_handing_in(qtbot, opened: MainWindow, page: Any) -> None:
    page.forms.setData(page.forms.index(2), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert page.doing._left_out() == "项目月报"


def test_the_steps_of_a_period_that_was_given_back_as_a_whole(opened: MainWindow, tmp_path: Path) -> None:
    explain_all(opened.workspace)
    made = submitting.submit(opened.workspace, OCTOBER, tmp_path)
    answers_in.accept(opened.workspace, written(rejection(made, opened.workspace, note="表式用错"), tmp_path))
    put(opened.workspace, enterprise(opened.workspace), "7")
    found = steps(return_states.look(opened.workspace, OCTOBER))
    assert [one.text for one in found][-2:] == ["已退回", "更正 第 2 版"]


def test_home_names_a_return_that_came_back_and_leads_to_its_items(
    qtbot, opened: MainWindow, said: Said, tmp_path: Path
) -> None:
    explain_all(opened.workspace)
    made = submitting.submit(opened.workspace, OCTOBER, tmp_path)
    back = rejection(made, opened.workspace, item(enterprise(opened.workspace)))
    answers_in.accept(opened.workspace, written(back, tmp_path / "退"))
    home = show(qtbot, opened, "home")
    qtbot.waitUntil(lambda: home.overview is not None and bool(home.overview.given_back))
    line = home.lines(home.overview)[0]
    assert line.text == "2026年10月报表第 1 版被退回 1 项（1 项没有答复），改好或答复后再上报"
    line.go()
    calm(qtbot, opened)
    page: Any = opened.current_page()
    assert page.tabs.currentWidget() is page.items


def test_the_page_opens_on_a_form_with_figures_and_then_on_the_one_looked_at_last(
    qtbot, page: Any, opened: MainWindow
) -> None:
    path, data = opened.workspace.path, opened.workspace.dataset(OCTOBER)
    assert in_front(page) == "industry_month"
    for row in data.rows("industry"):
        for slug, period, kind in data.figures(row):
            if (period, kind) == (OCTOBER, Kind.ACTUAL):
                put(opened.workspace, row, None, slug)
    calm(qtbot, opened)
    page = reopened(qtbot, opened, path)
    assert in_front(page) == "enterprise_month"
    page.list.setFocus()
    qtbot.keyClick(page.list, K.Key_Down)
    calm(qtbot, opened)
    assert in_front(reopened(qtbot, opened, path)) == "project_month"


def test_forms_that_are_not_due_in_january_are_left_out_and_say_why(qtbot, opened) -> None:
    opened.set_period(Period.parse("2026-01"))
    page = show(qtbot, opened, "returns")
    calm(qtbot, opened)
    assert page.forms.chosen() == ["project_month"] == [in_front(page)]
    first = page.forms.index(0)
    assert first.data() == "产业月报　（本期免报）"
    assert "1 月免报，第一期是 1—2 月" in first.data(Qt.ItemDataRole.ToolTipRole)
    assert not page.forms.setData(first, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert page._note.text().endswith("共 3 张表，勾选 1 张，2 张本期免报")
    opened.set_period(OCTOBER)
    calm(qtbot, opened)
    assert len(page.forms.chosen()) == 3


def in_front(page: Any) -> str:
    return page.forms.forms[page.list.currentIndex().row()].id


def reopened(qtbot, window: MainWindow, path: Path) -> Any:
    window.close_workspace()
    window.open_path(path)
    window.set_period(OCTOBER)
    return show(qtbot, window, "returns")
