"""What is chosen above the month's grid: list, period, indicator, 本年累计 or 本月, which columns and rows.

Each choice is remembered where it holds: the list per file, 只看填报列 on this computer, the mode in the file itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker

from qbs_desktop.services.months import entry_mode, next_list
from qbs_desktop.ui import settings
from qbs_desktop.ui.window.last_place import file_key

if TYPE_CHECKING:
    from qbs_desktop.domain.period import Period
    from qbs_desktop.ui.pages.month.page import MonthPage

_COMPACT = "month/compact"
_LIST = "month"


class MonthChoices:
    """Listens to head, bar, work list and window, and has the page show what was chosen."""

    def __init__(self, page: MonthPage) -> None:
        """Put back what this computer remembers, then listen."""
        self._page = page
        page.bar.compact.setChecked(settings.text(_COMPACT) == "yes")
        head = page.head
        head.ledger_picked.connect(self._ledger_changed)
        head.period_picked.connect(page.reload)
        page.periods.activated.connect(self._period_picked)
        head.settled.connect(self._settled_on)
        head.look_picked.connect(self.look_changed)
        head.mode_picked.connect(self._mode_picked)
        page.bar.narrowed.connect(self._narrowed)
        page.work.ledger_wanted.connect(self._show_indicator)
        page.shell.period_changed.connect(self._window_period)

    def first_list(self) -> str:
        """The list last filled in in this file if it has rows, else the first in which figures are due."""
        page = self._page
        offered = [str(page.ledgers.itemData(n)) for n in range(page.ledgers.count())]
        kept = settings.text(file_key(page.workspace.path, _LIST))
        if kept in offered and next_list.has_rows(page.workspace, kept):
            return kept
        return next_list.first_due(page.workspace, page.shell.period) or page.ledger_id

    def select(self, ledger_id: str, period: Period) -> None:
        """Show another list and period; nothing is read again for the list and period that are shown."""
        page = self._page
        with QSignalBlocker(page.ledgers):
            page.ledgers.setCurrentIndex(page.ledgers.findData(ledger_id))
        if page.table is None or page.table.ledger.id != ledger_id:
            self._show_ledger(ledger_id, period)
        else:
            page.head.show_period(period)

    def look_changed(self) -> None:
        """Other columns or rows; the cursor stays with its record and indicator."""
        here = self._page.places.here()
        self._page.relabel()
        self._page.places.back_to(here)

    def _ledger_changed(self) -> None:
        self._show_ledger(self._page.ledger_id, self._page.period or self._page.shell.period)

    def _show_ledger(self, ledger_id: str, period: Period) -> None:
        """Show another list, from the indicator most rows have, at the first cell that is missing."""
        page = self._page
        page.side.host.ledger_id = ledger_id
        settings.keep(file_key(page.workspace.path, _LIST), ledger_id)
        page.head.offer(ledger_id, period)
        page.tools.show_ledger(page.workspace.ledgers[ledger_id])
        page.bar.show_every_row()
        page.reload()
        self._pick_indicator()
        page.places.first_cell()

    def _pick_indicator(self) -> None:
        """Start with the indicator most rows are expected to have; 只看填报列 has room for all of them."""
        table = self._page.table
        if table is None:
            return
        counts = {one.id: sum(row.cells[one.id].expected for row in table.rows) for one in table.indicators}
        best = max(counts, key=lambda slug: counts[slug])
        self._page.head.show_indicator("" if self._page.bar.compact.isChecked() else best)

    def _show_indicator(self, ledger_id: str, slug: str) -> None:
        """Show a list and one of its indicators in the window's period."""
        page = self._page
        self.select(ledger_id, page.period or page.shell.period)
        if page.shown.currentData():
            page.head.show_indicator(slug)
        at = page.grid.column_of(page.places.target(slug)) if slug else None
        if at is not None:
            page.view.go(max(page.view.current_place[0], 0), at)
        page.to_cells()

    def _period_picked(self, _index: int) -> None:
        """A period picked here is the window's too, so that 审核 and 报表 speak of the same one."""
        if self._page.period is not None:
            self._page.shell.set_period(self._page.period)

    def _settled_on(self) -> None:
        """What is to be filled in is chosen: go there."""
        self._page.places.first_cell()
        self._page.to_cells()

    def _window_period(self, *_period: object) -> None:
        if self._page.table is not None:
            self.select(self._page.ledger_id, self._page.shell.period)

    def _mode_picked(self) -> None:
        """The office fills in the other one from now on."""
        entry_mode.set_entry_mode(self._page.workspace, self._page.ledger_id, self._page.head.mode)
        self.look_changed()

    def _narrowed(self) -> None:
        settings.keep(_COMPACT, "yes" if self._page.bar.compact.isChecked() else "")
        self.look_changed()
