"""What stands over a month (申报、锁定): the strip that shows it, the menu that changes it, and their questions."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.domain.period_state import Declared
from qbs_desktop.services.months.figures import MonthRow, MonthTable
from qbs_desktop.ui.grid.model import NO_INDEX, GridModel, Index, Role
from qbs_desktop.ui.pages.month.lock import Lock
from qbs_desktop.ui.style import icons, tokens
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.widgets.dialog import Dialog
from qbs_desktop.ui.widgets.parts import link, muted, note

MEANS = {
    Declared.EMPTY: "空表：本期这张表没有任何数。",
    Declared.UNCHANGED: "无变动：本期与上期相比没有变化，不用逐格填。",
}


class MonthModel(GridModel[MonthRow]):
    """The grid of the month page; a cell that may not be changed says why when pointed at."""

    why: Callable[[str], str] | None = None
    """Column id → why its cells cannot be changed now, empty when they can."""

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """What a cell shows; its tooltip ends with the reason."""
        found = super().data(index, role)
        if role != Role.ToolTipRole or index == NO_INDEX or self.why is None:
            return found
        if self.editable(index.row(), index.column()):
            return found
        reason = self.why(self.columns[index.column()].id)
        return "\n".join(part for part in (str(found or ""), reason) if part) or None


class StateStrip(QFrame):
    """What was declared and whether the period is locked, each with the way back; hidden when there is nothing."""

    withdraw = Signal()
    reopen = Signal()
    items_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Build hidden."""
        super().__init__(parent)
        self.setObjectName("strip")
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.MEDIUM, tokens.TINY, tokens.MEDIUM, tokens.TINY)
        row.setSpacing(tokens.SMALL)
        self._mark = QLabel(self)
        self.text = QLabel("", self)
        self.text.setWordWrap(True)
        self.back = link("撤回申报", self)
        self.items = link("看退回项", self)
        self.open_again = link("重新开放…", self)
        row.addWidget(self._mark)
        row.addWidget(self.text, 1)
        row.addWidget(self.back)
        row.addWidget(self.items)
        row.addWidget(self.open_again)
        self.back.clicked.connect(self.withdraw)
        self.items.clicked.connect(self.items_wanted)
        self.open_again.clicked.connect(self.reopen)
        self.hide()

    def show_table(self, table: MonthTable, lock: Lock) -> None:
        """Say what stands over the table."""
        words = sentence(table, lock)
        self.setVisible(bool(words))
        if not words:
            return
        t = current()
        fore, back = (t.query, t.query_soft) if table.locked else (t.hint, t.hint_soft)
        self.setStyleSheet(f"#strip {{ background: {back}; border: none; border-radius: {tokens.RADIUS}px; }}")
        self._mark.setPixmap(icons.pixmap("warning" if table.locked else "info", 18, fore))
        self.text.setText(words)
        self.back.setVisible(table.declaration is not None and not table.locked)
        self.items.setVisible(bool(lock.items))
        self.open_again.setVisible(table.locked)


def sentence(table: MonthTable, lock: Lock) -> str:
    """Declaration and lock of a table in words; empty when there is neither."""
    when, parts = table.period.label(table.scheme), []
    if table.declaration is not None:
        act = table.declaration
        parts.append(
            f"{table.ledger.label}{when}已申报{act.kind.label}"
            + (f"（{act.note}）" if act.note else "")
            + "，不算缺数。"
        )
    if table.locked:
        remark = f"（{lock.note}）" if lock.note else ""
        parts.append(lock.words or f"{when}已锁定{remark}，本期的数据不能改动。")
    return "　".join(parts)


class StateMenu(QPushButton):
    """“本期处理”: declare, withdraw, repeat, lock, reopen, carry over; offers what is possible now."""

    declare = Signal()
    withdraw = Signal()
    repeat = Signal()
    lock = Signal()
    reopen = Signal()
    carry = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Build with every act."""
        super().__init__(parent)
        self.setText("本期处理 ▾")
        self.setToolTip("申报空表或无变动，沿用上期累计，锁定或重新开放报告期，结转名单")
        self.setStyleSheet("QPushButton::menu-indicator { image: none; width: 0; }")
        menu = QMenu(self)
        self.declare_act, self.withdraw_act = menu.addAction("申报空表或无变动…"), menu.addAction("撤回申报")
        self.repeat_act = menu.addAction("沿用上期累计到空白格…")
        menu.addSeparator()
        self.lock_act, self.reopen_act = menu.addAction("锁定报告期…"), menu.addAction("重新开放报告期…")
        menu.addSeparator()
        self.carry_act = menu.addAction("结转名单到下一年…")
        self.repeat_act.triggered.connect(self.repeat)
        self.carry_act.triggered.connect(self.carry)
        self.declare_act.triggered.connect(self.declare)
        self.withdraw_act.triggered.connect(self.withdraw)
        self.lock_act.triggered.connect(self.lock)
        self.reopen_act.triggered.connect(self.reopen)
        self.setMenu(menu)

    def show_table(self, table: MonthTable) -> None:
        """Offer what fits the table."""
        declared = table.declaration is not None
        self.declare_act.setEnabled(not table.locked and not declared)
        self.withdraw_act.setEnabled(not table.locked and declared)
        self.repeat_act.setEnabled(not table.locked and table.previous is not None and bool(table.rows))
        self.lock_act.setEnabled(not table.locked)
        self.reopen_act.setEnabled(table.locked)


# --- questions ---------------------------------------------------------------------------------------------------


class NoteDialog(Dialog):
    """Asks for one line of text before an act; with `required`, nothing is done without it."""

    def __init__(self, parent: QWidget, title: str, text: str, label: str, act: str, *, required: bool) -> None:
        """Build; `act` is the word on the button."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(460)
        self._required = required
        self.note = QLineEdit(self)
        self.note.setAccessibleName(label)
        self.note.setPlaceholderText("必填" if required else "可不填")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, parent=self)
        self.ok = QPushButton(act, self)
        self.ok.setDefault(True)
        self.buttons.addButton(self.ok, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(tokens.HUGE, tokens.LARGE, tokens.HUGE, tokens.LARGE)
        self.column.setSpacing(tokens.SMALL)
        self.column.addWidget(muted(text, self))
        self.column.addWidget(QLabel(label, self))
        self.column.addWidget(self.note)
        self.column.addSpacing(tokens.SMALL)
        self.column.addWidget(self.buttons)
        self.note.textChanged.connect(self._judge)
        self._judge()
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _judge(self, *_text: object) -> None:
        self.ok.setEnabled(not self._required or bool(self.text()))

    def text(self) -> str:
        """What was written."""
        return self.note.text().strip()


class DeclareDialog(NoteDialog):
    """Asks which of the two is declared."""

    def __init__(self, parent: QWidget, what: str) -> None:
        """Build; `what` names the list and the period."""
        super().__init__(
            parent, "申报空表或无变动", f"{what}没有数要填时，在这里申报。", "备注", "申报", required=False
        )
        self.choices: dict[Declared, QRadioButton] = {}
        for at, kind in enumerate(Declared, 1):
            self.choices[kind] = QRadioButton(MEANS[kind], self)
            self.column.insertWidget(at, self.choices[kind])
        self.choices[Declared.UNCHANGED].setChecked(True)
        self.choices[Declared.UNCHANGED].setFocus(Qt.FocusReason.OtherFocusReason)
        self.column.insertWidget(3, note("申报不写入任何数，也不复制上期的数；以后填了数，申报自动撤回。", self))

    def kind(self) -> Declared:
        """What is declared."""
        return next(kind for kind, button in self.choices.items() if button.isChecked())
