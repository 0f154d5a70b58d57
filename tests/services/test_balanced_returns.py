"""Returns with fewer decimals: what is printed adds up, in LibreOffice too, and what is exact comes back."""

from __future__ import annotations

import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.forms.filled import FilledForm, RowKind
from qbs_desktop.domain.period import Period
from qbs_desktop.services.incoming import importing
from qbs_desktop.services.incoming.importing import Action
from qbs_desktop.services.reporting import returns
from qbs_desktop.services.workspace import Workspace

OCTOBER = Period.parse("2026-10")
D = Decimal


def column(filled: FilledForm, name: str) -> int:
    return next(at for at, one in enumerate(filled.columns) if one.id == name)


def test_printed_details_add_up_to_the_printed_total(county: Workspace) -> None:
    for form in ("industry_month", "enterprise_month", "project_month"):
        filled = returns.preview(county, form, OCTOBER, "亿元", decimals=1)
        assert filled.exact
        for at, one in enumerate(filled.columns):
            total = filled.rows[0].cells[at]
            if isinstance(total.value, Decimal) and one.unit == "亿元" and not total.format.endswith("%"):
                details = [row.cells[at].value for row in filled.rows if row.kind is RowKind.RECORD]
                assert sum((v for v in details if isinstance(v, Decimal)), D(0)) == total.value, one.id
                assert total.format == "#,##0.0"


def test_exact_figures_are_stored_and_sealed_as_they_were(county: Workspace, tmp_path: Path) -> None:
    before = county.dataset()
    (made,) = returns.export(county, OCTOBER, tmp_path, decimals=1)
    verdict = returns.verify(made.path)
    assert verdict.state == "whole", verdict.sentence
    exact = returns.preview(county, "enterprise_month", OCTOBER)
    place = exact.body_at + 2
    at = column(exact, "revenue.sum")
    sealed = verdict.values()["企业月报"][f"{chr(65 + at)}{place}"]
    assert D(sealed[1]) == exact.rows[1].cells[at].value
    shown = openpyxl.load_workbook(made.path)["企业月报"].cell(place, at + 1)
    assert D(str(shown.value)) != exact.rows[1].cells[at].value
    assert "（金额按 1 位小数舍位平衡）" in str(
        [row[0].value for row in openpyxl.load_workbook(made.path)["封面"].rows]
    )
    after = county.dataset()
    assert [after.figures(one) for one in after.rows("enterprise")] == [
        before.figures(one) for one in before.rows("enterprise")
    ]


def test_a_balanced_return_brings_the_exact_figures_back(county: Workspace, tmp_path: Path) -> None:
    (made,) = returns.export(county, OCTOBER, tmp_path, decimals=0, amount_unit="万元")
    shown = importing.preview(county, made.path)
    assert shown.count(Action.UNCHANGED) > 10
    assert not [row for sheet in shown.sheets for row in sheet.rows if row.action in (Action.NEW, Action.CHANGED)]


def test_rates_are_of_the_exact_amounts_and_no_longer_formulas_over_rounded_ones(county: Workspace) -> None:
    exact = returns.preview(county, "enterprise_month", OCTOBER)
    rounded = returns.preview(county, "enterprise_month", OCTOBER, decimals=0)
    at = column(exact, "revenue.growth")
    for was, now in zip(exact.rows, rounded.rows, strict=True):
        assert was.cells[at].text() == now.cells[at].text()
    assert not rounded.rows[0].cells[at].formula
    assert "增速、完成率按未舍位的数计算" in rounded.notes[-1]


def test_without_decimals_every_digit_is_printed(county: Workspace) -> None:
    filled = returns.preview(county, "enterprise_month", OCTOBER)
    assert not filled.exact
    with pytest.raises(Refusal, match="小数位数请填 0 到 8"):
        returns.preview(county, "enterprise_month", OCTOBER, decimals=9)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_calculates_the_totals_that_are_printed(county: Workspace, tmp_path: Path) -> None:
    (made,) = returns.export(county, OCTOBER, tmp_path, decimals=1)
    bare = tmp_path / "bare.xlsx"
    openpyxl.load_workbook(made.path).save(bare)  # formulas without values: they have to be calculated
    settings = f"-env:UserInstallation=file://{tmp_path / 'office'}"
    command = ["soffice", settings, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "x"), str(bare)]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    again = openpyxl.load_workbook(next((tmp_path / "x").glob("*.xlsx")), data_only=True)
    filled = returns.preview(county, "enterprise_month", OCTOBER, decimals=1)
    for at, cell in enumerate(filled.rows[0].cells, 1):
        if cell.formula and isinstance(cell.value, Decimal):
            found = again["企业月报"].cell(filled.body_at + 1, at).value
            assert round(D(repr(found)), 10) == round(cell.value, 10)
