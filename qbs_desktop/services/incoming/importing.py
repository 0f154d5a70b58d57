"""Importing (导入): what a clerk's workbook would change, changing it as one undoable step, and giving it back marked.

A preview never changes anything; `apply` does exactly what the preview showed or refuses.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qbs_desktop.db import history, queries
from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.errors import EnvironmentFault, Refusal
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.long_work import Progress
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.copies import annotating
from qbs_desktop.exchange.copies.annotating import Copy as ErrorsCopy
from qbs_desktop.exchange.process.apart import Reading
from qbs_desktop.exchange.reading.readings import TableRead, Wish
from qbs_desktop.exchange.reading.steps import Step
from qbs_desktop.exchange.sheets.unlocking import PasswordWanted
from qbs_desktop.services.collating import duplicates, on_behalf
from qbs_desktop.services.incoming import layouts
from qbs_desktop.services.incoming.import_plan import Answers, Known, Planner, wanted_figures, wanted_values
from qbs_desktop.services.incoming.import_preview import STORED, Action, Preview, PreviewRow, SheetPreview
from qbs_desktop.services.months.entry_mode import learn_unit
from qbs_desktop.services.workspace import Workspace

__all__ = [
    "Action",
    "ErrorsCopy",
    "ImportResult",
    "PasswordWanted",
    "Preview",
    "PreviewRow",
    "SheetPreview",
    "Wish",
    "apply",
    "apply_all",
    "digest_of",
    "errors_copy",
    "errors_workbook",
    "plan",
    "preview",
]


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a workbook's rows beside what it says.

    Attributes:
        answers: what the clerk has said about rows that may be about a record of the list.
        known: the records that rows name by their permanent id.
        unit: the name of the unit below it is entered for (代录): only that unit's rows are compared.
    """

    answers: Answers = field(default_factory=dict)
    known: Known = field(default_factory=dict)
    unit: str = ""


NOTHING_TOLD = Told()


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did. `title` is None when the file brought nothing new and no operation was made."""

    preview: Preview
    title: str | None
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    figures: int = 0


def preview(
    workspace: Workspace,
    path: Path,
    wish: Wish | None = None,
    *,
    password: str | None = None,
    unit: str = "",
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Preview:
    """Read a workbook and say what importing it would do.

    Args:
        workspace: the data file.
        path: the workbook.
        wish: what the clerk says beforehand: the ledger of every table, one sheet (also a hidden one), the period of
            heads without a year or month, the unit of amounts where the sheet does not say or says it wrong.
        password: opens a workbook that has one.
        unit: the unit below, by name or code, that it is entered for (代录).
        progress: told rows done and rows in all.
        cancel: set it to stop.

    Raises:
        PasswordWanted: the workbook has a password, and none or a wrong one was given.
        Refusal: the file is no workbook, the wish cannot be met, the unit is not expected, or it was cancelled.
        EnvironmentFault: the file cannot be opened.
    """
    name = on_behalf.reporter(workspace, unit).name if unit else ""
    known = replace(wish or Wish(), layouts=layouts.layouts(workspace), year=workspace.year)
    with Reading(path, cancel) as reading:
        digest = digest_of(path)
        reading.read(password)
        tables = reading.recognise(workspace.profile, known, progress=progress)
    return plan(workspace, path, digest, tables, Told(unit=name), progress=progress, cancel=cancel)


def plan(
    workspace: Workspace,
    path: Path,
    digest: str,
    tables: Sequence[TableRead],
    told: Told = NOTHING_TOLD,
    *,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Preview:
    """What the tables of a workbook would change in the list as it is now.

    Args:
        workspace: the data file.
        path: the workbook.
        digest: its SHA-256, taken before it was read.
        tables: as recognised.
        told: what is known of the rows beside the workbook.
        progress: told rows done and rows in all.
        cancel: set it to stop.

    Raises:
        Refusal: it was cancelled.
    """
    stamp = _stamp(workspace)
    step = Step(sum(len(table.rows) for table in tables if table.ledger is not None), progress, cancel)
    data = workspace.dataset(everyone=True)
    planner = Planner(on_behalf.rows_of(data, told.unit) if told.unit else data, told.answers, step, told.known)
    sheets = tuple(planner.plan(table) for table in tables)
    grade = Grade.HINT if any(one.ledger is not None for one in sheets) else Grade.ERROR
    sheets = tuple(one if one.ledger else _graded(one, grade) for one in sheets)
    return Preview(path, path.name, sheets, stamp, digest, told.unit)


def digest_of(path: Path) -> str:
    """SHA-256 of a workbook.

    Raises:
        EnvironmentFault: it cannot be opened.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as fault:
        raise EnvironmentFault(
            f"“{path.name}”打不开，没有导入。请检查它是否被移动、删除，或正在被别的程序占用。"
        ) from fault


