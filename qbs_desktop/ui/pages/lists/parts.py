"""Around the grid of a list page: a question about what was pasted, and what to do with an empty list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qbs_desktop.ui.widgets.parts import Elided, link

if TYPE_CHECKING:
    from qbs_desktop.ui.pages.lists.page import ListPage


def call(action: Callable[[], object], *_checked: object) -> None:
    """Do something on a signal that brings a value along."""
    action()


class ChoiceBar(QFrame):
    """Asks what to make of something just done; does not stand in the way and goes away by itself with the choice."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 0, 4, 0)
        self.label = Elided("", self)
        line.addWidget(self.label, 1)
        self.yes, self.no = link("", self), link("保持原样", self)
        for button in (self.yes, self.no):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(self.hide)
            line.addWidget(button)
        self.yes.clicked.connect(self._chosen)
        self._action: Callable[[], object] | None = None
        self.hide()

    def ask(self, text: str, yes: str, action: Callable[[], object]) -> None:
        """Offer an action."""
        self._action = action
        self.label.setText(text)
        self.yes.setText(yes)
        self.show()

    def _chosen(self) -> None:
        if self._action is not None:
            self._action()


class EmptyHint(QFrame):
    """What to do with a list that has no row yet; lies over the grid."""

    def __init__(self, page: ListPage, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("panel")
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 18, 24, 20)
        box.setSpacing(8)
        title = QLabel(f"{page.title}还是空的", self)
        title.setObjectName("panelTitle")
        box.addWidget(title)
        hint = QLabel(
            f"· 按 Ins 新增一行{page.ledger.noun}，或直接在第一行输入\n"
            "· 在 Excel 或 WPS 里复制若干行，选中第一格后按 Ctrl+V 粘贴\n"
            "· 已有工作簿时，用“导入”整表读入，先预览再写入",
            self,
        )
        box.addWidget(hint)
        line = QHBoxLayout()
        for text, name, action in (
            ("新增一行", "primary", page.add_row),
            ("从剪贴板粘贴", "", self._paste),
            ("导入工作簿…", "", self._import),
        ):
            button = QPushButton(text, self)
            button.setObjectName(name)
            button.clicked.connect(partial(call, action))
            line.addWidget(button)
        line.addStretch(1)
        box.addLayout(line)
        self._page = page
        over.installEventFilter(self)
        self.hide()

    def _paste(self) -> None:
        self._page.view.go(0, 0)
        self._page.view.pasteboard.paste()
        self._page.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _import(self) -> None:
        self._page.shell.show_page("import")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle of the grid."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show) and isinstance(watched, QWidget):
            self.adjustSize()
            self.move((watched.width() - self.width()) // 2, max((watched.height() - self.height()) // 2, 90))
        return super().eventFilter(watched, event)
