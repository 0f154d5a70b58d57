"""The acts on the rows of a list page (行操作): new rows, rows that leave, 其中 rows; each is one step of undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from qbs_desktop.services.lists import block, listing
from qbs_desktop.ui.pages.lists import leaving

if TYPE_CHECKING:
    from qbs_desktop.ui.pages.lists.page import ListPage


class RowActs:
    """What `LIST_COMMANDS` name, for one page."""

    def __init__(self, page: ListPage) -> None:
        self._page = page

    def add_row(self) -> None:
        """新增一行: to the empty row at the end; the record is made with the first value typed there."""
        self._page.empty.hide()
        self._page.view.go(self._page.grid.shown(), self._page.grid.column_of("name") or 0)
        self._page.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def insert_above(self) -> None:
        """在上方插入: one empty row before the current one."""
        self._inserted(block.insert(self._page.workspace, self._page.ledger.id, above=self._page.here(), below=None))

    def insert_below(self) -> None:
        """在下方插入: one empty row behind the current one."""
        self._inserted(block.insert(self._page.workspace, self._page.ledger.id, above=None, below=self._page.here()))

    def add_child(self) -> None:
        """新增其中行: a row that explains part of the current one and is never added up."""
        here = self._page.here()
        if here is None:
            self._page.shell.say("请先选中一行，再给它新增其中项。")
            return
        row = self._page.grid.rows[self._page.grid.places[here]]
        child = row.parent_id is None
        self._inserted(block.insert(self._page.workspace, self._page.ledger.id, above=None, below=here, child=child))

    def _inserted(self, record_id: int) -> None:
        if self._page.grid.line_of(record_id) is None:
            self._page.grid.clear_filters()
        line = self._page.grid.line_of(record_id)
        if line is not None:
            self._page.view.go(line, self._page.grid.column_of("name") or 0)
        self._page.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def remove_rows(self) -> None:
        """删除行: the selected rows with their 其中 rows; one undo brings all back."""
        leaving.remove(self._page)

    def take_off(self) -> None:
        """移出名单: the selected rows leave this year's list; what they reported stays."""
        leaving.take_off(self._page)

    def put_back(self) -> None:
        """列回移出的行: choose among those that are off this year's list."""
        leaving.put_back(self._page)

    def make_child(self) -> None:
        """Make the selected rows 其中 rows of the ordinary row above them."""
        ids = self._page.selected_ids()
        if not ids:
            return
        place = self._page.grid.places[ids[0]]
        above = next((row for row in reversed(self._page.grid.rows[:place]) if row.depth == 0), None)
        if above is None:
            self._page.shell.say("第一行前面没有可以归属的行。")
            return
        listing.set_parent(self._page.workspace, self._page.ledger.id, ids, above.id)

    def make_top(self) -> None:
        """Make the selected 其中 rows ordinary rows again."""
        if ids := self._page.selected_ids():
            listing.set_parent(self._page.workspace, self._page.ledger.id, ids, None)

    def toggle_card(self) -> None:
        """F4: show or hide the record panel of the current row."""
        self._page.toggle_card()