def _graded(sheet: SheetPreview, grade: Grade) -> SheetPreview:
    """A sheet without a list is a remark beside others, as a cover is; in a file without any list it is the error."""
    return replace(sheet, findings=tuple(replace(one, grade=grade) for one in sheet.findings))


def _stamp(workspace: Workspace) -> int:
    return workspace.read(history.newest)


def apply(workspace: Workspace, shown: Preview, *, good_rows: bool = False) -> ImportResult:
    """Do what a preview showed, as one operation that can be undone.

    Args:
        workspace: the data file.
        shown: the preview.
        good_rows: take the rows without errors and put the others on the work list; otherwise all or nothing.

    Raises:
        Refusal: nothing was recognised, a row is rejected, the data changed since the preview, or a return says what
            would be entered for its unit; nothing is stored.
    """
    _allow(workspace, shown, good_rows=good_rows)
    counts = {action: shown.count(action) for action in Action}
    title, figures = None, 0
    rest = _rest(shown)
    if any(counts[action] for action in STORED):
        title = _title(workspace, shown)
        workspace.safeguard()
        figures = workspace.run(title, lambda edit: _enter(edit, workspace, shown), source=shown.workbook)
    elif rest or _kept_before(workspace, shown):
        workspace.run(f"记下 {shown.workbook} 未导入的行", lambda edit: edit.keep_rejected(shown.workbook, rest))
    return ImportResult(
        shown,
        title,
        counts[Action.NEW],
        counts[Action.CHANGED],
        counts[Action.UNCHANGED],
        counts[Action.REJECTED],
        figures,
    )


