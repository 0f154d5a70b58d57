"""Month columns (逐月列): whether ``1月 2月 3月 …`` are the months' own figures or 累计, decided by the numbers.

Where the head does not say it, three things do: a total beside the months that is their sum or equals the last, and
figures that fall from month to month, which 累计 hardly do. Where none of them decides, nothing is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from qbs_desktop.domain.amount import parse_number
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.sheets.cells import Sheet
from qbs_desktop.exchange.words.heads import Meaning, Role

_TOTALS = re.compile(r"合计|总计|全年|累计|小计|季度")
_PLANNED = re.compile(r"计划|目标|任务")
_ENOUGH = 3
"""Rows that must agree before a pattern of the numbers decides; fewer only where the table has fewer."""


def told_apart(
    columns: Mapping[int, Meaning], heads: Mapping[int, str], sheet: Sheet, body: tuple[int, int]
) -> dict[int, Meaning]:
    """The columns with every bare month told to be a month's own figure, 累计, or doubtful."""
    found = dict(columns)
    groups: dict[tuple[object, int, Kind], list[int]] = {}
    for at, one in columns.items():
        if one.bare_month and one.used and one.own_time and one.period is not None:
            groups.setdefault((one.indicator, one.period.year, one.kind), []).append(at)
    for (indicator, year, kind), group in groups.items():
        group.sort(key=lambda at: _order(columns[at]))
        sums: dict[Period | None, int] = {
            one.period: at
            for at, one in columns.items()
            if one.used
            and one.indicator == indicator
            and not one.bare_month
            and one.kind is kind
            and one.period is not None
            and one.period.is_month
            and one.period.year == year
        }
        role = _role(columns, heads, sheet, body, group, sums)
        for at in group:
            found[at] = _with_role(columns[at], role)
    return found


def _order(one: Meaning) -> int:
    return one.period.code if one.period is not None else 0


def _with_role(one: Meaning, role: Role | None) -> Meaning:
    if role is Role.MONTH and one.kind is Kind.TARGET:
        return replace(one, ignored="本月计划不导入，计划按全年填报")
    if role is Role.MONTH:
        return replace(one, role=role)
    if role is Role.VALUE:
        return one
    month = one.period.part if one.period else 0
    what = "计划" if one.kind is Kind.TARGET else ""
    return replace(one, problem=f"看不出是{month}月当月{what}数还是1—{month}月累计{what}数")


def _role(
    columns: Mapping[int, Meaning],
    heads: Mapping[int, str],
    sheet: Sheet,
    body: tuple[int, int],
    group: Sequence[int],
    sums: Mapping[Period | None, int],
) -> Role | None:
    """Whether bare months are their own figures (`MONTH`), 累计 (`VALUE`), or not to be told."""
    if any(columns[at].period in sums for at in group):
        return Role.MONTH if len(group) == 1 or _adds(sheet, body, group, max(sums.values())) is not False else None
    first, last = columns[group[0]].period, columns[group[-1]].period
    earlier = [when for when in sums if first is not None and when is not None and when < first]
    if len(sums) == 1 and earlier and first is not None and first.part == 3:
        return Role.MONTH  # 1-2月 | 3月 | 4月
    if len(group) < 2 or first is None or last is None:
        return None
    planned = columns[group[0]].kind is Kind.TARGET
    totals = [at for at, head in heads.items() if _TOTALS.search(head) and bool(_PLANNED.search(head)) is planned]
    for total in totals:
        if total not in group and (adds := _adds(sheet, body, group, total)) is not None:
            return Role.MONTH if adds else Role.VALUE
    return _by_falling(sheet, body, group)


def _adds(sheet: Sheet, body: tuple[int, int], group: Sequence[int], total: int) -> bool | None:
    """Whether the months add up to a total (True) or the last of them equals it (False); None for neither."""
    summed = last = rows = 0
    for line in _numbers(sheet, body, [*group, total]):
        months = [one for one in line[:-1] if one is not None]
        if line[-1] is None or len(months) < 2:
            continue
        rows += 1
        summed += sum(months) == line[-1]
        last += months[-1] == line[-1]
    if rows and summed > rows * 0.8 > last:
        return True
    if rows and last > rows * 0.8 > summed:
        return False
    return None


def _by_falling(sheet: Sheet, body: tuple[int, int], group: Sequence[int]) -> Role | None:
    """Months fall and rise; 累计 hardly ever fall. Figures that only rise may be either."""
    rows = falling = 0
    for line in _numbers(sheet, body, group):
        months = [one for one in line if one is not None]
        if len(months) >= 2:
            rows += 1
            falling += any(two < one for one, two in pairwise(months))
    enough = min(_ENOUGH, rows)
    return Role.MONTH if falling >= enough > 0 and falling * 4 >= rows else None


def _numbers(sheet: Sheet, body: tuple[int, int], columns: Sequence[int]) -> list[list[Decimal | None]]:
    lines = []
    for number in range(body[0], min(body[1], body[0] + 2000) + 1):
        cells = sheet.rows.get(number)
        if cells:
            lines.append([_number(cells[at].value) if at in cells else None for at in columns])
    return lines


def _number(value: object) -> Decimal | None:
    if isinstance(value, str):
        try:
            return parse_number(value)
        except ValueProblem:
            return None
    return value if isinstance(value, Decimal) else None
