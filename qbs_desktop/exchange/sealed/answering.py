"""Answers to a return (回执、退回单): small sealed workbooks that the city writes and the county reads.

A person reads the one visible sheet; the program reads the machine part, which is sealed like a return's, so an answer
that was changed on its way is refused. The seal says that the answer is whole, not who made it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from qbs_desktop.domain import indicators, ledgers
from qbs_desktop.domain.errors import Refusal, ValueProblem
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.rejection import SAID, Item
from qbs_desktop.exchange import layout, saving, writing
from qbs_desktop.exchange.layout import Layout
from qbs_desktop.exchange.saving import Placing
from qbs_desktop.exchange.sealed import sealing, verifying
from qbs_desktop.exchange.sealed.seen import see
from qbs_desktop.exchange.sealed.signing import Signer
from qbs_desktop.exchange.sealed.verifying import Verdict
from qbs_desktop.exchange.sheets import gate

RECEIPT, REJECTION = "receipt", "rejection"
LABELS = {RECEIPT: "回执", REJECTION: "退回单"}
_NOT_AN_ANSWER = "不是回执或退回单"


@dataclass(frozen=True, slots=True)
class AnswerItem(Item):
    """One item that a rejection gives back (退回项); `no` is its number in the rejection, from 1."""

    no: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A receipt or a rejection of one revision of a return.

    Attributes:
        kind: ``receipt`` or ``rejection``.
        unit_code: code of the unit that reported, with its name.
        from_code: code of the unit that answers, with its name.
        period: period of the return.
        revision: its revision; `digest` its content digest: together they name what is answered.
        received_at: when the answer was given, ISO with zone.
        items: what a rejection gives back; none gives back the whole period.
        head: head of the audit trail of the file that answers (anchor).
        note: words to the county.
    """

    kind: str
    unit_code: str
    unit_name: str
    from_code: str
    from_name: str
    period: Period
    revision: int
    digest: str
    received_at: str
    items: tuple[AnswerItem, ...] = field(default=())
    head: str = ""
    note: str = ""

    @property
    def label(self) -> str:
        """回执 or 退回单."""
        return LABELS[self.kind]

    @property
    def file_name(self) -> str:
        """The usual name of its file: kind, unit, period, revision."""
        unit = saving.file_name(self.unit_name or self.unit_code or "单位")
        return f"{self.label}_{unit}_{self.period.label()}_第{self.revision}版.xlsx"

    def manifest(self) -> dict[str, object]:
        """What the machine part says."""
        return {
            "kind": self.kind,
            "unit": {"code": self.unit_code, "name": self.unit_name},
            "from": {"code": self.from_code, "name": self.from_name},
            "period": str(self.period),
            "revision": self.revision,
            "digest": self.digest,
            "received_at": self.received_at,
            "items": [asdict(one) for one in self.items],
            "head": self.head,
            "note": self.note,
        }


# --- writing -----------------------------------------------------------------------------------------------------


def write(answer: Answer, target: Path, signer: Signer | None = None) -> Path:
    """Write an answer as a sealed workbook and read it back; returns where it really is; see `prepared`."""
    with prepared(answer, target, signer) as (_name, place):
        return place()


@contextlib.contextmanager
def prepared(answer: Answer, target: Path, signer: Signer | None = None) -> Iterator[tuple[str, Placing]]:
    """Write an answer beside its place and read it back; gives its name, and what puts it in its place.

    Args:
        answer: what to write.
        target: the file, or the folder in which it gets its usual name.
        signer: signs it, if the office has a key.

    Raises:
        EnvironmentFault: the file cannot be written; an older one is untouched.
        Refusal: a text is longer than a cell takes.
    """
    path = target / answer.file_name if target.is_dir() else target
    pages = [_page(answer)]
    seal = sealing.seal(answer.manifest(), pages, signer=signer)
    content = writing.workbook(pages, footer=f"校验码 {sealing.short(answer.digest)}", hidden=seal.rows)
    with saving.prepared(path, content, lambda draft: verifying.same_as_meant(draft, seal.lines, seal.opened)) as place:
        yield path.name, place


