"""The windowed program (图形界面): the only place that creates and connects things. Started by `qbs-desktop`.

qbs-desktop [FILE.qbs] [--sample [PROFILE]] [--offscreen-shot PNG] [--self-test [REPORT]]
"""
# ruff: noqa: E402 - the collector is told before the imports it would slow down

from __future__ import annotations

import argparse
import contextlib
import gc
import logging
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

# Starting makes many objects and no garbage: looking for it after every 700 would cost a fifth of the time.
gc.set_threshold(200_000, 20, 20)

from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    QObject,
    Qt,
    QTimer,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from qbs_desktop import __version__, paths
from qbs_desktop.ui import feedback, settings
from qbs_desktop.ui.files import one_window
from qbs_desktop.ui.main_window import MainWindow
from qbs_desktop.ui.style import apply, icons
from qbs_desktop.ui.style.apply import Theme
from qbs_desktop.ui.window import input_methods, scaling

USUALLY = (50_000, 20, 20)
"""When Python looks for garbage, once the window is at rest: after so many new objects, seldom through all of them."""
SETTLED = 1_000
"""Milliseconds after which a window that was opened is at rest."""
DEFAULT_SAMPLE = "hunan-county"
LOG_BYTES = 1_000_000
_KEY_NAMES = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Space": "空格", "Del": "Delete", "Ins": "Insert"}
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def parser() -> argparse.ArgumentParser:
    """The options of the windowed program."""
    made = argparse.ArgumentParser(prog="qbs-desktop", description="千百十填报")
    made.add_argument("file", type=Path, nargs="?", metavar="FILE.qbs", help="要打开的数据文件；不写则打开上次的文件")
    made.add_argument(
        "--sample", nargs="?", const=DEFAULT_SAMPLE, metavar="PROFILE", help="打开方案的示例数据（默认 hunan-county）"
    )
    made.add_argument("--offscreen-shot", type=Path, metavar="PNG", help="画好第一个页面后存成图片并退出")
    made.add_argument(
        "--self-test",
        nargs="?",
        const="",
        metavar="REPORT",
        help="自检：用示例走一遍主要工作后退出，结果可另存为文本文件",
    )
    made.add_argument("--version", action="version", version=f"qbs-desktop {__version__}")
    return made


def dress(application: QApplication) -> None:
    """Chinese buttons, font, style and colours."""
    application.setApplicationName("qbs-desktop")
    application.setApplicationDisplayName("")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("qbs-desktop")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(application)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
    application.installTranslator(KeyNames(application))
    apply.install_font(application)
    apply.apply(application, remembered_theme())


class KeyNames(QTranslator):
    """Keys in menus as they are printed on the keyboard: ← for Qt's 左方向."""

    def isEmpty(self) -> bool:
        """It has words, though no file."""
        return False

    def translate(self, context: str, word: str, *_more: object) -> str:
        """Only the names of keys; None leaves everything else to Qt's own translation."""
        return _KEY_NAMES.get(word) if context == "QShortcut" else None  # type: ignore[return-value]


def remembered_theme() -> Theme:
    """The theme picked in an earlier run."""
    name = settings.text("theme", Theme.SYSTEM.value)
    return Theme(name) if name in list(Theme) else Theme.SYSTEM


def build(argv: Sequence[str] = ()) -> tuple[QApplication, MainWindow]:
    """Make the application and its window, shown; the file opens once the event loop has painted it."""
    options = parser().parse_args(list(argv))
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication([sys.argv[0], *apply.IN_FUSION])
    dress(application)
    window = MainWindow()
    window.painted.connect(_Start(window, options).go, Qt.ConnectionType.QueuedConnection)
    window.show()
    return application, window


class _Start(QObject):
    """What happens after the first paint: icon, colour watcher, the file."""

    def __init__(self, window: MainWindow, options: argparse.Namespace) -> None:
        super().__init__(window)
        self._window, self._options = window, options

    def go(self) -> None:
        """Run once the first paint is done."""
        window, options = self._window, self._options
        window.setWindowIcon(icons.app_icon())
        QApplication.styleHints().colorSchemeChanged.connect(self._on_scheme)
        if options.sample is not None and options.file is None:
            window.open_sample(options.sample)
        else:
            path = options.file or _last_file()
            if path is not None:
                window.open_path(path)
        if not window.has_file:
            window.show_welcome()
        QTimer.singleShot(SETTLED, partial(gc.set_threshold, *USUALLY))
        if options.offscreen_shot is not None:
            QTimer.singleShot(1200, self._shoot)

    def _on_scheme(self) -> None:
        if remembered_theme() is Theme.SYSTEM:
            self._window.retint(Theme.SYSTEM)

    def _shoot(self) -> None:
        self._window.grab().save(str(self._options.offscreen_shot))
        self._window.close()


def _last_file() -> Path | None:
    name = settings.text("open")
    return Path(name) if name and paths.there(Path(name)) else None


def start_log() -> None:
    """The window's own log; Qt's messages go there too. A log that cannot be written keeps no window from opening."""
    kept: logging.Handler = logging.NullHandler()
    file = paths.window_log()
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(OSError):  # Windows does not rename what the window that is open already writes to
            if file.stat().st_size > LOG_BYTES:
                file.replace(file.with_suffix(".old.log"))
        kept = logging.FileHandler(file, encoding="utf-8")
    logging.basicConfig(handlers=[kept], level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    qInstallMessageHandler(_on_qt_message)


def _on_qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").log(_QT_LEVELS.get(kind, logging.INFO), "%s", message)


def name_for_taskbar() -> None:
    """On Windows the program runs in Python's own pythonw.exe; a name makes the taskbar show its icon, not Python's."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(paths.APP_NAME)


def self_test(report: Path | None = None, *, quiet: bool = False) -> int:
    """自检 of the installed program; 0 if all is well. It has a terminal or, on Windows, the report to speak to."""
    from qbs_desktop import selftest

    return selftest.run(dress, report, quiet=quiet)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the window until it is closed."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    options = parser().parse_args(arguments)
    if options.self_test is not None:
        return self_test(Path(options.self_test) if options.self_test else None)
    start_log()
    feedback.install_hook()
    scaling.prepare()
    input_methods.prepare()
    name_for_taskbar()
    application = QApplication([sys.argv[0], *apply.IN_FUSION])
    alone = options.sample is not None or options.offscreen_shot is not None
    if not alone and one_window.handed_over(options.file, meant=_last_file()):
        return 0
    application, window = build(arguments)
    window.painted.connect(partial(one_window.Listener, window), Qt.ConnectionType.QueuedConnection)
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
