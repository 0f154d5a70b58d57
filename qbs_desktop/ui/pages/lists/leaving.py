"""Rows that leave a list: deleted, or taken off this year's list (移出名单) where their months are handed in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.services.lists import listing
from qbs_desktop.ui import feedback

if TYPE_CHECKING:  # what leaves a list is seldom asked, and not before its first line is seen
    from qbs_desktop.ui.dialogs.off_list import OffListDialog
    from qbs_desktop.ui.pages.lists.page import ListPage


def remove(page: ListPage) -> None:
    """Delete the selected rows; what a locked month refuses may still be taken off the list."""
    from qbs_desktop.services.months import periods

    ids = page.selected_ids()
    if not ids:
        return
    try:
        words = listing.remove_rows(page.workspace, page.ledger.id, ids)
    except Refusal as refused:
        if not periods.locked(page.workspace):
            raise
        act = f"移出{page.workspace.year}年名单"
        detail = f"报过的数不能删。不再报的，可以移出{page.workspace.year}年名单：以前的数和历史都留着，随时可以列回。"
        if feedback.offer(page, str(refused), detail, act, well=False):
            take_off(page)
        return
    page.shell.say(f"已删除 {words}，按 Ctrl+Z 可以恢复。")


def take_off(page: ListPage) -> None:
    """移出名单: the selected rows with their 其中 rows; figures and history stay."""
    from qbs_desktop.services.lists import leaving

    ids = page.selected_ids()
    if not ids:
        page.shell.say("请先选中要移出的行。")
        return
    words = leaving.take_off(page.workspace, page.ledger.id, ids)
    page.shell.say(f"已移出 {words}，数和历史都在；按 Ctrl+Z 恢复，或从“更多 → 列回移出的行…”列回。")


def put_back(page: ListPage) -> None:
    """列回移出的行: choose among those that are off this year's list."""
    from qbs_desktop.ui.dialogs.off_list import OffListDialog

    dialog = OffListDialog(page.workspace, page.ledger.id, page)
    dialog.accepted.connect(partial(_told, page, dialog))
    dialog.open()


def _told(page: ListPage, dialog: OffListDialog) -> None:
    page.shell.say(f"已列回 {dialog.words}，按 Ctrl+Z 可以撤销。")
