"""Rankings of the units that report to a city (单位完成率、单位增速), by sums of their top rows as in the forms.

Fair to whoever reports late or in part: a unit without figures of the period is told and not ranked as 0; a unit with
a row that cannot be compared (done without a plan, this year without last year) is told and not ranked either; a unit
some of whose rows are blank is ranked by what it reported, and told. 其中 rows, and rows of another unit's project,
count once. A growth that rests on reported ones (同比增速（上报）) is marked 上报; see `unit_sides`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from operator import attrgetter

from qbs_desktop.domain import amount
from qbs_desktop.domain.charts import pacing, reading, unit_sides
from qbs_desktop.domain.charts.chart import (
    Ask,
    ChartData,
    ChartKind,
    Mark,
    Point,
    Role,
    Series,
    Style,
    Tone,
)
from qbs_desktop.domain.charts.reading import Measure
from qbs_desktop.domain.charts.unit_sides import Sides
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.indicators import Quantity
from qbs_desktop.domain.ledger import REPORTING_UNIT, Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record


@dataclass(frozen=True, slots=True)
class _Standing:
    """Every unit's sides, and the names of those that have none (未报)."""

    units: Mapping[str, Sides]
    missing: tuple[str, ...]

    @property
    def ranked(self) -> dict[str, Sides]:
        """The units that can be compared."""
        return {name: one for name, one in self.units.items() if one.comparable}

    @property
    def apart(self) -> list[str]:
        """Those that reported and cannot be compared."""
        return [name for name in self.units if name not in self.ranked]


def draw(data: Dataset, ask: Ask, *, growth: bool) -> ChartData:
    """Rank the units by completion of the year's plan, or by growth over the same period of last year."""
    ledger = _ledger(data, ask)
    kind = GROWTH if growth else RATE
    rows = list(data.top(ledger.id))
    indicator = reading.indicator_of(data, rows, ask, ledger)
    wanted = indicator.id if indicator is not None else None
    period = ask.period or reading.latest(data, rows, wanted, None)
    if indicator is None or period is None or indicator.quantity is Quantity.PERCENT:
        return _blank(ask, kind, ledger, "还没有下级报来的数。请先在“汇总”里接收、采用报表，再看排名。")
    standing = _standing(data, rows, indicator.id, period, ask.units, growth=growth)
    ranked = sorted(standing.ranked.items(), key=lambda one: -one[1].rate(growth=growth))
    if not ranked:
        lacks = "上年同期数" if growth else "年度计划"
        return _blank(
            ask, kind, ledger, f"{reading.when(period)}没有哪个单位的数可以排名。请先采用报表，并补齐{lacks}。"
        )
    measure = Measure.of(indicator, ask)
    pace = pacing.month_pace(period.last_month)
    label = indicator.label if growth else indicator.label.removeprefix("完成")
    make = partial(_grown, measure=measure) if growth else partial(_completed, data=data, measure=measure, pace=pace)
    points = tuple(make(name, sides, ledger=ledger, period=period) for name, sides in ranked)
    return ChartData(
        kind=kind.id,
        style=Style.BARS,
        title=f"{ledger.label}：{reading.when(period)}各单位{label}{'同比增速' if growth else '完成率'}排名",
        unit="%",
        unit_name=ask.unit_name,
        period_text=reading.when(period),
        state=ask.state,
        category_axis="单位",
        value_axis=f"{label}{_HOW[growth]}",
        categories=tuple(name for name, _sides in ranked),
        series=(Series("同比增速" if growth else "完成率", Role.ACTUAL, points),),
        marks=() if growth else (Mark(reading.rounded(pace, 1), "序时进度"),),
        annotations=(*_results(points, growth=growth), *_together(ranked, growth=growth)),
        warnings=_warnings(standing, data, ledger, growth=growth),
        source=f"各单位报来的{ledger.label}",
    )


_HOW = {True: "同比（本年累计 ÷ 上年同期 − 1）", False: "完成率（本年累计 ÷ 年度计划）"}


def _ledger(data: Dataset, ask: Ask) -> Ledger:
    """The asked ledger, else the first that some unit has reported rows of."""
    reported = (slug for slug in RATE.ledgers if any(row.text(REPORTING_UNIT) for row in data.top(slug)))
    return data.ledgers[ask.ledger or next(reported, RATE.ledgers[0])]


def _blank(ask: Ask, kind: ChartKind, ledger: Ledger, sentence: str) -> ChartData:
    return ChartData(
        kind=kind.id,
        style=Style.BARS,
        title=f"{ledger.label}：{kind.label}",
        unit="%",
        unit_name=ask.unit_name,
        period_text="",
        state=ask.state,
        category_axis="单位",
        value_axis="",
        empty=sentence,
    )


def _standing(
    data: Dataset, rows: Sequence[Record], slug: str, period: Period, units: Sequence[str], *, growth: bool
) -> _Standing:
    by_unit: dict[str, list[Record]] = {name: [] for name in units}
    for row in rows:
        if name := row.text(REPORTING_UNIT):
            by_unit.setdefault(name, []).append(row)
    found: dict[str, Sides] = {}
    for name, own in by_unit.items():
        sides = (unit_sides.of_last_year if growth else unit_sides.of_plan)(data, own, slug, period)
        if sides is not None:
            found[name] = sides
    return _Standing(found, tuple(name for name in by_unit if name not in found))


