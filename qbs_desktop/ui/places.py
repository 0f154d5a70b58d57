"""Going to a place (转到单元格): from a finding, a chart point or a form's cell to the page that holds it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qbs_desktop.ui.pages import LEDGER_PAGES

if TYPE_CHECKING:
    from qbs_desktop.domain.finding import Place
    from qbs_desktop.services.workspace import Workspace
    from qbs_desktop.ui.main_window import MainWindow


def jump(window: MainWindow, place: Place) -> None:
    """Bring the right page to the front and put the cursor on the cell; says so when the row is gone."""
    workspace = window.workspace
    ledger_id = place.ledger or ledger_of(workspace, place.record_id)
    if ledger_id is None:
        window.say("这一条没有对应的单元格。" if place.record_id is None else "这一行已经不在名单里。")
        return
    whole = replace(place, ledger=ledger_id)
    monthly = place.indicator in workspace.ledgers[ledger_id].monthly
    if monthly and place.period is not None and place.period.is_month:
        window.set_period(place.period)
        _goto(window, window.show_page("month"), whole)
        return
    page: Any = window.show_page(LEDGER_PAGES[ledger_id])
    _goto(window, page.ledger(ledger_id) if LEDGER_PAGES[ledger_id] == "plans" else page, whole)


def _goto(window: MainWindow, page: Any, place: Place) -> None:  # noqa: ANN401 - a list or month page
    if place.record_id is not None and not page.goto(place):
        window.say("这一行或这一列现在不在表里。")


def ledger_of(workspace: Workspace, record_id: int | None) -> str | None:
    """Which list a record is in."""
    from qbs_desktop.domain.errors import Refusal
    from qbs_desktop.services import listing

    if record_id is None:
        return None
    try:
        return listing.record_of(workspace, record_id).ledger
    except Refusal:
        return None
