"""备份与恢复: the backups of a data file, what is in the chosen one, and restoring it into a new file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.services.safety import backups
from qbs_desktop.services.safety.backups import Backup, Made, Preview
from qbs_desktop.ui import feedback
from qbs_desktop.ui.files import backing_up
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.dialog import Dialog
from qbs_desktop.ui.widgets.parts import Elided, Panel, clear, muted, named, note
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table
from qbs_desktop.ui.window import placing

if TYPE_CHECKING:
    from qbs_desktop.ui.main_window import MainWindow
    from qbs_desktop.ui.tasks import Task

R = TypeVar("R")
NONE = "还没有备份。导入、上报之前，每编辑半小时，以及关闭文件时，程序会自动备份；也可以现在按“立即备份”。"


class BackupsDialog(Dialog):
    """Backups at the left, newest first; the chosen one's content at the right."""

    def __init__(self, path: Path, window: MainWindow, parent: QWidget) -> None:
        """List the backups of a data file, which need not be open: it may be the damaged one."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"备份与恢复 — {path.name}")
        placing.fit(self, 900, 520)
        self._path, self._window = path, window
        self._task: Task | None = None
        self._open = window.workspace if window.has_file and window.workspace.path == path else None
        self.rows: TextModel[Backup] = TextModel(
            (
                TextColumn("备份时间", 150, lambda one: f"{one.at:%Y-%m-%d %H:%M}"),
                TextColumn("操作序号", 80, lambda one: str(one.operation), right=True),
                TextColumn("大小", 80, lambda one: _size(one.size), right=True),
                TextColumn("位置", 0, self._place),
            ),
            self,
        )
        self.view = table(self.rows, "备份", self)
        self.none = note(NONE, self)
        self._panel = Panel("备份内容", self)
        self._panel.setMinimumWidth(300)
        self.restore_button = QPushButton("恢复为新文件…", self)
        self.restore_button.setEnabled(False)
        self.now_button = QPushButton("立即备份", self)
        self.now_button.setEnabled(self._open is not None)
        self._place_note = note("", self)
        self.second = Elided("", self)
        self.second_button = QPushButton("选择第二备份位置…", self)
        self.no_second = QPushButton("不用第二位置", self)
        self._build()
        self.view.selectionModel().currentRowChanged.connect(self._on_row)
        self.view.doubleClicked.connect(self.restore)
        self.restore_button.clicked.connect(self.restore)
        self.now_button.clicked.connect(self.back_up)
        self.second_button.clicked.connect(self.pick_second)
        self.no_second.clicked.connect(partial(self._set_second, None))
        self.read()

    def _build(self) -> None:
        left = QVBoxLayout()
        left.addWidget(self.none)
        left.addWidget(self.view, 1)
        middle = QHBoxLayout()
        middle.setSpacing(tokens.MEDIUM)
        middle.addLayout(left, 3)
        middle.addWidget(self._panel, 2)
        place = QHBoxLayout()
        place.addWidget(self.second, 1)
        place.addWidget(self.second_button)
        place.addWidget(self.no_second)
        for button in (self.second_button, self.no_second):
            button.setAutoDefault(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        buttons.addButton(self.now_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.restore_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.LARGE, tokens.LARGE, tokens.LARGE, tokens.LARGE)
        column.setSpacing(tokens.MEDIUM)
        column.addWidget(muted("每份备份做完都读回核对过。恢复总是另存为新文件，现在的文件和备份都不会改动。", self))
        column.addLayout(middle, 1)
        column.addWidget(self._place_note)
        column.addLayout(place)
        column.addWidget(buttons)

    # --- the list ------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """List the backups anew and choose the newest."""
        second = backing_up.second_place()
        self._place_note.setText(
            f"备份放在数据文件旁的“{backups.folder_of(self._path).name}”文件夹，最多留 {backups.RECENT} 份最近的、"
            f"{backups.DAYS} 天每天一份、{backups.MONTHS} 个月每月一份；满了自动清理更早的。"
        )
        self._place_note.setToolTip(str(backups.folder_of(self._path)))
        found = backups.listing(self._path, second)
        self.rows.show_rows(found)
        self.none.setVisible(not found)
        self.view.setVisible(bool(found))
        self.second.setText(f"第二备份位置：{second}" if second else "第二备份位置：没有设（建议用移动硬盘或另一个盘）")
        self.no_second.setVisible(second is not None)
        if found:
            self.view.selectRow(0)
        else:
            self._say("")

    def _place(self, one: Backup) -> str:
        own = one.path.parent == backups.folder_of(self._path)
        return "数据文件旁" if own else str(one.path.parent)

    def chosen(self) -> Backup | None:
        """The backup the cursor is on."""
        at = self.view.currentIndex()
        return self.rows.rows[at.row()] if at.isValid() else None

    def _on_row(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.restore_button.setEnabled(False)
        if self._task is not None:
            self._task.cancel()
        if not now.isValid():
            return
        one = self.rows.rows[now.row()]
        self._say("正在核对这份备份……")
        self._task = self._window.tasks.run(
            "核对备份",
            lambda _progress, _stop: backups.preview(one.path, self._open),
            partial(self._show, one),
            self._refused,
            quiet=True,
        )

    def _show(self, one: Backup, seen: Preview) -> None:
        clear(self._panel.body)
        lines = [
            ("填报单位", f"{seen.unit}　{seen.year}年"),
            *((label, f"{count} 行") for label, count in seen.lists if count),
            ("最近有数的月份", f"{seen.period}，{seen.figures} 个数据" if seen.period else "还没有月度数据"),
            ("最后一步", seen.last[0]),
            ("在什么时候", _local(seen.last[1])),
            ("以后又做了", _later(seen, one)),
        ]
        for label, text in lines:
            row = QHBoxLayout()
            head = named(QLabel(label, self), "muted")
            head.setFixedWidth(104)
            value = QLabel(text, self)
            value.setWordWrap(True)
            row.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(value, 1)
            self._panel.body.addLayout(row)
        self._panel.body.addStretch(1)
        self.restore_button.setEnabled(True)

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, QbsError):
            self._say(str(error))
        else:
            feedback.show(self, error)

    def _say(self, text: str) -> None:
        clear(self._panel.body)
        self._panel.body.addWidget(note(text or "选一份备份，这里会说明里面有什么。", self))
        self._panel.body.addStretch(1)

    # --- acts ----------------------------------------------------------------------------------------------------

    def back_up(self) -> None:
        """立即备份."""
        keeper = self._window.backing_up.keeper
        if keeper is not None:
            self._run("备份", keeper.keep, self._backed_up)

    def _backed_up(self, made: Made) -> None:
        self.read()
        if made.notes:
            feedback.warn(self, "　".join(made.notes))
        elif made.backup is None:
            feedback.inform(self, "最近一次备份以后没有改动，不用再备份。")

    def restore(self) -> None:
        """恢复为新文件: ask for a name, restore, offer to open it."""
        one = self.chosen()
        if one is None or not self.restore_button.isEnabled():
            return
        proposed = self._path.with_name(backups.offered_name(self._path, one))
        target = feedback.pick_new_file(self, "恢复为新文件", feedback.DATA_FILES, proposed)
        if target is not None:
            self._run("恢复备份", partial(backups.restore, one.path, target), self._restored)

    def _restored(self, made: Path) -> None:
        detail = "现在的文件没有改动。核对无误后，再决定以后用哪一个。"
        if feedback.done(self, f"已恢复为“{made.name}”。", detail, "打开它"):
            self.accept()
            self._window.open_later(made)

    def pick_second(self) -> None:
        """Choose a second place."""
        folder = feedback.pick_folder(self, "选择第二备份位置（移动硬盘、另一个盘）", backing_up.second_place())
        if folder is not None:
            self._set_second(folder)

    def _set_second(self, folder: Path | None, *_checked: object) -> None:
        backing_up.choose_second_place(folder)
        keeper = self._window.backing_up.keeper
        if folder is None or keeper is None:
            self.read()
        else:
            self._run("备份", keeper.keep, self._placed)

    def _placed(self, made: Made) -> None:
        if made.notes:
            feedback.warn(self, "　".join(made.notes))
        self.read()

    def _run(self, title: str, work: Callable[[], R], then: Callable[[R], None]) -> None:
        """Let the data thread do it; nothing else can be done in the window meanwhile."""
        refused = partial(feedback.show, self)
        self._window.tasks.run(title, lambda _progress, _stop: work(), then, refused, blocking=True, can_cancel=False)

    def done(self, result: int) -> None:
        """Closing stops the reading."""
        if self._task is not None:
            self._task.cancel()
        super().done(result)


def _size(size: int) -> str:
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{size // 2**10} KB"


def _local(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"


def _later(seen: Preview, one: Backup) -> str:
    if seen.later is None:
        return "不能比较：现在的文件里没有这一步"
    return f"{seen.later} 步操作" if seen.later else f"没有（到第 {one.operation} 步）"
