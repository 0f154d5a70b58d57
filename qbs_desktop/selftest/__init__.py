"""The installed program tries itself (自检): `qbs self-test`, `qbs-desktop --self-test`.

What a build can lack is a library, a resource, a font, the reading process or a working Qt; the main job done once on a
made-up county meets them all. It works in a folder of its own, which goes again, and touches no settings, log or data
of the user. The services are loaded as the first step, so that what is missing there is told as well.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from qbs_desktop import __version__
from qbs_desktop.domain.errors import QbsError

_FOLDERS = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")


def run(dress: Callable[[QApplication], None], report: Path | None = None, *, quiet: bool = False) -> int:
    """Take every step, say one line each; 0 if all is well, else 1.

    Args:
        dress: gives an application the program's fonts, colours and Chinese buttons.
        report: a file for the lines as well; a windowed program on Windows has no terminal to say them on.
        quiet: print nothing.
    """
    lines: list[str] = []
    failed = False
    began = time.monotonic()
    for line, well in _steps(dress):
        lines.append(line)
        failed = failed or not well
        _print(line, quiet=quiet)
    lines.append(f"自检{'未通过' if failed else '通过'}，用时 {time.monotonic() - began:.1f} 秒。")
    _print(lines[-1], quiet=quiet)
    if report is not None:
        report.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 1 if failed else 0


def _print(line: str, *, quiet: bool) -> None:
    """A windowed program on Windows has no standard output; a terminal there need not know Chinese."""
    if quiet or sys.stdout is None:
        return
    encoding = sys.stdout.encoding or "utf-8"
    print(line.encode(encoding, "replace").decode(encoding), flush=True)


def _steps(dress: Callable[[QApplication], None]) -> Iterator[tuple[str, bool]]:
    """Each line and whether it is good; the first failure ends them."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="qbs 自检 ", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with _own_settings(folder / "settings"):
            yield f"千百十填报 {__version__}，临时文件夹 {folder}", True
            title = "装载组件"
            try:
                from qbs_desktop.ui.style import apply

                application = QApplication.instance() or QApplication([sys.argv[0], *apply.IN_FUSION])
                assert isinstance(application, QApplication)  # noqa: S101
                dress(application)
                from qbs_desktop.selftest.steps import STEPS, Bench

                bench = Bench(folder)
                for title, step in STEPS:
                    yield f"  {title}：{step(bench)}", True
            except QbsError as error:
                yield f"  {title}：未通过——{error}", False
            except Exception as bug:  # noqa: BLE001 - what a build lacks comes in any shape; it is told
                yield f"  {title}：未通过——{type(bug).__name__}：{bug}", False


@contextlib.contextmanager
def _own_settings(folder: Path) -> Iterator[None]:
    """Settings, caches and logs of this run lie in its own folder."""
    before = {name: os.environ.get(name) for name in _FOLDERS}
    for name in _FOLDERS:
        os.environ[name] = str(folder)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value
