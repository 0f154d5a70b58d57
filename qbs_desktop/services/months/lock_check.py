"""What is still to be done in a report period, told before it is locked (锁定前提醒); locking stays allowed."""

from __future__ import annotations

from dataclasses import dataclass

from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.period import Period
from qbs_desktop.services.checks import checking
from qbs_desktop.services.months import figures
from qbs_desktop.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Counts over every list of a period.

    Attributes:
        missing: expected cells without a figure (缺数).
        errors: open 强制 findings.
        queries: 核实 findings without a valid answer.
        waiting: texts that were not stored in a cell of the period.
    """

    missing: int = 0
    errors: int = 0
    queries: int = 0
    waiting: int = 0

    def words(self) -> str:
        """The counts that are not 0; empty when nothing is left to do."""
        counted = (
            (self.missing, "缺数 {} 格"),
            (self.errors, "强制问题 {} 条"),
            (self.queries, "没有说明的核实问题 {} 条"),
            (self.waiting, "没有保存的内容 {} 格"),
        )
        return "、".join(words.format(count) for count, words in counted if count)


def unfinished(workspace: Workspace, period: Period) -> Unfinished:
    """Count what is left to do; the rules run on the data as they are now."""
    missing = sum(len(table.missing()) for table in figures.due_tables(workspace, period))
    still_open = [one.finding.grade for one in checking.check(workspace, period) if one.open]
    waiting = sum(one.spot.period == period for one in workspace.waiting.texts())
    return Unfinished(missing, still_open.count(Grade.ERROR), still_open.count(Grade.QUERY), waiting)
