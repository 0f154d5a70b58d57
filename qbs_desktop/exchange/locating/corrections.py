"""Corrections (改正): what the clerk says about a table where the program read it otherwise, and layouts that are kept.

A column's target is written as the preview writes it: ``name``, ``output@2026-10/actual``, or ``-`` for 忽略. Instead
of a period it may name a relation to the table's own period, so that next month's file is read with the same words:
``output@own/actual``, ``output@own-year/target``, ``output@before/actual``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.reading.rows import RowSaid
from qbs_desktop.exchange.words.spans import take_period
from qbs_desktop.exchange.words.units import fold

IGNORE = "-"
"""The target of a column that is not to be imported (忽略)."""
OWN, OWN_YEAR, BEFORE = "own", "own-year", "before"
RELATIONS: Mapping[str, str] = {OWN: "本表的报告期", OWN_YEAR: "本表的全年", BEFORE: "上年同期"}
"""Periods of a column that follow the table's own, with their Chinese names."""
TableKey = tuple[str, int]
"""A table of a workbook: its sheet, and which table of the sheet it is, counted from 0."""
_MONTHS = re.compile(r"(?:1-)?\d{1,2}月份?")


@dataclass(frozen=True, slots=True)
class Corrections:
    """What the clerk said about one table; whatever is None or not named stays as it was recognised.

    Attributes:
        taken: False leaves the table out; True also reads a hidden sheet.
        ledger: the list it belongs to.
        head: first and last row of the head.
        columns: column letters → target.
        units: column letters → unit of amount of that column.
        amount_unit: unit of amount of the whole table.
        period: the table's own period.
        rows: row number → what the row is.
    """

    taken: bool | None = None
    ledger: str | None = None
    head: tuple[int, int] | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    amount_unit: str | None = None
    period: Period | None = None
    rows: Mapping[int, RowSaid] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything was said."""
        return self != NOTHING


NOTHING = Corrections()


@dataclass(frozen=True, slots=True)
class Layout:
    """A table layout (版式) that was corrected once and is recognised again by its head.

    Attributes:
        print: what its head looks like, see `head_print`.
        height: rows of the head.
        name: what the clerk calls it.
        corrections: what was said; neither rows nor period, which belong to one month's file.
        by_report_period: the period was chosen by hand, so next month it is the report period of the window.
    """

    print: str
    height: int
    name: str
    corrections: Corrections
    by_report_period: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A column's target taken apart; `month` says that its figures are the months' own (本月)."""

    name: str
    when: str = ""
    kind: Kind = Kind.ACTUAL
    month: bool = False

    @classmethod
    def parse(cls, text: str) -> Target:
        """Read the written form.

        Raises:
            ValueProblem: it is none.
        """
        name, at, rest = text.partition("@")
        when, _, kind = rest.partition("/")
        if not name or (at and (kind not in ("actual", "target", "month") or not when)):
            raise ValueProblem(f"“{text}”不是一个字段或指标。")
        if at and when not in RELATIONS:
            Period.parse(when)
        return cls(name, when, Kind.TARGET if kind == "target" else Kind.ACTUAL, kind == "month")

    def __str__(self) -> str:
        """The written form."""
        return (
            f"{self.name}@{self.when}/{'month' if self.month else self.kind.name.lower()}" if self.when else self.name
        )

    def period(self, own: Period | None) -> Period | None:
        """The period, given the table's own; None while that is not known."""
        if self.when not in RELATIONS:
            return Period.parse(self.when) if self.when else None
        if own is None:
            return None
        return {OWN: own, OWN_YEAR: own.as_year(), BEFORE: own.a_year_before()}[self.when]


def head_print(heads: Mapping[int, Sequence[str]]) -> str:
    """What a head looks like, whatever its period: column numbers and folded texts without years and months."""
    return "|".join(f"{column}:{timeless(*parts)}" for column, parts in sorted(heads.items()))


def timeless(*parts: str) -> str:
    """Texts folded, without years and months: ``2026年1—10月企业情况`` → ``企业情况``."""
    text = "".join(fold(part) for part in dict.fromkeys(parts))
    period, rest = take_period(text)
    while period is not None:
        text = rest
        period, rest = take_period(text)
    return _MONTHS.sub("", text)
