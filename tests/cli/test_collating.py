"""`qbs collate`, `receipt` and `reject` keep the contract of their JSON."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from qbs_desktop import cli
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.exchange.sealed import answering
from qbs_desktop.services.months import periods
from qbs_desktop.services.workspace import Workspace
from tests.exchange.returns_made import repack, substitute
from tests.fixtures import counties


def qbs(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict]:
    code = cli.main([*(str(word) for word in words), "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A city file and the October returns of two counties."""
    with counties.city(tmp_path):
        pass
    for number, (code, name) in enumerate(counties.ZHUZHOU[:2], 1):
        with counties.county(tmp_path, code, name, number) as county:
            county.fill_month(counties.OCTOBER)
            county.export(counties.OCTOBER, tmp_path / "报表")
    return tmp_path


def test_collating_a_folder_tells_returns_missing_totals_and_duplicates(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    city, folder = place / "430200.qbs", place / "报表"
    good = next(folder.glob("荷塘*"))
    repack(good, folder / "改过.xlsx", substitute("xl/worksheets/sheet3.xml", "<v>7130</v>", "<v>7131</v>"))
    code, document = qbs(capsys, "collate", city, folder, "--period", "2026-10")
    assert code == 1
    assert set(document) >= {"returns", "missing", "totals", "duplicates"}
    by_file = {one["file"]: one for one in document["returns"]}
    assert set(by_file[good.name]) >= {"file", "unit", "period", "revision", "state", "intact", "findings"}
    assert (by_file[good.name]["state"], by_file[good.name]["intact"]) == ("adopted", True)
    bad = by_file["改过.xlsx"]
    assert (bad["state"], bad["intact"], bad["findings"][0]["cell"]) == ("altered", False, "K10")
    assert document["missing"] == [code for code, _name in counties.ZHUZHOU[2:]]
    (revenue,) = [one for one in document["totals"]["2026-10"]["enterprise"] if one["period"] == "2026-10"]
    assert revenue["value"] == str(((713 + 463) + (726 + 476)) * 10 * 10000)
    assert [one["unit"] for one in revenue["units"]] == ["430202", "430203"]
    assert document["duplicates"] == []
    (folder / "改过.xlsx").unlink()
    code, again = qbs(capsys, "collate", city, folder)
    assert (code, again["totals"]) == (0, document["totals"])
    assert qbs(capsys, "collate", city)[1]["totals"] == document["totals"]


def test_a_correction_tells_what_it_changed(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    city = place / "430200.qbs"
    qbs(capsys, "collate", city, place / "报表")
    with Workspace.open_file(place / "430202.qbs") as workspace:
        (first, *_rest) = workspace.dataset(counties.OCTOBER).rows("enterprise")
        key = FigureKey(first.id, "revenue", counties.OCTOBER, Kind.ACTUAL)
        workspace.run("更正", lambda edit: edit.set_figures([(key, Figure(Decimal(80_000_000)), None)]))
    assert qbs(capsys, "export", place / "430202.qbs", "--period", "2026-10", "--out", place / "更正")[0] == 0
    _code, document = qbs(capsys, "collate", city, place / "更正")
    (one,) = document["returns"]
    assert (one["revision"], one["corrects"]["revision"]) == (2, 1)
    (change,) = one["corrects"]["changes"]
    assert (change["cell"], change["before"], change["after"]) == ("K10", "0.713亿元", "0.8亿元")


def test_only_receiving_adopts_nothing(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document = qbs(capsys, "collate", place / "430200.qbs", place / "报表", "--keep-pending")
    assert code == 0
    assert {one["state"] for one in document["returns"]} == {"pending"}
    assert document["totals"] == {"2026-10": {}}


def test_what_comes_after_the_city_locked_its_month_is_taken_in_and_waits(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    city = place / "430200.qbs"
    assert qbs(capsys, "collate", city, place / "报表", "--keep-pending")[0] == 0
    with Workspace.open_file(city) as workspace:
        periods.lock(workspace, counties.OCTOBER)
    code, document = qbs(capsys, "collate", city, place / "报表")
    assert code == 1
    assert document["waiting"].startswith("报表已接收，还没有采用：")
    assert "锁定" in document["waiting"]
    assert {one["state"] for one in document["returns"]} == {"pending"}


def test_answers_go_out_as_files(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    city = place / "430200.qbs"
    assert qbs(capsys, "receipt", city, "--unit", "430202", "--period", "2026-10", "--out", place)[0] == 1
    qbs(capsys, "collate", city, place / "报表")
    where = ("--period", "2026-10", "--out", place / "答复")
    code, receipt = qbs(capsys, "receipt", city, "--unit", "430202", *where)
    assert (code, receipt["kind"]) == (0, "receipt")
    assert answering.read(Path(receipt["file"])).unit_name == "荷塘区"
    item = ("--item", "企业月报!K10", "--reason", "number", "--note", "少一个零")
    code, rejection = qbs(capsys, "reject", city, "--unit", "430203", *where, *item)
    assert code == 0
    assert [one.cell for one in answering.read(Path(rejection["file"])).items] == ["K10"]
    code, refused = qbs(
        capsys, "reject", city, "--unit", "430202", *where, "--item", "企业月报!A1", "--reason", "number"
    )
    assert (code, "不是填报的数" in refused["error"]) == (1, True)
    _code, document = qbs(capsys, "collate", city)
    assert {one["unit"]: one["state"] for one in document["board"]}["430203"] == "returned"


def test_the_whole_loop_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Hand in, collate, send a cell back, take that in, correct, hand in again, replace, receive."""
    with counties.city(tmp_path):
        pass
    city, mine, books = tmp_path / "430200.qbs", tmp_path / "430202.qbs", tmp_path / "报表"
    with counties.county(tmp_path, "430202", "荷塘区") as county:
        county.fill_month(counties.OCTOBER)
        ids = county.ids
    period = ("--period", "2026-10")
    hand_in = ("submit", mine, *period, "--out", books, "--amount-unit", "万元", "--reason", "数据属实")
    assert qbs(capsys, *hand_in)[1]["revision"] == 1
    assert qbs(capsys, "collate", city, books)[0] == 0
    answer = ("--unit", "430202", *period, "--out", tmp_path / "答复")
    _code, made = qbs(capsys, "reject", city, *answer, "--item", "企业月报!K10", "--reason", "number")
    _code, document = qbs(capsys, "collate", city)
    (share,) = document["totals"]["2026-10"]["enterprise"][0]["units"]
    assert share["note"] == "按第 1 版，已退回"
    _code, taken = qbs(capsys, "accept", mine, made["file"])
    assert [one["column"] for one in taken["items"]] == ["revenue"]
    with Workspace.open_file(mine) as workspace:
        counties.County.again(workspace, 1, ids).set("first", "revenue", counties.OCTOBER, 8000)
    assert qbs(capsys, *hand_in)[1]["revision"] == 2
    code, document = qbs(capsys, "collate", city, books)
    assert (code, [one["state"] for one in document["returns"]]) == (0, ["replaced", "adopted"])
    (revenue,) = [one for one in document["totals"]["2026-10"]["enterprise"] if one["period"] == "2026-10"]
    assert (revenue["value"], revenue["units"][0]["note"]) == (str((8000 + 463 * 10) * 10000), "")
    _code, receipt = qbs(capsys, "receipt", city, *answer)
    assert qbs(capsys, "accept", mine, receipt["file"])[1]["state"] == "accepted"


def test_a_plain_workbook_is_entered_for_a_unit_that_sends_no_return(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with counties.city(tmp_path):
        pass
    (tmp_path / "表.csv").write_text("2026年1—10月,单位：万元\n企业名称,营业收入\n乙厂,20\n", encoding="utf-8-sig")
    code, document = qbs(
        capsys, "import", tmp_path / "430200.qbs", tmp_path / "表.csv", "--for-unit", "430204", "--apply"
    )
    assert (code, document["entered_for"]) == (0, "石峰区")
    _code, seen = qbs(capsys, "collate", tmp_path / "430200.qbs", "--period", "2026-10")
    assert {one["name"] for one in seen["board"] if one["state"] == "entered"} == {"石峰区"}
    assert "430204" not in seen["missing"]
