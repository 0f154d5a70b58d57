"""撤销 and 重做 as the window offers them: Ctrl+Z takes back today's steps and no others.

All of the last steps of a file can be taken back, also after a restart. A stray Ctrl+Z on a Monday must not take back
Friday's work, though: what is older than today is taken back from the 历史 page, after a question that names the step.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile

from qbs_desktop.db import history, store
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.services.workspace import Workspace

AT_ONCE = 15
"""So many steps are offered to be taken back at once."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step that can be taken back or done again: `at` is when it was done, or taken back (UTC)."""

    operation_id: int
    title: str
    at: str

    @property
    def day(self) -> date:
        """The day by the clock on the wall."""
        return datetime.fromisoformat(self.at).astimezone().date()

    @property
    def when(self) -> str:
        """The moment by the clock on the wall, for people: 10月3日 15:20."""
        moment = datetime.fromisoformat(self.at).astimezone()
        return f"{moment.month}月{moment.day}日 {moment:%H:%M}"

    @property
    def clock(self) -> str:
        """The same without the day: 15:20."""
        return self.when.partition(" ")[2]


@dataclass(frozen=True, slots=True)
class Steps:
    """What 撤销 and 重做 would do now; `older` is the newest step when it is not of today."""

    undo: Step | None
    redo: Step | None
    older: Step | None = None

    @property
    def why_no_undo(self) -> str:
        """Why there is nothing to take back, and where older steps are."""
        if self.older is None:
            return "没有可以撤销的操作。"
        return f"今天没有可以撤销的操作。最近一步是 {self.older.when} 的“{self.older.title}”，请到“历史”页撤销。"


def today() -> date:
    """Today by the clock on the wall. A clock that was set back leaves steps of a later day: those count as today's."""
    return datetime.fromisoformat(store.now()).astimezone().date()


def steps(workspace: Workspace) -> Steps:
    """What can be taken back and done again today."""
    undo, redo = (
        None if top is None else Step(top.operation.id, top.operation.title, top.at)
        for top in workspace.read(history.tops)
    )
    recent = undo is not None and undo.day >= today()
    return Steps(
        undo if recent else None,
        redo if redo is not None and redo.day >= today() else None,
        None if recent else undo,
    )


def undo(workspace: Workspace) -> str:
    """Take back the newest step of today; returns its title.

    Raises:
        Refusal: there is none, or its rows were changed since.
    """
    found = steps(workspace)
    if found.undo is None:
        raise Refusal(found.why_no_undo)
    return workspace.undo()


def recent(workspace: Workspace) -> tuple[Step, ...]:
    """What Ctrl+Z would take back if it were pressed again and again, newest first; at most `AT_ONCE` steps."""
    tops = workspace.read(history.undo_stack)[:AT_ONCE]
    found = (Step(top.operation.id, top.operation.title, top.at) for top in tops)
    return tuple(takewhile(_of_today, found))


def _of_today(step: Step) -> bool:
    return step.day >= today()


def undo_through(workspace: Workspace, step: Step) -> str:
    """Take back the newest steps of today down to this one, this one with them; returns what was taken back, in words.

    Each is taken back as Ctrl+Z does it, so that Ctrl+Y brings them again one by one.

    Raises:
        Refusal: the step is none of these any more, or rows of one were changed since; what was taken back stays so.
    """
    steps_now = recent(workspace)
    if step not in steps_now:
        raise Refusal(f"“{step.title}”已经不在可以撤销的操作里，没有撤销。")
    count = steps_now.index(step) + 1
    for done in range(count):
        try:
            workspace.undo()
        except Refusal as refusal:
            raise Refusal(f"{refusal}前面 {done} 步已经撤销。" if done else str(refusal)) from refusal
    return step.title if count == 1 else f"{count} 步，到“{step.title}”"


def redo(workspace: Workspace) -> str:
    """Do again what was taken back last, if that was today; returns its title.

    Raises:
        Refusal: there is nothing of today.
    """
    if steps(workspace).redo is None:
        raise Refusal("今天没有可以重做的操作。")
    return workspace.redo()


def newest(workspace: Workspace) -> Step | None:
    """The step that would be taken back next, of whatever day."""
    found = steps(workspace)
    return found.undo or found.older


def undo_older(workspace: Workspace, step: Step) -> str:
    """Take back a step that the user was asked about by name; returns its title.

    Raises:
        Refusal: another step is the newest by now, or its rows were changed since.
    """
    if newest(workspace) != step:
        raise Refusal(f"“{step.title}”之后又有了别的操作，没有撤销。请再看一次最近一步是什么。")
    return workspace.undo()
