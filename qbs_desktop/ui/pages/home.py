"""工作台: what is due, missing and behind in the period; each line leads to the place where it is dealt with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from qbs_desktop.db.submissions import Submission
from qbs_desktop.domain import amount
from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.finding import Grade, Place
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.progress import half_up
from qbs_desktop.domain.return_state import Stage
from qbs_desktop.services import fitting
from qbs_desktop.services.months import overview
from qbs_desktop.services.months.overview import Overview, Pace
from qbs_desktop.services.months.worklist import LedgerCount
from qbs_desktop.services.safety import backups
from qbs_desktop.services.workspace import Notice, Workspace
from qbs_desktop.ui import acts, feedback
from qbs_desktop.ui.dialogs.calendar import CalendarDialog
from qbs_desktop.ui.dialogs.worklist import CarryDialog, RejectedDialog
from qbs_desktop.ui.files import profile_fit
from qbs_desktop.ui.pages import LEDGER_PAGES
from qbs_desktop.ui.pages.home_lines import Line, board_lines, due_lines, lacking_word, returned_lines, rhythm_words
from qbs_desktop.ui.shell import Shell
from qbs_desktop.ui.style import icons, tokens
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.tasks import Task
from qbs_desktop.ui.widgets.pace import PaceBar
from qbs_desktop.ui.widgets.parts import Panel, clear, link, muted, named, note, page_title, primary

COUNTED = ("名单", "应填", "已填", "{}", "有审核问题", "申报")
"""Headings of 本期填报."""
RIGHT = Qt.AlignmentFlag.AlignRight


class HomePage(QWidget):
    """The first page of a file."""

    title = "工作台"

    def __init__(self, workspace: Workspace, shell: Shell) -> None:
        """Build the frame; the content is read in the background."""
        super().__init__()
        self.setObjectName("page")
        self._workspace, self._shell = workspace, shell
        self._stale = True
        self._task: Task | None = None
        self.overview: Overview | None = None
        self._heading = page_title("工作台", self)
        self._note = muted("", self)
        self._todo = Panel("待办", self)
        self._pace = Panel("年度计划完成", self)
        self._progress = Panel("本期填报", self)
        self._sizes = Panel("", self)
        self._state = Panel("报送与记录", self)
        self._stop = workspace.listen(self._on_changed)
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self._read)
        self._build()
        shell.period_changed.connect(self._on_period)
        shell.themed.connect(self._show_again)

    def _build(self) -> None:
        inside = named(QWidget(), "page")
        grid = QGridLayout()
        grid.setSpacing(tokens.LARGE)
        grid.addWidget(self._todo, 0, 0)
        grid.addWidget(self._pace, 0, 1)
        grid.addWidget(self._progress, 1, 0)
        grid.addWidget(self._state, 1, 1)
        grid.addWidget(self._sizes, 2, 0, 1, 2)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        column = QVBoxLayout(inside)
        column.setContentsMargins(tokens.HUGE, tokens.LARGE, tokens.HUGE, tokens.HUGE)
        column.setSpacing(tokens.MEDIUM)
        heading = QHBoxLayout()
        heading.addWidget(self._heading)
        heading.addSpacing(tokens.MEDIUM)
        heading.addWidget(self._note, 1)
        column.addLayout(heading)
        column.addLayout(grid)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it has the keys
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    # --- reading -----------------------------------------------------------------------------------------------

    def activate(self) -> None:
        """Come to the front: read anew if something changed."""
        if self._stale:
            self._again.start()

    def _on_changed(self, _notice: Notice) -> None:
        self._stale = True
        if self.isVisible():
            self._again.start()

    def _on_period(self) -> None:
        self._stale = True
        if self.isVisible():
            self._again.start()

    def _read(self) -> None:
        self._stale = False
        if self._task is not None:
            self._task.cancel()
        workspace, period = self._workspace, self._shell.period
        self._note.setText(f"{period.label()}")
        self._task = self._shell.tasks.run(
            "读取工作台",
            lambda progress, cancelled: overview.look(workspace, period, progress=progress, cancelled=cancelled),
            self._read_done,
            workspace=workspace,
        )

    def _read_done(self, found: Overview) -> None:
        self._shell.checked(found.found, found.period)
        self._show(found)

    def _show_again(self) -> None:
        if self.overview is not None:
            self._show(self.overview)

    def _show(self, found: Overview) -> None:
        self._task = None
        self.overview = found
        self._note.setText(f"{self._workspace.unit.name}　{found.period.label()}")
        self._show_todo(found)
        self._show_paces(found)
        self._show_progress(found)
        self._show_state(found)
        self._show_sizes(found)

    # --- panels ------------------------------------------------------------------------------------------------

    def lines(self, found: Overview) -> list[Line]:
        """What is to be done, most pressing first."""
        t = current()
        when = found.period.label()
        made = [*self._lost(), *returned_lines(found.given_back, self._shell), *due_lines(found.coming, self._shell)]
        made += [*self._misfit(), *board_lines(found.below, self._shell)]
        errors, queries = found.findings[Grade.ERROR], found.findings[Grade.QUERY]
        if errors:
            then = "本期已锁定，要改请先更正" if found.locked else "改正后才能上报"
            made.append(Line("error", t.error, f"强制审核结果 {errors} 条，{then}", "去审核", self._go("checks")))
        for one in found.missing:
            if one.missing and one.first is not None and not found.locked:
                text = f"{one.label}{when}还缺 {one.missing} 个数（应填 {one.expected} 个）"
                made.append(Line("month", t.query, text, "去填报", self._jump(one.first)))
        if queries:
            made.append(Line("query", t.query, f"核实审核结果 {queries} 条待说明", "去说明", self._go("checks")))
        for question in found.unstated:
            text = f"{question.label} {question.rows} 行没有写明口径（产值、营业收入……）"
            made.append(Line("query", t.hint, text, "去选定", self._ask_measure))
        if found.rejected:
            text = f"导入时有 {found.rejected} 行有误没有写入，等待处理"
            made.append(Line("import", t.query, text, "去处理", self._show_rejected))
        for late in found.behind:
            words = "、".join(
                f"{light} {count} 个" for light, count in (("红灯", late.red), ("黄灯", late.yellow)) if count
            )
            text = f"{late.label}落后序时进度：{words}"
            made.append(Line("warning", t.error if late.red else t.query, text, "看数据", self._jump(late.first)))
        if found.period.is_month and not found.empty and found.submission is None:
            made.append(Line("export", t.hint, f"{when}报表还没有导出", "去导出", self._go("returns")))
        year = self._workspace.year
        if year < date.today().year and not found.empty:
            made.append(Line("next", t.hint, f"名单可以结转到{year + 1}年", "去结转", self._carry))
        return made

    def _misfit(self) -> list[Line]:
        """A county's file under a city's profile."""
        profile = fitting.better(self._workspace)
        if profile is None:
            return []
        change = partial(profile_fit.change, self, self._workspace, profile)
        text = fitting.sentence(self._workspace, profile)
        return [Line("warning", current().query, text, profile_fit.CHANGE, change, profile_fit.WHY)]

    def _lost(self) -> list[Line]:
        """What a crash took although it had been saved: how much is known, which steps is not."""
        steps = self._workspace.store.lost_steps
        if not steps:
            return []
        text = f"上次没有正常退出，最后 {steps} 步操作丢失，请按历史补录其后填的数"
        return [Line("error", current().error, text, "看历史", self._go("history"))]

    def _open_calendar(self) -> None:
        CalendarDialog(self._workspace, self).open()

    def _ask_measure(self) -> None:
        acts.ask_measure(self._workspace, self)

    def _show_rejected(self) -> None:
        dialog = RejectedDialog(self._workspace, self._shell.period, self)
        dialog.open_wanted.connect(partial(acts.import_again, self._shell, self))
        dialog.open()

    def _carry(self) -> None:
        try:
            CarryDialog(self._workspace, self).open()
        except QbsError as error:
            feedback.show(self, error)

    def _go(self, page_id: str) -> Callable[[], object]:
        return partial(self._shell.show_page, page_id)

    def _jump(self, place: Place) -> Callable[[], object]:
        return partial(self._shell.jump, place)

    def _show_todo(self, found: Overview) -> None:
        clear(self._todo.body)
        if found.empty:
            for line in [*self._misfit(), *board_lines(found.below, self._shell)]:
                self._todo.body.addLayout(self._line(line))
            self._show_empty()
            return
        made = self.lines(found)
        for line in made:
            self._todo.body.addLayout(self._line(line))
        if not made:
            t = current()
            done = Line("done", t.good, "本期没有待办：数据齐全，没有未处理的审核结果。", "去报表", self._go("returns"))
            self._todo.body.addLayout(self._line(done))
        self._todo.body.addStretch(1)

    def _show_empty(self) -> None:
        body = self._todo.body
        body.addWidget(muted("名单还是空的。可以从已有的 Excel、WPS 表格导入，也可以直接在名单里录入。", self._todo))
        row = QHBoxLayout()
        button = primary("导入表格…", self._todo, "import")
        button.clicked.connect(partial(self._act, "import"))
        row.addWidget(button)
        if self._workspace.profile.collates:
            below = link("接收下级报表", self._todo)
            below.clicked.connect(self._go("collation"))
            row.addWidget(below)
        sample = link("先看示例数据", self._todo)
        sample.clicked.connect(partial(self._act, "sample"))
        for page_id, text in (("industry", "录入产业"), ("enterprise", "录入企业"), ("project", "录入项目")):
            other = link(text, self._todo)
            other.clicked.connect(self._go(page_id))
            row.addWidget(other)
        row.addWidget(sample)
        row.addStretch(1)
        body.addLayout(row)
        path = self._workspace.path
        kept = f"数据文件“{path.name}”和自动备份“{backups.folder_of(path).name}”在同一个文件夹里。"
        said = note(kept, self._todo)
        said.setToolTip(str(path))
        body.addWidget(said)
        folder = link("打开所在文件夹", self._todo)
        folder.setToolTip(str(path.parent))
        folder.clicked.connect(partial(self._act, "folder"))
        body.addWidget(folder, 0, Qt.AlignmentFlag.AlignLeft)
        body.addStretch(1)

    def _act(self, command: str, *_checked: object) -> None:
        action = getattr(self._shell, "actions_table", None)
        if action is not None:
            action.by_id[command].trigger()

    def _line(self, line: Line) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        mark = QLabel(self._todo)
        mark.setPixmap(icons.pixmap(line.icon, 20, line.colour))
        mark.setFixedWidth(24)
        text = QLabel(line.text, self._todo)
        text.setWordWrap(True)
        text.setToolTip(line.tip)
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        act = link(line.act, self._todo)
        act.setAccessibleName(f"{line.act}：{line.text}")
        act.clicked.connect(line.go)
        row.addWidget(mark)
        row.addWidget(text, 1)
        row.addWidget(act)
        return row

    def _show_paces(self, found: Overview) -> None:
        clear(self._pace.body)
        for pace in found.paces:
            bar = _bar(pace, self._pace)
            place = Place(pace.ledger, None, None, pace.indicator.id, found.period)
            bar.clicked.connect(self._jump(place))
            self._pace.body.addWidget(bar)
        if found.paces:
            self._pace.body.addWidget(note("只合计既有年度计划、又有本期累计的行；竖线为序时进度。", self._pace))
        else:
            self._pace.body.addWidget(
                muted("还没有可以比较的数：需要年度计划（目标）和本期累计。" if found.period.is_month else
                      "选择一个月份可以看到年度计划完成情况。", self._pace)
            )  # fmt: skip
        self._pace.body.addStretch(1)

    def _show_progress(self, found: Overview) -> None:
        """The month's work list in numbers, one line for each list; a number leads to its place."""
        clear(self._progress.body)
        if not found.counts:
            self._progress.body.addWidget(muted("选择一个月份可以看到各名单填了多少。", self._progress))
            self._progress.body.addStretch(1)
            return
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.LARGE)
        grid.setVerticalSpacing(tokens.TINY)
        lacking = lacking_word(locked=found.locked)
        for at, head in enumerate(COUNTED):
            side = RIGHT if 1 <= at <= 4 else Qt.AlignmentFlag(0)
            grid.addWidget(note(head.format(lacking), self._progress), 0, at, side)
        for line, count in enumerate(found.counts, 1):
            self._progress_line(grid, line, count, found)
        grid.setColumnStretch(5, 1)
        self._progress.body.addLayout(grid)
        every = link("看工作清单：缺哪些数、哪些有问题", self._progress)
        every.clicked.connect(self._open_worklist)
        self._progress.body.addWidget(every, 0, Qt.AlignmentFlag.AlignLeft)
        self._progress.body.addStretch(1)

    def _progress_line(self, grid: QGridLayout, line: int, count: LedgerCount, found: Overview) -> None:
        first = next((one.first for one in found.missing if one.ledger == count.ledger), None)
        name = link(count.label, self._progress)
        lacking = f"{lacking_word(locked=found.locked)} {count.missing}"
        name.setAccessibleName(f"{count.label}：应填 {count.expected}，已填 {count.filled}，{lacking}")
        name.clicked.connect(partial(self._open_month, count.ledger, found.period))
        grid.addWidget(name, line, 0)
        for at, number in enumerate((count.expected, count.filled), 1):
            grid.addWidget(QLabel(str(number), self._progress), line, at, RIGHT)
        self._progress_number(grid, line, 3, count.missing, self._jump(first) if first and not found.locked else None)
        self._progress_number(grid, line, 4, count.in_question, self._go("checks"))
        act = count.declaration
        words = (act.kind.label + (f"（{act.note}）" if act.note else "")) if act else ""
        grid.addWidget(muted(words, self._progress), line, 5)

    def _progress_number(
        self, grid: QGridLayout, line: int, at: int, number: int, go: Callable[[], object] | None
    ) -> None:
        if not number or go is None:
            grid.addWidget(QLabel(str(number), self._progress), line, at, RIGHT)
            return
        act = link(str(number), self._progress)
        act.setAccessibleName(f"{COUNTED[at]} {number}")
        act.clicked.connect(go)
        grid.addWidget(act, line, at, RIGHT)

    def _open_month(self, ledger_id: str, period: Period, *_checked: object) -> None:
        page: Any = self._shell.show_page("month")
        if page is not None:
            page.select(ledger_id, period)

    def _open_worklist(self) -> None:
        page: Any = self._shell.show_page("month")
        if page is not None:
            page.show_work()

    def _show_state(self, found: Overview) -> None:
        clear(self._state.body)
        sent = found.submission
        self._state.body.addWidget(QLabel(_return_words(sent), self._state))
        if found.last is not None:
            row = QHBoxLayout()
            last = QLabel(f"最近操作：{overview.local(found.last.at)}　{found.last.title}", self._state)
            last.setWordWrap(True)
            row.addWidget(last, 1)
            act = link("看历史", self._state)
            act.clicked.connect(self._go("history"))
            row.addWidget(act)
            self._state.body.addLayout(row)
        for text in rhythm_words(self._workspace):
            self._state.body.addWidget(note(text, self._state))
        act = link("报送日历", self._state)
        act.clicked.connect(self._open_calendar)
        self._state.body.addWidget(act, 0, Qt.AlignmentFlag.AlignLeft)
        self._state.body.addStretch(1)

    def _show_sizes(self, found: Overview) -> None:
        clear(self._sizes.body)
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.LARGE)
        grid.setVerticalSpacing(tokens.SMALL)
        for place, size in enumerate(found.sizes):
            cell = QHBoxLayout()
            cell.setSpacing(tokens.SMALL)
            number = QLabel(f"{size.rows}<span style='font-size:{tokens.TEXT}px'> {size.counter}</span>", self._sizes)
            number.setObjectName("pageTitle")
            cell.addWidget(number)
            act = link(size.label, self._sizes)
            act.clicked.connect(self._go(LEDGER_PAGES[size.ledger]))
            cell.addWidget(act)
            act.setToolTip(f"另有其中项 {size.children} 行，不计入" if size.children else "")
            cell.addStretch(1)
            grid.addLayout(cell, 0, place)
        self._sizes.body.addLayout(grid)
        self._sizes.body.addStretch(1)


def _return_words(sent: Submission | None) -> str:
    if sent is None:
        return "本期报表：还没有导出"
    state = "导出（草稿）" if sent.state is Stage.DRAFT else sent.state.label
    return f"本期报表：第 {sent.revision} 版{state}，{overview.local(sent.at)}"


def _bar(pace: Pace, parent: QWidget) -> PaceBar:
    unit = pace.indicator.unit
    done = pace.done.number() or Decimal(0)
    lead = pace.lead.number() or Decimal(0)
    words = f"超序时 {lead} 个百分点" if lead >= 0 else f"落后序时 {-lead} 个百分点"
    total, plan = (_shown(value, unit) for value in (pace.total, pace.plan))
    from fractions import Fraction

    due = half_up(Fraction(pace.month * 100, 12), 1)
    name = f"{pace.label.removesuffix('名单')}　{pace.indicator.label}"
    return PaceBar(name, f"{total} / {plan} {unit}（{pace.rows} 行）", done, due, words, parent)


def _shown(value: Decimal, unit: str) -> str:
    return amount.grouped(amount.in_unit(value, unit) if unit in amount.AMOUNT_UNITS else value, 2)
