"""What a column of a clerk's table means (列的含义), and the words by which a ledger's columns are known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from qbs_desktop.domain.fields import Field, Money
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.indicators import Flow, Indicator, Quantity
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.profile import Profile
from qbs_desktop.exchange.words.synonyms import heads_of
from qbs_desktop.exchange.words.units import NO_UNITS, Units, fold


class Role(Enum):
    """What is done with the figures of a column."""

    VALUE = "value"
    """Stored as it is: 累计, a target, a count."""
    MONTH = "month"
    """本月: held against the 累计, or the 累计 is made from it."""
    GROWTH = "growth"
    """A printed 同比: held against the row's figures, kept where it says something else."""
    RATE = "rate"
    """A printed 完成率: likewise."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column means.

    Attributes:
        field: a field of the ledger, or
        indicator: an indicator id with its `period` and `kind`; `open_measure` when the head names no measure. Of a
            printed rate it is the indicator whose rate is printed, None until the column to its left is known.
        units: units named in the head itself.
        score: how sure the match is, 0 to 1.
        ignored: why the column is not imported although it is understood (computed by the program …).
        problem: why the column could not be understood.
        doubt: the other reading of a column that is read, in words.
        at_last_year: the period is the last year of the table, known once all heads are read.
        by_year: the head does not say 目标 or 实际, so that the kind depends on the table.
        bare_month: a month is named, and not whether its own figure or the 累计 is meant.
        own_time: the head itself says what time it is of.
    """

    field: Field | None = None
    indicator: Indicator | None = None
    period: Period | None = None
    kind: Kind = Kind.ACTUAL
    units: Units = NO_UNITS
    score: float = 0.0
    open_measure: bool = False
    at_last_year: bool = False
    by_year: bool = False
    bare_month: bool = False
    own_time: bool = False
    role: Role = Role.VALUE
    ignored: str = ""
    problem: str = ""
    doubt: str = ""

    @property
    def read(self) -> bool:
        """Whether the column's cells are read at all."""
        return not self.ignored and not self.problem and (self.field is not None or self.indicator is not None)

    @property
    def used(self) -> bool:
        """Whether the column's cells are imported as they stand."""
        return self.read and self.role is Role.VALUE

    @property
    def is_amount(self) -> bool:
        """Whether the column holds amounts of money."""
        if self.indicator is not None:
            return self.indicator.quantity is Quantity.MONEY and self.role in (Role.VALUE, Role.MONTH)
        return isinstance(self.field, Money)

    @property
    def adds_up(self) -> bool:
        """Whether the column's numbers add up to those of a 合计 row."""
        if self.indicator is not None:
            return self.role in (Role.VALUE, Role.MONTH) and self.indicator.flow is not Flow.RATE
        return isinstance(self.field, Money)

    @property
    def column_id(self) -> str | None:
        """``name``, ``output@2025/target``, ``output@2026-10/month``, ``output_yoy@2026-10/actual``, or None."""
        if not self.read:
            return None
        if self.field is not None:
            return self.field.id
        assert self.indicator is not None  # noqa: S101
        match self.role:
            case Role.MONTH:
                return f"{self.indicator.id}@{self.period}/month"
            case Role.GROWTH:
                return f"{self.indicator.id}_yoy@{self.period}/actual"
            case Role.RATE:
                return f"completion_stated@{self.period}/actual"
        return f"{self.indicator.id}@{self.period}/{self.kind.name.lower()}"


UNKNOWN = Meaning(problem="没有认出这一列")

