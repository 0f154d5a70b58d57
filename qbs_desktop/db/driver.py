"""Connections to a `.qbs` file, all made here, all proven to have the settings on which durability rests.

The driver is sqlcipher3 (SQLite 3.53, per-page HMAC). Every file is keyed from the start with the program's open
key: the key is not a secret, it makes every page carry a checksum, so that damage is found (docs/adr/0002). The salt
in the file's first 16 bytes begins with ``QBS1``, which tells our files from others before any key is tried.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from qbs_desktop.domain.errors import DamagedFile, EnvironmentFault, Refusal

MAGIC = b"QBS1"
APPLICATION_ID = 0x51425331
"""``QBS1`` in SQLite's header field."""

LOWEST_ENGINE = (3, 51, 3)
"""First SQLite release without the WAL-reset corruption (sqlite.org/wal.html)."""

OPEN_KEY = hashlib.sha256(b"qbs-desktop open file key, version 1").hexdigest()
BUSY_MILLISECONDS = 5000
MMAP_BYTES = 0
CACHE_KIBIBYTES = 65_536
"""Pages kept decrypted, as far as there are any: with the usual 2 MB, every question over a city's figures decrypted
and proved all of them anew. A county's file fits in anyway."""

Connection = Any
"""A DB-API connection of the driver (the package carries no types)."""


def connect(path: Path, *, create: bool = False, readonly: bool = False, finished: bool = False) -> Connection:
    """Open one connection with the required settings, asserted.

    `finished`: read a file that nobody writes any more (a backup), without the log's helper files beside it.

    Raises:
        EnvironmentFault: missing, unreadable or read-only place, or an engine that is too old.
        Refusal: the file is not a data file of this program.
        DamagedFile: its first page fails its checksum.
    """
    if driver.sqlite_version_info < LOWEST_ENGINE:
        raise EnvironmentFault(
            f"数据库引擎版本 {driver.sqlite_version} 太旧（需 3.51.3 以上，旧版可能损坏数据），请重新安装本程序。"
        )
    if not create:
        require_ours(path)
    readonly = readonly or finished
    mode = "ro" if readonly else "rwc" if create else "rw"
    unchanging = finished or (readonly and _unchanging(path))
    if unchanging:
        mode += "&immutable=1"
    connection: Connection = None
    try:
        connection = driver.connect(
            f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
        )
        _configure(connection, create=create, readonly=readonly)
        assert_settings(connection, unchanging=unchanging)
    except BaseException as error:
        if connection is not None:
            connection.close()
        if isinstance(error, driver.Error):
            raise explain(error, path) from error
        raise
    return connection


def _unchanging(path: Path) -> bool:
    """Whether nobody here can write the file, as on a CD: then it is read without the log's helper files."""
    log = path.with_name(path.name + "-wal")
    return not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)


