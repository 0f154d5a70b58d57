"""汇总."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screenshots.city import OCTOBER
from screenshots.county import Files
from screenshots.scenes.scene import Scene

if TYPE_CHECKING:
    from screenshots.clerk import Clerk


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


SCENES = (Scene("collation", board, Files.city), Scene("collation-totals", totals, Files.city))
