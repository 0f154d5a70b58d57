"""Findings kept true (随改随审): after every change the rules concerned run again on the data thread.

What was found in older data is never shown as if it were about the data of now: from a change on, until the rules have
run, the marks of the changed records are gone and the others say 待重新审核.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.long_work import Progress, StopAsked
from qbs_desktop.ui import feedback
from qbs_desktop.ui.shell import Marked
from qbs_desktop.ui.tasks import Task

if TYPE_CHECKING:  # the rules load with the first run, behind the first page
    from PySide6.QtWidgets import QWidget

    from qbs_desktop.domain.period import Period
    from qbs_desktop.services.checks.checking import CheckedFinding
    from qbs_desktop.services.checks.rechecking import Ledgers
    from qbs_desktop.services.workspace import Notice
    from qbs_desktop.ui.main_window import MainWindow

WAIT = 300
"""Milliseconds of quiet before the rules run: a row being typed is checked once."""
FIRST_WAIT = 1200
"""The same after a file was opened, so that the first page comes first."""


class State(Enum):
    """How the findings stand to the data."""

    NONE = "还没有审核"
    OUTDATED = "数据已改，待重新审核"
    RUNNING = "正在审核"
    CURRENT = "已审核"
    CANCELLED = "审核已取消"


class Rechecker(QObject):
    """The findings of the open file in the window's period."""

    told = Signal()
    """The findings or their state have changed."""

    def __init__(self, window: MainWindow) -> None:
        """Without a file."""
        super().__init__(window)
        self._window = window
        self.found: list[CheckedFinding] = []
        self.period: Period | None = None
        self.state = State.NONE
        self._due: Ledgers | None = None
        """Lists whose rules have to run again; None when nothing has to."""
        self._task: Task | None = None
        self._marked: set[QWidget] = set()
        """Pages that show the findings as they are now."""
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._run_due)
        window.changed.connect(self._on_changed)
        window.period_changed.connect(self._on_period)

    # --- the file ------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """A file was opened: look at all of it once the first page is there."""
        self._due = frozenset(self._window.workspace.ledgers)
        self._soon.start(FIRST_WAIT)

    def forget(self) -> None:
        """The file is let go."""
        self._soon.stop()
        self._task, self._due, self.period = None, None, None
        self._marked.clear()
        self._keep([], State.NONE)

    def meet(self, page: QWidget) -> None:
        """A page comes to the front: give it the marks that it has missed."""
        if isinstance(page, Marked) and page not in self._marked:
            page.show_findings([one for one in self.found if not one.changed])
        self._marked.add(page)

    # --- what makes the rules run ----------------------------------------------------------------------------------

    def _on_changed(self, notice: Notice) -> None:
        from qbs_desktop.services.checks import rechecking

        if not self._window.has_file:
            return
        touched = rechecking.touched(self._window.workspace, notice)
        if touched is None:
            return
        if not touched and self._due is None and self.state is State.CURRENT:
            self._answer_again()
            return
        self._due = touched | (self._due or frozenset())
        self._stop()
        if self.state is not State.NONE:
            self._keep(rechecking.outdated(self.found, notice), State.OUTDATED)
        self._soon.start(WAIT)

    def _answer_again(self) -> None:
        """Only answers have changed: no rule has to run for that."""
        from qbs_desktop.services.checks import checking

        found = checking.check(self._window.workspace, self.period, before=self.found, ledgers=())
        self._keep(found, State.CURRENT)

    def _on_period(self) -> None:
        if self._window.has_file and self._window.period != self.period:
            self._due = frozenset(self._window.workspace.ledgers)
            self._stop()
            self._keep([], State.OUTDATED)
            self._soon.start(WAIT)

    def run(self, *, whole: bool = True) -> None:
        """审核 now, with progress and 取消; `whole` runs every rule."""
        if whole or self._due is None:
            self._due = frozenset(self._window.workspace.ledgers)
        self._soon.stop()
        self._start(quiet=False, asked=True)

    def take(self, found: Sequence[CheckedFinding], period: Period) -> None:
        """Findings that a page brings from its own reading; not wanted when the data has changed since."""
        idle = self._due is None or self.state is State.NONE
        if idle and period == self._window.period:
            self._soon.stop()
            self.period, self._due = period, None
            self._keep(list(found), State.CURRENT)

    def _run_due(self) -> None:
        if self._due is not None:
            self._start(quiet=self._due != frozenset(self._window.workspace.ledgers))

    def _start(self, *, quiet: bool, asked: bool = False) -> None:
        self._stop()
        workspace, period, due = self._window.workspace, self._window.period, self._due
        partly = due if period == self.period and due != frozenset(workspace.ledgers) else None
        before = tuple(self.found)
        self.state = State.RUNNING
        self.told.emit()

        def checked(progress: Progress, cancelled: StopAsked) -> tuple[Period, list[CheckedFinding]]:
            from qbs_desktop.services.checks import checking

            found = checking.check(
                workspace, period, progress=progress, cancelled=cancelled, before=before, ledgers=partly
            )
            return period, found

        self._task = self._window.tasks.run(
            f"审核{period.label()}",
            checked,
            self._on_found,
            None if asked else self._on_fault,
            on_cancel=self._on_cancel,
            workspace=workspace,
            quiet=quiet,
        )

    def _stop(self) -> None:
        if self._task is not None:
            task, self._task = self._task, None
            task.cancel()

    def _on_cancel(self) -> None:
        if self._task is not None and self._task.stop.is_set():  # by the user, not by a newer change
            self._task = None
            self._keep(self.found, State.CANCELLED)

    def _on_fault(self, error: BaseException) -> None:
        """A run that nobody asked for fails quietly; 重新审核 tells why. A bug is in the log."""
        if not isinstance(error, QbsError):
            feedback.note(error)
        self._task = None
        self._keep(self.found, State.OUTDATED)

    def _on_found(self, result: tuple[Period, list[CheckedFinding]]) -> None:
        self._task, self._due = None, None
        self.period, found = result
        self._keep(found, State.CURRENT)

    # --- telling ---------------------------------------------------------------------------------------------------

    def _keep(self, found: list[CheckedFinding], state: State) -> None:
        self.found, self.state = found, state
        self._marked.clear()
        if self._window.current_page() in self._window.pages():
            self.meet(self._window.current_page())
        open_now = sum(one.finding.grade.value != "hint" and not one.explained for one in found)
        self._window.rail.set_badge("checks", open_now, pending=state in (State.OUTDATED, State.RUNNING))
        self.told.emit()
