"""Running the rules over a file (审核) and answering their questions (核实说明)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qbs_desktop.db import queries
from qbs_desktop.domain.checks.run import active
from qbs_desktop.domain.finding import Finding, Grade
from qbs_desktop.domain.period import Period
from qbs_desktop.services.workspace import Workspace

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
_ORDER = {Grade.ERROR: 0, Grade.QUERY: 1, Grade.HINT: 2}


@dataclass(frozen=True, slots=True)
class CheckedFinding:
    """A finding with the answer given to it, if any."""

    finding: Finding
    explained: bool = False
    reason: str = ""
    sentence: str = ""


def check(
    workspace: Workspace,
    period: Period | None = None,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> list[CheckedFinding]:
    """All findings for a period (and the yearly lines), gravest first; `progress` is told (rules done, rules)."""
    dataset = workspace.dataset(period)
    answers = workspace.read(queries.explanations)
    rules = list(active(workspace.profile))
    found: list[CheckedFinding] = []
    for number, rule in enumerate(rules):
        if cancelled is not None and cancelled():
            break
        for finding in rule.look(dataset):
            reason, sentence = answers.get(finding.key, ("", ""))
            found.append(CheckedFinding(finding, finding.key in answers, reason, sentence))
        if progress is not None:
            progress(number + 1, len(rules))
    found.sort(key=lambda one: _ORDER[one.finding.grade])
    return found


def explain(workspace: Workspace, finding: Finding, sentence: str | None, reason: str = "") -> None:
    """Answer a 核实 finding, or with None take the answer back; one undoable operation."""
    title = f"填写核实说明：{finding.subject or finding.rule}" if sentence else "收回核实说明"
    workspace.run(title, lambda edit: edit.explain(finding.key, sentence, reason))


def counts(found: list[CheckedFinding]) -> dict[Grade, int]:
    """How many findings of each grade are still open: every 强制, unexplained 核实, every 提示."""
    return {
        grade: sum(one.finding.grade is grade and not one.explained for one in found)
        for grade in (Grade.ERROR, Grade.QUERY, Grade.HINT)
    }
