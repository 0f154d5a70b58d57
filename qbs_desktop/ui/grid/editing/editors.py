"""Editors of a cell and of a field in a form: which one a column gets, and what both kinds can be asked."""

from __future__ import annotations

from functools import partial
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QWidget

from qbs_desktop.ui.grid.column import Editor, GridColumn, R
from qbs_desktop.ui.grid.editing.offers import Aid, of_words
from qbs_desktop.ui.grid.editing.pickers import DateEditor, LineEditor, PickEditor, UnitsEditor

_FORM_HEIGHT = 64
_FRAME = "border: 2px solid palette(highlight); border-radius: 0;"


class _Watch(QObject):
    """Reports every change that the user makes in an editor, and None when the editor goes away.

    Computed cells follow what is being typed, and it is kept against a crash.
    """

    def __init__(self, editor: QWidget, typing: SignalInstance, record_id: int, column: GridColumn[R]) -> None:
        super().__init__(editor)
        self._editor = editor
        self._told = (typing, record_id, column)
        editor.installEventFilter(self)
        if isinstance(editor, QPlainTextEdit):
            editor.textChanged.connect(self._long_changed)
        elif isinstance(editor, QLineEdit):
            editor.textEdited.connect(self._tell)

    def _tell(self, text: str | None) -> None:
        signal, record_id, column = self._told
        signal.emit(record_id, column, text)

    def _long_changed(self) -> None:
        if cast("QPlainTextEdit", self._editor).document().isModified():  # or the text was only shown
            self._tell(text(self._editor))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The editor closes: what was typed is stored or given up."""
        if event.type() == QEvent.Type.Hide and not event.spontaneous():
            self._tell(None)
        return super().eventFilter(watched, event)


def watch(editor: QWidget, typing: SignalInstance, record_id: int, column: GridColumn[R]) -> None:
    """Have a signal of (record, column, text) tell what is being typed; see `_Watch`."""
    _Watch(editor, typing, record_id, column)


class TextEditor(QPlainTextEdit):
    """Several lines: Alt+Enter breaks the line, as in Excel; in a form Enter does, and Tab goes on."""

    def __init__(self, parent: QWidget, *, framed: bool = False) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(framed)
        if framed:
            self.setFixedHeight(_FORM_HEIGHT)
            return
        self.setFrameShape(QFrame.Shape.Box)
        self.setStyleSheet(f"QPlainTextEdit {{ {_FRAME} padding: 1px; }}")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


def create(column: GridColumn[R], parent: QWidget, *, framed: bool = False) -> QWidget:
    """The editor of a column; `framed` for a field of a form."""
    editor: QWidget
    offers = partial(of_words, column.options) if column.options and column.offers is None else column.offers
    aid = Aid(offers, column.closed, column.reading, column.spelled_out)
    match column.editor:
        case Editor.LONG:
            editor = TextEditor(parent, framed=framed)
        case Editor.UNITS:
            editor = UnitsEditor(aid, parent, framed=framed)
        case Editor.MONTH:
            editor = DateEditor(aid, parent, framed=framed)
        case _ if offers is not None or column.reading is not None:
            editor = PickEditor(aid, parent, framed=framed)
        case _:
            editor = LineEditor(parent, framed=framed)
    if column.number is not None and isinstance(editor, QLineEdit) and not framed:
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
    editor.setAutoFillBackground(not framed)
    return editor


def set_text(editor: QWidget, text: str) -> None:
    """Show a text and mark it all, so that typing replaces it."""
    if isinstance(editor, QLineEdit):
        editor.setText(text)
        editor.selectAll()
    elif isinstance(editor, QPlainTextEdit):
        editor.setPlainText(text)
        editor.selectAll()


def text(editor: QWidget) -> str:
    """What the editor holds."""
    if isinstance(editor, QPlainTextEdit):
        return editor.toPlainText()
    return cast("QLineEdit", editor).text()


def to_end(editor: QWidget) -> None:
    """Put the cursor behind the text (F2)."""
    if isinstance(editor, QLineEdit):
        editor.end(False)
    elif isinstance(editor, QPlainTextEdit):
        cursor = editor.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        editor.setTextCursor(cursor)


def popup_key(editor: QObject, event: QKeyEvent) -> bool:
    """Give a key to the list or calendar that is open under an editor; False when it is the editor's own.

    Esc closes the list; as in Excel it closes the editor too when nothing was typed in it.
    """
    if not isinstance(editor, PickEditor):
        return False
    leaving = event.key() == Qt.Key.Key_Escape and not editor.isModified()
    return editor.popup_key(event) and not leaving


def accept_choice(editor: QObject) -> None:
    """Take what is marked before the cell is stored."""
    if isinstance(editor, PickEditor):
        editor.take()


def open_popup(editor: QObject | None) -> None:
    """Alt+↓: open the list or calendar."""
    if isinstance(editor, PickEditor):
        editor.open_popup()


def alt_key(editor: QObject, key: Qt.Key) -> bool:
    """Alt+Enter breaks the line."""
    if isinstance(editor, QPlainTextEdit) and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        editor.insertPlainText("\n")
        return True
    return False
