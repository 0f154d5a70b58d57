"""Files that are painted (图片、PDF): something to paint with where there is no window, and a safe way to put them."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from PySide6.QtWidgets import QApplication

from qbs_desktop.domain.errors import EnvironmentFault
from qbs_desktop.exchange.saving import reason

_KEPT: list[QApplication] = []


def application() -> QApplication:
    """The running application, or one without a screen for the command line."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _KEPT.append(QApplication([]))
    return _KEPT[0]


def put(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there when it is whole.

    Raises:
        EnvironmentFault: it cannot be written there; an older file of that name is left as it was.
    """
    temporary = path.with_name(f".{path.stem}-{os.getpid()}{path.suffix}")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        kind = "PDF " if path.suffix.lower() == ".pdf" else "图片"
        raise EnvironmentFault(
            f"{kind}没有存成“{path.name}”（{reason(error)}）。请看文件夹能否写入、文件是否正被别的程序打开。"
        ) from error
