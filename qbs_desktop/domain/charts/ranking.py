"""The completion ranking (完成率排名): cumulative actual over the year's plan, against 序时进度.

完成率 = 本年累计 ÷ 年度计划. 序时进度 is the month's own cumulative plan when it was entered, else month/12. Colours
follow the profile's lights, in percentage points behind 序时进度. Order and colour are decided on exact fractions,
not on the rounded rates that are printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from qbs_desktop.domain import amount
from qbs_desktop.domain.charts import reading
from qbs_desktop.domain.charts.chart import (
    TONE_LABELS,
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


def light(rate: Fraction, pace: Fraction, lights: Lights) -> Tone:
    """The light of a rate: on pace, less than `yellow` points behind, up to `red` points behind, or more."""
    behind = pace - rate
    if behind <= 0:
        return Tone.ON_PACE
    if behind < Fraction(lights.yellow):
        return Tone.SLIGHT
    return Tone.YELLOW if behind <= Fraction(lights.red) else Tone.RED


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
    when = _when(period) if period is not None else ""
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


def _when(period: Period) -> str:
    return f"{period.year}年" if period.is_year else period.span_label()


def _empty(ledger: Ledger, period: Period | None) -> str:
    if period is None:
        return f"{ledger.label}还没有实际数据。请在“月度填报”里填写本年累计，再看完成率。"
    return f"{_when(period)}没有既有年度计划又有实际数据的{ledger.noun}。请补填年度计划或换一个报告期。"


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
    pace = Fraction(own) * 100 / Fraction(plan) if own is not None else Fraction(period.last_month * 100, 12)
    return _Entry(row, Measure.of(data.indicators[slug], ask), done, plan, Fraction(done) * 100 / Fraction(plan), pace)


def _point(one: _Entry, data: Dataset, ledger: Ledger, period: Period | None) -> Point:
    tone = light(one.rate, one.pace, data.profile.lights)
    rate = reading.rounded(one.rate, 1)
    apart = rate - reading.rounded(one.pace, 1)
    word = f"{'超' if apart > 0 else '差'} {amount.grouped(abs(apart), 1)} 个百分点" if apart else "与序时持平"
    shown = f"{amount.grouped(rate, 1)}%"
    detail = (
        f"{one.record.name}：完成 {one.measure.text(one.done)} ÷ 年度计划 {one.measure.text(one.plan)} = {shown}；"
        f"序时进度 {reading.rounded(one.pace, 1)}%，{TONE_LABELS[tone]}"
    )
    where = reading.place(one.record, ledger, one.measure.indicator.id, period)
    return reading.point(rate, f"{shown}　{word}", detail, where, tone)


def _results(entries: Sequence[_Entry], lights: Lights, ledger: Ledger) -> tuple[str, ...]:
    tones = [light(one.rate, one.pace, lights) for one in entries]
    if not tones:
        return ()
    parts = [f"{TONE_LABELS[tone]} {tones.count(tone)} {ledger.counter}" for tone in TONE_LABELS if tone in tones]
    late = [one.record for one, tone in zip(entries, tones, strict=True) if tone in (Tone.YELLOW, Tone.RED)]
    found = [f"{'，'.join(parts)}。"]
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
