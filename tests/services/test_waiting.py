"""Typing and texts that could not be stored are soon on the disk, come back, and are no figures (reliability D7)."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qbs_desktop.db import waiting_log
from qbs_desktop.domain.period import Period
from qbs_desktop.services.checks import begun
from qbs_desktop.services.lists import listing, waiting, waiting_words
from qbs_desktop.services.lists.waiting import NEW_ROW, UNFINISHED, Spot, WaitingText, WaitingTexts
from qbs_desktop.services.workspace import Workspace
from tests.faults.killing import killer
from tests.faults.trials import SEED, trials

OCTOBER = Period.of_month(2026, 10)


@pytest.fixture
def rows(empty: Workspace) -> list[int]:
    return listing.add_rows(empty, "project", [{"name": "甲"}, {"name": "乙"}])


@pytest.fixture
def texts(empty: Workspace, rows: list[int]) -> Iterator[WaitingTexts]:
    made = WaitingTexts(empty, interval=60.0)
    yield made
    made.close()


def owner(record_id: int) -> Spot:
    return Spot("project", record_id, "owner")


def wrong(spot: Spot, text: str) -> tuple[Spot, WaitingText]:
    return spot, WaitingText(spot, text, "不是金额。", "亿元")


def kept(workspace: Workspace) -> list[tuple[int, str, str]]:
    """What comes back when the program ends now: a copy of the file is opened with its sidecar."""
    path = workspace.path
    copy = path.parent / "后来" / path.name
    shutil.rmtree(copy.parent, ignore_errors=True)
    copy.parent.mkdir()
    for one in (path, Path(f"{path}-wal"), waiting_log.log_path(path)):
        if one.exists():
            shutil.copy(one, copy.parent)
    with Workspace.open_file(copy) as opened:
        found = [(one.spot.record_id, one.spot.column, one.text) for one in opened.waiting.texts()]
    with Workspace.open_file(copy) as opened:
        assert found == [(one.spot.record_id, one.spot.column, one.text) for one in opened.waiting.texts()]
    return found


def test_what_was_being_typed_comes_back_as_unfinished(empty: Workspace, rows: list[int], texts: WaitingTexts) -> None:
    texts.typed(owner(rows[0]), "某公")
    texts.typed(owner(rows[0]), "某公司\n二行")
    texts.flush()
    assert texts.texts() == ()  # in the running program it is still in its editor
    texts.close()
    again = WaitingTexts(empty)
    (one,) = again.texts()
    assert (one.spot, one.text, one.reason) == (owner(rows[0]), "某公司\n二行", UNFINISHED)
    assert one.unfinished
    assert one.at.endswith("+00:00")
    assert empty.dataset().rows("project")[0].text("owner") == ""
    again.close()
    assert kept(empty) == [(rows[0], "owner", "某公司\n二行")]  # through a second end of the program too


def test_a_text_that_could_not_be_stored_comes_back_with_period_unit_and_reason(
    empty: Workspace, rows: list[int], texts: WaitingTexts
) -> None:
    here = Spot("project", rows[0], "investment/total", OCTOBER)
    texts.settle([wrong(here, "12x"), wrong(Spot("project", rows[0], "investment/total", OCTOBER.previous()), "9y")])
    texts.close()
    again = WaitingTexts(empty)
    assert [(one.spot.period, one.text, one.unit, one.reason) for one in again.texts()] == [
        (OCTOBER, "12x", "亿元", "不是金额。"),
        (OCTOBER.previous(), "9y", "亿元", "不是金额。"),
    ]
    assert not again.texts()[0].unfinished
    again.discard(again.texts()[:1])
    again.close()
    assert kept(empty) == [(rows[0], "investment/total", "9y")]


def test_typing_over_a_wrong_text_and_leaving_with_esc_brings_the_wrong_text_back(
    empty: Workspace, rows: list[int], texts: WaitingTexts
) -> None:
    texts.settle([wrong(owner(rows[0]), "旧")])
    texts.typed(owner(rows[0]), "新")
    texts.flush()
    assert kept(empty) == [(rows[0], "owner", "新")]
    texts.ended(owner(rows[0]))
    texts.flush()
    assert kept(empty) == [(rows[0], "owner", "旧")]
    texts.ended(owner(rows[1]))
    assert [one.text for one in texts.texts()] == ["旧"]
    found = texts.at(owner(rows[0]))
    assert found is not None
    assert found.text == "旧"
    assert texts.at(owner(rows[1])) is None


def test_the_empty_row_keeps_its_texts_until_its_row_was_made(empty: Workspace, texts: WaitingTexts) -> None:
    new = Spot("project", NEW_ROW, "name")
    texts.typed(new, "丙项")
    texts.flush()
    assert kept(empty) == [(NEW_ROW, "name", "丙项")]
    texts.typed(new, "丙项目")
    texts.flush()
    listing.add_rows(empty, "enterprise", [{"name": "丙项目"}])
    listing.set_cells(
        empty, "project", [listing.CellEdit(empty.dataset().rows("project")[0].id, _owner_column(empty), "某")]
    )
    assert kept(empty) == [(NEW_ROW, "name", "丙项目")]  # no row of this list was made
    listing.add_rows(empty, "project", [{"name": "丙项目"}])
    assert kept(empty) == []  # the program ended before it could note that the row was made


def _owner_column(workspace: Workspace) -> listing.Column:
    return next(one for one in listing.columns(workspace, "project") if one.id == "owner")


def test_typing_is_on_the_disk_by_itself_and_not_at_every_key(empty: Workspace, rows: list[int]) -> None:
    typing = WaitingTexts(empty, interval=0.1)
    began = time.monotonic()
    for number in range(30):
        typing.typed(owner(rows[0]), "字" * (number + 1))
        time.sleep(0.005)
    spent = time.monotonic() - began
    deadline = time.monotonic() + 5
    while "字" * 30 not in _logged(empty) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert _logged(empty)[-1] == "字" * 30
    assert 2 <= len(_logged(empty)) <= spent / 0.1 + 3
    typing.close()


def _logged(workspace: Workspace) -> list[object]:
    return [line["text"] for line in waiting_log.lines(workspace.path)]


def test_a_stored_or_left_cell_leaves_nothing(empty: Workspace, rows: list[int], texts: WaitingTexts) -> None:
    for row in rows:
        texts.typed(owner(row), "字")
    texts.flush()
    texts.settle([(owner(rows[0]), None)])
    texts.flush()
    assert kept(empty) == [(rows[1], "owner", "字")]
    texts.ended(owner(rows[1]))
    texts.flush()
    assert not waiting_log.log_path(empty.path).exists()
    texts.typed(owner(rows[1]), "又")
    texts.flush()
    assert kept(empty) == [(rows[1], "owner", "又")]


def test_a_corrected_text_is_forgotten_on_the_disk_at_once(
    empty: Workspace, rows: list[int], texts: WaitingTexts
) -> None:
    texts.settle([wrong(owner(rows[0]), "错"), wrong(owner(rows[1]), "留")])
    texts.flush()
    texts.settle([(owner(rows[0]), None)])
    assert kept(empty) == [(rows[1], "owner", "留")]


def test_a_cell_that_was_stored_before_the_program_ended_is_not_offered(
    empty: Workspace, rows: list[int], texts: WaitingTexts
) -> None:
    texts.typed(owner(rows[0]), "某公司")
    texts.flush()
    listing.set_cells(empty, "project", [listing.CellEdit(rows[0], _owner_column(empty), "某公司")])
    assert kept(empty) == []
    texts.typed(owner(rows[0]), "别的公司")
    texts.flush()
    assert kept(empty) == [(rows[0], "owner", "别的公司")]


def test_a_wrong_text_stays_whatever_else_happens_to_its_row(
    empty: Workspace, rows: list[int], texts: WaitingTexts
) -> None:
    texts.settle([wrong(Spot("project", rows[0], "total_investment"), "三个亿")])
    listing.set_cells(empty, "project", [listing.CellEdit(rows[0], _owner_column(empty), "某公司")])
    empty.undo()
    empty.redo()
    texts.flush()
    assert [one.text for one in texts.texts()] == ["三个亿"]
    assert kept(empty) == [(rows[0], "total_investment", "三个亿")]


def test_texts_of_a_removed_row_come_back_with_it(empty: Workspace, rows: list[int], texts: WaitingTexts) -> None:
    told: list[int] = []
    stop = texts.listen(lambda: told.append(len(texts.texts())))
    texts.settle([wrong(owner(rows[0]), "错")])
    listing.remove_rows(empty, "project", [rows[0]])
    assert texts.texts() == ()
    texts.flush()
    assert kept(empty) == []
    empty.undo()
    assert told == [1, 0, 1]
    assert kept(empty) == [(rows[0], "owner", "错")]
    stop()
    empty.redo()
    texts.close()
    again = WaitingTexts(empty, interval=60.0)
    assert again.texts() == ()
    empty.undo()
    assert [one.text for one in again.texts()] == ["错"]
    again.close()


def test_texts_of_a_row_removed_long_ago_are_dropped(empty: Workspace, rows: list[int], texts: WaitingTexts) -> None:
    spot, text = wrong(owner(rows[0]), "错")
    old = (datetime.now(UTC) - timedelta(days=8)).isoformat()
    texts.settle([(spot, WaitingText(spot, text.text, text.reason, at=old))])
    texts.flush()
    listing.remove_rows(empty, "project", [rows[0]])
    texts.close()
    WaitingTexts(empty).close()
    assert not waiting_log.log_path(empty.path).exists()


def test_a_torn_or_foreign_line_is_left_out_and_spoils_no_other(
    empty: Workspace, rows: list[int], texts: WaitingTexts
) -> None:
    texts.typed(owner(rows[0]), "完整")
    texts.flush()
    path = waiting_log.log_path(empty.path)
    whole = path.read_bytes()
    path.write_bytes(whole + b"not a line\n\xff\xfe\n" + whole[:-9])
    assert kept(empty) == [(rows[0], "owner", "完整")]
    log = waiting_log.WaitingLog(empty.path)
    log.append([{"text": "在后面"}])
    log.close()
    assert _logged(empty) == ["完整", "在后面"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=20), keep=st.integers(0, 400))
def test_whatever_end_of_the_file_is_lost_what_is_read_was_typed(tmp_path: Path, text: str, keep: int) -> None:
    path = tmp_path / "甲.qbs"
    log = waiting_log.WaitingLog(path)
    log.clear()
    for number in range(3):
        log.append([{"text": f"{text}{number}"}])
    log.close()
    file = waiting_log.log_path(path)
    file.write_bytes(file.read_bytes()[:keep])
    found = [line["text"] for line in waiting_log.lines(path)]
    assert found == [f"{text}{number}" for number in range(len(found))]


def test_a_full_disk_does_not_stop_the_typing(
    empty: Workspace, rows: list[int], texts: WaitingTexts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_what: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(waiting_log.WaitingLog, "append", full)
        texts.typed(owner(rows[0]), "字")
        texts.flush()
        assert _logged(empty) == []
    texts.flush()
    assert _logged(empty) == ["字"]
    monkeypatch.setattr(waiting_log.WaitingLog, "rewrite", full)
    assert kept(empty) == [(rows[0], "owner", "字")]


def test_a_closed_store_leaves_the_sidecar_to_the_next_one(
    empty: Workspace, rows: list[int], texts: WaitingTexts
) -> None:
    texts.close()
    again = WaitingTexts(empty, interval=60.0)
    again.settle([wrong(owner(rows[0]), "错")])
    texts.flush()  # a timer that was late
    assert kept(empty) == [(rows[0], "owner", "错")]
    again.close()


def test_a_text_that_was_entered_is_on_the_disk_at_once(empty: Workspace, rows: list[int], texts: WaitingTexts) -> None:
    texts.settle([wrong(owner(rows[0]), "错")])
    assert _logged(empty) == ["错"]


def test_no_new_try_is_begun_once_the_file_is_closed(
    empty: Workspace, rows: list[int], texts: WaitingTexts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_what: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(waiting_log.WaitingLog, "append", full)
    texts.settle([wrong(owner(rows[0]), "错")])
    assert not texts.written()
    texts.close()
    assert texts._timer is None


def test_the_sidecar_does_not_grow_without_end(
    empty: Workspace, rows: list[int], texts: WaitingTexts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "_LOG_LIMIT", 3000)
    texts.settle([wrong(owner(rows[1]), "留着")])
    for number in range(60):
        texts.typed(owner(rows[0]), f"字{number}")
        texts.flush()
    assert waiting_log.log_path(empty.path).stat().st_size < 3500
    assert kept(empty) == [(rows[1], "owner", "留着"), (rows[0], "owner", "字59")]


def test_waiting_texts_are_no_content_and_no_operation(empty: Workspace, rows: list[int], texts: WaitingTexts) -> None:
    before = empty.path.read_bytes(), empty.next_undo()
    texts.typed(owner(rows[0]), "字")
    texts.settle([wrong(owner(rows[1]), "错")])
    texts.flush()
    assert (empty.path.read_bytes(), empty.next_undo()) == before


def test_a_file_opened_only_to_be_read_leaves_the_sidecar_alone(
    empty: Workspace, rows: list[int], texts: WaitingTexts
) -> None:
    texts.settle([wrong(owner(rows[0]), "错")])
    texts.flush()
    path = waiting_log.log_path(empty.path)
    before = path.read_bytes()
    with Workspace.open_file(empty.path, readonly=True) as reading:
        assert reading.waiting.texts() == ()
        reading.waiting.typed(owner(rows[0]), "字")
        reading.waiting.settle([wrong(owner(rows[0]), "字")])
        assert reading.waiting.written()
    assert path.read_bytes() == before


def test_a_row_removed_under_the_editor_is_no_new_row(empty: Workspace, rows: list[int], texts: WaitingTexts) -> None:
    listing.remove_rows(empty, "project", [rows[0]])
    texts.typed(owner(rows[0]), "字")
    texts.flush()
    assert kept(empty) == []


def test_where_a_text_waits_is_told_in_words(empty: Workspace, rows: list[int], texts: WaitingTexts) -> None:
    spots = [
        owner(rows[0]),
        Spot("project", NEW_ROW, "name"),
        Spot("project", rows[1], "investment@2026/target"),
        Spot("project", rows[1], "investment/total", OCTOBER),
        Spot("project", rows[1], "gone"),
    ]
    texts.settle([wrong(spot, "很长很长很长很长很长的内容") for spot in spots])
    told = [waiting_words.told(empty, one) for one in texts.texts()]
    assert [one.split("“很")[0] for one in told] == [
        "甲的项目单位",
        "项目名单新行的项目名称",
        "乙的年度计划投资（亿元） 2026年",
        "乙的2026年10月完成投资本年累计",
        "乙的gone",
    ]
    assert told[0].endswith("“很长很长很长很长很长的内…”")
    assert waiting_words.told_all(empty, texts.texts()).endswith("等 5 处")
    assert waiting_words.told_all(empty, texts.texts()[:1]) == told[0]
    assert [waiting_words.room(empty, one.spot) for one in texts.texts()][2:4] == ["项目名单", "2026年10月"]
    assert len(waiting_words.concerning(texts.texts(), OCTOBER)) == 5
    assert len(waiting_words.concerning(texts.texts(), Period.of_month(2026, 9))) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_a_killed_program_loses_at_most_the_cell_being_typed(tmp_path: Path) -> None:
    """Reliability test D7: every committed cell is back; what was durably typed of the open cell is offered."""
    from qbs_desktop.services import profiles
    from qbs_desktop.services.workspace import Unit

    path = tmp_path / "甲.qbs"
    with Workspace.create(path, profiles.load("hunan-county"), Unit("430225", "炎陵县"), year=2026) as made:
        listing.add_rows(made, "project", [{"name": f"项目{n}"} for n in range(5)])
    offered = 0
    with killer("type", 0.25, SEED) as trial:
        for _ in range(trials(20)):
            assert trial(path) in (-9, 0)
            offered += _checked(path)
    assert offered > 0  # the kills fell into real typing


def _checked(path: Path) -> int:
    acks = Path(f"{path}.acks")
    lines = [line.split("\t") for line in acks.read_text(encoding="utf-8").splitlines()] if acks.exists() else []
    committed: dict[int, str] = {}
    durable: tuple[int, str] | None = None
    for act, record, text in lines:
        if act == "saved":
            committed[int(record)] = text
            durable = None
        else:
            durable = int(record), text
    with Workspace.open_file(path) as workspace:
        now = {record.id: record.text("owner") for record in workspace.dataset().rows("project")}
        found = workspace.waiting.texts()
        saved_unacked = durable is not None and now[durable[0]].startswith(durable[1])
        for record, text in committed.items():
            assert now[record] == text or (saved_unacked and durable is not None and durable[0] == record)
        assert len(found) <= 1
        if durable is not None and not saved_unacked:
            assert [one.spot.record_id for one in found] == [durable[0]]
            assert found[0].text.startswith(durable[1])
        workspace.waiting.discard(found)
    acks.unlink(missing_ok=True)
    return len(found)


def test_a_half_written_explanation_comes_back_and_is_no_text_of_a_cell(empty: Workspace, tmp_path: Path) -> None:
    begun.keep(empty, "credit_code|enterprise|1|||", "other", "第一行\n第二")
    begun.keep(empty, "parts|enterprise|2|||", "true", "")
    empty.waiting.flush()
    assert empty.waiting.texts() == ()
    assert kept(empty) == []
    with Workspace.open_file(empty.path.parent / "后来" / empty.path.name) as opened:
        assert begun.of(opened, "credit_code|enterprise|1|||") == begun.Begun("other", "第一行\n第二", True)
        begun.drop(opened, ["credit_code|enterprise|1|||"])
        assert begun.of(opened, "credit_code|enterprise|1|||") is None
        assert begun.of(opened, "parts|enterprise|2|||") == begun.Begun("true", "", True)
    begun.drop(empty, ["credit_code|enterprise|1|||", "parts|enterprise|2|||"])
    empty.waiting.flush()
    assert not waiting_log.log_path(empty.path).exists()
