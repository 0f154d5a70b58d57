"""The notice under a filtered grid that says what is hidden and shows everything again with one click."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from qbs_desktop.domain import amount
from qbs_desktop.ui.grid.column import GridColumn, R
from qbs_desktop.ui.grid.model import GridModel
from qbs_desktop.ui.grid.rows.order import Filter
from qbs_desktop.ui.widgets.parts import Elided

_NAMED = 3


class FilterBar(QFrame):
    """Hidden while no filter is set."""

    def __init__(self, model: GridModel[R], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filterBar")
        self._grid = model
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 0, 4, 0)
        self.label = Elided("", self)
        self.label.setObjectName("muted")
        line.addWidget(self.label)
        self.button = QPushButton("清除筛选", self)
        self.button.setObjectName("link")
        self.button.clicked.connect(model.clear_filters)
        line.addWidget(self.button)
        model.arranged.connect(self.tell)
        self.hide()

    def tell(self) -> None:
        """Say which conditions hold and how many rows they leave."""
        grid = self._grid
        by_id = {column.id: column for column in grid.columns}
        said = [sentence(by_id[name], rule) for name, rule in grid.filters.items()]
        more = f" 等 {len(said)} 列" if len(said) > _NAMED else ""
        self.label.setText(f"已筛选：{'；'.join(said[:_NAMED])}{more}　显示 {grid.kept()} / {len(grid.rows)} 行")
        self.setVisible(bool(said))


def sentence(column: GridColumn[R], rule: Filter) -> str:
    """A condition in words: ``所属领域 包含“工业”``."""
    parts: list[str] = []
    for word, text in (("包含", rule.contains), ("等于", rule.equals), ("不等于", rule.differs)):
        if text:
            parts.append(f"{word}“{text}”")
    low, high, other = (
        None if one is None else amount.grouped(amount.EXACT.divide(one, column.size)) + column.unit
        for one in (rule.low, rule.high, rule.unequal)
    )
    if low is not None and low == high:
        parts.append(f"等于 {low}")
    elif low is not None and high is not None:
        parts.append(f"介于 {low} 和 {high}")
    elif low is not None or high is not None:
        parts.append(f"≥ {low}" if low is not None else f"≤ {high}")
    if other is not None:
        parts.append(f"不等于 {other}")
    if rule.first:
        parts.append(f"{'最大' if rule.first > 0 else '最小'}的 {abs(rule.first)} 行")
    if rule.blank is not None:
        parts.append("为空" if rule.blank else "不为空")
    if rule.values is not None:
        parts.append(f"选中 {len(rule.values)} 个取值" if len(rule.values) != 1 else f"是“{next(iter(rule.values))}”")
    return f"{column.heads[-1] if len(column.heads) == 1 else column.label} {'，'.join(parts)}"
