"""Bounds on a process that reads foreign files (资源限制): memory, and that it ends with the program."""

from __future__ import annotations

import contextlib
import os
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

MEGABYTE = 2**20
BASE = 512 * MEGABYTE
"""Address space for the interpreter, its libraries and a small workbook."""
MOST = 3072 * MEGABYTE
SMALL = MEGABYTE
PER_BYTE = 120
"""Address space per byte of a workbook beyond a small one. A list of 100 000 rows x 20 in 13 MB takes 0.8 of 2 GB;
one that is packed tighter, because its numbers repeat, needs as much in fewer bytes."""
ANSWERS = 64 * MEGABYTE
ANSWERS_PER_BYTE = 40
"""Bytes of answers per byte of a workbook; a list of a hundred thousand rows needs about ten."""


def room_for(path: Path) -> int:
    """How much address space reading a file may take, in bytes."""
    with contextlib.suppress(OSError):
        return min(MOST, BASE + PER_BYTE * max(0, path.stat().st_size - SMALL))
    return BASE


def answers_for(path: Path) -> int:
    """How many bytes a process may answer in all while it reads a file."""
    with contextlib.suppress(OSError):
        return ANSWERS + ANSWERS_PER_BYTE * path.stat().st_size
    return ANSWERS


def bound(size: int) -> None:
    """Bound this process's memory; asking for more then fails there, and nowhere else.

    POSIX only; on Windows the parent puts the process into a job with the same bound (`job`).
    """
    if os.name == "nt":
        return
    import resource

    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (size if hard == resource.RLIM_INFINITY else min(size, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def job(process: subprocess.Popen[bytes], size: int) -> Callable[[], object]:
    """On Windows, put a process into a job that bounds its memory and ends with this program.

    Returns what lets the job go, once the process has ended; it may be called again.
    """
    if os.name != "nt":
        return _nothing
    return _windows_job(process, size)


def _nothing() -> None:
    """There is no job to let go."""


def _windows_job(
    process: subprocess.Popen[bytes], size: int
) -> Callable[[], object]:  # pragma: no cover - Windows only
    import ctypes
    from ctypes import wintypes

    class Basic(ctypes.Structure):
        _fields_ = (
            ("per_process_time", ctypes.c_int64),
            ("per_job_time", ctypes.c_int64),
            ("flags", wintypes.DWORD),
            ("least_set", ctypes.c_size_t),
            ("most_set", ctypes.c_size_t),
            ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        )

    class Extended(ctypes.Structure):
        _fields_ = (
            ("basic", Basic),
            ("counters", ctypes.c_uint64 * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process", ctypes.c_size_t),
            ("peak_job", ctypes.c_size_t),
        )

    kill_on_close, process_memory, extended_information = 0x2000, 0x0100, 9
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
    kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    handle = kernel.CreateJobObjectW(None, None)
    wanted = Extended()
    wanted.basic.flags = kill_on_close | process_memory
    wanted.process_memory = size
    kernel.SetInformationJobObject(handle, extended_information, ctypes.byref(wanted), ctypes.sizeof(wanted))
    kernel.AssignProcessToJobObject(handle, int(getattr(process, "_handle", 0)))
    return weakref.finalize(process, kernel.CloseHandle, handle)
