"""The pages of the window (页面), listed once. A page's module is imported when the page is first visited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from qbs_desktop.services.workspace import Workspace
    from qbs_desktop.ui.shell import Shell

Make: TypeAlias = "Callable[[Workspace, Shell], QWidget]"


class Entry(NamedTuple):
    """One page in the navigation: its id, name, icon, the group it stands in and how it is made."""

    id: str
    label: str
    icon: str
    group: str
    make: Make
    collating: bool = False
    """Only in files that take in returns of units below."""


def _home(workspace: Workspace, shell: Shell) -> QWidget:
    from qbs_desktop.ui.pages.home import HomePage

    return HomePage(workspace, shell)


def _list(ledger_id: str, workspace: Workspace, shell: Shell) -> QWidget:
    from qbs_desktop.ui.pages.lists.page import ListPage

    return ListPage(workspace, shell, ledger_id)


def _plans(workspace: Workspace, shell: Shell) -> QWidget:
    from qbs_desktop.ui.pages.plans import PlansPage

    return PlansPage(workspace, shell)


def _month(workspace: Workspace, shell: Shell) -> QWidget:
    from qbs_desktop.ui.pages.month.page import MonthPage

    return MonthPage(workspace, shell)


def _checks(workspace: Workspace, shell: Shell) -> QWidget:
    from qbs_desktop.ui.pages.checks.page import ChecksPage

    return ChecksPage(workspace, shell)


def _returns(workspace: Workspace, shell: Shell) -> QWidget:
    from qbs_desktop.ui.pages.returns.page import ReturnsPage

    return ReturnsPage(workspace, shell)


def _charts(workspace: Workspace, shell: Shell) -> QWidget:
    from qbs_desktop.ui.charts.page import ChartPage

    return ChartPage(workspace, shell)


def _history(workspace: Workspace, shell: Shell) -> QWidget:
    from qbs_desktop.ui.pages.history import HistoryPage

    return HistoryPage(workspace, shell)


def _collation(workspace: Workspace, shell: Shell) -> QWidget:
    from qbs_desktop.ui.pages.collation.page import CollationPage

    return CollationPage(workspace, shell)


PAGES: tuple[Entry, ...] = (
    Entry("home", "工作台", "home", "", _home),
    Entry("industry", "产业", "industry", "名单", partial(_list, "industry")),
    Entry("enterprise", "企业", "enterprise", "名单", partial(_list, "enterprise")),
    Entry("project", "项目", "project", "名单", partial(_list, "project")),
    Entry("project_group", "项目计划分组", "project-group", "名单", partial(_list, "project_group")),
    Entry("plans", "目标与行动", "plan", "名单", _plans),
    Entry("month", "月度填报", "month", "填报", _month),
    Entry("checks", "审核", "check", "填报", _checks),
    Entry("returns", "报表", "return", "填报", _returns),
    Entry("charts", "图表", "chart", "查看", _charts),
    Entry("history", "历史", "history", "查看", _history),
    Entry("collation", "汇总", "collate", "下级", _collation, collating=True),
)
LEDGER_PAGES: dict[str, str] = {
    "industry": "industry",
    "enterprise": "enterprise",
    "project": "project",
    "project_group": "project_group",
    "target": "plans",
    "action": "plans",
}
"""Ledger id → the page that shows it."""


def offer_pages(actions: Sequence[QAction], *, collating: bool) -> None:
    """Show the menu entries of the pages that a file has; `actions` stand in the order of `PAGES`."""
    for entry, action in zip(PAGES, actions, strict=True):
        action.setVisible(collating or not entry.collating)
