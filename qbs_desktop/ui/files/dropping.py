"""Files dropped on the window (拖入): a data file is opened, what the program sealed taken in, tables are imported.

On the start page too: there tables ask into which data file they go.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from qbs_desktop import paths
from qbs_desktop.ui import acts, feedback, settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QDropEvent

    from qbs_desktop.services.workspace import Workspace
    from qbs_desktop.ui.main_window import MainWindow


def files(event: QDropEvent) -> list[Path]:
    """The files dropped, if each is a data file or a table that can be read, and at most one is a data file."""
    urls = event.mimeData().urls()
    found = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    endings = [path.suffix.lower() for path in found]
    if len(found) != len(urls) or endings.count(paths.EXTENSION) > 1:
        return []
    return found if set(endings) <= {paths.EXTENSION, *acts.WORKBOOK_ENDINGS} else []


def enter(event: QDropEvent) -> None:
    """Show by the mouse pointer whether a drop would do something."""
    if files(event):
        event.acceptProposedAction()


def drop(window: MainWindow, event: QDropEvent) -> None:
    """Take what was dropped."""
    if found := files(event):
        event.acceptProposedAction()
        take(window, found)


def take(window: MainWindow, found: Sequence[Path]) -> None:
    """Open the data file among these, then take the workbooks as what they are; on the start page, import them."""
    data = [path for path in found if path.suffix.lower() == paths.EXTENSION]
    books = [path for path in found if path not in data]
    if data and not window.open_path(data[0]):
        return
    if not books:
        return
    if window.has_file:
        from qbs_desktop.ui.files import dropped_files  # with all that reads workbooks, which a start does not wait for

        dropped_files.take(window, books)
    else:
        _ask_where(window, books)


def _ask_where(window: MainWindow, books: Sequence[Path]) -> None:
    """No file is open: into which one? The one worked on last, or a new one."""
    last = next((path for path in settings.recent() if paths.there(path)), None)
    new = "新建数据文件再导入"
    choices = (new, "取消") if last is None else (f"导入到“{last.stem}”", new, "取消")
    what = f"“{books[0].name}”" if len(books) == 1 else f"这 {len(books)} 个表格"
    chosen = feedback.choose(
        window, f"{what}要导入到哪个数据文件？", "表格先预览，确认后才写入；表格本身不动。", choices
    )
    if chosen == new:
        acts.new_file(window, then=partial(_import, window, books))
    elif last is not None and chosen == choices[0] and window.open_path(last):
        acts.import_paths(window, books)


def _import(window: MainWindow, books: Sequence[Path], _made: Workspace) -> None:
    acts.import_paths(window, books)
