# /// script
# requires-python = ">=3.11"
# dependencies = ["pypinyin==0.55.0", "pypinyin-dict==0.9.0"]
# ///
"""Write qbs_desktop/domain/pinyin.txt, the readings (读音) of Chinese characters: uv run tools/pinyin.py

Characters: U+4E00-U+9FA5 and all 8 105 of 通用规范汉字表. Readings: the common one from Unihan kMandarin, all others
from 通用规范汉字字典 (kTGHZ2013); characters outside that list take theirs from pinyin-data. Where GB 2312, which lists
its level 1 by pinyin, files a character under another initial, that reading comes first, as in Excel: 长 is chang. Both
packages and their data are under the MIT licence. One line is a syllable, the characters first read so in sort order,
and those also read so.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

from pypinyin.pinyin_dict import pinyin_dict
from pypinyin_dict.pinyin_data import kmandarin_8105, ktghz2013

TARGET = Path(__file__).resolve().parent.parent / "qbs_desktop" / "domain" / "pinyin.txt"
_TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}

_LEVEL_1 = tuple(
    (one.encode("gb2312"), letter)
    for one, letter in zip("啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝", "abcdefghjklmnopqrstwxyz", strict=True)
)
"""The first character of each initial in level 1 of GB 2312."""
_LAST = "座".encode("gb2312")


def plain(reading: str) -> tuple[str, int]:
    """``lǜ`` → (``lv``, 4): the letters as typed, and the tone for sorting."""
    tone = 5
    letters: list[str] = []
    for one in unicodedata.normalize("NFD", reading):
        if one in _TONES:
            tone = _TONES[one]
        elif one == "\u0308":
            letters[-1] = "v"
        elif one.isascii() and one.isalpha():
            letters.append(one)
    return "".join(letters), tone


def filed_under(code: int) -> str:
    """The initial under which GB 2312 files a character of level 1."""
    encoded = chr(code).encode("gb2312", "ignore")
    return next((letter for start, letter in reversed(_LEVEL_1) if start <= encoded <= _LAST), "") if encoded else ""


def readings(code: int) -> list[tuple[str, int]]:
    """Every reading of a character, the common one first."""
    if code in kmandarin_8105.pinyin_dict:
        found = f"{kmandarin_8105.pinyin_dict[code]},{ktghz2013.pinyin_dict.get(code, '')}"
    else:
        found = pinyin_dict.get(code, "")
    known = list(dict.fromkeys(plain(one) for one in found.split(",") if one))
    initial = filed_under(code)
    return sorted(known, key=lambda one: one[0][0] != initial) if initial else known  # a stable sort


def place(code: int) -> tuple[bool, bytes]:
    """Order within a syllable and tone: GB 2312 first (level 1 stands there by stroke order), then by code."""
    try:
        return False, chr(code).encode("gb2312")
    except UnicodeEncodeError:
        return True, chr(code).encode("gb18030")


def main() -> int:
    """Write the table."""
    first: dict[str, list[tuple[int, tuple[bool, bytes], str]]] = defaultdict(list)
    also: dict[str, list[str]] = defaultdict(list)
    for code in sorted({*range(0x4E00, 0x9FA6), *kmandarin_8105.pinyin_dict}):
        known = readings(code)
        for number, (syllable, tone) in enumerate(known):
            if number == 0:
                first[syllable].append((tone, place(code), chr(code)))
            elif syllable != known[0][0] and chr(code) not in also[syllable]:
                also[syllable].append(chr(code))
    lines = [
        f"{syllable} {''.join(entry[2] for entry in sorted(first[syllable]))} {''.join(also[syllable])}".rstrip()
        for syllable in sorted({*first, *also})
    ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{sum(map(len, first.values()))} characters, {sum(map(len, also.values()))} more readings")
    return 0


if __name__ == "__main__":
    sys.exit(main())
