"""Plain figures are what the whole way through a cell gives, and behave as the tuple they stand for."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from qbs_desktop.domain import amount
from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.reading.plain_figures import FigureColumn, FigureRead, Places, PlainFigures
from qbs_desktop.exchange.words.values import plain_amount

TWO = (
    FigureColumn("revenue", Period.of_year(2025), Kind.ACTUAL, "C"),
    FigureColumn("output", Period.parse("2026-10"), Kind.TARGET, "AB", open_measure=True),
)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False).filter(lambda one: len(one.as_tuple().digits) <= 15)


@given(NUMBERS, st.sampled_from([*amount.AMOUNT_UNITS.values()]))
def test_a_plain_amount_is_the_number_times_its_unit_to_the_last_digit(number: Decimal, size: Decimal) -> None:
    exact = amount.EXACT.multiply(number, size)
    digits = plain_amount(number, size)
    if digits is None:
        assert abs(exact) >= Decimal(10) ** 11 or exact != exact.quantize(Decimal("0.01"))
    else:
        assert digits == str(amount.trim(exact))


def test_plain_amounts_are_written_as_they_are_stored() -> None:
    for number, size, digits in (("1.50", "1", "1.5"), ("1E+3", "10000", "10000000"), ("-0.00", "1", "0")):
        assert plain_amount(Decimal(number), Decimal(size)) == digits
    assert plain_amount(Decimal("0.001"), Decimal(1)) is None
    assert plain_amount(Decimal("0.0000001"), Decimal(10000)) is None
    assert plain_amount(Decimal(10) ** 12, Decimal(1)) is None


def test_plain_figures_are_the_tuple_they_stand_for() -> None:
    made = PlainFigures(7, TWO, "1.5 -20")
    first = FigureRead("revenue", Period.of_year(2025), Kind.ACTUAL, Figure(Decimal("1.5")), "C7")
    second = FigureRead("output", Period.parse("2026-10"), Kind.TARGET, Figure(Decimal(-20)), "AB7", open_measure=True)
    whole = (first, second)
    assert made == whole
    assert whole == made
    assert made != (first,)
    assert (made[1], made[-2], made[1:], len(made), repr(made)) == (second, first, (second,), 2, repr(whole))
    assert hash(made) == hash(whole)
    assert list(made.values) == [Decimal("1.5"), Decimal(-20)]


def test_the_places_of_a_row_are_a_mapping_of_its_cells() -> None:
    places = Places(12, {"name": "B", "area": "AA"})
    assert places == {"name": "B12", "area": "AA12"}
    assert repr(places) == repr({"name": "B12", "area": "AA12"})
    assert places.get("owner") is None
