"""What findings (审核结果) mean for the month's grid: marks on cells, rows in question."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qbs_desktop.domain.finding import Grade
from qbs_desktop.services.checks.checking import CheckedFinding
from qbs_desktop.services.months import texts
from qbs_desktop.services.months.figures import MonthTable
from qbs_desktop.ui.grid.column import Mark


def marks(
    findings: Sequence[CheckedFinding],
    table: MonthTable,
    target: Callable[[str], str],
    left: frozenset[tuple[int, str]] = frozenset(),
) -> dict[tuple[int, str], Mark]:
    """Record and column → mark, for the findings about this month; an explained 核实 is shown as 提示.

    Texts `left` as the return before printed them are marked 提示 while their figures have moved on.

    What is missing is marked where it is filled in (`target` of its indicator), what is there on the 本年累计.
    """
    blank = set(table.missing())
    known = {one.id for one in table.indicators}
    behind = texts.behind(table, left)
    found = {key: Mark(Grade.HINT, (words,)) for key, words in behind.items()}
    for one in findings:
        place = one.finding.place
        if place.ledger != table.ledger.id or place.record_id is None or place.period != table.period:
            continue
        grade = Grade.HINT if one.explained else one.finding.grade
        slug = place.indicator if place.indicator in known else None
        column = f"{slug}/total" if slug else "name"
        if slug is not None and (place.record_id, slug) in blank:
            column = target(slug)
        key = (place.record_id, column)
        mark = Mark(grade, (one.said,))
        found[key] = found[key].joined(mark) if key in found else mark
    return found


def in_question(findings: Sequence[CheckedFinding], table: MonthTable) -> set[int]:
    """Records of the list with an open finding, whether about the month or about the record itself."""
    return {
        place.record_id
        for one in findings
        if one.open and (place := one.finding.place).ledger == table.ledger.id and place.record_id is not None
    }
