"""What is done to a block of cells: clear, fill down, copy, cut, paste. Each is one operation and one undo step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtGui import QGuiApplication

from qbs_desktop.ui.grid import clipboard
from qbs_desktop.ui.grid.column import GridEdit, R
from qbs_desktop.ui.grid.model import GridModel

if TYPE_CHECKING:
    from qbs_desktop.ui.grid.view import GridView

Flag = QItemSelectionModel.SelectionFlag
_PASTE_LIMIT = 200_000


@dataclass(frozen=True, slots=True)
class HeadedBlock:
    """A block that came with its headings: where its columns go, its cells, and what to say about what is left out."""

    columns: tuple[int | None, ...]
    rows: tuple[tuple[str, ...], ...]
    told: str = ""


class Blocks(Generic[R]):
    """Works on the selection of a view. `recognise` knows the headings of the page's list."""

    def __init__(self, view: GridView, model: GridModel[R]) -> None:
        self._view = view
        self._grid = model
        self.recognise: Callable[[Sequence[Sequence[str]]], HeadedBlock | None] | None = None

    def clear_cells(self) -> None:
        """Delete: empty the selected cells; rows stay."""
        edits = [
            GridEdit(self._grid.id_at(line), self._grid.columns[at], "")
            for line, at in self._cells()
            if self._grid.id_at(line) is not None and self._grid.editable(line, at) and self._grid.text(line, at)
        ]
        self._grid.apply(edits)

    def _cells(self) -> Iterator[tuple[int, int]]:
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

    def fill_down(self) -> None:
        """Ctrl+D: the first line of the block into the lines below; a single cell takes the one above."""
        found = self.block()
        if found is None:
            self._view.said.emit("请选择一个连续的区域再向下填充。")
            return
        lines, across = found
        if len(lines) == 1:
            lines = [lines[0] - 1, lines[0]] if lines[0] else []
        edits = [
            GridEdit(self._grid.id_at(line), self._grid.columns[at], self._grid.text(lines[0], at))
            for line in lines[1:]
            for at in across
            if self._grid.id_at(line) is not None and self._grid.editable(line, at)
        ]
        self._grid.apply(edits)

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
        edits = [
            GridEdit(self._grid.id_at(line), self._grid.columns[at], self._grid.text(line, across[0]))
            for line in lines
            for at in across[1:]
            if self._grid.id_at(line) is not None and self._grid.editable(line, at)
        ]
        self._grid.apply(edits)

    def copy(self) -> bool:
        """Ctrl+C: the block as Excel and WPS paste it; numbers without thousands separators."""
        found = self.block()
        if found is None:
            self._view.said.emit("不能复制不连续的选区，请选择一个矩形区域。")
            return False
        lines, across = found
        lines = [line for line in lines if line < self._grid.shown()]
        block = [[self._copied(line, at) for at in across] for line in lines]
        QGuiApplication.clipboard().setText(clipboard.write_block(block))
        self._view.said.emit(f"已复制 {len(lines)} 行 × {len(across)} 列。")
        return True

    def _copied(self, line: int, at: int) -> str:
        text = self._grid.text(line, at)
        return text.replace(",", "") if self._grid.columns[at].number is not None else text

    def cut(self) -> None:
        """Ctrl+X: copy, then empty the cells."""
        if self.copy():
            self.clear_cells()

    def paste(self) -> None:
        """Ctrl+V: a block from Excel, WPS or this grid, from the upper left cell of the selection."""
        block = clipboard.read_block(QGuiApplication.clipboard().text())
        found = self.block()
        if not block or self._view.current_place[0] < 0:
            return
        lines, across = found if found is not None else ([self._view.current_place[0]], [self._view.current_place[1]])
        headed = self.recognise(block) if self.recognise is not None else None
        if headed is not None:
            self._paste_headed(headed, lines[0])
            return
        block = clipboard.spread(block, len(lines), len(across))
        if len(block) * len(block[0]) > _PASTE_LIMIT:
            self._view.said.emit("一次粘贴的单元格太多，请改用导入。")
            return
        self._paste(block, lines[0], across[0])

    def _paste(self, block: list[list[str]], top: int, left: int) -> None:
        targets = [at for at in range(left, len(self._grid.columns)) if not self._view.isColumnHidden(at)]
        lines = self._put(block, targets, top)
        self._select_pasted(lines, top, left, len(block), min(len(block[0]), len(targets)))

    def _paste_headed(self, headed: HeadedBlock, top: int) -> None:
        """Every column where its heading says, whatever the place of the cursor across."""
        made = self._put(headed.rows, headed.columns, top, headed.told or "，按表头对应")
        known = [at for at in headed.columns if at is not None]
        if headed.rows and known:
            self._select_pasted(made, top, min(known), len(headed.rows), max(known) - min(known) + 1)

    def _put(
        self, block: Sequence[Sequence[str]], targets: Sequence[int | None], top: int, told: str = ""
    ) -> tuple[int, ...]:
        """Store a block; returns the records that were added for it."""
        edits: list[GridEdit[R]] = []
        skipped = 0
        for down, row in enumerate(block):
            line = top + down
            record_id = self._grid.id_at(line)
            if record_id is None and (not self._grid.offer_new or not any(cell.strip() for cell in row)):
                skipped += len(row) if any(cell.strip() for cell in row) else 0
                continue
            for cell, at in zip(row, targets, strict=False):
                if at is None:
                    continue
                if not self._grid.editable(line, at):
                    skipped += 1
                elif record_id is not None or cell.strip():
                    edits.append(GridEdit(record_id, self._grid.columns[at], cell, down))
            skipped += max(len(row) - len(targets), 0)
        outcome = self._grid.apply(edits)
        new = f"，新增 {len(outcome.made)} 行" if outcome.made else ""
        left_out = f"，{skipped} 格在只读列或表格之外，没有粘贴" if skipped else ""
        self._view.said.emit(f"已粘贴 {len(edits) - len(outcome.wrong)} 格{new}{left_out}{told}。")
        ids = dict.fromkeys(edit.record_id for edit in edits if edit.record_id is not None)
        self._view.pasted.emit([*ids, *outcome.made])
        return outcome.made

    def _select_pasted(self, made: tuple[int, ...], top: int, left: int, height: int, width: int) -> None:
        if made and (line := self._grid.line_of(made[-1])) is not None:
            top = min(top, self._grid.line_of(made[0]) or top)
            height = line - top + 1
        bottom = min(top + height, self._grid.rowCount()) - 1
        right = min(left + width, len(self._grid.columns)) - 1
        self._view.go(top, left)
        block = QItemSelection(self._grid.index(top, left), self._grid.index(bottom, right))
        self._view.selectionModel().select(block, Flag.ClearAndSelect)
