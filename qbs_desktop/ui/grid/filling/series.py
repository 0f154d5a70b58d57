"""How a row of texts goes on (填充序列), as Excel's fill handle continues it; nothing here knows Qt.

1, 2 → 3, 4 · 2026-03 → 2026-04 · 第1批 → 第2批. A long run of figures inside a text is a code, not a counter, and
repeats.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")
_MONTH = re.compile(r"\d{4}-\d{2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_COUNTED = re.compile(r"(.*?)(\d+)(\D*)", re.DOTALL)
_YEAR = 12
"""Months."""
_LONGEST_COUNTER = 4
_LONGEST_NUMBER = 10


class Series(NamedTuple):
    """The texts that follow, and whether Excel would go on so without Ctrl."""

    texts: list[str]
    usual: bool


def following(texts: Sequence[str], count: int, *, back: bool = False) -> Series | None:
    """The next texts of a row, or with `back` those before it, nearest first; None if it is no series."""
    row = list(reversed(texts)) if back else list(texts)
    if not row or not all(row):
        return None
    step = -1 if back else 1
    for form, way in ((_DAY, _days), (_MONTH, _months), (_NUMBER, _numbers)):
        if all(form.fullmatch(text) for text in row):
            return way(row, count, step)
    return _counted(row, count, step)


def _steps(values: Sequence[Decimal], alone: int) -> Decimal | None:
    """The equal step of a row; `alone` for a single value; None when the steps differ."""
    steps = {after - before for before, after in pairwise(values)}
    if not steps:
        return Decimal(alone)
    return steps.pop() if len(steps) == 1 else None


def _numbers(row: list[str], count: int, alone: int) -> Series | None:
    if any(len(text) > _LONGEST_NUMBER for text in row):
        return None
    if any(len(text) > 1 and text[0] == "0" and text[1] != "." for text in row):  # 01, 02
        return _counted(row, count, alone)
    values = [Decimal(text.replace(",", "")) for text in row]
    step = _steps(values, alone)
    if step is None:
        return None
    mark = "," if any("," in text for text in row) else ""
    return Series([f"{values[-1] + step * (n + 1):{mark}f}" for n in range(count)], usual=len(row) > 1)


def _whole(values: list[int], count: int, alone: int) -> list[int] | None:
    """The whole numbers that follow."""
    step = _steps([Decimal(value) for value in values], alone)
    return None if step is None else [values[-1] + int(step) * (n + 1) for n in range(count)]


def _months(row: list[str], count: int, alone: int) -> Series | None:
    parts = [(int(text[:4]), int(text[5:])) for text in row]
    if not all(1 <= month <= _YEAR for _year, month in parts):
        return None
    places = _whole([year * _YEAR + month - 1 for year, month in parts], count, alone)
    if places is None:
        return None
    return Series([f"{place // _YEAR:04d}-{place % _YEAR + 1:02d}" for place in places], usual=True)


def _days(row: list[str], count: int, alone: int) -> Series | None:
    try:
        days = _whole([date.fromisoformat(text).toordinal() for text in row], count, alone)
        return None if days is None else Series([date.fromordinal(day).isoformat() for day in days], usual=True)
    except (ValueError, OverflowError):
        return None


def _counted(row: list[str], count: int, alone: int) -> Series | None:
    """Texts that differ in their last figures only; their width is kept (01, 02)."""
    found = [one for text in row if (one := _COUNTED.fullmatch(text)) is not None]
    frames = {(one[1], one[3]) for one in found}
    if len(found) < len(row) or len(frames) != 1 or any(len(one[2]) > _LONGEST_COUNTER for one in found):
        return None
    ends = _whole([int(one[2]) for one in found], count, alone)
    if ends is None or min(ends, default=0) < 0:
        return None
    before, behind = frames.pop()
    width = min(len(one[2]) for one in found) if any(one[2].startswith("0") for one in found) else 1
    return Series([f"{before}{end:0{width}d}{behind}" for end in ends], usual=True)
