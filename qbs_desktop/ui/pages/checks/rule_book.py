"""审核规则: every rule with its grade, source, thresholds and findings of now; all but the 强制 can be switched off."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.services.checks import rulebook
from qbs_desktop.services.checks.rulebook import RuleState
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.pages.checks.finding_look import colour
from qbs_desktop.ui.pages.checks.thresholds import ThresholdEditors
from qbs_desktop.ui.rechecking import Rechecker
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.widgets.dialog import Dialog
from qbs_desktop.ui.widgets.parts import Panel, muted, named
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table
from qbs_desktop.ui.window import placing


class RulesDialog(Dialog):
    """The rule book of the open file. What is changed here is a step that can be undone."""

    def __init__(self, workspace: Workspace, checker: Rechecker, parent: QWidget, rule_id: str = "") -> None:
        """Build at a rule, or at the first one."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("审核规则")
        placing.fit(self, 1040, 620)
        self._workspace, self._checker = workspace, checker
        self._counts: dict[str, int] = {}
        self.rules: TextModel[RuleState] = TextModel(
            (
                TextColumn("级别", 56, _grade, colour=_grade_colour),
                TextColumn("规则", 0, _title, colour=_title_colour),
                TextColumn("关系", 88, _refs),
                TextColumn("本期", 48, self._count, right=True),
                TextColumn("状态", 64, _word, colour=_word_colour),
            ),
            self,
        )
        self.view = table(self.rules, "审核规则", self)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("查找规则、依据、阈值，如：入统、P10、停用")
        self.search.setAccessibleName("查找审核规则")
        self.search.setClearButtonEnabled(True)
        self.text = named(QTextBrowser(self), "bare")
        self.text.setAccessibleName("规则说明")
        self.thresholds = ThresholdEditors(workspace, self)
        self.switch = QPushButton("停用", self)
        self._note = muted("", self)
        self._build()
        self._show(rule_id)

    def _build(self) -> None:
        pane = Panel("", self)
        pane.body.addWidget(self.text, 1)
        pane.body.addWidget(self.thresholds)
        row = QHBoxLayout()
        row.addWidget(self._note, 1)
        row.addWidget(self.switch)
        pane.body.addLayout(row)
        left = QWidget(self)
        under = QVBoxLayout(left)
        under.setContentsMargins(0, 0, 0, 0)
        under.addWidget(self.search)
        under.addWidget(self.view, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(left)
        splitter.addWidget(pane)
        splitter.setSizes([600, 440])
        splitter.setChildrenCollapsible(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        buttons.rejected.connect(self.reject)
        for button in (self.switch, *buttons.buttons()):
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)  # Enter in a line stores what was typed, nothing else
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.LARGE, tokens.LARGE, tokens.LARGE, tokens.LARGE)
        column.setSpacing(tokens.MEDIUM)
        column.addWidget(splitter, 1)
        column.addWidget(buttons)
        self.search.textChanged.connect(self._look)
        self.view.selectionModel().currentRowChanged.connect(self._on_row)
        self.switch.clicked.connect(self.switch_rule)
        self.thresholds.stored.connect(self._again)
        self._checker.told.connect(self._again)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what is shown -------------------------------------------------------------------------------------------

    def current(self) -> RuleState | None:
        """The rule looked at."""
        at = self.view.currentIndex()
        return self.rules.rows[at.row()] if at.isValid() and at.row() < len(self.rules.rows) else None

    def _show(self, rule_id: str) -> None:
        wanted = self.search.text().strip()
        self._counts = rulebook.counted(self._checker.found)
        rows = [one for one in rulebook.rules(self._workspace) if one.speaks_of(wanted)]
        self.rules.show_rows(rows)
        if not rows:
            self._tell(None)
            return
        at = next((n for n, one in enumerate(rows) if one.id == rule_id), 0)
        self.view.selectRow(at)
        self.view.scrollTo(self.rules.index(at, 0))

    def _look(self) -> None:
        one = self.current()
        self._show(one.id if one is not None else "")

    def _again(self) -> None:
        """The file or its findings have changed; what is being typed stays."""
        if not self.thresholds.typing:
            self._look()

    def _on_row(self, now: QModelIndex, _before: QModelIndex) -> None:
        self._tell(self.rules.rows[now.row()] if now.isValid() else None)

    def _tell(self, one: RuleState | None) -> None:
        self.text.setHtml(rule_html(one, self._counts.get(one.id, 0)) if one is not None else "没有符合的规则。")
        self.thresholds.show_thresholds(one.thresholds if one is not None else ())
        self.switch.setVisible(one is not None and not one.fixed)
        self.switch.setText("停用" if one is not None and one.on else "启用")
        fixed = one is not None and one.fixed
        self._note.setText(
            "强制性审核不能停用。" if fixed else "停用只对本文件有效，可以撤销。" if one is not None else ""
        )

    def _count(self, one: RuleState) -> str:
        count = self._counts.get(one.id, 0)
        return str(count) if count else ""

    # --- acts ----------------------------------------------------------------------------------------------------

    def switch_rule(self) -> None:
        """停用 or 启用 the rule; a step that can be undone."""
        one = self.current()
        if one is not None and not one.fixed:
            rulebook.switch_rule(self._workspace, one.id, on=not one.on)
            self._again()


def _grade(one: RuleState) -> str:
    return one.grade.label


def _grade_colour(one: RuleState) -> str:
    return colour(one.grade) if one.on else current().faint


def _title(one: RuleState) -> str:
    return one.title


def _title_colour(one: RuleState) -> str:
    return "" if one.on else current().muted


def _refs(one: RuleState) -> str:
    return " ".join(one.rule.refs)


def _word(one: RuleState) -> str:
    return one.word


def _word_colour(one: RuleState) -> str:
    return "" if one.on else current().query


def rule_html(one: RuleState, count: int) -> str:
    """What a rule asks, how a finding reads, what to do, on what it rests."""
    t, rule = current(), one.rule
    lines = [
        f"<p style='color:{colour(rule.grade)}'><b>{rule.grade.label}</b>　<b>{escape(rule.title)}</b></p>",
        f"<p style='color:{t.muted}'>例：{escape(rule.example)}</p>",
        f"<p><b>怎么办</b>　{escape(rule.advice)}</p>",
        f"<p><b>依据</b>　{escape(rule.source)}</p>",
        f"<p style='color:{t.muted}'>来源等级：{rule.evidence.value}（{rule.evidence.label}）</p>",
    ]
    if rule.refs:
        lines.append(f"<p style='color:{t.muted}'>对应审核关系 {'、'.join(rule.refs)}</p>")
    now = f"本期有 {count} 条结果。" if count else "本期没有结果。"
    lines.append(f"<p>{now if one.on else '本文件已停用这条规则。'}</p>")
    return "".join(lines)
