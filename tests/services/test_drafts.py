"""Unfinished typing is on the disk soon, is offered back after a crash, and is never a figure (reliability test D7)."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qbs_desktop.db import draft_log
from qbs_desktop.services import drafts, listing
from qbs_desktop.services.drafts import Drafts
from qbs_desktop.services.workspace import Workspace
from tests.faults.killing import killer
from tests.faults.trials import SEED, trials


@pytest.fixture
def rows(empty: Workspace) -> list[int]:
    return listing.add_rows(empty, "project", [{"name": "甲"}, {"name": "乙"}])


@pytest.fixture
def typing(empty: Workspace, rows: list[int]) -> Iterator[Drafts]:
    made = Drafts(empty, interval=0.0)
    yield made
    made.close()


def left(workspace: Workspace) -> list[tuple[int, str, str]]:
    return [(one.record_id, one.column, one.text) for one in drafts.left_over(workspace)]


def test_what_was_being_typed_is_offered_back(empty: Workspace, rows: list[int], typing: Drafts) -> None:
    typing.typed(rows[0], "owner", "某公")
    typing.typed(rows[0], "owner", "某公司\n二行")
    typing.flush()
    (one,) = drafts.left_over(empty)
    assert (one.record_id, one.ledger, one.name, one.column, one.text) == (
        rows[0],
        "project",
        "甲",
        "owner",
        "某公司\n二行",
    )
    assert one.at.endswith("+00:00")
    assert empty.dataset().rows("project")[0].text("owner") == ""


def test_typing_is_on_the_disk_by_itself_and_not_at_every_key(empty: Workspace, rows: list[int]) -> None:
    typing = Drafts(empty, interval=0.1)
    began = time.monotonic()
    for number in range(30):
        typing.typed(rows[0], "owner", "字" * (number + 1))
        time.sleep(0.005)
    spent = time.monotonic() - began
    deadline = time.monotonic() + 5
    while left(empty) != [(rows[0], "owner", "字" * 30)] and time.monotonic() < deadline:
        time.sleep(0.02)
    assert left(empty) == [(rows[0], "owner", "字" * 30)]
    written = len(list(draft_log.lines(empty.path)))
    assert 2 <= written <= spent / 0.1 + 3
    typing.close()


def test_a_committed_or_left_cell_leaves_nothing(empty: Workspace, rows: list[int], typing: Drafts) -> None:
    for cell in ((rows[0], "owner"), (rows[1], "owner")):
        typing.typed(*cell, "字")
        typing.flush()
    typing.cleared(rows[0], "owner")
    assert left(empty) == [(rows[1], "owner", "字")]
    typing.cleared(rows[1], "owner")
    assert left(empty) == []
    assert not draft_log.log_path(empty.path).exists()
    typing.typed(rows[1], "owner", "又")
    typing.flush()
    assert left(empty) == [(rows[1], "owner", "又")]


def test_a_cell_whose_commit_was_saved_is_not_offered(empty: Workspace, rows: list[int], typing: Drafts) -> None:
    typing.typed(rows[0], "owner", "某公司")
    typing.flush()
    column = next(one for one in listing.columns(empty, "project") if one.id == "owner")
    listing.set_cells(empty, "project", [listing.CellEdit(rows[0], column, "某公司")])
    assert left(empty) == []  # the program ended before it could note that the cell was committed
    typing.typed(rows[0], "owner", "别的公司")
    typing.flush()
    assert left(empty) == [(rows[0], "owner", "别的公司")]


def test_cells_of_a_removed_record_are_not_offered(empty: Workspace, rows: list[int], typing: Drafts) -> None:
    typing.typed(rows[0], "owner", "字")
    typing.flush()
    listing.remove_rows(empty, "project", [rows[0]])
    assert left(empty) == []


def test_what_a_crash_left_stays_until_it_is_discarded(empty: Workspace, rows: list[int]) -> None:
    crashed = Drafts(empty, interval=0.0)
    crashed.typed(rows[0], "owner", "旧")
    crashed.close()
    second = Drafts(empty, interval=0.0)
    second.typed(rows[1], "owner", "新")
    second.flush()
    second.cleared(rows[1], "owner")
    assert left(empty) == [(rows[0], "owner", "旧")]
    second.typed(rows[1], "owner", "在写")
    second.flush()
    second.discard()
    assert left(empty) == [(rows[1], "owner", "在写")]
    second.close()
    third = Drafts(empty)
    third.discard()
    third.close()
    assert not draft_log.log_path(empty.path).exists()


def test_a_torn_or_foreign_line_is_left_out(empty: Workspace, rows: list[int], typing: Drafts) -> None:
    typing.typed(rows[0], "owner", "完整")
    typing.flush()
    path = draft_log.log_path(empty.path)
    whole = path.read_bytes()
    path.write_bytes(whole + b"not a line\n\xff\xfe\n" + whole[:-9])
    assert left(empty) == [(rows[0], "owner", "完整")]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=20), keep=st.integers(0, 400))
def test_whatever_end_of_the_file_is_lost_what_is_read_was_typed(tmp_path: Path, text: str, keep: int) -> None:
    path = tmp_path / "甲.qbs"
    log = draft_log.DraftLog(path)
    log.clear()
    for number in range(3):
        log.append({"text": f"{text}{number}"})
    log.close()
    file = draft_log.log_path(path)
    file.write_bytes(file.read_bytes()[:keep])
    found = [line["text"] for line in draft_log.lines(path)]
    assert found == [f"{text}{number}" for number in range(len(found))]


def test_a_full_disk_does_not_stop_the_typing(
    empty: Workspace, rows: list[int], typing: Drafts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: draft_log.DraftLog, _line: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(draft_log.DraftLog, "append", full)
        typing.typed(rows[0], "owner", "字")
        typing.flush()
        assert left(empty) == []
    typing.flush()
    assert left(empty) == [(rows[0], "owner", "字")]


def test_drafts_are_no_content_and_no_operation(empty: Workspace, rows: list[int], typing: Drafts) -> None:
    before = empty.path.read_bytes(), empty.next_undo()
    typing.typed(rows[0], "owner", "字")
    typing.flush()
    assert (empty.path.read_bytes(), empty.next_undo()) == before


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
        found = drafts.left_over(workspace)
        saved_unacked = durable is not None and now[durable[0]].startswith(durable[1])
        for record, text in committed.items():
            assert now[record] == text or (saved_unacked and durable is not None and durable[0] == record)
        assert len(found) <= 1
        if durable is not None and not saved_unacked:
            assert [one.record_id for one in found] == [durable[0]]
            assert found[0].text.startswith(durable[1])
    draft_log.DraftLog(path).clear()
    acks.unlink(missing_ok=True)
    return len(found)
