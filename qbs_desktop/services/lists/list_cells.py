"""Cells of a list read by the column: what `Row.text` and `Row.number` give, worked out beforehand for the column.

A sort, a filter or a search asks one column of 100 000 rows. What depends on the column alone is decided once, and
where it stands in a stored row is looked up once for all rows of one reading.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from types import NoneType
from typing import Any, TypeAlias

from qbs_desktop.db import list_rows
from qbs_desktop.db.list_rows import Shape
from qbs_desktop.domain import amount
from qbs_desktop.domain.fields import Field, Money, Number, Stored
from qbs_desktop.domain.indicators import Quantity
from qbs_desktop.services.lists.listing import Column, Row

Text: TypeAlias = Callable[[Row], str]
Whole: TypeAlias = Callable[[Row], int | None]
_NOT_APPLICABLE = "——"


def text_of(column: Column) -> Text:
    """The function that gives a cell's text."""
    field, slowly = column.field, partial(_slowly, column)
    if field is None:
        indicator, _period = column.figure_place()
        if indicator.quantity is Quantity.PERCENT:
            return slowly
        power = _power(column.unit or indicator.unit) if indicator.quantity is Quantity.MONEY else 0
        return _cells(column, partial(_figure, indicator.scale + power), slowly)
    if isinstance(field, Money):
        return _cells(column, partial(_amount, 2 + _power(field.unit)), slowly)
    if type(field).decode is Field.decode and type(field).text is Field.text:
        return _cells(column, str, slowly)
    return slowly


def whole_of(column: Column) -> tuple[Whole, int]:
    """The function that gives a cell's number as an integer, and how many decimals that integer has."""
    if column.field is None:
        return _wholes(column, list_rows.whole, _nothing), column.figure_place()[0].scale
    scale = 2 if isinstance(column.field, Money) else 4 if isinstance(column.field, Number) else 0
    return _wholes(column, _nothing, partial(_scaled, column, scale)), scale


def wholes_of(column: Column) -> Callable[[Sequence[Row]], list[int | None]]:
    """The function that gives the numbers of many rows as `whole_of` gives each."""
    return partial(_many, column, whole_of(column)[0])


def _many(column: Column, one_by_one: Whole, rows: Sequence[Row]) -> list[int | None]:
    """Rows of one reading hold the number at one place, mostly as it is."""
    shapes = {row.shape for row in rows}
    at = _place(column, shapes.pop()) if len(shapes) == 1 else None
    if at is None:
        return [one_by_one(row) for row in rows]
    found: list[Any] = [row.stored[at] for row in rows]
    if not set(map(type, found)) <= {int, NoneType}:
        return [one_by_one(row) for row in rows]
    return found


def _place(column: Column, shape: Shape) -> int | None:
    """Where a column stands in stored rows; None for a field of the profile and for a figure nobody entered yet."""
    if column.field is not None:
        return shape.places.get(column.field.id)
    found = shape.figures.get(column.figure_name())
    return None if found is None else found[0]


def _cells(column: Column, show: Callable[[Stored], str], elsewhere: Text) -> Text:
    last: Shape | None = None
    at: int | None = None

    def text(row: Row) -> str:
        nonlocal last, at
        if row.shape is not last:
            last = row.shape
            at = _place(column, last)
        if at is None:
            return elsewhere(row)
        stored = row.stored[at]
        return "" if stored is None else show(stored)

    return text


def _wholes(column: Column, number: Callable[[Stored], int | None], elsewhere: Whole) -> Whole:
    last: Shape | None = None
    at: int | None = None

    def whole(row: Row) -> int | None:
        nonlocal last, at
        if row.shape is not last:
            last = row.shape
            at = _place(column, last)
        if at is None:
            return elsewhere(row)
        stored = row.stored[at]
        return stored if stored is None or stored.__class__ is int else number(stored)

    return whole


def _power(unit: str) -> int:
    """How many decimals an amount in 元 gets in a unit."""
    return amount.AMOUNT_UNITS[unit].adjusted()


def _slowly(column: Column, row: Row) -> str:
    return row.text(column)


def _amount(places: int, stored: Stored) -> str:
    return amount.shown(stored, places) if isinstance(stored, int) else ""


def _figure(places: int, stored: Stored) -> str:
    number = list_rows.whole(stored)
    return _NOT_APPLICABLE if number is None else amount.shown(number, places)


def _nothing(_anything: object) -> None:
    return None


def _scaled(column: Column, scale: int, row: Row) -> int | None:
    value = row.value(column)
    return amount.to_scaled(Decimal(value), scale) if isinstance(value, Decimal | int) else None
