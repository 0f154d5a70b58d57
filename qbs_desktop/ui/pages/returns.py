"""报表: the forms of the period as they will be printed, exporting them, verifying workbooks, earlier exports."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.db.queries import Submission
from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.finding import Place
from qbs_desktop.domain.forms.filled import FilledForm
from qbs_desktop.domain.forms.form import Form
from qbs_desktop.domain.forms.own import EXTRA, new_form
from qbs_desktop.services import forms as own_forms
from qbs_desktop.services import office_keys, overview, returns
from qbs_desktop.services.returns import ExportResult
from qbs_desktop.services.workspace import Notice, Workspace
from qbs_desktop.ui import acts, feedback, settings
from qbs_desktop.ui.pages import LEDGER_PAGES
from qbs_desktop.ui.pages.form_list import FormList
from qbs_desktop.ui.shell import Shell
from qbs_desktop.ui.style import icons, tokens
from qbs_desktop.ui.tasks import Task
from qbs_desktop.ui.widgets.empty import EmptyCard
from qbs_desktop.ui.widgets.paper import FIT, ZOOMS, Paper
from qbs_desktop.ui.widgets.parts import Panel, muted, page_title, primary
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table

UNITS = ("亿元", "万元", "元")
DECIMALS = ("全部", "0 位", "1 位", "2 位", "3 位", "4 位")
"""How many decimals amounts are printed with; the first prints every digit, the others are balanced (舍位平衡)."""


class ReturnsPage(QWidget):
    """The return of the period."""

    title = "报表"

    def __init__(self, workspace: Workspace, shell: Shell) -> None:
        """Build; the form is filled in the background."""
        super().__init__()
        self.setObjectName("page")
        self._workspace, self._shell = workspace, shell
        self._task: Task | None = None
        self._stale = True
        self.forms = FormList(self)
        self.list = QListView(self)
        self.list.setModel(self.forms)
        self.list.setAccessibleName("表式")
        self.unit = QComboBox(self)
        self.decimals = QComboBox(self)
        self.zoom = QComboBox(self)
        self.paper = Paper(self)
        self._note = muted("", self)
        self.export_button = primary("导出…", self, "export")
        self.verify_button = QPushButton("校验报表…", self)
        self.pdf_button = QPushButton("导出 PDF…", self)
        self.print_button = QPushButton("打印…", self)
        self.change_button = QPushButton("改表式…", self)
        self.change_button.setToolTip("栏目取舍、次序、栏名、标题、注、单位和小数，按报送单位的要求改")
        self.extra_button = QPushButton("临时报表…", self)
        self.extra_button.setToolTip("选名单、栏目和行，几分钟做成一张表；下次只换报告期")
        self.earlier: TextModel[Submission] = TextModel(
            (
                TextColumn("报告期", 92, lambda one: one.period.label()),
                TextColumn("版次", 46, lambda one: str(one.revision), right=True),
                TextColumn("导出时间", 0, _exported),
            ),
            self,
        )
        self.earlier_view = table(self.earlier, "已导出的报表", self)
        self.never = muted("还没有导出过。勾好表式后按“导出…”（Ctrl+E），导出的版次列在这里。", self)
        self.no_rows = EmptyCard(self.paper, head=300)
        self.no_rows.offer("导入工作簿…", partial(shell.show_page, "import"))
        self.no_rows.offer("到名单录入", self._to_list)
        self._build()
        self._connect()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(tokens.MEDIUM)
        top.addWidget(page_title("报表", self))
        top.addWidget(self._note, 1)
        icons.put(self.verify_button, "verify")
        top.addWidget(self.verify_button)
        top.addWidget(self.print_button)
        top.addWidget(self.pdf_button)
        top.addWidget(self.export_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.HUGE, tokens.LARGE, tokens.HUGE, tokens.LARGE)
        column.setSpacing(tokens.MEDIUM)
        column.addLayout(top)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(self._left())
        splitter.addWidget(self._right())
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([270, 800])
        splitter.setChildrenCollapsible(False)
        column.addWidget(splitter, 1)

    def _left(self) -> QWidget:
        left = QWidget(self)
        left.setMinimumWidth(250)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.MEDIUM)
        forms = Panel("表式", left)
        forms.body.addWidget(self.list, 1)
        forms.body.addWidget(muted("勾选的表式导出到同一个工作簿。", forms))
        acts_row = QHBoxLayout()
        acts_row.addWidget(self.change_button)
        acts_row.addWidget(self.extra_button)
        forms.body.addLayout(acts_row)
        earlier = Panel("已导出", left)
        earlier.body.addWidget(self.never)
        earlier.body.addWidget(self.earlier_view, 1)
        earlier.body.addStretch(0)
        column.addWidget(forms, 1)
        column.addWidget(earlier, 1)
        return left

    def _right(self) -> QWidget:
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SMALL)
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        for label, picker, items in (
            ("计量单位(&A)", self.unit, UNITS),
            ("小数(&X)", self.decimals, DECIMALS),
            ("缩放(&Z)", self.zoom, ["适合宽度", *(f"{int(zoom * 100)}%" for zoom in ZOOMS)]),
        ):
            words = QLabel(label, right)
            words.setBuddy(picker)
            picker.addItems(list(items))
            picker.setAccessibleName(label[:-4])
            row.addWidget(words)
            row.addWidget(picker)
            row.addSpacing(tokens.MEDIUM)
        self.unit.setCurrentText(settings.text("amount_unit", UNITS[0]))
        self.decimals.setToolTip("金额保留几位小数；舍位平衡，各行之和仍等于合计，名单里的数不变")
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.paper, 1)
        return right

    def _connect(self) -> None:
        self.list.selectionModel().currentChanged.connect(self._on_form)
        self.forms.dataChanged.connect(self._judge)
        self.unit.activated.connect(self._on_unit)
        self.decimals.activated.connect(self._preview)
        self.zoom.activated.connect(self._on_zoom)
        self.paper.picked.connect(self._on_picked)
        self.export_button.clicked.connect(self.export)
        self.verify_button.clicked.connect(self._verify)
        self.change_button.clicked.connect(self.change_form)
        self.extra_button.clicked.connect(self.make_form)
        self.pdf_button.clicked.connect(partial(self._to_paper, "export_pdf"))
        self.print_button.clicked.connect(partial(self._to_paper, "print_return"))
        self._workspace.listen(self._on_changed)
        self._shell.period_changed.connect(self._on_period)
        self._shell.themed.connect(self.paper.viewport().update)

    # --- showing -----------------------------------------------------------------------------------------------

    def activate(self) -> None:
        """Come to the front."""
        if self._stale:
            self._load()

    def _on_changed(self, _notice: Notice) -> None:
        self._stale = True

    def _on_period(self) -> None:
        self._stale = True
        if self.isVisible():
            self._load()

    def _load(self) -> None:
        self._stale = False
        period = self._shell.period
        forms = (*returns.due(self._workspace, period), *own_forms.extras(self._workspace, period))
        if forms != self.forms.forms:
            self._show_forms(forms)
        made = list(reversed(returns.history_of(self._workspace)))
        self.earlier.show_rows(made)
        self.earlier_view.setVisible(bool(made))
        self.never.setVisible(not made)
        if not forms:
            kind = "月份" if period.is_year else "年份"
            self.no_rows.hide()
            self.paper.show_form(None, f"方案没有按{period.label()}填报的表式，\n请在右上角选择一个{kind}。")
        elif not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.forms.index(0))
        else:
            self._preview()
        self._judge()

    def _show_forms(self, forms: tuple[Form, ...]) -> None:
        """Show other forms; what was unticked stays so while it is the same period's forms."""
        known, ticked = {form.id for form in self.forms.forms}, set(self.forms.ticked)
        row = self.list.currentIndex().row()
        front = self.forms.forms[row].id if 0 <= row < len(self.forms.forms) else ""
        self.forms.show_forms(forms)
        if known & {form.id for form in forms}:
            self.forms.ticked = {form.id for form in forms if form.id in ticked or form.id not in known}
            self.forms.ticked -= {form.id for form in forms if form.own == EXTRA and form.id not in ticked}
        at = next((number for number, form in enumerate(forms) if form.id == front), -1)
        if at >= 0:
            self.list.setCurrentIndex(self.forms.index(at))

    def _judge(self) -> None:
        chosen = len(self.forms.chosen())
        for button in (self.export_button, self.pdf_button, self.print_button):
            button.setEnabled(chosen > 0)
        self._note.setText(f"{self._shell.period.label()}　共 {len(self.forms.forms)} 张表，勾选 {chosen} 张")

    def _on_form(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._preview()

    def _on_unit(self, _index: int) -> None:
        settings.keep("amount_unit", self.unit.currentText())
        self._preview()

    def _on_zoom(self, index: int) -> None:
        self.paper.set_zoom(ZOOMS[index - 1] if index else FIT)

    def _decimals(self) -> int | None:
        at = self.decimals.currentIndex()
        return at - 1 if at > 0 else None

    def _preview(self) -> None:
        row = self.list.currentIndex().row()
        if not 0 <= row < len(self.forms.forms):
            return
        if self._task is not None:
            self._task.cancel()
        workspace, form = self._workspace, self.forms.forms[row].id
        period, unit, decimals = self._shell.period, self.unit.currentText(), self._decimals()
        self._task = self._shell.tasks.run(
            "填写报表",
            lambda _progress, _stop: returns.preview(workspace, form, period, unit, decimals),
            self._show,
            self._refused,
            workspace=workspace,
        )

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

    def _to_list(self) -> None:
        """The list that the form is about."""
        form = self.paper.form
        if form is not None:
            self._shell.show_page(LEDGER_PAGES[form.form.ledger])

    def _refused(self, error: BaseException) -> None:
        self._task = None
        if isinstance(error, QbsError):
            self.paper.show_form(None, str(error))
        else:
            feedback.show(self, error)

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

    # --- acts --------------------------------------------------------------------------------------------------

    def export(self) -> None:
        """导出: pick a folder, write the workbook, say where it is."""
        if self._stale:
            self._load()
        chosen = self.forms.chosen()
        if not chosen:
            feedback.warn(self, "请先勾选要导出的表式。")
            return
        before = settings.text("export_folder")
        folder = feedback.pick_folder(self, "导出到哪个文件夹", Path(before) if before else None)
        if folder is None:
            return
        settings.keep("export_folder", str(folder))
        workspace, period, unit = self._workspace, self._shell.period, self.unit.currentText()
        decimals = self._decimals()
        self._shell.tasks.run(
            "导出报表",
            lambda progress, _stop: returns.export(
                workspace, period, folder, forms=chosen, amount_unit=unit, decimals=decimals, progress=progress
            ),
            self._exported,
            blocking=True,
            can_cancel=False,
        )

    def _to_paper(self, act: str) -> None:
        """导出 PDF, 打印: the ticked forms on paper."""
        from qbs_desktop.ui.printing import acts as printing

        if self._stale:
            self._load()
        make = partial(
            returns.printable,
            self._workspace,
            self._shell.period,
            forms=self.forms.chosen(),
            amount_unit=self.unit.currentText(),
            decimals=self._decimals(),
        )
        done = printing.export_pdf if act == "export_pdf" else printing.print_return
        done(self, self._shell, self._workspace, make)

    def _exported(self, made: list[ExportResult]) -> None:
        self._load()
        lines = [f"{one.path.name}（第 {one.revision} 版，校验码 {one.code}）" for one in made]
        lines += [f"注意：{note}" for one in made for note in one.notes]
        if feedback.done(self, "报表已导出。", "\n".join(lines), "打开所在文件夹"):
            acts.show_folder(made[0].path.parent)

    def change_form(self) -> None:
        """改表式: the form in front."""
        row = self.list.currentIndex().row()
        if 0 <= row < len(self.forms.forms):
            self._edit(self.forms.forms[row])

    def make_form(self) -> None:
        """临时报表: a new form of the list that the form in front is of."""
        row = self.list.currentIndex().row()
        ledger = self.forms.forms[row].ledger if 0 <= row < len(self.forms.forms) else "enterprise"
        new_id, monthly = own_forms.free_id(self._workspace), self._shell.period.is_month
        self._edit(new_form(new_id, self._workspace.ledgers[ledger], monthly=monthly))

    def _edit(self, form: Form) -> None:
        from qbs_desktop.ui.dialogs.form_editor.window import FormEditor

        editor = FormEditor(self._workspace, self._shell, form, self.unit.currentText(), self)
        editor.kept.connect(self._on_kept)
        editor.open()

    def _on_kept(self, form_id: str, then: str) -> None:
        """Show the form that was kept; on its way out it goes alone."""
        self._load()
        at = next((number for number, form in enumerate(self.forms.forms) if form.id == form_id), -1)
        if at >= 0:
            self.list.setCurrentIndex(self.forms.index(at))
        if then == "export":
            self.forms.ticked = {form_id}
            self._judge()
            self.export()

    def _verify(self) -> None:
        from qbs_desktop.ui.dialogs.verify import VerifyDialog

        files = feedback.pick_files(self, "选择要校验的报表", feedback.RETURNS)
        if files:
            VerifyDialog(files, self._shell.tasks, self, office_keys.ring(self._workspace)).open()


def _exported(one: Submission) -> str:
    """Month, day and time; the column is narrow and the period beside it tells the year."""
    _year, _dash, moment = overview.local(one.at).partition("-")
    return moment
