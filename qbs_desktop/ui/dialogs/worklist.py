"""Two dialogs of 工作台: the rows an import left out (未导入的行), and carrying the lists to the next year (结转)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.period import Period
from qbs_desktop.services.lists import rosters
from qbs_desktop.services.lists.rosters import Carried
from qbs_desktop.services.months import worklist
from qbs_desktop.services.months.worklist import Item, What
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import feedback
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.widgets.dialog import Dialog
from qbs_desktop.ui.widgets.parts import muted
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table
from qbs_desktop.ui.window import placing


class RejectedDialog(Dialog):
    """The rows imports left out; each goes off the list once it was dealt with.

    `open_wanted` carries the row whose workbook is to be opened again at its place.
    """

    open_wanted = Signal(object)

    def __init__(self, workspace: Workspace, period: Period, parent: QWidget) -> None:
        """Build with the rows that wait."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("没有导入的行")
        placing.fit(self, 760, 400)
        self._workspace, self._period = workspace, period
        self.rows: TextModel[Item] = TextModel(
            (
                TextColumn("名单", 90, self._ledger_text),
                TextColumn("名称", 180, lambda one: one.name),
                TextColumn("在哪里、为什么", 0, lambda one: one.text),
            ),
            self,
        )
        self.view = table(self.rows, "没有导入的行", self)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        self.one = buttons.addButton("处理完这一行", QDialogButtonBox.ButtonRole.ActionRole)
        self.all = buttons.addButton("全部处理完", QDialogButtonBox.ButtonRole.ActionRole)
        self.again = buttons.addButton("打开原表…", QDialogButtonBox.ButtonRole.ActionRole)
        self.again.setToolTip("在导入向导里打开这一行的工作簿，转到这一行（回车）")
        for button in (self.one, self.all, self.again):  # Enter must not take a row off the list
            button.setAutoDefault(False)
        self.one.clicked.connect(self._dismiss_one)
        self.all.clicked.connect(self._dismiss_all)
        self.again.clicked.connect(self._open)
        self.view.activated.connect(self._open)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.LARGE, tokens.LARGE, tokens.LARGE, tokens.LARGE)
        column.setSpacing(tokens.MEDIUM)
        column.addWidget(
            muted(
                "导入时有误、没有写入的行。打开原表看那一行，在表格里改正后重新导入，或直接在名单里录入，再从这里去掉。",
                self,
            )
        )
        column.addWidget(self.view, 1)
        column.addWidget(buttons)
        self._show()

    def _ledger_text(self, one: Item) -> str:
        ledger = self._workspace.ledgers.get(one.ledger)
        return ledger.label if ledger else ""

    def _show(self) -> None:
        waiting = worklist.look(self._workspace, self._period, ()).items
        self.rows.show_rows([one for one in waiting if one.what is What.REJECTED])
        for button in (self.one, self.all, self.again):
            button.setEnabled(bool(self.rows.rows))
        if self.rows.rows:
            self.view.selectRow(0)

    def _open(self, *_what: object) -> None:
        at = self.view.currentIndex()
        if at.isValid():
            row = self.rows.rows[at.row()].rejected
            self.accept()
            self.open_wanted.emit(row)

    def _dismiss_one(self) -> None:
        at = self.view.currentIndex()
        if at.isValid():
            self._dismiss([self.rows.rows[at.row()]])

    def _dismiss_all(self) -> None:
        self._dismiss(self.rows.rows)

    def _dismiss(self, items: list[Item]) -> None:
        worklist.dismiss(self._workspace, [one.rejected for one in items if one.rejected is not None])
        self._show()


class CarryDialog(Dialog):
    """Shows who goes on the next year's lists and who stays out, then carries over as one step."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        """Build the preview.

        Raises:
            Refusal: this year's lists are empty.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._year = workspace, workspace.year
        self.plan = rosters.preview(workspace, self._year, self._year + 1)
        self.setWindowTitle(f"结转名单到{self._year + 1}年")
        placing.fit(self, 760, 480)
        self.rows: TextModel[Carried] = TextModel(
            (
                TextColumn("名单", 100, lambda one: workspace.ledgers[one.ledger].label),
                TextColumn("名称", 0, lambda one: one.name),
                TextColumn("去向", 300, self._fate, colour=lambda one: current().query if one.reason else ""),
            ),
            self,
        )
        # Who stays out comes first: that is what has to be looked through.
        self.rows.show_rows([*self.plan.left_out, *self.plan.carried, *self.plan.already])
        self.view = table(self.rows, "结转预览", self)
        self._already = {one.record_id for one in self.plan.already}
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, parent=self)
        self.ok = buttons.addButton(f"结转到{self._year + 1}年", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.LARGE, tokens.LARGE, tokens.LARGE, tokens.LARGE)
        column.setSpacing(tokens.MEDIUM)
        column.addWidget(muted(self.sentence(), self))
        column.addWidget(self.view, 1)
        column.addWidget(buttons)

    def _fate(self, one: Carried) -> str:
        if one.record_id in self._already:
            return f"已在{self._year + 1}年名单里，不动"
        return f"不结转：{one.reason}" if one.reason else f"转入{self._year + 1}年名单"

    def sentence(self) -> str:
        """What will happen, list by list."""
        parts = [
            f"{self._workspace.ledgers[ledger].label}转入 {carried} 行" + (f"、不转 {out} 行" if out else "")
            for ledger, (carried, out) in self.plan.counts().items()
        ]
        return (
            f"{'；'.join(parts)}。只转名单，填报年度改为{self._year + 1}年；不写入、不改动任何数。"
            f"{self._year}年的名单和数据都在，这一步可以撤销。"
        )

    def accept(self) -> None:
        """Carry over; a refusal is shown and the dialog stays."""
        try:
            rosters.carry_forward(self._workspace, self._year, self._year + 1)
        except QbsError as error:
            feedback.show(self, error)
            return
        super().accept()
