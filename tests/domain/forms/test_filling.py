"""Filling: exact figures, 其中 never added, blanks, marks and zeros kept apart, the 1—2月 rule."""

from __future__ import annotations

import dataclasses
import tomllib
from decimal import Decimal

import pytest

from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.errors import Refusal, ValueProblem
from qbs_desktop.domain.figure import NOT_APPLICABLE, Figure, Kind
from qbs_desktop.domain.forms import form as form_schema
from qbs_desktop.domain.forms.filled import MARK, Cell, FilledForm, RowKind
from qbs_desktop.domain.forms.filling import Context, fill
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record
from qbs_desktop.domain.sample_data import dataset_of
from qbs_desktop.services import forms, profiles

YI = Decimal(10) ** 8
COUNTY = profiles.load("hunan-county")


def amount(text: str) -> Figure:
    return Figure(Decimal(text) * YI)


def county(ledger: str, rows: list[tuple[Record, dict[tuple[str, str, Kind], Figure]]], period: str) -> Dataset:
    figures = {
        record.id: {(slug, Period.parse(when), kind): figure for (slug, when, kind), figure in own.items()}
        for record, own in rows
    }
    return Dataset(COUNTY, {ledger: [record for record, _ in rows]}, figures, Period.parse(period))


def record(number: int, name: str, ledger: str = "enterprise", parent: int | None = None, **values: object) -> Record:
    return Record(number, f"u{number}", ledger, parent, number, {"name": name, **values})  # type: ignore[arg-type]


def filled(form_id: str, data: Dataset, period: str, **context: object) -> FilledForm:
    return fill(forms.load(form_id), data, Period.parse(period), Context(unit_name="示例县", **context))  # type: ignore[arg-type]


def column(form: FilledForm, column_id: str) -> int:
    return next(place for place, one in enumerate(form.columns) if one.id == column_id)


def cell(form: FilledForm, row: int, column_id: str) -> Cell:
    return form.rows[row].cells[column(form, column_id)]


def monthly(**figures: str) -> dict[tuple[str, str, Kind], Figure]:
    """sum=2026-10, before=2025-10, last=2026-09 of 营业收入 and the year's target."""
    places = {
        "sum": ("revenue", "2026-10", Kind.ACTUAL),
        "last": ("revenue", "2026-09", Kind.ACTUAL),
        "before": ("revenue", "2025-10", Kind.ACTUAL),
        "target": ("revenue", "2026", Kind.TARGET),
    }
    return {places[key]: NOT_APPLICABLE if text == MARK else amount(text) for key, text in figures.items()}


def test_computed_columns_are_formulas_with_their_exact_values() -> None:
    data = county(
        "enterprise", [(record(1, "甲"), monthly(sum="12.5", last="11.25", before="10", target="20"))], "2026-10"
    )
    form = filled("enterprise_month", data, "2026-10")
    row = form.body_at + 2
    assert cell(form, 1, "revenue.month") == Cell(Decimal("1.25"), "#,##0.00")
    assert cell(form, 1, "revenue.sum") == Cell(Decimal("12.5"), "#,##0.0")
    growth, rate = cell(form, 1, "revenue.growth"), cell(form, 1, "revenue.rate")
    assert (growth.value, growth.formula, growth.text()) == (Decimal("0.25"), f"K{row}/I{row}-1", "25.0%")
    assert (rate.value, rate.formula, rate.text()) == (Decimal("0.625"), f"K{row}/M{row}", "62.5%")


@pytest.mark.parametrize("base", ["0", "-1", MARK, None])
def test_a_percentage_of_a_blank_zero_or_negative_base_is_the_mark(base: str | None) -> None:
    figures = monthly(sum="12") | (monthly(before=base, target=base) if base else {})
    form = filled("enterprise_month", county("enterprise", [(record(1, "甲"), figures)], "2026-10"), "2026-10")
    assert cell(form, 1, "revenue.growth").is_mark
    assert cell(form, 1, "revenue.rate").is_mark


def test_a_blank_figure_stays_blank_a_mark_stays_a_mark_and_zero_stays_zero() -> None:
    rows = [
        (record(1, "空"), monthly(before="10", target="10")),
        (record(2, "不适用"), monthly(sum=MARK, before="10", target="10")),
        (record(3, "零"), monthly(sum="0", before="10", target="10")),
    ]
    form = filled("enterprise_month", county("enterprise", rows, "2026-10"), "2026-10")
    shown = [[cell(form, row, f"revenue.{one}").text() for one in ("sum", "growth", "rate")] for row in (1, 2, 3)]
    assert shown == [["", "", ""], [MARK, MARK, MARK], ["0", "-100.0%", "0.0%"]]


