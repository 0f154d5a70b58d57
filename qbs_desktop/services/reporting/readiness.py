"""Before handing in (上报之前): what is still open and where, whether it is late, whether a password is wanted.

The window asks this once and shows it in one dialog; `submitting.submit` judges everything again by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from qbs_desktop.domain.finding import Grade, Place
from qbs_desktop.domain.period import Period
from qbs_desktop.services.checks.checking import CheckedFinding
from qbs_desktop.services.lists import waiting_words
from qbs_desktop.services.lists.waiting import Spot
from qbs_desktop.services.months import calendar, texts
from qbs_desktop.services.reporting import office_keys, return_states, returns, submitting
from qbs_desktop.services.reporting.return_content import ALL, Choice, gather
from qbs_desktop.services.reporting.return_states import PeriodReturn
from qbs_desktop.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Readiness:
    """How near a period is to being handed in.

    Attributes:
        now: where its return stands.
        number: the revision that handing in gives.
        lines: what stands in the way, as a refusal names it; empty when nothing does.
        first: where to begin: a cell whose text is not stored, else the first open finding.
        late: what to say of its being late (迟报); empty in time, without a due day, and for a correction.
        wants_password: the signing password has to be given first.
        notes: what stands in no way and should be looked at: texts left as the return before had them (形象进度).
    """

    now: PeriodReturn
    number: int = 1
    lines: tuple[str, ...] = ()
    first: Place | Spot | None = None
    late: str = ""
    wants_password: bool = False
    notes: tuple[str, ...] = ()


def look(workspace: Workspace, period: Period, choice: Choice = ALL, today: dt.date | None = None) -> Readiness:
    """Run the checks and see; `today` is the day it would be handed in.

    Raises:
        Refusal: the period has none of the chosen forms.
    """
    now = return_states.look(workspace, period)
    content = gather(workspace, period, choice)
    found = content.found
    late = "" if now.frozen is not None else late_words(workspace, period, today or dt.date.today())
    number, _known = returns.numbered(content, returns.history_of(workspace, period))
    return Readiness(
        now,
        number,
        tuple(submitting.hindrances(workspace, period, found)),
        _first(workspace, period, found),
        late,
        office_keys.wants_password(workspace),
        texts.notes(workspace, period),
    )


def late_words(workspace: Workspace, period: Period, on: dt.date) -> str:
    """``应于2026年11月5日前报送，迟报21天``; empty in time and where no day is set."""
    due = calendar.due(workspace, period)
    if due.date is None or not due.late(on):
        return ""
    day = due.date
    return f"应于{day.year}年{day.month}月{day.day}日前报送，迟报{(on - day).days}天"


def _first(workspace: Workspace, period: Period, found: Sequence[CheckedFinding]) -> Place | Spot | None:
    for text in waiting_words.concerning(workspace.waiting.texts(), period):
        return text.spot
    for grade in (Grade.ERROR, Grade.QUERY):
        for one in found:
            if one.open and one.finding.grade is grade and one.finding.place.record_id is not None:
                return one.finding.place
    return None
