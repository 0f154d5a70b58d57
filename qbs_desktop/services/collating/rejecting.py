"""Answering a return (回执、退回单): receive it with a receipt, send it back item by item or whole, or ask about it.

An answer is noted in the same operation in which its file is written: what the board says was really answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from qbs_desktop.db import history
from qbs_desktop.db.collation import Received, ReturnedItem
from qbs_desktop.db.edit import Edit
from qbs_desktop.domain import rejection
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange.sealed import answering
from qbs_desktop.exchange.sealed.answering import RECEIPT, REJECTION, Answer, AnswerItem
from qbs_desktop.services.collating import receiving, tracing
from qbs_desktop.services.collating.tracing import Origin
from qbs_desktop.services.reporting import office_keys
from qbs_desktop.services.workspace import Workspace

REJECT, ASK = "reject", "ask"


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a clerk says of one cell or row: a reason (for `ASK` none is needed) and a sentence."""

    origin: Origin
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """A given answer and where its file is."""

    received: Received
    kind: str
    path: Path

    @property
    def sentence(self) -> str:
        """For the clerk."""
        label = "回执" if self.kind == RECEIPT else "退回单"
        return f"已生成{self.received.title}的{label}：{self.path.name}，请发给{self.received.unit_name}。"


def receipt(
    workspace: Workspace, number: int, target: Path, *, questions: Sequence[Complaint] = (), note: str = ""
) -> Answered:
    """Write the receipt of a return; with questions, what the unit is asked to explain without a new revision.

    Raises:
        Refusal: the return was sent back, or a question says nothing.
        EnvironmentFault: the file cannot be written; then nothing is noted.
    """
    one = receiving.find(workspace, number)
    if one.sent_back:
        raise Refusal(f"{one.title}已退回，不能再给回执。")
    if one.state == "altered":
        raise Refusal(f"{one.title}在导出后被改动，没有接收，不能给回执。请退回，或向对方索取原件。")
    if any(not asked.note.strip() for asked in questions):
        raise Refusal("请写明要问什么。")
    items = [_item(asked, ASK) for asked in questions]
    return _answer(workspace, one, RECEIPT, items, target, note)


def reject(
    workspace: Workspace,
    number: int,
    target: Path,
    *,
    items: Sequence[Complaint] = (),
    reason: str = "",
    note: str = "",
) -> Answered:
    """Send a return back: these items, or without any the whole return with one reason.

    What was adopted of it stays until the correction replaces it; the board and the totals say that it was sent back.
    An item of an altered return without a sentence says what was sealed and what stands there now.

    Raises:
        Refusal: the return was replaced, a reason is missing or unknown, or 其他 has no sentence.
        EnvironmentFault: the file cannot be written; then nothing is noted.
    """
    one = receiving.find(workspace, number)
    if one.state == "replaced":
        raise Refusal(f"{one.title}已被较新的版次替换，不用退回。")
    complaints = list(items) or [Complaint(Origin(), reason, note)]
    if one.state == "altered":
        complaints = [each if each.note.strip() else replace(each, note=each.origin.note) for each in complaints]
    return _answer(workspace, one, REJECTION, [_item(each, REJECT) for each in complaints], target, note)


def _item(said: Complaint, act: str) -> ReturnedItem:
    where = said.origin.name or said.origin.sheet or "整张报表"
    if act == REJECT:
        if not said.reason:
            raise Refusal(f"退回“{where}”要选退回原因。")
        reason = rejection.known(said.reason)
        if reason.needs_sentence and not said.note.strip():
            raise Refusal(f"退回“{where}”的原因是“{reason.label}”，请写一句说明。")
        code, words = reason.id, reason.label
    else:
        code, words = ASK, "请说明"
    place = {name: getattr(said.origin, name) for name in rejection.PLACE}
    return ReturnedItem(**place, code=code, reason=words, note=said.note.strip(), act=act)


def _answer(
    workspace: Workspace, one: Received, kind: str, items: Sequence[ReturnedItem], target: Path, note: str
) -> Answered:
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    placed = [item for item in items if item.ledger or item.sheet]
    answer = Answer(
        kind=kind,
        unit_code=one.unit,
        unit_name=one.unit_name,
        from_code=workspace.unit.code,
        from_name=workspace.unit.name,
        period=one.period,
        revision=one.revision,
        digest=one.digest,
        received_at=now,
        items=tuple(_answer_item(at, item) for at, item in enumerate(placed, 1)),
        head=workspace.read(history.head),
        note=note.strip() or next((_whole(item) for item in items if not (item.ledger or item.sheet)), ""),
    )
    label = "回执" if kind == RECEIPT else "退回"

    def note_it(edit: Edit, name: str) -> None:
        edit.send_back(one.id, items)
        edit.note_answer(one.id, {"kind": kind, "at": now, "file": name})
        if kind == REJECTION and one.state != "altered":
            edit.set_received(one.id, state="returned")

    with answering.prepared(answer, target, office_keys.signer(workspace)) as (name, place):
        workspace.run(f"{label}：{one.title}", partial(note_it, name=name), undoable=False)
        return Answered(one, kind, place())


def _whole(item: ReturnedItem) -> str:
    return "：".join(text for text in (item.reason, item.note) if text)


def _answer_item(number: int, item: ReturnedItem) -> AnswerItem:
    return AnswerItem(**{name: getattr(item, name) for name in rejection.SAID}, no=number)


def origins(workspace: Workspace, number: int) -> list[Origin]:
    """What can be sent back of a return or asked about: every reported figure, or what was changed in it."""
    one = receiving.find(workspace, number)
    return altered_origins(workspace, one) if one.state == "altered" else list(tracing.origins(workspace, one))


def altered_origins(workspace: Workspace, one: Received) -> list[Origin]:
    """The changed cells of an altered return, with what they say now and, as the note, what was sealed.

    A change that is of no figure (a name, a head, a sheet) has its sheet and cell alone.
    """
    figures = {(origin.sheet, origin.cell): origin for origin in tracing.origins(workspace, one)}
    found: list[Origin] = []
    for change in receiving.altered(workspace, one).changes:
        known = figures.get((change.sheet, change.cell)) or Origin(change.sheet, change.cell, label=change.what)
        found.append(replace(known, value=change.found or "空白", note=change.message))
    return found
