"""What holds for every test: no screen is needed, and every connection made anywhere is looked at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings

from qbs_desktop.db import driver

settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")
"""A slow example says that the machine is busy, nothing of the code."""


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The application of all tests draws as the program does."""
    from qbs_desktop.ui.style import apply

    return ["qbs-desktop", *apply.IN_FUSION]


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
