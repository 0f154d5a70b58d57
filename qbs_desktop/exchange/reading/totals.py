"""Control totals (合计核对): a file's own 合计, 小计 and counts held against the rows they are made of.

They find what no rule on single cells can: a row that was hidden, filtered or lost, a digit damaged in an old .xls, a
formula whose range is too short. A file's details are rounded, so half a unit of the last place per row is allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from qbs_desktop.domain import amount
from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.exchange.reading.rows import BodyRow, RowKind
from qbs_desktop.exchange.sheets.cells import Sheet, column_letters

Numbers = Mapping[int, Decimal | None]
"""Column → the number printed there, in the file's own unit; None where it could not be read as one."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the body with its numbers."""

    row: BodyRow
    numbers: Numbers

    @property
    def is_detail(self) -> bool:
        """Whether the row counts in totals: a record, and none of the 其中 rows."""
        return self.row.kind is RowKind.RECORD and self.row.parent is None


def differing(sheet: Sheet, lines: Sequence[Line], heads: Mapping[int, str]) -> Iterator[SheetFinding]:
    """Every printed total that its rows do not add up to, and every printed count they do not have."""
    details = [at for at, line in enumerate(lines) if line.is_detail]
    for at, line in enumerate(lines):
        if line.row.kind not in (RowKind.TOTAL, RowKind.GROUP) or line.row.depth < 0:
            continue
        scopes = [scope for scope in _scopes(lines, at, details) if scope]
        if not scopes:
            yield from _alone(sheet, line)
            continue
        yield from _count(sheet, line, scopes)
        for column, printed in line.numbers.items():
            if printed is not None:
                yield from _sum(sheet, lines, (line, column, printed), scopes, heads[column])


def _scopes(lines: Sequence[Line], at: int, details: Sequence[int]) -> list[list[int]]:
    """The sets of rows that a total may be of, the most natural first."""
    row = lines[at].row
    if row.kind is RowKind.GROUP:
        end = next(
            (
                after
                for after in range(at + 1, len(lines))
                if lines[after].row.kind is RowKind.GROUP and lines[after].row.depth <= row.depth
            ),
            len(lines),
        )
        return [[one for one in details if at < one < end]]
    borders = [one for one, line in enumerate(lines) if line.row.kind in (RowKind.TOTAL, RowKind.GROUP)]
    before = max((one for one in borders if one < at), default=-1)
    after = min((one for one in borders if one > at), default=len(lines))
    every = list(details)
    above = [one for one in details if before < one < at]
    below = [one for one in details if at < one < after]
    all_above = [one for one in details if one < at]
    heading = max((n for n, line in enumerate(lines[:at]) if line.row.kind is RowKind.GROUP), default=-1)
    group = [one for one in details if heading < one < at]
    if "小计" in row.name:
        return [above or below, below, group]
    return [every, all_above, group, above, below]


def _alone(sheet: Sheet, line: Line) -> Iterator[SheetFinding]:
    """A group's line with numbers and no rows below it: it may be a row of the list itself."""
    if line.row.kind is RowKind.GROUP and any(line.numbers.values()):
        message = (
            "这一行按分组标题处理，带有数，下面却没有明细，没有导入；如果它是名单里的一行，请在序号列填阿拉伯数字。"
        )
        place = sheet.place(line.row.number, _first(sheet, line.row.number))
        yield SheetFinding(Grade.QUERY, "import.group_figures", sheet.name, place, line.row.name, message)


def _count(sheet: Sheet, line: Line, scopes: Sequence[Sequence[int]]) -> Iterator[SheetFinding]:
    said = line.row.count
    if said is None or any(len(scope) == said for scope in scopes):
        return
    message = (
        f"“{line.row.name}”写的是 {said} 项，下面读到 {len(scopes[0])} 项，请核对是否缺行、多行或有行被当作其中项。"
    )
    place = sheet.place(line.row.number, _first(sheet, line.row.number))
    yield SheetFinding(Grade.QUERY, "import.count_differs", sheet.name, place, line.row.name, message)


def _sum(
    sheet: Sheet,
    lines: Sequence[Line],
    printed_at: tuple[Line, int, Decimal],
    scopes: Sequence[Sequence[int]],
    head: str,
) -> Iterator[SheetFinding]:
    line, column, printed = printed_at
    sums: list[tuple[Decimal, int]] = []
    for scope in scopes:
        values = [lines[one].numbers.get(column, Decimal(0)) for one in scope if column in lines[one].numbers]
        if any(value is None for value in values):
            return
        known = [value for value in values if value is not None]
        if not known:
            continue
        total = sum(known, Decimal(0))
        slack = Decimal(5).scaleb(-_decimals([printed, *known]) - 1) * (len(known) + 1)
        if abs(total - printed) <= (slack if _decimals(known) else Decimal(0)):
            return
        sums.append((total, len(known)))
    if not sums:
        return
    total, rows = sums[0]
    message = (
        f"“{line.row.name}”的{head or column_letters(column)}是 {amount.plain(printed)}，{rows} 行明细相加是 "
        f"{amount.plain(total)}，相差 {amount.plain(printed - total)}，请核对是明细有误、缺行，还是合计有误。"
    )
    place = sheet.place(line.row.number, column)
    yield SheetFinding(Grade.QUERY, "import.total_differs", sheet.name, place, amount.plain(printed), message)


def _decimals(values: Sequence[Decimal]) -> int:
    return max((max(0, -int(amount.trim(one).as_tuple().exponent)) for one in values), default=0)


def _first(sheet: Sheet, row: int) -> int:
    return min(sheet.rows.get(row, {1: None}))
