"""Reading foreign files apart (隔离读取): the program's side of the reading process.

The process can be stopped at any moment, may die in any way, and is given up when it says nothing for too long; the
window and the data file never notice more than a sentence.
"""

from __future__ import annotations

import atexit
import contextlib
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Self, TypeVar, cast

from qbs_desktop.domain.errors import EnvironmentFault, Refusal
from qbs_desktop.domain.long_work import Progress
from qbs_desktop.domain.profile import Profile
from qbs_desktop.exchange.process import limits, wire
from qbs_desktop.exchange.process.reading_room import KINDS, Answer, SeenCell, SheetOutline
from qbs_desktop.exchange.process.row_wire import Unpacker
from qbs_desktop.exchange.reading.readings import RowRead, TableRead, Wish

SILENCE = 30.0
"""Seconds without a word after which the process is given up; a larger file may take longer."""
PER_MEGABYTE = 6.0
ALTOGETHER = 6
"""A command may take this many silences altogether: a process that keeps on telling of progress ends as well."""
WAITING = 32
"""Answers kept until they are asked for; then the process has to wait."""
TURN = 0.05
_NO_CONSOLE = int(getattr(subprocess, "CREATE_NO_WINDOW", 0))
"""On Windows the process gets no window of its own."""
FROZEN_SWITCH = "--reading-room"
_Told = TypeVar("_Told")


class Ended(Refusal):
    """The reading process died, said nothing for too long, or spoke what it should not."""


