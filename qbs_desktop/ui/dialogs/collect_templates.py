"""收采集表: many files read at once, what came of each, all their rows in four colours, who has not handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.services import forms
from qbs_desktop.services.gathering import collecting, templates
from qbs_desktop.services.gathering.collecting import Batch, FileRead, HandIn, State, TakenIn
from qbs_desktop.services.gathering.templates import Round
from qbs_desktop.services.incoming.import_preview import Action, SheetPreview
from qbs_desktop.ui import acts, feedback
from qbs_desktop.ui.importing.results import Results
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.widgets.dialog import Dialog
from qbs_desktop.ui.widgets.parts import muted, primary
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table
from qbs_desktop.ui.window import placing

if TYPE_CHECKING:
    from qbs_desktop.ui.shell import Shell


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list of files; the first stands for all of them (`at` -1)."""

    at: int
    file: FileRead | None
    counts: tuple[int, ...] = (0, 0, 0, 0)


COUNTED = (Action.NEW, Action.CHANGED, Action.UNCHANGED, Action.REJECTED)


class CollectDialog(Dialog):
    """Files come in, are looked at and ticked, and go into the list as one step."""

    def __init__(self, shell: Shell, parent: QWidget | None, paths: Sequence[Path] = ()) -> None:
        """Build for the round issued last; `paths` are read at once."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("收采集表")
        placing.fit(self, 1120, 680)
        self._shell, self._workspace = shell, shell.workspace
        self._paths: list[Path] = []
        self.batch: Batch | None = None
        self.ticked: set[int] = set()
        self.rounds = templates.rounds(self._workspace)
        self.round = QComboBox(self)
        self.round.setAccessibleName("收哪一次发的")
        titles = {one.id: one.sheet for one in forms.of_file(self._workspace)}
        for one in self.rounds:
            title = titles.get(one.form, one.form)
            self.round.addItem(f"{title}　{one.period.label()}（{len(one.recipients)} 份，第 {one.issue} 次）", one)
        self.files: TextModel[Line] = TextModel(self._file_columns(), self)
        self.view = table(self.files, "交回的采集表", self)
        self.results = Results(self._workspace, self)
        self.hand_ins: TextModel[HandIn] = TextModel(
            (
                TextColumn("单位", 260, lambda one: one.name),
                TextColumn("状态", 170, _hand_in_word, colour=_hand_in_colour),
                TextColumn("收下时间", 150, lambda one: _when(one.at)),
                TextColumn("文件", 0, lambda one: one.file),
            ),
            self,
        )
        self.tabs = QTabWidget(self)
        self.tabs.tabBar().setAccessibleName("各行、交表情况")
        self.good_rows = QCheckBox("有误的行留下，先收无误的行(&G)", self)
        self.told = muted("", self)
        self.add_files, self.add_folder = QPushButton("添加文件(&F)…", self), QPushButton("添加文件夹(&D)…", self)
        self.marked, self.go = QPushButton("存标错副本(&M)…", self), primary("收下打勾的", self)
        self._build()
        self._show_hand_ins()
        self._show_files()
        if paths:
            self.read(paths)

    def _file_columns(self) -> tuple[TextColumn[Line], ...]:
        counts: tuple[TextColumn[Line], ...] = tuple(
            TextColumn(action.label, 52, _Count(number), right=True) for number, action in enumerate(COUNTED)
        )
        return (
            TextColumn("收", 40, self._tick),
            TextColumn("文件", 250, lambda one: one.file.path.name if one.file else "全部文件"),
            TextColumn("填报单位", 170, lambda one: one.file.name if one.file else ""),
            TextColumn("结果", 84, _state_word, colour=_state_colour),
            *counts,
            TextColumn("说明", 0, lambda one: one.file.message if one.file else "", least=320),
        )

    def _build(self) -> None:
        top = QHBoxLayout()
        label = QLabel("收哪一次(&R)：", self)
        label.setBuddy(self.round)
        top.addWidget(label)
        top.addWidget(self.round, 1)
        top.addWidget(self.add_files)
        top.addWidget(self.add_folder)
        self.tabs.addTab(self.results, "各行")
        self.tabs.addTab(table(self.hand_ins, "交表情况", self), "交表情况")
        parts = QSplitter(Qt.Orientation.Vertical, self)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.view)
        parts.addWidget(self.tabs)
        parts.setStretchFactor(0, 2)
        parts.setStretchFactor(1, 3)
        close = QPushButton("关闭", self)
        row = QHBoxLayout()
        row.addWidget(self.good_rows)
        row.addWidget(self.told, 1)
        for button in (self.marked, self.go, close):
            row.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.LARGE, tokens.LARGE, tokens.LARGE, tokens.MEDIUM)
        box.setSpacing(tokens.MEDIUM)
        box.addLayout(top)
        box.addWidget(parts, 1)
        box.addLayout(row)
        for button in (self.add_files, self.add_folder, self.marked, self.go, close):
            button.setAutoDefault(False)
        self.round.activated.connect(self._on_round)
        self.add_files.clicked.connect(self._pick_files)
        self.add_folder.clicked.connect(self._pick_folder)
        self.marked.clicked.connect(self._save_marked)
        self.go.clicked.connect(self.take_in)
        close.clicked.connect(self.reject)
        self.view.selectionModel().currentChanged.connect(self._on_file)
        self.view.clicked.connect(self._on_click)
        self.view.installEventFilter(self)

    # --- reading -----------------------------------------------------------------------------------------------

    def wanted(self) -> Round | None:
        """The round that is being collected."""
        found = self.round.currentData()
        return found if isinstance(found, Round) else None

    def _on_round(self, *_index: object) -> None:
        self._show_hand_ins()
        if self._paths:
            self.read(())

    def _pick_files(self) -> None:
        self.read(feedback.pick_files(self, "选择交回的采集表（可以多选）", feedback.WORKBOOKS))

    def _pick_folder(self) -> None:
        found = feedback.pick_folder(self, "选择交回的采集表所在的文件夹")
        if found is not None:
            self.read([found])

    def read(self, more: Sequence[Path]) -> None:
        """Read these files together with those read before."""
        wanted = self.wanted()
        paths = list(dict.fromkeys([*self._paths, *more]))
        if wanted is None or not paths:
            return
        workspace = self._workspace
        self._reading = paths
        self._shell.tasks.run(
            "读采集表",
            lambda progress, stop: collecting.gather(workspace, paths, wanted, progress=progress, cancel=stop),
            self._read,
            self._failed,
            workspace=workspace,
            blocking=True,
        )

    def _read(self, batch: Batch) -> None:
        self._paths = self._reading
        self.batch = batch
        self.ticked = set(batch.usual)
        self._show_files()

    def _failed(self, error: BaseException) -> None:
        feedback.show(self, error)

    # --- showing -----------------------------------------------------------------------------------------------

    def _show_files(self) -> None:
        files = self.batch.files if self.batch is not None else ()
        lines = [Line(at, one, _counts([one])) for at, one in enumerate(files)]
        if lines:
            lines.insert(0, Line(-1, None, _counts(files)))
        self.files.show_rows(lines)
        if lines:
            self.view.selectRow(0)
        self._show_state()

    def _show_state(self) -> None:
        batch = self.batch
        self.go.setEnabled(bool(self.ticked))
        self.marked.setEnabled(
            batch is not None and any(one.findings or one.state is State.MISTAKES for one in batch.files)
        )
        self.good_rows.setVisible(batch is not None and any(one.state is State.MISTAKES for one in batch.files))
        if not self.rounds:
            self.told.setText("还没有发过采集表：先用“文件 → 发采集表…”。")
        elif batch is None:
            self.told.setText("添加交回的文件或文件夹。空格或点“收”一栏打勾。")
        else:
            self.told.setText(f"共 {len(batch.files)} 份，打勾 {len(self.ticked)} 份。")
        for button in (self.add_files, self.add_folder):
            button.setEnabled(bool(self.rounds))

    def _show_hand_ins(self) -> None:
        wanted = self.wanted()
        found: list[HandIn] = []
        try:
            found = collecting.hand_ins(self._workspace, wanted) if wanted is not None else []
        except QbsError as error:
            feedback.show(self, error)
        self.hand_ins.show_rows(found)
        open_ones = sum(not one.handed_in for one in found)
        left = sum(one.left for one in found)
        words = [f"未交 {open_ones}" if open_ones else "已交齐"] + ([f"{left} 行没有收"] if left else [])
        self.tabs.setTabText(1, f"交表情况（{'，'.join(words)}）" if found else "交表情况")

    def _tick(self, one: Line) -> str:
        return "✓" if one.at in self.ticked else ""

    def _on_file(self, index: QModelIndex, _before: QModelIndex) -> None:
        line = self.files.rows[index.row()] if index.isValid() else None
        self.results.show_table(self._sheet(line) if line is not None else None)

    def _sheet(self, line: Line) -> SheetPreview | None:
        """The rows of a file, or those of all files one after the other."""
        files = self.batch.files if self.batch is not None and line.file is None else [line.file]
        sheets = [one.preview.recognised[0] for one in files if one and one.preview and one.preview.recognised]
        if not sheets:
            return None
        kept = (row for sheet in sheets for row in sheet.rows if row.action in COUNTED)
        return replace(sheets[0], rows=tuple(kept))

    # --- choosing ----------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space ticks the file in front; the view would select with it."""
        if (
            watched is self.view
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Space
        ):
            self.turn(self.view.currentIndex().row())
            return True
        return super().eventFilter(watched, event)

    def _on_click(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self.turn(index.row())

    def turn(self, row: int) -> None:
        """Tick or untick a file; one that cannot be taken in says why instead."""
        line = self.files.rows[row] if 0 <= row < len(self.files.rows) else None
        if line is None or line.file is None:
            return
        if line.file.preview is None:
            self._shell.say(f"“{line.file.path.name}”不能收：{line.file.message}")
            return
        self.ticked ^= {line.at}
        self.files.dataChanged.emit(self.files.index(row, 0), self.files.index(row, 0))
        self._show_state()

    # --- the end -----------------------------------------------------------------------------------------------

    def take_in(self) -> None:
        """Store the ticked files as one step, and go on with those left."""
        batch = self.batch
        if batch is None:
            return
        workspace, ticked, good_rows = self._workspace, frozenset(self.ticked), self.good_rows.isChecked()
        self._shell.tasks.run(
            "收采集表",
            lambda progress, stop: collecting.take_in(
                workspace, batch, ticked, good_rows=good_rows, progress=progress, cancel=stop
            ),
            partial(self._taken, batch, ticked),
            self._failed,
            on_cancel=self._cancelled,
            blocking=True,
        )

    def _cancelled(self) -> None:
        self._shell.say("已取消，没有收任何采集表。")

    def _taken(self, batch: Batch, ticked: frozenset[int], done: TakenIn) -> None:
        taken = {batch.files[at].path for at in ticked}
        self._paths = [one.path for one in batch.files if one.path not in taken]
        self.batch = None
        self.ticked = set()
        self._shell.say(_done_words(done))
        self._show_hand_ins()
        self._show_files()
        self.tabs.setCurrentIndex(1)
        if self._paths:
            self.read(())

    def _save_marked(self) -> None:
        batch = self.batch
        folder = feedback.pick_folder(self, "标错副本存到哪个文件夹") if batch is not None else None
        if batch is None or folder is None:
            return
        self._shell.tasks.run(
            "存标错副本",
            lambda _progress, _stop: collecting.marked_copies(batch, folder),
            self._marked,
            self._failed,
            blocking=True,
            can_cancel=False,
        )

    def _marked(self, made: list[Path]) -> None:
        if not made:
            return
        folder = made[0].parent
        if feedback.done(self, f"已存 {len(made)} 份标错副本。", f"在文件夹“{folder}”里。", "打开文件夹"):
            acts.show_folder(folder)


class _Count:
    """How many rows of a line have the action at a place; blank for none."""

    def __init__(self, place: int) -> None:
        self._place = place

    def __call__(self, one: Line) -> str:
        return str(one.counts[self._place] or "")


def _counts(files: Sequence[FileRead]) -> tuple[int, ...]:
    return tuple(sum(one.preview.count(action) for one in files if one.preview is not None) for action in COUNTED)


def _state_word(one: Line) -> str:
    return one.file.state.label if one.file is not None else ""


def _state_colour(one: Line) -> str:
    t = current()
    if one.file is None:
        return ""
    if one.file.state is State.READY:
        return t.good
    return t.query if one.file.state in {State.TWICE, State.OLDER, State.EMPTY} else t.error


def _hand_in_word(one: HandIn) -> str:
    if one.left:
        return f"已交，{one.left} 行有误没有收"
    return "已交" if one.handed_in else "未交"


def _hand_in_colour(one: HandIn) -> str:
    if one.left:
        return current().query
    return current().good if one.handed_in else current().error


def _when(at: str) -> str:
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M") if at else ""


def _done_words(done: TakenIn) -> str:
    parts = [f"新增 {done.new}", f"变更 {done.changed}", f"不变 {done.unchanged}"]
    if done.rejected:
        parts.append(f"有误没有收 {done.rejected}")
    return f"收下 {done.files} 份采集表：{'、'.join(parts)}。"
