"""签名的钥匙: make the own key and hand it on, register those of other units, revoke."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.domain.errors import QbsError, Refusal
from qbs_desktop.services.reporting import office_keys
from qbs_desktop.services.reporting.office_keys import OfficeKey
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import feedback
from qbs_desktop.ui.dialogs.question import QuestionDialog
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.widgets.dialog import Dialog
from qbs_desktop.ui.widgets.parts import muted, named
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table
from qbs_desktop.ui.window import placing

BOOKS = "公钥登记表 (*.xlsx)"
WORDS = "签名是可选的：有了钥匙，导出的报表都带签名，接收单位能认出是不是本单位报的。"


class OfficeKeysDialog(Dialog):
    """The own key above, the registered ones below."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        """Build with what is known now."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("签名的钥匙")
        placing.fit(self, 780, 460)
        self._workspace = workspace
        self.mark = QLabel("", self)
        self.mark.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.mark.setAccessibleName("本单位钥匙的指纹")
        self.mark.setFont(_digits(self.mark))
        self.state = muted("", self)
        self.make_button = self._button("建立…", self._ask_make)
        self.enrol_button = self._button("导出公钥登记表…", self._enrol)
        self.unlock_button = self._button("输入签名口令…", self._ask_unlock)
        self.keys: TextModel[OfficeKey] = TextModel(
            (
                TextColumn("单位", 150, _whose),
                TextColumn("指纹", 240, lambda one: one.fingerprint),
                TextColumn("状态", 70, lambda one: office_keys.STATE_WORDS[one.state], colour=_colour),
                TextColumn("登记时间", 92, lambda one: one.since[:10]),
                TextColumn("备注", 0, lambda one: one.note),
            ),
            self,
        )
        self.view = table(self.keys, "登记的钥匙", self)
        self.register_button = self._button("登记下级单位的钥匙…", self._register)
        self.revoke_button = self._button("撤销…", self._ask_revoke)
        self._lay_out()
        self.view.selectionModel().currentRowChanged.connect(self._on_row)
        self._show()

    def _button(self, text: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button

    def _lay_out(self) -> None:
        own, others = QHBoxLayout(), QHBoxLayout()
        for button in (self.make_button, self.enrol_button, self.unlock_button):
            own.addWidget(button)
        own.addStretch(1)
        for button in (self.register_button, self.revoke_button):
            others.addWidget(button)
        others.addStretch(1)
        close = self._button("关闭", self.accept)
        others.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.LARGE, tokens.LARGE, tokens.LARGE, tokens.LARGE)
        box.setSpacing(tokens.MEDIUM)
        box.addWidget(muted(WORDS, self))
        box.addWidget(named(QLabel("本单位的钥匙", self), "panelTitle"))
        box.addWidget(self.mark)
        box.addWidget(self.state)
        box.addLayout(own)
        box.addWidget(named(QLabel("登记的钥匙", self), "panelTitle"))
        box.addWidget(self.view, 1)
        box.addLayout(others)

    def _show(self) -> None:
        mine = office_keys.own(self._workspace)
        locked = office_keys.wants_password(self._workspace)
        self.mark.setText(mine.fingerprint if mine is not None else "还没有建立")
        if mine is None:
            words = "建立后把公钥登记表交给接收单位，电话核对指纹后登记。"
        elif locked:
            words = f"{mine.since[:10]} 建立，设了口令：导出前先输入一次，关闭文件前有效。"
        else:
            words = f"{mine.since[:10]} 建立，导出的报表都带签名。"
        self.state.setText(words)
        self.make_button.setText("更换…" if mine is not None else "建立…")
        self.enrol_button.setEnabled(mine is not None)
        self.unlock_button.setVisible(locked)
        self.keys.show_rows(office_keys.all_keys(self._workspace))
        if self.keys.rows:
            self.view.selectRow(len(self.keys.rows) - 1)
        self._on_row()

    def _on_row(self, *_indexes: object) -> None:
        one = self.current()
        self.revoke_button.setEnabled(one is not None and one.state != "revoked")

    def current(self) -> OfficeKey | None:
        """The key in front."""
        at = self.view.currentIndex().row()
        return self.keys.rows[at] if 0 <= at < len(self.keys.rows) else None

    def _ask(self, dialog: QuestionDialog) -> None:
        dialog.accepted.connect(self._show)
        dialog.open()

    # --- the own key -----------------------------------------------------------------------------------------------

    def _ask_make(self) -> None:
        changing = office_keys.own(self._workspace) is not None
        words = "口令可以不设。设了口令，别人拿到数据文件也不能替本单位签名；忘了口令只能另建一把，重新登记。"
        if changing:
            words = f"新钥匙建立后，原来的不再用来签名。请重新导出公钥登记表交给接收单位。\n{words}"
        dialog = QuestionDialog("更换签名的钥匙" if changing else "建立签名的钥匙", words, "建立", self._make, self)
        dialog.line("签名口令", "可以不设，至少 6 个字", hidden=True)
        dialog.line("再输一次", hidden=True)
        self._ask(dialog)

    def _make(self, typed: list[str]) -> None:
        first, again = typed
        if first != again:
            raise Refusal("两次输入的口令不一样，请重新输入。")
        office_keys.make(self._workspace, first or None)

    def _enrol(self) -> None:
        folder = feedback.pick_folder(self, "公钥登记表存到哪里")
        if folder is None:
            return
        try:
            path = office_keys.export_enrolment(self._workspace, folder)
        except QbsError as error:
            feedback.show(self, error)
            return
        text = "请把它交给接收单位，并在电话里念指纹给对方核对。"
        if feedback.done(self, f"已导出“{path.name}”。", text, "打开所在文件夹"):
            feedback.open_with_system(path.parent)

    def _ask_unlock(self) -> None:
        dialog = QuestionDialog("签名口令", "输入后，关闭文件前导出的报表都带签名。", "确定", self._unlock, self)
        dialog.line("签名口令", hidden=True)
        self._ask(dialog)

    def _unlock(self, typed: list[str]) -> None:
        office_keys.unlock(self._workspace, typed[0])

    # --- the register ----------------------------------------------------------------------------------------------

    def _register(self) -> None:
        path = feedback.pick_file(self, "选择公钥登记表", BOOKS)
        if path is not None:
            self.register(path)

    def register(self, path: Path) -> None:
        """Show what an enrolment file says, and register it once its fingerprint was heard."""
        try:
            said = office_keys.read_enrolment(path)
        except QbsError as error:
            feedback.show(self, error)
            return
        unit = f"{said.unit_name}（{said.unit_code}）"
        vouched = office_keys.vouched(self._workspace, said)
        if vouched:
            words = f"“{unit}”换了钥匙，由原来登记的钥匙担保，可以直接登记。\n新指纹：{said.key.fingerprint}"
        else:
            words = (
                f"请打电话给“{unit}”（用平时的号码，不用文件里写的），请对方念本单位钥匙的 24 位指纹，照听到的输入。"
                "与登记表一致才能登记。"
            )
        dialog = QuestionDialog("登记钥匙", words, "登记", partial(self._registered, said, vouched), self)
        if not vouched:
            dialog.line("听到的指纹", "24 位数字，空格、横线都可以不输")
        dialog.line("备注", "和谁核对的，可以不写")
        self._ask(dialog)

    def _registered(self, said: office_keys.Enrolment, vouched: bool, typed: list[str]) -> None:
        if not vouched and not office_keys.same_fingerprint(typed[0], said.key.fingerprint):
            raise Refusal("听到的指纹与登记表不一致，没有登记。请核对输入；确实不一致的，登记表可能不是该单位给的。")
        office_keys.register(self._workspace, said, typed[-1].strip())

    def _ask_revoke(self) -> None:
        one = self.current()
        if one is None:
            return
        words = f"撤销后，用这把钥匙签的报表都不再作数，不能恢复。\n{_whose(one)}　{one.fingerprint}"
        dialog = QuestionDialog("撤销钥匙", words, "撤销", partial(self._revoke, one.fingerprint), self)
        dialog.line("原因", "例如：电脑遗失、人员调离")
        self._ask(dialog)

    def _revoke(self, mark: str, typed: list[str]) -> None:
        office_keys.revoke(self._workspace, mark, typed[0])


def _digits(label: QLabel) -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(round(label.fontInfo().pixelSize() * 1.4))
    return font


def _whose(one: OfficeKey) -> str:
    return f"本单位（{one.unit_name}）" if one.own else one.unit_name


def _colour(one: OfficeKey) -> str:
    t = current()
    return {"active": t.good, "replaced": t.query, "revoked": t.error}[one.state]
