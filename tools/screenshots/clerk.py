"""A clerk at the window: presses keys, waits until the program is done, and has a picture taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from PySide6.QtCore import QEventLoop, QSettings, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QWidget

from qbs_desktop import paths
from qbs_desktop.domain.period import Period
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.main_window import MainWindow
from qbs_desktop.ui.style.apply import Theme
from screenshots import camera
from screenshots.county import Files
from screenshots.scenes.scene import Scene

K, M = Qt.Key, Qt.KeyboardModifier
OCTOBER = Period.parse("2026-10")
_REST = 120
"""Milliseconds between two looks whether the program is done."""


class Clerk:
    """What scenes are told by."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self._taken: QImage | None = None

    # --- scenes ------------------------------------------------------------------------------------------------

    def play(self, scene: Scene, files: Files, theme: Theme) -> None:
        """Bring the window into a state, from the same beginning whatever was shown before."""
        self._taken = None
        self.window.activateWindow()
        self.window.statusBar().clearMessage()
        if self.window.has_file:
            self.window.close_workspace()
            self.wait()
        for name in (paths.APP_NAME, "grid"):  # nothing of an earlier picture: row heights, hidden columns, panels
            QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, paths.APP_NAME, name).clear()
        self.window.set_theme(scene.theme or theme)
        opened = scene.file(files)
        if opened is not None:
            self.window.open_path(opened)
            self.window.set_period(OCTOBER)
        self.wait()
        scene.play(self)
        self.wait()

    def shot(self) -> QImage:
        """The picture; what stands over the window is closed afterwards."""
        found = self._taken or camera.take(self.window)
        self._close_popups()
        self._taken = None
        return found

    def during(self, act: Callable[[], object]) -> None:
        """Take the picture while a question is open that holds up whoever asks."""
        QTimer.singleShot(3 * _REST, self.window, self._take_question)
        act()

    def _take_question(self) -> None:
        self._taken = camera.take(self.window)
        self._close_popups()

    def _close_popups(self) -> None:
        for one in reversed(camera.over(self.window)):
            if isinstance(one, QDialog):
                one.done(QDialog.DialogCode.Rejected)  # asks nothing: what a form lost does not matter
            else:
                one.close()

    def leave(self) -> None:
        """The window goes before the application, or Qt takes down what Python still holds."""
        self.window.close()
        self.window.deleteLater()
        QApplication.processEvents()

    # --- hands -------------------------------------------------------------------------------------------------

    def resize(self, width: int, height: int) -> None:
        self.window.resize(width, height)
        self.window.activateWindow()
        self.wait()

    def wait(self) -> None:
        """Until tasks are done and the last paint has been made."""
        loop, timer, quiet = QEventLoop(), QTimer(), [0]
        timer.setInterval(_REST)

        def look() -> None:
            quiet[0] = 0 if self.window.tasks.busy else quiet[0] + 1
            if quiet[0] == 3:
                loop.quit()

        timer.timeout.connect(look)
        timer.start()
        loop.exec()
        QApplication.processEvents()

    @property
    def here(self) -> QWidget:
        """Where keys go."""
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self.window

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = M.NoModifier, times: int = 1) -> None:
        for _ in range(times):
            QTest.keyClick(self.here, key, modifiers)

    def ctrl(self, key: Qt.Key) -> None:
        self.key(key, M.ControlModifier)

    def alt(self, key: Qt.Key) -> None:
        self.key(key, M.AltModifier)

    def type(self, words: str) -> None:
        """ASCII by keys; Chinese as an input method commits it."""
        for one in words:
            if one.isascii():
                QTest.keyClicks(self.here, one)
            else:
                event = QInputMethodEvent()
                event.setCommitString(one)
                QApplication.sendEvent(self.here, event)

    def paste(self, *rows: tuple[str, ...]) -> None:
        QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in rows) + "\n")
        self.ctrl(K.Key_V)

    # --- places ------------------------------------------------------------------------------------------------

    @property
    def workspace(self) -> Workspace:
        return self.window.workspace

    def show(self, page_id: str) -> Any:  # noqa: ANN401 - each page has parts of its own
        """A page, loaded."""
        self.window.activateWindow()
        page = self.window.show_page(page_id)
        self.wait()
        return page

    def go(self, page_id: str, name: str, column: str) -> Any:  # noqa: ANN401
        """The cursor on a cell of a list."""
        page = self.show(page_id)
        grid = page.grid
        at = grid.column_of(column)
        line = next(line for line in range(grid.shown()) if grid.text(line, grid.column_of("name")) == name)
        page.view.go(line, at)
        page.view.setFocus()
        return page

    def choose(self, page: QWidget, name: str, word: str) -> None:
        """Pick a word of a choice in the line over the cells."""
        boxes = cast("list[QComboBox]", page.findChildren(QComboBox))
        box = next(one for one in boxes if one.accessibleName() == name)
        box.setCurrentIndex(next(at for at in range(box.count()) if box.itemText(at).startswith(word)))
        self.wait()

    def run(self, command: str) -> None:
        """A command of the menus."""
        self.window.actions_table.by_id[command].trigger()
        self.wait()

    def dialog(self) -> Any:  # noqa: ANN401
        """The dialog that is open."""
        return next(one for one in camera.over(self.window) if isinstance(one, QDialog))
