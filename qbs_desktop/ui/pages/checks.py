"""审核: run the rules in the background; findings by grade, the numbers behind each, the way to the cell, 核实说明."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.domain.finding import Grade
from qbs_desktop.services import checking, overview
from qbs_desktop.services.checking import CheckedFinding
from qbs_desktop.services.workspace import Notice, Workspace
from qbs_desktop.ui import feedback
from qbs_desktop.ui.pages import finding_look as look
from qbs_desktop.ui.pages.answer_pane import AnswerPane
from qbs_desktop.ui.pages.rules_dialog import RulesDialog, switched_off
from qbs_desktop.ui.shell import Shell
from qbs_desktop.ui.style import icons, tokens
from qbs_desktop.ui.tasks import Task
from qbs_desktop.ui.widgets.parts import Panel, link, muted, page_title, primary
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, fit_lines, table

ALL = "all"
NARROW = 1000
"""Below this width the list's name gives way to the sentences."""
SUBJECT, SENTENCE = 2, 3
"""The columns that break into lines."""


class ChecksPage(QWidget):
    """Findings of the period and what to do about them."""

    title = "审核"

    def __init__(self, workspace: Workspace, shell: Shell) -> None:
        """Build; the rules run when the page is first activated."""
        super().__init__()
        self.setObjectName("page")
        self._workspace, self._shell = workspace, shell
        self.found: list[CheckedFinding] = []
        self._grade = ALL
        self._ran = False
        self._stale = False
        self._period = shell.period
        self._step = 0
        """Where F8 goes once the rules have run: 1 to the first finding, -1 to the last, 0 nowhere."""
        self._task: Task | None = None
        self.model: TextModel[CheckedFinding] = TextModel(
            (
                TextColumn("级别", 78, look.grade_text, colour=look.grade_colour, icon=look.grade_icon),
                TextColumn("名单", 84, self._ledger_text),
                TextColumn("名称", 150, lambda one: one.finding.subject),
                TextColumn("审核结果", 0, lambda one: one.finding.message),
                TextColumn("说明", 64, look.answer_text, colour=look.answer_colour),
            ),
            self,
        )
        self.view = table(self.model, "审核结果", self)
        self.view.setWordWrap(True)
        self._fit_soon = QTimer(self, singleShot=True, interval=30)
        self._fit_soon.timeout.connect(self._fit)
        self._summary = muted("", self)
        self._run = primary("重新审核", self, "play")
        self._grades: dict[str, QToolButton] = {}
        self.ledger = QComboBox(self)
        self.search = QLineEdit(self)
        self._empty = muted("", self)
        self._detail = QTextBrowser(self)
        self._goto = QPushButton("转到单元格", self)
        self._leave_out = link("不再审这条规则…", self)
        self._rules = link("", self)
        self.answer = AnswerPane(self)
        self._build()
        self._connect()
        self._show_detail(None)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(tokens.MEDIUM)
        top.addWidget(page_title("审核", self))
        top.addWidget(self._summary, 1)
        top.addWidget(self._run)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        left = QWidget(self)
        under = QVBoxLayout(left)
        under.setContentsMargins(0, 0, 0, 0)
        under.addWidget(self._empty)
        under.addWidget(self.view, 1)
        splitter.addWidget(left)
        splitter.addWidget(self._pane())
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        splitter.setSizes([750, 330])
        splitter.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.HUGE, tokens.LARGE, tokens.HUGE, tokens.LARGE)
        column.setSpacing(tokens.MEDIUM)
        column.addLayout(top)
        column.addLayout(self._filters())
        column.addWidget(splitter, 1)

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(tokens.TINY)
        for key, label in ((ALL, "全部"), *((grade.value, grade.label) for grade in Grade)):
            button = QToolButton(self)
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setText(label)
            button.setAccessibleName(f"只看{label}")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            if key != ALL:
                button.setIcon(icons.icon(look.GRADE_ICONS[Grade(key)], look.colour(Grade(key))))
            button.setChecked(key == ALL)
            button.clicked.connect(partial(self._pick_grade, key))
            self._grades[key] = button
            row.addWidget(button)
        row.addSpacing(tokens.MEDIUM)
        row.addWidget(self._rules)
        row.addStretch(1)
        self.ledger.setAccessibleName("只看哪个名单")
        self.ledger.addItem("全部名单", "")
        for ledger in self._workspace.ledgers.values():
            self.ledger.addItem(ledger.label, ledger.id)
        row.addWidget(self.ledger)
        self.search.setPlaceholderText("按名称或内容查找")
        self.search.setAccessibleName("查找审核结果")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(220)
        row.addWidget(self.search)
        return row

    def _pane(self) -> Panel:
        pane = Panel("详情", self)
        pane.setMinimumWidth(280)
        self._detail.setAccessibleName("审核结果详情")
        self._detail.setFrameShape(QTextBrowser.Shape.NoFrame)
        self._detail.setOpenLinks(False)
        pane.body.addWidget(self._detail, 1)
        self._goto.setIcon(icons.icon("goto"))
        self._goto.setToolTip("回车；F8 下一条，Shift+F8 上一条")
        self._leave_out.setToolTip("这条规则不适用于本文件时停用它；强制性审核不能停用")
        row = QHBoxLayout()
        row.addWidget(self._goto)
        row.addStretch(1)
        row.addWidget(self._leave_out)
        pane.body.addLayout(row)
        pane.body.addWidget(self.answer)
        return pane

    def _connect(self) -> None:
        self._run.clicked.connect(self.run)
        self.ledger.currentIndexChanged.connect(self._filter)
        self.search.textChanged.connect(self._filter)
        self.view.selectionModel().currentRowChanged.connect(self._on_row)
        self.view.doubleClicked.connect(self._on_double)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shortcut = QShortcut(QKeySequence(key), self.view)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(self.goto_cell)
        self._goto.clicked.connect(self.goto_cell)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._on_menu)
        self.answer.answered.connect(self._save_answer)
        self.answer.withdrawn.connect(self._withdraw_answer)
        self._leave_out.clicked.connect(self.leave_out_rule)
        self._rules.clicked.connect(self.show_rules)
        self._workspace.listen(self._on_changed)
        self._shell.period_changed.connect(self._on_period)
        self._shell.themed.connect(self._on_themed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small screen the list's name gives way to the sentences, which break into lines."""
        super().resizeEvent(event)
        self.view.setColumnHidden(1, self.width() < NARROW)
        self._fit_soon.start()

    def _fit(self) -> None:
        self._fit_soon.stop()
        fit_lines(self.view, self.model, (SUBJECT, SENTENCE))

    # --- running -----------------------------------------------------------------------------------------------

    def activate(self) -> None:
        """Come to the front: run once, and again after changes."""
        if not self._ran or self._stale:
            self.run()

    def run(self) -> None:
        """审核 in the background; the list stays usable meanwhile."""
        if self._task is not None:
            self._task.cancel()
        self._ran, self._stale = True, False
        workspace, period = self._workspace, self._shell.period
        self._period = period
        self._summary.setText(f"正在审核{period.label()}……")
        self._task = self._shell.tasks.run(
            f"审核{period.label()}",
            lambda progress, cancelled: checking.check(workspace, period, progress=progress, cancelled=cancelled),
            self._show,
            on_cancel=self._on_cancel,
            workspace=workspace,
        )

    def _on_cancel(self) -> None:
        if self._task is not None and self._task.stop.is_set():
            self._task, self._step = None, 0
            self._summary.setText("审核已取消。")

    def _show(self, found: list[CheckedFinding]) -> None:
        self._task = None
        self.found = found
        self._shell.checked(found)
        counts = {grade: sum(one.finding.grade is grade for one in found) for grade in Grade}
        open_now = checking.counts(found)
        self._grades[ALL].setText(f"全部 {len(found)}")
        for grade in Grade:
            self._grades[grade.value].setText(f"{grade.label} {counts[grade]}")
        answered = counts[Grade.QUERY] - open_now[Grade.QUERY]
        if not found:
            words = "没有发现问题。"
        else:
            words = f"强制 {counts[Grade.ERROR]} 条、核实 {counts[Grade.QUERY]} 条（已说明 {answered}）"
            words += f"、提示 {counts[Grade.HINT]} 条"
        self._summary.setText(f"{self._shell.period.label()}　{words}")
        off = len(switched_off(self._workspace))
        self._rules.setVisible(off > 0)
        self._rules.setText(f"停用的规则 {off} 条…")
        self._filter()
        self._go_on_now()

    def _on_changed(self, _notice: Notice) -> None:
        self._stale = True

    def _on_period(self) -> None:
        self._stale = True
        if self.isVisible():
            self.run()

    def _on_themed(self) -> None:
        for grade in Grade:
            self._grades[grade.value].setIcon(icons.icon(look.GRADE_ICONS[grade], look.colour(grade)))
        self._on_row(self.view.currentIndex(), QModelIndex())

    # --- the list ----------------------------------------------------------------------------------------------

    def _ledger_text(self, one: CheckedFinding) -> str:
        ledger = self._workspace.ledgers.get(one.finding.place.ledger or "")
        return ledger.label if ledger else ""

    def find(self) -> None:  # type: ignore[override]
        """Search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _pick_grade(self, key: str, *_checked: object) -> None:
        self._grade = key
        self._filter()

    def _filter(self, *_changed: object) -> None:
        wanted, ledger = self.search.text().strip(), self.ledger.currentData()
        key = self._current_key()
        shown = [
            one
            for one in self.found
            if self._grade in (ALL, one.finding.grade.value)
            and (not ledger or one.finding.place.ledger == ledger)
            and (not wanted or wanted in one.finding.message or wanted in one.finding.subject)
        ]
        self.model.show_rows(shown)
        self._fit()
        self._empty.setVisible(not shown)
        self._empty.setText("没有符合条件的审核结果。" if self.found else "没有审核结果。")
        self.view.setVisible(bool(shown))
        row = next((n for n, one in enumerate(shown) if one.finding.key == key), 0)
        if shown:
            self.view.selectRow(row)
        else:
            self._show_detail(None)

    def _current_key(self) -> str | None:
        one = self.current()
        return one.finding.key if one is not None else None

    def current(self) -> CheckedFinding | None:
        """The finding looked at."""
        index = self.view.currentIndex()
        return self.model.rows[index.row()] if index.isValid() and index.row() < len(self.model.rows) else None

    def _on_row(self, now: QModelIndex, _before: QModelIndex) -> None:
        self._show_detail(self.model.rows[now.row()] if now.isValid() else None)

    def _on_double(self, _index: QModelIndex) -> None:
        self.goto_cell()

    def goto_cell(self) -> None:
        """转到单元格."""
        one = self.current()
        if one is not None:
            self._shell.jump(one.finding.place)
            self._shell.following = True

    def go_on(self, step: int = 1) -> None:
        """F8, Shift+F8: the next or the previous finding of the list, and its cell; runs the rules first if need be.

        After changes the list stays as it was until 重新审核: going through it must not lose its place.
        """
        elsewhere = self._period != self._shell.period and not self._shell.following
        if not self._ran or elsewhere or (self._task is not None and not self.model.rows):
            self._step = step
            if self._task is None or elsewhere:
                self.run()
            return
        row = self.view.currentIndex().row() + step
        if not 0 <= row < len(self.model.rows):
            self._shell.say(f"已经是{'最后' if step > 0 else '第'}一条审核结果。")
            return
        self.view.selectRow(row)
        self.goto_cell()

    def _go_on_now(self) -> None:
        step, self._step = self._step, 0
        if not step:
            return
        if not self.model.rows:
            self._shell.say("没有审核结果。")
            return
        self.view.selectRow(0 if step > 0 else len(self.model.rows) - 1)
        self.goto_cell()

    # --- details and answers -----------------------------------------------------------------------------------

    def _show_detail(self, one: CheckedFinding | None) -> None:
        self._goto.setEnabled(
            one is not None and (one.finding.place.record_id is not None or bool(one.finding.place.ledger))
        )
        asked = one is not None and one.finding.grade is Grade.QUERY
        self.answer.setVisible(asked)
        self._leave_out.setVisible(one is not None and one.finding.grade is not Grade.ERROR)
        past = overview.recent(self._workspace, one.finding.place) if one is not None else []
        self._detail.setHtml(look.detail_html(one, past) if one is not None else "")
        earlier = checking.suggestions(self._workspace, one.finding) if one is not None and asked else []
        self.answer.show_finding(one, earlier)

    def _save_answer(self, reason: str, sentence: str) -> None:
        one = self.current()
        if one is not None:
            checking.explain(self._workspace, one.finding, sentence, reason)
            self._to_next_question()
            self.run()
            self.answer.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_next_question(self) -> None:
        """The next 核实 finding without an answer, from here to the end and then from the top; none: stay."""
        here, rows = self.view.currentIndex().row(), self.model.rows
        for row in (*range(here + 1, len(rows)), *range(here)):
            if rows[row].finding.grade is Grade.QUERY and not rows[row].explained:
                self.view.selectRow(row)
                return
        self._shell.say("核实类的审核结果都已说明。")

    def _withdraw_answer(self) -> None:
        one = self.current()
        if one is not None:
            checking.explain(self._workspace, one.finding, None)
            self.run()

    # --- rules -------------------------------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """What can be done with the finding in front."""
        made, one = QMenu(self), self.current()
        made.addAction(icons.icon("goto", size=16), "转到单元格", self.goto_cell).setEnabled(self._goto.isEnabled())
        off = made.addAction("本文件不再审这条规则…", self.leave_out_rule)
        if one is None or one.finding.grade is Grade.ERROR:
            off.setEnabled(False)
            off.setText("强制性审核不能停用")
        made.addAction("停用的规则…", self.show_rules)
        return made

    def _on_menu(self, at: QPoint) -> None:
        menu = self.menu()
        menu.exec(self.view.viewport().mapToGlobal(at))
        menu.deleteLater()

    def leave_out_rule(self) -> None:
        """Switch the rule behind the finding off in this file, after asking: all its findings go."""
        one = self.current()
        if one is None or one.finding.grade is Grade.ERROR:
            return
        rule = next(state for state in checking.rules(self._workspace) if state.id == one.finding.rule)
        alike = sum(other.finding.rule == rule.id for other in self.found)
        detail = f"这条规则本期有 {alike} 条结果，停用后都不再列出，以后各期也不再审。\n"
        detail += "可以撤销，也可以在“停用的规则”里重新启用。"
        if feedback.ask(self, f"本文件不再审“{rule.title}”？", detail, yes="停用"):
            checking.switch_rule(self._workspace, rule.id, on=False)
            self._shell.say(f"已停用审核规则：{rule.title}")
            self.run()

    def show_rules(self) -> None:
        """The rules that are switched off."""
        dialog = RulesDialog(self._workspace, self)
        dialog.switched.connect(self.run)
        dialog.open()
