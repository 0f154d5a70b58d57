"""The board (报送情况): a line for each expected unit, a column for each period; words first, colours beside them."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from qbs_desktop.domain.period import Period
from qbs_desktop.services.collating.board import Arrival, Board, Place
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.widgets.table import Tinted

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
_UNIT_WIDTH, _PERIOD_WIDTH = 132, 168


def colours(arrival: Arrival) -> tuple[str, str]:
    """Text and background of an arrival in the present theme; the words say the same."""
    shown = current()
    match arrival:
        case Arrival.ADOPTED:
            return shown.good, shown.good_soft
        case Arrival.RETURNED | Arrival.OVERDUE | Arrival.ALTERED:
            return shown.error, shown.error_soft
        case Arrival.LATE | Arrival.EMPTY | Arrival.DRAFT | Arrival.ENTERED:
            return shown.query, shown.query_soft
        case Arrival.REPORTED:
            return shown.hint, shown.hint_soft
    return shown.muted, ""


class BoardModel(QAbstractTableModel):
    """Units by periods."""

    def __init__(self, parent: QWidget) -> None:
        """Start empty."""
        super().__init__(parent)
        self.board: Board | None = None

    def show_board(self, board: Board) -> None:
        """Show another board."""
        self.beginResetModel()
        self.board = board
        self.endResetModel()

    def place(self, index: Index) -> Place | None:
        """What a cell is about; None for the column of units."""
        if self.board is None or not index.isValid() or index.column() == 0:
            return None
        unit, period = self.board.units[index.row()], self.board.periods[index.column() - 1]
        return self.board.places[unit.code, period.code]

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """How many units."""
        return 0 if parent.isValid() or self.board is None else len(self.board.units)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """The units and the periods."""
        return 0 if parent.isValid() or self.board is None else 1 + len(self.board.periods)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words and colours."""
        if self.board is None or not index.isValid():
            return None
        place = self.place(index)
        if place is None:
            unit = self.board.units[index.row()]
            if role == Qt.ItemDataRole.ToolTipRole:
                return unit.code
            return unit.name if role == Qt.ItemDataRole.DisplayRole else None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return place.words
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{place.unit.name} {place.period.label()} {place.words}"
            case Qt.ItemDataRole.ForegroundRole:
                return QBrush(QColor(colours(place.arrival)[0]))
            case Qt.ItemDataRole.BackgroundRole:
                back = colours(place.arrival)[1]
                return QBrush(QColor(back)) if back else None
        return None

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Periods, with how many have reported as tooltip."""
        if self.board is None or way is not Qt.Orientation.Horizontal:
            return None
        if section == 0:
            return "应报单位" if role == Qt.ItemDataRole.DisplayRole else None
        period = self.board.periods[section - 1]
        if role == Qt.ItemDataRole.DisplayRole:
            return period.label()
        return self.board.punctuality[period.code].words if role == Qt.ItemDataRole.ToolTipRole else None


class BoardView(QTableView):
    """The board as a table of cells; `entered` when Enter is pressed on one."""

    opened = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Build empty."""
        super().__init__(parent)
        self.cells = BoardModel(self)
        self.setObjectName("plain")
        self.setModel(self.cells)
        self.setItemDelegate(Tinted(self))
        self.setAccessibleName("报送情况")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_board(self, board: Board) -> None:
        """Show another board; the cursor stays on its unit and period where they are still there."""
        before = self.cells.place(self.currentIndex())
        self.cells.show_board(board)
        self.setColumnWidth(0, _UNIT_WIDTH)
        for column in range(1, 1 + len(board.periods)):
            self.setColumnWidth(column, _PERIOD_WIDTH)
        if before is not None:
            self.go(before.unit.code, before.period)

    def wanted_height(self) -> int:
        """What every unit needs, with the line of periods and a bar to scroll them."""
        lines = self.verticalHeader().defaultSectionSize() * self.cells.rowCount()
        return self.horizontalHeader().sizeHint().height() + lines + self.horizontalScrollBar().sizeHint().height() + 4

    def go(self, unit: str, period: Period) -> None:
        """Put the cursor on a unit and period."""
        board = self.cells.board
        if board is None or period not in board.periods:
            return
        row = next((at for at, one in enumerate(board.units) if one.code == unit), -1)
        self.setCurrentIndex(self.cells.index(row, 1 + board.periods.index(period)))

    @property
    def place(self) -> Place | None:
        """The cell under the cursor."""
        return self.cells.place(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes into the return."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
            return
        super().keyPressEvent(event)
