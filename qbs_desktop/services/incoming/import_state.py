"""The list as it would be after the sheets of a workbook planned so far (导入推演).

A workbook may name the same record on several sheets (an annex and a list form). The second sheet is planned against
what the first one brings, so that nothing is entered twice and two sheets that contradict each other are noticed.
"""

from __future__ import annotations

from dataclasses import replace

from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record
from qbs_desktop.services.incoming.import_preview import STORED, Action, PreviewRow, SheetPreview

FigureAt = tuple[int, str, Period, Kind]
"""Record, indicator, period, kind."""


class ImportState:
    """Records and figures, growing sheet by sheet. Records that do not exist yet have negative ids."""

    def __init__(self, data: Dataset) -> None:
        """Begin with the list as it is."""
        self.data = data
        self.named: set[int] = set()
        self.said: dict[FigureAt, tuple[str, str]] = {}
        self._last = 0
        self._brought: SheetPreview | None = None

    def next_id(self) -> int:
        """The number of the next record that does not exist yet."""
        self._last -= 1
        return self._last

    def bring(self, sheet: SheetPreview) -> SheetPreview:
        """Remember what a sheet brings. It is taken in when another one follows: most workbooks have but one."""
        self._brought = sheet
        return sheet

    def settle(self) -> None:
        """Take in what the sheet before brings."""
        sheet, self._brought = self._brought, None
        if sheet is None:
            return
        assert sheet.ledger is not None  # noqa: S101
        records = {ledger: list(self.data.rows(ledger)) for ledger in self.data.ledgers}
        figures = {one.id: dict(self.data.figures(one)) for rows in records.values() for one in rows}
        places = {one.id: at for at, one in enumerate(records[sheet.ledger])}
        ids: dict[int, int] = {}
        for row in sheet.rows:
            record_id = row.provisional or row.record_id
            if record_id is None:
                continue
            ids[row.row] = record_id
            self.named.add(record_id)
            if row.action in STORED:
                parent = ids.get(row.parent_row) if row.parent_row is not None else None
                _enter(records[sheet.ledger], places.get(record_id), sheet.ledger, row, record_id, parent)
            if row.action in STORED or row.action is Action.UNCHANGED:
                self._say(figures.setdefault(record_id, {}), sheet.sheet, row, record_id)
        self.data = Dataset(self.data.profile, records, figures, self.data.period)

    def _say(self, own: dict[tuple[str, Period, Kind], Figure], sheet: str, row: PreviewRow, record_id: int) -> None:
        for one in row.figures:
            own[one.indicator, one.period, one.kind] = one.figure
            self.said[record_id, one.indicator, one.period, one.kind] = (sheet, one.cell)


def _enter(
    records: list[Record], at: int | None, ledger: str, row: PreviewRow, record_id: int, parent: int | None
) -> None:
    """A new record behind the others, or what changes in the one at its place."""
    if at is None:
        records.append(Record(record_id, "", ledger, parent, 0, dict(row.values)))
        return
    changed = {change.field: change.new for change in row.changes}
    records[at] = replace(records[at], values={**records[at].values, **changed})
