"""Windows that open under an editor: a line of explanation, a list of offers. The editor keeps focus and keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.ui.grid.editing.offers import Offer
from qbs_desktop.ui.style.apply import current

_ROWS = 12
_LINE = 26
_SIDE = 10
_GAP = 18
_LONGEST = 720
_SLACK = 4
"""A text is cut in a space of exactly its own width, which is rounded."""
_EDGE = 8

Index = QModelIndex | QPersistentModelIndex


class Popup(QFrame):
    """A frame under an editor, above it where there is no room below, never beyond the screen."""

    def __init__(self, editor: QWidget) -> None:
        super().__init__(editor, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self._editor = editor
        self.setObjectName("picker")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(1, 1, 1, 1)
        self.box.setSpacing(0)
        self.head = QLabel(self)
        self.head.setObjectName("pickerHead")
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.box.addWidget(self.head)
        self.head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def place(self, size: QSize) -> None:
        """Show it with this size."""
        self.box.activate()  # or a list that became shorter still asks for its old height
        self.setGeometry(placed(self._editor, size))
        self.show()
        self.raise_()


def placed(editor: QWidget, size: QSize) -> QRect:
    """Where a popup of an editor goes on the screen."""
    room = editor.screen().availableGeometry()
    top = editor.mapToGlobal(QPoint(0, 0))
    x = max(room.left() + _EDGE, min(top.x(), room.right() - _EDGE - size.width()))
    below = top.y() + editor.height() + 1
    if below + size.height() <= room.bottom():
        return QRect(QPoint(x, below), size)
    if top.y() - size.height() >= room.top():
        return QRect(QPoint(x, top.y() - size.height() - 1), size)
    right = top.x() + editor.width() + 1  # room neither below nor above: beside it
    x = right if right + size.width() <= room.right() else max(room.left(), top.x() - size.width() - 1)
    return QRect(QPoint(x, max(room.top(), room.bottom() - size.height())), size)


class _OfferModel(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.offers: Sequence[Offer] = ()

    def show(self, offers: Sequence[Offer]) -> None:
        self.beginResetModel()
        self.offers = offers
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.offers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if index.isValid() and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            offer = self.offers[index.row()]
            return f"{offer.title}　{offer.note}" if offer.note else offer.title
        return None


class _OfferPainter(QStyledItemDelegate):
    """The label, and behind the longest label the notes in grey."""

    def __init__(self, model: _OfferModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.column = 0

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, _LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tone, offer = current(), self._model.offers[index.row()]
        rect: QRect = option.rect  # type: ignore[attr-defined]
        metrics: QFontMetrics = option.fontMetrics  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tone.accent_soft))
        inside = rect.adjusted(_SIDE, 0, -_SIDE, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(QColor(tone.text))
        wide = inside.width() if not offer.note else min(self.column, inside.width())
        painter.drawText(inside, flags, metrics.elidedText(offer.title, Qt.TextElideMode.ElideRight, wide))
        if offer.note:
            behind = inside.adjusted(self.column + _GAP, 0, 0, 0)
            painter.setPen(QColor(tone.muted))
            note = metrics.elidedText(offer.note, Qt.TextElideMode.ElideRight, behind.width())
            painter.drawText(behind, flags, note)
        painter.restore()


class OfferPopup(Popup):
    """A list of offers under a line of explanation; `taken` tells the number of the line that was clicked."""

    taken = Signal(int)

    def __init__(self, editor: QWidget) -> None:
        super().__init__(editor)
        self._model = _OfferModel(self)
        self._painter = _OfferPainter(self._model, self)
        self.list = QListView(self)
        self.list.setAccessibleName("备选项")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setModel(self._model)
        self.list.setItemDelegate(self._painter)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.list.clicked.connect(self._clicked)
        self.foot = QLabel(self)
        self.foot.setObjectName("pickerFoot")
        self.foot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.box.addWidget(self.list)
        self.box.addWidget(self.foot)

    @property
    def offers(self) -> Sequence[Offer]:
        """What is listed."""
        return self._model.offers if self.list.isVisibleTo(self) else ()

    @property
    def marked(self) -> Offer | None:
        """The offer that Enter takes."""
        row = self.row
        return self.offers[row] if 0 <= row < len(self.offers) else None

    @property
    def row(self) -> int:
        """The number of the marked line, -1 for none."""
        return self.list.currentIndex().row()

    def mark(self, row: int) -> None:
        """Mark a line; -1 marks none."""
        self.list.setCurrentIndex(self._model.index(row) if row >= 0 else QModelIndex())
        told = self._model.data(self._model.index(row)) if row >= 0 else self.head.text()
        self._editor.setAccessibleDescription(str(told or ""))  # a screen reader stays with the editor

    def step(self, lines: int) -> None:
        """Mark another line; beyond the last one the first follows, and back."""
        count = len(self.offers)
        if abs(lines) == 1:
            self.mark((self.row + lines) % count if self.row >= 0 or lines > 0 else count - 1)
        else:
            self.mark(max(0, min(self.row + lines * (_ROWS - 1) // abs(lines), count - 1)))

    def show_offers(self, head: str, offers: Sequence[Offer], foot: str = "", mark: int = -1) -> None:
        """Show a line of explanation and a list, each only if there is any; nothing at all hides the popup."""
        self._model.show(offers)
        self.head.setText(head)
        self.head.setVisible(bool(head))
        self.list.setVisible(bool(offers))
        self.foot.setText(foot)
        self.foot.setVisible(bool(offers) and bool(foot))
        if not head and not offers:
            self.hide()
            return
        metrics = self.list.fontMetrics()
        labels = [metrics.horizontalAdvance(one.title) for one in offers if one.note]
        self._painter.column = max(labels, default=0) + _SLACK
        self.place(self._size(metrics))
        self.mark(mark)

    def _size(self, metrics: QFontMetrics) -> QSize:
        wanted = 0
        for offer in self._model.offers:
            label = metrics.horizontalAdvance(offer.title)
            wanted = max(
                wanted, self._painter.column + _GAP + metrics.horizontalAdvance(offer.note) if offer.note else label
            )
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent) if len(self._model.offers) > _ROWS else 0
        width = wanted + 2 * _SIDE + bar + _SLACK if self._model.offers else 0
        parts = [part.sizeHint() for part in (self.head, self.foot) if part.isVisibleTo(self)]
        width = max([width, *(part.width() for part in parts)])
        if self._model.offers:
            width = max(width, self._editor.width())
        high = min(len(self._model.offers), _ROWS) * _LINE
        self.list.setFixedHeight(high)
        room = self._editor.screen().availableGeometry().width() - 2 * _EDGE
        return QSize(min(width + 2, _LONGEST, room), high + sum(part.height() for part in parts) + 2)

    def _clicked(self, index: QModelIndex) -> None:
        self.taken.emit(index.row())
