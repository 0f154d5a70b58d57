"""Taking returns in (接收报表): each file is verified, judged against what came before, and kept; none is adopted yet.

Judging follows the chain of revisions: a file that came before is known again, an older revision is refused, and two
different returns that claim the same place in the chain are both told and neither is preferred.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from qbs_desktop.db import collation
from qbs_desktop.db.collation import Received
from qbs_desktop.db.edit import Edit
from qbs_desktop.domain import divisions
from qbs_desktop.domain.errors import EnvironmentFault, QbsError, Refusal
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange import gate, sealing, verifying
from qbs_desktop.exchange.seen import see
from qbs_desktop.exchange.verifying import Verdict
from qbs_desktop.services import calendar
from qbs_desktop.services.collating import reported, reporters
from qbs_desktop.services.collating.reported import NotReadable, Reported, Vocabulary
from qbs_desktop.services.workspace import Workspace

Progress = Callable[[int, int], None]
MAX_BOOKS = 3000
LABELS: dict[str, str] = {
    "taken": "已接收",
    "known": "已收过",
    "altered": "被改动",
    "not_a_return": "不是报表",
    "unreadable": "读不出来",
    "wrong_period": "报告期不符",
    "wrong_unit": "不是下级单位",
    "unknown_reporter": "不在应报单位内",
    "replayed": "旧版次",
    "fork": "版次冲突",
}
"""Outcome → its words."""


class Cancelled(Exception):
    """The clerk stopped; nothing was taken in."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file. `received` is its number once it is kept; `intact` whether it is as it was exported."""

    file: str
    state: str
    sentence: str
    intact: bool = False
    unit: str = ""
    unit_name: str = ""
    period: Period | None = None
    revision: int = 0
    received: int | None = None
    changes: tuple[verifying.Change, ...] = ()

    @property
    def taken(self) -> bool:
        """Whether the return is here now, newly or already."""
        return self.state in {"taken", "known"}


@dataclass(slots=True)
class _Book:
    """One file on its way in."""

    path: Path
    outcome: Outcome
    content: bytes = b""
    said: Reported | None = None


def books(paths: Iterable[Path]) -> list[Path]:
    """The workbooks meant: files as given, folders with every workbook in them; lock files of Excel and WPS left out.

    Raises:
        Refusal: nothing there, or more files than a city can mean.
    """
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
        for one in inside:
            if not path.is_dir() or (one.suffix.lower() in {".xlsx", ".xlsm"} and not one.name.startswith(("~$", "."))):
                found[one] = None
    if not found:
        raise Refusal("没有找到报表文件（.xlsx）。请选择下级发来的报表，或它们所在的文件夹。")
    if len(found) > MAX_BOOKS:
        raise Refusal(f"一次有 {len(found)} 个文件，超过 {MAX_BOOKS} 个，请分几次接收。")
    return list(found)


def take_in(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    period: Period | None = None,
    on: date | None = None,
    progress: Progress | None = None,
) -> list[Outcome]:
    """Take in workbooks; what became of each, in the order given. The kept ones are one undoable operation.

    Args:
        workspace: the city's file.
        paths: files or folders.
        period: the period that is wanted; returns of another are told and left out.
        on: the day the returns came (today): decides whether they are late.
        progress: called with files done and all files; it may raise to stop, and then nothing was taken in.

    Raises:
        Refusal: a county's file, or no workbook among the paths.
    """
    reporters.require_collating(workspace)
    files = books(paths)
    words = Vocabulary(workspace.ledgers, workspace.indicators)
    judged = [_read(path, words) for path in _told(files, progress)]
    _judge(workspace, judged, period)
    taken = [book for book in judged if book.outcome.state == "taken"]
    if taken:
        day = on or date.today()
        title = f"接收报表：{taken[0].outcome.unit_name}" + (f"等 {len(taken)} 份" if len(taken) > 1 else "")
        workspace.run(title, lambda edit: _keep(workspace, edit, taken, day))
        _number_the_known(judged)
    return [book.outcome for book in judged]


def _told(files: Sequence[Path], progress: Progress | None) -> Iterator[Path]:
    for done, path in enumerate(files):
        if progress is not None:
            progress(done, len(files))
        yield path
    if progress is not None:
        progress(len(files), len(files))


# --- one file ----------------------------------------------------------------------------------------------------


