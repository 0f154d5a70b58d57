"""What a form can be made of (可选栏目、行): columns of a list and its figures, and which records stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from qbs_desktop.domain.forms import own
from qbs_desktop.domain.forms.form import Block, Where
from qbs_desktop.domain.record import Record
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.parts import muted

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
NARROWED_BY = ("sector", "tier", "level", "lead_unit", "park", "year_status")
"""Fields by which rows are chosen, where a list has them."""
EVERY = "全部"
NAMES = {"month": "本月", "sum": "累计", "growth": "同比", "before": "上年同期", "target": "年度计划", "rate": "完成率"}


@dataclass(frozen=True, slots=True)
class Offer:
    """One column that can be added."""

    text: str
    item: Block


def offers(workspace: Workspace, ledger_id: str, *, monthly: bool) -> list[Offer]:
    """Every column a list can give: its figures first, then its fields."""
    ledger, made = workspace.ledgers[ledger_id], list[Offer]()
    for slug in dict.fromkeys((*ledger.monthly, *ledger.indicators, *ledger.yearly, *ledger.details)):
        indicator = workspace.indicators.get(slug)
        if indicator is not None:
            made += [
                Offer(f"{indicator.label}　{NAMES.get(column, '全年实际')}", own.indicator_item(indicator, column))
                for column in own.indicator_columns(indicator, monthly=monthly)
            ]
    made += [
        Offer(one.label, own.field_item(ledger, one.id)) for one in ledger.fields if one.id not in {"name", "serial"}
    ]
    return made


class OfferModel(QAbstractListModel):
    """Offers whose text holds what is looked for."""

    def __init__(self, parent: QWidget) -> None:
        """Start empty."""
        super().__init__(parent)
        self._every: list[Offer] = []
        self.rows: list[Offer] = []

    def show_offers(self, every: Sequence[Offer]) -> None:
        """Offer other columns."""
        self._every = list(every)
        self.look_for("")

    def look_for(self, text: str) -> None:
        """Narrow the list down; 营业收入累计 is found without the space that stands in it."""
        self.beginResetModel()
        parts = text.split()
        self.rows = [one for one in self._every if all(part in "".join(one.text.split()) for part in parts)]
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """How many offers."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The offer's name."""
        return self.rows[index.row()].text if role == Qt.ItemDataRole.DisplayRole else None


class OfferView(QListView):
    """The offers; Enter or a double click adds the one in front."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        """Build over its model."""
        super().__init__(parent)
        self.offers = OfferModel(self)
        self.setModel(self.offers)
        self.setAccessibleName("可选栏目")
        self.doubleClicked.connect(self._add)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter adds."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._add(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _add(self, index: QModelIndex) -> None:
        if index.isValid():
            self.wanted.emit(self.offers.rows[index.row()].item)


class RecordModel(QAbstractListModel):
    """Records with a tick each; none ticked means all."""

    def __init__(self, parent: QWidget) -> None:
        """Start empty."""
        super().__init__(parent)
        self.records: list[Record] = []
        self.ticked: set[str] = set()

    def show_records(self, records: Sequence[Record], ticked: Sequence[str]) -> None:
        """Show the records of a list."""
        self.beginResetModel()
        self.records, self.ticked = list(records), set(ticked)
        self.endResetModel()

    def chosen(self) -> tuple[str, ...]:
        """Permanent ids of the ticked records in list order."""
        return tuple(one.uid for one in self.records if one.uid in self.ticked)

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """How many records."""
        return 0 if parent.isValid() else len(self.records)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name and tick."""
        record = self.records[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return record.name
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if record.uid in self.ticked else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick or not."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.ticked ^= {self.records[index.row()].uid}
        self.dataChanged.emit(index, index)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Everything can be ticked."""
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable


class RowChoice(QWidget):
    """Which records stand in a form: by sector, tier and lead unit, or ticked one by one."""

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        """Build empty; `show_ledger` fills it."""
        super().__init__(parent)
        self._workspace = workspace
        self.fields: dict[str, QComboBox] = {}
        self.records = RecordModel(self)
        self.list = QListView(self)
        self.list.setModel(self.records)
        self.list.setAccessibleName("勾选的记录")
        self._form = QFormLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.SMALL, 0, 0)
        column.addLayout(self._form)
        column.addWidget(muted("或勾选几条（不勾就是上面的全部）：", self))
        column.addWidget(self.list, 1)
        self.records.dataChanged.connect(self.changed)

    def show_ledger(self, ledger_id: str, where: Sequence[Where], records: Sequence[str]) -> None:
        """Offer the words that the list has."""
        while self._form.rowCount():
            self._form.removeRow(0)
        self.fields = {}
        ledger = self._workspace.ledgers[ledger_id]
        rows = [one for one in self._workspace.dataset(periods=[]).rows(ledger_id) if one.parent_id is None]
        before = {one.field: one.words for one in where}
        for name in NARROWED_BY:
            if not ledger.has(name):
                continue
            field = ledger.field(name)
            texts = [field.text(one.values.get(name)) for one in rows if one.values.get(name) is not None]
            words = sorted({word for text in texts for word in text.split("、")})
            if not words:
                continue
            picker = QComboBox(self)
            picker.setAccessibleName(field.label)
            picker.addItems([EVERY, *words])
            picker.setCurrentText(before.get(name, (EVERY,))[0])
            picker.activated.connect(self.changed)
            self._form.addRow(field.label, picker)
            self.fields[name] = picker
        self.records.show_records(rows, records)

    def where(self) -> tuple[Where, ...]:
        """The conditions chosen."""
        return tuple(Where(name, (one.currentText(),)) for name, one in self.fields.items() if one.currentIndex() > 0)


class Search(QLineEdit):
    """Looks for a column; Down goes into the list, Enter adds the first that was found."""

    def __init__(self, view: OfferView, parent: QWidget) -> None:
        """Stand over a list of offers."""
        super().__init__(parent)
        self._view = view
        self.setPlaceholderText("找栏目，回车加入")
        self.setAccessibleName("找栏目")
        self.setClearButtonEnabled(True)
        self.textChanged.connect(view.offers.look_for)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter adds and makes room for the next; Down goes into the list."""
        first = self._view.offers.index(0)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if first.isValid() and self.text():
                self._view.wanted.emit(self._view.offers.rows[0].item)
                self.selectAll()
        elif event.key() == Qt.Key.Key_Down:
            self._view.setCurrentIndex(first)
            self._view.setFocus()
        else:
            super().keyPressEvent(event)
