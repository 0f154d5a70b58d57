"""停用的审核规则: which rules this file leaves out, to be switched on again; 强制 rules are never among them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from qbs_desktop.services import checking
from qbs_desktop.services.checking import RuleState
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.parts import muted
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table


class RulesDialog(QDialog):
    """The rules that are switched off; `switched` after one was switched on."""

    switched = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        """Build with the rules that are off now."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("停用的审核规则")
        self.resize(620, 360)
        self._workspace = workspace
        self.rules: TextModel[RuleState] = TextModel(
            (
                TextColumn("级别", 60, lambda one: one.grade.label),
                TextColumn("规则", 0, lambda one: one.title),
                TextColumn("依据", 210, lambda one: one.source),
            ),
            self,
        )
        self.view = table(self.rules, "停用的审核规则", self)
        self._note = muted("本文件不审这些规则。选中一条，点“启用”恢复审核。强制性审核不能停用。", self)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        self.on_button = buttons.addButton("启用", QDialogButtonBox.ButtonRole.ActionRole)
        self.on_button.clicked.connect(self.switch_on)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.LARGE, tokens.LARGE, tokens.LARGE, tokens.LARGE)
        column.setSpacing(tokens.MEDIUM)
        column.addWidget(self._note)
        column.addWidget(self.view, 1)
        column.addWidget(buttons)
        self._show()

    def _show(self) -> None:
        off = switched_off(self._workspace)
        self.rules.show_rows(off)
        self.on_button.setEnabled(bool(off))
        if off:
            self.view.selectRow(0)
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._note.setText("没有停用的规则，全部规则都在审核。")

    def switch_on(self) -> None:
        """启用 the chosen rule; a step that can be undone."""
        at = self.view.currentIndex()
        if at.isValid():
            checking.switch_rule(self._workspace, self.rules.rows[at.row()].id, on=True)
            self._show()
            self.switched.emit()


def switched_off(workspace: Workspace) -> list[RuleState]:
    """The rules this file leaves out."""
    return [one for one in checking.rules(workspace) if not one.on]
