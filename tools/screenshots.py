"""Make the manual's pictures (docs/images/*.png) from the real program on the sample county.

QT_QPA_PLATFORM=offscreen python tools/screenshots.py [--out DIR] [--size 1366x768] [--theme light] [--all]
"""
# ruff: noqa: E402 - the platform is set before Qt is imported

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LOGNAME"] = "填报员"
platform.node = lambda: "示例电脑"

import numpy as np
import openpyxl
from PySide6.QtCore import QEventLoop, QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qbs_desktop import app
from qbs_desktop.domain.period import Period
from qbs_desktop.services import importing, returns, samples
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.dialogs.help import AboutDialog, KeysDialog
from qbs_desktop.ui.dialogs.new_file import NewFileDialog
from qbs_desktop.ui.dialogs.verify import VerifyDialog
from qbs_desktop.ui.importing.wizard import ImportWizard
from qbs_desktop.ui.main_window import MainWindow
from qbs_desktop.ui.style.apply import Theme

DIALOG = QSize(1326, 720)
MANUAL = ("welcome", "home", "lists", "month", "checks", "import", "charts", "returns", "history")
"""The pictures that docs/使用手册.md and README.md show."""
PAGES = {
    "home": "home",
    "lists": "enterprise",
    "industry": "industry",
    "project": "project",
    "month": "month",
    "checks": "checks",
    "returns": "returns",
    "charts": "charts",
    "history": "history",
}
"""Picture and the page it is of."""


def main() -> int:
    """Make every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--theme", choices=[theme.value for theme in Theme], default=Theme.LIGHT.value)
    parser.add_argument("--profile", default="hunan-county")
    parser.add_argument("--all", action="store_true", help="every page and dialog, not only what the manual shows")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
        _application, window = app.build([])
        window.resize(*(int(part) for part in options.size.split("x")))
        wait(window)
        window.set_theme(Theme(options.theme))
        Pictures(window, options.out, Path(folder), () if options.all else MANUAL).make(options.profile)
        window.close()
        # The window goes before the application, or Qt takes down what Python still holds.
        window.deleteLater()
        wait(None, 50)
    return 0


class Pictures:
    """The pictures of one window."""

    def __init__(self, window: MainWindow, out: Path, folder: Path, wanted: Sequence[str]) -> None:
        self._window, self._out, self._folder, self._wanted = window, out, folder, wanted

    def make(self, profile_id: str) -> None:
        """Start page, every page of the sample, the dialogs."""
        window = self._window
        self.save("welcome", window)
        self.dialog("new", lambda: NewFileDialog(window))
        workspace = samples.create_sample(self._folder / "示例县.qbs", profile_id)
        book = returns.export(workspace, Period.of_year(workspace.year), self._folder)[0].path
        clerks = clerks_book(workspace, self._folder / "企业名单（报来）.xlsx")
        window.adopt(workspace)
        self.dialog("import", lambda: ImportWizard(workspace, window, clerks, window), DIALOG)
        for name, page in PAGES.items():
            if name == "history":
                work_a_little(workspace, self._folder / "企业名单（报来）.xlsx")
            if self._wants(name):
                window.show_page(page)
                self.save(name, window)
        self.dialog("verify", lambda: VerifyDialog([book], window.tasks, window))
        self.dialog("keys", lambda: KeysDialog(window))
        self.dialog("about", lambda: AboutDialog(window))

    def dialog(self, name: str, make: Callable[[], QWidget], size: QSize | None = None) -> None:
        """Open, picture, close."""
        if not self._wants(name):
            return
        shown = make()
        if size is not None:
            shown.resize(size)
        shown.show()
        self.save(name, shown)
        shown.close()

    def save(self, name: str, widget: QWidget) -> None:
        """One picture, once nothing is under way any more."""
        wait(self._window)
        in_few_colours(widget.grab().toImage()).save(str(self._out / f"{name}.png"))

    def _wants(self, name: str) -> bool:
        return not self._wanted or name in self._wanted


def clerks_book(workspace: Workspace, path: Path) -> Path:
    """A list as a township sends it in: rows as they are, changed ones, new ones, one wrong amount."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "企业"
    sheet.append(["企业名单（单位：亿元）"])
    sheet.append(["序号", "企业名称", "所属领域", "所在园区", "2026年目标营业收入"])
    rows = [row for row in workspace.dataset().rows("enterprise") if row.parent_id is None][:9]
    for number, row in enumerate(rows, 1):
        park = "县高新区" if number in (3, 6) else None
        sheet.append([number, row.name, None, park, "约十二亿" if number == 5 else None])
    for number, name in enumerate(("示例新办陶瓷有限公司", "示例新办食品有限公司"), len(rows) + 1):
        sheet.append([number, name, "工业和信息化", "县高新区", 1.2])
    book.save(path)
    return path


def work_a_little(workspace: Workspace, clerks: Path) -> None:
    """Steps for the history: the good rows of the clerk's list."""
    importing.apply(workspace, importing.preview(workspace, clerks), good_rows=True)


def in_few_colours(image: QImage) -> QImage:
    """The picture in 256 of its colours, half the size: the commonest, and those that are few but bright."""
    full = image.convertToFormat(QImage.Format.Format_RGB32)
    colours, counts = np.unique(np.frombuffer(full.constBits(), dtype=np.uint32), return_counts=True)
    parts = np.stack([colours >> shift & 255 for shift in (16, 8, 0)]).astype(int)
    weights = counts * (1 + np.ptp(parts, axis=0)) ** 1.5
    table = [int(colour) for colour in colours[np.argsort(-weights)[:256]]]
    return full.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither)


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
