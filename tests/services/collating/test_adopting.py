"""What counties report becomes the city's own data: exact, traced, replaced by corrections, in any order."""

from __future__ import annotations

import itertools
import json
import pickle
from decimal import Decimal
from pathlib import Path

import pytest

from qbs_desktop.db import collation
from qbs_desktop.domain.charts import as_text
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.services import charting, history
from qbs_desktop.services.collating import (
    adding_up,
    adopting,
    findings,
    kept_readings,
    receiving,
    reporters,
    totals,
    tracing,
)
from qbs_desktop.services.reporting import returns
from qbs_desktop.services.workspace import Workspace
from tests.db.content import digest_of
from tests.fixtures import counties
from tests.fixtures.county_returns import SEPTEMBER, Books

YEAR = Period.of_year(2026)


def adopt(workspace: Workspace, *paths: object) -> list[adopting.Adopted]:
    taken = receiving.take_in(workspace, list(paths))  # type: ignore[arg-type]
    newest = {(one.unit, one.period): one.received for one in sorted(taken, key=lambda one: one.revision) if one.taken}
    return adopting.adopt(workspace, [number for number in newest.values() if number is not None])


def total(workspace: Workspace, ledger: str, slug: str, period: Period, kind: Kind = Kind.ACTUAL) -> totals.Total:
    when = counties.OCTOBER if period.is_year else period
    (found,) = [
        one
        for one in totals.of(workspace, when)
        if (one.ledger, one.indicator, one.period, one.kind) == (ledger, slug, period, kind)
    ]
    return found


def test_a_record_keeps_its_id_and_a_figure_its_file_sheet_and_cell(bench: Workspace, books: Books) -> None:
    (done,) = adopt(bench, books.of("430202"))
    assert (done.added, done.figures, done.taken_off) == (5, 6, [])
    rows = bench.dataset(counties.OCTOBER).rows("enterprise")
    assert [(row.name, row.text("reporting_unit"), row.parent_id is None) for row in rows] == [
        ("金鹏陶瓷有限公司", "荷塘区", True),
        ("金鹏电瓷", "荷塘区", False),
        ("凯盛装备有限公司", "荷塘区", True),
    ]
    assert rows[1].parent_id == rows[0].id
    newest, taken, *_rest = history.entries(bench)
    told = {line.source for line in newest.lines if line.source}
    (kept,) = taken.lines
    assert (kept.record_name, kept.where) == ("荷塘区2026年10月第 1 版", "收到的报表")
    assert kept.after.startswith("待处理")
    assert "荷塘区_千百十报表_2026年10月_草稿.xlsx 工作表“企业月报”K10" in told


def test_totals_are_the_sum_of_what_counties_hold_without_their_parts(bench: Workspace, books: Books) -> None:
    adopt(bench, *books.october)
    revenue = total(bench, "enterprise", "revenue", counties.OCTOBER)
    wanted = [(713 + 463) * 10, (726 + 476) * 10, 739 * 10]  # 万元: the third county took its second enterprise off
    assert [share.value for share in revenue.shares] == [Decimal(one * 10000) for one in wanted]
    assert revenue.value == Decimal(sum(wanted) * 10000)
    assert total(bench, "project", "investment", YEAR, Kind.TARGET).value == Decimal((2001 + 2002 + 2003) * 10000)


def test_a_correction_replaces_the_first_revision_and_keeps_it(bench: Workspace, books: Books) -> None:
    adopt(bench, books.of("430202"))
    (done,) = adopt(bench, books.second)
    assert (done.added, done.changed, done.figures) == (0, 0, 1)
    assert [(one.revision, one.state) for one in receiving.everything(bench)] == [(1, "replaced"), (2, "adopted")]
    assert total(bench, "enterprise", "revenue", counties.OCTOBER).value == Decimal((713 * 10 + 9999) * 10000)
    with pytest.raises(Refusal, match="已被较新的版次替换"):
        adopting.adopt(bench, [1])
    bench.undo()
    assert [one.state for one in receiving.everything(bench)] == ["adopted", "pending"]
    assert total(bench, "enterprise", "revenue", counties.OCTOBER).value == Decimal((713 + 463) * 10 * 10000)


