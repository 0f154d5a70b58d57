"""The sidecar of unfinished typing (逐字草稿): an append-only file of lines beside the data file, each synced to disk.

It stands outside the data file on purpose: drafts are nobody's figures, and they must still be written when the data
file cannot be. Every line carries a checksum, so that a torn last line is left out when it is read.
"""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from qbs_desktop.db.driver import to_disk


def log_path(path: Path) -> Path:
    """The draft file of a data file, the same by whatever link the file is reached."""
    real = path.resolve()
    return real.with_name(f".{real.name}.draft")


class DraftLog:
    """The draft file, open for appending. It is made with the first line and deleted when it is cleared."""

    def __init__(self, path: Path) -> None:
        """For the data file `path`; touches nothing."""
        self._path = log_path(path)
        self._handle: int | None = None

    def append(self, line: Mapping[str, object]) -> None:
        """Add one line; when this returns, it is on the disk.

        Raises:
            OSError: it could not be written.
        """
        if self._handle is None:
            self._handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            to_disk(self._path.parent)
        body = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()
        os.write(self._handle, b"%08x %s\n" % (zlib.crc32(body), body))
        os.fsync(self._handle)

    def clear(self) -> None:
        """Delete the file; there is no unfinished typing."""
        self.close()
        with contextlib.suppress(OSError):
            self._path.unlink()

    def close(self) -> None:
        """Let go of the file and leave it."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def lines(path: Path) -> Iterator[dict[str, object]]:
    """The whole lines of a data file's draft file, oldest first; none when there is no draft file."""
    try:
        content = log_path(path).read_bytes()
    except OSError:
        return
    for line in content.split(b"\n"):
        checksum, _, body = line.partition(b" ")
        with contextlib.suppress(ValueError):
            if int(checksum, 16) == zlib.crc32(body):
                yield json.loads(body)
