"""E1, E2, E4: the old file or the new one is whole; faults are told in words; nothing is left lying about."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qbs_desktop.domain.errors import EnvironmentFault
from qbs_desktop.exchange import saving
from qbs_desktop.exchange.saving import file_name, save, sweep
from tests.faults.trials import counted


def nothing(_draft: Path) -> None:
    """A check that is content."""


def left(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir() if one.name.endswith(saving.SUFFIX)]


def test_a_file_is_replaced_in_one_step_and_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "新文件夹" / "报表.xlsx"
    assert save(path, b"one", nothing) == path
    assert save(path, b"two", nothing) == path
    assert path.read_bytes() == b"two"
    assert left(path.parent) == []


def test_a_file_that_fails_its_check_does_not_replace_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "报表.xlsx"
    save(path, b"one", nothing)

    def wrong(draft: Path) -> None:
        assert draft.read_bytes() == b"two"
        raise AssertionError("not what was meant")

    with pytest.raises(AssertionError, match="not what was meant"):
        save(path, b"two", wrong)
    assert path.read_bytes() == b"one"
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "磁盘空间不足"),
        (errno.EROFS, "不能写入"),
        (errno.EACCES, "不能写入"),
        (errno.ENAMETOOLONG, "路径太长"),
        (errno.EIO, "没有保存"),
    ],
)
def test_a_fault_of_the_disk_leaves_the_old_file_and_says_so(
    number: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "报表.xlsx"
    save(path, b"one", nothing)

    def fault(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fault)
    with pytest.raises(EnvironmentFault, match=words):
        save(path, b"two", nothing)
    monkeypatch.undo()
    assert path.read_bytes() == b"one"
    assert left(tmp_path) == []


def test_a_name_too_long_for_the_file_system_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="路径太长"):
        save(tmp_path / ("长" * 300 + ".xlsx"), b"one", nothing)


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "占位").write_text("", encoding="utf-8")
    with pytest.raises(EnvironmentFault, match="不是文件夹"):
        save(tmp_path / "占位" / "报表.xlsx", b"one", nothing)


def test_a_file_open_elsewhere_for_a_moment_is_saved_after_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "报表.xlsx"
    chance = random.Random(4)
    tried = 0
    real = Path.replace

    def busy(self: Path, target: Path) -> Path:
        nonlocal tried
        tried += 1
        if tried == 1 or chance.random() < 0.3:
            raise PermissionError(errno.EACCES, "in use")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", busy)
    for turn in range(10):
        assert save(path, str(turn).encode(), nothing) == path
    assert path.read_bytes() == b"9"
    assert tried > 10


def test_a_file_open_in_wps_is_saved_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "报表.xlsx"
    save(path, b"one", nothing)
    (tmp_path / "报表(2).xlsx").write_bytes(b"kept")
    real = Path.replace

    def busy(self: Path, target: Path) -> Path:
        if target == path:
            raise PermissionError(errno.EACCES, "in use")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", busy)
    monkeypatch.setattr(saving, "RETRY_FOR", 0.2)
    assert save(path, b"two", nothing).name == "报表(3).xlsx"
    assert path.read_bytes() == b"one"
    assert (tmp_path / "报表(2).xlsx").read_bytes() == b"kept"
    assert (tmp_path / "报表(3).xlsx").read_bytes() == b"two"


def test_when_every_name_is_held_the_clerk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(_self: Path, _target: Path) -> Path:
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(Path, "replace", busy)
    monkeypatch.setattr(saving, "RETRY_FOR", 0.01)
    with pytest.raises(EnvironmentFault, match="请关闭 Excel、WPS 后再导出"):
        save(tmp_path / "报表.xlsx", b"two", nothing)
    assert left(tmp_path) == []


def test_left_over_files_are_swept_and_fresh_ones_kept(tmp_path: Path) -> None:
    old, fresh = tmp_path / f".a.1.1{saving.SUFFIX}", tmp_path / f".b.2.1{saving.SUFFIX}"
    old.write_bytes(b"")
    fresh.write_bytes(b"")
    long_ago = time.time() - 2 * saving.LEFT_OVER_AFTER
    os.utime(old, (long_ago, long_ago))
    assert sweep(tmp_path) == 1
    assert not old.exists()
    assert fresh.exists()


def test_names_of_units_become_names_of_files() -> None:
    assert file_name('某局/科:室*?"<>|\n.') == "某局_科_室_______"
    assert file_name(" . ") == "未命名"
    assert file_name("x" * 500) == "x" * 80
    assert file_name("长" * 500) == "长" * 53


_WRITER = """
import sys
from pathlib import Path
from qbs_desktop.exchange.saving import save
path, turn = Path(sys.argv[1]), 0
print("ready", flush=True)
while True:
    turn += 1
    save(path, bytes([turn % 251]) * 400_000, lambda draft: None)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_killed_export_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "报表.xlsx"
    chance = random.Random(7)
    for _trial in range(counted(6, 15)):
        with subprocess.Popen([sys.executable, "-c", _WRITER, str(path)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.random() * 0.06)
            process.send_signal(signal.SIGKILL)
        if path.exists():
            content = path.read_bytes()
            assert len(content) == 400_000
            assert len(set(content)) == 1
    assert path.exists()
