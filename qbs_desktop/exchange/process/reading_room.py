"""The process that reads foreign files (读表进程): one workbook at a time, asked over a pipe by `apart`.

It is limited in memory, knows no data file and writes nothing. What a hostile workbook does to a reader, it does here.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias, cast

from qbs_desktop.domain.errors import EnvironmentFault, QbsError, Refusal
from qbs_desktop.exchange.process import limits, wire
from qbs_desktop.exchange.sheets.cells import Area, Cell, CellError, Doubt, Sheet, Workbook
from qbs_desktop.exchange.sheets.gate import too_large
from qbs_desktop.exchange.sheets.unlocking import PasswordWanted

if TYPE_CHECKING:
    from qbs_desktop.exchange.reading.readings import TableRead
    from qbs_desktop.exchange.sheets.workbook import Opened

ROWS_AT_ONCE = 1000
PROVING = "proving"
"""Said when the process is started: it will prove returns, and needs no readers of other workbooks."""
FIRST_LOOK = 200
"""Rows of each sheet that are read at once, so that the clerk sees something while the rest is read."""
KINDS: Mapping[str, type[QbsError]] = {
    "password": PasswordWanted,
    "refused": Refusal,
    "fault": EnvironmentFault,
}
"""Which error a sentence stands for on the other side."""
Answer: TypeAlias = tuple[Any, ...]
"""A word for what it is, then what is told."""


@dataclass(frozen=True, slots=True)
class SheetOutline:
    """A sheet without its cells, for the wizard's tabs and its picture of the original."""

    name: str
    hidden: bool
    last_row: int
    last_column: int
    merged: tuple[Area, ...]
    hidden_rows: tuple[int, ...]
    hidden_columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SeenCell:
    """A cell as it looks: its text, whether it is a number, a formula, an error or in doubt, and its indentation."""

    text: str
    number: bool = False
    formula: bool = False
    wrong: bool = False
    indent: int = 0


def serve(source: IO[bytes], target: IO[bytes]) -> None:
    """Answer until the other side closes."""
    room = _Room(target)
    while True:
        try:
            command, *arguments = cast("tuple[Any, ...]", wire.take(source, trusted=True))
        except (EOFError, wire.Broken):
            return
        try:
            for answer in room.answers(command, arguments):
                wire.send(target, answer)
        except MemoryError:
            wire.send(target, room.too_large())
        except ModuleNotFoundError as bug:
            wire.send(target, ("bug", repr(bug)))
        except ImportError:  # a library that no room was left for
            wire.send(target, room.too_large())
        except QbsError as error:
            kind = next((name for name, one in KINDS.items() if type(error) is one), "refused")
            wire.send(target, (kind, str(error)))
        except Exception as bug:  # noqa: BLE001 - told on the other side, where there is a log
            wire.send(target, ("bug", repr(bug)))


