"""Quick find (查找, Ctrl+F) by text or 拼音首字母, and replace (替换, Ctrl+H); Enter and F3 go on, Shift+Enter back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from qbs_desktop.ui.grid import replacing
from qbs_desktop.ui.grid.order import matches
from qbs_desktop.ui.grid.replacing import Scope
from qbs_desktop.ui.grid.view import GridView


class FindBar(QWidget):
    """One or two lines over the grid, hidden until asked for."""

    def __init__(self, view: GridView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self.told = QLabel(self)
        self.field = self._line_edit("查找", "查找：文字或拼音首字母")
        self.new = self._line_edit("替换为", "替换为；不填则删去")
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 4, 8, 4)
        box.setSpacing(4)
        first = QHBoxLayout()
        first.addWidget(self._caption("查找"))
        first.addWidget(self.field)
        first.addWidget(self._button("上一个", "Shift+Enter", self.back))
        first.addWidget(self._button("下一个", "Enter 或 F3", self.on))
        first.addWidget(self.told)
        first.addStretch(1)
        box.addLayout(first)
        self._second = QWidget(self)
        self._fill_second()
        box.addWidget(self._second)
        self._later = QTimer(self, singleShot=True, interval=120)
        self._later.timeout.connect(self.preview)
        self.field.textEdited.connect(self._typed)
        for signal in (self.new.textEdited, self.scope.currentIndexChanged, self.whole.toggled, view.selected):
            signal.connect(self._preview_soon)
        self._second.hide()
        self.hide()

    def _fill_second(self) -> None:
        line = QHBoxLayout(self._second)
        line.setContentsMargins(0, 0, 0, 0)
        self.scope = QComboBox(self._second)
        self.scope.setAccessibleName("替换范围")
        for scope in Scope:
            self.scope.addItem(scope.value, scope)
        self.whole = QCheckBox("整格相同", self._second)
        self.whole.setToolTip("只替换内容与查找文字完全相同的单元格；数字总是整格比较。")
        self.replace_button = self._button("全部替换", "一次替换，按 Ctrl+Z 可以整体撤销", self.replace_all)
        self.counted = QLabel(self._second)
        self.counted.setObjectName("muted")
        for widget in (self._caption("替换"), self.new, self.scope, self.whole, self.replace_button, self.counted):
            line.addWidget(widget)
        line.addStretch(1)

    def _line_edit(self, name: str, hint: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setPlaceholderText(hint)
        field.setClearButtonEnabled(True)
        field.setAccessibleName(name)
        field.setFixedWidth(280)
        field.installEventFilter(self)
        return field

    def _caption(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setMinimumWidth(28)
        return label

    def _button(self, text: str, tip: str, action: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.clicked.connect(action)
        return button

    # --- opening -----------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Show the line with the old text marked."""
        self._second.hide()
        self._open()

    def open_replacing(self) -> None:
        """Ctrl+H: show both lines; a selected block is the first scope offered."""
        block = any(top != bottom or left != right for top, bottom, left, right in self._view.spans)
        self.scope.setCurrentIndex(self.scope.findData(Scope.SELECTION if block else Scope.COLUMN))
        self._second.show()
        self._open()
        self.preview()

    def _open(self) -> None:
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def leave(self) -> None:
        """Hide the lines and go back to the grid."""
        self.hide()
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Shift+Enter walk through the hits; Esc closes."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F3):
                if watched is self.new:
                    self.replace_all()
                else:
                    self._seek(-1 if shift else 1)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
        return super().eventFilter(watched, event)

    # --- replacing ---------------------------------------------------------------------------------------------

    def _preview_soon(self, *_what: object) -> None:
        if self._second.isVisible():
            self._later.start()

    def _plan(self) -> replacing.Replacement:
        scope = self.scope.currentData()
        return replacing.plan(self._view, self.field.text(), self.new.text(), scope, whole=self.whole.isChecked())

    def preview(self) -> None:
        """Say how many cells would change."""
        self._later.stop()
        found = self._plan()
        self.replace_button.setEnabled(bool(found.edits) and not found.problems)
        if found.problems:
            self.counted.setText(f"{len(found.problems)} 格替换后不是有效值，不能替换。{found.problems[0]}")
        elif self.field.text():
            self.counted.setText(f"将改动 {len(found.edits)} 格" if found.edits else "没有可替换的单元格")
        else:
            self.counted.setText("")

    def replace_all(self) -> None:
        """Replace in one operation, or not at all."""
        found = self._plan()
        if not found.edits or found.problems:
            self.preview()
            return
        outcome = self._view.grid.apply(found.edits)
        self.preview()
        self.counted.setText(f"已替换 {len(found.edits) - len(outcome.wrong)} 格，按 Ctrl+Z 可以撤销。")

    # --- finding -----------------------------------------------------------------------------------------------

    def on(self) -> None:
        """Next hit."""
        self._seek(1)

    def back(self) -> None:
        """Previous hit."""
        self._seek(-1)

    def _typed(self, _text: str) -> None:
        if not self._second.isVisible():  # the scope of a replacement must not change under the hand
            self._seek(1, here=True)
        self._preview_soon()

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
