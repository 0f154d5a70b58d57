"""Reliability tests B1 and B2: backups while somebody writes, and backups that are killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from qbs_desktop.db import backup, driver, history
from qbs_desktop.services import profiles
from qbs_desktop.services.safety import backups
from qbs_desktop.services.workspace import Unit, Workspace
from tests.faults.killing import killer
from tests.faults.processes import ROOT, environment
from tests.faults.test_killed import lost_and_half, saved
from tests.faults.trials import SEED, trials

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="kill -9"), pytest.mark.timeout(1800)]

WRITE = """
import sys
from pathlib import Path
from tests.faults import killing
killing.write(Path(sys.argv[1]), lambda: print("begun", flush=True))
"""


def made(path: Path) -> Path:
    Workspace.create(path, profiles.load("hunan-county"), Unit("430225", "炎陵县"), year=2026).close()
    return path


def head_at(path: Path, operation: int) -> str:
    connection = driver.connect(path)
    try:
        return str(connection.execute("SELECT hash FROM operation WHERE id = ?", (operation,)).fetchone()[0])
    finally:
        connection.close()


def test_a_backup_under_load_is_a_committed_state_and_not_an_old_one(tmp_path: Path) -> None:
    """B1: another process commits all the time; every backup equals a state that was committed, whole."""
    path = made(tmp_path / "甲.qbs")
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITE, str(path)], stdout=subprocess.PIPE, cwd=ROOT, env=environment()
    )
    assert writer.stdout is not None
    found: list[tuple[int, backups.Backup]] = []
    try:
        assert writer.stdout.readline() == b"begun\n"
        while len(found) < trials(5):
            before = saved(path)
            with Workspace.open_file(path, readonly=True) as workspace:
                one = backups.make(workspace, thin_out=False).backup
            if one is not None:
                found.append((before, one))
    finally:
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
    for before, one in found:
        content = backup.content(one.path)
        assert content.operation >= before + 1  # the first operation made the file
        assert content.head == head_at(path, content.operation)
        copy = tmp_path / "核对.qbs"
        copy.write_bytes(one.path.read_bytes())
        assert lost_and_half(copy) == ([], [])
    assert len({one.operation for _before, one in found}) == len(found)


def test_a_killed_backup_leaves_the_earlier_ones_and_none_that_does_not_verify(tmp_path: Path) -> None:
    """B2: whatever instant the copy is killed at, what has a backup's name is a whole backup."""
    path = made(tmp_path / "甲.qbs")
    with Workspace.open_file(path) as workspace:
        first = backups.make(workspace).backup
    assert first is not None
    kept = first.path.read_bytes()
    killed = 0
    with killer("back_up", 0.25, SEED) as trial:
        for _ in range(trials(6)):
            killed += trial(path) == -9
            assert first.path.read_bytes() == kept
            for one in backups.listing(path):
                assert backup.content(one.path).operation == one.operation
    assert killed
    with Workspace.open_file(path) as workspace:
        workspace.run("又一步", lambda edit: edit.add("project", {"name": "项目"}, year=2026))
        assert backups.make(workspace).backup is not None
    assert [one.name for one in first.path.parent.iterdir() if one.suffix != backups.EXTENSION] == []


def test_the_check_sees_a_backup_that_is_not_whole(tmp_path: Path) -> None:
    """Negative control: a plain copy of a file that is being written is not what it should be."""
    path = made(tmp_path / "甲.qbs")
    with Workspace.open_file(path) as workspace:
        workspace.run("一步", lambda edit: edit.add("project", {"name": "项目"}, year=2026))
        copy = tmp_path / "拷贝.qbs"
        copy.write_bytes(path.read_bytes())  # without the log beside it
        newest = workspace.read(history.head)
    assert backup.content(copy).head != newest
    data = bytearray(copy.read_bytes())
    data[len(data) // 2] ^= 1
    copy.write_bytes(data)
    with pytest.raises(backup.DamagedFile):
        backup.content(copy)
