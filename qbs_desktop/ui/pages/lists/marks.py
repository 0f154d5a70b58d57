"""What is marked on the cells of a list: findings (审核结果) and what was given back (退回项)."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from typing import TYPE_CHECKING

from qbs_desktop.db.submissions import SentBack
from qbs_desktop.domain.finding import Grade, Place
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.services.reporting import given_back
from qbs_desktop.ui.grid.column import Mark

if TYPE_CHECKING:
    from qbs_desktop.services.checks.checking import CheckedFinding


def findings(
    found: Sequence[CheckedFinding], ledger: str, columns: Callable[[Place], list[str]]
) -> dict[tuple[int, str], Mark]:
    """Record and column → mark; an explained 核实 is shown as 提示. What is of a month is marked there."""
    marks: dict[tuple[int, str], Mark] = {}
    for one in found:
        place = one.finding.place
        if place.ledger != ledger or place.record_id is None:
            continue
        if place.period is not None and not place.period.is_year:
            continue
        grade = Grade.HINT if one.explained else one.finding.grade
        key = (place.record_id, columns(place)[0])
        mark = Mark(grade, (one.said,))
        marks[key] = marks[key].joined(mark) if key in marks else mark
    return marks


def returned(
    items: Sequence[SentBack], ledger: Ledger, indicators: Container[str], columns: Callable[[Place], list[str]]
) -> dict[tuple[int, str], str]:
    """Record and column → why it was given back. A month's figure is marked on 月度填报, and here on the name."""
    marks: dict[tuple[int, str], str] = {}
    for one in items:
        if one.ledger != ledger.id or one.subject is None:
            continue
        words, column = given_back.words(one), "name"
        if one.column in (*ledger.monthly, *ledger.details) and one.figure_period.is_month:
            words += "（在月度填报里改）"
        elif one.column in indicators:
            column = columns(Place(ledger.id, one.subject, None, one.column, one.figure_period))[0]
        elif one.column:
            column = one.column
        key = (one.subject, column)
        marks[key] = f"{marks[key]}\n{words}" if key in marks else words
    return marks
