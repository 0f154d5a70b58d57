"""Tables (表): where on a sheet a table stands, which ledger it prints and what its columns mean.

Every place where a head could begin is tried with heads of one to four lines against every ledger; the best
explained one wins. A sheet may hold several tables under each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from qbs_desktop.domain.amount import AMOUNT_UNITS
from qbs_desktop.domain.fields import Money
from qbs_desktop.domain.period import YEAR_RANGE, Period
from qbs_desktop.exchange.locating.ahead import plans_told
from qbs_desktop.exchange.locating.months import told_apart
from qbs_desktop.exchange.locating.settling import settled
from qbs_desktop.exchange.sheets.cells import Cell, Sheet
from qbs_desktop.exchange.words.around import Around, Beyond, as_above, look_around, unit_below
from qbs_desktop.exchange.words.heads import Meaning, Vocabulary
from qbs_desktop.exchange.words.units import Units, fold, split_head, unit_line
from qbs_desktop.exchange.words.years import with_year_of_others

MAX_HEAD = 4
TWIN = 0.3
"""What a second column of the same meaning costs: group heads read without the line below them all mean the same."""
PROBLEMS = 0.7
"""A list of problems (问题清单) names projects and 责任单位 too, but they are the problem's, not the project's."""
_PROBLEM_LIST = re.compile(r"问题.{0,4}(?:清单|台账|汇总|一览)")
ENOUGH = 0.5
"""A table scoring less is not taken; the sheet is reported as not recognised."""
SURE_ENOUGH = 0.3
"""The same for a table that is a list beyond doubt (`_is_sure`)."""
_TITLE_WORDS = {
    "industry": ("产业",),
    "enterprise": ("企业",),
    "project": ("项目",),
    "project_group": ("项目",),
    "target": ("目标",),
    "action": ("行动", "任务"),
}


@dataclass(frozen=True)
class Table:
    """One table found on a sheet. Rows and columns are counted from 1; `last` is its last possible body row."""

    sheet: Sheet
    words: Vocabulary
    head_first: int
    head_last: int
    last: int
    columns: Mapping[int, Meaning]
    heads: Mapping[int, str]
    score: float
    around: Around

    def column_of(self, field_id: str) -> int | None:
        """The column that carries a field."""
        return next(
            (at for at, one in self.columns.items() if one.field is not None and one.field.id == field_id), None
        )

    def unit_column(self) -> int | None:
        """The column that names each row's unit (计量单位)."""
        for at, head in self.heads.items():
            if head in ("单位", "计量单位", "金额单位") and not self.columns[at].read:
                rows = range(self.head_last + 1, min(self.last, self.head_last + 200) + 1)
                said = [fold(self.sheet.cell(row, at).text) for row in rows if not self.sheet.cell(row, at).blank]
                if any(one in AMOUNT_UNITS for one in said):
                    return at
        return None


def find_tables(
    sheet: Sheet, vocabularies: Sequence[Vocabulary], wished: Period | None, beyond: Beyond | None = None
) -> list[Table]:
    """The tables on a sheet from top to bottom, side by side ones from left to right.

    `wished` is what heads without a year stand for; `beyond` says where else a period may be looked up.
    """
    beyond = beyond or Beyond((sheet.name,))
    found: list[Table] = []
    for part in side_by_side(sheet, frozenset(name for words in vocabularies for name in words.names)):
        found += _under_each_other(part, vocabularies, wished, beyond)
    return found


def side_by_side(sheet: Sheet, names: frozenset[str]) -> list[Sheet]:
    """A sheet cut where tables stand beside each other: one line heads a name column twice."""
    for row, cells in sheet.filled():
        if not all(map(_may_be_head, cells.values())):
            continue
        heads = {at: split_head(cell.value)[0] for at, cell in cells.items() if isinstance(cell.value, str)}
        twice = [at for at, head in heads.items() if head in names]
        if len(twice) < 2:
            continue
        cuts = [min(cells)]
        for before, at in pairwise(twice):
            gap = next((one for one in range(at, before, -1) if one not in heads), None)
            if gap is not None:
                cuts.append(gap + 1)
            elif heads[at] == heads[before]:
                cuts.append(max(at - (twice[0] - cuts[0]), before + 1))
        if len(cuts) > 1:
            ends = [*(cut - 1 for cut in cuts[1:]), sheet.last_column]
            return [sheet.window(row, left, right) for left, right in zip(cuts, ends, strict=True)]
    return [sheet]


