"""Reading apart: whatever happens to the reading process, the program goes on and says one sentence (X4)."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from qbs_desktop.domain.errors import EnvironmentFault, Refusal
from qbs_desktop.exchange.process import apart, wire
from qbs_desktop.exchange.process.apart import Reading
from qbs_desktop.exchange.process.reading_room import FIRST_LOOK
from qbs_desktop.exchange.reading import recognising
from qbs_desktop.exchange.sheets import workbook
from qbs_desktop.exchange.sheets.unlocking import PasswordWanted
from qbs_desktop.services import profiles
from tests.faults.trials import counted
from tests.fixtures import formats, workbooks

PROFILE = profiles.load("zhuzhou")


def long_list(path: Path, rows: int) -> Path:
    lines: list[list[object]] = [["序号", "企业名称", "2025年营业收入（万元）"]]
    lines += [[number, f"第{number}号企业", number] for number in range(1, rows + 1)]
    return workbooks.table_book(path, lines)


def test_what_is_read_apart_is_what_is_read_here(tmp_path: Path) -> None:
    path = workbooks.annex_book(tmp_path / "附件.xlsx")
    with Reading(path) as reading:
        sheets = reading.read()
        tables = reading.recognise(PROFILE)
    book = workbook.read(path)
    assert tables == recognising.recognise(book, PROFILE)
    assert [one.name for one in sheets] == [one.name for one in book.sheets]
    assert sheets[0].merged == book.sheets[0].merged


def test_the_original_can_be_looked_at(tmp_path: Path) -> None:
    with Reading(formats.xlsx(tmp_path / "a.xlsx")) as reading:
        reading.read()
        rows = reading.look("企业名单", 2, 3)
        assert reading.look("没有", 1, 9) == {}
    assert list(rows) == [2, 3]
    assert rows[2][4].text == "1234567.89"
    assert rows[2][4].number
    assert not rows[2][2].number


def test_a_long_list_gives_a_glimpse_first(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with Reading(long_list(tmp_path / "a.xlsx", 3 * FIRST_LOOK)) as reading:
        begun = reading.begin()
        (first,) = reading.recognise(PROFILE)
        assert reading.look("Sheet1", FIRST_LOOK, FIRST_LOOK + 1).keys() == {FIRST_LOOK}
        whole = reading.read()
        tables = reading.recognise(PROFILE, progress=lambda done, total: told.append((done, total)))
    assert [one.last_row for one in (*begun, *whole)] == [FIRST_LOOK, 3 * FIRST_LOOK + 1]
    assert first.rows == tables[0].rows[: FIRST_LOOK - 1]
    assert len(tables[0].rows) == 3 * FIRST_LOOK
    assert told


@pytest.mark.parametrize("make", [formats.xlsx, formats.xls, lambda path: formats.text(path, "utf-8")])
def test_what_is_read_at_once_has_no_beginning(make: Callable[[Path], Path], tmp_path: Path) -> None:
    with Reading(make(tmp_path / "a.xlsx")) as reading:
        assert reading.begin() == ()
        assert reading.read()


def test_a_beginning_that_cannot_be_read_is_left_to_the_reading_of_all(tmp_path: Path) -> None:
    path = long_list(tmp_path / "好.xlsx", 3 * FIRST_LOOK)
    wrong = workbooks.rewritten(
        path, tmp_path / "坏.xlsx", "xl/worksheets/sheet1.xml", lambda xml: xml.replace('r="A5"', 'r="A6"')
    )
    with Reading(wrong) as reading:
        assert reading.begin() == ()
        with pytest.raises(Refusal):
            reading.read()


def test_a_process_kept_ready_is_used_once(tmp_path: Path) -> None:
    path = formats.xlsx(tmp_path / "a.xlsx")
    apart.keep_ready()
    apart.keep_ready()
    (ready,) = apart._ready
    with Reading(path) as reading, Reading(path) as other:
        assert reading._process is ready
        assert other._process is not ready
        assert reading.read() == other.read()
    apart.keep_ready()
    (ready,) = apart._ready
    ready.kill()
    ready.wait()
    with Reading(path) as reading:
        assert reading._process is not ready
        assert reading.read()
    apart.keep_ready()
    apart.let_go()
    assert not apart._ready


def test_refusals_and_faults_keep_their_kind(tmp_path: Path) -> None:
    with Reading(formats.locked(tmp_path / "a.xlsx")) as reading:
        with pytest.raises(PasswordWanted):
            reading.read()
        assert reading.read(formats.PASSWORD)
    with Reading(tmp_path / "没有.xlsx") as reading, pytest.raises(EnvironmentFault, match="找不到"):
        reading.read()
    with Reading(workbooks.truncated(tmp_path / "半.xlsx")) as reading, pytest.raises(Refusal, match="已损坏"):
        reading.read()


def stand_in(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Another program in place of the reading process, which behaves as badly as `code` says."""
    head = "import os, signal, sys, time\nfrom qbs_desktop.exchange.process import wire\n"
    monkeypatch.setattr(apart, "command", lambda: [sys.executable, "-c", head + code])


