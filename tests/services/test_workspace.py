from __future__ import annotations

import threading
from decimal import Decimal
from pathlib import Path

import pytest

from qbs_desktop.db import driver, filled
from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.errors import DamagedFile, EnvironmentFault, Refusal
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.services import profiles
from qbs_desktop.services.workspace import Notice, Unit, Workspace

UNIT = Unit("430225", "炎陵县")
JANUARY = Period.of_month(2026, 1)


def add(edit: Edit) -> int:
    return edit.add("project", {"name": "甲"}, year=2026)


def test_a_new_file_knows_its_unit_year_and_profile(tmp_path: Path) -> None:
    path = tmp_path / "甲.qbs"
    profile = profiles.load("hunan-county")
    with Workspace.create(path, profile, UNIT, year=2026) as made:
        facts = made.unit, made.year, made.profile, made.path
    with Workspace.open_file(path) as opened:
        assert (opened.unit, opened.year, opened.profile, opened.path) == facts == (UNIT, 2026, profile, path)
        assert opened.fact("nothing", "无") == "无"


def test_a_file_whose_making_was_interrupted_is_explained(tmp_path: Path) -> None:
    from qbs_desktop.db.store import Store

    path = tmp_path / "甲.qbs"
    Store.create(path).close()
    with pytest.raises(DamagedFile, match="没有建好"):
        Workspace.open_file(path)
    with pytest.raises(DamagedFile, match="没有建好"):
        Workspace.open_file(path)  # the lock was given up


def test_a_file_that_cannot_be_founded_is_not_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "甲.qbs"

    def full(_self: Edit, _key: str, _value: str | None) -> None:
        raise driver.driver.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(Edit, "set_meta", full)
        with pytest.raises(EnvironmentFault, match="磁盘空间已满"):
            Workspace.create(path, profiles.load("hunan-county"), UNIT, year=2026)
    assert not path.exists()
    Workspace.create(path, profiles.load("hunan-county"), UNIT, year=2026).close()


def test_listeners_are_told_what_changed_until_they_stop(empty: Workspace) -> None:
    told: list[Notice] = []
    stop = empty.listen(told.append)
    one = empty.run("加", add)
    empty.run("填", lambda edit: edit.set_figure(FigureKey(one, "tax", JANUARY, Kind.ACTUAL), Figure(Decimal(1))))
    empty.run("无", lambda edit: edit.set_meta("year", "2026"))
    empty.run("事实", lambda edit: edit.set_meta("year", "2027"))
    assert empty.year == 2027
    empty.undo()
    assert empty.year == 2026
    stop()
    empty.redo()
    assert [(notice.title, notice.tables, notice.subjects) for notice in told] == [
        ("加", {"subject", "project", "membership"}, {one}),
        ("填", {"indicator", "figure"}, {one}),
        ("事实", {"meta"}, set()),
        ("撤销：事实", {"meta"}, set()),
    ]
    assert [notice.operation_id for notice in told] == [2, 3, 4, 5]


def test_an_action_that_fails_changes_nothing_and_tells_nobody(empty: Workspace) -> None:
    told: list[Notice] = []
    empty.listen(told.append)

    def fail(edit: Edit) -> None:
        add(edit)
        raise Refusal("不行")

    with pytest.raises(Refusal, match="不行"):
        empty.run("加", fail)
    assert told == []
    assert empty.dataset().rows("project") == []
    assert empty.next_undo() is None


def test_a_listener_may_change_the_file_again(empty: Workspace) -> None:
    def follow(notice: Notice) -> None:
        if notice.title == "加":
            empty.run("跟", lambda edit: edit.set_meta("followed", "1"))

    empty.listen(follow)
    empty.run("加", add)
    assert empty.fact("followed") == "1"
    assert empty.next_undo() == "跟"


def test_another_thread_reads_over_its_own_connection(empty: Workspace) -> None:
    empty.run("加", add)
    seen: list[int] = []

    def work() -> None:
        with empty.own_reader():
            seen.append(len(empty.dataset(JANUARY, periods=[JANUARY]).rows("project")))
            with pytest.raises(EnvironmentFault, match="只读"):
                empty.read(lambda connection: connection.execute("DELETE FROM meta"))

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert seen == [1]
    assert empty.read(lambda connection: connection is empty.store.reader)


def test_a_file_open_read_only_can_be_read_and_not_changed(empty: Workspace) -> None:
    empty.run("加", add)
    with Workspace.open_file(empty.path, readonly=True) as beside:
        assert len(beside.dataset().rows("project")) == 1
        with pytest.raises(Refusal, match="只读方式"):
            beside.run("加", add)


def test_periods_with_reported_figures_are_known(empty: Workspace) -> None:
    one = empty.run("加", add)
    planned = FigureKey(one, "tax", Period.of_month(2026, 2), Kind.TARGET)
    done = FigureKey(one, "tax", JANUARY, Kind.ACTUAL)
    empty.run("填", lambda edit: edit.set_figures([(planned, Figure(Decimal(1)), None), (done, Figure(na=True), None)]))
    assert empty.filled_periods() == [JANUARY]
    assert empty.read(filled.periods) == [JANUARY]