def _under_each_other(
    sheet: Sheet, vocabularies: Sequence[Vocabulary], wished: Period | None, beyond: Beyond
) -> list[Table]:
    names = frozenset(name for words in vocabularies for name in words.names)
    found: list[Table] = []
    start = 1
    for row in list(_candidates(sheet, names)):
        if row < start:
            continue
        above = found[-1].around.period if found else None
        readings = [
            _best(sheet, vocabularies, first, as_above(look_around(sheet, start, first, wished, beyond), above))
            for first in _starts(sheet, start, row)
        ]
        table = max((one for one in readings if one is not None), key=lambda one: one.score, default=None)
        if table is None or _is_card(table):
            continue
        if found and _same_head(found[-1], table):
            start = table.head_last + 1
            continue
        found.append(table)
        start = table.head_last + 1
    ends = [*(table.head_first - 1 for table in found[1:]), sheet.last_row][: len(found)]
    return [_finished(table, _end(sheet, table, end)) for table, end in zip(found, ends, strict=True)]


def _is_card(table: Table) -> bool:
    """Whether what stands below a name column are labels: the first line of a card is no head."""
    column, period = table.column_of("name") or 1, table.around.period
    below = [table.sheet.cell(row, column) for row in range(table.head_last + 1, table.head_last + 12)]
    texts = [cell.value for cell in below if isinstance(cell.value, str) and not cell.blank]
    again = [at for at, text in enumerate(texts) if split_head(text)[0] in table.words.names]
    texts = texts[: again[0]] if again else texts
    labels = [one for one in texts if len(one) <= 40 and _is_label(table.words.meaning((one,), period))]
    fresh = [one for one in labels if split_head(one)[0] not in table.heads.values()]
    return len(fresh) * 3 >= len(texts) and (len(fresh) > 1 or len(texts) == 1)


def _is_label(one: Meaning) -> bool:
    """Whether a text names a field or an indicator, with or without a time; a bare year or 合计 does not."""
    return one.field is not None or (one.score > 0 and not one.open_measure and not one.ignored)


def _finished(table: Table, last: int) -> Table:
    """The table with its last row, its columns settled by everything that is known of it."""
    around = table.around
    if around.units.amount is None and not around.units.doubted:
        below = unit_below(table.sheet, table.head_last + 1, last)
        around = replace(around, units=Units(below.amount, around.units.others)) if below.amount else around
    table = replace(table, around=around)
    columns = settled(table.columns, table.heads, table.words, around)
    body = (table.head_last + 1, last)
    columns = told_apart(columns, table.heads, table.sheet, body)
    columns = plans_told(columns, table.heads, table.sheet, body, table.words, around)
    return replace(table, last=last, columns=columns)


def _candidates(sheet: Sheet, names: frozenset[str]) -> Iterator[int]:
    """Rows that head a name column: one of their cells says so, alone or together with the cell below."""
    for row, cells in sheet.filled():
        if not all(_may_be_head(cell) for cell in cells.values()):
            continue
        for column, cell in cells.items():
            if not isinstance(cell.value, str) or len(cell.value) > 40:
                continue
            head = split_head(cell.value)[0]
            below = sheet.cell(row + 1, column)
            joined = head + fold(below.value) if head and isinstance(below.value, str) else ""
            if _names(head, names) or _names(joined, names):
                yield row
                break


def _starts(sheet: Sheet, start: int, row: int) -> list[int]:
    """Where a head whose name column is in `row` may begin: there, or up to two rows above (group heads)."""
    starts = [row]
    for above in (row - 1, row - 2):
        cells = [cell for cell in sheet.rows.get(above, {}).values() if not cell.blank]
        if above < start or not cells or any(unit_line(cell.text) for cell in cells):
            break
        starts.append(above)
    return starts


def _may_be_head(cell: Cell) -> bool:
    """Heads are words or years; a serial, an amount or a long text is none."""
    if isinstance(cell.value, Decimal):
        return YEAR_RANGE[0] <= cell.value <= YEAR_RANGE[1] and cell.value == int(cell.value)
    return not isinstance(cell.value, str) or len(cell.value) <= 60


def _names(head: str, names: frozenset[str]) -> bool:
    return head in names or head.partition("(")[0] in names


