"""A list shows the yearly line where the printed tables have it, and offers one when nothing is entered yet."""

from __future__ import annotations

import pytest

from qbs_desktop.domain.errors import Refusal, ValueProblem
from qbs_desktop.services.lists import listing
from qbs_desktop.services.workspace import Workspace


def ids(workspace: Workspace, ledger: str) -> list[str]:
    return [column.id for column in listing.columns(workspace, ledger)]


def test_a_new_countys_lists_offer_last_year_and_this_years_plan(empty: Workspace) -> None:
    assert ids(empty, "industry")[:5] == ["serial", "name", "sector", "output@2025/actual", "output@2026/target"]
    assert ids(empty, "project")[3:6] == ["year_status", "investment@2025/actual", "investment@2026/target"]
    plan = next(one for one in listing.columns(empty, "project") if one.id == "investment@2026/target")
    assert plan.heads == ("年度计划投资（亿元）", "2026年")
    assert not [one for one in ids(empty, "target") if "@" in one]


def test_a_running_plan_offers_all_its_years(zhuzhou: Workspace) -> None:
    zhuzhou.undo()
    zhuzhou.run("年度", lambda edit: edit.set_meta("year", "2024"))
    offered = [one for one in ids(zhuzhou, "enterprise") if one.startswith("revenue@")]
    assert offered == [
        "revenue@2021/actual",
        "revenue@2022/target",
        "revenue@2023/actual",
        "revenue@2023/target",
        "revenue@2024/target",
        "revenue@2025/target",
    ]


def test_what_is_there_is_shown_under_the_measure_it_has(zhuzhou: Workspace) -> None:
    shown = [one for one in ids(zhuzhou, "industry") if "@" in one]
    assert shown[0] == "unstated@2021/actual"
    assert shown[-1] == "growth@2025/target"
    assert not [one for one in shown if one.startswith("output@")]


def test_a_cell_that_cannot_become_a_value_stores_nothing_of_its_block(zhuzhou: Workspace) -> None:
    rows, columns = listing.rows(zhuzhou, "industry"), listing.columns(zhuzhou, "industry")
    column = next(one for one in columns if one.id == "unstated@2025/target")
    edits = [
        listing.CellEdit(rows[0].record.id, column, "2148"),
        listing.CellEdit(rows[1].record.id, column, "很多"),
    ]
    with pytest.raises(ValueProblem, match="很多"):
        listing.set_cells(zhuzhou, "industry", edits)
    assert listing.rows(zhuzhou, "industry")[0].text(column) == "2,147"


def test_an_unchanged_cell_leaves_no_trace(zhuzhou: Workspace) -> None:
    row, columns = listing.rows(zhuzhou, "industry")[0], listing.columns(zhuzhou, "industry")
    before = zhuzhou.next_undo()
    for column in columns:
        if column.field is not None and column.field.derived:  # takes no text at all
            continue
        assert listing.set_cells(zhuzhou, "industry", [listing.CellEdit(row.record.id, column, row.text(column))]) == 0
    assert zhuzhou.next_undo() == before


def test_a_gone_record_is_a_sentence(zhuzhou: Workspace) -> None:
    with pytest.raises(Refusal, match="不在名单里"):
        listing.record_of(zhuzhou, 99999)
    assert listing.record_of(zhuzhou, listing.rows(zhuzhou, "industry")[0].record.id).ledger == "industry"
