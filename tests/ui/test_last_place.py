"""What the window remembers: the cell of each list in each file, and how wide the record panel is."""

from __future__ import annotations

from pathlib import Path

import pytest

from qbs_desktop.services.lists import listing
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import settings
from qbs_desktop.ui.main_window import MainWindow


@pytest.fixture
def path(opened: MainWindow) -> Path:
    return opened.workspace.path


def place(window: MainWindow, ledger: str) -> tuple[str, str]:
    page = window.show_page(ledger)
    line, at = page.view.current_place
    return page.grid.text(line, page.grid.column_of("name")), page.grid.columns[at].id


def test_a_list_is_found_at_the_cell_where_it_was_left(opened: MainWindow, path: Path) -> None:
    page = opened.show_page("project")
    page.view.go(7, page.grid.column_of("total_investment"))
    there = place(opened, "project")
    opened.show_page("enterprise")
    opened.close_workspace()
    opened.open_path(path)
    assert place(opened, "project") == there
    assert there[1] == "total_investment"


def test_a_row_that_is_gone_and_another_file_begin_at_the_top(opened: MainWindow, path: Path, tmp_path: Path) -> None:
    page = opened.show_page("project")
    top = place(opened, "project")
    page.view.go(7, 2)
    gone = page.grid.id_at(7)
    opened.close_workspace()
    with Workspace.open_file(path) as workspace:
        listing.remove_rows(workspace, "project", [gone])
    other = tmp_path / "别的.qbs"
    other.write_bytes(path.read_bytes())
    for file in (path, other):
        opened.open_path(file)
        assert place(opened, "project")[0] == top[0]


def test_the_record_panel_is_as_wide_as_it_was_left(qtbot, opened: MainWindow, path: Path) -> None:
    page = opened.show_page("project")
    page.toggle_card()
    handle = page._split.handle(1)
    page._split.moveSplitter(handle.x() - 120, 1)
    wide = page.card.width()
    assert settings.text("list/sizes")
    opened.close_workspace()
    opened.open_path(path)
    again = opened.show_page("project")
    qtbot.waitUntil(lambda: abs(again.card.width() - wide) <= 2)
