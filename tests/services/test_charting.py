"""Charts of an open file: choices, refusals, sources and the state of the data."""

from __future__ import annotations

import pytest

from qbs_desktop.domain.charts.chart import Role, State
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.services import charting
from qbs_desktop.services.reporting import submitting
from tests.services import return_loop

OCTOBER = Period.parse("2026-10")


def submitted(workspace, period=OCTOBER, at="2026-11-03T09:00:00+08:00"):
    workspace.run(
        "上报",
        lambda edit: edit.record_submission(period.code, 1, at, "a.xlsx", "0" * 64, "annex1", state="submitted"),
        undoable=False,
    )


def write(workspace, record_id, period, value):
    key = FigureKey(record_id, "output", period, Kind.ACTUAL)
    workspace.run("填报", lambda edit: edit.set_figures([(key, Figure(value), None)]))


def first_industry(workspace):
    return charting.records(workspace, "industry")[1].value


def test_every_kind_draws_the_printed_tables(zhuzhou):
    for kind in charting.kinds():
        chart = charting.chart(zhuzhou, kind.id, state=State.UNCHECKED)
        assert chart.kind == kind.id
        assert chart.unit_name == zhuzhou.unit.name


def test_the_source_of_a_chart_is_the_document_of_its_figures(zhuzhou):
    chart = charting.chart(zhuzhou, "ladder", ledger="enterprise", state=State.UNCHECKED)
    assert chart.source == "株政办发〔2022〕4号 附件2 百亿企业培育计划"
    assert "（来源：株政办发〔2022〕4号 附件2 百亿企业培育计划）" in chart.named(Role.ACTUAL).points[0].detail


def test_one_record_is_drawn_with_the_ledger_it_lies_in(zhuzhou):
    choices = charting.records(zhuzhou, "enterprise")
    part = next(choice for choice in choices if choice.label == "时代电气")
    assert part.depth == 1
    chart = charting.chart(zhuzhou, "target_actual", record_id=part.value, state=State.UNCHECKED)
    assert chart.title == "时代电气：目标与实际"
    assert [point.value for point in chart.named(Role.PLAN).points] == [170, 197, 229, 265, 308]


def test_pickers_offer_what_the_file_holds(zhuzhou):
    assert [choice.value for choice in charting.ledgers(zhuzhou, "sectors")] == ["enterprise", "project", "industry"]
    assert [choice.value for choice in charting.indicators(zhuzhou, "industry")] == [None, "unstated"]
    assert [choice.label for choice in charting.periods(zhuzhou)] == ["最近一期", "2021年"]
    assert charting.records(zhuzhou, "project") == [charting.Choice(None, "全部项目合计")]


@pytest.mark.parametrize(
    ("kind", "options", "words"),
    [
        ("pie", {}, "没有名为“pie”的图表，可选：target_actual（目标与实际）"),
        ("ladder", {"ledger": "target"}, "不能用名单“target”来画"),
        ("ladder", {"indicator": "gdp"}, "没有名为“gdp”的指标"),
        ("target_actual", {"record_id": 999_999}, "已经不在名单里"),
    ],
)
def test_unknown_wishes_are_refused_with_a_sentence(zhuzhou, kind, options, words):
    with pytest.raises(Refusal, match=words):
        charting.chart(zhuzhou, kind, state=State.UNCHECKED, **options)


def test_data_with_open_findings_is_unchecked(zhuzhou):
    assert charting.state_of(zhuzhou, None) is State.UNCHECKED
    assert charting.chart(zhuzhou, "ladder").state is State.UNCHECKED


def test_data_that_passed_its_review_is_checked_until_it_changes(empty):
    empty.run("加", lambda edit: edit.add("industry", {"name": "示例产业"}, year=2026))
    (record,) = empty.dataset().rows("industry")
    write(empty, record.id, OCTOBER, 100)
    assert charting.state_of(empty, OCTOBER) is State.UNCHECKED
    return_loop.explain_all(empty)
    submitting.review(empty, OCTOBER)
    assert charting.state_of(empty, OCTOBER) is State.CHECKED
    write(empty, record.id, OCTOBER, 200)
    assert charting.state_of(empty, OCTOBER) is State.UNCHECKED


def test_a_period_that_was_handed_in_is_submitted_until_one_of_its_figures_changes(zhuzhou):
    record = first_industry(zhuzhou)
    write(zhuzhou, record, OCTOBER, 100)
    submitted(zhuzhou)
    assert charting.state_of(zhuzhou, OCTOBER) is State.SUBMITTED
    assert charting.state_of(zhuzhou, None) is State.SUBMITTED


@pytest.mark.parametrize("at", ["2000-01-01T00:00:00+08:00", "2999-01-01T00:00:00+08:00"])
def test_a_figure_changed_after_handing_in_shows_whatever_the_clock_said(zhuzhou, at):
    record = first_industry(zhuzhou)
    submitted(zhuzhou, at=at)
    write(zhuzhou, record, Period.parse("2026-11"), 100)
    assert charting.state_of(zhuzhou, OCTOBER) is State.SUBMITTED
    write(zhuzhou, record, OCTOBER, 100)
    assert charting.state_of(zhuzhou, OCTOBER) is State.CHANGED


def test_months_of_the_running_year_are_read(zhuzhou):
    write(zhuzhou, first_industry(zhuzhou), OCTOBER, 100)
    chart = charting.chart(zhuzhou, "target_actual", indicator="output", state=State.UNCHECKED)
    assert chart.period_text == "2026年1—10月"