def require_ours(path: Path) -> None:
    """Refuse what is no data file of ours by its first bytes, before any key is tried.

    Raises:
        EnvironmentFault: missing or unreadable.
        Refusal: something else, named.
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise Refusal(f"“{path.name}”不是普通文件，不能当作数据文件打开。")
        with path.open("rb") as file:
            head = file.read(16)
    except FileNotFoundError:
        raise EnvironmentFault(f"找不到数据文件“{path.name}”，请检查位置或从备份恢复。") from None
    except IsADirectoryError:
        raise Refusal(f"“{path.name}”是文件夹，不是数据文件。") from None
    except OSError as error:
        raise EnvironmentFault(f"打不开“{path.name}”：{error.strerror}。") from None
    if head[:4] == MAGIC:
        return
    kind = (
        "是空文件" if not head else "是 Excel 工作簿，请用“导入”读取" if head[:2] == b"PK" else "不是本程序的数据文件"
    )
    raise Refusal(f"“{path.name}”{kind}，请选择扩展名为 .qbs 的数据文件。")


def _configure(connection: Connection, *, create: bool, readonly: bool) -> None:
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{OPEN_KEY}'\"")
    if create:
        salt = (MAGIC + os.urandom(12)).hex()
        connection.execute(f"PRAGMA cipher_salt = \"x'{salt}'\"")
        # The first page is written before the log is there. A journal file for it, whose deletion the disk had not
        # taken in when the power went off, would come back and roll a filled file back to nothing.
        connection.execute("PRAGMA journal_mode = MEMORY")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    if not readonly:
        answer = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if answer != "wal":
            raise EnvironmentFault("这个位置不支持安全的写入方式（WAL），请把数据文件放到本机硬盘上再打开。")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA mmap_size = {MMAP_BYTES}")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}")


def begin(connection: Connection) -> None:
    """Begin to write. The lock is taken at once, so that no operation fails half-way with "locked"."""
    connection.execute("BEGIN IMMEDIATE")


def commit(connection: Connection) -> None:
    """End what `begin` began; when this returns, it is on the disk."""
    connection.execute("COMMIT")


def to_disk(path: Path) -> None:
    """Have the system write a file, or the names in a folder, to the disk now. Windows does the latter by itself."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settings(connection: Connection) -> dict[str, object]:
    """The settings that durability rests on, as the engine reports them."""
    names = ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "mmap_size", "temp_store")
    found: dict[str, object] = {}
    for name in names:
        row = connection.execute(f"PRAGMA {name}").fetchone()
        found[name] = row[0] if row else None
    return found


REQUIRED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "temp_store": 2}


def assert_settings(connection: Connection, *, unchanging: bool = False) -> None:
    """Refuse a connection whose settings did not take. A file that nobody can write has no journal.

    Raises:
        EnvironmentFault: with the setting's name.
    """
    found = settings(connection)
    for name, wanted in REQUIRED.items():
        if found[name] != wanted and not (unchanging and name == "journal_mode"):
            raise EnvironmentFault(
                f"数据文件的安全设置 {name} 没有生效（{found[name]}），请把文件放到本机硬盘上再打开。"
            )


def is_full(error: BaseException | None) -> bool:
    """Whether the disk had no room."""
    return isinstance(error, driver.Error) and "is full" in str(error)


def explain(error: Exception, path: Path | None = None) -> Exception:
    """Turn a driver error into the program's own error with a sentence; others come back unchanged."""
    text = str(error)
    known: Exception = error
    if isinstance(error, driver.IntegrityError) or not isinstance(error, driver.Error):
        return known
    name = f"“{path.name}”" if path else "数据文件"
    for signs, kind, sentence in _SENTENCES:
        if any(sign in text for sign in signs):
            return kind(sentence.format(name=name))
    return known


_SENTENCES: tuple[tuple[tuple[str, ...], type[EnvironmentFault], str], ...] = (
    (
        ("not a database", "malformed", "hmac", "Could not decode to UTF-8"),
        DamagedFile,
        "{name}有损坏的页，已停止写入。请保留原文件，从最近的备份恢复，或用 qbs doctor 检查。",
    ),
    (("locked", "busy"), EnvironmentFault, "{name}正被另一个程序使用，请先关闭它，或稍后再试。"),
    (
        ("is full",),
        EnvironmentFault,
        "磁盘空间已满，这一步没有保存。请清出空间后重做，先前的数据不受影响。",
    ),
    (
        ("readonly", "read-only"),
        EnvironmentFault,
        "{name}所在位置只读，不能写入。请把它复制到可写的文件夹再打开。",
    ),
    (
        ("unable to open",),
        EnvironmentFault,
        "打不开{name}：所在文件夹不存在、只读或没有权限。请换一个位置。",
    ),
    (
        ("I/O",),
        EnvironmentFault,
        "读写{name}时磁盘出错，这一步没有保存。请检查磁盘或 U 盘，然后重新打开文件。",
    ),
)
"""Signs in a driver message → which fault it is and what the user is told."""
