"""保存 (Ctrl+S): every cell is stored as soon as it is left; hands used to Excel press it all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qbs_desktop.ui import acts

if TYPE_CHECKING:
    from qbs_desktop.ui.main_window import MainWindow


def save(window: MainWindow) -> None:
    """Store what is being typed, then say that all is stored or how many cells hold a text that is no value."""
    panel = acts.grid_of(window)
    if panel is not None:
        panel.view.setFocus()
    waiting = len(window.workspace.waiting.texts())
    if waiting:
        window.say(f"有 {waiting} 格标红的没有存进去，Shift+F7 转到；其余都已保存。")
    else:
        window.say("都已保存。填一格存一格，不用另外保存；要另存一份，用“文件 → 备份与恢复…”。")
