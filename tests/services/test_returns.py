"""Exporting a period's return and verifying it, on real data files."""

from __future__ import annotations

import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from qbs_desktop.db import history
from qbs_desktop.domain.errors import EnvironmentFault, Refusal
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.finding import Finding, Grade, Place
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange import saving
from qbs_desktop.services.checks import checking
from qbs_desktop.services.reporting import returns
from qbs_desktop.services.workspace import Workspace

OCTOBER = Period.parse("2026-10")


def only(workspace: Workspace, period: str, folder: Path, **options: object) -> returns.ExportResult:
    (made,) = returns.export(workspace, Period.parse(period), folder, **options)  # type: ignore[arg-type]
    return made


def change(workspace: Workspace, name: str, value: str) -> None:
    record = workspace.dataset().named("enterprise", name)
    assert record is not None
    key = FigureKey(record.id, "revenue", OCTOBER, Kind.ACTUAL)
    workspace.run("改数", lambda edit: edit.set_figures([(key, Figure(Decimal(value)), None)]))


def test_a_month_return_is_one_whole_workbook(county: Workspace, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    made = only(county, "2026-10", tmp_path / "出", progress=lambda done, steps: told.append((done, steps)))
    assert made.path.name == f"{county.unit.name}_千百十报表_2026年10月_草稿.xlsx"
    assert made.forms == ("industry_month", "enterprise_month", "project_month")
    assert openpyxl.load_workbook(made.path).sheetnames == ["封面", "产业月报", "企业月报", "项目月报", "_qbs"]
    verdict = returns.verify(made.path)
    assert verdict.state == "whole", verdict.sentence
    assert told[0] == (0, 5)
    assert told[-1] == (5, 5)


def test_a_year_return_holds_the_annexes_and_lists(zhuzhou: Workspace, tmp_path: Path) -> None:
    made = only(zhuzhou, "2025", tmp_path)
    names = openpyxl.load_workbook(made.path).sheetnames
    assert names[:4] == ["封面", "附件1", "附件2", "附件3"]
    assert returns.verify(made.path).state == "whole"
    assert "“项目名单”没有2025年的数据，导出的是空表。" in made.notes


def test_the_machine_part_says_whose_return_it_is_and_what_is_behind_each_row(
    county: Workspace, tmp_path: Path
) -> None:
    made = only(county, "2026-10", tmp_path)
    manifest = returns.verify(made.path).manifest
    assert manifest["unit"] == {"code": county.unit.code, "name": county.unit.name}
    assert (manifest["period"], manifest["profile"], manifest["revision"]) == ("2026-10", "hunan-county", 1)
    assert manifest["digest"] == made.digest
    rows = manifest["rows"]
    assert isinstance(rows, dict)
    uids = {record.uid for record in county.dataset().rows("enterprise")}
    assert {uid for kind, uid, _line in rows["企业月报"] if kind != "total"} == uids
    forms = manifest["forms"]
    assert isinstance(forms, list)
    column = next(one for one in forms[1]["columns"] if one["id"] == "revenue.sum")
    assert column | {"unit": ""} == {
        "id": "revenue.sum", "source": "figure", "field": "", "indicator": "revenue", "period": "2026-10",
        "kind": "actual", "unit": "",
    }  # fmt: skip


def test_the_audit_head_in_the_return_is_the_trails_head_before_it(county: Workspace, tmp_path: Path) -> None:
    head = county.read(history.head)
    assert returns.verify(only(county, "2026-10", tmp_path).path).manifest["audit_head"] == head


def test_the_same_content_keeps_its_revision_and_other_content_gets_the_next(county: Workspace, tmp_path: Path) -> None:
    first = only(county, "2026-10", tmp_path)
    again = only(county, "2026-10", tmp_path)
    assert (first.revision, again.revision) == (1, 1)
    assert first.digest == again.digest
    change(county, "示例甲子陶瓷有限公司", "90000000")
    second = only(county, "2026-10", tmp_path)
    assert second.revision == 2
    assert returns.verify(second.path).manifest["previous"] == first.digest
    assert only(county, "2026-09", tmp_path).revision == 1
    assert [one.revision for one in returns.history_of(county, OCTOBER)] == [1, 2]
    assert len(returns.history_of(county)) == 3


def test_a_submission_is_one_operation_that_undo_does_not_take_back(county: Workspace, tmp_path: Path) -> None:
    made = only(county, "2026-10", tmp_path)
    newest = county.read(lambda connection: history.operations(connection, newest=1))[0]
    assert newest.title == "导出报表：2026年10月第 1 版"
    assert not newest.undoable
    (noted,) = returns.history_of(county)
    assert (noted.digest, noted.file, noted.forms) == (made.digest, made.path.name, made.forms)


def test_the_short_code_stands_on_the_cover_and_at_the_foot(county: Workspace, tmp_path: Path) -> None:
    made = only(county, "2026-10", tmp_path)
    book = openpyxl.load_workbook(made.path)
    assert re.fullmatch(r"[0-9A-F]{4}-[0-9A-F]{4}", made.code)
    assert any(made.code in str(cell.value) for row in book["封面"].iter_rows() for cell in row)
    assert book["企业月报"].oddFooter.right.text == f"草稿　校验码 {made.code}"


def test_explanations_travel_in_the_return(county: Workspace, tmp_path: Path) -> None:
    record = county.dataset().rows("enterprise")[0]
    place = Place("enterprise", record.id, None, "revenue", OCTOBER)
    checking.explain(county, Finding(Grade.QUERY, "months.fall", "下降", place), "设备检修半个月", "企业停产或搬迁")
    other = Place("enterprise", record.id, None, "revenue", Period.parse("2026-03"))
    checking.explain(county, Finding(Grade.QUERY, "months.fall", "下降", other), "别的月份", "企业停产或搬迁")
    gone = Place("enterprise", 999_999, None, "revenue", OCTOBER)
    checking.explain(county, Finding(Grade.QUERY, "months.fall", "下降", gone), "已删除的行", "企业停产或搬迁")
    made = only(county, "2026-10", tmp_path)
    sheet = openpyxl.load_workbook(made.path)["核实说明"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [(row[1], row[4], row[5]) for row in rows] == [(record.name, "企业停产或搬迁", "设备检修半个月")]
    verdict = returns.verify(made.path)
    assert verdict.state == "whole"
    answers = verdict.manifest["explanations"]
    assert isinstance(answers, list)
    assert [one["uid"] for one in answers] == [record.uid]


def test_january_has_project_dispatch_only(county: Workspace, tmp_path: Path) -> None:
    made = only(county, "2026-01", tmp_path)
    assert made.forms == ("project_month",)


def test_an_empty_period_gives_empty_forms_and_says_so(empty: Workspace, tmp_path: Path) -> None:
    made = only(empty, "2026-05", tmp_path)
    assert len(made.notes) == 3
    assert all("导出的是空表" in note for note in made.notes)
    assert returns.verify(made.path).state == "whole"


def test_open_findings_are_told_with_the_return(zhuzhou: Workspace, tmp_path: Path) -> None:
    made = returns.export(zhuzhou, Period.of_year(2025), tmp_path)[0]
    assert "核实 17 条" in made.notes[-1]
    assert "强制" not in made.notes[-1]
    assert returns.verify(made.path).state == "whole"


def test_forms_and_unit_can_be_chosen(zhuzhou: Workspace, tmp_path: Path) -> None:
    made = only(zhuzhou, "2025", tmp_path, forms=["annex3", "annex1", "annex3"], amount_unit="万元")
    book = openpyxl.load_workbook(made.path)
    assert made.forms == ("annex3", "annex1")
    assert book["附件1"]["C5"].value == 13770000
    assert book["附件1"]["A3"].value == "单位：万元"


def test_wishes_that_cannot_be_met_are_refused_in_words(county: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="没有计量单位“两”"):
        only(county, "2026-10", tmp_path, amount_unit="两")
    with pytest.raises(Refusal, match="没有名为“甲”的表式"):
        only(county, "2026-10", tmp_path, forms=["甲"])
    with pytest.raises(Refusal, match="请选一个月份或年份"):
        only(county, "2026-Q3", tmp_path)
    with pytest.raises(Refusal, match="1 月免报"):
        only(county, "2026-01", tmp_path, forms=["industry_month"])
    assert returns.history_of(county) == []


def test_a_return_open_in_wps_is_saved_beside_and_the_clerk_is_told(
    county: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = only(county, "2026-10", tmp_path)
    real = Path.replace

    def busy(self: Path, target: Path) -> Path:
        if target == first.path:
            raise PermissionError
        return real(self, target)

    monkeypatch.setattr(Path, "replace", busy)
    monkeypatch.setattr(saving, "RETRY_FOR", 0.1)
    made = only(county, "2026-10", tmp_path)
    assert made.path.name.endswith("(2).xlsx")
    assert any("已另存为" in note for note in made.notes)


def test_nothing_is_noted_when_the_file_cannot_be_written(county: Workspace, tmp_path: Path) -> None:
    (tmp_path / "占位").write_text("", encoding="utf-8")
    with pytest.raises(EnvironmentFault):
        only(county, "2026-10", tmp_path / "占位")
    assert returns.history_of(county) == []


def test_members_that_left_the_list_are_not_reported(county: Workspace) -> None:
    record = county.dataset().rows("enterprise")[0]
    county.run("出库", lambda edit: edit.set_membership(record.id, 2026, "out"))
    form = returns.preview(county, "enterprise_month", OCTOBER)
    assert record.name not in [row.cells[1].value for row in form.rows]


def test_verifying_several_workbooks_answers_for_each(county: Workspace, tmp_path: Path) -> None:
    made = only(county, "2026-10", tmp_path)
    other = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(other)
    gone = tmp_path / "没有.xlsx"
    found = returns.verify_all([gone, made.path, other])
    assert [one.state for one in found] == ["not_a_return", "whole", "not_a_return"]
    assert "找不到文件“没有.xlsx”" in found[0].sentence
    with pytest.raises(EnvironmentFault):
        returns.verify_all([gone])


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_re_save_by_libreoffice_is_whole(county: Workspace, tmp_path: Path) -> None:
    made = only(county, "2026-10", tmp_path)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "存"),
        str(made.path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    verdict = returns.verify(tmp_path / "存" / made.path.name)
    assert verdict.state == "whole", verdict.sentence


def test_forms_that_would_go_out_empty_are_named_beforehand(county: Workspace) -> None:
    forms = returns.due(county, OCTOBER)
    sheets = [one.sheet for one in forms]
    assert returns.without_figures(county, forms, OCTOBER) == []
    assert returns.without_figures(county, forms, Period.parse("2026-12")) == sheets
