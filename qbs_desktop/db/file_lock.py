"""The lock of an open data file (占用锁), beside it, and a note of who holds it and what was acknowledged last."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import sys
from pathlib import Path

from filelock import FileLock, Timeout

from qbs_desktop.domain.errors import EnvironmentFault, Refusal


def lock_path(path: Path) -> Path:
    """The lock beside a data file, the same by whatever link the file is reached."""
    real = path.resolve()
    return real.with_name(f".{real.name}.lock")


def take(path: Path) -> FileLock:
    """Take the lock or say who has it.

    Raises:
        Refusal: another window has the file open.
        EnvironmentFault: the folder cannot be written or knows no locks.
    """
    lock = FileLock(lock_path(path), timeout=0, thread_local=False)  # may be given up on another thread
    try:
        lock.acquire()
    except Timeout:
        raise Refusal(
            f"“{path.name}”已在另一个窗口打开{_words(note(path))}。请在那个窗口里操作，或先把它关闭。"
        ) from None
    except (OSError, NotImplementedError) as error:  # the latter: a file system that knows no locks
        why = getattr(error, "strerror", None) or "这个磁盘不支持文件锁"
        raise EnvironmentFault(
            f"“{path.name}”所在文件夹不能写入（{why}），请把文件复制到可写的文件夹再打开。"
        ) from None
    with contextlib.suppress(OSError):
        note(path).write_bytes(held(who(), 0))
    return lock


def held(who: tuple[str, str], operation: int) -> bytes:
    """Who holds the file and the last acknowledged operation (0 for none yet), always of one length."""
    text = json.dumps({"user": who[0], "machine": who[1], "pid": os.getpid(), "operation": operation})
    return (text + " " * (20 - len(str(operation)))).encode()


def promised(path: Path) -> int:
    """The last operation acknowledged by a program that did not get to close the file."""
    try:
        return int(json.loads(note(path).read_text(encoding="utf-8"))["operation"] or 0)
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def note(path: Path) -> Path:
    """Where the holder of a data file is noted."""
    return lock_path(path).with_suffix(".holder")


def give_up(lock: FileLock, path: Path) -> None:
    """Give the lock up and take the note away."""
    with contextlib.suppress(OSError):
        note(path).unlink()
    lock.release()


def _words(left: Path) -> str:
    try:
        holder = json.loads(left.read_text(encoding="utf-8"))
        return f"（{holder['user']}@{holder['machine']}）"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def who() -> tuple[str, str]:
    """User and machine of this program, as kept in the audit trail."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # which one depends on the system and the Python version
        user = "未知用户"
    return user, _machine()


def _machine() -> str:
    if sys.platform == "win32":
        import platform

        return platform.node()
    return os.uname().nodename
