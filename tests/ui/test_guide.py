"""五分钟上手: every step is passed by doing it in the program, by keys, and by nothing less."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.period import Period
from qbs_desktop.services.checks import checking
from qbs_desktop.services.lists import listing
from qbs_desktop.services.months.entry_mode import EntryMode
from qbs_desktop.ui import acts, feedback, settings
from qbs_desktop.ui.actions import COMMANDS
from qbs_desktop.ui.guide import tour
from qbs_desktop.ui.guide.steps import NEW_NAMES, STEPS
from qbs_desktop.ui.guide.tour import Tour
from qbs_desktop.ui.main_window import MainWindow
from qbs_desktop.ui.pages import PAGES
from qbs_desktop.ui.window import around

K, M = Qt.Key, Qt.KeyboardModifier


class Learner:
    """Somebody at the keyboard."""

    def __init__(self, qtbot, window: MainWindow) -> None:
        self.bot, self.window = qtbot, window
        around.begin_guide(window)
        qtbot.waitUntil(lambda: bool(tour.tours(window)), timeout=20_000)
        self.calm()

    @property
    def tour(self) -> Tour:
        return tour.tours(self.window)[0]

    def at(self) -> str:
        step = self.tour.step
        return step.id if step is not None else "end"

    def calm(self) -> None:
        self.bot.waitUntil(lambda: not self.window.tasks.busy, timeout=20_000)
        self.window.activateWindow()
        self.bot.waitUntil(self.window.isActiveWindow)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = M.NoModifier) -> None:
        self.bot.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def type(self, words: str) -> None:
        event = QInputMethodEvent()
        event.setCommitString(words)
        QApplication.sendEvent(QApplication.focusWidget(), event)

    def passed(self, step: str) -> None:
        self.bot.waitUntil(lambda: self.at() == step)


@pytest.fixture
def learner(qtbot, opened: MainWindow) -> Learner:
    return Learner(qtbot, opened)


def test_the_whole_way_is_gone_by_keys(learner: Learner, tmp_path: Path, monkeypatch) -> None:
    window = learner.window
    assert learner.at() == "list"
    learner.key(K.Key_3, M.AltModifier)
    learner.passed("add")
    learner.key(K.Key_Insert)
    assert learner.at() == "add"
    learner.type("练习食品厂")
    learner.key(K.Key_Return)
    learner.passed("paste")
    learner.key(K.Key_C, M.AltModifier)
    learner.bot.waitUntil(lambda: "企业名称" in QApplication.clipboard().text())
    assert QApplication.clipboard().text().count("\n") == 3
    page = window.page("enterprise")
    page.view.go(page.grid.shown(), 1)
    learner.key(K.Key_V, M.ControlModifier)
    learner.passed("month")
    names = [one.name for one in window.workspace.dataset().rows("enterprise")]
    assert names[-3:] == list(NEW_NAMES)
    learner.key(K.Key_7, M.AltModifier)
    learner.calm()
    month = window.page("month")
    month.modes.setFocus()
    learner.key(K.Key_Down)
    assert month.head.mode is EntryMode.MONTH
    slug = month.table.indicators[0].id
    month.view.setFocus()
    month.view.go(1, month.grid.column_of(f"{slug}/month"))
    learner.bot.keyClicks(QApplication.focusWidget(), "8")
    learner.key(K.Key_Return)
    learner.passed("wrong")
    month.view.go(1, month.grid.column_of(f"{slug}/month"))
    learner.type("很多")
    learner.key(K.Key_Return)
    assert learner.at() == "wrong"
    month.view.go(1, month.grid.column_of(f"{slug}/month"))
    learner.bot.keyClicks(QApplication.focusWidget(), "9")
    learner.key(K.Key_Return)
    learner.passed("check")
    learner.key(K.Key_F9)
    learner.calm()
    learner.passed("answer")
    query = next(
        one.finding
        for one in checking.check(window.workspace, window.period)
        if one.finding.grade is Grade.QUERY and not one.explained
    )
    checking.explain(window.workspace, query, "企业扩产，数据属实", "true")
    learner.passed("undo")
    learner.key(K.Key_Z, M.ControlModifier)
    learner.passed("export")
    monkeypatch.setattr(feedback, "pick_folder", lambda *_: tmp_path)
    monkeypatch.setattr(feedback, "done", lambda *_: False)
    learner.key(K.Key_E, M.ControlModifier)
    learner.calm()
    learner.passed("end")
    assert "已完成：导出报表" in learner.tour.bar.count.text()
    learner.key(K.Key_Q, M.AltModifier)
    learner.bot.waitUntil(lambda: window.has_file and window.workspace.path.name == "示例县.qbs")
    assert tour.tours(window) == []


def test_what_is_not_the_step_does_not_pass_it(learner: Learner) -> None:
    window = learner.window
    learner.key(K.Key_2, M.AltModifier)
    learner.key(K.Key_4, M.AltModifier)
    listing.add_rows(window.workspace, "project", [{"name": "别的"}])
    window.checked([], window.period)
    learner.bot.wait(1)
    assert learner.at() == "list"
    learner.key(K.Key_3, M.AltModifier)
    learner.passed("add")
    made = listing.add_rows(window.workspace, "enterprise", [{}])
    window.workspace.undo()
    listing.add_rows(window.workspace, "project", [{"name": "又一个"}])
    learner.bot.wait(1)
    assert made
    assert learner.at() == "add"


def test_a_figure_typed_as_cumulative_is_not_the_step_by_month(learner: Learner) -> None:
    window = learner.window
    for _ in range(3):
        learner.tour.skip()
    window.set_period(Period.parse("2026-09"))
    window.show_page("month")
    month = window.page("month")
    month.view.go(0, month.grid.column_of(f"{month.table.indicators[0].id}/total"))
    learner.bot.keyClicks(QApplication.focusWidget(), "88")
    learner.key(K.Key_Return)
    learner.bot.wait(1)
    assert window.workspace.next_undo() is not None
    assert learner.at() == "month"


def test_the_practice_file_is_private_and_never_remembered(learner: Learner, tmp_path: Path) -> None:
    window = learner.window
    path = window.workspace.path
    assert path.name == "上手练习.qbs"
    assert feedback.private_folder() in path.parents
    assert path not in settings.recent()
    window.close()
    assert settings.text("open") == str(tmp_path / "示例县.qbs")


def test_it_can_be_left_at_any_time_and_leads_back(learner: Learner) -> None:
    window = learner.window
    learner.tour.skip()
    learner.key(K.Key_Q, M.AltModifier)
    learner.bot.waitUntil(lambda: window.workspace.path.name == "示例县.qbs")
    assert tour.tours(window) == []
    assert QApplication.activeModalWidget() is None


def test_closing_the_file_ends_it_and_starting_again_begins_anew(learner: Learner) -> None:
    window = learner.window
    learner.tour.skip()
    first = window.workspace.path
    around.begin_guide(window)
    learner.bot.waitUntil(lambda: window.workspace.path != first, timeout=20_000)
    assert learner.at() == "list"
    assert learner.tour.before is not None
    assert learner.tour.before.name == "示例县.qbs"
    acts.close_file(window)
    assert tour.tours(window) == []


def test_it_is_offered_on_the_start_page_and_leads_back_there(qtbot, window: MainWindow) -> None:
    window.show_welcome()
    button = window.current_page().guide_button
    button.setFocus()
    qtbot.keyClick(button, K.Key_Space)
    qtbot.waitUntil(lambda: bool(tour.tours(window)), timeout=20_000)
    tour.tours(window)[0].leave()
    assert not window.has_file
    assert window.current_page().guide_button is button


def test_the_strip_is_a_stop_of_f6_and_every_button_has_a_letter(learner: Learner) -> None:
    learner.window.rail.setFocus()
    learner.key(K.Key_F6)
    learner.key(K.Key_F6)
    bar = learner.tour.bar
    assert bar.isAncestorOf(QApplication.focusWidget())
    assert all("(&" in one.text() for one in (bar.go, bar.skip, bar.leave))
    assert bar.accessibleName() == "五分钟上手：打开企业名单"
    assert "第 1 步，共 9 步" in bar.accessibleDescription()


def test_every_step_names_keys_that_are_so_and_a_page_that_is_there() -> None:
    keys = {one.shortcut for one in COMMANDS} | {f"Alt+{n}" for n in range(1, len(PAGES) + 1)}
    assert len({one.id for one in STEPS}) == len(STEPS) >= 8
    for step in STEPS:
        assert step.page in {entry.id for entry in PAGES}
        assert len(step.text) <= 90
    assert "Alt+7" in STEPS[3].text
    assert "Alt+7" in keys


@pytest.mark.parametrize("size", [(1093, 614), (960, 560)])
def test_the_strip_leaves_room_for_the_work(learner: Learner, size: tuple[int, int]) -> None:
    window = learner.window
    window.resize(*size)
    for step in STEPS:
        window.show_page(step.page)
        learner.calm()
        assert window.minimumSizeHint().height() <= 614
        assert window.minimumSizeHint().width() <= 1093
        if learner.tour.step is not None:
            learner.tour.skip()
    assert not window.findChildren(QMessageBox)


def test_the_month_step_lands_in_the_enterprises_on_a_gap_that_takes_a_figure(learner: Learner) -> None:
    while learner.at() != "month":
        learner.tour.skip()
    page_number = [entry.id for entry in PAGES].index("month") + 1
    learner.key(getattr(K, f"Key_{page_number}"), M.AltModifier)
    page = learner.window.current_page()
    assert page.ledger_id == "enterprise"
    for mode in EntryMode:
        page.modes.setCurrentIndex(page.modes.findData(mode))
        assert page.grid.editable(*page.view.current_place)
        assert page.grid.text(*page.view.current_place) == ""
    learner.bot.keyClicks(QApplication.focusWidget(), "7")
    learner.key(K.Key_Return)
    assert not page.grid.wrongs()
    learner.passed("wrong")
