"""Forms over groups: every cut has the same total, who is missing is no zero, rows of one project count once."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest

from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.figure import NOT_APPLICABLE, Figure, Kind
from qbs_desktop.domain.forms import form as form_schema
from qbs_desktop.domain.forms.balanced import balanced
from qbs_desktop.domain.forms.counting import COUNTS, by
from qbs_desktop.domain.forms.filled import Cell, FilledForm, RowKind
from qbs_desktop.domain.forms.filling import Context, fill
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record
from qbs_desktop.services import forms, profiles

CITY = profiles.load("zhuzhou")
YI = Decimal(100_000_000)
UNITS = ("荷塘区", "芦淞区", "石峰区", "天元区")
OCTOBER = Period.parse("2026-10")
Rows = list[tuple[Record, dict[tuple[str, str, Kind], Figure]]]


def amount(text: str) -> Figure:
    return Figure(Decimal(text) * YI)


def project(number: int, unit: str, parent: int | None = None, total: str = "", **values: object) -> Record:
    money = {"total_investment": Decimal(total) * YI} if total else {}
    own = {"name": f"项目{number}", "reporting_unit": unit, **money, **values}
    return Record(number, f"u{number}", "project", parent, number, own)  # type: ignore[arg-type]


def invested(done: str, plan: str, before: str = "", plan_before: str = "") -> dict[tuple[str, str, Kind], Figure]:
    said = {
        ("investment", "2026-10", Kind.ACTUAL): done,
        ("investment", "2026", Kind.TARGET): plan,
        ("investment", "2025-10", Kind.ACTUAL): before,
        ("investment", "2025", Kind.TARGET): plan_before,
    }
    return {key: amount(text) for key, text in said.items() if text}


def projects() -> Rows:
    """荷塘 with an 其中 row, 芦淞 ahead of it, 石峰 without October, 天元 with nothing; a row of nobody."""
    return [
        (
            project(1, "荷塘区", total="12", category="产业发展", year_status="续建", listed_since="2025-03"),
            invested("6.25", "10", "4", "10"),
        ),
        (project(2, "荷塘区", parent=1, category="基础设施"), invested("3", "5")),
        (
            project(3, "芦淞区", total="50", category="基础设施", year_status="新开工", start_actual="2026-10-31"),
            invested("9.1", "10", "8.5", "10"),
        ),
        (
            project(4, "芦淞区", total="8", category="产业发展", year_status="新开工", start_actual="2026-11"),
            invested("0.4", "2", "1", "2"),
        ),
        (project(5, "石峰区", total="120", category="民生"), invested("", "4")),
        (project(6, "", category="民生", lead_unit="市发改委"), invested("1", "1", "1", "1")),
    ]


def dataset(ledger: str, rows: Rows, period: Period = OCTOBER) -> Dataset:
    figures = {
        record.id: {(slug, Period.parse(when), kind): figure for (slug, when, kind), figure in own.items()}
        for record, own in rows
    }
    return Dataset(CITY, {ledger: [record for record, _ in rows]}, figures, period)


def filled(form_id: str, data: Dataset, period: Period = OCTOBER, units: tuple[str, ...] = UNITS) -> FilledForm:
    return fill(forms.load(form_id), data, period, Context(unit_name="株洲市", units=units))


def as_text(form: FilledForm) -> str:
    return "\n".join("|".join(cell.text() for cell in row.cells) for row in form.rows)


def row_of(form: FilledForm, name: str) -> int:
    at = next(place for place, one in enumerate(form.columns) if one.source == "name")
    return next(number for number, row in enumerate(form.rows) if row.cells[at].value == name)


def cell(form: FilledForm, name: str, column: str) -> Cell:
    at = next(place for place, one in enumerate(form.columns) if one.id == column)
    return form.rows[row_of(form, name)].cells[at]


PROJECT_UNITS = """
|合计（完成率见注）|5|27||16.75|62.0%||83.3%|-21.3|14.5|63.0%|-1.0|2|40.0%|1
|一、按报送单位分||||||||||||||
1|荷塘区|1|10||6.25|62.5%|2|83.3%|-20.8|4|40.0%|22.5|1|100.0%|0
2|芦淞区|2|12||9.5|79.2%|1|83.3%|-4.1|9.5|79.2%|0.0|1|50.0%|1
3|石峰区|1|4|||||83.3%|||||0|0.0%|0
4|天元区||||||||||||||
5|（未注明）|1|1||1|100.0%||83.3%|16.7|1|100.0%|0.0|0|0.0%|0
|二、按项目类别分||||||||||||||
1|民生|2|5||1|20.0%||83.3%|-63.3|1|100.0%|-80.0|0|0.0%|0
2|产业发展|2|12||6.65|55.4%||83.3%|-27.9|5|41.7%|13.7|1|50.0%|0
3|基础设施|1|10||9.1|91.0%||83.3%|7.7|8.5|85.0%|6.0|1|100.0%|1
|三、按年度状态分||||||||||||||
1|新开工|2|12||9.5|79.2%||83.3%|-4.1|9.5|79.2%|0.0|1|50.0%|1
2|续建|1|10||6.25|62.5%||83.3%|-20.8|4|40.0%|22.5|1|100.0%|0
3|（未注明）|2|5||1|20.0%||83.3%|-63.3|1|100.0%|-80.0|0|0.0%|0
|四、按牵头单位分||||||||||||||
1|市发改委|1|1||1|100.0%||83.3%|16.7|1|100.0%|0.0|0|0.0%|0
2|（未注明）|4|26||15.75|60.6%||83.3%|-22.7|13.5|61.4%|-0.8|2|50.0%|1
"""


def test_a_month_by_unit_category_status_and_lead_bureau_is_one_table_with_one_total() -> None:
    assert as_text(filled("project_units", dataset("project", projects()))) == PROJECT_UNITS.strip()


def test_units_that_have_not_reported_are_told_and_have_no_place() -> None:
    form = filled("project_units", dataset("project", projects()))
    assert "没有2026年10月数据的单位 2 个，不排名：石峰区、天元区。" in form.notes[-2]
    assert cell(form, "天元区", "count") == cell(form, "石峰区", "rank") == Cell()
    rows = projects()
    rows[3] = (rows[3][0], invested("", "2"))
    assert "按已填的数合计：芦淞区 1 个" in filled("project_units", dataset("project", rows)).notes[-2]


def test_the_rate_says_whose_plan_it_divides_by_although_nothing_of_theirs_is_done() -> None:
    form = filled("project_units", dataset("project", projects()))
    assert cell(form, "合计（完成率见注）", "rate").text() == "62.0%"
    assert form.notes[-1] == "注：完成率的分母含、分子不含（有年度计划，没有完成数）：石峰区 1 个（4 亿元）。"
    every_row = filled("project_month", dataset("project", projects()))
    assert every_row.notes[-1] == form.notes[-1]
    assert every_row.rows[0].cells[1].value == "合计（5个，完成率见注）"
    rows = [(record, {} if record.text("reporting_unit") == "石峰区" else said) for record, said in projects()]
    assert "分母" not in filled("project_units", dataset("project", rows)).notes[-1]
    nobody = [(record, {key: one for key, one in said.items() if key[1] == "2026"}) for record, said in projects()]
    assert "分母" not in "".join(filled("project_units", dataset("project", nobody)).notes)
    own = [(dataclasses.replace(record, values={"name": "甲"}), said) for record, said in projects()]
    assert "分母" not in "".join(filled("project_month", dataset("project", own)).notes)


def test_formulas_sum_the_first_cut_and_rank_only_named_units() -> None:
    form = filled("project_units", dataset("project", projects()))
    total, first = form.body_at + 1, form.body_at + 3
    assert cell(form, "合计（完成率见注）", "sum").formula == f"SUM(F{first}:F{first + 4})"
    assert cell(form, "合计（完成率见注）", "rate").formula == f"F{total}/D{total}"
    assert cell(form, "芦淞区", "rank").formula == f"RANK(G{first + 1},G${first}:G${first + 3})"
    assert cell(form, "荷塘区", "ahead").formula == f"ROUND((ROUND(G{first},3)-ROUND(I{first},3))*100,1)"
    assert cell(form, "荷塘区", "rate_before").formula == ""
    assert {row.kind for row in form.rows} == {RowKind.TOTAL, RowKind.SECTION, RowKind.GROUP}


def test_marks_and_blanks_stay_what_they_are() -> None:
    na = {("investment", "2026-10", Kind.ACTUAL): NOT_APPLICABLE}
    form = filled("project_units", dataset("project", [(project(1, "荷塘区"), na), (project(2, "芦淞区"), {})]))
    assert cell(form, "荷塘区", "sum").is_mark
    assert cell(form, "荷塘区", "rate").is_mark
    assert cell(form, "芦淞区", "sum") == Cell()
    assert cell(form, "合计", "sum") == Cell()


def test_equal_rates_share_a_place() -> None:
    rows = [(project(n, unit), invested("1", plan)) for n, (unit, plan) in enumerate(zip(UNITS, "2212", strict=True))]
    form = filled("project_units", dataset("project", rows))
    assert [cell(form, unit, "rank").text() for unit in UNITS] == ["2", "2", "1", "2"]


def test_with_fewer_decimals_every_cut_still_adds_up_to_the_one_total() -> None:
    rows = [
        (project(n, UNITS[n % 3], category=("产业发展", "民生")[n % 2]), invested(f"{n}.3{n}5", "10"))
        for n in range(1, 10)
    ]
    form = balanced(filled("project_units", dataset("project", rows)), 1)
    at = next(place for place, one in enumerate(form.columns) if one.id == "sum")
    cuts: list[Decimal] = []
    for row in form.rows[1:]:
        if row.kind is RowKind.SECTION:
            cuts.append(Decimal(0))
        elif isinstance(value := row.cells[at].value, Decimal):
            cuts[-1] += value
    total = form.rows[0].cells[at].value
    assert [*set(cuts)] == [total]
    assert len(cuts) > 1
    assert len(form.exact) > 0
    assert all(row < len(form.rows) for row, _column in form.exact)


def test_projects_are_counted_by_size_beside_the_printed_plan() -> None:
    year = Period.parse("2026")
    form = filled("project_bands", dataset("project", projects(), year), year)
    names = [row.cells[1].text() for row in form.rows]
    bands = names[2 : names.index("二、按报送单位分")]
    assert bands == ["100亿元及以上", "50-100亿元（不含）", "10-50亿元（不含）", "不足10亿元", "（未注明）"]
    assert [cell(form, band, "count").text() for band in bands] == ["1", "1", "1", "1", "1"]
    assert cell(form, "合计", "total_investment").text() == "190"
    assert form.notes[-1] == "注：名单里没有行的单位 1 个：天元区。"


def test_growth_of_a_unit_with_a_row_missing_last_year_is_not_ranked() -> None:
    def enterprise(number: int, unit: str, now: str, before: str) -> tuple[Record, dict[tuple[str, str, Kind], Figure]]:
        said = {("revenue", "2026-10", Kind.ACTUAL): now, ("revenue", "2025-10", Kind.ACTUAL): before}
        record = Record(number, f"u{number}", "enterprise", None, number, {"name": "企", "reporting_unit": unit})
        return record, {key: amount(text) for key, text in said.items() if text}

    rows = [enterprise(1, "荷塘区", "12", "10"), enterprise(2, "荷塘区", "3", ""), enterprise(3, "芦淞区", "11", "10")]
    form = filled("enterprise_units", dataset("enterprise", rows))
    assert cell(form, "荷塘区", "revenue.growth").is_mark
    assert cell(form, "荷塘区", "revenue.growth_rank") == Cell()
    assert cell(form, "芦淞区", "revenue.growth").text() == "10.0%"
    assert cell(form, "芦淞区", "revenue.growth_rank").text() == "1"
    assert form.below[-1].right == "计量单位：家、亿元"


def test_a_reported_growth_stands_for_a_missing_last_year_and_the_group_points_to_the_note() -> None:
    def enterprise(number: int, unit: str, now: str, **more: str) -> tuple[Record, dict[tuple[str, str, Kind], Figure]]:
        said = {("revenue", "2026-10", Kind.ACTUAL): amount(now)}
        if "before" in more:
            said["revenue", "2025-10", Kind.ACTUAL] = amount(more["before"])
        if "yoy" in more:
            said["revenue_yoy", "2026-10", Kind.ACTUAL] = Figure(Decimal(more["yoy"]))
        record = Record(number, f"u{number}", "enterprise", None, number, {"name": "企", "reporting_unit": unit})
        return record, said

    rows = [
        enterprise(1, "荷塘区", "12", yoy="20"),
        enterprise(2, "荷塘区", "12", before="10", yoy="1"),
        enterprise(3, "芦淞区", "3", yoy="12.345"),
        enterprise(4, "石峰区", "3", yoy="-100"),
    ]
    form = filled("enterprise_units", dataset("enterprise", rows[:3]))
    growth = [cell(form, f"{name}（同比见注）", "revenue.growth") for name in ("荷塘区", "芦淞区", "合计")]
    assert [(one.text(), one.formula) for one in growth] == [("20.0%", ""), ("12.345%", ""), ("19.1%", "")]
    assert cell(form, "荷塘区（同比见注）", "revenue.growth_rank").text() == "1"
    assert form.notes[-1] == (
        "注：营业收入同比含上报的增速（没有填上年同期数，按上报的增速折算）：荷塘区 1 家、芦淞区 1 家。"
    )
    assert cell(filled("enterprise_units", dataset("enterprise", rows)), "石峰区", "revenue.growth").is_mark


def test_an_empty_file_gives_the_expected_units_and_no_file_without_units_anything() -> None:
    form = filled("industry_units", dataset("industry", []))
    assert [row.cells[1].text() for row in form.rows] == ["合计", "一、按报送单位分", *UNITS]
    assert form.has_data is False
    assert filled("industry_units", dataset("industry", []), units=()).rows == ()


@pytest.mark.parametrize(
    ("date", "is_by"),
    [("2026-10", True), ("2026-10-31", True), ("2026-11-01", False), ("2026", True), ("2027", False), ("", False)],
)
def test_a_date_counts_as_far_as_it_is_known(date: str, *, is_by: bool) -> None:
    assert by(date, OCTOBER) is is_by


def test_finished_and_started_projects_are_told_apart() -> None:
    done = project(1, "荷塘区", year_status="竣工", finish_actual="2026-08", listed_since="2026-12")
    waiting = project(2, "荷塘区", year_status="前期")
    assert [COUNTS[name](done, OCTOBER) for name in ("started", "started_unlisted", "finished")] == [True] * 3
    assert [COUNTS[name](waiting, OCTOBER) for name in ("started", "started_unlisted", "finished")] == [False] * 3


def test_an_unknown_count_is_found_when_a_form_is_loaded() -> None:
    form = forms.load("project_units")
    column = form_schema.ColumnSpec(("甲",), source="count", count="many")
    with pytest.raises(ValueProblem, match="不认识“many”"):
        dataclasses.replace(form, blocks=(form_schema.Block((column,)),))


@pytest.mark.parametrize("form_id", ["project_month", "project_list"])
def test_every_row_of_a_city_says_whose_it_is_and_a_county_has_no_such_column(form_id: str) -> None:
    form = filled(form_id, dataset("project", projects()))
    rows = [(row.cells[1].text(), row.cells[2].text()) for row in form.rows[1:]]
    assert form.columns[2].heads == ("报送单位",)
    assert rows[:3] == [("项目6", ""), ("项目1", "荷塘区"), ("其中：项目2", "荷塘区")]
    own = [(dataclasses.replace(record, values={"name": "甲"}), said) for record, said in projects()]
    assert "报送单位" not in [column.heads[0] for column in filled(form_id, dataset("project", own)).columns]


def test_annexes_print_own_rows_then_the_units_rows_in_their_order_and_number_them_through() -> None:
    def industry(number: int, name: str, unit: str, serial: str, parent: int | None = None) -> Record:
        said = {"name": name, "serial": serial} | ({"reporting_unit": unit} if unit else {})
        return Record(number, f"u{number}", "industry", parent, number, said)

    line = {("output", "2025", Kind.TARGET): amount("12")}
    rows: Rows = [
        (industry(1, "服饰", "芦淞区", "1"), line),
        (industry(2, "陶瓷", "荷塘区", "1"), line),
        (industry(3, "电瓷", "荷塘区", "1）", parent=2), line),
        (industry(4, "轨道交通", "", "1"), line),
    ]
    form = filled("annex1", dataset("industry", rows, Period.parse("2025")), Period.parse("2025"))
    assert [[cell.text() for cell in row.cells[:2]] for row in form.rows] == [
        ["1", "轨道交通"],
        ["2", "陶瓷"],
        ["", "其中：1）电瓷"],
        ["3", "服饰"],
    ]


def test_annex_three_is_not_filled_from_the_project_list() -> None:
    year = Period.parse("2025")
    assert filled("annex3", dataset("project", projects(), year), year).rows == ()
