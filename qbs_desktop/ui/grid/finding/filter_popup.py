"""The filter of one column (筛选): sort, values to tick, text, blank or not, bounds on a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPoint, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.domain import amount
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.ui.grid.column import R
from qbs_desktop.ui.grid.model import NO_INDEX, GridModel, Index
from qbs_desktop.ui.grid.rows import order
from qbs_desktop.ui.grid.rows.order import Filter

Role = Qt.ItemDataRole
_LARGEST, _SMALLEST = 3, 4
"""Places of 最大的 and 最小的 among the conditions on numbers."""
_AT_ONCE = 500
"""Values laid out before anybody scrolls; a view lays out every line it is told of."""


class _Values(QAbstractListModel):
    """The different texts of a column with how often they occur, to be ticked; figures by size, words by pinyin."""

    def __init__(
        self, counts: Counter[str], sizes: Mapping[str, object], ticked: frozenset[str] | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.counts = counts
        texts = [*filter(None, counts), *([""] if "" in counts else [])]  # blank comes last
        keys = [sizes[text] for text in texts] if sizes else order.text_keys(texts)
        self._every = [texts[one] for one in order.sorted_index(range(len(texts)), keys, None, descending=False)]
        self._shown = list(self._every)
        self._reached = _AT_ONCE
        self.ticked = set(counts) if ticked is None else set(ticked) & set(counts)

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else min(len(self._shown), self._reached)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._reached < len(self._shown)

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            reached = min(self._reached + _AT_ONCE, len(self._shown))
            self.beginInsertRows(NO_INDEX, self._reached, reached - 1)
            self._reached = reached
            self.endInsertRows()

    def flags(self, index: Index) -> Qt.ItemFlag:
        base = super().flags(index)
        return base | Qt.ItemFlag.ItemIsUserCheckable if index.isValid() else base

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        if not index.isValid():
            return None
        text = self._shown[index.row()]
        if role == Role.DisplayRole:
            return f"{text or '（空白）'}　({self.counts[text]})"
        if role == Role.CheckStateRole:
            return Qt.CheckState.Checked if text in self.ticked else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        if role != Role.CheckStateRole or not index.isValid():
            return False
        self.ticked ^= {self._shown[index.row()]}
        self.dataChanged.emit(index, index)
        return True

    def narrow(self, wanted: str) -> None:
        """Show and tick only the values that match."""
        self.beginResetModel()
        found = order.fitting(self._every, wanted) if wanted else self.counts
        self._shown = [text for text in self._every if text in found]
        self._reached = _AT_ONCE
        self.ticked = set(self._shown)
        self.endResetModel()

    def tick(self, *, every: bool) -> None:
        """Tick or untick all that are shown."""
        self.beginResetModel()
        self.ticked = self.ticked | set(self._shown) if every else self.ticked - set(self._shown)
        self.endResetModel()

    def chosen(self) -> frozenset[str] | None:
        """The ticked values; None when all are."""
        return None if len(self.ticked) == len(self.counts) else frozenset(self.ticked)


class FilterPopup(QFrame):
    """Opens under a head; nothing changes until 确定."""

    def __init__(self, model: GridModel[R], at: int, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._grid = model
        self._column = model.columns[at]
        rule = model.filters.get(self._column.id, Filter())
        texts, numeric = model.column_texts(at), self._column.number is not None
        sizes = dict(zip(texts, model.column_numbers(at), strict=True)) if numeric else {}
        self.values = _Values(Counter(texts), sizes, rule.values, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 8, 10, 10)
        box.setSpacing(6)
        self._add_sorting(box)
        self.way = QComboBox(self)
        self.way.setAccessibleName("条件")
        self.text = QLineEdit(rule.contains or rule.equals or rule.differs, self)
        self.text.setPlaceholderText("文字或拼音首字母")
        self.text.setAccessibleName("条件文字")
        self.low, self.high = QLineEdit(self), QLineEdit(self)
        self.low.setAccessibleName("最小值")
        self.high.setAccessibleName("最大值")
        if self._column.number is not None:
            self._add_bounds(box, rule)
        else:
            self.low.hide()
            self.high.hide()
            self.way.addItems(["包含", "等于", "不等于"])
            self.way.setCurrentIndex(1 if rule.equals else 2 if rule.differs else 0)
            self._row(box, self.way, self.text)
        self._add_blank(box, rule)
        self._add_values(box)
        self._add_buttons(box)
        self.setMinimumWidth(270)

    def open_at(self, where: QPoint) -> None:
        """Show with the upper left corner here, inside the screen."""
        self.adjustSize()
        screen = self.screen().availableGeometry()
        where.setX(min(where.x(), screen.right() - self.width()))
        where.setY(min(where.y(), screen.bottom() - self.height()))
        self.move(where)
        self.show()
        (self.low if self._column.number is not None else self.text).setFocus()

    # --- parts -------------------------------------------------------------------------------------------------

    def _button(self, text: str, action: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(action)
        return button

    def _row(self, box: QVBoxLayout, *widgets: QWidget) -> None:
        line = QHBoxLayout()
        line.setSpacing(6)
        for widget in widgets:
            line.addWidget(widget)
        box.addLayout(line)

    def _add_sorting(self, box: QVBoxLayout) -> None:
        title = QLabel(self._column.label, self)
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        box.addWidget(title)
        up = self._button("升序", self.ascending)
        self._row(box, up, self._button("降序", self.descending), self._button("原顺序", self.unsorted))

    def _add_bounds(self, box: QVBoxLayout, rule: Filter) -> None:
        self.text.hide()
        self.way.addItems(["介于", "等于", "不等于", "最大的", "最小的"])
        same = rule.low is not None and rule.low == rule.high
        ranked = _LARGEST if rule.first > 0 else _SMALLEST if rule.first else 0
        self.way.setCurrentIndex(ranked or (2 if rule.unequal is not None else 1 if same else 0))
        self.way.currentIndexChanged.connect(self._match_bounds)
        low = rule.unequal if rule.unequal is not None else rule.low
        for field, bound, hint in ((self.low, low, "最小"), (self.high, rule.high, "最大")):
            field.setPlaceholderText(hint)
            if bound is not None:
                field.setText(amount.plain(amount.EXACT.divide(bound, self._column.size)))
        if rule.first:
            self.low.setText(str(abs(rule.first)))
        self._unit = QLabel(self._column.unit, self)
        self._till = QLabel("—", self)
        self._row(box, self.way, self.low, self._till, self.high, self._unit)
        self._match_bounds()

    def _match_bounds(self, _index: int = 0) -> None:
        """等于 and 不等于 take one number, 最大的 and 最小的 how many rows."""
        between, ranked = self.way.currentIndex() == 0, self.way.currentIndex() >= _LARGEST
        self.high.setVisible(between)
        self._till.setVisible(between)
        self.low.setPlaceholderText("最小" if between else "几行，如 10" if ranked else "数值")
        self._unit.setText("行" if ranked else self._column.unit)

    def _add_blank(self, box: QVBoxLayout, rule: Filter) -> None:
        self._blank = QButtonGroup(self)
        buttons: list[QWidget] = []
        for number, (text, state) in enumerate((("全部", None), ("不为空", False), ("为空", True))):
            button = QRadioButton(text, self)
            button.setChecked(rule.blank is state)
            self._blank.addButton(button, number)
            buttons.append(button)
        self._row(box, *buttons)

    def _add_values(self, box: QVBoxLayout) -> None:
        search = QLineEdit(self)
        search.setPlaceholderText("在取值中查找")
        search.setClearButtonEnabled(True)
        search.setAccessibleName("在取值中查找")
        search.textChanged.connect(self.values.narrow)
        box.addWidget(search)
        view = QListView(self)
        view.setModel(self.values)
        view.setUniformItemSizes(True)
        view.setAccessibleName("取值")
        view.setMaximumHeight(190)
        view.clicked.connect(self._toggle)
        box.addWidget(view)
        self._row(box, self._button("全选", self._all), self._button("全不选", self._none))

    def _add_buttons(self, box: QVBoxLayout) -> None:
        self.told = QLabel("", self)
        self.told.setWordWrap(True)
        self.told.hide()
        box.addWidget(self.told)
        accept = self._button("确定", self.accept)
        accept.setDefault(True)
        self._row(box, self._button("清除筛选", self.lift), accept)
        for field in (self.text, self.low, self.high):
            field.returnPressed.connect(self.accept)

    # --- acts --------------------------------------------------------------------------------------------------

    def _toggle(self, index: QModelIndex) -> None:
        self.values.setData(index, None, Role.CheckStateRole)

    def _all(self) -> None:
        self.values.tick(every=True)

    def _none(self) -> None:
        self.values.tick(every=False)

    def ascending(self) -> None:
        """Smallest first."""
        self._grid.sort_by(self._column.id)
        self.close()

    def descending(self) -> None:
        """Largest first."""
        self._grid.sort_by(self._column.id, descending=True)
        self.close()

    def unsorted(self) -> None:
        """Back to list order."""
        self._grid.sort_by(None)
        self.close()

    def lift(self) -> None:
        """Show every row again."""
        self._grid.set_filter(self._column.id, None)
        self.close()

    def accept(self) -> None:
        """Filter by what is chosen."""
        try:
            low, high, first = self._bound(self.low), self._bound(self.high), self._first()
        except ValueProblem as problem:
            self.told.setText(str(problem))
            self.told.show()
            return
        blank = {0: None, 1: False, 2: True}[max(self._blank.checkedId(), 0)]
        rule = Filter(values=self.values.chosen(), blank=blank)
        way, text = self.way.currentIndex(), self.text.text().strip()
        if self._column.number is not None:
            rule = (
                replace(rule, low=low, high=high),
                replace(rule, low=low, high=low),
                replace(rule, unequal=low),
                replace(rule, first=first),
                replace(rule, first=-first),
            )[way]
        else:
            rule = (replace(rule, contains=text), replace(rule, equals=text), replace(rule, differs=text))[way]
        self._grid.set_filter(self._column.id, rule)
        self.close()

    def _first(self) -> int:
        """How many rows 最大的 and 最小的 shall leave."""
        text = self.low.text().strip()
        if self.way.currentIndex() < _LARGEST or not text:
            return 0
        wanted = amount.parse_number(text)
        if wanted < 1 or wanted != wanted.to_integral_value():
            raise ValueProblem("请填要看几行，如 10。")
        return int(wanted)

    def _bound(self, field: QLineEdit) -> Decimal | None:
        text = field.text().strip()
        return amount.EXACT.multiply(amount.parse_number(text), self._column.size) if text else None
