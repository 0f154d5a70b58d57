"""What can be done with the rows of a list, with its keys: toolbar, menus and the F1 list come from this table."""

from __future__ import annotations

from typing import NamedTuple

from qbs_desktop.ui.grid.commands import shown


class ListCommand(NamedTuple):
    """One command of a list page.

    Attributes:
        id: method of `row_acts.RowActs`.
        text: as menus show it.
        keys: portable key names; the first is shown in menus.
        told: the line of the F1 list and of the tooltip.
        button, icon: short text and picture of its button, if it has one.
        cells: whether it stands in the menu of the cells.
    """

    id: str
    text: str
    keys: tuple[str, ...]
    told: str
    button: str = ""
    icon: str = ""
    cells: bool = True


LIST_COMMANDS: tuple[ListCommand, ...] = (
    ListCommand("add_row", "在末尾新增一行", ("Ins",), "到末尾的空行，键入后新增一行", "新增", "add", cells=False),
    ListCommand("insert_above", "在上方插入一行", ("Ctrl+Shift+=",), "在上方插入一行"),
    ListCommand("insert_below", "在下方插入一行", ("Ctrl+=",), "在下方插入一行"),
    ListCommand("remove_rows", "删除行", ("Ctrl+-",), "删除选中的行，可以撤销", "删除", "delete"),
    ListCommand("take_off", "移出名单", ("Ctrl+Shift+O",), "把选中的行移出本年名单，数和历史都留着"),
    ListCommand("put_back", "列回移出的行…", ("Ctrl+Shift+I",), "把移出的、没有结转的行列回本年名单", cells=False),
    ListCommand("add_child", "新增其中项", ("Ctrl+Shift+N",), "给当前行新增一个其中项，不计入合计", "其中项", "down"),
    ListCommand("make_child", "设为上一行的其中项", ("Alt+Shift+Right",), "把选中的行设为上一行的其中项"),
    ListCommand("make_top", "取消其中项", ("Alt+Shift+Left",), "把选中的其中项改为普通行"),
    ListCommand("toggle_card", "记录详情", ("F4",), "打开或关闭记录详情"),
)


def listed() -> list[tuple[str, str]]:
    """The F1 list of a list page: keys and what they do."""
    return [(shown(one.keys), one.told) for one in LIST_COMMANDS]
