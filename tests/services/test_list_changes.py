"""A list that follows the file operation by operation equals the list read anew."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbs_desktop.domain import amount
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.figure import Figure, FigureKey, Kind, Op
from qbs_desktop.domain.period import Period
from qbs_desktop.services import profiles
from qbs_desktop.services.lists import block, list_cells, list_changes, listing
from qbs_desktop.services.lists.listing import Row
from qbs_desktop.services.workspace import Notice, Unit, Workspace
from tests.faults.trials import counted

YEAR = Period.of_year(2026)


@pytest.fixture
def workspace(tmp_path: Path):
    with Workspace.create(
        tmp_path / "甲.qbs", profiles.load("hunan-county"), Unit("430225", "炎陵县"), year=2026
    ) as made:
        yield made


class Follower:
    """A list kept up with `list_changes.since` alone, as a page keeps its grid."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.columns = listing.columns(workspace, "project")
        self.rows = listing.rows(workspace, "project", self.columns)
        self.anew = self.followed = 0
        workspace.listen(self.noticed)

    def noticed(self, notice: Notice) -> None:
        places = {row.id: place for place, row in enumerate(self.rows)}
        found = list_changes.since(self.workspace, "project", self.columns, self.rows, places, notice.subjects)
        if found is None:
            self.anew += 1
            self.rows = listing.rows(self.workspace, "project", self.columns)
            return
        self.followed += 1
        rows = list(self.rows)
        for row in found.changed:
            rows[places[row.id]] = row
        before: dict[int, list[Row]] = {}
        for place, row in found.added:
            before.setdefault(place, []).append(row)
        assert [place for place, _row in found.added] == sorted(place for place, _row in found.added)
        self.rows = []
        for place in range(len(rows) + 1):
            self.rows += before.get(place, [])
            if place < len(rows) and place not in found.gone:
                self.rows.append(rows[place])

    def check(self) -> None:
        fresh = listing.rows(self.workspace, "project", self.columns)
        assert [_said(row) for row in self.rows] == [_said(row) for row in fresh]


def _said(row: Row) -> tuple[object, ...]:
    return row.depth, row.record, row.figures


def _act(workspace: Workspace, dice: random.Random, ids: list[int]) -> None:
    """One random operation."""
    one = dice.choice(ids) if ids else None
    kind = dice.choice(["add", "above", "below", "child", "remove", "parent", "move", "name", "figure", "year", "undo"])
    if kind == "undo":
        dice.choice([workspace.undo, workspace.undo, workspace.redo])()
    elif one is None or kind == "add":
        block.insert(workspace, "project", above=None, below=None)
    elif kind == "above":
        block.insert(workspace, "project", above=one, below=None)
    elif kind in ("below", "child"):
        block.insert(workspace, "project", above=None, below=one, child=kind == "child")
    elif kind == "remove":
        listing.remove_rows(workspace, "project", dice.sample(ids, min(len(ids), dice.randint(1, 2))))
    elif kind == "parent":
        listing.set_parent(workspace, "project", [one], dice.choice([None, *ids]))
    elif kind == "move":
        workspace.run("移动", lambda edit: edit.move("project", one, dice.choice([None, *ids])))
    elif kind == "name":
        workspace.run("改名", lambda edit: edit.set_fields("project", one, {"name": f"甲{dice.randint(1, 9)}"}))
    elif kind == "figure":
        figure = dice.choice(
            [None, Figure(na=True), Figure(Decimal(dice.randint(-9, 9))), Figure(Decimal(7), op=Op.OVER)]
        )
        workspace.run("填数", lambda edit: edit.set_figure(FigureKey(one, "investment", YEAR, Kind.TARGET), figure))
    else:
        state = dice.choice(["in", "out", None])
        workspace.run("名单", lambda edit: edit.set_membership(one, 2026, state))


