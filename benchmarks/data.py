"""A county's data, made through the program: 15 industries, 300 enterprises, 1000 projects, 60 months each."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from benchmarks.job import Scale
from qbs_desktop.db import driver
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


def long_list(path: Path, count: int) -> Path:
    """A file with so many projects: a few made through the program, the others copied from them in its tables."""
    few = 100
    with create(path) as workspace:

        def made(edit: Edit) -> list[int]:
            parent: int | None = None
            ids: list[int] = []
            for number in range(few):
                part = number % 10 in (7, 8)  # two in ten explain the one before
                values = {"name": f"第{number}号轨道交通装备项目", "sector": f"领域{number % 5}", "lead_unit": "发改局"}
                values |= {"total_investment": Decimal(number * 7919).scaleb(2), "stage": "在建", "location": "城关镇"}
                one = edit.add("project", values, parent_id=parent if part else None, year=2026)
                parent = parent if part else one
                ids.append(one)
            return ids

        ids = workspace.run("建名单", made)
        lines = yearly([(one, "investment") for one in ids])
        workspace.run(
            "填数", lambda edit: edit.set_figures(line for line in lines if line[0].period.year in (2025, 2026))
        )
    _copied(path, few, count // few - 1)
    return path


def _copied(path: Path, few: int, times: int) -> None:
    """Put the first records in again and again, with new numbers, further down the list."""
    other = {"id": "id + :n", "subject_id": "subject_id + :n", "parent_id": "parent_id + :n"}
    other |= {"position": "position + :n * 1024", "uid": "lower(hex(randomblob(16)))"}
    connection = driver.connect(path)
    connection.execute("BEGIN")
    for table, key in (("subject", "id"), ("project", "id"), ("membership", "subject_id"), ("figure", "subject_id")):
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        into = ", ".join(f'"{name}"' for name in names)
        values = ", ".join(other.get(name, f'"{name}"') for name in names)
        sql = f"INSERT INTO {table} ({into}) SELECT {values} FROM {table} WHERE {key} <= :few"
        for n in range(few, few * (times + 1), few):
            connection.execute(sql, {"n": n, "few": few})
    connection.execute("COMMIT")
    connection.close()
