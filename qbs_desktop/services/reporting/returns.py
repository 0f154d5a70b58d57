"""Returns (报表): preview a form, export a period's workbook under a seal, verify workbooks that come back.

An export is a copy of what the file says now. It is 草稿, and says so on its cover, until the period is handed in
(`submitting`): then the kept workbook of that revision is written again, byte for byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from qbs_desktop.db import queries, submissions
from qbs_desktop.db.driver import Connection
from qbs_desktop.db.edit import Edit
from qbs_desktop.db.submissions import Submission
from qbs_desktop.domain.errors import EnvironmentFault, Refusal
from qbs_desktop.domain.forms.filled import FilledForm
from qbs_desktop.domain.forms.form import Form
from qbs_desktop.domain.long_work import Progress
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.return_state import Stage
from qbs_desktop.exchange.layout import Printable
from qbs_desktop.exchange.sealed import sealing, verifying
from qbs_desktop.exchange.sealed.differing import Change
from qbs_desktop.exchange.sealed.standing import Ring
from qbs_desktop.exchange.sealed.verifying import Verdict
from qbs_desktop.services import forms as shipped
from qbs_desktop.services.lists import waiting_words
from qbs_desktop.services.reporting import altering, return_book
from qbs_desktop.services.reporting.return_book import Book, Stamp
from qbs_desktop.services.reporting.return_content import Choice, Content, due, filled_form, gather
from qbs_desktop.services.workspace import Workspace

__all__ = [
    "Change",
    "ExportResult",
    "Verdict",
    "due",
    "export",
    "export_again",
    "filled_form",
    "history_of",
    "preview",
    "printable",
    "verify",
    "verify_all",
]


@dataclass(frozen=True, slots=True)
class ExportResult:
    """One exported return: where it is, its revision and digest, what the clerk should know about it."""

    path: Path
    period: Period
    revision: int
    digest: str
    forms: tuple[str, ...]
    notes: tuple[str, ...] = ()
    stage: Stage = Stage.DRAFT

    @property
    def code(self) -> str:
        """The short code at the foot of the printed pages."""
        return sealing.short(self.digest)


def preview(
    workspace: Workspace, form_id: str, period: Period, amount_unit: str = "亿元", decimals: int | None = None
) -> FilledForm:
    """One form filled, for the window and for print.

    Raises:
        Refusal: no such form, or the form has no such period.
    """
    return filled_form(workspace, shipped.find(workspace, form_id), period, amount_unit, decimals)


def export(
    workspace: Workspace,
    period: Period,
    out_dir: Path,
    *,
    forms: Sequence[str] | None = None,
    amount_unit: str = "亿元",
    decimals: int | None = None,
    password: str | None = None,
    progress: Progress | None = None,
) -> list[ExportResult]:
    """Export the period's return as one sealed workbook and note it as an operation.

    The same content as in the last export of the period keeps its revision, and its workbook if it was handed in;
    other content gets the next revision, as 草稿. It is signed if the office has a key; with `password` it opens only
    with that (打开密码).

    Raises:
        Refusal: unknown form or amount unit, a period the forms do not have, a number no spreadsheet can hold, a
            password no program takes.
        SigningLocked: the password of the signing key has to be given first.
        EnvironmentFault: the file cannot be written; an older file is untouched.
    """
    tell = progress or (lambda _done, _steps: None)
    choice = Choice(None if forms is None else tuple(forms), amount_unit, decimals)
    content, frozen = _gathered(workspace, period, choice, tell)
    revision, known = numbered(content, history_of(workspace, period))
    made = altering.filed_book(workspace, known) if known is not None and known.state.frozen else None
    if known is not None and made is not None:
        result = _written_again(content, known, made, out_dir, password)
    else:
        result = _noted(content, (revision, known, frozen), out_dir, password)
    steps = len(content.filled) + 2
    tell(steps, steps)
    return [result]


def _gathered(
    workspace: Workspace, period: Period, choice: Choice, tell: Progress = lambda _done, _steps: None
) -> tuple[Content, Submission | None]:
    """What the period's return says, with its 变动表 if a revision was handed in before, and that revision."""
    content = gather(workspace, period, choice, tell)
    frozen = newest_frozen(workspace, period)
    altering.add(content, frozen, correction_reason(workspace, period))
    return content, frozen