class Reading:
    """One workbook being read in a process of its own. Use as a context manager; the process ends with it."""

    def __init__(self, path: Path, cancel: threading.Event | None = None) -> None:
        """Start the process; nothing is read yet."""
        self.path = path
        self.sheets: tuple[SheetOutline, ...] = ()
        self._cancel = cancel or threading.Event()
        self._patience = patience(path)
        self._until = 0.0
        self._answers: queue.Queue[Answer | Exception] = queue.Queue(WAITING)
        self._closed = threading.Event()
        self._process = self._begun()
        self._let_job_go = limits.job(self._process, limits.room_for(path))
        self._room = wire.Room(0)
        self._mouth: threading.Thread | None = None
        self._ear = threading.Thread(target=self._listen, name="reading", daemon=True)
        self._ear.start()

    def _begun(self) -> subprocess.Popen[bytes]:
        """The process."""
        return _taken()

    def __enter__(self) -> Self:
        """The reading itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """End the process."""
        self.close()

    def close(self) -> None:
        """End the process, whatever it is doing; nothing of it stays: no thread, no pipe, no child."""
        self._closed.set()
        self._process.kill()
        self._process.wait()
        for thread in (self._ear, self._mouth):
            if thread is not None:
                thread.join()
        _end(self._process)
        self._let_job_go()

    # --- what can be asked ---------------------------------------------------------------------------------------

    def read(self, password: str | None = None) -> tuple[SheetOutline, ...]:
        """Read the workbook.

        Raises:
            PasswordWanted: it has a password.
            Refusal: it is no sound workbook, is too large, ended the process, or it was cancelled.
            EnvironmentFault: it cannot be opened.
        """
        for answer in self._ask("read", self.path.absolute(), password):
            self.sheets = tuple(self._all(SheetOutline, answer[-1]))
        return self.sheets

    def begin(self, password: str | None = None) -> tuple[SheetOutline, ...]:
        """Read the first rows of a long workbook; nothing where everything is read at once.

        They can be recognised and looked at until `read` reads everything.

        Raises:
            PasswordWanted, Refusal, EnvironmentFault: as `read`.
        """
        *_, (_done, sheets) = self._ask("begin", self.path.absolute(), password)
        self.sheets = tuple(self._all(SheetOutline, sheets))
        return self.sheets

    def recognise(
        self,
        profile: Profile,
        wish: Wish | None = None,
        *,
        progress: Progress | None = None,
    ) -> list[TableRead]:
        """Recognise every table of the workbook that was read.

        Args:
            profile: whose ledgers and words.
            wish: what the clerk said beforehand.
            progress: told rows done and rows in all.

        Raises:
            Refusal: as `recognising.recognise`, or the process ended, or it was cancelled.
        """
        tables: list[TableRead] = []
        rows: list[list[RowRead]] = []
        unpacker = Unpacker()
        for answer in self._ask("recognise", profile, wish):
            match answer:
                case ("progress", int(done), int(total)):
                    if progress is not None:
                        progress(done, total)
                case ("table", TableRead() as table):
                    tables.append(table)
                    rows.append([])
                    unpacker = Unpacker()
                case ("rows", more) if rows:
                    rows[-1] += self._rows(unpacker, more)
                case (kind, *_) if kind != "done":
                    raise Ended(self._ended())
        return [replace(table, rows=tuple(own)) for table, own in zip(tables, rows, strict=True)]

    def look(self, sheet: str, first: int, last: int) -> dict[int, dict[int, SeenCell]]:
        """Rows of a sheet as they look: row → column → cell.

        Raises:
            Refusal: the process ended.
        """
        *_, (_done, seen) = self._ask("look", sheet, first, last)
        if not isinstance(seen, dict):
            raise Ended(self._ended())
        return {
            row: dict(zip(cells, self._all(SeenCell, [*cells.values()]), strict=True)) for row, cells in seen.items()
        }

    # --- the conversation ----------------------------------------------------------------------------------------

    def _ask(self, *command: object) -> Iterator[Answer]:
        """Send a command; yields its answers up to ``done``."""
        self._until = time.monotonic() + ALTOGETHER * self._patience
        self._room.left = limits.answers_for(self.path)
        mouth = threading.Thread(target=self._say, args=(command,), name="asking", daemon=True)
        mouth.start()  # before `close`, which another thread may call at any moment, can see it
        self._mouth = mouth
        if self._closed.is_set():
            mouth.join()
        while True:
            answer = self._next()
            kind = answer[0]
            if kind in KINDS:
                raise KINDS[kind](str(answer[1]))
            if kind == "bug":
                raise RuntimeError(f"reading {self.path.name}: {answer[1]}")
            yield answer
            if kind == "done":
                return

    def _next(self) -> Answer:
        until = min(time.monotonic() + self._patience, self._until)
        while True:
            if self._cancel.is_set():
                self.close()
                raise Refusal("已取消导入，没有改动任何数据。")
            if self._closed.is_set():
                raise Ended(self._ended())
            if time.monotonic() > until:
                self.close()
                raise Ended(
                    f"“{self.path.name}”读了很久没有结果，已停止读取，数据没有改动。"
                    "请删去多余的空白行列和格式，另存为 .xlsx 后再导入。"
                )
            try:
                answer = self._answers.get(timeout=TURN)
            except queue.Empty:
                continue
            if not isinstance(answer, tuple) or len(answer) < 2 or not isinstance(answer[0], str):
                raise Ended(self._ended())
            return answer

    def _rows(self, unpacker: Unpacker, told: object) -> list[RowRead]:
        try:
            return unpacker.rows(told)
        except wire.Broken as fault:
            raise Ended(self._ended()) from fault

    def _all(self, kind: type[_Told], listed: object) -> list[_Told]:
        """What an answer lists, each of one type.

        Raises:
            Refusal: it lists something else; the process has gone wrong.
        """
        if not isinstance(listed, tuple | list) or not all(isinstance(one, kind) for one in listed):
            raise Ended(self._ended())
        return list(listed)

    def _listen(self) -> None:
        """Take what the process says until it ends; when nobody asks for it, it has to wait."""
        stream = self._process.stdout
        try:
            while stream is not None and not self._closed.is_set():
                self._tell(cast("Answer", wire.take(stream, self._room)))
        except (EOFError, OSError, ValueError, MemoryError, wire.Broken) as end:
            self._tell(end)

    def _say(self, command: tuple[object, ...]) -> None:
        """Send a command; a process that does not listen keeps nobody waiting but this thread."""
        stream = self._process.stdin
        try:
            if stream is not None:
                wire.send(stream, command)
        except (OSError, ValueError) as end:
            self._tell(end)

    def _tell(self, answer: Answer | Exception) -> None:
        while not self._closed.is_set():
            with contextlib.suppress(queue.Full):
                self._answers.put(answer, timeout=TURN)
                return

    def _ended(self) -> str:
        """That the process is gone, in a sentence."""
        return (
            f"读取“{self.path.name}”的程序意外停止，没有读取，数据没有改动。"
            "这个文件可能已损坏或太大，请用 Excel 或 WPS 打开、另存为 .xlsx 后再导入。"
        )


_ready: list[subprocess.Popen[bytes]] = []
"""A process that waits for its first command, if there is one."""


def keep_ready() -> None:
    """Start a process for the next reading, so that it need not wait for one; while the clerk still picks the file."""
    if not _ready:
        with contextlib.suppress(EnvironmentFault):
            _ready.append(started())


@atexit.register
def let_go() -> None:
    """End the process that was kept ready."""
    while _ready:
        _end(_ready.pop())


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()


def _taken() -> subprocess.Popen[bytes]:
    """The process that was kept ready if it still lives, else a new one."""
    while _ready:
        process = _ready.pop()
        if process.poll() is None:
            return process
        _end(process)
    return started()


def started(*mode: str) -> subprocess.Popen[bytes]:
    """A new process.

    Raises:
        EnvironmentFault: none can be started.
    """
    try:
        return subprocess.Popen(
            [*command(), *mode],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=_NO_CONSOLE,
        )
    except OSError:
        raise EnvironmentFault(
            "读取表格的程序启动不了，可能是内存不足或被安全软件拦截，请关闭一些程序后再试。"
        ) from None


def command() -> list[str]:
    """How the reading process is started: by the program itself when it is frozen, else by its interpreter."""
    if getattr(sys, "frozen", False):
        return [sys.executable, FROZEN_SWITCH]
    return [sys.executable, "-X", "utf8", "-c", "from qbs_desktop.exchange.process.reading_room import main; main()"]


def patience(path: Path) -> float:
    """Seconds of silence after which reading a file is given up."""
    return SILENCE + PER_MEGABYTE * _megabytes(path)


def _megabytes(path: Path) -> float:
    with contextlib.suppress(OSError):
        return path.stat().st_size / 2**20
    return 0.0
