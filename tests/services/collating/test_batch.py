"""Many returns are read by two processes; whatever becomes of the other one, no file is lost or taken twice."""

from __future__ import annotations

import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qbs_desktop.db import collation
from qbs_desktop.exchange import locking
from qbs_desktop.exchange.process import apart, proof_wire, wire
from qbs_desktop.exchange.sealed import verifying
from qbs_desktop.exchange.sealed.seen import see
from qbs_desktop.exchange.sealed.verifying import Compared
from qbs_desktop.exchange.sheets.gate import open_package
from qbs_desktop.services.collating import adopting, batch, receiving, totals
from qbs_desktop.services.collating.arriving import Outcome
from qbs_desktop.services.workspace import Workspace
from tests.exchange.returns_made import repack, substitute
from tests.fixtures import counties, workbooks
from tests.fixtures.county_returns import SEPTEMBER, Books

STRUCK = """
import os, pathlib, time
from qbs_desktop.exchange.process import proof_wire, reading_room
told = proof_wire.told
def struck(path, passwords):
    if path.name == "攻.xlsx":
        {fault}
    return told(path, passwords)
proof_wire.told = struck
reading_room.main()
"""


@pytest.fixture
def folder(books: Books, tmp_path: Path) -> list[Path]:
    """Whole, corrected, altered, locked, foreign, cut and missing files, and one that is there twice."""
    place = tmp_path / "来件"
    place.mkdir()
    first = books.october[0]
    change = substitute("xl/worksheets/sheet3.xml", r'(<c r="K10"[^>]*><v>)[^<]*', r"\g<1>77")
    (place / "密.xlsx").write_bytes(locking.locked(books.october[1].read_bytes(), "Zhuzhou-10"))
    (place / "又.xlsx").write_bytes(first.read_bytes())
    (place / "断.xlsx").write_bytes(first.read_bytes()[:-2000])
    with zipfile.ZipFile(place / "空.xlsx", "w") as archive:
        archive.writestr("x", "y")
    return [
        first,
        repack(books.october[1], place / "改.xlsx", change),
        place / "密.xlsx",
        workbooks.annex_book(place / "附件.xlsx"),
        place / "断.xlsx",
        place / "空.xlsx",
        place / "没有.xlsx",
        books.second,
        books.october[2],
        place / "又.xlsx",
        books.of("430203", str(SEPTEMBER)),
    ]


