"""Texts that are no values yet (没有保存的内容): what is being typed, and what could not be stored.

Both are kept beside the data file until the cell is stored, corrected or given up, through page changes, closing,
kill -9 and a full disk, and come back in their cells. They are never figures: only the clerk's own Enter stores them.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from qbs_desktop.db import history, queries, waiting_log
from qbs_desktop.db.driver import Connection
from qbs_desktop.db.store import now
from qbs_desktop.domain.period import Period

if TYPE_CHECKING:
    from qbs_desktop.services.workspace import Notice, Workspace

INTERVAL = 0.3
"""Seconds after which typing is on the disk; nothing is written more often."""
_RETRY = 5.0
"""Seconds until a sidecar that could not be written is tried again."""
NEW_ROW = 0
"""Stands for the record of the empty row below a list (＋); records are numbered from 1."""
EXPLANATION = "explanation"
"""Stands for the ledger of an answer that is being written on 审核 (核实说明); the column is the finding's key."""
UNFINISHED = "上次没有填完，程序就关闭了。"
_GONE_FOR = timedelta(days=7)
"""How long texts of a removed row are kept, in case its removal is undone."""
_UNKNOWN = "?"
"""Permanent id of a record that was removed while it was being typed in."""
_LOG_LIMIT = 1_000_000
"""Bytes at which the sidecar is written anew with what still waits."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell: ledger, record (or `NEW_ROW`), the window's column id, and on the month page the period it holds."""

    ledger: str
    record_id: int
    column: str
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class WaitingText:
    """A text in its cell. `reason` says why it is not stored; `unit` is that of the column it was typed in.

    `unfinished`: the program ended while it was being typed. `at`: when (UTC).
    """

    spot: Spot
    text: str
    reason: str
    unit: str = ""
    at: str = ""
    unfinished: bool = False


