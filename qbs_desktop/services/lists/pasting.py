"""Pasting from a workbook (粘贴): a block with heading rows goes by its headings; 其中 rows find their parent.

Headings are read by the same words as in an import. A column without a place is left out and told, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from qbs_desktop.db import queries
from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.amount import AMOUNT_UNITS, parse_number
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.figure import Kind
from qbs_desktop.exchange.words.heads import Meaning, Vocabulary
from qbs_desktop.exchange.words.units import fold
from qbs_desktop.services.lists.listing import Column, in_tree_order
from qbs_desktop.services.workspace import Workspace

_OF_WHICH = re.compile(r"^[\s　]*其\s*中\s*[:：,，]?[\s　]*")
_NUMBERED = re.compile(r"^\s*(\d{1,2}\s*[)）]|[(（]\s*\d{1,2}\s*[)）]|[①-⑳])[、.．]?\s*")
_TOTAL = re.compile(r"^(合计|总计|小计|共计|累计)(\([^()]*\))?:?$")


@dataclass(frozen=True, slots=True)
class Headed:
    """A block without its heading rows.

    Attributes:
        columns: ids of the list's columns the block's columns go to; None for a column that is left out.
        rows: the cells below the heading, amounts with their unit where it is not the column's.
        unknown: headings that were not recognised.
        totals: how many 合计 rows were left out.
        lines: the row of the whole block each row stood in.
        units: the unit that was written to each column's amounts.
    """

    columns: tuple[str | None, ...]
    rows: tuple[tuple[str, ...], ...]
    unknown: tuple[str, ...]
    totals: int
    lines: tuple[int, ...] = ()
    units: tuple[str, ...] = ()


def headed(
    workspace: Workspace, ledger_id: str, columns: Sequence[Column], block: Sequence[Sequence[str]]
) -> Headed | None:
    """The block by its headings, or None when its first rows are no headings of this list."""
    words = Vocabulary(workspace.ledgers[ledger_id], workspace.profile)
    for height in (2, 1):
        if len(block) <= height:
            continue
        parts = _heads(block[:height])
        if any(_number(part) for head in parts for part in head[:1]):
            continue
        meanings = [words.meaning(head, None) if head else None for head in parts]
        ids = [None if one is None else _column_id(columns, one) for one in meanings]
        known, filled = sum(one is not None for one in ids), sum(one is not None for one in meanings)
        if (
            "name" not in ids
            or known < 2
            or known * 2 < filled
            or (height == 2 and block[1][ids.index("name")].strip())
        ):
            continue
        return _body(columns, block, height, ids, meanings, parts)
    return None


def _heads(rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Head texts of each column from top to bottom; an upper head reaches over the blanks to its right."""
    upper = list(rows[0])
    if len(rows) > 1:
        for at in range(1, len(upper)):
            if not upper[at].strip() and at < len(rows[1]) and rows[1][at].strip():
                upper[at] = upper[at - 1]
    levels = [upper, *rows[1:]]
    return [
        tuple(level[at].strip() for level in levels if at < len(level) and level[at].strip())
        for at in range(len(upper))
    ]


def _number(text: str) -> bool:
    try:
        found = parse_number(text)
    except ValueProblem:
        return False
    return not 1900 < found < 2200  # a bare year may be a heading


def _column_id(columns: Sequence[Column], meaning: Meaning) -> str | None:
    """The list's column of a heading; None when the list does not show it."""
    shown = {column.id: column for column in columns}
    if meaning.ignored or meaning.problem:
        return None
    if meaning.field is not None:
        return meaning.field.id if meaning.field.id in shown else None
    if meaning.period is None:
        return None
    kinds = [meaning.kind]
    if meaning.by_year:  # a bare year: as the profile's base year says, else whichever the list shows
        kinds.append(Kind.TARGET if meaning.kind is Kind.ACTUAL else Kind.ACTUAL)
    for kind in kinds:
        found = [
            column.id
            for column in columns
            if column.indicator is not None
            and (column.period, column.kind) == (meaning.period, kind)
            and (meaning.open_measure or meaning.indicator is None or column.indicator.id == meaning.indicator.id)
        ]
        if len(found) == 1:
            return found[0]
    return None


