"""Taking in receipts and rejections: what they open, that nothing else opens, and which are refused."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from qbs_desktop.cli import main
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record
from qbs_desktop.domain.return_state import Stage
from qbs_desktop.exchange.sealed import answering
from qbs_desktop.services import history
from qbs_desktop.services.lists import listing
from qbs_desktop.services.months import figures, periods
from qbs_desktop.services.months.figures import MonthEntry, Part
from qbs_desktop.services.reporting import answers_in, return_states, returns, submitting
from qbs_desktop.services.workspace import Workspace
from tests.db.content import digest_of, digest_of_figures, rebuilt
from tests.faults.trials import trials
from tests.services.return_loop import (
    ELEVEN,
    NINE,
    OCTOBER,
    TEN,
    enterprise,
    handed_in,
    item,
    put,
    receipt,
    rejection,
    written,
)


def stage(workspace: Workspace) -> Stage:
    return return_states.look(workspace, OCTOBER).stage


# --- receipts ------------------------------------------------------------------------------------------------------


def test_a_receipt_ends_the_way_of_a_return(county: Workspace, tmp_path: Path) -> None:
    made = handed_in(county, tmp_path)
    before = county.read(digest_of_figures)
    taken = answers_in.accept(county, written(receipt(made, county), tmp_path))
    assert taken.sentence == "2026年10月第 1 版已被株洲市接收。"
    now = return_states.look(county, OCTOBER)
    assert (now.stage, now.label, now.lock.locked) == (Stage.ACCEPTED, "已接收（第 1 版）", True)
    assert now.frozen is not None
    assert now.frozen.answered == NINE
    assert county.read(digest_of_figures) == before
    entry = history.entries(county, 1)[0]
    assert entry.operation.title == "接收回执：2026年10月第 1 版"
    assert not entry.operation.undoable
    assert [(one.where, one.before, one.after) for one in entry.lines] == [("报表状态", "已上报", "已接收")]


def test_a_receipt_of_a_draft_shuts_the_period_if_it_still_says_the_same(county: Workspace, tmp_path: Path) -> None:
    (draft,) = returns.export(county, OCTOBER, tmp_path)
    answers_in.accept(county, written(receipt(draft, county), tmp_path))
    assert stage(county) is Stage.ACCEPTED
    assert periods.state(county, OCTOBER).locked


def test_a_receipt_of_a_draft_that_was_changed_since_leaves_the_period_open(county: Workspace, tmp_path: Path) -> None:
    (draft,) = returns.export(county, OCTOBER, tmp_path)
    put(county, enterprise(county), "77")
    answers_in.accept(county, written(receipt(draft, county), tmp_path))
    now = return_states.look(county, OCTOBER)
    assert (now.stage, now.label, now.lock.locked) == (Stage.DRAFT, "更正中：第 2 版草稿", False)


# --- rejections ----------------------------------------------------------------------------------------------------


def test_a_rejection_opens_its_items_and_touches_nothing(county: Workspace, tmp_path: Path) -> None:
    """What users of other systems report (users-say 16, 17): data gone after 退回, or a form that stays read-only."""
    made = handed_in(county, tmp_path)
    one, other = enterprise(county, 0), enterprise(county, 1)
    before = county.read(digest_of_figures)
    taken = answers_in.accept(county, written(rejection(made, county, item(one)), tmp_path))
    assert "退回 1 项，只有这几项可以改" in taken.sentence
    assert county.read(digest_of_figures) == before
    now = return_states.look(county, OCTOBER)
    assert (now.stage, now.label, len(now.items)) == (Stage.REJECTED, "已退回（第 1 版）", 1)
    assert now.why_locked == "2026年10月第 1 版被退回，只能改退回的 1 项。"
    assert return_states.rejections(county) == (now,)
    with pytest.raises(Refusal, match="只有退回的项目可以改动"):
        put(county, other, "1")
    with pytest.raises(Refusal, match="只有退回的项目可以改动"):
        put(county, one, "1", "output")
    put(county, one, "1")
    county.undo()
    county.redo()
    place = answers_in.place_of(county, now.items[0])
    assert (place.ledger, place.record_id, place.indicator, place.period) == ("enterprise", one.id, "revenue", OCTOBER)
    assert county.read(lambda connection: rebuilt(connection, tmp_path / "重建.qbs")) == digest_of(county)


def test_the_correction_of_a_rejection_is_the_next_revision(county: Workspace, tmp_path: Path) -> None:
    made = handed_in(county, tmp_path)
    one, other = enterprise(county, 0), enterprise(county, 1)
    answers_in.accept(county, written(rejection(made, county, item(one), item(other, no=2)), tmp_path))
    put(county, one, "345678901")
    answers_in.reply(county, answers_in.open_items(county)[1], " 已与企业核实，数据属实 ")
    again = handed_in(county, tmp_path)
    verdict = returns.verify(again.path)
    assert (again.revision, verdict.manifest["previous"]) == (2, made.digest)
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(again.path)["变动表"].iter_rows(min_row=5)]
    assert [row[2] for row in rows[:1]] == [one.name]
    assert {row[6] for row in rows if row[2] == one.name} == {"退回第 1 项：环比变动过大，请核对"}
    head = "营业收入（亿元） 1—10月累计"
    why = "退回第 2 项：环比变动过大，请核对。答复：已与企业核实，数据属实"
    assert rows[-1][2:] == [other.name, head, "1.2", "未改动", why]
    assert (stage(county), answers_in.open_items(county)) == (Stage.SUBMITTED, [])
    with pytest.raises(Refusal, match="已经锁定"):
        put(county, one, "2")
    assert county.undo() == "核实"  # an explanation is no figure of the period
    with pytest.raises(Refusal, match="已经锁定"):
        county.undo()
    assert [entry.state for entry in returns.history_of(county, OCTOBER)] == [Stage.REJECTED, Stage.SUBMITTED]
    assert return_states.rejections(county) == ()
    answers_in.accept(county, written(receipt(again, county, TEN), tmp_path))
    assert stage(county) is Stage.ACCEPTED


def test_a_rejected_return_with_nothing_changed_and_nothing_answered_is_not_handed_in(
    county: Workspace, tmp_path: Path
) -> None:
    made = handed_in(county, tmp_path)
    answers_in.accept(county, written(rejection(made, county, item(enterprise(county))), tmp_path))
    with pytest.raises(Refusal, match=r"完全一样.*数据属实的，请填写答复"):
        handed_in(county, tmp_path)


def test_a_rejection_without_items_gives_back_the_whole_period(county: Workspace, tmp_path: Path) -> None:
    made = handed_in(county, tmp_path)
    taken = answers_in.accept(county, written(rejection(made, county, note="表式用错"), tmp_path))
    assert "整张退回，报告期已重新开放" in taken.sentence
    assert (stage(county), periods.state(county, OCTOBER).reason) == (Stage.REJECTED, "株洲市退回，表式用错")
    put(county, enterprise(county), "8")
    again = handed_in(county, tmp_path)
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(again.path)["变动表"].iter_rows(min_row=5)]
    assert {row[6] for row in rows} == {"株洲市退回，表式用错"}


def test_a_whole_row_a_whole_list_and_a_computed_column_open_what_they_name(county: Workspace, tmp_path: Path) -> None:
    made = handed_in(county, tmp_path)
    one, other = enterprise(county, 0), enterprise(county, 1)
    project = county.dataset().rows("project")[0]
    items = (
        replace(item(one, ""), kind=""),
        replace(item(other, "revenue.growth", 2), ledger="enterprise"),
        replace(item(one, "", 3), ledger="project", uid="", name="", kind=""),
        replace(item(one, "", 4), uid="f" * 32),
        replace(item(one, "", 5), uid="", ledger="", name=""),
    )
    answers_in.accept(county, written(rejection(made, county, *items), tmp_path))
    put(county, one, "1", "output")
    put(county, other, "1")
    put(county, project, "5", "investment")
    with pytest.raises(Refusal, match="只有退回的项目可以改动"):
        put(county, other, "1", "output")
    with pytest.raises(Refusal, match="只有退回的项目可以改动"):
        put(county, enterprise(county, 2), "1")
    with pytest.raises(Refusal, match="已有"):
        periods.declare(county, "project", OCTOBER, "empty")
    with pytest.raises(Refusal, match="只有退回的项目可以改动"):
        periods.declare(county, "enterprise", OCTOBER, "unchanged")
    periods.declare(county, "project", OCTOBER, "unchanged")
    gone = next(each for each in answers_in.open_items(county) if each.uid == "f" * 32)
    assert answers_in.place_of(county, gone).record_id is None


def test_further_items_may_follow(county: Workspace, tmp_path: Path) -> None:
    made = handed_in(county, tmp_path)
    one, other = enterprise(county, 0), enterprise(county, 1)
    answers_in.accept(county, written(rejection(made, county, item(one)), tmp_path))
    answers_in.accept(county, written(rejection(made, county, item(other), at=TEN), tmp_path / "二"))
    put(county, one, "1")
    put(county, other, "1")
    with pytest.raises(Refusal, match="现在是“已退回”，不能接收回执"):
        answers_in.accept(county, written(receipt(made, county, ELEVEN), tmp_path))


# --- locked is locked (S4) -------------------------------------------------------------------------------------------


def _book(workspace: Workspace, value: str, folder: Path) -> Path:
    """A workbook as a clerk would import it, with a figure of October for a company."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "企业"
    sheet.append(["企业名称", "2026年1—10月累计营业收入（万元）"])
    sheet.append([enterprise(workspace, 3).name, float(value)])
    folder.mkdir(exist_ok=True)
    path = folder / "导入.xlsx"
    book.save(path)
    return path


