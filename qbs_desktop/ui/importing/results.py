"""What a table would change (四色预览): new, changed, unchanged, rejected, and what only the list has."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from qbs_desktop.services.incoming.import_preview import Action, SheetPreview
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.importing.preview_rows import ABSENT, Shown, columns, tint
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.parts import clear
from qbs_desktop.ui.widgets.table import TextModel, table

_ORDER = (Action.REJECTED, Action.NEW, Action.CHANGED, Action.UNCHANGED)
_REST = "rest"
_ACROSS = 4
"""Filters in one line; the pane is narrow on a small screen."""


class Results(QWidget):
    """Filters with counts over the rows. `row_chosen` names a row of the file."""

    row_chosen = Signal(int)

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        """Build empty."""
        super().__init__(parent)
        self._workspace = workspace
        self._one: SheetPreview | None = None
        self.kind = ""
        self.filters: dict[str, QToolButton] = {}
        self._row = QGridLayout()
        self._row.setSpacing(2)
        self._row.setColumnStretch(_ACROSS, 1)
        self.rows: TextModel[Shown] = TextModel((), self)
        self.view = table(self.rows, "导入预览", self)
        self.view.setAlternatingRowColors(False)
        self.view.setShowGrid(True)
        self.view.selectionModel().currentChanged.connect(self._on_row)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, tokens.SMALL, 0, 0)
        box.setSpacing(tokens.TINY)
        box.addLayout(self._row)
        box.addWidget(self.view, 1)

    def show_table(self, one: SheetPreview | None) -> None:
        """Show another table, or the same one planned anew; the filter stays."""
        self._one = one
        clear(self._row)
        self.filters.clear()
        if one is None:
            self.rows.show_rows([])
            return
        rest = len(one.rows) - sum(one.count(kind) for kind in _ORDER)
        counts = [("", "全部", len(one.rows) + len(one.not_in_file))]
        counts += [(kind.value, kind.label, one.count(kind)) for kind in _ORDER]
        counts += [(ABSENT, "名单有文件无", len(one.not_in_file)), (_REST, "其他行", rest)]
        shown = [self._button(key, label, count) for key, label, count in counts if count or not key]
        for number, button in enumerate(shown):
            self._row.addWidget(button, number // _ACROSS, number % _ACROSS)
        if self.kind not in self.filters:
            self.kind = ""
            self.filters[""].setChecked(True)
        self._show_rows()

    def _button(self, key: str, label: str, count: int) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setAutoExclusive(True)
        button.setText(f"{label} {count}")
        button.setAccessibleName(f"只看{label}")
        button.setChecked(key == self.kind)
        if key == ABSENT:
            button.setToolTip("名单里有、这个文件里没有的行：只列出，不删除")
        back = tint(key)
        if back:
            button.setStyleSheet(f"QToolButton:!checked {{ background: {back}; }}")
        button.clicked.connect(partial(self._pick, key))
        self.filters[key] = button
        return button

    def _pick(self, key: str, *_checked: object) -> None:
        self.kind = key
        self._show_rows()

    def _show_rows(self) -> None:
        one = self._one
        assert one is not None  # noqa: S101
        shown = [Shown(row, row.name) for row in one.rows] + [Shown(None, gone.name) for gone in one.not_in_file]
        if self.kind == _REST:
            known = {kind.value for kind in _ORDER} | {ABSENT}
            shown = [line for line in shown if line.kind not in known]
        elif self.kind:
            shown = [line for line in shown if line.kind == self.kind]
        self.rows.beginResetModel()
        self.rows.columns = columns(self._workspace, one)
        self.rows.rows = shown
        self.rows.endResetModel()
        for number, column in enumerate(self.rows.columns):
            self.view.setColumnWidth(number, column.width)

    def _on_row(self, index: QModelIndex, _before: QModelIndex) -> None:
        line = self.rows.rows[index.row()] if index.isValid() else None
        if line is not None and line.row is not None:
            self.row_chosen.emit(line.row.row)
