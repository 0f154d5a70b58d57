"""A data file from a share, a stick or a synchronised folder, copied to this computer's own disk (复制到本机).

The original is left as it is. Whoever clicks it again later is led to the copy, where the work has gone on.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from qbs_desktop.db import backup, driver
from qbs_desktop.domain.errors import EnvironmentFault
from qbs_desktop.services.safety.safe_places import own_folder, require_safe


@dataclass(frozen=True, slots=True)
class Brought:
    """The local file that stands for one elsewhere; `made` is False where it was there already and has gone on."""

    path: Path
    made: bool


def bring_home(path: Path, folder: Path | None = None) -> Brought:
    """Make a verified copy of a data file on this computer's disk, unless one holds all of it already.

    What a crash left in the log beside the original is taken along and folded into the copy.

    Raises:
        EnvironmentFault: this computer has no such place, the original is being written, or the copy did not verify.
        DamagedFile: the original does not verify.
        Refusal: it is no data file.
    """
    folder = folder or own_folder()
    require_safe(folder / path.name)
    driver.require_ours(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".qbs-", dir=folder) as draft:
            return _brought(path, folder, Path(draft))
    except OSError as error:
        raise EnvironmentFault(
            f"“{path.name}”没有复制到“{folder}”：{error.strerror}。请检查网络、权限和磁盘空间后再试。"
        ) from error


def _brought(path: Path, folder: Path, draft: Path) -> Brought:
    copy = _copied(path, draft)
    content = backup.content(copy)
    number = 1
    while (target := folder / _numbered(path, number)).exists():
        if backup.holds(target, content.head):
            return Brought(target, made=False)
        number += 1
    driver.to_disk(copy)
    copy.rename(target)
    driver.to_disk(folder)
    return Brought(target, made=True)


def _copied(path: Path, draft: Path) -> Path:
    """The file and its log as they are, folded into one; refused if somebody wrote to them meanwhile."""
    copy = draft / path.name
    log = path.with_name(path.name + "-wal")
    before = _state(path), _state(log)
    shutil.copyfile(path, copy)
    if log.exists():
        shutil.copyfile(log, copy.with_name(log.name))
    if (_state(path), _state(log)) != before:
        raise EnvironmentFault(f"“{path.name}”正在别处被修改，没有复制。请先在那边关闭它，再试一次。")
    if log.exists():
        backup.fold(copy)
    return copy


def _state(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns


def _numbered(path: Path, number: int) -> str:
    return path.name if number == 1 else f"{path.stem}（{number}）{path.suffix}"
