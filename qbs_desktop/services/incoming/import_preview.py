"""What an import would do (导入预览): plain data for the window, the command line and the tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, overload

from qbs_desktop.domain import amount
from qbs_desktop.domain.fields import Value
from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.reading.plain_figures import FigureRead, PlainFigures


class Action(StrEnum):
    """What happens with a row of the file. The values are a promise of the import's JSON."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    GROUP = "group"
    TOTAL = "total"
    NOTE = "note"
    SKIPPED = "skipped"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        """Chinese name."""
        return _LABELS[self]


_LABELS = {
    Action.NEW: "新增",
    Action.CHANGED: "变更",
    Action.UNCHANGED: "不变",
    Action.GROUP: "分组行",
    Action.TOTAL: "合计行",
    Action.NOTE: "说明行",
    Action.SKIPPED: "跳过",
    Action.REJECTED: "有误",
}
STORED = frozenset({Action.NEW, Action.CHANGED})
"""Actions that write something."""


class PlannedFigure(NamedTuple):
    """One figure of the file beside the one in the list; `old` None when the list has none."""

    indicator: str
    period: Period
    kind: Kind
    figure: Figure
    cell: str
    old: Figure | None = None

    @property
    def changed(self) -> bool:
        """Whether the file says something else than the list."""
        return self.old is None or (self.old.value, self.old.na) != (self.figure.value, self.figure.na)


class NewFigures(Sequence[PlannedFigure]):
    """The figures of a row that is not in the list yet, made one by one as they are looked at."""

    __slots__ = ("_read",)

    def __init__(self, read: PlainFigures) -> None:
        """As read."""
        self._read = read

    def __iter__(self) -> Iterator[PlannedFigure]:
        """Each figure."""
        return (PlannedFigure(*one[:5]) for one in self._read)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._read)

    @overload
    def __getitem__(self, at: int) -> PlannedFigure: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[PlannedFigure, ...]: ...
    def __getitem__(self, at: int | slice) -> PlannedFigure | tuple[PlannedFigure, ...]:
        """One figure, or some."""
        return tuple(self)[at] if isinstance(at, slice) else PlannedFigure(*self._read[at][:5])

    def __eq__(self, other: object) -> bool:
        """Whether the same figures are in it."""
        return isinstance(other, tuple | NewFigures) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        """Of the figures."""
        return hash(tuple(self))


def as_new(read: Sequence[FigureRead]) -> Sequence[PlannedFigure]:
    """Figures of the file beside nothing in the list."""
    return NewFigures(read) if isinstance(read, PlainFigures) else tuple(PlannedFigure(*one[:5]) for one in read)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field whose value in the file differs from the list."""

    field: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record of the list that a row may be about; only the clerk can say whether it is (是不是同一个)."""

    record_id: int
    name: str


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row of the file with what would happen to it.

    `record_id` is the record it was matched with (negative: one that an earlier sheet of the file brings),
    `provisional` the negative number of a new row's record, `parent_row` the row of the file it is an 其中 row of and
    `parent_id` that record in the list, if it is there already. `candidates` are the records that it may be about;
    `answered` is set when the clerk has said which (`record_id`, or None for a new one).
    """

    row: int
    action: Action
    name: str = ""
    record_id: int | None = None
    provisional: int | None = None
    parent_row: int | None = None
    parent_id: int | None = None
    parent_name: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    figures: Sequence[PlannedFigure] = ()
    changes: tuple[FieldChange, ...] = ()
    findings: tuple[SheetFinding, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    answered: bool = False

    @property
    def asks(self) -> bool:
        """Whether the clerk may still say which record the row is about."""
        return bool(self.candidates) and not self.answered


@dataclass(frozen=True, slots=True)
class Missing:
    """A record of the list that the file does not name. It is listed and never removed."""

    record_id: int
    name: str


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """One table of the file; `ledger` None when it was not recognised.

    `amount_unit` is said of the whole table, `entry_unit` is the one in which its months stand.
    """

    sheet: str
    ledger: str | None
    score: float
    label: str = ""
    title: str = ""
    amount_unit: str | None = None
    header_rows: tuple[int, int] | None = None
    columns: Mapping[str, str | None] = field(default_factory=dict)
    rows: tuple[PreviewRow, ...] = ()
    findings: tuple[SheetFinding, ...] = ()
    not_in_file: tuple[Missing, ...] = ()
    ordinal: int = 0
    entry_unit: str | None = None

    @property
    def key(self) -> tuple[str, int]:
        """Which table of the workbook this is."""
        return self.sheet, self.ordinal

    def count(self, action: Action) -> int:
        """How many rows have an action."""
        return sum(row.action is action for row in self.rows)

    def all_findings(self) -> tuple[SheetFinding, ...]:
        """The table's findings, then those of its rows in order."""
        return (*self.findings, *(finding for row in self.rows for finding in row.findings))


