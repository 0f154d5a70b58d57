"""Nine counties of 株洲 report three months to the city, which sends two items back, gets corrections and adds up."""

from __future__ import annotations

from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path

import pytest

from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange import answering
from qbs_desktop.services.collating import adopting, board, receiving, rejecting, totals, tracing
from qbs_desktop.services.collating.rejecting import Complaint
from qbs_desktop.services.workspace import Workspace
from tests.fixtures import counties
from tests.fixtures.counties import County

MONTHS = tuple(Period.of_month(2026, month) for month in (8, 9, 10))
COUNTED = (
    ("enterprise", "revenue", ("first", "second")),
    ("industry", "output", ("industry",)),
    ("project", "investment", ("project",)),
)
"""List, indicator and the rows that count in a total: not the 其中 row."""


def wanted(files: list[County], period: Period) -> dict[tuple[str, str, str], Decimal]:
    """The totals again, from what each county's clerk meant to report, by plain adding up."""
    found: dict[tuple[str, str, str], Decimal] = {}
    for ledger, slug, rows in COUNTED:
        for county in files:
            code = county.workspace.unit.code
            found[ledger, slug, code] = Decimal(sum(county.value(row, period.part) for row in rows)) * 10000
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
        for period in MONTHS:
            for county in files:
                county.fill_month(period)
        files[2].set("second", "revenue", MONTHS[-1], 45)  # 石峰区 loses a digit, 醴陵市 a whole project's figure
        files[8].set("project", "investment", MONTHS[-1], 20700)
        for period in MONTHS:
            for county in files:
                county.export(period, tmp_path / str(period) / county.workspace.unit.code)
            outcomes = receiving.take_in(city, [tmp_path / str(period)])
            assert {one.state for one in outcomes} == {"taken"}
            keep = [one for one in outcomes if period != MONTHS[-1] or one.unit not in {"430204", "430281"}]
            adopting.adopt(city, [one.received or 0 for one in keep])
        answers = [_sent_back(city, tmp_path, "430204", "second"), _sent_back(city, tmp_path, "430281", "project")]
        assert [len(answering.read(path).items) for path in answers] == [1, 1]
        october = board.of(city, [MONTHS[-1]])
        assert sum(place.standing is board.Standing.RETURNED for place in october.places.values()) == 2
        assert {reason for _unit, reason, _many in october.reasons} == {"数据有误"}
        for county, row, slug in ((files[2], "second", "revenue"), (files[8], "project", "investment")):
            county.set(row, slug, MONTHS[-1], county.value(row, 10))
            path = county.export(MONTHS[-1], tmp_path / "更正" / county.workspace.unit.code)
            (outcome,) = receiving.take_in(city, [path])
            assert (outcome.state, outcome.revision) == ("taken", 2)
            adopting.adopt(city, [outcome.received or 0])
        for period in MONTHS:
            assert collated(city, period) == wanted(files, period)
        (plan,) = [one for one in totals.of(city, MONTHS[-1]) if one.kind is Kind.TARGET]
        assert plan.value == Decimal(sum(2000 + number for number in range(1, 10))) * 10000


def _sent_back(city: Workspace, folder: Path, unit: str, row: str) -> Path:
    """Send one figure of a unit's October back."""
    (one,) = [one for one in receiving.everything(city) if (one.unit, one.period) == (unit, MONTHS[-1])]
    column = {"second": "revenue", "project": "investment"}[row]
    spots = [spot for spot in tracing.spots(city, one) if spot.column == column and spot.period == "2026-10"]
    wrong = spots[-1]
    return rejecting.reject(city, one.id, folder, items=[Complaint(wrong, "number", "与上月相差太大")]).path
