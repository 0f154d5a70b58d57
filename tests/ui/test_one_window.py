"""A second start comes to the first window (reliability test C3); what a killed one left asks nothing (C4)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qbs_desktop.db.file_lock import lock_path
from qbs_desktop.services.lists import listing
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.files import one_window
from qbs_desktop.ui.main_window import MainWindow
from tests.faults.processes import ROOT, environment

ASK = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QSettings
QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, sys.argv[1])
application = QCoreApplication([])
from qbs_desktop.ui.files import one_window
file, meant = (Path(one) if one else None for one in sys.argv[2:4])
taken = one_window.handed_over(file, meant=meant)
assert "sqlcipher3" not in sys.modules  # no second connection
sys.exit(0 if taken else 3)
"""
LISTEN = """
import sys, time
from PySide6.QtCore import QCoreApplication
from PySide6.QtNetwork import QLocalServer
application = QCoreApplication([])
server = QLocalServer()
server.listen(sys.argv[1])
print("on", flush=True)
time.sleep(60)
"""
HOLD = """
import sys, time
from pathlib import Path
from qbs_desktop.services.workspace import Workspace
workspace = Workspace.open_file(Path(sys.argv[1]))
print("open", flush=True)
time.sleep(60)
"""


@pytest.fixture
def first(window: MainWindow) -> MainWindow:
    """The first window, answering."""
    one_window.Listener(window)
    return window


@pytest.fixture
def path(tmp_path: Path, sample_files: dict[str, bytes]) -> Path:
    made = tmp_path / "示例县.qbs"
    made.write_bytes(sample_files["hunan-county"])
    return made


class Second:
    """A second start in a process of its own, while the first window goes on."""

    def __init__(self, qtbot, tmp_path: Path) -> None:
        self._bot, self._settings = qtbot, tmp_path / "settings"

    def __call__(self, file: Path | None = None, meant: Path | None = None) -> bool:
        """Whether it was taken over; it ends before it opens anything."""
        words = [str(self._settings), *("" if one is None else str(one) for one in (file, meant))]
        started = subprocess.Popen([sys.executable, "-c", ASK, *words], cwd=ROOT, env=environment())
        self._bot.waitUntil(lambda: started.poll() is not None, timeout=20_000)
        assert started.returncode in (0, 3)
        return started.returncode == 0


@pytest.fixture
def second(qtbot, tmp_path: Path) -> Second:
    return Second(qtbot, tmp_path)


def test_a_second_start_with_the_same_file_raises_the_first_window(
    first: MainWindow, second: Second, path: Path
) -> None:
    assert first.open_path(path)
    first.showMinimized()
    assert second(path)
    assert not first.isMinimized()
    link = path.with_name("快捷方式.qbs")
    link.symlink_to(path)
    assert second(link)


def test_a_second_start_without_a_file_raises_the_window_of_the_last_one(
    first: MainWindow, second: Second, path: Path
) -> None:
    assert second()
    first.open_path(path)
    assert second(meant=path)
    assert second()


def test_a_file_is_handed_to_a_window_that_has_none(qtbot, first: MainWindow, second: Second, path: Path) -> None:
    assert second(path)
    qtbot.waitUntil(lambda: first.has_file)
    assert first.workspace.path == path


def test_another_file_has_a_window_of_its_own(first: MainWindow, second: Second, path: Path) -> None:
    first.open_path(path)
    other = path.with_name("另一个.qbs")
    other.write_bytes(path.read_bytes())
    assert not second(other)
    assert first.workspace.path == path
    first.close_workspace()
    assert second(other)


def test_nobody_answers_for_a_file_that_was_closed(first: MainWindow, second: Second, path: Path) -> None:
    first.open_path(path)
    first.close_workspace()
    assert not one_window.raise_other(path)


def test_nonsense_at_the_address_is_not_obeyed(qtbot, first: MainWindow) -> None:
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(one_window.address(None))
    qtbot.waitUntil(socket.canReadLine)
    socket.readLine()
    for words in (b"{}\n", b"[1]\n", b"\xff\xfe\n", b'{"do": "open", "file": 3}\n', b'{"do": "erase"}\n'):
        socket.write(words)
        qtbot.waitUntil(socket.canReadLine)
        assert json.loads(bytes(socket.readLine().data())) == {"accepted": False}
    socket.write(b"x" * 70_000)
    qtbot.waitUntil(lambda: socket.state() == QLocalSocket.LocalSocketState.UnconnectedState)
    assert not first.has_file


