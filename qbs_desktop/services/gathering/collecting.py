"""Collection templates that come back (收采集表): many files at once, each known by its machine part, one undo step.

Rows are matched by the permanent id that the file carries; nothing is guessed by name or place. A file that is not what
was issued is told apart and left out: changed heads, another period, an older issue, the same unit twice.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qbs_desktop.db import queries
from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.errors import DamagedFile, QbsError, Refusal
from qbs_desktop.domain.finding import SheetFinding
from qbs_desktop.domain.long_work import Progress
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.copies import annotating
from qbs_desktop.exchange.process.apart import let_go
from qbs_desktop.services import forms
from qbs_desktop.services.gathering.collect_facts import HANDED_IN
from qbs_desktop.services.gathering.collecting_file import FileRead, State, read_file
from qbs_desktop.services.gathering.template_sheets import now
from qbs_desktop.services.gathering.templates import Round
from qbs_desktop.services.incoming import importing
from qbs_desktop.services.incoming.import_preview import Action, PreviewRow
from qbs_desktop.services.workspace import Workspace

ENDINGS = frozenset({".xlsx", ".xlsm", ".xls", ".et"})


@dataclass(frozen=True, slots=True)
class Batch:
    """The files of one take-in, each with what came of it."""

    round: Round
    files: tuple[FileRead, ...]

    @property
    def usual(self) -> frozenset[int]:
        """The files that can be taken in without a doubt."""
        return frozenset(at for at, one in enumerate(self.files) if one.state is State.READY)

    def count(self, action: Action) -> int:
        """How many rows of all files have an action."""
        return sum(one.preview.count(action) for one in self.files if one.preview is not None)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a take-in did."""

    files: int
    new: int
    changed: int
    unchanged: int
    rejected: int
    figures: int


@dataclass(frozen=True, slots=True)
class HandIn:
    """One recipient: whether it has handed in, when, by which file; `left` counts its rows that were not taken."""

    key: str
    name: str
    at: str = ""
    file: str = ""
    left: int = 0

    @property
    def handed_in(self) -> bool:
        """已交."""
        return bool(self.at)


# --- reading -----------------------------------------------------------------------------------------------------


