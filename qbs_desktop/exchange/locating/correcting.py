"""Applying corrections (照改正读): the tables of a sheet as the clerk says they are, instead of as they were found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.locating.corrections import BEFORE, IGNORE, NOTHING, Corrections, Layout, Target, head_print
from qbs_desktop.exchange.locating.shapes import tables_on
from qbs_desktop.exchange.locating.tables import MAX_HEAD, Table, head_texts, table_at
from qbs_desktop.exchange.reading.readings import Wish
from qbs_desktop.exchange.sheets.cells import Sheet, column_letters
from qbs_desktop.exchange.words.around import Beyond
from qbs_desktop.exchange.words.heads import OPEN_MEASURE, Vocabulary
from qbs_desktop.exchange.words.meanings import UNKNOWN, Meaning, Role
from qbs_desktop.exchange.words.spans import take_period
from qbs_desktop.exchange.words.units import Units

LOOKED_AT = 80
"""Rows in which the head of a known layout is looked for."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A table with what was said about it. `table` None: nothing was found, or it is left out."""

    table: Table | None
    corrections: Corrections = NOTHING
    layout: str = ""


def tables_of(sheet: Sheet, words: Sequence[Vocabulary], wish: Wish, beyond: Beyond) -> list[Corrected]:
    """The tables of a sheet: as found, then as known layouts say, then as the clerk says."""
    found = [Corrected(table) for table in tables_on(sheet, words, wish.period, beyond)]
    found = _with_layouts(sheet, found, wish)
    said = {ordinal: one for (name, ordinal), one in wish.corrections.items() if name == sheet.name}
    count = max(len(found), *(ordinal + 1 for ordinal in said)) if said else len(found)
    found += [Corrected(None)] * (count - len(found))
    found = [replace(one, corrections=said.get(n, one.corrections)) for n, one in enumerate(found)]
    return [_corrected(sheet, words, one, wish.period, beyond) for one in found]


def _with_layouts(sheet: Sheet, found: list[Corrected], wish: Wish) -> list[Corrected]:
    """Known heads take the place of the tables that were found where they stand."""
    known = list(_known(sheet, wish.layouts))
    for first, last, layout in known:
        period = wish.report_period if layout.by_report_period else None
        said = replace(layout.corrections, head=(first, last), period=period)
        at = next((n for n, one in enumerate(found) if _overlaps(one.table, first, last)), None)
        if at is None:
            found = sorted([*found, Corrected(None, said, layout.print)], key=_head_row)
        else:
            found = [*found[:at], Corrected(found[at].table, said, layout.print), *found[at + 1 :]]
    return found


def _head_row(one: Corrected) -> int:
    if one.corrections.head is not None:
        return one.corrections.head[0]
    return one.table.head_first if one.table is not None else 0


def _overlaps(table: Table | None, first: int, last: int) -> bool:
    return table is not None and table.head_first <= last and first <= table.head_last


def _known(sheet: Sheet, layouts: Sequence[Layout]) -> Iterator[tuple[int, int, Layout]]:
    by_print = {(one.print, one.height): one for one in layouts}
    heights = sorted({one.height for one in layouts}, reverse=True)
    row = 1
    while heights and row <= min(LOOKED_AT, sheet.last_row):
        hits = ((height, by_print.get((head_print(head_texts(sheet, row, height)), height))) for height in heights)
        height, layout = next(((height, one) for height, one in hits if one is not None), (1, None))
        if layout is not None:
            yield row, row + height - 1, layout
        row += height


def _corrected(
    sheet: Sheet, words: Sequence[Vocabulary], one: Corrected, period: Period | None, beyond: Beyond
) -> Corrected:
    said = one.corrections
    if said.taken is False:
        return replace(one, table=None)
    table = _table(sheet, words, one, said.period or period, beyond)
    if table is None or not said:
        return replace(one, table=table)
    columns = dict(table.columns)
    for at in table.heads:
        letters = column_letters(at)
        if letters in said.columns:
            columns[at] = _meaning(said.columns[letters], columns.get(at, UNKNOWN), table, table.heads[at])
        if letters in said.units and at in columns:
            columns[at] = replace(columns[at], units=Units(said.units[letters], columns[at].units.others))
    columns = _each_once(columns, frozenset(at for at in columns if column_letters(at) in said.columns))
    return replace(one, table=replace(table, columns=columns))


def _table(
    sheet: Sheet, words: Sequence[Vocabulary], one: Corrected, period: Period | None, beyond: Beyond
) -> Table | None:
    """The table anew where its list, head or period is said; else as it was found."""
    said, table = one.corrections, one.table
    if table is not None and said.ledger in (None, table.words.ledger.id) and said.head is None and said.period is None:
        return table
    wanted = [
        word
        for word in words
        if word.ledger.id == (said.ledger or (table.words.ledger.id if table else word.ledger.id))
    ]
    lines = said.head or ((table.head_first, table.head_last) if table is not None else None)
    if lines is None and said.ledger is not None:
        lines = (_likely_head(sheet),) * 2
    if not wanted or lines is None:
        return table
    first, last = lines[0], min(max(lines), lines[0] + 2 * MAX_HEAD)
    end = table.last if table is not None and table.last > last else sheet.last_row
    readings = [table_at(sheet, word, (first, last), period, beyond, end) for word in wanted]
    return max(readings, key=lambda reading: reading.score)


def _likely_head(sheet: Sheet) -> int:
    """Where a head that nobody recognised may stand: the first of the rows with the most texts."""
    texts = {
        row: sum(isinstance(cell.value, str) and not cell.blank for cell in cells.values())
        for row, cells in sheet.filled()
        if row <= LOOKED_AT
    }
    return max(texts, key=lambda row: (texts[row], -row), default=1)


def _meaning(text: str, found: Meaning, table: Table, head: str) -> Meaning:
    """What the clerk says a column means; its unit stays what the head says."""
    if text == IGNORE:
        return Meaning(units=found.units, ignored="按您的选择不导入")
    target = Target.parse(text)
    ledger = table.words.ledger
    if ledger.has(target.name) and not target.when:
        field = ledger.field(target.name)
        return Meaning(field=field, units=found.units, score=1.0, ignored=field.derived)
    indicator = table.words.indicators.get(target.name)
    if indicator is None:
        return replace(UNKNOWN, units=found.units, problem=f"对应的“{target.name}”不在这个名单里")
    named = take_period(head)[0]
    period = target.period(
        table.around.period or named if target.when == BEFORE else named or found.period or table.around.period
    )
    if period is None:
        return Meaning(units=found.units, problem="没有写明年份或月份")
    is_open = indicator.id == OPEN_MEASURE
    return Meaning(
        indicator=indicator,
        period=period,
        kind=target.kind,
        units=found.units,
        score=1.0,
        open_measure=is_open,
        own_time=True,
        role=Role.MONTH if target.month else Role.VALUE,
    )


def _each_once(columns: Mapping[int, Meaning], said: frozenset[int]) -> dict[int, Meaning]:
    """What the clerk gave to one column is taken from the column that had it."""
    given = {columns[at].column_id for at in said if columns[at].used}
    taken: set[str | None] = set()
    settled: dict[int, Meaning] = {}
    for at, one in columns.items():
        twice = one.used and one.column_id in given and (at not in said or one.column_id in taken)
        if at in said and one.used:
            taken.add(one.column_id)
        settled[at] = Meaning(units=one.units, problem="与另一列意思相同") if twice else one
    return settled
