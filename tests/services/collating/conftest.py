"""A city, and the returns of three of its counties, exported once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from qbs_desktop.domain.period import Period
from qbs_desktop.services.workspace import Workspace
from tests.fixtures import counties

SEPTEMBER = Period.parse("2026-09")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """September and October of 荷塘、芦淞、石峰; 荷塘's October twice: the second corrects one enterprise.

    The third county leaves a row out in October. A copy of 荷塘's file made before the correction gives a fork.
    """
    folder = tmp_path_factory.mktemp("counties")
    for number, (code, name) in enumerate(counties.ZHUZHOU[:3], 1):
        with counties.county(folder, code, name, number) as county:
            for period in (SEPTEMBER, counties.OCTOBER):
                county.fill_month(period)
                if (number, period) == (3, counties.OCTOBER):
                    ids = [county.ids.pop("second")]
                    county.workspace.run("出库", lambda edit, ids=ids: edit.remove("enterprise", ids))
                county.export(period, folder / f"{code}-{period}")
            if number == 1:
                copy = folder / "copy.qbs"
                county.workspace.store.reader.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                shutil.copyfile(county.workspace.path, copy)
                ids_of_first = county.ids
                county.set("second", "revenue", counties.OCTOBER, 9999)
                county.export(counties.OCTOBER, folder / "second")
    with Workspace.open_file(folder / "copy.qbs") as other:
        forked = counties.County.again(other, 1, ids_of_first)
        forked.set("second", "revenue", counties.OCTOBER, 8888)
        forked.export(counties.OCTOBER, folder / "fork")
    return folder


class Books:
    """Names for what `made` exported."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, code: str, period: str = "2026-10") -> Path:
        """The first revision of a unit's period."""
        return next((self._folder / f"{code}-{period}").iterdir())

    @property
    def october(self) -> list[Path]:
        """The three first revisions of October."""
        return [self.of(code) for code, _name in counties.ZHUZHOU[:3]]

    @property
    def second(self) -> Path:
        """荷塘's corrected October."""
        return next((self._folder / "second").iterdir())

    @property
    def fork(self) -> Path:
        """Another second revision of 荷塘's October."""
        return next((self._folder / "fork").iterdir())


@pytest.fixture(scope="session")
def books(made: Path) -> Books:
    """The exported returns."""
    return Books(made)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workspace]:
    """An empty city file."""
    with counties.city(tmp_path) as workspace:
        yield workspace
