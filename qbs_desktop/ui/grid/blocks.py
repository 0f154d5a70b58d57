"""What is done to a block of cells: clear, fill down and right, one text everywhere. Each is one undo step.

The head of a group (小计行) is no record: it is neither read from nor written to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Generic

from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.ui.grid.column import Editor, GridColumn, GridEdit, R
from qbs_desktop.ui.grid.model import GridModel

if TYPE_CHECKING:
    from qbs_desktop.ui.grid.view import GridView


def _today() -> date:
    return date.today()


def _fitting(column: GridColumn[R], day: date) -> str:
    """A day as the column takes it: in full, or its month."""
    whole = f"{day:%Y-%m-%d}"
    try:
        if column.check is not None:
            column.check(whole)
    except ValueProblem:
        return f"{day:%Y-%m}"
    return whole


class Blocks(Generic[R]):
    """Works on the selection of a view."""

    def __init__(self, view: GridView, model: GridModel[R]) -> None:
        self._view = view
        self._grid = model

    # --- the selection -----------------------------------------------------------------------------------------

    def cells(self) -> Iterator[tuple[int, int]]:
        """Lines and shown columns of the selection, however many blocks it has."""
        for block in self._view.ranges():
            for line in range(block.top(), block.bottom() + 1):
                for at in range(block.left(), block.right() + 1):
                    if not self._view.isColumnHidden(at):
                        yield line, at

    def block(self) -> tuple[list[int], list[int]] | None:
        """Lines and shown columns of the selection, if it is one rectangle."""
        ranges = self._view.ranges()
        lines = sorted({line for one in ranges for line in range(one.top(), one.bottom() + 1)})
        across = {at for one in ranges for at in range(one.left(), one.right() + 1)}
        area = sum(one.height() * one.width() for one in ranges)
        if not lines or area != len(lines) * len(across):
            return None
        return lines, [at for at in sorted(across) if not self._view.isColumnHidden(at)]

    def records(self, lines: Iterable[int]) -> list[int]:
        """The lines among these on which a record stands."""
        return [line for line in lines if self._grid.id_at(line) is not None]

    def heads(self, lines: Iterable[int]) -> int:
        """How many of these lines are heads of groups."""
        return sum(1 for line in lines if self._grid.group_at(line) is not None)

    def editable(self, line: int, at: int) -> bool:
        """Whether a cell of a record takes text."""
        return self._grid.id_at(line) is not None and self._grid.editable(line, at)

    # --- acts --------------------------------------------------------------------------------------------------

    def clear_cells(self) -> None:
        """Delete: empty the selected cells; rows stay."""
        self._grid.apply(
            [
                GridEdit(self._grid.id_at(line), self._grid.columns[at], "")
                for line, at in self.cells()
                if self.editable(line, at) and self._grid.text(line, at)
            ]
        )

    def fill_down(self) -> None:
        """Ctrl+D: the first record of the block into those below; a single line takes the one above."""
        found = self.block()
        if found is None:
            self._view.said.emit("请选择一个连续的区域再向下填充。")
            return
        lines, across = found
        if len(lines) == 1:
            lines = [lines[0] - 1, lines[0]] if lines[0] else []
            if self.heads(lines[:1]):
                self._view.said.emit("上面是小计行，不能用来填充。")
                return
        records = self.records(lines)
        self.fill(((line, at, records[0], at) for line in records[1:] for at in across), self.heads(lines))

    def fill_right(self) -> None:
        """Ctrl+R: the first column of the block into the others; a single cell takes the one before it."""
        found = self.block()
        if found is None:
            self._view.said.emit("请选择一个连续的区域再向右填充。")
            return
        lines, across = found
        if len(across) == 1:
            before = [at for at in range(across[0]) if not self._view.isColumnHidden(at)]
            across = [before[-1], across[0]] if before else []
        cells = ((line, at, line, across[0]) for line in self.records(lines) for at in across[1:])
        self.fill(cells, self.heads(lines))

    def fill(self, cells: Iterable[tuple[int, int, int, int]], heads: int) -> None:
        """Write into cells (line, column) what stands in others (line, column); tell of `heads` passed over."""
        grid = self._grid
        self.write(((line, at, grid.text(from_line, from_at)) for line, at, from_line, from_at in cells), heads)

    def write(self, cells: Iterable[tuple[int, int, str]], heads: int, told: str = "") -> None:
        """Write texts into cells (line, column) as one step; tell of `heads` passed over, and of `told`."""
        edits = [
            GridEdit(self._grid.id_at(line), self._grid.columns[at], text)
            for line, at, text in cells
            if self.editable(line, at)
        ]
        outcome = self._grid.apply(edits)
        passed = f"；{heads} 行小计没有参与" if heads else ""
        if edits:
            self._view.said.emit(
                outcome.refused or f"已填充 {len(edits) - len(outcome.wrong)} 格{passed}{told}，按 Ctrl+Z 可以撤销。"
            )
        elif heads:
            self._view.said.emit("小计行不能用来填充，也不能填充。")

    def put_today(self) -> None:
        """Ctrl+;: today's date into the selected cells that hold dates, by month where they hold months."""
        columns, today = self._grid.columns, _today()
        places = [(line, at) for line, at in self.cells() if columns[at].editor is Editor.MONTH]
        if not places:
            self._view.said.emit("Ctrl+; 填入今天的日期，只用在日期格。")
            return
        self.write(((line, at, _fitting(columns[at], today)) for line, at in places), 0)

    def put_everywhere(self, text: str) -> None:
        """Ctrl+Enter: what was typed into every selected cell that takes text."""
        grid, (line, at) = self._grid, self._view.current_place
        targets = [one for one in self.cells() if self.editable(*one)]
        if (line, at) not in targets and grid.editable(line, at):  # the empty row at the end
            targets.append((line, at))
        outcome = grid.apply([GridEdit(grid.id_at(one), grid.columns[other], text) for one, other in targets])
        if len(targets) > 1:
            self._view.said.emit(
                outcome.refused or f"已填入 {len(targets) - len(outcome.wrong)} 格，按 Ctrl+Z 可以撤销。"
            )
