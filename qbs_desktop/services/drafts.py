"""Unfinished typing (逐字草稿): what stands in a cell before Enter survives a crash and is offered back.

The window calls `typed` at every key and `cleared` on commit or Esc. A draft is never a figure and is entered only by
the clerk's own Enter.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from qbs_desktop.db import draft_log, history, queries
from qbs_desktop.db.driver import Connection
from qbs_desktop.db.store import now
from qbs_desktop.services.workspace import Notice, Workspace

INTERVAL = 0.3
"""Seconds after which typing is on the disk; nothing is written more often."""
Cell: TypeAlias = tuple[int, str]
"""Record id and column id."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was being typed in one cell when the program ended; `at` is when (UTC).

    `column` is the id the window gave: of a list column, or of a month column together with its period.
    """

    record_id: int
    ledger: str
    name: str
    column: str
    text: str
    at: str


class Drafts:
    """The typing of one window on one data file; writes on a thread of its own, so that no key waits for the disk.

    What a crash left over stays in the draft file until it is discarded, also through a second crash.
    """

    def __init__(self, workspace: Workspace, *, interval: float = INTERVAL) -> None:
        """Begin; a draft file in which nothing is unfinished is deleted."""
        self._workspace = workspace
        self._interval = interval
        self._log = draft_log.DraftLog(workspace.path)
        self._guard = threading.RLock()
        self._typing: dict[Cell, str] = {}
        self._unwritten: set[Cell] = set()
        self._written: set[Cell] = set()
        self._uids: dict[int, str] = {}
        self._timer: threading.Timer | None = None
        self._written_at = time.monotonic() - interval
        self._newest = workspace.read(_newest_operation)
        self._left_over = bool(left_over(workspace))
        if not self._left_over:
            self._log.clear()
        self._stop: Callable[[], None] = workspace.listen(self._on_notice)

    def _on_notice(self, notice: Notice) -> None:
        self._newest = max(self._newest, notice.operation_id)

    def typed(self, record_id: int, column: str, text: str) -> None:
        """A cell shows this text, not committed yet."""
        if record_id not in self._uids:
            self._uids[record_id] = self._workspace.read(lambda connection: queries.uid_of(connection, record_id)) or ""
        with self._guard:
            self._typing[record_id, column] = text
            self._unwritten.add((record_id, column))
            if self._timer is None:
                wait = self._written_at + self._interval - time.monotonic()
                self._timer = threading.Timer(max(0.0, wait), self.flush)
                self._timer.daemon = True
                self._timer.start()

    def cleared(self, record_id: int, column: str) -> None:
        """The cell was committed or left with Esc: nothing is unfinished there."""
        cell = record_id, column
        with self._guard:
            self._typing.pop(cell, None)
            self._unwritten.discard(cell)
            if self._typing or self._left_over:
                if cell in self._written:
                    self._append(cell, None)
            else:
                self._log.clear()
                self._written.clear()

    def discard(self) -> None:
        """Forget what was left over: the clerk has taken it in or does not want it."""
        with self._guard:
            self._left_over = False
            self._log.clear()
            self._written.clear()
            self._unwritten = set(self._typing)
        self.flush()

    def flush(self) -> None:
        """Write what was typed since the last time. A full disk does not stop the typing; the next key tries again."""
        with self._guard:
            self._timer = None
            waiting, self._unwritten = self._unwritten, set()
            if waiting:
                self._written_at = time.monotonic()
            for cell in waiting:
                if not self._append(cell, self._typing[cell]):
                    self._unwritten.add(cell)

    def _append(self, cell: Cell, text: str | None) -> bool:
        record_id, column = cell
        line = {"uid": self._uids[record_id], "column": column, "text": text, "at": now(), "after": self._newest}
        try:
            self._log.append(line)
        except OSError:
            self._log.close()
            return False
        self._written.add(cell)
        return True

    def close(self) -> None:
        """The window goes. What is still being typed stays on the disk and is offered back."""
        self._stop()
        with self._guard:
            if self._timer is not None:
                self._timer.cancel()
        self.flush()
        self._log.close()


def _newest_operation(connection: Connection) -> int:
    newest = history.operations(connection, newest=1)
    return newest[0].id if newest else 0


def left_over(workspace: Workspace) -> list[Draft]:
    """The typing that a crash interrupted, newest first.

    Left out: cells of records that are gone, and of records that an operation has touched since, because then the cell
    was committed and only the note of it was lost.
    """
    newest: dict[tuple[str, str], dict[str, object]] = {}
    for line in draft_log.lines(workspace.path):
        newest[str(line["uid"]), str(line["column"])] = line

    def ask(connection: Connection) -> list[Draft]:
        found: list[Draft] = []
        for (uid, column), line in reversed(newest.items()):
            record = queries.subject_of(connection, uid)
            if record is None or line["text"] is None:
                continue
            touched = history.operations(connection, newest=1, subject=record.id)
            if touched and touched[0].id > int(str(line["after"])):
                continue
            name = queries.names(connection, record.ledger).get(record.id, "")
            found.append(Draft(record.id, record.ledger, name, column, str(line["text"]), str(line["at"])))
        return found

    return workspace.read(ask)
