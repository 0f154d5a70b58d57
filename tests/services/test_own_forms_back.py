"""Every form the program exports comes back unchanged: as written, as .xls, and as LibreOffice writes it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from qbs_desktop.domain.period import Period
from qbs_desktop.services.incoming import importing
from qbs_desktop.services.incoming.importing import Action
from qbs_desktop.services.reporting import returns
from tests.fixtures import copied

OFFICE = shutil.which("soffice")
CASES = {
    "株洲附件": ("zhuzhou", 2025, "2025", "亿元"),
    "株洲附件，万元": ("zhuzhou", 2025, "2025", "万元"),
    "县月报": ("hunan-county", 2026, "2026-10", "万元"),
}


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Case → the workbook that the program writes."""
    made = {}
    for number, (case, (profile, year, period, unit)) in enumerate(CASES.items()):
        folder = tmp_path_factory.mktemp("out")
        with copied.sample(folder / "样.qbs", profile, year) as workspace:
            (one,) = returns.export(workspace, Period.parse(period), folder, amount_unit=unit)
        made[case] = one.path.rename(folder / f"{number}.xlsx")
    return made


@pytest.fixture(scope="module")
def rewritten(exported: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """Case and ending → that workbook as LibreOffice writes it; it is started once for an ending."""
    folder = tmp_path_factory.mktemp("office")

    @cache
    def convert(ending: str) -> Path:
        command = ["soffice", f"-env:UserInstallation=file://{folder}/own", "--headless", "--convert-to", ending]
        command += ["--outdir", str(folder / ending), *map(str, exported.values())]
        subprocess.run(command, check=True, capture_output=True, timeout=100)
        return folder / ending

    return lambda case, ending: convert(ending) / f"{exported[case].stem}.{ending}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("case", "way"),
    [
        pytest.param(case, way, marks=[pytest.mark.faults] if way != "as written" and "万元" in case else [])
        for case in CASES
        for way in ("as written", "xls", "xlsx")
    ],
)
def test_an_exported_form_brings_nothing_new(
    tmp_path: Path,
    exported: dict[str, Path],
    rewritten: Callable[[str, str], Path],
    case: str,
    way: str,
) -> None:
    if way != "as written" and OFFICE is None:
        pytest.skip("LibreOffice is not installed")
    profile, year, _period, _unit = CASES[case]
    book = exported[case] if way == "as written" else rewritten(case, way)
    with copied.sample(tmp_path / "样.qbs", profile, year) as workspace:
        shown = importing.preview(workspace, book)
        assert {sheet.ledger for sheet in shown.recognised} >= {"industry", "enterprise"}
        assert shown.count(Action.UNCHANGED) > 10
        moved = [
            (sheet.sheet, row.row, row.action, row.name, row.changes, [one for one in row.figures if one.changed])
            for sheet in shown.sheets
            for row in sheet.rows
            if row.action in (Action.NEW, Action.CHANGED, Action.REJECTED)
        ]
        assert moved == []
