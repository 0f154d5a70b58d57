"""The record panel (记录详情) beside a list: every field of one row, its figures over time, findings, history."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent
from PySide6.QtWidgets import (
    QApplication,
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
from qbs_desktop.services.lists.waiting import Spot
from qbs_desktop.ui.grid.column import GridColumn, Outcome
from qbs_desktop.ui.grid.editing import editors
from qbs_desktop.ui.pages.waiting_cells import TypingKeeper
from qbs_desktop.ui.widgets.parts import clear, link

if TYPE_CHECKING:  # the rules load with the first record shown, not with the first list
    from qbs_desktop.services.checks.checking import CheckedFinding
    from qbs_desktop.services.lists.listing import Row
    from qbs_desktop.services.lists.record_card import RecordCard, Series
    from qbs_desktop.services.workspace import Notice, Workspace
    from qbs_desktop.ui.pages.record.attachments import AttachmentList
    from qbs_desktop.ui.shell import Shell

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

    typing = Signal(int, object, object)
    """What is being typed in a field: record, column, text; None when the field is left."""

    def __init__(self, host: CardHost, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setMinimumWidth(280)
        self.setAcceptDrops(True)
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
        self._jumps = QHBoxLayout()
        self._jumps.setContentsMargins(12, 0, 12, 4)
        self._jumps.setSpacing(14)
        box.addLayout(self._jumps)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it has the keys
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        box.addWidget(self._scroll, 1)
        self._later = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._later.timeout.connect(self._show_wanted)
        self.files: AttachmentList | None = None
        self._heads: dict[str, QLabel] = {}
        self._stop = host.workspace.listen(self._noticed)
        self.destroyed.connect(self._stop)
        keeper: TypingKeeper[Row] = TypingKeeper(host.workspace.waiting, self._spot, self)
        self.typing.connect(keeper.tell)
        self.hide()

    def _spot(self, record_id: int, column_id: str) -> Spot:
        return Spot(self.card.ledger.id if self.card is not None else "", record_id, column_id)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files from the desktop or a file manager as attachments."""
        from qbs_desktop.ui.pages.record.attachments import dropped

        if self.files is not None and dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Keep copies of the dropped files; the window does not take them for an import."""
        from qbs_desktop.ui.pages.record.attachments import dropped

        paths = dropped(event)
        if self.files is not None and paths:
            event.acceptProposedAction()
            self.files.add(paths)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: the record is read when the panel is shown again."""
        self._later.stop()
        super().hideEvent(event)

    def _noticed(self, notice: Notice) -> None:
        """An attachment came or went, perhaps by undo; everything else the page follows."""
        if self.files is not None and "attachment" in notice.tables and self.files.record_id in notice.subjects:
            self.files.refresh()

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
        """Whether somebody is at work in the panel: it must not be built anew under their hands."""
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def show_record(self, record_id: int | None) -> None:
        """Show a record; None clears the panel."""
        from qbs_desktop.services.lists import record_card

        self._later.stop()
        host = self._host
        place = self._scroll.verticalScrollBar().value()
        same = self.card is not None and self.card.record.id == record_id
        self.card, self.fields, self.files, self._heads = None, {}, None, {}
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
        self._offer_jumps()
        self._scroll.setWidget(inside)
        inside.setAutoFillBackground(False)
        if same:
            self._scroll.verticalScrollBar().setValue(place)

    # --- parts -------------------------------------------------------------------------------------------------

    def _fill(self, box: QVBoxLayout, inside: QWidget, card: RecordCard) -> None:
        from qbs_desktop.ui.pages.record.attachments import AttachmentList
        from qbs_desktop.ui.pages.record.history import add_history

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
                self._add_head(box, title, inside)
                self._add_series(box, inside, series)
        self._add_head(box, "附件", inside)
        self.files = AttachmentList(self._host.workspace, self._host.shell, card.record.id, inside)
        self.files.show_list(card.attachments)
        box.addWidget(self.files)
        self._add_head(box, "修改历史", inside)
        add_history(box, inside, card.record.id, card.history)

    def _add_head(self, box: QVBoxLayout, text: str, inside: QWidget) -> None:
        self._heads[text] = _head(text, inside)
        box.addWidget(self._heads[text])

    def _offer_jumps(self) -> None:
        """A long record: its parts by name, for the mouse and for Tab."""
        clear(self._jumps)
        for text in self._heads:
            button = link(text, self)
            button.setAccessibleName(f"转到{text}")
            button.clicked.connect(partial(self.show_part, text))
            self._jumps.addWidget(button)
        self._jumps.addStretch(1)

    def show_part(self, text: str, *_checked: object) -> None:
        """Bring a part of the record to the top; 附件 takes the keys."""
        self._scroll.verticalScrollBar().setValue(self._heads[text].y() - 4)
        if text == "附件" and self.files is not None:
            self.files.take_focus()

    def _form(self, inside: QWidget, card: RecordCard) -> QFormLayout:
        form = QFormLayout()
        form.setContentsMargins(0, 4, 0, 0)
        form.setVerticalSpacing(4)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for line in card.fields:
            column = self._host.card_column(line.field.id)
            if column is None:
                continue
            editor = editors.create(column, inside, framed=True)
            _fill_text(editor, self._host.card_waiting(card.record.id, column.id) or line.text)
            editor.setAccessibleName(line.label)
            told = column.told(line.text)
            editor.setToolTip(told or line.field.hint)
            editor.setAccessibleDescription(told)
            editor.setProperty("column", line.field.id)
            editor.installEventFilter(self)
            if isinstance(editor, QLineEdit):
                editor.editingFinished.connect(partial(self._store, line.field.id))
            if column.readonly and isinstance(editor, QLineEdit | QPlainTextEdit):
                editor.setReadOnly(True)
            editors.watch(editor, self.typing, card.record.id, column)
            self.fields[line.field.id] = editor
            label = QLabel(line.label, inside)
            label.setObjectName("muted")
            label.setWordWrap(True)
            label.setFixedWidth(label.fontMetrics().horizontalAdvance("汉" * _LABEL_WIDTH))
            form.addRow(label, editor)
            if told:
                form.addRow("", _note(told, inside))
        return form

    @staticmethod
    def _add_series(box: QVBoxLayout, inside: QWidget, found: Sequence[Series]) -> None:
        from qbs_desktop.ui.pages.record.sparkline import Sparkline

        for series in found:
            box.addWidget(_note(series.label, inside))
            box.addWidget(Sparkline(series, inside))

    def current_field(self) -> tuple[int, str, str] | None:
        """Record, field and label of the field that has the focus, for 本格历史."""
        if self.card is None:
            return None
        labels = {line.field.id: line.label for line in self.card.fields}
        found = next((name for name, field in self.fields.items() if field.hasFocus()), None)
        return (self.card.record.id, found, labels[found]) if found is not None else None

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
            self.typing.emit(card.record.id, column, None)
            return
        outcome = self._host.card_put(card.record.id, column, text)
        for wrong in outcome.wrong:
            editor.setToolTip(f"没有保存：{wrong.reason}")
            self._host.shell.say(f"没有保存：{wrong.reason}")
        self.show_soon(card.record.id)


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
