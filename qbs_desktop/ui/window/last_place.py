"""Where somebody was (上次的位置): the cell of a list in each file, and how wide its panels are."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QSplitter

from qbs_desktop.ui import settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qbs_desktop.ui.grid.view import GridView


def keep_sizes(splitter: QSplitter, name: str, usual: Sequence[int]) -> None:
    """Give a splitter the sizes it was left with, and remember each time it is moved."""
    kept = settings.text(f"{name}/sizes").split(",")
    sizes = [int(one) for one in kept if one.isdigit()]
    splitter.setSizes(sizes if len(sizes) == len(usual) and any(sizes) else list(usual))
    splitter.splitterMoved.connect(partial(_keep_sizes, splitter, name))


def _keep_sizes(splitter: QSplitter, name: str, *_moved: int) -> None:
    """A part that is closed has no width now and keeps the one it had."""
    before = settings.text(f"{name}/sizes").split(",")
    sizes = [
        str(size) if splitter.widget(at).isVisible() or len(before) != splitter.count() else before[at]
        for at, size in enumerate(splitter.sizes())
    ]
    settings.keep(f"{name}/sizes", ",".join(sizes))


def file_key(file: Path, name: str) -> str:
    """Under which name something about a data file is remembered; the file's own name is not written down."""
    return f"place/{hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:12]}/{name}"


class LastPlace(QObject):
    """Puts the cursor where it was in this list of this file, and remembers it when the list goes out of sight."""

    def __init__(self, view: GridView, file: Path, name: str) -> None:
        """Go there now, or to the first name; rows that are gone or filtered out are not looked for."""
        super().__init__(view)
        self._view = view
        self._key = file_key(file, name)
        view.installEventFilter(self)
        record, _mark, column = settings.text(self._key).partition("/")
        grid = view.grid
        line = grid.line_of(int(record)) if record.isdigit() else None
        at = grid.column_of(column)
        if grid.rowCount() and grid.columns:
            view.go(line if line is not None else 0, at if at is not None else min(1, len(grid.columns) - 1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The list is hidden: another page, another file, the end."""
        if event.type() == QEvent.Type.Hide:
            line, at = self._view.current_place
            record = self._view.grid.id_at(line)
            if record is not None and 0 <= at < len(self._view.grid.columns):
                settings.keep(self._key, f"{record}/{self._view.grid.columns[at].id}")
        return super().eventFilter(watched, event)
