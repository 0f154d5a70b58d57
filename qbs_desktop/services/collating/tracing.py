"""From a city total back to its cell (追溯): unit, revision, form, row, cell, and the county's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qbs_desktop.db import collation
from qbs_desktop.db.collation import Received
from qbs_desktop.domain import amount
from qbs_desktop.domain.figure import NOT_APPLICABLE, Figure, Kind
from qbs_desktop.domain.indicators import Quantity
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.rejection import ReturnPlace
from qbs_desktop.services.collating import receiving, reporters
from qbs_desktop.services.collating.reported import Reported
from qbs_desktop.services.collating.said_table import SaidFigure, SaidRow, SaidTable
from qbs_desktop.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Origin(ReturnPlace):
    """A place of a return as a clerk is led to it: what it is called, and the unit's own note; `value` as printed."""

    label: str = ""
    counted: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """What one unit adds to a total: the return it stands in, its rows, and what earlier revisions said."""

    received: Received
    origins: tuple[Origin, ...]
    earlier: tuple[Received, ...]


def origins(workspace: Workspace, one: Received, said: Reported | None = None) -> Iterator[Origin]:
    """Every figure of a return with its cell, its value as the sheet prints it, and the unit's explanation."""
    what = said or receiving.opened(workspace, one)
    notes = _notes(what)
    for table in what.tables:
        rows = {row.uid: row for row in table.rows}
        for figure in table.figures:
            yield of_figure(workspace, table, figure, rows[figure.uid], notes)


def of_figure(
    workspace: Workspace, table: SaidTable, figure: SaidFigure, row: SaidRow, notes: Mapping[str, str]
) -> Origin:
    """The cell of a figure, with the unit's explanation of its record."""
    indicator = workspace.indicators[figure.indicator]
    value = NOT_APPLICABLE if figure.value is None else Figure(amount.from_scaled(figure.value, indicator.scale))
    unit = "" if indicator.quantity is Quantity.PERCENT or value.na else indicator.unit
    period, kind = Period(figure.period), Kind(figure.kind)
    name = str(row.stored.get("name") or "")
    return Origin(
        table.sheet, figure.cell, table.ledger, figure.uid, name, figure.indicator, str(period), kind.name.lower(),
        indicator.text(value) + unit, f"{indicator.label} {period.label()}{'目标' if kind is Kind.TARGET else ''}",
        row.parent == "", notes.get(figure.uid, ""),
    )  # fmt: skip


def _notes(said: Reported) -> dict[str, str]:
    """Permanent id → what the unit says of the record (核实说明)."""
    found: dict[str, list[str]] = {}
    for one in said.explanations:
        words = "：".join(text for text in (one.get("reason", ""), one.get("sentence", "")) if text)
        found.setdefault(one.get("uid", ""), []).append(f"{one.get('rule', '')}（{words}）")
    return {uid: "；".join(texts) for uid, texts in found.items() if uid}


def shares(
    workspace: Workspace, ledger: str, indicator: str, period: Period, kind: Kind = Kind.ACTUAL, *, unit: str = ""
) -> list[Share]:
    """The rows behind a total, unit by unit in the order of the board; of one unit if given.

    A yearly figure stands in the unit's latest adopted return of the year, a month's in the return of that month, and
    one of a year before also in the return of the same month a year later.
    """
    everything = workspace.read(collation.received)
    adopted = [one for one in everything if one.state in {"adopted", "returned"} and "adopted" in one.facts]
    found: list[Share] = []
    order = {one.code: one.position for one in reporters.expected(workspace)}
    for code in sorted({one.unit for one in adopted}, key=lambda code: (order.get(code, len(order) + 1), code)):
        wanted = _behind([one for one in adopted if one.unit == code], period)
        if (unit and code != unit) or not wanted:
            continue
        told = ((one, _of(workspace, one, (ledger, indicator, str(period), kind.name.lower()))) for one in wanted)
        one, rows = next((pair for pair in told if pair[1]), (wanted[0], ()))
        earlier = tuple(o for o in everything if (o.unit, o.period) == (one.unit, one.period) and o.id != one.id)
        found.append(Share(one, rows, earlier))
    return found


def _behind(own: Sequence[Received], period: Period) -> list[Received]:
    """The returns of a unit that may hold a figure of a period, the likeliest first."""
    later = Period(period.code + 100)
    same = [one for one in own if one.period == period]
    latest = sorted((one for one in own if one.period.year == period.year), key=lambda one: one.period)
    return [*same[-1:], *latest[-1:], *[one for one in own if one.period == later][-1:]]


def _of(workspace: Workspace, one: Received, wanted: tuple[str, str, str, str]) -> tuple[Origin, ...]:
    """The figures of a return of one list, indicator, period and kind."""
    return tuple(
        origin
        for origin in origins(workspace, one)
        if (origin.ledger, origin.column, origin.period, origin.kind) == wanted
    )
