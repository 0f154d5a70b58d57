"""审核: the findings of the period by grade, the numbers behind each, the way to the cell, 核实说明."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QMenu, QSplitter, QVBoxLayout, QWidget

from qbs_desktop.domain.finding import Grade
from qbs_desktop.services.checks import begun, checking, rulebook
from qbs_desktop.services.checks.checking import CheckedFinding
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import feedback
from qbs_desktop.ui.pages.checks import columns as checks_list
from qbs_desktop.ui.pages.checks.detail import DetailPane
from qbs_desktop.ui.pages.checks.filter_line import FindingFilter
from qbs_desktop.ui.pages.checks.rule_book import RulesDialog
from qbs_desktop.ui.rechecking import State
from qbs_desktop.ui.shell import Shell
from qbs_desktop.ui.style import icons, tokens
from qbs_desktop.ui.widgets.parts import muted, page_title, primary
from qbs_desktop.ui.widgets.table import TextModel, fit_lines, table
from qbs_desktop.ui.window.panes import first

NARROW = 1000
"""Below this width the list's name gives way to the sentences."""


class ChecksPage(QWidget):
    """Findings of the period and what to do about them. The window's `Rechecker` runs the rules."""

    title = "审核"

    def __init__(self, workspace: Workspace, shell: Shell) -> None:
        """Build; what is known already is shown at once."""
        super().__init__()
        self.setObjectName("page")
        self._workspace, self._shell, self._checker = workspace, shell, shell.checker
        self._step = 0
        """Where F8 goes once the rules have run: 1 to the first finding, -1 to the last, 0 nowhere."""
        self._gone = False
        """Whether the finding looked at has been dealt with, so that its row now holds the next one."""
        self._behind = False
        """Whether findings have changed while the page was out of sight: they are shown when it is asked for."""
        self._begun = False
        """Whether the user has come to a finding yet; F8 starts at the first one."""
        self.model: TextModel[CheckedFinding] = TextModel(checks_list.columns(workspace.ledgers), self)
        self.view = table(self.model, "审核结果", self)
        self.view.setWordWrap(True)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._fit_soon = QTimer(self, singleShot=True, interval=30)
        self._fit_soon.timeout.connect(self._fit)
        self.view.horizontalHeader().sectionResized.connect(self._on_width)
        self._summary = muted("", self)
        self._run = primary("重新审核", self, "play")
        self.filter = FindingFilter(workspace.ledgers.values(), self)
        self._empty = muted("", self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pane = DetailPane(workspace, self)
        self.answer = self.pane.answer
        self._build()
        self._connect()
        first(self.view)
        self._tell()

    @property
    def found(self) -> list[CheckedFinding]:
        """Every finding, whether shown or not."""
        return self._checker.found

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
        splitter.addWidget(self.pane)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        splitter.setSizes([750, 330])
        splitter.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.HUGE, tokens.LARGE, tokens.HUGE, tokens.LARGE)
        column.setSpacing(tokens.MEDIUM)
        column.addLayout(top)
        column.addWidget(self.filter)
        column.addWidget(splitter, 1)

    def _connect(self) -> None:
        self._run.clicked.connect(self.run)
        self._checker.told.connect(self._on_told)
        self.filter.changed.connect(self._filter)
        self.filter.rules_wanted.connect(self.show_rules)
        self.view.selectionModel().selectionChanged.connect(self._on_selection)
        self.view.doubleClicked.connect(self._on_double)
        keys = ((Qt.Key.Key_Return, self.goto_cell), (Qt.Key.Key_Enter, self.goto_cell), (Qt.Key.Key_F2, self.reply))
        for key, act in keys:
            self._key(QKeySequence(key), self.view, act)
        self._key(QKeySequence("Shift+F1"), self, self.show_rule)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._on_menu)
        self.pane.goto_wanted.connect(self.goto_cell)
        self.pane.leave_out_wanted.connect(self.leave_out_rule)
        self.pane.rule_wanted.connect(self.show_rules)
        self.answer.answered.connect(self._save_answer)
        self.answer.withdrawn.connect(self._withdraw_answer)
        self.answer.alike_wanted.connect(self.select_alike)
        self._shell.themed.connect(self._on_themed)
        self._shell.period_changed.connect(self._on_period)

    def _key(self, key: QKeySequence, where: QWidget, act: object) -> None:
        shortcut = QShortcut(key, where)
        whole = where is self
        context = Qt.ShortcutContext
        shortcut.setContext(context.WidgetWithChildrenShortcut if whole else context.WidgetShortcut)
        shortcut.activated.connect(act)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small screen the list's name gives way to the sentences, which break into lines."""
        super().resizeEvent(event)
        self.view.setColumnHidden(checks_list.LIST, self.width() < NARROW)
        self._fit_soon.start()

    def _on_width(self, _section: int, _old: int, _new: int) -> None:
        self._fit_soon.start()

    def _fit(self) -> None:
        fit_lines(self.view, self.model, (checks_list.SUBJECT, checks_list.SENTENCE))

    # --- running -----------------------------------------------------------------------------------------------

    def activate(self) -> None:
        """Come to the front: what is not known yet is found out now."""
        self._catch_up()
        if self._checker.state in (State.NONE, State.OUTDATED, State.CANCELLED):
            self._checker.run(whole=False)

    def run(self) -> None:
        """重新审核 in the background; the list stays usable meanwhile."""
        self._checker.run()

    def _on_told(self) -> None:
        self._behind = not self.isVisible() and not self._step
        if not self._behind:
            self._tell()

    def _catch_up(self) -> None:
        if self._behind:
            self._behind = False
            self._tell()

    def _tell(self) -> None:
        state, period = self._checker.state, self._shell.period.label()
        if state is State.CURRENT:
            self._summary.setText(f"{period}　{self._counted()}")
        elif state is State.RUNNING:
            self._summary.setText(f"正在审核{period}……")
        else:
            self._summary.setText(f"{state.value}。")
        self.filter.show_counts(self.found, rulebook.off(self._workspace))
        self._filter()
        if state is State.CURRENT:
            self._go_on_now()
        elif state is State.CANCELLED:
            self._step = 0

    def _counted(self) -> str:
        if not self.found:
            return "没有发现问题。"
        counts = {grade: sum(one.finding.grade is grade for one in self.found) for grade in Grade}
        answered = counts[Grade.QUERY] - checking.counts(self.found)[Grade.QUERY]
        words = f"强制 {counts[Grade.ERROR]} 条、核实 {counts[Grade.QUERY]} 条（已说明 {answered}）"
        return f"{words}、提示 {counts[Grade.HINT]} 条"

    def _on_period(self) -> None:
        if not self._shell.following:
            self._begun = False

    def _on_themed(self) -> None:
        self.filter.retint()
        self._show_chosen()

    # --- the list ----------------------------------------------------------------------------------------------

    def find(self) -> None:  # type: ignore[override]
        """Search."""
        self.filter.focus_search()

    def _filter(self) -> None:
        """Show what is chosen, keeping the place: the same finding, else the row where it was."""
        before, row = self.current(), self.view.currentIndex().row()
        keys = {one.finding.key for one in self.chosen()}
        shown = self.filter.chosen(self.found)
        self.model.show_rows(shown)
        self._fit()
        self._empty.setVisible(not shown)
        known = self._checker.state is State.CURRENT
        self._empty.setText("没有符合条件的审核结果。" if self.found else "没有审核结果。" if known else "")
        self.view.setVisible(bool(shown))
        if not shown:
            self.pane.show_finding(None)
            return
        key = before.finding.key if before is not None else None
        same = next((n for n, one in enumerate(shown) if one.finding.key == key), None)
        self._gone = self._gone or (self._begun and before is not None and same is None)
        self.view.selectRow(same if same is not None else min(max(row, 0), len(shown) - 1))
        if same is not None and len(keys) > 1:
            self._select(number for number, one in enumerate(shown) if one.finding.key in keys)

    def current(self) -> CheckedFinding | None:
        """The finding looked at."""
        index = self.view.currentIndex()
        return self.model.rows[index.row()] if index.isValid() and index.row() < len(self.model.rows) else None

    def chosen(self) -> list[CheckedFinding]:
        """The findings that are selected, in the order of the list."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return [self.model.rows[row] for row in rows if row < len(self.model.rows)]

    def alike(self) -> list[int]:
        """Rows of the 核实 findings that the rule of the one in front has in the list."""
        one = self.current()
        wanted = (one.finding.rule, Grade.QUERY) if one is not None else None
        return [at for at, each in enumerate(self.model.rows) if (each.finding.rule, each.finding.grade) == wanted]

    def select_alike(self) -> None:
        """选中同一规则的全部: one answer then does for all."""
        self._select(self.alike())
        self.answer.begin()

    def _select(self, rows: Iterable[int]) -> None:
        """Select rows beside the one in front, which stays there."""
        wanted = QItemSelection()
        for row in rows:
            index = self.model.index(row, 0)
            wanted.select(index, index)
        flags = QItemSelectionModel.SelectionFlag
        self.view.selectionModel().select(wanted, flags.ClearAndSelect | flags.Rows)

    def _on_selection(self, _now: QItemSelection, _before: QItemSelection) -> None:
        if self.view.hasFocus():
            self._begun, self._gone = True, False
        self._show_chosen()

    def _show_chosen(self) -> None:
        self.pane.show_several(self.chosen(), self.current(), len(self.alike()))

    def _on_double(self, _index: QModelIndex) -> None:
        self.goto_cell()

    def goto_cell(self) -> None:
        """转到单元格."""
        one = self.current()
        if one is not None:
            self._begun, self._gone = True, False
            self._shell.jump(one.finding.place)
            self._shell.following = True

    def go_on(self, step: int = 1) -> None:
        """F8, Shift+F8: the next or the previous finding of the list, and its cell; runs the rules first if need be.

        A finding that has been dealt with meanwhile has left the list; its row is the next one then.
        """
        self._catch_up()
        first = self._checker.state in (State.NONE, State.CANCELLED) or self._checker.period != self._shell.period
        if first or (self._checker.state is not State.CURRENT and not self.model.rows):
            self._step = step
            if self._checker.state is not State.RUNNING:
                self._checker.run(whole=False)
            return
        row = self.view.currentIndex().row() if self._begun else -1 if step > 0 else len(self.model.rows)
        row += 0 if self._gone and step > 0 else step
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

    # --- answers -----------------------------------------------------------------------------------------------

    def reply(self) -> None:
        """F2: say why a figure may stand; earlier answers first, since one key takes them over."""
        if not self.answer.isHidden():
            self.answer.begin()

    def _save_answer(self, reason: str, sentence: str) -> None:
        ones = [one.finding for one in self.answer.targets]
        if ones:
            checking.explain_all(self._workspace, ones, sentence, reason)
            begun.drop(self._workspace, [self.answer.kept_under, *(one.key for one in ones)])
            self._to_next_question({one.key for one in ones})
            if len(ones) > 1:
                self._shell.say(f"{len(ones)} 条审核结果已填同一说明，可以一次撤销。")
            self.answer.begin()
            self._tell_if_handed_in()

    def _to_next_question(self, done: set[str]) -> None:
        """The next 核实 finding without an answer, from here to the end and then from the top; none: stay."""
        here, rows = self.view.currentIndex().row(), self.model.rows
        for row in (*range(here + 1, len(rows)), *range(here)):
            asked = rows[row].finding.grade is Grade.QUERY and rows[row].finding.key not in done
            if asked and not rows[row].explained:
                self.view.selectRow(row)
                return
        self._shell.say("核实类的审核结果都已说明。")

    def _withdraw_answer(self) -> None:
        ones = [one.finding for one in self.answer.answered_ones]
        if ones:
            checking.explain_all(self._workspace, ones, None)
            self._tell_if_handed_in()

    def _tell_if_handed_in(self) -> None:
        """An explanation of a period that was handed in is not in what was handed in."""
        from qbs_desktop.services.reporting import drifting

        if words := drifting.not_in_what_was_handed_in(self._workspace, self._shell.period):
            self._shell.say(words)

    # --- rules -------------------------------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """What can be done with the finding in front."""
        made, one = QMenu(self), self.current()
        made.addAction(icons.icon("goto", size=16), "转到单元格", self.goto_cell).setEnabled(self.pane.goto.isEnabled())
        made.addAction("填写说明\tF2", self.reply).setEnabled(not self.answer.isHidden())
        alike = len(self.alike())
        made.addAction(f"选中同一规则的 {alike} 条", self.select_alike).setEnabled(alike > 1)
        made.addAction("这条规则的说明…\tShift+F1", self.show_rule).setEnabled(one is not None)
        off = made.addAction("本文件不再审这条规则…", self.leave_out_rule)
        if one is None or one.finding.grade is Grade.ERROR:
            off.setEnabled(False)
            off.setText("强制性审核不能停用")
        made.addAction("全部审核规则…", partial(self.show_rules, ""))
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
        rule = next(state for state in rulebook.rules(self._workspace) if state.id == one.finding.rule)
        alike = sum(other.finding.rule == rule.id for other in self.found)
        detail = f"这条规则本期有 {alike} 条结果，停用后都不再列出，以后各期也不再审。\n"
        detail += "可以撤销，也可以在“审核规则”里重新启用。"
        if feedback.ask(self, f"本文件不再审“{rule.title}”？", detail, yes="停用"):
            rulebook.switch_rule(self._workspace, rule.id, on=False)
            self._shell.say(f"已停用审核规则：{rule.title}")

    def show_rule(self) -> None:
        """Shift+F1: the rule behind the finding."""
        one = self.current()
        if one is not None:
            self.show_rules(one.finding.rule)

    def show_rules(self, rule_id: str = "") -> None:
        """审核规则: every rule, at this one."""
        RulesDialog(self._workspace, self._checker, self, rule_id).open()
