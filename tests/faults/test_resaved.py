"""X5: the corpus of dirty workbooks once more, as LibreOffice saves each of them again, as .xlsx and as .xls."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.exchange.reading.readings import TableRead, Wish
from qbs_desktop.exchange.reading.recognising import recognise
from qbs_desktop.exchange.sheets import workbook
from tests.exchange.test_dirty import CASES, COUNTY, expected, records
from tests.fixtures.dirty import Dirty

pytestmark = [
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice"),
    pytest.mark.faults,
    pytest.mark.timeout(1800),
]
FORMATS = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "xls": "xls:MS Excel 97"}


@pytest.fixture(scope="module", params=FORMATS)
def resaved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Case → its workbook as LibreOffice saves it, all in one run of the program."""
    folder = tmp_path_factory.mktemp("corpus")
    sources: dict[str, Path] = {}
    for number, case in enumerate(CASES):
        (folder / str(number)).mkdir()
        written = case.write(folder / str(number))
        sources[case.name] = written.rename(folder / f"{number:03d}{written.suffix}")
    out = folder / "out"
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"),
            *("--convert-to", FORMATS[request.param], "--outdir", str(out), *map(str, sources.values())),
        ],
        check=True,
        capture_output=True,
        timeout=900,
    )
    return {name: out / f"{path.stem}.{request.param}" for name, path in sources.items()}


def test_what_libreoffice_saved_again_says_the_same_or_is_named(resaved: dict[str, Path]) -> None:
    alike, silent = 0, []
    for case in CASES:
        try:
            tables = recognise(workbook.read(resaved[case.name]), COUNTY, Wish(year=2026))
        except QbsError:
            continue  # refused with a sentence
        differences = list(_silent(case, tables))
        alike += not differences and [records(one) for one in tables] == [expected(one) for one in case.tables]
        silent += [(case.name, one) for one in differences]
    assert silent == []
    assert alike >= len(CASES) - 3


def _silent(case: Dirty, tables: list[TableRead]) -> Iterator[object]:
    """What is read otherwise than it is meant without a finding more than the corpus expects."""
    wanted_rules = {rule for read in case.tables for rule in read.rules}
    found = {
        one.rule for table in tables for one in (*table.findings, *(x for row in table.rows for x in row.findings))
    }
    if found - wanted_rules:
        return
    meant = [record for read in case.tables for record in expected(read)]
    for table in tables:
        for record in records(table):
            if record not in meant:
                yield record
