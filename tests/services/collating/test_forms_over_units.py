"""Forms over units in a city's file: due once units have reported, sealed, changeable, never read as records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from qbs_desktop.domain.forms import own
from qbs_desktop.domain.forms.filled import FilledForm
from qbs_desktop.domain.period import Period
from qbs_desktop.services import charting, forms
from qbs_desktop.services.collating import adopting, receiving
from qbs_desktop.services.collating.reported import Vocabulary, read
from qbs_desktop.services.incoming import importing
from qbs_desktop.services.incoming.importing import Action
from qbs_desktop.services.reporting import returns
from qbs_desktop.services.workspace import Workspace
from tests.fixtures.counties import OCTOBER
from tests.fixtures.county_returns import Books

OVER_UNITS = ("industry_units", "enterprise_units", "project_units")


def adopted(city: Workspace, books: Iterable[Path]) -> None:
    outcomes = receiving.take_in(city, list(books))
    adopting.adopt(city, [one.received or 0 for one in outcomes])


def as_text(form: FilledForm) -> str:
    heads = "|".join("/".join(column.heads).replace("\n", "") for column in form.columns)
    rows = ("|".join(cell.text() for cell in row.cells) for row in form.rows)
    return "\n".join((form.title, *(line.right for line in form.below), heads, *rows, *form.notes))


def test_they_are_due_once_units_have_reported(bench: Workspace, books: Books) -> None:
    assert not {form.id for form in forms.due(bench, OCTOBER)} & set(OVER_UNITS)
    adopted(bench, books.october)
    assert [form.id for form in forms.due(bench, OCTOBER)][-3:] == list(OVER_UNITS)
    assert "project_bands" in [form.id for form in forms.due(bench, Period.of_year(2026))]


@pytest.mark.parametrize("form_id", [*OVER_UNITS, "project_bands"])
def test_their_text_is_as_reviewed(bench: Workspace, books: Books, form_id: str, snapshot: SnapshotAssertion) -> None:
    """Reviewed by eye when it changes: ``pytest --snapshot-update``."""
    adopted(bench, books.october[:2])
    assert as_text(returns.preview(bench, form_id, OCTOBER, "万元")) == snapshot


def test_a_changed_one_travels_sealed_and_is_never_read_as_records(
    bench: Workspace, books: Books, tmp_path: Path
) -> None:
    adopted(bench, books.october)
    form = forms.find(bench, "enterprise_units")
    wanted = [one for one in own.items(form) if one.columns[0].id != "revenue.rate_rank"]
    forms.keep(bench, own.changed(replace(form, notes=("本市口径。",)), wanted))
    (made,) = returns.export(bench, OCTOBER, tmp_path, amount_unit="万元", decimals=0)
    verdict = returns.verify(made.path)
    assert verdict.state == "whole"
    said = read(verdict, Vocabulary(bench.ledgers, bench.indicators))
    assert {table.sheet for table in said.tables} == {"产业月报", "企业月报", "项目月报"}
    shown = importing.preview(bench, made.path)
    assert {sheet.sheet for sheet in shown.sheets if sheet.rows} == {"产业月报", "企业月报", "项目月报"}
    assert not any(row.action is Action.NEW for sheet in shown.sheets for row in sheet.rows)


def test_only_files_that_collate_have_rankings_of_units(bench: Workspace, books: Books, county: Workspace) -> None:
    adopted(bench, books.october[:2])
    chart = charting.chart(bench, "units_rate", ledger="project", period=OCTOBER)
    assert set(chart.categories) == {"荷塘区", "芦淞区"}
    assert chart.warnings[0].startswith("没有本期数、不排名的单位 7 个：石峰区、天元区")
    assert not any(kind.collates for kind in charting.kinds(county))
    assert [kind.id for kind in charting.kinds(bench) if kind.collates] == ["units_rate", "units_growth"]
