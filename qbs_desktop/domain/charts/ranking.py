"""The completion ranking (完成率排名): cumulative actual over the year's plan, against 序时进度.

序时进度 is the month's own cumulative plan when it was entered, else month/12. Order and colour are decided on exact
fractions (`pacing`), not on the rounded rates that are printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from qbs_desktop.domain.charts import pacing, reading
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
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.profile import Lights
from qbs_desktop.domain.record import Record


@dataclass(frozen=True, slots=True)
class _Entry:
    """One ranked row; `rate` and `pace` in percent, exact."""

    record: Record
    measure: Measure
    done: Decimal
    plan: Decimal
    rate: Fraction
    pace: Fraction


def draw(data: Dataset, ask: Ask) -> ChartData:
    """Rank a list's top rows by completion of the year's plan."""
    ledger = _ledger(data, ask)
    rows = list(data.top(ledger.id))
    period = _period(data, rows, ask)
    entries: list[_Entry] = []
    missing: list[Record] = []
    for row in rows:
        entry = _entry(data, ask, row, period) if period is not None else None
        missing.append(row) if entry is None else entries.append(entry)
    entries.sort(key=lambda one: (-one.rate, one.record.position))
    when = reading.when(period) if period is not None else ""
    shared = period is not None and len({one.pace for one in entries}) == 1
    marks = (Mark(reading.rounded(entries[0].pace, 1), "序时进度"),) if shared else ()
    labels = dict.fromkeys(one.measure.indicator.label.removeprefix("完成") for one in entries)
    return ChartData(
        kind=KIND.id,
        style=Style.BARS,
        title=f"{ledger.label}：{when}完成率排名",
        unit="%",
        unit_name=ask.unit_name,
        period_text=when,
        state=ask.state,
        category_axis=ledger.noun,
        value_axis=f"{'、'.join(labels)}完成率（本年累计 ÷ 年度计划）",
        categories=tuple(one.record.name for one in entries),
        series=(Series("完成率", Role.ACTUAL, tuple(_point(one, data, ledger, period) for one in entries)),)
        if entries
        else (),
        marks=marks,
        annotations=_results(entries, data.profile.lights, ledger),
        warnings=_warnings(missing, entries, data.profile.lights, ledger),
        source=f"本单位{ledger.label}",
        empty="" if entries else _empty(ledger, period),
    )


def _ledger(data: Dataset, ask: Ask) -> Ledger:
    """The asked ledger, else the first that has a rate to rank."""
    if ask.ledger is None:
        for slug in KIND.ledgers:
            rows = list(data.top(slug))
            period = _period(data, rows, ask)
            if period is not None and any(_entry(data, ask, row, period) for row in rows):
                return data.ledgers[slug]
    return reading.ledger_of(data, ask, KIND.ledgers)


def _empty(ledger: Ledger, period: Period | None) -> str:
    if period is None:
        return f"{ledger.label}还没有实际数据。请在“月度填报”里填写本年累计，再看完成率。"
    return f"{reading.when(period)}没有既有年度计划又有实际数据的{ledger.noun}。请补填年度计划或换一个报告期。"


def _period(data: Dataset, rows: Sequence[Record], ask: Ask) -> Period | None:
    """The asked period, else the newest one in which some row has both plan and actual, else the newest actual."""
    if ask.period is not None:
        return ask.period
    both = {
        period
        for row in rows
        for slug, period, kind in data.figures(row)
        if kind is Kind.ACTUAL and ask.indicator in (None, slug)
        if data.value(row, slug, period.as_year(), Kind.TARGET) is not None
    }
    newest = max(both, key=lambda one: (one.year, one.is_month, one.last_month), default=None)
    return newest or reading.latest(data, rows, ask.indicator, None)


def _entry(data: Dataset, ask: Ask, row: Record, period: Period) -> _Entry | None:
    slug = ask.indicator or data.main_indicator(row)
    if slug is None:
        return None
    plan = data.value(row, slug, period.as_year(), Kind.TARGET)
    done = data.value(row, slug, period, Kind.ACTUAL)
    if plan is None or plan <= 0 or done is None:
        return None
    own = data.value(row, slug, period, Kind.TARGET)
    pace = pacing.completion(own, plan) if own is not None else pacing.month_pace(period.last_month)
    return _Entry(row, Measure.of(data.indicators[slug], ask), done, plan, pacing.completion(done, plan), pace)


def _point(one: _Entry, data: Dataset, ledger: Ledger, period: Period | None) -> Point:
    where = reading.place(one.record, ledger, one.measure.indicator.id, period)
    return pacing.point(one.record.name, (one.done, one.plan), one.pace, one.measure, data.profile.lights, where)


def _results(entries: Sequence[_Entry], lights: Lights, ledger: Ledger) -> tuple[str, ...]:
    tones = [pacing.light(one.rate, one.pace, lights) for one in entries]
    if not tones:
        return ()
    late = [one.record for one, tone in zip(entries, tones, strict=True) if tone in (Tone.YELLOW, Tone.RED)]
    found = [f"{pacing.counted(tones, ledger.counter)}。"]
    if late:
        found.append(f"滞后名单（{len(late)} {ledger.counter}）：{reading.names(late, 5)}。")
    return tuple(found)


def _warnings(missing: Sequence[Record], entries: Sequence[_Entry], lights: Lights, ledger: Ledger) -> tuple[str, ...]:
    yellow = f"比序时进度低 {lights.yellow} 至 {lights.red} 个百分点为黄灯"
    rule = f"亮灯规则：{yellow}，低 {lights.red} 个百分点以上为红灯（{lights.source}）。"
    wild = [one.record for one in entries if one.rate > 1000]
    mixed = len({one.measure.indicator.id for one in entries}) > 1
    found = [
        reading.without_data(missing, ledger.counter, "无计划或无实际数据"),
        "各行口径不同，完成率可比、金额不可相加。" if mixed else "",
        f"完成率超过 1000%，请核对单位（万元、亿元）：{reading.names(wild)}。" if wild else "",
        rule if entries else "",
    ]
    return tuple(text for text in found if text)


KIND = ChartKind(
    id="ranking",
    label="完成率排名",
    tells="谁达到序时进度，谁滞后，差多少",
    ledgers=("project", "enterprise", "industry"),
    asks=frozenset({"indicator", "period"}),
    draw=draw,
)
