"""选定口径 asks once per list, keeps every number and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from qbs_desktop.domain.period import Period
from qbs_desktop.services import measures
from qbs_desktop.services.months import overview
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import acts
from qbs_desktop.ui.dialogs.measure import MeasureDialog
from tests.fixtures import copied


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Workspace]:
    with copied.sample(tmp_path / "株洲.qbs", "zhuzhou") as workspace:
        yield workspace


def test_the_chosen_list_is_renamed_and_the_other_stays_for_later(qtbot: QtBot, city: Workspace) -> None:
    dialog = MeasureDialog(city, measures.questions(city), None)
    with qtbot.waitSignal(dialog.destroyed):
        dialog.show()
        assert set(dialog.pickers) == {"industry", "enterprise"}
        picker = dialog.pickers["industry"]
        picker.setCurrentIndex(picker.findData("output"))
        box = dialog.findChild(QDialogButtonBox)
        assert box is not None
        assert box.button(QDialogButtonBox.StandardButton.Ok).text() in ("确定", "确定(&O)", "OK")
        box.button(QDialogButtonBox.StandardButton.Ok).click()
    assert [one.ledger for one in measures.questions(city)] == ["enterprise"]
    assert city.undo() == "选定口径：产值"
    assert len(measures.questions(city)) == 2


def test_there_is_nothing_to_ask_once_all_is_said(qtbot: QtBot, city: Workspace) -> None:
    for one in measures.questions(city):
        measures.choose(city, one.ledger, "revenue")
    assert not acts.ask_measure(city, None)


def test_the_home_page_leads_to_the_question(qtbot: QtBot, city: Workspace) -> None:
    path = city.path
    city.close()
    with Workspace.open_file(path) as workspace:
        found = overview.look(workspace, Period.of_year(2025))
        assert [(one.label, one.rows) for one in found.unstated] == [("产业名单", 13), ("企业名单", 17)]