def test_what_a_killed_window_left_at_its_address_is_taken_over(qtbot, window: MainWindow, second: Second) -> None:
    from PySide6.QtNetwork import QLocalServer

    dead = subprocess.Popen(
        [sys.executable, "-c", LISTEN, one_window.address(None)], cwd=ROOT, env=environment(), stdout=subprocess.PIPE
    )
    assert dead.stdout is not None
    dead.stdout.readline()
    dead.kill()
    dead.wait()
    dead.stdout.close()
    assert not QLocalServer().listen(one_window.address(None)) or sys.platform == "win32"
    one_window.Listener(window)
    assert second()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_the_program_itself_ends_at_once_when_its_file_is_open(
    qtbot, first: MainWindow, path: Path, tmp_path: Path
) -> None:
    """The whole second start, as the clerk does it: by the program and a file."""
    from PySide6.QtCore import QSettings

    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "eigen"))
    one_window.settings.settings.cache_clear()
    first.open_path(path)
    one_window.Listener(first)
    own = environment() | {"XDG_CONFIG_HOME": str(tmp_path / "eigen"), "QT_QPA_PLATFORM": "offscreen"}
    own |= {"HOME": str(tmp_path)}
    start = time.monotonic()
    started = subprocess.Popen([sys.executable, "-m", "qbs_desktop.app", str(path)], cwd=ROOT, env=own)
    qtbot.waitUntil(lambda: started.poll() is not None, timeout=20_000)
    assert started.returncode == 0
    assert time.monotonic() - start < 20
    assert first.workspace.path == path


# --- stale locks -------------------------------------------------------------------------------------------------


@pytest.fixture
def holder(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another program that has the file open."""
    made = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], cwd=ROOT, env=environment(), stdout=subprocess.PIPE
    )
    assert made.stdout is not None
    assert made.stdout.readline() == b"open\n"
    yield made
    made.kill()
    made.wait()
    made.stdout.close()


def test_a_holder_that_was_killed_keeps_nobody_out(window: MainWindow, path: Path, holder) -> None:
    holder.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    holder.wait()
    assert lock_path(path).exists()
    assert window.open_path(path)
    listing.add_rows(window.workspace, "industry", [{"name": "接着填"}])


@pytest.mark.parametrize(
    "note",
    [
        {"user": "别人", "machine": "另一台电脑", "pid": 4, "operation": 0},
        {"user": "我", "machine": os.uname().nodename if hasattr(os, "uname") else "", "pid": os.getpid()},
        {"user": "我", "machine": "", "pid": 1, "operation": 0},
    ],
    ids=["another host's note", "our own pid, used again", "the pid of a living program"],
)
def test_a_note_left_behind_is_not_taken_for_a_holder(window: MainWindow, path: Path, note: dict[str, object]) -> None:
    """The lock is the system's and ends with its process; the note beside it only puts a name into a sentence."""
    lock_path(path).touch()
    lock_path(path).with_suffix(".holder").write_text(json.dumps(note), encoding="utf-8")
    assert window.open_path(path)


def test_a_lock_from_the_future_keeps_nobody_out(window: MainWindow, path: Path) -> None:
    lock = lock_path(path)
    lock.touch()
    later = time.time() + 10 * 365 * 86_400
    os.utime(lock, (later, later))
    assert window.open_path(path)


def test_there_are_never_two_writers(window: MainWindow, path: Path, holder, monkeypatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("qbs_desktop.ui.feedback.show", lambda _parent, error: said.append(str(error)))
    os.utime(lock_path(path), (0, 0))
    assert not window.open_path(path)
    assert "已在另一个窗口打开" in said[0]
    assert holder.poll() is None


def test_the_second_of_two_windows_says_where_it_went(qtbot, first: MainWindow, path: Path, monkeypatch) -> None:
    """In one window, opening the file of another brings that other to the front instead of a refusal."""
    asked: list[Path] = []
    monkeypatch.setattr(one_window, "raise_other", lambda one: asked.append(one) is None)
    with Workspace.open_file(path):
        assert not first.open_path(path)
    assert asked == [path]
    assert "已切换到那个窗口" in first.statusBar().currentMessage()
