"""A read-only table over rows of texts (只读表格): findings, history, previews. Rows are values, never widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
)
from PySide6.QtGui import QBrush, QColor, QIcon, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
R = TypeVar("R")
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True)
class TextColumn(Generic[R]):
    """One column: heading, width in pixels (0 takes what is left, but `least`) and how a row is shown."""

    head: str
    width: int
    text: Callable[[R], str]
    right: bool = False
    colour: Callable[[R], str] | None = None
    back: Callable[[R], str] | None = None
    icon: Callable[[R], QIcon] | None = None
    least: int = 96


class TextModel(QAbstractTableModel, Generic[R]):
    """Rows of any kind shown through columns of texts."""

    def __init__(self, columns: Sequence[TextColumn[R]], parent: QWidget) -> None:
        """Start without rows."""
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: list[R] = []

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """How many rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, colours and alignment of a cell."""
        if not index.isValid():
            return None
        column, row = self.columns[index.column()], self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return column.text(row)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column.right else _LEFT
            case Qt.ItemDataRole.ForegroundRole:
                return _brush(column.colour, row)
            case Qt.ItemDataRole.BackgroundRole:
                return _brush(column.back, row)
            case Qt.ItemDataRole.DecorationRole:
                return column.icon(row) if column.icon is not None else None
        return None

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Column headings."""
        if way is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].head
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[section].right else _LEFT
        return None


class Tinted(QStyledItemDelegate):
    """Paints the background of a cell itself: a style sheet that pads the items leaves it out."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Fill, then let the style do the rest."""
        back = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(back, QBrush) and not option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(option.rect, back)  # type: ignore[attr-defined]
        super().paint(painter, option, index)


def _brush(pick: Callable[[R], str] | None, row: R) -> QBrush | None:
    colour = pick(row) if pick is not None else ""
    return QBrush(QColor(colour)) if colour else None


class TextTable(QTableView):
    """Gives a column what is left of the width, yet never so little that its text cannot be read.

    In a narrow window the table scrolls sideways instead. Rows are as high as the texts of `breaking` columns need.
    """

    def __init__(self, model: TextModel[R], breaking: Sequence[int], parent: QWidget) -> None:
        """Build over a model."""
        super().__init__(parent)
        self._texts, self._breaking = model, tuple(breaking)
        self._fitting = QTimer(self, singleShot=True, interval=0)
        self._fitting.timeout.connect(self._fit)
        self.setModel(model)
        self.setWordWrap(bool(breaking))
        if breaking:
            model.modelReset.connect(self._fit_soon)
            self.horizontalHeader().sectionResized.connect(self._fit_soon)

    def selectionCommand(self, index: Index, event: QEvent | None = None) -> QItemSelectionModel.SelectionFlag:
        """A row that the program selects is selected alone, whatever keys are held down: Shift+F8 goes back a line."""
        if event is None:
            return QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        return super().selectionCommand(index, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out anew."""
        super().resizeEvent(event)
        head = self.horizontalHeader()
        shown = [at for at in range(len(self._texts.columns)) if not self.isColumnHidden(at)]
        sharing = [at for at in shown if not self._texts.columns[at].width]
        fixed = sum(self.columnWidth(at) for at in shown if at not in sharing)
        for at in sharing:
            least = self._texts.columns[at].least
            if (self.viewport().width() - fixed) // len(sharing) < least:
                head.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
                self.setColumnWidth(at, least)
            else:
                head.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)

    def _fit_soon(self, *_section: int) -> None:
        self._fitting.start()

    def _fit(self) -> None:
        fit_lines(self, self._texts, self._breaking)


def table(model: TextModel[R], name: str, parent: QWidget, *, breaking: Sequence[int] = ()) -> TextTable:
    """A view over a text model: whole rows, dense, no grid of row numbers; texts of `breaking` columns break."""
    view = TextTable(model, breaking, parent)
    view.setObjectName("plain")
    view.setItemDelegate(Tinted(view))
    view.setAccessibleName(name)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setShowGrid(False)
    view.setAlternatingRowColors(True)
    view.setTabKeyNavigation(False)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(28)
    view.verticalHeader().setMinimumSectionSize(24)
    head = view.horizontalHeader()
    head.setHighlightSections(False)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for number, column in enumerate(model.columns):
        if column.width:
            view.setColumnWidth(number, column.width)
        else:
            head.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
    return view


def fit_lines(view: QTableView, model: TextModel[R], columns: Sequence[int]) -> None:
    """Make every row as high as the texts of these columns need, which break into lines; no text is cut."""
    metrics, side, wrap = view.fontMetrics(), view.verticalHeader(), int(Qt.TextFlag.TextWordWrap)
    rooms = [QRect(0, 0, max(view.columnWidth(at) - 14, 80), 10_000) for at in columns]
    texts = [model.columns[at].text for at in columns]
    for number, row in enumerate(model.rows):
        high = max(
            metrics.boundingRect(room, wrap, text(row)).height() for room, text in zip(rooms, texts, strict=True)
        )
        side.resizeSection(number, max(high + 11, side.defaultSectionSize()))
