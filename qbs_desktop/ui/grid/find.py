"""Quick find (查找, Ctrl+F): text or 拼音首字母; Enter and F3 go on, Shift+Enter goes back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from qbs_desktop.ui.grid.order import matches
from qbs_desktop.ui.grid.view import GridView


class FindBar(QWidget):
    """A line over the grid, hidden until asked for."""

    def __init__(self, view: GridView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("查找：文字或拼音首字母")
        self.field.setClearButtonEnabled(True)
        self.field.setAccessibleName("查找")
        self.field.setFixedWidth(280)
        self.field.textEdited.connect(self._typed)
        self.field.installEventFilter(self)
        self.told = QLabel(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 4, 8, 4)
        line.addWidget(QLabel("查找", self))
        line.addWidget(self.field)
        for text, tip, action in (("上一个", "Shift+Enter", self.back), ("下一个", "Enter 或 F3", self.on)):
            button = QToolButton(self)
            button.setText(text)
            button.setToolTip(tip)
            button.clicked.connect(action)
            line.addWidget(button)
        line.addWidget(self.told)
        line.addStretch(1)
        self.hide()

    def open(self) -> None:
        """Show the line with the old text marked."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def leave(self) -> None:
        """Hide the line and go back to the grid."""
        self.hide()
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Shift+Enter walk through the hits; Esc closes."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F3):
                self._seek(-1 if shift else 1)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
        return super().eventFilter(watched, event)

    def on(self) -> None:
        """Next hit."""
        self._seek(1)

    def back(self) -> None:
        """Previous hit."""
        self._seek(-1)

    def _typed(self, _text: str) -> None:
        self._seek(1, here=True)

    def _seek(self, way: int, *, here: bool = False) -> None:
        wanted = self.field.text().strip()
        grid = self._view.grid
        columns = [at for at in range(len(grid.columns)) if not self._view.isColumnHidden(at)]
        cells = grid.shown() * len(columns)
        self.told.setText("")
        if not wanted or not cells:
            return
        line, at = max(self._view.current_place[0], 0), self._view.current_place[1]
        start = line * len(columns) + (columns.index(at) if at in columns else 0)
        known: dict[str, bool] = {}
        for step in range(0 if here else 1, cells + 1):
            line, place = divmod((start + way * step) % cells, len(columns))
            text = grid.text(line, columns[place])
            hit = known.get(text)
            if hit is None:
                hit = known[text] = bool(text) and matches(text, wanted)
            if hit:
                self._view.go(line, columns[place])
                return
        self.told.setText("没有找到")
