"""历史: operations newest first, who and when and from which file; what each changed, before → after, in words."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QSplitter, QVBoxLayout, QWidget

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.finding import Place
from qbs_desktop.services import history, undoing
from qbs_desktop.services.history import ChangeLine, Entry
from qbs_desktop.services.workspace import Notice, Workspace
from qbs_desktop.ui import feedback
from qbs_desktop.ui.shell import Shell
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.widgets.empty import EmptyCard
from qbs_desktop.ui.widgets.parts import link, muted, page_title
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table
from qbs_desktop.ui.window.panes import first

NEWEST = 300


class HistoryPage(QWidget):
    """The audit trail of a file."""

    title = "历史"

    def __init__(self, workspace: Workspace, shell: Shell) -> None:
        """Build; the trail is read in the background."""
        super().__init__()
        self.setObjectName("page")
        self._workspace, self._shell = workspace, shell
        self._record: int | None = None
        self._stale = True
        self._entries: list[Entry] = []
        self.operations: TextModel[Entry] = TextModel(
            (
                TextColumn("时间", 150, lambda one: one.at),
                TextColumn("操作", 0, lambda one: one.operation.title),
                TextColumn("改动", 64, lambda one: str(len(one.lines) + one.more), right=True),
                TextColumn("操作人", 130, lambda one: f"{one.operation.user}@{one.operation.machine}"),
                TextColumn("来源", 170, lambda one: one.operation.source),
            ),
            self,
        )
        self.lines: TextModel[ChangeLine] = TextModel(
            (
                TextColumn("名称", 190, lambda one: one.record_name),
                TextColumn("项目", 190, lambda one: one.where),
                TextColumn("改前", 150, _before),
                TextColumn("改后", 190, _after, colour=lambda _one: current().accent),
                TextColumn("来源", 0, lambda one: one.source),
            ),
            self,
        )
        self.view = table(self.operations, "操作历史", self)
        self.details = table(self.lines, "改动明细", self)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("按操作、名称、操作人、来源查找")
        self.search.setAccessibleName("查找历史")
        self.search.setClearButtonEnabled(True)
        self._filter_note = QLabel("", self)
        self._all = link("显示全部", self)
        self._all.hide()
        self.take_back = QPushButton("撤销最近一步…", self)
        self.take_back.clicked.connect(self._take_back)
        self.nothing = EmptyCard(self.view)
        self.nothing.offer("显示全部操作", self._lift)
        self._what = muted("选择一步操作，可以看到它改了什么。", self)
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self._read)
        self._build()
        first(self.view)
        self.search.textChanged.connect(self._filter)
        self._all.clicked.connect(self._show_all)
        self.view.selectionModel().currentRowChanged.connect(self._on_row)
        self.details.doubleClicked.connect(self._on_detail)
        workspace.listen(self._on_changed)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(tokens.MEDIUM)
        top.addWidget(page_title("历史", self))
        top.addWidget(self._filter_note)
        top.addWidget(self._all)
        top.addStretch(1)
        top.addWidget(self.take_back)
        self.search.setFixedWidth(300)
        top.addWidget(self.search)
        lower = QWidget(self)
        under = QVBoxLayout(lower)
        under.setContentsMargins(0, 0, 0, 0)
        under.addWidget(self._what)
        under.addWidget(self.details, 1)
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.addWidget(self.view)
        splitter.addWidget(lower)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.HUGE, tokens.LARGE, tokens.HUGE, tokens.LARGE)
        column.setSpacing(tokens.MEDIUM)
        column.addLayout(top)
        column.addWidget(splitter, 1)

    def _offer_undo(self) -> None:
        step = undoing.newest(self._workspace)
        self.take_back.setEnabled(step is not None)
        self.take_back.setToolTip(f"最近一步：{step.when} {step.title}" if step is not None else "没有可以撤销的操作")

    def _take_back(self, *_checked: object) -> None:
        """撤销最近一步, of whatever day, once its name has been read."""
        step = undoing.newest(self._workspace)
        if step is None:
            return
        entry = next((one for one in self._entries if one.operation.id == step.operation_id), None)
        count = f"，共 {len(entry.lines) + entry.more} 处改动" if entry is not None else ""
        if not feedback.ask(
            self,
            f"要撤销 {step.when} 的“{step.title}”吗？",
            f"这是最近一步还没有撤销的操作{count}。撤销也记入历史，当天可以用“重做”恢复。",
            yes="撤销这一步",
        ):
            return
        try:
            self._shell.say(f"已撤销：{undoing.undo_older(self._workspace, step)}")
        except QbsError as error:
            feedback.show(self, error)

    def activate(self) -> None:
        """Come to the front: read anew if something changed."""
        if self._stale:
            self._again.start()

    def show_record(self, record_id: int, name: str) -> None:
        """Only the operations that touched one record."""
        self._record = record_id
        self._filter_note.setText(f"只看：{name}")
        self._all.show()
        self._read()

    def _lift(self) -> None:
        """Search and the choice of a record both go."""
        self.search.clear()
        self._show_all()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_all(self) -> None:
        self._record = None
        self._filter_note.setText("")
        self._all.hide()
        self._read()

    def find(self) -> None:  # type: ignore[override]
        """Search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _on_changed(self, _notice: Notice) -> None:
        self._stale = True
        if self.isVisible():
            self._again.start()

    def _read(self) -> None:
        self._stale = False
        workspace, record = self._workspace, self._record
        self._shell.tasks.run(
            "读取历史",
            lambda _progress, _cancelled: history.entries(workspace, NEWEST, record),
            self._show,
            workspace=workspace,
        )

    def _show(self, entries: list[Entry]) -> None:
        self._entries = entries
        self._offer_undo()
        self._filter()

    def _filter(self, _text: str = "") -> None:
        wanted = self.search.text().strip()
        shown = [one for one in self._entries if not wanted or _matches(one, wanted)]
        self.operations.show_rows(shown)
        self.nothing.setVisible(not shown)
        if shown:
            self.view.selectRow(0)
            return
        self.lines.show_rows([])
        self._what.setText("")
        self.nothing.say(
            f"没有符合“{wanted}”的操作" if wanted else "还没有改过这一行",
            f"在最近 {NEWEST} 步里找过操作、名称、操作人和来源" if wanted else "改动存盘后就列在这里",
        )

    def _on_row(self, now: QModelIndex, _before: QModelIndex) -> None:
        if not now.isValid():
            return
        entry = self.operations.rows[now.row()]
        self.lines.show_rows(entry.lines)
        more = f"，另有 {entry.more} 处没有列出" if entry.more else ""
        self._what.setText(f"{entry.operation.title}：{len(entry.lines)} 处改动{more}（双击转到该行）")

    def _on_detail(self, index: QModelIndex) -> None:
        line = self.lines.rows[index.row()]
        if line.record_id is not None:
            self._shell.jump(Place(None, line.record_id))


def _before(line: ChangeLine) -> str:
    return line.before or ("（空）" if line.after else "")


def _after(line: ChangeLine) -> str:
    return line.after or ("（空）" if line.before else "")


def _matches(entry: Entry, wanted: str) -> bool:
    head = entry.operation
    if any(wanted in text for text in (head.title, head.user, head.machine, head.source, entry.at)):
        return True
    return any(wanted in line.record_name or wanted in line.where for line in entry.lines)
