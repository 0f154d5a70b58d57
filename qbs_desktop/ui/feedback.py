"""The only message boxes and file dialogs (提示框、选择文件). Everything else in the window goes through here.

Their classes are imported when first shown, which spares the start of the program a tenth of its time.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from qbs_desktop import __version__, paths
from qbs_desktop.domain.errors import QbsError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox, QWidget

TITLE = "千百十填报"
DATA_FILES = "千百十数据文件 (*.qbs)"
WORKBOOKS = "表格文件 (*.xlsx *.xlsm *.xls *.et *.csv *.htm *.html)"
RETURNS = "报表工作簿 (*.xlsx)"
_CLOSE = "关闭"
ANY_FILES = "所有文件 (*)"
_OF_THE_BUNDLE = ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH")
"""What PyInstaller sets for the frozen program."""
log = logging.getLogger("qbs.window")


def inform(parent: QWidget | None, text: str, detail: str = "") -> None:
    """Tell something that needs no decision."""
    _asked(_box(parent, "Information", text, detail))


def warn(parent: QWidget | None, text: str, detail: str = "") -> None:
    """Tell why something was not done and what to do."""
    _asked(_box(parent, "Warning", text, detail))


def ask(
    parent: QWidget | None, text: str, detail: str = "", *, yes: str = "确定", no: str = "取消", harmless: bool = False
) -> bool:
    """Ask before something that is hard to take back: the cautious answer is the default.

    Where the clerk began it and it can be undone (`harmless`), Enter goes on; Esc is no in any case.
    """
    from PySide6.QtWidgets import QMessageBox

    box = _box(parent, "Question", text, detail)
    box.setStandardButtons(QMessageBox.StandardButton.NoButton)
    go = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    stay = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setEscapeButton(stay)
    box.setDefaultButton(go if harmless else stay)
    return _asked(box) is go


def choose(parent: QWidget | None, text: str, detail: str, choices: tuple[str, ...], *, icon: str = "Warning") -> str:
    """Ask which of several ways to go; the first is the default, the last what Esc means."""
    from PySide6.QtWidgets import QMessageBox

    box = _box(parent, icon, text, detail)
    box.setStandardButtons(QMessageBox.StandardButton.NoButton)
    buttons = {box.addButton(choice, QMessageBox.ButtonRole.ActionRole): choice for choice in choices[:-1]}
    last = box.addButton(choices[-1], QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(next(iter(buttons), last))
    box.setEscapeButton(last)
    pressed = _asked(box)
    return next((choice for button, choice in buttons.items() if button is pressed), choices[-1])


def done(parent: QWidget | None, text: str, detail: str, act: str) -> bool:
    """Tell that something was done and offer one next step; whether it was chosen."""
    from PySide6.QtWidgets import QMessageBox

    box = _box(parent, "Information", text, detail)
    go = box.addButton(act, QMessageBox.ButtonRole.ActionRole)
    return _asked(box) is go


def offer(parent: QWidget | None, text: str, detail: str, *acts: str, well: bool = True) -> str:
    """Tell what was done, or (not `well`) why not, and offer next steps; the one chosen, or an empty text."""
    chosen = choose(parent, text, detail, (*acts, _CLOSE), icon="Information" if well else "Warning")
    return "" if chosen == _CLOSE else chosen


def _box(parent: QWidget | None, icon: str, text: str, detail: str) -> QMessageBox:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(QMessageBox.Icon[icon], TITLE, text, QMessageBox.StandardButton.Ok, parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if detail:
        box.setInformativeText(detail)
    return box


def _asked(box: QMessageBox) -> object:
    """Show a box until it is answered, then free it; the button pressed."""
    box.exec()
    pressed = box.clickedButton()
    box.deleteLater()
    return pressed


def show(parent: QWidget | None, error: BaseException) -> None:
    """Show any error in its own way: a sentence for those raised on purpose, the bug dialog for the rest."""
    if isinstance(error, QbsError):
        log.info("refused: %s", error)
        warn(parent, str(error))
    else:
        bug(parent, error)


def bug(parent: QWidget | None, error: BaseException) -> None:
    """A bug: into the log with everything, to the user one calm dialog. What was being changed was rolled back."""
    from PySide6.QtWidgets import QMessageBox

    details = diagnostics(error)
    log.error("%s", details)
    box = _box(
        parent,
        "Critical",
        "程序内部出错，这一步没有执行，数据没有改动。",
        f"可以继续使用。请把诊断信息发给技术支持；它也记在日志里：{paths.window_log()}",
    )
    copy = box.addButton("复制诊断信息", QMessageBox.ButtonRole.ActionRole)
    if _asked(box) is copy:
        QGuiApplication.clipboard().setText(details)


def note(error: BaseException) -> None:
    """An error that concerns nobody at the screen any more: into the log with everything."""
    log.error("%s", diagnostics(error))


def diagnostics(error: BaseException | None = None) -> str:
    """What support needs to know; no data of the file."""
    import platform
    import traceback

    from PySide6 import __version__ as qt_version

    lines = [
        f"千百十填报 {__version__}",
        f"Python {platform.python_version()}，PySide6 {qt_version}",
        f"{platform.platform()}，界面 {QGuiApplication.platformName()}",
    ]
    if error is not None:
        lines += ["", *traceback.format_exception(error)]
    return "\n".join(lines)


def install_hook() -> None:
    """Send what nobody caught to the bug dialog; never twice at once."""
    showing: list[bool] = []

    def hook(_kind: type[BaseException], error: BaseException, _trace: object) -> None:
        if isinstance(error, KeyboardInterrupt) or showing:
            log.error("%s", diagnostics(error))
            return
        showing.append(True)
        try:
            show(_active_window(), error)
        finally:
            showing.clear()

    sys.excepthook = hook


def _active_window() -> QWidget | None:
    from PySide6.QtWidgets import QApplication

    return QApplication.activeWindow()


# --- files -----------------------------------------------------------------------------------------------------


def pick_file(parent: QWidget | None, title: str, kinds: str, folder: Path | None = None) -> Path | None:
    """Pick one file to open."""
    from PySide6.QtWidgets import QFileDialog

    name, _kind = QFileDialog.getOpenFileName(parent, title, str(folder or usual_folder()), kinds)
    return Path(name) if name else None


def pick_files(parent: QWidget | None, title: str, kinds: str, folder: Path | None = None) -> list[Path]:
    """Pick several files to open."""
    from PySide6.QtWidgets import QFileDialog

    names, _kind = QFileDialog.getOpenFileNames(parent, title, str(folder or usual_folder()), kinds)
    return [Path(name) for name in names]


def pick_new_file(parent: QWidget | None, title: str, kinds: str, proposed: Path) -> Path | None:
    """Pick a name to save under."""
    from PySide6.QtWidgets import QFileDialog

    name, _kind = QFileDialog.getSaveFileName(parent, title, str(proposed), kinds)
    return Path(name) if name else None


def pick_folder(parent: QWidget | None, title: str, folder: Path | None = None) -> Path | None:
    """Pick a folder."""
    from PySide6.QtWidgets import QFileDialog

    name = QFileDialog.getExistingDirectory(parent, title, str(folder or usual_folder()))
    return Path(name) if name else None


def usual_folder() -> Path:
    """Where files are looked for and offered: 文档/千百十填报 (or where data files go instead), or what is above it."""
    from qbs_desktop.services.safety import safe_places

    own = safe_places.own_folder()
    return own if own.is_dir() else own.parent


@cache
def _private_folder() -> tempfile.TemporaryDirectory[str]:
    """Gone with the program; what another program still has open is left to the system's own tidying."""
    return tempfile.TemporaryDirectory(prefix="qbs-", ignore_cleanup_errors=True)


def private_folder() -> Path:
    """A folder that only this user can read, for copies that are looked at."""
    return Path(_private_folder().name)


def open_with_system(path: Path) -> bool:
    """Show a file or folder in the program the system has for it; False if there is none."""
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    with _as_it_was_started():
        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


@contextmanager
def _as_it_was_started() -> Iterator[None]:
    """Without what the frozen program has set for itself.

    A file manager or WPS started from here would take this program's libstdc++ and Qt plugins for its own. `NAME_ORIG`
    is PyInstaller's note of what was there before.
    """
    own = {name: os.environ[name] for name in _OF_THE_BUNDLE if name in os.environ} if hasattr(sys, "frozen") else {}
    try:
        for name in own:
            before = os.environ.get(f"{name}_ORIG", "")
            if before:
                os.environ[name] = before
            else:
                del os.environ[name]
        yield
    finally:
        os.environ.update(own)
