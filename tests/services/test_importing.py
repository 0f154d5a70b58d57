"""Importing shows first what it would do, does it as one step, and never loses or changes anything silently."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qbs_desktop.db import queries
from qbs_desktop.domain.errors import EnvironmentFault, Refusal
from qbs_desktop.domain.figure import Figure, FigureKey, Kind, Op
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record
from qbs_desktop.exchange.reading.steps import Step
from qbs_desktop.services import profiles
from qbs_desktop.services.incoming import importing
from qbs_desktop.services.incoming.import_names import SimilarNames
from qbs_desktop.services.incoming.import_preview import Action
from qbs_desktop.services.lists import listing
from qbs_desktop.services.reporting import returns
from qbs_desktop.services.workspace import Unit, Workspace
from tests.faults.trials import counted
from tests.fixtures import workbooks

YI = Decimal(10) ** 8
LISTS = ("industry", "enterprise", "project_group")
HEAD = ["序号", "企业名称", "所属领域", "统一社会信用代码", "2021年", "2025年", "年均增速"]


@pytest.fixture
def blank(tmp_path: Path) -> Iterator[Workspace]:
    """A new city file without any rows."""
    unit = Unit("430200", "株洲市")
    with Workspace.create(tmp_path / "新.qbs", profiles.load("zhuzhou"), unit, year=2025) as workspace:
        yield workspace


def content(workspace: Workspace, lists: tuple[str, ...] = LISTS) -> dict[str, list[object]]:
    """Everything the lists say: rows in order, parents by name, figures and marks."""
    data = workspace.dataset()
    found: dict[str, list[object]] = {}
    for ledger in lists:
        names = {row.id: row.name for row in data.rows(ledger)}
        found[ledger] = [
            (
                names.get(row.parent_id) if row.parent_id else None,
                dict(row.values),
                {key: (one.value, one.na, one.op) for key, one in data.figures(row).items()},
            )
            for row, _depth in listing.in_tree_order(data.rows(ledger))
        ]
    return found


def enterprises(path: Path, *rows: list[object], unit: str = "单位：亿元") -> Path:
    return workbooks.table_book(path, [["企业培育计划"], [unit], HEAD, *rows])


def bring(workspace: Workspace, path: Path, **wish: object) -> importing.ImportResult:
    return importing.apply(workspace, importing.preview(workspace, path, importing.Wish(**wish)))


@pytest.mark.parametrize("look", workbooks.LOOKS.values(), ids=workbooks.LOOKS)
def test_importing_an_annex_gives_exactly_what_the_sample_gives(
    tmp_path: Path, blank: Workspace, zhuzhou: Workspace, look: workbooks.Look
) -> None:
    path = workbooks.annex_book(tmp_path / "附件.xlsx", look)
    result = bring(blank, path)
    assert result.title == "导入 附件.xlsx：产业名单、企业名单、项目计划分组"
    assert (result.new, result.changed, result.rejected) == (34, 0, 0)
    assert content(blank) == content(zhuzhou)


def test_an_annex_brings_nothing_new_a_second_time_and_can_be_taken_back(
    tmp_path: Path, blank: Workspace, zhuzhou: Workspace
) -> None:
    path = workbooks.annex_book(tmp_path / "附件.xlsx")
    result = bring(blank, path)
    again = importing.preview(blank, path)
    assert again.count(Action.UNCHANGED) == 34
    assert importing.apply(blank, again).title is None
    assert blank.undo() == result.title
    assert not any(content(blank).values())
    assert importing.preview(zhuzhou, path).count(Action.UNCHANGED) == 34


def test_every_figure_knows_its_file_sheet_and_cell(tmp_path: Path, blank: Workspace) -> None:
    book = workbooks.annex_book(tmp_path / "附件.xlsx")
    bring(blank, book)
    data = blank.dataset()
    record = data.named("industry", "先进轨道交通装备")
    assert record is not None
    figure = data.figure(record, "unstated", Period.parse("2021"))
    assert figure is not None
    assert figure.source_id is not None
    digest = hashlib.sha256(book.read_bytes()).hexdigest()
    assert blank.read(queries.sources)[figure.source_id] == ("附件.xlsx", "附件1", f"SHA-256 {digest}")
    cell = blank.read(
        lambda connection: connection.execute(
            "SELECT cell FROM figure WHERE subject_id = ? AND period = 202100", (record.id,)
        ).fetchone()
    )
    assert cell == ("C5",)


def test_a_preview_changes_nothing_and_tells_old_and_new(tmp_path: Path, zhuzhou: Workspace) -> None:
    path = workbooks.annex_book(tmp_path / "附件2.xlsx", sheets=("附件2",))
    book = openpyxl.load_workbook(path)
    sheet = book.active
    row = next(at for at in range(1, 30) if sheet.cell(at, 2).value == "时代新材")
    sheet.cell(row, 4).value = "130"
    sheet.cell(row, 3).value = "化工新材料"
    sheet.cell(row, 5).value = None
    sheet.delete_rows(row + 2)
    book.save(path)
    before = content(zhuzhou)
    shown = importing.preview(zhuzhou, path)
    assert content(zhuzhou) == before
    changed = [one for one in shown.sheets[0].rows if one.action is Action.CHANGED]
    assert [one.name for one in changed] == ["时代新材"]
    document = json.loads(json.dumps(shown.to_json(), ensure_ascii=False))
    told = next(one for one in document["sheets"][0]["rows"] if one["action"] == "changed")["changes"]
    assert {"field": "sector", "old": "新材料", "new": "化工新材料"} in told
    figure = next(one for one in told if "indicator" in one)
    assert (figure["old"]["value"], figure["new"]["value"]) == ("12900000000", "13000000000")
    assert [one.name for one in shown.sheets[0].not_in_file] == ["中车电机"]
    assert importing.apply(zhuzhou, shown).changed == 1
    data = zhuzhou.dataset()
    record = data.named("enterprise", "时代新材")
    assert record is not None
    assert data.value(record, "unstated", Period.parse("2022")) == 144 * YI
    assert data.named("enterprise", "中车电机") is not None


def test_the_document_keeps_its_contract(tmp_path: Path, blank: Workspace) -> None:
    shown = importing.preview(blank, workbooks.annex_book(tmp_path / "附件.xlsx"))
    document = shown.to_json(applied=False)
    assert (document["workbook"], document["applied"]) == ("附件.xlsx", False)
    sheet = document["sheets"][1]  # type: ignore[index]
    assert (sheet["sheet"], sheet["ledger"], sheet["amount_unit"]) == ("附件2", "enterprise", "亿元")
    assert sheet["header_rows"] == [4, 4]
    assert sheet["columns"]["C"] == "sector"
    child = sheet["rows"][1]
    assert child["action"] == "new"
    assert child["record"] == {"serial": "1）", "name": "时代电气", "sector": "电子信息", "parent": "中车株所"}
    assert child["figures"][0] == {
        "indicator": "unstated",
        "period": "2021",
        "kind": "actual",
        "value": "17000000000",
        "mark": None,
        "cell": "D6",
    }
    marked = next(row for row in sheet["rows"] if row["name"] == "三一石油装备")
    assert (marked["figures"][0]["value"], marked["figures"][0]["mark"]) == (None, "na")
    third = document["sheets"][2]  # type: ignore[index]
    assert third["rows"][1]["record"]["upper"] == "5000000000"
    assert {"grade", "rule", "sheet", "cell", "value", "message"} == set(sheet["findings"][0])
    assert shown.summary()[0] == "附件.xlsx（预览）"


def test_one_bad_row_stops_everything_unless_good_rows_are_wanted(tmp_path: Path, blank: Workspace) -> None:
    path = enterprises(
        tmp_path / "a.xlsx",
        [1, "甲公司", "建筑业", None, 10, 20, "12%"],
        [2, "乙公司", "建筑业", None, "约10", 20, "12%"],
        [None, "其中：丙厂", "建筑业", None, 1, 2, None],
    )
    shown = importing.preview(blank, path)
    assert shown.rejected
    assert [row.action for row in shown.sheets[0].rows] == [Action.NEW, Action.REJECTED, Action.REJECTED]
    with pytest.raises(Refusal, match="E5"):
        importing.apply(blank, shown)
    assert not blank.dataset().rows("enterprise")
    result = importing.apply(blank, shown, good_rows=True)
    assert (result.new, result.rejected) == (1, 2)
    assert [row.name for row in blank.dataset().rows("enterprise")] == ["甲公司"]


def test_a_bad_row_whose_record_is_known_does_not_take_its_children_along(tmp_path: Path, zhuzhou: Workspace) -> None:
    path = enterprises(
        tmp_path / "a.xlsx",
        [1, "中车株所", None, None, "错", 501, None],
        [None, "其中：时代电气", None, None, 171, None, None],
    )
    shown = importing.preview(zhuzhou, path)
    assert [row.action for row in shown.sheets[0].rows] == [Action.REJECTED, Action.CHANGED]
    assert importing.apply(zhuzhou, shown, good_rows=True).changed == 1


def test_a_file_without_any_list_is_refused(tmp_path: Path, blank: Workspace) -> None:
    shown = importing.preview(blank, workbooks.table_book(tmp_path / "a.xlsx", [["随便"], [1, 2]]))
    assert shown.rejected
    with pytest.raises(Refusal, match="没有认出任何名单"):
        importing.apply(blank, shown, good_rows=True)
    assert "没有认出来" in "".join(shown.summary())


def test_a_preview_that_has_gone_stale_is_refused(tmp_path: Path, blank: Workspace) -> None:
    shown = importing.preview(blank, workbooks.annex_book(tmp_path / "a.xlsx"))
    listing.add_rows(blank, "industry", [{"name": "新产业"}])
    with pytest.raises(Refusal, match="重新预览"):
        importing.apply(blank, shown)


def test_a_record_is_found_by_its_code_and_renamed(tmp_path: Path, blank: Workspace) -> None:
    code = "91430200445175 25X1".replace(" ", "")
    bring(
        blank,
        enterprises(
            tmp_path / "a.xlsx", [1, "旧名公司", None, code, 10, 20, None], [2, "另一家", None, None, 1, 2, None]
        ),
    )
    renamed = importing.preview(blank, enterprises(tmp_path / "b.xlsx", [1, "新名公司", None, code, 10, 20, None]))
    assert [(c.field, c.old, c.new) for c in renamed.sheets[0].rows[0].changes] == [("name", "旧名公司", "新名公司")]
    assert [one.rule for one in renamed.sheets[0].rows[0].findings] == ["import.same_name"]
    swapped = importing.preview(blank, enterprises(tmp_path / "c.xlsx", [1, "另一家", None, code, 10, 20, None]))
    assert swapped.sheets[0].rows[0].action is Action.REJECTED
    double = enterprises(
        tmp_path / "d.xlsx", [1, "旧名公司", None, code, 1, 2, None], [2, "改名", None, code, 1, 2, None]
    )
    assert importing.preview(blank, double).count(Action.REJECTED) == 1


def test_names_that_stand_twice_in_the_list_are_not_guessed(tmp_path: Path, blank: Workspace) -> None:
    listing.add_rows(blank, "enterprise", [{"name": "同名"}, {"name": "同名"}])
    shown = importing.preview(blank, enterprises(tmp_path / "a.xlsx", [1, "同名", None, None, 1, 2, None]))
    assert [one.rule for one in shown.sheets[0].rows[0].findings] == ["import.ambiguous"]


def test_a_name_known_elsewhere_in_the_list_is_asked_about(tmp_path: Path, zhuzhou: Workspace) -> None:
    shown = importing.preview(zhuzhou, enterprises(tmp_path / "a.xlsx", [1, "时代电气", None, None, 1, 2, None]))
    row = shown.sheets[0].rows[0]
    assert row.action is Action.NEW
    assert [one.rule for one in row.findings] == ["import.same_name"]


def test_an_open_measure_is_compared_with_the_measure_of_the_list(tmp_path: Path, blank: Workspace) -> None:
    (record,) = listing.add_rows(blank, "enterprise", [{"name": "甲公司"}])
    years = {2021: Kind.ACTUAL, 2025: Kind.TARGET}
    keys = [FigureKey(record, "revenue", Period.of_year(year), kind) for year, kind in years.items()]
    values = [Figure(10 * YI), Figure(20 * YI, op=Op.OVER)]
    blank.run("填数", lambda edit: edit.set_figures((key, one, None) for key, one in zip(keys, values, strict=True)))
    same = importing.preview(blank, enterprises(tmp_path / "a.xlsx", [1, "甲公司", None, None, 10, 20, None]))
    assert same.sheets[0].rows[0].action is Action.UNCHANGED
    assert "import.measure_of_list" in {one.rule for one in same.findings}
    bring(blank, enterprises(tmp_path / "b.xlsx", [1, "甲公司", None, None, None, 25, None]))
    data = blank.dataset()
    figure = data.figures(data.rows("enterprise")[0])["revenue", Period.of_year(2025), Kind.TARGET]
    assert (figure.value, figure.op) == (25 * YI, Op.OVER)


def test_wishes_reach_the_reader(tmp_path: Path, blank: Workspace) -> None:
    path = workbooks.annex_book(tmp_path / "a.xlsx")
    shown = importing.preview(blank, path, importing.Wish("industry", "附件1", None, "万元"))
    assert [sheet.sheet for sheet in shown.sheets] == ["附件1"]
    assert shown.sheets[0].rows[0].figures[0].figure.value == 1377 * 10**4


def test_the_errors_come_back_inside_the_clerks_own_workbook(tmp_path: Path, blank: Workspace) -> None:
    path = enterprises(
        tmp_path / "原表.xlsx",
        [1, "甲公司", "建筑业", None, 10, 20, "12%"],
        [2, "乙公司", "建筑业", None, "约10", 20, 0.12],
        unit="万元的表",
    )
    original = path.read_bytes()
    shown = importing.preview(blank, path)
    copy = importing.errors_workbook(shown, tmp_path / "退回")
    assert copy.name == "原表_错误说明.xlsx"
    assert importing.errors_workbook(shown, tmp_path / "退回").name == "原表_错误说明(2).xlsx"
    assert path.read_bytes() == original
    sheet = openpyxl.load_workbook(copy).active
    assert sheet["E5"].fill.fgColor.rgb.endswith("FFC7CE")
    assert "约10" in sheet["E5"].comment.text
    assert sheet["H3"].value == "错误说明"
    assert "【强制】E5" in sheet["H5"].value
    assert "G5" in sheet["H5"].value
    assert sheet["H4"].value is None or "E4" in sheet["H4"].value
    assert sheet.auto_filter.ref == "A3:H5"
    assert not importing.preview(blank, copy).sheets[0].rows[0].findings


@pytest.mark.parametrize("unit", ["亿元", "万元"])
def test_a_return_of_our_own_brings_nothing_new(tmp_path: Path, zhuzhou: Workspace, unit: str) -> None:
    returns.export(zhuzhou, Period.parse("2025"), tmp_path / "out", amount_unit=unit)
    shown = importing.preview(zhuzhou, next((tmp_path / "out").rglob("*.xlsx")))
    assert {sheet.ledger for sheet in shown.recognised} >= set(LISTS)
    assert shown.count(Action.UNCHANGED) > 60
    assert shown.count(Action.NEW) + shown.count(Action.CHANGED) + shown.count(Action.REJECTED) == 0
    assert not any(sheet.not_in_file for sheet in shown.recognised if sheet.sheet.startswith("附件"))


def test_an_exported_return_rebuilds_the_annexes_in_an_empty_file(
    tmp_path: Path, zhuzhou: Workspace, blank: Workspace
) -> None:
    forms = ["annex1", "annex2", "annex3"]
    returns.export(zhuzhou, Period.parse("2025"), tmp_path / "out", forms=forms)
    bring(blank, next((tmp_path / "out").rglob("*.xlsx")))
    assert content(blank) == content(zhuzhou)


amounts = st.one_of(
    st.none(), st.just("——"), st.decimals(0, 99999, places=4, allow_nan=False), st.integers(0, 10**6).map(str)
)


@settings(max_examples=counted(5, 15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=8))
def test_what_was_typed_is_what_is_stored_or_nothing_is(
    tmp_path: Path, blank: Workspace, rows: list[tuple[object, object]]
) -> None:
    typed = [
        [n, f"公司{n}", None, None, *(float(v) if isinstance(v, Decimal) else v for v in row), None]
        for n, row in enumerate(rows, 1)
    ]
    result = bring(blank, enterprises(tmp_path / "a.xlsx", *typed))
    data = blank.dataset()
    for record, row in zip(data.rows("enterprise"), rows, strict=True):
        for value, year in zip(row, (2021, 2025), strict=True):
            figure = data.figure(record, "unstated", Period.of_year(year))
            if value is None:
                assert figure is None
            elif value == "——":
                assert figure is not None
                assert figure.na
            else:
                assert figure is not None
                assert figure.value == Decimal(str(value)) * YI
    assert result.title is not None
    blank.undo()


def test_a_workbook_changed_or_gone_since_the_preview_is_not_imported(tmp_path: Path, blank: Workspace) -> None:
    book = workbooks.annex_book(tmp_path / "附件.xlsx")
    shown = importing.preview(blank, book)
    kept = book.read_bytes()
    book.write_bytes(kept + b" ")
    with pytest.raises(Refusal, match="又被改动"):
        importing.apply(blank, shown)
    book.unlink()
    with pytest.raises(EnvironmentFault, match="移动、删除"):
        importing.apply(blank, shown)
    assert not blank.dataset().rows("industry")
    book.write_bytes(kept)
    assert importing.apply(blank, shown).new


# --- 本月, similar names, history ------------------------------------------------------------------------------------

MONTH_HEAD = ["序号", "项目名称", "本月完成投资", "1—本月累计完成投资"]


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Workspace]:
    """A county's file with one project that has September's 累计."""
    unit = Unit("430223", "攸县")
    with Workspace.create(tmp_path / "县.qbs", profiles.load("hunan-county"), unit, year=2026) as workspace:
        (record,) = listing.add_rows(workspace, "project", [{"name": "湖南省攸县精密制造产业园（一期）项目"}])
        key = FigureKey(record, "investment", Period.parse("2026-09"), Kind.ACTUAL)
        workspace.run("填数", lambda edit: edit.set_figures([(key, Figure(Decimal(10_000_000)), None)]))
        yield workspace


def months(path: Path, *rows: list[object], head: list[str] = MONTH_HEAD) -> Path:
    return workbooks.table_book(path, [["2026年10月项目月报"], ["单位：万元"], head, *rows])


NAMED = "湖南省攸县精密制造产业园（一期）项目"
OCTOBER = ("investment", Period.parse("2026-10"), Kind.ACTUAL)


def planned(row: object) -> dict[tuple[str, Period, Kind], Decimal | None]:
    return {(one.indicator, one.period, one.kind): one.figure.value for one in row.figures}  # type: ignore[attr-defined]


def test_a_month_that_does_not_lead_to_the_cumulative_is_asked_about(tmp_path: Path, county: Workspace) -> None:
    good = importing.preview(county, months(tmp_path / "a.xlsx", [1, NAMED, 200, 1200])).sheets[0].rows[0]
    assert planned(good) == {OCTOBER: Decimal(12_000_000)}
    assert not good.findings
    bad = importing.preview(county, months(tmp_path / "b.xlsx", [1, NAMED, 200, 1300])).sheets[0].rows[0]
    assert planned(bad) == {OCTOBER: Decimal(13_000_000)}
    assert [(one.rule, one.cell) for one in bad.findings] == [("import.month_differs", "C4")]


def test_a_month_alone_gives_the_cumulative_only_where_the_one_before_is_known(
    tmp_path: Path, county: Workspace
) -> None:
    head = MONTH_HEAD[:3]
    shown = importing.preview(county, months(tmp_path / "a.xlsx", [1, NAMED, 200], [2, "新项目", 50], head=head))
    known, new = shown.sheets[0].rows
    assert planned(known) == {OCTOBER: Decimal(12_000_000)}
    assert planned(new) == {}
    assert [one.rule for one in new.findings] == ["import.month_alone"]


def test_a_similar_name_is_a_question_and_stays_a_new_row(tmp_path: Path, county: Workspace) -> None:
    rows = [
        [1, "攸县精密制造产业园(一期)", None, 1200],
        [2, "精密制造产业园（二期）项目", None, 5],
        [3, "路网改造", None, 5],
    ]
    sheet = importing.preview(county, months(tmp_path / "a.xlsx", *rows)).sheets[0]
    assert [row.action for row in sheet.rows] == [Action.NEW] * 3
    assert [[one.rule for one in row.findings] for row in sheet.rows] == [["import.similar_name"], [], []]
    assert [one.name for one in sheet.rows[0].candidates] == [NAMED]


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        (f"攸县智能制造园（原：{NAMED}）", "import.former_name"),
        (f"攸县智能制造园（原名{NAMED}）", "import.former_name"),
        ("攸县智能制造园（曾用名：攸县从来没有的园）", "import.former_name"),
        ("攸县高原特色农业园（原野牧场）", ""),
    ],
)
def test_an_earlier_name_in_brackets_is_a_question(tmp_path: Path, county: Workspace, name: str, rule: str) -> None:
    row = importing.preview(county, months(tmp_path / "a.xlsx", [1, name, None, 1200])).sheets[0].rows[0]
    assert row.action is Action.NEW
    assert [one.rule for one in row.findings] == ([rule] if rule else [])
    assert [one.name for one in row.candidates] == ([NAMED] if NAMED in name else [])


@pytest.mark.parametrize(
    ("one", "two", "asked"),
    [
        ("新市镇农贸市场提质改造工程", "网岭镇农贸市场提质改造工程", False),
        ("攸县酒埠江镇高标准农田建设", "攸县皇图岭镇高标准农田建设", False),
        ("湖南昊华化工股份有限公司", "湖南昊华化工有限责任公司", True),
        ("攸县旗滨玻璃深加工基地", "攸县旗滨玻璃深加工项目基地", True),
        ("中车时代电气制造基地", "中车时代电器制造基地", True),
    ],
)
def test_names_that_only_share_a_long_ending_are_not_asked_about(one: str, two: str, asked: bool) -> None:
    found = SimilarNames([Record(1, "u", "project", None, 1, {"name": one})], Step(1)).like(two)
    assert bool(found) is asked


def test_a_name_that_the_file_has_exactly_is_not_offered_for_another_row(tmp_path: Path, county: Workspace) -> None:
    rows = [[1, NAMED, None, 1200], [2, "攸县精密制造产业园(一期)", None, 5]]
    sheet = importing.preview(county, months(tmp_path / "a.xlsx", *rows)).sheets[0]
    assert [[one.rule for one in row.findings] for row in sheet.rows] == [[], []]


def test_an_amount_ten_thousand_times_its_history_is_asked_about(tmp_path: Path, county: Workspace) -> None:
    row = importing.preview(county, months(tmp_path / "a.xlsx", [1, NAMED, None, 12_000_000])).sheets[0].rows[0]
    assert planned(row) == {OCTOBER: Decimal(120_000_000_000)}
    assert [(one.rule, one.cell) for one in row.findings] == [("import.unit_suspect", "D4")]
    assert "也可能是 12000000 元" in row.findings[0].message
