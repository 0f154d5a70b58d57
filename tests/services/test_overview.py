"""The figures of the home page and the periods of the header, on the county sample and on an empty file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from qbs_desktop import paths
from qbs_desktop.domain.errors import EnvironmentFault
from qbs_desktop.domain.finding import Grade, Place
from qbs_desktop.domain.period import Period
from qbs_desktop.services import opening, profiles
from qbs_desktop.services.lists import listing, rosters
from qbs_desktop.services.months import overview
from qbs_desktop.services.reporting import returns
from qbs_desktop.services.workspace import Unit, Workspace
from tests.fixtures import copied

OCTOBER = Period.parse("2026-10")


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    with copied.sample(tmp_path_factory.mktemp("county") / "a.qbs", "hunan-county") as workspace:
        yield workspace


@pytest.fixture
def bare(tmp_path):
    with Workspace.create(
        tmp_path / "b.qbs", profiles.load("zhuzhou"), Unit("430200", "株洲市"), year=2025
    ) as workspace:
        yield workspace


def test_december_is_still_reported_after_the_lists_were_carried_over(county: Workspace) -> None:
    december, january = Period.parse("2026-12"), Period.parse("2027-01")
    rosters.carry_forward(county, 2026, 2027)
    offer = opening.periods(county, date(2027, 1, 8))
    assert {december, january} <= set(offer.periods)
    assert offer.usual == december
    assert opening.periods(county, date(2027, 2, 3)).usual == january
    county.undo()


def test_the_periods_offered_are_newest_first_and_begin_with_the_month_that_closed_last(county):
    offer = opening.periods(county, date(2026, 11, 26))
    assert offer.usual == OCTOBER
    assert offer.periods[0] == Period.of_year(2026)
    assert offer.periods[1] == Period.parse("2026-12")
    assert set(offer.filled) <= set(offer.periods)


@pytest.mark.parametrize(
    ("today", "usual"),
    [("2026-11-26", "2025-12"), ("2025-07-01", "2025-06"), ("2025-02-28", "2025-01"), ("2025-01-05", "2025-01")],
)
def test_a_file_without_figures_begins_with_the_month_that_closed_last_in_its_year(bare, today, usual):
    assert opening.periods(bare, date.fromisoformat(today)).usual == Period.parse(usual)


def test_the_file_of_an_earlier_year_begins_with_its_newest_month(county):
    assert opening.periods(county, date(2027, 3, 1)).usual == OCTOBER


def test_periods_are_offered_in_words(county):
    offer = opening.periods(county, date(2026, 11, 26))
    shown = [offer.label(period) for period in offer.periods]
    assert "2026年10月　有数据" in shown
    assert "2026年11月" in shown
    assert any(one.startswith("2026年2月（1—2月）") for one in shown)
    assert any(one.startswith("2026年1月（只有项目）") for one in shown)


def test_missing_figures_are_counted_per_list_with_the_way_to_the_first(county):
    found = {one.ledger: one for one in overview.look(county, OCTOBER).missing}
    assert {ledger: one.missing for ledger, one in found.items()} == {"industry": 1, "enterprise": 3, "project": 1}
    first = found["enterprise"].first
    assert first is not None
    assert first.period == OCTOBER
    record = county.dataset().record(first.record_id)
    assert record is not None
    assert record.name == "示例乙亥机械有限公司"


def test_the_pace_compares_only_rows_with_a_plan_and_a_figure(county):
    paces = {one.ledger: one for one in overview.look(county, OCTOBER).paces}
    assert paces["industry"].rows == 7
    assert paces["industry"].done.text() == "78.3%"
    assert paces["project"].rows == 29


def test_children_are_counted_apart(county):
    industry = overview.sizes(county)[0]
    assert (industry.rows, industry.children) == (8, 2)


def test_findings_and_lights_are_counted(county):
    found = overview.look(county, OCTOBER)
    assert found.findings[Grade.ERROR] == 1
    assert {one.ledger for one in found.behind} == {"industry", "enterprise", "project"}
    assert not found.empty


def test_a_year_has_no_month_figures_to_miss(county):
    found = overview.look(county, Period.of_year(2026))
    assert found.missing == found.paces == found.behind == ()


def test_january_asks_projects_only(county):
    """Industrial statistics have no separate January."""
    assert {one.ledger for one in overview.look(county, Period.parse("2026-01")).missing} <= {"project"}


def test_an_empty_file_is_told_as_empty(bare):
    assert overview.look(bare, Period.of_year(2025)).empty


def test_an_export_shows_as_handed_in(tmp_path):
    with copied.sample(tmp_path / "c.qbs", "hunan-county") as workspace:
        assert overview.look(workspace, OCTOBER).submission is None
        returns.export(workspace, OCTOBER, tmp_path)
        found = overview.look(workspace, OCTOBER)
        assert found.submission is not None
        assert found.submission.revision == 1
        assert found.last is not None
        assert found.last.title.startswith("导出报表")


def test_the_last_figures_behind_a_finding_are_newest_first(county):
    record = county.dataset().named("industry", "示例特色陶瓷")
    past = overview.recent(county, Place("industry", record.id, None, "output", OCTOBER))
    assert past == [
        ("2026年1—10月", "94.5626 亿元"),
        ("2026年1—9月", "84.4978 亿元"),
        ("2026年1—8月", "74.1989 亿元"),
    ]
    assert overview.recent(county, Place("industry", record.id, "sector")) == []


def test_a_sample_is_made_once_and_never_overwritten(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "documents", lambda: tmp_path / "文档" / "千百十填报")
    with opening.open_sample("zhuzhou") as workspace:
        listing.add_rows(workspace, "industry", [{"name": "自己加的"}])
    with opening.open_sample("zhuzhou") as workspace:
        assert workspace.dataset().named("industry", "自己加的") is not None


def test_a_documents_folder_that_cannot_be_made_is_told(tmp_path, monkeypatch):
    blocked = tmp_path / "文件"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setattr(paths, "documents", lambda: Path(blocked) / "千百十填报")
    with pytest.raises(EnvironmentFault, match="不能在"):
        opening.open_sample("zhuzhou")
