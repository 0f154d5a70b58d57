"""Duplicates (重复填报): rows of two units that are one or may be one; the clerk decides about likeness."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from qbs_desktop.services.collating.duplicates import Duplicate
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.parts import muted
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table


class DuplicatesPane(QWidget):
    """The list and the two answers."""

    merge_wanted = Signal()
    part_wanted = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        """Build empty."""
        super().__init__(parent)
        self.found: TextModel[Duplicate] = TextModel(
            (
                TextColumn("名单", 80, lambda one: workspace.ledgers[one.ledger].label),
                TextColumn("依据", 80, lambda one: "代码相同" if one.by == "code" else "名称相近"),
                TextColumn("合计", 90, lambda one: "只计一次" if one.settled else "都计入了"),
                TextColumn("情况", 0, lambda one: one.sentence),
            ),
            self,
        )
        self.view = table(self.found, "重复填报", self)
        self.note = muted("", self)
        self.merge = QPushButton("是同一个，只计一次(&B)", self)
        self.part = QPushButton("不是同一个，都计入(&D)", self)
        self.merge.clicked.connect(self.merge_wanted)
        self.part.clicked.connect(self.part_wanted)
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        row.addWidget(self.note, 1)
        row.addWidget(self.merge)
        row.addWidget(self.part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.SMALL, 0, 0)
        column.setSpacing(tokens.SMALL)
        column.addLayout(row)
        column.addWidget(self.view, 1)
        self.view.selectionModel().currentRowChanged.connect(self._judge)

    def show_found(self, found: list[Duplicate]) -> None:
        """Show other duplicates."""
        self.found.show_rows(found)
        self.note.setText(
            "代码相同的自动只计一次；名称相近的请核实后回答。" if found else "没有发现两个单位填报同一企业或项目。"
        )
        if found:
            self.view.selectRow(0)
        self._judge(QModelIndex(), QModelIndex())

    def current(self) -> Duplicate | None:
        """The selected line."""
        row = self.view.currentIndex().row()
        return self.found.rows[row] if 0 <= row < len(self.found.rows) else None

    def _judge(self, _now: QModelIndex, _before: QModelIndex) -> None:
        one = self.current()
        self.merge.setEnabled(one is not None and not one.settled)
        self.part.setEnabled(one is not None)
