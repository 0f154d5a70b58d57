"""Taking in what the city answers (接收回执、退回单): a receipt ends the way of a return, a rejection opens its items.

A rejection never touches what was entered: it notes its items beside the data, and the lock of the period lets changes
of exactly these through (`db.period_guard`). What comes back is the next revision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qbs_desktop.db import queries
from qbs_desktop.db.edit import Edit
from qbs_desktop.db.submissions import SentBack, Submission
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.fields import Stored
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.finding import Place
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.rejection import SAID
from qbs_desktop.domain.return_state import Act, Stage, after
from qbs_desktop.exchange.sealed import answering, sealing
from qbs_desktop.exchange.sealed.answering import Answer, AnswerItem
from qbs_desktop.services.reporting import given_back, returns
from qbs_desktop.services.workspace import Workspace

_KINDS = {"actual": Kind.ACTUAL, "target": Kind.TARGET}


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer that was taken in."""

    answer: Answer
    stage: Stage

    @property
    def sentence(self) -> str:
        """What it means and what to do."""
        one = self.answer
        which = f"{one.period.label()}第 {one.revision} 版"
        if self.stage is Stage.ACCEPTED:
            return f"{which}已被{one.from_name or one.from_code}接收。"
        sender = one.from_name or one.from_code
        what = f"退回 {len(one.items)} 项，只有这几项可以改" if one.items else "整张退回，报告期已重新开放"
        return f"{which}被{sender}{what}。改好后再上报，作为更正。"


def peek(path: Path) -> Answer:
    """Read an answer without taking it in.

    Raises:
        Refusal: no whole answer; the sentence says why.
        EnvironmentFault: the file cannot be read.
    """
    return answering.read(path)


def told(answer: Answer) -> str:
    """What an answer is: ``株洲市对炎陵县 2026年10月报表第 1 版的退回单，退回 2 项。``."""
    back = (
        "" if answer.kind == answering.RECEIPT else f"，退回 {len(answer.items)} 项" if answer.items else "，整张退回"
    )
    sender, unit = answer.from_name or answer.from_code, answer.unit_name or answer.unit_code
    return f"这是{sender}对{unit}{answer.period.label()}报表第 {answer.revision} 版的{answer.label}{back}。"


def accept(workspace: Workspace, path: Path) -> Taken:
    """Take in a receipt or a rejection, as one operation.

    Raises:
        Refusal: no whole answer, or one to another unit, period, revision or content, to an older revision, or older
            than what was taken in; the sentence says which.
        EnvironmentFault: the file cannot be read.
    """
    answer, content = answering.taken(path)
    one = _answered(workspace, answer)
    act = Act.RECEIPT if answer.kind == answering.RECEIPT else Act.REJECTION
    stage = after(one.state, act)
    lock = _locking(workspace, one, answer, stage)
    rows = [_row(workspace, answer, item) for item in answer.items] if stage is Stage.REJECTED else []

    def note(edit: Edit) -> None:
        sha256 = edit.file_bytes(content)
        edit.change_submission(one.id, state=stage.value, answered=answer.received_at, answer=sha256)
        edit.set_review(answer.period.code, None)
        edit.keep_sent_back(one.id, rows)
        if lock is not None:
            edit.set_lock(answer.period.code, *lock)

    count = f"，退回 {len(rows)} 项" if rows else ""
    title = f"接收{answer.label}：{answer.period.label()}第 {answer.revision} 版{count}"
    workspace.run(title, note, source=path.name, undoable=False)
    return Taken(answer, stage)