def test_a_growth_that_was_reported_on_the_form_is_adopted_as_reported(bench: Workspace, tmp_path: Path) -> None:
    with counties.county(tmp_path, "430202", "荷塘区") as county:
        county.fill_month(counties.OCTOBER)
        first, second = county.ids["first"], county.ids["second"]
        said = [FigureKey(one, "revenue_yoy", counties.OCTOBER, Kind.ACTUAL) for one in (first, second)]
        rates = [(key, Figure(Decimal("-4.25")), None) for key in said]
        before = FigureKey(second, "revenue", counties.OCTOBER.a_year_before(), Kind.ACTUAL)
        last_year = (before, Figure(Decimal(50_000_000)), None)
        county.workspace.run("填数", lambda edit: edit.set_figures([*rates, last_year]))
        adopt(bench, county.export(counties.OCTOBER, tmp_path / "1"))

        def kept() -> list[Decimal | None]:
            data = bench.dataset(counties.OCTOBER)
            top = data.top("enterprise")
            return [data.value(row, "revenue_yoy", counties.OCTOBER, Kind.ACTUAL) for row in top]

        assert kept() == [Decimal("-4.25"), None]  # the other one's growth is computed on the form
        line = next(line for line in history.entries(bench)[0].lines if "同比增速（上报）" in line.where)
        assert line.source.endswith("工作表“企业月报”L10")
        (chart,) = [charting.chart(bench, "units_growth", ledger="enterprise", period=counties.OCTOBER)]
        assert "按上报的同比排名：荷塘区 1 家" in as_text(chart)
        county.workspace.run("改数", lambda edit: edit.set_figures([(said[0], None, None)]))
        adopt(bench, county.export(counties.OCTOBER, tmp_path / "2"))
        assert kept() == [None, None]


def test_a_row_that_is_gone_is_taken_off_the_list_and_told(bench: Workspace, books: Books) -> None:
    adopt(bench, books.of("430204", "2026-09"))
    (done,) = adopt(bench, books.of("430204"))
    assert done.taken_off == ["正邦装备有限公司"]
    assert "移出名单：正邦装备有限公司" in done.sentence
    assert [row.name for row in bench.dataset(counties.OCTOBER).rows("enterprise")] == ["华岳陶瓷有限公司", "华岳电瓷"]
    assert total(bench, "enterprise", "revenue", SEPTEMBER).count == 2


def test_a_unit_that_gets_another_name_keeps_its_rows(bench: Workspace, books: Books) -> None:
    adopt(bench, books.of("430202"))
    (waiting,) = receiving.take_in(bench, [books.second])
    before = total(bench, "enterprise", "revenue", counties.OCTOBER)
    units = [(one.code, one.name) for one in reporters.expected(bench)]
    reporters.set_expected(bench, [(code, "荷塘区统计局" if code == "430202" else name) for code, name in units])
    after = total(bench, "enterprise", "revenue", counties.OCTOBER)
    assert (after.value, [one.name for one in after.shares]) == (before.value, ["荷塘区统计局"])
    (done,) = adopting.adopt(bench, [waiting.received or 0])
    assert (done.added, done.taken_off) == (0, [])
    assert total(bench, "enterprise", "revenue", counties.OCTOBER).count == before.count
    bench.undo()
    bench.undo()
    assert total(bench, "enterprise", "revenue", counties.OCTOBER).shares == before.shares


