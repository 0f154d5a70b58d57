"""The split by sector (领域分布), in two views that must not be confused.

*By row* sums top rows under their own 所属领域. *By leaf* puts 其中 rows in place of their parent: the annex classes
中车株所 under 轨道交通 while its two 其中 rows lie in 电子信息 and 电力新能源. Either view counts every amount once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from qbs_desktop.domain import amount
from qbs_desktop.domain.charts import reading
from qbs_desktop.domain.charts.chart import Ask, ChartData, ChartKind, Gap, Point, Role, Series, Style, Tone
from qbs_desktop.domain.charts.reading import Measure
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.finding import Place
from qbs_desktop.domain.indicators import Indicator
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record

UNSET = "未填领域"


def draw(data: Dataset, ask: Ask) -> ChartData:
    """Sum a list by sector for one period: actual figures if there are any, else the plan."""
    ledger = reading.ledger_of(data, ask, KIND.ledgers)
    top, leaves = list(data.top(ledger.id)), list(data.leaves(ledger.id))
    indicator = reading.indicator_of(data, top, ask, ledger)
    period = ask.period or (_newest(data, top, indicator) if indicator else None)
    if indicator is None or period is None:
        return _blank(ask, ledger, "还没有数据。请先填写或导入各年数据。")
    kind = ask.kind if ask.kind is not None else _kind(data, top, indicator, period)
    value_of = _Values(data, Measure.of(indicator, ask), period, kind)
    by_row, by_leaf = value_of.sums(top), value_of.sums(leaves)
    if not by_row and not by_leaf:
        return _blank(ask, ledger, f"{reading.when(period)}没有{reading.kind_label(kind)}数据。请换一个报告期。")
    order = sorted(
        {*by_row, *by_leaf}, key=lambda name: (name == UNSET, -by_row.get(name, 0), -by_leaf.get(name, 0), name)
    )
    series = [Series("按名单行", Role.FIRST, value_of.points(order, by_row, ledger))]
    if by_leaf != by_row:
        series.append(Series("按其中行各自领域", Role.SECOND, value_of.points(order, by_leaf, ledger)))
    total = sum(by_row.values(), Decimal(0))
    return ChartData(
        kind=KIND.id,
        style=Style.BARS,
        title=f"{ledger.label}：{reading.when(period)}{reading.kind_label(kind)}按领域分布",
        unit=value_of.measure.unit,
        unit_name=ask.unit_name,
        period_text=reading.when(period),
        state=ask.state,
        category_axis="所属领域",
        value_axis=indicator.label,
        categories=tuple(order),
        series=tuple(series),
        annotations=(f"合计 {value_of.measure.text(total)}，{_fields(by_row)}。",),
        warnings=_warnings(value_of, top, ledger, total, sum(by_leaf.values(), Decimal(0))),
        source=reading.documents(ask, (data.figure(row, indicator.id, period, kind) for row in top), ledger),
    )


def _newest(data: Dataset, rows: Sequence[Record], indicator: Indicator) -> Period | None:
    """The newest period with actual figures, else the last planned year."""
    planned = {
        period for row in rows for slug, period, _kind in data.figures(row) if slug == indicator.id and period.is_year
    }
    return reading.latest(data, rows, indicator.id, None) or max(planned, default=None)


def _blank(ask: Ask, ledger: Ledger, why: str) -> ChartData:
    return ChartData(
        KIND.id, Style.BARS, f"{ledger.label}：按领域分布", "", ask.unit_name, "", ask.state, "所属领域", "",
        empty=f"{ledger.label}{why}",
    )  # fmt: skip


def _kind(data: Dataset, rows: Iterable[Record], indicator: Indicator, period: Period) -> Kind:
    has = any(data.value(row, indicator.id, period, Kind.ACTUAL) is not None for row in rows)
    return Kind.ACTUAL if has else Kind.TARGET


class _Values:
    """Values of one indicator, period and kind, by sector."""

    def __init__(self, data: Dataset, measure: Measure, period: Period, kind: Kind) -> None:
        self.data, self.measure, self.period, self.kind = data, measure, period, kind

    def value(self, row: Record) -> Decimal | None:
        """A row's value; None for blank and ——."""
        return self.data.value(row, self.measure.indicator.id, self.period, self.kind)

    def sector(self, row: Record) -> str:
        """A row's own sector; a 其中 row without one belongs to its parent's."""
        parent = self.data.record(row.parent_id) if row.parent_id is not None else None
        return row.text("sector") or (self.sector(parent) if parent is not None else UNSET)

    def sums(self, rows: Iterable[Record]) -> dict[str, Decimal]:
        """Sector → sum; rows without a value add nothing, a sector without any value does not appear."""
        found: dict[str, Decimal] = {}
        for row in rows:
            value = self.value(row)
            if value is not None:
                name = self.sector(row)
                found[name] = found.get(name, Decimal(0)) + value
        return found

    def points(self, order: Sequence[str], sums: dict[str, Decimal], ledger: Ledger) -> tuple[Point, ...]:
        """One bar per sector with its share of the total."""
        total = sum(sums.values(), Decimal(0))
        where = Place(ledger.id, None, "sector", self.measure.indicator.id, self.period)
        return tuple(self._point(name, sums.get(name), total, where) for name in order)

    def _point(self, name: str, value: Decimal | None, total: Decimal, where: Place) -> Point:
        if value is None:
            return Point(None, Gap.NA, detail=f"{name}：没有行", place=where)
        share = f"{reading.percent(value, total)}%" if total > 0 else ""
        detail = f"{name}：{self.measure.text(value)}" + (f"，占 {share}" if share else "")
        label = reading.short(self.measure.shown(value)) + (f"（{share}）" if share else "")
        return reading.point(
            self.measure.shown(value), label, detail, where, Tone.MUTED if name == UNSET else Tone.PLAIN
        )


