"""Reading many files (读一批来件) on two cores: this process reads them, and a limited one beside it reads others.

Files are shared out one by one from the front, so neither waits for the other and a small batch loses nothing to the
start of a process. What comes of a file does not depend on who read it.
"""

from __future__ import annotations

import os
import queue
import threading
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Self, TypeAlias

from qbs_desktop.domain import collector
from qbs_desktop.domain.errors import EnvironmentFault, Refusal
from qbs_desktop.domain.long_work import Progress
from qbs_desktop.exchange.process.apart import Ended
from qbs_desktop.exchange.process.proving import Prover
from qbs_desktop.exchange.sealed import verifying
from qbs_desktop.exchange.sealed.standing import Ring
from qbs_desktop.exchange.sealed.verifying import Compared, Verdict
from qbs_desktop.services.collating import arriving
from qbs_desktop.services.collating.arriving import Book
from qbs_desktop.services.collating.kept_readings import KeptReadings
from qbs_desktop.services.collating.reported import Vocabulary

FEW = 6
"""Files for which no process is started: they are read before its start has paid for itself (docs/adr/0036)."""
_TURN = 0.05
"""Seconds after which whoever waits for the other process looks whether the clerk stopped."""
_Found: TypeAlias = tuple[Compared | Verdict, bytes] | Refusal | EnvironmentFault


class Cancelled(Exception):
    """The clerk stopped: what was read until then is taken in."""


def read(
    files: Sequence[Path],
    words: Vocabulary,
    ring: Ring,
    passwords: Sequence[str],
    *,
    readings: KeptReadings,
    progress: Progress | None,
) -> list[Book | None]:
    """What is in each file, in the order given; None for those not read when the clerk stopped.

    What is read of whole returns goes to `readings`. `progress` is told files done and all files; it may raise
    `Cancelled`.
    """
    books: list[Book | None] = [None] * len(files)

    def tell() -> None:
        if progress is not None:
            progress(len(files) - books.count(None), len(files))

    with _Shared(files, passwords) as shared:
        try:
            while None in books:
                tell()
                told = shared.found()
                with collector.paused():  # for one book: what it is made of goes again by itself
                    if told is not None:
                        at, found = told
                        books[at] = _concluded(files[at], found, words, ring).checked(readings)
                    elif (mine := shared.next()) is not None:
                        books[mine] = arriving.read(files[mine], words, ring, passwords).checked(readings)
            tell()
        except Cancelled:
            pass
    return books


def _concluded(path: Path, found: _Found, words: Vocabulary, ring: Ring) -> Book:
    """A file that the other process read; its seal and signature are judged here."""
    if isinstance(found, Refusal | EnvironmentFault):
        return arriving.refused(path, found)
    compared, content = found
    verdict = compared if isinstance(compared, Verdict) else verifying.concluded(path, compared)
    return arriving.understood(path, verifying.weighed(verdict, ring), content, words)


class _Shared:
    """The files that nobody has read yet, and what the process beside this one found. Use as a context manager."""

    def __init__(self, files: Sequence[Path], passwords: Sequence[str]) -> None:
        self._files, self._passwords = files, passwords
        self._left = deque(range(len(files)))
        self._answers: queue.SimpleQueue[tuple[int, _Found | Exception]] = queue.SimpleQueue()
        self._cancel = threading.Event()
        self._thread: threading.Thread | None = None
        self._prover: Prover | None = None

    def __enter__(self) -> Self:
        if len(self._files) > FEW and (os.cpu_count() or 1) > 1:
            self._thread = threading.Thread(target=self._run, name="proving", daemon=True)
            self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._cancel.set()
        if self._thread is not None:
            self._thread.join()

    def next(self) -> int | None:
        """The next file to be read here."""
        try:
            return self._left.popleft()
        except IndexError:
            return None

    def found(self) -> tuple[int, _Found] | None:
        """What the other process found in a file, if it has read one; waits a little when all are given out."""
        try:
            at, found = self._answers.get(block=not self._left, timeout=_TURN)
        except queue.Empty:
            return None
        if not isinstance(found, tuple | Refusal | EnvironmentFault):
            raise found
        return at, found

    # --- on the thread that speaks with the process -----------------------------------------------------------------

    def _run(self) -> None:
        at: int | None = None
        try:
            self._prover = self._started()
            while not self._cancel.is_set() and (at := self.next()) is not None:
                self._answers.put((at, self._prove(self._files[at])))
        except (EnvironmentFault, Ended):  # none can be started: everything is read by the process that this one is
            if at is not None:
                self._left.appendleft(at)
        except Exception as bug:  # noqa: BLE001 - raised again where the clerk's command runs
            self._answers.put((-1, bug))
        finally:
            if self._prover is not None:
                self._prover.close()

    def _started(self) -> Prover:
        prover = Prover(max(self._files, key=_size), self._cancel)
        prover.wait()
        return prover

    def _prove(self, path: Path) -> _Found:
        """What is in a file; a process that ends is followed by another, which tries once more.

        Raises:
            EnvironmentFault, Ended: no other can be started.
        """
        for _attempt in range(2):
            if self._prover is None:
                self._prover = self._started()
            try:
                return self._prover.prove(path, self._passwords)
            except Ended:
                self._prover.close()
                self._prover = None
            except (Refusal, EnvironmentFault) as problem:
                return problem
        return EnvironmentFault(
            f"读取“{path.name}”的程序两次意外停止，没有接收，其余的照常接收。"
            "这个文件可能已损坏或太大，请单独再接收一次，或向填报单位重新索取。"
        )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