def test_a_growth_without_a_base_is_printed_as_it_was_reported() -> None:
    said = {("revenue_yoy", "2026-10", Kind.ACTUAL): Figure(Decimal(-4))}
    rows = [
        (record(1, "没有基数"), {**monthly(sum="10"), **said}),
        (record(2, "有基数"), {**monthly(sum="12", before="10"), **said}),
        (record(3, "没有累计"), said),
    ]
    form = filled("enterprise_month", county("enterprise", rows, "2026-10"), "2026-10")
    shown = [cell(form, row, "revenue.growth") for row in (1, 2, 3)]
    assert [(one.text(), bool(one.formula)) for one in shown] == [("-4.0%", False), ("20.0%", True), ("", False)]


def test_the_month_is_unknown_when_last_month_was_not_reported() -> None:
    form = filled(
        "enterprise_month", county("enterprise", [(record(1, "甲"), monthly(sum="12"))], "2026-10"), "2026-10"
    )
    assert cell(form, 1, "revenue.month").value is None


def test_industrial_statistics_begin_with_january_and_february_together() -> None:
    figures = {("revenue", "2026-02", Kind.ACTUAL): amount("3"), ("revenue", "2026-01", Kind.ACTUAL): amount("1")}
    data = county("enterprise", [(record(1, "甲"), figures)], "2026-02")
    form = filled("enterprise_month", data, "2026-02")
    assert cell(form, 1, "revenue.month").is_mark
    assert form.below[-1].centre == "2026年1—2月"
    with pytest.raises(Refusal, match="1 月免报"):
        filled("enterprise_month", data, "2026-01")


def test_project_dispatch_has_a_january() -> None:
    figures = {("investment", "2026-01", Kind.ACTUAL): amount("0.5"), ("investment", "2026", Kind.TARGET): amount("6")}
    form = filled("project_month", county("project", [(record(1, "甲", "project"), figures)], "2026-01"), "2026-01")
    assert cell(form, 1, "investment.month").text() == "0.5"
    assert cell(form, 1, "investment.progress").formula == "1/12"
    assert cell(form, 1, "investment.progress").text() == "8.3%"


def test_a_month_form_needs_a_month() -> None:
    with pytest.raises(Refusal, match="按月填报"):
        filled("project_month", county("project", [], "2026"), "2026")


def test_the_total_leaves_out_rows_below_others_blanks_and_marks() -> None:
    rows = [
        (record(1, "甲"), monthly(sum="1.5")),
        (record(2, "甲一", parent=1, serial="1）"), monthly(sum="1")),
        (record(3, "甲二", parent=1, serial="2）"), monthly(sum="0.5")),
        (record(4, "乙"), monthly(sum=MARK)),
        (record(5, "丙"), {}),
        (record(6, "丁"), monthly(sum="2")),
    ]
    form = filled("enterprise_month", county("enterprise", rows, "2026-10"), "2026-10")
    total = cell(form, 0, "revenue.sum")
    first = form.body_at + 2
    assert form.rows[0].kind is RowKind.TOTAL
    assert form.rows[0].cells[1].value == "合计（4家）"
    assert total.value == Decimal("3.5")
    assert total.formula == f"SUM(K{first},K{first + 3}:K{first + 5})"
    assert [row.kind for row in form.rows[1:4]] == [RowKind.RECORD, RowKind.CHILD, RowKind.CHILD]
    assert [row.cells[1].value for row in form.rows[1:4]] == ["甲", "其中：1）甲一", "2）甲二"]
    assert form.merged_serials() == [(1, 3)]


def test_a_total_of_nothing_is_blank_and_not_zero() -> None:
    form = filled("enterprise_month", county("enterprise", [(record(1, "甲"), {})], "2026-10"), "2026-10")
    assert cell(form, 0, "revenue.sum") == Cell()
    assert cell(form, 0, "revenue.rate") == Cell()
    assert not form.has_data


def test_a_total_over_many_separate_areas_uses_the_serial_column() -> None:
    rows = []
    for number in range(40):
        rows.append((record(number * 2 + 1, f"企业{number}"), monthly(sum="1")))
        rows.append((record(number * 2 + 2, "分部", parent=number * 2 + 1), monthly(sum="0.4")))
    form = filled("enterprise_month", county("enterprise", rows, "2026-10"), "2026-10")
    first, last = form.body_at + 2, form.body_at + 81
    assert cell(form, 0, "revenue.sum").formula == f'SUMIF($A${first}:$A${last},"<>",K{first}:K{last})'
    assert cell(form, 0, "revenue.sum").value == 40
    assert all(row.cells[0].value for row in form.rows[1:] if row.depth == 0)
    assert not any(row.cells[0].value for row in form.rows[1:] if row.depth)


def test_a_ratio_of_totals_is_shown_only_where_both_are_of_the_same_rows() -> None:
    same = [(record(1, "甲"), monthly(sum="2", before="1")), (record(2, "乙"), monthly(sum="4", before="3"))]
    form = filled("enterprise_month", county("enterprise", same, "2026-10"), "2026-10")
    assert cell(form, 0, "revenue.growth").value == Decimal("0.5")
    part = [
        (record(1, "甲"), monthly(sum="2", before="1", target="4")),
        (record(2, "乙"), monthly(before="3", target="4")),
    ]
    form = filled("enterprise_month", county("enterprise", part, "2026-10"), "2026-10")
    assert cell(form, 0, "revenue.growth").is_mark
    assert cell(form, 0, "revenue.rate").value == Decimal("0.25")


