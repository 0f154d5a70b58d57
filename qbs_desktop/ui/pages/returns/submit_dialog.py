"""上报: where to, and what has to be said; asks only what the period's state asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.domain.finding import Place
from qbs_desktop.services.lists.waiting import Spot
from qbs_desktop.services.reporting.readiness import Readiness
from qbs_desktop.ui import feedback
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.dialog import Dialog
from qbs_desktop.ui.widgets.parts import muted, named
from qbs_desktop.ui.window import placing

WHAT = "上报后这一版封存在数据文件里，报告期锁定；以后要改，须更正并写明原因，或等上级退回。"


@dataclass(frozen=True, slots=True)
class Handing:
    """What the clerk decided."""

    folder: Path
    reason: str
    late: str
    sign_password: str
    open_password: str


class SubmitDialog(Dialog):
    """Stays open until `hand_in` is done; a refusal is shown over it and nothing that was typed is lost."""

    wanted = Signal(object)
    """上报 was pressed; carries a `Handing`."""
    place_wanted = Signal(object)
    checks_wanted = Signal()

    def __init__(self, ready: Readiness, content: str, left_out: str, folder: Path, parent: QWidget) -> None:
        """Build; `content` says which forms and units, `left_out` which forms that are due are not ticked."""
        super().__init__(parent)
        self._ready = ready
        now = ready.now
        which = f"第 {ready.number} 版" + ("（更正）" if now.frozen is not None else "")
        self.setWindowTitle(f"上报 {now.period.label()}报表　{which}")
        self.setMinimumWidth(560)
        self._form = QFormLayout()
        self._form.setSpacing(tokens.SMALL)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.folder = self._line("存到文件夹", str(folder))
        self.pick_button = QPushButton("选择…", self)
        self._form.addRow("存到文件夹", _beside(self.folder, self.pick_button))
        self._form.addRow("内容", QLabel(content, self))
        self.late = self._late(ready.late)
        self.sign_password = self._secret("签名口令", "本单位的签名设了口令") if ready.wants_password else None
        self.open_password = self._secret("打开密码", "可以不设；设了以后 Excel、WPS 打开时要输入")
        self.again = self._secret("再输一次", "与打开密码相同")
        self._form.setRowVisible(self.again, False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, parent=self)
        self.ok = buttons.addButton("上报", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        buttons.accepted.connect(self._hand_in)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.HUGE, tokens.LARGE, tokens.HUGE, tokens.LARGE)
        box.setSpacing(tokens.MEDIUM)
        box.addWidget(muted(WHAT, self))
        if left_out:
            box.addWidget(muted(f"没有勾选的表不在这一版里：{left_out}。", self))
        for told in ready.notes:
            box.addWidget(muted(told, self))
        self.reason = self._obstacles(box)
        box.addLayout(self._form)
        box.addWidget(buttons)
        self._connect()
        self._judge()
        placing.fit(self, 560, max(box.totalHeightForWidth(560), box.sizeHint().height()))

    def _connect(self) -> None:
        self.pick_button.clicked.connect(self._pick)
        for edit in (self.folder, self.late, self.sign_password, self.open_password, self.again, self.reason):
            if edit is not None:
                edit.textChanged.connect(self._judge)
        QTimer.singleShot(0, self, self._begin)

    def _begin(self) -> None:
        first = self.reason or self.sign_password or self.late
        (first if first is not None else self.ok if self.folder.text() else self.folder).setFocus()

    def _line(self, name: str, text: str = "") -> QLineEdit:
        edit = QLineEdit(text, self)
        edit.setAccessibleName(name)
        return edit

    def _secret(self, name: str, hint: str) -> QLineEdit:
        edit = self._line(name)
        edit.setEchoMode(QLineEdit.EchoMode.Password)
        edit.setPlaceholderText(hint)
        self._form.addRow(name, edit)
        return edit

    def _late(self, words: str) -> QLineEdit | None:
        if not words:
            return None
        edit = self._line("迟报说明", f"{words}，原因：")
        edit.setToolTip("报送日已过，说明印在封面上")
        self._form.addRow("迟报说明", edit)
        return edit

    def _obstacles(self, box: QVBoxLayout) -> QLineEdit | None:
        """What is open, the ways there, and the line for the reason that prints; none when nothing is open."""
        if not self._ready.lines:
            return None
        frame = named(QFrame(self), "panel")
        inside = QVBoxLayout(frame)
        inside.setSpacing(tokens.SMALL)
        inside.addWidget(named(QLabel("还有问题没有处理完", frame), "panelTitle"))
        told = QPlainTextEdit("\n".join(self._ready.lines), frame)
        told.setReadOnly(True)
        told.setTabChangesFocus(True)
        told.setAccessibleName("没有处理完的问题")
        line, lines = told.fontMetrics().lineSpacing(), len(self._ready.lines) + 1
        told.setMaximumHeight(min(lines, 7) * line + tokens.MEDIUM)
        told.setMinimumHeight(min(lines, 3) * line + tokens.MEDIUM)
        inside.addWidget(told)
        row = QHBoxLayout()
        self.checks_button, self.goto_button = QPushButton("去审核", frame), QPushButton("转到第一处", frame)
        self.goto_button.setVisible(self._ready.first is not None)
        for button, act in ((self.checks_button, self._to_checks), (self.goto_button, self._to_first)):
            button.setAutoDefault(False)
            button.clicked.connect(act)
            row.addWidget(button)
        row.addStretch(1)
        inside.addLayout(row)
        inside.addWidget(muted("先处理再上报最好。确需先报的，写明理由：理由和没有处理的问题都印在封面上。", frame))
        edit = self._line("上报理由")
        edit.setPlaceholderText("必填，印在封面上")
        inside.addWidget(edit)
        box.addWidget(frame)
        return edit

    # --- what is typed ---------------------------------------------------------------------------------------------

    def _pick(self) -> None:
        before = self.folder.text().strip()
        folder = feedback.pick_folder(self, "上报的工作簿存到哪个文件夹", Path(before) if before else None)
        if folder is not None:
            self.folder.setText(str(folder))

    def _judge(self, *_text: object) -> None:
        self._form.setRowVisible(self.again, bool(self.open_password.text()))
        needed = [self.folder, self.reason, self.late, self.sign_password]
        given = all(edit is None or edit.text().strip() for edit in needed)
        self.ok.setEnabled(given and (not self.open_password.text() or bool(self.again.text())))
        self.ok.setDefault(True)  # a button that was off is the default no more

    def _hand_in(self) -> None:
        if self.open_password.text() and self.open_password.text() != self.again.text():
            feedback.warn(self, "两次输入的打开密码不一样，请重新输入。")
            return
        self.wanted.emit(
            Handing(
                Path(self.folder.text().strip()),
                _text(self.reason),
                _text(self.late),
                self.sign_password.text() if self.sign_password is not None else "",
                self.open_password.text(),
            )
        )

    def _to_checks(self) -> None:
        self._leave(self.checks_wanted.emit)

    def _to_first(self) -> None:
        first: Place | Spot | None = self._ready.first
        self._leave(lambda: self.place_wanted.emit(first))

    def _leave(self, then: Callable[[], None]) -> None:
        self.reject()
        then()


def _text(edit: QLineEdit | None) -> str:
    return edit.text().strip() if edit is not None else ""


def _beside(edit: QWidget, button: QPushButton) -> QHBoxLayout:
    button.setAutoDefault(False)
    row = QHBoxLayout()
    row.setSpacing(tokens.SMALL)
    row.addWidget(edit, 1)
    row.addWidget(button)
    return row
