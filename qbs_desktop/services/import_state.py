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
from qbs_desktop.services.import_preview import STORED, Action, PreviewRow, SheetPreview

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

    def learn(self, sheet: SheetPreview) -> SheetPreview:
        """Take in what a sheet brings; returns the sheet with its new rows numbered."""
        assert sheet.ledger is not None  # noqa: S101
        records = {ledger: list(self.data.rows(ledger)) for ledger in self.data.ledgers}
        figures = {one.id: dict(self.data.figures(one)) for rows in records.values() for one in rows}
        ids: dict[int, int] = {}
        rows: list[PreviewRow] = []
        for row in sheet.rows:
            numbered = self._numbered(row)
            rows.append(numbered)
            record_id = numbered.provisional or row.record_id
            if record_id is None:
                continue
            ids[row.row] = record_id
            self.named.add(record_id)
            if row.action in STORED:
                parent = ids.get(row.parent_row) if row.parent_row is not None else None
                self._enter(records[sheet.ledger], sheet.ledger, row, record_id, parent)
            if row.action in STORED or row.action is Action.UNCHANGED:
                self._say(figures.setdefault(record_id, {}), sheet.sheet, row, record_id)
        self.data = Dataset(self.data.profile, records, figures, self.data.period)
        return replace(sheet, rows=tuple(rows))

    def _numbered(self, row: PreviewRow) -> PreviewRow:
        if row.action is not Action.NEW:
            return row
        self._last -= 1
        return replace(row, provisional=self._last)

    @staticmethod
    def _enter(records: list[Record], ledger: str, row: PreviewRow, record_id: int, parent: int | None) -> None:
        if row.action is Action.NEW:
            records.append(Record(record_id, "", ledger, parent, 0, dict(row.values)))
            return
        at = next(n for n, one in enumerate(records) if one.id == record_id)
        changed = {change.field: change.new for change in row.changes}
        records[at] = replace(records[at], values={**records[at].values, **changed})

    def _say(self, own: dict[tuple[str, Period, Kind], Figure], sheet: str, row: PreviewRow, record_id: int) -> None:
        for one in row.figures:
            own[one.indicator, one.period, one.kind] = one.figure
            self.said[record_id, one.indicator, one.period, one.kind] = (sheet, one.cell)
