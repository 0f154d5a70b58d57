"""The record panel (记录详情) beside a list: every field of one row, its figures over time, findings, history."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.ui.grid import editors
from qbs_desktop.ui.grid.column import Editor, GridColumn, Outcome
from qbs_desktop.ui.pages.lists_sparkline import Sparkline

if TYPE_CHECKING:  # the rules load with the first record shown, not with the first list
    from qbs_desktop.services.checking import CheckedFinding
    from qbs_desktop.services.listing import Row
    from qbs_desktop.services.record_card import RecordCard, Series
    from qbs_desktop.services.workspace import Workspace
    from qbs_desktop.ui.shell import Shell

_HISTORY = 12
_LINES = 6
_LABEL_WIDTH = 7
_PAUSE_MS = 120


class CardHost(Protocol):
    """The page beside which the panel stands: a list, or 月度填报."""

    @property
    def workspace(self) -> Workspace:
        """The open file."""

    @property
    def shell(self) -> Shell:
        """The window."""

    @property
    def found(self) -> Sequence[CheckedFinding]:
        """The newest findings."""

    def toggle_card(self) -> None:
        """F4: show or hide the panel."""

    def card_column(self, field_id: str) -> GridColumn[Row] | None:
        """How a field is edited; None for one that is not shown."""

    def card_waiting(self, record_id: int, column_id: str) -> str:
        """The text of a field that could not be stored and waits to be corrected."""

    def card_put(self, record_id: int, column: GridColumn[Row], text: str) -> Outcome:
        """Store a field's text."""


