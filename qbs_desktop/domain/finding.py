"""Findings (审核结果): problems in the user's data, as values. They are listed, explained, never raised."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from qbs_desktop.domain.errors import quoting_briefly
from qbs_desktop.domain.period import Period


class Grade(StrEnum):
    """How a finding binds: 强制 stops submission, 核实 wants a reason, 提示 informs."""

    ERROR = "error"
    QUERY = "query"
    HINT = "hint"

    @property
    def label(self) -> str:
        """Chinese name."""
        return {"error": "强制", "query": "核实", "hint": "提示"}[self.value]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding points: a record's field or figure; all parts optional."""

    ledger: str | None = None
    record_id: int | None = None
    field: str | None = None
    indicator: str | None = None
    period: Period | None = None


class Key(NamedTuple):
    """The parts of the key under which an answer (核实说明) is kept; `place` is a field or an indicator."""

    rule: str
    ledger: str = ""
    record: str = ""
    place: str = ""
    period: str = ""
    relation: str = ""

    @classmethod
    def of(cls, text: str) -> Key:
        """A kept key taken apart."""
        return cls(*text.split("|", len(cls._fields) - 1))

    def __str__(self) -> str:
        """As it is kept."""
        return "|".join(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    Attributes:
        message: the rule in Chinese with its numbers filled in.
        advice: what the clerk may do; a true value may always stay.
        numbers: the compared figures as exact texts, by name.
        source: document or definition the rule rests on.
        subject: the record's name, for lists and workbooks.
    """

    grade: Grade
    rule: str
    message: str
    place: Place = field(default_factory=Place)
    subject: str = ""
    advice: str = ""
    source: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Stable key under which an explanation is remembered."""
        return str(
            Key(
                self.rule,
                self.place.ledger or "",
                str(self.place.record_id or ""),
                self.place.field or self.place.indicator or "",
                str(self.place.period or ""),
                self.numbers.get("relation", ""),
            )
        )

    @property
    def fingerprint(self) -> str:
        """Digest of the compared figures: an explanation of other figures is out of date (说明已过时).

        The words do not count where there are numbers, so that a better wording leaves explanations standing.
        """
        said = json.dumps(sorted(self.numbers.items()), ensure_ascii=False) if self.numbers else self.message
        return hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class SheetFinding:
    """A problem found while reading a workbook: where it stands, what stood there, why, and what to do.

    `value` is all that stands in the cell; the message quotes it briefly.
    """

    grade: Grade
    rule: str
    sheet: str
    cell: str
    value: str
    message: str

    def __post_init__(self) -> None:
        """Cut what a message quotes of a cell of many thousand characters."""
        object.__setattr__(self, "message", quoting_briefly(self.message))
