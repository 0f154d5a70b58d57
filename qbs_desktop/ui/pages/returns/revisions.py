"""版次: every revision that was exported or handed in, with the answer it got; each can be had again and verified."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from qbs_desktop.db.submissions import Submission
from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.return_state import Stage
from qbs_desktop.exchange.sealed import sealing
from qbs_desktop.services.months import overview
from qbs_desktop.services.reporting import office_keys, returns
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import feedback, settings
from qbs_desktop.ui.shell import Shell
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.widgets.parts import muted
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table


class Revisions(QWidget):
    """The table and what can be done with one revision."""

    def __init__(self, workspace: Workspace, shell: Shell, parent: QWidget) -> None:
        """Build empty."""
        super().__init__(parent)
        self._workspace, self._shell = workspace, shell
        self.model: TextModel[Submission] = TextModel(
            (
                TextColumn("报告期", 96, lambda one: one.period.label()),
                TextColumn("版次", 56, lambda one: f"第 {one.revision} 版"),
                TextColumn("状态", 72, lambda one: one.state.label, colour=_colour),
                TextColumn("时间", 132, lambda one: overview.local(one.at)),
                TextColumn("答复时间", 132, _answered),
                TextColumn("校验码", 88, lambda one: sealing.short(one.digest)),
                TextColumn("工作簿", 0, lambda one: one.file),
            ),
            self,
        )
        self.view = table(self.model, "版次", self)
        self.never = muted("还没有导出或上报过。勾好表式后按“导出…”（Ctrl+E）或“上报…”，版次列在这里。", self)
        self.again_button, self.verify_button = QPushButton("另存…", self), QPushButton("校验这一版", self)
        self.again_button.setToolTip("把这一版的工作簿原样再存一份，内容一个字节也不变")
        self.verify_button.setToolTip("核对数据文件里留存的这一版是否完整、签名是否有效")
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        for button in (self.again_button, self.verify_button):
            row.addWidget(button)
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, tokens.SMALL, 0, 0)
        box.setSpacing(tokens.SMALL)
        box.addLayout(row)
        box.addWidget(self.never)
        box.addWidget(self.view, 1)
        box.addStretch(0)
        self.again_button.clicked.connect(self.save_again)
        self.verify_button.clicked.connect(self.verify)
        self.view.doubleClicked.connect(self.verify)
        shell.themed.connect(self.view.viewport().update)

    def show_revisions(self, made: Sequence[Submission]) -> None:
        """Show them, newest first; the row in front stays."""
        front = self.current()
        rows = list(reversed(made))
        self.model.show_rows(rows)
        self.view.setVisible(bool(rows))
        self.never.setVisible(not rows)
        for button in (self.again_button, self.verify_button):
            button.setEnabled(bool(rows))
        if rows:
            known = front.id if front is not None else None
            self.view.selectRow(next((at for at, one in enumerate(rows) if one.id == known), 0))

    def current(self) -> Submission | None:
        """The revision in front."""
        at = self.view.currentIndex().row()
        return self.model.rows[at] if 0 <= at < len(self.model.rows) else None

    def save_again(self) -> None:
        """另存: the kept workbook of the revision into a folder."""
        one = self.current()
        if one is None:
            return
        before = settings.text("export_folder")
        folder = feedback.pick_folder(self, "另存到哪个文件夹", Path(before) if before else None)
        if folder is None:
            return
        path = self._written(one, folder)
        if path is not None and feedback.done(self, "已另存。", path.name, "打开所在文件夹"):
            feedback.open_with_system(path.parent)

    def verify(self) -> None:
        """校验这一版: whether the kept workbook is whole, and who signed it."""
        from qbs_desktop.ui.dialogs.verify import VerifyDialog

        one = self.current()
        path = self._written(one, feedback.private_folder()) if one is not None else None
        if path is not None:
            VerifyDialog([path], self._shell.tasks, self, office_keys.ring(self._workspace)).open()

    def _written(self, one: Submission, folder: Path) -> Path | None:
        try:
            return returns.export_again(self._workspace, one, folder)
        except QbsError as error:
            feedback.show(self, error)
            return None


def _colour(one: Submission) -> str:
    t = current()
    return {Stage.ACCEPTED: t.good, Stage.REJECTED: t.error}.get(one.state, t.text)


def _answered(one: Submission) -> str:
    """When it was answered, as the city's file says it."""
    try:
        return overview.local(one.answered)
    except ValueError:
        return one.answered
