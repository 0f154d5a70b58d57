"""Reliability tests D3 and D4: every request to the disk fails once, or fails from then on.

Told and true must be the same: saved means the step is there after a restart, refused means that it is not, and
when nobody can know, the program says so.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from qbs_desktop.db import driver, history
from qbs_desktop.db.store import Store
from qbs_desktop.domain.errors import EnvironmentFault, Refusal
from qbs_desktop.services import profiles
from qbs_desktop.services.workspace import Unit, Workspace
from tests.db.content import digest, digest_of
from tests.faults import work
from tests.faults.disk import CODES, FULL, Disk, Event, watched
from tests.faults.trials import SEED, counted

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="the driver's library exports its VFS on POSIX only"),
    pytest.mark.timeout(1800),
]
UNKNOWN = "不能确定这一步是否已经保存"


@pytest.fixture(autouse=True)
def small_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are written before the commit, and the log is folded often, so that every kind of request occurs."""
    connect = driver.connect

    def small(path: Path, **how: bool) -> driver.Connection:
        connection = connect(path, **how)
        connection.execute("PRAGMA cache_size = 5")
        connection.execute("PRAGMA wal_autocheckpoint = 30")
        return connection

    monkeypatch.setattr(driver, "connect", small)


class Run:
    """One run of a workflow on a failing disk: what was told, and the content that it means."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self.path = folder / "甲.qbs"
        self.disk = disk
        self.workspace = Workspace.open_file(self.path)
        self.possible = {digest_of(self.workspace)}
        """Contents that what was told allows: one, or two when the program said that it does not know."""
        self.refused = 0
        self.unknown = 0

    def step(self, step: work.Step, wanted: Callable[[Workspace], str]) -> None:
        try:
            step(self.workspace)
        except EnvironmentFault as fault:
            if UNKNOWN in str(fault):
                self.unknown += 1
                raise
            self.refused += 1
            return
        except Refusal:
            return  # nothing to undo or redo, because an earlier step was refused
        healthy, self.disk.fail = self.disk.fail, lambda _event: 0
        self.possible = {wanted(self.workspace)}
        self.disk.fail = healthy


def after_death(path: Path, folder: Path) -> str | None:
    """The content after the program died at this instant and was started again; None if it does not open."""
    folder.mkdir()
    for suffix in ("", "-wal"):
        source = path.with_name(path.name + suffix)
        if source.exists():
            shutil.copyfile(source, folder / source.name)
    connection = driver.connect(folder / path.name)
    try:
        assert history.verify_chain(connection) is None
        assert connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
        return digest(connection)
    finally:
        connection.close()
        shutil.rmtree(folder)


def sweep_one(template: Path, folder: Path, fails: Callable[[int, Event], int]) -> tuple[int, int, int]:
    """Run the workflow with a failing disk, checking after every step; returns requests, refusals, unknowns."""
    folder.mkdir()
    shutil.copyfile(template, folder / "甲.qbs")
    asked = 0

    with watched(folder) as disk:
        run = Run(folder, disk)

        def fail(event: Event) -> int:
            nonlocal asked
            asked += 1
            return fails(asked, event)

        disk.fail = fail
        for step in work.editing(2):
            before = run.possible
            try:
                run.step(step, digest_of)
            except EnvironmentFault:
                break  # the user was told to close the file and look
            disk.fail, failing = (lambda _event: 0), disk.fail
            found = after_death(run.path, folder.with_name(folder.name + "x"))
            assert found in run.possible, (asked, before, found)
            disk.fail = failing
        disk.fail = lambda _event: 0
        run.workspace.close()
        with Workspace.open_file(run.path) as again:
            if not run.unknown:
                assert digest_of(again) in run.possible
            assert again.store.integrity() == []
            again.run("之后", lambda edit: edit.add("project", {"name": "可用"}))
            assert again.read(history.verify_chain) is None
    shutil.rmtree(folder)
    return asked, run.refused, run.unknown


def code_for(event: Event, full: bool) -> int:
    return FULL if full and event.kind == "write" else CODES[event.kind]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "甲.qbs"
    Workspace.create(path, profiles.load("hunan-county"), Unit("430225", "炎陵县"), year=2026).close()
    return path


@pytest.mark.parametrize("sticky", [False, True], ids=["once", "for ever"])
@pytest.mark.parametrize("full", [False, True], ids=["broken", "full"])
def test_what_the_program_says_is_true_wherever_the_disk_fails(
    template: Path, tmp_path: Path, sticky: bool, full: bool
) -> None:
    total, refused, _ = sweep_one(template, tmp_path / "0", lambda _n, _event: 0)
    assert refused == 0
    count = min(total, counted(8, 120))
    points = random.Random(SEED + str(sticky) + str(full)).sample(range(1, total + 1), count)
    refusals = unknowns = 0
    for point in points:

        def fails(number: int, event: Event, point: int = point) -> int:
            hit = number >= point if sticky else number == point
            return code_for(event, full) if hit else 0

        _, refused, unknown = sweep_one(template, tmp_path / str(point), fails)
        refusals += refused
        unknowns += unknown
    assert refusals + unknowns >= count // 4  # the failures fell into saves


@pytest.mark.parametrize(("kind", "then"), [("sync", "well"), ("sync", "broken"), ("write", "well")])
def test_a_commit_that_failed_is_settled_before_anything_is_said(
    template: Path, tmp_path: Path, kind: str, then: str
) -> None:
    """The last write or sync of a commit fails: the operation may stand in the log and come back at a restart."""
    shutil.copyfile(template, tmp_path / "甲.qbs")
    with watched(tmp_path) as disk:
        workspace = Workspace.open_file(tmp_path / "甲.qbs")
        workspace.run("先", lambda edit: edit.set_meta("k", "u"))  # the log is begun
        before = digest_of(workspace)
        failed = []

        def fail(event: Event) -> int:
            if failed and then == "well":
                return 0
            last = event.kind == kind and event.file.endswith("-wal")
            if (last and not failed) or (failed and event.kind in ("sync", "open")):
                failed.append(event)
                return CODES[event.kind]
            return 0

        disk.fail = fail
        with pytest.raises(EnvironmentFault, match=UNKNOWN if then == "broken" else "没有保存"):
            workspace.run("记", lambda edit: edit.set_meta("k", "v"))
        disk.fail = lambda _event: 0
        assert failed
        assert digest_of(workspace) == before
        if then == "well":
            assert after_death(workspace.path, tmp_path / "x") == before
            workspace.run("记", lambda edit: edit.set_meta("k", "v"))
            assert workspace.fact("k") == "v"
        workspace.close()


def test_a_commit_that_succeeded_in_spite_of_an_error_counts_as_saved(template: Path, tmp_path: Path) -> None:
    shutil.copyfile(template, tmp_path / "甲.qbs")
    with Workspace.open_file(tmp_path / "甲.qbs") as workspace, pytest.MonkeyPatch.context() as patched:
        commit = driver.commit

        def late(connection: driver.Connection) -> None:
            commit(connection)
            raise driver.driver.OperationalError("disk I/O error")

        patched.setattr(driver, "commit", late)
        workspace.run("记", lambda edit: edit.set_meta("k", "v"))
        assert workspace.fact("k") == "v"


def test_a_log_that_another_reader_holds_cannot_be_settled(template: Path, tmp_path: Path) -> None:
    shutil.copyfile(template, tmp_path / "甲.qbs")
    with watched(tmp_path) as disk, Workspace.open_file(tmp_path / "甲.qbs") as workspace:
        workspace.run("记", lambda edit: edit.set_meta("k", "1"))
        reader = workspace.store.reading()
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM meta").fetchone()
        workspace.run("记", lambda edit: edit.set_meta("k", "2"))
        failing = iter([True])
        disk.fail = lambda event: CODES["sync"] if event.kind == "sync" and next(failing, False) else 0
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(driver, "BUSY_MILLISECONDS", 50)
            with pytest.raises(EnvironmentFault, match=UNKNOWN):
                workspace.run("记", lambda edit: edit.set_meta("k", "3"))
        reader.close()


def test_without_settling_a_restart_would_contradict_what_was_said(template: Path, tmp_path: Path) -> None:
    """Negative control: the refused operation is back after the restart."""
    shutil.copyfile(template, tmp_path / "甲.qbs")
    with watched(tmp_path) as disk, pytest.MonkeyPatch.context() as patched:
        patched.setattr(Store, "_stands", lambda _self, _uid: False)
        workspace = Workspace.open_file(tmp_path / "甲.qbs")
        workspace.run("先", lambda edit: edit.set_meta("k", "u"))
        before = digest_of(workspace)
        failing = iter([True])
        disk.fail = lambda event: CODES["sync"] if event.kind == "sync" and next(failing, False) else 0
        with pytest.raises(EnvironmentFault, match="没有保存"):
            workspace.run("记", lambda edit: edit.set_meta("k", "v"))
        disk.fail = lambda _event: 0
        assert after_death(workspace.path, tmp_path / "x") != before
        workspace.close()
