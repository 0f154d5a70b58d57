"""Encodings of text files (文字编码): UTF-8, UTF-16 with and without its mark, GBK, GB18030; Big5 is told, not taken.

Nothing in such a file says how it is written, and many a one can be read in two ways. What decides is the mark, then
UTF-8, which hardly anything else happens to be, then whether the signs are such as people write.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_CJK = re.compile("[㐀-鿿豈-﫿]")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAMPLE = 2**18
_USUAL = 0.8
"""Share of everyday characters among the Chinese ones, below which a reading is doubted."""
_EVERYDAY = re.compile(rb"[\xb0-\xf7][\xa1-\xfe]")
_STRANGE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text and how it was read; `other` is another encoding in which it can be read, if there is one."""

    text: str
    encoding: str
    other: str | None = None


def decoded(content: bytes) -> Decoded | None:
    """The text of a file; None if it is in none of our encodings."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            text = _try(content, encoding)
            return None if text is None else Decoded(text, encoding)
    if b"\x00" in content:
        return bare_utf16(content)
    utf, gbk = _try(content, "utf-8"), _try(content, "gb18030")
    if utf is not None and (utf.isascii() or gbk is None or _CJK.search(utf)):
        return Decoded(utf, "utf-8")
    if gbk is None:
        return None if utf is None else Decoded(utf, "utf-8")
    if utf is not None:
        return Decoded(gbk, "gb18030", "UTF-8")
    other = "Big5（繁体）" if not _everyday(gbk) and _try(content, "big5") is not None else None
    return Decoded(gbk, "gb18030", other or (None if _everyday(gbk) else "其他编码"))


def bare_utf16(content: bytes) -> Decoded | None:
    """UTF-16 without its mark: the noughts beside delimiters and digits stand on one side, few (一, U+4E00) do not."""
    even, odd = content[0::2].count(0), content[1::2].count(0)
    if len(content) % 2 or max(even, odd) <= 4 * min(even, odd):
        return None
    encoding = "utf-16-be" if even > odd else "utf-16-le"
    text = _try(content, encoding)
    return Decoded(text, encoding) if text is not None and not _STRANGE.search(text) else None


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _everyday(text: str) -> bool:
    """Whether the Chinese in a text is such as people write: mostly the 6763 characters of GB 2312."""
    chinese = _CJK.findall(text[:_SAMPLE])
    usual = sum(_EVERYDAY.fullmatch(one.encode("gb18030")) is not None for one in chinese)
    return usual >= _USUAL * len(chinese) and not _STRANGE.search(text[:_SAMPLE])