class RecordPanel(QFrame):
    """Follows the current row. A field is stored when it is left, in the same way as in the grid."""

    def __init__(self, host: CardHost, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setMinimumWidth(280)
        self._host = host
        self.card: RecordCard | None = None
        self.fields: dict[str, QWidget] = {}
        self._wanted: int | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 6, 4)
        self.title = QLabel(self)
        self.title.setObjectName("panelTitle")
        self.title.setWordWrap(True)
        head.addWidget(self.title, 1)
        close = QToolButton(self)
        close.setText("关闭")
        close.setToolTip("关闭记录详情（F4）")
        close.clicked.connect(host.toggle_card)
        head.addWidget(close)
        box.addLayout(head)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        box.addWidget(self._scroll, 1)
        self._later = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._later.timeout.connect(self._show_wanted)
        self.hide()

    # --- following the grid ------------------------------------------------------------------------------------

    def show_soon(self, record_id: int | None) -> None:
        """Show a record once the cursor rests."""
        self._wanted = record_id
        self._later.start()

    def _show_wanted(self) -> None:
        typing = self.card is not None and self.card.record.id == self._wanted and self._typing()
        if not typing:
            self.show_record(self._wanted)

    def _typing(self) -> bool:
        return any(field.hasFocus() for field in self.fields.values())

    def show_record(self, record_id: int | None) -> None:
        """Show a record; None clears the panel."""
        from qbs_desktop.services import record_card

        self._later.stop()
        host = self._host
        place = self._scroll.verticalScrollBar().value()
        same = self.card is not None and self.card.record.id == record_id
        self.card, self.fields = None, {}
        try:
            if record_id is not None:
                self.card = record_card.card(host.workspace, record_id, host.shell.period, host.found)
        except QbsError as error:  # the row went away meanwhile
            host.shell.say(str(error))
        inside = QWidget(self)
        box = QVBoxLayout(inside)
        box.setContentsMargins(12, 4, 12, 12)
        box.setSpacing(6)
        if self.card is None:
            self.title.setText("记录详情")
            box.addWidget(_note("选中一行，这里显示它的全部内容。", inside))
        else:
            self._fill(box, inside, self.card)
        box.addStretch(1)
        self._scroll.setWidget(inside)
        inside.setAutoFillBackground(False)
        if same:
            self._scroll.verticalScrollBar().setValue(place)

    # --- parts -------------------------------------------------------------------------------------------------

    def _fill(self, box: QVBoxLayout, inside: QWidget, card: RecordCard) -> None:
        self.title.setText(card.record.name or f"未命名的{card.ledger.noun}")
        if card.parent:
            box.addWidget(_note(f"“{card.parent}”的其中项，不计入合计", inside))
        if card.children:
            box.addWidget(_note(f"其中项：{'、'.join(card.children)}", inside))
        for one in card.findings:
            said = f"（已说明：{one.sentence}）" if one.explained else ""
            box.addWidget(_note(f"【{one.finding.grade.label}】{one.finding.message}{said}", inside))
        box.addLayout(self._form(inside, card))
        for title, series in (("年度数据", card.years), ("月度数据", card.months)):
            if series:
                box.addWidget(_head(title, inside))
                self._add_series(box, inside, series)
        box.addWidget(_head("修改历史", inside))
        self._add_history(box, inside, card)

    def _form(self, inside: QWidget, card: RecordCard) -> QFormLayout:
        form = QFormLayout()
        form.setContentsMargins(0, 4, 0, 0)
        form.setVerticalSpacing(4)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for line in card.fields:
            column = self._host.card_column(line.field.id)
            if column is None:
                continue
            editor = _editor(column, inside)
            _fill_text(editor, self._host.card_waiting(card.record.id, column.id) or line.text)
            editor.setAccessibleName(line.label)
            advice = column.advice(line.text) if column.advice is not None and line.text else None
            editor.setToolTip(f"请核对：{advice}" if advice else line.field.hint)
            editor.setProperty("column", line.field.id)
            editor.installEventFilter(self)
            if isinstance(editor, QLineEdit):
                editor.editingFinished.connect(partial(self._store, line.field.id))
            self.fields[line.field.id] = editor
            label = QLabel(line.label, inside)
            label.setObjectName("muted")
            label.setWordWrap(True)
            label.setFixedWidth(label.fontMetrics().horizontalAdvance("汉" * _LABEL_WIDTH))
            form.addRow(label, editor)
        return form

    @staticmethod
    def _add_series(box: QVBoxLayout, inside: QWidget, found: Sequence[Series]) -> None:
        for series in found:
            box.addWidget(_note(series.label, inside))
            box.addWidget(Sparkline(series, inside))

    @staticmethod
    def _add_history(box: QVBoxLayout, inside: QWidget, card: RecordCard) -> None:
        if not card.history:
            box.addWidget(_note("没有修改过。", inside))
        for entry in card.history[:_HISTORY]:
            own = entry.operation
            box.addWidget(_note(" · ".join(one for one in (entry.at, own.user, own.title, own.source) if one), inside))
            lines = [line for line in entry.lines if line.record_id in (None, card.record.id)]
            said = [
                f"{line.where}：{line.before or '空白'} → {line.after or '空白'}"
                if line.before or line.after
                else line.where
                for line in lines[:_LINES]
            ]
            if len(lines) > _LINES:
                said.append(f"等 {len(lines)} 项")
            for words in said:
                text = QLabel(words, inside)
                text.setWordWrap(True)
                text.setIndent(10)
                box.addWidget(text)

    # --- storing -----------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A field of several lines is stored when it is left."""
        if event.type() == QEvent.Type.FocusOut and isinstance(watched, QPlainTextEdit):
            self._store(str(watched.property("column")))
        return super().eventFilter(watched, event)

    def _store(self, column_id: str) -> None:
        """Hand a changed text to the list, which stores it or marks the cell."""
        card, editor = self.card, self.fields.get(column_id)
        column = self._host.card_column(column_id)
        if card is None or editor is None or column is None:
            return
        text = editors.text(editor)
        before = next(line.text for line in card.fields if line.field.id == column_id)
        if text in (before, self._host.card_waiting(card.record.id, column.id)):
            return
        outcome = self._host.card_put(card.record.id, column, text)
        for wrong in outcome.wrong:
            editor.setToolTip(f"没有保存：{wrong.reason}")
            self._host.shell.say(f"没有保存：{wrong.reason}")
        self.show_soon(card.record.id)


def _editor(column: GridColumn[Row], parent: QWidget) -> QWidget:
    if column.editor is Editor.LONG:
        long = QPlainTextEdit(parent)
        long.setFixedHeight(64)
        long.setTabChangesFocus(True)
        return long
    if column.options:
        return editors.WordEditor(column.options, parent, several=column.editor is Editor.UNITS, framed=True)
    return QLineEdit(parent)


def _fill_text(editor: QWidget, text: str) -> None:
    if isinstance(editor, QPlainTextEdit):
        editor.setPlainText(text)
    elif isinstance(editor, QLineEdit):
        editor.setText(text)
        editor.setCursorPosition(0)


def _note(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setObjectName("note")
    label.setWordWrap(True)
    return label


def _head(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setObjectName("panelTitle")
    label.setContentsMargins(0, 8, 0, 0)
    return label
