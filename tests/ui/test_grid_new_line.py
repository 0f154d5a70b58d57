"""What is typed in the ＋ line makes one record, and the next cell typed in is that record's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.grid.rows.order import Filter
from tests.ui.desk import Desk

K, M = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def desk(qtbot, county: Workspace, shell) -> Iterator[Desk]:
    return Desk(qtbot, county, shell, "enterprise")


def begin(desk: Desk, words: str) -> None:
    """Ins, then the name."""
    desk.key(K.Key_Insert)
    assert desk.grid.is_new_line(desk.view.current_place[0])
    desk.type(words)


@pytest.mark.parametrize("key", [K.Key_Tab, K.Key_Right])
def test_the_cell_beside_a_new_name_belongs_to_the_same_record(desk: Desk, key: Qt.Key) -> None:
    before = len(desk.names())
    begin(desk, "Zebra Works")
    desk.key(key)
    column = desk.grid.columns[desk.view.current_place[1]].id
    assert column != "name"
    desk.type("9")
    desk.key(K.Key_Return)
    assert len(desk.names()) == before + 1
    assert "" not in desk.names()
    line = desk.names().index("Zebra Works")
    assert desk.grid.text(line, desk.grid.column_of(column) or 0) == "9"


@pytest.mark.parametrize("key", [K.Key_Return, K.Key_Down])
def test_the_line_below_a_new_name_makes_the_next_record(desk: Desk, key: Qt.Key) -> None:
    before = desk.names()
    begin(desk, "Zebra Works")
    desk.key(key)
    desk.type("Yak Works")
    desk.key(K.Key_Return)
    assert desk.names() == [*before, "Zebra Works", "Yak Works"]


def test_in_a_sorted_list_the_cursor_goes_to_where_the_new_record_stands(desk: Desk) -> None:
    before = len(desk.names())
    desk.grid.sort_by("name")
    begin(desk, "0 Aardvark")
    desk.key(K.Key_Tab)
    column = desk.grid.columns[desk.view.current_place[1]].id
    desk.type("9")
    desk.key(K.Key_Return)
    assert len(desk.names()) == before + 1
    assert desk.grid.text(desk.names().index("0 Aardvark"), desk.grid.column_of(column) or 0) == "9"


def test_a_filter_that_would_hide_the_new_record_is_lifted(desk: Desk) -> None:
    desk.grid.set_filter("name", Filter(frozenset({desk.names()[0]})))
    begin(desk, "Zebra Works")
    desk.key(K.Key_Tab)
    desk.type("9")
    desk.key(K.Key_Return)
    assert "Zebra Works" in desk.names()
    assert "" not in desk.names()


def test_a_text_that_is_no_figure_waits_in_the_record_it_made_and_the_name_joins_it(desk: Desk) -> None:
    before = len(desk.names())
    desk.key(K.Key_Insert)
    at = desk.grid.column_of("revenue@2024/actual")
    assert at is not None
    desk.view.go(desk.view.current_place[0], at)
    desk.type("nine")
    desk.key(K.Key_Tab)
    desk.view.go(desk.view.current_place[0], desk.grid.column_of("name") or 0)
    desk.type("Zebra Works")
    desk.key(K.Key_Return)
    assert len(desk.names()) == before + 1
    assert desk.grid.text(desk.names().index("Zebra Works"), at) == "nine"
