"""舍位平衡 (balanced rounding): printed numbers with fewer decimals whose details still add up to their totals.

Every printed number is its exact value rounded down or up in the last place shown, so it is off by less than one unit
of that place; totals keep their usual rounding, and those details give way that lie nearest to the other side (largest
remainder). 其中 rows are never added: they stay within the row they are of, and fill it where they do so exactly.
Only what is printed is balanced. Stored figures are not touched, blanks stay blank.

Method: controlled rounding of two-dimensional tables (L. Cox, Journal of the American Statistical Association 82,
1987), here over a tree of rows and one sum across columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple, TypeAlias

from qbs_desktop.domain.amount import EXACT
from qbs_desktop.domain.flow import GROUND, Network, Number

Values: TypeAlias = Sequence[Sequence[Decimal | None]]
"""Rows of columns; None is a cell that takes no part (blank, ——, text)."""

_FINE = 10**9
"""Costs are compared to so fine a part of the last place."""


class Stub(NamedTuple):
    """Where a row stands: under which other row, and whether it is added to it or only 其中 of it."""

    over: int | None = None
    added: bool = True


class Sum(NamedTuple):
    """A column that is the sum of others (合计 column)."""

    total: int
    parts: tuple[int, ...]


class Off(NamedTuple):
    """A total that its parts do not make: down its column, or across its row."""

    row: int
    column: int
    across: bool


class Balanced(NamedTuple):
    """What to print, and the totals that could not be balanced because they do not add up exactly either."""

    values: tuple[tuple[Decimal | None, ...], ...]
    off: tuple[Off, ...]


def balance(values: Values, stubs: Sequence[Stub], places: Sequence[int], sums: Sequence[Sum] = ()) -> Balanced:
    """Round a table so that printed details add up.

    Args:
        values: exact numbers.
        stubs: for each row, the row above it.
        places: decimals of each column; a sum and its parts have the same.
        sums: columns that add up others; a column is in one sum at most.
    """
    table = _Table(values, stubs, places, sums)
    table.settle([row for row, stub in enumerate(stubs) if stub.over is None], None)
    printed = tuple(
        tuple(
            None if whole is None else EXACT.scaleb(Decimal(whole), -place)
            for whole, place in zip(row, places, strict=True)
        )
        for row in table.printed
    )
    return Balanced(printed, tuple(table.off()))


@dataclass(slots=True)
class _Exact:
    """One cell in units of the last place shown."""

    value: Decimal
    low: int
    nearest: int

    @property
    def high(self) -> int:
        """The other side; the same for a value that needs no rounding."""
        return self.low if self.value == self.low else self.low + 1

    @property
    def cost(self) -> int:
        """What it costs to print the side that is further away."""
        return int(abs(1 - 2 * (self.value - self.low)) * _FINE) + 1


class _Table:
    """The table on its way to paper."""

    def __init__(self, values: Values, stubs: Sequence[Stub], places: Sequence[int], sums: Sequence[Sum]) -> None:
        self._sums = sums
        self._exact = [
            [None if v is None else _exact(v, place) for v, place in zip(row, places, strict=True)] for row in values
        ]
        self.printed: list[list[int | None]] = [[c.nearest if c else None for c in row] for row in self._exact]
        self._added: list[list[int]] = [[] for _ in values]
        self._within: list[list[int]] = [[] for _ in values]
        for row, stub in enumerate(stubs):
            if stub.over is not None:
                (self._added if stub.added else self._within)[stub.over].append(row)
        self._weights: dict[int, int] = {}

    # --- what must add up ----------------------------------------------------------------------------------------

    def _adds_down(self, row: int, column: int) -> bool:
        """Whether a total is exactly the sum of the rows added to it, as far as they have numbers."""
        return self._adds(self._exact[row][column], [self._exact[one][column] for one in self._added[row]])

    def _adds_across(self, row: int, total: Sum) -> bool:
        return self._adds(self._exact[row][total.total], [self._exact[row][one] for one in total.parts])

    @staticmethod
    def _adds(total: _Exact | None, parts: Sequence[_Exact | None]) -> bool:
        there = [part.value for part in parts if part is not None]
        return total is not None and bool(there) and sum(there, Decimal(0)) == total.value

    def _weight(self, row: int) -> int:
        """How much dearer it is to move a total than all of its details together."""
        if row not in self._weights:
            parts = self._added[row]
            deepest = max((self._weight(part) for part in parts), default=0)
            self._weights[row] = deepest * (len(self._exact) + 1) * 2 if parts else 1
        return self._weights[row]

    # --- one round: rows that are added to each other --------------------------------------------------------------

    def settle(self, roots: Sequence[int], over: int | None) -> None:
        """Balance some rows and all that is added to them, within the row they are 其中 of; then their own 其中."""
        rows = list(self._tree(roots))
        network = Network()
        numbers = self._numbers(rows, over)
        self._down(network, rows, numbers)
        self._across(network, rows, numbers)
        if over is not None:
            self._inside(network, roots, over, numbers)
        for number in numbers.values():
            network.put(number)
        network.settle()
        for (row, column), number in numbers.items():
            self.printed[row][column] = number.value
        for row in rows:
            if self._within[row]:
                self.settle(self._within[row], row)

    def _tree(self, roots: Sequence[int]) -> Iterator[int]:
        waiting = list(reversed(roots))
        while waiting:
            row = waiting.pop()
            yield row
            waiting.extend(reversed(self._added[row]))

    def _numbers(self, rows: Sequence[int], over: int | None) -> dict[tuple[int, int], Number]:
        numbers: dict[tuple[int, int], Number] = {}
        across = {one.total: len(one.parts) + 1 for one in self._sums}
        for row in rows:
            for column, cell in enumerate(self._exact[row]):
                if cell is None:
                    continue
                high = cell.high
                above = self._exact[over][column] if over is not None else None
                if over is not None and above is not None and cell.value <= above.value:
                    high = min(high, self.printed[over][column] or 0)
                weight = self._weight(row) * across.get(column, 1)
                cost = (cell.cost + _FINE) * weight if weight > 1 else cell.cost
                numbers[row, column] = Number(min(cell.nearest, high), cell.low, high, cost)
        return numbers

    def _down(self, network: Network, rows: Sequence[int], numbers: dict[tuple[int, int], Number]) -> None:
        """Rows added to a row: the total stands in its sum with −... turned round, so that sums across can take +."""
        for row in rows:
            for column in range(len(self._exact[row])):
                if self._added[row] and self._adds_down(row, column):
                    node = network.node()
                    flipped = any(one.total == column for one in self._sums)
                    for part in self._added[row]:
                        if (part, column) in numbers:
                            _stand(numbers[part, column], node, plus=flipped)
                    _stand(numbers[row, column], node, plus=not flipped)

    def _across(self, network: Network, rows: Sequence[int], numbers: dict[tuple[int, int], Number]) -> None:
        """Sums across a row of details; those of total rows follow from them and from the sums down."""
        for row in rows:
            for one in self._sums:
                if not self._adds_across(row, one) or any(
                    self._adds_down(row, column) for column in (one.total, *one.parts)
                ):
                    continue
                node = network.node()
                for column in one.parts:
                    if (row, column) in numbers:
                        _stand(numbers[row, column], node, plus=True)
                _stand(numbers[row, one.total], node, plus=False)

    def _inside(
        self, network: Network, roots: Sequence[int], over: int, numbers: dict[tuple[int, int], Number]
    ) -> None:
        """其中 rows together within their row where they are so exactly, and all of it where they are that."""
        for column, above in enumerate(self._exact[over]):
            parts = [row for row in roots if (row, column) in numbers]
            room = self.printed[over][column]
            if above is None or room is None or not parts:
                continue
            inside = sum((self._value(row, column) for row in parts), Decimal(0))
            if inside > above.value:
                continue
            flipped = any(one.total == column for one in self._sums)
            node = network.node(-room if flipped else room)
            for row in parts:
                _stand(numbers[row, column], node, plus=flipped)
            if inside < above.value:
                spare = Number(max(room - sum(numbers[row, column].value for row in parts), 0), 0, None)
                _stand(spare, node, plus=flipped)
                network.put(spare)

    def _value(self, row: int, column: int) -> Decimal:
        cell = self._exact[row][column]
        return cell.value if cell is not None else Decimal(0)

    # --- what could not be done ------------------------------------------------------------------------------------

    def off(self) -> Iterator[Off]:
        """Totals whose printed parts do not make them, as anyone would check it with a calculator."""
        for row, cells in enumerate(self.printed):
            for column, total in enumerate(cells):
                parts = [self.printed[one][column] for one in self._added[row]]
                if not _same(total, parts):
                    yield Off(row, column, across=False)
            for one in self._sums:
                if not _same(cells[one.total], [cells[part] for part in one.parts]):
                    yield Off(row, one.total, across=True)


def _same(total: int | None, parts: Sequence[int | None]) -> bool:
    there = [part for part in parts if part is not None]
    return total is None or not there or sum(there) == total


def _stand(number: Number, node: int, *, plus: bool) -> None:
    """Put a number into a sum, with the sign that it has there."""
    if plus:
        if number.plus != GROUND:
            raise ValueError("a number stands in two sums with the same sign")
        number.plus = node
    else:
        if number.minus != GROUND:
            raise ValueError("a number stands in two sums with the same sign")
        number.minus = node


def _exact(value: Decimal, places: int) -> _Exact:
    scaled = EXACT.scaleb(value, places)
    low = int(scaled.to_integral_value(rounding=ROUND_FLOOR))
    return _Exact(scaled, low, int(scaled.to_integral_value(rounding=ROUND_HALF_UP)))