def test_what_was_read_at_taking_in_is_what_would_be_read_again(bench: Workspace, books: Books) -> None:
    """It is kept for the profile it was read with: other words may mean another reading."""
    receiving.take_in(bench, books.october)
    kept = [receiving.opened(bench, one) for one in receiving.everything(bench)]
    readings = kept_readings.of(bench)
    assert all(readings.get(one.sha256) is not None for one in receiving.everything(bench))
    bench.run("方案", lambda edit: edit.set_meta("profile", bench.fact("profile") + " "))
    assert kept_readings.of(bench) is not readings
    assert [receiving.opened(bench, one) for one in receiving.everything(bench)] == kept


def test_no_more_is_kept_of_readings_than_the_bound(bench: Workspace, books: Books) -> None:
    receiving.take_in(bench, [books.of("430202")])
    said = receiving.opened(bench, receiving.find(bench, 1))
    few = kept_readings.KeptReadings(most=5 * len(pickle.dumps(said)) // 2)
    for name in ("甲", "乙", "甲", "丙"):
        few.put(name, said)
    assert [few.get(name) for name in ("甲", "乙", "丙")] == [said, None, said]
    assert few.get("甲") is not said


def test_adopting_is_one_undo_step(bench: Workspace, books: Books) -> None:
    taken = receiving.take_in(bench, books.october)
    before = digest_of(bench)
    adopting.adopt(bench, [one.received or 0 for one in taken])
    after = digest_of(bench)
    bench.undo()
    assert digest_of(bench) == before
    bench.redo()
    assert digest_of(bench) == after
    assert adopting.adopt(bench, [one.received or 0 for one in taken]) == []


def meaning(workspace: Workspace) -> object:
    """What the file says, without numbers and places that depend on the order of work."""
    data = workspace.dataset(counties.OCTOBER)
    return sorted(
        (
            row.uid,
            sorted(row.values.items()),
            row.parent_id is None,
            sorted(
                (slug, period.code, kind, figure.value) for (slug, period, kind), figure in data.figures(row).items()
            ),
        )
        for ledger in ("enterprise", "industry", "project")
        for row in data.rows(ledger)
    )


def test_the_order_in_which_months_and_revisions_come_decides_nothing(bench: Workspace, books: Books) -> None:
    """Reliability test T5, for months and revisions; the units' order stands in tests/faults."""
    files = [books.of("430204", "2026-09"), books.of("430204"), books.of("430202"), books.second]
    found: list[object] = []
    for order in list(itertools.permutations(files))[::5]:
        for path in order:
            adopt(bench, path)
        found.append((meaning(bench), totals.of(bench, SEPTEMBER), totals.of(bench, counties.OCTOBER)))
        while bench.next_undo():
            bench.undo()
    assert all(one == found[0] for one in found)


def test_a_month_keeps_the_rows_it_was_reported_with_and_says_which_have_left_the_list(
    bench: Workspace, books: Books
) -> None:
    adopt(bench, books.of("430204", "2026-09"))
    before = total(bench, "enterprise", "revenue", SEPTEMBER)
    assert (before.count, before.off_list) == (2, 0)
    adopt(bench, books.of("430204"))  # October comes without the second enterprise
    after = total(bench, "enterprise", "revenue", SEPTEMBER)
    assert (after.value, after.count, after.off_list) == (before.value, 2, 1)
    assert after.to_json()["off_list"] == 1
    assert total(bench, "enterprise", "revenue", counties.OCTOBER).off_list == 0


def test_a_total_leads_back_to_its_cells_and_the_countys_words(bench: Workspace, books: Books, tmp_path: Path) -> None:
    adopt(bench, *books.october)
    shares = tracing.shares(bench, "enterprise", "revenue", counties.OCTOBER)
    assert [share.received.unit_name for share in shares] == ["荷塘区", "芦淞区", "石峰区"]
    origins = {origin.name: origin for origin in shares[0].origins}
    assert origins["金鹏陶瓷有限公司"].cell == "K10"
    assert origins["金鹏陶瓷有限公司"].value == "0.713亿元"
    assert not origins["金鹏电瓷"].counted
    growth = Period.parse("2025-10")
    with counties.county(tmp_path, "430211", "天元区", 4) as county:
        county.fill_month(counties.OCTOBER)
        county.set("second", "revenue", growth, 4321)
        adopt(bench, county.export(counties.OCTOBER, tmp_path / "天元"))
    (before,) = tracing.shares(bench, "enterprise", "revenue", growth, unit="430211")
    assert [origin.value for origin in before.origins] == ["0.4321亿元"]
    (only,) = tracing.shares(bench, "project", "investment", YEAR, Kind.TARGET, unit="430203")
    assert [origin.value for origin in only.origins] == ["0.2002亿元"]


def test_the_citys_own_return_is_the_same_act(
    bench: Workspace, books: Books, tmp_path_factory: pytest.TempPathFactory
) -> None:
    adopt(bench, *books.october)
    (made,) = returns.export(bench, counties.OCTOBER, tmp_path_factory.mktemp("省"), forms=["enterprise_month"])
    with counties.city(tmp_path_factory.mktemp("省厅"), "hunan-province", "430000", "湖南省") as province:
        adopt(province, made.path)
        found = total(province, "enterprise", "revenue", counties.OCTOBER)
        assert found.value == total(bench, "enterprise", "revenue", counties.OCTOBER).value
        assert [share.name for share in found.shares] == ["株洲市"]


def test_findings_compare_with_the_month_before(bench: Workspace, books: Books) -> None:
    adopt(bench, books.of("430204", "2026-09"))
    (taken,) = receiving.take_in(bench, [books.of("430204")])
    found = findings.of(bench, taken.received or 0)
    assert [one.rule for one in found] == ["return.draft", "return.gone_rows"]
    assert "正邦装备有限公司" in found[1].message
    assert bench.read(collation.returned_items) == {}


def test_a_total_that_is_not_the_sum_of_its_rows_keeps_a_return_back(bench: Workspace, books: Books) -> None:
    (taken,) = receiving.take_in(bench, [books.of("430204")])
    number = taken.received or 0
    one = receiving.find(bench, number)
    said = receiving.opened(bench, one)
    assert (one.facts[receiving.UNEQUAL], list(adding_up.unequal(said)), findings.held(bench, [number])) == (
        0,
        [],
        set(),
    )
    table = next(each for each in said.tables if each.ledger == "enterprise")
    column, (told, cell) = next(iter(table.totals.items()))
    table.totals[column] = (told + 1, cell)
    assert list(adding_up.unequal(said)) == [adding_up.Unequal(table.sheet, cell, column, told + 1, told)]
    (found,) = (each for each in findings.of(bench, number, said) if each.rule == "return.total")
    assert (found.sheet, found.cell, found.grade) == (table.sheet, cell, "error")

    def noted(facts: dict[str, object]) -> set[int]:
        bench.run("试", lambda edit: edit.set_received(number, facts=json.dumps(facts)))
        return findings.held(bench, [number])

    assert noted({**one.facts, receiving.UNEQUAL: 1}) == {number}
    assert noted({name: fact for name, fact in one.facts.items() if name != receiving.UNEQUAL}) == set(), "read for it"


def test_a_return_printed_with_fewer_decimals_says_its_exact_numbers(bench: Workspace, tmp_path: Path) -> None:
    with counties.county(tmp_path, "430202", "荷塘区") as county:
        county.fill_month(counties.OCTOBER)
        (made,) = returns.export(county.workspace, counties.OCTOBER, tmp_path / "r", decimals=1)
    (taken,) = receiving.take_in(bench, [made.path])
    assert [one for one in findings.of(bench, taken.received or 0) if one.grade == "error"] == []
    adopting.adopt(bench, [taken.received or 0])
    assert total(bench, "enterprise", "revenue", counties.OCTOBER).value == Decimal((713 + 463) * 10 * 10000)
