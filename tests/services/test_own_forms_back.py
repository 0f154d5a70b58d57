"""Every form the program exports comes back unchanged: as written, as .xls, and as LibreOffice writes it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from qbs_desktop.domain.period import Period
from qbs_desktop.services import importing, returns, samples
from qbs_desktop.services.importing import Action
from qbs_desktop.services.workspace import Workspace

OFFICE = shutil.which("soffice")
CASES = {
    "株洲附件": ("zhuzhou", 2025, "2025", "亿元"),
    "株洲附件，万元": ("zhuzhou", 2025, "2025", "万元"),
    "县月报": ("hunan-county", 2026, "2026-10", "万元"),
}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A folder for LibreOffice's own settings."""
    return tmp_path / "office"


def rewritten(path: Path, ending: str, office: Path) -> Path:
    """The workbook as LibreOffice writes it."""
    target = path.parent / ending
    command = ["soffice", f"-env:UserInstallation=file://{office}", "--headless", "--convert-to", ending]
    subprocess.run([*command, "--outdir", str(target), str(path)], check=True, capture_output=True, timeout=100)
    return next(target.glob("*"))


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("way", ["as written", "xls", "xlsx"])
def test_an_exported_form_brings_nothing_new(tmp_path: Path, office: Path, case: str, way: str) -> None:
    if way != "as written" and OFFICE is None:
        pytest.skip("LibreOffice is not installed")
    profile, year, period, unit = CASES[case]
    with samples.create_sample(tmp_path / "样.qbs", profile, year=year) as workspace:
        book = exported(workspace, period, unit, tmp_path / "out")
        shown = importing.preview(workspace, book if way == "as written" else rewritten(book, way, office))
        assert {sheet.ledger for sheet in shown.recognised} >= {"industry", "enterprise"}
        assert shown.count(Action.UNCHANGED) > 10
        moved = [
            (sheet.sheet, row.row, row.action, row.name, row.changes, [one for one in row.figures if one.changed])
            for sheet in shown.sheets
            for row in sheet.rows
            if row.action in (Action.NEW, Action.CHANGED, Action.REJECTED)
        ]
        assert moved == []


def exported(workspace: Workspace, period: str, unit: str, folder: Path) -> Path:
    returns.export(workspace, Period.parse(period), folder, amount_unit=unit)
    return next(folder.rglob("*.xlsx"))
