"""Leading through the steps (五分钟上手): a practice file, what happens in it, and the way back to the own file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qbs_desktop.services import samples
from qbs_desktop.ui import feedback, settings
from qbs_desktop.ui.guide.bar import GuideBar
from qbs_desktop.ui.guide.steps import LIST, STEPS, Seen, Step
from qbs_desktop.ui.rechecking import State
from qbs_desktop.ui.window import panes

if TYPE_CHECKING:
    from qbs_desktop.services.workspace import Notice, Workspace
    from qbs_desktop.ui.main_window import MainWindow

PROFILE = "hunan-county"
NAME = "上手练习.qbs"


def start(window: MainWindow) -> None:
    """Make a practice file of its own, open it and begin; another tour that runs begins anew."""
    path = Path(tempfile.mkdtemp(prefix="practice-", dir=feedback.private_folder())) / NAME
    window.tasks.run(
        "准备练习数据",
        lambda _progress, _stop: samples.create_sample(path, PROFILE),
        lambda workspace: _begin(window, workspace),
        blocking=True,
        can_cancel=False,
    )


def _begin(window: MainWindow, workspace: Workspace) -> None:
    before = own_file(window)
    end(window)
    window.adopt(workspace)
    settings.forget_file(workspace.path)
    Tour(window, before)
    settings.keep_now("open", str(before or ""))


def end(window: MainWindow) -> None:
    """Take the strip down; the file that is open stays open."""
    for tour in tours(window):
        tour.stop()


def tours(window: MainWindow) -> list[Tour]:
    """The tour under way; at most one."""
    return cast("list[Tour]", window.findChildren(Tour))


def own_file(window: MainWindow) -> Path | None:
    """The file to come back to and to open next time: never a practice file."""
    for tour in tours(window):
        if tour.practising:
            return tour.before
    return window.workspace.path if window.has_file else None


class Tour(QObject):
    """Watches the window until every step was done or the practice file is left."""

    def __init__(self, window: MainWindow, before: Path | None) -> None:
        """Begin with the first step on the page in front. `before` is the file to come back to."""
        super().__init__(window)
        self.window, self.before = window, before
        self._workspace = window.workspace
        self.number = 0
        self._been: set[str] = set()
        """Lists of 月度填报 that were shown already; going there once is enough."""
        self.seen = Seen(self._workspace)
        head = cast("QWidget", window.header.parentWidget())
        column = cast("QVBoxLayout", head.layout())
        self.bar = panes.pane(GuideBar(head))
        column.insertWidget(column.indexOf(window.header) + 1, self.bar)
        self.bar.copy_wanted.connect(self._copy)
        self.bar.go_wanted.connect(self.go)
        self.bar.skip_wanted.connect(self.skip)
        self.bar.leave_wanted.connect(self.leave)
        self._look_soon = QTimer(self, singleShot=True, interval=0)
        self._look_soon.timeout.connect(self._look)
        window.changed.connect(self._on_changed)
        window.ready.connect(self._on_page)
        window.checker.told.connect(self._on_checked)
        self._stop_waiting = self._workspace.waiting.listen(self._on_waiting)
        window.show_page("home")
        self._show("")

    @property
    def practising(self) -> bool:
        """Whether the practice file is the one that is open."""
        return self.window.has_file and self.window.workspace is self._workspace

    @property
    def step(self) -> Step | None:
        """The step under way; None when all are done."""
        return STEPS[self.number] if self.number < len(STEPS) else None

    # --- what happens ------------------------------------------------------------------------------------------

    def _on_changed(self, notice: Notice) -> None:
        self.seen.notices.append(notice)
        self._look_soon.start()

    def _on_page(self, page_id: str) -> None:
        if not self.practising:
            self.stop()
            return
        self.seen.page = page_id
        self.seen.came.append(page_id)
        self._to_gap()
        self._look_soon.start()

    def _to_gap(self) -> None:
        """On 月度填报 go to a cell of the step's list that takes a figure, unless the learner is in that list."""
        step, page = self.step, self.window.current_page()
        if step is None or not step.ledger or self.seen.page != "month" or step.ledger in self._been:
            return
        from qbs_desktop.ui.pages.month.page import MonthPage

        if isinstance(page, MonthPage):
            self._been.add(step.ledger)
            page.select(step.ledger, self.window.period)
            page.first_cell()

    def _on_checked(self) -> None:
        """The rules have run; on their own page the user wanted it, elsewhere the window did it by itself."""
        self.seen.checked = self.seen.checked or (
            self.seen.page == "checks" and self.window.checker.state is State.CURRENT
        )
        self._look_soon.start()

    def _on_waiting(self) -> None:
        self.seen.wrong = self.seen.wrong or bool(self._workspace.waiting.texts())
        self._look_soon.start()

    def _look(self) -> None:
        """Go on if the step was done; looked at once everything that follows from it has happened."""
        step = self.step
        if step is not None and self.practising and step.done(self.seen):
            self._on(step.title)

    def _on(self, praise: str) -> None:
        self.number += 1
        known = frozenset(one.id for one in self._workspace.dataset().rows(LIST))
        self.seen = Seen(self._workspace, self.seen.page, known=known)
        self._show(praise)

    def _show(self, praise: str) -> None:
        step = self.step
        if step is None:
            self.bar.show_end(praise)
            return
        if not self.seen.known:
            self.seen.known = frozenset(one.id for one in self._workspace.dataset().rows(LIST))
        self.bar.show_step(step, self.number + 1, len(STEPS), praise=praise)

    # --- the strip's buttons -----------------------------------------------------------------------------------

    def go(self) -> None:
        """带我去: the page of the step, with the keys in it."""
        if self.step is not None:
            page = self.window.show_page(self.step.page)
            if page is not None:
                panes.enter(page)

    def skip(self) -> None:
        """跳过: on without having done it."""
        if self.step is not None:
            self._on("")

    def _copy(self) -> None:
        if self.step is not None and self.step.clip is not None:
            QGuiApplication.clipboard().setText(self.step.clip[1](self._workspace))
            self.window.say("已复制，按 Ctrl+V 粘贴到 ＋ 行。")
            self.go()

    def leave(self) -> None:
        """退出练习: back to the own file, or to the start page."""
        before = self.before
        self.stop()
        self.window.close_workspace()
        if before is not None and before.exists():
            self.window.open_path(before)

    def stop(self) -> None:
        """Take the strip down."""
        self.window.ready.disconnect(self._on_page)
        self.window.changed.disconnect(self._on_changed)
        self.window.checker.told.disconnect(self._on_checked)
        self._look_soon.stop()
        self._stop_waiting()
        self.setParent(None)
        self.bar.hide()
        self.bar.deleteLater()
        self.deleteLater()
        if self.window.has_file:
            self.window.current_page().setFocus(Qt.FocusReason.OtherFocusReason)
