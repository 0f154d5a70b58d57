"""What is pasted into a list page: columns found by their headings, and rows that are written as 其中 rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from qbs_desktop.ui.grid.clipboard.pasteboard import HeadedBlock

if TYPE_CHECKING:
    from qbs_desktop.ui.pages.lists.page import ListPage


class ListPasting:
    """Looks at blocks before they are pasted and at rows after; the words of lists load with the first of them."""

    def __init__(self, page: ListPage) -> None:
        """Listen to the page's grid."""
        self._page = page
        page.view.pasteboard.recognise = self.by_heads
        page.view.pasted.connect(self.pasted)

    def by_heads(self, cells: Sequence[Sequence[str]]) -> HeadedBlock | None:
        """A pasted block with heading rows, column by column where its headings say."""
        from qbs_desktop.services.lists import pasting

        found = pasting.headed(self._page.workspace, self._page.ledger.id, self._page.columns, cells)
        if found is None:
            return None
        told = "，按表头对应"
        if found.unknown:
            told += f"；名单里没有对应的列：{'、'.join(found.unknown)}，没有粘贴"
        if found.totals:
            told += f"；{found.totals} 行合计没有粘贴"
        places = tuple(None if name is None else self._page.grid.column_of(name) for name in found.columns)
        return HeadedBlock(places, found.rows, told, found.lines, found.units)

    def pasted(self, record_ids: list[int], indented: frozenset[int]) -> None:
        """Offer to make rows written as 其中 rows just that."""
        from qbs_desktop.services.lists import pasting

        self._page.choice.hide()
        found = pasting.children(self._page.workspace, self._page.ledger.id, set(record_ids), indented)
        if found:
            self._page.choice.ask(
                f"粘贴的内容里有 {len(found)} 行写着“其中”或有缩进。设为其中项后不计入合计，名称前的“其中”会移走。",
                f"设为其中项（{len(found)} 行）",
                partial(pasting.adopt, self._page.workspace, self._page.ledger.id, found),
            )
