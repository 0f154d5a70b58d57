"""The window: opening, pages, commands, undo, drops, refusals; nothing it opens stays behind."""

from __future__ import annotations

import gc
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, QSettings, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QMenu,
    QMessageBox,
)

from qbs_desktop.domain.finding import Place
from qbs_desktop.domain.period import Period
from qbs_desktop.services.lists import leaving, listing
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import acts, feedback, settings
from qbs_desktop.ui.actions import COMMANDS, MENUS
from qbs_desktop.ui.dialogs.help import AboutDialog, KeysDialog, about_html
from qbs_desktop.ui.dialogs.new_file import NewFileDialog, SampleDialog
from qbs_desktop.ui.help.key_list import keys_html
from qbs_desktop.ui.main_window import MainWindow
from qbs_desktop.ui.pages import PAGES
from qbs_desktop.ui.style.apply import Theme, current
from qbs_desktop.ui.window import placing
from tests.ui.names import nameless


def calm(qtbot, window: MainWindow) -> None:
    """Wait until nothing is under way."""
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=10_000)


def answer(texts: list[str], button: str = "") -> None:
    """Press a button of the next message box and write down what it said."""

    def look() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(10, look)
            return
        texts.append(box.text())
        texts.extend(one.text() for one in box.buttons())
        wanted = next((one for one in box.buttons() if one.text() == button), box.buttons()[0])
        wanted.click()

    QTimer.singleShot(10, look)


def test_every_page_of_the_sample_can_be_visited(qtbot, opened):
    for entry in PAGES:
        page = opened.show_page(entry.id)
        assert page is not None
        calm(qtbot, opened)
        assert opened.current_page() is page


def test_the_title_names_unit_and_file_and_never_says_unsaved(opened):
    assert opened.windowTitle() == "示例县 · 示例县.qbs — 千百十填报"


def test_every_command_has_a_handler_a_known_menu_and_a_key_of_its_own():
    assert all(callable(command.run) and command.menu in MENUS for command in COMMANDS)
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)
    keys = [command.shortcut for command in COMMANDS if command.shortcut]
    assert len(keys) == len(set(keys))


def test_the_key_list_names_every_shortcut():
    html = keys_html()
    shown = [command.shortcut.replace("Left", "←").replace("Right", "→") for command in COMMANDS]
    assert all(key in html for key in shown)


def test_commands_that_need_a_file_are_off_without_one(window):
    states = {name: action.isEnabled() for name, action in window.actions_table.by_id.items()}
    assert states["new"]
    assert states["open"]
    assert states["about"]
    assert not any(states[name] for name in ("import", "export", "check", "undo", "redo", "find", "close"))


