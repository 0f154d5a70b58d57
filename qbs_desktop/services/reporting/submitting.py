"""Handing in (上报): find a period right, freeze a revision, open it again for a correction.

Freezing is one act: the revision with its sealed workbook, the lock of the period and the end of its review are one
transaction, and the workbook lies checked beside its place before that begins. So whatever fails, either all of it
stands or nothing; a workbook that could not be put in place can be written again, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from qbs_desktop.db import history
from qbs_desktop.db.edit import Edit
from qbs_desktop.db.submissions import Submission
from qbs_desktop.domain.errors import EnvironmentFault, Refusal
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.long_work import Progress
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.return_state import Act, Stage, after
from qbs_desktop.exchange.saving import Placing
from qbs_desktop.services.checks import checking
from qbs_desktop.services.checks.checking import CheckedFinding
from qbs_desktop.services.months import periods
from qbs_desktop.services.reporting import altering, return_book, return_content, return_states, returns
from qbs_desktop.services.reporting.return_book import Book, Stamp
from qbs_desktop.services.reporting.return_content import ALL, Choice, Content, gather
from qbs_desktop.services.reporting.return_states import PeriodReturn
from qbs_desktop.services.reporting.returns import ExportResult
from qbs_desktop.services.workspace import Workspace

MOST_NAMED = 6
"""Findings that a refusal names; the others are counted."""


def review(workspace: Workspace, period: Period) -> None:
    """Find a period right (审核通过). It stands for what is there now: a change afterwards makes it 草稿 again.

    Raises:
        Refusal: findings are open, which are named; or the period is handed in already.
    """
    newest = workspace.read(history.newest)
    after(return_states.look(workspace, period).stage, Act.REVIEW)
    obstacles = hindrances(workspace, period, checking.check(workspace, period))
    if obstacles:
        raise Refusal(_refusal("还不能审核通过", obstacles))
    content = return_content.reported_digest(workspace, period)
    at = datetime.now().astimezone().isoformat(timespec="seconds")

    def note(edit: Edit) -> None:
        edit.require_unchanged(newest)
        edit.set_review(period.code, content, at, newest)

    workspace.run(f"审核通过：{period.label()}", note, undoable=False)


def hindrances(workspace: Workspace, period: Period, found: Sequence[CheckedFinding]) -> list[str]:
    """What stands in the way of handing in, in lines: open 强制, unexplained 核实, texts that are not stored."""
    lines: list[str] = []
    for grade, todo in ((Grade.ERROR, "请改正"), (Grade.QUERY, "请改正，或填写核实说明")):
        stopping = [one for one in found if one.open and one.finding.grade is grade]
        if stopping:
            lines.append(f"{grade.label} {len(stopping)} 条，{todo}：")
            lines += [f"  · {_named(one)}" for one in stopping[:MOST_NAMED]]
            more = len(stopping) - MOST_NAMED
            lines += [f"  · 另有 {more} 条，见“审核”页"] if more > 0 else []
    return lines + returns.waiting_notes(workspace, period)


def _named(one: CheckedFinding) -> str:
    subject = one.finding.subject
    return one.said if not subject or subject in one.said else f"{subject}：{one.said}"


def _refusal(what: str, obstacles: Sequence[str]) -> str:
    return "\n".join((f"{what}，下面的问题没有处理完。", *obstacles))


class ReasonWanted(Refusal):
    """Findings are open: handing in all the same needs a reason (上报理由)."""


def submit(
    workspace: Workspace,
    period: Period,
    out_dir: Path,
    choice: Choice = ALL,
    *,
    reason: str = "",
    late: str = "",
    password: str | None = None,
    progress: Progress | None = None,
) -> ExportResult:
    """Hand a period in (上报): freeze the next revision, write its workbook, lock the period.

    A draft without open findings is reviewed by this; with open ones it needs a reason, which is printed.

    Args:
        workspace: the data file.
        period: the period.
        out_dir: folder of the workbook.
        choice: forms, unit and decimals; all that are due, in 亿元, without.
        reason: why it is handed in although findings are open; not printed if none are.
        late: what is to be said of its being late (迟报); printed.
        password: the copy in the folder opens only with it (打开密码).
        progress: told (steps done, steps).

    Raises:
        SigningLocked: the password of the signing key has to be given first.
        ReasonWanted: findings are open and no reason is given.
        Refusal: the period is handed in already, nothing changed since the revision before, or something was changed
            while the workbook was made.
        EnvironmentFault: the workbook cannot be written. The sentence says whether the revision stands.
    """
    tell = progress or (lambda _done, _steps: None)
    newest = workspace.read(history.newest)
    before = return_states.look(workspace, period)
    content = gather(workspace, period, choice, tell)
    obstacles = hindrances(workspace, period, content.found)
    _require_legal(before.stage, obstacles, reason.strip())
    altering.add(content, before.frozen, returns.correction_reason(workspace, period))
    stamp, known = _numbered(content, before.frozen, reason if obstacles else "", late)
    result = _hand_in(content, stamp, partial(_freeze, content, stamp, known, newest), out_dir, password)
    tell(len(content.filled) + 2, len(content.filled) + 2)
    return result


def _numbered(content: Content, frozen: Submission | None, reason: str, late: str) -> tuple[Stamp, int | None]:
    """The stamp of the next revision, and the row of a draft of the same content, which becomes it.

    Raises:
        Refusal: nothing changed since the revision before.
    """
    revision, known = returns.numbered(content, returns.history_of(content.workspace, content.period))
    if known is not None and known.state.frozen:
        raise Refusal(
            f"和已上报的第 {known.revision} 版完全一样，没有要更正的。"
            "请先改正退回的内容；数据属实的，请填写答复或核实说明。"
        )
    previous, now = frozen.digest if frozen is not None else "", datetime.now().astimezone()
    stamp = Stamp(revision, previous, now, True, frozen is not None, reason.strip(), late.strip())
    return stamp, known.id if known is not None else None


def _hand_in(
    content: Content, stamp: Stamp, freeze: Callable[[Book, Edit], None], out_dir: Path, password: str | None
) -> ExportResult:
    """The workbook beside its place, then the revision in the file, then the workbook in its place."""
    content.workspace.safeguard()
    book = return_book.sealed(content, stamp)
    which = f"{content.period.label()}第 {stamp.revision} 版"
    with book.prepared(out_dir, password) as place:
        content.workspace.run(f"上报{which}", partial(freeze, book), undoable=False)
        path = _placed(place, which, out_dir)
    notes = returns.notes_of(content, book.name, path, submitted=True)
    return ExportResult(path, content.period, stamp.revision, content.digest, content.forms, notes, Stage.SUBMITTED)


def _require_legal(stage: Stage, obstacles: Sequence[str], reason: str) -> None:
    """Walk the table of states to 已上报, over the review or over the reason."""
    if obstacles and reason:
        after(stage, Act.OVERRIDE)
        return
    reviewed = after(stage, Act.REVIEW)
    if obstacles:
        raise ReasonWanted(_refusal("还不能上报", obstacles) + "\n确需先报的，请写明理由，理由会印在封面上。")
    after(reviewed, Act.SUBMIT)


def _freeze(content: Content, stamp: Stamp, known: int | None, newest: int, book: Book, edit: Edit) -> None:
    """Everything in the file that has to stand or fall together."""
    edit.require_unchanged(newest)
    period, at, forms = content.period.code, stamp.at.isoformat(timespec="seconds"), ",".join(content.forms)
    columns = {
        "state": Stage.SUBMITTED.value,
        "previous": stamp.previous,
        "content": content.content,
        "amount_unit": content.amount_unit,
        "book": edit.file_bytes(book.content),
        "reason": stamp.reason,
        "late": stamp.late,
    }
    if known is None:
        edit.record_submission(period, stamp.revision, at, book.name, content.digest, forms, **columns)
    else:
        edit.change_submission(known, at=at, file=book.name, digest=content.digest, forms=forms, **columns)
    edit.set_review(period, None)
    edit.close_sent_back(period)
    edit.set_lock(period, "locked", f"第 {stamp.revision} 版已上报")


def _placed(place: Placing, which: str, out_dir: Path) -> Path:
    """Put the workbook of a revision that stands in its folder."""
    try:
        return place()
    except (EnvironmentFault, OSError) as fault:
        raise EnvironmentFault(
            f"{which}已经上报并封存，报告期已锁定，但工作簿没有存到“{out_dir}”。"
            f"请在“报表”页选中这一版，用“另存…”取出同一份文件。（{fault}）"
        ) from fault


def correct(workspace: Workspace, period: Period, reason: str) -> PeriodReturn:
    """Begin a correction (更正) of one's own accord: open the period again; the reason is printed in the 变动表.

    Raises:
        Refusal: nothing was handed in, or no reason is given.
    """
    after(return_states.look(workspace, period).stage, Act.CORRECT)
    periods.reopen(workspace, period, reason)
    return return_states.look(workspace, period)
