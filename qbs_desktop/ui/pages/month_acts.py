"""The acts on a month (本期处理): declare, withdraw, lock, reopen; each asks what it needs and is one operation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtWidgets import QWidget

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.period import Period
from qbs_desktop.services import periods
from qbs_desktop.services.figures import MonthTable
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import feedback
from qbs_desktop.ui.pages.month_state import DeclareDialog, NoteDialog

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
