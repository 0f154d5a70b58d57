"""目标与行动: the targets and the actions of the texts, two lists on one page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.pages.lists.page import ListPage
from qbs_desktop.ui.shell import Shell
from qbs_desktop.ui.window.panes import pane

if TYPE_CHECKING:
    from qbs_desktop.services.checks.checking import CheckedFinding

LEDGERS = (("target", "目标"), ("action", "行动任务"))


class PlansPage(QWidget):
    """Two list pages behind tabs."""

    title = "目标与行动"

    def __init__(self, workspace: Workspace, shell: Shell) -> None:
        """Make both lists."""
        super().__init__()
        self.setObjectName("page")
        self._tabs = QTabWidget(self)
        self._tabs.setDocumentMode(True)
        pane(self._tabs.tabBar()).setAccessibleName("目标或行动任务")
        self.pages: dict[str, ListPage] = {}
        for ledger_id, label in LEDGERS:
            self.pages[ledger_id] = ListPage(workspace, shell, ledger_id)
            self._tabs.addTab(self.pages[ledger_id], label)
        self._tabs.currentChanged.connect(self._activate_tab)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._tabs)

    def activate(self) -> None:
        """Come to the front."""
        self.current().activate()

    def current(self) -> ListPage:
        """The list in front."""
        return self.pages[LEDGERS[self._tabs.currentIndex()][0]]

    def ledger(self, ledger_id: str) -> ListPage:
        """Bring one of the lists to the front."""
        self._tabs.setCurrentWidget(self.pages[ledger_id])
        return self.pages[ledger_id]

    def find(self) -> None:  # type: ignore[override]
        """Search in the list in front."""
        self.current().find()

    def show_findings(self, findings: Sequence[CheckedFinding]) -> None:
        """Mark cells in both lists."""
        for page in self.pages.values():
            page.show_findings(findings)

    def _activate_tab(self, _index: int) -> None:
        self.activate()
