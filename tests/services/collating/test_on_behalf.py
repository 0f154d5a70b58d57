"""代录: a county's plain workbook becomes the county's rows in the city's file, and nobody says the county reported."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.services.collating import adopting, board, receiving, totals
from qbs_desktop.services.collating.board import Arrival
from qbs_desktop.services.incoming import importing
from qbs_desktop.services.incoming.importing import Action
from qbs_desktop.services.workspace import Workspace
from tests.fixtures.counties import OCTOBER
from tests.fixtures.county_returns import Books

CODE = "91430200740612345X"


def plain(
    folder: Path, *rows: tuple[object, ...], title: str = "2026年1—10月企业情况", name: str = "石峰区.xlsx"
) -> Path:
    book = openpyxl.Workbook()
    for line in ((title,), ("单位：万元",), ("序号", "企业名称", "统一社会信用代码", "营业收入"), *rows):
        book.active.append(line)
    book.save(folder / name)
    return folder / name


def entered(city: Workspace, book: Path, unit: str = "430204") -> importing.ImportResult:
    return importing.apply(city, importing.preview(city, book, unit=unit))


def whose(city: Workspace) -> list[tuple[str, str]]:
    return [(row.name, row.text("reporting_unit")) for row in city.dataset(OCTOBER).rows("enterprise")]


def revenue(city: Workspace) -> dict[str, Decimal]:
    found = [one for one in totals.of(city, OCTOBER) if (one.indicator, one.period) == ("revenue", OCTOBER)]
    return {share.name: share.value for one in found for share in one.shares}


def test_a_plain_workbook_is_entered_for_a_unit_told_on_the_board_and_undone_in_one_step(
    bench: Workspace, tmp_path: Path
) -> None:
    bench.run("本级的一行", lambda edit: edit.add("enterprise", {"name": "甲厂"}, year=2026))
    shown = importing.preview(bench, plain(tmp_path, (1, "甲厂", CODE, 300), (2, "乙厂", None, 20)), unit="石峰区")
    assert shown.count(Action.NEW) == 2  # the city's own row of that name is another
    assert shown.to_json()["entered_for"] == "石峰区"
    assert importing.apply(bench, shown).title == "代石峰区录入 石峰区.xlsx：企业名单"
    assert whose(bench) == [("甲厂", ""), ("甲厂", "石峰区"), ("乙厂", "石峰区")]
    assert revenue(bench) == {"石峰区": Decimal(3200000)}
    seen = board.of(bench, [OCTOBER])
    assert seen.places["430204", OCTOBER.code].words == "代录"
    assert seen.punctuality[OCTOBER.code].words.startswith("已报 0/9，另代录 1")
    assert "石峰区" not in {one.name for one in seen.missing(OCTOBER)}
    again = importing.preview(bench, plain(tmp_path, (1, "甲厂", CODE, 310), (2, "乙厂", None, None)), unit="430204")
    assert [(row.action, row.name) for row in again.sheets[0].rows] == [
        (Action.CHANGED, "甲厂"),
        (Action.UNCHANGED, "乙厂"),
    ]
    bench.undo()
    assert whose(bench) == [("甲厂", "")]
    assert board.of(bench, [OCTOBER]).places["430204", OCTOBER.code].arrival is not Arrival.ENTERED


def test_a_return_that_comes_later_takes_its_place_and_nothing_is_entered_over_it(
    bench: Workspace, books: Books, tmp_path: Path
) -> None:
    book = plain(tmp_path, (1, "甲厂", CODE, 300), (2, "乙厂", None, 20))
    entered(bench, book)
    (one,) = receiving.take_in(bench, [books.of("430204")])
    assert board.of(bench, [OCTOBER]).places["430204", OCTOBER.code].arrival is Arrival.DRAFT
    with pytest.raises(Refusal, match="已经收到，这个报告期的数不能代录"):
        entered(bench, plain(tmp_path, (1, "甲厂", CODE, 999)))
    (done,) = adopting.adopt(bench, [one.received or 0])
    assert set(done.taken_off) == {"甲厂", "乙厂"}
    alone = revenue(bench)
    assert board.of(bench, [OCTOBER]).places["430204", OCTOBER.code].arrival is Arrival.ADOPTED
    for _step in range(3):
        bench.undo()
    (one,) = receiving.take_in(bench, [books.of("430204")])
    adopting.adopt(bench, [one.received or 0])
    assert revenue(bench) == alone  # as if nothing had been entered before


def test_a_code_of_another_units_row_counts_once_and_an_unknown_unit_is_refused(
    bench: Workspace, tmp_path: Path
) -> None:
    def first(edit: Edit) -> None:
        said = {"name": "甲厂", "credit_code": CODE}
        number = edit.add("enterprise", said, year=2026, reporting_unit="荷塘区")
        edit.set_figures([(FigureKey(number, "revenue", OCTOBER, Kind.ACTUAL), Figure(Decimal(3000000)), None)])

    bench.run("荷塘区的一行", first)
    entered(bench, plain(tmp_path, (1, "甲厂一分厂", CODE, 50)))
    assert revenue(bench) == {"荷塘区": Decimal(3000000)}
    entered(bench, plain(tmp_path, (1, "甲厂一分厂", CODE, 60)))
    assert len(whose(bench)) == 2
    with pytest.raises(Refusal, match="“430100”不是应报单位，不能代录。应报单位有：430202 荷塘区"):
        importing.preview(bench, tmp_path / "石峰区.xlsx", unit="430100")
