"""How the program read each cell of a clerk's sheet (识别着色): the role to paint, and why, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.exchange.reading.readings import TableRead
from qbs_desktop.exchange.reading.rows import RowKind
from qbs_desktop.exchange.sheets.cells import column_letters, coordinate, parse_coordinate
from qbs_desktop.exchange.words.units import unit_line
from qbs_desktop.services.incoming.import_preview import Preview

__all__ = ["NOWHERE", "Painter", "Role", "Seen", "column_letters", "coordinate", "parse_coordinate"]


class Role(StrEnum):
    """What a cell was read as."""

    OUTSIDE = "outside"
    TITLE = "title"
    HEAD = "head"
    GROUP = "group"
    UNIT = "unit"
    FIELD = "field"
    VALUE = "value"
    IGNORED = "ignored"
    ERROR = "error"
    QUERY = "query"

    @property
    def label(self) -> str:
        """Chinese name, as in the legend."""
        return _LABELS[self]


_LABELS = {
    Role.OUTSIDE: "表外",
    Role.TITLE: "标题",
    Role.HEAD: "表头",
    Role.GROUP: "分组",
    Role.UNIT: "单位",
    Role.FIELD: "文字",
    Role.VALUE: "数值",
    Role.IGNORED: "忽略",
    Role.ERROR: "有误",
    Role.QUERY: "疑问",
}
LEGEND = (Role.HEAD, Role.GROUP, Role.UNIT, Role.FIELD, Role.VALUE, Role.IGNORED, Role.ERROR, Role.QUERY)
_KINDS = {
    RowKind.GROUP: (Role.GROUP, "分组行，不是一行数据"),
    RowKind.TOTAL: (Role.GROUP, "合计行，由程序计算，不导入"),
    RowKind.NOTE: (Role.IGNORED, "说明或示例，不导入"),
    RowKind.SKIPPED: (Role.IGNORED, "不导入的行"),
}


class Seen(NamedTuple):
    """The role of a cell and why it has it."""

    role: Role
    why: str = ""


NOWHERE = Seen(Role.OUTSIDE)


class _Area:
    """One table on the sheet, prepared for asking cell by cell."""

    def __init__(self, table: TableRead) -> None:
        assert table.header_rows is not None  # noqa: S101
        self.first, self.head_last = table.header_rows
        self.last = max(table.last, self.head_last)
        self.columns: dict[str, tuple[str | None, str]] = {
            at: (target, table.why.get(at, "")) for at, target in table.columns.items()
        }
        self.rows: Mapping[int, RowKind] = {row.number: row.kind for row in table.rows}
        self.heads = table.heads

    def role(self, row: int, letters: str) -> Seen:
        """The role of a cell inside the table."""
        target, why = self.columns.get(letters, (None, "没有表头的列，不导入"))
        if row <= self.head_last:
            return Seen(Role.HEAD, why) if target is not None or not why else Seen(Role.IGNORED, why)
        kind = self.rows.get(row)
        if kind is None:
            return NOWHERE
        if kind in _KINDS:
            return Seen(*_KINDS[kind])
        if target is None:
            return Seen(Role.IGNORED, why)
        return Seen(Role.VALUE if "@" in target else Role.FIELD)


class Painter:
    """Answers for every cell of one sheet."""

    def __init__(self, sheet: str, tables: Iterable[TableRead], preview: Preview) -> None:
        """Prepare from the tables as read and the findings of the plan."""
        own = [one for one in tables if one.sheet == sheet and one.header_rows is not None]
        self._areas = sorted((_Area(one) for one in own), key=lambda one: one.first)
        self._heads: dict[tuple[int, str], list[SheetFinding]] = {}
        self._findings: dict[str, list[SheetFinding]] = {}
        for finding in preview.findings:
            if finding.sheet == sheet and finding.grade is not Grade.HINT:
                self._findings.setdefault(finding.cell, []).append(finding)
                self._note_head(finding)

    def _note_head(self, finding: SheetFinding) -> None:
        """A finding at a head belongs to all its lines: a merged head is painted by its first."""
        row, column = parse_coordinate(finding.cell)
        for area in self._areas:
            if area.first <= row <= area.head_last:
                for line in range(area.first, area.head_last + 1):
                    self._heads.setdefault((line, column_letters(column)), []).append(finding)

    def seen(self, row: int, column: int, text: str) -> Seen:
        """The role of a cell and why; findings go before everything else."""
        own = self._findings.get(coordinate(row, column)) or self._heads.get((row, column_letters(column)))
        if own:
            role = Role.ERROR if any(one.grade is Grade.ERROR for one in own) else Role.QUERY
            return Seen(role, "\n".join(f"【{one.grade.label}】{one.message}" for one in own))
        area = next((one for one in self._areas if one.first <= row <= one.last), None)
        if area is not None:
            return area.role(row, column_letters(column))
        if text and unit_line(text) is not None:
            return Seen(Role.UNIT, "金额单位")
        above = any(row < one.first for one in self._areas)
        return Seen(Role.TITLE) if text and above else NOWHERE