def _body(
    columns: Sequence[Column],
    block: Sequence[Sequence[str]],
    height: int,
    ids: Sequence[str | None],
    meanings: Sequence[Meaning | None],
    parts: Sequence[tuple[str, ...]],
) -> Headed:
    by_id = {column.id: column for column in columns}
    units = [
        "" if name is None or meaning is None else _other_unit(by_id[name], meaning)
        for name, meaning in zip(ids, meanings, strict=True)
    ]
    body: list[tuple[str, ...]] = []
    lines: list[int] = []
    totals = 0
    marks = [at for at, name in enumerate(ids) if name in ("serial", "name")]
    for line, row in enumerate(block[height:], height):
        if any(at < len(row) and _TOTAL.match(fold(row[at])) for at in marks):
            totals += 1
        elif any(cell.strip() for cell in row):
            lines.append(line)
            cells = zip(row, units, strict=False)
            body.append(tuple(cell + unit if unit and _is_number(cell) else cell for cell, unit in cells))
    unknown = tuple(
        " ".join(head) for head, name, one in zip(parts, ids, meanings, strict=True) if name is None and one is not None
    )
    return Headed(tuple(ids), tuple(body), unknown, totals, tuple(lines), tuple(units))


def _is_number(cell: str) -> bool:
    try:
        parse_number(cell)
    except ValueProblem:
        return False
    return True


def _other_unit(column: Column, meaning: Meaning) -> str:
    """The unit the heading names, if it is not the column's own: then each amount carries it."""
    named = meaning.units.amount
    own = column.unit or getattr(column.field, "unit", "")
    return named if named is not None and named != own and own in AMOUNT_UNITS else ""


# --- 其中 ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Child:
    """A row whose name says that it is part of another one; `name` and `serial` as they would be kept."""

    record_id: int
    parent_id: int
    name: str
    serial: str


def children(
    workspace: Workspace, ledger_id: str, pasted: Collection[int], indented: Collection[int] = ()
) -> list[Child]:
    """Rows among the pasted ones that are written as 其中 rows, with the ordinary row above them.

    A row says so itself (``其中：1）整机``), it goes on numbering behind such a row (``2）零部件``), or its name was
    `indented` more than the names of the other pasted rows.
    """
    ledger = workspace.ledgers[ledger_id]
    records = in_tree_order(workspace.read(lambda connection: queries.records(connection, ledger)))
    found: list[Child] = []
    parent: int | None = None
    inside = False
    for record, depth in records:
        bare = _OF_WHICH.sub("", record.name)
        number = _NUMBERED.match(bare)
        serial = record.text("serial")
        says = bare != record.name or (inside and number is not None and not serial) or record.id in indented
        if depth or record.id not in pasted or not says or parent is None:
            inside = False
            parent = record.id if depth == 0 else parent
            continue
        inside = True
        found.append(_child(record.id, parent, bare, serial))
    return found


def _child(record_id: int, parent: int, bare: str, serial: str) -> Child:
    """A 其中 row with its numbering moved from the name to the serial number, if it has none yet."""
    number = None if serial else _NUMBERED.match(bare)
    if number is None or not bare[number.end() :]:
        return Child(record_id, parent, bare.strip(), serial)
    return Child(record_id, parent, bare[number.end() :].strip(), re.sub(r"\s", "", number.group(1)))


def adopt(workspace: Workspace, ledger_id: str, found: Sequence[Child]) -> None:
    """Make the rows 其中 rows of their parents and cut 其中 and the numbering from their names; one undo step."""

    def action(edit: Edit) -> None:
        for one in found:
            edit.set_fields(ledger_id, one.record_id, {"name": one.name, "serial": one.serial or None})
            edit.set_parent(ledger_id, one.record_id, one.parent_id)

    workspace.run(f"设为其中项 {len(found)} 行", action)