BAD = {
    "aborts": "sys.stdin.buffer.read(1); os.kill(os.getpid(), signal.SIGABRT)",
    "segment fault": "sys.stdin.buffer.read(1); os.kill(os.getpid(), signal.SIGSEGV)",
    "just leaves": "sys.exit(0)",
    "talks nonsense": "sys.stdout.write('x' * 4096); sys.stdout.flush(); time.sleep(60)",
    "names a strange type": "wire.send(sys.stdout.buffer, ('done', signal.Signals)); time.sleep(60)",
    "promises too much": "sys.stdout.buffer.write((2**40).to_bytes(8, 'big')); sys.stdout.flush(); time.sleep(60)",
    "runs out of memory": "wire.send(sys.stdout.buffer, ('refused', '内存'))",
    "answers with something else": "wire.send(sys.stdout.buffer, ('done', (1, 2))); time.sleep(60)",
    "answers no answer": "wire.send(sys.stdout.buffer, 7); time.sleep(60)",
    "answers too much": ("blob = b'x' * 2**24\nwhile True: wire.send(sys.stdout.buffer, ('progress', blob))"),
}


@pytest.mark.parametrize("code", BAD.values(), ids=BAD)
def test_a_process_that_goes_wrong_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    stand_in(monkeypatch, code)
    with Reading(formats.xlsx(tmp_path / "a.xlsx")) as reading, pytest.raises(Refusal) as told:
        reading.read()
    assert "内存" in str(told.value) or "没有改动" in str(told.value)


def test_a_process_that_says_nothing_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, "time.sleep(600)")
    monkeypatch.setattr(apart, "SILENCE", 0.2)
    with Reading(formats.xlsx(tmp_path / "a.xlsx")) as reading:
        with pytest.raises(Refusal, match="很久没有结果"):
            reading.read()
        assert reading._process.poll() is not None


def test_a_process_that_keeps_talking_without_an_end_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, "while True: wire.send(sys.stdout.buffer, ('progress', 1, 2)); time.sleep(0.001)")
    monkeypatch.setattr(apart, "SILENCE", 0.2)
    with Reading(formats.xlsx(tmp_path / "a.xlsx")) as reading, pytest.raises(Refusal, match="很久没有结果"):
        reading.recognise(PROFILE)


def test_a_process_that_does_not_listen_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, "time.sleep(600)")
    monkeypatch.setattr(apart, "SILENCE", 0.2)
    with Reading(formats.xlsx(tmp_path / "a.xlsx")) as reading, pytest.raises(Refusal, match="很久没有结果"):
        list(reading._ask("look", "x" * 2**20, 1, 2))


