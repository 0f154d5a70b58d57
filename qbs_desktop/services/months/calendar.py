"""The calendar of returns (报送日历): when each period of the profile's rhythm is due, moved over days off.

The policy texts name no day (`domain.due_dates`). Until the clerk or the city sets one, there is no date, and `Due`
says so and where to set it. A day set in the file goes before the profile's; what was set stands in the history.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace

from qbs_desktop.db import submissions
from qbs_desktop.domain import due_dates
from qbs_desktop.domain.due_dates import DueRule, Shift
from qbs_desktop.domain.errors import DamagedFile, Refusal
from qbs_desktop.domain.period import Period
from qbs_desktop.services.months.workdays import DAY_PREFIX, YEAR_PREFIX, Day, Workdays, day_words
from qbs_desktop.services.workspace import Workspace

PREFIX = "calendar/"
"""Keys of everything that the calendar keeps in the file."""
RULE_PREFIX = "calendar/due/"
"""Keys of the days set in this file: ``calendar/due/月调度``."""
SHIFT_KEY = "calendar/shift"
UNSET = "没有设定报送日，请在“文件 → 报送日历…”里设定。"
AHEAD = dt.timedelta(days=45)
"""How far ahead the home page looks."""


@dataclass(frozen=True, slots=True)
class Due:
    """By when one period is to be reported.

    `date` is None where nobody has set a day. `moved_from` is the day that was meant, where it is a day off; `why` says
    in Chinese what moved it, or why there is no date. `certain` is False where the year's 放假安排 is not known.
    """

    period: Period
    word: str
    date: dt.date | None
    moved_from: dt.date | None = None
    why: str = ""
    certain: bool = True
    sentence: str = ""

    def days_left(self, today: dt.date) -> int | None:
        """Days until it is due, negative when it is past; None without a date."""
        return (self.date - today).days if self.date is not None else None

    def late(self, on: dt.date) -> bool:
        """Whether a return of this day is late (迟报); never without a date."""
        return self.date is not None and on > self.date


@dataclass(frozen=True, slots=True)
class Coming:
    """A due period on the home page; `handed_in` when a revision of it was; a 草稿 is none."""

    due: Due
    on: dt.date
    days_left: int
    handed_in: bool


# --- what was set ------------------------------------------------------------------------------------------------


def rules(workspace: Workspace) -> tuple[DueRule, ...]:
    """Every beat of the rhythm with the day set for it, in the text's order.

    Raises:
        DamagedFile: what was set cannot be read.
    """
    return tuple(_rule(workspace, beat.word) for beat in workspace.profile.rhythm)


def _rule(workspace: Workspace, word: str) -> DueRule:
    beat = next((one for one in workspace.profile.rhythm if one.word == word), None)
    if beat is None:
        raise Refusal(f"方案的调度制度里没有“{word}”。")
    rule = DueRule(beat.word, beat.every, beat.due_day, beat.due_months, beat.sentence, fixed=beat.every > 0)
    text = workspace.fact(RULE_PREFIX + word)
    if not text:
        return rule
    try:
        read = json.loads(text)
        day = None if read["day"] is None else int(read["day"])
        every = rule.every if rule.fixed else int(read["every"])
        return replace(rule, every=every, day=day, months=int(read["months"]), own=True)
    except (ValueError, KeyError, TypeError) as problem:
        raise DamagedFile("数据文件里设定的报送日读不出来，请从备份恢复，或在“报送日历”里重新设定。") from problem


def set_rule(workspace: Workspace, word: str, *, day: int | None, months: int = 1, every: int = 0) -> None:
    """Set by which day the periods of a beat are reported; `day` None takes the day away. One undoable operation.

    `every` counts only for a beat whose text names no interval (定期调度).

    Raises:
        Refusal: the rhythm has no such beat.
        ValueProblem: no such day, month or interval.
    """
    rule = _rule(workspace, word)
    wanted = replace(rule, day=day, months=months, every=rule.every if rule.fixed else every, own=True)
    due_dates.checked(wanted.every, months, day)
    if (wanted.day, wanted.months, wanted.every) == (rule.day, rule.months, rule.every):
        return
    text = json.dumps({"day": day, "months": months, "every": wanted.every}, ensure_ascii=False)
    title = f"设定报送日：{word}，{wanted.words()}" if wanted.set else f"取消报送日：{word}"
    workspace.run(title, lambda edit: edit.set_meta(RULE_PREFIX + word, text))


def shift(workspace: Workspace) -> Shift:
    """Where a day goes that falls on a day off; 顺延 unless the office chose otherwise."""
    text = workspace.fact(SHIFT_KEY)
    return Shift(text) if text else Shift.LATER


def set_shift(workspace: Workspace, wanted: Shift | str) -> None:
    """Choose where such a day goes; one undoable operation."""
    chosen = Shift(wanted)
    if chosen is not shift(workspace):
        workspace.run(f"报送日遇休息日：{chosen.label}", lambda edit: edit.set_meta(SHIFT_KEY, chosen.value))


# --- dates -------------------------------------------------------------------------------------------------------


def due(workspace: Workspace, period: Period) -> Due:
    """By when the return of a period is due: the earliest of its beats' days; without a date where none is set."""
    found = dues(workspace, period)
    dated = [one for one in found if one.date is not None]
    if dated:
        return min(dated, key=lambda one: one.date or dt.date.max)
    return found[0] if found else Due(period, "", None, why=UNSET)


