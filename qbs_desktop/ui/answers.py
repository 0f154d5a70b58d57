"""Receipts and rejections that come in (接收回执、退回单): by button, menu or drop; what it is, is asked before."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qbs_desktop.ui import feedback

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from qbs_desktop.exchange.sealed.answering import Answer
    from qbs_desktop.services.reporting.answers_in import Taken
    from qbs_desktop.ui.main_window import MainWindow
    from qbs_desktop.ui.shell import Shell

ANSWERS = "回执或退回单 (*.xlsx)"


def accept_answer(window: MainWindow) -> None:
    """接收回执或退回单: pick the file."""
    pick(window, window)


def pick(shell: Shell, parent: QWidget) -> None:
    """Pick the file that the city sent back, then ask."""
    path = feedback.pick_file(parent, "接收回执或退回单", ANSWERS)
    if path is not None:
        take_in(shell, parent, path)


def take_in(shell: Shell, parent: QWidget, path: Path) -> None:
    """Read it in the background, say what it is, take it in if that is wanted."""
    from qbs_desktop.services.reporting import answers_in

    shell.tasks.run("读取答复", lambda _progress, _stop: answers_in.peek(path), partial(_ask, shell, parent, path))


def _ask(shell: Shell, parent: QWidget, path: Path, answer: Answer) -> None:
    from qbs_desktop.services.reporting import answers_in

    if not feedback.ask(parent, f"{answers_in.told(answer)}\n要接收吗？", _meaning(answer), yes="接收", harmless=True):
        return
    shell.tasks.run(
        "接收答复",
        lambda _progress, _stop: answers_in.accept(shell.workspace, path),
        partial(_taken, shell, parent),
        blocking=True,
        can_cancel=False,
    )


def _meaning(answer: Answer) -> str:
    if answer.kind == "receipt":
        return "接收后这一版记为“已接收”，数据不变。"
    what = "只有退回的项可以改，其余仍然锁定" if answer.items else "报告期重新开放"
    return f"接收后这一版记为“已退回”，{what}；已填的数一个也不动。"


def _taken(shell: Shell, parent: QWidget, taken: Taken) -> None:
    shell.set_period(taken.answer.period)
    page: Any = shell.show_page("returns")
    shell.say(taken.sentence)
    if taken.answer.kind == "receipt":
        feedback.inform(parent, taken.sentence)
    elif page is not None:
        page.show_items()
