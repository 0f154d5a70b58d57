"""The lists (名单): what a page shows of a ledger, and every way to change its rows.

A `Column` is a field of the ledger or one indicator in one period; the grid, the window's copy and paste and the
command line all work on columns.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import repeat
from operator import itemgetter
from typing import TypeVar

from qbs_desktop.db import list_rows, queries
from qbs_desktop.db.driver import Connection
from qbs_desktop.db.edit import Edit
from qbs_desktop.db.list_rows import ID, PARENT, POSITION, FigureName, Shape
from qbs_desktop.domain import collector, dates
from qbs_desktop.domain.dataset import LINES
from qbs_desktop.domain.errors import Refusal, ValueProblem
from qbs_desktop.domain.fields import Choice, Field, Money, Month, Stored, Value
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.indicators import UNSTATED, Indicator, Quantity
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record
from qbs_desktop.services.workspace import Workspace

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: a field, or an indicator in a period."""

    field: Field | None = None
    indicator: Indicator | None = None
    period: Period | None = None
    kind: Kind = Kind.ACTUAL
    unit: str = ""

    def figure_place(self) -> tuple[Indicator, Period]:
        """The indicator and period of a figure column."""
        if self.indicator is None or self.period is None:
            raise TypeError("a field column has no indicator")
        return self.indicator, self.period

    def figure_name(self) -> FigureName:
        """Which figure of a record a figure column shows."""
        indicator, period = self.figure_place()
        return indicator.id, period, self.kind

    @property
    def id(self) -> str:
        """Stable id for remembered layouts: ``name`` or ``output@2025/target``."""
        if self.field is not None:
            return self.field.id
        indicator, period = self.figure_place()
        return f"{indicator.id}@{period}/{self.kind.name.lower()}"

    @property
    def heads(self) -> tuple[str, ...]:
        """Heading levels from top to bottom: one for a field, group and period for a figure."""
        if self.field is not None:
            unit = f"（{self.field.unit}）" if isinstance(self.field, Money) else ""
            return (self.field.label + unit,)
        indicator, period = self.figure_place()
        unit = f"（{self.unit}）" if self.unit else ""
        if self.kind is Kind.TARGET and indicator.plan_label:
            return (indicator.plan_label + unit, period.label())
        return (indicator.label + unit, period.label() + ("目标" if self.kind is Kind.TARGET else ""))

    @property
    def numeric(self) -> bool:
        """Whether values align right and can be summed."""
        return self.indicator is not None or (self.field is not None and self.field.affinity == "INTEGER")

    @property
    def width(self) -> int:
        """Usual width in Chinese characters."""
        return self.field.width if self.field is not None else 6


@dataclass(slots=True)
class Row:
    """One row of a list as stored; cells are decoded when they are looked at. 其中 rows have a depth of 1 or more."""

    shape: Shape
    stored: Sequence[Stored]
    depth: int

    @property
    def id(self) -> int:
        """The record's number."""
        return self.stored[ID]  # type: ignore[return-value]

    @property
    def name(self) -> str:
        """The record's name, as `Record.name`."""
        return str(self.shape.value(self.stored, "name") or "")

    @property
    def parent_id(self) -> int | None:
        """The row that this one explains (其中)."""
        return self.stored[PARENT]  # type: ignore[return-value]

    @property
    def place(self) -> tuple[int, int]:
        """What orders the list: position, then number."""
        return self.stored[POSITION], self.stored[ID]  # type: ignore[return-value]

    @property
    def record(self) -> Record:
        """The whole record."""
        return self.shape.record(self.stored)

    @property
    def figures(self) -> dict[FigureName, Figure]:
        """Every yearly figure that is not blank."""
        found = {name: self.shape.figure(self.stored, name) for name in self.shape.figures}
        return {name: figure for name, figure in found.items() if figure is not None}

    def value(self, column: Column) -> Value | Figure:
        """The value in a column: a field's value, or a figure; None when blank."""
        if column.field is not None:
            return self.shape.value(self.stored, column.field.id)
        return self.shape.figure(self.stored, column.figure_name())

    def text(self, column: Column) -> str:
        """What the cell shows."""
        value = self.value(column)
        if column.field is not None:
            return column.field.text(value)  # type: ignore[arg-type]
        return column.figure_place()[0].text(value, column.unit or None)  # type: ignore[arg-type]

    def number(self, column: Column) -> Decimal | None:
        """The exact number in a column, in 元 for amounts; None when blank or 不适用."""
        value = self.value(column)
        if isinstance(value, Figure):
            return value.value
        return value if isinstance(value, Decimal) else Decimal(value) if isinstance(value, int) else None