@pytest.mark.parametrize("seed", range(counted(4, 24)))
def test_random_operations_leave_the_followed_list_as_if_it_were_read_anew(workspace: Workspace, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(12):
        block.insert(workspace, "project", above=None, below=None)
    follower = Follower(workspace)
    for _ in range(60):
        try:
            _act(workspace, dice, [row.id for row in follower.rows])
        except Refusal:
            continue
        follower.check()
    assert follower.followed > 40 > follower.anew * 4


def test_rows_under_a_row_that_leaves_the_list_stand_alone_until_it_is_back(workspace: Workspace) -> None:
    top = block.insert(workspace, "project", above=None, below=None)
    child = block.insert(workspace, "project", above=None, below=top, child=True)
    block.insert(workspace, "project", above=None, below=child, child=True)
    block.insert(workspace, "project", above=None, below=None)
    follower = Follower(workspace)
    assert [row.depth for row in follower.rows] == [0, 1, 2, 0]
    workspace.run("退出", lambda edit: edit.set_membership(top, 2026, "out"))
    assert [row.depth for row in follower.rows] == [0, 1, 0]
    follower.check()
    workspace.undo()
    assert [row.depth for row in follower.rows] == [0, 1, 2, 0]
    follower.check()
    assert follower.anew == 0


def test_rows_of_several_depths_come_back_at_one_place_in_their_order(workspace: Workspace) -> None:
    top = block.insert(workspace, "project", above=None, below=None)
    child = block.insert(workspace, "project", above=None, below=top, child=True)
    deep = block.insert(workspace, "project", above=None, below=child, child=True)
    last = block.insert(workspace, "project", above=None, below=child)
    ordinary = [block.insert(workspace, "project", above=None, below=None) for _ in range(2)]
    workspace.run("移动", lambda edit: edit.move("project", ordinary[0], top))  # before the 其中 rows in list order
    follower = Follower(workspace)
    assert [row.id for row in follower.rows] == [top, child, deep, last, *ordinary]
    listing.remove_rows(workspace, "project", [deep, last, ordinary[0]])
    workspace.undo()
    assert [(row.id, row.depth) for row in follower.rows] == [
        *[(top, 0), (child, 1), (deep, 2), (last, 1)],
        *[(one, 0) for one in ordinary],
    ]
    follower.check()
    assert follower.anew == 0


def test_a_list_is_read_anew_when_the_year_gets_its_own_and_after_large_operations(workspace: Workspace) -> None:
    for year in (2025, 2025):
        workspace.run("去年", lambda edit, year=year: edit.add("project", {}, year=year))
    follower = Follower(workspace)
    assert len(follower.rows) == 2
    block.insert(workspace, "project", above=None, below=None)
    assert (len(follower.rows), follower.anew) == (1, 1)
    follower.check()
    many = list_changes.FOLLOWED + 1
    listing.add_rows(workspace, "project", [{}] * many)
    assert (len(follower.rows), follower.anew) == (many + 1, 2)


def test_operations_on_other_lists_leave_the_rows_alone(workspace: Workspace) -> None:
    block.insert(workspace, "project", above=None, below=None)
    follower = Follower(workspace)
    before = list(follower.rows)
    block.insert(workspace, "enterprise", above=None, below=None)
    assert follower.rows == before
    assert follower.followed == 1


def test_cells_read_by_the_column_are_those_read_by_the_row(workspace: Workspace) -> None:
    columns = listing.columns(workspace, "project")
    one = block.insert(workspace, "project", above=None, below=None)
    block.insert(workspace, "project", above=None, below=None)
    texts = {"name": "甲\n乙", "total_investment": "12,345.6789", "start_planned": "2026.3", "lead_unit": "发改局"}
    cells = [block.BlockCell(one, column, texts[column.id]) for column in columns if column.id in texts]
    cells += [block.BlockCell(one, column, "-1377.5") for column in columns if column.indicator is not None]
    assert not block.put(workspace, "project", cells).bad
    key = next(column.figure_name() for column in columns if column.indicator is not None)
    for figure in (Figure(na=True), Figure(Decimal(5), op=Op.OVER), Figure(Decimal("1e8")), None):
        workspace.run("填", lambda edit, figure=figure: edit.set_figure(FigureKey(one, *key), figure))
        for row in listing.rows(workspace, "project"):
            for column in columns:
                assert list_cells.text_of(column)(row) == row.text(column)
                whole, scale = list_cells.whole_of(column)
                if column.numeric:
                    number, exact = whole(row), row.number(column)
                    assert (None if number is None else amount.from_scaled(number, scale)) == exact


@given(st.integers(-(2**63) + 1, 2**63 - 1), st.sampled_from([0, 2, 4, 6, 10]))
def test_an_integer_is_shown_as_the_amount_it_stands_for(number: int, places: int) -> None:
    assert amount.shown(number, places) == amount.grouped(amount.from_scaled(number, places))
