"""First start: recent files, drops on the start page, files in bad places, files of older versions."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from qbs_desktop import paths
from qbs_desktop.db.store import SCHEMA_VERSION
from qbs_desktop.services import fitting, profiles
from qbs_desktop.services.safety import safe_places
from qbs_desktop.services.workspace import Unit, Workspace
from qbs_desktop.ui import acts, feedback, settings
from qbs_desktop.ui.dialogs.new_file import NewFileDialog
from qbs_desktop.ui.files import safe_opening
from qbs_desktop.ui.importing.several import Several
from qbs_desktop.ui.main_window import MainWindow
from tests.db import old_files
from tests.ui.test_import_wizard import write

NO_KEYS, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


class Boxes:
    """Stands in for the clerk at message boxes: presses the button named, writes down what was said."""

    def __init__(self) -> None:
        self.press = ""
        self.said: list[str] = []
        self.offered: list[tuple[str, ...]] = []

    def choose(self, _parent: object, text: str, detail: str, choices: tuple[str, ...]) -> str:
        self.said += [text, detail]
        self.offered.append(choices)
        return self.press or choices[-1]

    def inform(self, _parent: object, text: str, detail: str = "") -> None:
        self.said += [text, detail]

    def done(self, _parent: object, text: str, detail: str, _act: str) -> bool:
        self.said += [text, detail]
        return False


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> Boxes:
    made = Boxes()
    monkeypatch.setattr(feedback, "choose", made.choose)
    monkeypatch.setattr(feedback, "inform", made.inform)
    monkeypatch.setattr(feedback, "warn", made.inform)
    monkeypatch.setattr(feedback, "done", made.done)
    return made


@pytest.fixture
def start(window: MainWindow) -> MainWindow:
    """The window on its start page."""
    window.show_welcome()
    return window


def county(path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    unit = Unit("430225", "炎陵县发展和改革局")
    Workspace.create(path, profiles.load("hunan-county"), unit, year=2026).close()
    return path


def drop(window: MainWindow, *files: Path) -> bool:
    """Drag files over the window and let them fall; whether the pointer offered it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(one)) for one in files])
    over = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, LEFT, NO_KEYS)
    over.setAccepted(False)
    window.dragEnterEvent(over)
    window.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, LEFT, NO_KEYS))
    return over.isAccepted()


