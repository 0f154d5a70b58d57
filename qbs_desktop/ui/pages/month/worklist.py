"""The month's work list (工作清单) beside the grid: how far each list is, and every entry with a jump to its cell."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.long_work import Progress
from qbs_desktop.domain.period import Period
from qbs_desktop.services.checks import checking
from qbs_desktop.services.months import worklist
from qbs_desktop.services.months.worklist import IndicatorCount, Item, LedgerCount, What, Worklist
from qbs_desktop.services.workspace import Notice, Workspace
from qbs_desktop.ui import acts
from qbs_desktop.ui.shell import Shell
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.tasks import Stop, Task
from qbs_desktop.ui.widgets.count_bar import CountBar
from qbs_desktop.ui.widgets.parts import clear, muted
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table

_PAUSE_MS = 500
_BARS_SHOWN = 8
_LEAST = 96
"""Pixels that the entries keep: the head and two of them."""
_CHOICES: tuple[tuple[str, What | None], ...] = (
    ("全部", None),
    ("缺数", What.MISSING),
    ("有问题", What.FINDING),
    ("未导入", What.REJECTED),
    ("已申报", What.DECLARED),
)


class WorkPanel(QFrame):
    """Read in the background while it is shown; Enter or a double click goes to the cell, and the list stays."""

    closed = Signal()
    left = Signal()
    """Esc in the list: the focus goes back to the cells, the list stays."""
    ledger_wanted = Signal(str, str)
    """A bar was chosen: show this list and this indicator."""

    def __init__(self, workspace: Workspace, shell: Shell, parent: QWidget) -> None:
        """Build empty and hidden."""
        super().__init__(parent)
        self.setObjectName("panel")
        self.setMinimumWidth(340)
        self._workspace, self._shell = workspace, shell
        self.work: Worklist | None = None
        self._task: Task | None = None
        self._later = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._later.timeout.connect(self.refresh)
        self.rows: TextModel[Item] = TextModel(
            (
                TextColumn("", 52, _state, colour=_colour),
                TextColumn("名称", 140, _name),
                TextColumn("事项", 0, self._matter),
            ),
            self,
        )
        self.view = table(self.rows, "工作清单", self)
        self._build()
        self._stop = workspace.listen(self._noticed)
        self.destroyed.connect(self._stop)
        self.period = shell.period
        self.hide()

    # --- layout ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(tokens.TINY)
        box.addLayout(self._head())
        self.total = muted("", self)
        self.total.setContentsMargins(tokens.MEDIUM, 0, tokens.MEDIUM, 0)
        self.total.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.addWidget(self.total)
        inside = QWidget(self)
        self._bars = QVBoxLayout(inside)
        self._bars.setContentsMargins(tokens.MEDIUM, tokens.TINY, tokens.MEDIUM, tokens.TINY)
        self._bars.setSpacing(2)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it has the keys
        self._scroll.setWidget(inside)
        inside.setAutoFillBackground(False)
        box.addWidget(self._scroll, 1)
        box.addLayout(self._choices())
        self.view.setMinimumHeight(_LEAST)
        box.addWidget(self.view, 1)
        self.view.doubleClicked.connect(self._on_double)
        for key, act in (
            (Qt.Key.Key_Return, self.go),
            (Qt.Key.Key_Enter, self.go),
            (Qt.Key.Key_Escape, self.left.emit),
        ):
            shortcut = QShortcut(QKeySequence(key), self.view)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(tokens.MEDIUM, tokens.SMALL, 6, 0)
        title = QLabel("工作清单", self)
        title.setObjectName("panelTitle")
        head.addWidget(title)
        head.addStretch(1)
        self.copy_button = self._button("复制", "复制清单的文字，可以粘贴到表格、文档或聊天窗口里")
        self.copy_button.clicked.connect(self.copy)
        close = self._button("关闭", "关闭工作清单（F7）")
        close.clicked.connect(self.closed)
        head.addWidget(self.copy_button)
        head.addWidget(close)
        return head

    def _choices(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(tokens.SMALL, 0, tokens.SMALL, 0)
        line.setSpacing(2)
        self._group = QButtonGroup(self)
        self.choices: dict[What | None, QToolButton] = {}
        for label, what in _CHOICES:
            button = self._button(label, f"只看{label}的事项" if what else "每一项都看")
            button.setCheckable(True)
            self._group.addButton(button)
            button.clicked.connect(partial(self._narrow, what))
            self.choices[what] = button
            line.addWidget(button)
        self.choices[None].setChecked(True)
        line.addStretch(1)
        return line

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    # --- content -----------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Read when it comes to the front."""
        super().showEvent(event)
        self._later.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is read for a panel that nobody sees."""
        super().hideEvent(event)
        self._later.stop()
        if self._task is not None:
            self._task.cancel()

    def show_period(self, period: Period) -> None:
        """Follow the page to another month."""
        if period != self.period:
            self.period = period
            self._later.start()

    def _noticed(self, _notice: Notice) -> None:
        if self.isVisible():
            self._later.start()

    def refresh(self) -> None:
        """Read the list of the page's month in the background."""
        self._later.stop()
        if not self.isVisible():
            return
        if self._task is not None:
            self._task.cancel()
        workspace, period = self._workspace, self.period
        if self.work is None or self.work.period != period:
            self.total.setText(f"正在读取{period.label()}的清单……")
        self._task = self._shell.tasks.run(
            "读取工作清单",
            partial(_read, workspace, period),
            self.show_work,
            workspace=workspace,
            quiet=True,
        )

    def show_work(self, work: Worklist) -> None:
        """Show a list that was read."""
        self._task = None
        self.work = work
        self.total.setText(worklist.sentence(work) + ("（已锁定）" if work.locked else ""))
        clear(self._bars)
        shown = 0
        for ledger in work.counts:
            for one in ledger.indicators:
                if one.expected or one.in_question:
                    self._bars.addWidget(self._bar(ledger, one))
                    shown += 1
        self._bars.addStretch(1)
        height = self.fontMetrics().height() + 8
        self._scroll.setMinimumHeight(min(shown, 2) * height + 2 * tokens.TINY)  # on a low screen the entries go first
        self._scroll.setMaximumHeight(min(shown, _BARS_SHOWN) * height + 2 * tokens.TINY)
        self._scroll.setVisible(bool(shown))
        for label, what in _CHOICES:
            count = sum(what in (None, one.what) for one in work.items)
            self.choices[what].setText(f"{label} {count}")
            self.choices[what].setVisible(what is None or bool(count) or self.choices[what].isChecked())
        self._narrow(next(what for what, button in self.choices.items() if button.isChecked()))

    def _bar(self, ledger: LedgerCount, one: IndicatorCount) -> CountBar:
        name = f"{ledger.label.removesuffix('名单')} {one.label}"
        declared = f"已申报{ledger.declaration.kind.label}" if ledger.declaration is not None else ""
        bar = CountBar(name, one.filled, one.expected, one.missing, one.in_question, declared, self)
        bar.chosen.connect(partial(self.ledger_wanted.emit, ledger.ledger, one.indicator))
        return bar

    def _narrow(self, what: What | None, *_checked: object) -> None:
        """Show the entries of one state; the chosen entry stays if it is among them."""
        if self.work is None:
            return
        at = self.view.currentIndex().row()
        before = self.rows.rows[at] if 0 <= at < len(self.rows.rows) else None
        found = [one for one in self.work.items if what in (None, one.what)]
        self.rows.show_rows(found)
        if found:
            same = (n for n, one in enumerate(found) if before is not None and _same(one, before))
            self.view.selectRow(next(same, min(max(at, 0), len(found) - 1)))

    def _matter(self, item: Item) -> str:
        """What it is about, without the period, which the panel is about anyway."""
        if item.what is What.MISSING and item.place.indicator is not None:
            return f"{self._workspace.indicators[item.place.indicator].label}没有填"
        return item.text

    # --- acts --------------------------------------------------------------------------------------------------

    def _on_double(self, _index: QModelIndex) -> None:
        self.go()

    def go(self) -> None:
        """Go to the cell of the chosen entry; a whole list or a row left out is gone to as its list."""
        at = self.view.currentIndex().row()
        if not 0 <= at < len(self.rows.rows):
            return
        item = self.rows.rows[at]
        if item.place.record_id is not None:
            self._shell.jump(item.place)
        elif item.what is What.REJECTED:
            self._show_rejected()
        elif item.ledger:
            self.ledger_wanted.emit(item.ledger, "")

    def _show_rejected(self) -> None:
        from qbs_desktop.ui.dialogs.worklist import RejectedDialog

        dialog = RejectedDialog(self._workspace, self.period, self)
        dialog.open_wanted.connect(partial(acts.import_again, self._shell, self))
        dialog.open()

    def copy(self) -> None:
        """The counts and the entries as text."""
        if self.work is not None:
            QGuiApplication.clipboard().setText(worklist.report(self.work))
            self._shell.say(f"已复制：{worklist.sentence(self.work)}")


def _read(workspace: Workspace, period: Period, progress: Progress, stop: Stop) -> Worklist:
    """On the data thread: the rules, which stop when another reading is wanted, then the list."""
    found = checking.check(workspace, period, progress=progress, cancelled=stop)
    return worklist.look(workspace, period, found)


def _same(one: Item, other: Item) -> bool:
    return (one.what, one.place, one.text) == (other.what, other.place, other.text)


def _state(item: Item) -> str:
    return item.grade.label if item.grade is not None else item.what.label


def _colour(item: Item) -> str:
    t = current()
    if item.what is What.FINDING:
        return t.error if item.grade is Grade.ERROR else t.query
    return {What.MISSING: t.hint, What.REJECTED: t.error}.get(item.what, t.muted)


def _name(item: Item) -> str:
    return item.name
