"""Backups by the window: at the end, every half hour, by hand; what is in one; restoring; a damaged file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from qbs_desktop.domain.errors import DamagedFile
from qbs_desktop.services.safety import backups
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import feedback
from qbs_desktop.ui.dialogs.backups import BackupsDialog
from qbs_desktop.ui.files import backing_up
from qbs_desktop.ui.main_window import MainWindow


def edit(window: MainWindow, text: str = "改") -> None:
    workspace = window.workspace
    record = workspace.dataset().rows("enterprise")[0]
    workspace.run("改备注", lambda one: one.set_fields("enterprise", record.id, {"remark": text}))


def click(qtbot, dialog: BackupsDialog, button: QPushButton) -> None:
    """Press a button and wait for what it set going."""
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog._window.tasks.busy)


def shown(dialog: BackupsDialog) -> str:
    return "\n".join(label.text() for label in dialog._panel.findChildren(QLabel) if not label.isHidden())


@pytest.fixture
def dialog(opened: MainWindow, qtbot) -> BackupsDialog:
    edit(opened)
    qtbot.waitUntil(lambda: opened.backing_up.keeper is not None and opened.backing_up.keeper.wanted)
    made = BackupsDialog(opened.workspace.path, opened, opened)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.open()
    return made


def test_closing_a_file_keeps_what_was_edited(opened: MainWindow, qtbot) -> None:
    path = opened.workspace.path
    opened.close_workspace()
    assert backups.listing(path) == []
    opened.open_path(path)
    edit(opened)
    qtbot.waitUntil(lambda: opened.backing_up.keeper is not None and opened.backing_up.keeper.wanted)
    opened.close_workspace()
    assert len(backups.listing(path)) == 1


def test_an_edit_is_in_a_backup_after_half_an_hour(opened: MainWindow, qtbot, monkeypatch) -> None:
    path, now = opened.workspace.path, [1000.0]
    monkeypatch.setattr("qbs_desktop.ui.files.backing_up.time.monotonic", lambda: now[0])
    edit(opened)
    qtbot.waitUntil(lambda: opened.backing_up.keeper is not None and opened.backing_up.keeper.wanted)
    now[0] += backups.EVERY - 1
    opened.backing_up.look()
    qtbot.waitUntil(lambda: not opened.tasks.busy)
    assert backups.listing(path) == []
    now[0] += 1
    opened.backing_up.look()
    qtbot.waitUntil(lambda: not opened.tasks.busy)
    assert len(backups.listing(path)) == 1
    assert opened.backing_up.keeper is not None
    assert not opened.backing_up.keeper.wanted


def test_the_dialog_says_what_to_expect_before_there_is_a_backup(dialog: BackupsDialog, qtbot) -> None:
    assert dialog.none.isVisible()
    assert "还没有备份" in dialog.none.text()
    click(qtbot, dialog, dialog.now_button)
    assert not dialog.none.isVisible()
    qtbot.waitUntil(lambda: "没有（到第" in shown(dialog))
    assert "示例县" in shown(dialog)
    assert dialog.restore_button.isEnabled()


def test_restoring_asks_for_a_name_and_offers_to_open_it(
    dialog: BackupsDialog, opened: MainWindow, qtbot, monkeypatch, tmp_path: Path
) -> None:
    click(qtbot, dialog, dialog.now_button)
    edit(opened, "再改")
    dialog.read()
    qtbot.waitUntil(lambda: "1 步操作" in shown(dialog))
    target = tmp_path / "恢复.qbs"
    monkeypatch.setattr(feedback, "pick_new_file", lambda *_: target)
    monkeypatch.setattr(feedback, "done", lambda *_: True)
    click(qtbot, dialog, dialog.restore_button)
    qtbot.waitUntil(lambda: opened.workspace.path == target)
    assert opened.workspace.dataset().rows("enterprise")[0].values["remark"] == "改"


def test_a_second_place_is_remembered_and_gets_the_backup_at_once(
    dialog: BackupsDialog, qtbot, monkeypatch, tmp_path: Path
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    monkeypatch.setattr(feedback, "pick_folder", lambda *_: stick)
    click(qtbot, dialog, dialog.second_button)
    assert backing_up.second_place() == stick
    assert len(list(stick.rglob("*.qbsbak"))) == 1
    click(qtbot, dialog, dialog.no_second)
    assert backing_up.second_place() is None


def test_a_second_place_that_is_not_there_is_told_and_the_first_backup_stands(
    dialog: BackupsDialog, qtbot, monkeypatch, tmp_path: Path
) -> None:
    told: list[str] = []
    monkeypatch.setattr(feedback, "warn", lambda _parent, text, *_: told.append(text))
    backing_up.choose_second_place(tmp_path / "拔掉了")
    click(qtbot, dialog, dialog.now_button)
    assert "本机备份已经做好" in told[0]
    assert len(dialog.rows.rows) == 1


def test_a_damaged_file_leads_to_its_backups(opened: MainWindow, qtbot, monkeypatch, tmp_path: Path) -> None:
    backups.make(opened.workspace)
    path = opened.workspace.path
    opened.close_workspace()
    monkeypatch.setattr(Workspace, "open_file", lambda *_args, **_how: (_ for _ in ()).throw(DamagedFile("坏了。")))
    asked: list[str] = []
    monkeypatch.setattr(feedback, "done", lambda _parent, text, *_: asked.append(text) or True)
    assert not opened.open_path(path)
    assert asked == ["坏了。"]
    dialog = opened.findChild(BackupsDialog)
    qtbot.waitUntil(dialog.restore_button.isEnabled)
    assert not dialog.now_button.isEnabled()
    dialog.reject()


def test_before_an_import_the_file_is_kept(opened: MainWindow) -> None:
    """Whatever the service is asked to do at once, the keeper of the window is called first."""
    keeper = opened.backing_up.keeper
    assert keeper is not None
    assert opened.workspace.safeguard == keeper.keep
