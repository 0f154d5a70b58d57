"""What changes after 上报 is told, and never gets into what was handed in."""

from __future__ import annotations

from pathlib import Path

from qbs_desktop.services.checks import checking
from qbs_desktop.services.reporting import drifting, returns, submitting
from qbs_desktop.services.reporting.return_content import Choice
from qbs_desktop.services.workspace import Workspace
from tests.services.return_loop import OCTOBER, enterprise, handed_in


def written(workspace: Workspace, folder: Path) -> bytes:
    (one,) = [one for one in returns.history_of(workspace, OCTOBER) if one.state.frozen]
    folder.mkdir(exist_ok=True)
    return returns.export_again(workspace, one, folder).read_bytes()


def test_a_name_and_a_row_changed_after_handing_in_are_told_and_leave_the_revision_alone(
    county: Workspace, tmp_path: Path
) -> None:
    assert drifting.since_handed_in(county, OCTOBER) is None
    handed_in(county, tmp_path, choice=Choice(amount_unit="万元", decimals=0))
    before = written(county, tmp_path / "再存")
    assert drifting.since_handed_in(county, OCTOBER) is None  # printed with fewer decimals, and nothing changed
    record = enterprise(county)
    county.run("改名", lambda edit: edit.set_fields("enterprise", record.id, {"name": "更名公司"}))
    county.run("新增", lambda edit: edit.add("enterprise", {"name": "新来的公司"}, year=2026))
    found = drifting.since_handed_in(county, OCTOBER)
    assert found is not None
    assert "名单在上报后有改动：改动 1 处、新增 1 行。已上报的第 1 版不变" in found.sentence
    assert f"{record.name} → 更名公司" in found.details
    assert written(county, tmp_path / "再存") == before
    county.undo()
    county.undo()
    assert drifting.since_handed_in(county, OCTOBER) is None


def test_an_explanation_changed_after_handing_in_is_told_until_a_correction_is_begun(
    county: Workspace, tmp_path: Path
) -> None:
    handed_in(county, tmp_path)
    before = written(county, tmp_path / "再存")
    first = next(one for one in checking.check(county, OCTOBER) if one.explained)
    checking.explain(county, first.finding, "另有说法", "true")
    found = drifting.since_handed_in(county, OCTOBER)
    assert found is not None
    assert (found.altered, found.explanations) == ((), 1)
    assert "核实说明 1 条" in found.sentence
    assert "里面没有这次改动的核实说明" in drifting.not_in_what_was_handed_in(county, OCTOBER)
    assert written(county, tmp_path / "再存") == before
    submitting.correct(county, OCTOBER, "补充说明")
    assert drifting.since_handed_in(county, OCTOBER) is None
    assert drifting.not_in_what_was_handed_in(county, OCTOBER) == ""
