"""What the month's grid shows beside figures: findings (审核结果), returned items, texts left behind, locked cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qbs_desktop.domain.finding import Grade
from qbs_desktop.services.checks.checking import CheckedFinding
from qbs_desktop.services.months import texts
from qbs_desktop.services.months.figures import MonthTable
from qbs_desktop.ui.grid.column import Mark
from qbs_desktop.ui.pages.month import lock as month_lock

if TYPE_CHECKING:
    from qbs_desktop.ui.pages.month.page import MonthPage


class MonthMarks:
    """What is known about the cells of the month shown, and its marks on a month page's grid."""

    def __init__(self, page: MonthPage) -> None:
        """Nothing is known before a table is read."""
        self._page = page
        self._findings: Sequence[CheckedFinding] = ()
        self._left: frozenset[tuple[int, str]] = frozenset()
        self.lock = month_lock.Lock()

    def read(self, table: MonthTable) -> None:
        """Ask for locks, returned items and texts left as the return before printed them."""
        self.lock = month_lock.read(self._page.workspace, table)
        self._left = texts.left(self._page.workspace, table)

    def why_locked(self, column_id: str) -> str:
        """What the tooltip of a cell that takes no text says when its period is locked."""
        return self.lock.why(self._page.table, column_id) if self._page.table is not None else ""

    def in_question(self, table: MonthTable) -> set[int]:
        """Records of the list with an open finding, as last checked."""
        return in_question(self._findings, table)

    def show_findings(self, findings: Sequence[CheckedFinding]) -> None:
        """Mark the cells that these findings point to."""
        self._findings = findings
        self.paint()

    def figures_moved(self) -> None:
        """Figures were stored: a text that did not move with its figure is marked."""
        if self._left:
            self.paint()

    def paint(self) -> None:
        """Put all marks on the grid anew."""
        table, grid = self._page.table, self._page.grid
        if table is not None:
            grid.set_returned(month_lock.marks(self.lock.items, table))
            grid.set_marks(marks(self._findings, table, self._page.places.target, self._left))


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
