"""Target against actual over the years (目标与实际), with the 序时进度 of the year that is still running.

The plan line starts at the base year's actual figure, as the annexes of 株政办发〔2022〕4号 print it. A sum is the sum
of top rows: 其中 rows are never added. Years without figures are gaps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from qbs_desktop.domain import amount
from qbs_desktop.domain.charts import reading
from qbs_desktop.domain.charts.chart import BLANK, Ask, ChartData, ChartKind, Point, Role, Series, Style, Tone
from qbs_desktop.domain.charts.reading import Measure
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period, Scheme, months
from qbs_desktop.domain.record import Record

BASE = "基期实际"


@dataclass(frozen=True, slots=True)
class _Line:
    """What one drawing looks at."""

    data: Dataset
    ask: Ask
    ledger: Ledger
    rows: Sequence[Record]
    measure: Measure

    def figures(self, period: Period, kind: Kind) -> list[Figure | None]:
        """One figure per row."""
        return [self.data.figure(row, self.measure.indicator.id, period, kind) for row in self.rows]

    def plan(self, year: int) -> list[Figure | None]:
        """The year's targets; the base year's actual figure where the base year has no target."""
        period = Period.of_year(year)
        targets = self.figures(period, Kind.TARGET)
        if year != self.data.profile.base_year:
            return targets
        actual = self.figures(period, Kind.ACTUAL)
        return [one if one is not None else base for one, base in zip(targets, actual, strict=True)]

    def actual_period(self, year: int) -> Period:
        """The whole year if any row has it, else the newest month with a figure."""
        whole = Period.of_year(year)
        until = self.ask.period
        candidates = [whole, *reversed(months(year, Scheme.DISPATCH))]
        for period in candidates:
            if not reading.is_after(period, until) and any(self.figures(period, Kind.ACTUAL)):
                return period
        return whole

    def point(self, figures: Sequence[Figure | None], period: Period, kind: Kind, what: str) -> Point:
        """The sum of the figures as a point, or a gap."""
        values = [one.value for one in figures if one is not None and one.value is not None]
        record = self.rows[0] if len(self.rows) == 1 else None
        column = Kind.ACTUAL if what == BASE else kind
        where = reading.place(record, self.ledger, self.measure.indicator.id, period, column)
        if not values:
            missing = reading.gap(figures)
            return Point(
                None, missing, missing.label, f"{reading.when(period)}{what}：{missing.label}", Tone.PLAIN, where
            )
        total = sum(values, Decimal(0))
        cover = f"，{len(values)}/{len(figures)} {self.ledger.counter}有数据" if len(values) < len(figures) else ""
        bound = reading.op_text(figures[0]) if len(figures) == 1 else ""
        source = reading.source_text(figures[0], self.ask.sources) if len(figures) == 1 else ""
        detail = f"{reading.when(period)}{what}：{self.measure.text(total)}{bound}{cover}{source}"
        partial = kind is Kind.ACTUAL and not period.is_year
        label = reading.short(self.measure.shown(total))
        return reading.point(self.measure.shown(total), label, detail, where, Tone.PARTIAL if partial else Tone.PLAIN)

    def paces(self, year: int, actual: Period) -> list[Fraction | None]:
        """序时进度 per row: the month's own cumulative plan if entered, else the year's plan x month / 12."""
        entered = self.figures(actual, Kind.TARGET)
        return [_pace(own, plan, actual.last_month) for own, plan in zip(entered, self.plan(year), strict=True)]

    def pace(self, year: int, actual: Period) -> Point:
        """序时进度 of a running year, summed over the rows that have a plan."""
        known = [share for share in self.paces(year, actual) if share is not None]
        if actual.is_year or not known:
            return BLANK
        value = self.measure.shown(reading.exact(sum(known, Fraction(0)), self.measure.indicator.scale))
        entered = any(self.figures(actual, Kind.TARGET))
        how = "按填报的累计计划" if entered else f"年度计划 × {actual.last_month}/12"
        detail = f"{reading.when(actual)}序时进度：{how} = {amount.grouped(value)} {self.measure.unit}"
        record = self.rows[0] if len(self.rows) == 1 else None
        where = reading.place(record, self.ledger, self.measure.indicator.id, actual if entered else actual.as_year())
        return reading.point(value, f"序时 {reading.short(value)}", detail, where)


def _pace(own: Figure | None, plan: Figure | None, month: int) -> Fraction | None:
    if own is not None and own.value is not None:
        return Fraction(own.value)
    return Fraction(plan.value) * month / 12 if plan is not None and plan.value is not None else None


def draw(data: Dataset, ask: Ask) -> ChartData:
    """Draw one record, or the sum of a list's top rows."""
    ledger = reading.ledger_of(data, ask, KIND.ledgers)
    record = data.record(ask.record_id) if ask.record_id is not None else None
    rows = [record] if record is not None else list(data.top(ledger.id))
    indicator = reading.indicator_of(data, rows, ask, ledger)
    who = record.name if record is not None else f"{ledger.label}合计（{len(rows)} {ledger.counter}）"
    if indicator is None:
        return _empty(ask, ledger, who)
    line = _Line(data, ask, ledger, rows, Measure.of(indicator, ask))
    years = _years(line)
    actual_periods = [line.actual_period(year) for year in years]
    plan = tuple(line.point(line.plan(y), Period.of_year(y), Kind.TARGET, _plan_word(line, y)) for y in years)
    actual = tuple(line.point(line.figures(p, Kind.ACTUAL), p, Kind.ACTUAL, "实际") for p in actual_periods)
    pace = tuple(line.pace(year, period) for year, period in zip(years, actual_periods, strict=True))
    if all(point.value is None for point in (*plan, *actual)):
        return _empty(ask, ledger, who)
    series = [Series("计划", Role.PLAN, plan), Series("实际", Role.ACTUAL, actual)]
    if any(point.value is not None for point in pace):
        series.append(Series("序时进度", Role.PACE, pace))
    filled = [p for p, point in zip(actual_periods, actual, strict=True) if point.value is not None]
    return ChartData(
        kind=KIND.id,
        style=Style.YEARS,
        title=f"{who}：目标与实际",
        unit=line.measure.unit,
        unit_name=ask.unit_name,
        period_text=reading.when(filled[-1]) if filled else "",
        state=ask.state,
        category_axis="年份",
        value_axis=indicator.label,
        categories=tuple(f"{year}年" for year in years),
        series=tuple(series),
        annotations=_results(line, actual_periods),
        warnings=_warnings(line, years, record) + _outlier(line, filled[-1:]),
        source=reading.documents(ask, [f for y in years for f in line.plan(y)], ledger),
    )