def left_to_the_other(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Leave every file to the process beside this one; lists who asked for one."""
    asked: list[str] = []
    usual = batch._Shared.next

    def only_there(self: batch._Shared) -> int | None:
        if threading.current_thread().name == "proving":
            asked.append("proving")
            return usual(self)
        self._cancel.wait(0.01)
        return None

    monkeypatch.setattr(batch._Shared, "next", only_there)
    monkeypatch.setattr(batch, "FEW", 0)
    return asked


@pytest.fixture
def by_the_other(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return left_to_the_other(monkeypatch)


def content(workspace: Workspace, taken: list[Outcome]) -> tuple[list[Outcome], object]:
    """What is kept, and what it adds up to when it is adopted; without the times."""
    received = [
        replace(one, at="") for which in (collation.received, collation.altered) for one in workspace.read(which)
    ]
    whole = sorted(workspace.read(collation.received), key=lambda one: one.revision)
    adopting.adopt(workspace, {(one.unit, one.period): one.id for one in whole}.values())
    return taken, (received, totals.of(workspace, counties.OCTOBER), workspace.next_undo())


def test_two_processes_give_what_one_gives(folder: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "FEW", 99)
    found, asked = [], list[str]()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        asked = left_to_the_other(monkeypatch) if name == "two" else asked
        with counties.city(tmp_path / name) as city:
            found.append(content(city, receiving.take_in(city, folder, passwords=["别的", "Zhuzhou-10"])))
    assert len(asked) >= len(folder), "control: the other process read them"
    assert found[0] == found[1]
    assert [one.state for one in found[0][0]] == [
        "known", "altered", "taken", "not_a_return", "not_a_return", "not_a_return", "unreadable", "taken", "taken",
        "taken", "taken",
    ]  # fmt: skip


def attacking(folder: list[Path], monkeypatch: pytest.MonkeyPatch, fault: str) -> list[Path]:
    """The folder with a file that does something to the process that reads it; a good return otherwise."""
    bad = folder[1].with_name("攻.xlsx")
    bad.write_bytes(folder[8].read_bytes())
    monkeypatch.setattr(apart, "command", lambda: [sys.executable, "-X", "utf8", "-c", STRUCK.format(fault=fault)])
    return [folder[0], bad, folder[7]]


@pytest.mark.parametrize("fault", ["os.abort()", "return (1,)"])
def test_a_file_on_which_the_process_ends_or_lies_twice_is_told_and_the_others_are_taken(
    bench: Workspace, folder: list[Path], monkeypatch: pytest.MonkeyPatch, by_the_other: list[str], fault: str
) -> None:
    outcomes = receiving.take_in(bench, attacking(folder, monkeypatch, fault))
    assert [one.state for one in outcomes] == ["taken", "unreadable", "taken"]
    assert "两次意外停止" in outcomes[1].sentence
    assert by_the_other


def test_a_file_on_which_the_process_was_killed_once_is_read_again(
    bench: Workspace, folder: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_the_other: list[str]
) -> None:
    mark = tmp_path / "一次"
    fault = f"mark = pathlib.Path({str(mark)!r}); there = mark.exists(); mark.touch(); there or os.abort()"
    outcomes = receiving.take_in(bench, attacking(folder, monkeypatch, fault))
    assert mark.exists(), "control: it was struck"
    assert [one.state for one in outcomes] == ["taken", "taken", "taken"]
    assert len(bench.read(collation.received)) == len(outcomes)


def test_stopping_does_not_wait_for_a_process_that_hangs(
    bench: Workspace, folder: list[Path], monkeypatch: pytest.MonkeyPatch, by_the_other: list[str]
) -> None:
    told: list[int] = []

    def stop(done: int, _all: int) -> None:
        told.append(done)
        if done == 1 and len(told) > 20:
            raise receiving.Cancelled

    outcomes = receiving.take_in(bench, attacking(folder, monkeypatch, "time.sleep(600)"), progress=stop)
    assert [one.state for one in outcomes] == ["taken", "stopped", "stopped"]


def test_without_a_second_process_everything_is_read_by_the_first(
    bench: Workspace, folder: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "command", lambda: ["没有这个程序"])
    monkeypatch.setattr(batch, "FEW", 0)
    assert [one.state for one in receiving.take_in(bench, folder[:2])] == ["taken", "altered"]


def compared_here(path: Path) -> Compared:
    found = verifying.compared(path, see(open_package(path)))
    assert isinstance(found, Compared)
    return found


# --- what the other process says ------------------------------------------------------------------------------------


def test_the_process_loads_neither_forms_nor_profiles_before_it_reads() -> None:
    """They were half of what its start cost, which a small batch waits for."""
    said = "import sys; import qbs_desktop.exchange.process.proof_wire; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True).stdout.split()
    assert "qbs_desktop.exchange.sealed.verifying" in loaded
    assert not {"qbs_desktop.exchange.layout", "qbs_desktop.domain.forms.form", "qbs_desktop.domain.profile"} & {
        *loaded
    }


def test_a_machine_part_that_was_changed_on_the_way_is_found_here(books: Books) -> None:
    """Seal and signature are judged by the program itself, whatever the other process says."""
    path = books.october[0]
    packed = proof_wire.told(path, ())
    found, content = proof_wire.taken(path, packed)
    assert isinstance(found, Compared)
    assert content == path.read_bytes()
    assert verifying.concluded(path, found) == verifying.concluded(path, compared_here(path))
    kind, _content, (digest, body, lines), *rest = packed
    forged, _ = proof_wire.taken(path, (kind, content, (digest, body, lines.replace("n\t1", "n\t2")), *rest))
    assert isinstance(forged, Compared)
    assert verifying.concluded(path, forged).state == "altered"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda one: one[:-1],
        lambda one: (*one[:4], True),
        lambda one: (*one[:3], [("a", "b")], 1),
        lambda one: (*one[:3], [("a", "b", "c", "d", 5)], 1),
        lambda one: (*one[:3], [("a", "b", "c", "d", "e")], 0),
        lambda one: (one[0], "text", *one[2:]),
        lambda one: (*one[:2], ("digest",), *one[3:]),
        lambda one: (*one[:2], (*one[2], "Ed25519"), *one[3:]),
        lambda one: ("verdict", one[1], ("whole", "完整"), [], 0),
        lambda _one: None,
    ],
)
def test_an_answer_of_another_form_is_none(books: Books, wrong: Callable[[Any], object]) -> None:
    path = books.october[0]
    with pytest.raises(wire.Broken):
        proof_wire.taken(path, wrong(proof_wire.told(path, ())))
