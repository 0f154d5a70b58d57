"""What a row is (这一行是什么): the answers a clerk may give, as a menu at the row."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from qbs_desktop.services.incoming.import_session import RowKind, RowSaid, TableRead

_PARENTS = 3
"""How many rows above are offered as the one that an 其中 row belongs to."""


def row_menu(
    table: TableRead,
    row: int,
    say: Callable[[RowSaid], None],
    head: Callable[[tuple[int, int]], None],
    parent: QWidget,
) -> QMenu:
    """The menu; `say` is told what the row is, `head` where the head stands instead."""
    menu = QMenu(parent)
    menu.setAccessibleName(f"第 {row} 行是什么")
    menu.addAction(f"第 {row} 行是……").setEnabled(False)
    body = table.header_rows is not None and row > table.header_rows[1]
    if body:
        _body(menu, table, row, say)
        menu.addSeparator()
    first, last = table.header_rows or (row, row)
    menu.addAction("表头就是这一行", partial(head, (row, row)))
    if row <= last and row != first:
        menu.addAction("表头从这一行开始", partial(head, (row, last)))
    if row > first and row - first < 6:
        menu.addAction("表头到这一行为止", partial(head, (first, row)))
    return menu


def _body(menu: QMenu, table: TableRead, row: int, say: Callable[[RowSaid], None]) -> None:
    now = next((one for one in table.rows if one.number == row), None)
    above = [one for one in table.rows if one.number < row and one.kind is RowKind.RECORD and one.parent is None]
    choices = [("一行数据，自成一行", RowSaid(RowKind.RECORD))]
    choices += [
        (f"“{_short(one.name)}”（第 {one.number} 行）的其中项", RowSaid(RowKind.RECORD, one.number))
        for one in reversed(above[-_PARENTS:])
    ]
    choices += [
        ("分组或小标题", RowSaid(RowKind.GROUP)),
        ("合计、小计", RowSaid(RowKind.TOTAL)),
        ("说明、示例", RowSaid(RowKind.NOTE)),
        ("不导入这一行", RowSaid(RowKind.SKIPPED)),
    ]
    for text, said in choices:
        action = menu.addAction(text, partial(say, said))
        action.setCheckable(True)
        action.setChecked(now is not None and (now.kind, now.parent) == (said.kind, said.parent))


def _short(name: str) -> str:
    return name if len(name) <= 16 else name[:15] + "…"
