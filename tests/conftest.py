"""What holds for every test: no screen is needed, and every connection made anywhere is looked at."""

from __future__ import annotations

import functools
import inspect
import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import openpyxl
import pytest
from hypothesis import HealthCheck, settings
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from qbs_desktop.db import driver

settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")
"""A slow example says that the machine is busy, nothing of the code."""

WALKS = ("benchmarks", "faults", "house", "journeys", "packaged", "db/test_undo.py")
"""Tests that go many times, or from end to end, where shorter tests go once: no coverage is counted there."""
MEASURED = ("faults/test_failing_disk.py", "journeys/test_main_line.py")
"""Those among them that reach what no other test does."""

LONG_IN_LIBRARIES = (
    (openpyxl, "load_workbook"),
    (openpyxl.Workbook, "save"),
    (ECMA376Agile, "_derive_iterated_hash_from_password"),  # a hundred thousand rounds
)
"""Calls that run long and never come back to our code. Measuring would only make them two or three times as long."""


def pytest_configure() -> None:
    """Let the tracer of coverage rest while a library is at work for long."""
    for owner, name in LONG_IN_LIBRARIES:
        bound = inspect.getattr_static(owner, name)
        resting = _resting(getattr(owner, name))
        setattr(owner, name, staticmethod(resting) if isinstance(bound, staticmethod) else resting)


def _resting(call: Callable[..., object]) -> Callable[..., object]:
    @functools.wraps(call)
    def resting(*arguments: object, **named: object) -> object:
        with _unmeasured():
            return call(*arguments, **named)

    return resting


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
def _unmeasured(*, known: bool = True) -> Iterator[None]:
    """Without the tracer of coverage in this thread; a thread that is started meanwhile is measured all the same."""
    tracer: Any = sys.gettrace()
    if not known or not type(tracer).__module__.startswith("coverage"):
        yield
        return
    tracer.stop()  # not sys.settrace: every call it saw begin, it has to see end
    try:
        yield
    finally:
        tracer.start()


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
