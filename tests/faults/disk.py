"""A disk under the real driver that records what it was asked to do and can fail or lose power.

SQLite reaches files through a table of functions (its VFS). The driver's library exports that table, so the entries
for open, write, sync, truncate and delete can be replaced by ours: the program above runs unchanged, encrypted pages,
write-ahead log and all. One disk at a time.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sqlcipher3 import _sqlite3  # type: ignore[attr-defined]

SECTOR = 512
Kind = Literal["open", "read", "write", "sync", "truncate", "delete"]
CODES: dict[Kind, int] = {"open": 14, "read": 266, "write": 778, "sync": 1034, "truncate": 1546, "delete": 2570}
"""What SQLite calls a failure of each kind: CANTOPEN and the IOERR family."""
FULL = 13


@dataclass(frozen=True, slots=True)
class Event:
    """One request to the disk. `at` is an offset for writes and the new size for truncations."""

    kind: Kind
    file: str
    at: int = 0
    data: bytes = b""


@dataclass
class Disk:
    """What the disk was asked, and (`fail`) which requests it refuses and with what code."""

    folder: Path
    log: list[Event] = field(default_factory=list)
    fail: Callable[[Event], int] = lambda _event: 0

    def ask(self, event: Event) -> int:
        """The code that a request answers before the real disk is asked; 0 lets it through."""
        if not event.file.startswith(str(self.folder)):
            return 0
        code = self.fail(event)
        if code == 0 and event.kind != "read":
            self.log.append(event)
        return code


_current: Disk | None = None
_open_files: dict[int, tuple[str, list[int]]] = {}
_kept: list[object] = []
"""Functions that the driver may still call as long as a file is open."""

_READ = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64)
_SIZE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
_SYNC = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_CLOSE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)
_OPEN = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_DELETE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_CLOSE_AT, _READ_AT, _WRITE_AT, _TRUNCATE_AT, _SYNC_AT, _METHODS = 1, 2, 3, 4, 5, 19
_OPEN_AT, _DELETE_AT = 5, 6
"""Places in `sqlite3_io_methods` and (behind three numbers, next, name and data) in `sqlite3_vfs`."""


def _ask(kind: Kind, file: int, at: int = 0, data: bytes = b"") -> int:
    name = _open_files[file][0]
    return _current.ask(Event(kind, name, at, data)) if _current is not None else 0


@_READ
def _read(file: int, into: int, size: int, at: int) -> int:
    return _ask("read", file) or int(_READ(_open_files[file][1][_READ_AT])(file, into, size, at))


@_READ
def _write(file: int, data: int, size: int, at: int) -> int:
    real = _READ(_open_files[file][1][_WRITE_AT])
    code = _ask("write", file, at, ctypes.string_at(data, size))
    if code:
        real(file, data, size // 2, at)  # torn: half of it reached the disk
        return code
    return int(real(file, data, size, at))


@_SIZE
def _truncate(file: int, size: int) -> int:
    return _ask("truncate", file, size) or int(_SIZE(_open_files[file][1][_TRUNCATE_AT])(file, size))


@_SYNC
def _sync(file: int, flags: int) -> int:
    return _ask("sync", file) or int(_SYNC(_open_files[file][1][_SYNC_AT])(file, flags))


@_CLOSE
def _close(file: int) -> int:
    _name, methods = _open_files.pop(file)
    return int(_CLOSE(methods[_CLOSE_AT])(file))


def _table(address: int, length: int) -> ctypes.Array[ctypes.c_void_p]:
    return (ctypes.c_void_p * length).from_address(address)


def _vfs() -> ctypes.Array[ctypes.c_void_p]:
    library = ctypes.CDLL(_sqlite3.__file__)
    library.sqlite3_vfs_find.restype = ctypes.c_void_p
    return _table(library.sqlite3_vfs_find(None), 8)


@contextlib.contextmanager
def watched(folder: Path) -> Iterator[Disk]:
    """Everything the driver does to files under a folder goes through the disk that is handed out."""
    global _current  # noqa: PLW0603
    vfs = _vfs()
    real_open, real_delete = _OPEN(vfs[_OPEN_AT]), _DELETE(vfs[_DELETE_AT])
    disk = Disk(folder)

    @_OPEN
    def opening(which: int, name: int | None, file: int, flags: int, out: int) -> int:
        # The engine keeps the name's address as long as the file is open, so the name is read and not copied.
        path = os.fsdecode(ctypes.string_at(name)) if name else ""
        code = disk.ask(Event("open", path))
        if code:
            ctypes.c_void_p.from_address(file).value = None
            return code
        code = int(real_open(which, name, file, flags, out))
        slot = ctypes.c_void_p.from_address(file)
        if code == 0 and slot.value and path:
            methods = list(_table(slot.value, _METHODS))
            ours = (ctypes.c_void_p * _METHODS)(*methods)
            for place, function in (
                (_CLOSE_AT, _close),
                (_READ_AT, _read),
                (_WRITE_AT, _write),
                (_TRUNCATE_AT, _truncate),
                (_SYNC_AT, _sync),
            ):
                ours[place] = ctypes.cast(function, ctypes.c_void_p).value
            _kept.append(ours)
            _open_files[file] = path, [pointer or 0 for pointer in methods]
            slot.value = ctypes.addressof(ours)
        return code

    @_DELETE
    def deleting(which: int, name: int, sync: int) -> int:
        return disk.ask(Event("delete", os.fsdecode(ctypes.string_at(name)))) or int(real_delete(which, name, sync))

    _kept.extend((opening, deleting))
    before = vfs[_OPEN_AT], vfs[_DELETE_AT]
    vfs[_OPEN_AT] = ctypes.cast(opening, ctypes.c_void_p).value
    vfs[_DELETE_AT] = ctypes.cast(deleting, ctypes.c_void_p).value
    _current = disk
    try:
        yield disk
    finally:
        _current = None
        vfs[_OPEN_AT], vfs[_DELETE_AT] = before


@dataclass
class Platter:
    """What of one file surely is on the disk, and what was written since it was last synced."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[Event] = field(default_factory=list)

    def settle(self, keep: Callable[[], bool]) -> None:
        """Bring what was pending onto the disk, sector by sector as far as `keep` says."""
        for event in self.pending:
            if event.kind == "truncate":
                if keep():
                    del self.durable[event.at :]
                continue
            start = event.at
            while start < event.at + len(event.data):
                end = min((start // SECTOR + 1) * SECTOR, event.at + len(event.data))
                if keep():
                    self.durable.extend(bytes(max(0, end - len(self.durable))))
                    self.durable[start:end] = event.data[start - event.at : end - event.at]
                start = end
        self.pending.clear()


def after_power_loss(
    log: list[Event], cut: int, chance: random.Random, before: dict[str, bytes] | None = None
) -> dict[str, bytes]:
    """Files as found after the power went off behind `cut` events: unsynced sectors survive at random.

    A deletion may not have reached the disk either; a file is there once something of it is.
    """
    platters = {name: Platter(bytearray(content)) for name, content in (before or {}).items()}
    for event in log[:cut]:
        platter = platters.setdefault(event.file, Platter())
        if event.kind == "sync":
            platter.settle(lambda: True)
        elif event.kind in ("write", "truncate"):
            platter.pending.append(event)
        elif event.kind == "delete" and chance.random() < 0.5:
            del platters[event.file]
    share = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
    for platter in platters.values():
        platter.settle(lambda: chance.random() < share)
    return {name: bytes(platter.durable) for name, platter in platters.items() if platter.durable}
