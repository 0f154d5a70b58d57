"""A shown list page with helpers to press keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication

from qbs_desktop.services.lists import listing
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.pages.lists.page import ListPage

K, M = Qt.Key, Qt.KeyboardModifier


class Desk:
    """A shown list page with helpers to press keys."""

    def __init__(self, qtbot, workspace: Workspace, shell, ledger: str) -> None:
        self.bot, self.workspace, self.shell = qtbot, workspace, shell
        self.page = ListPage(workspace, shell, ledger)
        qtbot.addWidget(self.page)
        self.page.resize(1218, 692)
        self.page.show()
        self.page.activate()
        self.page.activateWindow()
        self.view, self.grid = self.page.view, self.page.grid
        qtbot.waitUntil(self.view.hasFocus)

    def go(self, record: str, column: str) -> None:
        line = self.names().index(record)
        at = self.grid.column_of(column)
        assert at is not None
        self.view.go(line, at)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = M.NoModifier) -> None:
        self.bot.keyClick(QApplication.focusWidget() or self.view, key, modifier)

    def type(self, words: str) -> None:
        if words.isascii():
            for one in words:
                self.bot.keyClicks(QApplication.focusWidget() or self.view, one)
            return
        event = QInputMethodEvent()
        event.setCommitString(words)
        QApplication.sendEvent(QApplication.focusWidget() or self.view, event)

    def paste(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.key(K.Key_V, M.ControlModifier)

    def names(self) -> list[str]:
        at = self.grid.column_of("name")
        assert at is not None
        return [self.grid.text(line, at) for line in range(self.grid.shown())]

    def stored(self, record: str, column: str) -> str:
        columns = {one.id: one for one in listing.columns(self.workspace, self.page.ledger.id)}
        rows = listing.rows(self.workspace, self.page.ledger.id)
        return next(row.text(columns[column]) for row in rows if row.record.name == record)
