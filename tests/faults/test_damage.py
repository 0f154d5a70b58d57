"""Reliability tests I1 and D5: pages rot, the log rots, the disk is full. Nothing may be silently different."""

from __future__ import annotations

import contextlib
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from qbs_desktop.db import history
from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.errors import DamagedFile, EnvironmentFault, Refusal
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.period import months
from qbs_desktop.services import profiles
from qbs_desktop.services.months.figures import Scheme
from qbs_desktop.services.workspace import Unit, Workspace
from tests.db.content import digest_of
from tests.faults.trials import SEED, trials

UNIT = Unit("430225", "炎陵县")
PAGE = 4096


def _bit(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def _byte(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(len(content))] = chance.randrange(256)


def _blank(size: int) -> Callable[[bytearray, random.Random], None]:
    def blank(content: bytearray, chance: random.Random) -> None:
        start = chance.randrange(max(1, len(content) // size)) * size
        content[start : start + size] = bytes(len(content[start : start + size]))

    return blank


def _swap(content: bytearray, chance: random.Random) -> None:
    pages = len(content) // PAGE
    one, two = chance.sample(range(1, pages), 2)
    content[one * PAGE : (one + 1) * PAGE] = content[two * PAGE : (two + 1) * PAGE]


DAMAGES: dict[str, Callable[[bytearray, random.Random], None]] = {
    "a bit": _bit,
    "a byte": _byte,
    "a sector": _blank(512),
    "a page": _blank(PAGE),
    "another page": _swap,
}


def fill(workspace: Workspace, rows: int) -> None:
    def action(edit: Edit) -> None:
        for number in range(rows):
            record = edit.add("project", {"name": f"项目{number}"}, year=2026)
            edit.set_figures(
                (FigureKey(record, "investment", period, Kind.ACTUAL), Figure(Decimal(number)), None)
                for period in months(2026, Scheme.DISPATCH)
            )

    workspace.run("加", action)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, str]:
    path = tmp_path_factory.mktemp("whole") / "甲.qbs"
    with Workspace.create(path, profiles.load("hunan-county"), UNIT, year=2026) as workspace:
        fill(workspace, 150)
        digest = digest_of(workspace)
    return path.read_bytes(), digest


@pytest.fixture(scope="module")
def with_log(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes, bytes, str]:
    """File, log and note as a killed program leaves them."""
    path = tmp_path_factory.mktemp("log") / "甲.qbs"
    Workspace.create(path, profiles.load("hunan-county"), UNIT, year=2026).close()
    with Workspace.open_file(path) as workspace:
        for _ in range(5):
            fill(workspace, 4)
        digest = digest_of(workspace)
        parts = [path, path.with_name(path.name + "-wal"), path.with_name(f".{path.name}.holder")]
        file, log, note = (part.read_bytes() for part in parts)
    return file, log, note, digest


def told(path: Path, digest: str) -> str:
    """What somebody who opens the file and looks at everything learns: same, reported or SILENT."""
    try:
        with Workspace.open_file(path) as workspace:
            if workspace.store.lost_steps or workspace.store.integrity():
                return "reported"
            found, broken = digest_of(workspace), workspace.read(history.verify_chain)
    except (EnvironmentFault, Refusal):
        return "reported"
    return "same" if found == digest and broken is None else "SILENT"


def looked_at(path: Path, digest: str) -> str:
    """The same without an examination: only by reading every row, as lists and forms do."""
    try:
        with Workspace.open_file(path) as workspace:
            return "same" if digest_of(workspace) == digest else "SILENT"
    except (EnvironmentFault, Refusal):
        return "reported"


@pytest.mark.parametrize("kind", DAMAGES)
def test_no_damaged_page_goes_unreported(whole: tuple[bytes, str], tmp_path: Path, kind: str) -> None:
    content, digest = whole
    chance = random.Random(SEED + kind)
    path = tmp_path / "甲.qbs"
    found: dict[str, int] = {}
    for _ in range(trials(12)):
        damaged = bytearray(content)
        DAMAGES[kind](damaged, chance)
        for ask in (looked_at, told):
            path.write_bytes(damaged)
            verdict = ask(path, digest)
            found[verdict] = found.get(verdict, 0) + 1
            path.unlink()
    assert "SILENT" not in found, found
    assert found.get("reported", 0) > 0


@pytest.mark.parametrize("kind", DAMAGES)
def test_no_damaged_log_goes_unreported(with_log: tuple[bytes, bytes, bytes, str], tmp_path: Path, kind: str) -> None:
    """The engine takes a damaged log for an unfinished save and goes on without a word; the note beside it knows."""
    file, log, note, digest = with_log
    chance = random.Random(SEED + kind)
    found: dict[str, int] = {}
    for number in range(trials(12)):
        folder = tmp_path / str(number)
        folder.mkdir()
        damaged = bytearray(log)
        DAMAGES[kind](damaged, chance)
        (folder / "甲.qbs").write_bytes(file)
        (folder / "甲.qbs-wal").write_bytes(damaged)
        (folder / ".甲.qbs.holder").write_bytes(note)
        verdict = told(folder / "甲.qbs", digest)
        found[verdict] = found.get(verdict, 0) + 1
    assert "SILENT" not in found, found
    assert found.get("reported", 0) > 0


def test_a_log_that_was_taken_away_is_counted(with_log: tuple[bytes, bytes, bytes, str], tmp_path: Path) -> None:
    file, _log, note, _digest = with_log
    (tmp_path / "甲.qbs").write_bytes(file)
    (tmp_path / ".甲.qbs.holder").write_bytes(note)
    with Workspace.open_file(tmp_path / "甲.qbs") as workspace:
        assert workspace.store.lost_steps == 5
    with Workspace.open_file(tmp_path / "甲.qbs") as workspace:
        assert workspace.store.lost_steps == 0


def test_the_same_damage_to_a_plain_file_goes_unreported(tmp_path: Path) -> None:
    """Negative control: SQLite without page checksums shows other figures and its own check says ok."""
    path = tmp_path / "plain.db"
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE figure (subject INTEGER, period INTEGER, value INTEGER) STRICT")
    plain.executemany("INSERT INTO figure VALUES (?, ?, ?)", [(n, 202600 + n % 12, n * 10**9) for n in range(20000)])
    plain.commit()
    whole = plain.execute("SELECT * FROM figure").fetchall()
    plain.close()
    content, chance, silent = path.read_bytes(), random.Random(1), 0
    for _ in range(60):
        damaged = bytearray(content)
        _bit(damaged, chance)
        path.write_bytes(damaged)
        with contextlib.closing(sqlite3.connect(path)) as plain, contextlib.suppress(sqlite3.Error):
            if plain.execute("SELECT * FROM figure").fetchall() != whole:
                silent += plain.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert silent >= 3


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 900 KB of its own."""
    if sys.platform != "linux":
        pytest.skip("needs a disk of its own")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=900k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting needs root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("rows", [1, 400], ids=["edit", "import"])
def test_a_full_disk_loses_nothing_and_can_be_worked_on_after_it_is_freed(small_disk: Path, rows: int) -> None:
    path = small_disk / "甲.qbs"
    with Workspace.create(path, profiles.load("hunan-county"), UNIT, year=2026) as workspace:
        ballast = small_disk / "ballast"
        ballast.write_bytes(bytes(max(0, shutil.disk_usage(small_disk).free - 120_000)))
        saved = 0
        with pytest.raises(EnvironmentFault, match="磁盘空间已满"):  # noqa: PT012
            for saved in range(1000):  # noqa: B007
                digest = digest_of(workspace)
                fill(workspace, rows)
        assert digest_of(workspace) == digest
        ballast.unlink()
        fill(workspace, 1)
        assert len(workspace.read(history.operations)) == saved + 2
        assert workspace.store.integrity() == []
        assert workspace.read(history.verify_chain) is None


def test_a_disk_too_full_for_a_new_file_keeps_nothing_half_made(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(shutil.disk_usage(small_disk).free - 60_000))
    with pytest.raises(EnvironmentFault):
        Workspace.create(small_disk / "甲.qbs", profiles.load("hunan-county"), UNIT, year=2026)
    assert not (small_disk / "甲.qbs").exists()


def test_a_damaged_file_says_what_to_do(whole: tuple[bytes, str], tmp_path: Path) -> None:
    path = tmp_path / "甲.qbs"
    damaged = bytearray(whole[0])
    damaged[100] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(DamagedFile, match="从最近的备份恢复"):
        Workspace.open_file(path)
    assert path.read_bytes() == bytes(damaged)


def test_no_damaged_page_of_a_long_text_is_shown_as_blank(tmp_path: Path) -> None:
    """The engine answers such a page with zeros and complains at the next page only: there must be a next one."""
    path, text = tmp_path / "甲.qbs", "0123456789" * 2000
    with Workspace.create(path, profiles.load("hunan-county"), UNIT, year=2026) as workspace:
        workspace.run("长", lambda edit: edit.set_meta("long", text))
    content = path.read_bytes()
    ask = "SELECT value FROM meta WHERE key = 'long'"
    reported = 0
    for page in range(len(content) // PAGE):
        damaged = bytearray(content)
        damaged[page * PAGE + 100] ^= 1
        path.write_bytes(damaged)
        try:
            with Workspace.open_file(path) as workspace:
                assert workspace.read(lambda connection: connection.execute(ask).fetchone()[0]) == text
        except DamagedFile:
            reported += 1
    assert reported >= 5
