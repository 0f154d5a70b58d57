"""Open files for the tests of the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qbs_desktop.db.store import Store
from qbs_desktop.services import profiles
from qbs_desktop.services.workspace import Unit, Workspace


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "炎陵县.qbs"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    made = Store.create(path)
    yield made
    made.close()


@pytest.fixture
def workspace(path: Path) -> Iterator[Workspace]:
    unit = Unit("430225", "炎陵县")
    with Workspace.create(path, profiles.load("hunan-county"), unit, year=2026) as made:
        yield made
