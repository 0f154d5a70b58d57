"""The gate (入口检查): what a file must be before anything in it is read. Bounded in time and memory.

The kind of a file is decided by its content, never by its extension. Whatever holds no tables, or is no sound
workbook, is refused with one sentence that names the file and says what to do. Why each bound exists: spreadsheet
readers hang, abort or silently read something else on the files turned away here (docs/adr, reliability tests X1-X3).
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO
from xml.parsers import expat

from qbs_desktop.domain.errors import EnvironmentFault, QbsError, Refusal
from qbs_desktop.exchange.saving import reason
from qbs_desktop.exchange.sheets import not_workbooks
from qbs_desktop.exchange.sheets.encodings import bare_utf16
from qbs_desktop.exchange.sheets.not_workbooks import SAVE_AS

MAX_FILE = 64 * 2**20
MAX_PARTS = 3000
MAX_TOTAL = 400 * 2**20
"""Unpacked size of all parts together: a million formatted rows stay below 200 MiB."""
MAX_RATIO = 400
"""Packed 1 : unpacked, once a part is larger than `RATIO_FROM`; real sheets stay below 100."""
RATIO_FROM = 32 * 2**20

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_BARE_BIFF = (b"\x09\x08\x10\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00")
"""A BIFF stream without a file around it, as old report programs write it."""
_PAGE = re.compile(rb"<(?:!doctype html|html|table|tr)\b(?!:)", re.IGNORECASE)


class Kind(StrEnum):
    """What a file is by its content."""

    PACKAGE = "xlsx"
    BIFF = "xls"
    LOCKED = "locked"
    TEXT = "text"
    PAGE = "html"


@dataclass(frozen=True)
class Source:
    """A file that may hold tables: its name, its bytes and what they are."""

    name: str
    content: bytes
    kind: Kind


@dataclass(frozen=True)
class Package:
    """The parts (部件) of a workbook that passed the gate."""

    name: str
    parts: dict[str, bytes]

    def part(self, path: str) -> bytes:
        """One part.

        Raises:
            Refusal: the workbook refers to a part that it does not have.
        """
        if path not in self.parts:
            raise damaged(self.name)
        return self.parts[path]


def damaged(name: str) -> Refusal:
    """The refusal for a workbook whose inside is broken."""
    return Refusal(
        f"“{name}”已损坏或不完整，没有读取。请向对方重新索取，或用 Excel、WPS 打开修复并另存为 .xlsx 后再导入。"
    )


def odd(name: str, what: str) -> Refusal:
    """The refusal for a workbook that different programs would read differently."""
    return Refusal(f"“{name}”的内部结构不正常（{what}），没有读取。{SAVE_AS}")


def too_large(name: str) -> Refusal:
    """The refusal for a workbook that takes more memory than a file may."""
    return Refusal(f"“{name}”解开后异常地大，没有读取。请删去多余的空白行列和格式，另存为 .xlsx 后再导入。")


def take(path: Path) -> Source:
    """Take a file in and say what it is.

    Raises:
        Refusal: empty, too large, or nothing that holds tables; the sentence says what it is instead.
        EnvironmentFault: the file is not there or cannot be opened.
    """
    try:
        size = path.stat().st_size
        if size > MAX_FILE:
            raise Refusal(
                f"“{path.name}”有 {size // 2**20} MB，超过 {MAX_FILE // 2**20} MB，请拆分或删去图片后再导入。"
            )
        if size == 0:
            raise Refusal(f"“{path.name}”是空文件（0 字节），请向对方重新索取。")
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE + 1)
    except FileNotFoundError:
        raise EnvironmentFault(f"找不到文件“{path.name}”，请检查它是否被移动或改名。") from None
    except PermissionError:
        raise EnvironmentFault(f"“{path.name}”打不开，可能正被 Excel 或 WPS 占用，请关闭后再试。") from None
    except IsADirectoryError:
        raise Refusal(f"“{path.name}”是文件夹，请选择其中的工作簿。") from None
    except OSError as fault:
        raise EnvironmentFault(f"“{path.name}”读不出来（{reason(fault)}），请检查路径、U 盘或网络后再试。") from None
    return Source(path.name, content, kind_of(path.name, content))


def kind_of(name: str, content: bytes) -> Kind:
    """What a file is by its content, whatever its extension says.

    Raises:
        Refusal: nothing that holds tables; the sentence says what it is instead.
    """
    if content.startswith(_ZIP):
        return Kind.PACKAGE
    if content.startswith(_OLE):
        return _compound(name, content)
    if content.startswith(_BARE_BIFF):
        return Kind.BIFF
    not_workbooks.refuse_by_start(name, content)
    if _is_page(content):
        return Kind.PAGE
    not_workbooks.refuse_by_text(name, content)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in content[:4096] or bare_utf16(content):
        return Kind.TEXT
    raise damaged(name)


def _is_page(content: bytes) -> bool:
    """Whether a file is HTML, as report systems write it under the name of a workbook."""
    text = content[: 2**16].replace(b"\x00", b"").lstrip(b"\xff\xfe\xef\xbb\xbf \t\r\n")
    return text.startswith(b"<") and _PAGE.search(text) is not None


def _compound(name: str, content: bytes) -> Kind:
    """What is inside an OLE file; the names of its streams tell."""
    if _stream_name("EncryptedPackage") in content:
        return Kind.LOCKED
    if _stream_name("WordDocument") in content:
        raise not_workbooks.word(name)
    if _stream_name("Workbook") in content or _stream_name("Book") in content:
        return Kind.BIFF
    raise damaged(name)


def _stream_name(name: str) -> bytes:
    return name.encode("utf-16-le")


def open_package(path: Path) -> Package:
    """Check a file that has to be an .xlsx or .xlsm workbook and unpack it.

    Raises:
        Refusal: not such a workbook, or not one that can be read safely.
        EnvironmentFault: the file is not there or cannot be opened.
    """
    return package_of(take(path))


def package_of(source: Source) -> Package:
    """Unpack a file already taken in, which has to be an .xlsx or .xlsm workbook.

    Raises:
        Refusal: not such a workbook, or not one that can be read safely.
    """
    match source.kind:
        case Kind.LOCKED:
            raise Refusal(f"“{source.name}”加了打开密码，请在 Excel 或 WPS 中取消密码并保存后再试。")
        case Kind.BIFF:
            raise Refusal(f"“{source.name}”是旧版 Excel 格式（.xls 或 .et）。{SAVE_AS}")
        case Kind.PAGE:
            raise Refusal(f"“{source.name}”其实是网页（HTML），不是 .xlsx 工作簿。{SAVE_AS}")
        case Kind.TEXT:
            raise Refusal(f"“{source.name}”是文本文件（如 CSV），不是 .xlsx 工作簿。{SAVE_AS}")
    return unpack(source)


def unpack(source: Source) -> Package:
    """Check a package and unpack the parts that carry cells or their meaning.

    Raises:
        Refusal: it is no workbook, or not one that can be read safely.
    """
    return Package(source.name, _unpack(source.name, io.BytesIO(source.content)))


def _unpack(name: str, stream: IO[bytes]) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            _check_entries(name, entries)
            return {one.filename: archive.read(one) for one in entries if _wanted(one.filename)}
    except (QbsError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - a damaged directory ends it in every kind of error
        raise damaged(name) from None


_UNREAD = ("xl/pivotcache/", "xl/drawings/", "xl/charts/", "xl/externallinks/", "xl/querytables/", "customxml/")
"""Folders of parts that can be large and say nothing about cells."""


def _wanted(path: str) -> bool:
    """Only parts that carry cells or their meaning are unpacked; pictures, macros and the like stay packed."""
    lower = path.lower()
    return lower.endswith((".xml", ".rels")) and not lower.startswith(_UNREAD)


def _check_entries(name: str, entries: list[zipfile.ZipInfo]) -> None:
    names = {one.filename for one in entries}
    not_workbooks.refuse_by_parts(name, names)
    if min((one.header_offset for one in entries), default=0) > 0:
        raise odd(name, "前面多出内容")
    if any(_named_again(one.extra) for one in entries):
        raise odd(name, "部件另有名称")
    if len({one.filename.lower().replace("\\", "/") for one in entries}) != len(entries):
        raise odd(name, "有重名的部件")
    if any(one.flag_bits & 0x1 for one in entries):
        raise Refusal(f"“{name}”是加密的压缩包，请取消密码后再导入。")
    if len(entries) > MAX_PARTS or sum(one.file_size for one in entries) > MAX_TOTAL:
        raise too_large(name)
    if any(one.file_size > RATIO_FROM and one.file_size > MAX_RATIO * one.compress_size for one in entries):
        raise too_large(name)


def _named_again(extra: bytes) -> bool:
    """Whether an entry has a second name in its extra fields (Info-ZIP Unicode path), which only some programs use."""
    at = 0
    while at + 4 <= len(extra):
        if extra[at : at + 2] == b"\x75\x70":
            return True
        at += 4 + int.from_bytes(extra[at + 2 : at + 4], "little")
    return False


def xml_parser(name: str) -> expat.XMLParserType:
    """A parser that forbids document type declarations, and with them entity expansion and outside references."""

    def forbid(*_declaration: object) -> None:
        raise odd(name, "含有文档类型声明")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = 2**16
    parser.StartDoctypeDeclHandler = forbid
    return parser


def parse_xml(name: str, parser: expat.XMLParserType, body: bytes) -> None:
    """Run a parser over one part.

    Raises:
        Refusal: the part is not well-formed, in an encoding nobody knows, or lacks what its handlers look for.
    """
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, LookupError, ValueError, ArithmeticError):
        raise damaged(name) from None
