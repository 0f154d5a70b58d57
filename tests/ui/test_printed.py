"""The manual and the quick card as PDF, from the help menu (帮助 → 手册和速查卡)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from qbs_desktop import paths
from qbs_desktop.ui import feedback
from qbs_desktop.ui.main_window import MainWindow
from qbs_desktop.ui.window import around


def test_the_help_menu_opens_the_folder_of_the_pdfs(window: MainWindow, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "print").mkdir()
    seen: list[Path] = []
    monkeypatch.setattr(paths, "manual", lambda: tmp_path)
    monkeypatch.setattr(feedback, "open_with_system", lambda path: seen.append(path) is None)
    window.actions_table.by_id["printed"].trigger()
    assert seen == [tmp_path / "print"]


@pytest.mark.parametrize("there", [True, False])
def test_where_they_cannot_be_shown_it_says_what_to_do(
    window: MainWindow, tmp_path: Path, monkeypatch, *, there: bool
) -> None:
    if there:
        (tmp_path / "print").mkdir()
    monkeypatch.setattr(paths, "manual", lambda: tmp_path)
    monkeypatch.setattr(paths, "_home", lambda: tmp_path)
    monkeypatch.setattr(feedback, "open_with_system", lambda path: False)
    around.show_printed(window)
    assert (str(tmp_path / "print") if there else "F1") in window.statusBar().currentMessage()


def test_what_it_starts_gets_the_environment_it_was_started_in(tmp_path: Path, monkeypatch) -> None:
    seen: list[tuple[str | None, str | None]] = []

    def started(_url: QUrl) -> bool:
        seen.append((os.environ.get("LD_LIBRARY_PATH"), os.environ.get("QT_PLUGIN_PATH")))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", started)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/usr/lib/qbs-desktop/_internal")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/opt/oracle")
    monkeypatch.setenv("QT_PLUGIN_PATH", "/usr/lib/qbs-desktop/_internal/PySide6/Qt/plugins")
    feedback.open_with_system(tmp_path)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    feedback.open_with_system(tmp_path)
    own = ("/usr/lib/qbs-desktop/_internal", "/usr/lib/qbs-desktop/_internal/PySide6/Qt/plugins")
    assert seen == [own, ("/opt/oracle", None)]
    assert (os.environ["LD_LIBRARY_PATH"], os.environ["QT_PLUGIN_PATH"]) == own
