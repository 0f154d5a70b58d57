"""Carrying a year's lists over: who goes on, who stays out, nothing else changes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qbs_desktop.db import queries
from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.period import Period
from qbs_desktop.services.lists import leaving, listing, rosters
from qbs_desktop.services.workspace import Workspace
from tests.db.content import digest_of, digest_of_figures


def members(workspace: Workspace, year: int) -> dict[int, str]:
    return workspace.read(lambda connection: queries.members(connection, year))


def names(found: Sequence[rosters.Carried]) -> list[tuple[str, str]]:
    return [(one.name, one.reason) for one in found]


def fill(edit: Edit) -> dict[str, int]:
    made = {}
    for name, finished in (
        ("在建", None),
        ("去年竣工", "2025-12"),
        ("今年竣工", "2026-11-03"),
        ("明年竣工", "2027-01"),
    ):
        made[name] = edit.add("project", {"name": name, "finish_actual": finished}, year=2026)
    made["其中一期"] = edit.add("project", {"name": "其中一期"}, parent_id=made["今年竣工"], year=2026)
    made["已出库"] = edit.add("project", {"name": "已出库"}, year=2026)
    edit.set_membership(made["已出库"], 2026, "out")
    made["企业"] = edit.add("enterprise", {"name": "企业"}, year=2026)
    made["从前的企业"] = edit.add("enterprise", {"name": "从前的企业"}, year=2025)
    return made


def test_the_preview_says_who_goes_on_and_why_others_stay_out(empty: Workspace) -> None:
    empty.run("填", fill)
    before = digest_of(empty)
    plan = rosters.preview(empty, 2026, 2027)
    assert digest_of(empty) == before
    assert names(plan.carried) == [("企业", ""), ("在建", ""), ("明年竣工", "")]
    assert names(plan.left_out) == [
        ("去年竣工", "已于2025.12竣工"),
        ("今年竣工", "已于2026.11.03竣工"),
        ("其中一期", "所属的“今年竣工”没有结转"),
    ]
    assert plan.counts() == {"enterprise": (1, 0), "project": (2, 3)}


def test_carrying_over_is_one_step_that_sets_the_year(empty: Workspace) -> None:
    made = empty.run("填", fill)
    before, figures = digest_of(empty), empty.read(digest_of_figures)
    plan = rosters.carry_forward(empty, 2026, 2027)
    assert empty.year == 2027
    assert members(empty, 2027) == {made[name]: "in" for name in ("企业", "在建", "明年竣工")}
    assert empty.read(lambda c: queries.memberships(c, made["在建"])) == [
        (2026, "in", None),
        (2027, "in", "2026年名单结转"),
    ]
    assert empty.read(digest_of_figures) == figures
    assert empty.next_undo() == f"结转2026年名单到2027年：{len(plan.carried)} 行"
    empty.undo()
    assert (digest_of(empty), empty.year) == (before, 2026)


def test_entries_the_new_year_has_already_stay_as_they_are(empty: Workspace) -> None:
    made = empty.run("填", fill)

    def prepare(edit: Edit) -> int:
        edit.set_membership(made["在建"], 2027, "out", basis="调出")
        edit.set_membership(made["今年竣工"], 2027, "in", basis="尾款")
        return edit.add("project", {"name": "在建一期"}, parent_id=made["在建"], year=2026)

    child = empty.run("调", prepare)
    plan = rosters.carry_forward(empty, 2026, 2027)
    assert {one.name for one in plan.already} == {"在建", "今年竣工"}
    assert members(empty, 2027)[made["在建"]] == "out"
    assert members(empty, 2027)[made["今年竣工"]] == "in"
    assert child not in members(empty, 2027)  # alone it would count in totals
    assert rosters.preview(empty, 2026, 2027).carried == ()


def test_only_the_next_year_follows_and_only_a_filled_one_is_carried(empty: Workspace) -> None:
    for to_year in (2026, 2025, 2028):
        with pytest.raises(Refusal, match="2026年的名单转入2027年"):
            rosters.carry_forward(empty, 2026, to_year)
    with pytest.raises(Refusal, match="2026年的名单是空的"):
        rosters.carry_forward(empty, 2026, 2027)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(st.sampled_from([None, "2024", "2026-03", "2027-02"]), st.none() | st.integers(0, 5)),
        min_size=1,
        max_size=8,
    )
)
def test_no_row_goes_on_without_its_parent_and_none_is_lost(
    empty: Workspace, rows: list[tuple[str | None, int | None]]
) -> None:
    def enter(edit: Edit) -> list[int]:
        made: list[int] = []
        for finished, parent in rows:
            parent_id = made[parent] if parent is not None and parent < len(made) else None
            made.append(edit.add("project", {"finish_actual": finished}, parent_id=parent_id, year=2026))
        return made

    made = empty.run("填", enter)
    plan = rosters.carry_forward(empty, 2026, 2027)
    carried = {one.record_id for one in plan.carried}
    assert carried | {one.record_id for one in plan.left_out} == set(made)
    for record in empty.dataset().rows("project"):
        if record.id in carried:
            assert record.parent_id is None or record.parent_id in carried
            assert record.text("finish_actual") in ("", "2027-02")
    empty.undo()
    empty.undo()


def test_a_record_that_was_not_carried_over_leaves_the_lists_but_not_its_own_years_returns(empty: Workspace) -> None:
    kept, done = (
        empty.run("加", lambda edit, name=name: edit.add("project", {"name": name}, year=2026))
        for name in ("续建", "竣工")
    )
    listing.set_cells(
        empty,
        "project",
        [listing.CellEdit(done, listing.Column(field=empty.ledgers["project"].field("finish_actual")), "2026.6")],
    )
    rosters.carry_forward(empty, 2026, 2027)
    with Workspace.open_file(empty.path, readonly=True) as later:
        assert [row.record.id for row in listing.rows(later, "project")] == [kept]
        assert [one.id for one in later.dataset().rows("project")] == [kept]
        assert [one.id for one in later.dataset(Period.parse("2026-12")).rows("project")] == [kept, done]
        assert [one.id for one in later.dataset(everyone=True).rows("project")] == [kept, done]


def test_a_row_leaves_the_years_list_and_comes_back_with_its_figures(empty: Workspace) -> None:
    made = empty.run("填", fill)
    before, figures = digest_of(empty), empty.read(digest_of_figures)
    assert leaving.take_off(empty, "project", [made["今年竣工"]]) == "2 行（连同其中项 1 行）"
    assert empty.next_undo() == "移出2026年项目名单：2 行（连同其中项 1 行）"
    names_on = [row.record.name for row in listing.rows(empty, "project")]
    assert names_on == ["在建", "去年竣工", "明年竣工"]
    off = [(one.record.name, one.depth, one.told) for one in leaving.off_list(empty, "project")]
    assert off == [("今年竣工", 0, "2026年移出"), ("其中一期", 1, "2026年移出"), ("已出库", 0, "2026年移出")]
    assert leaving.put_back(empty, "project", [made["其中一期"]]) == "2 行", "a row below comes with its own"
    assert empty.read(digest_of_figures) == figures
    empty.undo()
    empty.undo()
    assert digest_of(empty) == before


def test_the_first_row_off_a_list_that_nobody_entered_leaves_the_others_on_it(empty: Workspace) -> None:
    def enter(edit: Edit) -> list[int]:
        known = (("甲", None), ("乙", 2025), ("丙", 2025))
        return [edit.add("enterprise", {"name": name}, year=year) for name, year in known]

    ids = empty.run("填", enter)
    leaving.take_off(empty, "enterprise", [ids[1]])
    assert [row.record.name for row in listing.rows(empty, "enterprise")] == ["甲", "丙"]
