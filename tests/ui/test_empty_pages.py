"""Where there is nothing to show, a card says what to do and leads there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from qbs_desktop.services.lists import listing
from qbs_desktop.services.reporting import returns
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.pages.history import HistoryPage
from qbs_desktop.ui.pages.returns.page import ReturnsPage
from qbs_desktop.ui.widgets.empty import EmptyCard


def buttons(card: EmptyCard) -> dict[str, QPushButton]:
    return {one.text(): one for one in card.findChildren(QPushButton)}


def shown(qtbot, page: ReturnsPage | HistoryPage, shell) -> None:
    qtbot.addWidget(page)
    page.resize(1218, 692)
    page.show()
    page.activate()
    qtbot.wait(1)
    qtbot.waitUntil(lambda: not shell.tasks.busy)


def test_a_card_stays_in_the_middle_below_the_heads(qtbot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    card = EmptyCard(over, head=120)
    card.offer("导入", list)
    card.say("还是空的", "先导入", "或录入")
    card.show()
    over.resize(900, 700)
    over.show()
    assert card.hint.text() == "· 先导入\n· 或录入"
    middle = card.geometry().center()
    assert abs(middle.x() - 450) <= 1
    assert abs(middle.y() - 350) <= 1
    over.resize(900, 120 + card.height())
    assert card.y() == 120
    over.resize(900, 20 + card.height())
    assert card.y() == 20, "buttons are worth more than heads"
    card.say("没有了")
    assert not card.hint.isVisible()


def test_returns_without_rows_say_so_and_lead_to_list_and_import(qtbot, bare: Workspace, shell) -> None:
    page = ReturnsPage(bare, shell)
    shown(qtbot, page, shell)
    assert page.no_rows.isVisible()
    assert page.no_rows.title.text() == "产业名单还是空的，这张表没有数"
    buttons(page.no_rows)["导入工作簿…"].click()
    buttons(page.no_rows)["到名单录入"].click()
    assert shell.shown == ["import", "industry"]
    assert page.export_button.isEnabled()
    listing.add_rows(bare, "industry", [{"name": "新产业"}])
    page.activate()
    qtbot.waitUntil(lambda: not page.no_rows.isVisible())


def test_earlier_exports_are_explained_until_there_are_some(qtbot, county: Workspace, shell, tmp_path) -> None:
    page = ReturnsPage(county, shell)
    shown(qtbot, page, shell)
    assert not page.no_rows.isVisible()
    made = page.revisions
    page.tabs.setCurrentWidget(made)
    assert made.never.isVisible()
    assert not made.view.isVisible()
    returns.export(county, shell.period, tmp_path)
    qtbot.waitUntil(made.view.isVisible)
    assert not made.never.isVisible()


def test_a_search_without_a_hit_is_lifted_by_the_card(qtbot, county: Workspace, shell) -> None:
    page = HistoryPage(county, shell)
    shown(qtbot, page, shell)
    qtbot.waitUntil(lambda: page.operations.rowCount() > 0)
    assert not page.nothing.isVisible()
    qtbot.keyClicks(page.search, "zzz")
    assert page.nothing.title.text() == "没有符合“zzz”的操作"
    assert page.operations.rowCount() == page.lines.rowCount() == 0
    qtbot.mouseClick(buttons(page.nothing)["显示全部操作"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.operations.rowCount() > 0)
    assert not page.nothing.isVisible()
    assert page.search.text() == ""
