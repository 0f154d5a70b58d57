"""填表人和表号: what every form prints beside its figures, entered once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.services.reporting import form_words
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import feedback
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.dialog import Dialog

TOLD = "填一次，以后的报表都印上。负责人要亲笔签名的，不填就留出签名的空。已经上报的版次不变。"


class FormWordsDialog(Dialog):
    """One line for each."""

    def __init__(self, workspace: Workspace, parent: QWidget | None) -> None:
        """Show what is said now."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("填表人和表号")
        self._workspace = workspace
        self.lines: dict[str, QLineEdit] = {}
        told = QLabel(TOLD, self)
        told.setWordWrap(True)
        form = QFormLayout()
        form.setHorizontalSpacing(tokens.MEDIUM)
        form.setVerticalSpacing(tokens.MEDIUM)
        said = form_words.words(workspace)
        for one in form_words.WORDS:
            line = QLineEdit(said[one.id], self)
            line.setMaxLength(form_words.LONGEST)
            line.setPlaceholderText(one.hint)
            line.setAccessibleName(one.label)
            form.addRow(one.label, line)
            self.lines[one.id] = line
        buttons = QDialogButtonBox(parent=self)
        buttons.addButton("保存", QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.LARGE, tokens.LARGE, tokens.LARGE, tokens.MEDIUM)
        box.setSpacing(tokens.MEDIUM)
        box.addWidget(told)
        box.addLayout(form)
        box.addStretch(1)
        box.addWidget(buttons)
        self.setMinimumWidth(440)
        next(iter(self.lines.values())).setFocus()

    def accept(self) -> None:
        """Keep what was entered; stays open when it cannot be."""
        try:
            form_words.set_words(self._workspace, {name: line.text() for name, line in self.lines.items()})
        except QbsError as error:
            feedback.show(self, error)
            return
        super().accept()
