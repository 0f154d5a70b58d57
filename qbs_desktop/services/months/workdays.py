"""Working days and days off (工作日、放假、调休): a kept library for the country, the file's own days above it.

The State Council announces a year's 放假调休 in the November before; until the library knows the notice, only statutory
days and weekends can be told, and every answer about such a year says so. An office enters the notice itself, or days
of its own (own days of a 自治县, a flood), and they go before the library's.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from qbs_desktop.domain.due_dates import Shift
from qbs_desktop.domain.errors import DamagedFile, Refusal

if TYPE_CHECKING:
    from holidays.countries.china import China

    from qbs_desktop.services.workspace import Workspace

DAY_PREFIX = "calendar/day/"
"""Keys of own days: ``calendar/day/2026-10-10``."""
YEAR_PREFIX = "calendar/year/"
"""Keys of years whose 放假安排 the office has entered in full: ``calendar/year/2027``."""
WEEKDAYS = "一二三四五六日"
_LONGEST = 31
"""No run of days off is longer; a calendar of own days that has one is a slip."""


@dataclass(frozen=True, slots=True)
class Day:
    """What a day is, and who says so. `certain` is False where the year's notice is not known."""

    date: date
    working: bool
    why: str
    certain: bool = True
    own: bool = False

    @property
    def weekday(self) -> str:
        """周一 … 周日."""
        return f"周{WEEKDAYS[self.date.weekday()]}"


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day that the office has entered (自定的休息日、上班日)."""

    date: date
    working: bool
    note: str = ""


def day_words(when: date) -> str:
    """A day without its year: ``10月8日``."""
    return f"{when.month}月{when.day}日"


class Workdays:
    """The days as one file sees them."""

    def __init__(self, own: dict[date, OwnDay], complete: frozenset[int]) -> None:
        """With own days and the years whose notice was entered in full."""
        self.own, self.complete = own, complete

    @classmethod
    def of(cls, workspace: Workspace) -> Workdays:
        """Of a file.

        Raises:
            DamagedFile: an own day cannot be read.
        """
        return cls({one.date: one for one in own_days(workspace)}, frozenset(complete_years(workspace)))

    def day(self, when: date) -> Day:
        """What a day is."""
        own = self.own.get(when)
        if own is not None:
            return Day(when, own.working, own.note or ("自定上班日" if own.working else "自定休息日"), own=True)
        certain = self.known(when.year)
        country = _country(when.year)
        name = country.get(when) or ""
        if country.is_working_day(when):
            return Day(when, True, "调休上班" if when.weekday() >= 5 else "", certain)
        return Day(when, False, _plain(name) or f"周{WEEKDAYS[when.weekday()]}", certain)

    def known(self, year: int) -> bool:
        """Whether a year's 放假调休 is known: by the library, or entered in full by the office."""
        return year in self.complete or library_knows(year)

    def move(self, when: date, shift: Shift) -> tuple[Day, ...]:
        """The days from `when` to the one that counts, in order of going; only one if it is a working day.

        Raises:
            Refusal: a month long nothing but days off.
        """
        passed = [self.day(when)]
        step = timedelta(days=-1 if shift is Shift.EARLIER else 1)
        while shift is not Shift.STAY and not passed[-1].working:
            if len(passed) > _LONGEST:
                raise Refusal(f"{when.year}年{day_words(when)}前后一个月没有工作日，请检查“报送日历”里自定的休息日。")
            passed.append(self.day(passed[-1].date + step))
        return tuple(passed)

    def special(self, year: int) -> list[Day]:
        """The year's days that differ from a plain week, and all own days: 放假, 调休上班."""
        first = date(year, 1, 1)
        days = (self.day(first + timedelta(days=at)) for at in range((date(year + 1, 1, 1) - first).days))
        return [
            one
            for one in days
            if one.own or one.working != (one.date.weekday() < 5) or (not one.working and one.why[:1] != "周")
        ]


def library_knows(year: int) -> bool:
    """Whether the library has the State Council's notice of a year (its own list ends with the last one known)."""
    from holidays.countries.china import ChinaStaticHolidays

    known = ChinaStaticHolidays.special_public_holidays
    return min(known) <= year <= max(known)


@cache
def _country(year: int) -> China:
    from holidays.countries.china import China

    return China(years=[year], language="zh_CN")  # type: ignore[no-untyped-call]


def _plain(name: str) -> str:
    """A holiday's name; the library names moved days at length (``休息日（由 2026-10-10 调休）``)."""
    return "调休放假" if name.startswith("休息日") else name


# --- own days --------------------------------------------------------------------------------------------------


def own_days(workspace: Workspace) -> list[OwnDay]:
    """The days entered in this file, oldest first.

    Raises:
        DamagedFile: one cannot be read.
    """
    try:
        found = [
            OwnDay(date.fromisoformat(key.removeprefix(DAY_PREFIX)), bool(read["working"]), str(read["note"]))
            for key, text in workspace.facts(DAY_PREFIX).items()
            for read in [json.loads(text)]
        ]
    except (ValueError, KeyError, TypeError) as problem:
        raise DamagedFile("数据文件里自定的休息日读不出来，请从备份恢复。") from problem
    return sorted(found, key=lambda one: one.date)


def set_own_day(workspace: Workspace, when: date, *, working: bool, note: str = "") -> None:
    """Enter a day off or a working day; one undoable operation."""
    words = " ".join(note.split())
    text = json.dumps({"working": working, "note": words}, ensure_ascii=False)
    title = f"{when.year}年{day_words(when)}定为{'上班' if working else '休息'}{f'：{words}' if words else ''}"
    workspace.run(title, lambda edit: edit.set_meta(f"{DAY_PREFIX}{when.isoformat()}", text))


def drop_own_day(workspace: Workspace, when: date) -> None:
    """Take an own day back; the library's word counts again."""
    title = f"取消自定的{when.year}年{day_words(when)}"
    workspace.run(title, lambda edit: edit.set_meta(f"{DAY_PREFIX}{when.isoformat()}", None))


def complete_years(workspace: Workspace) -> list[int]:
    """Years whose 放假安排 the office has entered in full."""
    return sorted(int(key.removeprefix(YEAR_PREFIX)) for key in workspace.facts(YEAR_PREFIX))


def set_complete(workspace: Workspace, year: int, complete: bool) -> None:
    """Say that a year's notice stands in the own days, or that it does not; dates of the year count as certain."""
    title = f"{year}年放假安排{'已按通知录全' if complete else '改为未录全'}"
    workspace.run(title, lambda edit: edit.set_meta(f"{YEAR_PREFIX}{year}", "complete" if complete else None))
