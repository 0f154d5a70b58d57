"""What a correction (更正) changed against the revision before it: old → new, cell by cell (变动表).

Both sides are read from what was sealed: the manifest says which record and which column each cell is of, the sheets
say what stood there. So the list is about the two revisions themselves and not about what the file held in between.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from qbs_desktop.domain.amount import AMOUNT_UNITS, in_unit
from qbs_desktop.domain.forms.cells import letters

SheetValues: TypeAlias = Mapping[str, Mapping[str, tuple[str, str]]]
"""Sheet → cell → (type n or s, text), as sealed."""
_NOT_REPORTED = frozenset({"serial", "computed"})
"""Sources of columns that the program works out: they change because something reported did."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell of a return says: a number in a unit, a text, or nothing."""

    text: str = ""
    numeric: bool = False
    unit: str = ""

    def same(self, other: Said) -> bool:
        """Whether both say the same, in whatever unit."""
        if self.numeric and other.numeric:
            return self._plain() == other._plain()
        return (self.numeric, self.text) == (other.numeric, other.text)

    def _plain(self) -> Decimal:
        return Decimal(self.text) * AMOUNT_UNITS.get(self.unit, Decimal(1))

    def within(self, unit: str) -> str:
        """The text in another amount unit, so that old and new stand beside each other."""
        if not self.numeric or unit == self.unit or unit not in AMOUNT_UNITS or self.unit not in AMOUNT_UNITS:
            return self.text
        return format(in_unit(self._plain(), unit), "f")


BLANK = Said()


@dataclass(frozen=True, slots=True)
class Column:
    """A reported column of a form."""

    id: str
    field: str
    indicator: str
    period: str
    kind: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The reported cells of a return: (form, record's permanent id) → column id → what is said."""

    rows: Mapping[tuple[str, str], Mapping[str, Said]]
    columns: Mapping[tuple[str, str], Column]
    names: Mapping[str, str]
    sheets: Mapping[str, str]
    ledgers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Alteration:
    """One line of the 变动表. A row that came or went has no column and stands for all its cells."""

    form: str
    sheet: str
    ledger: str
    uid: str
    name: str
    column: Column | None
    before: str
    after: str


def snapshot(manifest: Mapping[str, Any], values: SheetValues) -> Snapshot:
    """Read a return by meaning from its manifest and its sheets."""
    rows: dict[tuple[str, str], dict[str, Said]] = {}
    columns: dict[tuple[str, str], Column] = {}
    names: dict[str, str] = {}
    for form in manifest["forms"]:
        cells = values.get(form["sheet"], {})
        reported = _reported(form)
        columns |= {(form["id"], one.id): one for _letter, one, _unit in reported}
        name_at = next((letters(at) for at, one in enumerate(form["columns"]) if one["source"] == "name"), "")
        for number, (_kind, uid, _line) in enumerate(manifest["rows"][form["sheet"]], int(form["first_row"])):
            if uid:
                rows[form["id"], uid] = {
                    one.id: _said(cells.get(f"{letter}{number}"), unit) for letter, one, unit in reported
                }
                names[uid] = cells.get(f"{name_at}{number}", ("s", ""))[1]
    sheets = {form["id"]: form["sheet"] for form in manifest["forms"]}
    ledgers = {form["id"]: form["ledger"] for form in manifest["forms"]}
    return Snapshot(rows, columns, names, sheets, ledgers)


def _reported(form: Mapping[str, Any]) -> list[tuple[str, Column, str]]:
    """Letter, column and unit of each column that is reported and not worked out."""
    return [
        (letters(at), Column(one["id"], one["field"], one["indicator"], one["period"], one["kind"]), one["unit"])
        for at, one in enumerate(form["columns"])
        if one["source"] not in _NOT_REPORTED
    ]


def _said(cell: tuple[str, str] | None, unit: str) -> Said:
    return BLANK if cell is None else Said(cell[1], cell[0] == "n", unit)


def between(old: Snapshot, new: Snapshot) -> list[Alteration]:
    """What changed, in the order of the new return's forms and rows; rows that went stand at the end of their form."""
    found: list[Alteration] = []
    for form in new.sheets:
        if form in old.sheets:
            found += _of_form(form, old, new)
    return found


def _of_form(form: str, old: Snapshot, new: Snapshot) -> Iterator[Alteration]:
    before = {uid: cells for (one, uid), cells in old.rows.items() if one == form}
    after = {uid: cells for (one, uid), cells in new.rows.items() if one == form}
    place = (form, new.sheets[form], new.ledgers[form])
    for uid, cells in after.items():
        name = new.names.get(uid, "")
        if uid not in before:
            yield Alteration(*place, uid, name, None, "", "新增一行")
            continue
        for column_id, now in cells.items():
            was = before[uid].get(column_id, BLANK)
            if not was.same(now):
                column = new.columns[form, column_id]
                yield Alteration(*place, uid, name, column, was.within(now.unit), now.text)
    for uid in [one for one in before if one not in after]:
        yield Alteration(*place, uid, old.names.get(uid, ""), None, "原有一行", "")


def touches(one: Alteration, uid: str, columns: Sequence[str]) -> bool:
    """Whether an alteration is of this record and of one of these fields or indicators (none: of any)."""
    if one.uid != uid:
        return False
    return (
        not columns or one.column is None or bool({one.column.id, one.column.field, one.column.indicator} & {*columns})
    )
