"""Reads, over the driver alone: showing a list must not wait for SQLAlchemy to load (docs/adr/0003)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qbs_desktop.db.driver import Connection
from qbs_desktop.domain import amount
from qbs_desktop.domain.fields import Stored, Value
from qbs_desktop.domain.figure import NOT_APPLICABLE, Figure, Kind, Op
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.period_state import Declaration, Declared, PeriodLock
from qbs_desktop.domain.record import Record

_OPS: dict[str, Op] = {op.value: op for op in Op}
_KINDS = (Kind.ACTUAL, Kind.TARGET)


@dataclass(frozen=True, slots=True)
class IndicatorKey:
    """The store's number of an indicator and its scale."""

    id: int
    slug: str
    scale: int


def meta(connection: Connection) -> dict[str, str]:
    """The file's own facts: unit, profile, year and the like."""
    return dict(connection.execute("SELECT key, value FROM meta").fetchall())


def indicator_keys(connection: Connection) -> dict[str, IndicatorKey]:
    """All indicators of the file by slug."""
    rows = connection.execute("SELECT id, slug, scale FROM indicator").fetchall()
    return {slug: IndicatorKey(number, slug, scale) for number, slug, scale in rows}


def record_columns(ledger: Ledger) -> list[str]:
    """The stored field columns of a ledger, extra fields left out."""
    return [field.id for field in ledger.fields if field.id not in ledger.extra]


ON_LIST = "EXISTS (SELECT 1 FROM membership m WHERE m.subject_id = t.id AND m.year = ? AND m.state = 'in')"
ON_NO_LIST = "NOT EXISTS (SELECT 1 FROM membership m WHERE m.subject_id = t.id)"
_NO_LIST_YET = "NOT EXISTS (SELECT 1 FROM membership WHERE year = ?)"


def records(
    connection: Connection,
    ledger: Ledger,
    year: int | None = None,
    *,
    roster: int | None = None,
    only: Iterable[int] | None = None,
) -> list[Record]:
    """Every record of a ledger in list order, or of those `only` some.

    With `year` only members of that year's list (入库); with `roster` also those that were never entered in any, and
    everything while nobody was entered in that year's list.
    """
    columns = record_columns(ledger)
    names = ", ".join(f't."{name}"' for name in columns)
    where = ""
    parameters: tuple[Stored, ...] = ()
    if year is not None:
        where, parameters = f" WHERE {ON_LIST}", (year,)
    elif roster is not None:
        where, parameters = f" WHERE {ON_NO_LIST} OR {ON_LIST} OR {_NO_LIST_YET}", (roster, roster)
    if only is not None:
        some = f"t.id IN ({','.join(str(int(one)) for one in only)})"
        where = f" WHERE ({where.removeprefix(' WHERE ')}) AND {some}" if where else f" WHERE {some}"
    rows = connection.execute(
        f'SELECT t.id, s.uid, t.parent_id, t.position, t.extra, {names} FROM "{ledger.id}" t '  # noqa: S608
        f"JOIN subject s ON s.id = t.id{where} ORDER BY t.position, t.id",
        parameters,
    ).fetchall()
    return [record_from(ledger, columns, row) for row in rows]


def record(connection: Connection, ledger: Ledger, record_id: int) -> Record | None:
    """One record."""
    columns = record_columns(ledger)
    names = ", ".join(f't."{name}"' for name in columns)
    row = connection.execute(
        f'SELECT t.id, s.uid, t.parent_id, t.position, t.extra, {names} FROM "{ledger.id}" t '  # noqa: S608
        "JOIN subject s ON s.id = t.id WHERE t.id = ?",
        (record_id,),
    ).fetchone()
    return None if row is None else record_from(ledger, columns, row)


def record_from(ledger: Ledger, columns: Sequence[str], row: Sequence[Stored]) -> Record:
    """Build a record from a row: id, uid, parent, position, extra, then `columns`."""
    number, uid, parent, position, extra, *stored = row
    values: dict[str, Value] = {
        name: ledger.field(name).decode(one) for name, one in zip(columns, stored, strict=True) if one is not None
    }
    if extra != "{}" and isinstance(extra, str):
        for name, one in json.loads(extra).items():
            if name in ledger.extra:
                values[name] = ledger.field(name).decode(one)
    return Record(_int(number), str(uid), ledger.id, None if parent is None else _int(parent), _int(position), values)


def _int(stored: Stored) -> int:
    if not isinstance(stored, int):
        raise TypeError(f"integer column holds {stored!r}")
    return stored


def figures(
    connection: Connection,
    keys: Mapping[str, IndicatorKey],
    *,
    periods: Iterable[Period] | None = None,
    subjects: Iterable[int] | None = None,
    years: bool = False,
) -> dict[int, dict[tuple[str, Period, Kind], Figure]]:
    """Figures by subject; optionally only of some periods (with `years` also every whole year) or subjects."""
    where: list[str] = []
    if periods is not None:
        listed = f"period IN ({','.join(str(period.code) for period in periods)})"
        where.append(f"(period % 100 = 0 OR {listed})" if years else listed)
    if subjects is not None:
        where.append(f"subject_id IN ({','.join(str(int(subject)) for subject in subjects)})")
    condition = f" WHERE {' AND '.join(where)}" if where else ""
    return indexed(connection.execute(f"SELECT {_FIGURE_NAMES} FROM figure{condition}"), keys)  # noqa: S608


