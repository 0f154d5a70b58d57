"""校验报表: is each workbook a return, whole and unaltered; if not, which cells differ."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QSplitter, QVBoxLayout, QWidget

from qbs_desktop.domain.errors import QbsError, Refusal
from qbs_desktop.domain.period import Period
from qbs_desktop.services.reporting import returns
from qbs_desktop.services.reporting.office_keys import Ring
from qbs_desktop.services.reporting.returns import Change, Verdict
from qbs_desktop.ui import feedback
from qbs_desktop.ui.dialogs.question import QuestionDialog
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.tasks import Tasks
from qbs_desktop.ui.widgets.dialog import Dialog
from qbs_desktop.ui.widgets.parts import muted, named
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table
from qbs_desktop.ui.window import placing

WORDS = {"whole": "完整", "altered": "被改动", "not_a_return": "不是报表"}


class VerifyDialog(Dialog):
    """Verdicts above, the changes of the chosen one below."""

    def __init__(self, files: Sequence[Path], tasks: Tasks, parent: QWidget, ring: Ring | None = None) -> None:
        """Verify in the background; with `ring`, signatures against the keys that the open file has registered."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("校验报表")
        placing.fit(self, 900, 520)
        self._tasks, self._ring = tasks, ring
        self.verdicts: TextModel[Verdict] = TextModel(
            (
                TextColumn("文件", 240, lambda one: one.path.name),
                TextColumn("结论", 80, _word, colour=_colour),
                TextColumn("签名", 104, lambda one: one.standing.word, colour=_signature_colour),
                TextColumn("单位", 130, _unit),
                TextColumn("报告期", 92, _period),
                TextColumn("版次", 50, lambda one: str(one.manifest.get("revision", "")), right=True),
                TextColumn("说明", 0, lambda one: one.sentence),
            ),
            self,
        )
        self.changes: TextModel[Change] = TextModel(
            (
                TextColumn("工作表", 120, lambda one: one.sheet),
                TextColumn("单元格", 70, lambda one: one.cell),
                TextColumn("情况", 180, lambda one: one.what),
                TextColumn("封存时", 180, lambda one: one.expected),
                TextColumn("现在", 0, lambda one: one.found),
            ),
            self,
        )
        self._note = muted(f"正在校验 {len(files)} 个文件……", self)
        self._sentence = named(QLabel("", self), "note")
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._view = table(self.verdicts, "校验结论", self)
        self._details = table(self.changes, "被改动的单元格", self)
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.addWidget(self._view)
        below = QWidget(self)
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, tokens.TINY, 0, 0)
        lower.addWidget(self._sentence)
        lower.addWidget(self._details, 1)
        splitter.addWidget(below)
        splitter.setChildrenCollapsible(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        self.unlock_button = buttons.addButton("输入打开密码…", QDialogButtonBox.ButtonRole.ActionRole)
        self.unlock_button.setVisible(False)
        self.unlock_button.clicked.connect(self._ask_password)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.LARGE, tokens.LARGE, tokens.LARGE, tokens.LARGE)
        column.setSpacing(tokens.MEDIUM)
        column.addWidget(self._note)
        column.addWidget(splitter, 1)
        column.addWidget(buttons)
        self._view.selectionModel().currentRowChanged.connect(self._on_row)
        self._task = tasks.run(
            "校验报表", lambda _progress, _stop: returns.verify_all(files, ring), self._show, self._refused
        )

    def _show(self, verdicts: list[Verdict]) -> None:
        self.verdicts.show_rows(verdicts)
        whole = sum(one.state == "whole" for one in verdicts)
        self._note.setText(f"共 {len(verdicts)} 个文件，{whole} 个完整、没有被改动。")
        if verdicts:
            self._view.selectRow(0)

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, QbsError):
            self._note.setText(str(error))
        else:
            feedback.show(self, error)

    def _on_row(self, now: QModelIndex, _before: QModelIndex) -> None:
        one = self.verdicts.rows[now.row()] if now.isValid() else None
        self._sentence.setText(f"{one.sentence}{one.standing.sentence}" if one is not None else "")
        self.unlock_button.setVisible(one is not None and one.locked)
        self.changes.show_rows(one.changes if one is not None else ())
        self._details.setVisible(one is not None and bool(one.changes))

    def _ask_password(self) -> None:
        at = self._view.currentIndex().row()
        name = self.verdicts.rows[at].path.name
        words = f"“{name}”有打开密码。密码只用来打开这一次，不保存。"
        dialog = QuestionDialog("打开密码", words, "打开", partial(self._unlock, at), self)
        dialog.line("打开密码", hidden=True)
        dialog.open()

    def _unlock(self, at: int, typed: list[str]) -> None:
        """Verify again with the password; a wrong one is a sentence, and the question stays."""
        verdict = returns.verify(self.verdicts.rows[at].path, self._ring, typed[0])
        if verdict.locked:
            raise Refusal(verdict.sentence)
        rows = list(self.verdicts.rows)
        rows[at] = verdict
        self._show(rows)
        self._view.selectRow(at)

    def done(self, result: int) -> None:
        """Closing stops the work."""
        self._task.cancel()
        super().done(result)


def _word(one: Verdict) -> str:
    return "有密码" if one.locked else WORDS[one.state]


def _colour(one: Verdict) -> str:
    t = current()
    return {"whole": t.good, "altered": t.error, "not_a_return": t.query}[one.state]


def _signature_colour(one: Verdict) -> str:
    t = current()
    if one.standing.state == "valid":
        return t.good
    return t.error if one.standing.doubtful else t.text


def _unit(one: Verdict) -> str:
    unit = one.manifest.get("unit")
    return str(unit.get("name", "")) if isinstance(unit, dict) else ""


def _period(one: Verdict) -> str:
    """As everywhere else in the window: 2026年10月. The workbook may be anyone's, so what it says may be anything."""
    said = str(one.manifest.get("period", ""))
    try:
        return Period.parse(said).label()
    except (QbsError, ValueError):
        return said
