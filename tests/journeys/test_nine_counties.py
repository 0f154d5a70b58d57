"""Nine counties of 株洲 hand three months in; the city sends two items back, gets corrections, adds up and receives."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.return_state import Stage
from qbs_desktop.services.collating import adopting, board, findings, receiving, rejecting, totals, tracing
from qbs_desktop.services.collating.rejecting import Complaint
from qbs_desktop.services.reporting import altering, answers_in, office_keys, return_states
from qbs_desktop.services.workspace import Workspace
from tests.fixtures import counties
from tests.fixtures.counties import County

MONTHS = tuple(Period.of_month(2026, month) for month in (8, 9, 10))
OCTOBER = MONTHS[-1]
COUNTED = (
    ("enterprise", "revenue", ("first", "second")),
    ("industry", "output", ("industry",)),
    ("project", "investment", ("project",)),
)
"""List, indicator and the rows that count in a total: not the 其中 row."""
WRONG: Mapping[tuple[str, str], int] = {("430204", "second"): 45, ("430281", "project"): 20700}
"""What two clerks type in October instead of what they mean, in 万元: a digit lost, another row's figure."""
SLUGS = {"second": "revenue", "project": "investment"}


def wanted(
    files: list[County], period: Period, typed: Mapping[tuple[str, str], int]
) -> dict[tuple[str, str, str], Decimal]:
    """The totals again, from what each county's clerk meant to report or mistyped, by plain adding up."""
    found: dict[tuple[str, str, str], Decimal] = {}
    for ledger, slug, rows in COUNTED:
        for county in files:
            code = county.workspace.unit.code
            values = [typed.get((code, row), county.value(row, period.part)) for row in rows]
            found[ledger, slug, code] = Decimal(sum(values)) * 10000
    return found


def collated(city: Workspace, period: Period) -> dict[tuple[str, str, str], Decimal]:
    found: dict[tuple[str, str, str], Decimal] = {}
    for one in totals.of(city, period):
        if one.period == period and one.kind is Kind.ACTUAL:
            assert one.value == sum(share.value for share in one.shares)
            found |= {(one.ledger, one.indicator, share.unit): share.value for share in one.shares}
    return found


@pytest.mark.journey
def test_nine_counties_report_three_months(tmp_path: Path) -> None:
    with ExitStack() as open_files:
        city = open_files.enter_context(counties.city(tmp_path))
        files = [
            open_files.enter_context(counties.county(tmp_path, code, name, number))
            for number, (code, name) in enumerate(counties.ZHUZHOU, 1)
        ]
        by_code = {county.workspace.unit.code: county for county in files}
        signing = files[0].workspace
        office_keys.make(signing)
        office_keys.register(city, office_keys.read_enrolment(office_keys.export_enrolment(signing, tmp_path)))
        for period in MONTHS:
            for county in files:
                county.fill_month(period)
        for (code, row), wan in WRONG.items():
            by_code[code].set(row, SLUGS[row], OCTOBER, wan)
        for period in MONTHS:
            for county in files:
                county.submit(period, tmp_path / str(period) / county.workspace.unit.code)
            outcomes = receiving.take_in(city, [tmp_path / str(period)])
            assert {one.state for one in outcomes} == {"taken"}
            keep = [one for one in outcomes if (period, one.unit) != (OCTOBER, "430204")]
            adopting.adopt(city, [one.received or 0 for one in keep])
            adopted = [by_code[one.unit] for one in keep]
            assert collated(city, period) == wanted(adopted, period, WRONG if period == OCTOBER else {})
        answers = {(code, row): _sent_back(city, tmp_path, code, row) for code, row in WRONG}
        shown = board.of(city, [OCTOBER])
        assert sum(place.arrival is board.Arrival.RETURNED for place in shown.places.values()) == 2
        assert {reason for _unit, reason, _many in shown.reasons} == {"数据有误"}
        assert {one.note for one in totals.of(city, OCTOBER)} == {"醴陵市按第 1 版，已退回"}
        for (code, row), answer in answers.items():
            _corrected(city, by_code[code], row, answer, tmp_path / "更正" / code)
        for period in MONTHS:
            assert collated(city, period) == wanted(files, period, {})
        assert {one.note for one in totals.of(city, OCTOBER)} == {""}
        (plan,) = [one for one in totals.of(city, OCTOBER) if one.kind is Kind.TARGET]
        assert plan.value == Decimal(sum(2000 + number for number in range(1, 10))) * 10000
        for place in board.of(city, [OCTOBER]).places.values():
            assert place.newest is not None
            receipt = rejecting.receipt(city, place.newest.id, tmp_path).path
            answers_in.accept(by_code[place.unit.code].workspace, receipt)
        stages = {return_states.look(county.workspace, OCTOBER).stage for county in files}
        assert stages == {Stage.ACCEPTED}


def _sent_back(city: Workspace, folder: Path, unit: str, row: str) -> Path:
    """Send one figure of a unit's October back."""
    (one,) = [one for one in receiving.everything(city) if (one.unit, one.period) == (unit, OCTOBER)]
    assert "return.falls" in {each.rule for each in findings.of(city, one.id)} or row == "project"
    origins = [
        origin for origin in tracing.origins(city, one) if origin.column == SLUGS[row] and origin.period == "2026-10"
    ]
    return rejecting.reject(city, one.id, folder, items=[Complaint(origins[-1], "number", "与上月相差太大")]).path


def _corrected(city: Workspace, county: County, row: str, answer: Path, folder: Path) -> None:
    """The county takes the rejection in, changes exactly what came back, hands in again; the city replaces."""
    answers_in.accept(county.workspace, answer)
    with pytest.raises(QbsError):
        county.set("first", "revenue", OCTOBER, 1)
    county.set(row, SLUGS[row], OCTOBER, county.value(row, 10))
    made = county.submit(OCTOBER, folder)
    assert made.revision == 2
    told = openpyxl.load_workbook(made.path)[altering.SHEET]
    texts = " ".join(str(cell.value) for line in told.iter_rows() for cell in line if cell.value is not None)
    assert "与上月相差太大" in texts
    (outcome,) = receiving.take_in(city, [made.path])
    assert (outcome.state, outcome.revision) == ("taken", 2)
    (done,) = adopting.adopt(city, [outcome.received or 0])
    assert done.taken_off == []
