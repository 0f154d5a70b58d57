"""A clerk's sheet is recognised whatever its look, and what is not understood is a finding with its cell."""

from __future__ import annotations

import threading
from decimal import Decimal
from pathlib import Path

import pytest

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.sample_data import PrintedRow, rows_of
from qbs_desktop.exchange.reading.readings import RowRead, TableRead, Wish
from qbs_desktop.exchange.reading.recognising import recognise
from qbs_desktop.exchange.reading.rows import RowKind
from qbs_desktop.exchange.sheets import workbook
from qbs_desktop.exchange.sheets.cells import Area, Cell, CellError, Sheet, Style, Workbook
from qbs_desktop.exchange.words.bands import parse_band
from qbs_desktop.services import profiles
from tests.fixtures import workbooks

YI = Decimal(10) ** 8
ZHUZHOU = profiles.load("zhuzhou")
ANNEXES = {table.ledger: table for table in profiles.sample("zhuzhou").tables[:3]}
HEAD = ["序号", "产业名称", "2021年", "2025年", "年均增速"]


def sheet_of(rows: list[list[object]], name: str = "表", **more: object) -> Sheet:
    """A sheet of plain values; `Cell`s go in as they are, numbers as exact numbers."""

    def cell(value: object) -> Cell:
        if isinstance(value, Cell):
            return value
        return Cell(Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value)

    grid = {
        at: {column: cell(value) for column, value in enumerate(row, 1) if value is not None}
        for at, row in enumerate(rows, 1)
    }
    return Sheet(name, grid, **more)  # type: ignore[arg-type]


def read(rows: list[list[object]], wish: Wish | None = None, **more: object) -> TableRead:
    tables = recognise(Workbook("a.xlsx", (sheet_of(rows, **more),)), ZHUZHOU, wish)
    assert len(tables) == 1
    return tables[0]


def industries(*rows: list[object], unit: str | None = "单位：亿元", **more: object) -> TableRead:
    return read([["千亿产业培育计划"], [unit], HEAD, *rows], **more)


def records(table: TableRead) -> list[RowRead]:
    return [row for row in table.rows if row.kind is RowKind.RECORD]


def rules(table: TableRead) -> set[str]:
    return {one.rule for one in (*table.findings, *(f for row in table.rows for f in row.findings))}


def value(row: RowRead, at: str) -> Decimal | None:
    return next((one.figure.value for one in row.figures if f"{one.indicator}@{one.period}" == at), None)


def flat(rows: tuple[PrintedRow, ...], parent: str | None = None) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for row in rows:
        figures = {(f.indicator, f.period, f.kind): (f.figure.value, f.figure.na) for f in row.figures}
        found += [(parent, dict(row.values), figures), *flat(row.rows, str(row.values["name"]))]
    return found


@pytest.mark.parametrize("look", workbooks.LOOKS.values(), ids=workbooks.LOOKS)
def test_the_printed_annexes_are_read_as_the_sample_has_them(tmp_path: Path, look: workbooks.Look) -> None:
    tables = recognise(workbook.read(workbooks.annex_book(tmp_path / "a.xlsx", look)), ZHUZHOU)
    assert [table.ledger for table in tables] == ["industry", "enterprise", "project_group"]
    for table in tables:
        assert table.ledger is not None
        names = {row.number: row.name for row in table.rows}
        got = [
            (
                names[row.parent] if row.parent else None,
                dict(row.values),
                {(f.indicator, f.period, f.kind): (f.figure.value, f.figure.na) for f in row.figures},
            )
            for row in records(table)
        ]
        assert got == flat(rows_of(ZHUZHOU, ANNEXES[table.ledger]))
        assert table.score >= 0.9
        assert rules(table) <= {"import.measure_unstated"}


def test_a_table_without_a_unit_is_not_taken() -> None:
    table = industries([1, "甲", 10, 20, "12%"], unit=None)
    assert records(table)[0].rejected
    assert [one.grade for one in table.findings if one.rule == "import.no_unit"] == [Grade.ERROR]


