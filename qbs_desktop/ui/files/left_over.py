"""What the last session left in cells without storing it (没有保存的内容) is told once when its file is opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from qbs_desktop.ui import feedback
from qbs_desktop.ui.widgets.parts import Elided, link
from qbs_desktop.ui.window import panes

if TYPE_CHECKING:
    from qbs_desktop.services.lists.waiting import WaitingText
    from qbs_desktop.ui.main_window import MainWindow


class LeftOverBar(QFrame):
    """One quiet line under the window's head; the texts themselves are back in their cells already."""

    def __init__(self, window: MainWindow, texts: Sequence[WaitingText], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._window = window
        self._first = texts[-1]
        self.label = Elided(_sentence(window, texts), self)
        self.label.setToolTip(self.label.text())
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 2, 8, 2)
        line.addWidget(self.label, 1)
        self.go, self.drop, self.leave = (
            link("转到(&G)", self),
            link("都不要了(&D)", self),
            link("知道了(&K)", self),
        )
        for button, act in ((self.go, self._go), (self.drop, self._drop), (self.leave, self.deleteLater)):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(act)
            line.addWidget(button)
        self._stop = window.workspace.waiting.listen(self._changed)
        self.destroyed.connect(self._stop)
        window.ready.connect(self._page_shown)

    def _go(self) -> None:
        self._window.jump(self._first.spot)
        self.deleteLater()

    def _drop(self) -> None:
        waiting = self._window.workspace.waiting
        texts = waiting.texts()
        if feedback.ask(
            self._window,
            f"不要这 {len(texts)} 处没有保存的内容吗？",
            "单元格里会显示原来的值。这些内容去掉后不能撤销。",
            yes="不要了",
        ):
            waiting.discard(texts)

    def _changed(self) -> None:
        if not self._window.workspace.waiting.texts():
            self.deleteLater()

    def _page_shown(self, page_id: str) -> None:
        if page_id == "welcome":
            self.deleteLater()


def offer(window: MainWindow) -> None:
    """Tell of what waits in the file that was just opened; the bar of the file before goes."""
    head = cast("QWidget", window.header.parentWidget())
    old: LeftOverBar
    for old in head.findChildren(LeftOverBar):
        old.deleteLater()
    texts = window.workspace.waiting.texts()
    if texts:
        column = cast("QVBoxLayout", head.layout())
        column.insertWidget(column.indexOf(window.header) + 1, panes.pane(LeftOverBar(window, texts, head)))


def may_leave(window: MainWindow) -> bool:
    """Ask before a file is left whose waiting texts could not be written beside it: they would be lost."""
    if not window.has_file or window.workspace.waiting.written():
        return True
    return feedback.ask(
        window,
        "有没有保存的内容，现在关闭就会丢失。",
        "数据文件所在的磁盘写不进去。请先腾出空间或插好磁盘，再到表格下方按“再试一次”。",
        yes="仍然关闭",
        no="不关闭",
    )


def _sentence(window: MainWindow, texts: Sequence[WaitingText]) -> str:
    from qbs_desktop.services.lists import waiting_words

    told = waiting_words.told_all(window.workspace, texts)
    unfinished = sum(one.unfinished for one in texts)
    if unfinished == len(texts):
        return f"上次没有正常关闭，{unfinished} 处没有填完的内容已放回单元格：{told}"
    if unfinished:
        return f"{len(texts)} 处内容还没有保存（{unfinished} 处因上次没有正常关闭而没有填完），都在单元格里：{told}"
    return f"{len(texts)} 处内容上次没有保存，还在单元格里：{told}"