def attempts(workspace: Workspace, chance: random.Random, records: Sequence[Record]) -> list[Callable[[], object]]:
    """Ways to change what was not given back."""
    record = records[chance.randrange(2, 8)]
    slug, value = chance.choice(["revenue", "output", "tax"]), str(chance.randrange(1, 10**9))
    entry = MonthEntry(record.id, slug, chance.choice([Part.TOTAL, Part.MONTH]), value, "元")
    key = FigureKey(record.id, slug, OCTOBER, Kind.ACTUAL)
    given_back = FigureKey(records[0].id, "revenue", OCTOBER, Kind.ACTUAL)
    both = [(one, Figure(Decimal(value)), None) for one in (given_back, key)]
    return [
        lambda: figures.set_month(workspace, "enterprise", OCTOBER, [entry]),
        lambda: workspace.run("填", lambda edit: edit.set_figures(both)),
        lambda: workspace.run("清", lambda edit: edit.set_figure(key, None)),
        lambda: listing.remove_rows(workspace, "enterprise", [record.id]),
        lambda: periods.declare(workspace, "enterprise", OCTOBER, "unchanged"),
        workspace.undo,
        workspace.redo,
    ]


def test_whatever_is_tried_only_what_was_given_back_can_change(county: Workspace, tmp_path: Path) -> None:
    """Reliability test S4: 200 attempts by typing, pasting, filling, removing, declaring, undoing, redoing."""
    one = enterprise(county, 0)
    put(county, enterprise(county, 5), "55")
    put(county, one, "66")
    county.undo()
    made = handed_in(county, tmp_path)
    answers_in.accept(county, written(rejection(made, county, item(one)), tmp_path))
    chance = random.Random(5)
    key = FigureKey(one.id, "revenue", OCTOBER, Kind.ACTUAL)

    def shown() -> object:
        data = county.dataset(periods=[OCTOBER], everyone=True)
        return {
            (record.uid, slug): figure
            for record in data.rows("enterprise")
            for (slug, _period, _kind), figure in data.figures(record).items()
            if (record.id, slug) != (one.id, "revenue")
        }

    records = list(county.dataset().rows("enterprise"))

    before, refused = shown(), 0
    for number in range(trials(200)):
        if number % 10 == 0:
            county.run("改退回项", lambda edit, n=number: edit.set_figure(key, Figure(Decimal(n + 1))))
        try:
            chance.choice(attempts(county, chance, records))()
        except Refusal:
            refused += 1
        if number % 20 == 0:
            assert shown() == before
    assert shown() == before
    assert refused > trials(200) // 2


