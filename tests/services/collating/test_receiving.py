"""Each file gets its outcome: taken, known, altered, foreign, replayed or forked (reliability test T4)."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.period import Period
from qbs_desktop.services.collating import adopting, board, receiving, reporters
from qbs_desktop.services.collating.board import Arrival
from qbs_desktop.services.months import calendar
from qbs_desktop.services.workspace import Workspace
from tests.exchange.returns_made import repack, substitute
from tests.fixtures import counties
from tests.fixtures.county_returns import Books


def states(workspace: Workspace, *paths: Path, **wishes: object) -> list[str]:
    return [one.state for one in receiving.take_in(workspace, list(paths), **wishes)]  # type: ignore[arg-type]


def test_a_folder_is_taken_in_and_a_second_time_known_again(bench: Workspace, books: Books, tmp_path: Path) -> None:
    folder = tmp_path / "报表"
    folder.mkdir()
    for path in books.october:
        shutil.copy(path, folder)
    (folder / "~$临时.xlsx").write_bytes(b"")
    (folder / "说明.txt").write_text("不是报表", encoding="utf-8")
    told: list[tuple[int, int]] = []
    outcomes = receiving.take_in(bench, [folder], progress=lambda done, steps: told.append((done, steps)))
    assert [one.state for one in outcomes] == ["taken"] * 3
    assert told[-1] == (3, 3)
    assert {one.unit for one in receiving.everything(bench)} == {"430202", "430203", "430204"}
    assert states(bench, folder) == ["known"] * 3
    assert len(receiving.everything(bench)) == 3
    bench.undo()
    assert receiving.everything(bench) == []


def test_an_altered_return_is_refused_and_its_first_changed_cell_named(
    bench: Workspace, books: Books, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(books.of("430202"))
    book["企业月报"]["K10"] = 12345
    book.save(tmp_path / "改.xlsx")
    (outcome,) = receiving.take_in(bench, [tmp_path / "改.xlsx"])
    assert (outcome.state, outcome.intact, outcome.unit_name) == ("altered", False, "荷塘区")
    assert outcome.changes[0].cell == "K10"
    assert "K10" in outcome.sentence
    assert receiving.everything(bench) == []


def test_what_is_no_return_is_told_beside_the_good_ones(bench: Workspace, books: Books, tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "别的.xlsx")
    (tmp_path / "坏.xlsx").write_bytes(books.second.read_bytes()[:4000])
    found = states(bench, tmp_path / "别的.xlsx", tmp_path / "坏.xlsx", books.of("430203"), tmp_path / "没有.xlsx")
    assert found == ["not_a_return", "not_a_return", "taken", "unreadable"]


def test_another_period_is_left_out_when_one_is_wanted(bench: Workspace, books: Books) -> None:
    found = states(bench, books.of("430202", "2026-09"), books.of("430203"), period=counties.OCTOBER)
    assert found == ["wrong_period", "taken"]


def test_a_unit_of_another_city_and_one_that_is_not_expected_are_told_apart(
    bench: Workspace, books: Books, tmp_path: Path
) -> None:
    reporters.set_expected(bench, [("430203", "芦淞区")])
    assert states(bench, *books.october) == ["unknown_reporter", "taken", "unknown_reporter"]
    with counties.city(tmp_path, "yiyang", "430900", "益阳市") as other:
        assert "430971" in dict(reporters.offered(other))
        assert states(other, *books.october) == ["wrong_unit"] * 3


def test_an_older_revision_is_refused_once_a_newer_one_is_here(bench: Workspace, books: Books) -> None:
    assert states(bench, books.second) == ["taken"]
    (outcome,) = receiving.take_in(bench, [books.of("430202")])
    assert outcome.state == "replayed"
    assert "较新的第 2 版" in outcome.sentence


def test_two_different_returns_with_one_revision_are_both_refused(bench: Workspace, books: Books) -> None:
    assert states(bench, books.of("430202"), books.fork, books.second) == ["taken", "fork", "fork"]
    assert states(bench, books.second) == ["taken"]
    assert states(bench, books.fork) == ["fork"]


def test_a_correction_of_something_else_than_what_is_here_is_a_fork(
    bench: Workspace, books: Books, tmp_path: Path
) -> None:
    with counties.county(tmp_path, "430202", "荷塘区", 9) as county:
        county.fill_month(counties.OCTOBER)
        county.export(counties.OCTOBER, tmp_path / "x")
        county.set("first", "revenue", counties.OCTOBER, 1)
        other = county.export(counties.OCTOBER, tmp_path / "x")
    assert states(bench, books.of("430202")) == ["taken"]
    (outcome,) = receiving.take_in(bench, [other])
    assert outcome.state == "fork"
    assert "更正的不是已收的第 1 版" in outcome.sentence


def test_a_manifest_that_was_edited_is_altered(bench: Workspace, books: Books, tmp_path: Path) -> None:
    change = substitute("xl/sharedStrings.xml", r'"period":"2026-10"', '"period":"2026-11"')
    path = repack(books.of("430202"), tmp_path / "换期.xlsx", change)
    assert states(bench, path) == ["altered"]


def test_a_return_behind_its_day_is_late(bench: Workspace, tmp_path: Path) -> None:
    calendar.set_rule(bench, bench.profile.rhythm[0].word, day=5, every=1)
    due = calendar.due(bench, counties.OCTOBER).date
    assert due is not None
    sent = []
    for code, name in counties.ZHUZHOU[:2]:
        with counties.county(tmp_path, code, name) as county:
            county.fill_month(counties.OCTOBER)
            sent.append(county.submit(counties.OCTOBER, tmp_path / code).path)
    receiving.take_in(bench, sent[:1], on=due)
    (late,) = receiving.take_in(bench, sent[1:], on=date(2026, 11, 20))
    assert "已过报送日" in late.sentence
    shown = board.of(bench, today=date(2026, 11, 21))
    arrivals = [shown.places[unit.code, counties.OCTOBER.code].arrival for unit in shown.units[:3]]
    assert arrivals == [Arrival.REPORTED, Arrival.LATE, Arrival.OVERDUE]
    assert shown.punctuality[counties.OCTOBER.code].words.startswith("已报 2/9，按时 1（11.1%）；报送日 11月")
    assert [unit.name for unit in shown.missing(counties.OCTOBER)][:2] == ["石峰区", "天元区"]


def test_stopping_keeps_what_was_read_and_names_the_rest(bench: Workspace, books: Books) -> None:
    told: list[tuple[int, int]] = []

    def stop(done: int, steps: int) -> None:
        told.append((done, steps))
        if done == 2:
            raise receiving.Cancelled

    count = len(books.october)
    outcomes = receiving.take_in(bench, books.october, progress=stop)
    assert told == [(done, count) for done in range(3)]
    assert [one.state for one in outcomes] == ["taken", "taken", *["stopped"] * (count - 2)]
    assert [one.file for one in outcomes] == [path.name for path in books.october]
    assert len(receiving.everything(bench)) == 2
    again = receiving.take_in(bench, books.october)
    assert [one.state for one in again] == ["known", "known", *["taken"] * (count - 2)]


def test_a_county_file_takes_nothing_in(tmp_path: Path, books: Books) -> None:
    with counties.county(tmp_path, "430225", "炎陵县") as county, pytest.raises(Refusal, match="县级方案"):
        receiving.take_in(county.workspace, books.october)


def test_an_empty_folder_says_what_to_choose(bench: Workspace, tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    with pytest.raises(Refusal, match="没有找到报表文件"):
        receiving.take_in(bench, [tmp_path / "空"])


def test_an_empty_return_is_shown_as_one(bench: Workspace, tmp_path: Path) -> None:
    with counties.county(tmp_path, "430225", "炎陵县") as county:
        path = county.submit(Period.parse("2026-05"), tmp_path / "r").path
    (outcome,) = receiving.take_in(bench, [path])
    assert "空表" in outcome.sentence
    (place,) = [one for one in board.of(bench).places.values() if one.newest]
    assert place.arrival is Arrival.EMPTY
    adopting.adopt(bench, [outcome.received or 0])
    (place,) = [one for one in board.of(bench).places.values() if one.newest]
    assert place.words == "已采用 · 空表"


def test_the_expected_units_are_the_counties_until_the_clerk_says_otherwise(bench: Workspace) -> None:
    assert [(one.code, one.name) for one in reporters.expected(bench)] == list(counties.ZHUZHOU)
    assert reporters.offered(bench) == ()
    wanted = [*counties.ZHUZHOU, ("430271", "株洲经开区")]
    reporters.set_expected(bench, wanted)
    assert [(one.code, one.name) for one in reporters.expected(bench)] == wanted
    for bad, said in (
        ([("4302", "甲")], "6 位数字"),
        ([("430202", "")], "没有填单位名称"),
        ([("430202", "甲"), ("430202", "乙")], "写了两次"),
        ([("430200", "株洲市")], "是本单位"),
        ([], "不能全部删去"),
    ):
        with pytest.raises(Refusal, match=said):
            reporters.set_expected(bench, bad)
    bench.undo()
    assert len(reporters.expected(bench)) == 9
