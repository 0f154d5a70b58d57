"""The tables of the workbook (工作表清单): each with its sheet, list, how sure the reading is, and its counts."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qbs_desktop.services.incoming.import_preview import Action, SheetPreview
from qbs_desktop.services.incoming.import_session import State
from qbs_desktop.ui.importing import look
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import current

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
_HEIGHT = 62
_SHOWN = (Action.NEW, Action.CHANGED, Action.UNCHANGED, Action.REJECTED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One table in the list."""

    key: tuple[str, int]
    name: str
    reading: str
    counts: str
    state: str
    """``good``, ``error``, ``query`` or ``off``."""


def entries(state: State) -> list[Entry]:
    """One entry for each table, in the workbook's order."""
    many = {one.sheet for one in state.tables if one.ordinal}
    return [_entry(one, many, state) for one in state.preview.sheets]


def _entry(one: SheetPreview, many: set[str], state: State) -> Entry:
    name = f"{one.sheet}（第 {one.ordinal + 1} 张表）" if one.sheet in many else one.sheet
    if one.ledger is None:
        hidden = any(sheet.name == one.sheet and sheet.hidden for sheet in state.sheets)
        left_out = any(finding.rule == "import.left_out" for finding in one.findings)
        words = "隐藏的工作表，没有读取" if hidden else "不导入" if left_out else "没有认出是哪个名单"
        return Entry(one.key, name, words, "", "off" if hidden or left_out else "query")
    counts = "　".join(f"{kind.label} {one.count(kind)}" for kind in _SHOWN if one.count(kind)) or "没有数据行"
    wrong = one.count(Action.REJECTED) or any(finding.grade.value == "error" for finding in one.all_findings())
    return Entry(one.key, name, f"→ {one.label}　把握 {one.score:.0%}", counts, "error" if wrong else "good")


class TableModel(QAbstractListModel):
    """The entries."""

    def __init__(self, parent: QObject) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.entries: list[Entry] = []

    def show_entries(self, wanted: list[Entry]) -> None:
        """Show these; as many as before only change."""
        if len(wanted) == len(self.entries):
            self.entries = wanted
            self.dataChanged.emit(self.index(0, 0), self.index(len(wanted) - 1, 0))
            return
        self.beginResetModel()
        self.entries = wanted
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """How many tables."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """All the words of an entry."""
        if index.isValid() and role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            one = self.entries[index.row()]
            return "\n".join(line for line in (one.name, one.reading, one.counts) if line)
        return None


class _EntryPainter(QStyledItemDelegate):
    def __init__(self, model: TableModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        t, one = current(), self._model.entries[index.row()]
        painter.save()
        rect = look.entry(painter, option)
        tone = {"good": t.good, "error": t.error, "query": t.query}.get(one.state, t.faint)
        painter.fillRect(QRect(rect.left(), rect.top() + 6, 3, rect.height() - 12), QColor(tone))
        font = painter.font()
        small = painter.font()
        small.setPixelSize(tokens.TEXT)
        font.setBold(True)
        for line, (text, used, colour) in enumerate(
            ((one.name, font, t.text), (one.reading, small, t.muted), (one.counts, small, t.muted))
        ):
            painter.setFont(used)
            inside = QRect(rect.left() + 11, rect.top() + 4 + line * 18, rect.width() - 16, 18)
            look.elided(painter, inside, text, colour)
        painter.restore()


def table_list(model: TableModel, parent: QWidget) -> QListView:
    """The view over the tables."""
    view = QListView(parent)
    view.setModel(model)
    view.setItemDelegate(_EntryPainter(model, view))
    view.setAccessibleName("工作表")
    view.setUniformItemSizes(True)
    return view
