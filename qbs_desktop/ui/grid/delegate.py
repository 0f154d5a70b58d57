"""Paints the grid's cells and opens the editor that suits a column."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPolygon, QStaticText
from PySide6.QtWidgets import QAbstractItemDelegate, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qbs_desktop.ui.grid import editors
from qbs_desktop.ui.grid.colours import Colours, colours
from qbs_desktop.ui.grid.column import Editor, R
from qbs_desktop.ui.grid.model import GridModel, Index
from qbs_desktop.ui.grid.order import NOT_APPLICABLE

if TYPE_CHECKING:
    from qbs_desktop.ui.grid.view import GridView

_SIDE = 6
_LAID_KEPT = 6_000
_CORNER = 8
_INDENT = 14
_CHILD = "其中："
_MOVES = {
    Qt.Key.Key_Return: (1, 0),
    Qt.Key.Key_Enter: (1, 0),
    Qt.Key.Key_Tab: (0, 1),
    Qt.Key.Key_Backtab: (0, -1),
}
_ARROWS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class GridDelegate(QStyledItemDelegate):
    """One delegate for every column; what differs is the column's editor."""

    def __init__(self, model: GridModel[R], view: GridView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._view = view
        self._tone: Colours = colours()
        self._laid: dict[tuple[str, int, bool], QStaticText] = {}
        self.replacing = False

    def refresh_look(self) -> None:
        """Follow a change of theme or text size."""
        self._tone = colours()
        self._laid.clear()

    # --- painting ----------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Background by state, text by type, and a coloured corner for a finding."""
        line, at = index.row(), index.column()
        model, tone = self._model, self._tone
        rect: QRect = option.rect  # type: ignore[attr-defined]
        column = model.columns[at]
        text = model.text(line, at)
        wrong = model.wrong_at(line, at)
        mark = model.mark_at(line, at)
        depth = model.depth_at(line)
        if self._selected(line, at):
            painter.fillRect(rect, tone.selected)
        elif wrong is not None:
            painter.fillRect(rect, tone.wrong)
        elif mark is not None:
            painter.fillRect(rect, tone.tints[mark.grade])
        elif not model.editable(line, at):
            painter.fillRect(rect, tone.readonly)
        elif depth:
            painter.fillRect(rect, tone.child)
        if text or (depth and column.tree):
            colour = tone.wrong_text if wrong is not None else tone.computed if column.readonly else tone.text
            self._paint_text(painter, rect, line, at, text, colour, number=column.number is not None and wrong is None)
        if mark is not None:
            self._corner(painter, rect, tone.marks[mark.grade])
        if (line, at) == self._view.current_place:
            painter.setPen(tone.accent)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))

    def _selected(self, line: int, at: int) -> bool:
        return any(top <= line <= bottom and left <= at <= right for top, bottom, left, right in self._view.spans)

    def _paint_text(
        self, painter: QPainter, rect: QRect, line: int, at: int, text: str, colour: QColor, *, number: bool
    ) -> None:
        column = self._model.columns[at]
        left, right = rect.left() + _SIDE, rect.right() - _SIDE
        if column.tree and (depth := self._model.depth_at(line)):
            left += _INDENT * (depth - 1)
            child = self._layout(_CHILD, right - left)
            painter.setPen(self._tone.faint)
            painter.drawStaticText(QPointF(left, self._top(rect, child)), child)
            left += int(child.size().width())
        if column.light is not None:
            self._light(painter, rect, line, at)
            left += 13
        room = right - left
        laid = self._layout(text, room, number=number)
        width = laid.size().width()
        centred = text == NOT_APPLICABLE
        x = left + (room - width) / 2 if centred else right - width if number else left
        painter.setPen(self._tone.faint if centred else colour)
        painter.drawStaticText(QPointF(x, self._top(rect, laid)), laid)

    @staticmethod
    def _top(rect: QRect, laid: QStaticText) -> float:
        return rect.top() + (rect.height() - laid.size().height()) / 2

    def _layout(self, text: str, room: int, *, number: bool = False) -> QStaticText:
        """A laid out text, cut to its room. A number is never cut: it turns to ####, as in Excel."""
        key = (text, room, number)
        found = self._laid.get(key)
        if found is None:
            metrics = self._view.fontMetrics()
            shown = text
            if metrics.horizontalAdvance(text) > room:
                if number and text != NOT_APPLICABLE:
                    shown = "#" * max(room // max(metrics.horizontalAdvance("#"), 1), 1)
                else:
                    shown = metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, room)
            if len(self._laid) > _LAID_KEPT:
                self._laid.clear()
            found = self._laid[key] = QStaticText(shown)
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            found.prepare(font=self._view.font())
        return found

    def _light(self, painter: QPainter, rect: QRect, line: int, at: int) -> None:
        light, row = self._model.columns[at].light, self._model.row_at(line)
        name = light(row) if light is not None and row is not None else ""
        if name:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._tone.lights[name])
            painter.drawEllipse(QPointF(rect.left() + _SIDE + 5, rect.center().y() + 0.5), 4.5, 4.5)
            painter.restore()

    @staticmethod
    def _corner(painter: QPainter, rect: QRect, colour: QColor) -> None:
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        right, top = rect.right() + 1, rect.top()
        corner = [QPoint(right - _CORNER, top), QPoint(right, top), QPoint(right, top + _CORNER)]
        painter.drawPolygon(QPolygon(corner))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Wide enough for the whole text, for a double click on the column's edge."""
        text = self._model.text(index.row(), index.column())
        extra = _INDENT * self._model.depth_at(index.row()) + 40 if self._model.columns[index.column()].tree else 0
        return QSize(self._view.fontMetrics().horizontalAdvance(text) + 18 + extra, 24)

    # --- editing -----------------------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """The column's editor; over a frozen column it belongs on top of the frozen part."""
        column = self._model.columns[index.column()]
        frozen = self._view.frozen
        editor = editors.create(column, frozen.viewport() if index.column() < frozen.count else parent)
        record_id = self._model.id_at(index.row())
        if record_id is not None and isinstance(editor, editors.LineEditor):
            editor.watch(self._model.typing, record_id, column)
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
        """Over the cell; an editor of several lines grows downward."""
        frozen = self._view.frozen
        within = frozen.visualRect if index.column() < frozen.count else self._view.visualRect
        rect = within(index)
        if self._model.columns[index.column()].editor is Editor.LONG:
            rect.setSize(QSize(max(rect.width(), 320), max(rect.height(), 108)))
            parent = editor.parentWidget()
            if parent is not None:
                rect.moveRight(min(rect.right(), max(parent.width() - 2, rect.width())))
                rect.moveBottom(min(rect.bottom(), max(parent.height() - 2, rect.height())))
        editor.setGeometry(rect)

    def eventFilter(self, object: QObject, event: QEvent) -> bool:  # noqa: A002
        """Keys inside the editor: Enter and Tab store and move as in Excel; Esc gives up."""
        if event.type() == QEvent.Type.KeyPress and isinstance(object, QWidget):
            key = cast("QKeyEvent", event)
            if self._editor_key(object, key):
                return True
        return super().eventFilter(object, event)

    def _editor_key(self, editor: QWidget, event: QKeyEvent) -> bool:
        pressed = Qt.Key(event.key())
        if editors.choosing(editor) and pressed in (*_ARROWS, Qt.Key.Key_Escape):
            return False
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        step = None if alt else _MOVES.get(pressed)
        if step is None and self.replacing and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            step = _ARROWS.get(pressed)
        if step is None:
            return alt and editors.alt_key(editor, pressed)
        down, right = step
        if pressed in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            down = -1
        editors.accept_choice(editor)
        self._take(editor)
        self._view.step(down, right)
        return True

    def _take(self, editor: QWidget) -> None:
        """Close the editor, then hand its text over: storing may read the whole list afresh."""
        index, words = self._view.currentIndex(), editors.text(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._model.setData(index, words)
