"""Figures as rows of the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from qbs_desktop.db.changes import Added
from qbs_desktop.db.queries import IndicatorKey
from qbs_desktop.domain import amount
from qbs_desktop.domain.fields import Stored
from qbs_desktop.domain.figure import Figure, FigureKey

FIGURE_COLUMNS = ("value", "na", "op", "source_id", "cell")
FigurePlace: TypeAlias = tuple[int, int, int, int]
"""Key of a stored figure: subject, indicator number, period code, kind."""
Wanted: TypeAlias = tuple[FigureKey, Figure | None, str | None]
"""A figure to store (None clears) and the workbook cell it was read from."""


def row_of(figure: Figure, scale: int, cell: str | None) -> tuple[Stored, ...]:
    """A figure in the order of `FIGURE_COLUMNS`."""
    value = None if figure.value is None else amount.to_scaled(figure.value, scale)
    return value, int(figure.na), figure.op.value if figure.op else None, figure.source_id, cell


def all_new(wanted: Sequence[Wanted], indicators: Mapping[str, IndicatorKey]) -> Added | None:
    """Figures for places where nothing stands yet, as rows to insert; None when one clears or a place comes twice.

    A county's first import is so, and needs no row compared: it is a third quicker column by column.
    """
    rows: dict[FigurePlace, tuple[Stored, ...]] = {}
    numbers = {slug: (one.id, one.scale) for slug, one in indicators.items()}
    for key, figure, cell in wanted:
        if figure is None:
            return None
        number, scale = numbers[key.indicator]
        rows[key.subject_id, number, key.period.code, int(key.kind)] = row_of(figure, scale, cell)
    if len(rows) != len(wanted):
        return None
    keys, after = tuple(zip(*rows, strict=True)), tuple(zip(*rows.values(), strict=True))
    return Added("figure", FIGURE_COLUMNS, keys, after)
