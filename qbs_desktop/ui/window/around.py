"""What the commands do with the window itself: panes, pages, periods, colours, the guide and help."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from qbs_desktop import paths
from qbs_desktop.ui import feedback, settings
from qbs_desktop.ui.window import panes

if TYPE_CHECKING:
    from qbs_desktop.ui.main_window import MainWindow


def next_pane(window: MainWindow) -> None:
    """F6: the focus to the next part of the window."""
    panes.go(window, window.current_page(), 1)


def previous_pane(window: MainWindow) -> None:
    """Shift+F6: the focus to the part before."""
    panes.go(window, window.current_page(), -1)


def step_page(window: MainWindow, way: int) -> None:
    """The page before or after this one, as Excel goes from sheet to sheet."""
    window.rail.step(way)


def earlier_period(window: MainWindow) -> None:
    """One report period back."""
    window.header.step(-1)


def later_period(window: MainWindow) -> None:
    """One report period on."""
    window.header.step(1)


def light(window: MainWindow) -> None:
    """浅色."""
    _theme(window, "light")


def dark(window: MainWindow) -> None:
    """深色."""
    _theme(window, "dark")


def follow_system(window: MainWindow) -> None:
    """跟随系统."""
    _theme(window, "system")


def has_theme(name: str) -> bool:
    """Whether this theme is the one chosen."""
    return settings.text("theme", "system") == name


def _theme(window: MainWindow, name: str) -> None:
    from qbs_desktop.ui.style.apply import Theme

    window.set_theme(Theme(name))


def begin_guide(window: MainWindow) -> None:
    """五分钟上手, on a practice file."""
    from qbs_desktop.ui.guide import tour

    tour.start(window)


def show_manual(window: MainWindow) -> None:
    """F1: the manual at the chapter of the page in front, with the keys of that page."""
    from qbs_desktop.ui.help.window import open_manual

    open_manual(window)


def show_printed(window: MainWindow) -> None:
    """The folder with the manual and the quick card as PDF, to print and to pass on."""
    place = paths.printed_manual()
    if place is None:
        window.say("没有附带 PDF。按 F1 看使用手册；从源码运行的，先执行 make book。")
    elif not feedback.open_with_system(place):
        window.say(f"没有能打开文件夹的程序。手册和速查卡在 {place}")


def show_keys(window: MainWindow) -> None:
    """Ctrl+F1: every key on one page."""
    from qbs_desktop.ui.dialogs.help import KeysDialog

    KeysDialog(window).open()


def show_about(window: MainWindow) -> None:
    """关于: version, licences, LGPL notice."""
    from qbs_desktop.ui.dialogs.help import AboutDialog

    AboutDialog(window).open()


def copy_diagnostics(window: MainWindow) -> None:
    """Version, system and the tail of the log, to the clipboard."""
    tail = ""
    with suppress(OSError):
        tail = paths.window_log().read_text(encoding="utf-8", errors="replace")[-8000:]
    QGuiApplication.clipboard().setText(f"{feedback.diagnostics()}\n\n{tail}")
    window.say("诊断信息已复制，可以粘贴到邮件或聊天窗口里。")
