"""Taking returns in (接收报表): each file is verified, judged against what came before, and kept; none is adopted yet.

Judging follows the chain of revisions: a file that came before is known again, an older revision is refused, and two
different returns that claim the same place in the chain are both told and neither is preferred. An altered return is
kept beside the chain, so that it can be answered.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from qbs_desktop.db import collation, submissions
from qbs_desktop.db.collation import Received
from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.codes import divisions
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.long_work import Progress
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.sealed import verifying
from qbs_desktop.exchange.sealed.seen import see
from qbs_desktop.exchange.sealed.verifying import Verdict
from qbs_desktop.exchange.sheets import gate
from qbs_desktop.exchange.sheets.gate import Package, Source
from qbs_desktop.services.collating import batch, kept_readings, reported, reporters, signatures
from qbs_desktop.services.collating.arriving import LABELS, Book, Outcome, books
from qbs_desktop.services.collating.batch import Cancelled
from qbs_desktop.services.collating.chain import Chain, title
from qbs_desktop.services.collating.reported import Reported, Vocabulary
from qbs_desktop.services.months import calendar
from qbs_desktop.services.reporting import office_keys
from qbs_desktop.services.workspace import Workspace

__all__ = ["LABELS", "Cancelled", "Outcome", "altered", "everything", "find", "opened", "take_in"]

UNEQUAL = "unequal_totals"
"""The fact of a return that says how many totals in it are not the sum of their rows."""


def take_in(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    period: Period | None = None,
    on: date | None = None,
    passwords: Sequence[str] = (),
    progress: Progress | None = None,
) -> list[Outcome]:
    """Take in workbooks; what became of each, in the order given. The kept ones are one undoable operation.

    Args:
        workspace: the city's file.
        paths: files or folders.
        period: the period that is wanted; returns of another are told and left out.
        on: the day the returns came (today): decides whether they are late.
        passwords: open passwords (打开密码) to try on workbooks that have one.
        progress: called with files done and all files; it may raise `Cancelled` to stop between two of them. What was
            read is taken in, the others are told as ``stopped``.

    Raises:
        Refusal: a county's file, or no workbook among the paths.
    """
    reporters.require_collating(workspace)
    files = books(paths)
    readings = kept_readings.of(workspace)
    words = Vocabulary(workspace.ledgers, workspace.indicators)
    ring = office_keys.ring(workspace)
    found = batch.read(files, words, ring, passwords, readings=readings, progress=progress)
    judged = [book for book in found if book is not None]
    _judge(workspace, judged, period)
    kept = [book for book in judged if book.said is not None and book.outcome.state in {"taken", "altered"}]
    handed_in = _handed_in_since(workspace, judged)
    if kept or handed_in:
        first = (kept or handed_in)[0].outcome.unit_name
        count = len(kept) + len(handed_in)
        words_of = f"接收报表：{first}" + (f"等 {count} 份" if count > 1 else "")
        workspace.run(words_of, partial(_keep, workspace, kept, handed_in, on or date.today()))
        _number_the_known(judged)
    return [_stopped(path) if book is None else book.outcome for path, book in zip(files, found, strict=True)]


def _stopped(path: Path) -> Outcome:
    return Outcome(path.name, "stopped", f"“{path.name}”还没有读就停止了，没有接收。要接收它，请再选一次。")


# --- against what came before ------------------------------------------------------------------------------------


def _judge(workspace: Workspace, judged: Sequence[Book], wanted: Period | None) -> None:
    """Settle each book's outcome; books are judged from old to new, whatever order they came in."""
    names = {one.code: one.name for one in reporters.expected(workspace)}
    chain = Chain(workspace.read(collation.received))
    readable = [book for book in judged if book.said is not None]
    for book in readable:
        problem = _foreign(workspace, book.outcome, names, wanted)
        if problem is not None:
            book.outcome = replace(book.outcome, state=problem[0], sentence=problem[1])
            book.said = None
    mine = [book for book in readable if book.said is not None and book.outcome.state == "taken"]
    chain.forked(mine)
    for book in sorted(mine, key=_order):
        if book.said is not None and book.outcome.state == "taken":
            state, sentence, number = chain.place(book.said, book.path.name)
            book.outcome = replace(book.outcome, state=state, sentence=sentence, received=number)
    altered_before = {one.sha256: one for one in workspace.read(collation.altered)}
    together: set[str] = set()
    for book in readable:
        if book.said is not None and book.outcome.state == "altered":
            _judge_altered(book, chain, altered_before, together)


