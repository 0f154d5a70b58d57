"""`qbs check`: findings of a file, and what changed since the period was handed in."""

from __future__ import annotations

import argparse

from qbs_desktop.cli.command import Command, Outcome, file_argument, period, progress
from qbs_desktop.domain.finding import Grade
from qbs_desktop.services.checks import checking
from qbs_desktop.services.reporting import drifting
from qbs_desktop.services.workspace import Workspace


def _add(parser: argparse.ArgumentParser) -> None:
    file_argument(parser)
    parser.add_argument("--period", type=period, help="审核的报告期；不写则只审年度数据")


def _check(arguments: argparse.Namespace) -> Outcome:
    with Workspace.open_file(arguments.file, readonly=True) as workspace:
        found = checking.check(workspace, arguments.period, progress=progress("审核"))
        drift = drifting.since_handed_in(workspace, arguments.period) if arguments.period else None
        everyone = workspace.dataset(periods=[], everyone=True)
        uids = {record.id: record.uid for ledger in workspace.ledgers for record in everyone.rows(ledger)}
    counts = checking.counts(found)
    document = {
        "period": str(arguments.period) if arguments.period else None,
        "findings": [_document(one, uids) for one in found],
        "drift": drift.to_json() if drift is not None else None,
    }
    lines = [f"{one.finding.grade.label}{'（已说明）' if one.explained else ''} {one.finding.message}" for one in found]
    lines.append("、".join(f"{grade.label} {count} 条" for grade, count in counts.items()) + "。")
    if drift is not None:
        lines += [drift.sentence, *(f"  {line}" for line in drift.details.splitlines())]
    stopped = counts[Grade.ERROR] + counts[Grade.QUERY] > 0
    return Outcome(1 if stopped else 0, lines, document)


def _document(one: checking.CheckedFinding, uids: dict[int, str]) -> dict[str, object]:
    finding, place = one.finding, one.finding.place
    return {
        "grade": finding.grade.value,
        "rule": finding.rule,
        "ledger": place.ledger,
        "record": finding.subject or None,
        "record_id": uids.get(place.record_id) if place.record_id is not None else None,
        "field": place.field or place.indicator,
        "period": str(place.period) if place.period else None,
        "message": finding.message,
        "advice": finding.advice,
        "source": finding.source,
        "numbers": dict(finding.numbers),
        "explained": one.explained,
    }


CHECK = Command("check", "审核，列出强制、核实、提示", _add, _check)
