"""One return (本份报表): its cover, what was found in it, its figures; adopt, send back, ask, give a receipt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.db.collation import Received
from qbs_desktop.domain.finding import Grade
from qbs_desktop.exchange.sealed import sealing
from qbs_desktop.services.collating import findings, receiving, rejecting, revising, tracing
from qbs_desktop.services.collating.board import Place
from qbs_desktop.services.collating.findings import ReturnFinding
from qbs_desktop.services.collating.history_words import STATES
from qbs_desktop.services.collating.revising import Correction
from qbs_desktop.services.collating.tracing import Origin
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import feedback
from qbs_desktop.ui.shell import Shell
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.tasks import Task
from qbs_desktop.ui.widgets.parts import Elided, named, primary
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table

_WAS = 4
"""The column with what the revision before said."""


@dataclass(frozen=True, slots=True)
class _Shown:
    findings: list[ReturnFinding]
    origins: list[Origin]
    correction: Correction | None = None


def _grade_colour(one: ReturnFinding) -> str:
    return {"error": current().error, "query": current().query}.get(one.grade.value, current().hint)


class ReturnPane(QWidget):
    """The return under the board's cursor."""

    adopt_wanted = Signal()
    reject_wanted = Signal()
    ask_wanted = Signal()
    receipt_wanted = Signal()

    def __init__(self, workspace: Workspace, shell: Shell, parent: QWidget) -> None:
        """Build without a return."""
        super().__init__(parent)
        self._workspace, self._shell = workspace, shell
        self._task: Task | None = None
        self.place: Place | None = None
        self.received: Received | None = None
        self._shown = _Shown([], [])
        self._compared = 0
        self._before: dict[tuple[str, ...], str] = {}
        self.cover, self.proof = Elided("", self), named(Elided("", self), "muted")
        self.found: TextModel[ReturnFinding] = TextModel(
            (
                TextColumn("级别", 52, lambda one: one.grade.label, colour=_grade_colour),
                TextColumn("审核结果", 0, lambda one: one.message, least=180),
            ),
            self,
        )
        self.origins: TextModel[Origin] = TextModel(
            (
                TextColumn("工作表", 78, lambda one: one.sheet),
                TextColumn("单元格", 60, lambda one: one.cell),
                TextColumn("对象", 176, _name),
                TextColumn("指标", 154, lambda one: one.label),
                TextColumn("上一版", 108, self._was, right=True),
                TextColumn("报送的数", 108, lambda one: one.value, right=True, colour=self._changed_colour),
                TextColumn("核实说明", 0, lambda one: one.note),
            ),
            self,
        )
        self.findings_view = table(self.found, "这份报表的审核结果", self, breaking=(1,))
        self.origins_view = table(self.origins, "这份报表的数，可多选后退回或询问", self)
        self.only_changed = QCheckBox(self)
        self.only_changed.toggled.connect(self._filter)
        self.origins_view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.adopt = primary("采用(&U)", self)
        self.reject = QPushButton("退回(&J)…", self)
        self.ask = QPushButton("询问(&K)…", self)
        self.receipt = QPushButton("出回执(&M)…", self)
        self.enter = QPushButton("代录(&L)…", self)
        self.enter.setToolTip("这个单位没有报表、只发来普通表格的，把表格导入到它名下；不算已报")
        for button, signal in (
            (self.adopt, self.adopt_wanted),
            (self.reject, self.reject_wanted),
            (self.ask, self.ask_wanted),
            (self.receipt, self.receipt_wanted),
        ):
            button.clicked.connect(signal)
        self.enter.clicked.connect(self._enter_for)
        self.findings_view.doubleClicked.connect(self._to_cell)
        self._build()
        self.show_place(None)

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(tokens.SMALL)
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(self.cover)
        told.addWidget(self.proof)
        buttons.addLayout(told, 1)
        for button in (self.enter, self.receipt, self.ask, self.reject, self.adopt):
            buttons.addWidget(button)
        figures = QWidget(self)
        left = QVBoxLayout(figures)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(tokens.TINY)
        left.addWidget(self.only_changed)
        left.addWidget(self.origins_view, 1)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(figures)
        split.addWidget(self.findings_view)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.SMALL, 0, 0)
        column.setSpacing(tokens.SMALL)
        column.addLayout(buttons)
        column.addWidget(split, 1)

    # --- showing -----------------------------------------------------------------------------------------------

    def show_place(self, place: Place | None) -> None:
        """Show the newest return of a cell of the board."""
        self.place = place
        self.received = place.newest if place is not None else None
        one = self.received
        if self._task is not None:
            self._task.cancel()
        self._show_rows(_Shown([], []))
        state = one.state if one is not None else ""
        self.adopt.setEnabled(state == "pending")
        self.reject.setEnabled(state in {"pending", "adopted", "altered"} and not (one is not None and one.sent_back))
        self.ask.setEnabled(state in {"pending", "adopted"})
        self.receipt.setEnabled(state in {"pending", "adopted"})
        self.enter.setEnabled(place is not None and one is None)
        if one is None:
            words = _without_return(place) if place else ""
            self.cover.setText(words or "在上面选择一个单位和报告期，这里显示那份报表。")
            self.proof.setText("")
            return
        self.cover.setText(f"{one.title}　{STATES[one.state]}{_marks(one)}")
        self.proof.setText(_proof(one))
        workspace = self._workspace
        self._task = self._shell.tasks.run(
            "读取报表",
            lambda _progress, _stop: _look(workspace, one),
            self._show,
            workspace=workspace,
        )

    def _enter_for(self) -> None:
        """Pick ordinary workbooks and import them as the unit's (代录)."""
        from qbs_desktop.ui.importing.several import Several

        if self.place is None:
            return
        name = self.place.unit.name
        if paths := feedback.pick_files(self, f"选择{name}发来的表格", feedback.WORKBOOKS):
            Several(self._shell, self.window(), paths, unit=name)

    def _show(self, shown: _Shown) -> None:
        self._task = None
        self._show_rows(shown)

    def _show_rows(self, shown: _Shown) -> None:
        """Show findings and figures; of a correction that waits, at first those that it changed."""
        self._shown, found = shown, shown.correction
        changes = found.changes if found is not None else ()
        self._before = {_place(one.place): one.before for one in changes}
        self.only_changed.setVisible(found is not None)
        self.only_changed.setEnabled(bool(changes))
        if found is not None:
            earlier = f"第 {found.earlier.revision} 版"
            words = f"只看比{earlier}改动的 {len(changes)} 处(&V)" if changes else f"比{earlier}没有改动"
            self.only_changed.setText(words)
        self.origins_view.setColumnHidden(_WAS, found is None)
        one = self.received
        if one is not None and found is not None and one.id != self._compared:
            self._compared = one.id
            with QSignalBlocker(self.only_changed):
                self.only_changed.setChecked(bool(changes) and one.state == "pending")
        self.found.show_rows(shown.findings)
        self._filter()

    def _filter(self, *_on: bool) -> None:
        """All figures, or what the correction changed: figures, other cells, rows that came and went."""
        found = self._shown.correction
        only = self.only_changed.isChecked() and found is not None
        self.origins.show_rows([one.place for one in found.changes] if only and found else self._shown.origins)

    def _was(self, one: Origin) -> str:
        return self._before.get(_place(one), "")

    def _changed_colour(self, one: Origin) -> str:
        return current().query if _place(one) in self._before else ""

    def chosen(self) -> list[Origin]:
        """The figures that are selected, else the one that the selected finding is about."""
        rows = sorted({index.row() for index in self.origins_view.selectionModel().selectedRows()})
        if rows:
            return [self.origins.rows[row] for row in rows]
        found = self._finding()
        return [] if found is None else [origin for origin in self.origins.rows if _about(found, origin)]

    def reason(self) -> str:
        """The reason that the selected finding gives for sending its cell back; empty without one."""
        found = self._finding()
        return found.reason if found is not None and any(_about(found, origin) for origin in self.chosen()) else ""

    def _finding(self) -> ReturnFinding | None:
        row = self.findings_view.currentIndex().row()
        return self.found.rows[row] if 0 <= row < len(self.found.rows) else None

    def _to_cell(self) -> None:
        """From a finding to its figure."""
        wanted = self._finding()
        for at, origin in enumerate(self.origins.rows if wanted is not None else ()):
            if wanted is not None and _about(wanted, origin):
                self.origins_view.selectRow(at)
                self.origins_view.setFocus(Qt.FocusReason.OtherFocusReason)
                return


