"""The rows of a list as the store holds them: one tuple a row, and nothing decoded until somebody looks at it.

A list page shows forty of perhaps 100 000 rows; building a record and its figures for each would take longer than
reading them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeAlias

from qbs_desktop.db import queries
from qbs_desktop.db.driver import Connection
from qbs_desktop.domain.fields import Stored, Value
from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record

FigureName: TypeAlias = tuple[str, Period, Kind]
"""Which figure of a record: indicator, period, kind."""
ID, PARENT, POSITION, EXTRA = range(4)
"""Where a stored row holds what every record has; its permanent id, which no list shows, is looked up."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What stands where in the stored rows of one reading.

    Attributes:
        columns: the field columns behind the first four places.
        places: field id → place; fields of the profile are in the JSON at `EXTRA`.
        figures: figure → place and decimals kept by the store.
        listed: whether the year had a list of its own; until it has, every record is on it.
        uid_of: looks up the permanent id of a record.
    """

    ledger: Ledger
    columns: tuple[str, ...]
    places: Mapping[str, int]
    figures: Mapping[FigureName, tuple[int, int]]
    listed: bool
    uid_of: Callable[[int], str]

    def record(self, row: Sequence[Stored]) -> Record:
        """The whole record of a row."""
        number, *rest = row[: EXTRA + 1 + len(self.columns)]
        return queries.record_from(self.ledger, self.columns, (number, self.uid_of(number), *rest))  # type: ignore[arg-type]

    def value(self, row: Sequence[Stored], field_id: str) -> Value:
        """One field of a row; None when blank."""
        place = self.places.get(field_id)
        stored = row[place] if place is not None else self._extra(row[EXTRA], field_id)
        return None if stored is None else self.ledger.field(field_id).decode(stored)

    @staticmethod
    def _extra(text: Stored, field_id: str) -> Stored:
        return json.loads(text).get(field_id) if isinstance(text, str) and text != "{}" else None

    def figure(self, row: Sequence[Stored], name: FigureName) -> Figure | None:
        """One figure of a row; None when blank."""
        found = self.figures.get(name)
        return None if found is None else _figure(row[found[0]], found[1])


def _figure(stored: Stored, scale: int) -> Figure | None:
    if stored is None:
        return None
    value, op, source = (stored, None, None) if isinstance(stored, int) else json.loads(stored)
    return queries.figure_of(value, scale, op, source)


def whole(stored: Stored) -> int | None:
    """The number in a stored figure, in units of its last decimal; None for blank and 不适用."""
    if isinstance(stored, str):
        found = json.loads(stored)[0]
        return found if isinstance(found, int) else None
    return stored


def read(
    connection: Connection,
    ledger: Ledger,
    figures: Iterable[FigureName],
    year: int,
    uid_of: Callable[[int], str],
    only: Iterable[int] | None = None,
) -> tuple[Shape, list[tuple[Stored, ...]]]:
    """The members of a year's list in list order, with these figures; with `only`, those of them that are still there.

    Records that were never entered in any list belong to every one, and all records do until the year has a list.
    """
    keys = queries.indicator_keys(connection)
    known = [name for name in dict.fromkeys(figures) if name[0] in keys]
    columns = tuple(queries.record_columns(ledger))
    first = EXTRA + 1
    listed = bool(connection.execute("SELECT EXISTS (SELECT 1 FROM membership WHERE year = ?)", (year,)).fetchone()[0])
    shape = Shape(
        ledger,
        columns,
        {name: first + n for n, name in enumerate(columns)},
        {name: (first + len(columns) + n, keys[name[0]].scale) for n, name in enumerate(known)},
        listed,
        uid_of,
    )
    cells = [f't."{name}"' for name in columns] + [_cell(keys[slug].id, period, kind) for slug, period, kind in known]
    where, parameters = ["1"], list[Any]()
    if only is not None:
        where.append("t.id IN (SELECT value FROM json_each(?))")
        parameters.append(json.dumps(sorted(only)))
    if listed:
        where.append(_ELSEWHERE if only is None else f"({queries.ON_NO_LIST} OR {queries.ON_LIST})")
        parameters.append(year)
    rows = connection.execute(
        f'SELECT t.id, t.parent_id, t.position, t.extra, {", ".join(cells)} FROM "{ledger.id}" t '  # noqa: S608
        f"WHERE {' AND '.join(where)}",
        parameters,
    ).fetchall()
    rows.sort(key=itemgetter(POSITION, ID))  # as stored they nearly are; SQLite would carry whole rows about
    return shape, rows


_ELSEWHERE = (
    "t.id NOT IN (SELECT subject_id FROM membership GROUP BY subject_id HAVING NOT max(year = ? AND state = 'in'))"
)
"""Records on some list but not on this year's are left out: found in one walk, where a long list is read whole."""


def _cell(indicator: int, period: Period, kind: Kind) -> str:
    """A figure as one value: its integer when that is all there is to it, else its parts as JSON."""
    return (
        "(SELECT CASE WHEN f.na OR f.op IS NOT NULL OR f.source_id IS NOT NULL"  # noqa: S608
        " THEN json_array(f.value, f.op, f.source_id) ELSE f.value END FROM figure f WHERE f.subject_id = t.id"
        f" AND f.indicator_id = {indicator} AND f.period = {period.code} AND f.kind = {int(kind)})"
    )


def children(connection: Connection, ledger: Ledger, parents: Iterable[int]) -> list[int]:
    """The records that stand directly under some others."""
    rows = connection.execute(
        f'SELECT id FROM "{ledger.id}" WHERE parent_id IN (SELECT value FROM json_each(?))',  # noqa: S608
        (json.dumps(sorted(parents)),),
    ).fetchall()
    return [number for (number,) in rows]


def below(connection: Connection, ledger: Ledger, tops: Iterable[int]) -> set[int]:
    """The records under some others, however deep (其中 rows of 其中 rows), without those asked for."""
    asked = set(tops)
    going, newest = set(asked), set(asked)
    while newest := set(children(connection, ledger, newest)) - going:
        going |= newest
    return going - asked
