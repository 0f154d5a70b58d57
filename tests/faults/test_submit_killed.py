"""Reliability test T6 by kill -9: a period is handed in, sealed and locked, or nothing of it is."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from pathlib import Path

import pytest

from qbs_desktop.domain.return_state import Stage
from qbs_desktop.services import profiles, samples
from qbs_desktop.services.months import periods
from qbs_desktop.services.reporting import returns, submitting
from qbs_desktop.services.workspace import Unit, Workspace
from tests.faults.killing import killer
from tests.faults.trials import SEED, counted
from tests.services.return_loop import OCTOBER, explain_all

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="fork and SIGKILL")
LONGEST = 0.9
"""Seconds; handing in takes about half of it."""


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county whose October has everything explained."""
    path = tmp_path_factory.mktemp("县") / "甲.qbs"
    profile = profiles.load("hunan-county")
    with Workspace.create(path, profile, Unit("430225", "炎陵县"), year=2026) as workspace:
        samples.load(workspace, profiles.sample("hunan-county"))
        explain_all(workspace)
    return path


def test_a_killed_submission_stands_whole_or_not_at_all(ready: Path, tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    with killer("submit", LONGEST, SEED) as kill:
        for number in range(counted(2, 100)):
            folder = tmp_path / str(number)
            folder.mkdir()
            own = Path(shutil.copy(ready, folder))
            kill(own)
            seen[outcome(own, folder)] += 1
            shutil.rmtree(folder)
    assert set(seen) <= {"nothing", "submitted", "submitted and placed"}
    if counted(2, 100) >= 50:
        assert len(seen) >= 2, "control: the kills fall before and after the moment that decides"


def outcome(own: Path, folder: Path) -> str:
    """How far it came; whatever is there must fit together, and the period can go on its way."""
    out = list((folder / "出").glob("[!.]*.xlsx"))
    with Workspace.open_file(own) as workspace:
        kept = returns.history_of(workspace, OCTOBER)
        assert periods.state(workspace, OCTOBER).locked is bool(kept)
        if not kept:
            assert not out
            made = submitting.submit(workspace, OCTOBER, folder / "出")
            assert (made.revision, returns.verify(made.path).state) == (1, "whole")
            assert list((folder / "出").glob("[!.]*.xlsx")) == [made.path]
            return "nothing"
        assert [(one.state, one.revision) for one in kept] == [(Stage.SUBMITTED, 1)]
        copy = returns.export_again(workspace, kept[0], folder / "再")
        assert returns.verify(copy).state == "whole"
        assert [one.read_bytes() for one in out] == [copy.read_bytes()] * len(out)
        return "submitted and placed" if out else "submitted"
