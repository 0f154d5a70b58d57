"""Figures (数据): a value or the mark 不适用. Blank is the absence of a figure, never 0 and never a mark."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import IntEnum, StrEnum

from qbs_desktop.domain.period import Period


class Kind(IntEnum):
    """Whether a figure is reported (实际) or planned (目标). The number is the store's key."""

    ACTUAL = 0
    TARGET = 1


class Op(StrEnum):
    """How a target binds (目标的限定词), as printed: ``超过 1000`` is not ``= 1000``."""

    EQUAL = "="
    AT_LEAST = "以上"
    ABOUT = "左右"
    OVER = "超过"
    REACH = "达到"
    SURPASS = "突破"
    BEYOND = "超"
    RANGE = "range"
    WITHIN = "前"


LOWER_BOUNDS = frozenset({Op.AT_LEAST, Op.OVER, Op.REACH, Op.SURPASS, Op.BEYOND})
"""Operators that state a floor: reaching or passing the number fulfils the target."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: exactly one of `value` (元 for amounts, % for rates, plain for counts) and `na` is set."""

    value: Decimal | None = None
    na: bool = False
    op: Op | None = None
    source_id: int | None = None

    def __post_init__(self) -> None:
        """Keep the two states apart."""
        if (self.value is None) != self.na:
            raise ValueError("a figure is either a value or the mark 不适用")


NOT_APPLICABLE = Figure(na=True)


def bound_as(before: Figure | None, figure: Figure | None) -> Figure | None:
    """A corrected target keeps its 限定词 (超过, 左右 …); only its number was typed."""
    if before is None or before.op is None or figure is None or figure.value is None:
        return figure
    return replace(figure, op=before.op)


@dataclass(frozen=True, slots=True, order=True)
class FigureKey:
    """Where a figure stands: subject x indicator x period x kind."""

    subject_id: int
    indicator: str
    period: Period
    kind: Kind
