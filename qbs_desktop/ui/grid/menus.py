"""The menus of a grid (右键菜单): of its cells, of a column's head, of the status text. Every entry shows its key."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from qbs_desktop.domain import amount
from qbs_desktop.ui.grid import commands, selection, travel, zoom
from qbs_desktop.ui.grid.rows.order import Filter
from qbs_desktop.ui.grid.travel import AfterEnter

if TYPE_CHECKING:
    from qbs_desktop.ui.grid.panel import GridPanel

_EDITING = (
    "cut",
    "copy",
    "copy_headed",
    "paste",
    "paste_blank",
    "clear_cells",
    "fill_down",
    "fill_right",
    "open_words",
)
_WRITING = frozenset({"cut", "paste", "paste_blank", "clear_cells", "fill_down", "fill_right", "open_words"})
LINE_HEIGHTS = (("一行", 27), ("两行", 46), ("三行", 64), ("五行", 101))


def _menu(parent: QWidget, title: str = "") -> QMenu:
    menu = QMenu(title, parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, not title)
    return menu


def _add(menu: QMenu, text: str, action: Callable[[], object], *, enabled: bool = True) -> QAction:
    act = menu.addAction(text)
    act.triggered.connect(partial(_call, action))
    act.setEnabled(enabled)
    return act


def _call(action: Callable[[], object], *_checked: object) -> None:
    action()


def label(one: commands.GridCommand) -> str:
    """A command's text with its key behind it; the grid itself listens to the key."""
    return f"{one.text}\t{commands.shown(one.key)}" if one.key else one.text


# --- cells -----------------------------------------------------------------------------------------------------------


def cell_menu(panel: GridPanel[Any]) -> QMenu:
    """What can be done with the selected cells, the rows they stand in, and their column."""
    menu = _menu(panel)
    writable = panel.grid.sink is not None
    mime: QMimeData | None = QGuiApplication.clipboard().mimeData()
    column = panel.current_column()
    pastes = writable and mime is not None and (mime.hasText() or mime.hasHtml())
    usable = {
        "paste": pastes,
        "paste_blank": pastes,
        "open_words": writable and column is not None and bool(column.options),
    }
    for name in _EDITING if usable["open_words"] else _EDITING[:-1]:
        if name in ("clear_cells", "fill_down"):
            menu.addSeparator()
        enabled = usable.get(name, writable or name not in _WRITING)
        _add(menu, label(commands.command(name)), partial(panel.view.run, name), enabled=enabled)
        if name == "copy_headed":
            add_figures(menu, panel, ("求和",))
    menu.addSeparator()
    for act in (*(panel.more_acts() if panel.more_acts is not None else ()), *panel.window_acts):
        menu.addAction(act)
    menu.addSeparator()
    _add_filters(menu, panel)
    menu.addSeparator()
    heads = head_menu(panel, panel.view.current_place[1], menu)
    menu.addMenu(heads)
    look = _menu(menu, "显示")
    for one in (line_menu(panel, look), zoom_menu(panel, look), unit_menu(panel, look)):
        look.addMenu(one)
    menu.addMenu(look)
    return menu


def _add_filters(menu: QMenu, panel: GridPanel[Any]) -> None:
    line, _at = panel.view.current_place
    column = panel.current_column()
    if column is None:
        return
    grid = panel.grid
    _add(menu, label(commands.command("filter_here")), panel.filter_here)
    text = grid.text(line, panel.view.current_place[1]) if grid.id_at(line) is not None else None
    said = f"只看“{_short(text)}”" if text else "只看空白的"
    by_value = Filter(values=frozenset({text or ""}))
    _add(menu, said, partial(grid.set_filter, column.id, by_value), enabled=text is not None)
    _add(menu, "清除筛选", grid.clear_filters, enabled=bool(grid.filters))


def _short(text: str) -> str:
    line = text.split("\n", 1)[0]
    return line if len(line) <= 12 else line[:11] + "…"


# --- columns ---------------------------------------------------------------------------------------------------------


