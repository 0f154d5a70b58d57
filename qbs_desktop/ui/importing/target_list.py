"""Fields and indicators to choose from (字段列表): found by words or 拼音首字母, dragged or picked by key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.domain import pinyin
from qbs_desktop.services.incoming.import_targets import AMOUNTS, Choice
from qbs_desktop.ui.importing import look
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.widgets.dialog import Dialog

TARGET = "application/x-qbs-target"
"""What a dragged field carries."""
Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
_LINE = 26
_SIZE = QSize(380, 400)


class TargetModel(QAbstractListModel):
    """The choices that fit what was typed."""

    def __init__(self, parent: QObject) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._all: Sequence[Choice] = ()
        self.shown: list[Choice] = []

    def offer(self, choices: Sequence[Choice], wanted: str = "") -> None:
        """Offer these, filtered by a word or by initials."""
        self._all = choices
        self.search(wanted)

    def search(self, wanted: str) -> None:
        """Keep those that contain the word, or whose pinyin has these initials; those that begin with it first."""
        self.beginResetModel()
        self.shown = _found(self._all, "".join(wanted.split()).lower())
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """How many fit."""
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name and note."""
        if index.isValid() and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            one = self.shown[index.row()]
            return f"{one.label}　{one.note}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every choice can be dragged."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def mimeTypes(self) -> list[str]:
        """Fields only."""
        return [TARGET]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """What a dragged choice carries."""
        data = QMimeData()
        data.setData(TARGET, self.shown[indexes[0].row()].target.encode())
        return data


def _found(choices: Sequence[Choice], wanted: str) -> list[Choice]:
    if not wanted:
        return list(choices)
    finder = pinyin.finder(wanted) if wanted.isascii() and wanted.isalnum() else None

    def rank(one: Choice) -> int | None:
        words = f"{one.label}{one.note}".lower()
        if wanted in words:
            return 0 if words.startswith(wanted) else 1
        hit = finder.search(pinyin.sounds(one.label + one.note)) if finder is not None else None
        return None if hit is None else 2 + min(hit.start(), 1)

    ranked = [(place, one) for one in choices if (place := rank(one)) is not None]
    return [one for _place, one in sorted(ranked, key=lambda pair: pair[0])]


class _ChoicePainter(QStyledItemDelegate):
    """The name, and its note in grey."""

    def __init__(self, model: TargetModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, _LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t, one = current(), self._model.shown[index.row()]
        painter.save()
        inside = look.entry(painter, option).adjusted(8, 0, -8, 0)
        name = look.elided(painter, inside, one.label, t.text)
        rest = inside.adjusted(painter.fontMetrics().horizontalAdvance(name) + 10, 0, 0, 0)
        look.elided(painter, rest, one.note, t.muted)
        painter.restore()


class TargetList(QWidget):
    """A search line over a list. `chosen` comes with Enter or a double click."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, *, drag: bool = False) -> None:
        """Build empty."""
        super().__init__(parent)
        self.model = TargetModel(self)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("字段、指标名称或拼音首字母")
        self.search.setAccessibleName("查找字段或指标")
        self.search.setClearButtonEnabled(True)
        self.view = QListView(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_ChoicePainter(self.model, self.view))
        self.view.setAccessibleName("字段和指标")
        self.view.setMouseTracking(True)
        self.view.setUniformItemSizes(True)
        self.view.setDragEnabled(drag)
        self.view.setDragDropMode(
            QAbstractItemView.DragDropMode.DragOnly if drag else QAbstractItemView.DragDropMode.NoDragDrop
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(tokens.TINY)
        box.addWidget(self.search)
        box.addWidget(self.view, 1)
        self.search.textChanged.connect(self._on_search)
        self.search.returnPressed.connect(self._choose)
        self.view.activated.connect(self._on_activated)
        self.view.doubleClicked.connect(self._on_activated)
        self.search.installEventFilter(self)

    def offer(self, choices: Sequence[Choice], present: str = "") -> None:
        """Offer these; the cursor stands on `present`."""
        self.model.offer(choices, self.search.text())
        at = next((n for n, one in enumerate(self.model.shown) if one.target == present), 0)
        self.view.setCurrentIndex(self.model.index(at, 0))

    def eventFilter(self, watched: QObject, event: object) -> bool:
        """Up and Down in the search line move in the list."""
        if isinstance(event, QKeyEvent) and event.type() is QKeyEvent.Type.KeyPress:
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}
            move = step.get(Qt.Key(event.key()))
            if move is not None and self.model.shown:
                row = max(0, min(self.view.currentIndex().row() + move, len(self.model.shown) - 1))
                self.view.setCurrentIndex(self.model.index(row, 0))
                return True
        return False

    def _on_search(self, text: str) -> None:
        self.model.search(text)
        self.view.setCurrentIndex(self.model.index(0, 0))

    def _choose(self) -> None:
        self._on_activated(self.view.currentIndex())

    def _on_activated(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.model.shown[index.row()].target)


class TargetPicker(Dialog):
    """Asks what one column is, and in which unit its amounts are (这一列是什么). Esc leaves it as it is."""

    chosen = Signal(str)
    unit_chosen = Signal(str)

    def __init__(self, title: str, choices: Sequence[Choice], present: str, parent: QWidget) -> None:
        """Build with the present answer in front."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("picker")
        self.setWindowTitle(title)
        self.list = TargetList(self)
        self.unit = QComboBox(self)
        self.unit.setAccessibleName("这一列的单位")
        self._unit_row = QWidget(self)
        row = QHBoxLayout(self._unit_row)
        row.setContentsMargins(tokens.SMALL, 0, tokens.SMALL, tokens.SMALL)
        row.addWidget(QLabel("这一列的单位", self))
        row.addWidget(self.unit)
        row.addStretch(1)
        self._unit_row.hide()
        head = QLabel(title, self)
        head.setObjectName("pickerHead")
        head.setTextFormat(Qt.TextFormat.PlainText)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(tokens.SMALL)
        box.addWidget(head)
        inner = QVBoxLayout()
        inner.setContentsMargins(tokens.SMALL, 0, tokens.SMALL, tokens.SMALL)
        inner.addWidget(self.list)
        box.addLayout(inner, 1)
        box.addWidget(self._unit_row)
        self.list.offer(choices, present)
        self.list.chosen.connect(self._on_chosen)
        self.unit.activated.connect(self._on_unit)

    def ask_unit(self, present: str | None) -> None:
        """Offer the unit of the column's amounts too."""
        for unit in AMOUNTS:
            self.unit.addItem(unit, unit)
        self.unit.setCurrentIndex(self.unit.findData(present))
        self._unit_row.show()

    def open_at(self, corner: QPoint) -> None:
        """Show it below a column's head, never beyond the screen."""
        room = self.screen().availableGeometry()
        left = max(room.left(), min(corner.x(), room.right() - _SIZE.width()))
        top = max(room.top(), min(corner.y(), room.bottom() - _SIZE.height()))
        self.setGeometry(QRect(QPoint(left, top), _SIZE))
        self.show()
        self.list.search.setFocus()

    def _on_chosen(self, target: str) -> None:
        self.close()
        self.chosen.emit(target)

    def _on_unit(self, _index: int) -> None:
        self.close()
        self.unit_chosen.emit(str(self.unit.currentData()))
