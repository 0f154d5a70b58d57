"""Opens the editor that suits a column and listens to its keys; `painting` paints the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qbs_desktop.ui.grid import keys
from qbs_desktop.ui.grid.column import NEW_ROW, Editor, R
from qbs_desktop.ui.grid.editing import editors
from qbs_desktop.ui.grid.model import GridModel, Index
from qbs_desktop.ui.grid.painting import INDENT

if TYPE_CHECKING:
    from qbs_desktop.ui.grid.view import GridView


_LONG_SIZE = QSize(320, 108)
"""Room for a text of several lines; its left edge stays the cell's, so that it is seen which cell is typed in."""


class GridDelegate(QStyledItemDelegate):
    """One delegate for every column; what differs is the column's editor."""

    def __init__(self, model: GridModel[R], view: GridView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._view = view
        self.replacing = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Wide enough for the whole text, for a double click on the column's edge."""
        text = self._model.text(index.row(), index.column())
        column = self._model.columns[index.column()]
        width = self._view.fontMetrics().horizontalAdvance
        extra = INDENT * self._model.depth_at(index.row()) + 40 if column.tree else 0
        if column.number is not None:
            extra += self._view.painting.points.shift(column.id, text, width)
        return QSize(width(text) + 18 + extra, 24)

    # --- editing -----------------------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """The column's editor, over the whole cell in sight; a frozen column's belongs on top of the frozen part."""
        self._view.scrollTo(index)
        column = self._model.columns[index.column()]
        frozen = self._view.frozen
        editor = editors.create(column, frozen.viewport() if index.column() < frozen.count else parent)
        editors.watch(editor, self._model.typing, self._model.id_at(index.row()) or NEW_ROW, column)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Open with the text as it stands, also a wrong one. What is being typed is never written over."""
        if not editor.property("opened"):
            editor.setProperty("opened", True)
            editors.set_text(editor, self._model.text(index.row(), index.column()))

    def setModelData(self, editor: QWidget, model: QObject, index: Index) -> None:
        """Hand the text over; the page decides whether it is a value."""
        self._model.setData(index, editors.text(editor))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Over the cell; an editor of several lines grows down and right, where there is no room below also upward."""
        frozen = self._view.frozen
        within = frozen.visualRect if index.column() < frozen.count else self._view.visualRect
        rect = within(index)
        if self._model.columns[index.column()].editor is Editor.LONG:
            parent = editor.parentWidget() or self._view.viewport()
            wide = min(_LONG_SIZE.width(), parent.width() - 2 - rect.left())
            high = min(_LONG_SIZE.height(), parent.height() - 2)
            rect.setSize(rect.size().expandedTo(QSize(wide, high)))
            if rect.bottom() > parent.height() - 2:
                rect.moveBottom(parent.height() - 2)
        editor.setGeometry(rect)

    def eventFilter(self, object: QObject, event: QEvent) -> bool:  # noqa: A002
        """Keys inside the editor: Enter and Tab store and move as in Excel; Esc gives up."""
        if event.type() == QEvent.Type.KeyPress and isinstance(object, QWidget):
            key = cast("QKeyEvent", event)
            if self._editor_key(object, key):
                return True
        return super().eventFilter(object, event)

    def _editor_key(self, editor: QWidget, event: QKeyEvent) -> bool:
        pressed, modifiers = keys.pressed(event)
        if editors.popup_key(editor, event):
            return True
        if modifiers & keys.ALT:
            return editors.alt_key(editor, pressed)
        if pressed in keys.ENTER and modifiers == keys.CTRL:
            editors.accept_choice(editor)
            self._close(editor)
            self._view.blocks.put_everywhere(editors.text(editor))
            return True
        arrow = pressed in keys.ARROWS and self.replacing and not modifiers & keys.SHIFT
        if not (pressed in keys.ENTER or pressed in keys.TABS or arrow):
            return False
        editors.accept_choice(editor)
        self._take(editor)
        self._view.travel.key(pressed, modifiers)
        return True

    def _take(self, editor: QWidget) -> None:
        """Close the editor, then hand its text over: storing may read the whole list afresh."""
        index, words = self._view.currentIndex(), editors.text(editor)
        self._close(editor)
        self._model.setData(index, words)

    def _close(self, editor: QWidget) -> None:
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)
