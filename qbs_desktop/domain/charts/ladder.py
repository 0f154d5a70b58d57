"""The tier ladder (级别台阶): where each subject stands and how far the next 台阶 is.

Steps are the profile's (`industry_steps`, `enterprise_steps`, `project_bands`); a step is reached at its bound or
above. A subject stands at its newest whole-year actual figure; a running year does not count, since steps are
yearly amounts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from qbs_desktop.domain import amount
from qbs_desktop.domain.charts import reading
from qbs_desktop.domain.charts.chart import (
    BLANK,
    Ask,
    ChartData,
    ChartKind,
    Gap,
    Mark,
    Point,
    Role,
    Series,
    Style,
    Tone,
)
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.finding import Place
from qbs_desktop.domain.indicators import BY_ID
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.profile import Profile
from qbs_desktop.domain.record import Record

UNIT = "亿元"
"""Steps are stated in 亿元 in every text, so the ladder is, too."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """A subject on the ladder: value in 元, or None with the reason."""

    record: Record
    value: Decimal | None
    gap: Gap
    period: Period | None = None
    indicator: str | None = None
    figure: Figure | None = None
    plan: Figure | None = None
    plan_period: Period | None = None


def steps_of(profile: Profile, ledger: str) -> tuple[Mark, ...]:
    """The steps of a ledger in ascending order, in 亿元; the same bound is one step."""
    if ledger == "project":
        marks = [Mark(band.lower, band.label, band.sentence) for band in profile.project_bands]
    else:
        steps = profile.industry_steps if ledger == "industry" else profile.enterprise_steps
        marks = [Mark(step.bound, step.label, step.role) for step in steps]
    first = {mark.value: mark for mark in reversed(marks)}
    return tuple(first[bound] for bound in sorted(first))


def next_step(steps: Sequence[Mark], value: Decimal) -> Mark | None:
    """The lowest step above a value (in 亿元)."""
    return next((step for step in steps if step.value > value), None)


def reached(steps: Sequence[Mark], value: Decimal) -> Mark | None:
    """The highest step at or below a value (in 亿元)."""
    return next((step for step in reversed(steps) if step.value <= value), None)


def distance(steps: Sequence[Mark], value: Decimal, show: Callable[[Decimal], str] = reading.short) -> str:
    """``距 1,000 亿元台阶还差 77 亿元``; `show` writes the difference."""
    step = next_step(steps, value)
    if step is None:
        top = reached(steps, value)
        return f"已上最高台阶（{top.label}）" if top else ""
    return f"距 {amount.grouped(step.value)} 亿元台阶还差 {show(step.value - value)} 亿元"


def draw(data: Dataset, ask: Ask) -> ChartData:
    """Draw a list's top rows on the ladder, highest first."""
    ledger = reading.ledger_of(data, ask, KIND.ledgers)
    steps = steps_of(data.profile, ledger.id)
    standings = [_standing(data, ask, ledger, row) for row in data.top(ledger.id)]
    drawn = [one for one in standings if one.value is not None or one.plan is not None]
    drawn.sort(key=lambda one: (one.value is None, -(one.value or 0), -(_planned(one) or 0)))
    missing = [one.record for one in standings if one.value is None and one.plan is None]
    periods = [one.period for one in drawn if one.period is not None]
    newest = max(periods, default=None)
    measures = dict.fromkeys(_measure_label(one, ledger) for one in drawn)
    return ChartData(
        kind=KIND.id,
        style=Style.LADDER,
        title=f"{ledger.label}：级别台阶",
        unit=UNIT,
        unit_name=ask.unit_name,
        period_text=f"{newest.year}年" if newest is not None else "",
        state=ask.state,
        category_axis=ledger.noun,
        value_axis="、".join(measures),
        categories=tuple(one.record.name for one in drawn),
        series=_series(drawn, steps, ask, ledger, newest),
        marks=steps,
        annotations=_results(drawn, steps, ledger),
        warnings=_warnings(drawn, missing, ledger, newest),
        source=reading.documents(ask, [one.figure for one in drawn], ledger),
        empty=_empty(ledger, steps, drawn),
    )


def _empty(ledger: Ledger, steps: Sequence[Mark], drawn: Sequence[_Standing]) -> str:
    if not steps:
        return f"方案没有给出{ledger.noun}的级别台阶。请在方案里填写台阶后再看。"
    if not drawn:
        what = "总投资" if ledger.id == "project" else "年度数据"
        return f"{ledger.label}还没有{what}。请先在名单里填写，或导入工作簿。"
    return ""


def _standing(data: Dataset, ask: Ask, ledger: Ledger, row: Record) -> _Standing:
    if ledger.id == "project":
        return _Standing(row, row.money("total_investment"), Gap.BLANK)
    slug = ask.indicator or data.main_indicator(row)
    if slug is None:
        return _Standing(row, None, Gap.BLANK)
    years = [p for one, p, kind in data.figures(row) if one == slug and kind is Kind.ACTUAL and p.is_year]
    usable = sorted(p for p in years if not reading.is_after(p, ask.period))
    with_value = [p for p in usable if data.value(row, slug, p, Kind.ACTUAL) is not None]
    horizon = Period.of_year(data.profile.horizon)
    plan = data.figure(row, slug, horizon, Kind.TARGET)
    plan = plan if plan is not None and plan.value is not None else None
    where = with_value[-1] if with_value else usable[-1] if usable else None
    figure = data.figure(row, slug, where, Kind.ACTUAL) if where is not None else None
    missing = Gap.NA if figure is not None and figure.na else Gap.BLANK
    return _Standing(row, figure.value if figure else None, missing, where, slug, figure, plan, horizon)


