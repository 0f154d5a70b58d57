"""Profiles, printed tables and small books of made-up rows."""

from __future__ import annotations

import dataclasses
import tomllib
from functools import cache
from pathlib import Path

import pytest

from qbs_desktop import paths
from qbs_desktop.domain import profile as profiles
from qbs_desktop.domain import sample as samples
from qbs_desktop.domain.checks import ALL
from qbs_desktop.domain.checks.run import run
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.profile import Relation
from qbs_desktop.domain.sample import Sample, SampleRow, SampleTable
from qbs_desktop.domain.sample_data import dataset_of


def _toml(folder, name):
    return tomllib.loads((Path(paths.resources()) / folder / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _profile(name):
    return profiles.read(_toml("profiles", name))


@cache
def _sample(name):
    return samples.read(_toml("sample", name))


@cache
def _dataset(name, period):
    return dataset_of(_profile(name), _sample(name), Period.parse(period) if period else None)


@cache
def _findings(name, period):
    return tuple(run(_dataset(name, period)))


@pytest.fixture(scope="session")
def profile_named():
    """Profile id → profile."""
    return _profile


@pytest.fixture(scope="session")
def sample_named():
    """Profile id → its printed tables."""
    return _sample


@pytest.fixture(scope="session")
def printed():
    """Profile id → data set of its printed tables."""
    return lambda name, period="": _dataset(name, period)


@pytest.fixture(scope="session")
def printed_findings():
    """Profile id → every finding in its printed tables."""
    return lambda name, period="": _findings(name, period)


def _row(*rows, figures=None, ops=None, **fields):
    return SampleRow(fields=fields, figures=figures or {}, ops=ops or {}, rows=rows)


@pytest.fixture(scope="session")
def row():
    """One row: 其中 rows first, then `figures`, `ops` and the fields as typed."""
    return _row


@pytest.fixture(scope="session")
def book():
    """A data set of a few rows; `changes` are changes to the county profile."""

    def make(ledger="enterprise", *rows, period=None, indicator="revenue", others=(), **changes):
        profile = dataclasses.replace(_profile("hunan-county"), **{"relations": ()} | changes)
        tables = [SampleTable("t", ledger, "表", "", indicator=indicator, rows=rows)]
        tables += [SampleTable(f"t{n}", one, "表", "", indicator=ind, rows=r) for n, (one, ind, r) in enumerate(others)]
        return dataset_of(profile, Sample(profile="x", tables=tuple(tables)), Period.parse(period) if period else None)

    return make


@pytest.fixture(scope="session")
def found():
    """Findings of one rule in a data set."""
    rules = {rule.id: rule for rule in ALL}
    return lambda dataset, rule: list(rules[rule].look(dataset))


@pytest.fixture(scope="session")
def relation():
    """A relation written as in a profile file."""
    return lambda **data: profiles.build(
        Relation, {"id": "r", "title": "关系", "message": "{left}/{right}"} | data, "r"
    )
