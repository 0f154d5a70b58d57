"""The forms of a period with a tick each (表式)."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from qbs_desktop.domain.forms.filling import exempt
from qbs_desktop.domain.forms.form import Form
from qbs_desktop.domain.forms.own import CHANGED, EXTRA
from qbs_desktop.domain.period import Period

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()


class FormList(QAbstractListModel):
    """The forms of a period with a tick each."""

    def __init__(self, parent: QWidget) -> None:
        """Start empty."""
        super().__init__(parent)
        self.forms: tuple[Form, ...] = ()
        self.ticked: set[str] = set()
        self._exempt: dict[str, str] = {}

    def show_period(self, period: Period) -> None:
        """Leave out the forms that are not due in the period (免报), whatever is ticked; the others stay."""
        found = {form.id: reason for form in self.forms if (reason := exempt(form, period))}
        if found != self._exempt:
            self._exempt = found
            self.dataChanged.emit(self.index(0), self.index(max(len(self.forms) - 1, 0)))

    def exempt(self) -> int:
        """How many forms are not due in the period."""
        return sum(form.id in self._exempt for form in self.forms)

    def show_forms(self, forms: tuple[Form, ...]) -> None:
        """Show other forms, the usual ones ticked; a form made here goes out when it is asked for."""
        self.beginResetModel()
        self.forms = forms
        self.ticked = {form.id for form in forms if form.own != EXTRA}
        self.endResetModel()

    def chosen(self) -> list[str]:
        """Ids of the ticked forms in order."""
        return [form.id for form in self.forms if form.id in self.ticked and form.id not in self._exempt]

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """How many forms."""
        return 0 if parent.isValid() else len(self.forms)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name and tick."""
        form = self.forms[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            mark = {EXTRA: "　（临时）", CHANGED: "　（已改）"}.get(form.own, "")
            mark += "　（本期免报）" if form.id in self._exempt else ""
            return (f"{form.label}　{form.title}" if form.label else form.sheet) + mark
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._exempt.get(form.id, form.title)
        if role == Qt.ItemDataRole.CheckStateRole:
            ticked = form.id in self.ticked and form.id not in self._exempt
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick or not."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        form = self.forms[index.row()]
        if form.id in self._exempt:
            return False
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self.ticked.add(form.id)
        else:
            self.ticked.discard(form.id)
        self.dataChanged.emit(index, index)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Everything that is due can be ticked; the others can be looked at, which tells why."""
        flags = super().flags(index)
        due = index.isValid() and self.forms[index.row()].id not in self._exempt
        return flags | Qt.ItemFlag.ItemIsUserCheckable if due else flags
