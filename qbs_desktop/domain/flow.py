"""Whole numbers that must agree in sums, moved as little as possible: a network solved by shortest paths.

Every number may go one step down or up within its bounds; every sum (node) must come to nothing. A number stands in at
most two sums, with + in one and − in the other, so changing it carries one unit from node to node; what stands in one
sum only leads to the ground, which takes and gives any amount. Such networks have whole solutions wherever they have
any (which is why controlled rounding of a table of two dimensions always exists).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

GROUND = -1


@dataclass(slots=True)
class Number:
    """One number: where it stands and how far it may go. `cost` is paid for leaving `nearest`."""

    value: int
    low: int
    high: int | None
    cost: int = 0
    plus: int = GROUND
    minus: int = GROUND
    nearest: int = field(init=False)

    def __post_init__(self) -> None:
        """Where it begins is where it would rather stay."""
        self.nearest = self.value

    def step(self, up: bool) -> int | None:
        """What one step up or down costs; None where the bounds end."""
        if up:
            if self.high is not None and self.value >= self.high:
                return None
            return self.cost if self.value >= self.nearest else -self.cost
        if self.value <= self.low:
            return None
        return self.cost if self.value <= self.nearest else -self.cost


class _Way(NamedTuple):
    """How a node was reached: from which, by moving which number up or down."""

    before: int
    number: Number
    up: bool


class Network:
    """Numbers and sums. Add numbers, then `settle`."""

    def __init__(self) -> None:
        """Start without sums."""
        self._at: list[list[Number]] = []
        self._off: list[int] = []

    def node(self, off: int = 0) -> int:
        """A new sum; `off` is the fixed part of it."""
        self._at.append([])
        self._off.append(off)
        return len(self._at) - 1

    def put(self, number: Number) -> Number:
        """Let a number stand in its sums."""
        for node, sign in ((number.plus, 1), (number.minus, -1)):
            if node != GROUND:
                self._at[node].append(number)
                self._off[node] += sign * number.value
        return number

    def settle(self) -> bool:
        """Move numbers until every sum comes to nothing, at the least cost; False where that cannot be."""
        whole = True
        for node in range(len(self._at)):
            while self._off[node]:
                found = self._way(node, more=self._off[node] > 0)
                if found is None:
                    whole = False
                    break
                self._walk(*found)
        return whole

    def _way(self, start: int, *, more: bool) -> tuple[int, dict[int, _Way], bool] | None:
        """The cheapest way to carry one unit from `start` (or to it) to where it is wanted."""
        costs: dict[int, int] = {start: 0}
        ways: dict[int, _Way] = {}
        waiting, queued = deque([start]), {start}
        while waiting:
            node = waiting.popleft()
            queued.discard(node)
            for number in self._at[node]:
                up = (number.minus == node) == more
                step = number.step(up)
                other = number.plus if number.minus == node else number.minus
                if step is None or other == start:
                    continue
                cost = costs[node] + step
                if other not in costs or cost < costs[other]:
                    costs[other], ways[other] = cost, _Way(node, number, up)
                    if other != GROUND and other not in queued:
                        waiting.append(other)
                        queued.add(other)
        ends = [n for n in ways if n == GROUND or (self._off[n] < 0 if more else self._off[n] > 0)]
        return (min(ends, key=lambda n: costs[n]), ways, more) if ends else None

    def _walk(self, end: int, ways: dict[int, _Way], more: bool) -> None:
        node, unit = end, 1 if more else -1
        while node in ways:
            way = ways[node]
            way.number.value += 1 if way.up else -1
            if node != GROUND:
                self._off[node] += unit
            node = way.before
            self._off[node] -= unit
