"""Looking after an opened file in the background: load the writer, read every page back (体检)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from qbs_desktop.ui import feedback
from qbs_desktop.ui.files import backing_up

if TYPE_CHECKING:
    from qbs_desktop.services.workspace import Workspace
    from qbs_desktop.ui.main_window import MainWindow


def look_after(window: MainWindow) -> None:
    """Once the first page is usable: so that the first edit does not wait, and damage is told before work is done."""
    if window.has_file:
        work = partial(_warm_up, window.workspace)
        window.tasks.run("检查数据文件", work, partial(_told, window), quiet=True)


def _warm_up(workspace: Workspace, *_progress_and_stop: object) -> list[str]:
    """Load the writer's library, then read every page of the file back."""
    import qbs_desktop.db.transaction  # noqa: F401 - so that the first edit does not wait for it

    return workspace.store.integrity()


def _told(window: MainWindow, problems: list[str]) -> None:
    if problems:
        sentence = "数据文件有损坏，请先不要继续填报：从备份恢复为新文件，原文件留着不动。"
        if feedback.done(window, sentence, "\n".join(problems[:5]), "看备份"):
            backing_up.show(window)