def apply_all(
    workspace: Workspace,
    shown: Sequence[Preview],
    title: str,
    also: Callable[[Edit], None],
    *,
    good_rows: bool = False,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> int:
    """Do what several previews showed, as one operation; returns how many figures were stored.

    Args:
        workspace: the data file.
        shown: previews made for the same state of the data file.
        title: of the operation.
        also: what belongs to the same operation.
        good_rows: as `apply`.
        progress: told (workbooks done, workbooks).
        cancel: set it to stop; what was stored so far is taken back.

    Raises:
        Refusal: as `apply`, or it was cancelled; nothing is stored of any workbook.
    """
    for one in shown:
        _allow(workspace, one, good_rows=good_rows)

    def enter(edit: Edit) -> int:
        figures = 0
        for done, one in enumerate(shown):
            if progress is not None:
                progress(done, len(shown))
            if cancel is not None and cancel.is_set():
                raise Refusal("已取消，没有改动任何数据。")
            figures += _enter(edit, workspace, one)
        also(edit)
        return figures

    workspace.safeguard()
    return workspace.run(title, enter, source="、".join(one.workbook for one in shown)[:200])


def _allow(workspace: Workspace, shown: Preview, *, good_rows: bool) -> None:
    if not shown.recognised:
        raise Refusal(f"“{shown.workbook}”里没有认出任何名单，没有导入。请检查表头，或指定它是哪个名单。")
    errors = [one for one in shown.findings if one.grade is Grade.ERROR]
    if errors and not good_rows:
        first = errors[0]
        raise Refusal(
            f"“{shown.workbook}”有 {shown.count(Action.REJECTED)} 行有误，全部没有导入。"
            f"第一处：工作表“{first.sheet}”{first.cell}，{first.message}"
            "请改正后重新导入，或选择只导入没有错误的行。"
        )
    if _stamp(workspace) != shown.stamp:
        raise Refusal("预览之后名单又有改动，请重新预览后再导入。")
    if digest_of(shown.path) != shown.digest:
        raise Refusal(f"预览之后“{shown.workbook}”又被改动并保存过，请重新预览后再导入。")
    if shown.unit:
        on_behalf.refuse_reported(workspace, shown.unit, _periods_written(shown))


def _periods_written(shown: Preview) -> set[Period]:
    """Of the actual figures that would be entered."""
    rows = (row for sheet in shown.recognised for row in sheet.rows if row.action in STORED)
    return {one.period for row in rows for one in wanted_figures(row) if one.kind is Kind.ACTUAL}


def _title(workspace: Workspace, shown: Preview) -> str:
    labels = dict.fromkeys(workspace.ledgers[one.ledger].label for one in shown.recognised if one.ledger)
    return f"{f'代{shown.unit}录入' if shown.unit else '导入'} {shown.workbook}：{'、'.join(labels)}"


def _rest(shown: Preview) -> list[tuple[str, str, str, str, str]]:
    """The rejected rows for the work list: sheet, cell, ledger, name and the first error of each."""
    rest = []
    for sheet in shown.recognised:
        for row in sheet.rows:
            error = next((one for one in row.findings if one.grade is Grade.ERROR), None)
            if row.action is Action.REJECTED and error is not None:
                rest.append((sheet.sheet, error.cell, sheet.ledger or "", row.name, error.message))
    return rest


def _kept_before(workspace: Workspace, shown: Preview) -> bool:
    return any(one.book == shown.workbook for one in workspace.read(queries.rejected_rows))


def _enter(edit: Edit, workspace: Workspace, shown: Preview) -> int:
    made: dict[int, int] = {}
    edit.keep_rejected(shown.workbook, _rest(shown))
    for sheet in shown.recognised:
        learn_unit(workspace, edit, sheet.ledger or "", sheet.entry_unit)
    figures = sum(_enter_sheet(edit, workspace, shown, sheet, made) for sheet in shown.recognised)
    if shown.unit:
        duplicates.settle(workspace, edit)
    return figures


def _enter_sheet(edit: Edit, workspace: Workspace, shown: Preview, sheet: SheetPreview, made: dict[int, int]) -> int:
    """Enter one sheet; `made` maps the provisional numbers of new records to their ids, sheet after sheet."""
    assert sheet.ledger is not None  # noqa: S101
    ids = {row.row: made.get(row.record_id, row.record_id) for row in sheet.rows if row.record_id is not None}
    figures: list[tuple[FigureKey, Figure | None, str | None]] = []
    source: int | None = None
    for row in sheet.rows:
        if row.action not in STORED:
            continue
        record_id = ids.get(row.row)
        if record_id is None:
            parent = ids[row.parent_row] if row.parent_row is not None else None
            record_id = edit.add(
                sheet.ledger,
                wanted_values(row),
                parent_id=parent,
                year=workspace.year,
                reporting_unit=shown.unit or None,
            )
            ids[row.row] = record_id
            if row.provisional is not None:
                made[row.provisional] = record_id
        else:
            edit.set_fields(sheet.ledger, record_id, wanted_values(row))
        for one in wanted_figures(row):
            if source is None:
                source = edit.source(shown.workbook, sheet.sheet, _origin(shown))
            key = FigureKey(record_id, one.indicator, one.period, one.kind)
            figures.append((key, replace(one.figure, source_id=source), one.cell))
    return edit.set_figures(figures)


def _origin(shown: Preview) -> str:
    return on_behalf.source_sentence(shown.unit, shown.digest) if shown.unit else f"SHA-256 {shown.digest}"


def errors_copy(shown: Preview, target_dir: Path, password: str | None = None) -> ErrorsCopy:
    """A copy of the clerk's workbook with the findings in it; the clerk's own file is never touched.

    Raises:
        Refusal: the workbook was changed since the preview, so that the marks would stand in wrong places.
        EnvironmentFault: it is gone, or the copy cannot be written there.
    """
    if digest_of(shown.path) != shown.digest:
        raise Refusal(f"预览之后“{shown.workbook}”又被改动并保存过，请重新预览后再导出标错副本。")
    heads = {sheet.sheet: sheet.header_rows for sheet in shown.recognised if sheet.header_rows is not None}
    return annotating.annotate(shown.path, target_dir, shown.findings, heads, password)


def errors_workbook(shown: Preview, target_dir: Path, password: str | None = None) -> Path:
    """Where the marked copy is; see `errors_copy`."""
    return errors_copy(shown, target_dir, password).path
