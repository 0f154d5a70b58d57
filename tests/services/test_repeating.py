"""Filling blanks with last period's 累计: only when asked, only blanks, one step, and the history says so."""

from __future__ import annotations

import pytest

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.period_state import Declared
from qbs_desktop.services import history
from qbs_desktop.services.months import figures, periods, repeating
from qbs_desktop.services.months.figures import MonthEntry, Part
from qbs_desktop.services.workspace import Workspace

OCTOBER, NOVEMBER = Period.parse("2026-10"), Period.parse("2026-11")


def totals(workspace: Workspace, period: Period) -> dict[int, object]:
    """Record → value and mark of its 完成投资, None when blank."""
    found = {
        row.record.id: row.cells["investment"].total for row in figures.month_table(workspace, "project", period).rows
    }
    return {record: None if one is None else (one.value, one.na) for record, one in found.items()}


def test_only_blank_cells_with_a_last_total_are_offered_and_nothing_is_written(county: Workspace) -> None:
    before = totals(county, NOVEMBER)
    plan = repeating.preview(county, "project", NOVEMBER)
    table = figures.month_table(county, "project", NOVEMBER)
    for one in plan.cells:
        cell = next(row for row in table.rows if row.record.id == one.record_id).cells[one.indicator.id]
        assert cell.total is None
        assert cell.before == one.figure
    offered = {one.record_id for one in plan.cells}
    assert offered
    blank = [row.record.id for row in table.rows if row.cells["investment"].before is None]
    assert not offered & set(blank)
    assert totals(county, NOVEMBER) == before


def test_the_chosen_cells_are_filled_in_one_step_that_says_what_it_did(county: Workspace) -> None:
    first = figures.month_table(county, "project", NOVEMBER).rows[0].record.id
    entry = MonthEntry(first, "investment", Part.TOTAL, "9.99")
    figures.set_month(county, "project", NOVEMBER, [entry])
    typed = totals(county, NOVEMBER)[first]
    plan = repeating.preview(county, "project", NOVEMBER)
    chosen = plan.of({"investment"})
    assert first not in {one.record_id for one in chosen}
    some = plan.of({"investment"}, {one.record_id for one in chosen[:3]})
    assert repeating.repeat(county, plan, some) == 3
    after, september = totals(county, NOVEMBER), totals(county, OCTOBER)
    assert after[first] == typed
    assert [after[one.record_id] for one in some] == [september[one.record_id] for one in some]
    title = "沿用2026年10月累计填2026年11月空白格：项目名单 3 格"
    assert history.entries(county, 1)[0].operation.title == title
    assert county.undo() == title
    assert totals(county, NOVEMBER)[some[0].record_id] is None


def test_a_cell_filled_since_the_preview_is_left_alone(county: Workspace) -> None:
    plan = repeating.preview(county, "project", NOVEMBER)
    one = plan.cells[0]
    figures.set_month(county, "project", NOVEMBER, [MonthEntry(one.record_id, one.indicator.id, Part.TOTAL, "1.5")])
    typed = totals(county, NOVEMBER)[one.record_id]
    assert repeating.repeat(county, plan, plan.cells[:2]) == 1
    assert totals(county, NOVEMBER)[one.record_id] == typed
    with pytest.raises(Refusal):
        repeating.repeat(county, plan, plan.cells[:1])


def test_a_declaration_is_withdrawn_by_the_figures_and_said_before(county: Workspace) -> None:
    periods.declare(county, "project", NOVEMBER, Declared.UNCHANGED)
    plan = repeating.preview(county, "project", NOVEMBER)
    assert plan.declared
    repeating.repeat(county, plan, plan.cells[:1])
    assert periods.declared(county, NOVEMBER) == {}


def test_a_locked_month_and_the_first_month_are_refused(county: Workspace) -> None:
    with pytest.raises(Refusal, match="第一期"):
        repeating.preview(county, "project", Period.parse("2026-01"))
    plan = repeating.preview(county, "project", NOVEMBER)
    periods.lock(county, NOVEMBER)
    with pytest.raises(Refusal, match="锁定"):
        repeating.preview(county, "project", NOVEMBER)
    with pytest.raises(Refusal, match="锁定"):
        repeating.repeat(county, plan, plan.cells)
    assert set(totals(county, NOVEMBER).values()) == {None}