def workbooks(paths: Sequence[Path]) -> list[Path]:
    """The workbooks among files and folders, in order of their names; what Excel keeps beside an open one is not."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [one for one in inside if one.suffix.lower() in ENDINGS and not one.name.startswith(("~$", "."))]
    return list(dict.fromkeys(found))


def gather(
    workspace: Workspace,
    paths: Sequence[Path],
    wanted: Round,
    *,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Batch:
    """Read what came back for a round and say what taking it in would do; nothing is changed.

    Raises:
        Refusal: no workbook is among the paths, or it was cancelled.
    """
    books = workbooks(paths)
    if not books:
        raise Refusal("选定的文件和文件夹里没有表格文件（.xlsx、.xls、.et）。")
    files: list[FileRead] = []
    try:
        for at, book in enumerate(books, 1):
            files.append(_read(workspace, book, wanted, cancel, more=at < len(books)))
            if progress is not None:
                progress(at, len(books))
    finally:
        let_go()
    return Batch(wanted, tuple(_twins(files)))


def _read(workspace: Workspace, path: Path, wanted: Round, cancel: threading.Event | None, *, more: bool) -> FileRead:
    try:
        return read_file(workspace, path, wanted, cancel, more=more)
    except QbsError as error:
        if cancel is not None and cancel.is_set():
            raise
        return FileRead(path, State.UNREADABLE, str(error))


def _twins(files: Sequence[FileRead]) -> list[FileRead]:
    """Files of one recipient, or about one record: the same content counts once, different content only when chosen."""
    settled = list(files)
    for at, one in enumerate(files):
        others = [n for n, other in enumerate(files) if n != at and _same_unit(one, other)]
        if not others or one.preview is None:
            continue
        name = files[others[0]].path.name
        alike = all(_content(files[n]) == _content(one) for n in others)
        if alike and at < min(others):
            continue
        words = (
            f"和“{name}”内容相同，只收一份。" if alike else f"和“{name}”是同一单位的，内容不同；请核对后只留一份打勾。"
        )
        settled[at] = replace(one, state=State.TWICE, message=words)
    return settled


def _same_unit(one: FileRead, other: FileRead) -> bool:
    if one.preview is None or other.preview is None:
        return False
    return bool(one.records & other.records) or (one.key != "" and one.key == other.key)


def _content(one: FileRead) -> object:
    assert one.preview is not None  # noqa: S101
    return [
        (row.name, sorted(row.values.items(), key=str), [figure[:4] for figure in row.figures])
        for sheet in one.preview.recognised
        for row in sorted(sheet.rows, key=_by_record)
    ]


def _by_record(row: PreviewRow) -> tuple[int, str]:
    """Rows may stand in another order."""
    return (row.record_id or 0, row.name)


# --- taking in ---------------------------------------------------------------------------------------------------


def take_in(
    workspace: Workspace,
    batch: Batch,
    chosen: Collection[int],
    *,
    good_rows: bool = False,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> TakenIn:
    """Store the chosen files of a batch as one operation, and note who has handed in.

    Raises:
        Refusal: nothing is chosen, a chosen file cannot be taken in, one unit is chosen twice, a row has an error
            (without `good_rows`), the data or a file changed since the preview, or it was cancelled. Nothing is
            stored then.
    """
    files = [batch.files[at] for at in sorted(chosen)]
    if not files:
        raise Refusal("没有打勾的采集表，没有收。")
    for at, one in enumerate(files):
        if one.preview is None:
            raise Refusal(f"“{one.path.name}”不能收：{one.message}")
        if any(_same_unit(one, other) for other in files[:at]):
            raise Refusal(f"“{one.path.name}”和另一份打勾的采集表是同一单位的，请只留一份。")
    previews = [one.preview for one in files if one.preview is not None]
    when = now()

    def note(edit: Edit) -> None:
        for one in files:
            if one.key:
                text = json.dumps({"at": when, "file": one.path.name, "digest": _digest(one)}, ensure_ascii=False)
                edit.set_meta(f"{_folder(batch.round.form, batch.round.period)}{one.key}", text)

    title = f"收采集表：{_form_words(workspace, batch.round)}，{len(files)} 份"
    figures = importing.apply_all(
        workspace, previews, title, note, good_rows=good_rows, progress=progress, cancel=cancel
    )
    counts = {action: sum(one.count(action) for one in previews) for action in Action}
    return TakenIn(
        len(files),
        counts[Action.NEW],
        counts[Action.CHANGED],
        counts[Action.UNCHANGED],
        counts[Action.REJECTED],
        figures,
    )


def _digest(one: FileRead) -> str:
    return one.preview.digest if one.preview is not None else ""


def _form_words(workspace: Workspace, one: Round) -> str:
    return f"{forms.find(workspace, one.form).sheet} {one.period.label()}"


def _folder(form: str, period: Period) -> str:
    return f"{HANDED_IN}{form}/{period}/"


def hand_ins(workspace: Workspace, wanted: Round) -> list[HandIn]:
    """Everybody a round was issued to, with what was handed in; those who have not come first.

    Raises:
        DamagedFile: what was noted cannot be read.
    """
    folder = _folder(wanted.form, wanted.period)
    noted: Mapping[str, str] = {key.removeprefix(folder): text for key, text in workspace.facts(folder).items() if text}
    try:
        read = {key: json.loads(text) for key, text in noted.items()}
        files = {key: (str(one["at"]), str(one["file"])) for key, one in read.items()}
    except (ValueError, KeyError, TypeError) as problem:
        raise DamagedFile("数据文件里采集表的收表记录读不出来，请从备份恢复。") from problem
    left = Counter(row.book for row in workspace.read(queries.rejected_rows))
    found = [
        HandIn(key, name, *files[key], left[files[key][1]]) if key in files else HandIn(key, name)
        for key, name in wanted.recipients.items()
    ]
    return sorted(found, key=lambda one: (one.handed_in, not one.left))


def marked_copies(batch: Batch, out_dir: Path) -> list[Path]:
    """A marked copy of every file that has something to put right; the files themselves are not touched.

    Raises:
        EnvironmentFault: a file is gone, or a copy cannot be written.
    """
    made = []
    for one in batch.files:
        findings: Sequence[SheetFinding] = one.findings
        if one.preview is not None:
            findings = (*findings, *one.preview.findings)
        if findings and one.head is not None:
            made.append(annotating.annotate(one.path, out_dir, findings, {one.sheet: one.head}).path)
    return made


__all__ = ["Batch", "FileRead", "HandIn", "State", "TakenIn", "gather", "hand_ins", "marked_copies", "take_in"]
