from __future__ import annotations

from decimal import Decimal

import pytest

from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.figure import Kind, Op
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.sample import SampleRow, SampleTable
from qbs_desktop.domain.sample_data import rows_of


@pytest.fixture
def read(profile_named):
    def make(*rows, ledger="enterprise", **table):
        data = {"indicator": "revenue", "doc": "zz22"} | table
        return rows_of(profile_named("zhuzhou"), SampleTable("t", ledger, "表一", rows=rows, **data))

    return make


def kinds(printed):
    return {(str(one.period), one.indicator): one.kind for one in printed.figures}


def test_years_up_to_the_base_year_are_actual_and_later_ones_planned(read, row):
    (printed,) = read(row(name="甲", figures={"2021": "1", "2022": "2", "2022-05": "1", "growth@2022": "5%"}))
    assert kinds(printed) == {
        ("2021", "revenue"): Kind.ACTUAL,
        ("2022", "revenue"): Kind.TARGET,
        ("2022-05", "revenue"): Kind.ACTUAL,
        ("2022", "growth"): Kind.TARGET,
    }


def test_the_table_or_the_key_may_say_otherwise(read, row):
    (printed,) = read(row(name="甲", figures={"2021": "1", "2022:actual": "2"}), kind="target")
    assert kinds(printed) == {("2021", "revenue"): Kind.TARGET, ("2022", "revenue"): Kind.ACTUAL}


def test_marks_operators_and_units_are_kept(read, row):
    (printed,) = read(row(name="甲", figures={"2021": "——", "2022": "12"}, ops={"2022": "超过"}), unit="万元")
    mark, value = (one.figure for one in printed.figures)
    assert (mark.na, mark.value) == (True, None)
    assert (value.value, value.op, printed.figures[1].period) == (Decimal(120000), Op.OVER, Period.parse("2022"))


@pytest.mark.parametrize(("unit", "yuan"), [("万元", 50_000), ("亿元", 500_000_000), ("", 500_000_000)])
def test_amount_fields_are_in_the_tables_unit(read, row, unit, yuan):
    (printed,) = read(row(name="甲", total_investment="5"), ledger="project", unit=unit)
    assert printed.values["total_investment"] == yuan


def test_rows_of_rows_keep_their_order_and_source(read, row):
    target = SampleRow(fields={"name": "甲", "value": "7", "remark": ""}, sentence="全市形成7个左右千亿级产业")
    (printed,) = read(target, ledger="target")
    assert printed.values["document"] == "株政办发〔2022〕4号"
    assert printed.values["sentence"] == printed.sentence == "全市形成7个左右千亿级产业"
    assert "remark" not in printed.values
    (parent,) = read(row(row(name="乙"), row(name="丙"), name="甲"), doc="")
    assert [child.values["name"] for child in parent.rows] == ["乙", "丙"]


def test_a_document_without_a_number_is_called_by_its_title(profile_named):
    table = SampleTable("t", "target", "表", "yy22", rows=(SampleRow(fields={"name": "甲"}),))
    assert "送审稿" in rows_of(profile_named("yiyang"), table)[0].values["document"]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"wrong": "1"}, "没有字段 wrong"),
        ({"figures": {"2022": "很多"}}, "不是数字"),
        ({"figures": {"wrong@2022": "1"}}, "没有指标 wrong"),
        ({"figures": {"2022": " "}}, "空白"),
        ({"figures": {"2022:maybe": "1"}}, "不认识 maybe"),
        ({"ops": {"2022": "超过"}}, "没有对应的数"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_row(read, row, bad, words):
    with pytest.raises(ValueProblem, match=words) as problem:
        read(row(row(name="乙", **bad), name="甲"))
    assert str(problem.value).startswith("表“表一”“甲”“乙”：")


def test_an_unknown_ledger_is_refused(read):
    with pytest.raises(ValueProblem, match="没有台账 wrong"):
        read(ledger="wrong")
