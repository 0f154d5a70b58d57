"""Make the manual's pictures (docs/images/*.png) from the real program on the sample county.

QT_QPA_PLATFORM=offscreen python tools/screenshots.py [--out DIR] [--size 1366x768] [--theme light]
"""
# ruff: noqa: E402 - the platform is set before Qt is imported

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QWidget

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qbs_desktop import app
from qbs_desktop.domain.period import Period
from qbs_desktop.services import returns, samples
from qbs_desktop.ui.main_window import MainWindow
from qbs_desktop.ui.pages.help_dialogs import AboutDialog, KeysDialog
from qbs_desktop.ui.pages.import_dialog import ImportDialog
from qbs_desktop.ui.pages.new_file import NewFileDialog
from qbs_desktop.ui.pages.verify_dialog import VerifyDialog
from qbs_desktop.ui.style.apply import Theme

PAGES = ("home", "industry", "enterprise", "project", "month", "checks", "returns", "charts", "history")


def main() -> int:
    """Make every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--theme", choices=[theme.value for theme in Theme], default=Theme.LIGHT.value)
    parser.add_argument("--profile", default="hunan-county")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
        _application, window = app.build([])
        window.resize(*(int(part) for part in options.size.split("x")))
        wait(window)
        window.set_theme(Theme(options.theme))
        Pictures(window, options.out, Path(folder)).make(options.profile)
        window.close()
        # The window goes before the application, or Qt takes down what Python still holds.
        window.deleteLater()
        wait(None, 50)
    return 0


class Pictures:
    """The pictures of one window."""

    def __init__(self, window: MainWindow, out: Path, folder: Path) -> None:
        self._window, self._out, self._folder = window, out, folder

    def make(self, profile_id: str) -> None:
        """Start page, every page of the sample, the dialogs."""
        window = self._window
        self.save("welcome", window)
        self.dialog("new", lambda: NewFileDialog(window))
        workspace = samples.create_sample(self._folder / "示例县.qbs", profile_id)
        book = returns.export(workspace, Period.of_year(workspace.year), self._folder)[0].path
        window.adopt(workspace)
        for page in PAGES:
            window.show_page(page)
            self.save(page, window)
        fixture = ROOT / "tests" / "fixtures" / "手工名单.xlsx"
        shown = fixture if fixture.exists() else book
        self.dialog("import", lambda: ImportDialog(workspace, window, shown, window))
        self.dialog("verify", lambda: VerifyDialog([book], window.tasks, window))
        self.dialog("keys", lambda: KeysDialog(window))
        self.dialog("about", lambda: AboutDialog(window))

    def dialog(self, name: str, make: Callable[[], QWidget]) -> None:
        """Open, picture, close."""
        shown = make()
        shown.show()
        self.save(name, shown)
        shown.close()

    def save(self, name: str, widget: QWidget) -> None:
        """One picture, once nothing is under way any more."""
        wait(self._window)
        widget.grab().save(str(self._out / f"{name}.png"))


def wait(window: MainWindow | None, after: int = 350) -> None:
    """Let the window work until its tasks are done, and a little longer for the last paint."""
    loop = QEventLoop()
    timer = QTimer()
    timer.setInterval(after)

    def look() -> None:
        if window is None or not window.tasks.busy:
            loop.quit()

    timer.timeout.connect(look)
    timer.start()
    loop.exec()
    QApplication.processEvents()


if __name__ == "__main__":
    sys.exit(main())
