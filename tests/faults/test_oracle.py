"""Reliability test X6: LibreOffice, openpyxl and we read the same numbers from generated workbooks."""

from __future__ import annotations

import csv
import math
import random
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.faults import readers
from tests.faults.trials import SEED, trials

OFFICE = shutil.which("soffice")
FILTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false"
"""Comma, quote, UTF-8, from the first line; the last says: values as stored, not as shown."""
pytestmark = [pytest.mark.faults, pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")]


def made(path: Path, chance: random.Random) -> Path:
    """A workbook of numbers of every size and look, with texts, blanks and formulas between them."""
    rows = [[_cell(chance) for _ in range(chance.randrange(1, 9))] for _ in range(chance.randrange(1, 30))]
    if chance.random() < 0.5:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
        return path
    with xlsxwriter.Workbook(path) as written:
        sheet = written.add_worksheet()
        looks = [
            written.add_format({"num_format": code}) for code in ("General", "0.00", "0%", "#,##0", '0.0"万元"', "0.0,")
        ]
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, float | int) and chance.random() < 0.2:
                    sheet.write_formula(at, column, f"={cell!r}+0", None, cell)
                elif isinstance(cell, float | int):
                    sheet.write_number(at, column, cell, chance.choice(looks))
                elif cell is not None:
                    sheet.write_string(at, column, str(cell))
    return path


def _cell(chance: random.Random) -> object:
    return chance.choice(
        [
            None,
            chance.randrange(-(10**6), 10**9),
            chance.randrange(10**14) / 100,
            chance.random(),
            chance.uniform(-1, 1) * 10 ** chance.randrange(-6, 12),
            f"第{chance.randrange(99)}号企业，公司",
            "——",
        ]
    )


def test_three_programs_read_the_same_numbers(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    (tmp_path / "in").mkdir()
    paths = [made(tmp_path / "in" / f"{number}.xlsx", chance) for number in range(trials(10))]
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [
            str(OFFICE),
            profile,
            "--headless",
            "--convert-to",
            FILTER,
            "--outdir",
            str(tmp_path / "out"),
            *map(str, paths),
        ],
        check=True,
        capture_output=True,
        timeout=1800,
    )
    numbers = 0
    for path in paths:
        (ours,) = readers.ours(path).values()
        (third,) = readers.openpyxl_full(path).values()
        with (tmp_path / "out" / f"{path.stem}.csv").open(encoding="utf-8", newline="") as stream:
            table = list(csv.reader(stream))
        for place in ours.keys() | third.keys():
            one, two = ours[place], third[place]
            assert one.kind == two.kind, (path, place)
            if one.kind != "n":
                continue
            text = table[place[0] - 1][place[1] - 1]
            shown = float(text.rstrip("%")) / (100 if "%" in text else 1)
            assert math.isclose(float(one.value), two.value, rel_tol=1e-14), (path, place)
            assert math.isclose(float(one.value), shown, rel_tol=1e-13, abs_tol=1e-19), (path, place, text)
            numbers += 1
    assert numbers > 20 * trials(10)
