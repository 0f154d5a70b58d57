"""The workflows that the fault tests run: what a clerk does in a month, small."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.services.workspace import Workspace

Step = Callable[[Workspace], object]


def _key(record: int, month: int) -> FigureKey:
    return FigureKey(record, "investment", Period.of_month(2026, month), Kind.ACTUAL)


def _add(number: int) -> Step:
    def action(edit: Edit) -> None:
        record = edit.add("project", {"name": f"项目{number}"}, year=2026)
        edit.set_figures((_key(record, month), Figure(Decimal(number + month)), "B2") for month in range(1, 13))

    return lambda workspace: workspace.run(f"加{number}", action)


def _type(number: int) -> Step:
    def action(edit: Edit) -> None:
        edit.set_figure(_key(1, 1), Figure(Decimal(1000 + number)))

    return lambda workspace: workspace.run(f"填{number}", action)


def _import(rows: int) -> Step:
    def action(edit: Edit) -> None:
        source = edit.source("台账.xlsx", "项目")
        for number in range(rows):
            record = edit.add("enterprise", {"name": f"企业{number}"}, year=2026)
            edit.set_figures((_key(record, month), Figure(Decimal(month), source_id=source), "C3") for month in (1, 2))

    return lambda workspace: workspace.run("导入", action, source="台账.xlsx")


def _submit(workspace: Workspace) -> None:
    at = "2026-02-01T00:00:00+00:00"
    workspace.run(
        "报出", lambda edit: edit.record_submission(202601, 1, at, "月报.xlsx", "d" * 64, "a"), undoable=False
    )


def editing(count: int) -> list[Step]:
    """Typing, adding, undoing, removing, submitting."""
    steps: list[Step] = [_add(0), _submit]
    for number in range(1, count):
        steps += [_add(number), _type(number), _type(number + 500), lambda workspace: workspace.undo()]
    return [*steps, lambda w: w.run("删", lambda e: e.remove("project", [2])), lambda w: w.undo(), lambda w: w.redo()]


def importing(rows: int) -> list[Step]:
    """A workbook's rows in one operation, taken back and done again."""
    return [
        _type_nothing,
        _import(rows),
        lambda workspace: workspace.undo(),
        lambda workspace: workspace.redo(),
        _add(1),
    ]


def _type_nothing(workspace: Workspace) -> None:
    workspace.run("事实", lambda edit: edit.set_meta("note", "x"))
