"""Rules of the enterprise list: sector words, revenue relations, per-亩 standards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from qbs_desktop.domain import amount
from qbs_desktop.domain.checks.rule import STAYS, Draft, Evidence, Rule
from qbs_desktop.domain.checks.wording import cited, money
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record

_MOST_WORDS = 3
"""A list with more words than this, none of them known, is classified otherwise: asked about once, not by word."""


def _classed_otherwise(unknown: Mapping[str, Sequence[Record]]) -> Draft:
    """The office fills industries of the national standard, or a classification of its own, in 所属领域."""
    words = "、".join(f"“{word}”" for word in list(unknown)[:3])
    count = sum(len(rows) for rows in unknown.values())
    return Draft(
        next(iter(unknown.values()))[0],
        f"所属领域填了{words}等 {len(unknown)} 种（共{count}家），都不是名单中的领域名称，也没有登记别名。",
        field="sector",
        numbers={"words": str(len(unknown)), "count": str(count)},
    )


def _sector_words(dataset: Dataset) -> Iterator[Draft]:
    """Once one enterprise's sector is the name of an industry, the list is classified by industry names."""
    industries = {record.name for record in dataset.rows("industry")}
    sectors = {sector.name for sector in dataset.profile.sectors}
    sectors |= {alias for sector in dataset.profile.sectors for alias in sector.aliases}
    users: dict[str, list[Record]] = {}
    for record in dataset.rows("enterprise"):
        if record.text("sector"):
            users.setdefault(record.text("sector"), []).append(record)
    by_industry = any(word in industries for word in users)
    allowed = industries if by_industry else sectors | industries
    unknown = {
        word: rows
        for word, rows in users.items()
        if allowed and word not in allowed and dataset.profile.aliases.get(word) not in allowed
    }
    if len(unknown) > _MOST_WORDS and len(unknown) == len(users):
        yield _classed_otherwise(unknown)
    else:
        what = "产业名称" if by_industry else "领域名称"
        for word, rows in unknown.items():
            names = "、".join(record.name for record in rows[:3]) + ("等" if len(rows) > 3 else "")
            yield Draft(
                rows[0],
                f"所属领域“{word}”（{len(rows)}家：{names}）不是名单中的{what}，也没有登记别名。",
                field="sector",
                numbers={"word": word, "count": str(len(rows))},
            )


def _periods(dataset: Dataset, record: Record) -> list[Period]:
    """Whole years with figures, and the period being looked at."""
    return sorted({when for _one, when, _kind in dataset.figures(record) if when.is_year or when == dataset.period})


def _main_over_all(dataset: Dataset) -> Iterator[Draft]:
    for record in dataset.rows("enterprise"):
        for period in _periods(dataset, record):
            whole = dataset.value(record, "revenue", period, Kind.ACTUAL)
            main = dataset.value(record, "main_revenue", period, Kind.ACTUAL)
            if whole is not None and main is not None and main > whole:
                yield Draft(
                    record,
                    f"{period.span_label()}主营业务收入{money(main)}，大于营业收入{money(whole)}。",
                    indicator="main_revenue",
                    period=period,
                    numbers={"main": amount.plain(main), "revenue": amount.plain(whole)},
                )


def _same_order(dataset: Dataset) -> Iterator[Draft]:
    """Output and revenue of one firm are of one order of magnitude."""
    low, high = (dataset.profile.threshold(one) for one in ("order_low", "order_high"))
    for record in dataset.rows("enterprise"):
        for period in _periods(dataset, record):
            output = dataset.value(record, "output", period, Kind.ACTUAL)
            revenue = dataset.value(record, "revenue", period, Kind.ACTUAL)
            if not output or not revenue or low <= output / revenue <= high:
                continue
            yield Draft(
                record,
                f"{period.span_label()}产值{money(output)}与营业收入{money(revenue)}不在一个数量级，"
                "像是其中一个的计量单位填错（万元、亿元、千元）。",
                indicator="output",
                period=period,
                numbers={"output": amount.plain(output), "revenue": amount.plain(revenue)},
            )


def _per_land(dataset: Dataset) -> Iterator[Draft]:
    for record in dataset.rows("enterprise"):
        for period in _periods(dataset, record):
            land = dataset.value(record, "land", period)
            for standard in dataset.profile.standards if land else ():
                value = dataset.value(record, standard.indicator, period)
                if value is None or land is None:
                    continue
                ratio = value / 10_000 / land
                if ratio < standard.value:
                    shown = amount.plain(amount.rounded(ratio, 1))
                    yield Draft(
                        record,
                        f"{period.span_label()}{standard.label}{shown}{standard.unit}，"
                        f"低于标准{amount.plain(standard.value)}{standard.unit}。",
                        indicator=standard.indicator,
                        period=period,
                        numbers={"ratio": shown, "standard": amount.plain(standard.value)},
                        source=cited(dataset.profile, standard),
                    )


RULES: tuple[Rule, ...] = (
    Rule(
        "sector_word",
        "所属领域是否与产业名称一致",
        Grade.QUERY,
        "名单的领域用词应与产业名单或方案一致，才能按领域汇总",
        f"请在方案中登记别名，或改用名单中的名称；{STAYS}请说明。",
        _sector_words,
        evidence=Evidence.DESIGN,
        example="所属领域“新材料业”（3家：甲公司、乙公司、丙公司）不是名单中的领域名称，也没有登记别名。",
        ledgers=("enterprise", "industry"),
    ),
    Rule(
        "main_revenue",
        "主营业务收入是否大于营业收入",
        Grade.QUERY,
        "营业收入 = 主营业务收入 + 其他业务收入",
        f"核对两项收入；{STAYS}请说明。",
        _main_over_all,
        evidence=Evidence.OFFICIAL,
        example="2026年1—10月主营业务收入12.5亿元，大于营业收入12亿元。",
        refs=("E2",),
        ledgers=("enterprise",),
    ),
    Rule(
        "same_order",
        "产值与营业收入是否同一数量级",
        Grade.QUERY,
        "经验规则：产值与营业收入之比一般在 0.3—3 之间，相差更多的多为计量单位填错",
        f"核对计量单位；贸易型、总部型企业等确有差异时，{STAYS}请说明。",
        _same_order,
        evidence=Evidence.DESIGN,
        example="2026年1—10月产值35亿元与营业收入3,500万元不在一个数量级，像是其中一个的计量单位填错（万元、亿元、千元）。",
        refs=("E7",),
        thresholds=("order_low", "order_high"),
        ledgers=("enterprise",),
    ),
    Rule(
        "per_land",
        "亩均指标是否达到标准",
        Grade.HINT,
        "方案的亩均标准",
        "这是招商入口关的标准，供亩均效益评价参考，不必改数。",
        _per_land,
        evidence=Evidence.PROFILE,
        example="2025年亩均税收28.3万元/亩，低于标准40万元/亩。",
        ledgers=("enterprise",),
    ),
)
"""Rules of the enterprise list."""
