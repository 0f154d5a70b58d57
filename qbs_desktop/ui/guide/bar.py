"""The strip that shows a step (上手提示): under the window's head, never over a cell, and a stop of F6."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.parts import muted, named

if TYPE_CHECKING:
    from qbs_desktop.ui.guide.steps import Step


class GuideBar(QFrame):
    """One step at a time; the work itself is done in the program."""

    copy_wanted = Signal()
    go_wanted = Signal()
    skip_wanted = Signal()
    leave_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Build empty."""
        super().__init__(parent)
        self.setObjectName("guide")
        self.count = muted("", self)
        self.count.setWordWrap(False)
        self.title = named(QLabel("", self), "panelTitle")
        self.text = QLabel("", self)
        self.text.setWordWrap(True)
        self.text.setMinimumWidth(200)
        self.copy, self.go, self.skip, self.leave = (
            QPushButton("", self),
            QPushButton("带我去(&G)", self),
            QPushButton("跳过(&S)", self),
            QPushButton("退出练习(&Q)", self),
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(tokens.SMALL)
        for button, signal in (
            (self.copy, self.copy_wanted),
            (self.go, self.go_wanted),
            (self.skip, self.skip_wanted),
            (self.leave, self.leave_wanted),
        ):
            named(button, "small").clicked.connect(signal)
            buttons.addWidget(button)
        head = QHBoxLayout()
        head.setSpacing(tokens.SMALL)
        head.addWidget(self.count)
        head.addWidget(self.title)
        head.addStretch(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(tokens.LARGE, 6, tokens.MEDIUM, 6)
        grid.setHorizontalSpacing(tokens.LARGE)
        grid.setVerticalSpacing(2)
        grid.addLayout(head, 0, 0)
        grid.addWidget(self.text, 1, 0)
        grid.addLayout(buttons, 0, 1, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(0, 1)

    def show_step(self, step: Step, number: int, total: int, *, praise: str) -> None:
        """Show what to do next, and that the step before was done."""
        done = f"✓ 已完成：{praise}　" if praise else ""
        self.count.setText(f"{done}第 {number} 步，共 {total} 步")
        self.title.setText(step.title)
        self.text.setText(step.text)
        self.copy.setVisible(step.clip is not None)
        if step.clip is not None:
            self.copy.setText(f"{step.clip[0]}(&C)")
        self._announce()

    def show_end(self, praise: str) -> None:
        """The last step is done."""
        self.count.setText(f"✓ 已完成：{praise}" if praise else "")
        self.title.setText("这就是一个月的工作")
        self.text.setText(
            "名单、填报、审核、说明、导出都走了一遍。按“退出练习”回到自己的文件；练习数据随程序关闭消失。"
            "F1 打开使用手册和按键。"
        )
        for button in (self.copy, self.go, self.skip):
            button.hide()
        self._announce()

    def _announce(self) -> None:
        """Read out by screen readers without taking the keys from where the user is."""
        self.setAccessibleName(f"五分钟上手：{self.title.text()}")
        self.setAccessibleDescription(f"{self.count.text()}。{self.text.text()}")
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
