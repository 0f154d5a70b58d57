"""What an operation did to a list that is on screen: rows gone, changed and added, without reading the list anew."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from qbs_desktop.db import list_rows
from qbs_desktop.db.driver import Connection
from qbs_desktop.services.lists.listing import Column, Row, tree_order, uid_of
from qbs_desktop.services.workspace import Workspace

FOLLOWED = 500
"""Records of one operation up to which it is followed; beyond, reading the list anew is as fast."""


@dataclass(frozen=True, slots=True)
class Changes:
    """`gone` are places in the list as it was; `added` rows are to stand before those places, in this order."""

    gone: tuple[int, ...] = ()
    changed: tuple[Row, ...] = ()
    added: tuple[tuple[int, Row], ...] = ()


def since(
    workspace: Workspace,
    ledger_id: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    places: Mapping[int, int],
    touched: Collection[int],
) -> Changes | None:
    """What touching these records did to the rows; None when the list must be read anew.

    That is so after large operations, when the list was empty, and when the year got or lost its own list (then who
    belongs to it is another question).

    Args:
        workspace: the file.
        ledger_id: which list.
        columns: its columns.
        rows: its rows as they were, 其中 rows behind their parent.
        places: record → place in `rows`.
        touched: the records of the operation, also of other lists.
    """
    if not rows or len(touched) > FOLLOWED:
        return None
    names = [one.figure_name() for one in columns if one.field is None]

    def ask(connection: Connection) -> Changes | None:
        ledger = workspace.ledgers[ledger_id]
        shape, stored = list_rows.read(connection, ledger, names, workspace.year, partial(uid_of, workspace), touched)
        if shape.listed != rows[0].shape.listed:
            return None
        fresh = {row.id: row for row in (Row(shape, one, 0) for one in stored)}
        orphans = list_rows.children(connection, ledger, fresh.keys() - places.keys())
        return _compared(rows, places, touched, fresh, orphans)

    return workspace.read(ask)


def _compared(
    rows: Sequence[Row],
    places: Mapping[int, int],
    touched: Iterable[int],
    fresh: Mapping[int, Row],
    orphans: Iterable[int],
) -> Changes:
    """Rows that moved go and come again, and so do rows under them; the others that were touched stay in place."""
    here = [one for one in touched if one in places]
    moved = [one for one in here if one not in fresh or _stand(rows[places[one]]) != _stand(fresh[one])]
    moved += [one for one in orphans if one in places]  # the row they explain is back
    out: dict[int, Row] = {}
    for one in moved:
        place = places[one]
        for at in range(place, _end(rows, place)):
            out[at] = rows[at]
    staying = {rows[at].id: row for at, row in out.items()}
    coming = {one: fresh.get(one, row) for one, row in staying.items() if one in fresh or one not in touched}
    coming |= {one: row for one, row in fresh.items() if one not in places}
    changed = tuple(
        replace(fresh[one], depth=rows[places[one]].depth) for one in here if one in fresh and one not in staying
    )
    return Changes(tuple(sorted(out)), changed, tuple(_placed(rows, places, set(out), coming.values())))


def _stand(row: Row) -> tuple[int | None, tuple[int, int]]:
    return row.parent_id, row.place


def _end(rows: Sequence[Row], place: int) -> int:
    """The place behind a row and everything under it."""
    depth, end = rows[place].depth, place + 1
    while end < len(rows) and rows[end].depth > depth:
        end += 1
    return end


def _placed(
    rows: Sequence[Row], places: Mapping[int, int], out: set[int], coming: Iterable[Row]
) -> list[tuple[int, Row]]:
    """Each coming row with the place it stands before, in list order."""
    ordered = sorted(coming, key=lambda row: row.place)
    tree = [(ordered[at], depth) for at, depth in tree_order([(row.id, row.parent_id) for row in ordered])]
    families: list[tuple[tuple[int, int, tuple[int, int]], list[Row]]] = []
    base = 0
    for row, depth in tree:
        if depth == 0:
            parent = places.get(row.parent_id) if row.parent_id is not None else None
            under = parent if parent is not None and parent not in out else None
            base = 0 if under is None else rows[under].depth + 1
            before = _before_top(rows, row) if under is None else _before_child(rows, under, row)
            families.append(((before, -base, row.place), []))
        families[-1][1].append(replace(row, depth=base + depth))
    families.sort(key=lambda family: family[0])  # at the end of a family the deeper row comes first
    return [(key[0], row) for key, family in families for row in family]


def _before_top(rows: Sequence[Row], row: Row) -> int:
    """The place of the first ordinary row behind this one in list order; found by halving."""
    return bisect_right(range(len(rows)), row.place, key=partial(_top, rows))


def _top(rows: Sequence[Row], at: int) -> tuple[int, int]:
    """Where the ordinary row stands to whose family the row at a place belongs."""
    while rows[at].depth:
        at -= 1
    return rows[at].place


def _before_child(rows: Sequence[Row], parent: int, row: Row) -> int:
    """The place of the first 其中 row of a parent behind this one in list order, or the end of the family."""
    depth, end = rows[parent].depth + 1, _end(rows, parent)
    return next((at for at in range(parent + 1, end) if rows[at].depth == depth and rows[at].place > row.place), end)
