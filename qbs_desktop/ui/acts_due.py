"""What the commands do that are about what is due and who answers for it (报送日历、采集表、填表人)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qbs_desktop.ui.main_window import MainWindow


def show_calendar(window: MainWindow) -> None:
    """报送日历: due days of the rhythm, days off and working weekends."""
    from qbs_desktop.ui.dialogs.calendar import CalendarDialog

    CalendarDialog(window.workspace, window).open()


def show_form_words(window: MainWindow) -> None:
    """填表人和表号: what every form prints beside its figures."""
    from qbs_desktop.ui.dialogs.form_words import FormWordsDialog

    FormWordsDialog(window.workspace, window).open()


def issue_templates(window: MainWindow) -> None:
    """发采集表: one form for enterprises, parks and townships."""
    from qbs_desktop.ui.dialogs.issue_templates import IssueDialog

    IssueDialog(window, window).open()


def collect_templates(window: MainWindow) -> None:
    """收采集表: read back what was filled in."""
    from qbs_desktop.ui.dialogs.collect_templates import CollectDialog

    CollectDialog(window, window).open()
