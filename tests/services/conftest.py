"""Workspaces on the printed samples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qbs_desktop.services import profiles
from qbs_desktop.services.workspace import Unit, Workspace
from tests.fixtures import copied


@pytest.fixture
def zhuzhou(tmp_path: Path) -> Iterator[Workspace]:
    """A data file with the printed Zhuzhou tables."""
    with copied.sample(tmp_path / "株洲.qbs", "zhuzhou") as workspace:
        yield workspace


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Workspace]:
    """A new county file."""
    unit = Unit("430225", "炎陵县")
    with Workspace.create(tmp_path / "空.qbs", profiles.load("hunan-county"), unit, year=2026) as workspace:
        yield workspace


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Workspace]:
    """A data file with the made-up demonstration county, ten months of 2026 filled."""
    with copied.sample(tmp_path / "县.qbs", "hunan-county") as workspace:
        yield workspace