_FIGURE_NAMES = "subject_id, indicator_id, period, kind, value, op, source_id"


def indexed(
    rows: Iterable[Sequence[Any]], keys: Mapping[str, IndicatorKey]
) -> dict[int, dict[tuple[str, Period, Kind], Figure]]:
    """Figures by subject from rows of subject, indicator number, period code, kind, value, op, source."""
    slugs = {key.id: (key.slug, key.scale) for key in keys.values()}
    found: dict[int, dict[tuple[str, Period, Kind], Figure]] = {}
    known: dict[int, Period] = {}
    for subject, indicator, code, kind, value, op, source in rows:
        period = known.get(code)
        if period is None:
            period = known[code] = Period(code)
        slug, scale = slugs[indicator]
        found.setdefault(subject, {})[slug, period, _KINDS[kind]] = figure_of(value, scale, op, source)
    return found


def figure_of(value: int | None, scale: int, op: str | None, source: int | None) -> Figure:
    """A figure from what the store holds of it; without a value it is the mark 不适用."""
    if value is None:
        return NOT_APPLICABLE if source is None else Figure(na=True, source_id=source)
    return Figure(amount.from_scaled(value, scale), op=_OPS[op] if op else None, source_id=source)


def sources(connection: Connection) -> dict[int, tuple[str, str, str]]:
    """Source id → document, place, sentence."""
    rows = connection.execute("SELECT id, document, place, sentence FROM source").fetchall()
    return {number: (document, place, sentence) for number, document, place, sentence in rows}


def members(connection: Connection, year: int) -> dict[int, str]:
    """Subject id → state (in, out) for a year."""
    return dict(connection.execute("SELECT subject_id, state FROM membership WHERE year = ?", (year,)).fetchall())


@dataclass(frozen=True, slots=True)
class Explanation:
    """An answer to a finding: reason code, sentence, and the fingerprint of the numbers that were explained.

    The fingerprint is empty for answers given before schema 3.
    """

    reason: str
    sentence: str
    numbers: str = ""


def explanations(connection: Connection) -> dict[str, Explanation]:
    """Finding key → answer."""
    rows = connection.execute("SELECT key, reason, sentence, numbers FROM explanation").fetchall()
    return {key: Explanation(*words) for key, *words in rows}


def declarations(connection: Connection, period: Period | None = None) -> list[Declaration]:
    """What was declared (空表、无变动), for one period or for all, in order of period and list."""
    where = "" if period is None else f" WHERE period = {period.code}"
    rows = connection.execute(f"SELECT ledger, period, kind, note FROM declaration{where}").fetchall()  # noqa: S608
    return [Declaration(ledger, Period(code), Declared(kind), note) for ledger, code, kind, note in rows]


def period_locks(connection: Connection) -> dict[Period, PeriodLock]:
    """Every period that was ever locked, with its lock."""
    rows = connection.execute("SELECT period, state, reason FROM period_lock ORDER BY period").fetchall()
    return {Period(code): PeriodLock(Period(code), state == "locked", reason) for code, state, reason in rows}


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row of a workbook that an import left out, and why."""

    id: int
    book: str
    sheet: str
    cell: str
    ledger: str
    name: str
    message: str


def rejected_rows(connection: Connection) -> list[RejectedRow]:
    """Rows that imports left out, oldest first."""
    rows = connection.execute(
        "SELECT id, book, sheet, cell, ledger, name, message FROM rejected_row ORDER BY id"
    ).fetchall()
    return [RejectedRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file kept with a record; `size` in bytes, `at` when it was added (UTC)."""

    record_id: int
    name: str
    size: int
    sha256: str
    at: str


def attachments(connection: Connection, subject: int | None = None) -> list[Attachment]:
    """Attachments of one record or of all, by record and name."""
    where, parameters = ("", ()) if subject is None else (" WHERE subject_id = ?", (subject,))
    rows = connection.execute(
        f"SELECT subject_id, name, size, sha256, at FROM attachment{where} ORDER BY subject_id, name",  # noqa: S608
        parameters,
    ).fetchall()
    return [Attachment(*row) for row in rows]


def attached_bytes(connection: Connection, sha256: str) -> bytes | None:
    """The bytes with this hash, None when they are not there."""
    row = connection.execute("SELECT bytes FROM attached WHERE sha256 = ?", (sha256,)).fetchone()
    return None if row is None else bytes(row[0])


def attached_sizes(connection: Connection) -> dict[str, int]:
    """Hash → size of all bytes kept, those that only undo still needs included."""
    return dict(connection.execute("SELECT sha256, size FROM attached").fetchall())


def memberships(connection: Connection, subject: int) -> list[tuple[int, str, str | None]]:
    """Year, state (in, out) and basis of a record, by year."""
    return connection.execute(  # type: ignore[no-any-return]
        "SELECT year, state, basis FROM membership WHERE subject_id = ? ORDER BY year", (subject,)
    ).fetchall()