def typed(field: QLineEdit, text: str) -> None:
    """Text that comes from an input method."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


def texts(window: MainWindow) -> str:
    return "\n".join(one.text() for one in window.current_page().findChildren(QLabel) if not one.isHidden())


def book(folder: Path, name: str = "企业.xlsx") -> Path:
    return write(folder / name, [["序号", "企业名称"], [1, "甲公司"]])


# --- the start page --------------------------------------------------------------------------------------------


def test_a_recent_file_that_is_gone_says_so_and_can_be_taken_off(window: MainWindow, tmp_path: Path) -> None:
    here, gone = county(tmp_path / "在.qbs"), tmp_path / "U盘" / "不在.qbs"
    settings.remember_file(gone)
    settings.remember_file(here)
    window.show_welcome()
    assert "不在（找不到）" in texts(window)
    assert "在（找不到）" not in texts(window).replace("不在（找不到）", "")
    (off,) = [one for one in window.current_page().findChildren(QPushButton) if one.text() == "移除"]
    off.click()
    assert settings.recent() == [here]
    assert here.exists()
    assert "找不到" not in texts(window)


def test_the_start_page_says_where_data_and_backups_are(start: MainWindow, tmp_path: Path) -> None:
    assert str(tmp_path / "文档") in texts(start)
    assert ".备份" in texts(start)


def test_an_empty_file_says_where_it_and_its_backups_are(qtbot, window: MainWindow, tmp_path: Path) -> None:
    window.open_path(county(tmp_path / "炎陵.qbs"))
    qtbot.waitUntil(lambda: "“炎陵.qbs”和自动备份“炎陵.备份”" in texts(window))


def test_a_county_is_found_by_its_initials_and_brings_its_code(qtbot, start: MainWindow) -> None:
    acts.new_file(start)
    dialog = start.findChild(NewFileDialog)
    assert dialog.focusWidget() is dialog.name
    qtbot.keyClicks(dialog.name, "lls")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert (dialog.name.text(), dialog.code.text()) == ("醴陵市", "430281")
    assert dialog.path().name == f"醴陵市-{dialog.year.value()}.qbs"
    typed(dialog.name, "发展和改革局")
    assert (dialog.name.text(), dialog.code.text()) == ("醴陵市发展和改革局", "430281")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert start.workspace.unit == Unit("430281", "醴陵市发展和改革局")


def test_the_profile_follows_the_unit_until_one_is_picked(start: MainWindow) -> None:
    dialog = NewFileDialog(start)
    typed(dialog.name, "醴陵市发展和改革局")
    assert (dialog.code.text(), dialog.profile.chosen().id) == ("430281", "hunan-county"), (
        "the city's tiers are a step higher"
    )
    dialog.code.setText("430200")
    assert dialog.profile.chosen().id == "zhuzhou", "and not the one of 2020"
    dialog.code.setText("430112")
    assert dialog.profile.chosen().id == "wangcheng"
    dialog.code.setText("430121")
    assert dialog.profile.chosen().id == "hunan-county", "长沙县 has no profile"
    dialog.profile.picker.activated.emit(0)
    dialog.code.setText("430900")
    assert dialog.profile.chosen().id == "hunan-county", "the clerk's own choice stands"
    dialog.close()


def test_a_city_profile_picked_for_a_county_leaves_its_code_and_is_told(start: MainWindow) -> None:
    dialog = NewFileDialog(start)
    typed(dialog.name, "安化县发展和改革局")
    dialog.profile.choose("yiyang")
    assert dialog.code.text() == "430923", "and not the city's, under which the return would go"
    assert "安化县填报请选“湖南省县市区（默认）”" in dialog._problem.text()
    dialog.profile.choose("hunan-county")
    assert dialog._problem.text() == "430923 益阳市 安化县"
    dialog.close()


def test_a_countys_file_under_a_citys_profile_is_told_so_and_put_right(
    qtbot, start: MainWindow, tmp_path: Path, monkeypatch
) -> None:
    path = tmp_path / "县.qbs"
    with Workspace.create(path, profiles.load("zhuzhou"), Unit("430281", "醴陵市"), year=2026) as county:
        county.run("新增", lambda edit: edit.add("enterprise", {"name": "甲"}, year=2026))
    start.open_path(path)
    home = start.show_page("home")
    links = lambda: [one for one in home.findChildren(QPushButton) if one.text() == "换方案…"]  # noqa: E731
    qtbot.waitUntil(lambda: bool(links()), timeout=20_000)
    said = [one.text() for one in home.findChildren(QLabel) if "是县级" in one.text()]
    assert len(said) == 1
    assert said[0].endswith("是市级方案，醴陵市是县级，应换成“湖南省县市区（默认）”")
    monkeypatch.setattr(feedback, "ask", lambda *_asked, **_how: True)
    before = start.workspace
    qtbot.mouseClick(links()[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: start.has_file and start.workspace is not before, timeout=20_000)
    assert start.workspace.profile.id == "hunan-county"
    assert [row.name for row in start.workspace.dataset().rows("enterprise")] == ["甲"]
    assert fitting.better(start.workspace) is None
    made = start.workspace
    assert made.undo() == "换成方案“湖南省县市区（默认）”"
    qtbot.waitUntil(lambda: start.has_file and start.workspace is not made, timeout=20_000)
    assert start.workspace.profile.id == "zhuzhou"
    assert fitting.better(start.workspace) is not None


# --- drops -----------------------------------------------------------------------------------------------------


def test_a_table_dropped_on_the_start_page_goes_into_the_file_worked_on_last(
    qtbot, start: MainWindow, boxes: Boxes, tmp_path: Path
) -> None:
    settings.remember_file(county(tmp_path / "炎陵.qbs"))
    boxes.press = "导入到“炎陵”"
    assert drop(start, book(tmp_path))
    assert start.workspace.path.name == "炎陵.qbs"
    wizard = start.findChild(Several).wizard
    assert wizard.windowTitle() == "导入　企业.xlsx"
    qtbot.waitUntil(lambda: not wizard._tasks, timeout=20_000)
    wizard.reject()


def test_tables_dropped_on_the_start_page_may_begin_a_new_file(
    qtbot, start: MainWindow, boxes: Boxes, tmp_path: Path
) -> None:
    boxes.press = "新建数据文件再导入"
    assert drop(start, book(tmp_path), book(tmp_path, "二.xlsx"))
    assert boxes.offered == [("新建数据文件再导入", "取消")]
    dialog = start.findChild(NewFileDialog)
    typed(dialog.name, "醴陵市发展和改革局")
    assert dialog.code.text() == "430281"
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: start.has_file)
    wizard = start.findChild(Several).wizard
    assert wizard.windowTitle() == "导入　企业.xlsx（第 1 个文件，共 2 个）"
    wizard.reject()
    qtbot.waitUntil(lambda: start.findChild(Several).wizard is not wizard)
    start.findChild(Several).wizard.reject()


def test_a_data_file_and_tables_dropped_together_are_opened_and_imported(
    qtbot, start: MainWindow, tmp_path: Path
) -> None:
    assert drop(start, book(tmp_path), county(tmp_path / "炎陵.qbs"))
    assert start.workspace.unit.code == "430225"
    start.findChild(Several).wizard.reject()


def test_what_the_window_cannot_take_is_not_offered(start: MainWindow, tmp_path: Path) -> None:
    for name in ("说明.docx", "图.png"):
        (tmp_path / name).write_bytes(b"x")
    one, two = county(tmp_path / "甲.qbs"), county(tmp_path / "乙.qbs")
    assert not drop(start, tmp_path / "说明.docx")
    assert not drop(start, book(tmp_path), tmp_path / "图.png")
    assert not drop(start, one, two)
    assert not start.has_file


# --- places ----------------------------------------------------------------------------------------------------


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "share"
    folder.mkdir()
    table = tmp_path / "mountinfo"
    table.write_text(f"1 0 254:0 / / rw - ext4 /dev/vda rw\n2 1 0:40 / {folder} rw - cifs //fgj/a rw\n")
    monkeypatch.setattr(safe_places, "MOUNT_TABLE", table)
    return folder


def test_a_file_on_a_share_is_copied_to_this_computer_with_one_click(
    qtbot, start: MainWindow, share: Path, boxes: Boxes, tmp_path: Path
) -> None:
    there = county(tmp_path / "炎陵.qbs").rename(share / "炎陵.qbs")
    assert not start.open_path(there)
    assert boxes.offered == [(safe_opening.COPY, safe_opening.CANCEL)]
    assert not start.has_file
    boxes.press = safe_opening.COPY
    start.open_path(there)
    qtbot.waitUntil(lambda: start.has_file)
    assert start.workspace.path == paths.documents() / "炎陵.qbs"
    assert "已复制到本机：“炎陵.qbs”。" in boxes.said
    start.close_workspace()
    start.open_path(there)
    qtbot.waitUntil(lambda: start.has_file)
    assert start.workspace.path == paths.documents() / "炎陵.qbs"
    assert [one.name for one in paths.documents().glob("*.qbs")] == ["炎陵.qbs"]


def test_a_synchronised_folder_is_warned_of_once_for_each_file(start: MainWindow, boxes: Boxes, tmp_path: Path) -> None:
    there = county(tmp_path / "我的坚果云" / "炎陵.qbs")
    assert not start.open_path(there)
    assert "坚果云" in boxes.said[1]
    boxes.press = safe_opening.HERE
    assert start.open_path(there)
    start.close_workspace()
    boxes.press = ""
    assert start.open_path(there)
    assert len(boxes.offered) == 2


def test_a_new_file_is_not_offered_on_a_share_and_one_click_puts_it_on_this_computer(
    qtbot, start: MainWindow, share: Path
) -> None:
    dialog = NewFileDialog(start)
    qtbot.addWidget(dialog)
    dialog.show()
    typed(dialog.name, "炎陵县")
    assert dialog.ok.isEnabled()
    assert not dialog.home.isVisible()
    dialog.place.selectAll()
    typed(dialog.place, str(share / "炎陵.qbs"))
    assert not dialog.ok.isEnabled()
    assert "网络共享" in dialog._problem.text()
    dialog.home.click()
    assert dialog.path() == paths.documents() / "炎陵.qbs"
    assert dialog.ok.isEnabled()


# --- older and newer files -------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", old_files.VERSIONS)
def test_opening_an_older_file_says_what_was_done_once(
    qtbot, window: MainWindow, boxes: Boxes, tmp_path: Path, version: int
) -> None:
    path = old_files.build(version, tmp_path / "旧.qbs")
    assert window.open_path(path)
    (kept,) = tmp_path.glob("*升级前*")
    assert "“旧.qbs”是较早版本的程序建立的" in boxes.said[0]
    assert f"数据版本 {version} → {SCHEMA_VERSION}。升级前后 40 条记录、560 个数，核对一致。" in boxes.said[1]
    assert kept.name in boxes.said[1]
    window.close_workspace()
    boxes.said.clear()
    assert window.open_path(path)
    assert boxes.said == []
    qtbot.waitUntil(lambda: not window.tasks.busy)


def test_a_newer_file_is_refused_politely_and_left_alone(start: MainWindow, boxes: Boxes, tmp_path: Path) -> None:
    with Workspace.open_file(county(tmp_path / "新.qbs")) as workspace:
        workspace.store.reader.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = (tmp_path / "新.qbs").read_bytes()
    assert not start.open_path(tmp_path / "新.qbs")
    assert "更新版本的程序保存的" in boxes.said[0]
    assert "请升级程序后再打开；文件没有改动" in boxes.said[0]
    assert (tmp_path / "新.qbs").read_bytes() == before
    assert QApplication.activeModalWidget() is None
