"""Workbooks dropped on an open file (拖入的工作簿): each goes where its kind belongs; one question, one summary."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qbs_desktop.exchange.sealed.kinds import Kind
from qbs_desktop.services.collating import dropped
from qbs_desktop.services.reporting import office_keys
from qbs_desktop.ui import acts, answers, feedback

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qbs_desktop.services.collating.dropped import Handled, Looked, Pile
    from qbs_desktop.ui.main_window import MainWindow

MOST = 20
"""Files that the summary names; the others are counted."""


def take(window: MainWindow, books: Sequence[Path]) -> None:
    """Sort what was dropped and begin with what the program sealed itself."""
    pile = _unlocked(window, dropped.sort(books))
    if pile is None:
        return
    returns, answered = pile.of(Kind.RETURN), pile.of(Kind.ANSWER)
    city = window.workspace.profile.collates
    if len(answered) == 1 == len(books):
        answers.take_in(window, window, answered[0])
    elif answered or (returns and city) or pile.of(Kind.ENROLMENT):
        window.tasks.run("读取拖入的文件", lambda _progress, _stop: dropped.look(pile), partial(_ask, window, pile))
    elif returns:
        _ask_what_for(window, pile)
    else:
        _rest(window, pile)


def _unlocked(window: MainWindow, pile: Pile) -> Pile | None:
    """The pile with those that have an open password as what the clerk says; a county only has tables. None: 取消."""
    locked = pile.of(Kind.LOCKED)
    if not locked or not window.workspace.profile.collates:
        return pile.with_locked(Kind.TABLE)
    what = f"“{locked[0].name}”" if len(locked) == 1 else f"这里有 {len(locked)} 个工作簿"
    choices = ("接收报表", "导入表格", "取消")
    detail = "是下级上报的报表就接收，核对封签；是普通表格就导入。两样都会再问密码。"
    chosen = feedback.choose(window, f"{what}有打开密码，要做什么？", detail, choices, icon="Question")
    kinds = dict(zip(choices, (Kind.RETURN, Kind.TABLE), strict=False))
    return pile.with_locked(kinds[chosen]) if chosen in kinds else None


def _ask(window: MainWindow, pile: Pile, looked: list[Looked]) -> None:
    """Say what came and what will be done with it."""
    lines = [f"{one.path.name}：{one.sentence}" for one in looked[:MOST]]
    if pile.of(Kind.RETURN) and window.workspace.profile.collates:
        lines.append("报表逐份核对封签，收进“汇总”，看过后再采用。")
    if pile.of(Kind.TABLE) or pile.of(Kind.TEMPLATE):
        lines.append("表格和采集表在这以后逐个预览，确认后才写入。")
    if not feedback.ask(window, f"拖入：{pile.counted}。要接收吗？", "\n".join(lines), yes="接收", harmless=True):
        return
    workspace = window.workspace
    window.tasks.run(
        "接收文件",
        lambda progress, _stop: dropped.take_in(workspace, pile, looked, progress),
        partial(_told, window, pile),
        blocking=True,
        can_cancel=False,
    )


def _told(window: MainWindow, pile: Pile, made: list[Handled]) -> None:
    """One summary of every file, then the page of what came, then the tables."""
    locked = [one.locked for one in made if one.locked is not None]
    wrong = [one for one in made if not one.taken and one.locked is None]
    text = f"接收 {sum(one.taken for one in made)} 个文件" + (f"，{len(wrong)} 个没有接收" if wrong else "")
    told = sorted((one for one in made if one.locked is None), key=lambda one: one.taken)
    lines = [f"{one.file}：{one.sentence}" for one in told[:MOST]]
    if len(told) > MOST:
        lines.append(f"另有 {len(told) - MOST} 个。")
    (feedback.warn if wrong else feedback.inform)(window, f"{text}。", "\n".join(lines))
    answer = next((one.answer for one in reversed(made) if one.answer is not None), None)
    if answer is not None:
        window.set_period(answer.period)
        window.show_page("returns")
    elif pile.of(Kind.RETURN) and window.workspace.profile.collates:
        page: Any = window.show_page("collation")
        if locked and page is not None:
            page.take_in(locked)
    _rest(window, pile)


def _ask_what_for(window: MainWindow, pile: Pile) -> None:
    """A county takes no returns in; its own may be verified, or read back as the tables they print."""
    returns = pile.of(Kind.RETURN)
    what = f"“{returns[0].name}”是报表" if len(returns) == 1 else f"这里有 {len(returns)} 份报表"
    choices = ("校验", "导入里面的数", "取消")
    detail = "校验只看它是否完整、有没有被改动；导入先预览，确认后才写入名单。"
    chosen = feedback.choose(window, f"{what}，要做什么？", detail, choices, icon="Question")
    if chosen == choices[0]:
        from qbs_desktop.ui.dialogs.verify import VerifyDialog

        VerifyDialog(returns, window.tasks, window, office_keys.ring(window.workspace)).open()
    elif chosen == choices[1]:
        acts.import_paths(window, [*returns, *pile.of(Kind.TABLE)])


def _rest(window: MainWindow, pile: Pile) -> None:
    """Templates into their own window, then the tables one after the other."""
    templates, tables = pile.of(Kind.TEMPLATE), pile.of(Kind.TABLE)
    if templates:
        from qbs_desktop.ui.dialogs.collect_templates import CollectDialog

        dialog = CollectDialog(window, window, templates)
        if tables:
            dialog.finished.connect(partial(_import, window, tables))
        dialog.open()
    elif tables:
        acts.import_paths(window, tables)


def _import(window: MainWindow, tables: list[Path], _result: int) -> None:
    acts.import_paths(window, tables)
