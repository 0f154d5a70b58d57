"""重排序号: number the rows of a list anew. Never done unasked: a serial is printed in the return as it was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qbs_desktop.services.lists.listing import Row
from qbs_desktop.ui.grid.column import GridEdit
from qbs_desktop.ui.grid.model import GridModel

if TYPE_CHECKING:
    from qbs_desktop.ui.shell import Shell


def renumber(shell: Shell, grid: GridModel[Row]) -> None:
    """1, 2, 3 … for the ordinary rows in list order, whatever is sorted or filtered; 其中 rows keep theirs."""
    at = grid.column_of("serial")
    if at is None:
        shell.say("这张名单没有序号。")
        return
    column = grid.columns[at]
    ordinary = [row for row in grid.rows if row.depth == 0]
    edits = [
        GridEdit(row.id, column, str(number))
        for number, row in enumerate(ordinary, 1)
        if column.text(row) != str(number)
    ]
    if not edits:
        shell.say("序号已经是连续的。")
        return
    outcome = grid.apply(edits)
    shell.say(outcome.refused or f"已重排 {len(edits)} 个序号，按 Ctrl+Z 可以撤销。")
