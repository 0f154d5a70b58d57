"""What is left to do in a period, counted before it is locked."""

from __future__ import annotations

from pathlib import Path

from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.period import Period
from qbs_desktop.services import profiles
from qbs_desktop.services.checks import checking
from qbs_desktop.services.lists.waiting import Spot, WaitingText
from qbs_desktop.services.months import figures, lock_check
from qbs_desktop.services.workspace import Unit, Workspace
from tests.fixtures import copied

OCTOBER = Period.parse("2026-10")


def test_cells_findings_and_texts_of_the_period_are_counted_over_every_list(tmp_path: Path) -> None:
    with copied.sample(tmp_path / "县.qbs", "hunan-county", 2026) as workspace:
        record = workspace.dataset().rows("enterprise")[0].id
        here, elsewhere = (Spot("enterprise", record, "revenue/total", one) for one in (OCTOBER, None))
        workspace.waiting.settle([(one, WaitingText(one, "很多", "不是数字")) for one in (here, elsewhere)])
        found = lock_check.unfinished(workspace, OCTOBER)
        still_open = [one.finding.grade for one in checking.check(workspace, OCTOBER) if one.open]
        assert found.missing == sum(
            len(figures.month_table(workspace, one, OCTOBER).missing()) for one in ("industry", "enterprise", "project")
        )
        assert (found.errors, found.queries) == (still_open.count(Grade.ERROR), still_open.count(Grade.QUERY))
        assert found.queries > 0
        assert found.waiting == 1
        assert f"没有说明的核实问题 {found.queries} 条" in found.words()


def test_an_empty_file_has_nothing_left_to_do_and_no_words(tmp_path: Path) -> None:
    unit = Unit("430225", "炎陵县")
    with Workspace.create(tmp_path / "空.qbs", profiles.load("hunan-county"), unit, year=2026) as workspace:
        assert lock_check.unfinished(workspace, Period.of_month(2026, 1)) == lock_check.Unfinished()
        assert lock_check.Unfinished().words() == ""
