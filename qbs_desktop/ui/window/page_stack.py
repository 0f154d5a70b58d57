"""The pages of the open file (页面), one over another: each is made when first asked for, all go with the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from qbs_desktop.ui.pages import PAGES
from qbs_desktop.ui.widgets.parts import named

if TYPE_CHECKING:
    from qbs_desktop.ui.main_window import MainWindow


class PageStack(QStackedWidget):
    """Before a file is open it shows an empty page, then the start page."""

    def __init__(self, window: MainWindow) -> None:
        """Start with the empty page; no other is made yet."""
        super().__init__(window)
        self._window = window
        self._made: dict[str, QWidget] = {}
        self._welcome: QWidget | None = None
        self.front = ""
        """Id of the page of a file that was last brought to the front; empty before the first."""
        self.addWidget(named(QWidget(self), "page"))

    def page(self, page_id: str) -> QWidget:
        """A page, made when first asked for. A file has to be open."""
        if page_id not in self._made:
            window = self._window
            entry = next(one for one in PAGES if one.id == page_id)
            made = entry.make(window.workspace, window)
            if not made.objectName():
                made.setObjectName("page")
            window.actions_table.keep_keys(made)
            window.actions_table.offer_to(made)
            self._made[page_id] = made
            self.addWidget(made)
        return self._made[page_id]

    def bring(self, page_id: str) -> QWidget:
        """Bring a page to the front."""
        page = self.page(page_id)
        self.setCurrentWidget(page)
        self.front = page_id
        return page

    def made(self) -> tuple[QWidget, ...]:
        """The pages made so far."""
        return tuple(self._made.values())

    def start_page(self) -> QWidget:
        """The start page, which stays when files come and go."""
        if self._welcome is None:
            from qbs_desktop.ui import acts

            self._welcome = acts.start_page(self._window)
            self.addWidget(self._welcome)
        return self._welcome

    def let_go(self) -> None:
        """Drop the pages of the file."""
        timer: QTimer
        for page in self._made.values():
            self.removeWidget(page)
            for timer in page.findChildren(QTimer):  # or a page about to go would begin to read once more
                timer.stop()
            page.deleteLater()
        self._made.clear()
