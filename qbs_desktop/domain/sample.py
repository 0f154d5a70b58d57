"""Sample data (示例数据): the printed tables of a profile's texts, to be loaded exactly.

The dataclasses are the schema of `resources/sample/<profile>.toml`.
"""

from __future__ import annotations

import typing
from collections.abc import Mapping
from dataclasses import dataclass, field

from qbs_desktop.domain import profile as schema


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One printed row.

    Attributes:
        fields: field id → text as a clerk would type it (amounts in the table's unit).
        figures: ``"period"`` → text for the table's indicator, or ``"indicator@period"``; ``——`` is the mark.
            A blank cell is simply absent. Years up to the profile's base year load as actual, later ones as
            target, unless the table or the end of the key (``:actual``, ``:target``) says otherwise; months
            load as actual.
        ops: same key → operator (``超过``, ``达到`` …) for a target.
        rows: 其中 rows.
        sentence: the words the row is taken from, where it is not a table.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, str] = field(default_factory=dict)
    ops: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[SampleRow, ...] = ()
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class SampleTable:
    """One printed table. `kind`: "auto" (by base year), "actual" or "target"."""

    id: str
    ledger: str
    title: str
    doc: str
    indicator: str = ""
    unit: str = "亿元"
    kind: str = "auto"
    note: str = ""
    rows: tuple[SampleRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """All tables of a profile. A made-up unit names itself; a printed one is the profile's own region."""

    profile: str
    unit_code: str = ""
    unit_name: str = ""
    tables: tuple[SampleTable, ...] = ()


def read(data: Mapping[str, object]) -> Sample:
    """Build the sample from a parsed file; unknown keys are refused."""
    return typing.cast("Sample", schema.build(Sample, data, "示例数据"))
