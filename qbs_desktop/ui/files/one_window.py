"""One window for one file (不重复开窗): a second start brings the first window to the front and hands its file over.

Each window answers at two local addresses of this user: that of its data file, and, the first window only, a common
one. A second start asks at the address of its file; if a window has it open, that window comes forward and the second
start ends before it has touched the file. Else it asks at the common address: a window without a file opens it there.
Another file in use means another window, a process of its own. A window that was killed answers nowhere, and its
addresses are taken over without a question; the lock of the file itself is the system's (docs/adr/0009).

Only connections inside this computer are made, by the means of Qt (QLocalServer). Where its library cannot be loaded,
every start has a window of its own, and the lock still lets only one of them write.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCryptographicHash, QObject

from qbs_desktop.ui import settings

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

    from qbs_desktop.ui.main_window import MainWindow

CONNECT_MS, ANSWER_MS = 300, 3000
_LONGEST = 65_536
log = logging.getLogger("qbs.window")


def address(path: Path | None) -> str:
    """The local name of a data file's window, or of the first window; other users and settings have other names."""
    whose = f"{_user()}\n{settings.settings().fileName()}\n{'' if path is None else path.resolve()}"
    digest = QCryptographicHash.hash(whose.encode(), QCryptographicHash.Algorithm.Sha256)  # at hand before OpenSSL is
    return f"qbs-desktop-{bytes(digest.data()).hex()[:24]}"


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # which one depends on the system and the Python version
        return ""


def handed_over(file: Path | None, *, meant: Path | None = None) -> bool:
    """Whether a window that is open already took this start over. `meant` is what would be opened without a `file`.

    Needs a Qt application, and no event loop.
    """
    wanted = file or meant
    if wanted is not None and _ask(address(wanted), {"do": "raise"}):
        return True
    if file is None:
        return _ask(address(None), {"do": "raise"})
    return _ask(address(None), {"do": "open", "file": str(file.resolve())})


def raise_other(path: Path) -> bool:
    """Bring the window that has a file open to the front, from a window that could not open it."""
    return _ask(address(path), {"do": "raise"})


def _ask(name: str, request: dict[str, str]) -> bool:
    """Put a request to a window; whether it was accepted. A window that does not answer in time has not."""
    try:
        from PySide6.QtNetwork import QLocalSocket
    except ImportError:
        return False
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(CONNECT_MS):
        return False
    greeting = _line(socket)
    _let_come_forward(greeting.get("pid"))
    _put(socket, request)
    accepted = bool(_line(socket).get("accepted"))
    socket.disconnectFromServer()
    return accepted


def _line(socket: QLocalSocket) -> dict[str, object]:
    """One line of the other side; empty when it says nothing sensible."""
    while not socket.canReadLine():
        if socket.bytesAvailable() > _LONGEST or not socket.waitForReadyRead(ANSWER_MS):
            return {}
    return _read(socket)


def _put(socket: QLocalSocket, message: Mapping[str, object]) -> None:
    import json

    socket.write(json.dumps(message).encode() + b"\n")
    socket.flush()


def _read(socket: QLocalSocket) -> dict[str, object]:
    """The line that has come; empty when it says nothing sensible."""
    import json

    try:
        found = json.loads(bytes(socket.readLine().data()))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _let_come_forward(pid: object) -> None:
    """Windows lets a program come to the front only if the one that the user started allows it."""
    if sys.platform == "win32" and isinstance(pid, int):
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(pid)


class Listener(QObject):
    """Answers for one window at the addresses of its file and of the first window."""

    def __init__(self, window: MainWindow) -> None:
        """Follow the window: its file changes, its addresses with it."""
        super().__init__(window)
        self._window = window
        self._servers: dict[str, QLocalServer] = {}
        self._answering: list[QLocalSocket] = []
        window.ready.connect(self.follow)
        self.follow()

    def follow(self, _page: str = "") -> None:
        """Answer for the file that is open now; be the first window if there is none."""
        window = self._window
        wanted = {address(None)} | ({address(window.workspace.path)} if window.has_file else set())
        for name in self._servers.keys() - wanted:
            self._servers.pop(name).close()
        for name in wanted - self._servers.keys():
            self._listen(name)

    def _listen(self, name: str) -> None:
        try:
            from PySide6.QtNetwork import QLocalServer, QLocalSocket
        except ImportError as error:
            log.info("no local server: %s", error)
            return
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        if not server.listen(name):
            probe = QLocalSocket()
            probe.connectToServer(name)
            if probe.waitForConnected(CONNECT_MS):  # another window is the first one
                probe.abort()
                server.deleteLater()
                return
            QLocalServer.removeServer(name)  # what a killed window left behind
            if not server.listen(name):
                log.info("no local server: %s", server.errorString())
                server.deleteLater()
                return
        server.newConnection.connect(self._on_connection)
        self._servers[name] = server

    def _on_connection(self) -> None:
        server = self.sender()
        socket = next((one.nextPendingConnection() for one in self._servers.values() if one is server), None)
        if socket is None:
            return
        self._answering.append(socket)
        socket.readyRead.connect(self._on_ready)
        socket.disconnected.connect(self._on_gone)
        import os

        _put(socket, {"pid": os.getpid()})

    def _on_ready(self) -> None:
        socket = next((one for one in self._answering if one is self.sender()), None)
        if socket is None or not socket.canReadLine():
            if socket is not None and socket.bytesAvailable() > _LONGEST:
                socket.abort()
            return
        _put(socket, {"accepted": self._answer(_read(socket))})

    def _on_gone(self) -> None:
        socket = next((one for one in self._answering if one is self.sender()), None)
        if socket is not None:
            self._answering.remove(socket)
            socket.deleteLater()

    def _answer(self, request: dict[str, object]) -> bool:
        """Do what a second start asks, as far as this window is free for it."""
        match request:
            case {"do": "raise"}:
                self._come_forward()
                return True
            case {"do": "open", "file": str(file)} if not self._window.has_file:
                self._come_forward()
                self._window.open_later(Path(file))
                return True
        return False

    def _come_forward(self) -> None:
        window = self._window
        if window.isMinimized():
            window.setWindowState(window.windowState() & ~window.windowState().WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