def test_lines_of_different_measures_are_not_added_up() -> None:
    rows = [
        (record(1, "甲", "industry"), {("output", "2025", Kind.TARGET): amount("5")}),
        (record(2, "乙", "industry"), {("revenue", "2025", Kind.TARGET): amount("7")}),
    ]
    form = filled("industry_list", county("industry", rows, "2025"), "2025")
    assert all(one.value is None for one in form.rows[0].cells[2:])
    assert [form.trace(row, 10).indicator for row in (1, 2)] == ["output", "revenue"]


def test_every_digit_is_shown_in_the_unit_asked_for() -> None:
    data = county("enterprise", [(record(1, "甲"), monthly(sum="0.12345678"))], "2026-10")
    assert cell(filled("enterprise_month", data, "2026-10"), 1, "revenue.sum").text() == "0.12345678"
    wan = cell(filled("enterprise_month", data, "2026-10", amount_unit="万元"), 1, "revenue.sum")
    assert (wan.value, wan.format) == (Decimal("1234.5678"), "#,##0.0000")


def test_a_number_that_no_spreadsheet_holds_is_refused() -> None:
    huge = Figure(Decimal("12345678901234567.89"))
    data = county("enterprise", [(record(1, "甲"), {("revenue", "2026-10", Kind.ACTUAL): huge})], "2026-10")
    with pytest.raises(Refusal, match="15 位有效数字"):
        filled("enterprise_month", data, "2026-10")


def test_every_cell_leads_to_its_record_and_figure() -> None:
    data = county("enterprise", [(record(7, "甲"), monthly(sum="1"))], "2026-10")
    form = filled("enterprise_month", data, "2026-10")
    trace = form.trace(1, column(form, "revenue.sum"))
    assert (trace.record_id, trace.uid, trace.indicator) == (7, "u7", "revenue")
    assert (str(trace.period), trace.kind, trace.computed) == ("2026-10", Kind.ACTUAL, False)
    assert form.trace(1, column(form, "revenue.rate")).computed
    assert form.trace(1, 1).field == "name"


def test_subjects_that_left_the_list_are_left_out() -> None:
    rows = [(record(1, "甲"), {}), (record(2, "乙"), {}), (record(3, "乙一", parent=2), {})]
    form = filled("enterprise_month", county("enterprise", rows, "2026-10"), "2026-10", left_out=frozenset({2, 3}))
    assert [row.cells[1].value for row in form.rows] == ["合计（1家）", "甲"]


def test_head_and_foot_are_left_blank_unless_they_are_given() -> None:
    data = county("enterprise", [], "2026-10")
    blank = filled("enterprise_month", data, "2026-10")
    assert [line.right for line in blank.below] == ["表    号：", "制定机关：", "文    号：", "计量单位：亿元"]
    assert "报出日期：　　　　年　　月　　日" in blank.footer
    given = filled("enterprise_month", data, "2026-10", number="表1", maker="某局", filler="张三")
    assert given.below[0].right.endswith("表1")
    assert "填表人：张三" in given.footer


def test_heads_of_two_levels_are_joined_over_their_columns() -> None:
    form = filled("enterprise_month", county("enterprise", [], "2026-10"), "2026-10")
    texts = {(head.row, head.column): head for head in form.heads}
    assert texts[0, 0]._replace() == (0, 0, 2, 1, "序号")
    assert texts[0, 2] == (0, 2, 1, 6, "产值（亿元）")
    assert texts[1, 4].text == "1—10月\n累计"
    assert form.guide[:4] == ("", "甲", "1", "2")


def test_every_shipped_form_fills_from_every_sample_that_lists_it() -> None:
    for profile_id in profiles.available():
        profile = profiles.load(profile_id)
        data = dataset_of(profile, profiles.sample(profile_id))
        for one in forms.of_profile(profile):
            period = Period.parse("2026-10" if one.period == "month" else "2025")
            done = fill(one, data, period, Context())
            assert all(len(row.cells) == len(done.columns) for row in done.rows)
            assert max(head.column + head.columns for head in done.heads) == len(done.columns)


def test_a_slip_in_a_form_definition_is_found_when_it_is_loaded() -> None:
    text = (forms.folder() / "annex1.toml").read_text(encoding="utf-8")
    with pytest.raises(ValueProblem, match="不认识“plann”"):
        form_schema.read(tomllib.loads(text.replace('kind = "plan"', 'kind = "plann"')))
    with pytest.raises(ValueProblem, match="没有写明怎样计算"):
        dataclasses.replace(
            forms.load("annex1"),
            blocks=(form_schema.Block((form_schema.ColumnSpec(("甲",), source="computed"),)),),
        )
    with pytest.raises(Refusal, match="没有名为"):
        forms.load("annex9")
