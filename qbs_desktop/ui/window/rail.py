"""The navigation on the left (导航栏): pages in groups, chosen by mouse, arrows or Alt+number."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QWidget

from qbs_desktop.ui.pages import PAGES, Entry
from qbs_desktop.ui.style import icons, tokens
from qbs_desktop.ui.style.apply import current

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()


class _Model(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[Entry | str] = []
        self.fill(collating=False)
        self.usable = False
        self.narrow = False
        self.badges: dict[str, int] = {}
        self.pending: set[str] = set()

    def fill(self, *, collating: bool) -> None:
        """The pages a file has, each group under its name."""
        self.lines = []
        group = ""
        for entry in PAGES:
            if entry.collating and not collating:
                continue
            if entry.group != group:
                group = entry.group
                self.lines.append(group)
            self.lines.append(entry)

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if self.narrow else self._words(line)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(line)
        if role == Qt.ItemDataRole.DecorationRole and isinstance(line, Entry):
            return icons.icon(line.icon, current().muted if self.usable else current().faint)
        if role == Qt.ItemDataRole.SizeHintRole:
            width = tokens.RAIL_NARROW if self.narrow else tokens.RAIL_WIDTH
            return QSize(width - 20, (10 if self.narrow else 26) if isinstance(line, str) else 32)
        return None

    def _words(self, line: Entry | str) -> str:
        if isinstance(line, str):
            return line
        count = self.badges.get(line.id, 0)
        more = "…" if line.id in self.pending else ""
        return f"{line.label}（{count}{more}）" if count else line.label

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self.lines[index.row()], str) or not self.usable:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class Rail(QListView):
    """The list of pages; `chosen` carries a page id."""

    chosen = Signal(str)
    entered = Signal()
    """Enter: on into the page that the arrows have brought to the front."""

    def __init__(self, parent: QWidget) -> None:
        """Show the pages greyed until a file is open."""
        super().__init__(parent)
        self.setObjectName("rail")
        self._model = _Model(self)
        self._by_keys = False
        self._front = ""
        self.setModel(self._model)
        self.setFixedWidth(tokens.RAIL_WIDTH)
        self.setIconSize(QSize(20, 20))
        self.setAccessibleName("页面导航")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._on_current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from page to page and stay here; Enter goes into the page."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
            return
        self._by_keys = True
        super().keyPressEvent(event)
        self._by_keys = False

    def set_narrow(self, *, narrow: bool) -> None:
        """Icons only, with the words as tooltips and for screen readers; or both."""
        if narrow != self._model.narrow:
            self._model.layoutAboutToBeChanged.emit()
            self._model.narrow = narrow
            self._model.layoutChanged.emit()
            self.setFixedWidth(tokens.RAIL_NARROW if narrow else tokens.RAIL_WIDTH)

    def set_usable(self, *, usable: bool, collating: bool = False) -> None:
        """Grey or not; `collating`: with the page that takes in returns of units below."""
        with QSignalBlocker(self.selectionModel()):
            self._model.beginResetModel()
            self._model.fill(collating=collating)
            self._model.usable = usable
            self._model.endResetModel()
        if not usable:
            self._front = ""
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())

    def set_badge(self, page_id: str, count: int, *, pending: bool = False) -> None:
        """A number behind a page's name, 0 takes it away; with `pending` it is being counted again."""
        self._model.badges[page_id] = count
        (self._model.pending.add if pending else self._model.pending.discard)(page_id)
        self._model.dataChanged.emit(self._model.index(0), self._model.index(len(self._model.lines) - 1))

    @property
    def current_page(self) -> str:
        """The page in front; empty without a file."""
        row = self.currentIndex().row()
        line = self._model.lines[row] if row >= 0 else ""
        return line.id if isinstance(line, Entry) else self._front

    def show_current(self, page_id: str) -> None:
        """Mark a page as the one in front; one that is not listed leaves nothing marked."""
        self._front = page_id
        with QSignalBlocker(self.selectionModel()):
            self.setCurrentIndex(QModelIndex())
        for row, line in enumerate(self._model.lines):
            if isinstance(line, Entry) and line.id == page_id:
                with QSignalBlocker(self.selectionModel()):
                    self.setCurrentIndex(self._model.index(row))
                self.viewport().update()

    def step(self, way: int) -> None:
        """Ask for the page before (-1) or after (1) the one in front; nothing at the ends."""
        listed = [line.id for line in self._model.lines if isinstance(line, Entry)]
        at = listed.index(self.current_page) + way if self.current_page in listed else 0
        if 0 <= at < len(listed):
            self.chosen.emit(listed[at])

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        line = self._model.lines[now.row()] if now.isValid() else ""
        if isinstance(line, Entry):
            self.chosen.emit(line.id)
            if self._by_keys:
                self.setFocus(Qt.FocusReason.OtherFocusReason)
