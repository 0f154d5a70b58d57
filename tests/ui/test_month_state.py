"""Declaring and locking on 月度填报: what is asked, shown, refused, and how it is taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from qbs_desktop.domain.period import Period
from qbs_desktop.domain.period_state import Declared
from qbs_desktop.services import history
from qbs_desktop.services.months import figures, lock_check, periods
from qbs_desktop.ui import feedback
from qbs_desktop.ui.pages.month.state import DeclareDialog, NoteDialog
from tests.ui.test_month import OCTOBER, Desk, K, M

TIP = Qt.ItemDataRole.ToolTipRole


@pytest.fixture
def desk(qtbot, county, shell) -> Desk:
    return Desk(qtbot, county, shell)


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """Questions that are asked and answered with yes."""
    found: list[str] = []

    def ask(_parent, text, detail="", **_words) -> bool:
        found.append(text)
        return True

    monkeypatch.setattr(feedback, "ask", ask)
    return found


def reply(act) -> None:
    """Do something with the next dialog of the page."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, NoteDialog):
            act(dialog)
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(10, look)


def test_nothing_stands_over_an_ordinary_month(desk: Desk) -> None:
    assert desk.page.strip.isHidden()
    assert desk.page.acts.declare_act.isEnabled()
    assert not desk.page.acts.withdraw_act.isEnabled()
    assert not desk.page.acts.reopen_act.isEnabled()


def test_unchanged_is_declared_with_a_note_writes_no_figure_and_is_withdrawn_from_the_strip(desk: Desk, asked) -> None:
    before = desk.page.table.rows

    def act(dialog: DeclareDialog) -> None:
        assert dialog.kind() is Declared.UNCHANGED
        dialog.note.insert("本月停业整修")
        desk.bot.keyClick(dialog.note, K.Key_Return)

    reply(act)
    desk.page.acts.declare_act.trigger()
    filled = desk.page.table.filled()
    assert asked == [f"产业名单2026年10月已填 {filled} 格、缺 1 格，仍要申报无变动吗？"]
    assert filled > 1
    assert "产业名单2026年10月已申报无变动（本月停业整修），不算缺数。" in desk.page.strip.text.text()
    assert not desk.page.strip.isHidden()
    assert desk.page.lacking.text() == "已申报无变动，不缺数"
    assert [row.cells["revenue"].total for row in desk.page.table.rows] == [
        row.cells["revenue"].total for row in before
    ]
    desk.page.strip.back.click()
    assert desk.page.strip.isHidden()
    assert desk.page.lacking.text() == "还缺 1 格"


