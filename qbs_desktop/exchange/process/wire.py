"""What goes over the pipe between the program and its reading process: framed messages, and nothing but our own types.

The process reads foreign files and might, in the worst case, be taken over by one. So the program takes back only
plain values and the types listed here; a message that names anything else ends the conversation.
"""

from __future__ import annotations

import io
import pickle
from dataclasses import dataclass
from typing import IO

_LENGTH = 8
LONGEST = 64 * 2**20
_OURS = frozenset(
    {
        ("decimal", "Decimal"),
        ("datetime", "date"),
        ("builtins", "frozenset"),
        ("qbs_desktop.domain.figure", "Figure"),
        ("qbs_desktop.domain.figure", "Kind"),
        ("qbs_desktop.domain.figure", "Op"),
        ("qbs_desktop.domain.finding", "Grade"),
        ("qbs_desktop.domain.finding", "SheetFinding"),
        ("qbs_desktop.domain.period", "Period"),
        ("qbs_desktop.exchange.sheets.cells", "Area"),
        ("qbs_desktop.exchange.reading.plain_figures", "FigureRead"),
        ("qbs_desktop.exchange.reading.readings", "RowRead"),
        ("qbs_desktop.exchange.reading.readings", "TableRead"),
        ("qbs_desktop.exchange.reading.rows", "RowKind"),
        ("qbs_desktop.exchange.process.reading_room", "SheetOutline"),
        ("qbs_desktop.exchange.process.reading_room", "SeenCell"),
    }
)


class Broken(Exception):
    """The other side is gone, or speaks what it should not."""


@dataclass
class Room:
    """How many bytes may still come from the other side."""

    left: int


class _Taker(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        """Only what is listed."""
        if (module, name) not in _OURS:
            raise Broken(f"{module}.{name}")
        return super().find_class(module, name)


def send(stream: IO[bytes], message: object) -> None:
    """Write one message."""
    body = pickle.dumps(message, protocol=5)
    stream.write(len(body).to_bytes(_LENGTH, "big"))
    stream.write(body)
    stream.flush()


def take(stream: IO[bytes], room: Room | None = None, *, trusted: bool = False) -> object:
    """Read one message; `trusted` for what the program itself sends. Its bytes are taken off the `room`.

    Raises:
        EOFError: the other side has closed.
        Broken: no message of ours, or more than there is room for.
    """
    head = stream.read(_LENGTH)
    if not head:
        raise EOFError
    size = int.from_bytes(head, "big")
    if len(head) < _LENGTH or size > LONGEST:
        raise Broken("length")
    if room is not None:
        room.left -= size
        if room.left < 0:
            raise Broken("too much")
    body = stream.read(size)
    if len(body) < size:
        raise Broken("cut off")
    try:
        return pickle.loads(body) if trusted else _Taker(io.BytesIO(body)).load()  # noqa: S301 - see the module text
    except Broken:
        raise
    except Exception as fault:  # a broken pickle fails in any way
        raise Broken(repr(fault)) from fault