def test_a_unit_in_the_cell_needs_no_unit_line_and_a_said_unit_helps() -> None:
    assert value(records(industries([1, "甲", "1.5亿元", None, None], unit=None))[0], "unstated@2021") == 150_000_000
    rows = [["千亿产业培育计划"], HEAD, [1, "甲", 10, 20, None]]
    assert value(records(read(rows, Wish(amount_unit="万元")))[0], "unstated@2025") == 200_000


def test_a_wish_against_the_sheet_is_obeyed_and_told() -> None:
    rows: list[list[object]] = [["千亿产业培育计划"], ["单位：亿元"], HEAD, [1, "甲", 10, 20, None]]
    table = read(rows, Wish(amount_unit="万元"))
    assert value(records(table)[0], "unstated@2021") == 100_000
    assert "import.unit_overridden" in rules(table)


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("约10", "import.not_a_number"),
        (True, "import.not_a_number"),
        (Cell(CellError("#REF!")), "import.error_value"),
        (Cell(None, formula=True), "import.not_calculated"),
        (Cell(Decimal("0.12"), Style("0%", percent=True)), "import.not_an_amount"),
        ("1,23", "import.not_a_number"),
        (Decimal(10) ** 14, "import.too_large"),
    ],
)
def test_what_is_no_amount_is_named_with_its_cell(cell: object, rule: str) -> None:
    content = cell if not isinstance(cell, Decimal) else Cell(cell)
    row = records(industries([1, "甲", content, 20, None]))[0]
    assert row.rejected
    assert [(one.rule, one.cell, one.grade) for one in row.findings] == [(rule, "C4", Grade.ERROR)]
    assert value(row, "unstated@2025") == 20 * YI


@pytest.mark.parametrize(
    ("cell", "percent"),
    [
        ("12%", "12"),
        ("１４．５％", "14.5"),
        (Cell(Decimal("0.145"), Style("0.0%", percent=True)), "14.5"),
        (12, "12"),
        ("-3", "-3"),
        (Cell(Decimal("0.005"), Style("0.0%", percent=True)), "0.5"),
    ],
)
def test_rates_are_percentages_however_they_are_typed(cell: object, percent: str) -> None:
    row = records(industries([1, "甲", 10, 20, cell]))[0]
    assert value(row, "growth@2025") == Decimal(percent)
    assert not row.rejected


@pytest.mark.parametrize("cell", [0.12, "0.12"])
def test_a_rate_without_a_sign_that_could_be_either_is_not_guessed(cell: object) -> None:
    row = records(industries([1, "甲", 10, 20, cell]))[0]
    assert row.rejected
    assert row.findings[0].rule == "import.percent_unclear"


def test_blank_mark_and_zero_are_three_things() -> None:
    row = records(industries([1, "甲", "——", 0, None]))[0]
    assert [(one.figure.na, one.figure.value) for one in row.figures] == [(True, None), (False, Decimal(0))]


def test_a_calculated_tail_is_cut_to_a_cent_and_told() -> None:
    row = records(industries([1, "甲", Cell(Decimal("0.333333333333333"), formula=True), 20, None]))[0]
    assert value(row, "unstated@2021") == Decimal("33333333.33")
    assert [one.rule for one in row.findings] == ["import.rounded"]
    long = records(industries([1, "甲", Cell(Decimal("0.3"), raw="0.30000000000000004"), 20, None]))[0]
    assert [one.rule for one in long.findings] == ["import.long_number"]


