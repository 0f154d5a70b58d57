"""A county's file under a city's profile (方案不合): told on the home page and the page 汇总, changed in one step."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from qbs_desktop.services import fitting
from qbs_desktop.ui import feedback

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from qbs_desktop.domain.profile import Profile
    from qbs_desktop.services.workspace import Workspace
    from qbs_desktop.ui.main_window import MainWindow

CHANGE = "换方案…"
WHY = "上级的方案带汇总页，台阶也高一级；换方案不动名单和数据"
"""What pointing at the line shows."""


def change(widget: QWidget, workspace: Workspace, profile: Profile) -> None:
    """Ask and change the profile; the window then opens the file again, so that every page is made anew."""
    if not feedback.ask(
        widget,
        f"把方案换成“{profile.title}”吗？",
        "名单和数据一个也不动，只是台阶、表式、报送日历和页面按新方案来；你改过的审核规则和阈值也随方案换掉。"
        "换错了可以撤销。文件会重新打开。",
        yes="换方案",
    ):
        return
    window: MainWindow = widget.window()  # type: ignore[assignment]
    QTimer.singleShot(0, window, partial(fitting.change, workspace, profile))
