"""Row changes: what an operation did to one row, enough to undo it, to show it and to rebuild the file from it."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, repeat
from typing import NamedTuple, TypeAlias, cast

from qbs_desktop.domain.fields import Stored
from qbs_desktop.domain.ledgers import LEDGERS

CHUNK_ROWS = 2000
"""Rows kept in one changeset; bounds the memory of reading history back."""


GENESIS = "0" * 64
"""The hash before the first operation."""


OF_SUBJECTS = frozenset({"subject", "figure", "membership", "attachment", *(ledger.id for ledger in LEDGERS)})
"""Tables whose key begins with a subject: a change there is one of a record."""


class Change(NamedTuple):
    """One row's change. `before` is None for an insert, `after` None for a delete; both follow `columns`."""

    table: str
    key: tuple[Stored, ...]
    columns: tuple[str, ...]
    before: tuple[Stored, ...] | None
    after: tuple[Stored, ...] | None

    def inverted(self) -> Change:
        """The change that takes this one back."""
        return Change(self.table, self.key, self.columns, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Added:
    """New rows of one table (整批新增), column by column as they are inserted and packed; whole returns are written so.

    `keys` and `after` hold a sequence for each column of the key and of `columns`.
    """

    table: str
    columns: tuple[str, ...]
    keys: tuple[Sequence[Stored], ...]
    after: tuple[Sequence[Stored], ...]

    def changes(self) -> Iterator[Change]:
        """The same row by row."""
        for key, after in zip(zip(*self.keys, strict=True), zip(*self.after, strict=True), strict=True):
            yield Change(self.table, key, self.columns, None, after)

    def packed(self) -> Iterator[Packed]:
        """The same as it is kept in the trail, in chunks."""
        for start in range(0, len(self.keys[0]), CHUNK_ROWS):
            end = start + CHUNK_ROWS
            keys, after = ([column[start:end] for column in side] for side in (self.keys, self.after))
            yield _written(self.table, self.columns, len(keys[0]), (keys, None, after))


@dataclass(frozen=True, slots=True)
class Packed:
    """A run of changes of one table and one set of columns, as kept in `changeset`."""

    table: str
    columns: str
    body: bytes


def pack(changes: Sequence[Change]) -> Iterator[Packed]:
    """Group consecutive changes of like shape into chunks, in order."""
    for _shape, like in groupby(changes, key=shape):
        run = list(like)
        for start in range(0, len(run), CHUNK_ROWS):
            yield _packed(run[start : start + CHUNK_ROWS])


def shape(change: Change) -> tuple[str, tuple[str, ...], bool, bool]:
    """Table, columns, whether it inserts, whether it deletes: changes of one shape are one statement and one pack."""
    return change.table, change.columns, change.before is None, change.after is None


def _packed(run: Sequence[Change]) -> Packed:
    sides = (_columns([one.key for one in run]), _side([one.before for one in run]), _side([one.after for one in run]))
    return _written(run[0].table, run[0].columns, len(run), sides)


_Side: TypeAlias = Sequence[Sequence[Stored]] | None
"""Keys, or what stood or stands there, column by column; None where the run inserts or deletes."""


def _written(table: str, columns: tuple[str, ...], count: int, sides: tuple[_Side, ...]) -> Packed:
    told = ("null" if side is None else f"[{','.join(map(_column, side))}]" for side in sides)
    text = f"[{count},{','.join(told)}]"
    body = zlib.compress(text.encode(), 1) if len(text) > 512 else text.encode()
    return Packed(table, ",".join(columns), body)


def _side(rows: list[tuple[Stored, ...] | None]) -> _Side:
    return None if rows[0] is None else _columns(cast("list[tuple[Stored, ...]]", rows))


def _columns(rows: list[tuple[Stored, ...]]) -> _Side:
    """Rows turned into columns, which is smaller and faster."""
    return list(zip(*rows, strict=True))


def _column(values: Sequence[Stored]) -> str:
    """A column as JSON; one without a value is null, and one value all along, as is frequent, is encoded once."""
    first = values[0]
    if values.count(first) == len(values):
        return "null" if first is None else f"[{','.join([_said(first)] * len(values))}]"
    return _compact(values)


def _said(value: Stored) -> str:
    """A value as JSON; most are integers, and then a cell that is saved need not wait for the encoder."""
    return str(value) if value.__class__ is int else _compact(value)


def _rows(columns: list[list[Stored] | None] | None, count: int) -> Iterator[tuple[Stored, ...] | None]:
    if columns is None:
        return repeat(None, count)
    return zip(*(repeat(None, count) if one is None else one for one in columns), strict=True)


def unpack(table: str, columns: str, body: bytes, subject: int | None = None) -> Iterator[Change]:
    """Inverse of `pack` for one chunk; with `subject` only the changes whose key begins with that number.

    A record's history must not cost what the import cost that brought it with a hundred thousand others.
    """
    text = zlib.decompress(body) if body[:1] != b"[" else body
    if subject is not None and re.search(rb"[\[,]%d[,\]]" % subject, text) is None:
        return
    names = tuple(columns.split(","))
    count, keys, before, after = json.loads(text)
    for key, old, new in zip(_rows(keys, count), _rows(before, count), _rows(after, count), strict=True):
        if subject is None or (key and key[0] == subject):
            yield Change(table, key or (), names, old, new)


_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Made once: a long trail is sealed and verified operation by operation."""


def seal(previous: str, head: Sequence[str | int | None], packed: Iterable[Packed]) -> str:
    """SHA-256 that chains an operation to the one before: over its head and its packed changes."""
    parts = ((one.table, one.columns, one.body) for one in packed)
    return digest(previous, _compact(list(head)).encode(), parts)


def digest(previous: str, head: bytes, parts: Iterable[tuple[str, str, bytes]]) -> str:
    """The same over a head that is already written as JSON; each part is table, columns and body."""
    said = [previous.encode(), head]
    for table, columns, body in parts:
        said += (f"\n{table}|{columns}|{len(body)}\n".encode(), body)
    return hashlib.sha256(b"".join(said)).hexdigest()
