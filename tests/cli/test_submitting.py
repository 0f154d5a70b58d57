"""`qbs submit` and `qbs accept` as a script uses them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qbs_desktop.cli import main
from qbs_desktop.services import samples
from qbs_desktop.services.safety import backups
from qbs_desktop.services.workspace import Workspace
from tests.services.return_loop import OCTOBER, enterprise, handed_in, item, rejection, written


def test_a_period_is_handed_in_with_a_reason_only_and_says_what_is_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "县.qbs"
    samples.create_sample(path, "hunan-county").close()
    given = ["submit", str(path), "--period", "2026-10", "--out", str(tmp_path), "--json"]
    assert main(given) == 1
    refused = capsys.readouterr().err
    assert "还不能上报" in refused
    assert "--reason" in refused
    assert main([*given, "--reason", "先报后补"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["period"], said["revision"], said["state"]) == ("2026-10", 1, "submitted")
    assert Path(said["file"]).exists()
    checked = ["check", str(path), "--period", "2026-10", "--json"]
    with Workspace.open_file(path) as county:
        record = enterprise(county)
        county.run("改名", lambda edit: edit.set_fields("enterprise", record.id, {"name": "更名公司"}))
    main(checked)
    drift = json.loads(capsys.readouterr().out)["drift"]
    (change,) = drift["changes"]
    assert (drift["revision"], change["column"], change["before"], change["after"]) == (
        1, "name", record.name, "更名公司",
    )  # fmt: skip
    assert main([*given, "--reason", "再报"]) == 1
    (kept,) = backups.listing(path)
    assert backups.preview(kept.path).last[0] == "载入示例数据", "kept before it was handed in"


def test_a_rejection_is_taken_in_with_its_items(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "县.qbs"
    with samples.create_sample(path, "hunan-county") as county:
        made = handed_in(county, tmp_path, OCTOBER)
        answer = written(rejection(made, county, item(enterprise(county))), tmp_path)
    assert main(["accept", str(path), str(answer), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["kind"], said["state"], [one["column"] for one in said["items"]]) == (
        "rejection", "rejected", ["revenue"],
    )  # fmt: skip
    assert main(["accept", str(path), str(answer)]) == 1
    assert "没有再接收" in capsys.readouterr().err
