"""What a form over groups counts (个数): which records of a project list are started, in the statistics, finished.

A project carried on from last year (续建) or finished has been started, whether its date was filled in or not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record

UNDER_WAY = frozenset({"续建", "竣工"})
"""年度状态 of projects that were started before or have come to their end."""


def by(date: str, period: Period) -> bool:
    """Whether a date (year, month or day as far as known) lies not after the period's last month."""
    month = date[:7]
    return bool(month) and month <= f"{period.year}-{period.last_month:02d}"[: len(month)]


def started(record: Record, period: Period) -> bool:
    """已开工."""
    return record.text("year_status") in UNDER_WAY or by(record.text("start_actual"), period)


def listed(record: Record, period: Period) -> bool:
    """已入统: in the statistics' project library."""
    return by(record.text("listed_since"), period)


COUNTS: Mapping[str, Callable[[Record, Period], bool]] = {
    "all": lambda _record, _period: True,
    "started": started,
    "started_unlisted": lambda record, period: started(record, period) and not listed(record, period),
    "finished": lambda record, period: by(record.text("finish_actual"), period),
}
"""Id of a count → whether a record is counted in a period."""
