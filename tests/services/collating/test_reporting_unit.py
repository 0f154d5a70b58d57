"""报送单位 says whose row it is: adopting writes it, and no typing, paste, command or import changes it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from qbs_desktop.domain.checks import run as checks_run
from qbs_desktop.domain.errors import Refusal, ValueProblem
from qbs_desktop.services.collating import adopting, receiving, reporters
from qbs_desktop.services.incoming import importing
from qbs_desktop.services.lists import block, listing
from qbs_desktop.services.workspace import Workspace
from tests.fixtures import counties
from tests.fixtures.county_returns import Books


@pytest.fixture
def adopted(bench: Workspace, books: Books) -> Workspace:
    (one,) = receiving.take_in(bench, [books.of("430202")])
    adopting.adopt(bench, [one.received or 0])
    return bench


def units(workspace: Workspace) -> list[str]:
    return [row.text("reporting_unit") for row in workspace.dataset(counties.OCTOBER).rows("enterprise")]


def test_no_way_of_editing_clears_or_changes_it(adopted: Workspace) -> None:
    row = adopted.dataset(counties.OCTOBER).rows("enterprise")[0]
    column = next(one for one in listing.columns(adopted, "enterprise") if one.id == "reporting_unit")
    for text in ("", "芦淞区"):
        with pytest.raises(ValueProblem, match="由采用下级报表时写入"):
            listing.set_cells(adopted, "enterprise", [listing.CellEdit(row.id, column, text)])
        pasted = block.put(adopted, "enterprise", [block.BlockCell(row.id, column, text)])
        assert (pasted.stored, len(pasted.bad)) == (0, 1)
    with pytest.raises(Refusal, match="由采用下级报表时写入"):
        adopted.run("改", lambda edit: edit.set_fields("enterprise", row.id, {"reporting_unit": None}))
    with pytest.raises(Refusal, match="由采用下级报表时写入"):
        adopted.run("加", lambda edit: edit.add("enterprise", {"name": "新厂", "reporting_unit": "荷塘区"}))
    assert units(adopted) == ["荷塘区"] * 3


def test_an_import_leaves_its_column_out_and_says_why(adopted: Workspace, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in (
        ["序号", "企业名称", "报送单位", "牵头单位"],
        [1, "金鹏陶瓷有限公司", "芦淞区", "市工信局"],
        [2, "新厂", "芦淞区", "市工信局"],
    ):
        book.active.append(line)
    book.save(tmp_path / "名单.xlsx")
    shown = importing.preview(adopted, tmp_path / "名单.xlsx")
    assert any("由采用下级报表时写入" in one.message for one in shown.findings)
    importing.apply(adopted, shown)
    assert units(adopted) == ["荷塘区", "荷塘区", "荷塘区", ""]
    assert adopted.dataset(counties.OCTOBER).rows("enterprise")[0].text("lead_unit") == "市工信局"


def test_undo_of_adopting_and_a_new_name_of_the_unit_still_go_through(adopted: Workspace) -> None:
    wanted = [(one.code, "荷塘新区" if one.code == "430202" else one.name) for one in reporters.expected(adopted)]
    reporters.set_expected(adopted, wanted)
    assert units(adopted) == ["荷塘新区"] * 3
    adopted.undo()
    assert units(adopted) == ["荷塘区"] * 3
    adopted.undo()
    assert units(adopted) == []


def test_rows_of_one_name_that_two_units_reported_are_told_apart_by_its_column(
    adopted: Workspace, books: Books, tmp_path: Path
) -> None:
    (other,) = receiving.take_in(adopted, [books.of("430203")])
    adopting.adopt(adopted, [other.received or 0])
    rows = adopted.dataset(counties.OCTOBER).rows("enterprise")
    two = [next(row.id for row in rows if row.text("reporting_unit") == unit) for unit in ("荷塘区", "芦淞区")]
    for record in two:
        adopted.run(
            "改名", lambda edit, at=record: edit.set_fields("enterprise", at, {"name": "同名厂", "credit_code": None})
        )
    book = openpyxl.Workbook()
    for line in (
        ["序号", "企业名称", "报送单位", "牵头单位"],
        [1, "同名厂", "荷塘区", "甲局"],
        [2, "同名厂", "芦淞区", "乙局"],
    ):
        book.active.append(line)
    book.save(tmp_path / "名单.xlsx")
    importing.apply(adopted, importing.preview(adopted, tmp_path / "名单.xlsx"))
    leads = {row.id: row.text("lead_unit") for row in adopted.dataset(counties.OCTOBER).rows("enterprise")}
    assert [leads[record] for record in two] == ["甲局", "乙局"]
    asked = [one for one in checks_run.run(adopted.dataset(counties.OCTOBER)) if one.rule == "same_name"]
    assert asked == [], "whether two units mean one thing is asked in 重复填报"
