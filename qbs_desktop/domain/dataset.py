"""A read-only view over a file's records and figures, on which rules, forms and charts work."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias, TypeVar, cast

from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.indicators import MEASURES, Indicator
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.profile import Profile
from qbs_desktop.domain.record import Record

T = TypeVar("T")
FigureIndex: TypeAlias = Mapping[int, Mapping[tuple[str, Period, Kind], Figure]]
"""subject id → (indicator, period, kind) → figure."""


LINES = frozenset({*MEASURES, "project_count", "investment"})
"""Indicators that may carry a yearly line."""


class Dataset:
    """Records of all ledgers with their figures. `period` is the period being looked at, if any.

    `declared` are the lists and periods declared 空表 or 无变动, in which nothing is missing.
    """

    def __init__(
        self,
        profile: Profile,
        records: Mapping[str, Sequence[Record]],
        figures: FigureIndex,
        period: Period | None = None,
        declared: Collection[tuple[str, Period]] = (),
    ) -> None:
        """Index the parent-child relation; nothing is copied."""
        self.profile = profile
        self.period = period
        self.declared = declared
        self.ledgers: dict[str, Ledger] = {ledger.id: ledger for ledger in profile.ledgers()}
        self.indicators: dict[str, Indicator] = profile.all_indicators()
        self._records = records
        self._figures = figures
        self._main: dict[int, str | None] = {}
        self._kept: dict[str, object] = {}
        self._children: dict[int, list[Record]] = {}
        self._by_id: dict[int, Record] = {}
        for rows in records.values():
            for record in rows:
                self._by_id[record.id] = record
                if record.parent_id is not None:
                    self._children.setdefault(record.parent_id, []).append(record)

    def rows(self, ledger: str) -> Sequence[Record]:
        """Every record of a ledger in list order, 其中 rows included."""
        return self._records.get(ledger, ())

    def top(self, ledger: str) -> Iterator[Record]:
        """Records that count in totals: those that are not 其中 rows."""
        return (record for record in self.rows(ledger) if record.parent_id is None)

    def leaves(self, ledger: str) -> Iterator[Record]:
        """Records without 其中 rows of their own."""
        return (record for record in self.rows(ledger) if not self.children(record))

    def children(self, record: Record) -> Sequence[Record]:
        """The 其中 rows of a record."""
        return self._children.get(record.id, ())

    def record(self, record_id: int) -> Record | None:
        """The record with this id."""
        return self._by_id.get(record_id)

    def named(self, ledger: str, name: str) -> Record | None:
        """The first record with this name."""
        return next((record for record in self.rows(ledger) if record.name == name), None)

    def figures(self, record: Record) -> Mapping[tuple[str, Period, Kind], Figure]:
        """All figures of a record."""
        return self._figures.get(record.id, {})

    def figure(self, record: Record, indicator: str, period: Period, kind: Kind | None = None) -> Figure | None:
        """One figure; without `kind` the actual one, else the target."""
        own = self.figures(record)
        if kind is not None:
            return own.get((indicator, period, kind))
        actual = own.get((indicator, period, Kind.ACTUAL))
        return actual if actual is not None else own.get((indicator, period, Kind.TARGET))

    def value(self, record: Record, indicator: str, period: Period, kind: Kind | None = None) -> Decimal | None:
        """The value of one figure; None when blank or 不适用."""
        found = self.figure(record, indicator, period, kind)
        return None if found is None else found.value

    def total(self, rows: Iterable[Record], indicator: str, period: Period, kind: Kind | None = None) -> Decimal | None:
        """Sum over rows, blanks and marks left out; None when there is no value at all."""
        values = [v for row in rows if (v := self.value(row, indicator, period, kind)) is not None]
        return sum(values, Decimal(0)) if values else None

    def once(self, name: str, make: Callable[[Dataset], T]) -> T:
        """What several rules work out from the data, made once and kept under a name."""
        if name not in self._kept:
            self._kept[name] = make(self)
        return cast("T", self._kept[name])

    def used(self) -> frozenset[str]:
        """Indicators that have a figure here at all; rules pass over the others."""
        return self.once("used", Dataset._slugs)

    def _slugs(self) -> frozenset[str]:
        return frozenset(slug for own in self._figures.values() for slug, _period, _kind in own)

    def main_indicator(self, record: Record) -> str | None:
        """The indicator that carries a record's yearly line: the measure with most years, then figures."""
        if record.id not in self._main:
            self._main[record.id] = self._main_indicator(record)
        return self._main[record.id]

    def _main_indicator(self, record: Record) -> str | None:
        counts: dict[str, tuple[int, int]] = {}
        for indicator, period, _kind in self.figures(record):
            if indicator in LINES:
                years, every = counts.get(indicator, (0, 0))
                counts[indicator] = (years + period.is_year, every + 1)
        return max(counts, key=lambda one: counts[one]) if counts else None

    def years(self, record: Record, indicator: str) -> dict[int, Figure]:
        """Year → figure of a record's yearly line, actual before target."""
        own = self.figures(record)
        yearly = [(period.year, -kind) for one, period, kind in own if one == indicator and period.is_year]
        return {year: own[indicator, Period.of_year(year), Kind(-kind)] for year, kind in sorted(yearly)}
