"""A workbook in the import wizard (导入向导): read once, recognised anew with every correction, applied at the end.

The reading process stays open, so that correcting and painting need no reading. One thread asks it at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.long_work import Progress
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.locating.corrections import NOTHING, Corrections, Layout, TableKey
from qbs_desktop.exchange.process.apart import Reading, keep_ready, let_go
from qbs_desktop.exchange.process.reading_room import SeenCell, SheetOutline
from qbs_desktop.exchange.reading.readings import TableRead, Wish
from qbs_desktop.exchange.reading.rows import RowKind, RowSaid
from qbs_desktop.services.incoming import importing, layouts
from qbs_desktop.services.incoming.import_preview import Preview
from qbs_desktop.services.incoming.importing import ImportResult, Told
from qbs_desktop.services.workspace import Workspace

__all__ = [
    "ImportSession",
    "RowKind",
    "RowSaid",
    "SeenCell",
    "SheetOutline",
    "State",
    "TableRead",
    "keep_ready",
    "let_go",
]


@dataclass(frozen=True, slots=True)
class State:
    """The workbook as it is read at present: its sheets, its tables and what they would change."""

    sheets: tuple[SheetOutline, ...]
    tables: tuple[TableRead, ...]
    preview: Preview

    def table(self, key: TableKey) -> TableRead | None:
        """One table."""
        return next((one for one in self.tables if one.key == key), None)


class ImportSession:
    """One workbook. Use as a context manager, or close it; everything but `correct` and `answer` takes a while."""

    def __init__(
        self,
        workspace: Workspace,
        path: Path,
        report_period: Period | None = None,
        cancel: threading.Event | None = None,
    ) -> None:
        """Start the reading process; nothing is read yet."""
        self.path = path
        self.report_period = report_period
        self.corrections: dict[TableKey, Corrections] = {}
        self.answers: dict[tuple[str, int], int | None] = {}
        self.unit = ""
        self.state: State | None = None
        self.password: str | None = None
        self._workspace = workspace
        self._digest = ""
        self._asking = threading.Lock()
        self._cancel = cancel or threading.Event()
        self._reading = Reading(path, self._cancel)

    def __enter__(self) -> Self:
        """The session itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """End the reading process."""
        self.close()

    def close(self) -> None:
        """End the reading process; may be called from any thread, and stops what is being read or planned."""
        self._cancel.set()
        self._reading.close()

    # --- reading -------------------------------------------------------------------------------------------------

    def open(self, password: str | None = None) -> tuple[SheetOutline, ...]:
        """Read the workbook.

        Raises:
            PasswordWanted: it has a password, and none or a wrong one was given.
            Refusal: it is no sound workbook.
            EnvironmentFault: it cannot be opened.
        """
        self.password = password
        with self._asking:
            self._digest = importing.digest_of(self.path)
            return self._reading.read(password)

    def begin(self, password: str | None = None) -> State | None:
        """What the first rows of a long workbook would change, to be shown while `open` reads the rest.

        None for a workbook that is read at once, or whose beginning says nothing.

        Raises:
            PasswordWanted, Refusal, EnvironmentFault: as `open`.
        """
        with self._asking:
            sheets = self._reading.begin(password)
            if not sheets:
                return None
            with suppress(Refusal):
                tables = self._reading.recognise(self._workspace.profile, self._wish())
                return State(sheets, tuple(tables), self._plan(tables))
        return None

    def recognise(self, progress: Progress | None = None) -> State:
        """Recognise every table with what was said so far, and plan it.

        Args:
            progress: told rows done and rows in all, first of reading them and then of comparing them with the list.

        Raises:
            Refusal: nothing is in the workbook, the reading process ended, or it was cancelled.
        """
        with self._asking:
            tables = self._reading.recognise(self._workspace.profile, self._wish(), progress=progress)
        self.state = State(self._reading.sheets, tuple(tables), self._plan(tables, progress))
        return self.state

    def _wish(self) -> Wish:
        return Wish(
            corrections=dict(self.corrections),
            layouts=layouts.layouts(self._workspace),
            report_period=self.report_period,
            year=self._workspace.year,
        )

    def replan(self) -> State:
        """Plan again what was recognised, after an answer or a change of the list."""
        assert self.state is not None  # noqa: S101 - asked only of a workbook that is shown
        self.state = replace(self.state, preview=self._plan(list(self.state.tables)))
        return self.state

    def look(self, sheet: str, first: int, last: int) -> dict[int, dict[int, SeenCell]]:
        """Rows of a sheet as they look: row → column → cell.

        Raises:
            Refusal: the reading process ended.
        """
        with self._asking:
            return self._reading.look(sheet, first, last)

    def _plan(self, tables: list[TableRead], progress: Progress | None = None) -> Preview:
        return importing.plan(
            self._workspace,
            self.path,
            self._digest,
            tables,
            Told(self.answers, unit=self.unit),
            progress=progress,
            cancel=self._cancel,
        )

    # --- what the clerk says -------------------------------------------------------------------------------------

    def said(self, key: TableKey) -> Corrections:
        """What holds for a table: what was said here, else what a kept layout brought."""
        if key in self.corrections:
            return self.corrections[key]
        table = self.state.table(key) if self.state is not None else None
        layout = next(
            (one for one in layouts.layouts(self._workspace) if table is not None and one.print == table.layout), None
        )
        if table is None or layout is None:
            return NOTHING
        period = self.report_period if layout.by_report_period else None
        return replace(layout.corrections, head=table.header_rows, period=period)

    def correct(self, key: TableKey, said: Corrections) -> None:
        """Say something about a table; `recognise` then takes it in."""
        self.corrections[key] = said

    def set_column(self, key: TableKey, letters: str, target: str) -> None:
        """What a column means: a target as in `exchange.locating.corrections`."""
        said = self.said(key)
        others = {at: one for at, one in said.columns.items() if one != target}
        self.correct(key, replace(said, columns={**others, letters: target}))

    def set_unit(self, key: TableKey, letters: str, unit: str) -> None:
        """The unit of amounts in one column."""
        said = self.said(key)
        self.correct(key, replace(said, units={**said.units, letters: unit}))

    def set_row(self, key: TableKey, row: int, said: RowSaid) -> None:
        """What a row is."""
        before = self.said(key)
        self.correct(key, replace(before, rows={**before.rows, row: said}))

    def set_ledger(self, key: TableKey, ledger: str | None) -> None:
        """The list a table belongs to; its columns are then found anew."""
        before = self.said(key)
        self.correct(key, replace(before, ledger=ledger, columns={}, taken=None))

    def forget(self, key: TableKey) -> None:
        """Read a table as it was recognised, without corrections and layouts."""
        table = self.state.table(key) if self.state is not None else None
        ledger = table.ledger if table is not None else None
        self.corrections[key] = Corrections(ledger=ledger) if table is not None and table.layout else NOTHING

    def answer(self, sheet: str, row: int, record_id: int | None) -> None:
        """Which record of the list a row is about; None for a new one. `replan` then takes it in."""
        self.answers[sheet, row] = record_id

    def answered(self, answers: Mapping[tuple[str, int], int | None]) -> None:
        """Several answers at once."""
        self.answers.update(answers)

    def enter_for(self, unit: str) -> None:
        """Whose table it is: the name of a unit below (代录), blank for the own list; `replan` then takes it in.

        What was said of rows of another list than that unit's is forgotten.
        """
        self.unit = unit
        self.answers.clear()

    # --- the end -------------------------------------------------------------------------------------------------

    def apply(self, *, good_rows: bool = False) -> ImportResult:
        """Do what the preview shows, then keep the layouts that were corrected.

        Raises:
            Refusal: as `importing.apply`; nothing is stored then.
        """
        assert self.state is not None  # noqa: S101 - the buttons are dead until it is shown
        result = importing.apply(self._workspace, self.state.preview, good_rows=good_rows)
        layouts.keep(self._workspace, self._worth_keeping())
        return result

    def _worth_keeping(self) -> list[Layout]:
        assert self.state is not None  # noqa: S101
        found = (layouts.worth_keeping(one, self.corrections.get(one.key, NOTHING)) for one in self.state.tables)
        return [one for one in found if one is not None]
