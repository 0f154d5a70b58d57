"""A rule (审核规则) and the drafts from which it makes findings."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.finding import Finding, Grade, Place
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record

STAYS = "如数据属实可保留，"
"""How advice begins: a true value may always stay."""


class Evidence(StrEnum):
    """How well the source of a rule is attested; only the first three may carry an 强制 rule."""

    OFFICIAL = "A"
    FORM = "B"
    DEFINITION = "D"
    GUIDE = "C"
    PROFILE = "P"
    DESIGN = "J"

    @property
    def label(self) -> str:
        """Chinese words."""
        return {
            "A": "国家标准、政策文件或统计部门公开文本",
            "B": "政府部门实际使用的表样、系统或通报",
            "D": "由定义可以推出",
            "C": "第三方转述，未见原文",
            "P": "本方案的文件和原句，见每条结果的依据",
            "J": "工作经验，文件没有规定",
        }[self.value]


SURE = frozenset({Evidence.OFFICIAL, Evidence.FORM, Evidence.DEFINITION})
"""Evidence on which a rule may stop a return (强制)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a rule has seen, before its own id, grade, source and advice are added."""

    record: Record | None
    message: str
    field: str | None = None
    indicator: str | None = None
    period: Period | None = None
    numbers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    advice: str = ""
    source: str = ""
    grade: Grade | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: stable slug, also the key of its documentation.
        title: what it asks, in Chinese.
        grade: the grade of its findings unless a draft says otherwise.
        source: the document or form it rests on. A rule from an unconfirmed source is never 强制.
        advice: what the clerk may do, unless a draft says otherwise.
        drafts: looks at the whole data set and changes nothing.
        evidence: how well `source` is attested.
        example: one finding as it would read, with made-up numbers.
        refs: numbers of the usual audit relations (审核关系) that it covers: P1–P14 of projects, E1–E9 of enterprises.
        thresholds: ids of the thresholds that decide when it speaks.
        ledgers: the lists it looks at; empty means all. A change in other lists cannot change its findings.
    """

    id: str
    title: str
    grade: Grade
    source: str
    advice: str
    drafts: Callable[[Dataset], Iterator[Draft]]
    evidence: Evidence
    example: str
    refs: tuple[str, ...] = ()
    thresholds: tuple[str, ...] = ()
    ledgers: tuple[str, ...] = ()

    def look(self, dataset: Dataset) -> Iterator[Finding]:
        """The rule's findings."""
        return (self._finding(draft) for draft in self.drafts(dataset))

    def _finding(self, draft: Draft) -> Finding:
        record = draft.record
        return Finding(
            grade=draft.grade or self.grade,
            rule=self.id,
            message=draft.message,
            place=Place(
                ledger=record.ledger if record else None,
                record_id=record.id if record else None,
                field=draft.field,
                indicator=draft.indicator,
                period=draft.period,
            ),
            subject=record.name if record else "",
            advice=draft.advice or self.advice,
            source=draft.source or self.source,
            numbers=draft.numbers,
        )
