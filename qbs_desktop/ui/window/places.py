"""Going to a place (转到单元格): from a finding, a chart point or a form's cell to the page that holds it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qbs_desktop.ui import settings
from qbs_desktop.ui.pages import LEDGER_PAGES, PAGES

if TYPE_CHECKING:
    from qbs_desktop.domain.finding import Place
    from qbs_desktop.domain.period import Period
    from qbs_desktop.services.lists.waiting import Spot
    from qbs_desktop.services.workspace import Workspace
    from qbs_desktop.ui.main_window import MainWindow


def first_page(workspace: Workspace) -> str:
    """The page a file opens with: the one looked at last; if nothing has been entered, the home page."""
    from qbs_desktop.services import opening

    wanted = settings.text("page", "home")
    return wanted if wanted in {entry.id for entry in PAGES} and not opening.is_empty(workspace) else "home"


def jump(window: MainWindow, place: Place | Spot) -> None:
    """Bring the right page to the front and put the cursor on the cell; says so when the row is gone."""
    from qbs_desktop.services.lists.waiting import Spot

    workspace = window.workspace
    if isinstance(place, Spot):
        _to_waiting(window, place)
        return
    ledger_id = place.ledger or ledger_of(workspace, place.record_id)
    if ledger_id is None:
        window.say("这一条没有对应的单元格。" if place.record_id is None else "这一行已经不在名单里。")
        return
    whole = replace(place, ledger=ledger_id)
    ledger = workspace.ledgers[ledger_id]
    monthly = place.indicator in (*ledger.monthly, *ledger.details)
    if monthly and place.period is not None and place.period.is_month:
        window.set_period(place.period)
        _goto(window, window.show_page("month"), whole)
        return
    page: Any = window.show_page(LEDGER_PAGES[ledger_id])
    _goto(window, page.ledger(ledger_id) if LEDGER_PAGES[ledger_id] == "plans" else page, whole)


def _to_waiting(window: MainWindow, spot: Spot) -> None:
    """Go to a cell whose text was not stored. Last year's figure and the plan stand in a month of this year."""
    page: Any
    if spot.period is None:
        page = window.show_page(LEDGER_PAGES[spot.ledger])
        if LEDGER_PAGES[spot.ledger] == "plans":
            page = page.ledger(spot.ledger)
    else:
        month = _month_shown(window, spot.column, spot.period)
        window.set_period(month)
        page = window.show_page("month")
        page.select(spot.ledger, month)
    if not page.goto_waiting(spot):
        window.say("这一行或这一列现在不在表里。")


def _month_shown(window: MainWindow, column: str, period: Period) -> Period:
    from qbs_desktop.domain.period import Period

    if column.endswith("/base"):
        return Period(period.code + 100)
    if period.is_year:
        return window.period if window.period.is_month else Period.of_month(period.year, 12)
    return period


def _goto(window: MainWindow, page: Any, place: Place) -> None:  # noqa: ANN401 - a list or month page
    if place.record_id is not None and not page.goto(place):
        window.say(_off_list(window.workspace, place) or "这一行或这一列现在不在表里。")


def _off_list(workspace: Workspace, place: Place) -> str:
    """How to get a row back that is not on this year's list, as when a city asks why it went; else nothing."""
    from qbs_desktop.services.lists import leaving

    if place.ledger is None:
        return ""
    found = (one.record for one in leaving.off_list(workspace, place.ledger) if one.record.id == place.record_id)
    if (record := next(found, None)) is None:
        return ""
    label = workspace.ledgers[place.ledger].label
    return f"“{record.name}”不在{workspace.year}年{label}里；要列回，点“更多 → 列回移出的行…”（Ctrl+Shift+I）。"


def list_shown(page: Any) -> str:  # noqa: ANN401 - any page
    """The list a list page or 月度填报 shows; empty on other pages."""
    return str(getattr(page, "ledger_id", "") or getattr(getattr(page, "ledger", None), "id", ""))


def ledger_of(workspace: Workspace, record_id: int | None) -> str | None:
    """Which list a record is in."""
    from qbs_desktop.domain.errors import Refusal
    from qbs_desktop.services.lists import listing

    if record_id is None:
        return None
    try:
        return listing.record_of(workspace, record_id).ledger
    except Refusal:
        return None
