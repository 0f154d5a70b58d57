"""What a column of a clerk's table may be given to (可对应的字段和指标): found by word, code letters or pinyin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.fields import Money
from qbs_desktop.domain.indicators import Quantity
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.locating.corrections import BEFORE, IGNORE, OWN, OWN_YEAR, RELATIONS, Target
from qbs_desktop.services.workspace import Workspace

__all__ = ["IGNORE", "Choice", "choices", "has_unit", "same_target", "target_words"]
AMOUNTS = ("亿元", "万元", "元")


class Choice(NamedTuple):
    """One thing a column may be: its written target, name, and what tells it from its like."""

    target: str
    label: str
    note: str = ""


def choices(workspace: Workspace, ledger_id: str, own: Period | None) -> list[Choice]:
    """Everything a column of this list may be; `own` is the table's own period, for the words beside indicators."""
    ledger = workspace.ledgers[ledger_id]
    made = [Choice(IGNORE, "忽略这一列", "不导入")]
    made += [Choice(field.id, field.label, "字段") for field in ledger.fields if not field.derived]
    slugs = dict.fromkeys((*ledger.monthly, *ledger.indicators, *ledger.details, *workspace.indicators))
    for slug in slugs:
        made += _of_indicator(workspace, slug, own)
    return made


def _of_indicator(workspace: Workspace, slug: str, own: Period | None) -> Iterator[Choice]:
    indicator = workspace.indicators.get(slug)
    if indicator is None:
        return
    for when, kind, word in ((OWN, "actual", "累计"), (OWN_YEAR, "target", "全年目标"), (BEFORE, "actual", "上年同期")):
        period = Target.parse(f"{slug}@{when}/{kind}").period(own)
        named = period.label() if period is not None else RELATIONS[when]
        yield Choice(f"{slug}@{when}/{kind}", indicator.label, f"{word}（{named}）")


class Words(NamedTuple):
    """A target in words: its name, and its period where it has one."""

    label: str
    when: str = ""


def target_words(workspace: Workspace, ledger_id: str, target: str) -> Words:
    """A column's target in words: 企业名称; 营业收入, 2026年10月; 产值, 2026年目标."""
    ledger = workspace.ledgers.get(ledger_id)
    if ledger is not None and ledger.has(target):
        return Words(ledger.field(target).label)
    try:
        parsed = Target.parse(target)
    except ValueProblem:
        return Words(target)
    indicator = workspace.indicators.get(parsed.name)
    if indicator is None:
        return Words(target)
    when = RELATIONS.get(parsed.when) or Period.parse(parsed.when).label()
    return Words(indicator.label, f"{when}{'目标' if parsed.kind else '本月' if parsed.month else ''}")


def same_target(one: str, other: str, own: Period | None) -> bool:
    """Whether two targets name the same once the table's own period is known."""
    if one == other:
        return True
    if "@" not in one or "@" not in other:
        return False
    first, second = Target.parse(one), Target.parse(other)
    same = (first.name, first.kind, first.month) == (second.name, second.kind, second.month)
    return same and first.period(own) == second.period(own)


def has_unit(workspace: Workspace, ledger_id: str, target: str) -> bool:
    """Whether a column of this target holds amounts of money, so that it has a unit."""
    ledger = workspace.ledgers.get(ledger_id)
    if ledger is not None and ledger.has(target):
        return isinstance(ledger.field(target), Money)
    indicator = workspace.indicators.get(target.partition("@")[0])
    return indicator is not None and indicator.quantity is Quantity.MONEY
