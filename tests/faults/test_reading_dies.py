"""Reliability test X4: however the reading process dies while a workbook is previewed, it is one sentence.

The real process reads a real workbook; at a random instant it is hit by what readers are known to do: an abort, a
segment fault, a panic, a hang, no memory left. The data file stays as it is, and the next reading works.
"""

from __future__ import annotations

import hashlib
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange.process import apart
from qbs_desktop.services import profiles
from qbs_desktop.services.incoming import importing
from qbs_desktop.services.workspace import Unit, Workspace
from tests.faults.trials import SEED, counted
from tests.fixtures import workbooks

FAULTS = {
    "abort": "os.abort()",
    "segment fault": "ctypes.string_at(0)",
    "kill": "os.kill(os.getpid(), signal.SIGKILL)",
    "panic": "ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(main_thread), ctypes.py_object(Panic))",
    "hang": "os.kill(os.getpid(), signal.SIGSTOP)",
    "no memory": "resource.setrlimit(resource.RLIMIT_AS, (1, resource.getrlimit(resource.RLIMIT_AS)[1]))",
}
STRUCK = """
import ctypes, os, resource, signal, threading
from qbs_desktop.exchange.process import reading_room
class Panic(BaseException): pass
main_thread = threading.get_ident()
read = reading_room._Room.read
def struck(*arguments):
    threading.Timer({delay}, lambda: {fault}).start()
    return read(*arguments)
reading_room._Room.read = struck
reading_room.main()
os._exit(1)
"""
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="faults by POSIX signals")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Path]]:
    folder = tmp_path_factory.mktemp("dies")
    head: list[list[object]] = [
        ["单位：万元"],
        ["序号", "企业名称", *(f"{year}年营业收入" for year in range(2016, 2030))],
    ]
    rows: list[list[object]] = [[n, f"第{n}号企业", *(n * year for year in range(14))] for n in range(1, 1500)]
    path = workbooks.table_book(folder / "名单.xlsx", [*head, *rows])
    with Workspace.create(
        folder / "新.qbs", profiles.load("zhuzhou"), Unit("430200", "株洲市"), year=2025
    ) as workspace:
        importing.apply(workspace, importing.preview(workspace, workbooks.annex_book(folder / "附件.xlsx")))
        yield workspace, path


def digest(workspace: Workspace) -> str:
    """What the lists say, and which operation was the last."""
    data = workspace.dataset(everyone=True)
    rows = [(row, data.figures(row)) for ledger in data.ledgers for row in data.rows(ledger)]
    return hashlib.sha256(repr((rows, importing._stamp(workspace))).encode()).hexdigest()


def test_a_reading_process_that_dies_is_a_sentence_and_changes_nothing(
    place: tuple[Workspace, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, path = place
    usual, before, chance = apart.command, digest(workspace), random.Random(SEED)
    sentences: list[str] = []
    survived = 0
    for number in range(counted(len(FAULTS), 100)):
        fault = list(FAULTS.values())[number % len(FAULTS)]
        code = STRUCK.format(delay=chance.uniform(0.0, 0.6), fault=fault)
        with monkeypatch.context() as patch:
            patch.setattr(apart, "command", lambda code=code: [sys.executable, "-X", "utf8", "-c", code])
            patch.setattr(apart, "SILENCE", 3.0)
            try:
                importing.preview(workspace, path)
                survived += 1  # it was faster than the fault
            except Refusal as refusal:
                sentences.append(str(refusal))
    assert digest(workspace) == before
    assert all((path.name in one and "没有改动" in one) or "异常地大" in one for one in sentences)
    assert len(sentences) > survived
    assert apart.command is usual
    assert importing.preview(workspace, path).recognised
