"""Files that are something else (不是工作簿的文件): each kind called by its name, with what to do instead.

A clerk who drops a picture, an archive or a PDF is told so; “damaged” is said only of what is a workbook and broken.
"""

from __future__ import annotations

from collections.abc import Collection

from qbs_desktop.domain.errors import Refusal

SAVE_AS = "请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再导入。"
_ASK = "请向对方索取 Excel 文件。"
_COPY = "请把其中的表格复制到 Excel，另存为 .xlsx 后再导入。"
_UNPACK = "请解压后选择其中的 .xlsx 文件。"
_ODS = f"是 LibreOffice 等程序的 ODS 表格。{SAVE_AS}"
_ARCHIVE = f"是压缩包，不是 Excel 工作簿。{_UNPACK}"
_WORD = f"其实是 Word 文档，不能导入。{_COPY}"

_STARTS: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08"), _ARCHIVE),
    ((b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*"), f"是图片，不能导入。{_ASK}"),
)
"""First bytes of a file → what it is and what to do."""
_XML_KINDS = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", f"是旧的 XML 表格（2003），不是 .xlsx 工作簿。{SAVE_AS}"),
    (b"urn:oasis:names:tc:opendocument", _ODS),
)
"""Names in the head of an XML file → what it is."""
_TEXTS: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"mime-version:", b"{\\rtf"), f"其实是单个文件网页或写字板文档，不是工作簿。{SAVE_AS}"),
    ((b"id;p", b"table\r\n0,1"), f"是旧的数据交换格式（SYLK 或 DIF）。{SAVE_AS}"),
    ((b"<?xml",), f"是 XML 文件，不是 .xlsx 工作簿。{SAVE_AS}"),
    ((b"%pdf",), f"是 PDF，不能导入。{_ASK}"),
)
"""How the text of a file begins, in small letters → what it is and what to do."""
_PARTS = (
    ("word/", _WORD),
    ("ppt/", f"其实是演示文稿，不能导入。{_COPY}"),
    ("xl/workbook.bin", f"是二进制工作簿（.xlsb）。{SAVE_AS}"),
    ("content.xml", _ODS),
    ("OFD.xml", f"是 OFD 版式文件，不能导入。{_ASK}"),
    ("Index/Document.iwa", "是苹果 Numbers 表格。请在 Numbers 中导出为 Excel 再导入。"),
)
"""A part, or a folder of parts, in a package → what the package is and what to do."""


def word(name: str) -> Refusal:
    """The refusal for a text document."""
    return Refusal(f"“{name}”{_WORD}")


def refuse_by_start(name: str, content: bytes) -> None:
    """Refuse archives, pictures and spreadsheets in XML, which nothing that holds tables for us begins like.

    Raises:
        Refusal: it is one; the sentence says which.
    """
    for starts, what in _STARTS:
        if content.startswith(starts):
            raise Refusal(f"“{name}”{what}")
    head = _head(content)
    for said, what in _XML_KINDS if head.startswith(b"<?xml") else ():
        if said in head and b"<html" not in head:
            raise Refusal(f"“{name}”{what}")


def refuse_by_text(name: str, content: bytes) -> None:
    """Refuse what is text and no table: exchange formats, documents, other XML.

    Raises:
        Refusal: it is one; the sentence says which.
    """
    head = _head(content)
    for starts, what in _TEXTS:
        if head.startswith(starts):
            raise Refusal(f"“{name}”{what}")


def refuse_by_parts(name: str, parts: Collection[str]) -> None:
    """Refuse packages that are no workbook of Excel's, by the names of their parts.

    Raises:
        Refusal: it is another package; the sentence says which.
    """
    for part, what in _PARTS:
        if part in parts or (part.endswith("/") and any(one.startswith(part) for one in parts)):
            raise Refusal(f"“{name}”{what}")
    if "[Content_Types].xml" not in parts:
        raise Refusal(f"“{name}”{_ARCHIVE}")


def _head(content: bytes) -> bytes:
    return content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
