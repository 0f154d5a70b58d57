"""The content as it was after an operation: today's rows with every later operation taken back, in memory."""

from __future__ import annotations

from qbs_desktop.db import history, queries
from qbs_desktop.db.changes import Change
from qbs_desktop.db.driver import Connection
from qbs_desktop.domain.fields import Stored
from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record

FIGURE_KEYS = ("subject_id", "indicator_id", "period", "kind")
FIGURE_VALUES = ("value", "op", "source_id")


class Past:
    """Rows as they stood when an operation was done (0: before the first); its place in the trail decides."""

    def __init__(self, connection: Connection, number: int) -> None:
        """Collect what happened after the operation, newest first."""
        self._connection = connection
        self._later: dict[str, list[Change]] = {}
        for operation in history.operations(connection):
            if operation.id <= number:
                break
            for change in reversed(list(history.changes(connection, operation.id))):
                self._later.setdefault(change.table, []).append(change.inverted())

    def _rows(
        self, table: str, keys: tuple[str, ...], columns: tuple[str, ...]
    ) -> dict[tuple[Stored, ...], dict[str, Stored]]:
        names = ", ".join(f'"{name}"' for name in (*keys, *columns))
        cut = len(keys)
        rows: dict[tuple[Stored, ...], dict[str, Stored]] = {
            tuple(row[:cut]): dict(zip(columns, row[cut:], strict=True))
            for row in self._connection.execute(f'SELECT {names} FROM "{table}"')  # noqa: S608
        }
        for change in self._later.get(table, []):
            if change.after is None:
                rows.pop(change.key, None)
            else:
                rows.setdefault(change.key, dict.fromkeys(columns)).update(
                    zip(change.columns, change.after, strict=True)
                )
        return rows

    def year(self) -> int | None:
        """The reported year then; None before there was one."""
        found = self._rows("meta", ("key",), ("value",)).get(("year",))
        return int(str(found["value"])) if found is not None else None

    def records(self, ledger: Ledger, year: int) -> list[Record]:
        """A year's list as it was, in list order: as `queries.records` with `roster`."""
        entries = self._rows("membership", ("subject_id", "year"), ("state",))
        known = {subject for subject, _when in entries}
        listed = {subject: one["state"] for (subject, when), one in entries.items() if when == year}
        columns = queries.record_columns(ledger)
        rows = self._rows(ledger.id, ("id",), ("parent_id", "position", "extra", *columns))
        uids = self._rows("subject", ("id",), ("uid",))
        found = [
            queries.record_from(
                ledger,
                columns,
                (key[0], uids[key]["uid"], row["parent_id"], row["position"], row["extra"], *(row[c] for c in columns)),
            )
            for key, row in rows.items()
            if not listed or key[0] not in known or listed.get(key[0]) == "in"
        ]
        return sorted(found, key=lambda record: (record.position, record.id))

    def figures(self, keys: dict[str, queries.IndicatorKey]) -> dict[int, dict[tuple[str, Period, Kind], Figure]]:
        """Every figure as it was."""
        rows = self._rows("figure", FIGURE_KEYS, FIGURE_VALUES)
        return queries.indexed(((*key, *(row[name] for name in FIGURE_VALUES)) for key, row in rows.items()), keys)