def dues(workspace: Workspace, period: Period) -> tuple[Due, ...]:
    """Every beat whose periods are as long as this one, in the text's order; those of no interval have no date."""
    days, way = Workdays.of(workspace), shift(workspace)
    span = due_dates.length(period)
    return tuple(_due(rule, period, days, way) for rule in rules(workspace) if rule.every in {0, span})


def _due(rule: DueRule, period: Period, days: Workdays, way: Shift) -> Due:
    if rule.day is None or not rule.every:
        return Due(period, rule.word, None, why=UNSET, sentence=rule.sentence)
    meant = due_dates.planned(period, rule.months, rule.day)
    passed = days.move(meant, way)
    found = passed[-1].date
    reasons = [f"{meant.month}月没有{rule.day}日，按月末{meant.day}日"] if meant.day != rule.day else []
    reasons += _moved(passed, way)
    certain = all(one.certain for one in passed)
    if not certain:
        reasons.append(unknown_words(next(one.date.year for one in passed if not one.certain)))
    moved_from = meant if found != meant else None
    return Due(period, rule.word, found, moved_from, "；".join(reasons), certain, rule.sentence)


def unknown_words(year: int) -> str:
    """What to say of a year whose notice is not known."""
    return f"{year}年放假调休安排还不在程序里，只按法定节日和周末推算，可能变动"


def _moved(passed: tuple[Day, ...], way: Shift) -> list[str]:
    """Why a day was moved, or that it stays on a day off."""
    first, last = passed[0], passed[-1]
    if first.working:
        return [f"{day_words(first.date)}{first.weekday}调休上班"] if first.why == "调休上班" else []
    said = f"{day_words(first.date)}{first.weekday}" + ("" if first.why == first.weekday else f"是{first.why}")
    if way is Shift.STAY:
        return [f"{said}，不上班"]
    return [f"{said}，{'提前' if way is Shift.EARLIER else '顺延'}到{day_words(last.date)}{last.weekday}"]


def year(workspace: Workspace, number: int) -> tuple[Due, ...]:
    """Every due date of the periods of a year, by date; beats without a day give none."""
    days, way = Workdays.of(workspace), shift(workspace)
    found = [
        _due(rule, period, days, way)
        for rule in rules(workspace)
        if rule.set
        for period in due_dates.periods(rule.every, number)
    ]
    return tuple(sorted(found, key=lambda one: (one.date or dt.date.max, one.period.code)))


def coming(workspace: Workspace, today: dt.date) -> tuple[Coming, ...]:
    """What is due soon, and what is overdue and has not been handed in; oldest first.

    A date before the file was made is nobody's fault; a return handed in before its date is shown until the date.
    """
    if not any(rule.set for rule in rules(workspace)):
        return ()
    made = dt.date.fromisoformat(workspace.fact("created", today.isoformat()))
    sent = {one.period for one in workspace.read(submissions.revisions) if one.state.frozen}
    answer = []
    for one in (*year(workspace, today.year - 1), *year(workspace, today.year)):
        left = one.days_left(today)
        if one.date is None or left is None or one.date < made or one.date > today + AHEAD:
            continue
        handed_in = one.period in sent or Period.of_month(one.period.year, one.period.last_month) in sent
        if left >= 0 or not handed_in:
            answer.append(Coming(one, one.date, left, handed_in))
    return tuple(answer)


def fact_words(key: str, text: str) -> tuple[str, str]:
    """What a fact of the calendar is about and what it says, for the history; an empty text says nothing."""
    if key == SHIFT_KEY:
        return "报送日遇休息日", Shift(text).label if text else ""
    if key.startswith(YEAR_PREFIX):
        return f"{key.removeprefix(YEAR_PREFIX)}年放假安排", "已录全" if text else ""
    read = json.loads(text) if text else {}
    if key.startswith(DAY_PREFIX):
        words = f"{'上班' if read['working'] else '休息'} {read['note']}".strip() if read else ""
        return f"自定 {key.removeprefix(DAY_PREFIX)}", words
    word = key.removeprefix(RULE_PREFIX)
    return f"报送日：{word}", DueRule(word, read["every"], read["day"], read["months"]).words() if read else ""
