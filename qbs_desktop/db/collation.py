"""Reads of the city bench (汇总): expected units, returns taken in, items sent back, sums over the units' records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Literal, TypeAlias

from qbs_desktop.db.driver import Connection
from qbs_desktop.domain.fields import Stored
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.rejection import Item

ReceivedState: TypeAlias = Literal["pending", "adopted", "returned", "replaced", "altered"]
RECEIVED_COLUMNS = (
    "unit", "unit_name", "period", "revision", "digest", "previous", "state", "empty", "late", "at", "file", "sha256",
    "facts",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reporter:
    """A unit whose returns are expected (应报单位)."""

    code: str
    name: str
    position: int


@dataclass(frozen=True, slots=True)
class Received:
    """A return that was taken in. `late`: behind its due date; `facts`: what its machine part says of it."""

    id: int
    unit: str
    unit_name: str
    period: Period
    revision: int
    digest: str
    previous: str
    state: ReceivedState
    empty: bool
    late: bool
    at: str
    file: str
    sha256: str
    facts: Mapping[str, object]

    @property
    def sent_back(self) -> bool:
        """Whether it was answered with a rejection; an altered return stays altered."""
        answers = self.facts.get("answers")
        said = [one.get("kind") for one in answers if isinstance(one, dict)] if isinstance(answers, list) else []
        return self.state == "returned" or "rejection" in said

    @property
    def title(self) -> str:
        """攸县2026年10月第 2 版."""
        return f"{self.unit_name}{self.period.label()}第 {self.revision} 版"


@dataclass(frozen=True, slots=True)
class ReturnedItem(Item):
    """An item of a return that was sent back (act ``reject``) or asked about (``ask``); blank parts mean all of it."""

    act: str = ""

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """The columns of the table."""
        return tuple(one.name for one in fields(cls))

    def texts(self) -> tuple[Stored, ...]:
        """The row."""
        return tuple(getattr(self, name) for name in self.columns())


def reporters(connection: Connection) -> list[Reporter]:
    """The expected units in order."""
    rows = connection.execute("SELECT code, name, position FROM reporter ORDER BY position, code").fetchall()
    return [Reporter(*row) for row in rows]


def received(connection: Connection) -> list[Received]:
    """Returns taken in, oldest first; those that were altered on their way are not among them."""
    return _kept(connection, "state <> 'altered'")


def altered(connection: Connection) -> list[Received]:
    """Returns that were altered on their way, kept so that they can be answered."""
    return _kept(connection, "state = 'altered'")


def _kept(connection: Connection, which: str) -> list[Received]:
    names = ", ".join(RECEIVED_COLUMNS)
    rows = connection.execute(f"SELECT id, {names} FROM received WHERE {which} ORDER BY id").fetchall()  # noqa: S608
    return [_received(*row) for row in rows]


def _received(  # noqa: PLR0913, PLR0917 - the columns of the table, in order
    number: int, unit: str, name: str, code: int, revision: int, digest: str, previous: str, state: ReceivedState,
    empty: int, late: int, at: str, file: str, sha256: str, facts: str,
) -> Received:  # fmt: skip
    return Received(
        number, unit, name, Period(code), revision, digest, previous, state, bool(empty), bool(late), at, file, sha256,
        json.loads(facts),
    )  # fmt: skip


def returned_items(connection: Connection) -> dict[int, list[ReturnedItem]]:
    """Return → what was sent back of it or asked about it."""
    names = ", ".join(f'"{name}"' for name in ReturnedItem.columns())
    found: dict[int, list[ReturnedItem]] = {}
    for number, *texts in connection.execute(
        f"SELECT received_id, {names} FROM returned_item ORDER BY received_id, no"  # noqa: S608
    ):
        found.setdefault(number, []).append(ReturnedItem(*texts))
    return found


@dataclass(slots=True)
class OwnRow:
    """A record of the city's file as adopting needs it: whose it is, where it stands, what its fields hold."""

    id: int
    uid: str
    unit: str | None
    parent_id: int | None
    listed: bool
    stored: dict[str, Stored]


def own_ids(connection: Connection, ledger_id: str, units: Iterable[str]) -> dict[str, list[int]]:
    """Unit → the numbers of the records of a ledger that it reported: one walk through the list for many returns."""
    found: dict[str, list[int]] = {}
    for unit, number in connection.execute(
        f'SELECT reporting_unit, id FROM "{ledger_id}" WHERE reporting_unit IN (SELECT value FROM json_each(?))',  # noqa: S608
        (json.dumps(list(units), ensure_ascii=False),),
    ):
        found.setdefault(unit, []).append(number)
    return found


def own_rows(
    connection: Connection, ledger_id: str, names: Iterable[str], numbers: Iterable[int], year: int
) -> list[OwnRow]:
    """Records of a ledger by number, in list order; `listed`: not taken off the year's list."""
    wanted = tuple(names)
    listed = "".join(f', t."{name}"' for name in wanted)
    rows = connection.execute(
        f"SELECT t.id, s.uid, t.reporting_unit, t.parent_id, coalesce(m.state, 'in') = 'in'{listed}"  # noqa: S608
        f' FROM "{ledger_id}" t JOIN subject s ON s.id = t.id'
        " LEFT JOIN membership m ON m.subject_id = t.id AND m.year = ?"
        " WHERE t.id IN (SELECT value FROM json_each(?)) ORDER BY t.position, t.id",
        (year, json.dumps(list(numbers))),
    ).fetchall()
    return [
        OwnRow(number, uid, unit, parent, bool(on_list), dict(zip(wanted, stored, strict=True)))
        for number, uid, unit, parent, on_list, *stored in rows
    ]


