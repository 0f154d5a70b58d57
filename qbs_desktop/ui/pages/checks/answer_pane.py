"""核实说明: the coded reason, the clerk's own sentence, and earlier answers that can be taken over with one click."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from qbs_desktop.domain import reasons
from qbs_desktop.domain.reasons import Reason
from qbs_desktop.services.checks import begun
from qbs_desktop.services.checks.checking import CheckedFinding, Suggestion
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.widgets.parts import clear, link, named

NO_REASON = "选择原因"
LEFT_OVER = "上次没有保存的说明，核对后保存。"
STALE = "说明后数据有变，请重新说明。"
SUGGESTED = 2
"""How many earlier answers are offered; more would push the sentence off a small screen."""
OFFER_WIDTH = 250
"""Pixels of an earlier answer on its button, as wide as the narrowest pane; the tooltip has all of it."""


class AnswerPane(QWidget):
    """Answers one 核实 finding, or several alike. Nothing is filled in by itself and nothing is stored here.

    `answered` carries the reason's id and the sentence, `withdrawn` means that the answer is taken back, both for
    `targets`; `alike_wanted` asks for every finding of the same rule.
    """

    answered = Signal(str, str)
    withdrawn = Signal()
    alike_wanted = Signal()
    brought = Signal()
    """The focus was brought here."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        """Build without a finding."""
        super().__init__(parent)
        self._workspace = workspace
        self._one: CheckedFinding | None = None
        self._group: tuple[CheckedFinding, ...] = ()
        self._filling = False
        """Whether the pane shows something, so that nobody is typing."""
        self.many = QLabel("", self)
        self.many.setWordWrap(True)
        self.alike = link("", self)
        self.alike.setToolTip("选中以后填一次，都用同一说明；也可以按住 Ctrl 或 Shift 自己选")
        self.stale = QLabel(STALE, self)
        self.stale.setWordWrap(True)
        self.offers = QVBoxLayout()
        self.offers.setSpacing(0)
        self.reason = QComboBox(self)
        self.reason.setAccessibleName("说明原因")
        self.sentence = QPlainTextEdit(self)
        self.sentence.setPlaceholderText("写明情况，例如：新项目10月投产，产值集中入账。")
        self.sentence.setAccessibleName("核实说明")
        self.sentence.setTabChangesFocus(True)
        self.sentence.setMinimumHeight(40)
        self.sentence.setMaximumHeight(72)
        self.save = QPushButton("保存说明", self)
        self.withdraw = QPushButton("收回说明", self)
        self._arrange()
        self.reason.currentIndexChanged.connect(self._judge)
        self.sentence.textChanged.connect(self._judge)
        self.save.clicked.connect(self._on_save)
        self.save.setToolTip("Ctrl+Enter")
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.save.click)
        self.withdraw.clicked.connect(self.withdrawn)
        self.alike.clicked.connect(self.alike_wanted)

    def _arrange(self) -> None:
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, tokens.SMALL, 0, 0)
        head = QHBoxLayout()
        head.addWidget(named(QLabel("核实说明", self), "panelTitle"))
        head.addStretch(1)
        head.addWidget(self.alike)
        inner.addLayout(head)
        inner.addWidget(self.many)
        inner.addWidget(self.stale)
        inner.addLayout(self.offers)
        inner.addWidget(self.reason)
        inner.addWidget(self.sentence)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.withdraw)
        row.addWidget(self.save)
        inner.addLayout(row)

    @property
    def targets(self) -> tuple[CheckedFinding, ...]:
        """What an answer is for: of several those without one, else all of them."""
        if not self._group:
            return () if self._one is None else (self._one,)
        return tuple(one for one in self._group if not one.explained) or self._group

    @property
    def answered_ones(self) -> tuple[CheckedFinding, ...]:
        """Those whose answer can be taken back."""
        return tuple(one for one in self._group or self.targets if one.explained or one.stale)

    @property
    def kept_under(self) -> str:
        """The key under which an answer is kept while it is typed; blank without a finding."""
        if self._group:
            return begun.several(one.finding for one in self._group)
        return self._one.finding.key if self._one is not None else ""

    def offer_alike(self, count: int) -> None:
        """Offer to select every finding of the rule, if there are more than are selected."""
        self.alike.setText(f"选中同一规则的 {count} 条")
        self.alike.setVisible(count > max(len(self._group), 1))

    def show_group(self, ones: Sequence[CheckedFinding], others: int) -> None:
        """Answer several findings alike; `others` that are selected too are no 核实. What was typed for them stays."""
        before, typed = self.kept_under, self._typed() if self._group else ("", "")
        self._one, self._group = None, tuple(ones)
        if any(typed) and before != self.kept_under:
            begun.drop(self._workspace, [before])
            begun.keep(self._workspace, self.kept_under, *typed)
        kept = begun.of(self._workspace, self.kept_under)
        reason, sentence = (kept.reason, kept.sentence) if kept is not None and not any(typed) else typed
        clear(self.offers)
        self.stale.hide()
        left_over = f"\n{LEFT_OVER}" if kept is not None and kept.left_over else ""
        self.many.setText(_counted(self.targets, ones, others) + left_over)
        self.many.show()
        fits = [reason for reason in reasons.REASONS if all(reason.fits(one.finding) for one in ones)]
        self._offer_reasons(fits)
        self._fill(reason if reason in {one.id for one in fits} else "", sentence)
        self.save.setText(f"保存说明（{len(self.targets)} 条）")
        self.withdraw.setEnabled(bool(self.answered_ones))

    def show_finding(self, one: CheckedFinding | None, earlier: Sequence[Suggestion] = ()) -> None:
        """Show the answer of a finding; an outdated one is offered as an earlier answer, not filled in."""
        self._one, self._group = one, ()
        self.many.hide()
        self.save.setText("保存说明")
        clear(self.offers)
        if one is None:
            return
        self.stale.setVisible(one.stale)
        self.stale.setStyleSheet(f"color: {current().query}")
        for suggestion in earlier[:SUGGESTED]:
            self.offers.addWidget(self._offer(suggestion))
        self._offer_reasons(reasons.offered(one.finding))
        stored = ("", "") if one.stale else (one.code, one.sentence)
        kept = begun.of(self._workspace, one.finding.key)
        self._fill(*((kept.reason, kept.sentence) if kept is not None else stored))
        if kept is not None and kept.left_over:
            self.many.setText(LEFT_OVER)
            self.many.show()
        self.withdraw.setEnabled(one.explained or one.stale)

    def begin(self) -> None:
        """Put the focus where an answer begins: on an earlier one that can be taken over, else on the reason."""
        offered = self.offers.itemAt(0).widget() if self.offers.count() else self.reason
        offered.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.brought.emit()

    def _offer_reasons(self, offered: Sequence[Reason]) -> None:
        self.reason.blockSignals(True)
        self.reason.clear()
        self.reason.addItem(NO_REASON, "")
        for reason in offered:
            self.reason.addItem(f"{reason.label}（须写明）" if reason.needs_sentence else reason.label, reason.id)
        self.reason.blockSignals(False)

    def _offer(self, suggestion: Suggestion) -> QPushButton:
        words = "　".join(part for part in (suggestion.words, suggestion.sentence) if part)
        head = _head(suggestion)
        button = link("", self)
        whole = f"{head}：{words}"
        button.setText(button.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, OFFER_WIDTH))
        button.setToolTip(f"{words}\n点一下填入下面，核对后保存。")
        button.setAccessibleName(whole)
        reason = suggestion.reason.id if suggestion.reason is not None else ""
        button.clicked.connect(partial(self._take, reason, suggestion.sentence))
        return button

    def _take(self, reason: str, sentence: str, *_checked: object) -> None:
        self._fill(reason, sentence)
        self.save.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, reason: str, sentence: str) -> None:
        if reason and self.reason.findData(reason) < 0 and reason in reasons.BY_ID:
            self.reason.addItem(reasons.BY_ID[reason].label, reason)
        self._filling = True
        self.reason.setCurrentIndex(max(self.reason.findData(reason), 0))
        self.sentence.setPlainText(sentence)
        self._filling = False
        self._judge()

    def _typed(self) -> tuple[str, str]:
        return str(self.reason.currentData() or ""), self.sentence.toPlainText().strip()

    def _judge(self, *_changed: object) -> None:
        """Saving needs a reason that says enough or a sentence, and something new."""
        code, words = self._typed()
        enough = bool(words) or (code in reasons.BY_ID and not reasons.BY_ID[code].needs_sentence)
        new = any(not one.explained or (code, words) != (one.code, one.sentence) for one in self.targets)
        self.save.setEnabled(enough and new)
        if self.kept_under and not self._filling:
            self._keep(code, words)

    def _keep(self, code: str, words: str) -> None:
        """Looking elsewhere, closing and a crash lose nothing of an answer that was begun."""
        key, one = self.kept_under, self._one
        if (code, words) == ("", "") or (one is not None and (code, words) == (one.code, one.sentence)):
            if begun.of(self._workspace, key) is not None:
                begun.drop(self._workspace, [key])
        else:
            begun.keep(self._workspace, key, code, words)

    def _on_save(self) -> None:
        code, words = self._typed()
        self.answered.emit(code, words)


def _counted(targets: Sequence[CheckedFinding], ones: Sequence[CheckedFinding], others: int) -> str:
    """How many get the answer, before it is given."""
    kept = len(ones) - len(targets)
    if all(one.explained for one in ones):
        words = f"选中 {len(ones)} 条，都已说明；保存就改成同一说明"
    else:
        words = f"选中 {len(ones)} 条，{len(targets)} 条填同一说明" + (f"，{kept} 条已有说明的不改" if kept else "")
    return words + (f"；另 {others} 条不是核实，不计在内。" if others else "。")


def _head(suggestion: Suggestion) -> str:
    if suggestion.stale:
        return "沿用原说明"
    return f"沿用{suggestion.period.label()}说明" if suggestion.period is not None else "沿用上期说明"
