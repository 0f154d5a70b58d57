"""Reading foreign files apart (隔离读取): the program's side of the reading process.

The process can be stopped at any moment, may die in any way, and is given up when it says nothing for too long; the
window and the data file never notice more than a sentence.
"""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Self, cast

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.profile import Profile
from qbs_desktop.exchange import limits, wire
from qbs_desktop.exchange.reading_room import KINDS, Answer, SeenCell, SheetOutline
from qbs_desktop.exchange.readings import RowRead, TableRead, Wish

SILENCE = 30.0
"""Seconds without a word after which the process is given up; a larger file may take longer."""
PER_MEGABYTE = 6.0
TURN = 0.05
_NO_CONSOLE = int(getattr(subprocess, "CREATE_NO_WINDOW", 0))
"""On Windows the process gets no window of its own."""
FROZEN_SWITCH = "--reading-room"
Progress = Callable[[int, int], None]
Glimpse = Callable[[list[TableRead]], None]


class Reading:
    """One workbook being read in a process of its own. Use as a context manager; the process ends with it."""

    def __init__(self, path: Path, cancel: threading.Event | None = None) -> None:
        """Start the process; nothing is read yet."""
        self.path = path
        self.sheets: tuple[SheetOutline, ...] = ()
        self._cancel = cancel or threading.Event()
        self._patience = SILENCE + PER_MEGABYTE * _megabytes(path)
        self._answers: queue.SimpleQueue[Answer | Exception] = queue.SimpleQueue()
        self._process = subprocess.Popen(
            command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=_NO_CONSOLE,
        )
        handle = getattr(self._process, "_handle", 0)
        self._job = limits.job(int(handle), limits.room_for(path))
        threading.Thread(target=self._listen, name="reading", daemon=True).start()

    def __enter__(self) -> Self:
        """The reading itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """End the process."""
        self.close()

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._process.wait()

    # --- what can be asked ---------------------------------------------------------------------------------------

    def read(self, password: str | None = None) -> tuple[SheetOutline, ...]:
        """Read the workbook.

        Raises:
            PasswordWanted: it has a password.
            Refusal: it is no sound workbook, is too large, ended the process, or it was cancelled.
            EnvironmentFault: it cannot be opened.
        """
        for answer in self._ask("read", self.path.absolute(), password):
            self.sheets = cast("tuple[SheetOutline, ...]", answer[1])
        return self.sheets

    def recognise(
        self,
        profile: Profile,
        wish: Wish | None = None,
        *,
        progress: Progress | None = None,
        glimpse: Glimpse | None = None,
    ) -> list[TableRead]:
        """Recognise every table of the workbook that was read.

        Args:
            profile: whose ledgers and words.
            wish: what the clerk said beforehand.
            progress: told rows done and rows in all.
            glimpse: given the first rows of each table of a long workbook, while the rest is read.

        Raises:
            Refusal: as `recognising.recognise`, or the process ended, or it was cancelled.
        """
        tables: list[TableRead] = []
        rows: list[list[RowRead]] = []
        for answer in self._ask("recognise", profile, wish):
            match answer[0]:
                case "progress" if progress is not None:
                    progress(cast("int", answer[1]), cast("int", answer[2]))
                case "glimpse" if glimpse is not None:
                    glimpse(cast("list[TableRead]", answer[1]))
                case "table":
                    tables.append(cast("TableRead", answer[1]))
                    rows.append([])
                case "rows":
                    rows[-1] += cast("tuple[RowRead, ...]", answer[1])
        return [replace(table, rows=tuple(own)) for table, own in zip(tables, rows, strict=True)]

    def look(self, sheet: str, first: int, last: int) -> dict[int, dict[int, SeenCell]]:
        """Rows of a sheet as they look: row → column → cell.

        Raises:
            Refusal: the process ended.
        """
        answers = list(self._ask("look", sheet, first, last))
        return cast("dict[int, dict[int, SeenCell]]", answers[-1][1])

    # --- the conversation ----------------------------------------------------------------------------------------

    def _ask(self, *command: object) -> Iterator[Answer]:
        """Send a command; yields its answers up to ``done``."""
        stream = self._process.stdin
        try:
            if stream is None:
                raise Refusal(self._ended())
            wire.send(stream, command)
        except (OSError, ValueError):
            raise Refusal(self._ended()) from None
        while True:
            answer = self._next()
            kind = answer[0]
            if kind in KINDS:
                raise KINDS[str(kind)](str(answer[1]))
            if kind == "bug":
                raise RuntimeError(f"reading {self.path.name}: {answer[1]}")
            yield answer
            if kind == "done":
                return

    def _next(self) -> Answer:
        until = time.monotonic() + self._patience
        while True:
            if self._cancel.is_set():
                self.close()
                raise Refusal("已取消导入，没有改动任何数据。")
            try:
                answer = self._answers.get(timeout=TURN)
            except queue.Empty:
                if time.monotonic() < until:
                    continue
                self.close()
                raise Refusal(
                    f"“{self.path.name}”读了很久没有结果，已停止读取，数据没有改动。"
                    "请删去多余的空白行列和格式，另存为 .xlsx 后再导入。"
                ) from None
            if isinstance(answer, Exception):
                raise Refusal(self._ended()) from answer
            return answer

    def _listen(self) -> None:
        stream = self._process.stdout
        try:
            while stream is not None:
                self._answers.put(cast("Answer", wire.take(stream)))
        except (EOFError, OSError, ValueError, wire.Broken) as end:
            self._answers.put(end)

    def _ended(self) -> str:
        """That the process is gone, in a sentence."""
        return (
            f"读取“{self.path.name}”的程序意外停止，没有读取，数据没有改动。"
            "这个文件可能已损坏或太大，请用 Excel 或 WPS 打开、另存为 .xlsx 后再导入。"
        )


def command() -> list[str]:
    """How the reading process is started: by the program itself when it is frozen, else by its interpreter."""
    if getattr(sys, "frozen", False):
        return [sys.executable, FROZEN_SWITCH]
    return [sys.executable, "-X", "utf8", "-c", "from qbs_desktop.exchange.reading_room import main; main()"]


def _megabytes(path: Path) -> float:
    with contextlib.suppress(OSError):
        return path.stat().st_size / 2**20
    return 0.0