def test_totals_groups_notes_and_guides_are_no_records() -> None:
    table = industries(
        ["甲", "乙", "1", "2", "3"],
        [None, "合计（2个）", 30, 40, None],
        ["一、市本级（1项）"],
        [1, "甲", 10, 20, None],
        [],
        ["序号", "产业名称", "2021年", "2025年", "年均增速"],
        [2, "乙", 20, 20, None],
        ["小计", None, 20, 20, None],
        ["注：测算数。"],
        ["具体以每年计划为准。"],
        ["单位负责人：", None, "填表人：", "联系电话："],
    )
    kinds = [(row.number, row.kind.value) for row in table.rows]
    assert kinds == [
        (4, "skipped"),
        (5, "total"),
        (6, "group"),
        (7, "record"),
        (9, "skipped"),
        (10, "record"),
        (11, "total"),
        (12, "note"),
        (13, "note"),
        (14, "note"),
    ]


def test_an_unnumbered_line_of_words_is_a_group_and_said_so() -> None:
    table = industries([None, "工业"], [1, "甲", 10, 20, None], [None, "丙", 10, 20, None])
    assert [row.kind.value for row in table.rows] == ["group", "record", "record"]
    assert rules(table) >= {"import.row_kind", "import.of_which_unclear"}


def test_a_group_line_with_numbers_is_left_out_and_said_so() -> None:
    table = industries(
        ["一、市本级", None, None, None, None], [1, "甲", 10, 20, None], ["（二）", "园区", 10, 20, None]
    )
    assert [row.kind.value for row in table.rows][:2] == ["group", "record"]


@pytest.mark.parametrize(
    ("rows", "parents"),
    [
        ([[1, "甲"], [None, "其中：乙"], [None, "丙"], [2, "丁"]], [None, 4, 4, None]),
        ([[1, "甲"], ["其中", "乙"], [None, "丙"], [2, "丁"]], [None, 4, 4, None]),
        ([[1, "甲"], ["1)", "乙"], ["2)", "丙"], [2, "丁"]], [None, 4, 4, None]),
        ([[1, "甲"], ["1.1", "乙"], ["1.2", "丙"], [2, "丁"]], [None, 4, 4, None]),
        ([[1, "甲"], [None, "（1）乙"], [None, "（2）丙"], [2, "丁"]], [None, 4, 4, None]),
        ([[1, "甲"], [None, "　乙"], [None, "　丙"], [2, "丁"]], [None, 4, 4, None]),
        ([[1, "甲"], [None, "其中：乙"], [None, "　其中：丙"], [None, "　戊"], [None, "己"]], [None, 4, 5, 5, 4]),
        ([["（1）", "甲"], ["（2）", "乙"]], [None, None]),
        ([["一", "甲"], [1, "乙"]], [None, None]),
    ],
)
def test_of_which_rows_find_their_parent(rows: list[list[object]], parents: list[int | None]) -> None:
    table = industries(*[[*row, 1, 2] for row in rows])
    assert [row.parent for row in records(table)] == parents


def test_a_serial_merged_over_the_family_makes_of_which_rows() -> None:
    rows: list[list[object]] = [[1, "甲", 3, 3], [None, "乙", 1, 1], [None, "丙", 2, 2], [2, "丁", 1, 1]]
    table = industries(*rows, merged=(Area(4, 1, 6, 1),))
    assert [row.parent for row in records(table)] == [None, 4, 4, None]
    assert not rules(table) - {"import.measure_unstated"}


def test_without_serials_only_marks_make_of_which_rows() -> None:
    head = ["产业名称", "2021年"]
    table = read([["产业（单位：亿元）"], head, ["1、甲", 3], ["其中：乙", 1], ["丙", 1]])
    assert [(row.name, row.parent) for row in records(table)] == [("甲", None), ("乙", 3), ("丙", None)]
    assert "import.of_which_unclear" in rules(table)


def test_a_name_twice_and_a_row_without_a_name_are_rejected() -> None:
    table = industries([1, "甲", 1, 1], [2, "甲 ", 2, 2], [3, None, 3, 3], [4, 5, 1, 1])
    assert [row.rejected for row in records(table)] == [False, True, True, True]
    assert rules(table) >= {"import.twice", "import.no_name", "import.name_not_text"}