def test_what_the_process_says_unasked_waits_in_the_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, "while True: wire.send(sys.stdout.buffer, ('progress', 1, 2))")
    with Reading(formats.xlsx(tmp_path / "a.xlsx")) as reading:
        next(reading._ask("read"))
        assert reading._answers.maxsize == apart.WAITING


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="Linux")
def test_many_readings_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, "sys.stdin.buffer.read(1); wire.send(sys.stdout.buffer, ('done', ())); time.sleep(600)")
    path = formats.xlsx(tmp_path / "a.xlsx")

    def one() -> int:
        with Reading(path) as reading:
            reading.read()
            return reading._process.pid

    def held() -> tuple[int, int]:
        gc.collect()  # what earlier tests left to be collected is not this one's
        return len(list(Path("/proc/self/fd").iterdir())), threading.active_count()

    one()
    before = held()
    children = [one() for _ in range(counted(10, 50))]
    after = held()
    assert after[0] <= before[0]
    assert after[1] <= before[1]
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def test_cancel_while_recognising_stops_at_once(tmp_path: Path) -> None:
    cancel = threading.Event()
    with Reading(long_list(tmp_path / "a.xlsx", 3 * FIRST_LOOK), cancel) as reading:
        reading.read()
        process = reading._process
        with pytest.raises(Refusal, match="已取消"):
            reading.recognise(PROFILE, progress=lambda _done, _total: cancel.set())
        assert process.poll() is not None


@pytest.mark.faults
@pytest.mark.skipif(os.name == "nt", reason="POSIX")
def test_a_process_that_needs_more_memory_than_a_file_may_refuses_it(tmp_path: Path) -> None:
    """Parts of thirty megabytes that pack to nothing pass the gate's bounds and then meet that of memory."""
    blanks = " " * (31 * 2**20)
    path = workbooks.rewritten(
        workbooks.table_book(tmp_path / "小.xlsx", [["名称"]]),
        tmp_path / "大.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace("<row", '<row ht="15" 甲="1"').replace("</sheetData>", "</sheetData>" + blanks),
    )
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(2, 13):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", "<a>" + blanks + "</a>")
        archive.writestr("xl/worksheets/sheet13.xml", "<a>" + blanks[: 26 * 2**20] + "</a>")
    assert path.stat().st_size < 2**21
    with Reading(path) as reading, pytest.raises(Refusal, match="异常地大"):
        reading.read()


@pytest.mark.skipif(os.name == "nt", reason="POSIX")
def test_the_bound_on_memory_is_a_real_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same stand-in is let through without the bound, so it is the bound that stops it."""
    code = (
        "from qbs_desktop.exchange.process import limits\n"
        "if {bound}: limits.bound(limits.BASE)\n"
        "try: held = bytes(limits.BASE); said = ('done', ())\n"
        "except MemoryError: said = ('refused', '内存')\n"
        "wire.send(sys.stdout.buffer, said); time.sleep(60)"
    )
    path = formats.xlsx(tmp_path / "a.xlsx")
    stand_in(monkeypatch, code.format(bound=True))
    with Reading(path) as reading, pytest.raises(Refusal, match="内存"):
        reading.read()
    stand_in(monkeypatch, code.format(bound=False))
    with Reading(path) as reading:
        assert reading.read() == ()


def test_cancel_stops_the_process_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, "time.sleep(600)")
    cancel = threading.Event()
    with Reading(formats.xlsx(tmp_path / "a.xlsx"), cancel) as reading:
        threading.Timer(0.2, cancel.set).start()
        with pytest.raises(Refusal, match="已取消"):
            reading.read()
        assert reading._process.poll() is not None


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="POSIX")
def test_a_killed_process_is_a_sentence_and_the_next_reading_works(tmp_path: Path) -> None:
    path = formats.xlsx(tmp_path / "a.xlsx")
    with Reading(path) as reading:
        reading.read()
        os.kill(reading._process.pid, signal.SIGKILL)
        with pytest.raises(Refusal, match="意外停止"):
            reading.recognise(PROFILE)
    with Reading(path) as again:
        assert again.read()


def test_only_our_own_types_come_back(tmp_path: Path) -> None:
    import io

    stream = io.BytesIO()
    wire.send(stream, ("done", Path("x")))
    stream.seek(0)
    with pytest.raises(wire.Broken):
        wire.take(stream)
    stream.seek(0)
    assert wire.take(stream, trusted=True) == ("done", Path("x"))
    with pytest.raises(wire.Broken):
        wire.take(io.BytesIO(b"\x00\x00\x00\x00\x00\x00\x00\x09abc"))
    with pytest.raises(EOFError):
        wire.take(io.BytesIO())