def test_a_declaration_can_be_cancelled_and_empty_is_refused_over_figures(desk: Desk, monkeypatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(feedback, "show", lambda _parent, error: told.append(str(error)))
    reply(lambda dialog: dialog.reject())
    desk.page.acts.declare_act.trigger()
    assert desk.page.table.declaration is None

    def act(dialog: DeclareDialog) -> None:
        dialog.choices[Declared.EMPTY].setChecked(True)
        dialog.ok.click()

    reply(act)
    desk.page.acts.declare_act.trigger()
    assert "不能申报空表" in told[0]
    assert desk.page.table.declaration is None


def test_unchanged_over_figures_is_not_declared_when_it_was_not_meant(desk: Desk, monkeypatch) -> None:
    monkeypatch.setattr(feedback, "ask", lambda *_words, **_more: False)
    reply(lambda dialog: desk.bot.keyClick(dialog.note, K.Key_Return))
    desk.page.acts.declare_act.trigger()
    assert desk.page.table.declaration is None


def test_locking_tells_first_what_is_still_to_be_done_and_is_allowed_all_the_same(desk: Desk) -> None:
    told: list[str] = []

    def look(dialog: NoteDialog) -> None:
        told.extend(one.text() for one in dialog.findChildren(QLabel))
        desk.bot.keyClick(dialog.note, K.Key_Return)

    desk.page.shown.setCurrentIndex(desk.page.shown.findData("revenue"))
    desk.go("示例文旅康养", "revenue/total")
    desk.type("many")
    desk.key(K.Key_Return)
    left = lock_check.unfinished(desk.workspace, OCTOBER)
    assert (left.missing > 0, left.waiting) == (True, 1)
    reply(look)
    desk.page.acts.lock_act.trigger()
    sentence = next(one for one in told if "锁定后" in one)
    assert sentence.startswith(f"2026年10月还有：缺数 {left.missing} 格、")
    assert "没有保存的内容 1 格" in sentence
    for count, words in ((left.errors, "强制问题"), (left.queries, "没有说明的核实问题")):
        assert (f"{words} {count} 条" in sentence) is (count > 0)
    assert periods.locked(desk.workspace) == (OCTOBER,)


def test_a_figure_typed_after_the_declaration_withdraws_it_and_keeps_the_cursor(desk: Desk) -> None:
    periods.declare(desk.workspace, "industry", OCTOBER, Declared.UNCHANGED)
    desk.page.shown.setCurrentIndex(desk.page.shown.findData("revenue"))
    desk.go("示例文旅康养", "revenue/total")
    here = desk.view.current_place
    desk.type("22")
    desk.key(K.Key_Tab)
    assert desk.page.table.declaration is None
    assert desk.page.strip.isHidden()
    assert desk.view.current_place[0] == here[0]


def test_a_locked_month_takes_no_text_and_says_why(desk: Desk) -> None:
    reply(lambda dialog: dialog.ok.click())
    desk.page.acts.lock_act.trigger()
    assert periods.locked(desk.workspace) == (OCTOBER,)
    assert "2026年10月已锁定" in desk.page.strip.text.text()
    for column in ("output/total", "output/month"):
        desk.go("示例绿色食品", column)
        here = desk.view.current_place
        before = desk.grid.text(*here)
        assert not desk.grid.editable(*here)
        desk.type("5")
        desk.key(K.Key_Return)
        assert desk.grid.text(*here) == before
        tip = desk.grid.index(*here).data(TIP)
        assert "2026年10月已经锁定，这一格不能改" in tip
    assert desk.page.lacking.text().startswith("已锁定")
    assert not desk.page.next_button.isEnabled()
    desk.page.unlocked.setChecked(True)
    desk.go("示例绿色食品", "output/base")
    assert desk.grid.editable(*desk.view.current_place)
    desk.page.select("enterprise", OCTOBER)
    assert not desk.page.strip.isHidden()
    desk.page.select("enterprise", Period.parse("2026-09"))
    assert desk.page.strip.isHidden()


def test_a_locked_month_may_be_the_base_of_the_next_year(desk: Desk) -> None:
    periods.lock(desk.workspace, OCTOBER.a_year_before())
    desk.page.unlocked.setChecked(True)
    desk.go("示例绿色食品", "output/base")
    assert not desk.grid.editable(*desk.view.current_place)
    assert "2025年10月已经锁定" in desk.grid.index(*desk.view.current_place).data(TIP)
    desk.go("示例绿色食品", "output/total")
    assert desk.grid.editable(*desk.view.current_place)


def test_reopening_needs_a_reason_that_stays_in_the_history(desk: Desk) -> None:
    periods.lock(desk.workspace, OCTOBER, "已上报")
    assert "（已上报）" in desk.page.strip.text.text()

    def act(dialog: NoteDialog) -> None:
        assert not dialog.ok.isEnabled()
        desk.bot.keyClicks(dialog.note, "  ")
        assert not dialog.ok.isEnabled()
        dialog.note.insert("企业更正产值")
        dialog.ok.click()

    reply(act)
    desk.page.strip.open_again.click()
    assert desk.page.strip.isHidden()
    assert periods.locked(desk.workspace) == ()
    assert "企业更正产值" in history.entries(desk.workspace, 1)[0].operation.title


def test_shift_f8_goes_through_the_missing_cells_backwards(desk: Desk) -> None:
    desk.page.select("enterprise", OCTOBER)
    desk.page.shown.setCurrentIndex(0)
    places = desk.page.missing_places()
    desk.view.go(*places[1])
    desk.page.next_missing(-1)
    assert desk.view.current_place == places[0]
    desk.page.next_missing(-1)
    assert desk.page.ledger_id == "industry"


def test_a_declared_month_of_projects_is_not_missing_in_its_table(desk: Desk) -> None:
    periods.declare(desk.workspace, "project", OCTOBER, "unchanged")
    assert figures.month_table(desk.workspace, "project", OCTOBER).missing() == []
    desk.page.select("project", OCTOBER)
    assert desk.page.lacking.text() == "已申报无变动，不缺数"


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (K.Key_V, M.ControlModifier),
        (K.Key_X, M.ControlModifier),
        (K.Key_D, M.ControlModifier),
        (K.Key_R, M.ControlModifier),
        (K.Key_Delete, M.NoModifier),
        (K.Key_F2, M.NoModifier),
        (K.Key_5, M.NoModifier),
    ],
)
def test_whatever_would_write_into_a_locked_month_says_why_not(desk: Desk, key, modifier) -> None:
    periods.lock(desk.workspace, OCTOBER)
    before = figures.month_table(desk.workspace, "industry", OCTOBER).rows
    QApplication.clipboard().setText("1\n2\n3")
    desk.go("示例绿色食品", "output/total")
    desk.key(key, modifier)
    assert desk.shell.said[-1] == "2026年10月已经锁定，这一格不能改。确需更正，请先重新开放并写明原因。"
    assert figures.month_table(desk.workspace, "industry", OCTOBER).rows == before
    assert desk.grid.wrongs() == []
    desk.key(K.Key_C, M.ControlModifier)
    assert "已复制" in desk.shell.said[-1]
