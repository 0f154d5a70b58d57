"""An empty city file, and the returns of three of its counties."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qbs_desktop.services.workspace import Workspace
from tests.fixtures import counties
from tests.fixtures.county_returns import books, county_exports  # noqa: F401 - fixtures


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workspace]:
    """An empty city file."""
    with counties.city(tmp_path) as workspace:
        yield workspace
