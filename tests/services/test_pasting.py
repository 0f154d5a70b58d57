"""Blocks copied from a workbook with their headings, and the 其中 rows of the city's printed table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qbs_desktop.services import profiles
from qbs_desktop.services.lists import block, listing, pasting
from qbs_desktop.services.lists.block import BlockCell
from qbs_desktop.services.workspace import Unit, Workspace

HEAD = [["序号", "产业名称", "口径", "产值（亿元）", "", "年均增速"], ["", "", "", "2025年实际", "2026年目标", ""]]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    unit = Unit("430225", "炎陵县")
    with Workspace.create(tmp_path / "甲.qbs", profiles.load("hunan-county"), unit, year=2026) as made:
        yield made


def _columns(workspace: Workspace) -> list[listing.Column]:
    from qbs_desktop.domain.figure import Kind
    from qbs_desktop.domain.period import Period

    known = [one for one in listing.columns(workspace, "industry") if one.field is not None]
    output = workspace.indicators["output"]
    return [
        *known,
        *(
            listing.Column(indicator=output, period=Period.of_year(year), kind=kind, unit="亿元")
            for year, kind in ((2025, Kind.ACTUAL), (2026, Kind.TARGET))
        ),
    ]


def test_two_heading_rows_name_the_columns(workspace: Workspace) -> None:
    found = pasting.headed(
        workspace, "industry", _columns(workspace), [*HEAD, ["1", "轨道", "产值", "10", "12", "16%"]]
    )
    assert found is not None
    assert found.columns == ("serial", "name", "measure", "output@2025/actual", "output@2026/target", None)
    assert found.unknown == ("年均增速",)
    assert found.rows == (("1", "轨道", "产值", "10", "12", "16%"),)


def test_columns_may_stand_in_any_order_and_other_units_are_written_to_the_cells(workspace: Workspace) -> None:
    block_ = [["2025年产值（万元）", "产业", "领域"], ["1,234", "轨道", "工业"], ["——", "航空", ""]]
    found = pasting.headed(workspace, "industry", _columns(workspace), block_)
    assert found is not None
    assert found.columns == ("output@2025/actual", "name", "sector")
    assert found.rows == (("1,234万元", "轨道", "工业"), ("——", "航空", ""))


def test_totals_and_blank_rows_below_headings_are_left_out(workspace: Workspace) -> None:
    rows = [["序号", "产业名称"], ["", "合计"], ["1", "轨道"], ["", ""], ["合 计", ""]]
    found = pasting.headed(workspace, "industry", _columns(workspace), rows)
    assert found is not None
    assert (found.rows, found.totals) == ((("1", "轨道"),), 2)


@pytest.mark.parametrize(
    "rows",
    [
        [["1", "轨道", "10"], ["2", "航空", "12"]],
        [["轨道", "工业"], ["航空", "工业"]],
        [["序号", "产业名称"]],
        [["产业名称"], ["轨道"]],
        [["所属领域", "口径"], ["工业", "产值"]],
    ],
)
def test_rows_that_are_no_headings_are_data(workspace: Workspace, rows: list[list[str]]) -> None:
    assert pasting.headed(workspace, "industry", _columns(workspace), rows) is None


def test_rows_written_as_parts_become_parts_and_one_undo_takes_it_back(workspace: Workspace) -> None:
    by_id = {one.id: one for one in listing.columns(workspace, "industry")}
    names = ["轨道交通", "其中：1）时代电气", "2）风电事业部", "航空动力", "其 中：整机", "3）不是其中"]
    serials = ["1", "", "", "2", "", "3"]
    cells = [BlockCell(None, by_id["name"], name, n) for n, name in enumerate(names)]
    cells += [BlockCell(None, by_id["serial"], text, n) for n, text in enumerate(serials)]
    made = block.put(workspace, "industry", cells).made
    found = pasting.children(workspace, "industry", set(made))
    assert [(one.record_id, one.parent_id, one.name, one.serial) for one in found] == [
        (made[1], made[0], "时代电气", "1）"),
        (made[2], made[0], "风电事业部", "2）"),
        (made[4], made[3], "整机", ""),
    ]
    pasting.adopt(workspace, "industry", found)
    rows = listing.rows(workspace, "industry")
    assert [(row.depth, row.record.name) for row in rows] == [
        (0, "轨道交通"),
        (1, "时代电气"),
        (1, "风电事业部"),
        (0, "航空动力"),
        (1, "整机"),
        (0, "3）不是其中"),
    ]
    workspace.undo()
    assert [row.record.name for row in listing.rows(workspace, "industry")] == names
    assert all(row.depth == 0 for row in listing.rows(workspace, "industry"))


def test_a_part_without_a_row_above_stays_a_row(workspace: Workspace) -> None:
    by_id = {one.id: one for one in listing.columns(workspace, "industry")}
    made = block.put(workspace, "industry", [BlockCell(None, by_id["name"], "其中：整机")]).made
    assert pasting.children(workspace, "industry", set(made)) == []
