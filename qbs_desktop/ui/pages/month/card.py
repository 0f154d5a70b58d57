"""The record panel beside the month: fields are stored in the list (名单) although the grid shows figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.services.lists import block
from qbs_desktop.services.lists.block import BlockCell
from qbs_desktop.services.lists.listing import Column, Row, record_of
from qbs_desktop.services.lists.waiting import Spot, WaitingText
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.grid.column import GridColumn, Outcome, Wrong
from qbs_desktop.ui.pages.lists.columns import grid_column

if TYPE_CHECKING:
    from qbs_desktop.services.checks.checking import CheckedFinding
    from qbs_desktop.ui.shell import Shell


class MonthCardHost:
    """What the record panel asks of the month page (`lists_record.CardHost`)."""

    def __init__(self, workspace: Workspace, shell: Shell, toggle: Callable[[], None]) -> None:
        self.workspace = workspace
        self.shell = shell
        self.ledger_id = ""
        self.found: Sequence[CheckedFinding] = ()
        self.toggle_card = toggle

    def card_column(self, field_id: str) -> GridColumn[Row] | None:
        """A field as its list shows it."""
        column = self._column(field_id)
        return None if column is None else grid_column(self.workspace, column)

    def _column(self, field_id: str) -> Column | None:
        fields = self.workspace.ledgers[self.ledger_id].fields
        return next((Column(field=one) for one in fields if one.id == field_id), None)

    def card_waiting(self, record_id: int, column_id: str) -> str:
        """The text that waits to be corrected."""
        found = self.workspace.waiting.at(Spot(self.ledger_id, record_id, column_id))
        return found.text if found is not None else ""

    def card_put(self, record_id: int, column: GridColumn[Row], text: str) -> Outcome:
        """Store a field in the record's list."""
        own = self._column(column.id)
        if own is None:
            return Outcome()
        try:
            ledger_id = record_of(self.workspace, record_id).ledger
            done = block.put(self.workspace, ledger_id, [BlockCell(record_id, own, text)])
        except QbsError as error:
            return self._kept(record_id, column, text, str(error))
        if done.bad:
            return self._kept(record_id, column, text, done.bad[0].reason)
        self.workspace.waiting.settle([(Spot(self.ledger_id, record_id, column.id), None)])
        return Outcome(done.stored)

    def _kept(self, record_id: int, column: GridColumn[Row], text: str, reason: str) -> Outcome:
        spot = Spot(self.ledger_id, record_id, column.id)
        self.workspace.waiting.settle([(spot, WaitingText(spot, text, reason, column.unit))])
        return Outcome(wrong=(Wrong(record_id, column.id, text, reason),))