def test_hidden_rows_and_columns_are_read_and_said() -> None:
    table = industries([1, "甲", 1, 2], [2, "乙", 2, 3], hidden_rows=frozenset({5}), hidden_columns=frozenset({3}))
    assert len(records(table)) == 2
    assert rules(table) >= {"import.hidden_rows", "import.hidden_columns"}


def test_a_column_nobody_knows_is_left_out_and_said() -> None:
    rows: list[list[object]] = [
        ["千亿产业培育计划（单位：亿元）"],
        ["序号", "产业名称", "2021年", "天气", "同比"],
        [1, "甲", 1, "晴", "3%", "旁注"],
    ]
    table = read(rows)
    assert table.columns == {"A": "serial", "B": "name", "C": "unstated@2021/actual", "D": None, "E": None}
    unknown = [one.cell for one in table.findings if one.rule == "import.column_unknown"]
    assert unknown == ["D2", "F2"]
    assert "import.column_ignored" in rules(table)


def test_the_measure_is_taken_from_title_head_or_row_and_else_left_open() -> None:
    titled = read([["2021—2025年产业产值培育计划（单位：亿元）"], HEAD, [1, "甲", 1, 2]])
    assert titled.columns["C"] == "output@2021/actual"
    headed = read([["产业（亿元）"], ["产业名称", "2021年营业收入（万元）"], ["甲", 5]])
    assert value(records(headed)[0], "revenue@2021") == 50_000
    rows = [["单位：亿元"], ["产业名称", "口径", "2021年"], ["甲", "产值", 1], ["乙", None, 1]]
    assert [row.figures[0].indicator for row in records(read(rows))] == ["output", "unstated"]


def test_a_plan_year_beside_a_target_year_is_a_result() -> None:
    rows = [["单位：亿元"], ["产业名称", "2024年产值", "2024年产值目标", "2024年产值"], ["瓷业", 1, 2, 3]]
    table = read(rows)
    assert table.columns == {"A": "name", "B": "output@2024/actual", "C": "output@2024/target", "D": None}
    assert [one.cell for one in table.findings if one.rule == "import.column_unknown"] == ["D2"]
    plain = read([["单位：亿元"], ["产业名称", "2024年", "2024年目标"], ["瓷业", 1, 2]])
    assert [(f.kind, f.figure.value) for f in records(plain)[0].figures] == [(Kind.ACTUAL, YI), (Kind.TARGET, 2 * YI)]


def test_last_years_result_beside_this_years_target_is_a_result() -> None:
    yearly = read([["单位：万元"], ["企业名称", "2025年营业收入", "2026年目标营业收入"], ["甲", 1, 2]])
    assert yearly.columns == {"A": "name", "B": "revenue@2025/actual", "C": "revenue@2026/target"}
    plan = read(
        [["单位：亿元"], ["产业名称", "2021年产值", "2022年产值", "2023年产值", "2025年产值目标"], ["甲", 1, 2, 3, 4]]
    )
    assert [plan.columns[at].split("/")[1] for at in "BCDE"] == ["actual", "target", "target", "target"]


def test_last_years_result_in_a_list_kept_by_month_is_no_target() -> None:
    heads = ["企业名称", "2025年营业收入", "2026年目标", "1-9月营业收入", "上年同期"]
    for title in ("某县2026年规模企业培育名单及1-9月营收台账", "某县2026年规模企业培育名单"):
        table = read([[title], ["单位：万元"], heads, ["甲", 1, 2, 3, 4]], wish=Wish(period=Period.parse("2026-09")))
        assert table.columns["B"] == "revenue@2025/actual", title
    no_target = read(
        [["2026年企业培育台账"], ["单位：万元"], ["企业名称", "2025年营业收入", "2026年1-9月营业收入"], ["甲", 1, 2]]
    )
    assert no_target.columns["B"] == "revenue@2025/actual"