def test_undo_carries_the_title_of_its_step_and_works_from_every_page(qtbot, opened):
    listing.add_rows(opened.workspace, "industry", [{"name": "试验产业"}])
    opened.show_page("history")
    qtbot.waitUntil(lambda: "新增产业" in opened.actions_table.by_id["undo"].text())
    qtbot.keyClick(opened, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert opened.workspace.dataset().named("industry", "试验产业") is None
    qtbot.waitUntil(lambda: "新增产业" in opened.actions_table.by_id["redo"].text())
    qtbot.keyClick(opened, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert opened.workspace.dataset().named("industry", "试验产业") is not None


def test_yesterdays_step_is_taken_back_from_the_history_page_only(qtbot, opened, monkeypatch):
    monkeypatch.setattr("qbs_desktop.db.store.now", lambda: "2026-10-01T06:00:00+00:00")
    listing.add_rows(opened.workspace, "industry", [{"name": "昨天的"}])
    monkeypatch.setattr("qbs_desktop.db.store.now", lambda: "2026-10-02T06:00:00+00:00")
    page = opened.show_page("history")
    undo = opened.actions_table.by_id["undo"]
    qtbot.waitUntil(lambda: undo.text() == "撤销（今天没有可撤销的操作）")
    qtbot.waitUntil(lambda: page.take_back.isEnabled() and not opened.tasks.busy)
    qtbot.keyClick(opened, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "请到“历史”页撤销" in opened.statusBar().currentMessage()
    assert opened.workspace.dataset().named("industry", "昨天的") is not None
    said: list[str] = []
    answer(said, "撤销这一步")
    qtbot.keyClick(page.take_back, Qt.Key.Key_Space)
    assert re.match(r"要撤销 10月1日 .*的“新增产业.*”吗？", said[0])
    assert opened.workspace.dataset().named("industry", "昨天的") is None
    qtbot.waitUntil(lambda: "新增产业" in opened.actions_table.by_id["redo"].text())


def test_a_change_shows_when_it_was_saved(qtbot, opened):
    listing.add_rows(opened.workspace, "industry", [{"name": "试验产业"}])
    assert re.fullmatch(r"已保存 \d\d:\d\d", opened._saved.text())


def test_a_file_open_in_another_window_is_refused_in_one_sentence(qtbot, opened, tmp_path, sample_files):
    other = tmp_path / "别处.qbs"
    other.write_bytes(sample_files["hunan-county"])
    said: list[str] = []
    with Workspace.open_file(other):
        answer(said)
        assert not opened.open_path(other)
    assert "已在另一个窗口打开" in said[0]
    assert said[1] == "确定"
    assert opened.workspace.path.name == "示例县.qbs"


def test_a_workbook_is_no_data_file(qtbot, window, tmp_path):
    path = tmp_path / "表.qbs"
    path.write_bytes(b"PK\x03\x04")
    said: list[str] = []
    answer(said)
    assert not window.open_path(path)
    assert "请用“导入”读取" in said[0]
    assert not window.has_file


def test_a_bug_is_told_calmly_and_its_details_can_be_copied(qtbot, window, monkeypatch):
    said: list[str] = []
    answer(said, "复制诊断信息")
    feedback.bug(window, ZeroDivisionError("boom"))
    assert "数据没有改动" in said[0]
    assert "boom" in QApplication.clipboard().text()
    assert not any("Traceback" in text for text in said)


def test_a_failing_task_leaves_the_data_as_they_were(qtbot, opened):
    def broken(_progress, _stop):
        def action(edit):
            edit.add("industry", {"name": "半途"})
            raise ZeroDivisionError

        opened.workspace.run("半途而废", action)

    seen: list[BaseException] = []
    opened.tasks.run("试验", broken, lambda _result: None, seen.append, blocking=True)
    calm(qtbot, opened)
    assert isinstance(seen[0], ZeroDivisionError)
    assert opened.workspace.dataset().named("industry", "半途") is None


def test_changes_made_on_the_data_thread_are_told_in_the_window(qtbot, opened):
    with qtbot.waitSignal(opened.changed, timeout=5000):
        opened.tasks.run(
            "试验",
            lambda _progress, _stop: listing.add_rows(opened.workspace, "industry", [{"name": "后台"}]),
            lambda _made: None,
            blocking=True,
        )
    calm(qtbot, opened)


def test_a_cancelled_task_calls_back_once_and_not_with_a_result(qtbot, opened):
    got: list[str] = []
    task = opened.tasks.run(
        "试验",
        lambda _progress, stop: stop.wait(5),
        lambda _result: got.append("done"),
        on_cancel=lambda: got.append("cancelled"),
    )
    task.cancel()
    calm(qtbot, opened)
    assert got == ["cancelled"]


def test_a_place_in_a_list_and_a_place_in_a_month_are_jumped_to(qtbot, opened):
    dataset = opened.workspace.dataset()
    project = dataset.rows("project")[5]
    opened.jump(Place("project", project.id, "finish_actual"))
    assert opened.current_page() is opened.page("project")
    opened.jump(Place("project", project.id, None, "investment", Period.parse("2026-09")))
    assert opened.current_page() is opened.page("month")
    assert opened.period == Period.parse("2026-09")
    leaving.take_off(opened.workspace, "project", [project.id])
    opened.jump(Place("project", project.id))
    said = opened.statusBar().currentMessage()
    assert f"“{project.name}”不在2026年项目名单里" in said
    assert "列回移出的行" in said


def test_periods_can_be_stepped_by_keys(qtbot, opened):
    before = opened.period
    qtbot.keyClick(opened, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert opened.period < before
    qtbot.keyClick(opened, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert opened.period == before


@pytest.mark.parametrize(
    ("name", "file_open", "taken"), [("a.qbs", False, True), ("a.xlsx", False, True), ("a.txt", True, False)]
)
def test_only_files_it_can_use_may_be_dropped(window, tmp_path, name, file_open, taken):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
    move = Qt.DropAction.CopyAction
    event = QDragEnterEvent(QPoint(5, 5), move, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    window.dragEnterEvent(event)
    assert event.isAccepted() is taken


def test_a_dropped_data_file_is_opened(qtbot, window, tmp_path, sample_files):
    path = tmp_path / "拖入.qbs"
    path.write_bytes(sample_files["zhuzhou"])
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    move = Qt.DropAction.CopyAction
    window.dropEvent(QDropEvent(QPointF(5, 5), move, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier))
    assert window.workspace.unit.name == "株洲市"
    assert settings.recent()[0] == path


def test_closing_the_file_leads_back_to_the_start_page(qtbot, opened):
    opened.show_page("industry")
    acts.close_file(opened)
    assert not opened.has_file
    assert opened.windowTitle() == "千百十填报"
    assert not opened.rail._model.usable


def test_the_file_to_open_next_time_is_on_disk_while_it_is_open_and_forgotten_on_close(qtbot, opened):
    def on_disk() -> object:
        return QSettings(settings.settings().fileName(), QSettings.Format.IniFormat).value("open")

    assert on_disk() == str(opened.workspace.path)
    calm(qtbot, opened)
    qtbot.keyClick(opened, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert not opened.has_file
    assert not on_disk()


def test_the_window_remembers_its_last_page(qtbot, opened, tmp_path):
    opened.show_page("charts")
    opened.close()
    assert settings.text("page") == "charts"


def test_light_and_dark_change_every_colour(qtbot, opened):
    opened.set_theme(Theme.DARK)
    assert current().dark
    opened.set_theme(Theme.LIGHT)
    assert not current().dark


def test_the_menu_ticks_the_theme_in_use_and_shows_arrows_as_arrows(qtbot, opened):
    menu = next(one for one in opened.menuBar().findChildren(QMenu) if one.title().startswith("查看"))
    for name in ("dark", "light"):
        opened.actions_table.by_id[name].trigger()
        menu.popup(opened.mapToGlobal(opened.rect().center()))
        ticked = [action for action in menu.actions() if action.isChecked()]
        assert ticked == [opened.actions_table.by_id[name]]
        menu.close()
    earlier = opened.actions_table.by_id["earlier"].shortcut()
    assert earlier.toString(QKeySequence.SequenceFormat.NativeText) == "Alt+←"


def test_the_icons_of_a_page_follow_the_colours(qtbot, opened):
    page = opened.show_page("enterprise")
    act = page.tools.acts["add_row"]

    def ink() -> int:
        picture = act.icon().pixmap(20).toImage()
        seen = [picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())]
        return max(colour.lightness() for colour in seen if colour.alpha() > 60)

    opened.set_theme(Theme.LIGHT)
    on_white = ink()
    opened.set_theme(Theme.DARK)
    assert ink() > on_white + 40
    opened.set_theme(Theme.LIGHT)


def test_a_new_file_is_made_from_four_answers(qtbot, window, tmp_path):
    acts.new_file(window)
    dialog = window.findChild(NewFileDialog)
    assert not dialog.ok.isEnabled()
    dialog.name.setText("炎陵县发展和改革局")
    dialog.code.setText("430225")
    assert dialog.path().parent == tmp_path / "文档"
    dialog.ok.click()
    assert window.workspace.unit.code == "430225"
    calm(qtbot, window)
    assert window.current_page() is window.page("home")


def test_the_new_file_dialog_is_tabbed_from_name_to_code_and_takes_no_name_as_code(qtbot, opened):
    dialog = NewFileDialog(opened)
    qtbot.addWidget(dialog)
    assert dialog.name.nextInFocusChain() is dialog.code
    dialog.name.setText("430225")
    dialog.code.setText("炎陵县发展和改革局")
    assert not dialog.ok.isEnabled()
    dialog.code.setText("430225")
    assert dialog.ok.isEnabled()


def test_a_division_code_has_six_figures_and_its_name_is_shown(qtbot, opened):
    dialog = NewFileDialog(opened)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(dialog.name, "x")
    qtbot.keyClicks(dialog.code, "43022")
    assert not dialog.ok.isEnabled()
    assert "6 位数字" in dialog._problem.text()
    qtbot.keyClicks(dialog.code, "5")
    assert dialog.ok.isEnabled()
    assert "炎陵县" in dialog._problem.text()
    qtbot.keyClick(dialog.code, Qt.Key.Key_Backspace)
    qtbot.keyClicks(dialog.code, "0")
    assert "没有 430220" in dialog._problem.text()


def test_an_existing_file_is_never_overwritten_by_a_new_one(qtbot, opened):
    dialog = NewFileDialog(opened)
    qtbot.addWidget(dialog)
    dialog.name.setText("示例县")
    dialog.code.setText("430000")
    dialog.place.setText(str(opened.workspace.path))
    dialog._on_place()
    assert not dialog.ok.isEnabled()


def test_the_sample_is_made_once_and_then_opened(qtbot, window, tmp_path):
    window.open_sample("zhuzhou")
    listing.add_rows(window.workspace, "industry", [{"name": "自己加的"}])
    window.close_workspace()
    window.open_sample("zhuzhou")
    assert window.workspace.dataset().named("industry", "自己加的") is not None


@pytest.mark.parametrize("make", [KeysDialog, AboutDialog, NewFileDialog, SampleDialog])
def test_dialogs_are_freed_on_close(qtbot, window, make):
    dialog = make(window)
    gone: list[object] = []
    dialog.destroyed.connect(lambda *_: gone.append(1))
    dialog.open()
    dialog.reject()
    del dialog
    gc.collect()
    qtbot.waitUntil(lambda: bool(gone))


def test_pages_are_freed_when_the_file_closes(qtbot, opened):
    page = opened.show_page("history")
    calm(qtbot, opened)
    gone: list[object] = []
    page.destroyed.connect(lambda *_: gone.append(1))
    del page
    opened.close_workspace()
    qtbot.waitUntil(lambda: bool(gone))


def test_standard_buttons_are_chinese(qtbot, dressed):
    box = QMessageBox(
        QMessageBox.Icon.Question, "", "", QMessageBox.StandardButton.Ok | QMessageBox.StandardButton.Cancel
    )
    qtbot.addWidget(box)
    assert [button.text() for button in box.buttons()] == ["确定", "取消"]


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.id)
def test_every_control_of_a_page_has_a_name_for_screen_readers(qtbot, opened, entry):
    page = opened.show_page(entry.id)
    calm(qtbot, opened)
    if hasattr(page, "toggle_card"):
        page.toggle_card()
    assert nameless(page) == []
    assert nameless(opened.header) == []


def test_every_control_of_the_start_page_has_a_name(window):
    window.show_welcome()
    assert nameless(window.current_page()) == []


def test_the_about_page_says_what_the_lgpl_asks_for():
    html = about_html()
    assert "LGPL-3.0" in html
    assert "替换" in html
    assert "OFL-1.1" in html


def test_no_page_of_the_window_is_too_tall_for_a_small_screen(qtbot, opened):
    """1366x768 at 125 % leaves 1093x614."""
    for entry in PAGES:
        opened.show_page(entry.id)
    calm(qtbot, opened)
    assert opened.minimumSizeHint().height() <= 614
    assert opened.minimumSizeHint().width() <= 1093


def test_a_recent_file_that_is_gone_stays_for_when_the_stick_is_back(qtbot, window, tmp_path):
    path = Path(tmp_path / "没有了.qbs")
    settings.remember_file(path)
    said: list[str] = []
    answer(said)
    assert not window.open_path(path)
    assert path in settings.recent()


@pytest.mark.parametrize(
    ("wanted", "screens", "placed"),
    [
        (QRect(100, 100, 1000, 600), [QRect(0, 0, 1366, 728)], QRect(100, 100, 1000, 600)),
        (QRect(2000, 200, 1000, 600), [QRect(0, 0, 1366, 728)], QRect(366, 128, 1000, 600)),
        (QRect(-40, -30, 1000, 600), [QRect(0, 0, 1366, 728)], QRect(0, 32, 1000, 600)),
        (QRect(0, 40, 1920, 1000), [QRect(0, 0, 1093, 614)], QRect(0, 32, 1093, 582)),
        (
            QRect(1500, 100, 1000, 600),
            [QRect(0, 0, 1366, 728), QRect(1366, 0, 1920, 1040)],
            QRect(1500, 100, 1000, 600),
        ),
    ],
)
def test_a_window_is_always_whole_on_a_screen_that_is_there(wanted, screens, placed):
    assert placing.within(wanted, screens, QSize(960, 560)) == placed
