"""After a change only the rules concerned run, and the result is that of a whole run."""

from __future__ import annotations

import pytest

from qbs_desktop.domain import checks
from qbs_desktop.domain.period import Period
from qbs_desktop.services.checks import checking, rechecking, rulebook
from qbs_desktop.services.lists import listing
from qbs_desktop.services.months import figures, periods
from qbs_desktop.services.months.figures import MonthEntry, Part
from qbs_desktop.services.workspace import Notice, Workspace

OCTOBER = Period.parse("2026-10")


class Told:
    """The notices of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.notices: list[Notice] = []
        workspace.listen(self.notices.append)

    @property
    def last(self) -> Notice:
        return self.notices[-1]


@pytest.fixture
def told(county: Workspace) -> Told:
    return Told(county)


def fill(workspace: Workspace, ledger: str, text: str) -> int:
    table = figures.month_table(workspace, ledger, OCTOBER)
    indicator = table.indicators[0].id
    record = table.rows[0].record.id
    figures.set_month(workspace, ledger, OCTOBER, [MonthEntry(record, indicator, Part.TOTAL, text, "亿元")])
    return record


def test_a_figure_touches_the_list_of_its_record(county: Workspace, told: Told) -> None:
    fill(county, "enterprise", "0.0001")
    assert rechecking.touched(county, told.last) == {"enterprise"}


def test_a_field_touches_its_list_and_a_new_row_too(county: Workspace, told: Told) -> None:
    made = listing.add_rows(county, "project", [{"name": "新项目"}])
    assert rechecking.touched(county, told.last) == {"project"}
    listing.remove_rows(county, "project", made)
    assert rechecking.touched(county, told.last) == {"project"}


def test_the_profile_touches_everything_and_an_answer_no_rule(county: Workspace, told: Told) -> None:
    rulebook.switch_rule(county, "month_falls", on=False)
    assert rechecking.touched(county, told.last) == set(county.ledgers)
    finding = next(one.finding for one in checking.check(county, OCTOBER) if one.finding.grade == "query")
    checking.explain(county, finding, "属实", "true")
    assert rechecking.touched(county, told.last) == frozenset()


def test_a_declaration_touches_the_lists_with_months_and_a_lock_nothing(county: Workspace, told: Told) -> None:
    periods.lock(county, OCTOBER)
    assert rechecking.touched(county, told.last) is None
    assert "declaration" not in told.last.tables
    notice = Notice(1, "申报", frozenset({"declaration"}), frozenset())
    assert rechecking.touched(county, notice) == {"industry", "enterprise", "project"}


def test_many_records_at_once_are_an_import(county: Workspace) -> None:
    notice = Notice(1, "导入", frozenset({"figure"}), frozenset(range(rechecking.MANY + 1)))
    assert rechecking.touched(county, notice) == set(county.ledgers)


@pytest.mark.parametrize(("ledger", "text"), [("enterprise", "0.0001"), ("project", "900"), ("industry", "90000")])
def test_running_the_rules_concerned_gives_what_a_whole_run_gives(
    county: Workspace, told: Told, ledger: str, text: str
) -> None:
    before = checking.check(county, OCTOBER)
    fill(county, ledger, text)
    due = rechecking.touched(county, told.last)
    assert due is not None
    seen: list[tuple[int, int]] = []
    partly = checking.check(
        county, OCTOBER, before=before, ledgers=due, progress=lambda done, total: seen.append((done, total))
    )
    assert partly == checking.check(county, OCTOBER)
    assert partly != before
    assert seen[-1][0] == seen[-1][1] < len(checks.ALL)


def test_without_a_list_only_answers_are_read_again(county: Workspace) -> None:
    before = checking.check(county, OCTOBER)
    finding = next(one.finding for one in before if one.finding.grade == "query")
    checking.explain(county, finding, "属实", "true")
    again = checking.check(county, OCTOBER, before=before, ledgers=())
    assert again == checking.check(county, OCTOBER)
    assert [one.finding.key for one in again if one.explained] == [finding.key]


def test_findings_of_older_data_say_so(county: Workspace, told: Told) -> None:
    before = checking.check(county, OCTOBER)
    record = fill(county, "enterprise", "0.0001")
    marked = rechecking.outdated(before, told.last)
    assert all(one.outdated and one.said.endswith("（数据已改，待重新审核）") for one in marked)
    assert {one.finding.place.record_id for one in marked if one.changed} <= {record}
    again = rechecking.outdated(marked, Notice(2, "另一处", frozenset({"figure"}), frozenset({-1})))
    assert [one.changed for one in again] == [one.changed for one in marked]
