"""How the history tells what a city did with returns (接收、采用、退回): one line for each row that changed."""

from __future__ import annotations

from collections.abc import Callable

from qbs_desktop.db.changes import Change
from qbs_desktop.domain.fields import Stored
from qbs_desktop.domain.period import Period

APART = "apart:"
"""Prefix of the facts that keep what a clerk decided of two rows (`duplicates.part`): they are not the same."""
STATES = {"pending": "待处理", "adopted": "已采用", "returned": "已退回", "replaced": "已替换", "altered": "被改动"}
"""State of a kept return → its words."""


def line(change: Change) -> tuple[str, str, str, str]:
    """Name, place, before and after of a change of `reporter`, `received` or `returned_item`."""
    where, tell = _TELLERS[change.table]
    sides = [
        None if side is None else dict(zip(change.columns, side, strict=True)) for side in (change.before, change.after)
    ]
    before, after = ("" if side is None else tell(change.key, side) for side in sides)
    name = next((_name(change, side) for side in reversed(sides) if side is not None), "")
    return name, where, before, after


def _name(change: Change, side: dict[str, Stored]) -> str:
    if "unit_name" in side:
        return f"{side['unit_name']}{Period(int(side['period'] or 0)).label()}第 {side['revision']} 版"
    if change.table == "reporter":
        return str(side["name"])
    return str(side["name"]) if side.get("name") else f"第 {change.key[0]} 份收到的报表"


def _reporter(key: tuple[Stored, ...], side: dict[str, Stored]) -> str:
    return f"{side['name']}（{key[0]}），第 {side['position']} 个"


def _received(_key: tuple[Stored, ...], side: dict[str, Stored]) -> str:
    state = STATES.get(str(side.get("state", "")), "")
    return f"{state}　{side['file']}" if "file" in side else state or "已答复"


def _item(_key: tuple[Stored, ...], side: dict[str, Stored]) -> str:
    place = f"“{side['sheet']}”{side['cell']}" if side["sheet"] else "整张报表"
    return f"{place}：" + "，".join(str(side[name]) for name in ("reason", "note") if side[name])


_TELLERS: dict[str, tuple[str, Callable[[tuple[Stored, ...], dict[str, Stored]], str]]] = {
    "reporter": ("应报单位", _reporter),
    "received": ("收到的报表", _received),
    "returned_item": ("退回或询问", _item),
}
TABLES = frozenset(_TELLERS)


def apart_words(_key: str, text: str) -> tuple[str, str]:
    """What such a fact is about and what it says; an empty text says nothing."""
    return "重复填报的两行", "不是同一个，分别计入合计" if text else ""
