"""Handing in: what must be right first, what is frozen, and that all of it stands or nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

import openpyxl
import pytest

from qbs_desktop.db import history
from qbs_desktop.db.acts import Acts
from qbs_desktop.domain.errors import EnvironmentFault, Refusal
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.return_state import Stage
from qbs_desktop.exchange import saving
from qbs_desktop.services.checks import checking
from qbs_desktop.services.lists.waiting import Spot, WaitingText
from qbs_desktop.services.months import periods
from qbs_desktop.services.reporting import readiness, return_states, returns, submitting
from qbs_desktop.services.reporting.return_content import Choice
from qbs_desktop.services.workspace import Workspace
from tests.db.content import digest_of, rebuilt
from tests.services.return_loop import OCTOBER, enterprise, explain_all, handed_in, put


def stage(workspace: Workspace) -> Stage:
    return return_states.look(workspace, OCTOBER).stage


def words(path: Path, sheet: str = "封面") -> list[str]:
    book = openpyxl.load_workbook(path)
    return [str(cell.value) for row in book[sheet].iter_rows() for cell in row if cell.value is not None]


# --- review --------------------------------------------------------------------------------------------------------


def test_a_review_stands_until_anything_reported_changes(county: Workspace) -> None:
    assert stage(county) is Stage.DRAFT
    explain_all(county)
    submitting.review(county, OCTOBER)
    assert stage(county) is Stage.REVIEWED
    record = enterprise(county)
    put(county, record, "123", period=Period.of_month(2026, 3))
    assert stage(county) is Stage.REVIEWED  # another month's figure, which October's forms do not show
    put(county, record, "123")
    now = return_states.look(county, OCTOBER)
    assert (now.stage, now.stale_review) == (Stage.DRAFT, True)
    county.undo()
    assert stage(county) is Stage.REVIEWED  # the very same content again
    county.run("改名", lambda edit: edit.set_fields("enterprise", record.id, {"name": "更名公司"}))
    assert stage(county) is Stage.DRAFT
    county.undo()
    first = next(one for one in checking.check(county, OCTOBER) if one.explained)
    checking.explain(county, first.finding, None)
    assert stage(county) is Stage.DRAFT


def test_a_review_names_what_is_not_explained(county: Workspace) -> None:
    with pytest.raises(
        Refusal, match=r"还不能审核通过(.|\n)*强制 1 条(.|\n)*\n核实 \d+ 条，请改正，或填写核实说明：\n  · .+"
    ):
        submitting.review(county, OCTOBER)
    assert stage(county) is Stage.DRAFT


def test_a_text_that_could_not_be_stored_stands_in_the_way(county: Workspace, tmp_path: Path) -> None:
    explain_all(county)
    spot = Spot("enterprise", enterprise(county).id, "revenue/total", OCTOBER)
    county.waiting.settle([(spot, WaitingText(spot, "一百二", "不是数"))])
    with pytest.raises(Refusal, match=r"1 个单元格的内容没有保存.*“一百二”"):
        submitting.review(county, OCTOBER)
    made = submitting.submit(county, OCTOBER, tmp_path, reason="先报")
    assert made.stage is Stage.SUBMITTED


# --- handing in ----------------------------------------------------------------------------------------------------


def test_handing_in_freezes_seals_and_locks(county: Workspace, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    made = handed_in(county, tmp_path, progress=lambda done, steps: told.append((done, steps)))
    assert made.path.name == f"{county.unit.name}_千百十报表_2026年10月_第1版.xlsx"
    assert told[-1] == (5, 5)
    verdict = returns.verify(made.path)
    assert verdict.state == "whole", verdict.sentence
    said = verdict.manifest
    assert (said["kind"], said["state"], said["revision"], said["previous"]) == ("return", "submitted", 1, "")
    assert (said["override"], said["correction"], said["late"]) == (None, False, "")
    now = return_states.look(county, OCTOBER)
    assert (now.stage, now.label, now.lock.locked) == (Stage.SUBMITTED, "已上报（第 1 版）", True)
    assert now.why_locked == "2026年10月第 1 版已上报，数据已锁定。"
    with pytest.raises(Refusal, match="已经锁定"):
        put(county, enterprise(county), "1")
    assert "草稿" not in "".join(words(made.path))
    assert openpyxl.load_workbook(made.path)["企业月报"].oddFooter.right.text == f"校验码 {made.code}"


def test_the_return_carries_the_trails_head_before_it(county: Workspace, tmp_path: Path) -> None:
    """Reliability test A3."""
    explain_all(county)
    head = county.read(history.head)
    assert returns.verify(submitting.submit(county, OCTOBER, tmp_path).path).manifest["audit_head"] == head


def test_a_frozen_revision_is_written_again_byte_for_byte(county: Workspace, tmp_path: Path) -> None:
    made = handed_in(county, tmp_path / "一")
    content = made.path.read_bytes()
    (one,) = returns.history_of(county, OCTOBER)
    assert hashlib.sha256(content).hexdigest() == one.book
    record = enterprise(county)
    county.run("改名", lambda edit: edit.set_fields("enterprise", record.id, {"remark": "以后改的"}))
    assert returns.export_again(county, one, tmp_path / "二").read_bytes() == content
    (again,) = returns.export(county, OCTOBER, tmp_path / "三")
    assert (again.revision, again.digest, again.stage) == (1, made.digest, Stage.SUBMITTED)
    assert again.path.read_bytes() == content
    assert again.path.name == made.path.name


def test_a_draft_says_so_and_keeps_its_number_when_it_is_handed_in(county: Workspace, tmp_path: Path) -> None:
    explain_all(county)
    (draft,) = returns.export(county, OCTOBER, tmp_path)
    assert any("第 1 版　草稿，尚未上报" in one for one in words(draft.path))
    assert returns.verify(draft.path).manifest["state"] == "draft"
    made = submitting.submit(county, OCTOBER, tmp_path)
    assert (made.revision, made.digest) == (1, draft.digest)
    assert [(one.revision, one.state) for one in returns.history_of(county, OCTOBER)] == [(1, Stage.SUBMITTED)]


def test_open_findings_stop_it_and_a_reason_prints(county: Workspace, tmp_path: Path) -> None:
    before = digest_of(county)  # the sample has a 强制 finding: finished before it was begun
    with pytest.raises(
        Refusal, match=r"还不能上报.*\n强制 \d+ 条，请改正：\n  · (.|\n)*核实 \d+ 条(.|\n)*理由会印在封面上"
    ):
        submitting.submit(county, OCTOBER, tmp_path)
    assert digest_of(county) == before
    assert list(tmp_path.glob("*.xlsx")) == []
    made = submitting.submit(county, OCTOBER, tmp_path, reason=" 日期正在核对 ")
    cover = words(made.path)
    assert "上报理由：日期正在核对" in cover
    assert any(one.startswith("未处理的审核结果：强制 ") for one in cover)
    assert "已连同上报理由印在封面上。" in made.notes[-1]
    assert "再上报" not in made.notes[-1]
    override = returns.verify(made.path).manifest["override"]
    assert isinstance(override, dict)
    assert override["reason"] == "日期正在核对"
    assert {one["grade"] for one in override["findings"]} == {"error", "query"}
    assert returns.history_of(county)[0].reason == "日期正在核对"


def test_a_reason_without_need_is_not_printed_and_a_late_return_says_so(county: Workspace, tmp_path: Path) -> None:
    made = handed_in(county, tmp_path, reason="不必", late="系统故障，迟报 2 天")
    assert not any("不必" in one for one in words(made.path))
    assert "迟　　报：系统故障，迟报 2 天" in words(made.path)
    assert returns.verify(made.path).manifest["late"] == "系统故障，迟报 2 天"


def test_what_is_handed_in_is_not_handed_in_twice(county: Workspace, tmp_path: Path) -> None:
    handed_in(county, tmp_path)
    with pytest.raises(Refusal, match="现在是“已上报”，不能审核通过：已上报的报表要更正时"):
        submitting.submit(county, OCTOBER, tmp_path)
    with pytest.raises(Refusal, match="已上报"):
        submitting.review(county, OCTOBER)


def test_a_correction_is_the_next_revision_and_prints_what_changed(county: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="还没有上报，直接修改即可"):
        submitting.correct(county, OCTOBER, "试")
    first = handed_in(county, tmp_path)
    with pytest.raises(Refusal, match="要写明原因"):
        submitting.correct(county, OCTOBER, " ")
    now = submitting.correct(county, OCTOBER, "企业来函更正")
    assert (now.stage, now.label) == (Stage.DRAFT, "更正中：第 2 版草稿")
    with pytest.raises(Refusal, match="和已上报的第 1 版完全一样"):
        submitting.submit(county, OCTOBER, tmp_path)
    record = enterprise(county)
    old = county.dataset(periods=[OCTOBER]).value(record, "revenue", OCTOBER, Kind.ACTUAL)
    put(county, record, "3456789000")
    made = handed_in(county, tmp_path, choice=Choice(amount_unit="万元"))
    assert (made.revision, made.path.name[-9:]) == (2, "_第2版.xlsx")
    verdict = returns.verify(made.path)
    assert verdict.state == "whole", verdict.sentence
    assert (verdict.manifest["previous"], verdict.manifest["correction"]) == (first.digest, True)
    assert any(one.endswith("第 2 版（更正）") for one in words(made.path))
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(made.path)["变动表"].iter_rows(min_row=5)]
    assert old is not None
    changed = next(row for row in rows if row[2] == record.name and "营业收入" in str(row[3]))
    assert changed[1:] == [
        "企业月报",
        record.name,
        changed[3],
        f"{old / 10000:f}".rstrip("0").rstrip("."),
        "345678.9",
        "企业来函更正",
    ]
    assert [(one.revision, one.state) for one in returns.history_of(county, OCTOBER)] == [
        (1, Stage.SUBMITTED), (2, Stage.SUBMITTED),
    ]  # fmt: skip


def test_rows_that_came_and_went_stand_in_the_list_of_changes(county: Workspace, tmp_path: Path) -> None:
    handed_in(county, tmp_path)
    submitting.correct(county, OCTOBER, "名单调整")
    gone = enterprise(county)
    county.run("出库", lambda edit: edit.set_membership(gone.id, 2026, "out"))
    county.run("加", lambda edit: edit.add("enterprise", {"name": "新入库公司"}, year=2026))
    made = submitting.submit(county, OCTOBER, tmp_path, reason="名单调整")
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(made.path)["变动表"].iter_rows(min_row=5)]
    assert ["新入库公司", "整行", None, "新增一行"] in [row[2:6] for row in rows]
    assert [gone.name, "整行", "原有一行", None] in [row[2:6] for row in rows]


def test_the_trail_gives_the_content_after_a_whole_loop(county: Workspace, tmp_path: Path) -> None:
    handed_in(county, tmp_path)
    submitting.correct(county, OCTOBER, "更正")
    put(county, enterprise(county), "5")
    explain_all(county)
    submitting.review(county, OCTOBER)
    assert county.read(lambda connection: rebuilt(connection, tmp_path / "重建.qbs")) == digest_of(county)


# --- all or nothing ------------------------------------------------------------------------------------------------


class Cut(BaseException):
    """The program ends here, as by a power cut: nothing that catches errors catches this."""


PLACES = {
    "writing": (saving, "_write"),
    "placing": (saving, "_place"),
    "filing": (Acts, "file_bytes"),
    "noting": (Acts, "record_submission"),
    "ending the review": (Acts, "set_review"),
    "locking": (Acts, "set_lock"),
}


@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("place", PLACES)
def test_whatever_fails_all_of_it_stands_or_nothing(
    county: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, late: bool
) -> None:
    """Reliability test T6: cut off before and after each step between freeze, save and mark."""
    explain_all(county)
    where, name = PLACES[place]
    real = getattr(where, name)

    def cut(*given: object, **named: object) -> object:
        if late:
            real(*given, **named)
        raise Cut

    with monkeypatch.context() as patched:
        patched.setattr(where, name, cut)
        with pytest.raises(Cut):
            submitting.submit(county, OCTOBER, tmp_path / "出")
    path = county.path
    county.close()
    with Workspace.open_file(path) as again:
        kept = returns.history_of(again, OCTOBER)
        whole = place == "placing"
        assert [one.state for one in kept] == ([Stage.SUBMITTED] if whole else [])
        assert periods.state(again, OCTOBER).locked is whole
        out = list((tmp_path / "出").glob("[!.]*.xlsx"))
        assert len(out) == int(whole and late)
        if whole:
            copy = returns.export_again(again, kept[0], tmp_path / "再")
            assert returns.verify(copy).state == "whole"
            assert all(one.read_bytes() == copy.read_bytes() for one in out)
        else:
            made = submitting.submit(again, OCTOBER, tmp_path / "出")
            assert made.revision == 1


def test_a_workbook_that_cannot_be_put_in_place_is_told_and_can_be_had_again(
    county: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    explain_all(county)

    def busy(_draft: Path, target: Path) -> Path:
        raise EnvironmentFault(f"“{target.name}”被占用。")

    with monkeypatch.context() as patched:
        patched.setattr(saving, "_place", busy)
        with pytest.raises(EnvironmentFault, match=r"第 1 版已经上报并封存，报告期已锁定，但工作簿没有存到.*被占用"):
            submitting.submit(county, OCTOBER, tmp_path)
    (one,) = returns.history_of(county, OCTOBER)
    assert returns.verify(returns.export_again(county, one, tmp_path)).state == "whole"


def test_a_folder_that_cannot_be_written_leaves_the_period_as_it_was(county: Workspace, tmp_path: Path) -> None:
    explain_all(county)
    folder = tmp_path / "占位"
    folder.write_text("", encoding="utf-8")
    before = digest_of(county)
    with pytest.raises(EnvironmentFault, match="不是文件夹"):
        submitting.submit(county, OCTOBER, folder)
    assert digest_of(county) == before


def test_a_change_while_the_workbook_is_made_stops_it(county: Workspace, tmp_path: Path) -> None:
    explain_all(county)
    record = enterprise(county)
    key = FigureKey(record.id, "staff", Period.of_month(2026, 2), Kind.ACTUAL)

    def meanwhile(done: int, _steps: int) -> None:
        if done == 2:
            county.run("别处", lambda edit: edit.set_figure(key, Figure(na=True)))

    with pytest.raises(Refusal, match="刚被别处改动过"):
        submitting.submit(county, OCTOBER, tmp_path, progress=meanwhile)
    assert returns.history_of(county) == []
    assert list(tmp_path.glob("*.xlsx")) == []


def test_a_revision_exported_before_workbooks_were_kept_cannot_be_had_again(county: Workspace, tmp_path: Path) -> None:
    at = "2026-11-01T00:00:00+08:00"
    county.run("旧", lambda edit: edit.record_submission(OCTOBER.code, 1, at, "旧.xlsx", "0" * 64, "enterprise_month"))
    (one,) = returns.history_of(county, OCTOBER)
    with pytest.raises(Refusal, match="旧版程序导出的，没有留存工作簿"):
        returns.export_again(county, one, tmp_path)
    assert handed_in(county, tmp_path).revision == 2


def test_the_number_that_is_announced_is_the_number_that_is_given(county: Workspace, tmp_path: Path) -> None:
    """A draft shown to somebody keeps its number for its content; what was changed since gets the next one."""

    def announced() -> int:
        return readiness.look(county, OCTOBER).number

    explain_all(county)
    assert announced() == 1
    returns.export(county, OCTOBER, tmp_path)
    assert announced() == 1
    put(county, enterprise(county), "12345600")
    explain_all(county)
    assert announced() == 2
    assert handed_in(county, tmp_path).revision == 2
