"""Records on several lines (一项占几行): a column says of each line whether it is 计划 or 完成, or which year it is of.

Such a table is turned into one row per record with a column for each kind of line, so that it is read like any list.
What is not plainly of this shape is left as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from qbs_desktop.domain.period import YEAR_RANGE
from qbs_desktop.exchange.locating.months import told_apart
from qbs_desktop.exchange.locating.settling import settled
from qbs_desktop.exchange.locating.tables import Table, head_texts
from qbs_desktop.exchange.sheets.cells import Cell, Sheet, coordinate
from qbs_desktop.exchange.words.heads import says_kind
from qbs_desktop.exchange.words.meanings import Meaning
from qbs_desktop.exchange.words.spans import take_when
from qbs_desktop.exchange.words.units import fold

_MOST = 6
"""Lines that one record may take."""


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of one record: their rows, and what each is called ("" for a line that is not called anything)."""

    rows: tuple[int, ...]
    kinds: tuple[str, ...]


def on_one_line(table: Table) -> Table:
    """The table with one row per record, if its records take a line for each 计划, 完成 or year; else as it is."""
    name = table.column_of("name")
    if name is None or table.sheet.places:
        return table
    for column in table.columns:
        meaning = table.columns[column]
        figures = meaning.indicator is not None and meaning.read
        if column != name and not figures and (blocks := _blocks(table, name, column)):
            spread = [at for at in table.columns if at != column and table.columns[at].field is None]
            if _fits(table, blocks, {*spread, column}):
                return _spread(table, column, spread, blocks)
    return table


def _kind(cell: Cell) -> str:
    """What a line is called: ``计划``, ``完成``, ``2025年``; empty for anything else."""
    if isinstance(cell.value, Decimal):
        whole = YEAR_RANGE[0] <= cell.value <= YEAR_RANGE[1] and cell.value == int(cell.value)
        return f"{int(cell.value)}年" if whole else ""
    text = fold(cell.value) if isinstance(cell.value, str) else ""
    if not text or len(text) > 12:
        return ""
    when, rest = take_when(text)
    timed = when is not None and len(rest) <= 2
    text = f"{text}年" if text.isdecimal() and timed else text
    return text if timed or says_kind(text) else ""


def _blocks(table: Table, name: int, column: int) -> list[_Block]:
    """The records with their lines, if nearly all of them have the same kinds of line in this column."""
    sheet = table.sheet
    blocks: list[_Block] = []
    rows: list[int] = []
    for row in range(table.head_last + 1, table.last + 1):
        if row not in sheet.rows:
            continue
        kind = _kind(sheet.cell(row, column))
        again = any(_kind(sheet.cell(one, column)) == kind for one in rows)
        if rows and (not sheet.cell(row, name).blank or not kind or again):
            blocks.append(_block(sheet, rows, column))
            rows = []
        rows.append(row)
    if rows:
        blocks.append(_block(sheet, rows, column))
    several = [one for one in blocks if len(one.rows) > 1]
    kinds = {kind for one in several for kind in one.kinds}
    same = bool(several) and all(set(one.kinds) == set(several[0].kinds) for one in several)
    distinct = all("" not in one.kinds and len(set(one.kinds)) == len(one.kinds) for one in several)
    return blocks if same and distinct and 2 <= len(kinds) <= _MOST else []


def _block(sheet: Sheet, rows: Sequence[int], column: int) -> _Block:
    return _Block(tuple(rows), tuple(_kind(sheet.cell(row, column)) for row in rows))


def _fits(table: Table, blocks: Sequence[_Block], figures: set[int]) -> bool:
    """Whether nothing would be lost: no number on a line without a kind, no text that differs from line to line."""
    for block in blocks:
        for row, kind in zip(block.rows, block.kinds, strict=True):
            for at, cell in table.sheet.rows[row].items():
                number = at in figures and not cell.blank and at in table.columns
                if (number and not kind) or (at not in figures and row != block.rows[0] and not cell.blank):
                    return False
    return True


def _spread(table: Table, column: int, spread: Sequence[int], blocks: Sequence[_Block]) -> Table:
    """The table with a column for each figure column and kind of line."""
    sheet, words = table.sheet, table.words
    texts = head_texts(sheet, table.head_first, table.head_last - table.head_first + 1)
    kinds = list(dict.fromkeys(kind for one in blocks for kind in one.kinds if kind))
    wanted = [(at, kind) for at in texts if at != column for kind in (kinds if at in spread else [""])]
    rows: dict[int, Mapping[int, Cell]] = {
        row: cells for row, cells in sheet.rows.items() if row <= table.head_last or row > table.last
    }
    places = {(table.head_last, to): coordinate(table.head_last, at) for to, (at, _kind) in enumerate(wanted, 1)}
    for block in blocks:
        made: dict[int, Cell] = {}
        for to, (at, kind) in enumerate(wanted, 1):
            row = block.rows[block.kinds.index(kind)] if kind in block.kinds else block.rows[0]
            places[block.rows[0], to] = coordinate(row, at)
            cell = sheet.cell(row, at)
            above = sheet.shown(row, at)
            cell = above if cell.blank and not kind and isinstance(above.value, str) else cell
            if not cell.blank and (not kind or kind in block.kinds):
                made[to] = cell
        rows[block.rows[0]] = made
    parts = {to: (*texts[at], *([kind] if kind else [])) for to, (at, kind) in enumerate(wanted, 1)}
    hidden = {block.rows[0] for block in blocks if sheet.hidden_rows.intersection(block.rows)}
    whole = replace(
        sheet,
        rows=dict(sorted(rows.items())),
        merged=(),
        places=places,
        hidden_rows=frozenset(hidden),
        hidden_columns=frozenset(to for to, (at, _kind) in enumerate(wanted, 1) if at in sheet.hidden_columns),
    )
    heads = {to: "".join(fold(part) for part in dict.fromkeys(texts)) for to, texts in parts.items()}
    columns: Mapping[int, Meaning] = {to: words.meaning(texts, table.around.period) for to, texts in parts.items()}
    columns = settled(columns, heads, words, table.around)
    columns = told_apart(columns, heads, whole, (table.head_last + 1, table.last))
    return replace(table, sheet=whole, columns=columns, heads=heads)
