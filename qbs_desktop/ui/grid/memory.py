"""Remembered column widths, hidden and frozen columns, order and height of lines per list (列宽记忆)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QSettings

from qbs_desktop import paths
from qbs_desktop.ui.grid.column import GridColumn, R
from qbs_desktop.ui.grid.view import GridView
from qbs_desktop.ui.grid.zoom import LINE_HEIGHT

_NARROW = 20
_DIGITS = 5


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
        view.setColumnWidth(at, round(width * view.zooming.percent / 100) if width > _NARROW else usual)
        view.setColumnHidden(at, hidden)
    view.zooming.set_line_height(_count(layout + ".height", LINE_HEIGHT))
    view.frozen.match()


def ordered(columns: Sequence[GridColumn[R]], layout: str) -> list[GridColumn[R]]:
    """Columns in their remembered order; one that is not remembered stands behind its usual neighbour."""
    try:
        names = [str(name) for name in json.loads(str(_settings().value(layout + ".order", "") or "[]"))]
    except (ValueError, TypeError):
        names = []
    by_id = {column.id: column for column in columns}
    found = [by_id[name] for name in dict.fromkeys(names) if name in by_id]
    if not found:
        return list(columns)
    for place, column in enumerate(columns):
        if column not in found:
            found.insert(found.index(columns[place - 1]) + 1 if place else 0, column)
    return found


def store_order(columns: Sequence[GridColumn[R]], layout: str) -> None:
    """Remember the order of the columns."""
    _settings().setValue(layout + ".order", json.dumps([column.id for column in columns], ensure_ascii=False))


def forget(layout: str) -> None:
    """恢复默认列: usual widths, order and columns again."""
    for key in (layout, layout + ".order", layout + ".frozen", layout + ".height"):
        _settings().remove(key)


def frozen(layout: str, usual: int) -> int:
    """How many columns are kept in sight."""
    return _count(layout + ".frozen", usual)


def store_frozen(count: int, layout: str) -> None:
    """Remember how many columns are kept in sight."""
    _settings().setValue(layout + ".frozen", str(count))


def store_line_height(height: int, layout: str) -> None:
    """Remember the height of the lines, as at 100 %."""
    _settings().setValue(layout + ".height", str(height))


def _count(key: str, usual: int) -> int:
    found = str(_settings().value(key, ""))
    return int(found) if found.isdigit() and len(found) < _DIGITS else usual


def _head_width(view: GridView, at: int) -> int:
    """Room for the lowest head in two lines at most, and for this column's share of the head above it."""
    columns, advance = view.grid.columns, view.fontMetrics().horizontalAdvance
    heads = columns[at].heads
    if len(heads) == 1:
        return advance(heads[0]) // 2 + 26
    sharing = sum(1 for column in columns if len(column.heads) > 1 and column.heads[0] == heads[0])
    return max(advance(heads[-1]) + 26, advance(heads[0]) // sharing + 14)


def _read(layout: str) -> dict[str, tuple[int, bool]]:
    text = str(_settings().value(layout, ""))
    try:
        found = json.loads(text) if text else {}
        return {str(name): (int(width), bool(hidden)) for name, (width, hidden) in found.items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def store(view: GridView, layout: str) -> None:
    """Remember widths and hidden columns."""
    percent = view.zooming.percent
    kept = _read(layout) | {
        column.id: (round(view.columnWidth(at) * 100 / percent), view.isColumnHidden(at))
        for at, column in enumerate(view.grid.columns)
    }
    known = {
        name: (width or (_read(layout).get(name, (0, False))[0]), hidden) for name, (width, hidden) in kept.items()
    }
    _settings().setValue(layout, json.dumps(known, ensure_ascii=False))