def _measure_label(one: _Standing, ledger: Ledger) -> str:
    return "总投资" if ledger.id == "project" else BY_ID[one.indicator].label if one.indicator in BY_ID else ledger.noun


def _planned(one: _Standing) -> Decimal | None:
    return one.plan.value if one.plan is not None else None


def _yi(value: Decimal) -> Decimal:
    return amount.in_unit(value, UNIT)


def _series(
    drawn: Sequence[_Standing], steps: Sequence[Mark], ask: Ask, ledger: Ledger, newest: Period | None
) -> tuple[Series, ...]:
    now = tuple(_now(one, steps, ask, ledger, newest) for one in drawn)
    word = "总投资" if ledger.id == "project" else "最近年度实际"
    if all(one.plan is None for one in drawn):
        return (Series(word, Role.ACTUAL, now),)
    year = next(one.plan_period.year for one in drawn if one.plan_period is not None)
    plan = tuple(_plan(one, ledger) for one in drawn)
    return (Series(word, Role.ACTUAL, now), Series(f"{year}年计划", Role.PLAN, plan))


def _now(one: _Standing, steps: Sequence[Mark], ask: Ask, ledger: Ledger, newest: Period | None) -> Point:
    is_project = ledger.id == "project"
    where = Place(ledger.id, one.record.id, "total_investment" if is_project else None, one.indicator, one.period)
    when = f"{one.period.year}年" if one.period else ""
    if one.value is None:
        return Point(None, one.gap, one.gap.label, f"{one.record.name} {when}实际：{one.gap.label}", Tone.MUTED, where)
    value = _yi(one.value)
    step = reached(steps, value)
    tier = f"，已达{step.label}" if step else ""
    tail = (step.label if step else "未达最低档") if is_project else distance(steps, value)
    exact = tail if is_project else distance(steps, value, amount.grouped)
    older = f"（{when}）" if one.period != newest else ""
    source = reading.source_text(one.figure, ask.sources)
    detail = f"{one.record.name} {when}：{amount.grouped(value)} 亿元{tier}；{exact}{source}"
    tone = Tone.REACHED if not is_project and next_step(steps, value) is None else Tone.PLAIN
    return reading.point(value, f"{reading.short(value)}{older}　{tail}", detail, where, tone)


def _plan(one: _Standing, ledger: Ledger) -> Point:
    planned = _planned(one)
    if planned is None or one.plan_period is None:
        return BLANK
    value = _yi(planned)
    bound = reading.op_text(one.plan)
    detail = f"{one.record.name} {one.plan_period.year}年计划：{amount.grouped(value)} 亿元{bound}"
    where = reading.place(one.record, ledger, one.indicator or "", one.plan_period, Kind.TARGET)
    return reading.point(value, reading.short(value), detail, where)


def _results(drawn: Sequence[_Standing], steps: Sequence[Mark], ledger: Ledger) -> tuple[str, ...]:
    """How many subjects stand on each step, highest first, and the nearest to its next step."""
    values = [(one.record, _yi(one.value)) for one in drawn if one.value is not None]
    counts = [
        f"{step.label} {number} {ledger.counter}"
        for step in reversed(steps)
        if (number := sum(reached(steps, value) == step for _record, value in values))
    ]
    if below := sum(reached(steps, value) is None for _record, value in values):
        counts.append(f"未达最低档 {below} {ledger.counter}")
    if not counts:
        return ()
    found = [f"按最近数据：{'，'.join(counts)}。"]
    ahead = [(step.value - value, record, value) for record, value in values if (step := next_step(steps, value))]
    if ahead and ledger.id != "project" and len(values) > 1:
        _apart, record, value = min(ahead, key=lambda one: one[0])
        found.append(f"离下一台阶最近：{record.name}，{distance(steps, value)}。")
    return tuple(found)


def _warnings(
    drawn: Sequence[_Standing], missing: Sequence[Record], ledger: Ledger, newest: Period | None
) -> tuple[str, ...]:
    older = [one.record for one in drawn if one.period != newest and one.value is not None]
    planned = [one.record for one in drawn if one.value is None]
    found = [
        reading.without_data(missing, ledger.counter),
        f"只有计划、没有实际数据 {len(planned)} {ledger.counter}：{reading.names(planned)}。" if planned else "",
        f"{len(older)} {ledger.counter}的最近数据早于 {newest.year}年：{reading.names(older)}。"
        if older and newest
        else "",
        "横轴按台阶等距排列，不按金额比例。" if drawn else "",
    ]
    return tuple(text for text in found if text)


KIND = ChartKind(
    id="ladder",
    label="级别台阶",
    tells="每个产业、企业站在哪一级台阶，离下一台阶还差多少",
    ledgers=("industry", "enterprise", "project"),
    asks=frozenset({"indicator", "period"}),
    draw=draw,
)
