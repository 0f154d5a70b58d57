"""Running a service on the data thread, with progress and cancel (后台任务), so that the window never waits.

One thread, one task after the other. A task that only reads runs inside `Workspace.own_reader`. A `blocking` task
(one that writes) keeps keys and mouse away from the window; after half a second it shows a dialog with 取消.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.long_work import Progress
from qbs_desktop.ui import feedback
from qbs_desktop.ui.widgets.parts import named

if TYPE_CHECKING:
    from qbs_desktop.services.workspace import Workspace


class Stop(threading.Event):
    """取消: an event that can also be asked by calling it."""

    def __call__(self) -> bool:
        """Whether the work should stop."""
        return self.is_set()


Work = Callable[[Progress, Stop], Any]
SHOW_AFTER = 500
REPORT_EVERY = 0.05
_SWALLOWED = {
    QEvent.Type.KeyPress,
    QEvent.Type.KeyRelease,
    QEvent.Type.ShortcutOverride,
    QEvent.Type.Shortcut,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.Wheel,
    QEvent.Type.Drop,
}


class Task:
    """One piece of work and what to do with its result; `on_cancel` instead of `on_done` after 取消."""

    def __init__(  # noqa: PLR0913 - the wishes of `Tasks.run`
        self,
        title: str,
        work: Work,
        on_done: Callable[[Any], None],
        on_error: Callable[[BaseException], None] | None,
        on_cancel: Callable[[], None] | None,
        workspace: Workspace | None,
        *,
        blocking: bool,
        quiet: bool,
        can_cancel: bool,
    ) -> None:
        """Not begun yet."""
        self.title, self.work = title, work
        self.on_done, self.on_error, self.on_cancel = on_done, on_error, on_cancel
        self.workspace = workspace
        self.blocking, self.quiet, self.can_cancel = blocking, quiet, can_cancel
        self.stop = Stop()

    def cancel(self) -> None:
        """Ask the work to stop; its result is dropped."""
        self.stop.set()


class Tasks(QObject):
    """The data thread of a window. `bar` goes into the status bar."""

    _progressed = Signal(object, int, int)
    _finished = Signal(object, object, object)
    idle = Signal()

    def __init__(self, window: QWidget) -> None:
        """Start without a thread; the first task brings it."""
        super().__init__(window)
        self._window = window
        self._queue: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._open: list[Task] = []
        self._dialog: _ProgressDialog | None = None
        self._guarding = False
        self.bar = TaskBar(window)
        self.bar.cancel.clicked.connect(self._cancel_shown)
        self._timer = QTimer(self, singleShot=True, interval=SHOW_AFTER)
        self._timer.timeout.connect(self._show)
        self._progressed.connect(self._on_progress)
        self._finished.connect(self._on_finished)

    @property
    def busy(self) -> bool:
        """Whether work is under way or waiting."""
        return bool(self._open)

    def run(  # noqa: PLR0913 - each is a wish of its own, given by name
        self,
        title: str,
        work: Work,
        on_done: Callable[[Any], None],
        on_error: Callable[[BaseException], None] | None = None,
        *,
        on_cancel: Callable[[], None] | None = None,
        workspace: Workspace | None = None,
        blocking: bool = False,
        quiet: bool = False,
        can_cancel: bool = True,
    ) -> Task:
        """Run ``work(progress, stop)`` on the data thread, then `on_done(result)` in the window.

        With a `workspace` the work reads over a connection of its own. `quiet` shows nothing.
        """
        task = Task(
            title,
            work,
            on_done,
            on_error,
            on_cancel,
            workspace,
            blocking=blocking,
            quiet=quiet,
            can_cancel=can_cancel,
        )
        self._open.append(task)
        if self._thread is None:
            self._thread = threading.Thread(target=self._loop, name="qbs-data", daemon=True)
            self._thread.start()
        if blocking:
            self._guard(on=True)
        if not quiet and not self._timer.isActive():
            self._timer.start()
        self._queue.put(task)
        return task

    def _loop(self) -> None:
        while (task := self._queue.get()) is not None:
            result: object = None
            error: BaseException | None = None
            try:
                if not task.stop.is_set():
                    reading = task.workspace.own_reader() if task.workspace is not None else nullcontext()
                    with reading:
                        result = task.work(_Reporter(self, task), task.stop)
            except Exception as problem:  # noqa: BLE001 - handed to the window, which shows it
                error = problem
            try:
                self._finished.emit(task, result, error)
            except RuntimeError:  # the window is gone
                return

    def report(self, task: Task, done: int, total: int) -> None:
        """Hand progress to the window; called on the data thread."""
        self._progressed.emit(task, done, total)

    def _on_progress(self, task: Task, done: int, total: int) -> None:
        if self._dialog is not None and self._dialog.task is task:
            self._dialog.show_progress(done, total)
        elif not task.quiet:
            self.bar.show_progress(done, total)

    def _show(self) -> None:
        """Show what is under way; a blocking task also while it waits behind another, since it holds the window."""
        blocking = self._first(blocking=True)
        if blocking is not None and self._dialog is None:
            self._guard(on=False)
            self._dialog = _ProgressDialog(blocking, self._window)
            self._dialog.open()
        other = self._first(blocking=False)
        if other is not None:
            self.bar.begin(other.title, can_cancel=other.can_cancel)

    def _first(self, *, blocking: bool) -> Task | None:
        return next((one for one in self._open if not one.quiet and one.blocking is blocking), None)

    def _cancel_shown(self) -> None:
        for task in self._open:
            if not task.quiet and task.can_cancel:
                task.cancel()

    def _on_finished(self, task: Task, result: object, error: BaseException | None) -> None:
        if task not in self._open:
            return
        self._open.remove(task)
        self._take_down(task)
        if task.stop.is_set() and (error is None or isinstance(error, QbsError)):
            if task.on_cancel is not None:
                task.on_cancel()
        elif error is None:
            task.on_done(result)
        elif task.on_error is not None:
            task.on_error(error)
        else:
            feedback.show(self._window, error)
        if not self._open:
            self.idle.emit()

    def _take_down(self, task: Task) -> None:
        if task.blocking:
            self._guard(on=any(one.blocking for one in self._open))
        if self._dialog is not None and self._dialog.task is task:
            self._dialog.finish()
            self._dialog = None
        if self._first(blocking=False) is None:
            self.bar.end()
        if all(one.quiet for one in self._open):
            self._timer.stop()
        else:
            self._timer.start()

    def _guard(self, *, on: bool) -> None:
        application = QApplication.instance()
        if application is not None and on != self._guarding:
            self._guarding = on
            (application.installEventFilter if on else application.removeEventFilter)(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Swallow input while a blocking task has not yet shown its dialog."""
        return event.type() in _SWALLOWED

    def close(self) -> None:
        """Cancel everything and wait for the thread; nothing is called back after this."""
        for task in self._open:
            task.cancel()
        self._open.clear()
        self._timer.stop()
        self.bar.end()
        self._guard(on=False)
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None


