"""The main job on the command line: from the city's printed tables to a sealed return that proves itself."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from qbs_desktop import cli
from tests.fixtures import workbooks

SHORT = ("一行表头", "分组表头", "万元")
"""Lay-outs that go the whole way in make test; all nine are read and stored in tests/services/test_importing.py."""


class Qbs:
    """Runs commands and returns their JSON document."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: object, code: int = 0) -> dict:
        found = cli.main([*(str(word) for word in words), "--json"])
        out = self._capsys.readouterr().out
        assert found == code, out
        return json.loads(out)


@pytest.fixture
def qbs(capsys: pytest.CaptureFixture[str]) -> Qbs:
    return Qbs(capsys)


def content(qbs: Qbs, path: Path) -> dict[str, list[object]]:
    """What a file holds, without ids."""
    found: dict[str, list[object]] = {}
    for ledger in ("industry", "enterprise", "project_group"):
        rows = qbs("list", path, ledger)["records"]
        names = {row["id"]: row["record"]["name"] for row in rows}
        found[ledger] = [(names.get(row["parent"]), row["record"], row["figures"]) for row in rows]
    return found


@pytest.mark.parametrize(
    "look", [look if look in SHORT else pytest.param(look, marks=pytest.mark.faults) for look in workbooks.LOOKS]
)
def test_the_citys_workbook_becomes_the_sample_however_it_is_laid_out(tmp_path: Path, qbs: Qbs, look: str) -> None:
    book = workbooks.annex_book(tmp_path / "附件.xlsx", workbooks.LOOKS[look])
    qbs("new", tmp_path / "印.qbs", "--profile", "zhuzhou", "--unit", "430200", "--sample")
    qbs("new", tmp_path / "表.qbs", "--profile", "zhuzhou", "--unit", "430200")
    preview = qbs("import", tmp_path / "表.qbs", book)
    assert not preview["applied"]
    assert content(qbs, tmp_path / "表.qbs")["industry"] == []
    assert qbs("import", tmp_path / "表.qbs", book, "--apply")["applied"]
    assert content(qbs, tmp_path / "表.qbs") == content(qbs, tmp_path / "印.qbs")


def test_export_and_import_are_the_identity(tmp_path: Path, qbs: Qbs) -> None:
    qbs("new", tmp_path / "a.qbs", "--profile", "zhuzhou", "--unit", "430200", "--sample")
    made = qbs("export", tmp_path / "a.qbs", "--period", "2025", "--out", tmp_path / "out")
    book = made["returns"][0]["file"]
    qbs("new", tmp_path / "b.qbs", "--profile", "zhuzhou", "--unit", "430200")
    qbs("import", tmp_path / "b.qbs", book, "--apply")
    assert content(qbs, tmp_path / "b.qbs") == content(qbs, tmp_path / "a.qbs")
    again = qbs("import", tmp_path / "b.qbs", book)
    actions = {row["action"] for sheet in again["sheets"] for row in sheet["rows"]}
    assert not actions & {"new", "changed", "rejected"}


def test_a_return_proves_itself_and_names_the_cell_that_was_changed(tmp_path: Path, qbs: Qbs) -> None:
    qbs("new", tmp_path / "a.qbs", "--profile", "zhuzhou", "--unit", "430200", "--sample")
    book = Path(qbs("export", tmp_path / "a.qbs", "--period", "2025", "--out", tmp_path / "out")["returns"][0]["file"])
    assert qbs("verify", book)["returns"][0]["state"] == "whole"
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["附件1"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 1377)
    cell.value = 1378
    workbook.save(book)
    verdict = qbs("verify", book, code=1)["returns"][0]
    assert verdict["state"] == "altered"
    assert cell.coordinate in json.dumps(verdict, ensure_ascii=False)
    (tmp_path / "other.xlsx").write_bytes(workbooks.annex_book(tmp_path / "x.xlsx").read_bytes())
    assert qbs("verify", tmp_path / "other.xlsx", code=1)["returns"][0]["state"] == "not_a_return"


def test_a_text_in_an_amount_is_named_and_nothing_is_stored(tmp_path: Path, qbs: Qbs) -> None:
    book = workbooks.annex_book(tmp_path / "附件.xlsx")
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["附件1"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if str(cell.value) == "1542")
    cell.value = "一千五百多"
    workbook.save(book)
    qbs("new", tmp_path / "a.qbs", "--profile", "zhuzhou", "--unit", "430200")
    document = qbs("import", tmp_path / "a.qbs", book, "--apply", "--errors-to", tmp_path / "errors", code=1)
    assert not document["applied"]
    finding = next(one for sheet in document["sheets"] for one in sheet["findings"] if one["grade"] == "error")
    assert (finding["cell"], finding["value"]) == (cell.coordinate, "一千五百多")
    assert content(qbs, tmp_path / "a.qbs")["industry"] == []
    assert list((tmp_path / "errors").glob("*.xlsx"))
    assert qbs("import", tmp_path / "a.qbs", book, "--apply", "--good-rows", code=1)["applied"]
    assert len(content(qbs, tmp_path / "a.qbs")["industry"]) == 12
    assert qbs("undo", tmp_path / "a.qbs")["undone"].startswith("导入")
    assert content(qbs, tmp_path / "a.qbs")["industry"] == []


def test_the_demonstration_does_the_whole_job_without_a_screen(tmp_path: Path, qbs: Qbs) -> None:
    document = qbs("demo", "--out", tmp_path / "demo")
    assert document["period"] == "2026-10"
    assert document["findings"]["error"] >= 1
    assert all(Path(one).stat().st_size > 1000 for one in (*document["returns"], *document["charts"]))
    assert len(document["charts"]) >= 4


def test_two_sheets_that_contradict_each_other_are_noticed_before_anything_is_stored(tmp_path: Path, qbs: Qbs) -> None:
    book = workbooks.annex_book(tmp_path / "附件.xlsx")
    workbook = openpyxl.load_workbook(book)
    second = workbook.copy_worksheet(workbook["附件1"])
    second.title = "附件1再抄"
    cell = next(cell for row in second.iter_rows() for cell in row if str(cell.value) == "2147")
    cell.value = 2174
    workbook.save(book)
    qbs("new", tmp_path / "a.qbs", "--profile", "zhuzhou", "--unit", "430200")
    document = qbs("import", tmp_path / "a.qbs", book, "--apply", code=1)
    findings = [one for sheet in document["sheets"] for one in sheet["findings"] if one["grade"] == "error"]
    assert [one["rule"] for one in findings] == ["import.contradiction"]
    assert "2,147" in findings[0]["message"]
    assert "2,174" in findings[0]["message"]
    assert content(qbs, tmp_path / "a.qbs")["industry"] == []
