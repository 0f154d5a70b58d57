"""The benchmarks run. Their times depend on the machine and are no business of the tests."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from benchmarks.run import MODULES
from tests.faults.processes import ROOT, environment


@pytest.mark.parametrize("name", MODULES)
def test_every_benchmark_runs_on_small_data(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--short", name],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if re.search(r"x +\d+\.\d\dx +(ok|MISS)$", line)]
    assert lines