def _best(sheet: Sheet, vocabularies: Sequence[Vocabulary], row: int, around: Around) -> Table | None:
    """The best reading of a head beginning in a row, if it is good enough."""
    best: Table | None = None
    for height in range(1, MAX_HEAD + 1):
        if any("单位" in cell.text and unit_line(cell.text) for cell in sheet.rows.get(row + height - 1, {}).values()):
            break
        heads = head_texts(sheet, row, height)
        if len(heads) < 2 or _cut(sheet, row, row + height - 1, heads):
            continue
        for words in vocabularies:
            table = _reading(sheet, words, (row, row + height - 1), heads, around)
            if table is not None and (best is None or table.score > best.score + 1e-9):
                best = table
    return None if best is None or best.score < (SURE_ENOUGH if _is_sure(best) else ENOUGH) else best


def _is_sure(table: Table) -> bool:
    """Whether a table is plainly a list although most of its columns are unknown: each of these is told.

    It names its records beyond doubt, in a list's own words, and reads two amounts or more.
    """
    name = table.column_of("name")
    amounts = {
        one.column_id
        for one in table.columns.values()
        if one.used and (isinstance(one.field, Money) or (one.indicator is not None and not one.open_measure))
    }
    return name is not None and table.columns[name].score >= 0.85 and len(amounts) >= 2


def table_at(
    sheet: Sheet, words: Vocabulary, lines: tuple[int, int], wished: Period | None, beyond: Beyond, end: int
) -> Table:
    """The table of a list whose head was pointed out, however little of it is understood; `end` is its last row."""
    first, last = lines
    around = look_around(sheet, 1, first, wished, beyond)
    table = _reading(sheet, words, lines, head_texts(sheet, first, last - first + 1), around, forced=True)
    assert table is not None  # noqa: S101
    return _finished(table, end)


def _cut(sheet: Sheet, first: int, last: int, columns: Iterable[int]) -> bool:
    """Whether a head of these lines would cut a merged cell in two."""
    areas = (sheet.area(last, column) for column in columns)
    return any(area is not None and area.top >= first and last < area.bottom < first + MAX_HEAD for area in areas)


def head_texts(sheet: Sheet, row: int, height: int) -> dict[int, tuple[str, ...]]:
    """Column → its head texts from top to bottom, merged areas counted once."""
    heads: dict[int, tuple[str, ...]] = {}
    for column in range(sheet.first_column, sheet.last_column + 1):
        parts: list[str] = []
        seen = None
        for line in range(row, row + height):
            area = sheet.area(line, column)
            if area is not None and area == seen:
                continue
            seen = area
            text = sheet.shown(line, column).text
            if text.strip():
                parts.append(text)
        if parts:
            heads[column] = tuple(parts)
    return heads


def _reading(
    sheet: Sheet,
    words: Vocabulary,
    lines: tuple[int, int],
    heads: Mapping[int, tuple[str, ...]],
    around: Around,
    *,
    forced: bool = False,
) -> Table | None:
    columns = {column: words.meaning(parts, around.period) for column, parts in heads.items()}
    if around.period is None:
        columns = with_year_of_others(columns, heads, words)
    names = [at for at, one in columns.items() if one.field is not None and one.field.id == "name"]
    if len(names) != 1 and not forced:
        return None
    scores = [0.5 if one.ignored else one.score if one.read else min(one.score, 0.2) for one in columns.values()]
    used = [one.column_id for one in columns.values() if one.used and not one.at_last_year]
    cover = (sum(scores) - (len(used) - len(set(used))) * TWIN) / max(len(scores), 1)
    title = around.title + sheet.name
    fits = any(word in title for word in _TITLE_WORDS.get(words.ledger.id, ()))
    certain = columns[names[0]].score if names else 0.0
    if _PROBLEM_LIST.search(around.title + "".join(part for parts in heads.values() for part in parts[:1])):
        cover *= PROBLEMS
    score = cover * (0.8 + 0.2 * certain) * (1.0 if fits else 0.95)
    texts = {column: "".join(fold(part) for part in dict.fromkeys(parts)) for column, parts in heads.items()}
    return Table(sheet, words, *lines, lines[1], columns, texts, score, around)


def _same_head(before: Table, table: Table) -> bool:
    """Whether a head only repeats the one above, as printed pages do."""
    return before.words is table.words and before.heads == table.heads


def _end(sheet: Sheet, table: Table, end: int) -> int:
    """The last body row: title and unit lines of the next table do not belong to this one."""
    while end > table.head_last and end < sheet.last_row:
        cells = [cell for cell in sheet.rows.get(end, {}).values() if not cell.blank]
        if len(cells) > 2 or any(not isinstance(cell.value, str) for cell in cells):
            break
        end -= 1
    return end