def verdict_of(path: Path) -> tuple[Verdict, bytes]:
    """The verdict on a file, and the very bytes it is about.

    Raises:
        EnvironmentFault: the file is not there or cannot be opened.
    """
    try:
        source = gate.take(path)
        if source.kind is not gate.Kind.PACKAGE:
            return verifying.verify(path), source.content
        return verifying.judged(path, see(gate.unpack(source))), source.content
    except Refusal as refusal:
        return Verdict(path, "not_a_return", str(refusal)), b""


def _read(path: Path, words: Vocabulary) -> _Book:
    """Verify a file and read what it says; a file that is no whole return gets its outcome here."""
    try:
        verdict, content = verdict_of(path)
    except EnvironmentFault as fault:
        return _Book(path, Outcome(path.name, "unreadable", str(fault)))
    if verdict.state != "whole":
        outcome = Outcome(path.name, verdict.state, verdict.sentence, changes=verdict.changes)
        return _Book(path, _named(outcome, verdict))
    try:
        said = reported.read(verdict, words)
    except NotReadable as problem:
        sentence = f"“{path.name}”完整，但不是一个报告期的报表：{problem}。"
        return _Book(path, Outcome(path.name, "not_a_return", sentence, intact=True))
    outcome = Outcome(
        path.name, "taken", "", intact=True, unit=said.unit, unit_name=said.unit_name, period=said.period,
        revision=said.revision,
    )  # fmt: skip
    return _Book(path, outcome, content, said)


def _named(outcome: Outcome, verdict: Verdict) -> Outcome:
    """Whose return an altered file says it is, as far as that can be read."""
    unit, when, revision = (verdict.manifest.get(name) for name in ("unit", "period", "revision"))
    if not isinstance(unit, dict):
        return outcome
    try:
        period = Period.parse(str(when))
    except QbsError:
        period = None
    number = revision if isinstance(revision, int) else 0
    name = str(unit.get("name", ""))
    return replace(outcome, unit=str(unit.get("code", "")), unit_name=name, period=period, revision=number)


# --- against what came before ------------------------------------------------------------------------------------


def _judge(workspace: Workspace, judged: Sequence[_Book], wanted: Period | None) -> None:
    """Settle each book's outcome; books are judged from old to new, whatever order they came in."""
    names = {one.code: one.name for one in reporters.expected(workspace)}
    chain = _Chain(workspace.read(collation.received))
    readable = [book for book in judged if book.said is not None]
    for book in readable:
        problem = _foreign(workspace, book.outcome, names, wanted)
        if problem is not None:
            book.outcome = replace(book.outcome, state=problem[0], sentence=problem[1])
            book.said = None
    mine = [book for book in readable if book.said is not None]
    chain.forked(mine)
    for book in sorted(mine, key=_order):
        if book.said is not None and book.outcome.state == "taken":
            state, sentence, number = chain.place(book.said, book.path.name)
            book.outcome = replace(book.outcome, state=state, sentence=sentence, received=number)


def _order(book: _Book) -> tuple[str, int, int, str]:
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


class _Chain:
    """The revisions of every unit and period that are here, or came with this batch."""

    def __init__(self, stored: Iterable[Received]) -> None:
        self._revisions: dict[tuple[str, int], dict[int, tuple[str, int | None]]] = {}
        for one in stored:
            self._revisions.setdefault((one.unit, one.period.code), {})[one.revision] = (one.digest, one.id)

    def forked(self, together: Sequence[_Book]) -> None:
        """Two different returns of one unit, period and revision in one batch: nobody can say which one is meant."""
        seen: dict[tuple[str, int, int], set[str]] = {}
        for book in together:
            if book.said is not None:
                key = (book.said.unit, book.said.period.code, book.said.revision)
                known = self._revisions.get(key[:2], {}).get(book.said.revision)
                seen.setdefault(key, {known[0]} if known else set()).add(book.said.digest)
        for book in together:
            said = book.said
            if said is None:
                continue
            digests = seen[said.unit, said.period.code, said.revision]
            known = self._revisions.get((said.unit, said.period.code), {}).get(said.revision)
            if len(digests) > 1 and not (known and known[0] == said.digest):
                book.outcome = replace(book.outcome, state="fork", sentence=_fork(said, book.path.name))

    def place(self, said: Reported, file: str) -> tuple[str, str, int | None]:
        """State, sentence and number of a return in the chain."""
        own = self._revisions.setdefault((said.unit, said.period.code), {})
        if said.revision in own:
            digest, number = own[said.revision]
            if digest == said.digest:
                return "known", f"“{file}”与已收的{_title(said)}完全相同，不重复接收。", number
            return "fork", _fork(said, file), None
        newest = max(own, default=0)
        if said.revision < newest:
            sentence = f"“{file}”是{_title(said)}，已收到较新的第 {newest} 版，旧版不再接收。"
            return "replayed", sentence, None
        before = own.get(said.revision - 1)
        if before is not None and said.previous != before[0]:
            sentence = (
                f"“{file}”是{_title(said)}，但它更正的不是已收的第 {said.revision - 1} 版"
                f"（校验码 {sealing.short(before[0])}），可能出自另一份数据文件。请向{said.unit_name}核实。"
            )
            return "fork", sentence, None
        own[said.revision] = (said.digest, None)
        return "taken", f"已接收{_title(said)}，待处理。", None


