"""导入向导: one workbook, from reading to writing. Nothing is stored until one of the two buttons is pressed.

The workbook is read in a process of its own; the window only shows what comes back and asks again after corrections.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.indicators import UNSTATED
from qbs_desktop.domain.long_work import Progress
from qbs_desktop.services.incoming import importing
from qbs_desktop.services.incoming.import_preview import Action, Preview
from qbs_desktop.services.incoming.import_session import ImportSession, SheetOutline, State
from qbs_desktop.services.incoming.importing import ImportResult, PasswordWanted
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import acts, feedback
from qbs_desktop.ui.importing.layouts_dialog import LayoutsDialog
from qbs_desktop.ui.importing.questions import questions
from qbs_desktop.ui.importing.sheet_model import BLOCK
from qbs_desktop.ui.importing.waiting_pages import PasswordPage, ReadingPage, RefusedPage
from qbs_desktop.ui.importing.workbench import Workbench
from qbs_desktop.ui.shell import Shell
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.tasks import Stop, Task
from qbs_desktop.ui.widgets.dialog import Dialog
from qbs_desktop.ui.widgets.parts import muted, primary
from qbs_desktop.ui.window import placing

AT_ONCE = 6
"""Sheets whose first rows are fetched before recognising begins, so that there is something to look at."""


class ImportWizard(Dialog):
    """The import of one workbook."""

    _glimpsed = Signal(object)
    _looked = Signal(str, int, object)

    def __init__(
        self,
        workspace: Workspace,
        shell: Shell,
        path: Path,
        parent: QWidget,
        place: tuple[int, int] = (1, 1),
        at: tuple[str, int] | None = None,
        unit: str = "",
    ) -> None:
        """Build and start reading in the background.

        Args:
            workspace: the data file.
            shell: the window.
            path: the workbook.
            parent: above whom it opens.
            place: which of how many files this is.
            at: sheet and row to go to once it is read.
            unit: the unit below it is entered for (代录), chosen beforehand.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        number, of = place
        self.setWindowTitle(f"导入　{path.name}" + (f"（第 {number} 个文件，共 {of} 个）" if of > 1 else ""))
        self.setModal(True)
        self._workspace, self._shell, self._path, self._at = workspace, shell, path, at
        self.session = ImportSession(workspace, path, shell.period)
        self.session.enter_for(unit)
        self._tasks: set[Task] = set()
        self.state: State | None = None
        self.result_of_import: ImportResult | None = None
        self.reading = ReadingPage(path.name, self)
        self.refused = RefusedPage(self)
        self.password = PasswordPage(path.name, self)
        self.bench = Workbench(workspace, self.session, shell.period, self)
        self.bench.whose.set_unit(unit)
        self.stack = QStackedWidget(self)
        self.sum = muted("", self)
        self.all_button = primary("全部写入(&A)", self)
        self.good_button = QPushButton("只写无误的行(&G)", self)
        self.errors_button = QPushButton("导出标错副本(&E)…", self)
        self.cancel_button = QPushButton("取消", self)
        self._build()
        self._connect()
        self._read(None)

    def _build(self) -> None:
        for page in (self.reading, self.refused, self.password, self.bench):
            self.stack.addWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.LARGE, tokens.MEDIUM, tokens.LARGE, tokens.MEDIUM)
        box.setSpacing(tokens.SMALL)
        box.addWidget(self.stack, 1)
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        row.addWidget(self.sum, 1)
        for button in (self.errors_button, self.good_button, self.all_button, self.cancel_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        box.addLayout(row)
        self._ready(None)
        around = self.parentWidget()
        if around is not None:
            room = around.window().size()
            placing.fit(self, max(room.width() - 40, 900), max(room.height() - 48, 560))

    def _connect(self) -> None:
        self.bench.corrected.connect(self._recognise)
        self.bench.answered.connect(self._replan)
        self.bench.entered_for.connect(self._enter_for)
        self.bench.said.connect(self.sum.setText)
        self.bench.layouts_wanted.connect(self._manage)
        self.bench.sheet.wanted.connect(self._look)
        self._glimpsed.connect(self._on_glimpse)
        self._looked.connect(self.bench.sheet.take)
        self.password.given.connect(self._read)
        self.refused.again.connect(partial(self._read, None))
        self.all_button.clicked.connect(partial(self.apply, False))
        self.good_button.clicked.connect(partial(self.apply, True))
        self.errors_button.clicked.connect(self._save_errors)
        self.cancel_button.clicked.connect(self.reject)
        for keys, act in (
            ("Ctrl+Return", self._on_ctrl_enter),
            ("F6", self._next_part),
            ("F8", partial(self._next_finding, 1)),
            ("Shift+F8", partial(self._next_finding, -1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(act)
        self._shell.themed.connect(self.bench.update)

    # --- reading -------------------------------------------------------------------------------------------------

    def _run(
        self,
        title: str,
        work: Callable[[Progress, Stop], object],
        done: Callable[[object], None],
        failed: Callable[[BaseException], None] | None = None,
        *,
        quiet: bool = True,
    ) -> Task:
        """Run work on the data thread; closing the wizard drops its result."""
        held: list[Task] = []

        def finish(act: Callable[..., None], *result: object) -> None:
            self._tasks.discard(held[0])
            act(*result)

        def fail(error: BaseException) -> None:
            if held[0].stop.is_set():  # closing stopped it: the wizard may be gone, and nobody waits for it any more
                feedback.note(error)
            else:
                finish(failed or self._on_failed, error)

        task = self._shell.tasks.run(
            title,
            work,
            partial(finish, done),
            fail,
            workspace=self._workspace,
            quiet=quiet,
        )
        held.append(task)
        self._tasks.add(task)
        return task

    def _read(self, password: str | None) -> None:
        self._turn(self.reading)
        self.reading.begin()
        session = self.session

        def work(progress: Progress, _stop: Stop) -> State:
            first = session.begin(password)
            if first is not None:
                self._look_at_once(first.sheets)
                self._tell(self._glimpsed, first)
            self._look_at_once(session.open(password))
            return session.recognise(progress)

        self._run("读取表格", work, self._show, quiet=False)

    def _look_at_once(self, sheets: Sequence[SheetOutline]) -> None:
        """The upper rows of the first sheets, so that there is something to see; on the data thread."""
        for one in [one for one in sheets if one.last_row][:AT_ONCE]:
            self._tell(self._looked, one.name, 0, self.session.look(one.name, 1, BLOCK))

    @staticmethod
    def _tell(signal: SignalInstance, *what: object) -> None:
        """Called on the data thread, where the wizard may be gone by now."""
        with suppress(RuntimeError):
            signal.emit(*what)

    def _recognise(self) -> None:
        """Recognise again with what was said; the sheet stays in sight."""
        self._ready(None)
        self.sum.setText("正在按您的改正重新识别……")
        self._run("重新识别", lambda progress, _stop: self.session.recognise(progress), self._show)

    def _replan(self) -> None:
        self._run("重新对照名单", lambda _progress, _stop: self.session.replan(), self._show)

    def _enter_for(self, unit: str) -> None:
        self.session.enter_for(unit)
        self._ready(None)
        self._replan()

    def _look(self, sheet: str, block: int) -> None:
        first = block * BLOCK + 1
        self._run(
            "读取原表",
            lambda _progress, _stop: self.session.look(sheet, first, first + BLOCK - 1),
            partial(self._on_look, sheet, block),
        )

    def _on_look(self, sheet: str, block: int, rows: object) -> None:
        self._looked.emit(sheet, block, rows)

    def _on_glimpse(self, state: State) -> None:
        """The first rows, while the rest is read."""
        if self.state is None and self.stack.currentWidget() is self.reading:
            self._turn(self.bench)
            self.bench.show_state(state)
            self.sum.setText("先看前面的行，其余各行正在读取……")

    def _turn(self, page: QWidget) -> None:
        """Another page of the wizard; only the sheet's page has something to write."""
        self.stack.setCurrentWidget(page)
        self.cancel_button.setText("关闭" if page is self.refused else "取消")
        for button in (self.errors_button, self.good_button, self.all_button):
            button.setVisible(page is self.bench)
        if page is not self.bench:
            self.sum.setText("")

    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, PasswordWanted):
            self._turn(self.password)
            self.password.ask(str(error))
        elif isinstance(error, QbsError):
            self._turn(self.refused)
            self.refused.tell(str(error))
        else:
            feedback.show(self, error)

    def _show(self, result: object) -> None:
        assert isinstance(result, State)  # noqa: S101
        self.state = result
        first = self.stack.currentWidget() is not self.bench
        self._turn(self.bench)
        self.bench.show_state(result)
        if not self._tasks or all(task.title == "读取原表" for task in self._tasks):
            self._ready(result.preview)
        if first or self.bench.sheet_view.hasFocus():
            self.bench.sheet_view.setFocus()
        if self._at is not None:
            sheet, row = self._at
            self._at = None
            QTimer.singleShot(0, self.bench, partial(self.bench.go, sheet, row))

    # --- what can be done ----------------------------------------------------------------------------------------

    def _ready(self, preview: Preview | None) -> None:
        stored = preview is not None and any(preview.count(action) for action in (Action.NEW, Action.CHANGED))
        bad = preview.rejected if preview is not None else False
        self.all_button.setEnabled(stored and not bad)
        self.all_button.setToolTip("有误的行改正以后才能全部写入；也可以只写无误的行。" if bad else "Ctrl+回车")
        self.good_button.setEnabled(stored and bad)
        self.good_button.setToolTip("有误的行留在工作清单“未导入”里，改好后再导入")
        self.errors_button.setEnabled(preview is not None and bool(preview.findings))
        self.errors_button.setToolTip("另存一份您的工作簿，错误处着色、加批注，并加一列可筛选的“错误说明”")
        if preview is not None:
            self.sum.setText(_in_all(preview))

    def _on_ctrl_enter(self) -> None:
        if self.all_button.isEnabled():
            self.apply(good_rows=False)

    def _next_part(self) -> None:
        """F6: tables, sheet, right pane, buttons, in turn."""
        bench = self.bench
        parts: list[QWidget] = [bench.tables_view, bench.bar.ledger, bench.sheet_view, bench.tabs.currentWidget()]
        now = self.focusWidget()
        at = next((n for n, one in enumerate(parts) if one is now or one.isAncestorOf(now)), -1)
        target = parts[(at + 1) % len(parts)]
        view = getattr(target, "view", target)
        view.setFocus(Qt.FocusReason.TabFocusReason)

    def _next_finding(self, way: int) -> None:
        self.bench.tabs.setCurrentWidget(self.bench.findings)
        self.bench.findings.step(way)

    def apply(self, good_rows: bool, *_checked: object) -> None:
        """Write everything, or the good rows; unanswered questions are asked about first."""
        state = self.state
        if state is None:
            return
        waiting = sum(one.row.asks and one.row.action is Action.NEW for one in questions(state.preview))
        if waiting and not feedback.ask(
            self,
            f"还有 {waiting} 行没有确认是不是名单里已有的，要按新增写入吗？",
            "如果其实是同一家、同一个项目，名单里会出现两行。可以先到“询问”里逐行回答。",
            yes="按新增写入",
        ):
            self.bench.tabs.setCurrentWidget(self.bench.questions)
            return
        self._shell.tasks.run(
            "导入",
            lambda _progress, _stop: self.session.apply(good_rows=good_rows),
            self._applied,
            self._not_applied,
            blocking=True,
            can_cancel=False,
        )

    def _not_applied(self, error: BaseException) -> None:
        """Nothing was stored; what changed meanwhile is read again."""
        feedback.show(self, error)
        if isinstance(error, QbsError):
            self._read(None)

    def _applied(self, result: ImportResult) -> None:
        self.result_of_import = result
        left = f"，有误未导入 {result.rejected} 行" if result.rejected else ""
        done = f"已代{result.preview.unit}录入" if result.preview.unit else "已导入"
        text = f"{done}：新增 {result.new} 行、变更 {result.changed} 行{left}。"
        self._shell.say(f"{text}可以用 Ctrl+Z 撤销。")
        if result.rejected and feedback.done(
            self, text, "未导入的行已列入工作清单；也可以导出一份标出错误的副本，改好后再导入一次。", "导出标错副本…"
        ):
            self._save_errors()
        window = self.parentWidget()
        self.accept()
        if any(
            one.indicator == UNSTATED for sheet in result.preview.sheets for row in sheet.rows for one in row.figures
        ):
            acts.ask_measure(self._workspace, window)

    def _save_errors(self) -> None:
        state, window = self.state, self.parentWidget()
        folder = feedback.pick_folder(self, "标错副本存到哪个文件夹", self._path.parent)
        if state is None or folder is None:
            return
        preview, password = state.preview, self.session.password

        def saved(copy: importing.ErrorsCopy) -> None:
            # The wizard may be gone by now: after 只写无误的行 it closes while the workbook is being written.
            text = "已另存一份标出错误的工作簿，您原来的文件没有改动。"
            detail = "\n".join((copy.path.name, *copy.lost))
            if feedback.done(window, text, detail, "打开所在文件夹"):
                acts.show_folder(copy.path.parent)

        self._shell.tasks.run(
            "导出标错副本",
            lambda _progress, _stop: importing.errors_copy(preview, folder, password),
            saved,
            can_cancel=False,
        )

    def _manage(self) -> None:
        dialog = LayoutsDialog(self._workspace, self)
        dialog.changed.connect(self._recognise)
        dialog.open()

    # --- leaving -------------------------------------------------------------------------------------------------

    def reject(self) -> None:
        """取消, Esc: corrections are not thrown away without a word."""
        session = self.session
        if (session.corrections or session.answers) and not feedback.ask(
            self, "要放弃这次导入吗？", "改过的对应关系和回答不会保留。", yes="放弃", no="继续导入"
        ):
            return
        super().reject()

    def done(self, result: int) -> None:
        """Closing stops the reading and ends its process."""
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()
        self.session.close()
        super().done(result)


def _in_all(preview: Preview) -> str:
    """What the two buttons would store: every table that was recognised, not only the one looked at."""
    tables = sum(one.ledger is not None for one in preview.sheets)
    kinds = (Action.NEW, Action.CHANGED, Action.UNCHANGED, Action.REJECTED)
    counts = "、".join(f"{kind.label} {preview.count(kind)} 行" for kind in kinds if preview.count(kind))
    missing = sum(len(one.not_in_file) for one in preview.sheets)
    rest = f"；名单有文件无 {missing} 行（保留）" if missing else ""
    if not counts:
        return "没有可以写入的行。"
    said = f"代{preview.unit}录入，" if preview.unit else ""
    return said + (f"{tables} 张表合计：{counts}" if tables > 1 else counts) + rest
