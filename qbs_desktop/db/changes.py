"""Row changes: what an operation did to one row, enough to undo it, to show it and to rebuild the file from it."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qbs_desktop.domain.fields import Stored

CHUNK_ROWS = 2000
"""Rows kept in one changeset; bounds the memory of reading history back."""


@dataclass(frozen=True, slots=True)
class Change:
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
class Packed:
    """A run of changes of one table and one set of columns, as kept in `changeset`."""

    table: str
    columns: str
    body: bytes


def pack(changes: Sequence[Change]) -> Iterator[Packed]:
    """Group consecutive changes of like shape into chunks, in order."""
    run: list[Change] = []
    for change in changes:
        if run and (
            change.table != run[0].table
            or change.columns != run[0].columns
            or (change.before is None) != (run[0].before is None)
            or (change.after is None) != (run[0].after is None)
            or len(run) >= CHUNK_ROWS
        ):
            yield _packed(run)
            run = []
        run.append(change)
    if run:
        yield _packed(run)


def _packed(run: Sequence[Change]) -> Packed:
    rows = [(one.key, one.before, one.after) for one in run]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    body = zlib.compress(text.encode(), 1) if len(text) > 512 else text.encode()
    return Packed(run[0].table, ",".join(run[0].columns), body)


def unpack(table: str, columns: str, body: bytes) -> Iterator[Change]:
    """Inverse of `pack` for one chunk."""
    names = tuple(columns.split(","))
    text = zlib.decompress(body) if body[:1] != b"[" else body
    for key, before, after in json.loads(text):
        yield Change(
            table, tuple(key), names, None if before is None else tuple(before), None if after is None else tuple(after)
        )


def seal(previous: str, head: Sequence[str | int | None], packed: Iterable[Packed]) -> str:
    """SHA-256 that chains an operation to the one before: over its head and its packed changes."""
    digest = hashlib.sha256(previous.encode())
    digest.update(json.dumps(list(head), ensure_ascii=False, separators=(",", ":")).encode())
    for one in packed:
        digest.update(f"\n{one.table}|{one.columns}|{len(one.body)}\n".encode())
        digest.update(one.body)
    return digest.hexdigest()