def _judge_altered(book: Book, chain: Chain, before: dict[str, Received], together: set[str]) -> None:
    """An altered return is kept once, unless what was sealed is here itself."""
    said = book.said
    if said is None:
        return
    link, sha256 = chain.known(said), book.sha256
    if link is not None and link.digest == said.digest:
        words = f"{book.outcome.sentence}{title(said)}的原件已经收到，改动过的这一份没有保留。"
        book.outcome, book.said = replace(book.outcome, sentence=words, received=None), None
    elif sha256 in together:
        book.outcome, book.said = replace(book.outcome, sentence=f"{book.outcome.sentence}同一批里有相同的文件。"), None
    elif sha256 in before:
        words = f"{book.outcome.sentence}这个文件以前收过，可以退回。"
        book.outcome, book.said = replace(book.outcome, sentence=words, received=before[sha256].id), None
    else:
        words = f"{book.outcome.sentence}没有接收，已留存备查，可以把改动的单元格退回。"
        book.outcome = replace(book.outcome, sentence=words)
        together.add(sha256)


def _order(book: Book) -> tuple[str, int, int, str]:
    one = book.outcome
    return one.unit, one.period.code if one.period else 0, one.revision, book.path.name


def _foreign(
    workspace: Workspace, one: Outcome, names: dict[str, str], wanted: Period | None
) -> tuple[str, str] | None:
    """Why a whole return is not for this file."""
    who = f"{one.unit_name or '未写名称的单位'}（{one.unit or '无代码'}）"
    if one.unit == workspace.unit.code or not one.unit:
        return "wrong_unit", f"“{one.file}”是{who}的报表，不是下级单位的报表。"
    if one.unit not in names:
        if divisions.covers(workspace.unit.code, one.unit):
            return "unknown_reporter", f"{who}不在应报单位内，没有接收“{one.file}”。如应由它报送，请先加入应报单位。"
        return "wrong_unit", f"“{one.file}”是{who}的报表，它不属于{workspace.unit.name}，没有接收。"
    if wanted is not None and one.period != wanted:
        said = one.period.label() if one.period else "未写报告期"
        return "wrong_period", f"“{one.file}”是{said}的报表，现在接收的是{wanted.label()}，没有接收。"
    return None


# --- keeping -----------------------------------------------------------------------------------------------------


def _handed_in_since(workspace: Workspace, judged: Sequence[Book]) -> list[Book]:
    """Books known again as drafts, which were handed in since: they take the draft's place."""
    drafts = {one.id for one in workspace.read(collation.received) if one.facts.get("draft")}
    return [
        book
        for book in judged
        if book.outcome.state == "known"
        and book.outcome.received in drafts
        and book.said is not None
        and not book.said.draft
    ]


def _keep(workspace: Workspace, kept: Sequence[Book], handed_in: Sequence[Book], day: date, edit: Edit) -> None:
    names = {one.code: one.name for one in reporters.expected(workspace)}
    dues: dict[Period, bool] = {}
    for book in kept:
        said = book.said
        if said is None:
            continue
        if said.period not in dues:
            dues[said.period] = calendar.due(workspace, said.period).late(day)
        late, whole = dues[said.period], book.outcome.state == "taken"
        number = edit.receive(
            {
                "unit": said.unit,
                "unit_name": names[said.unit],
                "period": said.period.code,
                "revision": said.revision,
                "digest": said.digest,
                "previous": said.previous,
                "state": "pending" if whole else "altered",
                "empty": int(said.empty),
                "late": int(late),
                "at": datetime.now().astimezone().isoformat(timespec="seconds"),
                "file": book.path.name,
                "sha256": book.sha256,
                "facts": _facts(book, said, day),
            },
            book.content,
        )
        told = _taken_sentence(book, said, late=late) if whole else book.outcome.sentence
        book.outcome = replace(book.outcome, received=number, sentence=told)
    for book in handed_in:
        said, draft = book.said, book.outcome.received
        if said is not None and draft is not None:
            sha256 = edit.file_bytes(book.content)
            edit.set_received(draft, file=book.path.name, sha256=sha256, facts=_facts(book, said, day))
            words = f"“{book.path.name}”是{title(said)}，以前收到的是它的草稿，现已上报，内容相同。"
            book.outcome = replace(book.outcome, sentence=words)