def has_figures(connection: Connection, period: Period, ledger_id: str) -> bool:
    """Whether a list has a reported figure of a period."""
    found = connection.execute(
        f'SELECT 1 FROM "{ledger_id}" t JOIN figure f ON f.subject_id = t.id'  # noqa: S608
        " WHERE f.period = ? AND f.kind = 0 LIMIT 1",
        (period.code,),
    )
    return found.fetchone() is not None


def has_rows(connection: Connection, ledger_id: str) -> bool:
    """Whether a list has a row."""
    return connection.execute(f'SELECT 1 FROM "{ledger_id}" LIMIT 1').fetchone() is not None  # noqa: S608


def has_records(connection: Connection) -> bool:
    """Whether any list has a record."""
    return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM subject)").fetchone()[0])


def used_figures(
    connection: Connection, ledger_id: str, subjects: Iterable[int] | None = None
) -> list[tuple[str, Period, Kind]]:
    """Which (indicator, year, kind) occur in a ledger, or in some of its records: the figure columns of its list.

    The ledger's own table says which figures are its: looking each up there takes half of a list of all its numbers.
    """
    some = "" if subjects is None else f" AND f.subject_id IN ({','.join(str(int(one)) for one in subjects)})"
    rows = connection.execute(
        "SELECT DISTINCT i.slug, f.period, f.kind FROM figure f JOIN indicator i ON i.id = f.indicator_id"  # noqa: S608
        f' JOIN "{ledger_id}" t ON t.id = f.subject_id WHERE f.period % 100 = 0{some}'
    ).fetchall()
    return [(slug, Period(code), _KINDS[kind]) for slug, code, kind in rows]


def counted_with(connection: Connection, slug: str) -> dict[str, int]:
    """Ledger → how many of its records have a figure of this indicator; each record is looked up by its key."""
    rows = connection.execute(
        "SELECT s.ledger, count(*) FROM subject s JOIN indicator i ON i.slug = ? WHERE EXISTS"
        " (SELECT 1 FROM figure f WHERE f.subject_id = s.id AND f.indicator_id = i.id) GROUP BY s.ledger",
        (slug,),
    ).fetchall()
    return dict(rows)


def word_counts(connection: Connection, ledger: Ledger, field_id: str) -> dict[str, int]:
    """How often each text stands in a field of a ledger."""
    if field_id not in record_columns(ledger):
        return {}
    rows = connection.execute(
        f'SELECT "{field_id}", count(*) FROM "{ledger.id}" WHERE "{field_id}" IS NOT NULL GROUP BY 1'  # noqa: S608
    ).fetchall()
    return {str(text): _int(count) for text, count in rows}


def names(connection: Connection, ledger_id: str) -> dict[int, str]:
    """Record id → name, for the records that have one."""
    rows = connection.execute(f'SELECT id, name FROM "{ledger_id}" WHERE name IS NOT NULL')  # noqa: S608
    return dict(rows.fetchall())


def figure_count(connection: Connection, ledger_id: str, period: Period) -> int:
    """How many actual figures (marks included) a ledger has in a period."""
    row = connection.execute(
        "SELECT count(*) FROM figure WHERE period = ? AND kind = 0"
        " AND subject_id IN (SELECT id FROM subject WHERE ledger = ?)",
        (period.code, ledger_id),
    ).fetchone()
    return int(row[0])


def figure_places(
    connection: Connection, subjects: Iterable[int], periods: Iterable[int]
) -> list[tuple[int, str, int, int]]:
    """Subject, indicator, period code and kind of every figure that some records have in some periods."""
    rows = connection.execute(
        "SELECT f.subject_id, i.slug, f.period, f.kind FROM figure f JOIN indicator i ON i.id = f.indicator_id"
        " WHERE f.subject_id IN (SELECT value FROM json_each(?)) AND f.period IN (SELECT value FROM json_each(?))",
        (json.dumps(list(subjects)), json.dumps(list(periods))),
    )
    return [tuple(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Subject:
    """A record's number and list."""

    id: int
    ledger: str


def subject_of(connection: Connection, uid: str) -> Subject | None:
    """The record with this permanent id."""
    row = connection.execute("SELECT id, ledger FROM subject WHERE uid = ?", (uid,)).fetchone()
    return None if row is None else Subject(*row)


def ledgers_of(connection: Connection, subjects: Iterable[int]) -> frozenset[str]:
    """The lists that some records are in; records that are gone are in none."""
    listed = ",".join(str(int(subject)) for subject in subjects)
    rows = connection.execute(f"SELECT DISTINCT ledger FROM subject WHERE id IN ({listed})").fetchall()  # noqa: S608
    return frozenset(ledger for (ledger,) in rows)


def uid_of(connection: Connection, subject: int) -> str | None:
    """The permanent id of a record."""
    row = connection.execute("SELECT uid FROM subject WHERE id = ?", (subject,)).fetchone()
    return None if row is None else str(row[0])