class _Reporter:
    """The progress function handed to a work: tells the window at most twenty times a second."""

    def __init__(self, tasks: Tasks, task: Task) -> None:
        self._tasks, self._task = tasks, task
        self._last = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._last >= REPORT_EVERY or done >= total:
            self._last = now
            self._tasks.report(self._task, done, total)


class TaskBar(QWidget):
    """Title, bar and 取消 of the running task, for the status bar."""

    def __init__(self, parent: QWidget) -> None:
        """Build hidden."""
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._label = QLabel(self)
        self._bar = QProgressBar(self, textVisible=False)
        self._bar.setFixedWidth(140)
        self._bar.setAccessibleName("任务进度")
        self.cancel = named(QPushButton("取消", self), "link")
        row.addWidget(self._label)
        row.addWidget(self._bar)
        row.addWidget(self.cancel)
        self.hide()

    def begin(self, title: str, *, can_cancel: bool) -> None:
        """Show a running task."""
        self.cancel.setVisible(can_cancel)
        self._label.setText(f"{title}……")
        self._bar.setRange(0, 0)
        self.show()

    def show_progress(self, done: int, total: int) -> None:
        """Move the bar."""
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)

    def end(self) -> None:
        """Hide again."""
        self.hide()


class _ProgressDialog(QDialog):
    def __init__(self, task: Task, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(feedback.TITLE)
        self.setModal(True)
        self.task = task
        self._finished = False
        column = QVBoxLayout(self)
        self._label = QLabel(f"{task.title}……", self)
        self._bar = QProgressBar(self, textVisible=False)
        self._bar.setRange(0, 0)
        self._bar.setMinimumWidth(340)
        self._bar.setAccessibleName("任务进度")
        self._cancel = QPushButton("取消", self)
        self._cancel.clicked.connect(self.reject)
        self._cancel.setVisible(task.can_cancel)
        column.addWidget(self._label)
        column.addWidget(self._bar)
        column.addWidget(self._cancel, alignment=Qt.AlignmentFlag.AlignRight)

    def show_progress(self, done: int, total: int) -> None:
        """Move the bar."""
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)

    def reject(self) -> None:
        """取消: ask the task to stop; the dialog stays until it has."""
        if self._finished:
            super().reject()
            return
        if not self.task.can_cancel:
            return
        self.task.cancel()
        self._label.setText("正在取消……")
        self._cancel.setEnabled(False)

    def finish(self) -> None:
        """The task is over."""
        self._finished = True
        self.close()