def _title(said: Reported) -> str:
    return f"{said.unit_name}{said.period.label()}第 {said.revision} 版"


def _fork(said: Reported, file: str) -> str:
    return (
        f"“{file}”是{_title(said)}，但同一版次有两份内容不同的报表，没有接收。"
        f"请{said.unit_name}确认以哪一份为准，并重新上报新的一版。"
    )


# --- keeping -----------------------------------------------------------------------------------------------------


def _keep(workspace: Workspace, edit: Edit, taken: Sequence[_Book], day: date) -> None:
    names = {one.code: one.name for one in reporters.expected(workspace)}
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    dues: dict[Period, bool] = {}
    for book in taken:
        said = book.said
        if said is None:
            continue
        if said.period not in dues:
            dues[said.period] = calendar.due(workspace, said.period).late(day)
        facts = {**said.cover, "exported": said.exported, "on": day.isoformat(), "unknown": sorted(set(said.unknown))}
        number = edit.receive(
            {
                "unit": said.unit,
                "unit_name": names[said.unit],
                "period": said.period.code,
                "revision": said.revision,
                "digest": said.digest,
                "previous": said.previous,
                "state": "pending",
                "empty": int(said.empty),
                "late": int(dues[said.period]),
                "at": now,
                "file": book.path.name,
                "sha256": hashlib.sha256(book.content).hexdigest(),
                "facts": json.dumps(facts, ensure_ascii=False, sort_keys=True),
            },
            book.content,
        )
        late = "，已过报送日" if dues[said.period] else ""
        book.outcome = replace(
            book.outcome,
            received=number,
            sentence=f"已接收{_title(said)}{late}{'（空表）' if said.empty else ''}，待处理。",
        )


def _number_the_known(judged: Sequence[_Book]) -> None:
    """A file that came twice in one batch is known by the number of the one that was kept."""
    kept = {_key(book.outcome): book.outcome.received for book in judged if book.outcome.state == "taken"}
    for book in judged:
        if book.outcome.state == "known" and book.outcome.received is None:
            book.outcome = replace(book.outcome, received=kept[_key(book.outcome)])


def _key(one: Outcome) -> tuple[str, Period | None, int]:
    return one.unit, one.period, one.revision


# --- looking again -----------------------------------------------------------------------------------------------


def opened(workspace: Workspace, one: Received) -> Reported:
    """What a kept return says, read from its bytes.

    Raises:
        Refusal: its bytes are gone or no longer what was kept.
    """
    content = workspace.read(lambda connection: collation.filed_bytes(connection, one.sha256))
    if content is None or hashlib.sha256(content).hexdigest() != one.sha256:
        raise Refusal(f"{one.title}的原件在数据文件里找不到了，请用 qbs doctor 检查，或向对方重新索取。")
    path = Path(one.file)
    source = gate.Source(one.file, content, gate.kind_of(one.file, content))
    verdict = verifying.proved(path, gate.unpack(source))
    return reported.read(verdict, Vocabulary(workspace.ledgers, workspace.indicators))


def find(workspace: Workspace, number: int) -> Received:
    """A kept return by its number.

    Raises:
        Refusal: there is none.
    """
    for one in workspace.read(collation.received):
        if one.id == number:
            return one
    raise Refusal("这份报表已经不在收到的报表里，请刷新后再试。")


def everything(workspace: Workspace) -> list[Received]:
    """Every return that was taken in, oldest first."""
    return workspace.read(collation.received)
