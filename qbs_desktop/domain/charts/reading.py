"""How charts read a data set: which indicator, which value, in which unit, with which source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from qbs_desktop.domain import amount
from qbs_desktop.domain.charts.chart import Ask, Gap, Point, Tone
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.figure import Figure, Kind, Op
from qbs_desktop.domain.finding import Place
from qbs_desktop.domain.indicators import Indicator, Quantity
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record


def percent(part: Decimal, whole: Decimal, places: int = 1) -> Decimal:
    """`part` in % of `whole`, computed exactly and rounded half up once, for display."""
    return rounded(Fraction(part) * 100 / Fraction(whole), places)


def rounded(value: Fraction, places: int) -> Decimal:
    """Round an exact fraction half up (away from zero)."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-places)


def exact(value: Fraction, places: int) -> Decimal:
    """A fraction as a decimal: every digit if it ends, else rounded half up to `places`."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return rounded(value, places)
    return amount.trim(Decimal(value.numerator) / Decimal(value.denominator))


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator with the unit in which a chart shows it."""

    indicator: Indicator
    unit: str

    @classmethod
    def of(cls, indicator: Indicator, ask: Ask) -> Measure:
        """The asked amount unit for money, the indicator's own unit otherwise."""
        money = indicator.quantity is Quantity.MONEY
        return cls(indicator, (ask.unit or indicator.unit) if money else indicator.unit)

    def shown(self, value: Decimal) -> Decimal:
        """A stored value in the chart's unit, exactly."""
        return amount.in_unit(value, self.unit) if self.indicator.quantity is Quantity.MONEY else amount.trim(value)

    def text(self, value: Decimal) -> str:
        """The same with thousands separators and unit, every digit kept."""
        return f"{amount.grouped(self.shown(value))}{'' if self.unit == '%' else ' '}{self.unit}"


def when(period: Period) -> str:
    """What a figure of a period covers: ``2026年``, or the span since January."""
    return f"{period.year}年" if period.is_year else period.span_label()


def ledger_of(data: Dataset, ask: Ask, usual: Sequence[str]) -> Ledger:
    """The asked ledger, else the first of the usual ones that has rows."""
    filled = (slug for slug in usual if data.rows(slug))
    return data.ledgers[ask.ledger or next(filled, usual[0])]


def indicator_of(data: Dataset, rows: Iterable[Record], ask: Ask, ledger: Ledger) -> Indicator | None:
    """The asked indicator, else the one that carries the yearly line of most rows."""
    if ask.indicator:
        return data.indicators[ask.indicator]
    counts = Counter(slug for row in rows if (slug := data.main_indicator(row)))
    order = {slug: number for number, slug in enumerate(ledger.indicators)}
    best = min(counts, key=lambda slug: (-counts[slug], order.get(slug, 99)), default=None)
    return data.indicators[best] if best else None


def place(
    record: Record | None, ledger: Ledger, indicator: str, period: Period | None, kind: Kind = Kind.ACTUAL
) -> Place:
    """Where a point comes from; without a record, the list.

    A year may hold a plan beside an actual figure, so a planned year names its column in the list as the field.
    """
    planned = kind is Kind.TARGET and period is not None and period.is_year
    column = f"{indicator}@{period}/target" if planned else None
    return Place(ledger.id, record.id if record else None, column, indicator, period)


def gap(figures: Iterable[Figure | None]) -> Gap:
    """Why a value is missing: —— when every figure that should be there is ——, else not filled in."""
    found = list(figures)
    return Gap.NA if found and all(one is not None and one.na for one in found) else Gap.BLANK


def source_text(figure: Figure | None, sources: Mapping[int, str]) -> str:
    """``（来源：…）`` of a figure, or nothing."""
    known = sources.get(figure.source_id, "") if figure is not None and figure.source_id is not None else ""
    return f"（来源：{known}）" if known else ""


def short(value: Decimal) -> str:
    """A number for a label: at most two decimals, four below 1; the exact value stands in the point's detail."""
    whole = amount.trim(value)
    places = 2 if abs(whole) >= 1 else 4
    return amount.grouped(whole if whole == amount.rounded(whole, places) else amount.rounded(whole, places))


def outlier(values: Sequence[tuple[Record, Decimal]], counter: str) -> str:
    """Say when one row is more than ten times all others together: most often 万元 entered as 亿元."""
    total = sum((value for _row, value in values), Decimal(0))
    found = [(row, value) for row, value in values if len(values) > 2 and value > 10 * (total - value) >= 0]
    if not found:
        return ""
    row, _value = found[0]
    return f"“{row.name}”一{counter}是其余各{counter}之和的 10 倍以上，请核对单位（万元、亿元）。"


def mixed_measures(rows: Iterable[Record], indicator: Indicator) -> str:
    """Say when the rows of a sum name different measures (口径), as the Yiyang industries do (requirement B6)."""
    words = dict.fromkeys(word for row in rows if (word := row.text("measure")))
    if len(words) < 2:
        return ""
    return f"各行口径不同（{'、'.join(words)}），都记在“{indicator.label}”下，合计只供参考。"


def op_text(figure: Figure | None) -> str:
    """The operator of a target (限定词) as a bracket behind its number: ``（超过）``, or nothing."""
    return f"（{figure.op.value}）" if figure is not None and figure.op and figure.op is not Op.EQUAL else ""


def kind_label(kind: Kind) -> str:
    """计划 or 实际."""
    return "计划" if kind is Kind.TARGET else "实际"


def point(value: Decimal, label: str, detail: str, where: Place, tone: Tone = Tone.PLAIN) -> Point:
    """A point that has a value."""
    return Point(value, None, label, detail, tone, where)


def names(rows: Sequence[Record], most: int = 4) -> str:
    """Names joined with 、, shortened after `most`."""
    shown = "、".join(row.name or "（未命名）" for row in rows[:most])
    return f"{shown} 等" if len(rows) > most else shown


def without_data(rows: Sequence[Record], counter: str = "个", what: str = "无数据") -> str:
    """``无数据 2 个：甲、乙``: subjects that are listed instead of being drawn as 0."""
    return f"{what} {len(rows)} {counter}：{names(rows)}，未画入图中。" if rows else ""


def latest(data: Dataset, rows: Iterable[Record], indicator: str | None, until: Period | None) -> Period | None:
    """The newest month with an actual figure, else the newest year; not after `until`."""
    found = {
        period
        for row in rows
        for slug, period, kind in data.figures(row)
        if kind is Kind.ACTUAL and indicator in (None, slug) and not is_after(period, until)
    }
    return max(found, key=lambda one: (one.year, one.is_month, one.last_month), default=None)


def is_after(period: Period, until: Period | None) -> bool:
    """Whether a period ends after `until`."""
    return until is not None and (period.year, period.last_month) > (until.year, until.last_month)


def documents(ask: Ask, figures: Iterable[Figure | None], ledger: Ledger) -> str:
    """The source line of a chart: documents if the figures name some, else the list of this file."""
    used = (one.source_id for one in figures if one is not None and one.source_id is not None)
    known = dict.fromkeys(ask.sources[number] for number in used if number in ask.sources)
    return "；".join(known) if known else f"本单位{ledger.label}"
