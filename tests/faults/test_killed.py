"""Reliability test D1: the process is killed at any instant of a save. Of power kills say nothing: see test_power."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest

from qbs_desktop.db import driver, history
from qbs_desktop.services import profiles
from qbs_desktop.services.workspace import Unit, Workspace
from tests.faults.killing import CELLS, killer
from tests.faults.trials import SEED, counted

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="kill -9"),
    pytest.mark.timeout(1800),
]


def lost_and_half(path: Path) -> tuple[list[int], list[int]]:
    """Acknowledged records that are not there, and records that are not whole."""
    acks = Path(f"{path}.acks")
    acknowledged = [int(line) for line in acks.read_text().split()] if acks.exists() else []
    connection = driver.connect(path)
    rows = connection.execute(
        "SELECT p.name, count(f.value), min(f.value), max(f.value), (SELECT count(*) FROM membership m WHERE"
        " m.subject_id = p.id), (SELECT count(*) FROM operation o WHERE o.title = p.name)"
        " FROM project p LEFT JOIN figure f ON f.subject_id = p.id GROUP BY p.id"
    ).fetchall()
    found = {int(row[0].removeprefix("项目")): row[1:] for row in rows}
    whole = {n: (CELLS, n * 100, n * 100, 1, 1) for n in found}
    assert connection.execute("SELECT count(*) FROM operation").fetchone()[0] == 1 + len(found)
    assert connection.execute("SELECT count(*) FROM subject").fetchone()[0] == len(found)
    assert history.verify_chain(connection) is None
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    return [n for n in acknowledged if n not in found], [n for n in found if found[n] != whole[n]]


def saved(path: Path) -> int:
    """How many saves were acknowledged."""
    acks = Path(f"{path}.acks")
    return len(acks.read_text().split()) if acks.exists() else 0


def test_a_killed_program_loses_nothing_it_said_was_saved(tmp_path: Path) -> None:
    path = tmp_path / "甲.qbs"
    Workspace.create(path, profiles.load("hunan-county"), Unit("430225", "炎陵县"), year=2026).close()
    wanted = counted(12, 300)
    with killer("write", 0.08, SEED) as trial:
        for done in range(4 * wanted):
            if done >= wanted and saved(path) >= wanted // 3:
                break  # a busy machine is given more kills until enough of them fell into real work
            assert trial(path) in (-9, 0)
            assert lost_and_half(path) == ([], [])
    assert saved(path) >= wanted // 3
    with Workspace.open_file(path) as workspace:
        assert workspace.store.integrity() == []


def test_the_check_sees_a_lost_and_a_half_record(tmp_path: Path) -> None:
    """Negative control: what the test above looks for, put there by hand."""
    path = tmp_path / "甲.qbs"
    Path(f"{path}.acks").write_text("7\n")
    with Workspace.create(path, profiles.load("hunan-county"), Unit("430225", "炎陵县"), year=2026) as workspace:
        workspace.run(
            "项目8", lambda edit: edit.add("project", {"name": "项目8", "total_investment": Decimal(1)}, year=2026)
        )
    assert lost_and_half(path) == ([7], [8])