class WaitingTexts:
    """What waits in one data file. Writing happens on a thread of its own, so that no key waits for the disk."""

    def __init__(self, workspace: Workspace, *, interval: float = INTERVAL) -> None:
        """Take in what the sidecar holds; a sidecar in which nothing waits is deleted."""
        self._workspace = workspace
        self._interval = interval
        self._log = waiting_log.WaitingLog(workspace.path)
        self._guard = threading.Lock()
        self._writing = threading.Lock()
        self._texts: dict[Spot, WaitingText] = {}
        self._typing: dict[Spot, WaitingText] = {}
        self._gone: list[dict[str, object]] = []
        self._changed: dict[Spot, None] = {}
        self._written: set[Spot] = set()
        self._uids: dict[int, str] = {NEW_ROW: ""}
        self._there: dict[int, bool] = {NEW_ROW: True}
        self._timer: threading.Timer | None = None
        self._written_at = time.monotonic() - interval
        self._silent = workspace.store.readonly
        """Nothing is written: the file is only read, or closed."""
        self._listeners: list[Callable[[], None]] = []
        self._newest = workspace.read(history.newest)
        if not self._silent:
            self._take_in()
        self._stop: Callable[[], None] | None = workspace.listen(self._on_notice)

    # --- what waits --------------------------------------------------------------------------------------------

    def texts(self) -> tuple[WaitingText, ...]:
        """What could not be stored, oldest first. Texts of removed rows are left out until the row is back."""
        with self._guard:
            found = tuple(one for one in self._texts.values() if one.spot.ledger != EXPLANATION)
        if not found:
            return ()
        unknown = {one.spot.record_id for one in found} - self._there.keys()
        if unknown:

            def ask(connection: Connection) -> dict[int, bool]:
                return {one: queries.uid_of(connection, one) is not None for one in unknown}

            self._there |= self._workspace.read(ask)
        return tuple(one for one in found if self._there[one.spot.record_id])

    def at(self, spot: Spot) -> WaitingText | None:
        """What could not be stored in a cell."""
        with self._guard:
            return self._texts.get(spot)

    def begun(self, spot: Spot) -> WaitingText | None:
        """What is being typed, in this session or when the last one ended."""
        with self._guard:
            return self._typing.get(spot) or self._texts.get(spot)

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Be told when `texts` changed; call the result to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # --- what the window tells ---------------------------------------------------------------------------------

    def typed(self, spot: Spot, text: str, unit: str = "") -> None:
        """An open editor shows this text."""
        self._name((spot.record_id,))
        with self._guard:
            self._typing[spot] = WaitingText(spot, text, "", unit, now())
            self._changed[spot] = None
            self._soon()

    def ended(self, spot: Spot) -> None:
        """The editor was left with Esc: what waited in the cell before stands again."""
        with self._guard:
            if self._typing.pop(spot, None) is not None:
                self._changed[spot] = None
                self._soon()

    def settle(self, outcomes: Iterable[tuple[Spot, WaitingText | None]]) -> None:
        """Cells were entered: None for what was stored or given up, else the text that stays in the cell."""
        outcomes = list(outcomes)
        self._name({spot.record_id for spot, _text in outcomes})
        told = False
        with self._guard:
            for spot, text in outcomes:
                known = self._typing.pop(spot, None) is not None
                if text is not None:
                    self._texts[spot] = replace(text, at=text.at or now())
                    told = known = True
                elif self._texts.pop(spot, None) is not None:
                    told = known = True
                if known:
                    self._changed[spot] = None
            if self._changed:
                self._soon()
        if told:  # Enter was pressed: at once on the disk, or a kill would lose it or bring back what is stored
            self.flush()
            self._tell()

    def discard(self, texts: Iterable[WaitingText]) -> None:
        """Forget texts that the clerk does not want."""
        self.settle((one.spot, None) for one in texts)

    # --- the file ----------------------------------------------------------------------------------------------

    def _on_notice(self, notice: Notice) -> None:
        self._newest = max(self._newest, notice.operation_id)
        if "subject" not in notice.tables:
            return
        self._there = {NEW_ROW: True}
        if self._gone:
            lines, self._gone = self._gone, []
            self._adopt(lines)
        if self._texts:
            self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()

    def _name(self, records: Iterable[int]) -> None:
        """Learn the permanent ids of records, which the sidecar names them by."""
        unknown = set(records) - self._uids.keys()
        if unknown:

            def ask(connection: Connection) -> dict[int, str]:
                return {one: queries.uid_of(connection, one) or _UNKNOWN for one in unknown}

            self._uids |= self._workspace.read(ask)

    # --- the sidecar -------------------------------------------------------------------------------------------

    def _take_in(self) -> None:
        newest = {
            (line["uid"], line["ledger"], line["column"], line["period"]): line
            for line in waiting_log.lines(self._workspace.path)
        }
        self._adopt(line for line in newest.values() if line["text"] is not None)
        self._rewrite()

    def _adopt(self, lines: Iterable[dict[str, object]]) -> None:
        """Put lines of the sidecar into their cells; those of removed rows are kept for a while."""
        oldest = datetime.now(UTC) - _GONE_FOR

        def ask(connection: Connection) -> None:
            for line in lines:
                record_id = self._record(connection, line)
                if record_id is None:
                    if datetime.fromisoformat(str(line["at"])) > oldest:
                        self._gone.append(line)
                elif line["reason"] or not _stored_since(connection, line, record_id):
                    text = _from_line(line, record_id)
                    self._texts.setdefault(text.spot, text)

        self._workspace.read(ask)

    def _record(self, connection: Connection, line: dict[str, object]) -> int | None:
        uid = str(line["uid"])
        if not uid:
            return NEW_ROW
        found = queries.subject_of(connection, uid)
        if found is None:
            return None
        self._uids[found.id] = uid
        return found.id

    def _lines(self, spots: Iterable[Spot]) -> list[dict[str, object]]:
        return [self._line(spot, self._typing.get(spot) or self._texts.get(spot)) for spot in spots]

    def _line(self, spot: Spot, text: WaitingText | None) -> dict[str, object]:
        return {
            "uid": self._uids[spot.record_id],
            "ledger": spot.ledger,
            "column": spot.column,
            "period": str(spot.period or ""),
            "text": None if text is None else text.text,
            "reason": "" if text is None else text.reason,
            "unit": "" if text is None else text.unit,
            "at": now() if text is None else text.at,
            "after": self._newest,
        }

    def _rewrite(self) -> None:
        with self._guard:
            spots = {**self._texts, **self._typing}.keys()
            lines = [*self._gone, *self._lines(spots)]
        if lines:
            with contextlib.suppress(OSError):  # what is there stays, and holds the same
                self._log.rewrite(lines)
        else:
            self._log.clear()
        self._written = set(spots)

    def _soon(self, interval: float | None = None) -> None:
        if self._timer is None and not self._silent:
            wait = self._written_at + (interval or self._interval) - time.monotonic()
            self._timer = threading.Timer(max(0.0, wait), self.flush)
            self._timer.daemon = True
            self._timer.start()

    def flush(self) -> None:
        """Write what changed since the last time. A full disk does not stop the typing; it is tried again."""
        with self._writing:
            if self._silent:
                return  # a late timer; the sidecar may be another window's by now
            with self._guard:
                if self._timer is not None:
                    self._timer.cancel()
                    self._timer = None
                changed, self._changed = self._changed, {}
                nothing = not (self._texts or self._typing or self._gone)
                alive = self._texts.keys() | self._typing.keys()
                lines = self._lines(spot for spot in changed if spot in alive or spot in self._written)
                self._written_at = time.monotonic()
            if nothing:
                self._log.clear()
                self._written.clear()
                return
            if not lines:
                return
            try:
                self._log.append(lines)
            except OSError:
                self._log.close()
                with self._guard:
                    self._changed = changed | self._changed
                    if self._stop is not None:
                        self._soon(_RETRY)
            else:
                self._written |= changed.keys()
                if self._log.size() > _LOG_LIMIT:
                    self._rewrite()

    def written(self) -> bool:
        """Whether everything that waits is on the disk, after trying once more."""
        self.flush()
        with self._guard:
            return self._silent or not self._changed

    def close(self) -> None:
        """The file is closed. What waits stays beside it."""
        if self._stop is None:
            return
        self._stop()
        self._stop = None
        with self._guard:
            if self._timer is not None:
                self._timer.cancel()
        self.flush()
        with self._writing:
            self._silent = True
            self._log.close()


def _from_line(line: dict[str, object], record_id: int) -> WaitingText:
    period = str(line["period"])
    spot = Spot(str(line["ledger"]), record_id, str(line["column"]), Period.parse(period) if period else None)
    reason = str(line["reason"])
    return WaitingText(
        spot,
        str(line["text"]),
        reason or UNFINISHED,
        str(line["unit"]),
        str(line["at"]),
        unfinished=reason in ("", UNFINISHED),
    )


def _stored_since(connection: Connection, line: dict[str, object], record_id: int) -> bool:
    """Whether typing was stored and only the note of it was lost: an operation came right behind the last key.

    Such a line is at most `INTERVAL` older than the end of the program, so no other operation can have come between.
    """
    after = int(str(line["after"]))
    if record_id != NEW_ROW:
        touched = history.operations(connection, newest=1, subject=record_id)
        return bool(touched) and touched[0].id > after
    newest = history.newest(connection)
    return any(
        change.table == line["ledger"] and change.before is None
        for operation in range(after + 1, newest + 1)
        for change in history.changes(connection, operation)
    )
