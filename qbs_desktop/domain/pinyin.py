"""Chinese order and initials (拼音首字母), from a table of readings that `tools/pinyin.py` makes.

The table loads on the first search or sort. A character read in several ways (多音字) is found by each: 银行 by
``yh`` and ``yx``, 重庆 by ``cq`` and ``zq``. For sorting, and where one answer is needed, the common reading counts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

_TABLE = Path(__file__).with_name("pinyin.txt")
_FIRST, _AFTER = 0x4E00, 0x9FA6
"""The range of Unicode in which characters are put in pinyin order; the few beyond it follow in code order."""


class _Readings(NamedTuple):
    """What the table says.

    Attributes:
        ordered: for each code point below `_AFTER` the character that takes its place in sort keys.
        starts, letters: the ranks at which a new initial begins, and the initials.
        end: the rank behind the last character with a reading.
        beyond: initials of the characters beyond the range.
        read: for each letter every character with a reading that begins with it.
    """

    ordered: str
    starts: list[int]
    letters: list[str]
    end: int
    beyond: dict[str, str]
    read: dict[str, str]


@cache
def _readings() -> _Readings:
    ordered = [*map(chr, range(_FIRST)), *[None] * (_AFTER - _FIRST)]
    starts: list[int] = []
    letters: list[str] = []
    beyond: dict[str, str] = {}
    read: dict[str, str] = {}
    rank = _FIRST
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        syllable, first, *others = line.split(" ")
        letter = syllable[0]
        if letter not in letters:
            letters.append(letter)
            starts.append(rank)
        for one in first:
            if ord(one) < _AFTER:
                ordered[ord(one)] = chr(rank)
                rank += 1
            else:
                beyond[one] = letter
        read[letter] = read.get(letter, "") + first + "".join(others)
    unread = [code for code in range(_FIRST, _AFTER) if ordered[code] is None]
    for number, code in enumerate(unread):
        ordered[code] = chr(rank + number)
    return _Readings("".join(map(str, ordered)), starts, letters, rank, beyond, read)


def order_key(text: str) -> bytes:
    """Sort key: digits, Latin letters, then Chinese by syllable and tone."""
    return text.translate(_readings().ordered).encode("utf-8", "surrogatepass")


def initials(text: str) -> str:
    """First letters of the pinyin: ``轨道交通`` → ``gdjt``; letters and digits stay, other characters are left out."""
    return "".join(map(_initial, text))


def _initial(one: str) -> str:
    if one.isascii():
        return one.lower() if one.isalnum() else ""
    table, code = _readings(), ord(one)
    if not _FIRST <= code < _AFTER:
        return table.beyond.get(one, "")
    rank = ord(table.ordered[code])
    return table.letters[bisect_right(table.starts, rank) - 1] if rank < table.end else ""


@lru_cache(maxsize=64)
def finder(wanted: str) -> re.Pattern[str]:
    """A pattern that finds texts whose initials contain `wanted` (ASCII letters and digits), in any reading.

    Blanks and punctuation between the characters do not count.
    """
    read = _readings().read
    groups = [f"[{one}{one.upper()}{read.get(one, '')}]" for one in wanted.lower()]
    return re.compile(r"\W*".join(groups))
