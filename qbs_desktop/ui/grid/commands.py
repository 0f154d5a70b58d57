"""What can be done in a grid, with its keys, described once: keyboard, menus and the F1 list come from these tables.

The keys are Excel's and WPS's. Nothing here imports the grid, so that the window's menus can be built without it.
"""

from __future__ import annotations

from typing import NamedTuple


class GridCommand(NamedTuple):
    """One command of a grid.

    Attributes:
        id: method of the grid's view, its blocks or its panel.
        text: as menus show it.
        keys: portable key names; menus show the first.
        told: the line of the F1 list; commands that say the same share a line.
    """

    id: str
    text: str
    keys: tuple[str, ...]
    told: str = ""

    @property
    def key(self) -> str:
        """The key shown beside the command."""
        return self.keys[0] if self.keys else ""


COMMANDS: tuple[GridCommand, ...] = (
    GridCommand("edit_here", "修改", ("F2",), "修改单元格内容"),
    GridCommand("replace_here", "清空后键入", ("Backspace",), "清空这一格并开始键入"),
    GridCommand("give_up", "恢复原值", ("Esc",), "放弃正在键入的内容；没有保存的文字恢复为原来的值"),
    GridCommand("clear_cells", "清空", ("Del",), "清空选中的单元格"),
    GridCommand("cut", "剪切", ("Ctrl+X", "Shift+Del"), "剪切"),
    GridCommand("copy", "复制", ("Ctrl+C", "Ctrl+Ins"), "复制，可粘贴到 Excel、WPS 表格"),
    GridCommand("copy_headed", "连表头复制", ("Ctrl+Shift+C",), "连同表头复制"),
    GridCommand("paste", "粘贴", ("Ctrl+V", "Shift+Ins"), "粘贴，可来自 Excel、WPS 表格"),
    GridCommand("paste_blank", "粘贴到空白格", ("Ctrl+Alt+V",), "粘贴，但已经填了的格不动，空白的也不去清空别的格"),
    GridCommand("put_today", "填入今天", ("Ctrl+;",), "在日期格里填入今天的日期"),
    GridCommand("fill_down", "向下填充", ("Ctrl+D",), "向下填充；也可拖动选区右下角"),
    GridCommand("fill_right", "向右填充", ("Ctrl+R",), "向右填充"),
    GridCommand("fold_here", "折叠、展开这一组", ("Space",), "在小计行上折叠、展开这一组"),
    GridCommand("open_words", "打开可选的词", ("Alt+Down",), "打开可选的词"),
    GridCommand("selectAll", "全选", ("Ctrl+A",), "全选"),
    GridCommand("select_row", "选中整行", ("Shift+Space",), "选中整行"),
    GridCommand("select_column", "选中整列", ("Ctrl+Space",), "选中整列"),
    GridCommand("open_menu", "打开菜单", ("Menu", "Shift+F10"), "打开单元格的右键菜单"),
    GridCommand("open_head_menu", "打开列菜单", ("Alt+Shift+F10",), "打开列的菜单：排序、移动、隐藏、冻结"),
    GridCommand("zoom_in", "放大", ("Ctrl+Alt+=",), "放大；也可 Ctrl+滚轮"),
    GridCommand("zoom_out", "缩小", ("Ctrl+Alt+-",), "缩小；也可 Ctrl+滚轮"),
    GridCommand("usual_size", "恢复大小", ("Ctrl+0",), "恢复大小"),
)
"""Keys the grid itself listens to."""

PANEL_COMMANDS: tuple[GridCommand, ...] = (
    GridCommand("find", "查找…", ("Ctrl+F",), "查找文字或拼音首字母"),
    GridCommand("replace", "替换…", ("Ctrl+H",), "替换"),
    GridCommand("find_on", "查找下一个", ("F3",), "查找下一个"),
    GridCommand("find_back", "查找上一个", ("Shift+F3",), "查找上一个"),
    GridCommand("goto", "转到…", ("Ctrl+G",), "转到第几行，或名称、代码对上的一行"),
    GridCommand("filter_here", "筛选此列…", ("Ctrl+Shift+L",), "筛选当前列"),
)
"""Keys that hold for the grid and the bars around it."""

WRITING = frozenset(
    {"edit_here", "replace_here", "clear_cells", "cut", "paste", "paste_blank", "put_today", "fill_down", "fill_right"}
)
"""Commands that change cells; where a page bars the current cell, its reason is said instead."""

MOVES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("方向键", ("Up", "Down", "Left", "Right"), "移动到相邻单元格"),
    ("Tab / Shift+Tab", ("Tab", "Backtab", "Shift+Backtab"), "下一个、上一个可填的单元格，到行尾转到下一行"),
    (
        "Enter / Shift+Enter",
        ("Return", "Enter", "Shift+Return", "Shift+Enter"),
        "存入并移动；方向在“编辑”菜单里选；连按 Tab 后回到起始列的下一行",
    ),
    ("Ctrl+Enter", ("Ctrl+Return", "Ctrl+Enter"), "把键入的内容填入选中的所有单元格"),
    ("Alt+Enter", ("Alt+Return", "Alt+Enter"), "在多行文字里换行"),
    ("Ctrl+方向键", ("Ctrl+Up", "Ctrl+Down", "Ctrl+Left", "Ctrl+Right"), "跳到有数据一段的边缘"),
    ("Home / End", ("Home", "End"), "到行首、行尾"),
    ("Ctrl+Home / Ctrl+End", ("Ctrl+Home", "Ctrl+End"), "到第一格、最后一格"),
    ("PageUp / PageDown", ("PgUp", "PgDown"), "上一屏、下一屏"),
    (
        "Shift+以上各键",
        (
            *(f"Shift+{key}" for key in ("Up", "Down", "Left", "Right", "Home", "End", "PgUp", "PgDown")),
            *(f"Ctrl+Shift+{key}" for key in ("Up", "Down", "Left", "Right", "Home", "End")),
        ),
        "移动的同时选中",
    ),
    ("直接键入", (), "替换单元格内容"),
    ("Shift+F7", ("Shift+F7",), "转到下一个没有保存的单元格"),
)
"""How keys move the cursor: what the F1 list shows, the keys meant, what they do."""

_NAMES = (
    ("Down", "↓"),
    ("Up", "↑"),
    ("Left", "←"),
    ("Right", "→"),
    ("Space", "空格"),
    ("Del", "Delete"),
    ("Ins", "Insert"),
    ("Menu", "菜单键"),
)


def command(name: str) -> GridCommand:
    """A command by its id."""
    return next(one for one in (*COMMANDS, *PANEL_COMMANDS) if one.id == name)


def shown(keys: tuple[str, ...] | str) -> str:
    """Keys as they are printed on the keyboard, alternatives apart."""
    return " / ".join(_shown(key) for key in ((keys,) if isinstance(keys, str) else keys))


def _shown(key: str) -> str:
    *modifiers, last = key.split("+") if not key.endswith("+") else [*key[:-2].split("+"), "+"]
    return "+".join([*modifiers, dict(_NAMES).get(last, last)])


def listed() -> list[tuple[str, str]]:
    """The F1 list of every grid: keys and what they do."""
    moves = [(name, told) for name, _keys, told in MOVES]
    return moves + [(shown(one.keys), one.told) for one in (*COMMANDS, *PANEL_COMMANDS)]


def every_key() -> set[str]:
    """Every key the F1 list of grids speaks of."""
    found = {key for _name, keys, _told in MOVES for key in keys}
    return found | {key for one in (*COMMANDS, *PANEL_COMMANDS) for key in one.keys}
