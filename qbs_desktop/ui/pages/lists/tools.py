"""The toolbar of a list page and its 更多 menu; the acts on rows stand in the menu of the cells as well."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton

from qbs_desktop.domain.figure import Kind
from qbs_desktop.ui.grid import commands
from qbs_desktop.ui.pages.lists import serials
from qbs_desktop.ui.pages.lists.columns import GROUPED_BY
from qbs_desktop.ui.pages.lists.commands import LIST_COMMANDS
from qbs_desktop.ui.pages.lists.parts import call
from qbs_desktop.ui.style import icons

if TYPE_CHECKING:
    from qbs_desktop.ui.pages.lists.page import ListPage


class ListTools:
    """Makes the actions of a list page; every one has a button or a line of the menu, and most have a key."""

    def __init__(self, page: ListPage) -> None:
        self.page = page
        self.grouping = QMenu("分组小计", page)
        self.acts: dict[str, QAction] = {}
        for one in LIST_COMMANDS:
            act = QAction(f"{one.text}\t{commands.shown(one.keys[0])}", page)
            act.setIconVisibleInMenu(False)
            act.setIconText(one.button or one.text)
            act.setToolTip(f"{one.told}（{commands.shown(one.keys)}）")
            act.setShortcuts([QKeySequence(key) for key in one.keys])
            act.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            act.triggered.connect(partial(call, getattr(page.row_acts, one.id)))
            page.addAction(act)
            self.acts[one.id] = act
        page.panel.more_acts = self.for_cells

    def for_cells(self) -> Sequence[QAction]:
        """What the menu of the cells offers for rows."""
        return [self.acts[one.id] for one in LIST_COMMANDS if one.cells]

    def add_to(self, line: QHBoxLayout) -> None:
        """Buttons with their keys, and 更多."""
        for one in LIST_COMMANDS:
            if one.button:
                icons.put(self.acts[one.id], one.icon)
                line.addWidget(self._button(self.acts[one.id]))
        for name, icon in (("filter_here", "filter"), ("find", "search")):
            act = self.page.panel.act(name)
            icons.put(act, icon)
            line.addWidget(self._button(act))
        more = QToolButton(self.page)
        more.setText("更多")
        icons.put(more, "columns")
        more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setMenu(self._more())
        more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        line.addWidget(more)

    def _button(self, act: QAction) -> QToolButton:
        button = QToolButton(self.page)
        button.setDefaultAction(act)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _more(self) -> QMenu:
        menu = QMenu(self.page)
        for one in LIST_COMMANDS:
            if not one.button:
                menu.addAction(self.acts[one.id])
        menu.addAction("重排序号", partial(serials.renumber, self.page.shell, self.page.grid))
        menu.addSeparator()
        self._add_column_menu(menu)
        menu.addAction("显示哪些列…", self._choose_columns)
        menu.addAction("恢复默认列", self.page.panel.usual_columns)
        menu.addAction("取消排序", partial(self.page.grid.sort_by, None))
        menu.addMenu(self.grouping)
        self._add_grouping(self.grouping)
        return menu

    def _add_column_menu(self, menu: QMenu) -> None:
        if not self.page.ledger.indicators:
            return
        first, last = (
            self.page.workspace.profile.base_year,
            max(self.page.workspace.profile.horizon, self.page.workspace.year),
        )
        adding = menu.addMenu("添加年度列")
        for slug in self.page.ledger.indicators:
            own = adding.addMenu(self.page.workspace.indicators[slug].label)
            for year in range(first, last + 1):
                for kind, word in ((Kind.ACTUAL, "实际"), (Kind.TARGET, "目标")):
                    own.addAction(f"{year}年{word}", partial(self.page.add_column, slug, year, kind))

    def _add_grouping(self, menu: QMenu) -> None:
        """Group by a field, the present one ticked; folding is also on the line's sign and on the space bar."""
        fields = {field.id: field.label for field in self.page.ledger.fields}
        for name, label in (*((name, fields[name]) for name in GROUPED_BY if name in fields), (None, "不分组")):
            act = menu.addAction(label, partial(self.page.grid.group_by, name))
            act.setCheckable(True)
            act.setData(name)
        menu.aboutToShow.connect(self._tick_grouping)
        menu.addSeparator()
        menu.addAction("全部折叠", partial(self.page.grid.fold_all, folded=True))
        menu.addAction("全部展开", partial(self.page.grid.fold_all, folded=False))

    def _tick_grouping(self) -> None:
        for act in self.grouping.actions():
            act.setChecked(act.isCheckable() and act.data() == self.page.grid.grouped_by)

    def _choose_columns(self) -> None:
        self.page.panel.chooser().popup(self.page.view.heads.mapToGlobal(self.page.view.heads.rect().bottomLeft()))
