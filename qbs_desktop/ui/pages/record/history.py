"""History in the record panel (修改历史), and of one cell (本格历史): who, when, old → new, and from which cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from qbs_desktop.services import history
from qbs_desktop.services.cell import Cell
from qbs_desktop.services.history import CellChange, Entry
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.widgets.dialog import Dialog
from qbs_desktop.ui.widgets.parts import muted, named, note
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table
from qbs_desktop.ui.window import placing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qbs_desktop.services.workspace import Workspace

SHOWN, LINES = 12, 6


def add_history(box: QVBoxLayout, parent: QWidget, record_id: int, entries: Sequence[Entry]) -> None:
    """The newest operations on a record, each with its changes."""
    if not entries:
        box.addWidget(note("没有修改过。", parent))
    for entry in entries[:SHOWN]:
        own = entry.operation
        box.addWidget(note(" · ".join(one for one in (entry.at, own.user, own.title, own.source) if one), parent))
        lines = [line for line in entry.lines if line.record_id in (None, record_id)]
        said = [_sentence(line) for line in lines[:LINES]]
        if len(lines) > LINES:
            said.append(f"等 {len(lines)} 项")
        for words in said:
            text = QLabel(words, parent)
            text.setWordWrap(True)
            text.setIndent(10)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            box.addWidget(text)


def _sentence(line: history.ChangeLine) -> str:
    if not line.before and not line.after:
        return line.where
    source = f"（{line.source}）" if line.source else ""
    return f"{line.where}：{line.before or '空白'} → {line.after or '空白'}{source}"


class CellHistory(Dialog):
    """本格历史: every change of one cell, newest first."""

    def __init__(self, workspace: Workspace, title: str, cell: Cell, parent: QWidget) -> None:
        """Read and show; the cell is named in the title."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("本格历史")
        placing.fit(self, 760, 340)
        self.model: TextModel[CellChange] = TextModel(
            (
                TextColumn("时间", 140, lambda one: one.entry.at),
                TextColumn("改前", 120, _before),
                TextColumn("改后", 120, _after, colour=lambda _one: current().accent),
                TextColumn("操作人", 110, lambda one: one.entry.operation.user),
                TextColumn("操作、来源", 0, _how),
            ),
            self,
        )
        self.view = table(self.model, f"{title}的修改历史", self)
        self._what = muted("", self)
        self._what.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.addWidget(named(QLabel(title, self), "panelTitle"))
        box.addWidget(self.view, 1)
        box.addWidget(self._what)
        box.addWidget(buttons)
        self.view.selectionModel().currentRowChanged.connect(self._on_row)
        self.model.show_rows(history.of_cell(workspace, cell))
        if self.model.rows:
            self.view.selectRow(0)
        else:
            self._what.setText("这一格从建立数据文件以来没有填过，也没有改过。")

    def _on_row(self, now: QModelIndex, _before: QModelIndex) -> None:
        """The whole of the line, which may be longer than its columns."""
        one = self.model.rows[now.row()]
        own = one.entry.operation
        parts = (f"{own.user}@{own.machine}", own.title, one.source)
        self._what.setText(" · ".join(part for part in parts if part))


def _before(one: CellChange) -> str:
    return one.line.before or "（空白）"


def _after(one: CellChange) -> str:
    return one.line.after or "（空白）"


def _how(one: CellChange) -> str:
    return one.source or one.entry.operation.title
