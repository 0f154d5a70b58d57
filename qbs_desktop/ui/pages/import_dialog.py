"""导入: what a workbook would change, in four colours, before anything is changed; then all of it, or the good rows.

The clerk sees per sheet what it was recognised as, may correct list, unit and period, and reads each finding with its
cell. Nothing is stored until one of the two buttons is pressed, and then it is one step that can be undone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.domain.indicators import UNSTATED
from qbs_desktop.domain.period import Period
from qbs_desktop.services import importing
from qbs_desktop.services.import_preview import Action, Preview, SheetPreview
from qbs_desktop.services.importing import ImportResult
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import acts, feedback, placing
from qbs_desktop.ui.pages.finding_look import GRADE_ICONS, colour
from qbs_desktop.ui.pages.import_rows import ABSENT, Shown, columns, tint
from qbs_desktop.ui.shell import Shell
from qbs_desktop.ui.style import icons, tokens
from qbs_desktop.ui.tasks import Stop, Task
from qbs_desktop.ui.widgets.parts import muted, primary
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table

AUTO = "自动"
UNITS = ("亿元", "万元", "元")


class ImportDialog(QDialog):
    """The import of one workbook."""

    def __init__(self, workspace: Workspace, shell: Shell, path: Path, parent: QWidget) -> None:
        """Build and start reading in the background."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"导入　{path.name}")
        self.setModal(True)
        self._workspace, self._shell, self._path = workspace, shell, path
        self._task: Task | None = None
        self.preview: Preview | None = None
        self._kind = ""
        placing.fit(self, 1120, 680)
        self.sheet = _picker("工作表", self)
        self.ledger = _picker("导入到", self)
        self.unit = _picker("金额单位", self)
        self.period = _picker("报告期", self)
        self._head = muted("", self)
        self._sum = muted("", self)
        self._bar = QProgressBar(self, textVisible=False)
        self._bar.setAccessibleName("读取进度")
        self._filters: dict[str, QToolButton] = {}
        self._filter_row = QHBoxLayout()
        self.rows: TextModel[Shown] = TextModel((), self)
        self.findings: TextModel[SheetFinding] = TextModel(
            (
                TextColumn("级别", 78, lambda one: one.grade.label, colour=lambda one: colour(one.grade), icon=_icon),
                TextColumn("单元格", 66, lambda one: one.cell),
                TextColumn("原值", 150, lambda one: one.value),
                TextColumn("原因和办法", 0, lambda one: one.message),
            ),
            self,
        )
        self._rows_view = table(self.rows, "导入预览", self)
        self._rows_view.setAlternatingRowColors(False)
        self._rows_view.setShowGrid(True)
        self._findings_view = table(self.findings, "导入中的问题", self)
        self.all_button = primary("全部导入", self)
        self.good_button = QPushButton("只导入正确的行", self)
        self.errors_button = QPushButton("导出错误说明…", self)
        self.cancel_button = QPushButton("取消", self)
        self._build()
        self._connect()
        self._read()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.LARGE, tokens.LARGE, tokens.LARGE, tokens.LARGE)
        column.setSpacing(tokens.SMALL)
        row = QHBoxLayout()
        row.setSpacing(tokens.MEDIUM)
        for label, picker in (
            ("工作表", self.sheet),
            ("导入到", self.ledger),
            ("金额单位", self.unit),
            ("报告期", self.period),
        ):
            form = QFormLayout()
            form.setContentsMargins(0, 0, 0, 0)
            form.addRow(label, picker)
            row.addLayout(form)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._head)
        column.addWidget(self._bar)
        self._filter_row.setSpacing(tokens.TINY)
        column.addLayout(self._filter_row)
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.addWidget(self._rows_view)
        splitter.addWidget(self._findings_view)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([420, 150])
        splitter.setChildrenCollapsible(False)
        column.addWidget(splitter, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.errors_button)
        buttons.addStretch(1)
        buttons.addWidget(self._sum)
        for button in (self.cancel_button, self.good_button, self.all_button):
            buttons.addWidget(button)
        column.addLayout(buttons)
        self._fill_pickers()
        self._ready(on=False)

    def _fill_pickers(self) -> None:
        self.sheet.setMinimumWidth(220)
        self.sheet.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.ledger.addItem("自动识别", None)
        for ledger in self._workspace.ledgers.values():
            self.ledger.addItem(ledger.label, ledger.id)
        self.unit.addItem("按表头", None)
        for unit in UNITS:
            self.unit.addItem(unit, unit)
        self.period.addItem("按表头", None)
        self.period.addItem(self._shell.period.label(), self._shell.period)

    def _connect(self) -> None:
        self.sheet.activated.connect(self._on_sheet)
        for picker in (self.ledger, self.unit, self.period):
            picker.activated.connect(self._on_wish)
        self._findings_view.doubleClicked.connect(self._on_finding)
        self.all_button.clicked.connect(partial(self._apply, False))
        self.good_button.clicked.connect(partial(self._apply, True))
        self.errors_button.clicked.connect(self._save_errors)
        self.cancel_button.clicked.connect(self.reject)

    # --- reading -----------------------------------------------------------------------------------------------

    def _read(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._ready(on=False)
        self._bar.setRange(0, 0)
        self._bar.show()
        self._head.setText("正在读取……")
        workspace, path = self._workspace, self._path
        ledger: str | None = self.ledger.currentData()
        unit: str | None = self.unit.currentData()
        period: Period | None = self.period.currentData()
        sheet = self._sheet_name() if ledger else None

        def work(progress: Callable[[int, int], None], stop: Stop) -> Preview:
            wish = importing.Wish(ledger, sheet, period, unit)
            return importing.preview(workspace, path, wish, progress=progress, cancel=stop)

        self._task = self._shell.tasks.run("读取表格", work, self._show, self._refused, workspace=workspace)

    def _sheet_name(self) -> str | None:
        if self.preview is None or self.sheet.currentIndex() < 0:
            return None
        return self.preview.sheets[self.sheet.currentIndex()].sheet

    def _on_wish(self, _index: int) -> None:
        self._read()

    def _refused(self, error: BaseException) -> None:
        self._task = None
        self._bar.hide()
        if isinstance(error, QbsError):
            self._head.setText(str(error))
            self.cancel_button.setText("关闭")
        else:
            feedback.show(self, error)

    def _show(self, preview: Preview) -> None:
        self._task = None
        self._bar.hide()
        kept = self._sheet_name()
        self.preview = preview
        self.sheet.clear()
        for one in preview.sheets:
            words = f"{one.label}，把握 {one.score:.0%}" if one.ledger else "没有认出"
            self.sheet.addItem(f"{one.sheet}（{words}）")
        best = max(range(len(preview.sheets)), key=lambda n: _worth(preview.sheets[n]), default=0)
        names = [one.sheet for one in preview.sheets]
        self.sheet.setCurrentIndex(names.index(kept) if kept in names else best)
        self._ready(on=True)
        self._on_sheet(self.sheet.currentIndex())

    def _ready(self, *, on: bool) -> None:
        preview = self.preview if on else None
        stored = preview is not None and any(preview.count(action) for action in (Action.NEW, Action.CHANGED))
        bad = preview is not None and preview.rejected
        self.all_button.setEnabled(stored and not bad)
        self.all_button.setToolTip("有误的行改正以后才能全部导入。" if bad else "")
        self.good_button.setEnabled(stored and bad)
        self.good_button.setVisible(preview is None or bad)
        self.errors_button.setEnabled(preview is not None and bool(preview.findings))
        self._sum.setText(_in_all(preview) if preview is not None else "")

    # --- showing -----------------------------------------------------------------------------------------------

    def current_sheet(self) -> SheetPreview | None:
        """The sheet looked at."""
        if self.preview is None or not 0 <= self.sheet.currentIndex() < len(self.preview.sheets):
            return None
        return self.preview.sheets[self.sheet.currentIndex()]

    def _on_sheet(self, _index: int) -> None:
        one = self.current_sheet()
        if one is None:
            return
        parts = [one.title] if one.title else []
        if one.header_rows:
            first, last = one.header_rows
            parts.append(f"表头第 {first} 行" if first == last else f"表头第 {first}—{last} 行")
        if one.ledger:
            parts.append(f"金额单位：{one.amount_unit or '未写明'}")
            left = [letter for letter, target in one.columns.items() if target is None]
            if left:
                parts.append(f"没有对应的列：{'、'.join(left)}（不导入）")
        else:
            parts.append("这张表没有认出来，不会导入；可以在“导入到”里指定名单。")
        self._head.setText("　".join(parts))
        self.findings.show_rows(sorted(one.all_findings(), key=lambda f: list(Grade).index(f.grade)))
        self._show_filters(one)
        self._show_rows(one)

    def _show_filters(self, one: SheetPreview) -> None:
        from qbs_desktop.ui.widgets.parts import clear

        clear(self._filter_row)
        self._filters.clear()
        counts = [("", "全部", len(one.rows) + len(one.not_in_file))]
        counts += [(action.value, action.label, one.count(action)) for action in Action if one.count(action)]
        counts.append((ABSENT, "文件里没有（保留不动）", len(one.not_in_file)))
        for key, label, count in counts:
            if key and not count:
                continue
            button = QToolButton(self)
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setText(f"{label} {count}")
            button.setAccessibleName(f"只看{label}")
            button.setChecked(key == self._kind)
            back = tint(key)
            if back:
                button.setStyleSheet(f"QToolButton {{ background: {back}; }}")
            button.clicked.connect(partial(self._pick, key))
            self._filters[key] = button
            self._filter_row.addWidget(button)
        if self._kind not in self._filters:
            self._kind = ""
            self._filters[""].setChecked(True)
        self._filter_row.addStretch(1)

    def _pick(self, key: str, *_checked: object) -> None:
        self._kind = key
        one = self.current_sheet()
        if one is not None:
            self._show_rows(one)

    def _show_rows(self, one: SheetPreview) -> None:
        shown = [Shown(row, row.name) for row in one.rows] + [Shown(None, gone.name) for gone in one.not_in_file]
        if self._kind:
            shown = [line for line in shown if line.kind == self._kind]
        self.rows.beginResetModel()
        self.rows.columns = columns(self._workspace, one)
        self.rows.rows = shown
        self.rows.endResetModel()
        for number, column in enumerate(self.rows.columns):
            self._rows_view.setColumnWidth(number, column.width)

    def _on_finding(self, index: QModelIndex) -> None:
        cell = self.findings.rows[index.row()].cell
        digits = "".join(letter for letter in cell if letter.isdigit())
        for number, line in enumerate(self.rows.rows):
            if line.row is not None and str(line.row.row) == digits:
                self._rows_view.selectRow(number)
                self._rows_view.scrollTo(self.rows.index(number, 0))

    # --- acts --------------------------------------------------------------------------------------------------

    def _apply(self, good_rows: bool, *_checked: object) -> None:
        preview, workspace = self.preview, self._workspace
        if preview is None:
            return
        self._shell.tasks.run(
            "导入",
            lambda _progress, _stop: importing.apply(workspace, preview, good_rows=good_rows),
            self._applied,
            blocking=True,
            can_cancel=False,
        )

    def _applied(self, result: ImportResult) -> None:
        left = f"，有误未导入 {result.rejected} 行" if result.rejected else ""
        text = f"已导入：新增 {result.new} 行、变更 {result.changed} 行{left}。"
        self._shell.say(f"{text}可以用 Ctrl+Z 撤销。")
        if result.rejected and feedback.done(
            self, text, "未导入的行可以导出一份标出错误的工作簿，改好后再导入一次。", "导出错误说明…"
        ):
            self._save_errors()
        window = self.parentWidget()
        self.accept()
        if any(
            one.indicator == UNSTATED for sheet in result.preview.sheets for row in sheet.rows for one in row.figures
        ):
            acts.ask_measure(self._workspace, window)

    def _save_errors(self) -> None:
        preview, window = self.preview, self.parentWidget()
        folder = feedback.pick_folder(self, "错误说明存到哪个文件夹", self._path.parent)
        if preview is None or folder is None:
            return

        def saved(path: Path) -> None:
            # The dialog may be gone by now: after 只导入正确的行 it closes while the workbook is being written.
            text = "已另存一份标出错误的工作簿，您原来的文件没有改动。"
            if feedback.done(window, text, str(path.name), "打开所在文件夹"):
                acts.show_folder(path.parent)

        self._shell.tasks.run(
            "导出错误说明",
            lambda _progress, _stop: importing.errors_workbook(preview, folder),
            saved,
            can_cancel=False,
        )

    def done(self, result: int) -> None:
        """Closing stops the reading."""
        if self._task is not None:
            self._task.cancel()
        super().done(result)


def _picker(name: str, parent: QWidget) -> QComboBox:
    made = QComboBox(parent)
    made.setAccessibleName(name)
    return made


def _worth(one: SheetPreview) -> tuple[bool, int]:
    return one.ledger is not None, one.count(Action.NEW) + one.count(Action.CHANGED) + one.count(Action.REJECTED)


def _in_all(preview: Preview) -> str:
    """What the two buttons would store: every sheet that was recognised, not only the one looked at."""
    sheets = sum(one.ledger is not None for one in preview.sheets)
    kinds = (Action.NEW, Action.CHANGED, Action.REJECTED)
    counts = "、".join(f"{kind.label} {preview.count(kind)} 行" for kind in kinds if preview.count(kind))
    return f"{sheets} 张工作表合计：{counts}" if sheets > 1 and counts else counts


def _icon(one: SheetFinding) -> QIcon:
    return icons.icon(GRADE_ICONS[one.grade], colour(one.grade))
