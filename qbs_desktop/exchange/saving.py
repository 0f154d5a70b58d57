"""Saving bytes as a file so that the old file or the new one is whole, whatever happens (E1, E2, E4).

Written beside the target, forced to disk, checked by the caller, then put in place in one step.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import TypeAlias

from qbs_desktop.domain.errors import EnvironmentFault

SUFFIX = ".qbs-tmp"
RETRY_FOR = 3.0
"""Seconds for which a file that is open in WPS or Excel, or held by a virus scanner, is tried again."""
LEFT_OVER_AFTER = 120.0
"""Seconds after which a temporary file belongs to nobody any more."""

Placing: TypeAlias = Callable[[], Path]
"""Puts a prepared file in its place and says where it really is."""

_counter = count(1)
NAME_BYTES = 160
"""Room for a name within the 255 bytes of most disks, with what else is put behind it."""
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def file_name(text: str) -> str:
    """A text that every file system takes as a name: forbidden signs become _, at most 80 characters or 160 bytes."""
    bare = _FORBIDDEN.sub("_", text).strip(" .")[:80]
    return bare.encode(errors="replace")[:NAME_BYTES].decode(errors="ignore") or "未命名"


def save(path: Path, content: bytes, check: Callable[[Path], None]) -> Path:
    """Save a file; returns where it really is.

    Args:
        path: where it should be; a file there is replaced.
        content: what to write.
        check: reads the written file back and raises if it is not what was meant.

    Raises:
        EnvironmentFault: no room, no right to write, no such folder. A file that was there is untouched.
    """
    with prepared(path, content, check) as place:
        return place()


@contextlib.contextmanager
def prepared(path: Path, content: bytes, check: Callable[[Path], None]) -> Iterator[Placing]:
    """Write and check a file beside its place; calling what is given puts it there and says where it really is.

    For what has to happen between: nothing that can fail for want of room or rights comes after it.

    Raises:
        EnvironmentFault: as `save`.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path.parent)
        draft = path.with_name(f".{path.stem[:40]}.{os.getpid()}.{next(_counter)}{SUFFIX}")
        try:
            _write(draft, content)
            check(draft)
            yield partial(_place, draft, path)
        finally:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)
    except OSError as fault:
        raise explained(fault, path) from fault


def _write(draft: Path, content: bytes) -> None:
    with draft.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _place(draft: Path, path: Path) -> Path:
    for target in _names(path):
        if _replaced(draft, target):
            _sync_folder(path.parent)
            return target
    raise EnvironmentFault(f"“{path.name}”和它的副本都被其他程序占用，没有保存。请关闭 Excel、WPS 后再导出。")


def _names(path: Path) -> list[Path]:
    """The name itself, then 名称(2) to 名称(9), of which a taken one is left alone."""
    others = [path.with_name(f"{path.stem}({number}){path.suffix}") for number in range(2, 10)]
    return [path, *(other for other in others if not other.exists())]


def _replaced(draft: Path, target: Path) -> bool:
    """Put the draft in place, trying for a while if the target is held by another program."""
    deadline = time.monotonic() + RETRY_FOR
    wait = 0.05
    while True:
        try:
            draft.replace(target)
        except PermissionError:
            if time.monotonic() + wait > deadline:
                return False
            time.sleep(wait)
            wait = min(wait * 2, 0.5)
        else:
            return True


def _sync_folder(folder: Path) -> None:
    """Make the new name durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sweep(folder: Path) -> int:
    """Remove temporary files that a killed program left; returns how many."""
    removed = 0
    for left in folder.glob(f".*{SUFFIX}"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > LEFT_OVER_AFTER:
                left.unlink()
                removed += 1
    return removed


def explained(fault: OSError, path: Path) -> EnvironmentFault:
    """The fault in words for the clerk."""
    folder = path.parent
    match fault.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return EnvironmentFault(
                f"磁盘空间不足，“{path.name}”没有保存，原来的文件没有动。请清理“{folder}”所在磁盘后再导出。"
            )
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return EnvironmentFault(f"“{folder}”不能写入，“{path.name}”没有保存。请换一个文件夹（如“文档”）再导出。")
        case errno.ENAMETOOLONG:
            return EnvironmentFault(f"文件路径太长，“{path.name}”没有保存。请选一个层次较浅的文件夹再导出。")
        case errno.ENOTDIR | errno.EEXIST:
            return EnvironmentFault(f"“{folder}”不是文件夹，“{path.name}”没有保存。请换一个文件夹再导出。")
        case _:
            return EnvironmentFault(f"“{path.name}”没有保存：{reason(fault)}。请换一个文件夹或 U 盘再试。")


_REASONS = {
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘配额已满",
    errno.EROFS: "磁盘是只读的",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENAMETOOLONG: "名称太长",
    errno.ENOENT: "文件夹不存在",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EISDIR: "那里是一个文件夹",
    errno.EEXIST: "那里已有同名的文件",
    errno.ELOOP: "链接互相指向",
    errno.EIO: "磁盘读写出错",
}


def reason(fault: OSError) -> str:
    """Why the file system refused, in a few Chinese words."""
    return _REASONS.get(fault.errno or 0, fault.strerror or str(fault))