def columns(workspace: Workspace, ledger_id: str) -> tuple[Column, ...]:
    """The columns of a list: its fields, with the yearly line of figures where the printed tables have it.

    The line holds every (indicator, year) that has figures, and the years of the plan for the ledger's usual measure
    when there are none yet. Beside a line with a known measure, last year's actual and this year's target are offered.
    """
    ledger = workspace.ledgers[ledger_id]
    fields = [Column(field=field) for field in ledger.fields]
    cut = 1 + next((n for n, one in enumerate(fields) if one.id == ledger.line_after), len(fields) - 1)
    return (*fields[:cut], *_figure_columns(workspace, ledger), *fields[cut:])


def _figure_columns(workspace: Workspace, ledger: Ledger) -> list[Column]:
    used = workspace.read(lambda connection: queries.used_figures(connection, ledger.id))
    yearly = {(slug, period, kind) for slug, period, kind in used if period.is_year}
    lines = [slug for slug in ledger.indicators if slug in LINES and any(one[0] == slug for one in yearly)]
    shown = yearly | {
        (slug, period, kind)
        for slug in lines or ledger.yearly
        if slug != UNSTATED  # first say which measure the plan is in; then results can stand beside it
        for period, kind in _offered(workspace, planned=not lines)
    }
    order = {slug: number for number, slug in enumerate(ledger.indicators)}
    keys = sorted(shown, key=lambda key: (order.get(key[0], len(order)), key[1], key[2]))
    return [
        Column(indicator=workspace.indicators[slug], period=period, kind=kind, unit=unit_of(workspace.indicators[slug]))
        for slug, period, kind in keys
    ]


def yearly_names(workspace: Workspace, ledger_id: str, subjects: Iterable[int]) -> list[FigureName]:
    """Which yearly figures some records of a list have."""
    return workspace.read(lambda connection: queries.used_figures(connection, ledger_id, subjects))


def _offered(workspace: Workspace, *, planned: bool) -> list[tuple[Period, Kind]]:
    """Years offered for entry: last year and this year, and with `planned` the whole plan while it runs."""
    profile, year = workspace.profile, workspace.year
    offered = [(Period.of_year(year - 1), Kind.ACTUAL), (Period.of_year(year), Kind.TARGET)]
    if planned and year <= profile.horizon:
        offered.append((Period.of_year(profile.base_year), Kind.ACTUAL))
        offered += [(Period.of_year(one), Kind.TARGET) for one in range(profile.base_year + 1, profile.horizon + 1)]
    return offered


_FIGURE_ID = re.compile(r"(?P<slug>[^@]+)@(?P<period>[^/]+)/(?P<kind>\w+)")


def figure_column(workspace: Workspace, column_id: str) -> Column | None:
    """The figure column of an id; None for a field's id and for an indicator that the file does not know."""
    found = _FIGURE_ID.fullmatch(column_id)
    if found is None or found["slug"] not in workspace.indicators:
        return None
    indicator = workspace.indicators[found["slug"]]
    kind = Kind[found["kind"].upper()]
    return Column(indicator=indicator, period=Period.parse(found["period"]), kind=kind, unit=unit_of(indicator))


def unit_of(indicator: Indicator) -> str:
    """The display unit of an indicator's column; rates carry their sign in the cell."""
    return "" if indicator.quantity is Quantity.PERCENT else indicator.unit


