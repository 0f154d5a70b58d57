"""Reliability test I4: figures are exact through the store, against an oracle of plain `Decimal`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Context, Decimal, Inexact
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.services import profiles
from qbs_desktop.services.workspace import Unit, Workspace

JANUARY = Period.of_month(2026, 1)
ORACLE = Context(prec=400, traps=[Inexact])
SCALES = {"investment": 2, "staff": 0, "growth": 6, "land": 4}


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, list[int]]]:
    path = tmp_path_factory.mktemp("exact") / "甲.qbs"
    with Workspace.create(path, profiles.load("hunan-county"), Unit("1", "甲"), year=2026) as workspace:
        made = workspace.run("加", lambda edit: [edit.add("project", {"name": str(n)}) for n in range(20)])
        yield workspace, made


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(list(SCALES)), st.lists(st.integers(-(2**63) + 1, 2**63 - 1), min_size=1, max_size=20))
def test_totals_through_the_store_are_exact(
    rows: tuple[Workspace, list[int]], indicator: str, numbers: list[int]
) -> None:
    workspace, made = rows
    values = [Decimal(number).scaleb(-SCALES[indicator], ORACLE) for number in numbers]

    def fill(edit: object) -> None:
        every = [(FigureKey(row, indicator, JANUARY, Kind.ACTUAL), None, None) for row in made]
        edit.set_figures(every)  # type: ignore[attr-defined]
        edit.set_figures(  # type: ignore[attr-defined]
            (FigureKey(row, indicator, JANUARY, Kind.ACTUAL), Figure(value), None)
            for row, value in zip(made, values, strict=False)
        )

    workspace.run("填", fill)
    data = workspace.dataset()
    found = data.total(data.rows("project"), indicator, JANUARY)
    expected = Decimal(0)
    for value in values:
        expected = ORACLE.add(expected, value)
    assert found == expected
    assert [data.value(row, indicator, JANUARY) for row in data.rows("project")][: len(values)] == values


@pytest.mark.parametrize("indicator", SCALES)
def test_what_the_store_cannot_keep_exactly_is_refused(rows: tuple[Workspace, list[int]], indicator: str) -> None:
    workspace, made = rows
    finer = Decimal(1).scaleb(-SCALES[indicator] - 1)
    larger = Decimal(2**63).scaleb(-SCALES[indicator])
    for bad in (finer, larger, -larger, Decimal("1e40"), Decimal(1) / Decimal(3)):
        with pytest.raises(ValueProblem):
            workspace.run(
                "填",
                lambda e, b=bad: e.set_figure(FigureKey(made[0], indicator, JANUARY, Kind.ACTUAL), Figure(b)),
            )


def test_no_column_of_figures_takes_anything_but_whole_numbers(tmp_path: Path) -> None:
    from qbs_desktop.db import driver
    from qbs_desktop.db.store import Store

    store = Store.create(tmp_path / "甲.qbs")
    for bad in (1.5, "12.5万", b"1"):
        with pytest.raises(driver.driver.Error, match="cannot store"):
            store.reader.execute("INSERT INTO figure VALUES (1, 1, 202601, 0, ?, 0, NULL, NULL, NULL)", (bad,))
    for value, mark in ((None, 0), (0, 1)):
        with pytest.raises(driver.driver.Error, match="value_or_mark"):
            store.reader.execute("INSERT INTO figure VALUES (1, 1, 202601, 0, ?, ?, NULL, NULL, NULL)", (value, mark))
    store.close()
