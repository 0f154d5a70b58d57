"""The window's own log must never be why the window does not open."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qInstallMessageHandler

from qbs_desktop import app


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[logging.Logger]:
    """A program whose log was not started yet."""
    root = logging.getLogger()
    level = root.level
    yield root
    for one in root.handlers:
        one.close()
    monkeypatch.undo()
    root.setLevel(level)
    qInstallMessageHandler(None)


def test_a_long_log_that_another_window_holds_is_written_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: logging.Logger
) -> None:
    def held(_self: Path, _target: Path) -> Path:
        raise PermissionError(13, "另一个程序正在使用此文件")  # as Windows says of a log that a window has open

    (tmp_path / "window.log").write_text("x" * (app.LOG_BYTES + 1), encoding="utf-8")
    monkeypatch.setattr(app.paths, "logs", lambda: tmp_path)
    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(log, "handlers", [])
    app.start_log()
    log.error("后来的一句")
    assert (tmp_path / "window.log").read_text(encoding="utf-8").endswith("后来的一句\n")


def test_without_a_folder_for_logs_the_program_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: logging.Logger
) -> None:
    (tmp_path / "文件").touch()
    monkeypatch.setattr(app.paths, "logs", lambda: tmp_path / "文件" / "日志")
    monkeypatch.setattr(log, "handlers", [])
    app.start_log()
    assert [type(one) for one in log.handlers] == [logging.NullHandler]
