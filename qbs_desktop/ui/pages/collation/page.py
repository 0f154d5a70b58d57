"""汇总: take returns in by button or drop, see who reported, adopt or answer one, follow totals to their cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QSplitter, QTabWidget, QVBoxLayout, QWidget

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.long_work import Progress
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.sealed.answering import RECEIPT
from qbs_desktop.services import fitting
from qbs_desktop.services.collating import (
    arriving,
    board,
    dropped,
    duplicates,
    receiving,
    rejecting,
    reporters,
    totals,
)
from qbs_desktop.services.collating.board import Board
from qbs_desktop.services.collating.duplicates import Duplicate
from qbs_desktop.services.collating.receiving import Outcome
from qbs_desktop.services.collating.totals import Total
from qbs_desktop.services.workspace import Notice, Workspace
from qbs_desktop.ui import feedback
from qbs_desktop.ui.dialogs.question import QuestionDialog
from qbs_desktop.ui.pages.collation.adopting import Adopting
from qbs_desktop.ui.pages.collation.board_side import ReasonsPane
from qbs_desktop.ui.pages.collation.board_view import BoardView
from qbs_desktop.ui.pages.collation.dialogs import AnswerDialog, ReportersDialog
from qbs_desktop.ui.pages.collation.duplicates_pane import DuplicatesPane
from qbs_desktop.ui.pages.collation.return_pane import ReturnPane
from qbs_desktop.ui.pages.collation.totals_pane import TotalsPane
from qbs_desktop.ui.shell import Shell
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.tasks import Stop
from qbs_desktop.ui.widgets.empty import EmptyCard
from qbs_desktop.ui.widgets.parts import Elided, named, page_title, primary
from qbs_desktop.ui.window.panes import first

MOST_PERIODS = 12
"""Periods on the board at once, the newest."""
KINDS = "报表 (*.xlsx *.xlsm)"


@dataclass(frozen=True, slots=True)
class _Read:
    period: Period
    board: Board
    totals: list[Total]
    duplicates: list[Duplicate]


class CollationPage(QWidget):
    """The city bench."""

    title = "汇总"

    def __init__(self, workspace: Workspace, shell: Shell) -> None:
        """Build; everything is read in the background."""
        super().__init__()
        self.setObjectName("page")
        self._workspace, self._shell = workspace, shell
        self._stale, self._divided = True, False
        self.board, self.reasons = BoardView(self), ReasonsPane(self)
        self.one = ReturnPane(workspace, shell, self)
        self.totals = TotalsPane(workspace, shell, self)
        self.duplicates = DuplicatesPane(workspace, self)
        self.tabs = QTabWidget(self)
        self.note = named(Elided("", self), "muted")
        self.take = primary("接收报表…", self, "import")
        self.take_folder = QPushButton("接收文件夹…", self)
        self.adopt_all = QPushButton("全部采用…", self)
        self.units = QPushButton("应报单位…", self)
        self.adopting = Adopting(workspace, shell, self.board, self.one)
        self.nothing = EmptyCard(self.board)
        first(self.board)
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self._read)
        self._build()
        self._connect()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(tokens.MEDIUM)
        top.addWidget(page_title("汇总", self))
        top.addWidget(self.note, 1)
        for button in (self.units, self.adopt_all, self.take_folder, self.take):
            top.addWidget(button)
        for pane, label in ((self.one, "本份报表"), (self.totals, "汇总数"), (self.duplicates, "重复填报")):
            self.tabs.addTab(pane, label)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName("看什么")
        beside = QSplitter(Qt.Orientation.Horizontal, self)
        beside.addWidget(self.board)
        beside.addWidget(self.reasons)
        beside.setStretchFactor(0, 1)
        beside.setSizes([800, 330])
        split = self._split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(beside)
        split.addWidget(self.tabs)
        split.splitterMoved.connect(self._on_split)
        for one in (split, beside):
            one.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.HUGE, tokens.LARGE, tokens.HUGE, tokens.LARGE)
        column.setSpacing(tokens.MEDIUM)
        column.addLayout(top)
        column.addWidget(split, 1)
        self.setAcceptDrops(self._workspace.profile.collates)

    def _connect(self) -> None:
        self.take.clicked.connect(self._pick_files)
        self.take_folder.clicked.connect(self._pick_folder)
        self.adopt_all.clicked.connect(self.adopting.adopt_all)
        self.units.clicked.connect(self._edit_units)
        self.board.selectionModel().currentChanged.connect(self._on_place)
        self.board.opened.connect(self._enter_return)
        self.one.adopt_wanted.connect(self.adopting.adopt_one)
        self.one.reject_wanted.connect(partial(self._answer, asking=False))
        self.one.ask_wanted.connect(partial(self._answer, asking=True))
        self.one.receipt_wanted.connect(self._receipt)
        self.duplicates.merge_wanted.connect(self._merge)
        self.duplicates.part_wanted.connect(self._part)
        if self._workspace.profile.collates:
            self.nothing.offer("接收报表…", self._pick_files)
            self.nothing.offer("接收文件夹…", self._pick_folder)
        self._workspace.listen(self._on_changed)
        self._shell.period_changed.connect(self._on_period)
        self._shell.themed.connect(self.board.viewport().update)

    # --- showing -----------------------------------------------------------------------------------------------

    def _on_split(self, *_moved: int) -> None:
        self._divided = True

    def _divide(self) -> None:
        """The board has the height of its units, but not much more than two fifths; until the clerk divides it."""
        if not self._divided:
            whole = self._split.height()
            board = min(self.board.wanted_height(), whole * 45 // 100)
            self._split.setSizes([board, whole - board])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the height anew."""
        super().resizeEvent(event)
        self._divide()

    def activate(self) -> None:
        """Come to the front."""
        if self._stale:
            self._again.start()

    def _on_changed(self, _notice: Notice) -> None:
        self._on_period()

    def _on_period(self) -> None:
        self._stale = True
        if self.isVisible():
            self._again.start()

    def _read(self) -> None:
        self._stale = False
        for button in (self.take, self.take_folder, self.units):
            button.setEnabled(self._workspace.profile.collates)
        if not self._workspace.profile.collates:
            self.adopt_all.setEnabled(False)
            self.nothing.say("县级文件不接收下级报表", "市级、省级的数据文件在这里汇总下级报来的报表")
            self.nothing.show()
            return
        workspace, period = self._workspace, self._shell.period
        self._shell.tasks.run(
            "读取报送情况", lambda _progress, _stop: _look(workspace, period), self._show, workspace=workspace
        )

    def _show(self, found: _Read) -> None:
        period = found.period
        self.board.show_board(found.board)
        self.reasons.show_board(found.board)
        self._divide()
        self.note.setText(f"{period.label()}　{found.board.punctuality[period.code].words}")
        self.totals.show_totals(found.totals, period.label())
        self.duplicates.show_found(found.duplicates)
        asked = sum(not one.settled for one in found.duplicates)
        self.tabs.setTabText(2, f"重复填报（{asked}）" if asked else "重复填报")
        pending = self.adopting.pending(found.board)
        self.adopt_all.setEnabled(bool(pending))
        self.adopt_all.setText(f"全部采用（{len(pending)}）…" if pending else "全部采用…")
        none = all(place.newest is None and not place.entered for place in found.board.places.values())
        self.nothing.setVisible(none)
        if none:
            self.nothing.say(
                "还没有收到下级的报表", "把下级发来的报表或文件夹拖到这里，或按下面的按钮；不对的会逐份说明"
            )
            if (better := fitting.better(self._workspace)) is not None:
                self.note.setText(f"{fitting.sentence(self._workspace, better)}（在“工作台”换）")
        if self.board.place is None:
            self.board.go(found.board.units[0].code if found.board.units else "", period)
        self.one.show_place(self.board.place)

    def _on_place(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self.one.show_place(self.board.place)

    def _enter_return(self) -> None:
        self.tabs.setCurrentWidget(self.one)
        self.one.origins_view.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- taking in ---------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Workbooks and folders."""
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take them in."""
        if paths := _dropped(event):
            event.acceptProposedAction()
            self.take_in(paths)

    def _pick_files(self) -> None:
        if paths := feedback.pick_files(self, "接收下级报表", KINDS):
            self.take_in(paths)

    def _pick_folder(self) -> None:
        if folder := feedback.pick_folder(self, "接收文件夹里的报表"):
            self.take_in([folder])

    def take_in(self, paths: list[Path], passwords: tuple[str, ...] = ()) -> None:
        """Take workbooks in on the data thread; every outcome is told, and passwords are asked for."""
        workspace = self._workspace
        outcomes: list[Outcome] = []

        def work(progress: Progress, stop: Stop) -> None:
            def tell(done: int, steps: int) -> None:
                progress(done, steps)
                if stop():
                    raise receiving.Cancelled

            outcomes.extend(receiving.take_in(workspace, paths, passwords=passwords, progress=tell))

        def told(_result: None = None) -> None:
            self._told(paths, passwords, outcomes)

        self._shell.tasks.run("接收报表", work, told, self._failed, on_cancel=told, blocking=True)

    def _failed(self, error: BaseException) -> None:
        feedback.show(self, error)

    def _told(self, paths: list[Path], passwords: tuple[str, ...], outcomes: list[Outcome]) -> None:
        locked = [one.file for one in outcomes if one.state == "locked"]
        if locked:
            self._ask_password(locked, paths, passwords)
        taken = [one for one in outcomes if one.taken]
        wrong = [one for one in outcomes if not one.taken and one.state != "locked"]
        new = sum(one.state == "taken" for one in outcomes)
        text = f"接收 {new} 份" + (f"，{len(taken) - new} 份以前收过" if len(taken) > new else "")
        text += self._of_other_months([one for one in taken if one.state == "taken"])
        if wrong:
            lines = [f"{receiving.LABELS[one.state]}：{one.sentence}" for one in wrong]
            feedback.warn(self, f"{text}，{len(wrong)} 份没有接收", "\n\n".join(lines[:12]))
        self._shell.say(f"{text}。" + ("看过后按“采用”计入汇总。" if new else ""))
        for one in taken:
            if one.period is not None:
                self.board.go(one.unit, one.period)
                break

    def _of_other_months(self, taken: list[Outcome]) -> str:
        """``，其中 1 份是2026年9月的``: a return of another month than the one asked for is easily missed."""
        period = self._shell.period
        other = [one.period for one in taken if one.period is not None and one.period != period]
        labels = "、".join(dict.fromkeys(one.label() for one in other))
        return f"，其中 {len(other)} 份不是{period.label()}的，是{labels}的" if other else ""

    def _ask_password(self, locked: list[str], paths: list[Path], passwords: tuple[str, ...]) -> None:
        """Ask for one more password and take those files in again."""
        which = f"“{locked[0]}”" + (f"等 {len(locked)} 个文件" if len(locked) > 1 else "")
        words = f"{which}有打开密码{'，刚才输入的不对' if passwords else ''}。密码只用来打开这一次，不保存。"
        dialog = QuestionDialog("打开密码", words, "接收", partial(self._take_in_again, paths, locked, passwords), self)
        dialog.line("打开密码", hidden=True)
        dialog.open()

    def _take_in_again(
        self, paths: list[Path], locked: list[str], passwords: tuple[str, ...], typed: list[str]
    ) -> None:
        shut = [path for path in arriving.books(paths) if path.name in locked]
        self.take_in(shut, (*passwords, typed[0]))

    # --- acts --------------------------------------------------------------------------------------------------

    def _run(self, act: Callable[[], object]) -> object:
        """Do something that may be refused."""
        try:
            return act()
        except QbsError as error:
            feedback.show(self, error)
            return None

    def _answer(self, *_checked: object, asking: bool) -> None:
        one, origins = self.one.received, self.one.chosen()
        if one is None:
            return
        if asking and not origins:
            self._shell.say("先在表里选中要询问的数（可多选），再按“询问”。")
            return
        dialog = AnswerDialog(one.title, origins, asking=asking, reason=self.one.reason(), parent=self)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            dialog.deleteLater()
            return
        complaints, note = dialog.complaints(), dialog.note.toPlainText().strip()
        reason = dialog.reason.currentText()
        dialog.deleteLater()
        folder = feedback.pick_folder(self, "答复存到哪个文件夹")
        if folder is None:
            return
        if asking:
            made = self._run(lambda: rejecting.receipt(self._workspace, one.id, folder, questions=complaints))
        else:
            made = self._run(
                lambda: rejecting.reject(
                    self._workspace, one.id, folder, items=complaints, reason=reason, note="" if complaints else note
                )
            )
        self._handed_out(made)

    def _receipt(self) -> None:
        one = self.one.received
        if one is None:
            return
        folder = feedback.pick_folder(self, "回执存到哪个文件夹")
        if folder is not None:
            self._handed_out(self._run(lambda: rejecting.receipt(self._workspace, one.id, folder)))

    def _handed_out(self, made: object) -> None:
        if not isinstance(made, rejecting.Answered):
            return
        self._shell.say(made.sentence)
        label = "回执" if made.kind == RECEIPT else "退回单"
        if feedback.done(self, f"{label}已生成，请发给{made.received.unit_name}", made.path.name, "打开所在文件夹"):
            feedback.open_with_system(made.path.parent)

    def _edit_units(self) -> None:
        dialog = ReportersDialog(self._workspace, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            wanted = dialog.wanted()
            self._run(lambda: reporters.set_expected(self._workspace, wanted))
        dialog.deleteLater()

    def _merge(self) -> None:
        one = self.duplicates.current()
        if one is not None:
            rest = [row.id for row in one.rows[1:]]
            self._run(lambda: duplicates.merge(self._workspace, one.ledger, one.first.id, rest))

    def _part(self) -> None:
        one = self.duplicates.current()
        if one is not None:
            self._run(lambda: duplicates.part(self._workspace, one.ledger, [row.id for row in one.rows]))


def _look(workspace: Workspace, period: Period) -> _Read:
    came = {one.period for one in receiving.everything(workspace)} | {period}
    shown = sorted(came, reverse=True)[:MOST_PERIODS]
    periods = shown if period in shown else [*shown[:-1], period]
    return _Read(period, board.of(workspace, periods), totals.of(workspace, period), duplicates.found(workspace))


def _dropped(event: QDropEvent) -> list[Path]:
    """What may be returns; where something else of ours is among it, the window sorts the files (`dropped_files`)."""
    urls = event.mimeData().urls() if event.mimeData().hasUrls() else []
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    books = [path for path in paths if path.is_dir() or path.suffix.lower() in {".xlsx", ".xlsm"}]
    return [] if dropped.sort([path for path in books if path.is_file()]).mixed else books
