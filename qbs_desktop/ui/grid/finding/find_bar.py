"""Find (查找, Ctrl+F) by text or 拼音首字母, and replace (替换, Ctrl+H), in a bar under the grid.

The cursor goes to the first hit while one types, all hits are painted and counted. Enter, F3 and Shift+Enter walk
through them; Enter in the second field replaces one hit and goes on. Esc returns to the grid.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.ui.grid.finding import hits as finding
from qbs_desktop.ui.grid.finding import replacing
from qbs_desktop.ui.grid.finding.hits import Place
from qbs_desktop.ui.grid.finding.replacing import Replacement, Scope, Wanted
from qbs_desktop.ui.grid.view import GridView
from qbs_desktop.ui.widgets.parts import Elided, named

_LONG = 60_000
"""Cells from which on the search waits until typing rests."""


class FindBar(QFrame):
    """One or two lines under the grid, hidden until asked for."""

    def __init__(self, view: GridView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findBar")
        self._view = view
        self._places: list[Place] = []
        self._known: object = None
        self._origin: Place = (0, 0)
        self.told = named(QLabel(self), "muted")
        self.told.setMinimumWidth(72)
        self.field = self._line_edit("查找", "查找：文字或拼音首字母")
        self.new = self._line_edit("替换为", "替换为；不填则删去")
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 4, 8, 4)
        box.setSpacing(4)
        box.addLayout(self._first())
        self._second = QWidget(self)
        self._fill_second()
        box.addWidget(self._second)
        self._later = QTimer(self, singleShot=True, interval=120)
        self._later.timeout.connect(self.preview)
        self._search_soon = QTimer(self, singleShot=True, interval=150)
        self._search_soon.timeout.connect(self._search)
        self.field.textEdited.connect(self._typed)
        for signal in (self.new.textEdited, self.scope.currentIndexChanged, self.whole.toggled, view.selected):
            signal.connect(self._preview_soon)
        for changed in (view.grid.dataChanged, view.grid.arranged):
            changed.connect(self._outdated)
        view.moved.connect(self._tell)
        self._second.hide()
        self.hide()

    # --- layout ------------------------------------------------------------------------------------------------

    def _first(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addWidget(self._caption("查找"))
        line.addWidget(self.field)
        line.addWidget(self._button("上一个", "Shift+Enter 或 Shift+F3", self.back))
        line.addWidget(self._button("下一个", "Enter 或 F3", self.on))
        line.addWidget(self.told)
        line.addStretch(1)
        line.addWidget(self._button("关闭", "Esc", self.leave))
        return line

    def _fill_second(self) -> None:
        line = QHBoxLayout(self._second)
        line.setContentsMargins(0, 0, 0, 0)
        self.scope = QComboBox(self._second)
        self.scope.setAccessibleName("替换范围")
        for scope in Scope:
            self.scope.addItem(scope.value, scope)
        self.whole = QCheckBox("整格相同", self._second)
        self.whole.setToolTip("只替换内容与查找文字完全相同的单元格；数字总是整格比较。")
        self.one_button = self._button("替换", "替换当前这一处，转到下一处（Enter）", self.replace_one)
        self.replace_button = self._button("全部替换", "一次替换，按 Ctrl+Z 可以整体撤销", self.replace_all)
        self.counted = named(Elided("", self._second), "muted")
        for widget in (self._caption("替换"), self.new, self.one_button, self.replace_button, self.scope, self.whole):
            line.addWidget(widget)
        line.addWidget(self.counted, 1)

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

    def _button(self, text: str, tip: str, action: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(tip)
        button.setAutoDefault(False)
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
        line, at = self._view.current_place
        self._origin = (max(line, 0), max(at, 0))
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._tell()

    def leave(self) -> None:
        """Hide the lines and go back to the grid, to the hit found."""
        self.hide()
        self._tell()
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Shift+Enter walk through the hits, or replace one; Esc closes."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F3):
                if watched is self.new and not shift and event.key() != Qt.Key.Key_F3:
                    self.replace_one()
                else:
                    self._seek(-1 if shift else 1)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
        return super().eventFilter(watched, event)

    # --- hits --------------------------------------------------------------------------------------------------

    @property
    def _replacing(self) -> bool:
        return self._second.isVisible()

    def _wanted(self) -> Wanted:
        return Wanted(self.field.text(), self.whole.isChecked())

    def hits(self) -> list[Place]:
        """Every hit; while replacing, the cells of the scope that can be replaced."""
        scope = self.scope.currentData() if self._replacing else None
        among: object = None
        if scope is Scope.SELECTION:
            among = tuple(self._view.spans)
        elif scope is Scope.COLUMN:
            among = self._view.current_place[1]
        known = (self.field.text(), scope, self.whole.isChecked(), among)
        if known != self._known:
            self._known = known
            if scope is None:
                self._places = finding.hits(self._view, self.field.text().strip())
            else:
                self._places = replacing.places(self._view, self._wanted(), scope)
        return self._places

    def _outdated(self, *_what: object) -> None:
        """What was found may have changed; look again once it rests, if the bar is open."""
        self._known = None
        if self.isVisible():
            self._later.start()

    def _tell(self) -> None:
        """Count the hits, say which one the cursor is on, and paint them; nothing when the bar is closed."""
        view = self._view
        found = self.hits() if self.isVisible() else []
        view.found = frozenset(found)
        for part in (view, view.frozen):
            part.viewport().update()
        if not self.isVisible() or not self.field.text().strip():
            self.told.setText("")
            return
        here = finding.number_of(found, view.current_place)
        if not found:
            self.told.setText("没有找到")
        else:
            self.told.setText(f"{here + 1}/{len(found)}" if here is not None else f"共 {len(found)} 处")

    # --- finding -----------------------------------------------------------------------------------------------

    def on(self) -> None:
        """Next hit."""
        self._seek(1)

    def back(self) -> None:
        """Previous hit."""
        self._seek(-1)

    def _typed(self, _text: str) -> None:
        if self._view.grid.shown() * len(self._view.grid.columns) > _LONG:
            self._search_soon.start()
        else:
            self._search()

    def _search(self) -> None:
        """Go to the first hit from where the search began, so that a letter taken back goes back too."""
        self._search_soon.stop()
        self._show(finding.neighbour(self.hits(), self._origin, 1, stay=True))
        self._preview_soon()

    def _seek(self, way: int) -> None:
        self._search_soon.stop()
        line, at = self._view.current_place
        self._show(finding.neighbour(self.hits(), (max(line, 0), max(at, 0)), way))
        self._origin = self._view.current_place
        if not self.isVisible() and self.field.text().strip() and not self.hits():
            self._view.said.emit(f"没有找到“{self.field.text().strip()}”。")

    def _show(self, place: Place | None) -> None:
        """Put the cursor on a hit; a selection in which is replaced stays selected."""
        view = self._view
        if place is not None and self._replacing and self.scope.currentData() is Scope.SELECTION:
            index = view.grid.index(*place)
            view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            view.scrollTo(index)
        elif place is not None:
            view.go(*place)
        self._tell()

    # --- replacing ---------------------------------------------------------------------------------------------

    def _preview_soon(self, *_what: object) -> None:
        if self._replacing:
            self._later.start()

    def _plan(self) -> Replacement:
        return replacing.plan(self._view, self.hits(), self._wanted(), self.new.text())

    def preview(self) -> None:
        """Say how many cells would change."""
        self._later.stop()
        self._tell()
        if not self._replacing:
            return
        found = self._plan()
        self.replace_button.setEnabled(bool(found.edits) and not found.problems)
        self.one_button.setEnabled(bool(found.edits))
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

    def replace_one(self) -> None:
        """Replace the hit under the cursor and go to the next; from elsewhere, first go to a hit to look at it."""
        here = self._view.current_place
        if finding.number_of(self.hits(), here) is None:
            self._seek(1)
            return
        found = replacing.plan(self._view, [here], self._wanted(), self.new.text())
        if found.problems:
            self.counted.setText(f"这一格替换后不是有效值，没有替换。{found.problems[0]}")
            return
        self._view.grid.apply(found.edits)
        self._known = None
        self._seek(1)
        self.preview()
        if not self.hits():
            self.counted.setText("都已替换，按 Ctrl+Z 可以逐个撤销。")
