"""Dates ahead (未到的日期): a 竣工时间 that lies after the table's own month is a plan, whatever its head leaves out.

``竣工时间`` alone is read as 实际竣工, and in the tables of a year under way it is mostly when a project is to be done:
every row would then be asked about. The column is one of plans if most of its dates have not come yet, which is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from qbs_desktop.domain import dates
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.sheets.cells import Sheet
from qbs_desktop.exchange.words.around import Around
from qbs_desktop.exchange.words.heads import Meaning, Vocabulary

_PLANNED = {"start_actual": "start_planned", "finish_actual": "finish_planned"}
_DONE = re.compile(r"实际|已")
_WORDS = {"start_planned": "计划开工", "finish_planned": "计划竣工"}


def plans_told(
    columns: Mapping[int, Meaning],
    heads: Mapping[int, str],
    sheet: Sheet,
    body: tuple[int, int],
    words: Vocabulary,
    around: Around,
) -> dict[int, Meaning]:
    """The columns with every column of dates that mostly lie ahead read as one of plans, with the doubt told."""
    found = dict(columns)
    now = _now(columns, around)
    there = {one.field.id for one in columns.values() if one.field is not None}
    for at, one in columns.items():
        plan = _PLANNED.get(one.field.id) if one.field is not None and one.read else None
        if plan is None or now is None or plan in there or _DONE.search(heads.get(at, "")):
            continue
        told = list(_dates(sheet, at, body))
        if sum(_later(date, now) for date in told) * 2 > len(told):
            doubt = f"没有写明是计划还是实际，多数日期在{now.label()}以后，按{_WORDS[plan]}读入"
            found[at] = replace(one, field=words.ledger.field(plan), doubt=doubt)
    return found


def _now(columns: Mapping[int, Meaning], around: Around) -> Period | None:
    """The last month the table has results of, else the month its title names."""
    results = [one.period for one in columns.values() if one.indicator is not None and one.kind is not None]
    months = [one for one in results if one is not None and one.is_month]
    if months:
        return max(months)
    return around.period if around.period is not None and around.period.is_month else None


def _dates(sheet: Sheet, at: int, body: tuple[int, int]) -> Iterator[str]:
    for row in range(body[0], body[1] + 1):
        cell = sheet.cell(row, at)
        if not cell.blank:
            try:
                yield dates.parse(cell.text)
            except ValueProblem:
                continue


def _later(date: str, now: Period) -> bool:
    """Whether a year or month begins after the period; a date without its month counts by its year."""
    shown = f"{now.year}-{now.last_month:02d}"
    size = min(len(date), len(shown))
    return date[:size] > shown[:size]
