"""Files that come together are told apart by what they are; one that is refused does not stop the others."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from qbs_desktop.exchange.sealed.kinds import Kind
from qbs_desktop.services.collating import dropped
from qbs_desktop.services.workspace import Workspace
from tests.fixtures.county_returns import Books
from tests.services.return_loop import NINE, TEN, handed_in, item, receipt, rejection, written


def table(folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["序号", "企业名称"])
    book.save(folder / "名单.xlsx")
    return folder / "名单.xlsx"


def test_a_citys_returns_are_taken_in_and_answers_to_others_named(
    bench: Workspace, books: Books, tmp_path: Path
) -> None:
    paths = [books.of("430202"), table(tmp_path), books.of("430203"), tmp_path / "没有.xlsx"]
    pile = dropped.sort(paths)
    assert [kind for _path, kind in pile.kinds] == [Kind.RETURN, Kind.TABLE, Kind.RETURN, Kind.TABLE]
    assert pile.counted == "报表 2 份，表格 2 份"
    told: list[tuple[int, int]] = []
    made = dropped.take_in(bench, pile, dropped.look(pile), lambda done, steps: told.append((done, steps)))
    assert [one.taken for one in made] == [True, True]
    assert told[-1] == (2, 2)
    assert [one.taken for one in dropped.take_in(bench, pile, [])] == [True, True]  # known again


def test_answers_are_taken_in_from_old_to_new_and_each_is_told(county: Workspace, tmp_path: Path) -> None:
    made = handed_in(county, tmp_path)
    record = county.dataset().rows("enterprise")[0]
    later = written(rejection(made, county, item(record), at=TEN), tmp_path / "后")
    first = written(receipt(made, county, at=NINE), tmp_path / "先")
    broken = tmp_path / "改过的.xlsx"
    book = openpyxl.load_workbook(first)
    book.worksheets[0]["A1"] = "改过"
    book.save(broken)
    pile = dropped.sort([later, made.path, broken, first])
    assert [kind for _path, kind in pile.kinds] == [Kind.ANSWER, Kind.RETURN, Kind.ANSWER, Kind.ANSWER]
    looked = dropped.look(pile)
    assert [one.answer is None for one in looked] == [True, False, False]
    handled = {one.file: one for one in dropped.take_in(county, pile, looked)}
    assert handled[first.name].taken
    assert "已被株洲市接收" in handled[first.name].sentence
    assert "退回 1 项" in handled[later.name].sentence
    assert not handled[broken.name].taken
    assert "没有按表格导入" in handled[made.path.name].sentence
