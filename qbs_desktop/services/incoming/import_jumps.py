"""Unit suspicion against a record's own history (与历史比较): an amount ten thousand times what it was before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from qbs_desktop.domain import amount
from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.domain.indicators import Indicator, Quantity
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.reading.peers import off_by, other_unit
from qbs_desktop.services.incoming.import_preview import PlannedFigure


def jumping(
    figures: Iterable[PlannedFigure],
    kept: Mapping[tuple[str, Period, Kind], Figure],
    sheet: str,
    indicators: Mapping[str, Indicator],
    unit: str | None,
) -> Iterator[SheetFinding]:
    """Amounts of a file that are a unit off what the list has for the same record; both readings are told."""
    for one in figures:
        indicator = indicators[one.indicator]
        if indicator.quantity is not Quantity.MONEY or not one.figure.value or not one.changed:
            continue
        near = _nearest(one, kept)
        if near is None:
            continue
        period, before = near
        power = off_by(abs(one.figure.value), abs(before))
        if not power:
            continue
        shown = unit or indicator.unit
        typed = amount.plain(amount.in_unit(one.figure.value, shown))
        other = other_unit(shown, power)
        past = f"{indicator.text(Figure(before), shown)} {shown}"
        message = (
            f"{indicator.label} {typed} {shown}，名单里{period.label()}是 {past}，相差约 10 的 {abs(power)} 次方倍，"
            f"像是单位填错；按 {typed} {shown}读入"
            + (f"，也可能是 {typed} {other}，请核对。" if other else "，请核对。")
        )
        yield SheetFinding(Grade.QUERY, "import.unit_suspect", sheet, one.cell, typed, message)


def _nearest(one: PlannedFigure, kept: Mapping[tuple[str, Period, Kind], Figure]) -> tuple[Period, Decimal] | None:
    """The same figure in the list, else the nearest other period of its indicator."""
    every = [
        (abs(period.code - one.period.code), kind is not one.kind, period, figure.value)
        for (slug, period, kind), figure in kept.items()
        if slug == one.indicator and figure.value
    ]
    if not every:
        return None
    _far, _other, period, value = min(every, key=lambda item: item[:3])
    return period, value or Decimal(0)
