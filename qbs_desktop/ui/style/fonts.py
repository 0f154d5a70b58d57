"""The font of pictures and PDF papers (导出字体): a Chinese family whose character map PDF readers can invert.

Noto Sans SC shares glyphs between ordinary characters and the Kangxi radicals (U+2E80-2FDF) and compatibility
ideographs (U+F900-FAFF). A PDF made with the font as it is gives the radical when 月 is copied or searched, so those
entries are taken out of the character map before the font is loaded. It gets a name of its own, so that it cannot be
mixed up with a Noto Sans SC that the system or the window has loaded as it is.
"""

from __future__ import annotations

import struct
from functools import cache
from importlib import util
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

_SHARED = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF))
PAPER = "Page Sans SC"
SERIF = "Page Serif SC"
_OWN_NAMES = {"Noto Sans SC": PAPER, "Noto Serif SC": SERIF}
"""The new names are as long as the fonts' own, so that they can be replaced in place."""
SEARCHABLE = QFont.StyleStrategy.PreferNoShaping
"""Shaping swaps glyphs that a PDF cannot be searched by: —— becomes one long dash, digits behind letters are lost."""
_PACKAGE = "pylopdf_fonts_zh_cn"


@cache
def paper_family() -> str:
    """The family to draw papers with: the packed Noto Sans SC, made invertible, else the program's own font."""
    return _packed("NotoSansSC-Regular.otf") or QGuiApplication.font().family()


@cache
def paper_serif() -> str:
    """The family of the body of printed returns, where a workbook has 宋体: Noto Serif SC, else as `paper_family`."""
    return _packed("NotoSerifSC-Regular.otf") or paper_family()


def _packed(file: str) -> str:
    found = util.find_spec(_PACKAGE)
    path = Path(found.origin).parent / file if found is not None and found.origin else None
    if path is None or not path.exists():
        return ""
    number = QFontDatabase.addApplicationFontFromData(renamed(without_radicals(path.read_bytes())))
    families = QFontDatabase.applicationFontFamilies(number)
    return families[0] if families else ""


def renamed(data: bytes) -> bytes:
    """The font under a name of ours."""
    for own, new in _OWN_NAMES.items():
        data = data.replace(own.encode("utf-16-be"), new.encode("utf-16-be"))
    return data


def without_radicals(data: bytes) -> bytes:
    """The font with the shared code points taken out of its 32-bit character map (cmap format 12)."""
    font = bytearray(data)
    tables = struct.unpack_from(">H", font, 4)[0]
    for number in range(tables):
        tag, _sum, offset, _length = struct.unpack_from(">4sLLL", font, 12 + 16 * number)
        if tag == b"cmap":
            for start in _subtables(font, offset):
                _clean(font, start)
    return bytes(font)


def _subtables(font: bytearray, cmap: int) -> set[int]:
    count = struct.unpack_from(">H", font, cmap + 2)[0]
    return {cmap + struct.unpack_from(">L", font, cmap + 8 + 8 * number)[0] for number in range(count)}


def _clean(font: bytearray, start: int) -> None:
    """Rewrite the groups of a format 12 map in place; leaving entries out only ever needs less room or the same."""
    if struct.unpack_from(">H", font, start)[0] != 12:
        return
    count = struct.unpack_from(">L", font, start + 12)[0]
    groups = [struct.unpack_from(">LLL", font, start + 16 + 12 * number) for number in range(count)]
    kept = [piece for group in groups for piece in _outside(*group)]
    if len(kept) > count:
        return
    struct.pack_into(">L", font, start + 4, 16 + 12 * len(kept))
    struct.pack_into(">L", font, start + 12, len(kept))
    for number, piece in enumerate(kept):
        struct.pack_into(">LLL", font, start + 16 + 12 * number, *piece)


def _outside(first: int, last: int, glyph: int) -> list[tuple[int, int, int]]:
    """The parts of one group that lie outside the shared ranges."""
    pieces = [(first, last)]
    for low, high in _SHARED:
        pieces = [
            part for a, b in pieces for part in ((a, min(b, low - 1)), (max(a, high + 1), b)) if part[0] <= part[1]
        ]
    return [(a, b, glyph + a - first) for a, b in dict.fromkeys(pieces)]
