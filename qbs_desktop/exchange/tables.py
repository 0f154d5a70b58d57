"""Tables (表): where on a sheet a table stands, which ledger it prints and what its columns mean.

Every place where a head could begin is tried with heads of one to four lines against every ledger; the best
explained one wins. A sheet may hold several tables under each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.period import YEAR_RANGE, Period
from qbs_desktop.domain.profile import Profile
from qbs_desktop.exchange.cells import Cell, Sheet
from qbs_desktop.exchange.heads import Meaning, Vocabulary, measure_named
from qbs_desktop.exchange.units import NO_UNITS, Units, fold, split_head, take_period, unit_line, without_unit

MAX_HEAD = 4
_NO_PERIOD = re.compile(r"\d{4}年?[-~至]\d{4}年?|\d{4}年\d{1,2}月\d{1,2}日|〔\d{4}〕|\[\d{4}\]|[到至]\d{4}年?")
"""Spans of years, dates and document numbers above a table: none of them is the period that its heads are of."""
TWIN = 0.3
"""What a second column of the same meaning costs: group heads read without the line below them all mean the same."""
ENOUGH = 0.5
"""A table scoring less is not taken; the sheet is reported as not recognised."""
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
    title: str = ""
    units: Units = NO_UNITS
    period: Period | None = None

    def column_of(self, field_id: str) -> int | None:
        """The column that carries a field."""
        return next(
            (at for at, one in self.columns.items() if one.field is not None and one.field.id == field_id), None
        )


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands above a head: title, unit line, the sheet's own period."""

    title: str = ""
    units: Units = NO_UNITS
    period: Period | None = None


def find_tables(
    sheet: Sheet, profile: Profile, vocabularies: Sequence[Vocabulary], period: Period | None
) -> list[Table]:
    """The tables on a sheet from top to bottom. `period` is what heads without a year stand for."""
    names = frozenset(name for words in vocabularies for name in words.names)
    found: list[Table] = []
    start = 1
    for row in list(_candidates(sheet, names)):
        if row < start:
            continue
        readings = [_best(sheet, profile, vocabularies, (start, first), period) for first in _starts(sheet, start, row)]
        table = max((one for one in readings if one is not None), key=lambda one: one.score, default=None)
        if table is None:
            continue
        if found and _same_head(found[-1], table):
            start = table.head_last + 1
            continue
        found.append(table)
        start = table.head_last + 1
    ends = [*(table.head_first - 1 for table in found[1:]), sheet.last_row][: len(found)]
    return [replace(table, last=_end(sheet, table, end)) for table, end in zip(found, ends, strict=True)]


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


def _best(
    sheet: Sheet,
    profile: Profile,
    vocabularies: Sequence[Vocabulary],
    place: tuple[int, int],
    period: Period | None,
) -> Table | None:
    """The best reading of a head beginning in a row, if it is good enough."""
    after, row = place
    around = _around(sheet, after, row, period)
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
    if best is None or best.score < ENOUGH:
        return None
    return replace(best, columns=_settled(best, profile))


def table_at(sheet: Sheet, profile: Profile, words: Vocabulary, lines: tuple[int, int], period: Period | None) -> Table:
    """The table of a list whose head was pointed out, however little of it is understood."""
    first, last = lines
    around = _around(sheet, 1, first, period)
    table = _reading(sheet, words, lines, head_texts(sheet, first, last - first + 1), around, forced=True)
    assert table is not None  # noqa: S101
    return replace(table, columns=_settled(table, profile))


def _cut(sheet: Sheet, first: int, last: int, columns: Iterable[int]) -> bool:
    """Whether a head of these lines would cut a merged cell in two."""
    areas = (sheet.area(last, column) for column in columns)
    return any(area is not None and area.top >= first and last < area.bottom < first + MAX_HEAD for area in areas)


def _around(sheet: Sheet, after: int, row: int, period: Period | None) -> _Around:
    texts = [
        cell.text.strip()
        for number in range(max(after, row - 12), row)
        for cell in sheet.rows.get(number, {}).values()
        if not cell.blank
    ]
    named = [(text, unit_line(text)) for text in texts]
    said_units = [one for _text, one in named if one is not None]
    units = said_units[-1] if said_units else None
    amounts = tuple(dict.fromkeys(one.amount for one in said_units if one.amount))
    if units is not None and len(amounts) > 1:
        units = Units(None, units.others, amounts)
    titles = [title for text in texts for title in (without_unit(text),) if len(title) >= 4 and ":" not in title]
    title = max(titles, key=len, default="")
    if units is None:
        units = next((found for text in titles for found in (split_head(text)[1],) if found.any), NO_UNITS)
    if period is None:
        said = [_NO_PERIOD.sub("", fold(text)) for text in texts]
        found = [one for text in said for one in (take_period(text)[0],) if one is not None]
        period = next((one for one in found if one.is_month), found[0] if found else None)
    return _Around("".join(title.split()), units, period)


