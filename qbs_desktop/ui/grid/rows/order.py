"""Sorting and filtering as an index of row numbers over the grid's own columns; nothing here knows Qt.

Numbers are compared exactly, Chinese by pinyin; 其中 rows stay behind their parent; blanks come last both ways.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from qbs_desktop.domain import amount, pinyin

Numbers: TypeAlias = Sequence[Decimal | None] | Sequence[int | None]
"""The numbers of a column: decimals, or integers in units of the column's last decimal."""
NOT_APPLICABLE = "——"
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows of one column stay: every condition that is set must hold.

    Attributes:
        values: cell texts that stay; None for all.
        contains: text the cell must contain, or the 拼音首字母 of which it must contain.
        low, high: closed bounds on the exact number (元, or as counted).
        blank: True only blank cells, False only filled ones; —— is not blank.
        equals, differs: text the whole cell must be, or must not be.
        unequal: number the cell must not hold; blanks and —— do not hold it.
        first: so many of the largest numbers, if negative of the smallest, of the rows that all other conditions leave.
    """

    values: frozenset[str] | None = None
    contains: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    blank: bool | None = None
    equals: str = ""
    differs: str = ""
    unequal: Decimal | None = None
    first: int = 0

    @property
    def empty(self) -> bool:
        """Whether it keeps every row."""
        return self == Filter()


def matches(text: str, wanted: str) -> bool:
    """Whether a cell contains the text, or its 拼音首字母 contain it, in any reading of its characters."""
    if wanted.lower() in text.lower():
        return True
    return _may_be_initials(wanted) and pinyin.finder(wanted).search(pinyin.sounds(text)) is not None


def _may_be_initials(wanted: str) -> bool:
    return wanted.isascii() and wanted.isalnum() and not wanted.isdecimal()


def kept(
    rows: Iterable[int],
    rule: Filter,
    texts: Callable[[], Sequence[str]],
    numbers: Callable[[], Numbers],
    scale: int = 0,
) -> list[int]:
    """The rows of an index that pass a filter; columns are only read as far as conditions ask for them.

    Integers among the numbers are numbers of `scale` decimals.
    """
    found = list(rows)
    if rule.values is not None:
        column, values = texts(), rule.values
        found = [row for row in found if column[row] in values]
    if rule.blank is not None:
        column, blank = texts(), rule.blank
        found = [row for row in found if (not column[row]) == blank]
    if rule.contains:
        found = _containing(found, texts(), rule.contains)
    if rule.equals or rule.differs:
        column, wanted = texts(), rule.equals or rule.differs
        found = [row for row in found if (column[row].strip() == wanted) == bool(rule.equals)]
    if rule.unequal is not None:
        amounts, unwanted = numbers(), _scaled(rule.unequal, scale)
        found = [row for row in found if amounts[row] != unwanted]
    if rule.low is not None:
        amounts, low = numbers(), _scaled(rule.low, scale)
        found = [row for row in found if (one := amounts[row]) is not None and one >= low]
    if rule.high is not None:
        amounts, high = numbers(), _scaled(rule.high, scale)
        found = [row for row in found if (one := amounts[row]) is not None and one <= high]
    return found


def outermost(index: Sequence[int], first: int, numbers: Numbers, depths: Sequence[int] | None) -> list[int]:
    """The rows with the `first` largest numbers (negative: smallest); what equals the last of them stays as well.

    其中 rows are not counted, they stay or go with their parent. Rows without a number go.
    """
    blocks = _blocks(index, depths) if depths is not None else {row: [row] for row in index}
    held = [(one, head) for head in blocks if (one := numbers[head]) is not None]
    ranked = sorted((one for one, _head in held), reverse=first > 0)[: abs(first)]
    if not ranked:
        return []
    last = ranked[-1]
    return [row for one, head in held if (one >= last if first > 0 else one <= last) for row in blocks[head]]


def _scaled(bound: Decimal, scale: int) -> Decimal | int:
    """A bound in the column's last decimal; an integer where it is one, since integers compare faster."""
    found = amount.EXACT.scaleb(bound, scale)
    return int(found) if found == found.to_integral_value() else found


def _containing(rows: list[int], column: Sequence[str], wanted: str) -> list[int]:
    small = wanted.lower()
    if not _may_be_initials(wanted):
        if small == wanted.upper():  # figures and Chinese know no case
            return [row for row in rows if small in column[row]]
        return [row for row in rows if small in column[row].lower()]
    found = fitting({column[row] for row in rows}, wanted)
    return [row for row in rows if column[row] in found]


def fitting(texts: Iterable[str], wanted: str) -> set[str]:
    """The texts that match, each judged once."""
    small = wanted.lower()
    if not _may_be_initials(wanted):
        if small == wanted.upper():
            return {text for text in texts if small in text}
        return {text for text in texts if small in text.lower()}
    search, sounds = pinyin.finder(wanted).search, pinyin.sounds
    return {text for text in texts if small in text.lower() or search(sounds(text))}


def sorted_index(
    index: Sequence[int], keys: Sequence[object], depths: Sequence[int] | None, *, descending: bool
) -> list[int]:
    """Row numbers in the order of their keys; a None key goes last. `depths` keeps 其中 rows behind their parent."""
    if depths is None:
        return _ordered(list(index), keys, descending)
    blocks = _blocks(index, depths)
    return [row for head in _ordered(list(blocks), keys, descending) for row in blocks[head]]


def _ordered(rows: list[int], keys: Sequence[object], descending: bool) -> list[int]:
    filled = [row for row in rows if keys[row] is not None]
    filled.sort(key=keys.__getitem__, reverse=descending)  # type: ignore[arg-type]  # stable, also reversed
    return filled + [row for row in rows if keys[row] is None] if len(filled) < len(rows) else filled


def _blocks(index: Sequence[int], depths: Sequence[int]) -> dict[int, list[int]]:
    """Each shown top row with its shown 其中 rows; a 其中 row whose parent is filtered away stands for itself."""
    tops: list[int] = []
    for row, depth in enumerate(depths):
        tops.append(row if depth == 0 or not tops else tops[-1])
    blocks: dict[int, list[int]] = {}
    for row in index:
        top = tops[row]
        if top != row and top in blocks:
            blocks[top].append(row)
        else:
            blocks[row] = [row]
    return blocks


_SCALE = 8
"""Decimals kept in a sort key; the store keeps at most six."""


def number_keys(numbers: Numbers) -> list[object]:
    """Exact sort keys of numbers: integers, since they compare faster than decimals."""
    if not any(isinstance(one, Decimal) for one in numbers):
        return list(numbers)
    factor = Decimal(10**_SCALE)
    return [None if one is None else int(one * factor) for one in numbers]


def text_keys(texts: Sequence[str], *, natural: bool = False) -> list[object]:
    """Sort keys of texts: pinyin order, or for serial numbers (``2`` before ``10``) by their digits.

    The whole column is encoded at once; bytes are held as Latin-1 text, which Python compares faster.
    """
    if natural:
        return [_natural(text) if text else None for text in texts]
    keys = pinyin.order_key("\n".join(texts)).decode("latin-1").split("\n")
    if len(keys) != len(texts):  # a text of several lines
        keys = [pinyin.order_key(text).decode("latin-1") for text in texts]
    return [key or None for key in keys]


def _natural(text: str) -> tuple[tuple[int, int, bytes], ...]:
    parts = [part for part in _DIGITS.split(text) if part]
    return tuple((0, int(part), b"") if part.isdecimal() else (1, 0, pinyin.order_key(part)) for part in parts)
