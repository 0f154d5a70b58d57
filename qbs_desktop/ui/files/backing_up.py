"""Backups while the window is open (自动备份): before much is done at once, every half hour of edits, at the end."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from qbs_desktop.domain.errors import DamagedFile
from qbs_desktop.ui import feedback, settings

if TYPE_CHECKING:
    from qbs_desktop.services.safety.backups import Keeper, Made
    from qbs_desktop.services.workspace import Notice
    from qbs_desktop.ui.main_window import MainWindow

LOOK_EVERY = 60_000
"""Milliseconds between two looks at the clock."""
_SECOND = "backup_second"


def second_place() -> Path | None:
    """The second place that the clerk chose on this computer, whether or not the stick is plugged in."""
    kept = settings.text(_SECOND)
    return Path(kept) if kept else None


def choose_second_place(folder: Path | None) -> None:
    """Remember a second place, or none."""
    settings.keep_now(_SECOND, str(folder or ""))


class BackingUp(QObject):
    """The keeper of the window's open file."""

    def __init__(self, window: MainWindow) -> None:
        """Start without a file."""
        super().__init__(window)
        self._window = window
        self.keeper: Keeper | None = None
        self._timer = QTimer(self, interval=LOOK_EVERY)
        self._timer.timeout.connect(self.look)
        window.changed.connect(self._on_changed)

    def begin(self) -> None:
        """Look after the file that was just opened."""
        from qbs_desktop.services.safety.backups import Keeper

        self.keeper = Keeper(self._window.workspace, second_place)
        self._timer.start()

    def end(self) -> None:
        """Keep what was edited, as the file is let go."""
        self._timer.stop()
        if self.keeper is not None and self.keeper.wanted:
            self.keeper.keep()
        self.keeper = None

    def look(self) -> None:
        """Back up in the background when it is time."""
        if self.keeper is not None and self.keeper.due(time.monotonic()):
            self.now(quiet=True)

    def now(self, *, quiet: bool = False) -> None:
        """Back up in the background."""
        if self.keeper is None:
            return
        keep, told = self.keeper.keep, partial(self._told, quiet=quiet)
        self._window.tasks.run("备份", lambda _progress, _stop: keep(), told, quiet=quiet, can_cancel=False)

    def _told(self, made: Made, *, quiet: bool) -> None:
        if made.notes:
            self._window.say("　".join(made.notes))
        elif not quiet:
            self._window.say("已备份。" if made.backup is not None else "最近一次备份以后没有改动，不用再备份。")

    def _on_changed(self, _notice: Notice) -> None:
        if self.keeper is not None:
            self.keeper.edited(time.monotonic())


def show(window: MainWindow) -> None:
    """备份与恢复."""
    from qbs_desktop.ui.dialogs.backups import BackupsDialog

    BackupsDialog(window.workspace.path, window, window).open()


def offer(window: MainWindow, path: Path, error: Exception) -> bool:
    """Where a file cannot be opened because it is damaged and there are backups of it, offer those; whether it did."""
    from qbs_desktop.services.safety import backups

    if not isinstance(error, DamagedFile) or not backups.listing(path, second_place()):
        return False
    if feedback.done(window, str(error), "这个文件有备份，可以恢复为新文件，原文件留着不动。", "看备份"):
        from qbs_desktop.ui.dialogs.backups import BackupsDialog

        BackupsDialog(path, window, window).open()
    return True
