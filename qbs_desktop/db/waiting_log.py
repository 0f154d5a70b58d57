"""The sidecar of texts that are no values yet (没有保存的内容): append-only lines beside the data file, synced to disk.

It stands outside the data file on purpose: such texts are nobody's figures, and they must still be written when the
data file cannot be. Every line carries a checksum, so that a torn line is left out when it is read.
"""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from qbs_desktop.db.driver import to_disk


def log_path(path: Path) -> Path:
    """The sidecar of a data file, the same by whatever link the file is reached."""
    real = path.resolve()
    return real.with_name(f".{real.name}.draft")


class WaitingLog:
    """The sidecar, open for appending. It is made with the first line and deleted when it is cleared."""

    def __init__(self, path: Path) -> None:
        """For the data file `path`; touches nothing."""
        self._path = log_path(path)
        self._handle: int | None = None

    def append(self, lines: Iterable[Mapping[str, object]]) -> None:
        """Add lines; when this returns, they are on the disk.

        Raises:
            OSError: they could not be written.
        """
        written = b"".join(map(_encoded, lines))
        if self._handle is None:
            self._handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            to_disk(self._path.parent)
            written = b"\n" + written  # the line before may be torn
        while written:
            written = written[os.write(self._handle, written) :]
        os.fsync(self._handle)

    def rewrite(self, lines: Iterable[Mapping[str, object]]) -> None:
        """Hold these lines and no others.

        Raises:
            OSError: it could not be written; the old content stands.
        """
        self.close()
        new = self._path.with_name(f"{self._path.name}.new")
        new.write_bytes(b"".join(map(_encoded, lines)))
        to_disk(new)
        new.replace(self._path)
        to_disk(self._path.parent)

    def size(self) -> int:
        """Bytes written so far."""
        return os.fstat(self._handle).st_size if self._handle is not None else 0

    def clear(self) -> None:
        """Delete the file; nothing waits."""
        self.close()
        with contextlib.suppress(OSError):
            self._path.unlink()

    def close(self) -> None:
        """Let go of the file and leave it."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _encoded(line: Mapping[str, object]) -> bytes:
    body = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")
    return b"%08x %s\n" % (zlib.crc32(body), body)


def lines(path: Path) -> Iterator[dict[str, object]]:
    """The whole lines of a data file's sidecar, oldest first; none when there is no sidecar."""
    try:
        content = log_path(path).read_bytes()
    except OSError:
        return
    for line in content.split(b"\n"):
        checksum, _, body = line.partition(b" ")
        with contextlib.suppress(ValueError):
            if int(checksum, 16) == zlib.crc32(body):
                yield json.loads(body.decode(errors="surrogatepass"))
