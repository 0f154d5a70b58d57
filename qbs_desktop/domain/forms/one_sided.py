"""Whose plan a 完成率 divides by although nothing of theirs is in what was done (分母含、分子不含).

A unit whose return was sent back, or has not come, keeps its yearly plan in a city's lists. Its plan then stands in
the total and its figures do not, so the rate of the total is lower than that of the units that reported. Nothing is
left out or guessed for it: the sheet says it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.forms.cells import number_cell
from qbs_desktop.domain.forms.filled import Cell, FilledColumn
from qbs_desktop.domain.forms.lines import RecordLine, parts_of
from qbs_desktop.domain.forms.summary import UNSAID
from qbs_desktop.domain.ledger import REPORTING_UNIT
from qbs_desktop.domain.period import Period

SEE = "完成率见注"
"""Beside 合计, where the rate is read."""


def notes(data: Dataset, columns: Sequence[FilledColumn], top: Sequence[RecordLine], period: Period) -> Iterator[str]:
    """One sentence for every 完成率 that divides by the plan of rows without a figure, unit by unit.

    `top` are the rows that are summed. The file of an office without units below has nothing to tell here: what it
    has not filled in is in its own work list.
    """
    if not any(line.record.text(REPORTING_UNIT) for line in top):
        return
    counter = data.ledgers[top[0].record.ledger].counter
    rates = [
        column for column in columns if column.compute == "rate" and columns[parts_of(column)[0]].source == "figure"
    ]
    several = len({column.indicator for column in rates}) > 1
    for column in rates:
        of, base = parts_of(column)
        plans = _plans(top, of, base)
        if not plans:
            continue
        measure = data.indicators[column.indicator].label if several else ""
        when = columns[of].period
        earlier = when.span_label() if when is not None and when != period else ""
        unit = columns[base].unit
        told = "、".join(f"{name} {len(own)} {counter}（{_sum(own)} {unit}）" for name, own in plans.items())
        yield f"注：{earlier}{measure}完成率的分母含、分子不含（有年度计划，没有完成数）：{told}。"


def pointing(cell: Cell) -> Cell:
    """``合计`` and ``合计（30个）`` with a word that leads to the note; any other cell as it is."""
    if not isinstance(cell.value, str) or not cell.value.startswith("合计"):
        return cell
    name, count = cell.value[:2], cell.value[3:-1]
    return cell._replace(value=f"{name}（{count}，{SEE}）" if count else f"{name}（{SEE}）")


def _plans(top: Sequence[RecordLine], of: int, base: int) -> dict[str, list[Decimal]]:
    """Unit → the plans of its rows that have nothing done; none at all where nobody has, for then there is no rate."""
    found: dict[str, list[Decimal]] = {}
    for line in top:
        plan = line.cells[base].value
        if isinstance(plan, Decimal) and plan and not isinstance(line.cells[of].value, Decimal):
            found.setdefault(line.record.text(REPORTING_UNIT) or UNSAID, []).append(plan)
    return found if any(isinstance(line.cells[of].value, Decimal) for line in top) else {}


def _sum(plans: Sequence[Decimal]) -> str:
    return number_cell(sum(plans, Decimal(0)), comma=True).text()
