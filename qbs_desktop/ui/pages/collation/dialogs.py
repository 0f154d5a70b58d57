"""Two questions of the page: why something is sent back or what is asked, and which units are expected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.domain import rejection
from qbs_desktop.services.collating import reporters
from qbs_desktop.services.collating.rejecting import Complaint
from qbs_desktop.services.collating.tracing import Origin
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.dialog import Dialog
from qbs_desktop.ui.widgets.parts import muted


def _column(dialog: QDialog) -> QVBoxLayout:
    box = QVBoxLayout(dialog)
    box.setContentsMargins(tokens.HUGE, tokens.LARGE, tokens.HUGE, tokens.LARGE)
    box.setSpacing(tokens.SMALL)
    return box


class AnswerDialog(Dialog):
    """A reason and a sentence for the selected figures, or for the whole return."""

    def __init__(
        self, title: str, origins: Sequence[Origin], *, asking: bool, parent: QWidget, reason: str = ""
    ) -> None:
        """Build for sending back or, with `asking`, for a question; `reason` is the code that is proposed."""
        super().__init__(parent)
        self.setWindowTitle(f"{'询问' if asking else '退回'}：{title}")
        self.setMinimumWidth(520)
        self._origins = origins
        box = _column(self)
        what = (
            f"{'询问' if asking else '退回'}这 {len(origins)} 项："
            if origins
            else "退回整张报表。只退几项时，请先在表里选中它们。"
        )
        box.addWidget(QLabel(what, self))
        self.items = QListWidget(self)
        self.items.addItems([f"{one.sheet} {one.cell}　{one.name}　{one.label}　{one.value}" for one in origins])
        self.items.setAccessibleName("选中的各项")
        self.items.setFixedHeight(min(max(len(origins), 1), 6) * (self.items.sizeHintForRow(0) + 1) + tokens.SMALL)
        self.items.setFocusPolicy(Qt.FocusPolicy.NoFocus if len(origins) < 7 else Qt.FocusPolicy.StrongFocus)
        self.items.setVisible(bool(origins))
        box.addWidget(self.items)
        self.reason = QComboBox(self)
        self.reason.setAccessibleName("退回原因")
        self.reason.addItems([one.label for one in rejection.REASONS])
        self.reason.setCurrentText(rejection.label(reason) if reason else rejection.REASONS[0].label)
        words = QLabel("退回原因(&R)", self)
        words.setBuddy(self.reason)
        for widget in (words, self.reason):
            widget.setVisible(not asking)
            box.addWidget(widget)
        note = QLabel("要问什么(&N)" if asking else "说明(&N)（写给填报单位，可不写）", self)
        self.note = QPlainTextEdit(self)
        self.note.setAccessibleName("要问什么" if asking else "说明")
        self.note.setTabChangesFocus(True)
        self.note.setMaximumHeight(90)
        note.setBuddy(self.note)
        box.addWidget(note)
        box.addWidget(self.note)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, parent=self
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText("生成询问" if asking else "生成退回单")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        box.addWidget(self.buttons)
        (self.note if asking else self.reason).setFocus(Qt.FocusReason.OtherFocusReason)

    def complaints(self) -> list[Complaint]:
        """One for each figure."""
        reason, note = rejection.known(self.reason.currentText()).id, self.note.toPlainText().strip()
        return [Complaint(one, reason, note) for one in self._origins]


class ReportersDialog(Dialog):
    """应报单位: one a line, code and name; the order is the board's."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        """Show the present units."""
        super().__init__(parent)
        self.setWindowTitle("应报单位")
        self.setMinimumSize(460, 420)
        box = _column(self)
        label = QLabel("一行一个单位：代码、空格、名称(&W)", self)
        self.lines = QPlainTextEdit(self)
        self.lines.setAccessibleName("应报单位")
        self.lines.setTabChangesFocus(True)
        self.lines.setPlainText("\n".join(f"{one.code} {one.name}" for one in reporters.expected(workspace)))
        label.setBuddy(self.lines)
        box.addWidget(label)
        box.addWidget(self.lines, 1)
        more = "、".join(f"{code} {name}" for code, name in reporters.offered(workspace))
        hint = f"功能区可加：{more}" if more else "功能区（如经开区）由你加一行：统计用区划代码和名称，或自编代码。"
        box.addWidget(muted(hint, self))
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, parent=self
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        box.addWidget(self.buttons)

    def wanted(self) -> list[tuple[str, str]]:
        """Code and name of every line."""
        made = []
        for line in self.lines.toPlainText().splitlines():
            code, _, name = line.strip().partition(" ")
            if code:
                made.append((code, name.strip()))
        return made
