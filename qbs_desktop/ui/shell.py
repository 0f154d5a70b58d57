"""What a page may ask of the window around it; the window is the one that answers.

Pages are made as ``Page(workspace, shell)`` when first visited. The window calls `activate` each time a page comes to
the front. A page that can search, refresh or print offers `find()`, `refresh()`, `print_page()`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QWidget

    from qbs_desktop.domain.finding import Place
    from qbs_desktop.domain.period import Period
    from qbs_desktop.services.checks.checking import CheckedFinding
    from qbs_desktop.services.lists.waiting import Spot
    from qbs_desktop.services.workspace import Workspace
    from qbs_desktop.ui.rechecking import Rechecker
    from qbs_desktop.ui.tasks import Tasks


class Shell(Protocol):
    """The window as its pages see it."""

    @property
    def workspace(self) -> Workspace:
        """The open file."""

    @property
    def tasks(self) -> Tasks:
        """Work on the data thread."""

    @property
    def period(self) -> Period:
        """The report period (报告期) picked in the header."""

    @property
    def period_changed(self) -> SignalInstance:
        """Emitted after another period was picked."""

    @property
    def themed(self) -> SignalInstance:
        """Emitted after the colours changed (light, dark)."""

    following: bool
    """Whether the user came to the present page from a finding; F8 then goes on to the next one."""

    def jump(self, place: Place | Spot) -> None:
        """Go to the list or month page and put the cursor on the cell."""

    def show_page(self, page_id: str) -> QWidget | None:
        """Bring a page to the front, making it if need be."""

    def set_period(self, period: Period) -> None:
        """Pick the report period for the whole window."""

    def say(self, text: str) -> None:
        """One line in the status bar for a few seconds."""

    @property
    def checker(self) -> Rechecker:
        """The findings of the period, kept true while the data changes."""

    def checked(self, found: Sequence[CheckedFinding], period: Period) -> None:
        """Hand over findings that a page brings from its own reading of the file."""


@runtime_checkable
class Marked(Protocol):
    """A page that marks cells with findings."""

    def show_findings(self, findings: Sequence[CheckedFinding]) -> None:
        """Mark the cells."""
