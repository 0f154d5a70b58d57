"""The findings of a table (问题): each leads to its cell; the one in front is told in full below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QIcon, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qbs_desktop.domain.errors import quoting_briefly
from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.ui.pages.checks.finding_look import GRADE_ICONS, colour
from qbs_desktop.ui.style import icons, tokens
from qbs_desktop.ui.widgets.parts import muted
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, fit_lines, table

MOST = 200
"""Findings whose texts are shown in full."""


class FindingList(QWidget):
    """A table of findings, the gravest first. `chosen` names the cell to look at, `entered` the one to work on."""

    chosen = Signal(str)
    entered = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """Build empty."""
        super().__init__(parent)
        self.rows: TextModel[SheetFinding] = TextModel(
            (
                TextColumn("级别", 70, lambda one: one.grade.label, colour=lambda one: colour(one.grade), icon=_icon),
                TextColumn("单元格", 58, lambda one: one.cell),
                TextColumn("原因和办法", 0, lambda one: one.message),
            ),
            self,
        )
        self.view = table(self.rows, "导入中的问题", self)
        self.full = muted("", self)
        self.full.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.full.setMinimumHeight(54)
        self.full.setAlignment(Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, tokens.SMALL, 0, 0)
        box.setSpacing(tokens.SMALL)
        box.addWidget(self.view, 1)
        box.addWidget(self.full)
        self.view.setToolTip("回车转到原表上的这一格")
        self.view.selectionModel().currentChanged.connect(self._on_row)
        self.view.doubleClicked.connect(self._on_enter)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            enter = QShortcut(QKeySequence(key), self.view)
            enter.setContext(Qt.ShortcutContext.WidgetShortcut)
            enter.activated.connect(self._on_enter)

    def show_findings(self, findings: Sequence[SheetFinding]) -> None:
        """Show the findings of another table."""
        order = list(Grade)
        self.rows.show_rows(sorted(findings, key=lambda one: order.index(one.grade)))
        self.full.setText("" if findings else "没有问题。")
        self._fit()

    def step(self, way: int) -> None:
        """On to the next finding, or back; round at the ends."""
        if self.rows.rows:
            at = self.view.currentIndex().row()
            at = (at + way) % len(self.rows.rows) if at >= 0 else 0
            self.view.setCurrentIndex(self.rows.index(at, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Short lists show every word; long ones a line each, and the one in front below."""
        whole = len(self.rows.rows) <= MOST
        self.view.setWordWrap(whole)
        if whole:
            fit_lines(self.view, self.rows, (2,))
        else:
            self.view.verticalHeader().reset()
        self.full.setVisible(not whole or not self.rows.rows)

    def _on_row(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid():
            one = self.rows.rows[index.row()]
            value = quoting_briefly(f"“{one.value}”：") if one.value else ""
            self.full.setText(f"{one.cell}　{value}{one.message}")
            self.chosen.emit(one.cell)

    def _on_enter(self, *_index: QModelIndex) -> None:
        index = self.view.currentIndex()
        if index.isValid():
            self.entered.emit(self.rows.rows[index.row()].cell)


def _icon(one: SheetFinding) -> QIcon:
    return icons.icon(GRADE_ICONS[one.grade], colour(one.grade))