def test_an_import_and_the_command_line_stop_at_the_lock_too(county: Workspace, tmp_path: Path) -> None:
    made = handed_in(county, tmp_path)
    answers_in.accept(county, written(rejection(made, county, item(enterprise(county, 0))), tmp_path))
    book, path = _book(county, "4321", tmp_path / "来"), county.path
    before = county.read(digest_of_figures)
    county.close()
    for more in ([], ["--good-rows"]):
        assert main(["import", str(path), str(book), "--list", "enterprise", "--apply", *more]) == 1
    with Workspace.open_file(path) as again:
        assert again.read(digest_of_figures) == before


# --- refused answers (T4) -------------------------------------------------------------------------------------------


def refused(workspace: Workspace, path: Path, words: str) -> None:
    before = digest_of(workspace)
    with pytest.raises(Refusal, match=words):
        answers_in.accept(workspace, path)
    assert digest_of(workspace) == before


def test_an_answer_to_another_return_is_refused_and_says_why(county: Workspace, tmp_path: Path) -> None:
    """Reliability test T4: other unit, period, revision, content; older; replayed."""
    made = handed_in(county, tmp_path)
    good = receipt(made, county, TEN)
    for wrong, words in (
        (replace(good, unit_code="430281", unit_name="醴陵市"), "是给“醴陵市”的，不是给"),
        (replace(good, period=Period.of_month(2026, 9)), "没有报过2026年9月的报表"),
        (replace(good, revision=2), r"没有第 2 版（现在到第 1 版）"),
        (replace(good, digest="0" * 64), "答复的校验码是 0000-0000，本单位这一版是"),
    ):
        for kind in ("receipt", "rejection"):
            refused(county, written(replace(wrong, kind=kind), tmp_path / "错"), words)
    answers_in.accept(county, written(good, tmp_path))
    refused(county, written(good, tmp_path), "已经接收过同样新或更新的答复")
    refused(county, written(rejection(made, county, at=NINE), tmp_path), "已经接收过同样新或更新的答复")
    refused(county, written(rejection(made, county, at="不详"), tmp_path), "已经接收过同样新或更新的答复")
    submitting.correct(county, OCTOBER, "更正")
    put(county, enterprise(county), "9")
    handed_in(county, tmp_path)
    refused(county, written(rejection(made, county, at=ELEVEN), tmp_path), "已经报了第 2 版，这份退回单是对第 1 版的")