def rows(workspace: Workspace, ledger_id: str, shown: Sequence[Column] | None = None) -> list[Row]:
    """The rows of the reported year's list with their yearly figures, 其中 rows behind their parent.

    `shown` are the list's columns where they are known already.
    """
    names = [one.figure_name() for one in shown or columns(workspace, ledger_id) if one.field is None]

    def ask(connection: Connection) -> list[Row]:
        ledger = workspace.ledgers[ledger_id]
        shape, stored = list_rows.read(connection, ledger, names, workspace.year, partial(uid_of, workspace))
        places, depths = _in_tree(list(map(itemgetter(ID, PARENT), stored)))
        return list(map(Row, repeat(shape), map(stored.__getitem__, places), depths))

    with collector.paused():
        return workspace.read(ask)


def uid_of(workspace: Workspace, number: int) -> str:
    """The permanent id of a record of a list; empty when it is not there any more."""
    return workspace.read(partial(queries.uid_of, subject=number)) or ""


def tree_order(known: Sequence[tuple[T, T | None]]) -> list[tuple[int, int]]:
    """Place and depth of rows given by their id and parent: children right behind their parent, else in order."""
    return list(zip(*_in_tree(known), strict=True))


def _in_tree(known: Sequence[tuple[T, T | None]]) -> tuple[Sequence[int], Sequence[int]]:
    """Places in tree order and their depths. Rows mostly stand in that order already, 其中 rows one deep."""
    top: T | None = None
    depths = [0] * len(known)
    for at, (one, parent) in enumerate(known):
        if parent is None:
            top = one
        elif parent == top:
            depths[at] = 1
        else:
            return _in_deep_tree(known)
    return range(len(known)), depths


def _in_deep_tree(known: Sequence[tuple[T, T | None]]) -> tuple[Sequence[int], Sequence[int]]:
    """The same where rows lie deeper: one walk while they stand in order."""
    above: list[T] = []
    depths: list[int] = []
    for one, parent in known:
        if parent is None:
            above = [one]
            depths.append(0)
            continue
        while above and above[-1] != parent:
            above.pop()
        if not above:
            return _sorted_tree(known)
        depths.append(len(above))
        above.append(one)
    return range(len(known)), depths


def _sorted_tree(known: Sequence[tuple[T, T | None]]) -> tuple[Sequence[int], Sequence[int]]:
    """The same for rows that stand anyhow; a parent that is not among them counts as none."""
    ids = {one for one, _parent in known}
    tops: list[int] = []
    children: dict[T, list[int]] = {}
    for at, (_one, parent) in enumerate(known):
        if parent is not None and parent in ids:
            children.setdefault(parent, []).append(at)
        else:
            tops.append(at)
    places: list[int] = []
    depths: list[int] = []
    for top in tops:
        stack = [(top, 0)]
        while stack:
            at, depth = stack.pop()
            places.append(at)
            depths.append(depth)
            if (under := children.get(known[at][0])) is not None:
                stack.extend((child, depth + 1) for child in reversed(under))
    return places, depths


def in_tree_order(records: Sequence[Record]) -> list[tuple[Record, int]]:
    """Records with their depth, children right behind their parent, otherwise in list order."""
    return [(records[at], depth) for at, depth in tree_order([(one.id, one.parent_id) for one in records])]


@dataclass(frozen=True, slots=True)
class CellEdit:
    """One typed or pasted cell: which record, which column, what text."""

    record_id: int
    column: Column
    text: str


def spelled_out(workspace: Workspace, column: Column, text: str) -> str:
    """A date typed without its year (``3月``) is one of the reported year (填报年度); any other text stays."""
    return dates.with_year(text, workspace.year) if isinstance(column.field, Month) else text


def parse(column: Column, text: str) -> Value | Figure:
    """What a text would become in a column, without storing it.

    Raises:
        ValueProblem: the text cannot become a value; the sentence says why.
    """
    if column.field is not None:
        if column.field.derived:
            raise ValueProblem(f"“{column.field.label}”{column.field.derived}。")
        return column.field.parse(text)
    indicator, _period = column.figure_place()
    return indicator.parse(text, column.unit or None)


def set_cells(workspace: Workspace, ledger_id: str, edits: Sequence[CellEdit], title: str = "") -> int:
    """Store typed or pasted cells as one operation; returns how many cells changed.

    Raises:
        ValueProblem: one of the texts cannot become a value; nothing was stored.
    """
    parsed = [(one, parse(one.column, one.text)) for one in edits]

    return workspace.run(
        title or _title(workspace, ledger_id, edits), lambda edit: put(edit, workspace.ledgers[ledger_id], parsed)
    )


