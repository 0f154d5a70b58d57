"""The acts on a month (本期处理), each after asking what it needs, each one operation.

Declare, withdraw, repeat last period's 累计, lock, reopen, carry the lists over; and the ways out of an empty month.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from PySide6.QtWidgets import QWidget

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.period_state import Declared
from qbs_desktop.services.months import lock_check, periods, repeating
from qbs_desktop.services.months.figures import MonthTable
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import acts, feedback
from qbs_desktop.ui.dialogs.worklist import CarryDialog
from qbs_desktop.ui.pages import LEDGER_PAGES
from qbs_desktop.ui.pages.month.repeat import RepeatDialog
from qbs_desktop.ui.pages.month.state import DeclareDialog, NoteDialog

if TYPE_CHECKING:
    from qbs_desktop.ui.pages.month.page import MonthPage

Act: TypeAlias = Callable[[QWidget, Workspace, MonthTable], None]
"""One act: whose dialog it is, in which file, on which list and month."""


def declare(parent: QWidget, workspace: Workspace, table: MonthTable) -> None:
    """申报空表或无变动, after asking which and for a note; no figure is written."""
    dialog = DeclareDialog(parent, f"{table.ledger.label}{table.period.label(table.scheme)}")
    if dialog.exec():
        kind, note = dialog.kind(), dialog.text()
        if kind is not Declared.UNCHANGED or _unchanged_is_meant(parent, table):
            _try(parent, lambda: periods.declare(workspace, table.ledger.id, table.period, kind, note))
    dialog.deleteLater()


def _unchanged_is_meant(parent: QWidget, table: MonthTable) -> bool:
    """Ask before 无变动 stands over a list that is filled in part: what is missing would be missed no more."""
    filled, lacking = table.filled(), len(table.missing())
    if not filled:
        return True
    text = (
        f"{table.ledger.label}{table.period.label(table.scheme)}已填 {filled} 格、缺 {lacking} 格，仍要申报无变动吗？"
    )
    detail = "申报以后，缺的格不再算缺数；已填的数照样上报。" if lacking else "应填的都已填，一般不用申报。"
    return feedback.ask(parent, text, detail, yes="仍然申报")


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
    return len(cells) if cells and _try(parent, lambda: repeating.repeat(workspace, plan, cells)) else 0


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
    if left := lock_check.unfinished(workspace, table.period).words():
        text = f"{name}还有：{left}。\n{text}"
    dialog = NoteDialog(parent, f"锁定{name}", text, "备注", "锁定", required=False)
    _on_word(parent, dialog, workspace, table.period, periods.lock)


def reopen(parent: QWidget, workspace: Workspace, table: MonthTable) -> None:
    """重新开放, with a reason that the history keeps."""
    text = "请写明重新开放的原因，原因会记入历史。"
    dialog = NoteDialog(parent, f"重新开放{table.period.label()}", text, "原因", "重新开放", required=True)
    _on_word(parent, dialog, workspace, table.period, periods.reopen)


class MonthActs:
    """Does what the menu, the strip and the hints of a month page offer."""

    def __init__(self, page: MonthPage) -> None:
        """Listen to the page's parts."""
        self._page = page
        for signal, act in (
            (page.acts.declare, declare),
            (page.acts.withdraw, withdraw),
            (page.acts.lock, lock),
            (page.acts.reopen, reopen),
            (page.strip.withdraw, withdraw),
            (page.strip.reopen, reopen),
        ):
            signal.connect(partial(self._do, act))
        page.acts.repeat.connect(self._repeat)
        page.acts.carry.connect(self._carry)
        page.strip.items_wanted.connect(self._show_items)
        page.no_rows.import_wanted.connect(partial(page.shell.show_page, "import"))
        page.no_rows.list_wanted.connect(self._show_list)
        page.nothing.list_wanted.connect(self._show_list)
        page.nothing.measure_wanted.connect(self._ask_measure)

    def _do(self, act: Act) -> None:
        if self._page.table is not None:
            act(self._page, self._page.workspace, self._page.table)

    def _repeat(self) -> None:
        page = self._page
        if page.table is None:
            return
        lines = {line for one in page.view.ranges() for line in range(one.top(), one.bottom() + 1)}
        selected = {found for line in lines if (found := page.grid.id_at(line)) is not None}
        filled = repeat(page, page.workspace, page.table, page.units.currentText(), selected)
        if filled:
            page.shell.say(f"已沿用上期累计填 {filled} 格，按 Ctrl+Z 可以撤销。")

    def _carry(self) -> None:
        carry(self._page, self._page.workspace)

    def _show_items(self) -> None:
        returns: Any = self._page.shell.show_page("returns")
        if returns is not None:
            returns.show_items()

    def _show_list(self) -> None:
        self._page.shell.show_page(LEDGER_PAGES[self._page.ledger_id])

    def _ask_measure(self) -> None:
        if not acts.ask_measure(self._page.workspace, self._page):
            self._page.shell.say("各名单的口径都已写明。")


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


def _try(parent: QWidget, act: Callable[[], object]) -> bool:
    """Do it; a refusal is shown. Whether it was done."""
    try:
        act()
    except QbsError as error:
        feedback.show(parent, error)
        return False
    return True
