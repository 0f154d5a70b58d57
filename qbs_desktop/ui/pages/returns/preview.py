"""The form in front as it will be printed (预览), with unit, decimals and zoom."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qbs_desktop.domain.finding import Place
from qbs_desktop.domain.forms.filled import FilledForm
from qbs_desktop.services.reporting import return_unit, returns
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.pages import LEDGER_PAGES
from qbs_desktop.ui.shell import Shell
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.tasks import Task
from qbs_desktop.ui.widgets.empty import EmptyCard
from qbs_desktop.ui.widgets.paper import FIT, ZOOMS, Paper

UNITS = ("亿元", "万元", "元")
DECIMALS = ("全部", "0 位", "1 位", "2 位", "3 位", "4 位")
"""How many decimals amounts are printed with; the first prints every digit, the others are balanced (舍位平衡)."""


class Preview(QWidget):
    """One form on paper; a cell leads to where it comes from."""

    wanted = Signal()
    """Unit or decimals were changed: the form is to be shown anew."""

    def __init__(self, workspace: Workspace, shell: Shell, parent: QWidget) -> None:
        """Build without a form."""
        super().__init__(parent)
        self._workspace, self._shell = workspace, shell
        self._task: Task | None = None
        self.unit, self.decimals, self.zoom = QComboBox(self), QComboBox(self), QComboBox(self)
        self.paper = Paper(self)
        self.no_rows = EmptyCard(self.paper, head=300)
        self.no_rows.offer("导入工作簿…", partial(shell.show_page, "import"))
        self.no_rows.offer("到名单录入", self._to_list)
        self._build()
        self.unit.activated.connect(self._on_unit)
        self.decimals.activated.connect(self.wanted)
        self.zoom.activated.connect(self._on_zoom)
        self.paper.picked.connect(self._on_picked)
        shell.themed.connect(self.paper.viewport().update)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.SMALL, 0, 0)
        column.setSpacing(tokens.SMALL)
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        for label, picker, items in (
            ("计量单位(&A)", self.unit, UNITS),
            ("小数(&X)", self.decimals, DECIMALS),
            ("缩放(&Z)", self.zoom, ["适合宽度", *(f"{int(zoom * 100)}%" for zoom in ZOOMS)]),
        ):
            words = QLabel(label, self)
            words.setBuddy(picker)
            picker.addItems(list(items))
            picker.setAccessibleName(label[:-4])
            row.addWidget(words)
            row.addWidget(picker)
            row.addSpacing(tokens.MEDIUM)
        self.unit.setToolTip("记在数据文件里，月报和年报各记各的；没有选过的，跟着上次的报表和月度填报的单位")
        self.decimals.setToolTip("金额保留几位小数；舍位平衡，各行之和仍等于合计，名单里的数不变")
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.paper, 1)

    def show_unit(self) -> None:
        """Show the unit in which this file prints such a period."""
        self.unit.setCurrentText(return_unit.usual(self._workspace, self._shell.period))

    @property
    def amount_unit(self) -> str:
        """The unit of amounts."""
        return self.unit.currentText()

    @property
    def places(self) -> int | None:
        """How many decimals amounts have; None for every digit."""
        at = self.decimals.currentIndex()
        return at - 1 if at > 0 else None

    def show_form(self, form_id: str) -> None:
        """Fill a form in the background and show it."""
        if self._task is not None:
            self._task.cancel()
        workspace, period, unit, decimals = self._workspace, self._shell.period, self.amount_unit, self.places
        self._task = self._shell.tasks.run(
            "填写报表",
            lambda _progress, _stop: returns.preview(workspace, form_id, period, unit, decimals),
            self._show,
            self._refused,
            workspace=workspace,
        )

    def say(self, words: str) -> None:
        """Words instead of a form."""
        self.no_rows.hide()
        self.paper.show_form(None, words)

    def _show(self, form: FilledForm) -> None:
        self._task = None
        self.paper.show_form(form)
        ledger = self._workspace.ledgers[form.form.ledger]
        nothing = not self._workspace.dataset(periods=[]).rows(ledger.id)
        self.no_rows.setVisible(nothing)
        if nothing:
            self.no_rows.say(
                f"{ledger.label}还是空的，这张表没有数", "先导入或录入名单，再到“月度填报”填数；空表也可以照样导出"
            )

    def _refused(self, error: BaseException) -> None:
        self._task = None
        self.paper.show_error(error)

    def _to_list(self) -> None:
        """The list that the form is about."""
        form = self.paper.form
        if form is not None:
            self._shell.show_page(LEDGER_PAGES[form.form.ledger])

    def _on_unit(self, _index: int) -> None:
        return_unit.choose(self._workspace, self._shell.period, self.amount_unit)
        self.wanted.emit()

    def _on_zoom(self, index: int) -> None:
        self.paper.set_zoom(ZOOMS[index - 1] if index else FIT)

    def _on_picked(self, row: int, column: int) -> None:
        form = self.paper.form
        if form is None:
            return
        trace = form.trace(row, column)
        if trace.record_id is None:
            row_of = "汇总表的一行由名单里的许多行" if form.form.sections else "合计行由各行"
            self._shell.say(f"{row_of}相加得到，不对应单独的一格。")
            return
        self._shell.jump(
            Place(form.form.ledger, trace.record_id, trace.field or None, trace.indicator or None, trace.period)
        )
