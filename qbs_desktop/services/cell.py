"""One cell of the file as pages, history and 本格历史 speak of it."""

from __future__ import annotations

from dataclasses import dataclass

from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.period import Period


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of one record: a field, or the figure of an indicator, period and kind (a month's 本年累计)."""

    record_id: int
    field: str | None = None
    indicator: str | None = None
    period: Period | None = None
    kind: Kind | None = None
