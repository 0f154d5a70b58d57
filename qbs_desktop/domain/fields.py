"""Field types of a ledger (台账字段): one line describes a column of the store, the grid, the form and the workbook.

A field parses what the clerk types, encodes the value for the store and shows it again. Empty is None, never "" or 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from qbs_desktop.domain import amount, dates
from qbs_desktop.domain.errors import ValueProblem

Value: TypeAlias = str | int | Decimal | tuple[str, ...] | None
"""What a record holds in a field."""
Stored: TypeAlias = str | int | None
"""What the store and the audit trail hold."""
Affinity: TypeAlias = Literal["TEXT", "INTEGER"]

_YEAR = re.compile(r"(\d{4})年?")
_FLOAT = re.compile(r"\d+(\.\d+)?E[+]?\d+")
_UNIT_SPLIT = re.compile(r"[、,，;；\n]+")


@dataclass(frozen=True, slots=True)
class Field:
    """Base of all fields.

    Attributes:
        id: English slug, promised by the command line.
        label: Chinese name shown to users.
        width: column width in Chinese characters.
        required: a record without it is an 强制 finding.
        aliases: other headings under which workbooks carry it.
        derived: where the value comes from and what to do instead of typing it, if only the program writes it; a
            grid, a paste, an import or a command that would change it is refused with this sentence (`db.edit`).
    """

    id: str
    label: str
    width: int = 8
    required: bool = False
    aliases: tuple[str, ...] = ()
    hint: str = ""

    affinity: Affinity = "TEXT"
    derived: str = ""

    def parse(self, text: str) -> Value:
        """Turn typed text into a value; blank gives None."""
        return text.strip() or None

    def encode(self, value: Value) -> Stored:
        """Value → store."""
        return value if value is None else str(value)

    def decode(self, stored: Stored) -> Value:
        """Store → value."""
        return stored

    def text(self, value: Value) -> str:
        """Value → what the cell shows."""
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Text(Field):
    """One line of text, kept as typed except for surrounding blanks and line breaks."""

    def parse(self, text: str) -> Value:
        """Join lines: a name broken over two lines in a cell is one name."""
        return re.sub(r"\s*\n\s*", "", text.strip()) or None


@dataclass(frozen=True, slots=True)
class LongText(Field):
    """Text of several lines (形象进度, 备注)."""


@dataclass(frozen=True, slots=True)
class Choice(Field):
    """One of a list of words. `options` are the usual words; the profile may replace them. Others are a finding."""

    options: tuple[str, ...] = ()
    profile_list: str = ""


@dataclass(frozen=True, slots=True)
class Units(Field):
    """Ordered responsible units (责任单位); the first leads (排名第一为牵头单位: 望政办函〔2022〕34号)."""

    def parse(self, text: str) -> Value:
        """Split at 、 and other separators, keep the order, drop repeats."""
        parts = [part.strip() for part in _UNIT_SPLIT.split(text)]
        return tuple(dict.fromkeys(part for part in parts if part)) or None

    def encode(self, value: Value) -> Stored:
        """Joined with 、, which no unit name contains."""
        return "、".join(value) if isinstance(value, tuple) else None

    def decode(self, stored: Stored) -> Value:
        """Split again."""
        return tuple(stored.split("、")) if isinstance(stored, str) else None

    def text(self, value: Value) -> str:
        """As printed in the texts."""
        return "、".join(value) if isinstance(value, tuple) else ""


@dataclass(frozen=True, slots=True)
class Money(Field):
    """An amount in 元, exact to 分. `unit` is the display unit of the column."""

    unit: str = "亿元"
    affinity: Affinity = "INTEGER"

    def parse(self, text: str) -> Value:
        """See `amount.parse_amount`; a 不适用 mark is not an amount of a record."""
        return amount.parse_amount(text, self.unit) if text.strip() else None

    def encode(self, value: Value) -> Stored:
        """元 → 分."""
        return amount.to_scaled(value, 2) if isinstance(value, Decimal) else None

    def decode(self, stored: Stored) -> Value:
        """分 → 元."""
        return amount.from_scaled(stored, 2) if isinstance(stored, int) else None

    def text(self, value: Value) -> str:
        """In the column's unit, every digit kept."""
        return amount.grouped(amount.in_unit(value, self.unit)) if isinstance(value, Decimal) else ""


@dataclass(frozen=True, slots=True)
class Number(Field):
    """An exact plain number with up to four decimals (a bound, a standard)."""

    affinity: Affinity = "INTEGER"

    def parse(self, text: str) -> Value:
        """See `amount.parse_number`."""
        if not text.strip():
            return None
        value = amount.parse_number(text)
        amount.to_scaled(value, 4)
        return value

    def encode(self, value: Value) -> Stored:
        """Scaled by 10⁴."""
        return amount.to_scaled(value, 4) if isinstance(value, Decimal) else None

    def decode(self, stored: Stored) -> Value:
        """Inverse of `encode`."""
        return amount.from_scaled(stored, 4) if isinstance(stored, int) else None

    def text(self, value: Value) -> str:
        """Every digit kept."""
        return amount.grouped(value) if isinstance(value, Decimal) else ""


@dataclass(frozen=True, slots=True)
class Year(Field):
    """A calendar year."""

    affinity: Affinity = "INTEGER"

    def parse(self, text: str) -> Value:
        """``2025`` or ``2025年``."""
        if not text.strip():
            return None
        found = _YEAR.fullmatch(amount.normalise(text))
        if not found:
            raise ValueProblem(f"“{text.strip()}”不是年份，请写成 2025。")
        return int(found.group(1))

    def encode(self, value: Value) -> Stored:
        """Unchanged."""
        return value if isinstance(value, int) else None


@dataclass(frozen=True, slots=True)
class Month(Field):
    """A month, day or year as far as it is known: ``2026-03``, ``2026-03-15``, ``2026``."""

    def parse(self, text: str) -> Value:
        """See `dates.parse`.

        Raises:
            ValueProblem: no date, none that exists, or one with two readings.
        """
        return dates.parse(text) if text.strip() else None


@dataclass(frozen=True, slots=True)
class Code(Field):
    """A code kept as text (统一社会信用代码, 项目代码): upper case, half width, never corrected."""

    def parse(self, text: str) -> Value:
        """Fold width and case, unify dashes, drop blanks.

        Raises:
            ValueProblem: a code that a spreadsheet took for a number (``9.14E+17``): its last digits are gone.
        """
        folded = amount.normalise(text).upper()
        if _FLOAT.fullmatch(folded):
            raise ValueProblem(
                f"“{text.strip()}”是表格软件把{self.label}当成数字的写法，后面的几位已经丢失。"
                "请把那一列设为“文本”，对照原件重新填写。"
            )
        return re.sub(r"[‐‑–—―－]", "-", folded) or None
