"""报表: the forms of the period as they will be printed, handing in, revisions, what came back."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.db.submissions import Submission
from qbs_desktop.domain.forms.filling import exempt
from qbs_desktop.domain.forms.form import Form
from qbs_desktop.domain.forms.own import EXTRA, new_form
from qbs_desktop.domain.period import Period
from qbs_desktop.services import forms as own_forms
from qbs_desktop.services.reporting import drifting, office_keys, return_states, returns
from qbs_desktop.services.reporting.drifting import Drift
from qbs_desktop.services.reporting.return_states import PeriodReturn
from qbs_desktop.services.reporting.returns import ExportResult
from qbs_desktop.services.workspace import Notice, Workspace
from qbs_desktop.ui import acts, answers, feedback, settings
from qbs_desktop.ui.pages.returns.form_list import FormList
from qbs_desktop.ui.pages.returns.handing_in import HandingIn
from qbs_desktop.ui.pages.returns.items import ReturnedItems
from qbs_desktop.ui.pages.returns.preview import Preview
from qbs_desktop.ui.pages.returns.revisions import Revisions
from qbs_desktop.ui.pages.returns.strip import ReturnStrip
from qbs_desktop.ui.shell import Shell
from qbs_desktop.ui.style import icons, tokens
from qbs_desktop.ui.tasks import Task
from qbs_desktop.ui.widgets.parts import Panel, muted, page_title
from qbs_desktop.ui.window import last_place
from qbs_desktop.ui.window.panes import first, pane


class _Read(NamedTuple):
    """What the page shows of the file beside the form in front."""

    now: PeriodReturn
    made: list[Submission]
    drift: Drift | None


def _read(workspace: Workspace, period: Period) -> _Read:
    return _Read(
        return_states.look(workspace, period),
        returns.history_of(workspace),
        drifting.since_handed_in(workspace, period),
    )


class ReturnsPage(QWidget):
    """The return of the period."""

    title = "报表"

    def __init__(self, workspace: Workspace, shell: Shell) -> None:
        """Build; the form and the state are read in the background."""
        super().__init__()
        self.setObjectName("page")
        self._workspace, self._shell = workspace, shell
        self._stale = True
        self._reading: Task | None = None
        self.now: PeriodReturn | None = None
        self.forms = FormList(self)
        self.list = QListView(self)
        self.list.setModel(self.forms)
        self.list.setAccessibleName("表式")
        self._note = muted("", self)
        self.strip = pane(ReturnStrip(self))
        self.preview = Preview(workspace, shell, self)
        self.revisions = Revisions(workspace, shell, self)
        self.items = ReturnedItems(workspace, shell, self)
        self.paper, self.unit, self.no_rows = self.preview.paper, self.preview.unit, self.preview.no_rows
        self.tabs = QTabWidget(self)
        self.export_button = QPushButton("导出…", self)
        self.verify_button = QPushButton("校验报表…", self)
        self.pdf_button = QPushButton("导出 PDF…", self)
        self.print_button = QPushButton("打印…", self)
        self.change_button = QPushButton("改表式…", self)
        self.change_button.setToolTip("栏目取舍、次序、栏名、标题、注、单位和小数，按报送单位的要求改")
        self.extra_button = QPushButton("临时报表…", self)
        self.extra_button.setToolTip("选名单、栏目和行，几分钟做成一张表；下次只换报告期")
        self.doing = HandingIn(self, workspace, shell)
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self._load)
        self._build()
        first(self.list)
        self._connect()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(tokens.MEDIUM)
        top.addWidget(page_title("报表", self))
        top.addWidget(self._note, 1)
        icons.put(self.verify_button, "verify")
        icons.put(self.export_button, "export")
        self.export_button.setToolTip("存一份草稿看；不上报，不锁定（Ctrl+E）")
        for button in (self.verify_button, self.print_button, self.pdf_button, self.export_button):
            top.addWidget(button)
        for part, label in ((self.preview, "预览"), (self.revisions, "版次"), (self.items, "退回项")):
            self.tabs.addTab(part, label)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setAccessibleName("看什么")
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(self._left())
        splitter.addWidget(pane(self.tabs))
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([262, 800])
        splitter.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.HUGE, tokens.LARGE, tokens.HUGE, tokens.LARGE)
        column.setSpacing(tokens.MEDIUM)
        column.addLayout(top)
        column.addWidget(self.strip)
        column.addWidget(splitter, 1)

    def _left(self) -> QWidget:
        forms = pane(Panel("表式", self))
        forms.setMinimumWidth(250)
        forms.body.addWidget(self.list, 1)
        forms.body.addWidget(muted("勾选的表式在同一个工作簿里。", forms))
        acts_row = QHBoxLayout()
        acts_row.addWidget(self.change_button)
        acts_row.addWidget(self.extra_button)
        forms.body.addLayout(acts_row)
        return forms

    def _connect(self) -> None:
        self.list.selectionModel().currentChanged.connect(self._on_form)
        self.forms.dataChanged.connect(self._judge)
        self.preview.wanted.connect(self._preview)
        self.export_button.clicked.connect(self.export)
        self.verify_button.clicked.connect(self._verify)
        self.change_button.clicked.connect(self.change_form)
        self.extra_button.clicked.connect(self.make_form)
        self.pdf_button.clicked.connect(self.export_pdf)
        self.print_button.clicked.connect(partial(self._to_paper, "print_return"))
        self.strip.wanted.connect(self.doing.act)
        self.strip.answer_wanted.connect(self._pick_answer)
        self.strip.items_wanted.connect(self.show_items)
        self._workspace.listen(self._on_changed)
        self._shell.period_changed.connect(self._on_period)
        self._shell.themed.connect(self.strip.line.update)

    # --- showing -----------------------------------------------------------------------------------------------

    def activate(self) -> None:
        """Come to the front."""
        if self._stale:
            self._load()

    def _on_changed(self, _notice: Notice) -> None:
        self._stale = True
        if self.isVisible():
            self._again.start()

    def _on_period(self) -> None:
        self._stale = True
        if self.isVisible():
            self._load()

    def _load(self) -> None:
        self._stale = False
        period = self._shell.period
        self.preview.show_unit()
        forms = (*returns.due(self._workspace, period), *own_forms.extras(self._workspace, period))
        if forms != self.forms.forms:
            self._show_forms(forms)
        self.forms.show_period(period)
        self._read_state(period)
        if not forms:
            kind = "月份" if period.is_year else "年份"
            self.preview.say(f"方案没有按{period.label()}填报的表式，\n请在右上角选择一个{kind}。")
        elif not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.forms.index(self._first(period)))
        else:
            self._preview()
        self._judge()

    def _first(self, period: Period) -> int:
        """The form last looked at in this file, else one that has something to show."""
        forms = self.forms.forms
        due = [one for one in forms if not exempt(one, period)] or forms
        kept = settings.text(self._kept_under())
        usual = returns.foremost(self._workspace, due, period)
        front = next((one for one in due if one.id == kept), usual)
        return forms.index(front) if front is not None else 0

    def _kept_under(self) -> str:
        return last_place.file_key(self._workspace.path, f"form/{'month' if self._shell.period.is_month else 'year'}")

    def _read_state(self, period: Period) -> None:
        if self._reading is not None:
            self._reading.cancel()
        workspace = self._workspace
        self._reading = self._shell.tasks.run(
            "读取报表状态",
            lambda _progress, _stop: _read(workspace, period),
            self._show_state,
            workspace=workspace,
            quiet=True,
        )

    def _show_state(self, found: _Read) -> None:
        self._reading, self.now = None, found.now
        self.strip.show_state(found.now, forms=bool(self.forms.forms), drift=found.drift)
        self.revisions.show_revisions(found.made)
        self.items.show_items(found.now.items)
        count = len(found.now.items)
        self.tabs.setTabText(2, f"退回项（{count}）" if count else "退回项")
        made = sum(one.period == found.now.period for one in found.made)
        self.tabs.setTabText(1, f"版次（{made}）" if made else "版次")

    def show_items(self) -> None:
        """The items given back, with the focus in them."""
        self.tabs.setCurrentWidget(self.items)
        self.items.view.setFocus(Qt.FocusReason.OtherFocusReason)

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
        exempt = f"，{self.forms.exempt()} 张本期免报" if self.forms.exempt() else ""
        self._note.setText(f"{self._shell.period.label()}　共 {len(self.forms.forms)} 张表，勾选 {chosen} 张{exempt}")

    def _on_form(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid() and self.list.hasFocus():  # picked by the clerk, not shown by the page
            settings.keep(self._kept_under(), self.forms.forms[now.row()].id)
        self._preview()

    def _preview(self) -> None:
        row = self.list.currentIndex().row()
        if 0 <= row < len(self.forms.forms):
            self.preview.show_form(self.forms.forms[row].id)

    def _pick_answer(self) -> None:
        answers.pick(self._shell, self)

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
        workspace, period = self._workspace, self._shell.period
        unit, decimals = self.preview.amount_unit, self.preview.places
        self._shell.tasks.run(
            "导出报表",
            lambda progress, _stop: returns.export(
                workspace, period, folder, forms=chosen, amount_unit=unit, decimals=decimals, progress=progress
            ),
            self._exported,
            blocking=True,
            can_cancel=False,
        )

    def submit(self) -> None:
        """上报: what the menu asks for."""
        if self._stale:
            self._load()
        self.doing.submit()

    def export_pdf(self) -> None:
        """导出 PDF."""
        self._to_paper("export_pdf")

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
            amount_unit=self.preview.amount_unit,
            decimals=self.preview.places,
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

        editor = FormEditor(self._workspace, self._shell, form, self.preview.amount_unit, self)
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