def test_a_column_left_out_is_told_with_what_to_choose_for_it() -> None:
    heads = ["企业名称", "2025年营业收入", "2026年目标营业收入", "乡镇/园区"]
    told = [one.message for one in read([["单位：万元"], heads, ["甲", 1, 2, "中村乡"]]).findings]
    assert [one.rpartition("，")[2] for one in told] == ["或在导入时指定这一列是什么。"]


def test_month_columns_take_the_period_of_the_sheet_or_of_the_wish() -> None:
    head = ["产业名称", "产值（亿元）", None, None]
    below = [None, "上年同期累计", "本月", "1—10月累计"]
    rows: list[list[object]] = [["产业月度情况表"], ["填报单位：甲县", "2026年10月"], head, below, ["瓷业", 1, 2, 3]]
    merged = (Area(3, 1, 4, 1), Area(3, 2, 3, 4))
    table = read(rows, merged=merged)
    assert table.columns == {"A": "name", "B": "output@2025-10/actual", "C": None, "D": "output@2026-10/actual"}
    said = read([["单位：亿元"], ["企业名称", "营业收入"], ["甲", 3]], Wish(period=Period.parse("2026-09")))
    assert said.columns["B"] == "revenue@2026-09/actual"
    silent = read([["单位：亿元"], ["企业名称", "营业收入"], ["甲", 3]])
    assert silent.columns["B"] is None
    assert "import.column_unknown" in rules(silent)


def test_project_lists_with_dates_codes_and_choices() -> None:
    rows: list[list[object]] = [
        ["亿元项目名单"],
        ["单位：万元"],
        ["序号", "项目名称", "项目代码", "总投资", "2026年投资", None, "计划开工", "责任单位"],
        [None, None, None, None, "计划", "完成", None, None],
        [1, "厂房\n二期", "2111－522323－04－01－342068", 12000, 3000, "——", 2026.3, "工信局、发改局"],
        [2, "路网", None, "——", None, None, Cell(Decimal("2026.1")), None],
        [3, "管网", 430200202000010000, None, None, None, Cell(Decimal("2026.1"), Style("0.00")), None],
    ]
    merged = (Area(3, 5, 3, 6), *(Area(3, at, 4, at) for at in (1, 2, 3, 4, 7, 8)))
    table = read(rows, merged=merged)
    first, second, third = records(table)
    assert first.values["name"] == "厂房二期"
    assert first.values["project_code"] == "2111-522323-04-01-342068"
    assert first.values["total_investment"] == 12000 * 10**4
    assert first.values["start_planned"] == "2026-03"
    assert first.values["responsible_units"] == ("工信局", "发改局")
    assert [(f.kind, f.figure.value, f.figure.na) for f in first.figures] == [
        (Kind.TARGET, Decimal(30_000_000), False),
        (Kind.ACTUAL, None, True),
    ]
    assert {one.rule for one in second.findings} == {"import.month_unclear", "import.mark_in_field"}
    assert {one.rule for one in third.findings} == {"import.code_as_number"}
    assert third.rejected
    assert third.values["start_planned"] == "2026-10"


def test_a_sector_merged_over_rows_is_filled_down_and_an_amount_is_not() -> None:
    rows: list[list[object]] = [
        ["单位：亿元"],
        ["序号", "企业名称", "所属领域", "2021年"],
        [1, "甲", "建筑业", 5],
        [2, "乙", None, None],
    ]
    table = read(rows, merged=(Area(3, 3, 4, 3), Area(3, 4, 4, 4)))
    assert records(table)[1].values["sector"] == "建筑业"
    assert records(table)[1].figures == ()
    assert sorted(one.grade for one in records(table)[1].findings) == [Grade.HINT, Grade.QUERY]


def test_two_tables_under_each_other_are_two_tables() -> None:
    rows: list[list[object]] = [
        ["附件1 产业"],
        ["单位：亿元"],
        HEAD,
        [1, "甲", 1, 2, None],
        [],
        ["附件2 企业"],
        ["单位：万元"],
        ["序号", "企业名称", "2021年"],
        [1, "乙", 3],
    ]
    tables = recognise(Workbook("a.xlsx", (sheet_of(rows),)), ZHUZHOU)
    assert [(table.ledger, table.amount_unit, len(records(table))) for table in tables] == [
        ("industry", "亿元", 1),
        ("enterprise", "万元", 1),
    ]


