"""汇总."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel

from screenshots.city import OCTOBER
from screenshots.county import Files
from screenshots.scenes.scene import Scene

if TYPE_CHECKING:
    from screenshots.clerk import Clerk

ADD = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


def board(clerk: Clerk) -> None:
    """The return under the cursor waits to be looked at."""
    clerk.window.set_period(OCTOBER)
    page = clerk.show("collation")
    clerk.wait()
    page.board.go("430281", OCTOBER)


def totals(clerk: Clerk) -> None:
    """From a total to one county's cells."""
    clerk.window.set_period(OCTOBER)
    page = clerk.show("collation")
    clerk.wait()
    page.tabs.setCurrentWidget(page.totals)
    page.totals.totals_view.selectRow(6)
    page.totals.units_view.selectRow(1)
    clerk.wait()


def send_back(clerk: Clerk) -> None:
    """Two figures are chosen and given back with a reason."""
    board(clerk)
    clerk.wait()
    one = clerk.show("collation").one
    one.origins_view.selectRow(1)
    one.origins_view.selectionModel().select(one.origins.index(4, 0), ADD)
    clerk.during(one.reject.click)


def duplicates(clerk: Clerk) -> None:
    """An enterprise that two counties report under names alike."""
    board(clerk)
    page = clerk.show("collation")
    page.tabs.setCurrentWidget(page.duplicates)


def by_units(clerk: Clerk) -> None:
    """The projects by units, with shares and ranks."""
    clerk.window.set_period(OCTOBER)
    page = clerk.show("returns")
    page.list.setCurrentIndex(page.forms.index(page.forms.rowCount() - 1))


def home(clerk: Clerk) -> None:
    """Who has not reported and what waits."""
    clerk.window.set_period(OCTOBER)
    clerk.show("home")


SCENES = (
    Scene("collation", board, Files.city),
    Scene("collation-back", send_back, Files.city),
    Scene("collation-totals", totals, Files.city),
    Scene("collation-duplicates", duplicates, Files.city),
    Scene("collation-forms", by_units, Files.city),
    Scene("home-city", home, Files.city),
)