def _warnings(values: _Values, top: Sequence[Record], ledger: Ledger, total: Decimal, leaf: Decimal) -> tuple[str, ...]:
    found = [_moved(values, row) for row in top if values.data.children(row)]
    missing = [row for row in top if values.value(row) is None]
    found.append(reading.without_data(missing, ledger.counter))
    found.append(reading.mixed_measures(top, values.measure.indicator))
    known = [(row, value) for row in top if (value := values.value(row)) is not None]
    found.append(reading.outlier(known, ledger.counter))
    if total != leaf:
        apart = values.measure.text(abs(total - leaf))
        found.append(f"两种算法的合计相差 {apart}：有的上级行不等于其中行之和，请核对。")
    unset = [row for row in top if not row.text("sector") and values.value(row) is not None]
    found.append(f"未填所属领域 {len(unset)} {ledger.counter}：{reading.names(unset)}。" if unset else "")
    return tuple(text for text in found if text)


def _moved(values: _Values, row: Record) -> str:
    """``中车株所（轨道交通）的其中行分属：电子信息 170、…``, when they lie elsewhere."""
    children = values.data.children(row)
    if values.value(row) is None or all(values.sector(child) == values.sector(row) for child in children):
        return ""
    parts = (
        f"{values.sector(child)} {amount.grouped(values.measure.shown(value))}"
        for child in children
        if (value := values.value(child)) is not None
    )
    return f"{row.name}列在“{values.sector(row)}”，其中行分属：{'、'.join(parts)}。"


KIND = ChartKind(
    id="sectors",
    label="领域分布",
    tells="各领域合计和占比；其中行另按各自领域再看一遍",
    ledgers=("enterprise", "project", "industry"),
    asks=frozenset({"indicator", "period", "kind"}),
    draw=draw,
)


def _fields(names: Iterable[str]) -> str:
    """How many fields (领域) there are; rows without one are none."""
    count = sum(name != UNSET for name in names)
    return f"{count} 个领域" if count else "都没有填所属领域"
