"""Attachments (附件): approvals, contracts, photographs kept with a record inside the data file.

The audit trail keeps name, size and SHA-256; the bytes are stored once per content beside it, and stay after an
attachment was removed, so that undo can bring it back, until somebody compacts them (docs/adr/0011).
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from qbs_desktop.db import queries
from qbs_desktop.db.driver import Connection
from qbs_desktop.db.edit import Edit
from qbs_desktop.db.queries import Attachment
from qbs_desktop.db.store import now
from qbs_desktop.domain.errors import DamagedFile, EnvironmentFault, QbsError, Refusal
from qbs_desktop.domain.long_work import Progress, StopAsked
from qbs_desktop.services.lists.listing import record_of
from qbs_desktop.services.workspace import Workspace

__all__ = [
    "Added",
    "Attachment",
    "add",
    "add_all",
    "compact",
    "damaged",
    "kept_size",
    "list_of",
    "loose_size",
    "read",
    "remove",
    "save_as",
    "size_text",
    "viewing_copy",
]

MEGABYTE = 1024 * 1024
ONE_LIMIT = 20 * MEGABYTE
FILE_LIMIT = 200 * MEGABYTE
PROGRAMS = frozenset(
    f".{ending}"
    for ending in (
        *("bat", "cmd", "com", "cpl", "dll", "exe", "hta", "jar", "js", "jse", "lnk", "msi"),
        *("ps1", "py", "reg", "scr", "sh", "url", "vbe", "vbs", "wsf"),
    )
)
"""Endings of files that the system would run instead of show."""
_NO_FILE_NAME = re.compile(r'[\x00-\x1f<>:"/\\|?*]')


@dataclass(frozen=True, slots=True)
class Added:
    """What became of several files: those kept, and a sentence for each that was not."""

    made: tuple[Attachment, ...]
    refused: tuple[str, ...]


def list_of(workspace: Workspace, record_id: int | None = None) -> list[Attachment]:
    """The attachments of one record, or of all."""
    return workspace.read(lambda connection: queries.attachments(connection, record_id))


def add(workspace: Workspace, record_id: int, path: Path) -> Attachment:
    """Keep a copy of a file with a record; one undoable operation. The file itself is not touched.

    A name the record already has gets a number: 合同（2）.pdf. The same content under the same name is not added twice.

    Raises:
        Refusal: empty or too large, the data file has no room for it, or the record is gone.
        EnvironmentFault: the file cannot be read.
    """
    record = record_of(workspace, record_id)
    content = _content(path)
    sha256 = hashlib.sha256(content).hexdigest()
    own = {one.name: one for one in list_of(workspace, record_id)}
    same = next((one for one in own.values() if one.sha256 == sha256 and one.name == path.name), None)
    if same is not None:
        return same
    _require_room(workspace, path.name, sha256, len(content))
    name, at = _free_name(path.name, own.keys()), now()
    workspace.run(f"添加附件：{record.name} {name}", lambda edit: edit.attach(record_id, name, content, at))
    return Attachment(record_id, name, len(content), sha256, at)


def add_all(
    workspace: Workspace,
    record_id: int,
    paths: Sequence[Path],
    progress: Progress | None = None,
    cancelled: StopAsked | None = None,
) -> Added:
    """Keep several files, each its own undo step; one that is refused does not keep the others out."""
    made: list[Attachment] = []
    refused: list[str] = []
    for number, path in enumerate(paths, 1):
        if cancelled is not None and cancelled():
            break
        try:
            made.append(add(workspace, record_id, path))
        except QbsError as error:
            refused.append(str(error))
        if progress is not None:
            progress(number, len(paths))
    return Added(tuple(made), tuple(refused))


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > ONE_LIMIT:
            limit = f"单个附件不能超过 {size_text(ONE_LIMIT)}"
            raise Refusal(f"“{path.name}”有 {size_text(size)}，{limit}。请压缩或拆分后再添加。")
        content = path.read_bytes()
    except OSError as error:
        raise EnvironmentFault(f"打不开“{path.name}”：{error.strerror}。请检查文件是否还在、是否有权限。") from None
    if not content:
        raise Refusal(f"“{path.name}”是空文件，没有添加。")
    return content


def _require_room(workspace: Workspace, name: str, sha256: str, size: int) -> None:
    kept = workspace.read(queries.attached_sizes)
    total = sum(kept.values())
    if sha256 in kept or total + size <= FILE_LIMIT:
        return
    loose = loose_size(workspace)
    how = "可以先整理附件，清除其中已删除的 " + size_text(loose) if loose else "请删除不需要的附件，再整理附件"
    raise Refusal(
        f"这个数据文件的附件已有 {size_text(total)}，加上“{name}”（{size_text(size)}）"
        f"会超过 {size_text(FILE_LIMIT)} 的上限，没有添加。{how}。"
    )


def size_text(size: int) -> str:
    """A size as people read it, rounded up: 0.1 MB, 20 MB; below a tenth in KB."""
    if size < MEGABYTE // 10:
        return f"{-(-size // 1024)} KB"
    tenths = -(-size * 10 // MEGABYTE)
    return f"{tenths // 10}.{tenths % 10} MB" if tenths % 10 else f"{tenths // 10} MB"


def _free_name(name: str, taken: Collection[str]) -> str:
    stem, suffix = PurePath(name).stem, PurePath(name).suffix
    number = 1
    while name in taken:
        number += 1
        name = f"{stem}（{number}）{suffix}"
    return name


def remove(workspace: Workspace, record_id: int, name: str) -> None:
    """Take an attachment off a record; one undoable operation.

    Raises:
        Refusal: it is not there.
    """
    _found(workspace, record_id, name)
    record = record_of(workspace, record_id)
    workspace.run(f"删除附件：{record.name} {name}", lambda edit: edit.detach(record_id, name))


def _found(workspace: Workspace, record_id: int, name: str) -> Attachment:
    found = next((one for one in list_of(workspace, record_id) if one.name == name), None)
    if found is None:
        raise Refusal(f"附件“{name}”已经不在，请刷新后再试。")
    return found


def read(workspace: Workspace, record_id: int, name: str) -> bytes:
    """The bytes of an attachment, proven by their hash.

    Raises:
        Refusal: it is not there.
        DamagedFile: the bytes are not those that were added.
    """
    one = _found(workspace, record_id, name)
    content = workspace.read(lambda connection: queries.attached_bytes(connection, one.sha256))
    if content is None or hashlib.sha256(content).hexdigest() != one.sha256:
        raise DamagedFile(f"附件“{name}”的内容与添加时不一致，没有取出。请从备份恢复数据文件。")
    return content


def save_as(workspace: Workspace, record_id: int, name: str, target: Path) -> Path:
    """Write an attachment to a file; an older file of that name is replaced only once the new one is whole.

    Raises:
        Refusal: it is not there.
        DamagedFile: the bytes are not those that were added.
        EnvironmentFault: it cannot be written there; an older file is untouched.
    """
    content = read(workspace, record_id, name)
    try:
        handle, draft = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(draft).replace(target)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise EnvironmentFault(
            f"“{target.name}”没有存成：{error.strerror}。请换一个位置，或关闭正在打开它的程序。"
        ) from None
    return target


def viewing_copy(workspace: Workspace, record_id: int, name: str, folder: Path) -> Path:
    """A write-protected copy in a private folder, for the system to show: what is changed there changes no attachment.

    Raises:
        Refusal: it is not there, or it is a program, which must not start by a slip of the mouse.
        DamagedFile: the bytes are not those that were added.
        EnvironmentFault: there is no room for the copy.
    """
    if PurePath(name).suffix.lower() in PROGRAMS:
        raise Refusal(f"“{name}”是可以运行的程序，不直接打开。确有需要请用“另存为”存出来，检查后再运行。")
    one = _found(workspace, record_id, name)
    own = folder / one.sha256[:16]
    try:
        own.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = own / (_NO_FILE_NAME.sub("_", name).strip(". ") or "附件")
        if not target.exists():
            save_as(workspace, record_id, name, target)
            target.chmod(stat.S_IRUSR)
    except OSError as error:
        raise EnvironmentFault(f"“{name}”打不开：{error.strerror}。请检查磁盘空间，或用“另存为”存到别处。") from None
    return target


# --- room --------------------------------------------------------------------------------------------------------


def kept_size(workspace: Workspace) -> int:
    """Bytes of all attachments kept in the file, those that only undo still needs included."""
    return sum(workspace.read(queries.attached_sizes).values())


def loose_size(workspace: Workspace) -> int:
    """Bytes that only undo still needs: what `compact` would free."""

    def ask(connection: Connection) -> int:
        named = {one.sha256 for one in queries.attachments(connection)}
        return sum(size for sha256, size in queries.attached_sizes(connection).items() if sha256 not in named)

    return workspace.read(ask)


def compact(workspace: Workspace) -> int:
    """Clear the bytes of removed attachments; undo cannot bring those back any more. Returns the bytes freed.

    The history notes it, and what is needed by a record is never cleared.
    """
    size = loose_size(workspace)
    if not size:
        return 0

    def action(edit: Edit) -> int:
        edit.set_meta("attachments_compacted", f"{now()} {size}")
        return edit.drop_loose_bytes()

    return workspace.run(f"整理附件：清除 {size_text(size)}", action, undoable=False)


def damaged(workspace: Workspace) -> list[Attachment]:
    """Attachments whose bytes are missing or changed; empty when all is well. Reads every attachment."""

    def ask(connection: Connection) -> list[Attachment]:
        wrong = []
        for one in queries.attachments(connection):
            content = queries.attached_bytes(connection, one.sha256)
            if content is None or hashlib.sha256(content).hexdigest() != one.sha256:
                wrong.append(one)
        return wrong

    return workspace.read(ask)
