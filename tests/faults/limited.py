"""A process with bounded memory that calls functions of a test module, one after another; a dead one is replaced.

For readers that may abort, hang or eat all memory: what they do to their process is an outcome like any other.
"""

from __future__ import annotations

import pickle
import select
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.faults.processes import ROOT, environment

DIED = "died"
HUNG = "hung"
MEMORY = 512 * 2**20
_SERVE = """
import os, pickle, sys
from qbs_desktop.exchange.process import limits
function = getattr(__import__({module!r}, fromlist=["*"]), {name!r})
source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)
limits.bound({memory})
while True:
    try:
        arguments = pickle.load(source)
    except EOFError:
        break
    try:
        answer = function(*arguments)
    except BaseException as error:
        answer = (type(error).__name__, str(error))
    pickle.dump(answer, target, protocol=5)
    target.flush()
"""


class Limited:
    """Calls one function in a process of its own. Use as a context manager."""

    def __init__(self, function: Callable[..., object], seconds: float = 30.0, memory: int = MEMORY) -> None:
        self._code = _SERVE.format(module=function.__module__, name=function.__name__, memory=memory)
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self.died = self.hung = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self._end()

    def __call__(self, path: Path, *more: object) -> Any:
        """What the function returns; (name of error, words) if it raises; `DIED` or `HUNG`."""
        process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            pickle.dump((path, *more), process.stdin)
            process.stdin.flush()
            if not select.select([process.stdout], [], [], self._seconds)[0]:
                self.hung += 1
                self._end()
                return HUNG
            answer = pickle.load(process.stdout)
            if isinstance(answer, tuple) and answer[0] in ("MemoryError", "error"):
                self._end()  # what it could not let go of would trouble the next one
            return answer
        except (EOFError, OSError, pickle.UnpicklingError):
            self.died += 1
            self._end()
            return DIED

    def _start(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-c", self._code],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    try:
                        stream.close()
                    except OSError:
                        continue
