"""A filled form with fewer decimals (舍位平衡): what is printed adds up, what is exact goes along in `exact`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from qbs_desktop.domain.amount import AMOUNT_UNITS, plain, trim
from qbs_desktop.domain.balancing import Off, Stub, Sum, balance
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.forms.cells import letters, number_format, plain_ratio
from qbs_desktop.domain.forms.filled import Cell, FilledColumn, FilledForm, FilledRow, RowKind

MOST_DECIMALS = 8
"""One 元 in 亿元; a 分 needs more, and then nothing is rounded."""


def words(decimals: int | None) -> str:
    """What the cover and the foot say of the amounts; None where each column has decimals of its own."""
    if decimals is None:
        return "金额舍位平衡"
    return f"金额按 {decimals} 位小数舍位平衡" if decimals else "金额取整数，舍位平衡"


def balanced(filled: FilledForm, decimals: int | None) -> FilledForm:
    """The form with so many decimals in its columns of amounts, balanced; None prints every digit.

    A column with decimals of its own keeps to them. Totals stay formulas and give the balanced total; rates of
    rounded amounts become plain numbers, since they are of the exact ones.

    Raises:
        Refusal: not a number of decimals that an amount can have.
    """
    if filled.form.decimals is not None:
        decimals = filled.form.decimals
    if decimals is not None and not 0 <= decimals <= MOST_DECIMALS:
        raise Refusal(f"小数位数请填 0 到 {MOST_DECIMALS}，不是 {decimals}。")
    places = _places(filled, decimals)
    if not places or not filled.rows:
        return filled
    order = sorted(places)
    exact = [[_amount(row.cells[column]) for column in order] for row in filled.rows]
    sums = tuple(_sums(filled.columns, order))
    stubs, again = _stubs(filled.rows)
    every = [*exact, *(exact[row] for row in again)]
    found = balance(every, stubs, [places[column] for column in order], sums)
    comma = filled.form.style != "annex"
    kept: dict[tuple[int, int], Decimal] = {}
    rows: list[FilledRow] = []
    for at, (row, was, now) in enumerate(zip(filled.rows, exact, found.values, strict=False)):
        cells = list(row.cells)
        for column, old, new in zip(order, was, now, strict=True):
            if old is None or new is None:
                continue
            cells[column] = Cell(new, number_format(places[column], comma=comma), cells[column].formula)
            if old != new:
                kept[at, column] = old
        _free_ratios(filled.columns, cells, {column for row_at, column in kept if row_at == at})
        rows.append(replace(row, cells=tuple(cells)))
    notes = (*filled.notes, *_notes(filled, decimals, order, found.off)) if kept else filled.notes
    return replace(filled, rows=tuple(rows), exact=kept, notes=notes)


def exact_places(filled: FilledForm) -> dict[str, str]:
    """Cell address → exact number, for the machine part of a return."""
    return {f"{letters(at)}{filled.body_at + row + 1}": plain(value) for (row, at), value in filled.exact.items()}


def _places(filled: FilledForm, decimals: int | None) -> dict[int, int]:
    """Column → decimals, for columns of amounts; a sum across and its parts have the same.

    Never more than the exact numbers of a column have: whole numbers get no zeros behind the point.
    """
    columns, places = filled.columns, dict[int, int]()
    for at, column in enumerate(columns):
        wanted = column.decimals if column.decimals is not None else decimals
        if wanted is not None and column.numeric and column.unit in AMOUNT_UNITS and not _is_ratio(column):
            places[at] = min(wanted, _finest(filled, at))
    for at, column in enumerate(columns):
        if at in places and column.adds:
            linked = [at, *(one for one in column.adds if one in places)]
            places |= dict.fromkeys(linked, max(places[one] for one in linked))
    return places


def _finest(filled: FilledForm, column: int) -> int:
    values = (_amount(row.cells[column]) for row in filled.rows)
    return max((-min(int(trim(value).as_tuple().exponent), 0) for value in values if value is not None), default=0)


def _is_ratio(column: FilledColumn) -> bool:
    return column.compute in {"growth", "rate", "progress"}


def _sums(columns: Sequence[FilledColumn], order: Sequence[int]) -> Iterator[Sum]:
    at = {column: place for place, column in enumerate(order)}
    for column in order:
        parts = tuple(at[one] for one in columns[column].adds if one in at)
        if parts:
            yield Sum(at[column], parts)


def _amount(cell: Cell) -> Decimal | None:
    return cell.value if isinstance(cell.value, Decimal) and not cell.format.endswith("%") else None


def _stubs(rows: Sequence[FilledRow]) -> tuple[list[Stub], list[int]]:
    """The tree of the rows: 合计 over records, records over their 其中 rows.

    In a form over groups every section adds up to the one 合计. A row is in one sum only, so the 合计 stands once
    more, behind all rows, for each further section; being rounded as usual, it comes out the same. The second part
    of the answer names the rows that stand there again.
    """
    stubs: list[Stub] = []
    total: int | None = None
    again: list[int] = []
    sections = 0
    above: dict[int, int] = {}
    for at, row in enumerate(rows):
        if row.kind is RowKind.TOTAL:
            total = at
            stubs.append(Stub())
        elif row.kind is RowKind.SECTION:
            sections += 1
            again += [total] if sections > 1 and total is not None else []
            stubs.append(Stub())
        elif row.kind is RowKind.GROUP:
            stubs.append(Stub(len(rows) + len(again) - 1 if again else total))
        elif row.depth:
            stubs.append(Stub(above.get(row.depth - 1), added=False))
        else:
            stubs.append(Stub(total))
        if row.kind in {RowKind.RECORD, RowKind.CHILD}:
            above[row.depth] = at
    return [*stubs, *(Stub() for _row in again)], again


def _free_ratios(columns: Sequence[FilledColumn], cells: list[Cell], changed: set[int]) -> None:
    """A rate whose amounts are printed rounded keeps its exact value and gives up its formula."""
    for at, column in enumerate(columns):
        value = cells[at].value
        if cells[at].formula and isinstance(value, Decimal) and {column.of, column.base} & changed:
            cells[at] = plain_ratio(cells[at])


def _notes(filled: FilledForm, decimals: int | None, order: Sequence[int], off: Sequence[Off]) -> Iterator[str]:
    rates = "；增速、完成率按未舍位的数计算" if any(_is_ratio(column) for column in filled.columns) else ""
    yield f"注：{words(decimals)}，各行之和等于合计{rates}。"
    heads = ["/".join(filled.columns[column].heads).replace("\n", "") for column in order]
    down = dict.fromkeys(heads[one.column] for one in off if not one.across)
    if down:
        yield f"注：{'、'.join(down)}的合计与各行之和本来不相等，按原数舍位，没有平衡。"
    across = list(dict.fromkeys(one.row + 1 for one in off if one.across and one.row < len(filled.rows)))
    if across:
        yield f"注：第 {'、'.join(map(str, across[:10]))} 行的合计与各栏之和本来不相等，按原数舍位，没有平衡。"
