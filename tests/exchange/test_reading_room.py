"""The reading process from inside: every command it knows, and every way in which an answer can be no answer."""

from __future__ import annotations

import gc
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange.process import limits, reading_room, wire
from qbs_desktop.exchange.process.row_wire import Unpacker
from qbs_desktop.exchange.reading import recognising
from qbs_desktop.exchange.reading.readings import RowRead
from qbs_desktop.exchange.sheets import workbook
from qbs_desktop.services import profiles
from tests.fixtures import formats, workbooks

PROFILE = profiles.load("zhuzhou")
Ask = Callable[..., list[reading_room.Answer]]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    """Send commands to a room inside this process, which must not be bounded itself; gives all answers."""
    monkeypatch.setattr(limits, "bound", lambda _size: None)

    def send(*commands: tuple[object, ...]) -> list[reading_room.Answer]:
        source, target = io.BytesIO(), io.BytesIO()
        for command in commands:
            wire.send(source, command)
        source.seek(0)
        reading_room.serve(source, target)
        target.seek(0)
        answers = []
        while target.tell() < len(target.getvalue()):
            answers.append(wire.take(target))
        return answers  # type: ignore[return-value]

    yield send
    gc.unfreeze()


def test_a_workbook_is_read_recognised_and_looked_at(ask: Ask, tmp_path: Path) -> None:
    path = workbooks.annex_book(tmp_path / "附件.xlsx")
    answers = ask(("read", path, None), ("recognise", PROFILE, None), ("look", "附件1", 1, 3), ("look", "无", 1, 3))
    tables, rows = recognising.recognise(workbook.read(path), PROFILE), list[RowRead]()
    for kind, *more in answers:
        if kind == "table":
            unpacker = Unpacker()
        if kind == "rows":
            rows += unpacker.rows(more[0])
    assert rows == [row for table in tables for row in table.rows]
    done = [more for kind, *more in answers if kind == "done"]
    assert [one.name for one in done[0][0]] == [one.name for one in workbook.read(path).sheets]
    assert done[1] == [len(tables)]
    assert done[2][0][1][1].text == workbook.read(path).sheets[0].cell(1, 1).text
    assert done[3] == [{}]


def test_a_long_list_has_a_beginning_and_a_short_one_has_none(ask: Ask, tmp_path: Path) -> None:
    lines = [["序号", "企业名称", "2025年营业收入（万元）"], *([n, f"第{n}号企业", n] for n in range(1, 300))]
    long = workbooks.table_book(tmp_path / "长.xlsx", lines)
    (begun,), (whole,) = (more for kind, *more in ask(("begin", long, None), ("read", long, None)) if kind == "done")
    assert (begun[0].last_row, whole[0].last_row) == (reading_room.FIRST_LOOK, 300)
    assert ask(("begin", formats.xlsx(tmp_path / "短.xlsx"), None)) == [("done", ())]


def test_refusals_keep_their_kind_and_the_next_command_is_answered(ask: Ask, tmp_path: Path) -> None:
    locked = formats.locked(tmp_path / "锁.xlsx")
    kinds = [
        kind
        for kind, *_more in ask(
            ("read", locked, None),
            ("read", tmp_path / "没有.xlsx", None),
            ("read", workbooks.truncated(tmp_path / "半.xlsx"), None),
            ("look", "表", 1, 2),
            ("read", locked, formats.PASSWORD),
        )
    ]
    assert kinds == ["password", "fault", "refused", "bug", "done"]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (MemoryError(), "refused"),
        (ImportError("no room"), "refused"),
        (ModuleNotFoundError("missing"), "bug"),
        (KeyError("bug"), "bug"),
        (Refusal("不行"), "refused"),
    ],
)
def test_whatever_reading_ends_in_is_an_answer(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception, kind: str
) -> None:
    def fails(_opened: object) -> object:
        raise fault

    monkeypatch.setattr(workbook, "whole", fails)
    ((said, words),) = ask(("read", formats.xlsx(tmp_path / "表.xlsx"), None))
    assert said == kind
    assert isinstance(fault, KeyError | ModuleNotFoundError | Refusal) or "表.xlsx" in str(words)


def test_nonsense_from_the_other_side_ends_the_room() -> None:
    target = io.BytesIO()
    reading_room.serve(io.BytesIO(b"\x00\x00\x00\x00\x00\x00\x00\x09abc"), target)
    assert target.getvalue() == b""