def _page(answer: Answer) -> Layout:
    """The sheet that a person reads."""
    given_back = "整张报表" if not answer.items else f"{len(answer.items)} 项，见下表"
    lines = [
        f"填报单位：{_who(answer.unit_code, answer.unit_name)}",
        f"报 告 期：{answer.period.label()}",
        f"版　　次：第 {answer.revision} 版（校验码 {sealing.short(answer.digest)}）",
        f"接收单位：{_who(answer.from_code, answer.from_name)}",
        f"{'接收' if answer.kind == RECEIPT else '退回'}时间：{_moment(answer.received_at)}",
        *([f"退　　回：{given_back}"] if answer.kind == REJECTION else ["结　　果：已接收"]),
        *([f"说　　明：{answer.note}"] if answer.note else []),
        "请在千百十填报的“报表”页用“接收回执或退回单…”读入本文件，不要改动其中的内容。",
    ]
    heads = [
        ("序号", 3),
        ("工作表", 6),
        ("单元格", 4),
        ("对象", 11),
        ("指标", 9),
        ("报送的数", 7),
        ("退回原因", 8),
        ("说明", 12),
    ]
    rows = [
        (str(one.no), one.sheet, one.cell, one.name, _column(one), one.value, one.reason, one.note)
        for one in answer.items
    ]
    page = layout.of_table(answer.label, f"千百十报表{answer.label}", lines, heads, rows)
    page.landscape = True
    return page


def _column(item: AnswerItem) -> str:
    """What of the record is given back, in words: 营业收入 2026年10月; nothing where it is the whole row."""
    indicator, ledger = indicators.BY_ID.get(item.column), ledgers.BY_ID.get(item.ledger)
    if indicator is not None:
        when = Period.parse(item.period).label() if item.period else ""
        return f"{indicator.label} {when}{'目标' if item.kind == 'target' else ''}".strip()
    return ledger.field(item.column).label if ledger is not None and ledger.has(item.column) else ""


def _who(code: str, name: str) -> str:
    return f"{name}（{code}）" if name and code else name or code


def _moment(text: str) -> str:
    try:
        return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M}"
    except ValueError:
        return text


# --- reading -----------------------------------------------------------------------------------------------------


def read(path: Path) -> Answer:
    """Read an answer, provided it is whole; see `taken`."""
    return taken(path)[0]


def taken(path: Path) -> tuple[Answer, bytes]:
    """An answer, provided it is whole, and the very bytes that were judged.

    Raises:
        Refusal: no such workbook, not an answer, or one that was changed; says which.
        EnvironmentFault: the file is not there or cannot be opened.
    """
    try:
        source = gate.take(path)
        content, verdict = source.content, verifying.judged(path, see(gate.package_of(source)))
    except Refusal as refusal:
        content, verdict = b"", Verdict(path, "not_a_return", str(refusal))
    kind = verdict.manifest.get("kind")
    if verdict.state == "not_a_return" or (verdict.manifest and kind not in LABELS):
        what = "，而是一份报表" if verdict.manifest else ""
        raise Refusal(f"“{path.name}”{_NOT_AN_ANSWER}{what}。请选择上级发回的回执或退回单（.xlsx）。")
    if verdict.state == "altered":
        where = f"第一处：{verdict.first.message}" if verdict.first else ""
        raise Refusal(f"“{path.name}”在发出后被改动过，不能接收。{where}请向上级重新要一份。")
    try:
        return _from_manifest(verdict.manifest), content
    except (KeyError, TypeError, ValueError, AttributeError, ValueProblem):
        raise Refusal(f"“{path.name}”的机器部分缺少内容，不能接收。请向上级重新要一份。") from None


def _from_manifest(said: Mapping[str, object]) -> Answer:
    unit, sender, items = said["unit"], said["from"], said["items"]
    if not isinstance(unit, dict) or not isinstance(sender, dict) or not isinstance(items, list):
        raise TypeError
    revision = said["revision"]
    if not isinstance(revision, int):
        raise TypeError
    return Answer(
        kind=str(said["kind"]),
        unit_code=str(unit["code"]),
        unit_name=str(unit["name"]),
        from_code=str(sender["code"]),
        from_name=str(sender["name"]),
        period=Period.parse(str(said["period"])),
        revision=revision,
        digest=str(said["digest"]),
        received_at=str(said["received_at"]),
        items=tuple(_item(one) for one in items),
        head=str(said.get("head", "")),
        note=str(said.get("note", "")),
    )


def _item(said: Mapping[str, object]) -> AnswerItem:
    """One item; what a newer program says beyond it is passed over."""
    number = said["no"]
    if not isinstance(number, int):
        raise TypeError
    item = AnswerItem(**{name: str(said.get(name, "")) for name in SAID}, no=number)
    if item.period:
        Period.parse(item.period)
    return item
