"""Groups of lines with subtotals (分组小计); nothing here knows Qt.

A 其中 row stands in the group of the row it explains, and is never added: its amount is in its parent's already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext

from qbs_desktop.domain import amount
from qbs_desktop.ui.grid.rows import order
from qbs_desktop.ui.grid.rows.order import Numbers

UNNAMED = "（未填）"


@dataclass(slots=True)
class Group:
    """The shown rows with one value: `places` are row numbers in list order, 其中 rows included."""

    key: str
    places: list[int]
    ordinary: int
    texts: list[str] | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """The value, or （未填）."""
        return self.key or UNNAMED


def heads_of(depths: Sequence[int] | None, count: int) -> Sequence[int]:
    """The ordinary row each row belongs to: itself, or the row it explains."""
    if depths is None:
        return range(count)
    heads: list[int] = []
    for place, depth in enumerate(depths):
        heads.append(place if depth == 0 or not heads else heads[-1])
    return heads


def grouped(kept: Iterable[int], depths: Sequence[int] | None, texts: Sequence[str]) -> list[Group]:
    """Groups in pinyin order of their value, （未填） last; rows keep their order."""
    heads = heads_of(depths, len(texts))
    found: dict[str, Group] = {}
    for place in kept:
        key = texts[heads[place]].strip()
        group = found.get(key)
        if group is None:
            group = found[key] = Group(key, [], 0)
        group.places.append(place)
        group.ordinary += depths is None or depths[place] == 0
    keys = dict(zip(found, order.text_keys(list(found)), strict=True))
    return sorted(found.values(), key=lambda group: (not group.key, keys[group.key] or ""))


def total(places: Iterable[int], numbers: Numbers, depths: Sequence[int] | None, scale: int = 0) -> Decimal | None:
    """Exact sum over ordinary rows; blanks and —— are left out; None when there is no number to add.

    Integers are numbers of `scale` decimals.
    """
    if depths is not None:
        places = [place for place in places if not depths[place]]
    found = [one for one in map(numbers.__getitem__, places) if one is not None]
    if not found:
        return None
    with localcontext(amount.EXACT) as exact:
        return exact.scaleb(Decimal(sum(found)), -scale)


def lines_of(groups: Sequence[Group], folded: Callable[[str], bool]) -> list[int]:
    """What stands on each line: a row number, or ``-1 - n`` for the head of group n; folded groups show no rows."""
    lines: list[int] = []
    for number, group in enumerate(groups):
        lines.append(-1 - number)
        if not folded(group.key):
            lines += group.places
    return lines
