"""选定口径: which measure the figures of a table are that names none. Asked after an import, and from the menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.services import measures
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import feedback
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.dialog import Dialog

LATER = "以后再定"
WORDS = "原表只写了计量单位，没有写是产值还是营业收入。选定后整张表按该口径保存和打印，数不变，可以撤销。"


class MeasureDialog(Dialog):
    """One choice per list that has figures without a measure."""

    def __init__(self, workspace: Workspace, questions: Sequence[measures.Question], parent: QWidget | None) -> None:
        """Ask about these lists."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("选定口径")
        self._workspace = workspace
        self.pickers: dict[str, QComboBox] = {}
        words = QLabel(WORDS, self)
        words.setWordWrap(True)
        form = QFormLayout()
        for question in questions:
            picker = QComboBox(self)
            picker.setAccessibleName(f"{question.label}的口径")
            picker.addItem(LATER, "")
            for slug, label in measures.choices(workspace):
                picker.addItem(label, slug)
            form.addRow(f"{question.label}（{question.rows} 行）", picker)
            self.pickers[question.ledger] = picker
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, parent=self
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.LARGE, tokens.LARGE, tokens.LARGE, tokens.MEDIUM)
        box.setSpacing(tokens.MEDIUM)
        box.addWidget(words)
        box.addLayout(form)
        box.addStretch(1)
        box.addWidget(buttons)
        self.setMinimumWidth(420)

    def accept(self) -> None:
        """Rename what was chosen; a list left for later stays as it is."""
        try:
            for ledger, picker in self.pickers.items():
                if slug := picker.currentData():
                    measures.choose(self._workspace, ledger, slug)
        except QbsError as error:
            feedback.show(self, error)
            return
        super().accept()