def _completed(
    name: str, sides: Sides, *, data: Dataset, measure: Measure, pace: Fraction, ledger: Ledger, period: Period
) -> Point:
    where = reading.place(None, ledger, measure.indicator.id, period)
    return pacing.point(name, (sides.done, sides.base), pace, measure, data.profile.lights, where)


def _grown(name: str, sides: Sides, *, measure: Measure, ledger: Ledger, period: Period) -> Point:
    rate = reading.rounded(sides.rate(growth=True), 1)
    shown = f"{amount.grouped(rate, 1)}%"
    if sides.alone:
        (rate,) = sides.said
        shown = f"{amount.plain(rate)}%（上报）"
        detail = f"{name}：{measure.text(sides.done)}，没有上年同期数，同比是上报的 {amount.plain(rate)}%"
    elif sides.said:
        base = f"填报 {measure.text(sides.base)}，另 " if sides.base else ""
        how = f"{base}{len(sides.said)} {ledger.counter}按上报的同比折算"
        detail = f"{name}：{measure.text(sides.done)} ÷ 上年同期（{how}）− 1 = {shown}"
        shown += "（含上报）" if sides.base else "（上报）"
    else:
        detail = f"{name}：{measure.text(sides.done)} ÷ 上年同期 {measure.text(sides.base)} − 1 = {shown}"
    tone = Tone.SAID if sides.said else Tone.PLAIN if rate >= 0 else Tone.MUTED
    return reading.point(rate, shown, detail, reading.place(None, ledger, measure.indicator.id, period), tone)


def _results(points: Sequence[Point], *, growth: bool) -> tuple[str, ...]:
    if growth:
        down = sum(point.value is not None and point.value < 0 for point in points)
        return (f"参加排名 {len(points)} 个单位" + (f"，下降 {down} 个" if down else "，没有下降") + "。",)
    lit = pacing.counted([point.tone for point in points], "个")
    return (f"参加排名 {len(points)} 个单位：{lit}。",)


def _together(ranked: Sequence[tuple[str, Sides]], *, growth: bool) -> tuple[str, ...]:
    """The rate of the ranked units together, who is below it, and who lowers it most: the question at every meeting."""
    if len(ranked) < 2:
        return ()
    rate = unit_sides.added(sides for _name, sides in ranked).rate(growth=growth)
    below = [name for name, sides in ranked if sides.rate(growth=growth) < rate]
    if not below:
        return (f"这 {len(ranked)} 个单位合计 {_percent(rate)}。",)
    without = {
        name: unit_sides.added(sides for other, sides in ranked if other != name).rate(growth=growth) for name in below
    }
    most = max(without, key=lambda name: without[name])
    words = f"这 {len(ranked)} 个单位合计 {_percent(rate)}，低于合计的 {len(below)} 个：{'、'.join(below)}"
    return (f"{words}；拉低最多的是{most}，不含它为 {_percent(without[most])}。",)


def _percent(rate: Fraction) -> str:
    return f"{amount.grouped(reading.rounded(rate, 1), 1)}%"


def _warnings(standing: _Standing, data: Dataset, ledger: Ledger, *, growth: bool) -> tuple[str, ...]:
    lacking = "有的行缺上年同期或本期数" if growth else "有的行有完成数而没有年度计划"
    partly = _counted(standing, ledger, attrgetter("blank"))
    said = _counted(standing, ledger, _said)
    differing = _counted(standing, ledger, attrgetter("differing"))
    in_base = "" if growth else "（有年度计划的仍在分母里）"
    lights = data.profile.lights
    rule = f"低于序时进度 {lights.yellow} 至 {lights.red} 个百分点为黄灯，更多为红灯（{lights.source}）。"
    found = [
        _told("没有本期数、不排名的单位", standing.missing),
        _told(f"{lacking}、不排名的单位", standing.apart),
        f"有的行没有本期数，按已报的数排名{in_base}：{partly}。" if partly else "",
        f"没有填上年同期数，按上报的同比排名：{said}。" if said else "",
        f"上报的同比与按上年同期数计算的不同，按计算的排名：{differing}。" if differing else "",
        "" if growth else f"亮灯规则：{rule}",
    ]
    return tuple(text for text in found if text)


def _counted(standing: _Standing, ledger: Ledger, counting: Callable[[Sides], int]) -> str:
    """``荷塘区 2 家、石峰区 1 家``: the ranked units with rows of a kind."""
    counts = {name: counting(one) for name, one in standing.ranked.items()}
    return "、".join(f"{name} {count} {ledger.counter}" for name, count in counts.items() if count)


def _said(one: Sides) -> int:
    return len(one.said)


def _told(what: str, names: Sequence[str]) -> str:
    return f"{what} {len(names)} 个：{'、'.join(names)}。" if names else ""


def _kind(slug: str, label: str, tells: str, drawing: Callable[[Dataset, Ask], ChartData]) -> ChartKind:
    ledgers = ("project", "enterprise", "industry")
    return ChartKind(slug, label, tells, ledgers, frozenset({"indicator", "period"}), drawing, collates=True)


RATE = _kind("units_rate", "单位完成率", "各单位年度计划完成率的名次，谁没报", partial(draw, growth=False))
GROWTH = _kind("units_growth", "单位增速", "各单位同比增速的名次，谁不可比", partial(draw, growth=True))
