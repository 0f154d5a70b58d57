"""Copy, cut and paste (复制、剪切、粘贴) of a grid's block. Pasting is one operation and one undo step.

Subtotal lines are copied as they are shown, but nothing is ever pasted into them, and they are not pasted anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Generic

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QMimeData
from PySide6.QtGui import QGuiApplication

from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.ui.grid.clipboard import block_text
from qbs_desktop.ui.grid.clipboard.block_text import Block, Kind, Written
from qbs_desktop.ui.grid.column import GridColumn, GridEdit, Outcome, R
from qbs_desktop.ui.grid.model import GridModel

if TYPE_CHECKING:
    from qbs_desktop.ui.grid.view import GridView

OWN = "application/x-qbs-block"
"""What only this program's grids read: which rows are subtotals."""
_PASTE_LIMIT = 200_000
_DEEP = 2


@dataclass(frozen=True, slots=True)
class HeadedBlock:
    """A block that came with its headings.

    Attributes:
        columns: where its columns go.
        rows: its cells below the headings.
        told: what to say about what is left out.
        lines: the row of the whole block each row stood in.
        units: the unit each column's heading names, where it is not the grid's.
    """

    columns: tuple[int | None, ...]
    rows: tuple[tuple[str, ...], ...]
    told: str = ""
    lines: tuple[int, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(slots=True)
class _Tally:
    """What happened to the cells of a paste; `only_blank`: filled cells are `kept`."""

    only_blank: bool = False
    kept: int = 0
    skipped: int = 0
    heads: int = 0
    exact: int = 0
    coarse: int = 0


class Pasteboard(Generic[R]):
    """Works on the selection of a view. `recognise` knows the headings of the page's list."""

    def __init__(self, view: GridView, model: GridModel[R]) -> None:
        self._view = view
        self._grid = model
        self.recognise: Callable[[Sequence[Sequence[str]]], HeadedBlock | None] | None = None

    # --- copying -----------------------------------------------------------------------------------------------

    def copy(self) -> bool:
        """Ctrl+C: the block as Excel and WPS paste it; numbers without thousands separators."""
        return self._copy(headed=False)

    def copy_headed(self) -> bool:
        """Ctrl+Shift+C: the block with the heads of its columns above it."""
        return self._copy(headed=True)

    def _copy(self, *, headed: bool) -> bool:
        found = self._view.blocks.block()
        if found is None:
            self._view.said.emit("不能复制不连续的选区，请选择一个矩形区域。")
            return False
        lines, across = found
        lines = [line for line in lines if line < self._grid.shown()]
        heads = _heads([self._grid.columns[at] for at in across]) if headed else []
        cells = list(heads)
        cells += [[self._written(line, at) for at in across] for line in lines]
        plain = [[_plain(cell) for cell in row] for row in cells]
        groups = [len(heads) + n for n, line in enumerate(lines) if self._grid.group_at(line) is not None]
        data = QMimeData()
        data.setText(block_text.write_block(plain))
        data.setHtml(block_text.write_html(cells))
        data.setData(OWN, json.dumps({"heads": groups}).encode())
        QGuiApplication.clipboard().setMimeData(data)
        self._view.said.emit(f"已复制 {len(lines)} 行 × {len(across)} 列{'，带表头' if headed else ''}。")
        return True

    def _written(self, line: int, at: int) -> Written:
        column, text = self._grid.columns[at], self._grid.text(line, at)
        if column.number is not None:
            return Written(text.replace(",", ""), Kind.NUMBER)
        depth = self._grid.depth_at(line) if column.tree else 0
        return Written(text, Kind.NUMBER if column.natural else Kind.TEXT, depth)

    def cut(self) -> None:
        """Ctrl+X: copy, then empty the cells."""
        if self.copy():
            self._view.blocks.clear_cells()

    # --- pasting -----------------------------------------------------------------------------------------------

    def paste(self) -> None:
        """Ctrl+V: a block from Excel, WPS or this grid, from the upper left cell of the selection."""
        self._paste(_Tally())

    def paste_blank(self) -> None:
        """Ctrl+Alt+V: the same, but only what is blank is filled in; a blank of the block clears nothing."""
        self._paste(_Tally(only_blank=True))

    def _paste(self, tally: _Tally) -> None:
        whole = _read()
        block = whole.without_heads()
        if not block.rows or self._view.current_place[0] < 0:
            return
        found = self._view.blocks.block()
        lines, across = found if found is not None else ([self._view.current_place[0]], [self._view.current_place[1]])
        tally.heads = len(whole.heads)
        headed = self.recognise(block.rows) if self.recognise is not None else None
        if headed is not None:
            self._paste_headed(block, headed, lines[0], tally)
            return
        records = len(lines) - self._view.blocks.heads(lines)
        block = block.spread(records, len(across))
        if len(block.rows) * len(block.rows[0]) > _PASTE_LIMIT:
            self._view.said.emit("一次粘贴的单元格太多，请改用导入。")
            return
        targets = [at for at in range(across[0], len(self._grid.columns)) if not self._view.isColumnHidden(at)]
        exact = [[block.exact.get((n, at)) for at in range(len(row))] for n, row in enumerate(block.rows)]
        bottom, made = self._put(block, block.rows, exact, targets, lines[0], tally)
        right = targets[min(len(block.rows[0]), len(targets)) - 1]
        self._select_pasted(made, lines[0], across[0], bottom, right)

    def _paste_headed(self, block: Block, headed: HeadedBlock, top: int, tally: _Tally) -> None:
        """Every column where its heading says, whatever the place of the cursor across."""
        units = headed.units or ("",) * len(headed.columns)
        exact = [
            [
                found + units[at] if (found := block.exact.get((line, at))) is not None else None
                for at in range(len(row))
            ]
            for line, row in zip(headed.lines, headed.rows, strict=True)
        ]
        bottom, made = self._put(block, headed.rows, exact, headed.columns, top, tally, headed.told or "，按表头对应")
        known = [at for at in headed.columns if at is not None]
        if headed.rows and known:
            self._select_pasted(made, top, min(known), bottom, max(known))

    def _put(
        self,
        block: Block,
        rows: Sequence[Sequence[str]],
        exact: Sequence[Sequence[str | None]],
        targets: Sequence[int | None],
        top: int,
        tally: _Tally,
        told: str = "",
    ) -> tuple[int, tuple[int, ...]]:
        """Store a block; returns the last line written to and the records that were added for it."""
        edits: list[GridEdit[R]] = []
        indents: dict[tuple[int | None, int], int] = {}
        line = top - 1
        for (line, passed), row, stored in zip(self._targets(top), rows, exact, strict=False):
            tally.heads += passed
            record_id = self._grid.id_at(line)
            if record_id is None and (not self._grid.offer_new or not any(cell.strip() for cell in row)):
                tally.skipped += len(row) if any(cell.strip() for cell in row) else 0
                continue
            for cell, known, at in zip(row, stored, targets, strict=False):
                if at is None:
                    continue
                column = self._grid.columns[at]
                if not self._grid.editable(line, at):
                    tally.skipped += 1
                elif tally.only_blank and self._grid.text(line, at):
                    tally.kept += bool(cell.strip())
                elif tally.only_blank and not cell.strip():
                    continue
                elif record_id is not None or cell.strip() or known:
                    edits.append(GridEdit(record_id, column, _chosen(column, cell, known, tally), line))
                if column.tree:
                    indents[record_id, line] = block_text.indent(cell)
            tally.skipped += max(len(row) - len(targets), 0)
        outcome = self._grid.apply(edits)
        self._view.said.emit(outcome.refused or _sentence(edits, outcome, tally, block, told))
        self._tell_pasted(edits, outcome, indents, 0 if block.own else min(indents.values(), default=0))
        return line, outcome.made

    def _targets(self, top: int) -> Iterator[tuple[int, int]]:
        """The lines a block goes to, and how many heads of groups were passed over before each."""
        passed = 0
        for line in count(top):
            if self._grid.group_at(line) is not None:
                passed += 1
                continue
            yield line, passed
            passed = 0

    def _tell_pasted(
        self, edits: Sequence[GridEdit[R]], outcome: Outcome, indents: dict[tuple[int | None, int], int], base: int
    ) -> None:
        """Say which records were pasted into, and which of their names are indented more than the others."""
        fresh = sorted({edit.new for edit in edits if edit.record_id is None})
        made = dict(zip(fresh, outcome.made, strict=False))
        ids = dict.fromkeys(edit.record_id for edit in edits if edit.record_id is not None)
        deep = frozenset(
            made.get(line) if record_id is None else record_id
            for (record_id, line), found in indents.items()
            if found - base >= _DEEP
        )
        self._view.pasted.emit([*ids, *outcome.made], deep)

    def _select_pasted(self, made: tuple[int, ...], top: int, left: int, bottom: int, right: int) -> None:
        if made and (last := self._grid.line_of(made[-1])) is not None:
            top, bottom = min(top, self._grid.line_of(made[0]) or top), last
        bottom = max(top, min(bottom, self._grid.rowCount() - 1))
        self._view.go(top, left)
        block = QItemSelection(self._grid.index(top, left), self._grid.index(bottom, right))
        self._view.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def _read() -> Block:
    """What is on the clipboard."""
    data: QMimeData | None = QGuiApplication.clipboard().mimeData()
    if data is None:  # the program it came from is gone
        return Block([])
    text = data.text() if data.hasText() else ""
    if data.hasFormat(OWN):
        try:
            heads = json.loads(bytes(data.data(OWN).data()))["heads"]
            return Block(block_text.read_block(text), heads=frozenset(int(one) for one in heads), own=True)
        except (ValueError, TypeError, KeyError):
            pass
    return block_text.joined(text, data.html() if data.hasHtml() else "")


def _chosen(column: GridColumn[R], shown: str, stored: str | None, tally: _Tally) -> str:
    """The stored number instead of the rounded one, unless it is finer than the program keeps."""
    if stored is None:
        return shown
    try:
        if column.check is not None:
            column.check(stored)
    except ValueProblem:
        tally.coarse += 1
        return shown
    tally.exact += 1
    return stored


def _sentence(edits: Sequence[object], outcome: Outcome, tally: _Tally, block: Block, told: str) -> str:
    parts = [f"已粘贴 {len(edits) - len(outcome.wrong)} 格"]
    for number, text in (
        (len(outcome.made), "新增 {} 行"),
        (tally.skipped, "{} 格在只读列或表格之外，没有粘贴"),
        (tally.kept, "{} 格已经填了，没有动"),
        (tally.heads, "跳过 {} 行小计"),
        (tally.exact, "{} 格按原值粘贴（显示时已四舍五入）"),
        (tally.coarse, "{} 格的原值小数位太多，按显示的值粘贴"),
        (block.merged, "{} 处合并单元格只填左上一格"),
        (block.coarse, "表格太大，按显示的数粘贴（要按原值请用导入）"),
    ):
        if number:
            parts.append(text.format(number))
    return "，".join(parts) + told + "。"


def _plain(cell: Written | None) -> str:
    """A cell in the plain text: 其中 rows are indented by full-width blanks, which the store drops again."""
    return "" if cell is None else "　" * cell.depth + cell.text


def _heads(columns: Sequence[GridColumn[R]]) -> list[list[Written | None]]:
    """The heads of columns in as many rows as they have levels; a shared upper head reaches over its columns."""
    levels = max((len(column.heads) for column in columns), default=1)
    rows: list[list[Written | None]] = [[None] * len(columns) for _ in range(levels)]
    for at, column in enumerate(columns):
        if len(column.heads) < levels:
            rows[0][at] = Written(column.heads[0], Kind.HEAD, down=levels)
            continue
        for level, head in enumerate(column.heads):
            before = columns[at - 1].heads if at else ()
            shared = level < levels - 1 and before[: level + 1] == column.heads[: level + 1] and len(before) == levels
            if not shared:
                width = 1
                while (
                    level < levels - 1
                    and at + width < len(columns)
                    and (columns[at + width].heads[: level + 1] == column.heads[: level + 1])
                ):
                    width += 1
                rows[level][at] = Written(head, Kind.HEAD, across=width)
    return rows
