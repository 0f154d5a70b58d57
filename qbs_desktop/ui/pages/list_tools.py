"""The toolbar of a list page and its 更多 menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton

from qbs_desktop.domain.figure import Kind
from qbs_desktop.ui.pages.list_columns import GROUPED_BY
from qbs_desktop.ui.pages.list_parts import call
from qbs_desktop.ui.style import icons

if TYPE_CHECKING:
    from qbs_desktop.ui.pages.lists import ListPage


class ListTools:
    """Makes the actions of a list page; every one has a button or a line of the menu, and most have a key."""

    def __init__(self, page: ListPage) -> None:
        self.page = page
        self.grouping = QMenu("分组小计", page)

    def add_to(self, line: QHBoxLayout) -> None:
        """Buttons with their keys, and 更多."""
        noun = self.page.ledger.noun
        tools: tuple[tuple[str, str, str, tuple[str, ...], Callable[[], object]], ...] = (
            ("新增", "add", f"在末尾新增一行{noun}", ("Ins",), self.page.add_row),
            ("其中项", "down", "给当前行新增一个其中项，不计入合计", ("Ctrl+Shift+N",), self.page.add_child),
            ("删除", "delete", "删除选中的行，可以撤销", ("Ctrl+-",), self.page.remove_rows),
            ("筛选", "filter", "筛选当前列", ("Ctrl+Shift+L", "Alt+F"), self.page.panel.filter_here),
            ("查找", "search", "查找文字或拼音首字母", ("Ctrl+F",), self.page.find),
        )
        for text, icon, tip, keys, action in tools:
            line.addWidget(self._tool(text, icon, tip, keys, action))
        more = QToolButton(self.page)
        more.setText("更多")
        more.setIcon(icons.icon("columns"))
        more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setMenu(self._more())
        line.addWidget(more)

    def _tool(self, text: str, icon: str, tip: str, keys: tuple[str, ...], action: Callable[[], object]) -> QToolButton:
        act = QAction(icons.icon(icon), text, self.page)
        act.setToolTip(f"{tip}（{'、'.join(keys)}）")
        if text != "查找":  # the panel listens to Ctrl+F itself
            act.setShortcuts([QKeySequence(key) for key in keys])
        act.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        act.triggered.connect(partial(call, action))
        self.page.addAction(act)
        button = QToolButton(self.page)
        button.setDefaultAction(act)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def _more(self) -> QMenu:
        menu = QMenu(self.page)
        acts: tuple[tuple[str, str, Callable[[], object]], ...] = (
            ("在上方插入一行", "Ctrl+Shift+=", self.page.insert_above),
            ("在下方插入一行", "Ctrl+=", self.page.insert_below),
            ("设为上一行的其中项", "Alt+Shift+Right", self.page.make_child),
            ("取消其中项", "Alt+Shift+Left", self.page.make_top),
            ("记录详情", "F4", self.page.toggle_card),
        )
        for text, keys, action in acts:
            act = QAction(text, self.page, shortcut=QKeySequence(keys))
            act.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            act.triggered.connect(partial(call, action))
            self.page.addAction(act)
            menu.addAction(act)
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
        """Group by a field; folding is also on the line's sign and on the space bar."""
        for name in GROUPED_BY:
            field = next((one for one in self.page.ledger.fields if one.id == name), None)
            if field is not None:
                menu.addAction(field.label, partial(self.page.grid.group_by, name))
        menu.addAction("不分组", partial(self.page.grid.group_by, None))
        menu.addSeparator()
        menu.addAction("全部折叠", partial(self.page.grid.fold_all, folded=True))
        menu.addAction("全部展开", partial(self.page.grid.fold_all, folded=False))

    def _choose_columns(self) -> None:
        self.page.panel.chooser().popup(self.page.view.heads.mapToGlobal(self.page.view.heads.rect().bottomLeft()))