def test_a_sheet_without_a_list_is_reported_and_hidden_sheets_are_left_alone() -> None:
    book = Workbook("a.xlsx", (sheet_of([["说明"], ["随便写写"]]), sheet_of([HEAD], "_qbs", hidden=True)))
    tables = recognise(book, ZHUZHOU)
    assert [(table.ledger, table.findings[0].rule) for table in tables] == [(None, "import.not_recognised")]


def test_wishes_that_cannot_be_met_are_refused() -> None:
    book = Workbook("a.xlsx", (sheet_of([HEAD]),))
    for wish, words in (
        (Wish(sheet="没有"), "没有工作表"),
        (Wish(ledger="nothing"), "没有名为"),
        (Wish(amount_unit="美元"), "不认识计量单位"),
    ):
        with pytest.raises(Refusal, match=words):
            recognise(book, ZHUZHOU, wish)


def test_long_work_tells_its_progress_and_can_be_cancelled() -> None:
    rows: list[list[object]] = [["单位：亿元"], HEAD, *([n, f"产业{n}", n, n, None] for n in range(1, 1201))]
    book = Workbook("a.xlsx", (sheet_of(rows),))
    told: list[tuple[int, int]] = []
    recognise(book, ZHUZHOU, progress=lambda done, total: told.append((done, total)))
    assert told == [(500, 1202), (1000, 1202)]
    stop = threading.Event()
    stop.set()
    with pytest.raises(Refusal, match="已取消"):
        recognise(book, ZHUZHOU, cancel=stop)


@pytest.mark.parametrize(
    ("label", "lower", "upper", "said"),
    [
        ("10-50亿元（不含）", 10, 50, True),
        ("50—100亿元(不含)", 50, 100, True),
        ("100亿元及以上", 100, None, True),
        ("10亿元以上", 10, None, True),
        ("5000万元—1亿元（不含）", Decimal("0.5"), 1, True),
        ("10-50亿元", 10, 50, False),
        ("1亿元以下", None, 1, True),
    ],
)
def test_bands_are_half_open(label: str, lower: object, upper: object, said: bool) -> None:
    band = parse_band(label)
    assert band is not None
    assert band.lower == (None if lower is None else lower * YI)  # type: ignore[operator]
    assert band.upper == (None if upper is None else upper * YI)  # type: ignore[operator]
    assert band.said is said


def test_a_band_that_does_not_say_its_bound_is_asked_about() -> None:
    table = read([["单位：个"], ["项目投资规模", "2022年"], ["10-50亿元", 3], ["50-100亿元（含）", 4], ["产业发展", 1]])
    assert [row.values.get("upper") for row in records(table)] == [50 * YI, 100 * YI, None]
    assert [one.rule for row in records(table) for one in row.findings] == ["import.band_bound"] * 2


def test_counts_must_be_whole() -> None:
    table = read([["单位：个"], ["项目投资规模", "2022年", "合计"], ["产业发展", 3.5, 4]])
    assert [one.rule for one in records(table)[0].findings] == ["import.not_whole"]


def test_a_title_that_is_also_a_column_name_is_no_head() -> None:
    table = read([["企业"], ["单位：亿元"], ["序号", "企业名称", "2021年"], [1, "甲", 1]])
    assert (table.header_rows, table.amount_unit) == ((3, 3), "亿元")


def test_values_that_are_also_column_names_do_not_begin_a_table() -> None:
    rows = [[n, f"公司{n}", "产业", n] for n in range(1, 6)]
    table = read([["单位：亿元"], ["序号", "企业名称", "所属产业", "2021年"], *rows])
    assert len(records(table)) == 5
    assert records(table)[0].values["industry"] == "产业"
