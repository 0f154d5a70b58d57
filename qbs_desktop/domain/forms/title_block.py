"""Which of 填报单位, 报告期 and 计量单位 share the line above the head, so that nothing is cut off in a narrow form."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from qbs_desktop.domain.forms.filled import Line

SPARE = 1.0
"""Room beside a text, in half-width characters."""


def sheet_width(width: int) -> float:
    """How wide a column of so many characters is on the sheet, in half-width characters."""
    return width * 2.0 + 0.9


def unit_lines(widths: Sequence[int], unit: str, when: str, amount: str) -> tuple[Line, ...]:
    """The one line of a form that is wide enough, else a line for each of the three.

    Args:
        widths: of the columns, in characters.
        unit: 填报单位 as printed.
        when: 报告期.
        amount: 计量单位.
    """
    line = Line(unit, when, amount)
    if stretches([sheet_width(one) for one in widths], line) is not None:
        return (line,)
    return (Line(left=unit), Line(left=when), Line(left=amount))


def stretches(widths: Sequence[float], line: Line) -> tuple[int, int] | None:
    """Columns at which the middle and the right text begin so that each has room; None where there is no such place.

    About 40, 30 and 30 parts of the width, as printed returns have it, as long as the texts fit there.
    """
    if len(widths) < len(line):
        return None
    usual = _usual(widths)
    places = [(left, right) for right in range(2, len(widths)) for left in range(1, right)]
    return next((one for one in (usual, *places) if _fits(widths, line, one)), None)


def _usual(widths: Sequence[float]) -> tuple[int, int]:
    total, run = sum(widths), 0.0
    left = right = 0
    for place, width in enumerate(widths):
        run += width
        if run <= total * 0.40:
            left = place + 1
        if run <= total * 0.72:
            right = place + 1
    left = min(max(left, 1), len(widths) - 2)
    return left, min(max(right, left + 1), len(widths) - 1)


def _fits(widths: Sequence[float], line: Line, places: tuple[int, int]) -> bool:
    room = [sum(widths[start:end]) for start, end in pairwise((0, *places, len(widths)))]
    return all(_width(text) + SPARE <= wide for text, wide in zip(line, room, strict=True))


def _width(text: str) -> float:
    """Of a 10-point text: a half-width character takes 0.95 of the unit in which columns are measured."""
    return len(text.encode("gb18030", "replace")) * 0.95
