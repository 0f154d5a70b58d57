"""移出的行: the rows of a list that are not on this year's, to be entered again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QDialogButtonBox, QVBoxLayout, QWidget

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.services.lists import leaving
from qbs_desktop.services.lists.leaving import Off
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import feedback
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.dialog import Dialog
from qbs_desktop.ui.widgets.parts import muted
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table
from qbs_desktop.ui.window import placing


class OffListDialog(Dialog):
    """Shows who is off this year's list; the selected rows go back on as one step."""

    def __init__(self, workspace: Workspace, ledger_id: str, parent: QWidget) -> None:
        """Build with the rows that are off the list."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._ledger = workspace, workspace.ledgers[ledger_id]
        self.setWindowTitle(f"不在{workspace.year}年{self._ledger.label}里的行")
        placing.fit(self, 640, 420)
        self.words = ""
        self.rows: TextModel[Off] = TextModel(
            (
                TextColumn("名称", 0, lambda one: f"{'　其中：' if one.depth else ''}{one.record.name}"),
                TextColumn("在哪些年的名单里", 260, lambda one: one.told),
            ),
            self,
        )
        self.rows.show_rows(leaving.off_list(workspace, ledger_id))
        self.view = table(self.rows, self.windowTitle(), self)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        self.ok = buttons.addButton("列回名单", QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok.setEnabled(bool(self.rows.rows))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        told = "选中要列回的行（Ctrl、Shift 多选），其中项和它所属的行一起列回。移出的行数据和历史都在。"
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.LARGE, tokens.LARGE, tokens.LARGE, tokens.LARGE)
        column.setSpacing(tokens.MEDIUM)
        column.addWidget(muted(told if self.rows.rows else f"没有不在{workspace.year}年名单里的行。", self))
        column.addWidget(self.view, 1)
        column.addWidget(buttons)
        if self.rows.rows:
            self.view.selectRow(0)

    def accept(self) -> None:
        """Enter the selected rows again; a refusal is shown and the dialog stays."""
        ids = [self.rows.rows[one.row()].record.id for one in self.view.selectionModel().selectedRows()]
        if not ids:
            return
        try:
            self.words = leaving.put_back(self._workspace, self._ledger.id, ids)
        except QbsError as error:
            feedback.show(self, error)
            return
        super().accept()
