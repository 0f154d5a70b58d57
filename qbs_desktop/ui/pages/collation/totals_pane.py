"""Totals (汇总数) of the window's period: from a total to its units, and from a unit to the cells it reported."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from qbs_desktop.domain.figure import Kind
from qbs_desktop.services.collating import totals, tracing
from qbs_desktop.services.collating.totals import Total, UnitShare
from qbs_desktop.services.collating.tracing import Origin, Share
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.shell import Shell
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.tasks import Task
from qbs_desktop.ui.widgets.parts import muted
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table


class TotalsPane(QWidget):
    """Three tables side by side, each about the selected line of the one before."""

    def __init__(self, workspace: Workspace, shell: Shell, parent: QWidget) -> None:
        """Build empty."""
        super().__init__(parent)
        self._workspace, self._shell = workspace, shell
        self._task: Task | None = None
        self.totals: TextModel[Total] = TextModel(
            (
                TextColumn("名单", 50, lambda one: workspace.ledgers[one.ledger].label.removesuffix("名单")),
                TextColumn("指标", 0, self._label, least=160),
                TextColumn("合计", 136, lambda one: totals.text(workspace, one.indicator, one.value), right=True),
                TextColumn("行数", 48, lambda one: str(one.count), right=True),
            ),
            self,
        )
        self.units: TextModel[UnitShare] = TextModel(
            (
                TextColumn("单位", 0, _unit, least=76),
                TextColumn("其中", 132, self._share, right=True),
                TextColumn("行数", 48, lambda one: str(one.count or ""), right=True),
            ),
            self,
        )
        self.origins: TextModel[Origin] = TextModel(
            (
                TextColumn("对象", 0, lambda one: one.name if one.counted else f"　其中：{one.name}", least=150),
                TextColumn("报送的数", 100, lambda one: one.value, right=True),
                TextColumn("出处", 100, lambda one: f"{one.sheet} {one.cell}"),
                TextColumn("核实说明", 90, lambda one: one.note),
            ),
            self,
        )
        self.totals_view = table(self.totals, "汇总数", self)
        self.units_view = table(self.units, "各单位的数", self)
        self.origins_view = table(self.origins, "报表里的单元格", self)
        self.note = muted("", self)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        for view in (self.totals_view, self.units_view, self.origins_view):
            split.addWidget(view)
        split.setSizes([462, 290, 438])
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.SMALL, 0, 0)
        column.setSpacing(tokens.SMALL)
        column.addWidget(self.note)
        column.addWidget(split, 1)
        self.totals_view.selectionModel().currentRowChanged.connect(self._on_total)
        self.units_view.selectionModel().currentRowChanged.connect(self._on_unit)

    def _label(self, one: Total) -> str:
        words = f"{self._workspace.indicators[one.indicator].label} {one.period.label()}"
        return words + ("目标" if one.kind is Kind.TARGET else "")

    def _share(self, one: UnitShare) -> str:
        total = self._total()
        if total is None or not one.count:
            return f"{one.note}，未计入"
        return totals.text(self._workspace, total.indicator, one.value)

    def _total(self) -> Total | None:
        row = self.totals_view.currentIndex().row()
        return self.totals.rows[row] if 0 <= row < len(self.totals.rows) else None

    def show_totals(self, found: list[Total], label: str) -> None:
        """Show other totals; the first is selected."""
        at = self.totals_view.currentIndex().row()
        self.totals.show_rows(found)
        self.units.show_rows([])
        self.origins.show_rows([])
        self.note.setText(_words(found, label) if found else f"{label}还没有采用的报表，没有可以汇总的数。")
        if found:
            self.totals_view.selectRow(at if 0 <= at < len(found) else 0)

    def _on_total(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.origins.show_rows([])
        if now.isValid():
            self.units.show_rows(_lines(self.totals.rows[now.row()]))

    def _on_unit(self, now: QModelIndex, _before: QModelIndex) -> None:
        total = self._total()
        if total is None or not now.isValid():
            return
        if self._task is not None:
            self._task.cancel()
        workspace, unit = self._workspace, self.units.rows[now.row()].unit
        self._task = self._shell.tasks.run(
            "追溯",
            lambda _progress, _stop: tracing.shares(
                workspace, total.ledger, total.indicator, total.period, total.kind, unit=unit
            ),
            self._show,
            workspace=workspace,
        )

    def _show(self, shares: list[Share]) -> None:
        self._task = None
        self.origins.show_rows([origin for share in shares for origin in share.origins])
        earlier = [f"第 {one.revision} 版" for share in shares for one in share.earlier if one.state == "replaced"]
        if not shares:
            self.note.setText("这个数没有报表可追：是代录或在本级填的，在名单或月度填报里选中那一格看来自哪个文件。")
        else:
            kept = f"；以前的{'、'.join(earlier)}已被替换，仍保留" if earlier else ""
            self.note.setText(f"出自{shares[0].received.title}（{shares[0].received.file}）{kept}。{self._off_list()}")

    def _off_list(self) -> str:
        row = self.units_view.currentIndex().row()
        off = self.units.rows[row].off_list if 0 <= row < len(self.units.rows) else 0
        return f"有 {off} 行报送以后移出了名单，所报的数仍计在内。" if off else ""


def _lines(total: Total) -> list[UnitShare]:
    """The units of a total; below a month's, without a number, those of whom only the plan is known."""
    absent = total.plan_only if total.kind is Kind.ACTUAL else ()
    return [*total.shares, *(replace(one, count=0) for one in absent)]


def _unit(one: UnitShare) -> str:
    return f"{one.name}（{one.note}）" if one.note and one.count else one.name


def _words(found: list[Total], label: str) -> str:
    noted = "；".join(dict.fromkeys(one.note for one in found if one.note))
    off = max((one.off_list for one in found), default=0)
    gone = f"有 {off} 行报送以后移出了名单，所报的数仍计在内；“报表”页按现在的名单填的表里没有。" if off else ""
    gone += totals.plan_only_words(found)
    if noted:
        return f"{label}已采用报表的合计。{noted}：更正的一版采用后换成新数。{gone}"
    return gone or f"{label}已采用报表的合计；其中行和重复填报的不再相加。选择一行看各单位，再选单位看到单元格。"