def head_texts(sheet: Sheet, row: int, height: int) -> dict[int, tuple[str, ...]]:
    """Column → its head texts from top to bottom, merged areas counted once."""
    heads: dict[int, tuple[str, ...]] = {}
    for column in range(1, sheet.last_column + 1):
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
    around: _Around,
    *,
    forced: bool = False,
) -> Table | None:
    columns = {column: words.meaning(parts, around.period) for column, parts in heads.items()}
    names = [at for at, one in columns.items() if one.field is not None and one.field.id == "name"]
    if len(names) != 1 and not forced:
        return None
    scores = [0.5 if one.ignored else one.score if one.used else min(one.score, 0.2) for one in columns.values()]
    used = [one.column_id for one in columns.values() if one.used and not one.at_last_year]
    cover = (sum(scores) - (len(used) - len(set(used))) * TWIN) / max(len(scores), 1)
    title = around.title + sheet.name
    fits = any(word in title for word in _TITLE_WORDS.get(words.ledger.id, ()))
    certain = columns[names[0]].score if names else 0.0
    score = cover * (0.8 + 0.2 * certain) * (1.0 if fits else 0.95)
    texts = {column: "".join(fold(part) for part in dict.fromkeys(parts)) for column, parts in heads.items()}
    return Table(sheet, words, *lines, lines[1], columns, texts, score, around.title, around.units, around.period)


def _settled(table: Table, profile: Profile) -> dict[int, Meaning]:
    """The columns once all heads are known: the last year, bare years beside 目标 years, the title's measure, twins."""
    last = _last_year(table, profile)
    targets = {(one.indicator.id, one.period) for one in table.columns.values() if _target(one) and one.indicator}
    measure = measure_named(table.title, table.words.indicators)
    settled: dict[int, Meaning] = {}
    taken: set[str] = set()
    for at, meaning in table.columns.items():
        one = meaning
        if one.at_last_year:
            year = _end_said(table.heads[at]) or last
            kind = Kind.TARGET if year.year > profile.base_year else Kind.ACTUAL
            one = replace(one, period=year, kind=kind)
        if one.by_year and one.indicator and _beside_a_target(one, table, targets, profile):
            one = replace(one, kind=Kind.ACTUAL)
        if one.open_measure and measure is not None:
            one = replace(one, indicator=measure, open_measure=False)
        if one.column_id is not None and one.column_id in taken:
            one = replace(one, problem="与前面的一列意思相同")
        taken.add(one.column_id or "")
        settled[at] = one
    return settled


def _beside_a_target(one: Meaning, table: Table, targets: set[tuple[str, Period | None]], profile: Profile) -> bool:
    """Whether a bare year is a result because 目标 stands at another column of its measure.

    ``2024年 | 2024年目标`` and ``2025年营业收入 | 2026年目标营业收入`` are a result and a target. A plan table that
    runs through bare years up to a 目标 of the plan's last year is not: its years between are targets.
    """
    if one.indicator is None or one.period is None:
        return False
    if (one.indicator.id, one.period) in targets:
        return True
    later = [when for slug, when in targets if slug == one.indicator.id and when is not None and when > one.period]
    bare = [two for two in table.columns.values() if two.by_year and two.indicator == one.indicator]
    return any(when.year != profile.horizon or len(bare) == 1 for when in later)


def _last_year(table: Table, profile: Profile) -> Period:
    """The year that 年均增速 and 合计 are of: the plan's target year if the table shows it, else its last year."""
    horizon = Period.of_year(profile.horizon)
    yearly = [one for one in table.columns.values() if one.used and one.period is not None and one.period.is_year]
    planned = [one.period for one in yearly if one.kind is Kind.TARGET and one.period is not None]
    every = [one.period for one in yearly if one.period is not None]
    return horizon if horizon in planned else max(planned or every, default=horizon)


def _end_said(head: str) -> Period | None:
    """The last year of a span written in a head: ``2021-2024年年均增速`` is of 2024."""
    found = re.search(r"\d{4}年?[-~至](\d{4})年", head)
    return Period.of_year(int(found[1])) if found else None


def _target(meaning: Meaning) -> bool:
    return meaning.kind is Kind.TARGET and not meaning.by_year and not meaning.at_last_year


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
