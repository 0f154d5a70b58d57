"""Collating 10 and 140 returns of a whole county each (汇总), against reading them and inserting the cells raw."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path

import python_calamine

from benchmarks import data
from benchmarks.job import Job, Scale, fresh, timed
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange import layout, writing
from qbs_desktop.exchange.sealed import sealing
from qbs_desktop.services import profiles
from qbs_desktop.services.collating import adopting, findings, receiving, reporters
from qbs_desktop.services.reporting import returns
from qbs_desktop.services.workspace import Unit, Workspace

OCTOBER = Period.parse("2026-10")
BESIDE = (Period.parse("2026-09"), Period.parse("2025-10"), Period.of_year(2026))
"""Last month, last year's month and the year's plan, which the forms print beside the month."""
GOAL = 1.0


def jobs(scale: Scale, folder: Path) -> Iterator[Job]:
    """Ten counties and the whole province."""
    books = list(_books(scale, folder / "books", 3 if scale.short else 140))
    for count in (3,) if scale.short else (10, 140):
        some = books[:count]
        for name, adopted in (("take in and check", False), ("take in, check and adopt", True)):
            yield Job(
                f"{name} {count} returns",
                partial(_ours, folder, some, adopted=adopted),
                timed(partial(_raw, folder, some)),
                "calamine read + raw sqlite3 executemany of every cell, one thread",
                GOAL,
            )


def _books(scale: Scale, folder: Path, count: int) -> Iterator[Path]:
    """One county's October, sealed again for each unit under its own name and with permanent ids of its own."""
    folder.mkdir()
    with data.create(fresh(folder, "county.qbs")) as workspace:
        records = data.add_records(workspace, scale)
        wanted = [
            (FigureKey(one, slug, period, kind), Figure(Decimal((one * 7919 + period.code) % 10**9).scaleb(-2)), None)
            for one, slug in records
            for period in (OCTOBER, *BESIDE)
            for kind in ((Kind.TARGET,) if period.is_year else (Kind.ACTUAL,))
        ]
        workspace.run("填数", lambda edit: edit.set_figures(wanted))
        (made,) = returns.export(workspace, OCTOBER, folder)
        sheets = [
            layout.of_form(returns.preview(workspace, form.id, OCTOBER)) for form in returns.due(workspace, OCTOBER)
        ]
        uids = [one.uid for ledger, _count, _slug in data.RECORDS for one in workspace.dataset().rows(ledger)]
    text = json.dumps(returns.verify(made.path).manifest, ensure_ascii=False)
    lines = sealing.meant(sheets)
    for number in range(count):
        own = text
        for uid in uids:
            own = own.replace(uid, f"{number:03x}{uid[3:]}")
        unit = {"code": _code(number), "name": _name(number)}
        manifest = json.loads(own) | {"unit": unit, "digest": f"{number:064x}"}
        seal = sealing.seal(manifest, sheets, lines)
        path = folder / f"{number}.xlsx"
        path.write_bytes(writing.workbook(sheets, hidden=seal.rows))
        yield path


def _code(number: int) -> str:
    return f"BM{number:03}"


def _name(number: int) -> str:
    return f"第{number}县"


def _ours(folder: Path, books: list[Path], *, adopted: bool) -> float:
    unit = Unit("430000", "湖南省")
    with Workspace.create(fresh(folder, "city.qbs"), profiles.load("hunan-province"), unit, year=2026) as workspace:
        reporters.set_expected(workspace, [(_code(at), _name(at)) for at in range(len(books))])
        return timed(partial(_collate, workspace, books, adopted=adopted))()


def _collate(workspace: Workspace, books: list[Path], *, adopted: bool) -> None:
    """Gate, seal and every visible cell, totals against their rows, bytes and audit, durably; then every figure."""
    taken = receiving.take_in(workspace, books)
    numbers = [one.received or 0 for one in taken]
    if findings.held(workspace, numbers) or not all(one.state == "taken" for one in taken):
        raise AssertionError("a return is not as it should be")
    if adopted and len(adopting.adopt(workspace, numbers)) != len(books):
        raise AssertionError("a return was not adopted")


def _raw(folder: Path, books: list[Path]) -> None:
    with contextlib.closing(sqlite3.connect(fresh(folder, "raw.db"))) as connection, connection:
        connection.execute("CREATE TABLE cell (book INTEGER, sheet TEXT, line INTEGER, place INTEGER, value)")
        for number, path in enumerate(books):
            book = python_calamine.CalamineWorkbook.from_path(path)
            for name in book.sheet_names[:-1]:
                rows = book.get_sheet_by_name(name).to_python()
                cells = ((at, place, value) for at, row in enumerate(rows) for place, value in enumerate(row))
                connection.executemany(
                    "INSERT INTO cell VALUES (?, ?, ?, ?, ?)", ((number, name, *cell) for cell in cells)
                )
