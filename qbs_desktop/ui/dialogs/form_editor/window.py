"""改表式 and 临时报表: one window, what can be chosen at the left, the columns in the middle, the sheet at the right.

Nothing is stored until 保存, which is one undo step of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.forms import own
from qbs_desktop.domain.forms.filled import FilledForm
from qbs_desktop.domain.forms.form import Block, Form, sheet_name, spelled
from qbs_desktop.domain.forms.wording import lasting, title_words, words_of
from qbs_desktop.services import forms
from qbs_desktop.services.reporting import returns
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import feedback
from qbs_desktop.ui.dialogs.form_editor.choices import OfferView, RowChoice, Search, offers
from qbs_desktop.ui.dialogs.form_editor.columns import ColumnModel, ColumnView
from qbs_desktop.ui.shell import Shell
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.tasks import Task
from qbs_desktop.ui.widgets.dialog import Dialog
from qbs_desktop.ui.widgets.paper import Paper
from qbs_desktop.ui.widgets.parts import muted, named, primary
from qbs_desktop.ui.window import placing

UNITS = ("随报表", "亿元", "万元", "元")
DECIMALS = ("随报表", "0 位", "1 位", "2 位", "3 位", "4 位")
DELAY = 150
"""Milliseconds of quiet before the preview follows."""
KEYS = "Alt+↑↓ 移动　空格 勾选　F2 改栏名　Ctrl+回车 保存"
KEYS_LARGE = "Esc 或 Alt+V 回来"


class FormEditor(Dialog):
    """Changes one form. `kept` names it once it is stored, with what to do next: "" or "export"."""

    kept = Signal(str, str)

    def __init__(self, workspace: Workspace, shell: Shell, form: Form, amount_unit: str, parent: QWidget) -> None:
        """Show a form as it is now."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._workspace, self._shell, self._amount_unit = workspace, shell, amount_unit
        self.form = form
        self._task: Task | None = None
        self._worked_at: QWidget | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(DELAY)
        self.name = QLineEdit(self)
        self.list = QComboBox(self)
        self.unit = QComboBox(self)
        self.decimals = QComboBox(self)
        self.notes = QPlainTextEdit(self)
        self.offers = OfferView(self)
        self.search = Search(self.offers, self)
        self.rows = RowChoice(workspace, self)
        self.columns = ColumnModel(self, self._words)
        self.view = ColumnView(self.columns, self)
        self.paper = Paper(self)
        self.up_button = QPushButton("上移", self)
        self.down_button = QPushButton("下移", self)
        self.large_button = named(QToolButton(self), "toggle")
        self.save_button = primary("保存", self, "save")
        self.export_button = QPushButton("保存并导出…", self)
        self.back_button = QPushButton("删除这张表" if self.extra else "恢复原表式", self)
        self.keys = muted(KEYS, self)
        self._build()
        self._fill()
        self._began = self.made()
        self._connect()
        self._preview()
        if not self.extra:
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def extra(self) -> bool:
        """Whether this is a form made in the file."""
        return self.form.own == own.EXTRA

    # --- building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setWindowTitle("临时报表" if self.extra else f"改表式：{self.form.sheet}")
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._choosing = (self._left(), self._middle())
        for part in (*self._choosing, self.paper):
            splitter.addWidget(part)
        splitter.setStretchFactor(2, 1)
        splitter.setSizes([250, 360, 620])
        splitter.setChildrenCollapsible(False)
        foot = QHBoxLayout()
        foot.addWidget(self.back_button)
        foot.addWidget(self.keys, 1)
        close = QPushButton("取消", self)
        close.clicked.connect(self.reject)
        for button in (self.large_button, self.export_button, self.save_button, close):
            foot.addWidget(button)
        for button in (self.up_button, self.down_button, self.back_button, close, self.export_button, self.save_button):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.LARGE, tokens.LARGE, tokens.LARGE, tokens.MEDIUM)
        column.setSpacing(tokens.MEDIUM)
        column.addWidget(splitter, 1)
        column.addLayout(foot)
        placing.fit(self, 1280, 760)

    def _enlarge(self, large: bool) -> None:
        """放大预览: the whole window for the sheet, which a small screen leaves little room for."""
        for part in self._choosing:
            part.setVisible(not large)
        self.keys.setText(KEYS_LARGE if large else KEYS)
        target = self.paper if large else self._worked_at
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Alt+V gives the focus to its button first, so where one was has to be known before."""
        if now is not None and any(part.isAncestorOf(now) for part in self._choosing):
            self._worked_at = now

    def _left(self) -> QWidget:
        tabs = QTabWidget(self)
        tabs.tabBar().setAccessibleName("栏目、行")
        choice = QWidget(tabs)
        column = QVBoxLayout(choice)
        column.setContentsMargins(0, tokens.SMALL, 0, 0)
        column.addWidget(self.search)
        column.addWidget(self.offers, 1)
        tabs.addTab(choice, "栏目(&C)")
        tabs.addTab(self.rows, "行(&R)")
        tabs.setAccessibleName("可选的内容")
        self.list.setVisible(self.extra)
        if not self.extra:
            return tabs
        left = QWidget(self)
        whole = QVBoxLayout(left)
        whole.setContentsMargins(0, 0, 0, 0)
        row = QFormLayout()
        row.addRow(_label("名单(&L)", self.list, left), self.list)
        whole.addLayout(row)
        whole.addWidget(tabs, 1)
        return left

    def _middle(self) -> QWidget:
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        top = QFormLayout()
        top.addRow(_label("标题(&T)", self.name, middle), self.name)
        column.addLayout(top)
        column.addWidget(self.view, 1)
        moves = QHBoxLayout()
        moves.addWidget(self.up_button)
        moves.addWidget(self.down_button)
        moves.addStretch(1)
        column.addLayout(moves)
        column.addWidget(_label("表下的注(&N)", self.notes, middle))
        self.notes.setTabChangesFocus(True)
        self.notes.setFixedHeight(64)
        column.addWidget(self.notes)
        last = QHBoxLayout()
        for words, picker, texts in (("单位(&U)", self.unit, UNITS), ("小数(&D)", self.decimals, DECIMALS)):
            picker.addItems(list(texts))
            last.addWidget(_label(words, picker, middle))
            last.addWidget(picker, 1)
        column.addLayout(last)
        return middle

    def _fill(self) -> None:
        form, words = self.form, self._title_words()
        self.name.setText(spelled(form.title, words))
        self.notes.setPlainText(spelled("\n".join(form.notes), words))
        for ledger in self._workspace.ledgers.values():
            if ledger.monthly or ledger.yearly:
                self.list.addItem(ledger.label, ledger.id)
        self.list.setCurrentIndex(max(self.list.findData(form.ledger), 0))
        self.unit.setCurrentText(form.amount_unit or UNITS[0])
        self.decimals.setCurrentIndex(0 if form.decimals is None else form.decimals + 1)
        self.columns.show_items(own.items(form))
        self.view.setCurrentIndex(self.columns.index(0, 0))
        self._offer()
        self.back_button.setVisible(bool(self._workspace.facts(forms.PREFIX + form.id)))

    def _offer(self) -> None:
        self.offers.offers.show_offers(offers(self._workspace, self.form.ledger, monthly=self.form.period == "month"))
        self.rows.show_ledger(self.form.ledger, self.form.where, self.form.records)

    def _connect(self) -> None:
        self._later.timeout.connect(self._preview)
        self.name.textChanged.connect(self._soon)
        self.notes.textChanged.connect(self._soon)
        self.columns.dataChanged.connect(self._soon)
        self.rows.changed.connect(self._soon)
        for picker in (self.unit, self.decimals):
            picker.activated.connect(self._soon)
        self.list.activated.connect(self._on_list)
        self.offers.wanted.connect(self._add)
        self.up_button.clicked.connect(self._up)
        self.down_button.clicked.connect(self._down)
        self.large_button.setText("放大预览(&V)")
        self.large_button.setCheckable(True)
        self.large_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.large_button.toggled.connect(self._enlarge)
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._on_focus)
        self.save_button.clicked.connect(self.save)
        self.export_button.clicked.connect(self._save_and_export)
        self.back_button.clicked.connect(self._take_back)

    # --- changing ------------------------------------------------------------------------------------------------

    def _words(self, block: Block) -> Mapping[str, str]:
        profile, indicators = self._workspace.profile, self._workspace.indicators
        return words_of(block, self.form, self._shell.period, self._unit(), profile, indicators)

    def _title_words(self) -> dict[str, str]:
        return title_words(self.form, self._shell.period, self._unit(), self._workspace.profile)

    def _unit(self) -> str:
        return self.unit.currentText() if self.unit.currentIndex() > 0 else self._amount_unit

    def _on_list(self, _index: int) -> None:
        """Another list: its own names and columns, nothing of the one before."""
        ledger = self._workspace.ledgers[str(self.list.currentData())]
        if ledger.id == self.form.ledger:
            return
        fresh = own.new_form(self.form.id, ledger, monthly=self.form.period == "month")
        if self.name.text() == self.form.title:
            self.name.setText(fresh.title)
        self.form = fresh
        self.columns.show_items(own.items(fresh))
        self._offer()
        self._soon()

    def _add(self, item: Block) -> None:
        row = self.columns.add(item, len(self.columns.items))
        self.view.setCurrentIndex(self.columns.index(row, 0))

    def _up(self) -> None:
        self.view.move_current(-1)

    def _down(self) -> None:
        self.view.move_current(1)

    def made(self) -> Form:
        """The form as it stands in the window."""
        at = self.decimals.currentIndex()
        words = self._title_words()
        title = lasting(self.name.text().strip(), self.form.title, words)
        notes = lasting(self.notes.toPlainText(), "\n".join(self.form.notes), words)
        form = own.changed(
            self.form,
            own.needed(self.columns.items, self._workspace.indicators),
            title=title,
            notes=tuple(line.strip() for line in notes.splitlines() if line.strip()),
            amount_unit=self.unit.currentText() if self.unit.currentIndex() > 0 else "",
            decimals=at - 1 if at > 0 else None,
            where=self.rows.where(),
            records=self.rows.records.chosen(),
        )
        if not self.extra:
            return form
        return replace(form, sheet=sheet_name(self.name.text()))

    # --- seeing --------------------------------------------------------------------------------------------------

    def _soon(self, *_what: object) -> None:
        self._later.start()

    def _preview(self) -> None:
        if self._task is not None:
            self._task.cancel()
        workspace, form, period, unit = self._workspace, self.made(), self._shell.period, self._amount_unit
        self._task = self._shell.tasks.run(
            "填写报表",
            lambda _progress, _stop: returns.filled_form(workspace, form, period, unit),
            self._show,
            self._refused,
            workspace=workspace,
            quiet=True,
        )

    def _show(self, filled: FilledForm) -> None:
        self._task = None
        self.paper.show_form(filled)

    def _refused(self, error: BaseException) -> None:
        self._task = None
        self.paper.show_error(error)

    # --- keeping -------------------------------------------------------------------------------------------------

    def save(self) -> bool:
        """保存: one undo step."""
        return self._save("")

    def _save_and_export(self) -> None:
        self._save("export")

    def _save(self, then: str) -> bool:
        form = self.made()
        try:
            forms.keep(self._workspace, form)
        except QbsError as refusal:
            feedback.show(self, refusal)
            return False
        self.accept()
        self.kept.emit(form.id, then)
        return True

    def _take_back(self) -> None:
        forms.take_back(self._workspace, self.form)
        self.accept()
        self.kept.emit(self.form.id, "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter and Ctrl+S save; Enter alone does nothing, since the search has it. Esc leaves 放大预览 first."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if control and (enter or event.key() == Qt.Key.Key_S):
            self.save()
        elif event.key() == Qt.Key.Key_Escape and self.large_button.isChecked():
            self.large_button.setChecked(False)
        elif not enter:
            super().keyPressEvent(event)

    def reject(self) -> None:
        """取消, Esc: what was changed is not thrown away without a word."""
        if self.made() != self._began and not feedback.ask(
            self, "不保存改动吗？", "这张表式的改动还没有保存。", yes="不保存", no="继续改"
        ):
            return
        super().reject()

    def done(self, result: int) -> None:
        """Leave no preview behind."""
        self._later.stop()
        if self._task is not None:
            self._task.cancel()
        super().done(result)


def _label(text: str, buddy: QWidget, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setBuddy(buddy)
    buddy.setAccessibleName(text.partition("(")[0])
    return label