def head_menu(panel: GridPanel[Any], at: int, parent: QMenu | None = None) -> QMenu:
    """What can be done with a column: order, freeze, hide, move, choose, restore."""
    menu = _menu(panel) if parent is None else _menu(parent, "列")
    columns, frozen = panel.grid.columns, panel.view.frozen.count
    if 0 <= at < len(columns):
        name = columns[at].id
        _add(menu, "升序", partial(panel.grid.sort_by, name))
        _add(menu, "降序", partial(panel.grid.sort_by, name, descending=True))
        again = any(one[0] != name for one in panel.grid.sorts)
        further = partial(panel.grid.sort_by, name, further=True)
        falling = partial(panel.grid.sort_by, name, descending=True, further=True)
        _add(menu, "再按此列升序", further, enabled=again)
        _add(menu, "再按此列降序", falling, enabled=again)
        menu.addSeparator()
        _add(menu, "冻结到此列", partial(panel.freeze, at + 1), enabled=at + 1 != frozen)
        _add(menu, "取消冻结", partial(panel.freeze, 0), enabled=frozen > 0)
        menu.addSeparator()
        _add(menu, "左移一列", partial(panel.move_column, at, at - 1))
        _add(menu, "右移一列", partial(panel.move_column, at, at + 2))
        _add(menu, "隐藏此列", partial(panel.show_column, at, False), enabled=at >= frozen)
    choices = _menu(menu, "显示哪些列")
    _add_choices(choices, panel)
    menu.addMenu(choices)
    _add(menu, "恢复默认列", panel.usual_columns)
    return menu


def chooser(panel: GridPanel[Any]) -> QMenu:
    """Which columns are shown."""
    menu = _menu(panel)
    _add_choices(menu, panel)
    return menu


def _add_choices(menu: QMenu, panel: GridPanel[Any]) -> None:
    for at, column in enumerate(panel.grid.columns):
        action = QAction(column.label, menu, checkable=True, checked=not panel.view.isColumnHidden(at))
        action.setEnabled(at >= panel.view.frozen.count)
        action.toggled.connect(partial(panel.show_column, at))
        menu.addAction(action)


# --- choices that are remembered -------------------------------------------------------------------------------------


def _one_of(menu: QMenu, choices: list[tuple[str, object]], chosen: object, choose: Callable[[Any], object]) -> QMenu:
    """A menu with one check mark."""
    group = QActionGroup(menu)
    for text, value in choices:
        act = QAction(text, menu, checkable=True, checked=value == chosen)
        act.triggered.connect(partial(_call, partial(choose, value)))
        group.addAction(act)
        menu.addAction(act)
    return menu


def line_menu(panel: GridPanel[Any], parent: QWidget) -> QMenu:
    """行高: how many lines of text a row has room for; remembered per list."""
    choices: list[tuple[str, object]] = [(text, height) for text, height in LINE_HEIGHTS]
    return _one_of(_menu(parent, "行高"), choices, panel.view.zooming.line_height, panel.choose_line_height)


def zoom_menu(panel: GridPanel[Any], parent: QWidget) -> QMenu:
    """显示比例."""
    menu = _menu(parent, "显示比例")
    fill_zoom(menu, panel)
    return menu


def fill_zoom(menu: QMenu, panel: GridPanel[Any] | None) -> None:
    """The levels, and the keys that go through them."""
    menu.clear()
    if panel is None:
        return
    choices: list[tuple[str, object]] = [(f"{one}%", one) for one in zoom.LEVELS]
    _one_of(menu, choices, zoom.remembered(), panel.view.zooming.choose)
    menu.addSeparator()
    for name in ("zoom_in", "zoom_out", "usual_size"):
        _add(menu, label(commands.command(name)), partial(panel.view.run, name))


def add_figures(menu: QMenu, panel: GridPanel[Any], words: Collection[str]) -> None:
    """复制求和 3,456.7: figures of the selection for a table or a message; nothing where none is told."""
    for word, value in panel.told().figures():
        if word in words:
            _add(menu, f"复制{word} {amount.grouped(value)}", partial(panel.copy_figure, word, value))


def unit_menu(panel: GridPanel[Any], parent: QWidget) -> QMenu:
    """选区求和单位: in which unit the status line adds up the selection."""
    choices: list[tuple[str, object]] = [(text, unit) for unit, text in selection.UNITS]
    return _one_of(_menu(parent, "选区求和单位"), choices, selection.unit(), panel.choose_unit)


def fill_after_enter(menu: QMenu) -> None:
    """回车后移动."""
    menu.clear()
    choices: list[tuple[str, object]] = [(one.label, one) for one in AfterEnter]
    _one_of(menu, choices, travel.after_enter(), travel.keep_after_enter)
