"""Lines of 计划 and 完成, statements of one enterprise, months whose numbers decide; and what must not be so read."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from qbs_desktop.exchange.reading.readings import TableRead, Wish
from qbs_desktop.exchange.reading.recognising import recognise
from qbs_desktop.exchange.sheets.cells import Cell, Sheet, Workbook
from qbs_desktop.services import profiles

COUNTY = profiles.load("hunan-county")
Row = Sequence[object]


def read(*rows: Row) -> TableRead:
    cells = {
        number: {
            at: Cell(value if isinstance(value, str) else Decimal(str(value)))
            for at, value in enumerate(row, 1)
            if value is not None
        }
        for number, row in enumerate(rows, 1)
    }
    return recognise(Workbook("表.xlsx", (Sheet("表", cells),)), COUNTY, Wish(year=2026))[0]


def figures(table: TableRead) -> list[tuple[str, str]]:
    return [
        (f"{one.indicator}@{one.period}/{one.kind.name.lower()}", one.cell)
        for row in table.rows
        for one in (*row.figures, *row.months)
    ]


HEAD: tuple[Row, ...] = (["2026年1-3月项目"], ["单位：万元"], ["项目名称", "指标", "总投资", "投资额"])


def test_lines_of_plan_and_result_are_figures_of_one_record_with_their_own_cells() -> None:
    table = read(*HEAD, ["甲产业园", "年度计划", 900, 500], [None, "累计完成", None, 120])
    assert [row.name for row in table.rows] == ["甲产业园"]
    assert figures(table) == [("investment@2026/target", "D4"), ("investment@2026-03/actual", "D5")]


@pytest.mark.parametrize(
    "rows",
    [
        [["甲产业园", "年度计划", 900, 500], [None, "土建", None, 120]],
        [["甲产业园", "年度计划", 900, 500], [None, "累计完成", 800, 120]],
        [["甲产业园", "年度计划", 900, 500], [None, "累计完成", None, 120], ["乙产业园", None, 5, 6]],
    ],
)
def test_lines_that_are_not_plainly_so_lose_no_number_without_a_word(rows: list[Row]) -> None:
    table = read(*HEAD, *rows)
    told = {one.rule for one in (*table.findings, *(two for row in table.rows for two in row.findings))}
    assert told - {"import.turned"}


STATEMENT: tuple[Row, ...] = (
    ["2026年10月", None, None, None],
    ["指标名称", "计量单位", "本年", "上年同期"],
    [None, None, "1—本月", "1—本月"],
    ["甲", "乙", 1, 2],
    ["一、营业收入", "千元", 1100, 1000],
    ["　　其中：主营业务收入", "千元", 900, 800],
    ["二、利润总额", "千元", -5, 0],
)


@pytest.mark.parametrize(
    "who",
    [["单位详细名称：湖南甲厂"], ["企业名称：", "湖南甲厂"], ["填报单位（盖章）：湖南甲厂"], ["法人单位名称:湖南甲厂"]],
)
def test_a_statement_is_one_enterprise_with_the_figures_of_both_years(who: Row) -> None:
    table = read(who, *STATEMENT)
    assert [row.name for row in table.rows] == ["湖南甲厂"]
    assert set(figures(table)) == {
        ("revenue@2026-10/actual", "C6"),
        ("revenue@2025-10/actual", "D6"),
        ("main_revenue@2026-10/actual", "C7"),
        ("main_revenue@2025-10/actual", "D7"),
        ("profit@2026-10/actual", "C8"),
        ("profit@2025-10/actual", "D8"),
    }


@pytest.mark.parametrize("who", [["填报单位：攸县统计局"], ["填报人：王芳"]])
def test_a_statement_of_nobody_is_not_taken(who: Row) -> None:
    assert read(who, *STATEMENT).ledger is None


MONTHS: tuple[Row, ...] = (["2026年项目投资"], ["单位：万元"])


def test_monthly_plans_are_never_taken_for_plans_since_january() -> None:
    head = ["项目名称", "总投资", "1月计划", "2月计划", "3月计划", "计划合计"]
    own = read(*MONTHS, head, ["甲园", 9000, 100, 200, 300, 600], ["乙园", 9000, 10, 20, 30, 60])
    assert not [at for at, _cell in figures(own) if at.endswith("target")]
    unclear = read(*MONTHS, head[:5], ["甲园", 9000, 100, 200, 300])
    assert not figures(unclear)
    assert "import.column_unknown" in {one.rule for one in unclear.findings}


def test_a_year_over_the_sum_until_now_is_the_same_month_of_that_year() -> None:
    table = read(
        ["2026年9月企业产值"], ["单位：万元"], ["企业名称", "2026年本年累计", "2025年本年累计"], ["甲厂", 9, 8]
    )
    assert [at for at, _cell in figures(table)] == ["output@2026-09/actual", "output@2025-09/actual"]


def test_months_without_a_year_beside_another_year_stay_unknown() -> None:
    table = read(["企业产值"], ["单位：万元"], ["企业名称", "2024年产值", "1-10月产值"], ["甲厂", 9, 8])
    assert [at for at, _cell in figures(table)] == ["output@2024/actual"]
    alone = read(["企业产值"], ["单位：万元"], ["企业名称", "1-10月产值", "1-9月税收"], ["甲厂", 9, 8])
    assert [at for at, _cell in figures(alone)] == ["output@2026-10/actual", "tax@2026-09/actual"]
    assert "import.head_unclear" in {one.rule for one in alone.findings}


@pytest.mark.parametrize(("last", "field"), [("2027.3", "finish_planned"), ("2026.8", "finish_actual")])
def test_finishes_that_mostly_lie_ahead_are_plans_and_said_so(last: str, field: str) -> None:
    head = ["项目名称", "总投资", "1-9月完成投资", "竣工时间"]
    table = read(*MONTHS, head, ["甲园", 9000, 100, "2027.1"], ["乙园", 9000, 100, "2026.7"], ["丙园", 9000, 9, last])
    assert table.columns["D"] == field
    said = [one.message for one in table.findings if one.rule == "import.head_unclear"]
    plans = "“竣工时间”没有写明是计划还是实际，多数日期在2026年9月以后，按计划竣工读入。"
    assert said == ([plans] if field == "finish_planned" else [])
