"""How the history (历史) tells the return loop: revisions, reviews, items given back."""

from __future__ import annotations

from dataclasses import dataclass

from qbs_desktop.db.changes import Change
from qbs_desktop.domain.fields import Stored
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.return_state import Stage

TABLES = frozenset({"submission", "review", "sent_back"})


@dataclass(frozen=True, slots=True)
class Told:
    """One change in words: of what, where, before and after."""

    name: str
    where: str
    before: str
    after: str


def told(change: Change) -> Told:
    """A change of a revision, a review or an item given back."""
    before, after = (_side(change, side) for side in (change.before, change.after))
    if change.table == "review":
        return Told(Period(_number(change.key[0])).label(), "审核", _at(before), _at(after))
    if change.table == "sent_back":
        one = after or before
        name, where = str(one.get("name") or ""), "退回项"
        return Told(name, where, _item(before), _item(after))
    one = after or before
    name = Period(_number(one["period"])).label() if "period" in one else "报表"
    return Told(name, "报表登记" if "period" in one else "报表状态", _revision(before), _revision(after))


def _side(change: Change, side: tuple[Stored, ...] | None) -> dict[str, Stored]:
    return {} if side is None else dict(zip(change.columns, side, strict=True))


def _at(side: dict[str, Stored]) -> str:
    return f"审核通过（{str(side['at'])[:16].replace('T', ' ')}）" if side else ""


def _item(side: dict[str, Stored]) -> str:
    """An item as it came, or what of it changed."""
    if "no" in side:
        words = (f"第 {side['no']} 项", side.get("cell"), side.get("value"), side.get("reason"), side.get("note"))
        return "　".join(str(word) for word in words if word)
    if "state" in side:
        return {"open": "待更正", "closed": "已随更正上报"}[str(side["state"])]
    return str(side.get("reply") or "")


def _revision(side: dict[str, Stored]) -> str:
    """A revision as its page footer names it, with its state; or its new state alone."""
    from qbs_desktop.exchange.sealed import sealing  # the first page must not wait for what writes workbooks

    words: list[str] = []
    if "revision" in side:
        words.append(f"第 {side['revision']} 版")
    if "file" in side:
        words += [str(side["file"]), f"校验码 {sealing.short(str(side['digest']))}"]
    state = str(side.get("state") or "")
    words += [Stage(state).label] if state not in ("", Stage.DRAFT.value) else []
    words += [f"理由：{side['reason']}"] if side.get("reason") else []
    return "　".join(words)


def _number(stored: Stored) -> int:
    if not isinstance(stored, int):
        raise TypeError(f"expected a number, found {stored!r}")
    return stored
