"""Previewing a long list: gate, two readers, recognition and matching, against openpyxl iterating the cells."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks import data
from benchmarks.job import Job, Scale, fresh, timed
from qbs_desktop.services.incoming import importing
from qbs_desktop.services.incoming.import_session import ImportSession, keep_ready
from qbs_desktop.services.workspace import Workspace

WIDE = 20
PICKING = 1.5
"""Seconds that a clerk takes at least to pick a file."""
YEARS = range(2017, 2031)
_HEAD = ("序号", "企业名称", "所属领域", "主要产品", "备注", "联系人")
TRADES = ("先进制造", "新材料", "陶瓷", "食品")


def jobs(scale: Scale, folder: Path) -> Iterator[Job]:
    """Lists of a thousand rows and more, to the preview; and to the first rows of it."""
    workspace = data.create(fresh(folder, "空.qbs"))
    sizes = (200,) if scale.short else (1_000, 10_000, 100_000)
    for rows in sizes:
        path = _list(folder / f"名单{rows}.xlsx", rows)
        peer = timed(partial(_iterated, path))
        ours = partial(_ready, partial(importing.preview, workspace, path))
        name = f"preview of a workbook of {rows} rows x {WIDE}"
        yield Job(name, ours, peer, "openpyxl read_only, bare", 1.5)
        if rows >= 10_000:
            first = partial(_first_rows, workspace, path)
            yield Job(f"first rows of the preview of {rows}", first, peer, "openpyxl read_only, bare", 0.3)
    workspace.close()


def _list(path: Path, rows: int) -> Path:
    """As offices write it: a title, a unit line, six columns of words and fourteen years of revenue."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("企业名单")
        sheet.write_row(0, 0, ["企业培育计划"])
        sheet.write_row(1, 0, ["单位：万元"])
        sheet.write_row(2, 0, [*_HEAD, *(f"{year}年营业收入" for year in YEARS)])
        for row in range(rows):
            words = [row + 1, f"湖南第{row}号企业有限公司", TRADES[row % 4], f"产品{row % 97}", "", f"张{row % 50}"]
            sheet.write_row(3 + row, 0, [*words, *((row * 7919 + year * 104729) % 10**7 / 100 for year in YEARS)])
    return path


def _iterated(path: Path) -> int:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    return sum(value is not None for sheet in book for row in sheet.iter_rows(values_only=True) for value in row)


def _ready(preview: Callable[[], object]) -> float:
    """Seconds of a preview with a process that was kept ready while the file was picked."""
    keep_ready()
    time.sleep(PICKING)
    return timed(preview)()


def _first_rows(workspace: Workspace, path: Path) -> float:
    """Seconds until the first rows can be shown."""
    keep_ready()
    time.sleep(PICKING)
    start = time.perf_counter()
    with ImportSession(workspace, path) as session:
        first = session.begin()
        seconds = time.perf_counter() - start
    assert first is not None
    assert first.tables[0].rows
    return seconds
