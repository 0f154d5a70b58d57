"""The columns of a list page: fields and yearly figures as the grid shows and edits them."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from qbs_desktop.domain import codes, fields
from qbs_desktop.domain.amount import AMOUNT_UNITS
from qbs_desktop.domain.indicators import Quantity
from qbs_desktop.services import listing
from qbs_desktop.services.listing import Column, Row
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.grid.column import Editor, GridColumn

GROUPED_BY = ("sector", "tier", "level", "year_status", "lead_unit")
"""Fields by which lists can be grouped with subtotals: 领域, 级别, 年度状态, 牵头单位."""
_BOUNDS = frozenset({"lower", "upper"})
_FIELD_EDITORS: tuple[tuple[type[fields.Field], Editor], ...] = (
    (fields.LongText, Editor.LONG),
    (fields.Choice, Editor.CHOICE),
    (fields.Units, Editor.UNITS),
    (fields.Month, Editor.MONTH),
    (fields.Money, Editor.NUMBER),
    (fields.Number, Editor.NUMBER),
    (fields.Year, Editor.NUMBER),
)


_ADVICE = {
    "credit_code": codes.credit_code_problem,
    "industry_code": codes.industry_code_problem,
    "project_code": codes.project_code_problem,
}
"""Codes with a check of their own; a failed check is told, the code is never corrected."""


def row_id(row: Row) -> int:
    """The record of a row."""
    return row.record.id


def row_depth(row: Row) -> int:
    """0 for ordinary rows, more for 其中 rows."""
    return row.depth


def _text(column: Column, row: Row) -> str:
    return row.text(column)


def _number(column: Column, row: Row) -> Decimal | None:
    return row.number(column)


def _check(workspace: Workspace, column: Column, text: str) -> object:
    return listing.parse(column, listing.spelled_out(workspace, column, text))


def grid_column(workspace: Workspace, column: Column) -> GridColumn[Row]:
    """A list column as the grid shows it."""
    field = column.field
    unit = column.unit or (field.unit if isinstance(field, fields.Money) else "")
    if field is None:
        editor = Editor.NUMBER
        totalled = column.indicator is not None and column.indicator.quantity is not Quantity.PERCENT
    else:
        editor = next((one for kind, one in _FIELD_EDITORS if isinstance(field, kind)), Editor.LINE)
        totalled = isinstance(field, fields.Money) and field.id not in _BOUNDS
    return GridColumn(
        id=column.id,
        heads=column.heads,
        text=partial(_text, column),
        number=partial(_number, column) if column.numeric else None,
        width=column.width,
        editor=editor,
        options=_words(workspace, field),
        unit=unit,
        size=AMOUNT_UNITS.get(unit, Decimal(1)),
        totalled=totalled,
        tree=column.id == "name",
        natural=column.id == "serial",
        hint=field.hint if field is not None else "",
        check=partial(_check, workspace, column),
        advice=_ADVICE.get(column.id),
        groupable=column.id in GROUPED_BY,
    )


def _words(workspace: Workspace, field: fields.Field | None) -> tuple[str, ...]:
    if field is None:
        return ()
    if isinstance(field, fields.Units) or field.id == "lead_unit":
        return tuple(dict.fromkeys(unit for sector in workspace.profile.sectors for unit in sector.leads))
    return listing.options(workspace, field)
