"""Backups (备份): verified copies of the data file beside it and, if there is one, in a second place; restoring them.

A backup is named after what it holds (number and hash of its newest operation), so order and age never depend on a
clock that somebody set. Only what was read back whole gets such a name. Restoring always makes a new file: neither the
open file nor the backup is touched.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from qbs_desktop import paths
from qbs_desktop.db import backup, filled, history, queries
from qbs_desktop.db.driver import Connection
from qbs_desktop.domain.errors import EnvironmentFault, QbsError, Refusal
from qbs_desktop.services import profiles
from qbs_desktop.services.workspace import Workspace

FOLDER = ".备份"
"""Ending of the folder beside a data file: ``荷塘区.qbs`` → ``荷塘区.备份``."""
EXTENSION = ".qbsbak"
EVERY = 30 * 60.0
"""Seconds after which an edit is in a backup."""
_NAME = re.compile(r"(\d{8,})-([0-9A-F]{8})-(\d{8}-\d{6})" + re.escape(EXTENSION))

RECENT, DAYS, MONTHS = 48, 30, 24
"""How many are kept: the newest, then the last of each of so many days, the last of each of so many months."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One verified backup.

    Attributes:
        path: the file.
        operation: number of the newest operation in it.
        mark: first eight digits of that operation's hash.
        at: when it was made, by the computer's clock (local time).
        size: bytes.
    """

    path: Path
    operation: int
    mark: str
    at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class Made:
    """What came of backing up: the backup (None: nothing new to keep) and what the clerk should know."""

    backup: Backup | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a backup holds, before it is restored.

    Attributes:
        unit: 填报单位.
        lists: label and number of records of each list.
        period: the newest month with figures, in words; empty if there is none.
        figures: how many figures that month has.
        last: title and time of its newest operation.
        later: how many operations the open file has made since; None if the backup is of another file.
    """

    unit: str
    year: int
    lists: tuple[tuple[str, int], ...]
    period: str
    figures: int
    last: tuple[str, str]
    later: int | None = None


# --- where they are ----------------------------------------------------------------------------------------------


def folder_of(path: Path) -> Path:
    """The folder in which the backups of a data file stand."""
    return path.with_name(path.stem + FOLDER)


def listing(path: Path, second: Path | None = None) -> list[Backup]:
    """The backups of a data file, newest content first; one that stands in both places is listed once."""
    found: dict[str, Backup] = {}
    for folder in _places(path, second):
        for one in _in(folder):
            found.setdefault(one.path.name, one)
    return sorted(found.values(), key=_age, reverse=True)


def last(path: Path) -> Backup | None:
    """The newest backup beside a data file."""
    return next(iter(listing(path)), None)


def _places(path: Path, second: Path | None) -> list[Path]:
    return [folder_of(path), *([second / folder_of(path).name] if second is not None else [])]


def _in(folder: Path) -> list[Backup]:
    try:
        entries = list(folder.iterdir())
    except OSError:
        return []
    return [one for entry in entries if (one := _backup(entry)) is not None]


def _backup(path: Path) -> Backup | None:
    parts = _NAME.fullmatch(path.name)
    if parts is None:
        return None
    try:
        return Backup(
            path,
            int(parts[1]),
            parts[2],
            datetime.strptime(parts[3], "%Y%m%d-%H%M%S").astimezone(),
            path.stat().st_size,
        )
    except (OSError, ValueError):
        return None


def _age(one: Backup) -> tuple[int, str]:
    """Order of backups by what they hold; the name decides between two of the same operation."""
    return one.operation, one.path.name


# --- making ------------------------------------------------------------------------------------------------------


def make(workspace: Workspace, *, second: Path | None = None, thin_out: bool = True) -> Made:
    """Back the open file up, unless its newest backup holds the same; then thin out older ones.

    The first place is beside the file. A second place that is not there or not writable is told, not raised: the
    first backup stands.

    Raises:
        EnvironmentFault: no verified backup could be made.
    """
    folder = folder_of(workspace.path)
    connection = workspace.store.reading()
    try:
        newest = last(workspace.path)
        head = workspace.store.ask(connection, history.head)
        made = None if newest is not None and newest.mark == _mark(head) else _made(workspace, connection, folder)
    finally:
        connection.close()
    notes = _copied(newest if made is None else made, workspace.path, second)
    if thin_out:
        thin(folder)
        if second is not None:
            thin(second / folder.name)
    return Made(made, tuple(notes))


def _made(workspace: Workspace, connection: Connection, folder: Path) -> Backup:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise EnvironmentFault(f"不能建立备份文件夹“{folder}”（{error.strerror}），没有备份。") from None
    _sweep(folder)
    draft = folder / f"未完成{EXTENSION}"
    content = backup.copy_verified(connection, workspace.path, draft)
    now = datetime.now().astimezone()
    path = folder / f"{content.operation:08d}-{_mark(content.head)}-{now:%Y%m%d-%H%M%S}{EXTENSION}"
    try:
        draft.replace(path)
    except OSError as error:
        raise EnvironmentFault(f"备份不能改名（{error.strerror}），没有备份。") from None
    return Backup(path, content.operation, _mark(content.head), now, path.stat().st_size)


def _mark(head: str) -> str:
    return head[:8].upper()


