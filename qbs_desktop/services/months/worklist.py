"""The month's work list (月度工作清单): what is missing, asked by the rules, rejected, declared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from qbs_desktop.db import queries
from qbs_desktop.db.queries import RejectedRow
from qbs_desktop.domain.finding import Grade, Place
from qbs_desktop.domain.indicators import Indicator
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.period_state import Declaration
from qbs_desktop.services.months import figures
from qbs_desktop.services.months.figures import MonthTable
from qbs_desktop.services.workspace import Workspace

if TYPE_CHECKING:  # the rules load when they first run
    from qbs_desktop.services.checks.checking import CheckedFinding


class What(StrEnum):
    """Why an entry is on the list."""

    FINDING = "finding"
    MISSING = "missing"
    REJECTED = "rejected"
    DECLARED = "declared"

    @property
    def label(self) -> str:
        """Chinese name."""
        return {"finding": "审核", "missing": "缺数", "rejected": "未导入", "declared": "已申报"}[self.value]


@dataclass(frozen=True, slots=True)
class Item:
    """One entry.

    Attributes:
        what: why it is here.
        ledger: the list, empty when a finding belongs to none.
        record_id: the record, None for a whole list or a row that was not imported.
        name: the record's name.
        text: what is to be done, in a sentence or a column's name.
        place: where to jump.
        finding: the finding behind a FINDING.
        rejected: the row that an import left out, for `dismiss` and to open its workbook again.
    """

    what: What
    ledger: str
    record_id: int | None
    name: str
    text: str
    place: Place
    finding: CheckedFinding | None = None
    rejected: RejectedRow | None = None

    @property
    def grade(self) -> Grade | None:
        """Grade of the finding behind it."""
        return self.finding.finding.grade if self.finding else None


@dataclass(frozen=True, slots=True)
class IndicatorCount:
    """How far one indicator of a list is; `in_question` counts records with an open finding on it."""

    indicator: str
    label: str
    expected: int
    filled: int
    missing: int
    in_question: int


@dataclass(frozen=True, slots=True)
class LedgerCount:
    """How far a list is: expected figures, those filled and missing, and records with an open finding."""

    ledger: str
    label: str
    expected: int
    filled: int
    missing: int
    in_question: int
    declaration: Declaration | None = None
    indicators: tuple[IndicatorCount, ...] = ()


@dataclass(frozen=True, slots=True)
class Worklist:
    """Everything that is left to do for a period; done when `items` holds nothing but declarations."""

    period: Period
    items: tuple[Item, ...]
    counts: tuple[LedgerCount, ...]
    locked: bool

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return all(one.what is What.DECLARED for one in self.items)


def items(workspace: Workspace, period: Period) -> tuple[Item, ...]:
    """The entries of `look`."""
    return look(workspace, period).items


def look(
    workspace: Workspace,
    period: Period,
    found: Sequence[CheckedFinding] | None = None,
    tables: Sequence[MonthTable] | None = None,
) -> Worklist:
    """The work list of a month: open findings, missing figures, rejected rows, declarations; lists in their order.

    `found` saves the rules' run for callers that have just checked this period, `tables` reading its figures again.
    """
    if found is None:
        from qbs_desktop.services.checks import checking

        found = checking.check(workspace, period)
    standing = [one for one in found if one.open]
    tables = figures.due_tables(workspace, period) if tables is None else tables
    entries = [
        *(_of_finding(one) for one in standing),
        *(one for table in tables for one in _of_table(table)),
        *_of_rejected(workspace),
        *(_of_declaration(table, table.declaration) for table in tables if table.declaration is not None),
    ]
    lock = workspace.read(queries.period_locks).get(period)
    counts = tuple(_count(table, standing) for table in tables)
    return Worklist(period, tuple(entries), counts, lock is not None and lock.locked)


def _of_finding(one: CheckedFinding) -> Item:
    finding = one.finding
    return Item(
        What.FINDING,
        finding.place.ledger or "",
        finding.place.record_id,
        finding.subject,
        finding.message,
        finding.place,
        finding=one,
    )


def _of_table(table: MonthTable) -> Iterator[Item]:
    for row in table.rows:
        for indicator in table.indicators:
            if row.cells[indicator.id].missing:
                place = Place(table.ledger.id, row.record.id, None, indicator.id, table.period)
                text = f"{table.period.label(table.scheme)}{indicator.label}没有填"
                yield Item(What.MISSING, table.ledger.id, row.record.id, row.record.name, text, place)


def _of_rejected(workspace: Workspace) -> Iterator[Item]:
    for row in workspace.read(queries.rejected_rows):
        text = f"{row.book} {row.sheet} {row.cell}：{row.message}"
        yield Item(What.REJECTED, row.ledger, None, row.name, text, Place(row.ledger), rejected=row)


def _of_declaration(table: MonthTable, act: Declaration) -> Item:
    text = f"{table.period.label(table.scheme)}已申报{act.kind.label}" + (f"：{act.note}" if act.note else "")
    place = Place(table.ledger.id, None, None, None, table.period)
    return Item(What.DECLARED, table.ledger.id, None, table.ledger.label, text, place)


def _count(table: MonthTable, standing: Sequence[CheckedFinding]) -> LedgerCount:
    asked = [
        (one.finding.place.record_id, one.finding.place.indicator)
        for one in standing
        if one.finding.place.ledger == table.ledger.id and one.finding.place.record_id is not None
    ]
    own = tuple(
        _of_indicator(table, one, {record for record, slug in asked if slug == one.id}) for one in table.indicators
    )
    return LedgerCount(
        table.ledger.id,
        table.ledger.label,
        sum(one.expected for one in own),
        sum(one.filled for one in own),
        sum(one.missing for one in own),
        len({record for record, _slug in asked}),
        table.declaration,
        own,
    )


def _of_indicator(table: MonthTable, indicator: Indicator, asked: set[int | None]) -> IndicatorCount:
    cells = [cell for row in table.rows if (cell := row.cells[indicator.id]).expected]
    filled, missing = sum(cell.total is not None for cell in cells), sum(cell.missing for cell in cells)
    return IndicatorCount(indicator.id, indicator.label, len(cells), filled, missing, len(asked))


# --- in words ----------------------------------------------------------------------------------------------------


def sentence(work: Worklist) -> str:
    """The month in one line: ``10月：应填 240，已填 236，缺 4，有问题 3``."""
    numbers = [(one.expected, one.filled, one.missing, one.in_question) for one in work.counts]
    expected, filled, missing, asked = (sum(column) for column in zip(*numbers, strict=True)) if numbers else (0,) * 4
    return f"{_month(work.period)}：{_numbers(expected, filled, missing, asked)}"


def report(work: Worklist) -> str:
    """The whole list as text to paste or print: the month's line, one for each list, one for each entry."""
    lines = [sentence(work) + ("（已锁定）" if work.locked else "")]
    for one in work.counts:
        act = f"，已申报{one.declaration.kind.label}" if one.declaration is not None else ""
        lines.append(f"{one.label}：{_numbers(one.expected, one.filled, one.missing, one.in_question)}{act}")
    labels = {one.ledger: one.label for one in work.counts}
    lines += ["\t".join((one.what.label, labels.get(one.ledger, ""), one.name, one.text)) for one in work.items]
    return "\n".join(lines)


def _month(period: Period) -> str:
    return f"{period.part}月" if period.is_month else period.label()


def _numbers(expected: int, filled: int, missing: int, asked: int) -> str:
    return f"应填 {expected}，已填 {filled}，缺 {missing}，有问题 {asked}"


def dismiss(workspace: Workspace, rejected: Sequence[RejectedRow]) -> None:
    """Take rejected rows off the list, because they were dealt with; one undoable operation."""
    numbers = [one.id for one in rejected]
    workspace.run(f"处理完未导入的行 {len(rejected)} 行", lambda edit: edit.drop_rejected(numbers))
