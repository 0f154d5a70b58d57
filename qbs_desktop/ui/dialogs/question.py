"""A small question: a few words, a few lines to fill in, one act."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.ui import feedback
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.dialog import Dialog


class QuestionDialog(Dialog):
    """A few words and a few lines to fill in; stays open until what was typed is taken."""

    def __init__(self, title: str, words: str, yes: str, take: Callable[[list[str]], object], parent: QWidget) -> None:
        """Build without lines; `take` gets what was typed and raises a `QbsError` for what it does not take."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._take = take
        self.edits: list[QLineEdit] = []
        text = QLabel(words, self)
        text.setWordWrap(True)
        self._form = QFormLayout()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, parent=self)
        self.ok = buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.LARGE, tokens.LARGE, tokens.LARGE, tokens.MEDIUM)
        box.setSpacing(tokens.MEDIUM)
        box.addWidget(text)
        box.addLayout(self._form)
        box.addStretch(1)
        box.addWidget(buttons)
        self.setMinimumWidth(460)

    def line(self, label: str, hint: str = "", *, hidden: bool = False) -> QLineEdit:
        """Add a line to fill in."""
        edit = QLineEdit(self)
        edit.setAccessibleName(label)
        edit.setPlaceholderText(hint)
        if hidden:
            edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._form.addRow(label, edit)
        self.edits.append(edit)
        return edit

    def accept(self) -> None:
        """Hand over what was typed; if it is not taken, say why and stay."""
        try:
            self._take([edit.text() for edit in self.edits])
        except QbsError as error:
            feedback.show(self, error)
            return
        super().accept()