def test_an_answer_that_was_changed_on_its_way_is_refused(county: Workspace, tmp_path: Path) -> None:
    made = handed_in(county, tmp_path)
    path = written(rejection(made, county, item(enterprise(county))), tmp_path)
    book = openpyxl.load_workbook(path)
    book["退回单"]["A3"].value = "报 告 期：2026年9月"
    book.save(path)
    refused(county, path, "被改动过，不能接收")
    refused(county, made.path, "不是回执或退回单，而是一份报表")


def test_a_unit_without_code_is_known_by_its_name(tmp_path: Path) -> None:
    from qbs_desktop.services import profiles
    from qbs_desktop.services.workspace import Unit

    with Workspace.create(tmp_path / "园.qbs", profiles.load("hunan-county"), Unit("", "某园区"), year=2026) as park:
        (draft,) = returns.export(park, OCTOBER, tmp_path)
        refused(park, written(replace(receipt(draft, park), unit_name="别的园区"), tmp_path), "是给“别的园区”的")
        assert answers_in.accept(park, written(receipt(draft, park), tmp_path)).stage is Stage.ACCEPTED


def test_an_answer_that_changes_while_it_is_read_is_kept_as_it_was_judged(
    county: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes kept are those that were judged, whatever stands under that name a moment later."""
    made = handed_in(county, tmp_path, OCTOBER)
    answer = written(rejection(made, county, item(enterprise(county))), tmp_path)
    judged = answer.read_bytes()
    real = answering.verifying.judged

    def swapped(path: Path, *rest: object) -> object:
        answer.write_bytes(b"something else")
        return real(path, *rest)

    monkeypatch.setattr(answering.verifying, "judged", swapped)
    answers_in.accept(county, answer)
    kept = county.read(lambda connection: connection.execute("SELECT answer FROM submission").fetchone()[0])
    assert kept == hashlib.sha256(judged).hexdigest()
