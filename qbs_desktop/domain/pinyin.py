"""Chinese order and initials (拼音首字母), from a table of readings that `tools/pinyin.py` makes.

The table loads on the first search or sort. A character read in several ways (多音字) is found by each: 银行 by
``yh`` and ``yx``, 重庆 by ``cq`` and ``zq``. For sorting the common reading counts.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

_TABLE = Path(__file__).with_name("pinyin.txt")
_FIRST, _AFTER = 0x4E00, 0x9FA6
"""The range of Unicode in which characters are put in pinyin order; the few beyond it follow in code order."""
_SIGNS = 0xE000
"""Signs that stand for a set of initials in `sounds`: private characters, which no text holds."""
_BETWEEN = r"[^\w\ue000-\uf8ff]*"


class _Sounds(NamedTuple):
    """All readings.

    Attributes:
        signs: for each code point below `_AFTER` the sign of its initials; a blank for punctuation.
        heard: for each letter the signs and characters with a reading that begins with it.
    """

    signs: str
    heard: dict[str, str]


@cache
def _lines() -> tuple[tuple[str, str, str], ...]:
    """Syllable, characters commonly read so, characters also read so."""
    lines = (line.split(" ") for line in _TABLE.read_text(encoding="utf-8").splitlines())
    return tuple((line[0], line[1], "".join(line[2:])) for line in lines)


@cache
def _order() -> str:
    """For each code point below `_AFTER` the character that takes its place in sort keys, by common readings."""
    placed: dict[int, str] = {}
    for _syllable, first, _also in _lines():
        for one in first:
            if ord(one) < _AFTER:
                placed[ord(one)] = chr(_FIRST + len(placed))
    for code in range(_FIRST, _AFTER):
        if code not in placed:
            placed[code] = chr(_FIRST + len(placed))
    return "".join(map(chr, range(_FIRST))) + "".join(map(placed.__getitem__, range(_FIRST, _AFTER)))


@cache
def _sounds() -> _Sounds:
    read: dict[str, str] = {}
    for syllable, first, also in _lines():
        for one in first + also:
            known = read.get(one, "")
            if syllable[0] not in known:
                read[one] = known + syllable[0]
    signs = [chr(code).lower() if chr(code).isalnum() else " " for code in range(_FIRST)]
    signs = [one if len(one) == 1 else " " for one in signs]  # İ in small letters is two characters
    signs += " " * (_AFTER - _FIRST)
    heard: dict[str, str] = {}
    sign_of: dict[str, str] = {}
    for one, letters in read.items():
        sign = one
        if ord(one) < _AFTER:
            sign = signs[ord(one)] = sign_of.setdefault(letters, chr(_SIGNS + len(sign_of)))
        for letter in letters:
            if sign not in heard.get(letter, ""):
                heard[letter] = heard.get(letter, "") + sign
    return _Sounds("".join(signs), heard)


def order_key(text: str) -> bytes:
    """Sort key: digits, Latin letters, then Chinese by syllable and tone."""
    return text.translate(_order()).encode("utf-8", "surrogatepass")


def sounds(text: str) -> str:
    """A text as `finder` searches it: one sign for the initials of each character."""
    return text.translate(_sounds().signs)


@lru_cache(maxsize=64)
def finder(wanted: str) -> re.Pattern[str]:
    """A pattern that finds initials (ASCII letters and digits) in the `sounds` of a text, in any reading.

    Blanks and punctuation between the characters do not count.
    """
    heard = _sounds().heard
    return re.compile(_BETWEEN.join(f"[{one}{heard.get(one, '')}]" for one in wanted.lower()))
