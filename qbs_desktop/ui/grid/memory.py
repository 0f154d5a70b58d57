"""Remembered column widths and hidden columns per list (列宽记忆)."""

from __future__ import annotations

import json

from PySide6.QtCore import QSettings

from qbs_desktop import paths
from qbs_desktop.ui.grid.view import GridView


def _settings() -> QSettings:
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, paths.APP_NAME, "grid")


def restore(view: GridView, layout: str) -> None:
    """Give every column its remembered width, else its usual one, and hide what was hidden."""
    stored = _read(layout)
    metrics = view.fontMetrics()
    em = metrics.horizontalAdvance("汉")
    for at, column in enumerate(view.grid.columns):
        width, hidden = stored.get(column.id, (0, False))
        usual = max(column.width * em + 14, _head_width(view, at))
        view.setColumnWidth(at, width if width > 20 else usual)
        view.setColumnHidden(at, hidden)
    view.frozen.match()


def _head_width(view: GridView, at: int) -> int:
    """Room for the lowest head in two lines at most."""
    head = view.grid.columns[at].heads[-1]
    lines = 2 if view.heads.levels() == 1 or len(view.grid.columns[at].heads) < view.heads.levels() else 1
    return view.fontMetrics().horizontalAdvance(head) // lines + 26


def _read(layout: str) -> dict[str, tuple[int, bool]]:
    text = str(_settings().value(layout, ""))
    try:
        found = json.loads(text) if text else {}
        return {str(name): (int(width), bool(hidden)) for name, (width, hidden) in found.items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def store(view: GridView, layout: str) -> None:
    """Remember widths and hidden columns."""
    kept = _read(layout) | {
        column.id: (view.columnWidth(at), view.isColumnHidden(at)) for at, column in enumerate(view.grid.columns)
    }
    known = {
        name: (width or (_read(layout).get(name, (0, False))[0]), hidden) for name, (width, hidden) in kept.items()
    }
    _settings().setValue(layout, json.dumps(known, ensure_ascii=False))
