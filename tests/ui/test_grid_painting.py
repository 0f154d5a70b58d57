"""What the grid shifts on screen when it scrolls is what it would paint afresh."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics, QImage
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from qbs_desktop.domain.finding import Grade
from qbs_desktop.ui.grid import totals
from qbs_desktop.ui.grid.column import Mark, Wrong
from qbs_desktop.ui.grid.panel import GridPanel
from qbs_desktop.ui.grid.points import Points, decimals
from tests.ui.sheet import Line, Sheet

DECIMALS = {2: ".5", 4: ".25", 30: ".1234", 31: ".125"}
"""By line; the longest come into sight while scrolling."""


@pytest.fixture
def panel(qtbot) -> GridPanel[Line]:
    lines = [
        Line(
            n,
            {"serial": str(n), "name": f"项目{n}", "sector": "工业", "a": f"{n * 37:,}" + DECIMALS.get(n, "")},
            1 if n % 7 == 3 else 0,
        )
        for n in range(1, 400)
    ]
    sheet = Sheet(lines)
    made = GridPanel(sheet.model, "paint", frozen=2)
    qtbot.addWidget(made)
    made.resize(560, 420)
    made.show_rows(sheet.columns, lines)
    with qtbot.waitExposed(made):
        made.show()
    made.sheet = sheet  # type: ignore[attr-defined]  # keeps the model alive
    return made


def on_screen(panel: GridPanel[Line]) -> QImage:
    QApplication.processEvents()
    return panel.screen().grabWindow(panel.window().winId()).toImage()


def afresh(panel: GridPanel[Line]) -> QImage:
    for part in (panel.view, panel.view.frozen):
        part.viewport().update()
        part.verticalHeader().viewport().update()
        part.horizontalHeader().viewport().update()
    return on_screen(panel)


@pytest.mark.parametrize("bar", ["verticalScrollBar", "horizontalScrollBar"])
def test_scrolled_cells_are_the_cells_painted_afresh(panel: GridPanel[Line], bar: str) -> None:
    panel.view.go(6, 2)
    panel.view.go(9, 3, extend=True)
    panel.grid.set_marks({(12, "name"): Mark(Grade.ERROR, ("增速不符",)), (13, "a"): Mark(Grade.HINT, ("提示",))})
    first = on_screen(panel)
    for step in (3, 3, 40, -7, -3, 11):
        one = getattr(panel.view, bar)()
        one.setValue(one.value() + step)
        shifted = on_screen(panel)
        assert shifted == afresh(panel)
    assert shifted != first


def test_what_moving_the_cursor_repaints_is_enough(panel: GridPanel[Line]) -> None:
    steps = [((4, 2), False), ((6, 4), True), ((6, 1), False), ((5, 0), True), ((2, 3), False), ((40, 3), True)]
    for (line, at), extend in steps:
        panel.view.go(line, at, extend=extend)
        seen = on_screen(panel)
        assert seen == afresh(panel)


def test_the_frozen_part_lies_beside_the_scrolled_one(panel: GridPanel[Line]) -> None:
    view = panel.view
    left, right = view.frozen.geometry().left(), view.frozen.geometry().right()
    assert left == view.numbers.numbers_width()
    assert right < view.viewport().x() <= right + 2
    assert view.columnAt(view.viewport().width() // 2) >= 2


def test_states_of_cells_show_as_colours(panel: GridPanel[Line]) -> None:
    def colour(line: int, at: int) -> str:
        panel.view.scrollTo(panel.grid.index(line, at))
        part = panel.view if at > 1 else panel.view.frozen
        rect = part.visualRect(panel.grid.index(line, at))
        spot = part.viewport().mapTo(panel.window(), rect.topLeft() + QPoint(3, 3))
        return on_screen(panel).pixelColor(spot).name()

    panel.view.go(0, 0)
    plain, child, readonly = colour(4, 2), colour(2, 2), colour(4, 5)
    panel.grid.set_marks({(6, "sector"): Mark(Grade.ERROR, ("不符",))})
    panel.grid._wrong.put(7, "sector", Wrong(7, "sector", "坏", "不是值"))
    marked, wrong = colour(5, 2), colour(6, 2)
    panel.view.go(8, 2)
    chosen = colour(8, 2)
    assert len({plain, child, readonly, marked, wrong, chosen}) == 6


def test_a_number_that_does_not_fit_turns_to_hashes_and_a_text_is_cut(panel: GridPanel[Line]) -> None:
    painting = panel.view.painting
    room = sum(painting._advances[one] for one in "轨道交")
    assert painting._cut("轨道交通装备", room) == "轨道…"
    assert painting._cut("轨道\n交", room + 20) == "轨道 交"
    panel.view.setColumnWidth(3, 20)
    assert not on_screen(panel).isNull()


def test_decimal_points_stand_in_one_line(panel: GridPanel[Line]) -> None:
    assert [decimals(text) for text in ("1,234", "0.85", "-11.0%", "12%", "——", "")] == ["", ".85", ".0%", "%", "", ""]
    points, told = Points(), []
    points.widened.connect(partial(told.append, "wider"))
    points.measure({one: 5 if one == "." else 8 for one in "0123456789.%"})
    assert points.shifts("a", ["1,234", "0.85", "", "2.5"]) == [21, 0, 21, 8]
    assert points.shifts("a", ["3.1", "4"]) == [8, 21], "what was seen keeps its room"
    assert points.shift("a", "9", len) == 21
    assert [points.shift("a", "0.85", {".85": 24}.__getitem__, least) for least in (0, -2, -4)] == [0, -2, -3]
    assert (points.shifts("b", ["7"]), len(told)) == ([0], 1)
    points.forget()
    assert points.shifts("a", ["4"]) == [0]
    on_screen(panel)
    seen = panel.view.painting.points
    assert seen.shift("a", "37", len) > 0
    narrow = panel.view.cells.sizeHint(QStyleOptionViewItem(), panel.grid.index(0, 3)).width()
    assert narrow == panel.view.fontMetrics().horizontalAdvance("37") + 18 + seen.shift("a", "37", len)


def test_line_numbers_count_lines_and_offer_a_new_one(panel: GridPanel[Line]) -> None:
    assert panel.grid.line_name(0) == "1"
    assert panel.grid.line_name(panel.grid.shown()) == "＋"
    assert panel.grid.headerData(4, Qt.Orientation.Vertical) == "5"


def test_a_sum_without_room_loses_decimals_openly_before_it_turns_to_hashes(qapp) -> None:
    metrics = QFontMetrics(qapp.font())
    text = "1,234,567.8955"
    wide = metrics.horizontalAdvance
    assert totals.fitted(text, wide(text), metrics) == text
    assert totals.fitted(text, wide("≈1,234,567.90"), metrics) == "≈1,234,567.90"
    assert totals.fitted(text, wide("≈1,234,568"), metrics) == "≈1,234,568"
    assert set(totals.fitted(text, wide("1,234"), metrics)) == {"#"}
    assert set(totals.fitted("1,234,567", wide("1,234"), metrics)) == {"#"}
