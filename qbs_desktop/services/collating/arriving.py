"""One file on its way in (来件): what it is, whole or altered, whose it is, and what it says.

A workbook with a password is opened with one of those the clerk gave; what is kept and judged is what is inside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qbs_desktop.domain.errors import EnvironmentFault, QbsError, Refusal
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.sealed import answering, enrolment, verifying
from qbs_desktop.exchange.sealed.collecting import KIND as TEMPLATE
from qbs_desktop.exchange.sealed.differing import Change
from qbs_desktop.exchange.sealed.sealing import MACHINE_SHEET
from qbs_desktop.exchange.sealed.seen import see
from qbs_desktop.exchange.sealed.standing import Ring
from qbs_desktop.exchange.sealed.verifying import Verdict
from qbs_desktop.exchange.sheets.unlocking import PasswordWanted
from qbs_desktop.services.collating import adding_up, reported
from qbs_desktop.services.collating.kept_readings import KeptReadings
from qbs_desktop.services.collating.reported import NotReadable, Reported, Vocabulary

MAX_BOOKS = 3000
RETURN = "return"
LABELS: dict[str, str] = {
    "taken": "已接收",
    "known": "已收过",
    "altered": "被改动",
    "locked": "要打开密码",
    "not_a_return": "不是报表",
    "unreadable": "读不出来",
    "wrong_period": "报告期不符",
    "wrong_unit": "不是下级单位",
    "unknown_reporter": "不在应报单位内",
    "replayed": "旧版次",
    "fork": "版次冲突",
    "stopped": "没有读",
}
"""Outcome → its words."""
_OTHER_KINDS = {
    answering.RECEIPT: "是回执，不是报表。请发给填报单位，由它接收",
    answering.REJECTION: "是退回单，不是报表。请发给填报单位，由它接收",
    enrolment.KIND: "是公钥登记表，不是报表。请在“文件—签名的钥匙…”里登记",
    TEMPLATE: "是采集表，不是报表",
}
"""What else the program seals → what to do with it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    Attributes:
        received: its number once it is kept; an altered return is kept too, so that it can be answered.
        intact: it is as it was exported.
    """

    file: str
    state: str
    sentence: str
    intact: bool = False
    unit: str = ""
    unit_name: str = ""
    period: Period | None = None
    revision: int = 0
    received: int | None = None
    changes: tuple[Change, ...] = ()

    @property
    def taken(self) -> bool:
        """Whether the return is here now, newly or already."""
        return self.state in {"taken", "known"}


@dataclass(slots=True)
class Book:
    """One file on its way in.

    Attributes:
        said: what it says, while it may be taken in, or kept as altered.
        sha256: of its content, once it was checked.
        unequal: how many totals in it are not the sum of their rows.
    """

    path: Path
    outcome: Outcome
    verdict: Verdict
    content: bytes = b""
    said: Reported | None = None
    sha256: str = ""
    unequal: int = 0

    def checked(self, readings: KeptReadings) -> Book:
        """Count what does not add up and let the rows go, which are many; of a whole return the reading is kept."""
        if self.said is not None:
            self.sha256 = hashlib.sha256(self.content).hexdigest()
            if self.outcome.intact:
                readings.put(self.sha256, self.said)
            self.unequal = sum(1 for _one in adding_up.unequal(self.said))
            for table in self.said.tables:
                table.let_go()
            self.verdict = replace(self.verdict, manifest={}, sealed=())
        return self


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


def read(path: Path, words: Vocabulary, ring: Ring | None = None, passwords: Sequence[str] = ()) -> Book:
    """Verify a file and read what it says; a file that is no return gets its outcome here."""
    try:
        package, content = verifying.opened(path, passwords)
        verdict = verifying.judged(path, see(package), ring)
    except (Refusal, EnvironmentFault) as problem:
        return refused(path, problem)
    return understood(path, verdict, content, words)


def refused(path: Path, problem: QbsError) -> Book:
    """A file that could not be read, or has a password."""
    state = "unreadable" if isinstance(problem, EnvironmentFault) else "not_a_return"
    locked = isinstance(problem, PasswordWanted)
    verdict = Verdict(path, "not_a_return", str(problem), locked=locked)
    return Book(path, Outcome(path.name, "locked" if locked else state, str(problem)), verdict)


def understood(path: Path, verdict: Verdict, content: bytes, words: Vocabulary) -> Book:
    """A file that was verified, and what it says; `content` are the bytes that the verdict is about."""
    if verdict.state == "not_a_return":
        return Book(path, Outcome(path.name, "not_a_return", verdict.sentence), verdict)
    other = _OTHER_KINDS.get(str(verdict.manifest.get("kind", RETURN)))
    if other is not None:
        outcome = Outcome(path.name, "not_a_return", f"“{path.name}”{other}。", intact=verdict.state == "whole")
        return Book(path, outcome, verdict)
    whole = verdict.state == "whole"
    try:
        said = reported.read(verdict, words) if whole or _still_says(verdict) else None
    except NotReadable as problem:
        if whole:
            sentence = f"“{path.name}”完整，但不是一个报告期的报表：{problem}。"
            return Book(path, Outcome(path.name, "not_a_return", sentence, intact=True), verdict)
        said = None
    if said is None:
        altered = Outcome(path.name, "altered", verdict.sentence, changes=verdict.changes)
        return Book(path, _named(altered, verdict), verdict)
    outcome = Outcome(
        path.name, "taken" if whole else "altered", verdict.sentence, whole, said.unit, said.unit_name, said.period,
        said.revision, changes=verdict.changes,
    )  # fmt: skip
    return Book(path, outcome, verdict, content, said)


def _still_says(verdict: Verdict) -> bool:
    """Whether the machine part of an altered return is as it was, so that it says whose return was altered."""
    return bool(verdict.manifest) and all(one.sheet != MACHINE_SHEET for one in verdict.changes)


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
