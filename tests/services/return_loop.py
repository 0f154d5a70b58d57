"""Helpers for the tests of the return loop: hand in, answer as a city would, change a figure."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record
from qbs_desktop.exchange.sealed import answering
from qbs_desktop.exchange.sealed.answering import Answer, AnswerItem
from qbs_desktop.services.checks import checking
from qbs_desktop.services.reporting import submitting
from qbs_desktop.services.reporting.returns import ExportResult
from qbs_desktop.services.workspace import Workspace

OCTOBER = Period.of_month(2026, 10)
NINE, TEN, ELEVEN = (f"2026-11-{day}T09:00:00+08:00" for day in ("09", "10", "11"))


def explain_all(workspace: Workspace, period: Period = OCTOBER) -> None:
    """Put the one hard error of the sample right and answer every 核实 finding, as a clerk does before handing in."""

    def answer(edit: Edit) -> None:
        for one in found:
            if one.finding.rule == "finish_order" and one.finding.place.record_id is not None:
                edit.set_fields("project", one.finding.place.record_id, {"finish_actual": None})
            elif one.finding.grade is Grade.QUERY:
                edit.explain(one.finding.key, "已核实", "true", one.finding.fingerprint)

    found = [one for one in checking.check(workspace, period) if one.open]
    if found:
        workspace.run("核实", answer)


def handed_in(workspace: Workspace, folder: Path, period: Period = OCTOBER, **how: object) -> ExportResult:
    explain_all(workspace, period)
    return submitting.submit(workspace, period, folder, **how)  # type: ignore[arg-type]


def enterprise(workspace: Workspace, at: int = 0) -> Record:
    return workspace.dataset().rows("enterprise")[at]


def put(
    workspace: Workspace, record: Record, value: str | None, indicator: str = "revenue", period: Period = OCTOBER
) -> None:
    figure = None if value is None else Figure(Decimal(value))
    key = FigureKey(record.id, indicator, period, Kind.ACTUAL)
    workspace.run("改数", lambda edit: edit.set_figure(key, figure))


def receipt(made: ExportResult, workspace: Workspace, at: str = NINE) -> Answer:
    unit = workspace.unit
    return Answer(
        "receipt", unit.code, unit.name, "430200", "株洲市", made.period, made.revision, made.digest, at
    )  # fmt: skip


def rejection(made: ExportResult, workspace: Workspace, *items: AnswerItem, at: str = NINE, note: str = "") -> Answer:
    return replace(receipt(made, workspace, at), kind="rejection", items=items, note=note)


def item(record: Record, column: str = "revenue", no: int = 1, period: str = "2026-10") -> AnswerItem:
    return AnswerItem(
        "企业月报", "D8", "enterprise", record.uid, record.name, column, period, "actual", "1.2", "jump",
        "环比变动过大", "请核对", no,
    )  # fmt: skip


def written(answer: Answer, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return answering.write(answer, folder)
