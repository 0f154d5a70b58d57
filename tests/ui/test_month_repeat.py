"""沿用上期累计到空白格 and 结转 on the month page: nothing happens before the clerk has seen what it would do."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel

from qbs_desktop.domain.period import Period
from qbs_desktop.domain.period_state import Declared
from qbs_desktop.services.months import figures, periods
from qbs_desktop.ui import feedback
from qbs_desktop.ui.dialogs.worklist import CarryDialog
from qbs_desktop.ui.pages.month.repeat import RepeatDialog
from tests.ui.test_month import OCTOBER, Desk

NOVEMBER = Period.parse("2026-11")


@pytest.fixture
def desk(qtbot, county, shell) -> Desk:
    made = Desk(qtbot, county, shell)
    made.page.select("project", NOVEMBER)
    return made


def reply(act) -> None:
    """Do something with the next preview."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, RepeatDialog):
            act(dialog)
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(10, look)


def filled(desk: Desk) -> int:
    table = figures.month_table(desk.workspace, "project", NOVEMBER)
    return sum(row.cells["investment"].total is not None for row in table.rows)


def test_the_preview_counts_the_cells_and_cancelling_fills_none(desk: Desk) -> None:
    seen: list[str] = []

    def act(dialog: RepeatDialog) -> None:
        seen.append(dialog.ok.text())
        assert len(dialog.chosen()) == len(dialog.rows.rows)
        next(iter(dialog.boxes.values())).setChecked(False)
        assert not dialog.ok.isEnabled()
        dialog.reject()

    reply(act)
    desk.page.acts.repeat_act.trigger()
    assert seen == [f"沿用到 {sum(row.cells['investment'].before is not None for row in desk.page.table.rows)} 格"]
    assert filled(desk) == 0


def test_only_the_selected_rows_are_filled_in_one_step(desk: Desk) -> None:
    at = desk.grid.column_of("investment/total")
    desk.view.go(0, at)
    desk.view.go(2, at, extend=True)

    def act(dialog: RepeatDialog) -> None:
        assert dialog.only_selected.isChecked()
        dialog.ok.click()

    reply(act)
    desk.page.acts.repeat_act.trigger()
    assert filled(desk) == 3
    assert desk.grid.text(0, at) == desk.grid.text(0, desk.grid.column_of("investment/before"))
    assert desk.grid.text(0, desk.grid.column_of("investment/month")) == "0"
    assert "3 格" in desk.shell.said[-1]
    desk.workspace.undo()
    assert filled(desk) == 0


def test_the_preview_says_that_a_declaration_would_be_withdrawn(desk: Desk) -> None:
    periods.declare(desk.workspace, "project", NOVEMBER, Declared.UNCHANGED)
    said: list[str] = []

    def act(dialog: RepeatDialog) -> None:
        said.extend(label.text() for label in dialog.findChildren(QLabel))
        dialog.reject()

    reply(act)
    desk.page.acts.repeat_act.trigger()
    assert any("申报会自动撤回" in text for text in said)
    assert desk.page.table.declaration is not None


def test_it_is_not_offered_where_there_is_nothing_to_repeat(desk: Desk, monkeypatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(feedback, "inform", lambda _parent, text, _detail="": told.append(text))
    desk.page.select("project", Period.parse("2026-09"))
    desk.page.acts.repeat_act.trigger()
    assert told == ["没有可以沿用的空白格。"]
    desk.page.select("project", Period.parse("2026-01"))
    assert not desk.page.acts.repeat_act.isEnabled()
    desk.page.select("project", OCTOBER)
    periods.lock(desk.workspace, OCTOBER)
    assert not desk.page.acts.repeat_act.isEnabled()


def test_the_lists_are_carried_over_from_here_too(desk: Desk, qtbot) -> None:
    desk.page.acts.carry_act.trigger()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), CarryDialog))
    dialog = QApplication.activeModalWidget()
    assert dialog.plan.to_year == 2027
    dialog.reject()
    assert desk.workspace.year == 2026
