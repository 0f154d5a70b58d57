"""Rules of the project list: dates, bands, investment against plan and total (domain reference P5-P14)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from qbs_desktop.domain import amount
from qbs_desktop.domain.checks.rule import STAYS, Draft, Evidence, Rule
from qbs_desktop.domain.checks.wording import HUNDRED_MILLION, money
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.profile import Band
from qbs_desktop.domain.record import Record

DATES = "日期先后：竣工不早于开工"
BALANCE = "平衡关系：开工以来累计 = 至上年底累计 + 本年累计，不大于总投资"
NEW = "新开工"


def before(one: str, two: str) -> bool:
    """Whether date `one` is surely earlier than `two`; dates are known to the year, month or day."""
    known = min(len(one), len(two))
    return one[:known] < two[:known]


def _end(period: Period) -> str:
    return f"{period.year}-{period.last_month:02d}"


def _months_since(date: str, period: Period) -> int | None:
    """Whole months from a date known to the month to the end of the period."""
    if len(date) < 7:
        return None
    return (period.year - int(date[:4])) * 12 + period.last_month - int(date[5:7])


def _order(dataset: Dataset) -> Iterator[Draft]:
    for record in dataset.rows("project"):
        for kind, start, finish in (
            ("实际", "start_actual", "finish_actual"),
            ("计划", "start_planned", "finish_planned"),
        ):
            began, ended = record.text(start), record.text(finish)
            if began and ended and before(ended, began):
                yield Draft(
                    record,
                    f"{kind}竣工 {ended} 早于{kind}开工 {began}。",
                    field=finish,
                    numbers={"start": began, "finish": ended},
                )


def _finished_unstarted(dataset: Dataset) -> Iterator[Draft]:
    for record in dataset.rows("project"):
        ended = record.text("finish_actual")
        if ended and not record.text("start_actual"):
            yield Draft(
                record, f"已填实际竣工 {ended}，没有填实际开工。", field="start_actual", numbers={"finish": ended}
            )


def _future_start(dataset: Dataset) -> Iterator[Draft]:
    period = dataset.period
    for record in dataset.rows("project") if period else ():
        for field, word in (("start_actual", "开工"), ("finish_actual", "竣工")):
            date = record.text(field)
            if date and period and before(_end(period), date):
                yield Draft(
                    record,
                    f"实际{word} {date} 在报告期（{period.label()}）之后。",
                    field=field,
                    period=period,
                    numbers={"date": date, "period": str(period)},
                )


def _start_passed(record: Record, period: Period) -> bool:
    """Whether the planned start is behind and no actual one is filled: what 计划开工是否已过 speaks of."""
    planned = record.text("start_planned")
    return bool(planned) and not record.text("start_actual") and not before(_end(period), planned)


def _late_start(dataset: Dataset) -> Iterator[Draft]:
    period = dataset.period
    for record in dataset.rows("project") if period else ():
        if period and _start_passed(record, period):
            planned = record.text("start_planned")
            yield Draft(
                record,
                f"计划 {planned} 开工，到{period.label()}没有填实际开工。",
                field="start_actual",
                period=period,
                numbers={"planned": planned},
            )


def _band(dataset: Dataset, total: Decimal) -> Band | None:
    scaled = total / HUNDRED_MILLION
    return next(
        (
            band
            for band in dataset.profile.project_bands
            if band.lower <= scaled and (band.upper is None or scaled < band.upper)
        ),
        None,
    )


def _outside_bands(dataset: Dataset) -> Iterator[Draft]:
    for record in dataset.rows("project") if dataset.profile.project_bands else ():
        total = record.money("total_investment")
        if total is not None and _band(dataset, total) is None:
            lowest = min(band.lower for band in dataset.profile.project_bands)
            yield Draft(
                record,
                f"总投资{money(total)}，不在方案的任何投资规模档内（最低{amount.plain(lowest)}亿元）。",
                field="total_investment",
                numbers={"total": amount.plain(total / HUNDRED_MILLION), "lowest": amount.plain(lowest)},
            )


def _other_band(dataset: Dataset) -> Iterator[Draft]:
    labels = {band.label for band in dataset.profile.project_bands}
    for record in dataset.rows("project"):
        total, level = record.money("total_investment"), record.text("level")
        named = max((label for label in labels if level.startswith(label)), key=len, default="")
        band = _band(dataset, total) if total is not None else None
        if total is not None and named and band is not None and band.label != named:
            yield Draft(
                record,
                f"项目级别为“{level}”，总投资{money(total)}属于“{band.label}”。",
                field="level",
                numbers={"level": level, "band": band.label, "total": amount.plain(total / HUNDRED_MILLION)},
            )


def _this_year(dataset: Dataset, record: Record) -> Decimal | None:
    """本年累计 of the period being looked at."""
    return dataset.value(record, "investment", dataset.period, Kind.ACTUAL) if dataset.period else None


def _unstarted_investment(dataset: Dataset) -> Iterator[Draft]:
    """Money spent though nothing says that the project began.

    A list in which nobody fills 实际开工 is not asked for each project whose planned start is behind: that is a hint.
    """
    rows = list(dataset.rows("project"))
    kept = any(record.text("start_actual") for record in rows)
    for record in rows:
        done = _this_year(dataset, record)
        planned = not kept and dataset.period is not None and _start_passed(record, dataset.period)
        begun = bool(record.text("start_actual")) or planned
        if done is not None and done > 0 and dataset.period and not begun:
            yield Draft(
                record,
                f"{dataset.period.span_label()}已完成投资{money(done)}，没有填实际开工。",
                field="start_actual",
                indicator="investment",
                period=dataset.period,
                numbers={"investment": amount.plain(done)},
            )


def _new_with_past(dataset: Dataset) -> Iterator[Draft]:
    for record in dataset.rows("project"):
        past = record.money("invested_before")
        if record.text("year_status") == NEW and past is not None and past > 0:
            yield Draft(
                record,
                f"年度状态为新开工，至上年底累计已完成投资{money(past)}，新开工项目应为0。",
                field="invested_before",
                numbers={"invested_before": amount.plain(past)},
            )


def _plan_over_rest(dataset: Dataset) -> Iterator[Draft]:
    for record in dataset.rows("project"):
        total, past = record.money("total_investment"), record.money("invested_before") or Decimal(0)
        year = dataset.period.as_year() if dataset.period else None
        plan = dataset.value(record, "investment", year, Kind.TARGET) if year else None
        if total is not None and plan is not None and plan > total - past:
            yield Draft(
                record,
                f"{year}年计划投资{money(plan)}，大于剩余投资{money(total - past)}"
                f"（总投资{money(total)}－至上年底累计{money(past)}）。",
                indicator="investment",
                period=year,
                numbers={"plan": amount.plain(plan), "rest": amount.plain(total - past)},
            )


def _over_total(dataset: Dataset) -> Iterator[Draft]:
    for record in dataset.rows("project"):
        total, past = record.money("total_investment"), record.money("invested_before") or Decimal(0)
        done = _this_year(dataset, record)
        if total is not None and done is not None and past + done > total:
            yield Draft(
                record,
                f"开工以来累计完成{money(past + done)}（至上年底{money(past)}＋本年{money(done)}），"
                f"大于总投资{money(total)}。",
                indicator="investment",
                period=dataset.period,
                numbers={"done": amount.plain(past + done), "total": amount.plain(total)},
            )


def _listed(dataset: Dataset, record: Record, period: Period) -> bool:
    """Whether a project is in the investment statistics by the end of the period: its date, or a figure, says so."""
    since = record.text("listed_since")
    if since and not before(_end(period), since):
        return True
    return bool(dataset.value(record, "listed_investment", period, Kind.ACTUAL))


def _unlisted(dataset: Dataset) -> Iterator[Draft]:
    """Started and not in the statistics; while no project is, one hint for the list, which may not be kept here."""
    period = dataset.period
    if period is None:
        return
    hint, question = (dataset.profile.threshold(one) for one in ("listing_hint", "listing_query"))
    rows, late = dataset.rows("project"), []
    used = any(record.text("listed_since") or _listed(dataset, record, period) for record in rows)
    for record in rows:
        gone = _months_since(record.text("start_actual"), period)
        if gone is not None and gone >= hint and not _listed(dataset, record, period):
            late.append((record, gone))
    if late and not used:
        yield Draft(
            late[0][0],
            f"到{period.label()}有{len(late)}个项目开工满{amount.plain(hint)}个月，"
            "名单里没有一个项目填了入统时间或入统投资。",
            indicator="listed_investment",
            period=period,
            numbers={"count": str(len(late))},
            grade=Grade.HINT,
            advice="本单位掌握入统情况的，请填入统时间或入统投资；不掌握的，可停用这条规则。",
        )
        return
    for record, gone in late:
        yield Draft(
            record,
            f"{record.text('start_actual')} 已开工，到{period.label()}满{gone}个月仍没有入统。",
            indicator="listed_investment",
            period=period,
            numbers={"months": str(gone)},
            grade=Grade.QUERY if gone > question else Grade.HINT,
        )


RULES: tuple[Rule, ...] = (
    Rule(
        "finish_order",
        "竣工是否早于开工",
        Grade.ERROR,
        DATES,
        "请改正日期。",
        _order,
        evidence=Evidence.DEFINITION,
        example="实际竣工 2025-02 早于实际开工 2025-10。",
        refs=("P8",),
        ledgers=("project",),
    ),
    Rule(
        "finish_start",
        "竣工项目是否已开工",
        Grade.QUERY,
        DATES,
        f"请补填实际开工；{STAYS}请说明。",
        _finished_unstarted,
        evidence=Evidence.DEFINITION,
        example="已填实际竣工 2025-02，没有填实际开工。",
        refs=("P8",),
        ledgers=("project",),
    ),
    Rule(
        "date_after_period",
        "实际日期是否在报告期之后",
        Grade.QUERY,
        "实际日期不晚于报告期",
        f"核对日期与报告期；{STAYS}请说明。",
        _future_start,
        evidence=Evidence.DEFINITION,
        example="实际开工 2026-11 在报告期（2026年10月）之后。",
        refs=("P8",),
        ledgers=("project",),
    ),
    Rule(
        "start_overdue",
        "计划开工是否已过",
        Grade.HINT,
        "计划开工月与报告期比较",
        "已开工的请补填实际开工；没有开工的，请在问题清单登记原因。",
        _late_start,
        evidence=Evidence.FORM,
        example="计划 2026-08 开工，到2026年10月没有填实际开工。",
        refs=("P8",),
        ledgers=("project",),
    ),
    Rule(
        "total_band",
        "总投资是否在投资规模档内",
        Grade.HINT,
        "方案的投资规模档（下限含、上限不含）",
        "核对总投资的计量单位；低于最低档的项目请确认是否列入名单。",
        _outside_bands,
        evidence=Evidence.PROFILE,
        example="总投资9,900万元，不在方案的任何投资规模档内（最低1亿元）。",
        refs=("P12",),
        ledgers=("project",),
    ),
    Rule(
        "level_band",
        "项目级别与总投资是否相符",
        Grade.QUERY,
        "方案的投资规模档（下限含、上限不含）",
        f"核对级别或总投资；{STAYS}请说明。",
        _other_band,
        evidence=Evidence.PROFILE,
        example="项目级别为“十亿级项目”，总投资9.9亿元属于“亿元级项目”。",
        refs=("P12",),
        ledgers=("project",),
    ),
    Rule(
        "invested_unstarted",
        "未开工项目是否已有投资",
        Grade.QUERY,
        "完成投资自开工起计算；前期费用按规定另计",
        f"请补填实际开工；属前期费用的，{STAYS}请说明。",
        _unstarted_investment,
        evidence=Evidence.FORM,
        example="2026年1—10月已完成投资2,300万元，没有填实际开工。",
        refs=("P9",),
        ledgers=("project",),
    ),
    Rule(
        "new_with_past",
        "新开工项目是否有上年底累计",
        Grade.QUERY,
        BALANCE,
        f"核对年度状态或至上年底累计；{STAYS}请说明。",
        _new_with_past,
        evidence=Evidence.GUIDE,
        example="年度状态为新开工，至上年底累计已完成投资1.2亿元，新开工项目应为0。",
        refs=("P11",),
        ledgers=("project",),
    ),
    Rule(
        "plan_over_rest",
        "年度计划是否大于剩余投资",
        Grade.QUERY,
        BALANCE,
        f"核对年度计划、总投资、至上年底累计；超概算的，{STAYS}请说明。",
        _plan_over_rest,
        evidence=Evidence.GUIDE,
        example="2026年计划投资3.5亿元，大于剩余投资3亿元（总投资5亿元－至上年底累计2亿元）。",
        refs=("P6",),
        ledgers=("project",),
    ),
    Rule(
        "invested_over_total",
        "累计完成投资是否大于总投资",
        Grade.QUERY,
        BALANCE,
        f"核对累计投资与总投资；超概算的，{STAYS}请说明。",
        _over_total,
        evidence=Evidence.GUIDE,
        example="开工以来累计完成5.5亿元（至上年底3亿元＋本年2.5亿元），大于总投资5亿元。",
        refs=("P6",),
        ledgers=("project",),
    ),
    Rule(
        "unlisted",
        "开工项目是否入统",
        Grade.HINT,
        "银川市2025年重点项目规则作默认值：开工满1个月未入统提示，超过2个月核实",
        f"请核对入统情况；{STAYS}请说明。",
        _unlisted,
        evidence=Evidence.FORM,
        example="2026-05 已开工，到2026年10月满5个月仍没有入统。",
        refs=("P10",),
        thresholds=("listing_hint", "listing_query"),
        ledgers=("project",),
    ),
)
"""Rules of the project list."""