def _copied(newest: Backup | None, path: Path, second: Path | None) -> list[str]:
    """Put the newest backup into the second place as well."""
    if second is None or newest is None:
        return []
    folder = second / folder_of(path).name
    target = folder / newest.path.name
    try:
        if target.exists():  # asking alone fails where a share wants another password
            return []
        folder.mkdir(exist_ok=True)
        _sweep(folder)
        backup.copy_file(newest.path, target)
    except OSError as error:
        return [f"第二备份位置“{second}”不能写入（{error.strerror}），本机备份已经做好。请插好移动硬盘或另选位置。"]
    except EnvironmentFault as fault:
        return [f"{fault}本机备份已经做好。"]
    return []


def _sweep(folder: Path) -> None:
    """Take away what an interrupted backup left."""
    for entry in folder.glob("*.part*"):
        with contextlib.suppress(OSError):
            entry.unlink()


class Keeper:
    """Looks after the backups of one open file: before much is done at once, after half an hour of edits, at the end.

    What goes wrong is kept in `trouble` for whoever shows it; work is never held up by a backup that failed.
    """

    def __init__(self, workspace: Workspace, second: Callable[[], Path | None] = lambda: None) -> None:
        """Begin to look after a file."""
        self._workspace, self._second = workspace, second
        self._edited_since: float | None = None
        self._keeping = threading.Lock()
        self.trouble: tuple[str, ...] = ()
        workspace.safeguard = self.keep

    def edited(self, now: float) -> None:
        """Note an edit at a moment of a steady clock (s)."""
        if self._edited_since is None:
            self._edited_since = now

    def due(self, now: float) -> bool:
        """Whether the oldest edit that is in no backup has waited for half an hour."""
        return self._edited_since is not None and now - self._edited_since >= EVERY

    @property
    def wanted(self) -> bool:
        """Whether there is an edit that is in no backup."""
        return self._edited_since is not None

    def keep(self) -> Made:
        """Back the file up now; one backup at a time. An edit that comes meanwhile waits for the next one."""
        with self._keeping:
            since, self._edited_since = self._edited_since, None
            try:
                made = make(self._workspace, second=self._second())
            except EnvironmentFault as fault:
                made = Made(None, (str(fault),))
                self._edited_since = since if since is not None else self._edited_since
            self.trouble = made.notes
            return made


# --- thinning out ------------------------------------------------------------------------------------------------


def thin(folder: Path) -> int:
    """Delete the backups that the policy does not keep; returns how many went. What cannot be deleted stays."""
    gone = 0
    for one in surplus(_in(folder)):
        with contextlib.suppress(OSError):
            one.path.unlink()
            gone += 1
    return gone


def surplus(backups: Iterable[Backup]) -> list[Backup]:
    """The backups that the policy does not keep. The newest by content is always kept, whatever the clock said."""
    newest_first = sorted(backups, key=_age, reverse=True)
    kept = {one.path for one in newest_first[:RECENT]}
    for form, most in (("%Y-%m-%d", DAYS), ("%Y-%m", MONTHS)):
        latest: dict[str, Backup] = {}
        for one in newest_first:
            latest.setdefault(one.at.strftime(form), one)
        kept |= {one.path for one in list(latest.values())[:most]}
    return [one for one in newest_first if one.path not in kept]


# --- looking and restoring ---------------------------------------------------------------------------------------


def preview(path: Path, workspace: Workspace | None = None) -> Preview:
    """What a backup holds; with an open file also how far that has gone on since.

    Raises:
        DamagedFile: it does not verify.
        Refusal: it is no backup of this program.
    """
    content, found = backup.look(path, _summary)
    if workspace is None:
        return found
    return replace(found, later=workspace.read(lambda connection: history.later_than(connection, content.head)))


def _summary(connection: Connection) -> Preview:
    facts = queries.meta(connection)
    ledgers = profiles.from_json(facts["profile"]).ledgers()
    months = [one for one in filled.periods(connection) if one.is_month]
    newest = max(months, default=None)
    figures = sum(queries.figure_count(connection, one.id, newest) for one in ledgers) if newest is not None else 0
    last_one = history.operations(connection, newest=1)[0]
    return Preview(
        facts.get("unit_name", ""),
        int(facts["year"]),
        tuple((one.label, len(queries.names(connection, one.id))) for one in ledgers),
        newest.label() if newest is not None else "",
        figures,
        (last_one.title, last_one.at),
    )


def restore(path: Path, target: Path) -> Path:
    """Make a new data file from a backup; both the backup and every other file stay as they are.

    Raises:
        Refusal: there is a file of that name, or the backup is none.
        DamagedFile: the backup does not verify.
        EnvironmentFault: the new file cannot be written.
    """
    if target.suffix != paths.EXTENSION:
        target = target.with_name(target.name + paths.EXTENSION)
    if target.exists() or target.is_symlink():
        raise Refusal(f"“{target.name}”已经存在，没有覆盖。请换一个文件名。")
    wanted = backup.content(path)
    backup.copy_file(path, target)
    try:
        if backup.content(target) != wanted:
            raise EnvironmentFault(f"恢复出的“{target.name}”与备份不一致，已删除。请检查磁盘。")
        Workspace.open_file(target).close()  # in the way every data file is kept, brought up to this version
    except QbsError:
        target.unlink(missing_ok=True)
        raise
    return target


def offered_name(path: Path, one: Backup) -> str:
    """A name for the file restored from a backup of `path`: ``荷塘区.恢复-20261126-0815.qbs``."""
    return f"{path.stem}.恢复-{one.at:%Y%m%d-%H%M}{paths.EXTENSION}"
