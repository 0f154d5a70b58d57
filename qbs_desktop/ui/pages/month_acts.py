"""The acts on a month (本期处理), each after asking what it needs, each one operation.

Declare, withdraw, repeat last period's 累计, lock, reopen, carry the lists over.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeAlias

from PySide6.QtWidgets import QWidget

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.period import Period
from qbs_desktop.services import periods, repeating
from qbs_desktop.services.figures import MonthTable
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import feedback
from qbs_desktop.ui.pages.month_repeat import RepeatDialog
from qbs_desktop.ui.pages.month_state import DeclareDialog, NoteDialog
from qbs_desktop.ui.pages.worklist_dialogs import CarryDialog

Act: TypeAlias = Callable[[QWidget, Workspace, MonthTable], None]
"""One act: whose dialog it is, in which file, on which list and month."""


def declare(parent: QWidget, workspace: Workspace, table: MonthTable) -> None:
    """申报空表或无变动, after asking which and for a note; no figure is written."""
    dialog = DeclareDialog(parent, f"{table.ledger.label}{table.period.label(table.scheme)}")
    if dialog.exec():
        kind, note = dialog.kind(), dialog.text()
        _try(parent, lambda: periods.declare(workspace, table.ledger.id, table.period, kind, note))
    dialog.deleteLater()


def withdraw(parent: QWidget, workspace: Workspace, table: MonthTable) -> None:
    """撤回申报; can be undone."""
    _try(parent, lambda: periods.withdraw(workspace, table.ledger.id, table.period))


def repeat(parent: QWidget, workspace: Workspace, table: MonthTable, unit: str, selected: Collection[int]) -> int:
    """沿用上期累计到空白格, after showing which; returns how many cells were filled."""
    try:
        plan = repeating.preview(workspace, table.ledger.id, table.period)
    except QbsError as error:
        feedback.show(parent, error)
        return 0
    if not plan.cells:
        feedback.inform(parent, "没有可以沿用的空白格。", "应填的格都已填，或者上期累计也是空白的。")
        return 0
    dialog = RepeatDialog(plan, unit, selected, parent)
    cells = dialog.chosen() if dialog.exec() else ()
    dialog.deleteLater()
    if cells:
        _try(parent, lambda: repeating.repeat(workspace, plan, cells))
    return len(cells)


def carry(parent: QWidget, workspace: Workspace) -> None:
    """结转名单到下一年: the dialog shows who goes and who stays before anything is done."""
    try:
        CarryDialog(workspace, parent).open()
    except QbsError as error:
        feedback.show(parent, error)


def lock(parent: QWidget, workspace: Workspace, table: MonthTable) -> None:
    """锁定报告期, after asking: it holds for every list."""
    name = table.period.label()
    text = f"锁定后，所有名单{name}的数据都不能改动，导入、撤销也不能。需要更正时可以重新开放。"
    dialog = NoteDialog(parent, f"锁定{name}", text, "备注", "锁定", required=False)
    _on_word(parent, dialog, workspace, table.period, periods.lock)


def reopen(parent: QWidget, workspace: Workspace, table: MonthTable) -> None:
    """重新开放, with a reason that the history keeps."""
    text = "请写明重新开放的原因，原因会记入历史。"
    dialog = NoteDialog(parent, f"重新开放{table.period.label()}", text, "原因", "重新开放", required=True)
    _on_word(parent, dialog, workspace, table.period, periods.reopen)


def _on_word(
    parent: QWidget,
    dialog: NoteDialog,
    workspace: Workspace,
    period: Period,
    act: Callable[[Workspace, Period, str], None],
) -> None:
    if dialog.exec():
        _try(parent, lambda: act(workspace, period, dialog.text()))
    dialog.deleteLater()


def _try(parent: QWidget, act: Callable[[], object]) -> None:
    try:
        act()
    except QbsError as error:
        feedback.show(parent, error)
