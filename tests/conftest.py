"""What holds for every test: no screen is needed, and every connection made anywhere is looked at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from qbs_desktop.db import driver

WALKS = ("benchmarks", "faults", "house", "journeys", "packaged", "db/test_undo.py")
"""Tests that go many times, or from end to end, where shorter tests go once: no coverage is counted there."""
MEASURED = ("faults/test_failing_disk.py", "journeys/test_main_line.py")
"""Those among them that reach what no other test does."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the walks unmeasured; the floors (tools/floors.py) are held without them."""
    here = Path(__file__).parent
    for item in items:
        walks = any(item.path.is_relative_to(here / one) for one in WALKS)
        if walks and item.path not in {here / one for one in MEASURED}:
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(autouse=True)
def connections(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """Every connection a test makes has the settings on which durability rests (reliability test D8)."""
    seen: list[dict[str, Any]] = []
    connect = driver.connect

    def watched(path: Path, **how: bool) -> driver.Connection:
        connection = connect(path, **how)
        page = path.read_bytes()[:4] if path.exists() else b""
        seen.append(
            driver.settings(connection)
            | ({"journal_mode": "wal"} if how.get("finished") else {})  # nobody writes such a file: it has no journal
            | {
                "engine": driver.driver.sqlite_version_info,
                "keyed": connection.execute("PRAGMA cipher_version").fetchone() is not None,
                "magic": page in (driver.MAGIC, b""),
            }
        )
        return connection

    monkeypatch.setattr(driver, "connect", watched)
    yield seen
    for one in seen:
        assert {name: one[name] for name in driver.REQUIRED} == driver.REQUIRED
        assert one["engine"] >= driver.LOWEST_ENGINE
        assert one["keyed"]
        assert one["magic"]
        assert one["mmap_size"] in (0, None)