def printable(
    workspace: Workspace,
    period: Period,
    *,
    forms: Sequence[str] | None = None,
    amount_unit: str = "亿元",
    decimals: int | None = None,
) -> Printable:
    """The period's return for paper, as an export would give it; nothing is written or noted.

    Raises:
        Refusal: as for `export`.
    """
    content, frozen = _gathered(
        workspace, period, Choice(None if forms is None else tuple(forms), amount_unit, decimals)
    )
    revision, known = numbered(content, history_of(workspace, period))
    at = datetime.fromisoformat(known.at) if known is not None else datetime.now().astimezone()
    stamp = Stamp(revision, "", at, correction=frozen is not None and frozen.revision < revision)
    if known is not None and known.state.frozen:
        stamp = replace(stamp, submitted=True, reason=known.reason, late=known.late)
    unit = workspace.unit.name or workspace.unit.code or "本单位"
    version = f"第 {revision} 版" + ("" if stamp.submitted else "（草稿）" if known is not None else "（未导出）")
    return Printable(
        title=f"{unit}{period.label()}{workspace.profile.programme}报表",
        pages=(return_book.cover_of(content, stamp), *content.sheets),
        foot=f"{unit}　{period.label()}　{version}",
        code=sealing.short(content.digest),
        file_name=Path(return_book.file_name(workspace.unit, period, revision if stamp.submitted else None)).stem,
    )


def export_again(workspace: Workspace, one: Submission, out_dir: Path) -> Path:
    """Write the workbook of an earlier revision again, byte for byte; returns where it is.

    Raises:
        Refusal: it was exported before workbooks were kept.
        EnvironmentFault: the file cannot be written.
    """
    made = altering.filed_book(workspace, one)
    if made is None:
        raise Refusal(f"{one.period.label()}第 {one.revision} 版是用旧版程序导出的，没有留存工作簿，请重新导出。")
    with return_book.filed(_name(workspace, one), made).prepared(out_dir) as place:
        return place()


def _written_again(
    content: Content, known: Submission, made: bytes, out_dir: Path, password: str | None
) -> ExportResult:
    book = return_book.filed(_name(content.workspace, known), made)
    with book.prepared(out_dir, password) as place:
        path = place()
    return _result(content, known.revision, book, path, known.state)


def _noted(
    content: Content, number: tuple[int, Submission | None, Submission | None], out_dir: Path, password: str | None
) -> ExportResult:
    """A draft, noted with its number unless it was exported with it before (`known`)."""
    workspace, period = content.workspace, content.period
    revision, known, frozen = number
    now = datetime.now().astimezone()
    previous = previous_digest(history_of(workspace, period), revision, frozen)
    book = return_book.sealed(content, Stamp(revision, previous, now, correction=frozen is not None))

    def note(edit: Edit) -> None:
        kept = {"previous": previous, "content": content.content, "amount_unit": content.amount_unit}
        kept["book"] = edit.file_bytes(book.content)
        if known is not None:
            edit.change_submission(known.id, **kept)
            return
        at, forms = now.isoformat(timespec="seconds"), ",".join(content.forms)
        edit.record_submission(period.code, revision, at, book.name, content.digest, forms, **kept)

    with book.prepared(out_dir, password) as place:
        if known is None or not known.book:
            workspace.run(f"导出报表：{period.label()}第 {revision} 版", note, undoable=False)
        path = place()
    return _result(content, revision, book, path, Stage.DRAFT)


def _result(content: Content, revision: int, book: Book, path: Path, stage: Stage) -> ExportResult:
    notes = notes_of(content, book.name, path)
    return ExportResult(path, content.period, revision, content.digest, content.forms, notes, stage)


def _name(workspace: Workspace, one: Submission) -> str:
    return return_book.file_name(workspace.unit, one.period, one.revision if one.state.frozen else None)


# --- numbering ---------------------------------------------------------------------------------------------------


def numbered(content: Content, earlier: Sequence[Submission]) -> tuple[int, Submission | None]:
    """The revision that content gets, and the row that it has already.

    A number stands for one content for good, whether it was handed in or only shown: the last one stays as long as
    nothing changes, anything else gets the next.
    """
    last = earlier[-1] if earlier else None
    if last is None:
        return 1, None
    same = last.digest == content.digest or (last.content == content.content and not content.altered)
    return (last.revision, last) if same else (last.revision + 1, None)