def _years(line: _Line) -> list[int]:
    slug = line.measure.indicator.id
    used = {period.year for row in line.rows for one, period, _kind in line.data.figures(row) if one == slug}
    if line.ask.period is not None:
        used.add(line.ask.period.year)
    return list(range(min(used), max(used) + 1)) if used else []


def _plan_word(line: _Line, year: int) -> str:
    base = year == line.data.profile.base_year and not any(line.figures(Period.of_year(year), Kind.TARGET))
    return BASE if base else "计划"


def _empty(ask: Ask, ledger: Ledger, who: str) -> ChartData:
    return ChartData(
        KIND.id, Style.YEARS, f"{who}：目标与实际", "", ask.unit_name, "", ask.state, "年份", "",
        empty=f"{ledger.label}还没有年度数据。请在名单里填写各年计划和实际，或导入含年度列的工作簿。",
    )  # fmt: skip


def _results(line: _Line, periods: Sequence[Period]) -> tuple[str, ...]:
    """State the newest year that has both plan and actual: completion, and its distance to 序时进度.

    Only rows that have both are compared, so that a missing report does not look like a shortfall.
    """
    for period in reversed(periods):
        rows = zip(
            line.figures(period, Kind.ACTUAL),
            line.figures(period.as_year(), Kind.TARGET),
            line.paces(period.year, period),
            strict=True,
        )
        pairs = [
            (actual.value, target.value, pace or Fraction(0))
            for actual, target, pace in rows
            if actual is not None and target is not None and actual.value is not None and target.value is not None
        ]
        if sum(target for _actual, target, _pace in pairs) > 0:
            return (_result(line, period, pairs),)
    return ()


def _result(line: _Line, period: Period, pairs: Sequence[tuple[Decimal, Decimal, Fraction]]) -> str:
    done = sum((actual for actual, _target, _pace in pairs), Decimal(0))
    plan = sum((target for _actual, target, _pace in pairs), Decimal(0))
    rate = reading.rounded(Fraction(done) * 100 / Fraction(plan), 1)
    whole = f"年度计划 {line.measure.text(plan)}的 {amount.grouped(rate, 1)}%"
    text = f"{reading.when(period)}完成 {line.measure.text(done)}，为{whole}"
    if not period.is_year:
        due = sum((pace for _actual, _target, pace in pairs), Fraction(0))
        pace = reading.rounded(due * 100 / Fraction(plan), 1)
        apart = amount.grouped(abs(rate - pace), 1)
        word = "持平" if rate == pace else f"{'高' if rate > pace else '低'} {apart} 个百分点"
        text += f"，{'与' if rate == pace else '比'}序时进度 {pace}% {word}"
    some = f"（只比计划和实际都有的 {len(pairs)} {line.ledger.counter}）" if len(pairs) < len(line.rows) else ""
    return f"{text}{some}。"


def _warnings(line: _Line, years: Sequence[int], record: Record | None) -> tuple[str, ...]:
    """Say where the years of a sum do not hold the same rows, and which rows use another indicator."""
    if record is not None:
        return ()
    found: list[str] = []
    known: set[int] | None = None
    for year in years:
        counted = {
            row.id
            for row, one in zip(line.rows, line.plan(year), strict=True)
            if one is not None and one.value is not None
        }
        if known is not None and counted and (fresh := counted - known):
            rows = [row for row in line.rows if row.id in fresh]
            more = f"{len(rows)} {line.ledger.counter}：{reading.names(rows)}"
            found.append(f"{year}年计划合计比以前各年多计 {more}，增幅不可直接比较。")
        known = counted | (known or set()) if counted else known
    slug = line.measure.indicator.id
    never = [row for row in line.rows if not any(one == slug for one, _p, _k in line.data.figures(row))]
    if never:
        found.append(reading.without_data(never, line.ledger.counter, f"没有“{line.measure.indicator.label}”的"))
    if mixed := reading.mixed_measures(line.rows, line.measure.indicator):
        found.append(mixed)
    if any(line.data.children(row) for row in line.rows):
        found.append("其中行已含在上级行内，不重复相加。")
    return tuple(found)


def _outlier(line: _Line, periods: Sequence[Period]) -> tuple[str, ...]:
    """Warn when one row drowns the sum of the newest actual figures."""
    values = [
        (row, one.value)
        for period in periods
        for row, one in zip(line.rows, line.figures(period, Kind.ACTUAL), strict=True)
        if one is not None and one.value is not None
    ]
    text = reading.outlier(values, line.ledger.counter)
    return (text,) if text else ()


KIND = ChartKind(
    id="target_actual",
    label="目标与实际",
    tells="各年计划、实际和当年序时进度",
    ledgers=("industry", "enterprise", "project", "project_group"),
    asks=frozenset({"record", "indicator", "period"}),
    draw=draw,
)
