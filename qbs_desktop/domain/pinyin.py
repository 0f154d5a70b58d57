"""Chinese order and initials (拼音) without a dictionary: GB 2312 lists its 3 755 level-1 characters by pinyin.

Characters of level 2 and beyond stand behind them in code order, as in the older Excel; they have no initial here.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

_STARTS = (
    (0xB0A1, "a"), (0xB0C5, "b"), (0xB2C1, "c"), (0xB4EE, "d"), (0xB6EA, "e"), (0xB7A2, "f"), (0xB8C1, "g"),
    (0xB9FE, "h"), (0xBBF7, "j"), (0xBFA6, "k"), (0xC0AC, "l"), (0xC2E8, "m"), (0xC4C3, "n"), (0xC5B6, "o"),
    (0xC5BE, "p"), (0xC6DA, "q"), (0xC8BB, "r"), (0xC8F6, "s"), (0xCBFA, "t"), (0xCDDA, "w"), (0xCEF4, "x"),
    (0xD1B9, "y"), (0xD4D1, "z"),
)  # fmt: skip
_CODES = [code for code, _letter in _STARTS]
_END = 0xD7F9


def order_key(text: str) -> bytes:
    """Sort key: digits, Latin letters, then Chinese by pinyin."""
    return text.encode("gb18030", "replace")


def initials(text: str) -> str:
    """First letters of the pinyin: ``轨道交通`` → ``gdjt``; letters and digits stay, other characters are left out."""
    return "".join(_initial(one) for one in text)


@cache
def _initial(one: str) -> str:
    if one.isascii():
        return one.lower() if one.isalnum() else ""
    code = int.from_bytes(one.encode("gb18030", "replace")[:2], "big")
    if not _CODES[0] <= code <= _END:
        return ""
    return _STARTS[bisect_right(_CODES, code) - 1][1]
