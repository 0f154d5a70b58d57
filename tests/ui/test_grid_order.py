"""Sort and filter agree with a plain oracle on any sheet."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbs_desktop.ui.grid.rows import order
from qbs_desktop.ui.grid.rows.order import Filter

numbers = st.lists(st.none() | st.decimals(-(10**12), 10**12, places=4, allow_nan=False), max_size=30)


@given(numbers, st.booleans())
def test_numbers_sort_exactly_and_stably_with_blanks_last(column: list[Decimal | None], descending: bool) -> None:
    got = order.sorted_index(range(len(column)), order.number_keys(column), None, descending=descending)
    filled = [n for n, one in enumerate(column) if one is not None]
    sign = -1 if descending else 1
    filled.sort(key=lambda n: sign * column[n])  # type: ignore[operator]
    assert got == filled + [n for n, one in enumerate(column) if one is None]


def test_numbers_that_differ_by_one_fen_are_told_apart() -> None:
    column = [Decimal("137700000000.01"), Decimal("137700000000.00"), Decimal("137700000000.02")]
    assert order.sorted_index(range(3), order.number_keys(column), None, descending=False) == [1, 0, 2]


def test_chinese_sorts_by_pinyin_with_digits_and_letters_before_it() -> None:
    texts = ["株洲", "安化", "2号", "Beta", "湘潭", "长沙", "", "醴陵"]
    index = order.sorted_index(range(len(texts)), order.text_keys(texts), None, descending=False)
    assert [texts[n] for n in index] == ["2号", "Beta", "安化", "长沙", "醴陵", "湘潭", "株洲", ""]


def test_serial_numbers_sort_as_numbers() -> None:
    texts = ["10", "2", "1", "2.1", "（二）", "2-10", "2-9"]
    index = order.sorted_index(range(len(texts)), order.text_keys(texts, natural=True), None, descending=False)
    assert [texts[n] for n in index][:5] == ["1", "2", "2-9", "2-10", "2.1"]


@given(st.lists(st.tuples(st.integers(0, 2), st.none() | st.integers(0, 5)), max_size=20), st.booleans())
def test_rows_explaining_another_row_stay_behind_it(rows: list[tuple[int, int | None]], descending: bool) -> None:
    depths = [0 if n == 0 else depth for n, (depth, _key) in enumerate(rows)]
    keys: list[object] = [key for _depth, key in rows]
    got = order.sorted_index(range(len(rows)), keys, depths, descending=descending)
    assert sorted(got) == list(range(len(rows)))
    for place, row in enumerate(got):
        if depths[row]:
            assert got[place - 1] == row - 1


def test_a_row_whose_parent_is_filtered_away_stands_for_itself() -> None:
    keys: list[object] = [1, 9, 3, 5]
    assert order.sorted_index([1, 2, 3], keys, [0, 1, 1, 0], descending=False) == [2, 3, 1]


def test_the_largest_and_smallest_count_no_rows_that_explain_another_and_keep_ties() -> None:
    numbers = [Decimal(one) if one is not None else None for one in (5, 9, 3, 3, None, 1)]
    depths = [0, 1, 0, 0, 0, 0]
    assert order.outermost(range(6), 1, numbers, depths) == [0, 1]
    assert order.outermost(range(6), 2, numbers, depths) == [0, 1, 2, 3]
    assert order.outermost(range(6), -1, numbers, depths) == [5]
    assert order.outermost(range(6), 9, numbers, depths) == [0, 1, 2, 3, 5]
    assert order.outermost([2, 3, 4], 1, numbers, None) == [2, 3]
    assert order.outermost([4], 1, numbers, depths) == []


TEXTS = ["工业", "", "服务业", "工业", "——"]
NUMBERS = [Decimal(3), None, Decimal(-1), Decimal("2.50"), None]


@pytest.mark.parametrize(
    ("rule", "rows"),
    [
        (Filter(), [0, 1, 2, 3, 4]),
        (Filter(values=frozenset({"工业"})), [0, 3]),
        (Filter(blank=True), [1]),
        (Filter(blank=False), [0, 2, 3, 4]),
        (Filter(contains="业"), [0, 2, 3]),
        (Filter(contains="fwy"), [2]),
        (Filter(low=Decimal("2.5")), [0, 3]),
        (Filter(high=Decimal("2.5")), [2, 3]),
        (Filter(low=Decimal(0), high=Decimal("2.5"), contains="工"), [3]),
    ],
)
def test_every_condition_of_a_filter_must_hold(rule: Filter, rows: list[int]) -> None:
    assert order.kept(range(5), rule, lambda: TEXTS, lambda: NUMBERS) == rows
    assert rule.empty == (rule == Filter())
