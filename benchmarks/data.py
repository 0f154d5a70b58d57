"""A county's data, made through the program: 15 industries, 300 enterprises, 1000 projects, 60 months each."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from benchmarks.job import Scale
from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.services import profiles
from qbs_desktop.services.workspace import Unit, Workspace

RECORDS = (("industry", 15, "output"), ("enterprise", 300, "revenue"), ("project", 1000, "investment"))
MONTHS = tuple(Period.of_month(year, month) for year in range(2022, 2027) for month in range(1, 13))
YEARS = tuple(Period.of_year(year) for year in range(2021, 2031))


def create(path: Path) -> Workspace:
    """An empty county file."""
    return Workspace.create(path, profiles.load("hunan-county"), Unit("430225", "炎陵县"), year=2026)


def add_records(workspace: Workspace, scale: Scale, counties: int = 1) -> list[tuple[int, str]]:
    """Add the records of one or more counties; returns id and indicator of each."""

    def action(edit: Edit) -> list[tuple[int, str]]:
        return [
            (edit.add(ledger, {"name": f"{ledger}{county}-{number}"}, year=2026), indicator)
            for county in range(counties)
            for ledger, count, indicator in RECORDS
            for number in range(scale.of(count))
        ]

    return workspace.run("建名单", action)


def figures(records: list[tuple[int, str]]) -> Iterator[tuple[FigureKey, Figure | None, str | None]]:
    """Sixty months of each record."""
    for record, indicator in records:
        for place, month in enumerate(MONTHS):
            value = Decimal((record * 7919 + place * 104729) % 10**9).scaleb(-2)
            yield FigureKey(record, indicator, month, Kind.ACTUAL), Figure(value), None


def yearly(records: list[tuple[int, str]]) -> Iterator[tuple[FigureKey, Figure | None, str | None]]:
    """The yearly line of each record."""
    for record, indicator in records:
        for year in YEARS:
            yield FigureKey(record, indicator, year, Kind.TARGET), Figure(Decimal(record * year.code)), None


def county_file(path: Path, scale: Scale, counties: int = 1) -> Path:
    """A file with everything in it."""
    with create(path) as workspace:
        records = add_records(workspace, scale, counties)
        for start in range(0, len(records), 1315):
            part = records[start : start + 1315]
            workspace.run("导入", lambda edit, part=part: edit.set_figures([*figures(part), *yearly(part)]))
    return path