_KIND_WORDS = re.compile(
    r"目标值?|任务数?|计划数?|规划数?|预计数?|预期|预测|实际|实绩|完成数?|实现|累计|年度|全年|本年|当年|今年|已经?|数值|情况|[及和与]|^年(?=[投计])"
)
_SIZE_WORD = re.compile(r"(?<!总)额$|^额(?=$)")
_PERSON_TOO = re.compile(
    r"(?:[、,及和与/]?(?:项目)?(?:负责人|责任人|联系人|联络人|法人代表|联系电话|联系方式|手机|电话|姓名))+$"
)
"""``项目业主及联系人``, ``责任单位、责任人及电话``: a unit's column that also names a person (who is told apart)."""
_WITH_PERSON = frozenset({"owner", "lead_unit", "responsible_units"})
_OF_GROUPS = frozenset({"period_count", "starts", "advances", "completions"})
"""Counts of a group of projects, called 合计 or 竣工: in other lists such a head is a sum or a date."""
_WIDE_WORDS = re.compile(r"^(?:其中:?)?(?:规模以上|规模|规上|全部)?(?=工业|企业|.)")


def bare_label(folded: str) -> str:
    """A label without the words that say plan or result: ``年度计划投资`` and ``完成投资额`` are both 投资."""
    return _SIZE_WORD.sub("", _KIND_WORDS.sub("", folded))


class Words:
    """The labels and aliases of one ledger's fields and of the indicators, folded."""

    def __init__(self, ledger: Ledger, profile: Profile) -> None:
        """Collect them; the ledger's own indicators come before the others."""
        self.ledger = ledger
        self.profile = profile
        self.indicators: Mapping[str, Indicator] = profile.all_indicators()
        self.fields: dict[str, tuple[Field, float]] = {}
        for field in ledger.fields:
            for alias in field.aliases:
                self.fields.setdefault(fold(alias), (field, 0.9))
        for field in ledger.fields:
            self.fields[fold(field.label)] = (field, 1.0)
        for name, head in heads_of(ledger.id):
            if ledger.has(name):
                self.fields.setdefault(fold(head), (ledger.field(name), 0.85))
        self.fields.setdefault("名称", (ledger.field("name"), 0.6))
        for word in ("编号", "序", "号", "No.", "NO"):
            self.fields.setdefault(fold(word), (ledger.field("serial"), 0.7))
        self.labels: dict[str, tuple[Indicator, float]] = {}
        self.bare: dict[str, Indicator] = {}
        own = dict.fromkeys((*ledger.indicators, *ledger.monthly, *ledger.details))
        for slug in (*own, *(one for one in self.indicators if one not in own)):
            indicator = self.indicators.get(slug)
            if indicator is None or (slug in _OF_GROUPS and slug not in own):
                continue
            for word, score in ((indicator.label, 1.0), *((alias, 0.95) for alias in indicator.aliases)):
                folded = fold(word)
                self.labels.setdefault(folded, (indicator, score if slug in own else score - 0.1))
                if bare := bare_label(folded):
                    self.bare.setdefault(bare, indicator)
        self.names = frozenset(word for word, (field, _score) in self.fields.items() if field.id == "name")

    def field_named(self, folded: str) -> tuple[Field, float] | None:
        """The field that a head names, brackets left aside if need be, and how sure that is."""
        found = self.fields.get(folded)
        if found is None and (unit := _PERSON_TOO.sub("", folded)) != folded:
            near = self.fields.get(unit)
            found = (near[0], near[1] * 0.95) if near and near[0].id in _WITH_PERSON else None
        if found is None and "(" in folded:
            near = self.fields.get(re.sub(r"\([^()]*\)", "", folded))
            found = (near[0], near[1] * 0.85) if near else None
        return found

    def indicator_named(self, rest: str) -> tuple[Indicator, float] | None:
        """The indicator that a head without its time names; None when it names none that is known."""
        for text, sure in ((rest, 1.0), (_WIDE_WORDS.sub("", rest), 0.95), (re.sub(r"\([^()]*\)", "", rest), 0.9)):
            if text in self.labels:
                indicator, score = self.labels[text]
                return indicator, score * sure
            bare = bare_label(text)
            if bare and bare in self.bare:
                return self.bare[bare], 0.9 * sure
        return None
