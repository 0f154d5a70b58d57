"""The columns of a list page: fields and yearly figures as the grid shows and edits them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from operator import attrgetter

from qbs_desktop.db.list_rows import ID
from qbs_desktop.domain import amount, fields
from qbs_desktop.domain.amount import AMOUNT_UNITS
from qbs_desktop.domain.indicators import Quantity
from qbs_desktop.domain.ledger import REPORTING_UNIT
from qbs_desktop.services.lists import list_cells, listing
from qbs_desktop.services.lists.listing import Column, Row
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.grid.column import Editor, GridColumn
from qbs_desktop.ui.pages.lists import field_help as list_help

GROUPED_BY = ("sector", "tier", "level", "year_status", "lead_unit", REPORTING_UNIT)
"""Fields by which lists can be grouped with subtotals: 领域, 级别, 年度状态, 牵头单位; in a city 报送单位."""
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


def row_id(row: Row) -> int:
    """The record of a row."""
    return row.stored[ID]  # type: ignore[return-value]


row_depth: Callable[[Row], int] = attrgetter("depth")
"""0 for ordinary rows, more for 其中 rows."""


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
    own = _help(workspace, column, unit)
    whole, scale = list_cells.whole_of(column)
    return GridColumn(
        id=column.id,
        heads=column.heads,
        text=list_cells.text_of(column),
        number=partial(_number, column) if column.numeric else None,
        whole=whole if column.numeric else None,
        wholes=list_cells.wholes_of(column) if column.numeric else None,
        scale=scale if column.numeric else 0,
        width=column.width,
        editor=editor,
        unit=unit,
        size=AMOUNT_UNITS.get(unit, Decimal(1)),
        totalled=totalled,
        tree=column.id == "name",
        natural=column.id == "serial",
        readonly=field is not None and bool(field.derived),
        derived=field.derived if field is not None else "",
        hint=field.hint or field.derived if field is not None else "",
        check=partial(_check, workspace, column),
        offers=own.offers,
        closed=own.closed,
        reading=own.reading,
        advice=own.advice,
        gloss=own.gloss,
        spelled_out=partial(listing.spelled_out, workspace, column) if isinstance(field, fields.Month) else None,
        groupable=column.id in GROUPED_BY,
    )


def _help(workspace: Workspace, column: Column, unit: str) -> list_help.Help:
    if column.field is not None:
        return list_help.of_field(workspace, column.field)
    return list_help.Help(reading=partial(amount.reading, unit) if unit in AMOUNT_UNITS else None)
