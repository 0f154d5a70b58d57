"""Reliability test D2: the power goes off. Every write and sync of the real program is recorded and partly lost.

A harness is believed only when its negative control fails: the same work with SQLite's weaker settings must lose.
"""

from __future__ import annotations

import itertools
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qbs_desktop.db import driver, history
from qbs_desktop.db.store import SCHEMA_VERSION, Store
from qbs_desktop.domain.errors import EnvironmentFault, Refusal
from qbs_desktop.services import profiles
from qbs_desktop.services.workspace import Unit, Workspace
from tests.db import old_files
from tests.db.content import digest, digest_of, digest_of_figures
from tests.faults import work
from tests.faults.disk import Event, after_power_loss, watched
from tests.faults.trials import SEED, counted
from tests.faults.work import Step

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="the driver's library exports its VFS on POSIX only"),
    pytest.mark.timeout(1800),
]
Recorded = tuple[list[Event], list[tuple[int, int, str]], str]


@pytest.fixture
def weaker(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets `synchronous` on every further connection, and folds the log often so that this is under test, too."""
    connect = driver.connect

    def use(synchronous: str) -> None:
        def weak(path: Path, **how: Any) -> driver.Connection:
            connection = connect(path, **how)
            connection.execute(f"PRAGMA synchronous = {synchronous}")
            connection.execute("PRAGMA wal_autocheckpoint = 40")
            return connection

        monkeypatch.setattr(driver, "connect", weak)

    return use


def record(folder: Path, steps: list[Step]) -> Recorded:
    """The disk's log of the steps; with (place in the log, operations, digest) after each acknowledged one."""
    folder.mkdir()
    path = folder / "甲.qbs"
    with watched(folder) as disk:
        with Workspace.create(path, profiles.load("hunan-county"), Unit("430225", "炎陵县"), year=2026) as workspace:
            states = [(len(disk.log), 1, digest_of(workspace))]
            for step in steps:
                step(workspace)
                count = len(workspace.read(history.operations))
                states.append((len(disk.log), count, digest_of(workspace)))
        log = list(disk.log[: states[-1][0]])
    return log, states, str(path)


def verdict(files: dict[str, bytes], states: list[tuple[int, int, str]], cut: int, path: str, folder: Path) -> str:
    """What a restart finds: ok, lost (an acknowledged operation), damaged, or half (content of no moment)."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / Path(name).name).write_bytes(content)
    acknowledged = max(count for place, count, _digest in states if place <= cut)
    digests = {count: one for _place, count, one in states}
    try:
        connection = driver.connect(folder / Path(path).name)
    except (EnvironmentFault, Refusal):
        return "damaged"
    try:
        count = len(history.operations(connection))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if connection.execute("PRAGMA cipher_integrity_check").fetchall() or history.verify_chain(connection):
            return "damaged"
        if digest(connection) != digests.get(count):
            return "half"
        return "ok" if count >= acknowledged else "lost"
    except driver.driver.Error:
        return "damaged"
    finally:
        connection.close()


def verdicts(recorded: Recorded, count: int, folder: Path) -> dict[str, int]:
    log, states, path = recorded
    chance = random.Random(SEED)
    found = dict.fromkeys(("ok", "lost", "damaged", "half"), 0)
    for _ in range(count):
        cut = chance.randint(states[0][0], len(log))
        found[verdict(after_power_loss(log, cut, chance), states, cut, path, folder)] += 1
    return found


@pytest.mark.parametrize("workflow", ["editing", "importing"])
def test_no_acknowledged_step_is_lost_when_the_power_goes_off(
    tmp_path: Path, weaker: Callable[[str], None], workflow: str
) -> None:
    weaker("FULL")
    steps = work.editing(12) if workflow == "editing" else work.importing(150)
    recorded = record(tmp_path / "work", steps)
    count = counted(60, 1500)
    assert verdicts(recorded, count, tmp_path / "after") == {"ok": count, "lost": 0, "damaged": 0, "half": 0}


def test_every_acknowledged_step_was_synced_after_its_last_write(tmp_path: Path) -> None:
    """Reliability test D9."""
    log, states, _path = record(tmp_path / "work", work.editing(6))
    for (start, _, _), (end, _, _) in itertools.pairwise(states):
        kinds = [(event.kind, event.file[-4:]) for event in log[start:end]]
        assert kinds[-1] == ("sync", "-wal")
        assert ("write", "-wal") in kinds


@pytest.mark.parametrize(("synchronous", "least"), [("NORMAL", 0.2), ("OFF", 0.5)])
def test_the_same_work_with_weaker_settings_is_seen_to_lose(
    tmp_path: Path, weaker: Callable[[str], None], synchronous: str, least: float
) -> None:
    weaker(synchronous)
    count = counted(50, 100)
    found = verdicts(record(tmp_path / "work", work.editing(12)), count, tmp_path / "after")
    assert found["lost"] + found["damaged"] + found["half"] >= least * count, found


def test_an_upgrade_survives_the_power_going_off(tmp_path: Path) -> None:
    """Old file intact or new file complete at every instant, and new once the opening returned."""
    folder = tmp_path / "work"
    folder.mkdir()
    path = old_files.build(1, folder / "旧.qbs")
    before = {str(path): path.read_bytes()}
    connection = driver.connect(path)
    figures = digest_of_figures(connection)
    connection.close()
    with watched(folder) as disk:
        opened = Store.open(path)
        log = list(disk.log)
        opened.close()
    chance = random.Random(SEED)
    versions = set()
    after = tmp_path / "after"
    after.mkdir()
    for _ in range(counted(30, 600)):
        cut = chance.choice((len(log), chance.randint(0, len(log))))
        for one in after.iterdir():
            one.unlink()
        for name, content in after_power_loss(log, cut, chance, before).items():
            if ".part" not in name:
                (after / Path(name).name).write_bytes(content)
        connection = driver.connect(after / path.name)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        assert digest_of_figures(connection) == figures
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
        connection.close()
        assert version == SCHEMA_VERSION or cut < len(log)
        versions.add(version)
    assert versions == {1, SCHEMA_VERSION}
