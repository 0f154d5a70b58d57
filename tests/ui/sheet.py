"""A small sheet without a data file: what the grid does on its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import partial

from qbs_desktop.ui.grid.column import Editor, GridColumn, GridEdit, Outcome, Wrong
from qbs_desktop.ui.grid.model import GridModel


@dataclass(frozen=True)
class Line:
    id: int
    cells: dict[str, str] = field(default_factory=dict)
    depth: int = 0


def text(name: str, line: Line) -> str:
    return line.cells.get(name, "")


def number(name: str, line: Line) -> Decimal | None:
    found = line.cells.get(name, "").replace(",", "")
    try:
        return Decimal(found) if found else None
    except InvalidOperation:
        return None


def columns(**more: object) -> list[GridColumn[Line]]:
    return [
        GridColumn("serial", ("序号",), partial(text, "serial"), natural=True, width=4),
        GridColumn("name", ("名称",), partial(text, "name"), tree=True),
        GridColumn(
            "sector", ("领域",), partial(text, "sector"), editor=Editor.CHOICE, options=("工业", "服务业", "建筑业")
        ),
        GridColumn("a", ("产值", "2025年"), partial(text, "a"), partial(number, "a"), unit="亿元", totalled=True),
        GridColumn("b", ("产值", "2026年"), partial(text, "b"), partial(number, "b"), unit="亿元", totalled=True),
        GridColumn("sum", ("合计",), partial(text, "a"), partial(number, "a"), readonly=True),
    ]


class Sheet:
    """Rows in memory; a text with 坏 in it is no value."""

    def __init__(self, lines: Sequence[Line], *, offer_new: bool = True) -> None:
        self.lines = {line.id: line for line in lines}
        self.batches: list[list[tuple[int | None, str, str]]] = []
        self.model: GridModel[Line] = GridModel(lambda line: line.id, lambda line: line.depth, offer_new=offer_new)
        self.model.sink = self.store
        self.columns = columns()

    def store(self, edits: Sequence[GridEdit[Line]]) -> Outcome:
        self.batches.append([(one.record_id, one.column.id, one.text) for one in edits])
        made: dict[int, int] = {}
        for edit in edits:
            if edit.record_id is None and edit.new not in made:
                made[edit.new] = max(self.lines, default=0) + 1
                self.lines[made[edit.new]] = Line(made[edit.new])
        wrong = []
        for edit in edits:
            record_id = made[edit.new] if edit.record_id is None else edit.record_id
            if "坏" in edit.text:
                wrong.append(Wrong(record_id, edit.column.id, edit.text, "不是值"))
            else:
                line = self.lines[record_id]
                self.lines[record_id] = replace(line, cells=line.cells | {edit.column.id: edit.text})
        if made:
            self.model.show(self.columns, list(self.lines.values()))
        else:
            self.model.replace_rows([self.lines[edit.record_id] for edit in edits if edit.record_id is not None])
        return Outcome(len(edits) - len(wrong), tuple(wrong), tuple(made.values()))

    def shown(self, column: str) -> list[str]:
        at = self.model.column_of(column)
        assert at is not None
        return [self.model.text(line, at) for line in range(self.model.shown())]


def small() -> list[Line]:
    rows = [
        ("1", "轨道交通", "工业", "1,377", "1,542", 0),
        ("2", "航空动力", "工业", "204", "240", 0),
        ("", "整机", "工业", "150", "", 1),
        ("", "零部件", "工业", "54", "——", 1),
        ("10", "文化旅游", "服务业", "", "411", 0),
        ("3", "绿色建筑", "建筑业", "——", "0", 0),
    ]
    keys = ("serial", "name", "sector", "a", "b")
    return [Line(n, {k: v for k, v in zip(keys, row, strict=False) if v}, row[5]) for n, row in enumerate(rows, 1)]
