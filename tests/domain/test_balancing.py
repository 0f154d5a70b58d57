"""舍位平衡: printed details add up, nothing is off by a unit, blanks stay, and as little as possible moves."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from qbs_desktop.domain.amount import rounded
from qbs_desktop.domain.balancing import Off, Stub, Sum, balance

D = Decimal
AMOUNTS = st.one_of(st.none(), st.integers(-5_000_000, 50_000_000).map(lambda fen: D(fen).scaleb(-4)))
GIVEN = st.integers(0, 9_999_999).map(lambda fen: D(fen).scaleb(-4))


def column(*values: str) -> list[list[Decimal | None]]:
    return [[D(value) if value else None] for value in values]


def under_total(count: int) -> list[Stub]:
    return [Stub(), *[Stub(0)] * (count - 1)]


def down(printed: tuple[tuple[Decimal | None, ...], ...]) -> list[str]:
    return ["" if row[0] is None else str(row[0]) for row in printed]


def test_three_thirds_still_make_one() -> None:
    found = balance(column("1", "0.3333", "0.3333", "0.3334"), under_total(4), [1])
    assert down(found.values) == ["1.0", "0.3", "0.3", "0.4"]
    assert found.off == ()


def test_the_detail_nearest_to_the_other_side_gives_way() -> None:
    found = balance(column("3.9", "1.54", "1.26", "1.1"), under_total(4), [0])
    assert down(found.values) == ["4", "2", "1", "1"]
    found = balance(column("4.4", "1.54", "1.26", "1.6"), under_total(4), [0])
    assert down(found.values) == ["4", "1", "1", "2"]


def test_blanks_stay_blank_and_whole_numbers_stay_what_they_are() -> None:
    found = balance(column("3.2", "", "3", "0.2", "0"), under_total(5), [0])
    assert down(found.values) == ["3", "", "3", "0", "0"]


def test_subtotals_add_up_to_the_total_and_details_to_the_subtotals() -> None:
    stubs = [Stub(), Stub(0), Stub(1), Stub(1), Stub(0), Stub(4), Stub(4)]
    found = balance(column("2.0", "0.9", "0.45", "0.45", "1.1", "0.55", "0.55"), stubs, [0])
    printed = [int(text) for text in down(found.values)]
    assert printed[0] == 2 == printed[1] + printed[4]
    assert printed[1] == printed[2] + printed[3]
    assert printed[4] == printed[5] + printed[6]
    assert found.off == ()


def test_rows_within_a_row_fill_it_or_stay_within_it_and_are_never_added() -> None:
    stubs = [Stub(), Stub(0), Stub(1, added=False), Stub(1, added=False), Stub(0)]
    assert down(balance(column("2", "1", "0.5", "0.5", "1"), stubs, [0]).values) in (
        ["2", "1", "1", "0", "1"],
        ["2", "1", "0", "1", "1"],
    )
    assert down(balance(column("2.1", "1.1", "0.5", "0.5", "1"), stubs, [0]).values)[2:4] != ["1", "1"]
    given_more = down(balance(column("2", "1", "0.9", "0.9", "1"), stubs, [0]).values)
    assert given_more == ["2", "1", "1", "1", "1"]  # two breakdowns of the same row


def test_a_total_that_does_not_add_up_is_said_and_left_as_printed() -> None:
    found = balance(column("10", "3.3", "3.3"), under_total(3), [0])
    assert down(found.values) == ["10", "3", "3"]
    assert found.off == (Off(0, 0, across=False),)


def test_a_table_adds_up_down_and_across() -> None:
    exact = [[D("1.5"), D("1.5"), D("3")], [D("0.5"), D("0.5"), D("1")], [D("0.5"), D("0.5"), D("1")]]
    total = [[sum(cells, D(0)) for cells in zip(*exact, strict=True)]]
    found = balance([*total, *exact], under_total(4), [0, 0, 0], [Sum(2, (0, 1))])
    assert found.off == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(AMOUNTS, min_size=1, max_size=12), st.integers(0, 3))
def test_any_details_add_up_and_none_is_off_by_a_unit(details: list[Decimal | None], places: int) -> None:
    there = [value for value in details if value is not None]
    total = sum(there, D(0)) if there else None
    found = balance([[total], *[[one] for one in details]], under_total(len(details) + 1), [places])
    assert found.off == ()
    check_near([[total], *[[one] for one in details]], found.values, [places])
    if total is not None:
        assert found.values[0][0] == rounded(total, places)
        assert sum((row[0] or D(0) for row in found.values[1:]), D(0)) == found.values[0][0]


@settings(max_examples=40, deadline=None)
@given(st.lists(GIVEN, min_size=1, max_size=6))
def test_no_other_choice_of_sides_moves_less(details: list[Decimal]) -> None:
    found = balance([[sum(details, D(0))], *[[one] for one in details]], under_total(len(details) + 1), [0])
    total = rounded(sum(details, D(0)), 0)
    sides = [{one.to_integral_value(ROUND_FLOOR), one.to_integral_value(ROUND_CEILING)} for one in details]
    least = min(moved(details, choice) for choice in product(*sides) if sum(choice, D(0)) == total)
    assert moved(details, [row[0] or D(0) for row in found.values[1:]]) == least


def moved(exact: list[Decimal], printed: object) -> Decimal:
    return sum((abs(a - b) for a, b in zip(exact, printed, strict=True)), D(0))  # type: ignore[call-overload]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_table_of_groups_with_a_sum_across_adds_up_both_ways(data: st.DataObject) -> None:
    columns = data.draw(st.integers(1, 4))
    stubs, exact = [Stub()], []
    for _group in range(data.draw(st.integers(1, 3))):
        stubs.append(Stub(0))
        group = len(stubs) - 1
        stubs.extend([Stub(group)] * data.draw(st.integers(1, 4)))
    width = columns + 1
    table: list[list[Decimal]] = [[D(0)] * width for _ in stubs]
    for row in range(len(stubs) - 1, 0, -1):
        leaf = not any(stub.over == row for stub in stubs)
        if leaf:
            exact = [data.draw(GIVEN) for _ in range(columns)]
            table[row] = [*exact, sum(exact, D(0))]
        over = stubs[row].over
        assert over is not None
        table[over] = [a + b for a, b in zip(table[over], table[row], strict=True)]
    places = [data.draw(st.integers(0, 2))] * width
    found = balance(table, stubs, places, [Sum(columns, tuple(range(columns)))])
    assert found.off == ()
    check_near(table, found.values, places)


@settings(max_examples=60, deadline=None)
@given(GIVEN, st.lists(GIVEN, min_size=1, max_size=5), st.lists(GIVEN, min_size=1, max_size=3), st.booleans())
def test_rows_within_a_row_never_outgrow_it(
    rest: Decimal, parts: list[Decimal], others: list[Decimal], whole: bool
) -> None:
    parent = sum(parts, D(0)) + (D(0) if whole else rest)
    values = [parent + sum(others, D(0)), parent, *parts, *others]
    stubs = [Stub(), Stub(0), *[Stub(1, added=False)] * len(parts), *[Stub(0)] * len(others)]
    table = [[value] for value in values]
    found = balance(table, stubs, [1])
    assert found.off == ()
    check_near(table, found.values, [1])
    printed = [row[0] or D(0) for row in found.values]
    inside = sum(printed[2 : 2 + len(parts)], D(0))
    assert inside == printed[1] if whole else inside <= printed[1]


def check_near(exact: object, printed: object, places: list[int]) -> None:
    for row, shown in zip(exact, printed, strict=True):  # type: ignore[call-overload]
        for value, text, place in zip(row, shown, places, strict=True):
            assert (value is None) == (text is None)
            if value is not None:
                assert abs(value - text) < D(1).scaleb(-place)
                assert text == text.quantize(D(1).scaleb(-place))
