"""Every dialog fits a small screen, has a name on every control, and is left by Esc. A new one must be listed here."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget

import qbs_desktop.ui
from qbs_desktop.exchange.locating.corrections import Corrections, Layout
from qbs_desktop.services import forms, measures
from qbs_desktop.services.cell import Cell
from qbs_desktop.services.incoming import import_targets, layouts
from qbs_desktop.services.months import repeating
from qbs_desktop.services.reporting import readiness
from qbs_desktop.ui.dialogs.backups import BackupsDialog
from qbs_desktop.ui.dialogs.calendar import CalendarDialog
from qbs_desktop.ui.dialogs.collect_templates import CollectDialog
from qbs_desktop.ui.dialogs.form_editor.window import FormEditor
from qbs_desktop.ui.dialogs.form_words import FormWordsDialog
from qbs_desktop.ui.dialogs.help import AboutDialog, KeysDialog
from qbs_desktop.ui.dialogs.issue_templates import IssueDialog
from qbs_desktop.ui.dialogs.measure import MeasureDialog
from qbs_desktop.ui.dialogs.new_file import NewFileDialog, SampleDialog
from qbs_desktop.ui.dialogs.off_list import OffListDialog
from qbs_desktop.ui.dialogs.office_keys import OfficeKeysDialog
from qbs_desktop.ui.dialogs.question import QuestionDialog
from qbs_desktop.ui.dialogs.verify import VerifyDialog
from qbs_desktop.ui.dialogs.worklist import CarryDialog, RejectedDialog
from qbs_desktop.ui.help.window import ManualWindow, PictureDialog
from qbs_desktop.ui.importing.layouts_dialog import LayoutsDialog
from qbs_desktop.ui.importing.target_list import TargetPicker
from qbs_desktop.ui.importing.wizard import ImportWizard
from qbs_desktop.ui.main_window import MainWindow
from qbs_desktop.ui.pages.checks.rule_book import RulesDialog
from qbs_desktop.ui.pages.collation.dialogs import AnswerDialog, ReportersDialog
from qbs_desktop.ui.pages.month.repeat import RepeatDialog
from qbs_desktop.ui.pages.month.state import DeclareDialog, NoteDialog
from qbs_desktop.ui.pages.record.history import CellHistory
from qbs_desktop.ui.pages.returns.submit_dialog import SubmitDialog
from qbs_desktop.ui.window import placing, tab_order
from tests.fixtures import copied, workbooks
from tests.ui import eye
from tests.ui.names import nameless

SMALL = (1093, 614)
"""1366 x 768 at 125 %."""
SMALLEST = (940, 480)
"""What is left of 1920 x 1080 at 200 %; a dialog can be made that small."""
Make = Callable[[MainWindow, Path], QDialog]


def _import(window: MainWindow, folder: Path) -> QDialog:
    return ImportWizard(window.workspace, window, workbooks.annex_book(folder / "附件.xlsx"), window)


def _layouts(window: MainWindow, _folder: Path) -> QDialog:
    layouts.keep(window.workspace, [Layout("2:企业名称", 1, "月报", Corrections("x", columns={"B": "-"}))])
    return LayoutsDialog(window.workspace, window)


def _target(window: MainWindow, _folder: Path) -> QDialog:
    offered = import_targets.choices(window.workspace, "enterprise", window.period)
    picker = TargetPicker("C 列“完成额”是什么？", offered, "name", window)
    picker.ask_unit("万元")
    return picker


def _measure(window: MainWindow, folder: Path) -> QDialog:
    workspace = copied.sample(folder / "株洲.qbs", "zhuzhou")
    window.adopt(workspace)
    return MeasureDialog(workspace, measures.questions(workspace), window)


def _question(window: MainWindow) -> QDialog:
    dialog = QuestionDialog("签名口令", "输入后，关闭文件前导出的报表都带签名。" * 3, "确定", len, window)
    dialog.line("签名口令", hidden=True)
    return dialog


def _repeat(window: MainWindow, _folder: Path) -> QDialog:
    plan = repeating.preview(window.workspace, "enterprise", window.period)
    return RepeatDialog(plan, "亿元", [1, 2], window)


def _submit(window: MainWindow, folder: Path) -> QDialog:
    ready = replace(
        readiness.look(window.workspace, window.period), late="应于2026年11月5日前报送，迟报21天", wants_password=True
    )
    return SubmitDialog(ready, "3 张表，亿元，全部小数（在报表页上选）", "产业月报", folder, window)


def _history(window: MainWindow, _folder: Path) -> QDialog:
    record = window.workspace.dataset().rows("project")[0]
    return CellHistory(window.workspace, "示例项目 名称", Cell(record.id, "name"), window)


def _editor(window: MainWindow, _folder: Path) -> QDialog:
    form = forms.find(window.workspace, "enterprise_month")
    return FormEditor(window.workspace, window, form, "亿元", window)


MAKERS: dict[type[QDialog], Make] = {
    AboutDialog: lambda window, _folder: AboutDialog(window),
    BackupsDialog: lambda window, _folder: BackupsDialog(window.workspace.path, window, window),
    AnswerDialog: lambda window, _folder: AnswerDialog("荷塘区 2026年10月 第 1 版", [], asking=False, parent=window),
    CalendarDialog: lambda window, _folder: CalendarDialog(window.workspace, window),
    CarryDialog: lambda window, _folder: CarryDialog(window.workspace, window),
    CellHistory: _history,
    CollectDialog: lambda window, _folder: CollectDialog(window, window),
    DeclareDialog: lambda window, _folder: DeclareDialog(window, "企业名单 2026年10月"),
    FormEditor: _editor,
    FormWordsDialog: lambda window, _folder: FormWordsDialog(window.workspace, window),
    ImportWizard: _import,
    IssueDialog: lambda window, _folder: IssueDialog(window, window),
    KeysDialog: lambda window, _folder: KeysDialog(window),
    LayoutsDialog: _layouts,
    ManualWindow: lambda window, _folder: ManualWindow(window),
    MeasureDialog: _measure,
    NewFileDialog: lambda window, _folder: NewFileDialog(window),
    OffListDialog: lambda window, _folder: OffListDialog(window.workspace, "enterprise", window),
    OfficeKeysDialog: lambda window, _folder: OfficeKeysDialog(window.workspace, window),
    QuestionDialog: lambda window, _folder: _question(window),
    NoteDialog: lambda window, _folder: NoteDialog(
        window, "锁定", "锁定 2026年10月，全部名单这一期的数都不能再改。" * 2, "备注", "锁定", required=False
    ),
    PictureDialog: lambda window, _folder: PictureDialog("images/lists.png", window),
    RejectedDialog: lambda window, _folder: RejectedDialog(window.workspace, window.period, window),
    RepeatDialog: _repeat,
    ReportersDialog: lambda window, _folder: ReportersDialog(window.workspace, window),
    RulesDialog: lambda window, _folder: RulesDialog(window.workspace, window.checker, window),
    SampleDialog: lambda window, _folder: SampleDialog(window),
    SubmitDialog: _submit,
    TargetPicker: _target,
    VerifyDialog: lambda window, folder: VerifyDialog([folder / "无.xlsx"], window.tasks, window),
}
BY_TASKS = {"_ProgressDialog"}
"""Made by the data thread's keeper while it works; its controls are named there."""
COMMON = {"Dialog"}
"""What the others are made from."""


