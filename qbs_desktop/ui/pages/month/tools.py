"""更多 of the month page: record panel, filter, groups, columns, what may be changed; each with its key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.ui.pages.lists.parts import call
from qbs_desktop.ui.pages.month.columns import grouping_fields
from qbs_desktop.ui.style import icons

if TYPE_CHECKING:
    from qbs_desktop.ui.pages.month.page import MonthPage


class MonthTools(QToolButton):
    """The button with its menu. `unlocked` is the tick 可改上年同期和计划."""

    def __init__(self, page: MonthPage, parent: QWidget) -> None:
        """Build; the groups follow the list that is shown."""
        super().__init__(parent)
        self._page = page
        self.setText("更多")
        icons.put(self, "columns")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolTip("记录详情、筛选、分组小计、显示哪些列")
        menu = QMenu(self)
        self.unlocked = QAction("可改上年同期和计划", page, checkable=True)
        self.unlocked.setToolTip("已经填过的上年同期和年度计划默认不能改，勾选后可以更正。")
        self.grouping = QMenu("分组小计", menu)
        card = self._add(menu, "记录详情", ("F4",), page.toggle_card)
        self._for_cells = (card,)
        page.panel.more_acts = self.for_cells
        menu.addAction(page.panel.act("filter_here"))
        self._add(menu, "清除筛选", (), page.show_every_row)
        menu.addMenu(self.grouping)
        menu.addSeparator()
        menu.addAction(self.unlocked)
        menu.addSeparator()
        self._add(menu, "显示哪些列…", (), self._choose_columns)
        self._add(menu, "恢复默认列", (), page.panel.usual_columns)
        self._add(menu, "取消排序", (), partial(page.grid.sort_by, None))
        self.setMenu(menu)

    def _add(self, menu: QMenu, text: str, keys: tuple[str, ...], action: Callable[[], object]) -> QAction:
        act = QAction(text, self._page)
        act.setShortcuts([QKeySequence(key) for key in keys])
        act.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        act.triggered.connect(partial(call, action))
        self._page.addAction(act)
        menu.addAction(act)
        return act

    def for_cells(self) -> Sequence[QAction]:
        """What the menu of the cells offers for the record."""
        return self._for_cells

    def show_ledger(self, ledger: Ledger) -> None:
        """Offer the groups of a list; folding is also on the line's sign and on the space bar."""
        grid = self._page.grid
        self.grouping.clear()
        for field in grouping_fields(ledger):
            self.grouping.addAction(field.label, partial(grid.group_by, field.id))
        self.grouping.addAction("不分组", partial(grid.group_by, None))
        self.grouping.addSeparator()
        self.grouping.addAction("全部折叠", partial(grid.fold_all, folded=True))
        self.grouping.addAction("全部展开", partial(grid.fold_all, folded=False))

    def _choose_columns(self) -> None:
        heads = self._page.view.heads
        self._page.panel.chooser().popup(heads.mapToGlobal(heads.rect().bottomLeft()))
