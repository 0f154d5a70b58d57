"""Which of 本年累计 and 本月 a list is filled in by: remembered in the file, told in the history, no undo step."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.indicators import BY_ID
from qbs_desktop.domain.period import Period, Scheme
from qbs_desktop.services import history
from qbs_desktop.services.incoming import importing
from qbs_desktop.services.months import entry_mode, figures
from qbs_desktop.services.months.entry_mode import EntryMode
from qbs_desktop.services.months.figures import MonthEntry, Part
from qbs_desktop.services.reporting import return_unit
from qbs_desktop.services.workspace import Workspace
from tests.fixtures import workbooks

OCTOBER = Period.parse("2026-10")


def test_a_list_is_filled_by_the_total_until_the_office_chooses_otherwise(county: Workspace, tmp_path: Path) -> None:
    assert entry_mode.entry_mode(county, "enterprise") is EntryMode.TOTAL
    entry_mode.set_entry_mode(county, "enterprise", "month")
    assert entry_mode.entry_mode(county, "enterprise") is EntryMode.MONTH
    assert entry_mode.entry_mode(county, "industry") is EntryMode.TOTAL
    county.close()
    with Workspace.open_file(county.path) as again:
        assert entry_mode.entry_mode(again, "enterprise") is EntryMode.MONTH


def test_the_unit_is_the_first_until_one_is_chosen_or_the_own_workbook_has_another(
    county: Workspace, tmp_path: Path
) -> None:
    rows: list[list[object]] = [["单位：万元"], ["序号", "企业名称", "2025年营业收入"], [1, "新来公司", 5]]
    book = workbooks.table_book(tmp_path / "企业.xlsx", rows)
    assert entry_mode.entry_unit(county, "enterprise") == "亿元"
    importing.apply(county, importing.preview(county, book))
    assert entry_mode.entry_unit(county, "enterprise") == "万元"
    assert ("月度填报的金额单位", "企业名单", "", "万元") in [
        (one.record_name, one.where, one.before, one.after) for one in history.entries(county, 1)[0].lines
    ]
    assert entry_mode.entry_unit(county, "project") == "亿元"
    county.undo()
    assert entry_mode.entry_unit(county, "enterprise") == "亿元"
    entry_mode.set_entry_unit(county, "enterprise", "万元")
    entry_mode.set_entry_unit(county, "enterprise", "亿元")
    importing.apply(county, importing.preview(county, book))
    assert entry_mode.entry_unit(county, "enterprise") == "亿元", "what the office chose stays"


def test_a_return_prints_in_the_unit_the_lists_are_filled_in_until_the_office_chooses(county: Workspace) -> None:
    assert return_unit.usual(county, OCTOBER) == "亿元"
    for ledger in ("industry", "enterprise"):
        entry_mode.set_entry_unit(county, ledger, "万元")
    assert return_unit.usual(county, OCTOBER) == "亿元", "projects are filled in in 亿元"
    entry_mode.set_entry_unit(county, "project", "万元")
    assert return_unit.usual(county, OCTOBER) == "万元"
    assert return_unit.usual(county, Period.of_year(2026)) == "亿元", "plans print as the texts do"
    return_unit.choose(county, OCTOBER, "元")
    assert return_unit.usual(county, OCTOBER) == "元"
    (line,) = history.entries(county, 1)[0].lines
    assert (line.record_name, line.where, line.after) == ("月报表的金额单位", "报表", "元")


def test_the_unit_of_the_months_counts_where_years_stand_in_another(county: Workspace, tmp_path: Path) -> None:
    head = ["企业名称", "2025年营业收入（亿元）", "2026年1-9月营业收入（万元）"]
    rows: list[list[object]] = [["企业情况表"], head, ["新来公司", 5, 41200]]
    importing.apply(county, importing.preview(county, workbooks.table_book(tmp_path / "企业.xlsx", rows)))
    assert entry_mode.entry_unit(county, "enterprise") == "万元"


def test_the_choice_changes_no_figure_and_is_no_undo_step(county: Workspace) -> None:
    before = figures.month_table(county, "enterprise", OCTOBER).rows
    undo = county.next_undo()
    entry_mode.set_entry_mode(county, "enterprise", EntryMode.MONTH)
    assert figures.month_table(county, "enterprise", OCTOBER).rows == before
    assert county.next_undo() == undo
    newest = history.entries(county, 1)[0]
    assert newest.operation.title == "企业名单改为填本月"
    assert [(one.record_name, one.where, one.before, one.after) for one in newest.lines] == [
        ("月度填报填哪一列", "企业名单", "", "本月")
    ]
    entry_mode.set_entry_mode(county, "enterprise", EntryMode.MONTH)
    assert history.entries(county, 1)[0].operation.id == newest.operation.id


def test_a_list_without_months_has_no_such_choice(county: Workspace) -> None:
    with pytest.raises(Refusal):
        entry_mode.set_entry_mode(county, "target", EntryMode.MONTH)
    with pytest.raises(ValueError, match="week"):
        entry_mode.set_entry_mode(county, "enterprise", "week")


@pytest.mark.parametrize(
    ("slug", "period", "scheme", "part"),
    [
        ("output", "2026-10", Scheme.STATISTICS, Part.MONTH),
        ("output", "2026-02", Scheme.STATISTICS, Part.TOTAL),
        ("investment", "2026-02", Scheme.DISPATCH, Part.MONTH),
        ("investment", "2026-01", Scheme.DISPATCH, Part.MONTH),
        ("staff", "2026-10", Scheme.STATISTICS, Part.TOTAL),
    ],
)
def test_january_and_february_and_figures_as_at_a_date_are_always_filled_by_the_total(
    slug: str, period: str, scheme: Scheme, part: Part
) -> None:
    when = Period.parse(period)
    assert entry_mode.typed_part(EntryMode.MONTH, BY_ID[slug], when, scheme) is part
    assert entry_mode.typed_part(EntryMode.TOTAL, BY_ID[slug], when, scheme) is Part.TOTAL


def test_last_years_month_is_derived_from_its_two_totals(county: Workspace) -> None:
    row = next(
        one for one in figures.month_table(county, "industry", OCTOBER).rows if one.record.name == "示例特色陶瓷"
    )
    september = Period.parse("2026-09")
    figures.set_month(county, "industry", september, [MonthEntry(row.record.id, "output", Part.BASE, "76")])
    figures.set_month(county, "industry", OCTOBER, [MonthEntry(row.record.id, "output", Part.BASE, "85")])
    cell = next(
        one for one in figures.month_table(county, "industry", OCTOBER).rows if one.record.id == row.record.id
    ).cells["output"]
    assert cell.base_month == 9 * 10**8
    assert cell.month_growth.text() == "11.8%"  # 10.0648 ÷ 9 − 1
    without = dataclasses.replace(cell, base_before=None)
    assert (without.base_month, without.month_growth.text()) == (None, "——")
    first = figures.month_table(county, "industry", Period.parse("2026-02")).rows[0].cells["output"]
    assert first.base_month is None
