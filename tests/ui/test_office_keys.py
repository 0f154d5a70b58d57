"""签名的钥匙 by hand: make one, hand it on, register one that was heard on the telephone, revoke it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from qbs_desktop.domain.period import Period
from qbs_desktop.services import profiles
from qbs_desktop.services.reporting import office_keys, returns
from qbs_desktop.services.workspace import Unit, Workspace
from qbs_desktop.ui import actions, feedback
from qbs_desktop.ui.dialogs.office_keys import OfficeKeysDialog
from qbs_desktop.ui.dialogs.question import QuestionDialog
from qbs_desktop.ui.dialogs.verify import VerifyDialog
from qbs_desktop.ui.main_window import MainWindow

K = Qt.Key


@pytest.fixture
def dialog(qtbot, opened: MainWindow) -> OfficeKeysDialog:
    next(one for one in actions.COMMANDS if one.id == "keys_of_offices").run(opened)
    made = opened.findChild(OfficeKeysDialog)
    qtbot.waitUntil(made.isVisible)
    return made


@pytest.fixture
def county(tmp_path: Path) -> Workspace:
    unit = Unit("430224", "茶陵县")
    with Workspace.create(tmp_path / "茶陵.qbs", profiles.load("hunan-county"), unit, year=2026) as workspace:
        office_keys.make(workspace)
        yield workspace


def press(qtbot, button: QPushButton) -> None:
    button.setFocus()
    qtbot.keyClick(button, K.Key_Space)


def question(qtbot, dialog: OfficeKeysDialog | VerifyDialog) -> QuestionDialog:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in dialog.findChildren(QuestionDialog)))
    return next(one for one in dialog.findChildren(QuestionDialog) if one.isVisible())


def answer(qtbot, asked: QuestionDialog, *texts: str) -> None:
    for edit, text in zip(asked.edits, texts, strict=True):
        edit.clear()
        qtbot.keyClicks(edit, text)
    qtbot.keyClick(asked.edits[-1], K.Key_Return)


def test_a_key_is_made_with_a_password_and_handed_on(
    qtbot, opened: MainWindow, dialog: OfficeKeysDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(feedback, "show", lambda _parent, error: told.append(str(error)))
    assert dialog.mark.text() == "还没有建立"
    press(qtbot, dialog.make_button)
    asked = question(qtbot, dialog)
    answer(qtbot, asked, "abcdef", "abcdeg")
    assert "不一样" in told[-1]
    answer(qtbot, asked, "abcdef", "abcdef")
    mine = office_keys.own(opened.workspace)
    assert mine is not None
    assert dialog.mark.text() == mine.fingerprint
    assert dialog.unlock_button.isHidden()
    monkeypatch.setattr(feedback, "pick_folder", lambda *_: tmp_path)
    monkeypatch.setattr(feedback, "done", lambda *_: False)
    press(qtbot, dialog.enrol_button)
    (book,) = tmp_path.glob("*公钥登记表*.xlsx")
    assert office_keys.read_enrolment(book).key.fingerprint == mine.fingerprint


def test_the_password_is_asked_for_again_after_opening(qtbot, opened: MainWindow) -> None:
    office_keys.make(opened.workspace, "abcdef")
    opened.workspace.signers.clear()
    dialog = OfficeKeysDialog(opened.workspace, opened)
    dialog.open()
    assert not dialog.unlock_button.isHidden()
    press(qtbot, dialog.unlock_button)
    answer(qtbot, question(qtbot, dialog), "abcdef")
    assert dialog.unlock_button.isHidden()
    assert office_keys.signer(opened.workspace) is not None


def test_a_key_is_registered_once_its_fingerprint_was_heard_and_revoked_with_a_reason(
    qtbot, opened: MainWindow, dialog: OfficeKeysDialog, county: Workspace, tmp_path: Path, monkeypatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(feedback, "show", lambda _parent, error: told.append(str(error)))
    book = office_keys.export_enrolment(county, tmp_path)
    mark = office_keys.read_enrolment(book).key.fingerprint
    monkeypatch.setattr(feedback, "pick_file", lambda *_: book)
    press(qtbot, dialog.register_button)
    asked = question(qtbot, dialog)
    answer(qtbot, asked, "1234 5678", "")
    assert "不一致" in told[-1]
    answer(qtbot, asked, mark.replace("-", " "), "wang")
    (one,) = dialog.keys.rows
    assert (one.unit_name, one.state, one.note) == ("茶陵县", "active", "wang")
    made = returns.export(county, Period.parse("2026-10"), tmp_path, forms=["industry_month"], password="open2026")
    check = VerifyDialog([made[0].path], opened.tasks, opened, office_keys.ring(opened.workspace))
    check.open()
    qtbot.waitUntil(lambda: bool(check.verdicts.rows))
    assert not check.unlock_button.isHidden()
    press(qtbot, check.unlock_button)
    asked = question(qtbot, check)
    answer(qtbot, asked, "wrong")
    assert "密码不对" in told[-1]
    answer(qtbot, asked, "open2026")
    assert [(row.state, row.standing.word) for row in check.verdicts.rows] == [("whole", "签名有效")]
    check.reject()
    press(qtbot, dialog.revoke_button)
    asked = question(qtbot, dialog)
    answer(qtbot, asked, "")
    assert "原因" in told[-1]
    answer(qtbot, asked, "left")
    assert dialog.keys.rows[0].state == "revoked"
    assert not dialog.revoke_button.isEnabled()
