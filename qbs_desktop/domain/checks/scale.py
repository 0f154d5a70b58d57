"""“四上” enterprises (规上工业 …): class against last year's revenue, both ways, and against the industry: E4, E6."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from qbs_desktop.domain import amount
from qbs_desktop.domain.checks.rule import STAYS, Draft, Evidence, Rule
from qbs_desktop.domain.checks.wording import money
from qbs_desktop.domain.codes import shapes
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record
from qbs_desktop.domain.scale import BY_LABEL, SCALE_CLASSES, UNLISTED, EntryBound, ScaleClass

INDUSTRIAL = SCALE_CLASSES[0]


def _revenue(dataset: Dataset, record: Record, year: int) -> tuple[str, Decimal] | None:
    """主营业务收入 of a year, else 营业收入 (which replaced it in 2019): the whole year, else January to December."""
    for indicator in ("main_revenue", "revenue"):
        for period in (Period.of_year(year), Period.of_month(year, 12)):
            value = dataset.value(record, indicator, period, Kind.ACTUAL)
            if value is not None:
                return indicator, value
    return None


def _division(record: Record) -> int | None:
    return shapes.industry_division(record.text("industry_code"))


def _class_of(record: Record) -> ScaleClass | None:
    """The class that an enterprise's industry belongs to."""
    division = _division(record)
    return None if division is None else next((one for one in SCALE_CLASSES if one.holds(division)), None)


def _below(dataset: Dataset) -> Iterator[Draft]:
    """Listed, and last year's revenue below the bound; those listed in the reported year itself are new."""
    year = dataset.period.year if dataset.period else None
    for record in dataset.rows("enterprise") if year else ():
        own = BY_LABEL.get(record.text("statistics_class"))
        if own is None or year is None or record.text("listed_since").startswith(str(year)):
            continue
        bound, found = own.bound(year - 1, _division(record)), _revenue(dataset, record, year - 1)
        if bound is not None and found is not None and found[1] < bound.revenue:
            yield _draft(
                record, found, bound, year - 1, f"四上类别为“{own.label}”，{{what}}低于入库标准{money(bound.revenue)}。"
            )


def _above(dataset: Dataset) -> Iterator[Draft]:
    """未入库, and last year's revenue at the bound of its industry or above."""
    year = dataset.period.year if dataset.period else None
    for record in dataset.rows("enterprise") if year else ():
        own = _class_of(record)
        if own is None or year is None or record.text("statistics_class") != UNLISTED:
            continue
        bound, found = own.bound(year - 1, _division(record)), _revenue(dataset, record, year - 1)
        if bound is not None and found is not None and found[1] >= bound.revenue:
            yield _draft(
                record,
                found,
                bound,
                year - 1,
                f"四上类别为“未入库”，{{what}}达到{own.label}标准{money(bound.revenue)}。",
            )


def _draft(record: Record, found: tuple[str, Decimal], bound: EntryBound, year: int, sentence: str) -> Draft:
    indicator, value = found
    word = "主营业务收入" if indicator == "main_revenue" else "营业收入"
    return Draft(
        record,
        sentence.format(what=f"{year}年{word}{money(value)}，"),
        field="statistics_class",
        numbers={"revenue": amount.plain(value), "bound": amount.plain(bound.revenue)},
        source=bound.source,
    )


def _flag(dataset: Dataset) -> Iterator[Draft]:
    yield from _below(dataset)
    yield from _above(dataset)


def _unflagged(dataset: Dataset) -> Iterator[Draft]:
    """Industrial enterprises at the bound without a class: one hint for the list."""
    year = dataset.period.year if dataset.period else None
    if year is None:
        return
    bound = INDUSTRIAL.bound(year - 1, None)
    rows = []
    for record in dataset.rows("enterprise"):
        if record.text("statistics_class") or _class_of(record) is not INDUSTRIAL or bound is None:
            continue
        found = _revenue(dataset, record, year - 1)
        if found is not None and found[1] >= bound.revenue:
            rows.append(record)
    if rows and bound is not None:
        names = "、".join(record.name for record in rows[:3]) + ("等" if len(rows) > 3 else "")
        yield Draft(
            rows[0],
            f"有{len(rows)}家工业企业{year - 1}年收入达到{money(bound.revenue)}，没有填四上类别：{names}。",
            field="statistics_class",
            numbers={"count": str(len(rows))},
            source=bound.source,
        )


def _industry(dataset: Dataset) -> Iterator[Draft]:
    for record in dataset.rows("enterprise"):
        own, division = BY_LABEL.get(record.text("statistics_class")), _division(record)
        if own is not None and division is not None and not own.holds(division):
            code = record.text("industry_code")
            ranges = "、".join(
                f"{first:02d}" if first == last else f"{first:02d}—{last:02d}" for first, last in own.divisions
            )
            yield Draft(
                record,
                f"四上类别为“{own.label}”，行业代码 {code} 的大类为{division:02d}，不在{ranges}之内。",
                field="industry_code",
                numbers={"class": own.label, "code": code},
            )


RULES: tuple[Rule, ...] = (
    Rule(
        "scale_flag",
        "四上类别与上年收入是否相符",
        Grade.QUERY,
        "统计部门公布的“四上”单位入库标准（规上工业：年主营业务收入2000万元及以上）",
        f"达到标准未入库的，请联系统计部门申报；低于标准在库的，核对收入；退库滞后等，{STAYS}请说明。",
        _flag,
        evidence=Evidence.OFFICIAL,
        example="四上类别为“规上工业”，2025年主营业务收入1,860万元，低于入库标准2,000万元。",
        refs=("E4",),
        ledgers=("enterprise",),
    ),
    Rule(
        "scale_blank",
        "达到规上标准的企业是否填了四上类别",
        Grade.HINT,
        "统计部门公布的“四上”单位入库标准（规上工业：年主营业务收入2000万元及以上）",
        "请填四上类别；没有入库的填“未入库”。",
        _unflagged,
        evidence=Evidence.OFFICIAL,
        example="有4家工业企业2025年收入达到2,000万元，没有填四上类别：甲公司、乙公司、丙公司等。",
        refs=("E4",),
        ledgers=("enterprise",),
    ),
    Rule(
        "scale_industry",
        "四上类别与行业代码是否相符",
        Grade.QUERY,
        "GB/T 4754—2017：工业为采矿业、制造业、电力热力燃气及水生产和供应业（大类06—46）",
        f"核对四上类别或行业代码；{STAYS}请说明。",
        _industry,
        evidence=Evidence.OFFICIAL,
        example="四上类别为“规上工业”，行业代码 5111 的大类为51，不在06—46之内。",
        refs=("E6",),
        ledgers=("enterprise",),
    ),
)
"""Rules on “四上” classes."""
