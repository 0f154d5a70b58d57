"""The files kept with a record (附件), in the record panel: add, drop, open, save, delete; every act has a key."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.services import attachments
from qbs_desktop.services.attachments import FILE_LIMIT, ONE_LIMIT, Added, Attachment, size_text
from qbs_desktop.ui import feedback
from qbs_desktop.ui.widgets.parts import named, note
from qbs_desktop.ui.widgets.table import NO_INDEX, Index, TextColumn, TextModel, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qbs_desktop.services.workspace import Workspace
    from qbs_desktop.ui.shell import Shell

ROW, MOST_ROWS = 26, 6
_LIMITS = f"每个不超过 {size_text(ONE_LIMIT)}，整个数据文件不超过 {size_text(FILE_LIMIT)}。也可以把文件拖到这里。"


def _added(one: Attachment) -> str:
    return datetime.fromisoformat(one.at).astimezone().strftime("%Y-%m-%d")


def _told(one: Attachment) -> str:
    """What pointing at a line shows; the hash proves that a copy elsewhere is the same file."""
    at = datetime.fromisoformat(one.at).astimezone().strftime("%Y-%m-%d %H:%M")
    return f"{one.name}\n{one.size:,} 字节，{at} 添加\nSHA-256 {one.sha256}"


class _Model(TextModel[Attachment]):
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """As any text table; the tooltip and the description tell all of the file."""
        if index.isValid() and role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return _told(self.rows[index.row()])
        return super().data(index, role)


class AttachmentList(QWidget):
    """The attachments of one record. Adding runs on the data thread; deleting is one undo step."""

    def __init__(self, workspace: Workspace, shell: Shell, record_id: int, parent: QWidget) -> None:
        """Empty until `show_list`."""
        super().__init__(parent)
        self._workspace, self._shell, self.record_id = workspace, shell, record_id
        self.model: _Model = _Model(
            (
                TextColumn("名称", 0, lambda one: one.name),
                TextColumn("大小", 62, lambda one: size_text(one.size), right=True),
                TextColumn("添加", 84, _added),
            ),
            self,
        )
        self.view = table(self.model, "附件", self)
        self.view.verticalHeader().setDefaultSectionSize(ROW)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.view.doubleClicked.connect(self._on_open)
        self.view.installEventFilter(self)
        self.view.setToolTip(_LIMITS)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(self.view)
        self.add_button = self._button("添加…", f"添加附件。{_LIMITS}", self.pick)
        self.open_button = self._button("打开", "打开一份只读的副本（回车）", self._on_open)
        self.save_button = self._button("另存为…", "存成文件（Ctrl+S）", self.save)
        self.delete_button = self._button("删除", "删除选中的附件（Delete），可以撤销", self.delete)
        line = QHBoxLayout()
        line.setSpacing(6)
        for button in (self.add_button, self.open_button, self.save_button, self.delete_button):
            line.addWidget(button, 1)
        box.addLayout(line)
        box.addWidget(note(_LIMITS, self))
        self.view.selectionModel().currentRowChanged.connect(self._tell)

    def _button(self, text: str, tip: str, act: object) -> QPushButton:
        button = named(QPushButton(text, self), "small")
        button.setToolTip(tip)
        button.setAccessibleName(f"{text.removesuffix('…')}附件")
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button

    def show_list(self, found: Sequence[Attachment]) -> None:
        """Show the files as they are now; the line stays where it was."""
        row = self.view.currentIndex().row()
        self.model.show_rows(found)
        self.view.setVisible(bool(found))
        head = self.view.horizontalHeader().sizeHint().height()
        self.view.setFixedHeight(head + ROW * min(len(found), MOST_ROWS) + 2 * self.view.frameWidth())
        if found:
            self.view.selectRow(min(max(row, 0), len(found) - 1))
        self._tell()

    def refresh(self) -> None:
        """Read the record's files anew."""
        self.show_list(attachments.list_of(self._workspace, self.record_id))

    def take_focus(self) -> None:
        """The keys go to the list, or with none to 添加."""
        (self.view if self.model.rows else self.add_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def current(self) -> Attachment | None:
        """The line chosen."""
        row = self.view.currentIndex().row()
        return self.model.rows[row] if 0 <= row < len(self.model.rows) else None

    def _tell(self, _now: Index = NO_INDEX, _before: Index = NO_INDEX) -> None:
        for button in (self.open_button, self.save_button, self.delete_button):
            button.setVisible(bool(self.model.rows))
            button.setEnabled(self.current() is not None)

    # --- acts --------------------------------------------------------------------------------------------------

    def pick(self, *_checked: object) -> None:
        """添加: choose files and keep copies of them."""
        if paths := feedback.pick_files(self, "选择要添加的附件", feedback.ANY_FILES):
            self.add(paths)

    def add(self, paths: Sequence[Path]) -> None:
        """Keep copies of files, in the background; what is refused is told at the end in one box."""
        workspace, record_id = self._workspace, self.record_id
        self._shell.tasks.run(
            "添加附件",
            lambda progress, stop: attachments.add_all(workspace, record_id, paths, progress, stop),
            self._on_added,
            on_cancel=self.refresh,
            blocking=True,
        )

    def _on_added(self, done: Added) -> None:
        self.refresh()
        if done.made:
            names = [one.name for one in self.model.rows]
            self.view.selectRow(names.index(done.made[-1].name))
            self._shell.say(f"已添加 {len(done.made)} 个附件，原文件没有改动。")
        if done.refused:
            feedback.warn(self, f"{len(done.refused)} 个文件没有添加。", "\n".join(done.refused))

    def _on_open(self, *_what: object) -> None:
        one = self.current()
        if one is None:
            return
        try:
            path = attachments.viewing_copy(self._workspace, self.record_id, one.name, feedback.private_folder())
        except QbsError as error:
            feedback.show(self, error)
            return
        if not feedback.open_with_system(path):
            feedback.warn(self, f"没有程序可以打开“{one.name}”。", "请用“另存为”存成文件，再用相应的程序打开。")

    def save(self, *_checked: object) -> None:
        """另存为."""
        one = self.current()
        if one is None:
            return
        target = feedback.pick_new_file(self, "附件另存为", feedback.ANY_FILES, feedback.usual_folder() / one.name)
        if target is None:
            return
        try:
            attachments.save_as(self._workspace, self.record_id, one.name, target)
        except QbsError as error:
            feedback.show(self, error)
            return
        self._shell.say(f"已存为 {target}")

    def delete(self, *_checked: object) -> None:
        """删除: no question, because Ctrl+Z brings it back."""
        one = self.current()
        if one is None:
            return
        try:
            attachments.remove(self._workspace, self.record_id, one.name)
        except QbsError as error:
            feedback.show(self, error)
        else:
            self._shell.say(f"已删除附件“{one.name}”，按 Ctrl+Z 可以恢复。")
        self.refresh()

    # --- keys --------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter opens, Delete deletes, Ctrl+S saves; the grid beside must not hear them."""
        if watched is self.view and event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            act = self._act_of(event) if isinstance(event, QKeyEvent) else None
            if act is not None:
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    act()
                return True
        return super().eventFilter(watched, event)

    def _act_of(self, event: QKeyEvent) -> partial[None] | None:
        if event.matches(QKeySequence.StandardKey.Save):
            return partial(self.save)
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return None
        acts = {
            Qt.Key.Key_Return: self._on_open,
            Qt.Key.Key_Enter: self._on_open,
            Qt.Key.Key_Delete: self.delete,
        }
        act = acts.get(Qt.Key(event.key()))
        return partial(act) if act is not None else None


def dropped(event: QDropEvent) -> list[Path]:
    """The files dropped; empty when anything else is among them."""
    urls = event.mimeData().urls()
    if not urls or not all(url.isLocalFile() for url in urls):
        return []
    paths = [Path(url.toLocalFile()) for url in urls]
    return paths if all(path.is_file() for path in paths) else []
