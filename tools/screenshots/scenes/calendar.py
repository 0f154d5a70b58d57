"""报送日历 and what is due on 工作台; the collection templates that are given out and come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
from PySide6.QtWidgets import QTabWidget

from qbs_desktop.domain.period import Period
from qbs_desktop.services.gathering import templates
from qbs_desktop.services.months import calendar
from qbs_desktop.ui import acts_due
from screenshots.county import Files
from screenshots.scenes.scene import Scene

OCTOBER = Period.parse("2026-10")

if TYPE_CHECKING:
    from screenshots.clerk import Clerk


def due_days(clerk: Clerk) -> None:
    """A day is set; the year's dates follow."""
    clerk.show("home")
    calendar.set_rule(clerk.workspace, "定期调度", day=5, every=1)
    acts_due.show_calendar(clerk.window)


def days_off(clerk: Clerk) -> None:
    """The days of 2026 that differ from a plain week."""
    clerk.show("home")
    acts_due.show_calendar(clerk.window)
    clerk.dialog().findChild(QTabWidget).setCurrentIndex(1)


def due(clerk: Clerk) -> None:
    """What is overdue and what comes next."""
    clerk.workspace.run("建", lambda edit: edit.set_meta("created", "2026-10-01"), undoable=False)
    calendar.set_rule(clerk.workspace, "定期调度", day=5, every=1)
    clerk.show("home")


def issue(clerk: Clerk) -> None:
    """What will be written is said before anything is."""
    clerk.show("enterprise")
    acts_due.issue_templates(clerk.window)


def collect(clerk: Clerk) -> None:
    """Three parks: one sound, one with a mistake, one with another head."""
    workspace = clerk.workspace
    clerk.show("enterprise")
    folder = workspace.path.parent / "采集表"
    done = templates.issue(workspace, "enterprise_month", OCTOBER, "park", folder)
    for book, (place, value) in zip(done.files, (("H8", "9120"), ("H8", "约九千"), ("H5", "全年累计")), strict=True):
        answered = openpyxl.load_workbook(book)
        answered.worksheets[0][place] = value
        answered.save(book)
    acts_due.collect_templates(clerk.window)
    clerk.dialog().read([folder])
    clerk.wait()


SCENES = (
    Scene("templates-issue", issue, Files.county),
    Scene("templates-collect", collect, Files.county),
    Scene("home-due", due, Files.county),
    Scene("calendar", due_days, Files.county),
    Scene("calendar-days", days_off, Files.county),
)
