"""Editors of a cell: one line, one line with a list of usual words, several units, several lines of text."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QStringListModel, Qt, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QFrame, QLineEdit, QPlainTextEdit, QWidget

from qbs_desktop.ui.grid.column import Editor, GridColumn, R
from qbs_desktop.ui.grid.order import matches

_FRAME = "border: 2px solid palette(highlight); border-radius: 0;"


class LineEditor(QLineEdit):
    """One line."""

    def __init__(self, parent: QWidget, *, framed: bool = False) -> None:
        """`framed` for a field of a form, which looks like any other one."""
        super().__init__(parent)
        if not framed:
            self.setFrame(False)
            self.setStyleSheet(
                "QLineEdit { border: 2px solid palette(highlight); border-radius: 0; padding: 0; min-height: 0; }"
            )
            self.setTextMargins(2, 0, 2, 0)


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


class _Words(QCompleter):
    """Usual words that contain what is typed, or whose 拼音首字母 do; `several` completes the last unit of a list."""

    def __init__(self, words: tuple[str, ...], editor: QLineEdit, *, several: bool) -> None:
        super().__init__(editor)
        self._several = several
        self._words = words
        self._editor = editor
        self._found = QStringListModel(list(words), self)
        self.setModel(self._found)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setMaxVisibleItems(12)

    def splitPath(self, path: str) -> list[str]:
        """Choose the words that fit before Qt shows them."""
        typed = path.replace(",", "、").replace("，", "、").rpartition("、")[2] if self._several else path
        self._found.setStringList([word for word in self._words if not typed or matches(word, typed.strip())])
        return [""]

    def pathFromIndex(self, index: object) -> str:
        """Put the word in place of what was typed; units before it stay."""
        word = super().pathFromIndex(index)  # type: ignore[arg-type]
        if not self._several:
            return word
        head, mark, _tail = self._editor.text().replace(",", "、").replace("，", "、").rpartition("、")
        return head + mark + word


class WordEditor(LineEditor):
    """One line with usual words; any other word may be typed too."""

    def __init__(self, words: tuple[str, ...], parent: QWidget, *, several: bool = False, framed: bool = False) -> None:
        super().__init__(parent, framed=framed)
        self._completer = _Words(words, self, several=several)
        self.setCompleter(self._completer)
        self._completer.popup().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Tab in the open list take the word and go on as in the cell, with one key."""
        if event.type() == QEvent.Type.KeyPress:
            key = cast("QKeyEvent", event)
            if key.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self.take()
                QCoreApplication.sendEvent(self, QKeyEvent(key.type(), key.key(), key.modifiers(), key.text()))
                return True
        return super().eventFilter(watched, event)

    def open_words(self) -> None:
        """Show every word (Alt+↓)."""
        self._completer.setCompletionPrefix("")
        self._completer.complete()

    @property
    def popup_open(self) -> bool:
        """Whether the list of words is on screen."""
        return self._completer.popup().isVisible()

    def take(self) -> None:
        """Take the word marked in the list, if any."""
        popup = self._completer.popup()
        if popup.isVisible():
            index = popup.currentIndex()
            if index.isValid():
                self.setText(self._completer.pathFromIndex(index))
            popup.hide()


class TextEditor(QPlainTextEdit):
    """Several lines: Alt+Enter breaks the line, as in Excel."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.Box)
        self.setStyleSheet(f"QPlainTextEdit {{ {_FRAME} padding: 1px; }}")
        self.setTabChangesFocus(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


def create(column: GridColumn[R], parent: QWidget) -> QWidget:
    """The editor of a column."""
    editor: QWidget
    match column.editor:
        case Editor.LONG:
            editor = TextEditor(parent)
        case Editor.CHOICE | Editor.UNITS if column.options:
            editor = WordEditor(column.options, parent, several=column.editor is Editor.UNITS)
        case _:
            editor = LineEditor(parent)
    if column.number is not None and isinstance(editor, QLineEdit):
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
    editor.setAutoFillBackground(True)
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


def choosing(editor: QObject) -> bool:
    """Whether arrows now belong to a list of words."""
    return isinstance(editor, WordEditor) and editor.popup_open


def accept_choice(editor: QObject) -> None:
    """Take a marked word before the cell is stored."""
    if isinstance(editor, WordEditor):
        editor.take()


def alt_key(editor: QObject, key: Qt.Key) -> bool:
    """Alt+Enter breaks the line, Alt+↓ opens the words."""
    if isinstance(editor, QPlainTextEdit) and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        editor.insertPlainText("\n")
        return True
    if isinstance(editor, WordEditor) and key == Qt.Key.Key_Down:
        editor.open_words()
        return True
    return False