def previous_digest(earlier: Sequence[Submission], revision: int, frozen: Submission | None) -> str:
    """Digest of the revision that this one follows: the newest handed in, else the newest other draft."""
    if frozen is not None:
        return frozen.digest
    return next((one.digest for one in reversed(earlier) if one.revision < revision), "")


def newest_frozen(workspace: Workspace, period: Period) -> Submission | None:
    """The newest revision that was handed in."""
    return next((one for one in reversed(history_of(workspace, period)) if one.state.frozen), None)


def is_current(workspace: Workspace, one: Submission) -> bool:
    """Whether the file still says what a revision says."""
    return gather(workspace, one.period, Choice(one.forms, one.amount_unit)).content == one.content


def correction_reason(workspace: Workspace, period: Period) -> str:
    """Why the period was opened again, for the 变动表."""
    lock = workspace.read(queries.period_locks).get(period)
    return "" if lock is None else lock.reason


# --- what to tell ------------------------------------------------------------------------------------------------


def notes_of(content: Content, wanted: str, path: Path, *, submitted: bool = False) -> tuple[str, ...]:
    """What the clerk should know: empty forms, another file name, what is not in it, what is still open."""
    notes = [
        f"“{one.form.sheet}”没有{one.period.label()}的数据，导出的是空表。"
        for one in content.filled
        if not one.has_data
    ]
    if path.name != wanted:
        notes.append(f"“{wanted}”正被 Excel 或 WPS 打开，已另存为“{path.name}”。")
    return (*notes, *waiting_notes(content.workspace, content.period), *_open_findings(content, submitted=submitted))


def foremost(workspace: Workspace, forms: Sequence[Form], period: Period) -> Form | None:
    """The form to look at first: one whose list has figures of the period, else one whose list has rows at all."""

    def ask(connection: Connection) -> Form | None:
        for has in (partial(queries.has_figures, connection, period), partial(queries.has_rows, connection)):
            found = next((one for one in forms if has(one.ledger)), None)
            if found is not None:
                return found
        return forms[0] if forms else None

    return workspace.read(ask)


def without_figures(workspace: Workspace, forms: Sequence[Form], period: Period) -> list[str]:
    """Sheets of the forms whose list has no figure of the period: they would go out empty."""

    def ask(connection: Connection) -> list[str]:
        return [one.sheet for one in forms if not queries.has_figures(connection, period, one.ledger)]

    return workspace.read(ask)


def waiting_notes(workspace: Workspace, period: Period) -> list[str]:
    """Texts that stay in their cells because they could not be stored: the return does not have them."""
    texts = waiting_words.concerning(workspace.waiting.texts(), period)
    if not texts:
        return []
    told = waiting_words.told_all(workspace, texts)
    return [f"有 {len(texts)} 个单元格的内容没有保存，报表里没有：{told}。请改正后重新导出。"]


def _open_findings(content: Content, *, submitted: bool) -> list[str]:
    """What the receiving office would ask about: findings that are neither put right nor explained."""
    words = return_book.open_words(content.found)
    what_now = "已连同上报理由印在封面上" if submitted else "请先改正或说明再上报"
    return [f"审核结果还没有处理完：{words}，{what_now}。"] if words else []


# --- earlier returns and verifying -------------------------------------------------------------------------------


def history_of(workspace: Workspace, period: Period | None = None) -> list[Submission]:
    """The revisions that left the house, oldest first; of one period if given."""
    found = workspace.read(submissions.revisions)
    newest = {(one.period, one.revision): one for one in found}  # older programs noted a revision at every export
    return [one for one in newest.values() if period is None or one.period == period]


def verify(path: Path, ring: Ring | None = None, password: str | None = None) -> Verdict:
    """Is this workbook a return, unaltered, and signed by whom; `ring` as `office_keys.ring` gives it.

    Raises:
        EnvironmentFault: the file is not there or cannot be opened.
    """
    return verifying.verify(path, ring, password)


def verify_all(paths: Sequence[Path], ring: Ring | None = None, password: str | None = None) -> list[Verdict]:
    """Verify workbooks; among several, one that cannot be opened does not hide what the others are.

    Raises:
        EnvironmentFault: the only one is not there or cannot be opened.
    """
    made: list[Verdict] = []
    for path in paths:
        try:
            made.append(verifying.verify(path, ring, password))
        except EnvironmentFault as fault:
            if len(paths) == 1:
                raise
            made.append(Verdict(path, "not_a_return", str(fault)))
    return made
