"""Around the grid of a list page: a question about what was pasted, and what to do with an empty list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qbs_desktop.ui.widgets.empty import EmptyCard
from qbs_desktop.ui.widgets.parts import Banner

if TYPE_CHECKING:
    from qbs_desktop.ui.pages.lists.page import ListPage


def call(action: Callable[[], object], *_checked: object) -> None:
    """Do something on a signal that brings a value along."""
    action()


class ChoiceBar(Banner):
    """Asks what to make of something just done; does not stand in the way and goes away by itself with the choice."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(("", "保持原样"), parent)
        self.yes, self.no = self.links
        for button in self.links:
            button.clicked.connect(self.hide)
        self.yes.clicked.connect(self._chosen)
        self._action: Callable[[], object] | None = None

    def ask(self, text: str, yes: str, action: Callable[[], object]) -> None:
        """Offer an action."""
        self._action = action
        self.label.setText(text)
        self.yes.setText(yes)
        self.show()

    def _chosen(self) -> None:
        if self._action is not None:
            self._action()


class EmptyHint(EmptyCard):
    """What to do with a list that has no row yet; lies over the grid."""

    def __init__(self, page: ListPage, over: QWidget) -> None:
        super().__init__(over)
        self._page = page
        self.offer("新增一行", page.row_acts.add_row)
        self.offer("从剪贴板粘贴", self._paste)
        self.offer("导入工作簿…", partial(page.shell.show_page, "import"))
        self.say(
            f"{page.title}还是空的",
            f"按 Ins 新增一行{page.ledger.noun}，或直接在第一行输入",
            "在 Excel 或 WPS 里复制若干行，选中第一格后按 Ctrl+V 粘贴",
            "已有工作簿时，用“导入”整表读入，先预览再写入",
        )

    def _paste(self) -> None:
        self._page.view.go(0, 0)
        self._page.view.pasteboard.paste()
        self._page.view.setFocus(Qt.FocusReason.OtherFocusReason)
