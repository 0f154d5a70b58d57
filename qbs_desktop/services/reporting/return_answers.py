"""Explanations that travel in a return (核实说明)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qbs_desktop.db import queries
from qbs_desktop.domain import checks, reasons
from qbs_desktop.domain.finding import Key
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange import layout
from qbs_desktop.exchange.layout import Layout
from qbs_desktop.services.checks.checking import CheckedFinding
from qbs_desktop.services.workspace import Workspace

EXPLANATIONS = "核实说明"


@dataclass(frozen=True, slots=True)
class Answer:
    """One explanation that travels in a return (核实说明)."""

    ledger: str
    subject: str
    uid: str
    period: str
    rule: str
    reason: str
    sentence: str


def answers(workspace: Workspace, period: Period, checked: Sequence[CheckedFinding]) -> list[Answer]:
    """The explanations that belong to a return: of its period, its year, or of no period.

    One whose figures have changed since is left out: it explains other figures than those on the sheets.
    """
    stored = workspace.read(queries.explanations)
    if not stored:
        return []
    data = workspace.dataset(period, periods=[])
    titles = {rule.id: rule.title for rule in checks.ALL}
    wanted = {"", str(period), str(period.year)}
    found: list[Answer] = []
    outdated = {one.finding.key for one in checked if one.stale}
    for text, answer in sorted(stored.items()):
        key = Key.of(text)
        record = data.record(int(key.record)) if key.record.isdigit() else None
        if text in outdated or key.period not in wanted or (key.record and record is None):
            continue
        label = data.ledgers[key.ledger].label if key.ledger in data.ledgers else ""
        name, uid = (record.name, record.uid) if record else ("", "")
        found.append(
            Answer(
                label,
                name,
                uid,
                key.period,
                titles.get(key.rule, key.rule),
                reasons.label(answer.reason),
                answer.sentence,
            )
        )
    return found


def sheet_of(found: Sequence[Answer]) -> Layout:
    """The sheet 核实说明."""
    rows = [(one.ledger, one.subject, one.period, one.rule, one.reason, one.sentence) for one in found]
    heads = [("名单", 5), ("对象", 11), ("期别", 5), ("审核内容", 14), ("原因", 7), ("说明", 20)]
    sheet = layout.of_table(EXPLANATIONS, EXPLANATIONS, [], heads, rows)
    sheet.landscape = True
    return sheet