def test_no_dialog_is_left_out() -> None:
    for module in pkgutil.walk_packages(qbs_desktop.ui.__path__, "qbs_desktop.ui."):
        importlib.import_module(module.name)
    waiting, found = list(QDialog.__subclasses__()), set()
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one.__module__.startswith("qbs_desktop."):
            found.add(one)
    assert {one.__name__ for one in found} - BY_TASKS - COMMON == {one.__name__ for one in MAKERS}


@pytest.fixture
def shown(qtbot, opened: MainWindow, tmp_path: Path, request, monkeypatch) -> QDialog:
    monkeypatch.setattr(placing, "room", lambda: QSize(*SMALL))
    dialog = MAKERS[request.param](opened, tmp_path)
    dialog.show()
    qtbot.waitUntil(lambda: not opened.tasks.busy, timeout=15_000)
    return dialog


def in_turn(dialog: QDialog, chain: list[QWidget]) -> list[QWidget]:
    """From what is read first on: where the focus begins is another matter."""
    start = next(one for one in tab_order.stops(dialog) if one in chain)
    return [*chain[chain.index(start) :], *chain[: chain.index(start)]]


@pytest.mark.parametrize("shown", list(MAKERS), indirect=True, ids=lambda one: one.__name__)
def test_it_fits_a_small_screen_has_names_and_is_left_by_esc(qtbot, shown: QDialog) -> None:
    assert shown.width() <= SMALL[0]
    assert shown.height() <= SMALL[1]
    least = shown.minimumSizeHint().expandedTo(shown.minimumSize())
    assert least.width() <= SMALLEST[0]
    assert least.height() <= SMALLEST[1]
    assert nameless(shown) == []
    assert shown.windowTitle()
    shown.activateWindow()
    first = shown.focusWidget()
    if first is not None and QApplication.focusWidget() is first:  # one that closes as a popup takes none offscreen
        assert eye.leaps(in_turn(shown, eye.walk(first)), shown) == []
    gone: list[QWidget | int] = []
    shown.finished.connect(gone.append)
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert gone
