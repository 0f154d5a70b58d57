"""“四上” classes (规上工业、限上批发业 …): which industries belong to each and from which yearly revenue on.

Bounds changed over the years, so each is dated. Construction and real estate have no bound: a qualification or a
development project decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

UNLISTED = "未入库"
"""An enterprise that is in no list of the statistics."""
WAN = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class EntryBound:
    """From which revenue of a year on, in 元, since which year; `divisions` limits it to some 大类."""

    since: int
    revenue: Decimal
    source: str
    divisions: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ScaleClass:
    """One class; `divisions` are the first and last 大类 (GB/T 4754—2017) of the ranges that belong to it."""

    label: str
    divisions: tuple[tuple[int, int], ...]
    bounds: tuple[EntryBound, ...] = ()

    def holds(self, division: int) -> bool:
        """Whether an industry belongs to the class."""
        return within(self.divisions, division)

    def bound(self, year: int, division: int | None) -> EntryBound | None:
        """The bound that a year's revenue is compared with; None where none is known."""
        fits = [
            one
            for one in self.bounds
            if one.since <= year and (not one.divisions or (division is not None and within(one.divisions, division)))
        ]
        return max(fits, key=lambda one: one.since, default=None)


def within(ranges: tuple[tuple[int, int], ...], division: int) -> bool:
    """Whether a 大类 lies in one of the ranges."""
    return any(first <= division <= last for first, last in ranges)


_OFFICES = "英德市、楚雄州统计局公布的“四上”单位入库标准"
_INDUSTRY = "国家统计局：2011年起规模以上工业起点为年主营业务收入2000万元（以前为500万元）"

SCALE_CLASSES: tuple[ScaleClass, ...] = (
    ScaleClass(
        "规上工业",
        ((6, 46),),
        (EntryBound(2000, 500 * WAN, _INDUSTRY), EntryBound(2011, 2000 * WAN, _INDUSTRY)),
    ),
    ScaleClass("资质内建筑业", ((47, 50),)),
    ScaleClass("限上批发业", ((51, 51),), (EntryBound(2011, 2000 * WAN, _OFFICES),)),
    ScaleClass("限上零售业", ((52, 52),), (EntryBound(2011, 500 * WAN, _OFFICES),)),
    ScaleClass("限上住宿和餐饮业", ((61, 62),), (EntryBound(2011, 200 * WAN, _OFFICES),)),
    ScaleClass("房地产开发经营业", ((70, 70),)),
    ScaleClass(
        "规上服务业",
        ((53, 60), (63, 65), (70, 70), (71, 90)),
        (
            EntryBound(2011, 2000 * WAN, _OFFICES, ((53, 60), (63, 65), (76, 79), (84, 84))),
            EntryBound(2011, 1000 * WAN, _OFFICES, ((70, 70), (71, 75), (83, 83))),
            EntryBound(2011, 500 * WAN, _OFFICES, ((80, 82), (85, 90))),
        ),
    ),
)
"""Every class, in the order in which they are offered."""

BY_LABEL: dict[str, ScaleClass] = {one.label: one for one in SCALE_CLASSES}
