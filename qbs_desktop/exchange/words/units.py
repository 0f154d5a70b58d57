"""Units of measurement (计量单位) in words, and folding of heads to a comparable form."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from qbs_desktop.domain.amount import AMOUNT_UNITS
from qbs_desktop.domain.indicators import COUNT_UNITS

_AMOUNTS = sorted(AMOUNT_UNITS, key=len, reverse=True)
_OTHERS = (*sorted(COUNT_UNITS), "%", "亩", "百分点")
_UNIT = re.compile("|".join(map(re.escape, (*_AMOUNTS, *_OTHERS))))
_LIST_OF_UNITS = re.compile(rf"(?:{_UNIT.pattern})(?:[、,;/和及](?:{_UNIT.pattern}))*")
_LINE = re.compile(r"(?<!填报)(?<!责任)(?<!牵头)(?<!主管)(?<!报送)(?:计量|金额|货币|数据)?单位:?\(?([^:()]*)\)?$")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """A text without width, blanks, line breaks and required-marks: 2021 over 年 is ``2021年``."""
    folded = re.sub(r"[\s\u200b\ufeff]+", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"[—–―‐‑]+", "-", folded).strip("*★●").replace("，", ",")


@dataclass(frozen=True, slots=True)
class Units:
    """Units named in one place: the amount unit, and any others (个, %, 亩).

    `doubted` are amount units that contradict each other; then there is no `amount`.
    """

    amount: str | None = None
    others: tuple[str, ...] = ()
    doubted: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Whether a unit is named at all."""
        return self.amount is not None or bool(self.others)


NO_UNITS = Units()


def _units(folded: str) -> Units | None:
    """The units that a text consists of, or None if it says anything else or names two amount units."""
    if not _LIST_OF_UNITS.fullmatch(folded):
        return None
    named = list(dict.fromkeys(_UNIT.findall(folded)))
    amounts = [one for one in named if one in AMOUNT_UNITS]
    if len(amounts) > 1:
        return None
    return Units(amounts[0] if amounts else None, tuple(one for one in named if one not in AMOUNT_UNITS))


def unit_line(text: str) -> Units | None:
    """The units of a line such as ``单位：亿元``, ``（计量单位：亿元、个）``; None if the text is no unit line."""
    folded = fold(text)
    found = _LINE.search(folded.strip("()"))
    return _units(found.group(1)) if found else None


def without_unit(text: str) -> str:
    """A line above a table without its unit: ``…计划（单位：亿元）`` → ``…计划``; empty for a bare unit line."""
    folded = fold(text)
    return _LINE.sub("", folded.strip("()")).strip("(:") if unit_line(text) is not None else folded


@lru_cache(maxsize=20_000)
def split_head(text: str) -> tuple[str, Units]:
    """A head's words and its own unit: ``总投资（亿元）`` → 总投资, 亿元; ``（万元）`` alone → "", 万元.

    Brackets that hold anything but a unit stay in the words.
    """
    folded = fold(text)
    alone = _units(folded.strip("()").removeprefix("单位:"))
    if alone is not None:
        return "", alone
    for found in reversed(list(_IN_BRACKETS.finditer(folded))):
        named = _units(found.group(1).removeprefix("单位:").removeprefix("单位"))
        if named is not None:
            return folded[: found.start()] + folded[found.end() :], named
    for mark in ("/", ",", ":"):
        words, _, tail = folded.rpartition(mark)
        if words and (named := _units(tail)) is not None:
            return words, named
    return folded, NO_UNITS
