"""Declared empty or unchanged; locked is locked, by whatever way a figure would be changed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.period_state import Declared
from qbs_desktop.services import history
from qbs_desktop.services.checks import checking
from qbs_desktop.services.lists import listing
from qbs_desktop.services.months import figures, overview, periods
from qbs_desktop.services.months.figures import MonthEntry, Part
from qbs_desktop.services.workspace import Workspace
from tests.db.content import digest_of, rebuilt

OCTOBER, NOVEMBER = Period.of_month(2026, 10), Period.of_month(2026, 11)


def key(workspace: Workspace, period: Period, ledger: str = "project", indicator: str = "investment") -> FigureKey:
    return FigureKey(workspace.dataset().rows(ledger)[0].id, indicator, period, Kind.ACTUAL)


def put(workspace: Workspace, period: Period, figure: Figure | None, ledger: str = "project") -> None:
    slug = "investment" if ledger == "project" else "output"
    one = key(workspace, period, ledger, slug)
    workspace.run("填", lambda edit: edit.set_figure(one, figure))


def missing(workspace: Workspace, ledger: str, period: Period) -> int:
    return len(figures.month_table(workspace, ledger, period).missing())


# --- declarations ------------------------------------------------------------------------------------------------


def test_a_declared_period_has_nothing_missing(county: Workspace) -> None:
    assert missing(county, "project", NOVEMBER) > 0
    rules = [one.finding.rule for one in checking.check(county, NOVEMBER)]
    periods.declare(county, "project", NOVEMBER, Declared.UNCHANGED, " 本月没有进展 ")
    assert missing(county, "project", NOVEMBER) == 0
    assert {one.ledger: one.missing for one in overview.look(county, NOVEMBER).missing}["project"] == 0
    after = [one.finding.rule for one in checking.check(county, NOVEMBER)]
    assert rules.count("month_missing") > after.count("month_missing")
    act = periods.declared(county, NOVEMBER)["project"]
    assert (act.kind, act.note, act.period) == (Declared.UNCHANGED, "本月没有进展", NOVEMBER)
    assert figures.month_table(county, "project", NOVEMBER).declaration == act
    line = history.entries(county, 1)[0].lines[0]
    assert (line.record_name, line.where, line.after) == ("2026年11月", "项目名单 申报", "无变动，本月没有进展")
    county.undo()
    assert periods.declared(county, NOVEMBER) == {}
    assert missing(county, "project", NOVEMBER) > 0


def test_a_declaration_writes_no_figure_and_can_be_withdrawn(county: Workspace) -> None:
    before = digest_of(county)
    periods.declare(county, "project", NOVEMBER, "empty")
    assert county.dataset(periods=[NOVEMBER]).figures(county.dataset().rows("project")[0]) == {}
    periods.withdraw(county, "project", NOVEMBER)
    assert digest_of(county) == before


def test_an_entered_figure_withdraws_the_declaration_in_the_same_step(county: Workspace) -> None:
    periods.declare(county, "project", NOVEMBER, Declared.EMPTY)
    periods.declare(county, "enterprise", NOVEMBER, Declared.EMPTY)
    put(county, OCTOBER, Figure(Decimal(5)))
    put(county, NOVEMBER, None)
    assert set(periods.declared(county, NOVEMBER)) == {"project", "enterprise"}
    put(county, NOVEMBER, Figure(na=True))
    assert set(periods.declared(county, NOVEMBER)) == {"enterprise"}
    county.undo()
    assert set(periods.declared(county, NOVEMBER)) == {"project", "enterprise"}
    county.redo()
    assert set(periods.declared(county, NOVEMBER)) == {"enterprise"}


def test_what_is_there_cannot_be_declared_empty(county: Workspace) -> None:
    with pytest.raises(Refusal, match=r"项目名单2026年10月已有 \d+ 个数据，不能申报空表"):
        periods.declare(county, "project", OCTOBER, Declared.EMPTY)
    with pytest.raises(Refusal, match="没有2026年11月的月度填报"):
        periods.declare(county, "target", NOVEMBER, Declared.EMPTY)
    with pytest.raises(Refusal, match="企业名单没有2026年1月的月度填报"):
        periods.declare(county, "enterprise", Period.of_month(2026, 1), Declared.EMPTY)
    with pytest.raises(ValueError, match="nothing"):
        periods.declare(county, "project", NOVEMBER, "nothing")


# --- locks -------------------------------------------------------------------------------------------------------


def test_nothing_is_locked_unless_somebody_locks_it(county: Workspace) -> None:
    assert periods.locked(county) == ()
    assert not periods.state(county, OCTOBER).locked
    assert not figures.month_table(county, "project", OCTOBER).locked


def _typed(workspace: Workspace) -> None:
    one = key(workspace, OCTOBER)
    figures.set_month(
        workspace, "project", OCTOBER, [MonthEntry(one.subject_id, "investment", Part.TOTAL, "12345", "万元")]
    )


def _removed(workspace: Workspace) -> None:
    listing.remove_rows(workspace, "project", [key(workspace, OCTOBER).subject_id])


def _emptied(workspace: Workspace) -> None:
    put(workspace, OCTOBER, None)


def _many(workspace: Workspace) -> None:
    rows = workspace.dataset().rows("project")
    both = [
        (FigureKey(row.id, "investment", period, Kind.ACTUAL), Figure(Decimal(7)), None)
        for row in rows
        for period in (NOVEMBER, OCTOBER)
    ]
    workspace.run("填", lambda edit: edit.set_figures(both))


def _declared(workspace: Workspace) -> None:
    periods.declare(workspace, "project", OCTOBER, Declared.UNCHANGED)


@pytest.mark.parametrize("change", [_typed, _removed, _emptied, _many, _declared], ids=lambda one: one.__name__[1:])
def test_locked_is_locked_by_every_way(county: Workspace, change: Callable[[Workspace], None]) -> None:
    periods.lock(county, OCTOBER)
    before = digest_of(county)
    with pytest.raises(Refusal, match=r"2026年10月已经锁定.*重新开放这个报告期并写明原因"):
        change(county)
    assert digest_of(county) == before
    periods.reopen(county, OCTOBER, "市里退回")
    change(county)
    assert digest_of(county) != before


def test_undo_and_redo_stop_at_a_lock(county: Workspace) -> None:
    put(county, OCTOBER, Figure(Decimal(5)))
    periods.lock(county, OCTOBER)
    before = digest_of(county)
    assert county.next_undo() == "填"  # the lock itself is no undo step: undo asks for no reason
    with pytest.raises(Refusal, match=r"2026年10月已经锁定.*不能撤销"):
        county.undo()
    assert digest_of(county) == before
    periods.reopen(county, OCTOBER, "更正")
    county.undo()
    periods.lock(county, OCTOBER)
    before = digest_of(county)
    with pytest.raises(Refusal, match="2026年10月已经锁定"):
        county.redo()
    assert digest_of(county) == before


def test_other_periods_and_the_records_themselves_stay_open(county: Workspace) -> None:
    periods.lock(county, OCTOBER)
    put(county, NOVEMBER, Figure(Decimal(5)))
    record = key(county, OCTOBER).subject_id
    county.run("改", lambda edit: edit.set_fields("project", record, {"remark": "新"}))
    county.run("加", lambda edit: edit.add("project", {"name": "新项目"}, year=2026))
    assert figures.month_table(county, "project", OCTOBER).locked


def test_opening_needs_a_reason_which_the_history_shows(county: Workspace) -> None:
    with pytest.raises(Refusal, match="没有锁定"):
        periods.reopen(county, OCTOBER, "更正")
    periods.lock(county, OCTOBER)
    with pytest.raises(Refusal, match="已经锁定"):
        periods.lock(county, OCTOBER)
    with pytest.raises(Refusal, match="要写明原因"):
        periods.reopen(county, OCTOBER, "  ")
    assert periods.locked(county) == (OCTOBER,)
    periods.reopen(county, OCTOBER, "企业来函更正产值")
    entry = history.entries(county, 1)[0]
    assert entry.operation.title == "重新开放2026年10月：企业来函更正产值"
    assert [(one.record_name, one.where, one.before, one.after) for one in entry.lines] == [
        ("2026年10月", "锁定", "已锁定", "已重新开放，企业来函更正产值")
    ]
    state = periods.state(county, OCTOBER)
    assert (state.locked, state.reason) == (False, "企业来函更正产值")
    assert not entry.operation.undoable


def test_a_lock_holds_in_the_next_session_and_the_trail_gives_the_content(county: Workspace, tmp_path: Path) -> None:
    periods.declare(county, "project", NOVEMBER, Declared.UNCHANGED)
    periods.lock(county, OCTOBER)
    periods.reopen(county, OCTOBER, "更正")
    put(county, OCTOBER, Figure(Decimal(5)))
    put(county, NOVEMBER, Figure(Decimal(6)))
    periods.lock(county, OCTOBER)
    path = county.path
    county.close()
    with Workspace.open_file(path) as again:
        with pytest.raises(Refusal, match="2026年10月已经锁定"):
            put(again, OCTOBER, Figure(Decimal(6)))
        assert again.read(lambda connection: rebuilt(connection, tmp_path / "重建.qbs")) == digest_of(again)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from([OCTOBER, NOVEMBER]), st.sampled_from([None, 1, 2])),
        st.tuples(st.sampled_from(["lock", "reopen"]), st.sampled_from([OCTOBER, NOVEMBER]), st.none()),
        st.tuples(st.sampled_from(["undo", "redo"]), st.just(OCTOBER), st.none()),
        st.tuples(st.just("declare"), st.sampled_from([OCTOBER, NOVEMBER]), st.none()),
    ),
    max_size=14,
)


def attempt(workspace: Workspace, act: str, period: Period, value: int | None) -> None:
    match act:
        case "put":
            put(workspace, period, None if value is None else Figure(Decimal(value)))
        case "lock":
            periods.lock(workspace, period)
        case "reopen":
            periods.reopen(workspace, period, "更正")
        case "undo":
            workspace.undo()
        case "redo":
            workspace.redo()
        case _:
            periods.declare(workspace, "project", period, Declared.UNCHANGED)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_tried_a_locked_period_keeps_its_figures(empty: Workspace, steps: list[tuple]) -> None:
    if not empty.dataset().rows("project"):
        empty.run("加", lambda edit: edit.add("project", {"name": "甲"}, year=2026), undoable=False)
    for period in periods.locked(empty):
        periods.reopen(empty, period, "重来")
    (record,) = empty.dataset().rows("project")

    def shown(period: Period) -> object:
        own = empty.dataset().figures(record)
        return {one: figure for one, figure in own.items() if one[1] == period}, periods.declared(empty, period)

    for act, period, value in steps:
        kept = {one: shown(one) for one in periods.locked(empty)}
        try:
            attempt(empty, act, period, value)
        except Refusal:
            assert {one: shown(one) for one in periods.locked(empty)} == kept
        if act != "reopen":
            assert {one: shown(one) for one in kept} == kept
