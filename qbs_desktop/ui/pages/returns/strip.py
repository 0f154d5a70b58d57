"""The line over the forms: where the return of the period stands, and the next act."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from qbs_desktop.domain.return_state import Act, Stage
from qbs_desktop.services.reporting.drifting import Drift
from qbs_desktop.services.reporting.return_states import PeriodReturn
from qbs_desktop.ui.pages.returns.steps import StepLine, steps
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.parts import link, muted, named, primary

NEXT = {
    Stage.DRAFT: Act.REVIEW,
    Stage.REVIEWED: Act.SUBMIT,
    Stage.SUBMITTED: Act.CORRECT,
    Stage.ACCEPTED: Act.CORRECT,
    Stage.REJECTED: Act.REVIEW,
}
"""What is usually done next; the primary button does it."""
_DOTS = {Act.SUBMIT: "…", Act.CORRECT: "…"}
_TIPS = {
    Act.REVIEW: "审核本报告期；没有未处理的强制、核实问题就算通过，以后改了数要重新通过",
    Act.SUBMIT: "封存这一版，存成工作簿，锁定报告期（Ctrl+Shift+E）",
    Act.CORRECT: "写明原因，重新开放报告期；改好后再上报，作为下一版",
}


class ReturnStrip(QFrame):
    """Steps, a sentence where one is needed, and the buttons of the period's return."""

    wanted = Signal(str)
    """An act was asked for; carries its value."""
    answer_wanted = Signal()
    items_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Build for no state yet."""
        super().__init__(parent)
        named(self, "panel")
        self.line = StepLine(self)
        self.note = muted("", self)
        self.items_link = link("看退回项", self)
        self.answer_button = QPushButton("接收回执或退回单…", self)
        self.answer_button.setToolTip("读入上级发回的文件；也可以把它拖进窗口")
        self.submit_button = QPushButton("上报…", self)
        self.submit_button.setToolTip(_TIPS[Act.SUBMIT])
        self.next_button = primary(Act.REVIEW.label, self)
        self._next = Act.REVIEW
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        row.addWidget(self.line)
        row.addStretch(1)
        for button in (self.answer_button, self.submit_button, self.next_button):
            row.addWidget(button)
        self._below = QWidget(self)
        below = QHBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(tokens.SMALL)
        below.addWidget(self.note, 1)
        below.addWidget(self.items_link)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.MEDIUM, tokens.SMALL, tokens.MEDIUM, tokens.SMALL)
        box.setSpacing(tokens.TINY)
        box.addLayout(row)
        box.addWidget(self._below)
        self._below.hide()
        self.next_button.clicked.connect(self._on_next)
        self.submit_button.clicked.connect(self._on_submit)
        self.answer_button.clicked.connect(self.answer_wanted)
        self.items_link.clicked.connect(self.items_wanted)

    def show_state(self, one: PeriodReturn, *, forms: bool, drift: Drift | None = None) -> None:
        """Say where it stands, and how the file drifted from it; without `forms` there is nothing to hand in."""
        self.line.show_steps(steps(one), one.period.label())
        self._next = NEXT[one.stage]
        self.next_button.setText(self._next.label + _DOTS.get(self._next, ""))
        self.next_button.setToolTip(_TIPS[self._next])
        self.submit_button.setVisible(self._next is Act.REVIEW)
        for button in (self.next_button, self.submit_button):
            button.setEnabled(forms)
        words = sentence(one)
        if drift is not None:
            words += drift.sentence
        self.note.setText(words)
        self.note.setToolTip(drift.details if drift is not None else "")
        self.items_link.setVisible(bool(one.items))
        self._below.setVisible(bool(words))

    def _on_next(self) -> None:
        self.wanted.emit(self._next.value)

    def _on_submit(self) -> None:
        self.wanted.emit(Act.SUBMIT.value)


def sentence(one: PeriodReturn) -> str:
    """What there is to say beyond the steps."""
    if one.stale_review:
        return "审核通过以后有改动，请重新审核通过。"
    if one.stage is Stage.REJECTED and one.frozen is not None:
        if not one.items:
            return f"第 {one.frozen.revision} 版整张退回（{one.lock.reason}），报告期已重新开放；改好后再上报。"
        answered = sum(bool(item.reply) for item in one.items)
        told = f"，已答复 {answered} 项" if answered else ""
        return f"{one.why_locked[:-1]}{told}；改好或答复后再上报，作为更正。"
    if one.correction and one.lock.reason:
        return f"更正原因：{one.lock.reason}"
    return one.why_locked