def put(edit: Edit, ledger: Ledger, parsed: Sequence[tuple[CellEdit, Value | Figure]]) -> int:
    """Write cells whose texts became values, inside an operation; returns how many changed."""
    by_record: dict[int, dict[str, Value]] = {}
    figures: list[tuple[FigureKey, Figure | None, str | None]] = []
    for one, value in parsed:
        if one.column.field is not None:
            by_record.setdefault(one.record_id, {})[one.column.field.id] = value  # type: ignore[assignment]
        else:
            figures.append((_key(one), value if isinstance(value, Figure) else None, None))
    count = sum(edit.set_fields(ledger.id, record_id, values) for record_id, values in by_record.items())
    return count + edit.set_figures(figures)


def _key(one: CellEdit) -> FigureKey:
    indicator, period = one.column.figure_place()
    return FigureKey(one.record_id, indicator.id, period, one.column.kind)


def _title(workspace: Workspace, ledger_id: str, edits: Sequence[CellEdit]) -> str:
    label = workspace.ledgers[ledger_id].label
    if len(edits) == 1:
        return f"修改{label}：{' '.join(edits[0].column.heads)}"
    return f"修改{label}：{len(edits)} 个单元格"


def add_rows(
    workspace: Workspace,
    ledger_id: str,
    values: Sequence[Mapping[str, Value]] = ({},),
    *,
    after: int | None = None,
    parent_id: int | None = None,
) -> list[int]:
    """Add rows behind `after` (or at the end), as members of the reported year; returns their ids."""
    noun = workspace.ledgers[ledger_id].noun

    def action(edit: Edit) -> list[int]:
        made: list[int] = []
        behind = after
        for one in values:
            behind = edit.add(ledger_id, one, after=behind, parent_id=parent_id, year=workspace.year)
            made.append(behind)
        return made

    return workspace.run(f"新增{noun} {len(values)} 行", action)


def remove_rows(workspace: Workspace, ledger_id: str, record_ids: Sequence[int]) -> str:
    """Delete rows with everything under them, as one undoable step named after all of them; returns it in words."""
    ledger = workspace.ledgers[ledger_id]
    words = rows_words(record_ids, workspace.read(lambda connection: list_rows.below(connection, ledger, record_ids)))
    workspace.run(f"删除{ledger.noun} {words}", lambda edit: edit.remove(ledger_id, record_ids))
    return words


def rows_words(asked: Iterable[int], below: Collection[int]) -> str:
    """``2 行（连同其中项 1 行）``: all rows that go, and how many of them were not selected themselves."""
    return f"{len(set(asked)) + len(below)} 行" + (f"（连同其中项 {len(below)} 行）" if below else "")


def set_parent(workspace: Workspace, ledger_id: str, record_ids: Iterable[int], parent_id: int | None) -> None:
    """Make rows 其中 rows of another row, or (None) ordinary rows again."""
    ids = list(record_ids)

    def action(edit: Edit) -> None:
        for record_id in ids:
            edit.set_parent(ledger_id, record_id, parent_id)

    workspace.run("设为其中项" if parent_id is not None else "取消其中项", action)


def options(workspace: Workspace, field: Field) -> tuple[str, ...]:
    """The usual words of a choice field: the profile's list, else the field's own."""
    if not isinstance(field, Choice):
        return ()
    if field.profile_list == "measures":
        return workspace.profile.words("measures") or ("产值", "加工产值", "营业收入", "主营业务收入", "总收入")
    return workspace.profile.words(field.profile_list) or field.options


def record_of(workspace: Workspace, record_id: int) -> Record:
    """Find a record by id in any ledger.

    Raises:
        Refusal: it is not there any more.
    """
    for ledger in workspace.ledgers.values():
        found = workspace.read(lambda connection, one=ledger: queries.record(connection, one, record_id))  # type: ignore[misc]
        if found is not None:
            return found
    raise Refusal("这一行已经不在名单里，请刷新后再试。")
