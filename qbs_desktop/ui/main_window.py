"""The window (主窗口): navigation, header, pages, menus. It opens and closes files and takes pages from one to another.

It is on screen before anything heavy is imported; the file is opened after the first paint.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTime, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.ui import acts, feedback, settings
from qbs_desktop.ui.actions import COMMANDS, Actions
from qbs_desktop.ui.files import backing_up, dropping, health, left_over, safe_opening
from qbs_desktop.ui.files.recent import RecentMenu
from qbs_desktop.ui.pages import PAGES, offer_pages
from qbs_desktop.ui.rechecking import Rechecker
from qbs_desktop.ui.style import apply, icons
from qbs_desktop.ui.style.apply import Theme
from qbs_desktop.ui.tasks import Tasks
from qbs_desktop.ui.window import panes, places, placing
from qbs_desktop.ui.window.header import Header
from qbs_desktop.ui.window.page_stack import PageStack
from qbs_desktop.ui.window.rail import Rail

if TYPE_CHECKING:
    from qbs_desktop.domain.finding import Place
    from qbs_desktop.domain.period import Period
    from qbs_desktop.services.checks.checking import CheckedFinding
    from qbs_desktop.services.lists.waiting import Spot
    from qbs_desktop.services.workspace import Notice, Workspace

SMALLEST = QSize(940, 480)
"""What is left of 1920 x 1080 at 200 %, with a title bar and a task bar."""
NARROW = 1120
"""Below this width the navigation shows its icons only."""
SAY_FOR = 6000
TITLE = "千百十填报"


class MainWindow(QMainWindow):
    """One window with at most one open file."""

    period_changed = Signal()
    themed = Signal()
    changed = Signal(object)
    ready = Signal(str)
    """A page of a file (or the start page) is on screen; carries its id."""
    painted = Signal()
    """The empty window is on screen: time to import and open."""
    _deliver = Signal(object)

    def __init__(self) -> None:
        """Build the empty shell; no file is touched."""
        super().__init__()
        self._workspace: Workspace | None = None
        self._stop_listening: Callable[[], None] | None = None
        self._was_painted = False
        self._made_for: tuple[int, str] = (0, "")
        """The reported year the pages were made for."""
        self.following = False
        """Whether the user came to this page from a finding and F8 goes on to the next one."""
        self.setWindowTitle(TITLE)
        self.setMinimumSize(SMALLEST)
        self.setAcceptDrops(True)
        self.tasks = Tasks(self)
        self.actions_table = Actions(self)
        self.header = panes.pane(Header(self))
        self.rail = panes.pane(Rail(self))
        self._stack = PageStack(self)
        self._saved = QLabel("", self)
        self._build()
        self._build_menus()
        self.rail.chosen.connect(self.show_page)
        self.rail.entered.connect(self._enter_page)
        QShortcut(QKeySequence.fromString("F10"), self, partial(panes.open_menus, self.menuBar()))
        self.header.period_picked.connect(self.period_changed)
        self.header.periods_wanted.connect(self._offer_periods)
        self.changed.connect(self._on_changed)
        self.checker = Rechecker(self)
        self.backing_up = backing_up.BackingUp(self)
        self._deliver.connect(_call)
        self._refresh_soon = QTimer(self, singleShot=True, interval=0)
        self._refresh_soon.timeout.connect(self.refresh_actions)
        self.refresh_actions()
        placing.restore(self)

    def _build(self) -> None:
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        centre = QWidget(self)
        row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(right, 1)
        self.setCentralWidget(centre)
        self.header.add_actions(self.actions_table.header(), self.actions_table.steps)
        status = self.statusBar()
        status.setSizeGripEnabled(False)
        status.addPermanentWidget(self.tasks.bar)
        status.addPermanentWidget(self._saved)

    def _build_menus(self) -> None:
        self._recent = RecentMenu(self)
        self._recent.picked.connect(self.open_path)
        pages = QMenu("转到页面", self)
        for number, entry in enumerate(PAGES, 1):
            action = QAction(entry.label, self)
            action.setData(entry.id)
            action.triggered.connect(self._on_page_action)
            if number <= 9:
                action.setShortcut(QKeySequence.fromString(f"Alt+{number}"))
            pages.addAction(action)
            self.addAction(action)
        self._page_actions = pages.actions()
        self.actions_table.fill(self.menuBar(), self._recent, pages)

    # --- the file ----------------------------------------------------------------------------------------------

    @property
    def workspace(self) -> Workspace:
        """The open file; commands that need one are off without."""
        if self._workspace is None:
            raise RuntimeError("no file is open")
        return self._workspace

    @property
    def has_file(self) -> bool:
        """Whether a file is open."""
        return self._workspace is not None

    def open_path(self, path: Path) -> bool:
        """Open a data file instead of the present one; a refusal is shown and leaves everything as it was."""
        from qbs_desktop.services.workspace import Workspace

        if self._workspace is not None and path.resolve() == self._workspace.path.resolve():
            self.say(f"“{path.name}”已经打开。")
            return True
        if not safe_opening.opens_here(self, path):
            return False
        try:
            workspace = Workspace.open_file(path)
        except QbsError as error:
            safe_opening.refused(self, path, error)
            return False
        self.adopt(workspace)
        return True

    def open_later(self, path: Path) -> None:
        """Open a file once the event that brought it is over: what refuses it may ask."""
        QTimer.singleShot(0, self, partial(self.open_path, path))

    def open_sample(self, profile_id: str) -> None:
        """Open the sample of a profile from the documents folder, making it if it is not there."""
        from qbs_desktop.services import opening

        try:
            self.adopt(opening.open_sample(profile_id))
        except QbsError as error:
            feedback.show(self, error)

    def adopt(self, workspace: Workspace) -> None:
        """Take over an opened file and show the page last looked at; of an empty file the home page."""
        self._let_go()
        self._workspace = workspace
        self._made_for = workspace.year, workspace.profile.id
        workspace.deliver = self._deliver.emit
        self._stop_listening = workspace.listen(self.changed.emit)
        settings.remember_file(workspace.path)
        settings.keep_now("open", str(workspace.path))
        self.setWindowTitle(f"{workspace.unit.name} · {workspace.path.name} — {TITLE}")
        self.setWindowFilePath("")
        profile = workspace.profile
        self.header.set_file(workspace.unit.name or workspace.path.stem, f"{profile.title}　{profile.programme}")
        self._offer_periods(begin=True)
        self._saved.setText("所有改动已保存")
        self.rail.set_usable(usable=True, collating=profile.collates)
        offer_pages(self._page_actions, collating=profile.collates)
        self.show_page(places.first_page(workspace))
        safe_opening.tell_upgrade(self)
        left_over.offer(self)
        self.checker.begin()
        self.backing_up.begin()
        QTimer.singleShot(1500, self, partial(health.look_after, self))

    def _read_again(self) -> None:
        """Another year (结转) or profile (换方案), or the undo: open the file anew, every page is about the old one."""
        from qbs_desktop.domain.period import Scheme, months
        from qbs_desktop.services.workspace import Workspace

        path = self.workspace.path
        self._let_go()
        try:
            workspace = Workspace.open_file(path)
        except QbsError as error:
            self.close_workspace()
            feedback.show(self, error)
            return
        self.adopt(workspace)
        if self.period.year != workspace.year:
            self.set_period(months(workspace.year, Scheme.DISPATCH)[0])
        self.show_page("home")
        self.say(f"填报年度：{workspace.year}年，方案：{workspace.profile.title}。")

    def close_workspace(self) -> None:
        """Close the file and show the start page."""
        self._let_go()
        settings.keep_now("open", "")
        self.setWindowTitle(TITLE)
        self.header.set_file("", "")
        self._saved.setText("")
        self.rail.set_usable(usable=False)
        self.refresh_actions()
        self.show_welcome()

    def _let_go(self) -> None:
        if self._workspace is None:
            return
        self.tasks.close()
        if self._stop_listening is not None:
            self._stop_listening()
        self._stack.let_go()
        self.checker.forget()
        self.backing_up.end()
        self._workspace.close()
        self._workspace = None

    def show_welcome(self) -> None:
        """The start page, when no file is open."""
        page = self._stack.start_page()
        panes.bring(page)
        self._stack.setCurrentWidget(page)
        self.ready.emit("welcome")

    # --- pages -------------------------------------------------------------------------------------------------

    def show_page(self, page_id: str) -> QWidget | None:
        """Bring a page to the front, making it if need be."""
        if page_id == "import":  # what an empty list offers; a dialog, not a page
            acts.import_workbook(self)
            return None
        if self.page(page_id) is None:
            return None
        self.following = False
        page = self._stack.bring(page_id)
        self.checker.meet(page)
        self.rail.show_current(page_id)
        panes.bring(page)
        self._refresh_soon.start()
        self.ready.emit(page_id)
        return page

    def page(self, page_id: str) -> QWidget | None:
        """A page, made when first asked for; None without a file."""
        return self._stack.page(page_id) if self.has_file else None

    def _enter_page(self) -> None:
        if not panes.enter(self.current_page()):
            self.say("这一页没有可以操作的内容。")

    def pages(self) -> tuple[QWidget, ...]:
        """The pages made so far."""
        return self._stack.made()

    def current_page(self) -> QWidget:
        """The page in front."""
        return self._stack.currentWidget()

    def _on_page_action(self) -> None:
        action = self.sender()
        if isinstance(action, QAction) and self.show_page(str(action.data())) is not None:
            panes.land(self.current_page())

    def jump(self, place: Place | Spot) -> None:
        """Go to the list or month page and put the cursor on the cell."""
        places.jump(self, place)

    def checked(self, found: Sequence[CheckedFinding], period: Period) -> None:
        """Findings that a page brings from its own reading of the file."""
        self.checker.take(found, period)

    # --- the period --------------------------------------------------------------------------------------------

    @property
    def period(self) -> Period:
        """The report period picked in the header."""
        return self.header.period

    def set_period(self, period: Period) -> None:
        """Pick a period for the user, as a jump does."""
        if period != self.header.period:
            self.header.choose(period)
            self.period_changed.emit()

    def _offer_periods(self, *, begin: bool = False) -> None:
        """Fill the picker; a file that is opened begins with its usual period."""
        from qbs_desktop.services import opening

        offer = opening.periods(self.workspace)
        self.header.set_periods(offer, offer.usual if begin else self.period)

    # --- state -------------------------------------------------------------------------------------------------

    def say(self, text: str) -> None:
        """One line in the status bar for a few seconds."""
        self.statusBar().showMessage(text, SAY_FOR)

    def _on_changed(self, notice: Notice) -> None:
        if "meta" in notice.tables and self._workspace is not None:
            made_for = self._workspace.year, self._workspace.profile.id
            if made_for != self._made_for:
                self._made_for = made_for
                QTimer.singleShot(0, self, self._read_again)
        self._saved.setText(f"已保存 {QTime.currentTime().toString('HH:mm')}")
        self._refresh_soon.start()

    def refresh_actions(self) -> None:
        """What can be used now, with the titles of the next undo and redo."""
        for action in self._page_actions:
            action.setEnabled(self.has_file)
        self.actions_table.enable(
            file=self.has_file, steps=acts.steps(self), find=acts.can_find(self._stack.currentWidget())
        )

    def set_theme(self, theme: Theme) -> None:
        """Light, dark or as the system."""
        settings.keep("theme", theme.value)
        self.retint(theme)

    def retint(self, theme: Theme) -> None:
        """Redraw everything in the colours of a theme."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            apply.apply(application, theme)
        self.header.retint(
            self.actions_table.by_id, {command.id: command.icon for command in COMMANDS if command.header}
        )
        icons.renew(self)
        self.rail.viewport().update()
        self.themed.emit()

    # --- Qt ----------------------------------------------------------------------------------------------------

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes as the eye does, also through what has come since the page was brought to the front."""
        from qbs_desktop.ui.window import tab_order

        tab_order.follow(self.current_page())
        return super().focusNextPrevChild(forward)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the window is being painted."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window gives the room of the navigation's words to the page."""
        self.rail.set_narrow(narrow=event.size().width() < NARROW)
        super().resizeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take data files and tables."""
        dropping.enter(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open a data file, import tables."""
        dropping.drop(self, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Everything is saved already; remember the geometry and let the file go."""
        if not left_over.may_leave(self):
            event.ignore()
            return
        placing.keep(self)
        if self._stack.front:
            settings.keep("page", self._stack.front)
        from qbs_desktop.ui.guide import tour

        settings.keep("open", str(tour.own_file(self) or ""))
        self._let_go()
        self.tasks.close()
        super().closeEvent(event)


def _call(call: Callable[[], None]) -> None:
    call()