class _Room:
    """One workbook and what is asked of it."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target = target
        self.book: Workbook | None = None
        self.opened: Opened | None = None
        self.name = ""

    def too_large(self) -> Answer:
        """That there is no room for the workbook; what was read of it is let go."""
        self.book = self.opened = None
        return "refused", str(too_large(self.name))

    def answers(self, command: str, arguments: list[object]) -> Iterator[Answer]:
        """The answers to one command; the last is ``done``."""
        known: dict[str, Callable[..., Iterator[Answer]]] = {
            "begin": self.begin,
            "read": self.read,
            "recognise": self.recognise,
            "look": self.look,
            "ready": self.ready,
            "prove": self.prove,
        }
        return known[command](*arguments)

    def ready(self) -> Iterator[Answer]:
        """Everything that is needed is loaded."""
        yield "done", None

    def prove(self, path: Path, passwords: tuple[str, ...]) -> Iterator[Answer]:
        """Read a return and hold every visible cell against its machine part."""
        from qbs_desktop.exchange.process import proof_wire

        self.book, self.opened, self.name = None, None, path.name
        limits.bound(limits.room_for(path))
        yield "done", proof_wire.told(path, passwords)

    def read(self, path: Path, password: str | None) -> Iterator[Answer]:
        """Read a workbook and outline its sheets."""
        from qbs_desktop.exchange.sheets import workbook

        opened = self.opened or self._open(path, password)
        self.opened = None
        self.book = workbook.whole(opened)
        gc.freeze()  # the cells stay; what recognising leaves behind is looked for without them
        yield "done", tuple(map(outline, self.book.sheets))

    def begin(self, path: Path, password: str | None) -> Iterator[Answer]:
        """Read the first rows of a long workbook; they can be looked at and recognised before all is read."""
        from qbs_desktop.exchange.sheets import workbook

        self.opened = self._open(path, password)
        self.book = workbook.beginning(self.opened, FIRST_LOOK)
        yield "done", tuple(map(outline, self.book.sheets)) if self.book is not None else ()

    def _open(self, path: Path, password: str | None) -> Opened:
        from qbs_desktop.exchange.sheets import workbook

        self.book, self.opened, self.name = None, None, path.name
        limits.bound(limits.room_for(path))
        return workbook.opened(path, password)

    def recognise(self, *arguments: object) -> Iterator[Answer]:
        """Recognise the tables, and give their rows in parts."""
        from qbs_desktop.exchange.process.row_wire import packed
        from qbs_desktop.exchange.reading import recognising

        assert self.book is not None  # noqa: S101
        tables = recognising.recognise(self.book, *arguments, progress=self._progress)  # type: ignore[arg-type]
        for table in tables:
            yield "table", _without_rows(table)
            for start_at in range(0, len(table.rows), ROWS_AT_ONCE):
                yield "rows", packed(table.rows[start_at : start_at + ROWS_AT_ONCE])
        yield "done", len(tables)
        del tables
        gc.collect()

    def _progress(self, done: int, total: int) -> None:
        wire.send(self.target, ("progress", done, total))

    def look(self, name: str, first: int, last: int) -> Iterator[Answer]:
        """Rows of a sheet as they look."""
        assert self.book is not None  # noqa: S101
        sheet = self.book.sheet(name)
        rows = sheet.rows if sheet is not None else {}
        yield (
            "done",
            {
                number: {column: _seen(cell) for column, cell in rows[number].items()}
                for number in range(first, last + 1)
                if number in rows
            },
        )


def outline(sheet: Sheet) -> SheetOutline:
    """A sheet without its cells."""
    hidden = (tuple(sorted(sheet.hidden_rows)), tuple(sorted(sheet.hidden_columns)))
    return SheetOutline(sheet.name, sheet.hidden, sheet.last_row, sheet.last_column, sheet.merged, *hidden)


def _without_rows(table: TableRead) -> TableRead:
    from dataclasses import replace

    return replace(table, rows=())


def _seen(cell: Cell) -> SeenCell:
    value = cell.value
    wrong = isinstance(value, CellError | Doubt) or (cell.formula and value is None)
    return SeenCell(cell.text, not isinstance(value, str | None), cell.formula, wrong, cell.style.indent)


_FOR_PROVING = ("qbs_desktop.exchange.process.proof_wire",)
_FOR_READING = (
    "qbs_desktop.exchange.sheets.workbook",
    "qbs_desktop.exchange.reading.recognising",
    "qbs_desktop.exchange.process.row_wire",
    "python_calamine",
)


def main() -> None:
    """Serve on standard input and output; whatever a library prints goes elsewhere.

    What reading needs is imported before the first command; a process kept ready has done so by then. Millions of cells
    hold no cycles: looking for some would take a third of the time.
    """
    gc.disable()
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    proving = sys.argv[-1] == PROVING
    for name in _FOR_PROVING if proving else _FOR_READING:
        importlib.import_module(name)
    if proving:  # many small workbooks, not one of millions of cells
        gc.freeze()
        gc.enable()
    serve(source, target)
