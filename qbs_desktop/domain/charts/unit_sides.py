"""What a unit's rate divides (单位完成率、单位增速 的分子分母): sums over its rows, and which rows cannot be compared.

A row without last year's figure whose unit reported the growth itself (同比增速（上报）) is compared by what was
reported: its base is done ÷ (1 + growth), for rates of several rows together only. A computed growth is never replaced
by a reported one; where the two differ it is counted, so that it can be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from qbs_desktop.domain import growth as growths
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.indicators import reported_growth
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of a rate.

    Attributes:
        unequal: rows that cannot be compared.
        blank: rows without a figure of the period.
        said: the reported growths in % that stand for a base that was not filled in; `implied` are their bases.
        alone: a reported growth is all there is, so that it is shown as it was reported.
        differing: rows whose reported growth is another than the computed one.
    """

    done: Decimal
    base: Decimal
    unequal: int = 0
    blank: int = 0
    said: tuple[Decimal, ...] = ()
    implied: Fraction = Fraction(0)
    alone: bool = False
    differing: int = 0

    @property
    def whole_base(self) -> Fraction:
        """With the bases that follow from reported growths."""
        return Fraction(self.base) + self.implied

    @property
    def comparable(self) -> bool:
        """Whether there is a rate."""
        return not self.unequal and self.whole_base > 0

    def rate(self, *, growth: bool) -> Fraction:
        """In percent, exact."""
        return Fraction(self.done) * 100 / self.whole_base - (100 if growth else 0)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row's figures; `said` is a reported growth, `implied` its base where none was filled in."""

    done: Decimal | None
    base: Decimal | None
    blank: bool
    said: Decimal | None = None
    implied: Fraction | None = None


def of_plan(data: Dataset, rows: Sequence[Record], slug: str, period: Period) -> Sides | None:
    """Done against the year's plan; None where no row has anything done."""
    made = [_row(data, row, slug, period, (period.as_year(), Kind.TARGET)) for row in rows]
    return _sides(made, sum(row.base is None and row.done is not None for row in made))


def of_last_year(data: Dataset, rows: Sequence[Record], slug: str, period: Period) -> Sides | None:
    """Done against the same period of last year, or the growth that was reported; None where nothing was done."""
    against = period.a_year_before(), Kind.ACTUAL
    made = [_with_said(data, row, slug, period, _row(data, row, slug, period, against)) for row in rows]
    unequal = sum(row.implied is None and (row.done is None) != (row.base is None) for row in made)
    return _sides(made, unequal, sum(_differs(data, row) for row in made))


def added(sides: Iterable[Sides]) -> Sides:
    """Units together."""
    every = list(sides)
    return Sides(
        sum((one.done for one in every), Decimal(0)),
        sum((one.base for one in every), Decimal(0)),
        implied=sum((one.implied for one in every), Fraction(0)),
    )


def _row(data: Dataset, row: Record, slug: str, period: Period, against: tuple[Period, Kind]) -> _Row:
    done = data.figure(row, slug, period, Kind.ACTUAL)
    return _Row(done.value if done is not None else None, data.value(row, slug, *against), done is None)


def _with_said(data: Dataset, row: Record, slug: str, period: Period, own: _Row) -> _Row:
    said = data.value(row, reported_growth(slug), period, Kind.ACTUAL)
    if said is None or own.done is None:
        return own
    unfilled = data.figure(row, slug, period.a_year_before(), Kind.ACTUAL) is None
    return _Row(own.done, own.base, own.blank, said, growths.base_of(own.done, said) if unfilled else None)


def _differs(data: Dataset, row: _Row) -> bool:
    if row.said is None or row.done is None or row.base is None:
        return False
    computed = growths.growth(row.base, row.done)
    return computed is not None and growths.off(row.said, computed, data.profile.threshold("rate_slack"))


def _sides(rows: Sequence[_Row], unequal: int, differing: int = 0) -> Sides | None:
    done = [row.done for row in rows if row.done is not None]
    if not done:
        return None
    implied = [(row.said, row.implied) for row in rows if row.implied is not None]
    return Sides(
        sum(done, Decimal(0)),
        sum((row.base for row in rows if row.base is not None), Decimal(0)),
        unequal,
        sum(row.blank for row in rows),
        tuple(said for said, _base in implied if said is not None),
        sum((base for _said, base in implied), Fraction(0)),
        alone=len(implied) == len(done) == 1,
        differing=differing,
    )
