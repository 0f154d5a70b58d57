"""Lines of 工作台 that tell what is due and when (报送日), and what the texts leave open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from qbs_desktop.domain.period import Period
from qbs_desktop.services.collating.board import Arrival, Board
from qbs_desktop.services.months import calendar
from qbs_desktop.services.months.calendar import Coming
from qbs_desktop.services.months.workdays import WEEKDAYS, day_words
from qbs_desktop.ui.style.apply import current

if TYPE_CHECKING:
    from qbs_desktop.services.reporting.return_states import PeriodReturn
    from qbs_desktop.services.workspace import Workspace
    from qbs_desktop.ui.shell import Shell

NAMED = 6
"""Units that a line names; more are counted."""
SOON = 3
"""Days left from which a date is shown in the colour of a question."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the to-do panel: icon, its colour, sentence, what the link says and does, what pointing shows."""

    icon: str
    colour: str
    text: str
    act: str
    go: Callable[[], object]
    tip: str = ""


def due_lines(coming: Sequence[Coming], shell: Shell) -> list[Line]:
    """One line for each date that is near or past, leading to the returns of its period."""
    return [_line(one, shell) for one in coming]


def _line(one: Coming, shell: Shell) -> Line:
    t, due = current(), one.due
    if one.handed_in:
        left, icon, colour = "已上报", "done", t.good
    elif one.days_left < 0:
        left, icon, colour = f"已过期 {-one.days_left} 天", "error", t.error
    else:
        left = "今天到期" if one.days_left == 0 else f"还有 {one.days_left} 天"
        icon, colour = "clock", t.query if one.days_left <= SOON else t.hint
    year = f"{one.on.year}年" if one.on.year != due.period.year else ""
    when = f"{year}{day_words(one.on)}（周{WEEKDAYS[one.on.weekday()]}）{'' if due.certain else '（暂定）'}"
    text = f"{due.period.label()}{due.word}：{when}前报送，{left}"
    return Line(icon, colour, text, "去报表", partial(_go, shell, due.period), due.why)


def _go(shell: Shell, period: Period) -> None:
    """A quarter's or a year's return is that of its last month, which holds the 累计."""
    shell.set_period(period if period.is_month else Period.of_month(period.year, period.last_month))
    shell.show_page("returns")


def returned_lines(given_back: Sequence[PeriodReturn], shell: Shell) -> list[Line]:
    """One line for each return that was rejected and not handed in again, leading to its items."""
    made = []
    for one in given_back:
        left = sum(not item.reply for item in one.items)
        what = f"{len(one.items)} 项（{left} 项没有答复）" if one.items else "整张"
        number = one.frozen.revision if one.frozen is not None else one.revision
        text = f"{one.period.label()}报表第 {number} 版被退回 {what}，改好或答复后再上报"
        made.append(Line("warning", current().error, text, "看退回项", partial(_to_items, shell, one.period)))
    return made


def board_lines(board: Board | None, shell: Shell) -> list[Line]:
    """In a city's file: who has not reported the period, what came altered, and what waits to be adopted."""
    if board is None:
        return []
    t, made = current(), []
    where, (period,) = partial(shell.show_page, "collation"), board.periods
    for standing, words, icon, colour in (
        (Arrival.ALTERED, "报表被改动", "error", t.error),
        (Arrival.OVERDUE, "逾期未报", "clock", t.error),
        (Arrival.MISSING, "未报", "clock", t.hint),
        (Arrival.DRAFT, "只有草稿，没有上报", "clock", t.query),
    ):
        names = [unit.name for unit in board.units if board.places[unit.code, period.code].arrival is standing]
        if names:
            more = f"等 {len(names)} 个单位" if len(names) > NAMED else ""
            text = f"{'、'.join(names[:NAMED])}{more}{period.label()}{words}"
            made.append(Line(icon, colour, text, "去汇总", where))
    newest = [one.newest for one in board.places.values() if one.newest is not None]
    if waiting := sum(one.state == "pending" for one in newest):
        text = f"收到的{period.label()}报表 {waiting} 份待处理"
        made.append(Line("import", t.query, text, "去汇总", where))
    return made


def _to_items(shell: Shell, period: Period) -> None:
    shell.set_period(period)
    page: Any = shell.show_page("returns")
    if page is not None:
        page.show_items()


def rhythm_words(workspace: Workspace) -> list[str]:
    """The acts of the rhythm for which no day was set, in the text's own words."""
    return [
        f"{rule.word}：文件要求“{rule.sentence}”，没有写明日期；没有设定报送日。"
        for rule in calendar.rules(workspace)
        if not rule.set
    ]


def lacking_word(*, locked: bool) -> str:
    """What a blank that should be filled is called: in a locked month nobody can fill it in."""
    return "空白" if locked else "还缺"
