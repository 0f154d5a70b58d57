"""退回项: what a rejection gave back in the period, each with its reason; Enter goes to its cell."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from qbs_desktop.db.submissions import SentBack
from qbs_desktop.services.reporting import answers_in, given_back
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.dialogs.question import QuestionDialog
from qbs_desktop.ui.shell import Shell
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.parts import muted
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table

_NONE = "本报告期没有退回项。上级退回时，“接收回执或退回单…”读入退回单，或把它拖进窗口。"
_WHAT = "退回的项可以改，其余仍然锁定。改好的自动计入变动表；数据属实、不用改的，请写答复。"
_BREAKING = (3, 4, 6, 7)
"""Columns whose texts break into lines: names, why, and what was answered."""


class ReturnedItems(QWidget):
    """The table and what can be done with one item."""

    def __init__(self, workspace: Workspace, shell: Shell, parent: QWidget) -> None:
        """Build empty."""
        super().__init__(parent)
        self._workspace, self._shell = workspace, shell
        self.model: TextModel[SentBack] = TextModel(
            (
                TextColumn("序号", 40, lambda one: str(one.no), right=True),
                TextColumn("工作表", 76, lambda one: one.sheet),
                TextColumn("单元格", 56, lambda one: one.cell),
                TextColumn("对象", 124, lambda one: one.name),
                TextColumn("项目", 72, self._column),
                TextColumn("报送的数", 104, lambda one: one.value, right=True),
                TextColumn("退回原因", 0, _reason, least=180),
                TextColumn("答复", 112, lambda one: one.reply),
            ),
            self,
        )
        self.view = table(self.model, "退回项", self, breaking=_BREAKING)
        self.words = muted(_NONE, self)
        self.goto_button, self.reply_button = QPushButton("转到单元格", self), QPushButton("不改动，答复…", self)
        self.goto_button.setToolTip("到月度填报或名单里退回的那一格（回车）")
        self.reply_button.setToolTip("数据属实、不改动时写明理由，印在变动表里（F2）")
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        row.addWidget(self.goto_button)
        row.addWidget(self.reply_button)
        row.addWidget(self.words, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, tokens.SMALL, 0, 0)
        box.setSpacing(tokens.SMALL)
        box.addLayout(row)
        box.addWidget(self.view, 1)
        self.view.installEventFilter(self)
        self.view.doubleClicked.connect(self.goto)
        self.goto_button.clicked.connect(self.goto)
        self.reply_button.clicked.connect(self.answer)
        self.show_items(())

    def show_items(self, items: Sequence[SentBack]) -> None:
        """Show them; the row in front stays."""
        at = max(self.view.currentIndex().row(), 0)
        self.model.show_rows(items)
        self.words.setText(_WHAT if items else _NONE)
        for button in (self.goto_button, self.reply_button):
            button.setVisible(bool(items))
        if items:
            self.view.selectRow(min(at, len(items) - 1))

    def _column(self, one: SentBack) -> str:
        return given_back.column_label(self._workspace, one)

    def current(self) -> SentBack | None:
        """The item in front."""
        at = self.view.currentIndex().row()
        return self.model.rows[at] if 0 <= at < len(self.model.rows) else None

    def goto(self) -> None:
        """To the cell, in 月度填报 or in the list."""
        one = self.current()
        if one is None:
            return
        place = answers_in.place_of(self._workspace, one)
        if place.ledger is not None and place.record_id is None and not one.uid:
            self._shell.say(f"退回的是{one.sheet or '整张表'}，不是某一格；请到“月度填报”改。")
            return
        self._shell.jump(place)

    def answer(self) -> None:
        """不改动，答复: write it, or change what was written."""
        one = self.current()
        if one is None:
            return
        words = f"{given_back.words(one)}\n数据属实、不改动时写明理由，印在变动表里；清空就是撤回答复。"
        take = partial(self._reply, one)
        dialog = QuestionDialog(f"答复：{one.name or one.sheet}　{self._column(one)}", words, "答复", take, self)
        edit = dialog.line("答复", "例如：已与企业核实，数据属实")
        edit.setText(one.reply)
        dialog.open()

    def _reply(self, one: SentBack, typed: list[str]) -> None:
        answers_in.reply(self._workspace, one, typed[0])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes to the cell, F2 answers."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.goto()
                return True
            if event.key() == Qt.Key.Key_F2:
                self.answer()
                return True
        return super().eventFilter(watched, event)


def _reason(one: SentBack) -> str:
    return "，".join(word for word in (one.reason, one.note) if word)