def _answered(workspace: Workspace, answer: Answer) -> Submission:
    """The revision that an answer is about.

    Raises:
        Refusal: it is about none of this file, or not about the newest.
    """
    unit, period = workspace.unit, answer.period
    if (answer.unit_code, answer.unit_name if not unit.code else "") != (unit.code, unit.name if not unit.code else ""):
        whose = answer.unit_name or answer.unit_code
        raise Refusal(f"这份{answer.label}是给“{whose}”的，不是给“{unit.name}”的，没有接收。")
    revisions = returns.history_of(workspace, period)
    if not revisions:
        raise Refusal(f"本单位没有报过{period.label()}的报表，这份{answer.label}没有接收。请核对报告期。")
    one = next((each for each in revisions if each.revision == answer.revision), None)
    if one is None:
        raise Refusal(
            f"{period.label()}没有第 {answer.revision} 版（现在到第 {revisions[-1].revision} 版），没有接收。"
        )
    if one.digest != answer.digest:
        codes = f"{sealing.short(answer.digest)}，本单位这一版是 {sealing.short(one.digest)}"
        raise Refusal(
            f"这份{answer.label}答复的校验码是 {codes}，不是同一份报表，没有接收。请向上级核实收到的是哪一份。"
        )
    newer = next((each for each in reversed(revisions) if each.state.frozen and each.revision > one.revision), None)
    if newer is not None:
        raise Refusal(
            f"{period.label()}已经报了第 {newer.revision} 版，这份{answer.label}是对第 {one.revision} 版的，没有接收。"
        )
    if one.answered and _moment(answer.received_at) <= _moment(one.answered):
        raise Refusal(f"对第 {one.revision} 版已经接收过同样新或更新的答复，这份{answer.label}没有再接收。")
    return one


def _moment(text: str) -> tuple[int, float | str]:
    """A time to compare; what is no time counts as older than all times."""
    try:
        return 1, datetime.fromisoformat(text).astimezone().timestamp()
    except ValueError:
        return 0, text


def _locking(workspace: Workspace, one: Submission, answer: Answer, stage: Stage) -> tuple[str, str] | None:
    """What becomes of the period's lock: a return given back as a whole opens it, an accepted draft shuts it."""
    if stage is Stage.REJECTED:
        words = "，".join(word for word in (f"{answer.from_name or answer.from_code}退回", answer.note) if word)
        return None if answer.items else ("open", words)
    if one.state is Stage.DRAFT and returns.is_current(workspace, one):
        return "locked", f"第 {one.revision} 版已接收"
    return None


def _row(workspace: Workspace, answer: Answer, item: AnswerItem) -> dict[str, Stored]:
    """An item with the record and the column it names here."""
    subject = workspace.read(lambda connection: queries.subject_of(connection, item.uid)) if item.uid else None
    kind = _KINDS.get(item.kind)
    said: dict[str, Stored] = {name: getattr(item, name) for name in SAID}
    return said | {
        "no": item.no,
        "ledger": item.ledger or (subject.ledger if subject is not None else ""),
        "subject": None if subject is None else subject.id,
        "column": _column(workspace, item),
        "period": (Period.parse(item.period) if item.period else answer.period).code,
        "kind": None if kind is None else int(kind),
    }


def _column(workspace: Workspace, item: AnswerItem) -> str:
    """Field or indicator of an item; a column that is worked out stands for the whole row, which decides it."""
    ledger = workspace.ledgers.get(item.ledger)
    for name in (item.column, item.column.partition(".")[0]):
        if name in workspace.indicators or (ledger is not None and ledger.has(name)):
            return name
    return ""


# --- items given back ----------------------------------------------------------------------------------------------


def open_items(workspace: Workspace, period: Period | None = None) -> list[SentBack]:
    """What rejections gave back and was not handed in again, of one period or of all."""
    return given_back.open_items(workspace, period)


def reply(workspace: Workspace, item: SentBack, words: str) -> None:
    """Answer an item (答复): printed in the 变动表, also where the figure is right and stays."""
    title = f"答复退回项：{item.name or item.sheet}"
    workspace.run(title, lambda edit: edit.set_reply(item.id, words.strip()), undoable=False)


def place_of(workspace: Workspace, item: SentBack) -> Place:
    """Where an item is, for the jump to its cell."""
    if item.subject is None:
        return Place(item.ledger or None, period=item.figure_period)
    indicator = item.column if item.column in workspace.indicators else None
    field = None if indicator is not None else item.column or None
    return Place(item.ledger, item.subject, field, indicator, item.figure_period)
