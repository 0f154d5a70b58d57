"""Ctrl+Z takes back today's steps; older ones only by name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.services import history, undoing
from qbs_desktop.services.lists import listing
from qbs_desktop.services.workspace import Workspace


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


class Clock:
    """The clock on the wall: the local midnight that begins 2 October, moved by minutes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    def at(self, minutes: float) -> None:
        moment = datetime(2026, 10, 2).astimezone() + timedelta(minutes=minutes)
        text = moment.astimezone(UTC).isoformat(timespec="seconds")
        self._patch.setattr("qbs_desktop.db.store.now", lambda: text)


def add(workspace: Workspace, name: str) -> None:
    listing.add_rows(workspace, "industry", [{"name": name}])


def names(workspace: Workspace) -> list[str]:
    return [one.name for one in workspace.dataset().rows("industry")]


def test_a_step_of_today_is_taken_back_and_done_again_after_a_restart(empty: Workspace, clock: Clock) -> None:
    clock.at(10)
    add(empty, "甲")
    path = empty.path
    empty.close()
    clock.at(600)
    with Workspace.open_file(path) as again:
        undoing.undo(again)
        assert names(again) == []
        undoing.redo(again)
        assert names(again) == ["甲"]


def test_at_midnight_the_day_is_over(empty: Workspace, clock: Clock) -> None:
    clock.at(-1)
    add(empty, "昨夜")
    assert undoing.steps(empty).undo is not None
    clock.at(0)
    found = undoing.steps(empty)
    assert found.undo is None
    assert found.older is not None
    assert found.older.when == "10月1日 23:59"
    with pytest.raises(Refusal, match=r"今天没有可以撤销的操作。最近一步是 10月1日 23:59 的“.*请到“历史”页撤销"):
        undoing.undo(empty)
    assert names(empty) == ["昨夜"]
    add(empty, "今晨")
    undoing.undo(empty)
    assert names(empty) == ["昨夜"]
    with pytest.raises(Refusal, match="今天没有"):
        undoing.undo(empty)


def test_an_older_step_is_taken_back_by_name_and_that_undo_is_of_today(empty: Workspace, clock: Clock) -> None:
    clock.at(-3000)
    add(empty, "旧")
    clock.at(5)
    step = undoing.newest(empty)
    assert step is not None
    undoing.undo_older(empty, step)
    assert names(empty) == []
    undoing.redo(empty)
    assert names(empty) == ["旧"]
    undoing.undo(empty)
    assert names(empty) == []


def test_a_step_that_is_not_the_newest_any_more_is_left_alone(empty: Workspace, clock: Clock) -> None:
    clock.at(-3000)
    add(empty, "旧")
    step = undoing.newest(empty)
    assert step is not None
    add(empty, "新")
    with pytest.raises(Refusal, match="之后又有了别的操作"):
        undoing.undo_older(empty, step)
    assert names(empty) == ["旧", "新"]


def test_what_was_taken_back_yesterday_is_not_done_again_by_a_stray_key(empty: Workspace, clock: Clock) -> None:
    clock.at(-20)
    add(empty, "甲")
    undoing.undo(empty)
    clock.at(20)
    assert undoing.steps(empty).redo is None
    with pytest.raises(Refusal, match="今天没有可以重做"):
        undoing.redo(empty)


def test_a_clock_that_was_set_back_does_not_lock_out_the_last_step(empty: Workspace, clock: Clock) -> None:
    clock.at(5000)
    add(empty, "以后")
    clock.at(10)
    undoing.undo(empty)
    assert names(empty) == []


def test_several_steps_of_today_are_taken_back_in_one_go_and_done_again_one_by_one(
    empty: Workspace, clock: Clock
) -> None:
    clock.at(-1)
    add(empty, "昨夜")
    clock.at(1)
    for name in ("甲", "乙", "丙"):
        add(empty, name)
    steps = undoing.recent(empty)
    assert [one.clock for one in steps] == ["00:01"] * 3  # not that of the night before
    assert list(history.named(empty, [one.operation_id for one in steps]).values()) == ["丙", "乙", "甲"]
    assert undoing.undo_through(empty, steps[1]).startswith("2 步，到")
    assert names(empty) == ["昨夜", "甲"]
    with pytest.raises(Refusal, match="已经不在可以撤销的操作里"):
        undoing.undo_through(empty, steps[0])
    undoing.redo(empty)
    undoing.redo(empty)
    assert names(empty) == ["昨夜", "甲", "乙", "丙"]


def test_a_file_without_steps_says_so_plainly(empty: Workspace) -> None:
    assert undoing.newest(empty) is None
    assert undoing.steps(empty).why_no_undo == "没有可以撤销的操作。"
