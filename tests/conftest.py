"""What holds for every test: no screen is needed, and every connection made anywhere is looked at."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings

from qbs_desktop.db import driver

settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")
"""A slow example says that the machine is busy, nothing of the code."""

WALKS = ("benchmarks", "faults", "house", "journeys", "packaged", "db/test_undo.py")
"""Tests that go many times, or from end to end, where shorter tests go once: no coverage is counted there."""
MEASURED = ("faults/test_failing_disk.py", "journeys/test_main_line.py")
"""Those among them that reach what no other test does."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the walks and the many examples of one property unmeasured; the floors (tools/floors.py) hold without."""
    here = Path(__file__).parent
    for item in items:
        walks = any(item.path.is_relative_to(here / one) for one in WALKS) and item.path not in {
            here / one for one in MEASURED
        }
        if walks or getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.no_cover)


# What the tests of a file begin and end with is the same for all of them: it is measured once in each file. Measuring
# makes everything half as long again, the libraries too, and opening a window or a data file is most of many tests.

_begun: set[tuple[Path, str, int]] = set()
_ended: set[Path] = set()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(request: pytest.FixtureRequest) -> Generator[None, object, object]:
    """Measure the set-up of a fixture once in each file, and once for each of its parameters."""
    which = (request.node.path, str(request.fixturename), request.param_index)
    with _unmeasured(known=which in _begun):
        made = yield
    _begun.add(which)
    return made


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Measure what is closed after a test once in each file."""
    with _unmeasured(known=item.path in _ended):
        done = yield
    _ended.add(item.path)
    return done


@contextmanager
def _unmeasured(*, known: bool) -> Iterator[None]:
    """Without the tracer of coverage in this thread; a thread that is started meanwhile is measured all the same."""
    tracer = sys.gettrace()
    if not known or not type(tracer).__module__.startswith("coverage"):
        yield
        return
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


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