def _place(one: Origin) -> tuple[str, ...]:
    return one.sheet, one.uid, one.column, one.period, one.kind


def _about(found: ReturnFinding, origin: Origin) -> bool:
    return bool(found.cell) and (found.sheet, found.cell) == (origin.sheet, origin.cell)


def _look(workspace: Workspace, one: Received) -> _Shown:
    if one.state == "altered":
        origins = rejecting.altered_origins(workspace, one)
        found = [
            ReturnFinding(
                Grade.ERROR, "return.altered", each.sheet, each.cell, each.value, each.note, each.uid, "number"
            )
            for each in origins
        ]
        return _Shown(found, origins)
    said = receiving.opened(workspace, one)
    origins = list(tracing.origins(workspace, one, said))
    return _Shown(findings.of(workspace, one.id, said), origins, revising.correction(workspace, one, said))


def _name(one: Origin) -> str:
    return one.name if one.counted else f"　其中：{one.name}"


def _proof(one: Received) -> str:
    when: Callable[[str], str] = lambda text: f"{datetime.fromisoformat(text):%m-%d %H:%M}" if text else "——"  # noqa: E731
    parts = [
        f"{'导出后被改动' if one.state == 'altered' else '封签完整'}，校验码 {sealing.short(one.digest)}",
        f"导出 {when(str(one.facts.get('exported', '')))}，接收 {when(one.at)}",
        one.file,
    ]
    return "　·　".join(parts)


def _marks(one: Received) -> str:
    marks = (("空表", one.empty), ("迟报", one.late), ("草稿，未上报", bool(one.facts.get("draft"))))
    return "".join(f"（{word}）" for word, told in marks if told)


def _without_return(place: Place) -> str:
    how = f"没有报表，由本级代录：{'、'.join(place.entered)}" if place.entered else place.arrival.label
    return f"{place.unit.name}{place.period.label()}{how}。"