def _facts(book: Book, said: Reported, day: date) -> str:
    """What is known of a return beside its content."""
    facts: dict[str, object] = {
        **said.cover,
        "exported": said.exported,
        "on": day.isoformat(),
        "unknown": sorted(set(said.unknown)),
        "draft": said.draft,
        UNEQUAL: book.unequal,
        "signature": signatures.noted(book.verdict),
    }
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)


def _taken_sentence(book: Book, said: Reported, *, late: bool) -> str:
    """What was taken in, and what to ask about it."""
    asks = ["它是草稿，没有上报：请向填报单位核实是否以它为准"] if said.draft else []
    asks += [book.verdict.standing.sentence.rstrip("。")] if book.verdict.standing.doubtful else []
    words = f"已接收{title(said)}{'，已过报送日' if late else ''}{'（空表）' if said.empty else ''}，待处理。"
    return words + "".join(f"{one}。" for one in asks)


def _number_the_known(judged: Sequence[Book]) -> None:
    """A file that came twice in one batch is known by the number of the one that was kept."""
    kept = {_key(book.outcome): book.outcome.received for book in judged if book.outcome.state == "taken"}
    for book in judged:
        if book.outcome.state == "known" and book.outcome.received is None:
            book.outcome = replace(book.outcome, received=kept[_key(book.outcome)])


def _key(one: Outcome) -> tuple[str, Period | None, int]:
    return one.unit, one.period, one.revision


# --- looking again -----------------------------------------------------------------------------------------------


def opened(workspace: Workspace, one: Received) -> Reported:
    """What a kept return says: what was read of these very bytes a moment ago, or read from them again.

    Raises:
        Refusal: its bytes are gone or no longer what was kept.
    """
    readings, content = kept_readings.of(workspace), _content(workspace, one)
    said = readings.get(one.sha256)
    if said is None:
        verdict = verifying.proved(Path(one.file), _package(one, content))
        said = reported.read(verdict, Vocabulary(workspace.ledgers, workspace.indicators))
        readings.put(one.sha256, said)
    return said


def _content(workspace: Workspace, one: Received) -> bytes:
    """The bytes that were kept.

    Raises:
        Refusal: they are gone or no longer the same.
    """
    content = workspace.read(lambda connection: submissions.filed_bytes(connection, one.sha256))
    if content is None or hashlib.sha256(content).hexdigest() != one.sha256:
        raise Refusal(f"{one.title}的原件在数据文件里找不到了，请用 qbs doctor 检查，或向对方重新索取。")
    return content


def _package(one: Received, content: bytes) -> Package:
    return gate.unpack(Source(one.file, content, gate.kind_of(one.file, content)))


def altered(workspace: Workspace, one: Received) -> Verdict:
    """What was changed in a kept return that was altered.

    Raises:
        Refusal: its bytes are gone or no longer what was kept.
    """
    return verifying.judged(Path(one.file), see(_package(one, _content(workspace, one))))


def find(workspace: Workspace, number: int) -> Received:
    """A kept return by its number, altered or not.

    Raises:
        Refusal: there is none.
    """
    for one in (*workspace.read(collation.received), *workspace.read(collation.altered)):
        if one.id == number:
            return one
    raise Refusal("这份报表已经不在收到的报表里，请刷新后再试。")


def everything(workspace: Workspace) -> list[Received]:
    """Every return that was taken in, oldest first."""
    return workspace.read(collation.received)
