"""How large the window is drawn (界面大小): as the system says, or a size of its own from the next start on.

Qt takes the factor from the environment when the application is made. A size of its own stands instead of the system's,
not on top of it: 150 % is 150 % whatever the screen's setting.
"""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QActionGroup

from qbs_desktop.ui import feedback, settings

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from PySide6.QtWidgets import QMenu

    from qbs_desktop.ui.main_window import MainWindow

SYSTEM = 0
SIZES = (SYSTEM, 100, 125, 150, 175, 200)
_KEY = "scale"


def chosen() -> int:
    """Per cent, or 0 for as the system says."""
    found = settings.text(_KEY)
    return int(found) if found.isdigit() and int(found) in SIZES else SYSTEM


def prepare(environment: MutableMapping[str, str] | None = None) -> None:
    """Tell Qt; before the application is made. Somebody who set Qt's own variable knows why."""
    environment = os.environ if environment is None else environment
    size = chosen()
    if size != SYSTEM and "QT_SCALE_FACTOR" not in environment:
        environment["QT_ENABLE_HIGHDPI_SCALING"] = "0"
        environment["QT_SCALE_FACTOR"] = str(size / 100)


def fits(size: int, pixels: QSize, least: QSize) -> bool:
    """Whether a window of at least that size, drawn in that size, goes onto a screen of so many pixels."""
    return size == SYSTEM or (
        pixels.width() * 100 >= least.width() * size and pixels.height() * 100 >= least.height() * size
    )


def fill(window: MainWindow, menu: QMenu) -> None:
    """The sizes to choose from; one for which the screen is too small is off and says so."""
    menu.clear()
    screen = window.screen()
    pixels = screen.size() * screen.devicePixelRatio()
    group = QActionGroup(menu)
    for size in SIZES:
        action = QAction("跟随系统" if size == SYSTEM else f"{size}%", menu, checkable=True, checked=size == chosen())
        if not fits(size, pixels, window.minimumSize()):
            action.setEnabled(False)
            action.setText(f"{size}%（屏幕放不下）")
        action.triggered.connect(partial(choose, window, size))
        group.addAction(action)
        menu.addAction(action)


def choose(window: MainWindow, size: int, *_checked: object) -> None:
    """Remember a size; it holds from the next start on."""
    if size == chosen():
        return
    settings.keep(_KEY, str(size) if size != SYSTEM else "")
    words = "跟随系统" if size == SYSTEM else f"{size}%"
    feedback.inform(window, f"界面大小改为{words}，下次启动时生效。", "所有改动都已保存，可以随时关闭再打开。")
