"""What stands beside the month's grid: nothing, the record panel (F4) or the work list (F7), never both."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import settings
from qbs_desktop.ui.pages.month.card import MonthCardHost
from qbs_desktop.ui.pages.month.worklist import WorkPanel
from qbs_desktop.ui.pages.record.panel import RecordPanel
from qbs_desktop.ui.shell import Shell
from qbs_desktop.ui.window.last_place import keep_sizes
from qbs_desktop.ui.window.panes import pane

_KEY = "month/side"


class MonthSide(QSplitter):
    """The grid with its side panel; which one is open is remembered."""

    def __init__(
        self,
        grid: QWidget,
        workspace: Workspace,
        shell: Shell,
        here: Callable[[], int | None],
        back: Callable[[], None],
        parent: QWidget,
    ) -> None:
        """Build closed. `here` is the record under the cursor, `back` brings the focus back to the grid."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._here, self._back = here, back
        self.host = MonthCardHost(workspace, shell, self.toggle_card)
        self.card = pane(RecordPanel(self.host, self))
        self.work = pane(WorkPanel(workspace, shell, self))
        self.work.closed.connect(self.close_work)
        self.work.left.connect(back)
        self.setChildrenCollapsible(False)
        for widget in (grid, self.card, self.work):
            self.addWidget(widget)
        self.setStretchFactor(0, 1)
        keep_sizes(self, "month", (10_000, 340, 400))

    def restore(self) -> None:
        """Open what was open the last time."""
        kept = settings.text(_KEY)
        self._open(kept if kept in ("card", "work") else "", focus=False)

    def toggle_card(self) -> None:
        """F4: show or hide the record panel."""
        self._open("" if self.card.isVisible() else "card", focus=False)

    def toggle_work(self) -> None:
        """F7: show the work list with the focus in it; from the grid go into it, from inside it hide it."""
        inside = self.work.isAncestorOf(QApplication.focusWidget() or self)
        if self.work.isVisible() and not inside:
            self.work.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._open("" if self.work.isVisible() else "work", focus=True)

    def show_work(self) -> None:
        """Open the work list, wherever the focus is."""
        self._open("work", focus=True)

    def close_work(self) -> None:
        """Hide the work list."""
        self._open("", focus=False)

    def _open(self, name: str, *, focus: bool) -> None:
        self.card.setVisible(name == "card")
        self.work.setVisible(name == "work")
        settings.keep(_KEY, name)
        if name == "card":
            self.card.show_record(self._here())
        elif name == "work":
            self.work.refresh()
            if focus:
                self.work.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._back()

    def follow(self) -> None:
        """The cursor moved: the record panel follows once it rests."""
        if self.card.isVisible():
            self.card.show_soon(self._here())