@dataclass(frozen=True, slots=True)
class Preview:
    """What importing one workbook would do.

    `stamp` is the state of the data file it was made for, `digest` the SHA-256 of the workbook that was read; `unit` is
    the name of the unit below it is entered for (代录), blank for the own list.
    """

    path: Path
    workbook: str
    sheets: tuple[SheetPreview, ...]
    stamp: int = 0
    digest: str = ""
    unit: str = ""

    def count(self, action: Action) -> int:
        """How many rows of all tables have an action."""
        return sum(sheet.count(action) for sheet in self.sheets)

    @property
    def recognised(self) -> tuple[SheetPreview, ...]:
        """The tables that belong to a ledger."""
        return tuple(sheet for sheet in self.sheets if sheet.ledger is not None)

    @property
    def findings(self) -> tuple[SheetFinding, ...]:
        """Every finding, sheet by sheet."""
        return tuple(finding for sheet in self.sheets for finding in sheet.all_findings())

    @property
    def rejected(self) -> bool:
        """Whether the import cannot be applied as a whole: a row has an error, or nothing was recognised."""
        return not self.recognised or any(one.grade is Grade.ERROR for one in self.findings)

    def summary(self, applied: bool = False) -> list[str]:
        """What would happen or has happened, in sentences for a terminal or a dialog."""
        done = "已导入" if applied else "预览"
        done += f"，代{self.unit}录入" if self.unit else ""
        lines = [f"{self.workbook}（{done}）"]
        for sheet in self.sheets:
            if sheet.ledger is None:
                lines.append(f"  工作表“{sheet.sheet}”：没有认出来，未导入")
                continue
            counts = [f"{action.label} {sheet.count(action)}" for action in Action if sheet.count(action)]
            lines.append(f"  工作表“{sheet.sheet}” → {sheet.label}：{'、'.join(counts) or '没有数据行'}")
            if sheet.not_in_file:
                names = "、".join(one.name for one in sheet.not_in_file[:5])
                lines.append(f"    名单里有而文件里没有的 {len(sheet.not_in_file)} 行（保留不动）：{names}……")
        order = (Grade.ERROR, Grade.QUERY, Grade.HINT)
        lines += [
            f"  【{one.grade.label}】{one.sheet} {one.cell}：{one.message}"
            for one in sorted(self.findings, key=lambda one: order.index(one.grade))
        ]
        return lines

    def to_json(self, applied: bool = False) -> dict[str, object]:
        """The promised document; amounts are decimal texts in 元."""
        sheets = [_sheet_json(sheet) for sheet in self.sheets]
        counts = {action.value: self.count(action) for action in Action}
        said = {"entered_for": self.unit} if self.unit else {}
        return {"workbook": self.workbook, "applied": applied, "counts": counts, "sheets": sheets, **said}


def _sheet_json(sheet: SheetPreview) -> dict[str, object]:
    return {
        "sheet": sheet.sheet,
        "ledger": sheet.ledger,
        "score": sheet.score,
        "title": sheet.title,
        "amount_unit": sheet.amount_unit,
        "header_rows": list(sheet.header_rows) if sheet.header_rows else None,
        "columns": dict(sheet.columns),
        "rows": [_row_json(row) for row in sheet.rows],
        "findings": [_finding_json(finding) for finding in sheet.all_findings()],
        "not_in_file": [{"id": one.record_id, "name": one.name} for one in sheet.not_in_file],
    }


def _row_json(row: PreviewRow) -> dict[str, object]:
    record = {key: _value_json(value) for key, value in row.values.items()}
    if row.parent_name:
        record["parent"] = row.parent_name
    changes: list[dict[str, object]] = [
        {"field": one.field, "old": _value_json(one.old), "new": _value_json(one.new)} for one in row.changes
    ]
    if row.action is Action.CHANGED:
        changes += [
            {
                "indicator": one.indicator,
                "period": str(one.period),
                "kind": one.kind.name.lower(),
                "old": _figure_json(one.old),
                "new": _figure_json(one.figure),
            }
            for one in row.figures
            if one.changed
        ]
    return {
        "row": row.row,
        "action": row.action.value,
        "name": row.name,
        "record_id": row.record_id if row.record_id is not None and row.record_id > 0 else None,
        "parent_row": row.parent_row,
        "record": record,
        "figures": [
            {
                "indicator": one.indicator,
                "period": str(one.period),
                "kind": one.kind.name.lower(),
                **_figure_json(one.figure),
                "cell": one.cell,
            }
            for one in row.figures
        ],
        "changes": changes,
    }


def _figure_json(figure: Figure | None) -> dict[str, object]:
    value = None if figure is None or figure.value is None else amount.plain(figure.value)
    document: dict[str, object] = {"value": value, "mark": "na" if figure is not None and figure.na else None}
    if figure is not None and figure.op is not None:
        document["op"] = figure.op.value
    return document


def _value_json(value: Value) -> object:
    if isinstance(value, Decimal):
        return amount.plain(value)
    return list(value) if isinstance(value, tuple) else value


def _finding_json(finding: SheetFinding) -> dict[str, object]:
    return {
        "grade": finding.grade.value,
        "rule": finding.rule,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "value": finding.value,
        "message": finding.message,
    }
