"""Rules of planned project counts: years against the whole, starts against counts, bands without gaps."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from qbs_desktop.domain import amount
from qbs_desktop.domain.checks.rule import STAYS, Draft, Evidence, Rule
from qbs_desktop.domain.checks.wording import HUNDRED_MILLION
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record

COUNTS = "平衡关系：分项个数之和等于总数"
LEDGER = "project_group"


def _years(dataset: Dataset) -> Iterator[tuple[Record, Period]]:
    for record in dataset.rows(LEDGER):
        for period in sorted({when for _one, when, _kind in dataset.figures(record) if when.is_year}):
            yield record, period


def _whole_period(dataset: Dataset) -> Iterator[Draft]:
    for record in dataset.rows(LEDGER):
        counts = {y: f.value for y, f in dataset.years(record, "project_count").items() if f.value is not None}
        for year, figure in dataset.years(record, "period_count").items():
            parts = [value for one, value in counts.items() if one <= year]
            total = sum(parts, Decimal(0))
            if figure.value is not None and parts and total != figure.value:
                yield Draft(
                    record,
                    f"合计填{amount.plain(figure.value)}个，{min(counts)}—{year}年各年相加为{amount.plain(total)}个。",
                    indicator="period_count",
                    period=Period.of_year(year),
                    numbers={"stated": amount.plain(figure.value), "sum": amount.plain(total)},
                )


def _starts(dataset: Dataset) -> Iterator[Draft]:
    for record, period in _years(dataset):
        count = dataset.value(record, "project_count", period)
        starts = dataset.value(record, "starts", period)
        advances = dataset.value(record, "advances", period)
        if count is None or starts is None or advances is None or starts + advances == count:
            continue
        diff = amount.plain(abs(starts + advances - count))
        yield Draft(
            record,
            f"按计划开工{amount.plain(starts)}个＋顺利推进{amount.plain(advances)}个＝"
            f"{amount.plain(starts + advances)}个，与总数{amount.plain(count)}个相差{diff}个。",
            indicator="project_count",
            period=period,
            numbers={"sum": amount.plain(starts + advances), "count": amount.plain(count), "diff": diff},
        )


def _completions(dataset: Dataset) -> Iterator[Draft]:
    for record, period in _years(dataset):
        count = dataset.value(record, "project_count", period)
        done = dataset.value(record, "completions", period)
        if count is not None and done is not None and done > count:
            yield Draft(
                record,
                f"竣工{amount.plain(done)}个，大于总数{amount.plain(count)}个。",
                indicator="completions",
                period=period,
                numbers={"completions": amount.plain(done), "count": amount.plain(count)},
            )


def _bounds(record: Record) -> tuple[Decimal, Decimal | None] | None:
    lower, upper = record.money("lower"), record.money("upper")
    if lower is None:
        return None
    return lower / HUNDRED_MILLION, upper / HUNDRED_MILLION if upper is not None else None


def _banded(dataset: Dataset) -> Iterator[tuple[Record, list[tuple[Decimal, Decimal | None]]]]:
    """Parents with bounds whose 其中 rows have bounds too, those sorted by their lower bound."""
    for record in dataset.rows(LEDGER):
        bands = [found for child in dataset.children(record) if (found := _bounds(child)) is not None]
        if _bounds(record) is not None and len(bands) > 1:
            yield record, sorted(bands, key=lambda band: band[0])


def _closed(dataset: Dataset) -> Iterator[Draft]:
    for record, bands in _banded(dataset):
        for (_low, upper), (lower, _high) in pairwise(bands):
            if upper is None or upper != lower:
                word = "重叠" if upper is None or upper > lower else "有空档"
                end = "无上限" if upper is None else f"到{amount.plain(upper)}亿元（不含）"
                yield Draft(
                    record,
                    f"投资规模档{word}：前一档{end}，后一档从{amount.plain(lower)}亿元（含）起。",
                    field="upper",
                    numbers={"lower": amount.plain(lower)},
                )


def _edge(dataset: Dataset) -> Iterator[Draft]:
    for record, bands in _banded(dataset):
        own = _bounds(record)
        if record.name.endswith("以上") and own is not None and own[0] == bands[0][0]:
            edge = amount.plain(own[0])
            yield Draft(
                record,
                f"“{record.name}”：其中最低一档从{edge}亿元（含）起，“以上”在这里必须含{edge}亿元本数。",
                field="lower",
                numbers={"edge": edge},
            )


RULES: tuple[Rule, ...] = (
    Rule(
        "period_count",
        "各年之和是否等于合计",
        Grade.QUERY,
        COUNTS,
        f"核对合计与各年个数；{STAYS}请说明。",
        _whole_period,
        evidence=Evidence.DEFINITION,
        example="合计填135个，2024—2025年各年相加为134个。",
        refs=("P13",),
        ledgers=("project_group",),
    ),
    Rule(
        "starts_advances",
        "开工与推进之和是否等于总数",
        Grade.QUERY,
        COUNTS,
        f"核对各数；另有类别没有列出时，{STAYS}请说明。",
        _starts,
        evidence=Evidence.DEFINITION,
        example="按计划开工240个＋顺利推进146个＝386个，与总数385个相差1个。",
        refs=("P13",),
        ledgers=("project_group",),
    ),
    Rule(
        "completions_over",
        "竣工数是否大于总数",
        Grade.QUERY,
        COUNTS,
        f"核对竣工个数；{STAYS}请说明。",
        _completions,
        evidence=Evidence.DEFINITION,
        example="竣工181个，大于总数171个。",
        refs=("P13",),
        ledgers=("project_group",),
    ),
    Rule(
        "bands_closed",
        "投资规模档是否首尾相接",
        Grade.QUERY,
        "投资规模档下限含、上限不含",
        f"核对上下限；{STAYS}请说明。",
        _closed,
        evidence=Evidence.DEFINITION,
        example="投资规模档有空档：前一档到10亿元（不含），后一档从15亿元（含）起。",
        refs=("P12",),
        ledgers=("project_group",),
    ),
    Rule(
        "band_edge",
        "“以上”是否含本数",
        Grade.HINT,
        "投资规模档下限含、上限不含",
        "按含本数统计，不必改动。",
        _edge,
        evidence=Evidence.PROFILE,
        example="“10亿元以上”：其中最低一档从10亿元（含）起，“以上”在这里必须含10亿元本数。",
        refs=("P12",),
        ledgers=("project_group",),
    ),
)
"""Rules of planned project counts."""
