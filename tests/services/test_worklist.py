"""What is left to do in a month, with counts that add up and places to jump to."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import openpyxl

from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.period_state import Declared
from qbs_desktop.services.checks import checking
from qbs_desktop.services.incoming import importing
from qbs_desktop.services.months import figures, periods, worklist
from qbs_desktop.services.months.schemes import monthly_ledgers
from qbs_desktop.services.months.worklist import What
from qbs_desktop.services.workspace import Workspace

OCTOBER, NOVEMBER = Period.of_month(2026, 10), Period.of_month(2026, 11)


def test_the_list_holds_every_missing_figure_and_every_open_finding(county: Workspace) -> None:
    work = worklist.look(county, OCTOBER)
    missing = {(one.ledger, one.record_id, one.place.indicator) for one in work.items if one.what is What.MISSING}
    expected = {
        (ledger.id, record, indicator)
        for ledger in monthly_ledgers(county)
        for record, indicator in figures.month_table(county, ledger.id, OCTOBER).missing()
    }
    assert missing == expected
    assert len(missing) >= 3
    findings = [one.finding for one in work.items if one.what is What.FINDING]
    assert findings == [one for one in checking.check(county, OCTOBER) if one.open]
    assert {one.grade for one in work.items if one.what is What.FINDING} == {Grade.ERROR, Grade.QUERY}
    assert worklist.items(county, OCTOBER) == work.items
    assert not work.done


def test_every_entry_says_where_to_jump(county: Workspace) -> None:
    for one in worklist.items(county, OCTOBER):
        if one.what is What.MISSING:
            assert one.place.period == OCTOBER
            assert one.place.record_id == one.record_id is not None
            assert one.name
            assert one.text.endswith("没有填")


def test_the_counts_of_a_list_add_up(county: Workspace) -> None:
    work = worklist.look(county, OCTOBER)
    assert [one.ledger for one in work.counts] == [ledger.id for ledger in monthly_ledgers(county)]
    for one in work.counts:
        assert one.expected == one.filled + one.missing
        assert one.missing == sum(item.what is What.MISSING and item.ledger == one.ledger for item in work.items)
        asked = {item.record_id for item in work.items if item.what is What.FINDING and item.ledger == one.ledger}
        assert one.in_question == len(asked - {None})


def test_the_counts_of_a_list_are_those_of_its_indicators(county: Workspace) -> None:
    work = worklist.look(county, OCTOBER)
    for one in work.counts:
        ledger = county.ledgers[one.ledger]
        in_use = ["main_revenue"] if one.ledger == "enterprise" else []  # a detail that the sample has figures of
        assert [part.indicator for part in one.indicators] == [*ledger.monthly, *in_use]
        assert one.expected == sum(part.expected for part in one.indicators)
        for part in one.indicators:
            own = [item for item in work.items if (item.ledger, item.place.indicator) == (one.ledger, part.indicator)]
            assert part.missing == sum(item.what is What.MISSING for item in own)
            assert part.in_question == len({item.record_id for item in own if item.what is What.FINDING} - {None})


def test_the_month_is_told_in_one_line_and_as_a_text_to_paste(county: Workspace) -> None:
    periods.declare(county, "project", OCTOBER, Declared.UNCHANGED, "停工")
    work = worklist.look(county, OCTOBER)
    asked = sum(one.in_question for one in work.counts)
    expected = sum(one.expected for one in work.counts)
    filled, missing = (sum(getattr(one, name) for one in work.counts) for name in ("filled", "missing"))
    assert worklist.sentence(work) == f"10月：应填 {expected}，已填 {filled}，缺 {missing}，有问题 {asked}"
    lines = worklist.report(work).split("\n")
    assert lines[0] == worklist.sentence(work)
    assert lines[3].startswith("项目名单：应填")
    assert lines[3].endswith("已申报无变动")
    assert len(lines) == 4 + len(work.items)
    assert "缺数\t产业名单\t示例文旅康养\t2026年10月营业收入没有填" in lines
    periods.lock(county, OCTOBER)
    assert worklist.report(worklist.look(county, OCTOBER)).split("\n")[0].endswith("（已锁定）")
    assert worklist.sentence(worklist.look(county, Period.of_year(2026))) == "2026年：应填 0，已填 0，缺 0，有问题 0"


def test_filling_explaining_and_declaring_take_entries_off(county: Workspace) -> None:
    before = worklist.look(county, OCTOBER)
    blank = next(one for one in before.items if one.what is What.MISSING)
    assert blank.record_id is not None
    assert blank.place.indicator is not None
    key = FigureKey(blank.record_id, blank.place.indicator, OCTOBER, Kind.ACTUAL)
    county.run("填", lambda edit: edit.set_figure(key, Figure(Decimal(10) ** 9)))
    asked = next(one for one in before.items if one.grade is Grade.QUERY)
    assert asked.finding is not None
    checking.explain(county, asked.finding.finding, "", "true")
    after = worklist.look(county, OCTOBER)
    assert blank not in after.items
    assert asked.finding.finding not in [one.finding.finding for one in after.items if one.finding]
    periods.declare(county, "project", NOVEMBER, Declared.UNCHANGED, "停工")
    work = worklist.look(county, NOVEMBER)
    (act,) = [one for one in work.items if one.what is What.DECLARED]
    assert (act.ledger, act.text) == ("project", "2026年11月已申报无变动：停工")
    count = next(one for one in work.counts if one.ledger == "project")
    assert count.missing == 0
    assert count.declaration is not None


def test_an_empty_file_has_nothing_to_do(empty: Workspace) -> None:
    work = worklist.look(empty, OCTOBER)
    assert work.items == ()
    assert work.done
    assert not work.locked
    periods.lock(empty, OCTOBER)
    assert worklist.look(empty, OCTOBER).locked
    assert worklist.look(empty, Period.of_year(2026)).counts == ()


def _book(path: Path, rows: list[tuple[object, ...]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("企业名称", "所属领域", "2025年产值（万元）"), *rows):
        sheet.append(row)
    book.save(path)
    return path


def test_rows_an_import_left_out_stay_on_the_list_until_they_come_in(empty: Workspace, tmp_path: Path) -> None:
    path = _book(tmp_path / "企业.xlsx", [("好企业", "工业", 100), ("坏企业", "工业", "一百多")])
    shown = importing.preview(empty, path, importing.Wish("enterprise"))
    result = importing.apply(empty, shown, good_rows=True)
    assert (result.new, result.rejected) == (1, 1)
    (entry,) = [one for one in worklist.items(empty, OCTOBER) if one.what is What.REJECTED]
    assert (entry.ledger, entry.name, entry.record_id) == ("enterprise", "坏企业", None)
    assert entry.text.startswith("企业.xlsx Sheet C3：")
    assert "一百多" in entry.text
    empty.undo()
    assert not [one for one in worklist.items(empty, OCTOBER) if one.what is What.REJECTED]
    empty.redo()
    again = importing.apply(empty, importing.preview(empty, path, importing.Wish("enterprise")), good_rows=True)
    assert again.title is None
    assert entry in worklist.items(empty, OCTOBER)
    _book(path, [("好企业", "工业", 100), ("坏企业", "工业", 120)])
    importing.apply(empty, importing.preview(empty, path, importing.Wish("enterprise")))
    assert not [one for one in worklist.items(empty, OCTOBER) if one.what is What.REJECTED]


def test_a_rejected_row_that_was_dealt_with_by_hand_is_dismissed(empty: Workspace, tmp_path: Path) -> None:
    path = _book(tmp_path / "企业.xlsx", [("坏企业", "工业", "一百多"), ("坏二", "工业", "x")])
    importing.apply(empty, importing.preview(empty, path, importing.Wish("enterprise")), good_rows=True)
    first, second = [one for one in worklist.items(empty, OCTOBER) if one.what is What.REJECTED]
    assert first.rejected is not None
    worklist.dismiss(empty, [first.rejected])
    assert [one for one in worklist.items(empty, OCTOBER) if one.what is What.REJECTED] == [second]
    empty.undo()
    assert first in worklist.items(empty, OCTOBER)


def test_the_list_of_a_county_is_there_at_once(county: Workspace) -> None:
    found = checking.check(county, OCTOBER)
    began = time.perf_counter()
    worklist.look(county, OCTOBER, found)
    assert time.perf_counter() - began < 0.5  # a tenth of this on an office PC; wide, because tests share processors
