"""Files in the record panel: added by dialog and drop, opened, saved, deleted by keys, undone; and 本格历史."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QWidget

from qbs_desktop.services import attachments
from qbs_desktop.ui import acts, feedback
from qbs_desktop.ui.main_window import MainWindow
from qbs_desktop.ui.pages.lists.page import ListPage
from qbs_desktop.ui.pages.record.attachments import AttachmentList
from qbs_desktop.ui.pages.record.history import CellHistory
from tests.ui.test_window import answer

K, M = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = []
    for name, content in (
        ("备案证明.pdf", b"%PDF-1" * 300),
        ("现场.jpg", b"\xff\xd8" * 900),
        ("批复.docx", b"PK" * 50),
    ):
        (tmp_path / name).write_bytes(content)
        made.append(tmp_path / name)
    return made


class Card:
    """The list of projects with the record panel open on its first row."""

    def __init__(self, qtbot, window: MainWindow) -> None:
        self.bot, self.window = qtbot, window
        page = window.show_page("project")
        assert isinstance(page, ListPage)
        self.page = page
        page.toggle_card()
        self.bot.waitUntil(lambda: self.page.card.files is not None)

    @property
    def files(self) -> AttachmentList:
        found = self.page.card.files
        assert found is not None
        return found

    def names(self) -> list[str]:
        return [one.name for one in self.files.model.rows]

    def press(self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = M.NoModifier) -> None:
        widget.setFocus()
        self.bot.keyClick(widget, key, modifier)

    def calm(self) -> None:
        self.bot.waitUntil(lambda: not self.window.tasks.busy, timeout=10_000)
        self.window.activateWindow()  # a progress dialog may have come and gone
        self.bot.waitUntil(self.window.isActiveWindow)


@pytest.fixture
def card(qtbot, opened: MainWindow) -> Card:
    return Card(qtbot, opened)


def test_files_are_added_deleted_and_brought_back_by_keys(card: Card, files: list[Path], monkeypatch) -> None:
    monkeypatch.setattr(feedback, "pick_files", lambda *_: files[:2])
    assert not card.files.view.isVisible()
    assert card.files.add_button.isVisible()
    assert not card.files.delete_button.isVisible()
    card.press(card.files.add_button, K.Key_Space)
    card.calm()
    assert card.names() == ["备案证明.pdf", "现场.jpg"]
    assert card.files.current().name == "现场.jpg"
    card.press(card.files.view, K.Key_Up)
    card.press(card.files.view, K.Key_Delete)
    assert card.names() == ["现场.jpg"]
    assert [one.name for one in attachments.list_of(card.window.workspace)] == ["现场.jpg"]
    card.press(card.files.view, K.Key_Z, M.ControlModifier)
    card.bot.waitUntil(lambda: card.names() == ["备案证明.pdf", "现场.jpg"])


def test_deleting_a_file_leaves_the_row_of_the_list_alone(card: Card, files: list[Path]) -> None:
    card.files.add(files)
    card.calm()
    rows = card.page.grid.shown()
    for _ in files:
        card.press(card.files.view, K.Key_Delete)
    assert card.names() == []
    assert card.page.grid.shown() == rows


def test_enter_opens_a_private_copy_that_cannot_be_changed(card: Card, files: list[Path], monkeypatch) -> None:
    seen: list[Path] = []
    monkeypatch.setattr(feedback, "open_with_system", lambda path: seen.append(path) is None)
    card.files.add(files[:1])
    card.calm()
    card.press(card.files.view, K.Key_Return)
    assert [path.name for path in seen] == ["备案证明.pdf"]
    assert seen[0].read_bytes() == files[0].read_bytes()
    assert seen[0] != files[0]
    assert feedback.private_folder() in seen[0].parents
    assert feedback.private_folder().stat().st_mode & 0o077 == 0


def test_a_file_is_saved_elsewhere(card: Card, files: list[Path], tmp_path: Path, monkeypatch) -> None:
    card.files.add(files[:1])
    card.calm()
    offered: list[Path] = []

    def pick(_parent: QWidget, _title: str, _kinds: str, proposed: Path) -> Path:
        offered.append(proposed)
        return tmp_path / "存出.pdf"

    monkeypatch.setattr(feedback, "pick_new_file", pick)
    card.press(card.files.view, K.Key_S, M.ControlModifier)
    assert offered[0].name == "备案证明.pdf"
    assert (tmp_path / "存出.pdf").read_bytes() == files[0].read_bytes()


def test_dropped_files_become_attachments_and_are_not_imported(card: Card, files: list[Path], tmp_path: Path) -> None:
    def drop(*paths: Path) -> bool:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        event = QDropEvent(
            QPointF(9, 9), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        event.ignore()
        card.page.card.dropEvent(event)
        card.calm()
        return event.isAccepted()

    assert drop(*files)
    assert sorted(card.names()) == ["备案证明.pdf", "批复.docx", "现场.jpg"]
    assert not drop(tmp_path)
    assert len(card.names()) == 3


def test_what_is_refused_is_told_once_and_the_rest_is_kept(card: Card, files: list[Path], tmp_path: Path) -> None:
    big = tmp_path / "大.zip"
    with big.open("wb") as file:
        file.truncate(attachments.ONE_LIMIT + 1)
    said: list[str] = []
    answer(said)
    card.files.add([big, *files[:1]])
    card.calm()
    assert said[0] == "1 个文件没有添加。"
    assert card.names() == ["备案证明.pdf"]
    limits = "\n".join(label.text() for label in card.files.findChildren(QLabel))
    assert "每个不超过 20 MB，整个数据文件不超过 200 MB" in limits


def test_the_hash_is_shown_on_demand(card: Card, files: list[Path]) -> None:
    card.files.add(files[:1])
    card.calm()
    tip = card.files.model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert attachments.list_of(card.window.workspace)[0].sha256 in tip
    assert "1,800 字节" in tip


def test_compacting_says_what_it_frees_and_what_undo_loses(card: Card, files: list[Path]) -> None:
    said: list[str] = []
    answer(said)
    acts.compact_attachments(card.window)
    assert said[0] == "没有可以清除的内容。"
    card.files.add(files)
    card.calm()
    card.press(card.files.view, K.Key_Delete)
    said.clear()
    answer(said, "清除 1 KB")
    acts.compact_attachments(card.window)
    card.calm()
    assert said[0] == "附件占 4 KB，其中 1 KB 属于已删除的附件。要清除吗？"
    assert attachments.loose_size(card.window.workspace) == 0


def test_the_history_of_the_current_cell_opens_by_a_key(card: Card) -> None:
    page, bot = card.page, card.bot
    page.view.setFocus()
    page.view.go(0, page.grid.column_of("leader"))
    bot.keyClicks(QApplication.focusWidget(), "A")
    bot.keyClick(QApplication.focusWidget(), K.Key_Return)
    page.view.go(0, page.grid.column_of("leader"))
    bot.keyClick(page.view, K.Key_H, M.ControlModifier | M.ShiftModifier)
    dialog = card.window.findChild(CellHistory)
    assert dialog is not None
    assert dialog.model.rows[0].line.after == "A"
    assert "分管" in dialog.findChildren(QLabel)[0].text() or "联系" in dialog.findChildren(QLabel)[0].text()
    bot.keyClick(dialog, K.Key_Escape)
    page.card.fields["remark"].setFocus()
    found = page.current_cell()
    assert found is not None
    assert found[1].field == "remark"


def test_a_page_without_cells_says_so(card: Card) -> None:
    card.window.show_page("history")
    card.calm()
    acts.cell_history(card.window)
    assert "请先在名单或月度填报里选中" in card.window.statusBar().currentMessage()
    assert card.window.findChild(QMessageBox) is None