def taken_uids(connection: Connection, uids: Iterable[str]) -> dict[str, int]:
    """Those of some permanent ids that a record of this file has already, with its number."""
    rows = connection.execute(
        "SELECT uid, id FROM subject WHERE uid IN (SELECT value FROM json_each(?))", (json.dumps(list(uids)),)
    )
    return dict(rows.fetchall())


SumKey: TypeAlias = tuple[str, str, int, int]
"""Unit, indicator, period code, kind."""


def sums_by_unit(
    connection: Connection, ledger_id: str, periods: Iterable[Period], year: int
) -> dict[SumKey, tuple[int, int, int]]:
    """Sum (in the indicator's integers) and number of values of top rows by unit; 其中 rows are not added.

    A yearly figure counts while its record is on the year's list; a month's figure stands for itself, as it was
    reported. Third is how many of the values are of rows taken off the year's list since.
    """
    codes = ",".join(str(period.code) for period in periods)
    rows = connection.execute(
        "SELECT t.reporting_unit, i.slug, f.period, f.kind, sum(f.value), count(f.value),"  # noqa: S608
        " count(CASE WHEN m.state = 'out' THEN f.value END)"
        f' FROM "{ledger_id}" t JOIN figure f ON f.subject_id = t.id JOIN indicator i ON i.id = f.indicator_id'
        " LEFT JOIN membership m ON m.subject_id = t.id AND m.year = ?"
        f" WHERE t.parent_id IS NULL AND t.reporting_unit IS NOT NULL AND f.period IN ({codes})"
        " AND (f.period % 100 <> 0 OR coalesce(m.state, 'in') = 'in')"
        " GROUP BY 1, 2, 3, 4 HAVING count(f.value) > 0",
        (year,),
    ).fetchall()
    return {(unit, slug, code, kind): (total, many, off) for unit, slug, code, kind, total, many, off in rows}


def entered(
    connection: Connection, ledger_ids: Iterable[str], periods: Iterable[int], begin: str
) -> dict[tuple[str, int], tuple[str, ...]]:
    """Unit and period → documents of sources whose sentence begins so, of actual figures on the unit's rows."""
    sources = dict(
        connection.execute("SELECT id, document FROM source WHERE substr(sentence, 1, ?) = ?", (len(begin), begin))
    )
    found: dict[tuple[str, int], dict[str, None]] = {}
    for ledger_id in ledger_ids if sources else ():
        rows = connection.execute(
            "SELECT DISTINCT t.reporting_unit, f.period, f.source_id"  # noqa: S608
            f' FROM "{ledger_id}" t JOIN figure f ON f.subject_id = t.id'
            " WHERE t.reporting_unit IS NOT NULL AND f.kind = 0"
            " AND f.period IN (SELECT value FROM json_each(?)) AND f.source_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(periods)), json.dumps(list(sources))),
        )
        for unit, period, source in rows:
            found.setdefault((unit, period), {})[sources[source]] = None
    return {key: tuple(documents) for key, documents in found.items()}


def has_reported(connection: Connection, ledger_id: str) -> bool:
    """Whether a list holds a row that some unit reported."""
    found = connection.execute(f'SELECT 1 FROM "{ledger_id}" WHERE reporting_unit IS NOT NULL LIMIT 1')  # noqa: S608
    return found.fetchone() is not None


@dataclass(frozen=True, slots=True)
class Named:
    """A record with what tells two of them apart, for finding duplicates; `listed`: on its newest list."""

    id: int
    uid: str
    unit: str
    parent_id: int | None
    name: str
    code: str
    listed: bool = True


def named(connection: Connection, ledger_id: str, code_field: str | None) -> list[Named]:
    """Every record that some unit reported, with one of its codes."""
    return _named(connection, ledger_id, code_field)


def _named(connection: Connection, ledger_id: str, code_field: str | None, which: str = "") -> list[Named]:
    code = f"coalesce(t.\"{code_field}\", '')" if code_field else "''"
    rows = connection.execute(
        f"SELECT t.id, s.uid, t.reporting_unit, t.parent_id, coalesce(t.name, ''), {code}, coalesce((SELECT m.state"  # noqa: S608
        " FROM membership m WHERE m.subject_id = t.id ORDER BY m.year DESC LIMIT 1), 'in') = 'in'"
        f' FROM "{ledger_id}" t JOIN subject s ON s.id = t.id WHERE t.reporting_unit IS NOT NULL{which} ORDER BY t.id'
    ).fetchall()
    return [Named(*(*row, bool(listed))) for *row, listed in rows]


def concerned(connection: Connection, ledger_id: str, code_field: str | None) -> list[Named]:
    """Of the records in `named` those that may be one with another unit's.

    Their code stands behind two units, or they stand under another record or have one under them.
    """
    twice = (
        f'SELECT "{code_field}" FROM "{ledger_id}" WHERE "{code_field}" <> \'\' AND reporting_unit IS NOT NULL'  # noqa: S608
        " GROUP BY 1 HAVING count(DISTINCT reporting_unit) > 1"
    )
    shared = f't."{code_field}" IN ({twice})' if code_field else "0"
    parents = f'SELECT parent_id FROM "{ledger_id}"'  # noqa: S608
    which = f" AND ({shared} OR t.parent_id IS NOT NULL OR t.id IN ({parents}))"
    return _named(connection, ledger_id, code_field, which)


def share_a_month(connection: Connection, one: int, other: int) -> bool:
    """Whether two records have a figure of the same thing and time, other than of a year."""
    found = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM figure a JOIN figure b ON (b.indicator_id, b.period, b.kind)"
        " = (a.indicator_id, a.period, a.kind) WHERE a.subject_id = ? AND b.subject_id = ? AND a.period % 100 <> 0)",
        (one, other),
    ).fetchone()
    return bool(found[0])
