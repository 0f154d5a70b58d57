"""Exact numbers of a return that was printed with fewer decimals (舍位平衡的原数).

A balanced return shows 1.2 where the county keeps 1.2345; the machine part carries the exact number under the seal.
Whoever reads the return by program, the city as well as the county's own import, gets the exact one, wherever the
cell still says what was printed. A cell that somebody changed says what it says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from qbs_desktop.domain.amount import plain
from qbs_desktop.exchange.sealed import sealing
from qbs_desktop.exchange.sealed.sealing import MACHINE_SHEET, BrokenSeal, Sealed
from qbs_desktop.exchange.sealed.seen import SeenCell, SeenSheet
from qbs_desktop.exchange.sheets.cells import Cell, Sheet, coordinate, parse_coordinate


def exact_numbers(manifest: Mapping[str, object]) -> dict[str, dict[str, str]]:
    """Sheet → cell → exact number, as the machine part tells it."""
    forms = manifest.get("forms")
    found: dict[str, dict[str, str]] = {}
    for form in forms if isinstance(forms, list) else ():
        exact = form.get("exact") if isinstance(form, dict) else None
        if isinstance(exact, dict):
            found[str(form.get("sheet"))] = {str(place): str(text) for place, text in exact.items()}
    return found


def unrounded(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """The sheets with exact numbers where they were printed rounded; anything but a sealed return as it is."""
    sealed = machine_part(sheets)
    exact = exact_numbers(sealed.manifest) if sealed is not None else {}
    if sealed is None or not exact:
        return tuple(sheets)
    printed = _printed(sealed)
    return tuple(
        _exact_sheet(one, exact[one.name], printed.get(one.name, {})) if one.name in exact else one for one in sheets
    )


def machine_part(sheets: Sequence[Sheet]) -> Sealed | None:
    """The machine part of a return read as a workbook; None where there is none, or it was changed."""
    machine = next((one for one in sheets if one.name == MACHINE_SHEET and one.hidden), None)
    if machine is None:
        return None
    try:
        sealed = sealing.unseal(_seen(machine))
    except BrokenSeal:
        return None
    return sealed if sealed.digest == sealed.computed else None


def _seen(machine: Sheet) -> SeenSheet:
    cells = {
        coordinate(row, column): SeenCell("s", cell.text)
        for row, there in machine.rows.items()
        for column, cell in there.items()
    }
    return SeenSheet(MACHINE_SHEET, hidden=True, known=cells)


def _printed(sealed: Sealed) -> dict[str, dict[str, str]]:
    """Sheet → cell → the number that was printed there."""
    found: dict[str, dict[str, str]] = {}
    for name, lines in sealed.sheets:
        parts = [line.split("\t") for line in lines]
        found[name] = {one[0]: one[3] if one[1] == "f" else one[2] for one in parts if one[1] in {"n", "f"}}
    return found


def _exact_sheet(sheet: Sheet, exact: Mapping[str, str], printed: Mapping[str, str]) -> Sheet:
    rows = {number: dict(cells) for number, cells in sheet.rows.items()}
    for place, text in exact.items():
        row, column = parse_coordinate(place)
        cell = rows.get(row, {}).get(column)
        if cell is not None and isinstance(cell.value, Decimal) and plain(cell.value) == printed.get(place):
            rows[row][column] = Cell(Decimal(text), cell.style, cell.formula)
    return replace(sheet, rows=rows)
