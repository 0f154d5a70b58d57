"""A return is held against the unit's earlier figures and other units; each finding leads to a cell and a reason."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from qbs_desktop.domain.period import Period
from qbs_desktop.services.collating import adopting, comparing, findings, receiving
from qbs_desktop.services.workspace import Workspace
from tests.fixtures import counties
from tests.fixtures.counties import OCTOBER, County
from tests.fixtures.county_returns import SEPTEMBER

LAST_YEAR = {one: one.a_year_before() for one in (SEPTEMBER, OCTOBER)}


def year_ago(county: County, period: Period, share: int) -> None:
    """Last year's figures of the enterprises: the share in % of this year's."""
    for row in ("first", "second"):
        county.set(row, "revenue", LAST_YEAR[period], county.value(row, period.part) * share // 100)


def taken(bench: Workspace, *paths: Path, adopt: bool = True) -> list[int]:
    numbers = [one.received or 0 for one in receiving.take_in(bench, list(paths))]
    if adopt:
        adopting.adopt(bench, numbers)
    return numbers


def test_falls_slips_of_the_unit_and_empty_sheets_lead_to_cell_and_reason(bench: Workspace, tmp_path: Path) -> None:
    with counties.county(tmp_path, "430202", "荷塘区") as county:
        county.fill_month(SEPTEMBER)
        taken(bench, county.submit(SEPTEMBER, tmp_path / "r").path)
        county.fill_month(OCTOBER)
        county.set("first", "revenue", OCTOBER, county.value("first", 9) - 1)
        county.set("second", "revenue", OCTOBER, county.value("second", 10) * 10000)
        county.set("industry", "output", OCTOBER, None)
        (number,) = taken(bench, county.submit(OCTOBER, tmp_path / "r").path, adopt=False)
    found = {one.rule: one for one in findings.of(bench, number)}
    falls, unit, empty = found["return.falls"], found["return.unit"], found["return.empty"]
    assert (falls.sheet, falls.cell, falls.reason) == ("企业月报", "K10", "unexplained")
    assert "低于2026年1—9月的" in falls.message
    assert (unit.cell, unit.reason) == ("K12", "unit")
    assert "相差1000倍以上" in unit.message
    assert (empty.sheet, empty.reason) == ("产业月报", "missing")


def test_a_growth_far_from_the_period_before_or_from_other_units_is_asked_about(
    bench: Workspace, tmp_path: Path
) -> None:
    with ExitStack() as files:
        own, *others = [
            files.enter_context(counties.county(tmp_path, code, name, number))
            for number, (code, name) in enumerate(counties.ZHUZHOU[: comparing.FEW + 1], 1)
        ]
        for county in (own, *others):
            county.fill_month(OCTOBER)
            year_ago(county, OCTOBER, 90)
        year_ago(own, OCTOBER, 40)
        paths = [county.submit(OCTOBER, tmp_path / "r" / county.workspace.unit.code).path for county in others]
        taken(bench, *paths[:-1])
        (number,) = taken(bench, own.submit(OCTOBER, tmp_path / "r").path, adopt=False)
        assert "return.growth" not in {one.rule for one in findings.of(bench, number)}, "two others are too few"
        taken(bench, paths[-1])
        (growth,) = [one for one in findings.of(bench, number) if one.rule == "return.growth"]
        assert "增长 150.0%，其他单位的中间值是 11.1%" in growth.message
        assert (growth.sheet, growth.cell, growth.reason) == ("企业月报", "K9", "unexplained")
