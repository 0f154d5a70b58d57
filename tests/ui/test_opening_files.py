"""What the window shows of a file as it opens: page, period, the words of the period list."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from qbs_desktop import app
from qbs_desktop.domain.period import Period
from qbs_desktop.services import profiles
from qbs_desktop.services.months import figures
from qbs_desktop.services.months.figures import MonthEntry, Part
from qbs_desktop.services.workspace import Unit, Workspace
from qbs_desktop.ui import settings
from qbs_desktop.ui.main_window import MainWindow

K, M = Qt.Key, Qt.KeyboardModifier


def _empty(tmp_path: Path) -> Workspace:
    return Workspace.create(
        tmp_path / "空.qbs", profiles.load("hunan-county"), Unit("430225", "炎陵县发展和改革局"), year=2026
    )


def test_an_empty_file_begins_on_the_home_page_with_the_month_that_closed(window: MainWindow, tmp_path: Path) -> None:
    settings.keep("page", "month")
    window.adopt(_empty(tmp_path))
    assert window.current_page() is window.page("home")
    assert window.period == Period.parse("2026-10")


def test_header_and_month_page_tell_the_same_period(window: MainWindow, tmp_path: Path) -> None:
    window.adopt(_empty(tmp_path))
    window.show_page("month")
    assert window.page("month").period == window.period == Period.parse("2026-10")


def test_a_period_says_that_it_has_data_as_soon_as_it_has(opened: MainWindow, qtbot) -> None:
    picker = opened.header.findChild(QComboBox)
    assert picker.itemText(picker.findText("2026年11月")) == "2026年11月"
    november = Period.parse("2026-11")
    table = figures.month_table(opened.workspace, "project", november)
    slug = table.indicators[0].id
    entry = MonthEntry(table.rows[0].record.id, slug, Part.TOTAL, "1")
    assert figures.set_month(opened.workspace, "project", november, [entry]) == (1, [])
    qtbot.keyClick(picker, K.Key_Down, M.AltModifier)
    qtbot.waitUntil(picker.view().isVisible)
    assert picker.findText("2026年11月　有数据") >= 0
    assert opened.period == Period.parse("2026-10")
    qtbot.keyClick(picker.view(), K.Key_Escape)


def test_a_column_hidden_in_the_sample_is_shown_in_a_real_file(window: MainWindow, tmp_path: Path) -> None:
    def hidden() -> list[str]:
        page = window.show_page("project")
        return [one.id for at, one in enumerate(page.grid.columns) if page.view.isColumnHidden(at)]

    window.open_sample("hunan-county")
    page = window.show_page("project")
    page.panel.show_column(page.grid.column_of("sector"), False)
    assert hidden() == ["sector"]
    window.adopt(_empty(tmp_path))
    assert hidden() == []
    window.open_sample("hunan-county")
    assert hidden() == ["sector"]


def test_a_recent_file_that_cannot_even_be_asked_for_is_one_that_is_not_there(window: MainWindow) -> None:
    beyond = Path("/" + "x" * 300) / "某县.qbs"  # as a share is that wants another password
    settings.keep("recent", [str(beyond)])
    settings.keep("open", str(beyond))
    window.show_welcome()
    assert window.current_page().isVisibleTo(window)
    assert app._last_file() is None
