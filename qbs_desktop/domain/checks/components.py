"""What an investment is made of (投资构成) and where the money comes from (资金来源): domain reference P3, P4, P7."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from qbs_desktop.domain import amount, growth
from qbs_desktop.domain.checks.rule import STAYS, Draft, Evidence, Rule
from qbs_desktop.domain.checks.wording import HUNDRED_MILLION, label, money
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.indicators import COMPONENTS, SOURCES
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record

PARTS: Mapping[str, tuple[str, ...]] = {
    "inv_equipment": ("inv_used_equipment", "inv_renewed_equipment"),
    "inv_other": ("inv_old_building", "inv_land"),
}
"""Components and the 其中 items that they contain."""


def slack(values: Sequence[Decimal]) -> Decimal:
    """How far a sum may be off: half a unit of the last place for each amount, in 亿元 with 2 decimals or more.

    Projects are dispatched in 万元 or in 亿元 with one or two decimals; whole 亿元 in a column are a coincidence.
    """
    half = min(growth.half_unit([one / HUNDRED_MILLION for one in values]), Decimal("0.005"))
    return half * len(values) * HUNDRED_MILLION


def _values(
    dataset: Dataset, record: Record, slugs: Sequence[str], period: Period, kind: Kind | None = Kind.ACTUAL
) -> dict[str, Decimal]:
    found = {one: dataset.value(record, one, period, kind) for one in slugs}
    return {one: value for one, value in found.items() if value is not None}


def _spelt(dataset: Dataset, values: Mapping[str, Decimal]) -> str:
    return "＋".join(f"{label(dataset, one)}{money(value)}" for one, value in values.items())


def _components(dataset: Dataset) -> Iterator[Draft]:
    """All four components make up the year's 累计; fewer may not exceed it."""
    period = dataset.period
    for record in dataset.rows("project") if dataset.used() & set(COMPONENTS) else ():
        if period is None:
            continue
        parts = _values(dataset, record, COMPONENTS, period)
        whole = dataset.value(record, "investment", period, Kind.ACTUAL)
        if not parts or whole is None:
            continue
        total = sum(parts.values(), Decimal(0))
        room = slack([whole, *parts.values()])
        short = len(parts) == len(COMPONENTS) and total < whole - room
        if short or total > whole + room:
            yield Draft(
                record,
                f"{period.span_label()}累计完成投资{money(whole)}，构成合计{money(total)}"
                f"（{_spelt(dataset, parts)}），构成{'少' if short else '多'}{money(abs(total - whole))}。",
                indicator="investment",
                period=period,
                numbers={"whole": amount.plain(whole), "sum": amount.plain(total)},
            )


def _inner(dataset: Dataset) -> Iterator[Draft]:
    period = dataset.period
    for record in dataset.rows("project") if dataset.used() & set(PARTS) else ():
        for own, slugs in PARTS.items():
            if period is None:
                continue
            parts = _values(dataset, record, slugs, period)
            whole = dataset.value(record, own, period, Kind.ACTUAL)
            total = sum(parts.values(), Decimal(0))
            if not parts or whole is None or total <= whole + slack([whole, *parts.values()]):
                continue
            yield Draft(
                record,
                f"{period.span_label()}{label(dataset, own)}{money(whole)}，其中{_spelt(dataset, parts)}，"
                f"其中项合计多{money(total - whole)}。",
                indicator=own,
                period=period,
                numbers={"whole": amount.plain(whole), "sum": amount.plain(total)},
            )


def _newest(dataset: Dataset, record: Record) -> tuple[Period, dict[str, Decimal]] | None:
    """The newest period with sources that the period being looked at may know."""
    until = dataset.period.year if dataset.period else None
    periods = {
        when
        for slug, when, _kind in dataset.figures(record)
        if slug in SOURCES and (until is None or when.year <= until)
    }
    if not periods:
        return None
    period = max(periods, key=lambda one: (one.year, one.last_month))
    return period, _values(dataset, record, SOURCES, period, None)


def _sources(dataset: Dataset) -> Iterator[Draft]:
    for record in dataset.rows("project") if dataset.used() & set(SOURCES) else ():
        total, found = record.money("total_investment"), _newest(dataset, record)
        if total is None or found is None or not found[1]:
            continue
        period, parts = found
        money_in = sum(parts.values(), Decimal(0))
        if abs(money_in - total) > slack([total, *parts.values()]):
            yield Draft(
                record,
                f"总投资{money(total)}，资金来源合计{money(money_in)}（{len(parts)}项），"
                f"相差{money(abs(money_in - total))}。",
                indicator=next(iter(parts)),
                period=period,
                numbers={"total": amount.plain(total), "sum": amount.plain(money_in)},
            )


RULES: tuple[Rule, ...] = (
    Rule(
        "components_sum",
        "投资构成之和是否等于本年完成投资",
        Grade.QUERY,
        "投资报表通行的平衡关系（206-1表，第三方转述）：完成投资 = 建筑工程 + 安装工程 + 设备工器具购置 + 其他费用",
        f"核对各项构成与本年累计；没有列全的构成请补填，{STAYS}请说明。",
        _components,
        evidence=Evidence.GUIDE,
        example="2026年1—10月累计完成投资2亿元，构成合计1.9亿元（建筑工程投资1亿元＋……），构成少1,000万元。",
        refs=("P3",),
        ledgers=("project",),
    ),
    Rule(
        "components_inner",
        "设备、其他费用是否小于其中项",
        Grade.QUERY,
        "投资报表通行的平衡关系（206-1表，第三方转述）：设备 ≥ 旧设备 + 更新用设备，其他费用 ≥ 旧建筑物 + 土地",
        f"核对其中项；{STAYS}请说明。",
        _inner,
        evidence=Evidence.GUIDE,
        example="2026年1—10月其他费用投资3,000万元，其中土地购置费3,500万元，其中项合计多500万元。",
        refs=("P4",),
        ledgers=("project",),
    ),
    Rule(
        "sources_sum",
        "总投资是否等于资金来源之和",
        Grade.QUERY,
        "福建省重点项目管理系统：总投资 = 各项资金来源之和，不一致时填“总投资不一致备注”",
        f"核对总投资与各项资金来源；来源没有落实的，{STAYS}请说明。",
        _sources,
        evidence=Evidence.FORM,
        example="总投资5亿元，资金来源合计4.6亿元（3项），相差4,000万元。",
        refs=("P7",),
        ledgers=("project",),
    ),
)
"""Rules on components and sources."""
