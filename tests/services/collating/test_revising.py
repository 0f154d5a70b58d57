"""What a second revision changed, in stored units: old and new of each cell, rows that came and went."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.services.collating import receiving, revising
from qbs_desktop.services.reporting import returns
from qbs_desktop.services.workspace import Workspace
from tests.fixtures import counties
from tests.fixtures.county_returns import Books


def test_a_first_revision_has_nothing_to_be_compared_with(bench: Workspace, books: Books) -> None:
    receiving.take_in(bench, [books.of("430202")])
    assert revising.correction(bench, receiving.everything(bench)[0]) is None


def test_every_change_of_a_correction_is_told_with_old_and_new(bench: Workspace, tmp_path: Path) -> None:
    with counties.county(tmp_path, "430202", "荷塘区") as county:
        county.fill_month(counties.OCTOBER)
        (first,) = returns.export(county.workspace, counties.OCTOBER, tmp_path / "1", amount_unit="万元")
        revenue = FigureKey(county.ids["first"], "revenue", counties.OCTOBER, Kind.ACTUAL)
        plan = FigureKey(county.ids["first"], "revenue", counties.OCTOBER.as_year(), Kind.TARGET)
        part = FigureKey(county.ids["part"], "revenue", counties.OCTOBER, Kind.ACTUAL)

        def correct(edit: Edit) -> None:
            edit.set_figures([(revenue, Figure(Decimal(80_000_000)), None), (part, None, None)])
            edit.set_figures([(plan, Figure(Decimal(100_000_000)), None)])
            edit.set_fields("project", county.ids["project"], {"progress_text": "主体封顶"})
            edit.remove("enterprise", [county.ids["second"]])
            edit.add("industry", {"name": "新材料产业"}, year=2026)

        county.workspace.run("更正", correct)
        (second,) = returns.export(county.workspace, counties.OCTOBER, tmp_path / "2", amount_unit="亿元")
    receiving.take_in(bench, [first.path, second.path])
    found = revising.correction(bench, receiving.everything(bench)[1])
    assert found is not None
    assert found.sentence == "比第 1 版改动 6 处"
    assert [one.sentence for one in found.changes] == [
        "产业月报 新材料产业：新增一行",
        "企业月报 K10 金鹏陶瓷有限公司 营业收入 2026年10月：0.713亿元 → 0.8亿元",
        "企业月报 M10 金鹏陶瓷有限公司 营业收入 2026年目标：空白 → 1亿元",
        "企业月报 K11 金鹏电瓷 营业收入 2026年10月：0.313亿元 → 空白",
        "企业月报 凯盛装备有限公司：少了这一行",
        "项目月报 金鹏智谷一期 形象进度：空白 → 主体封顶",
    ]
