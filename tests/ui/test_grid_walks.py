"""Walks over whole columns (find, Ctrl+arrow, replace) give what a walk over single cells gives."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from qbs_desktop.ui.grid.finding import hits as finding
from qbs_desktop.ui.grid.finding.filter_popup import FilterPopup
from qbs_desktop.ui.grid.finding.replacing import Scope, Wanted, places, plan
from qbs_desktop.ui.grid.rows import edges, order
from qbs_desktop.ui.grid.rows.order import Filter
from qbs_desktop.ui.grid.view import GridView
from tests.ui.sheet import Line, Sheet
from tests.ui.test_grid_view import Desk

CELLS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["", "轨道交通", "航空动力", "整机", "银行", "ABC"]),
        "sector": st.sampled_from(["", "工业", "服务业"]),
        "a": st.sampled_from(["", "1,377", "——", "0", "204"]),
        "b": st.sampled_from(["", "5"]),
    }
)
LINES = st.lists(st.tuples(CELLS, st.booleans()), min_size=1, max_size=150)


def sheet_of(found: list[tuple[dict[str, str], bool]], arranged: str) -> Sheet:
    lines = [Line(n, cells, int(child and n > 1)) for n, (cells, child) in enumerate(found, 1)]
    sheet = Sheet(lines)
    sheet.model.show(sheet.columns, lines)
    if arranged == "sorted":
        sheet.model.sort_by("a", descending=True)
    elif arranged == "filtered":
        sheet.model.set_filter("sector", Filter(contains="业"))
    elif arranged == "grouped":
        sheet.model.group_by("sector")
    elif arranged == "wrong":
        sheet.model.setData(sheet.model.index(len(lines) // 2, 3), "坏数")
    return sheet


ARRANGED = st.sampled_from(["as listed", "sorted", "filtered", "grouped", "wrong"])


def slow_edge(sheet: Sheet, line: int, at: int, down: int) -> int:
    count = sheet.model.shown()
    row = line + down
    if not 0 <= row < count:
        return line
    running = bool(sheet.model.text(line, at)) and bool(sheet.model.text(row, at))
    while 0 <= row + down < count:
        if running and not sheet.model.text(row + down, at):
            break
        if not running and sheet.model.text(row, at):
            break
        row += down
    return row


@given(LINES, ARRANGED, st.sampled_from(["轨道", "yh", "yx", "377", "坏", "业", "没有", "b", "行"]))
@settings(max_examples=100, deadline=None)
def test_find_finds_what_a_walk_over_single_cells_finds(qapp, found, arranged, wanted) -> None:
    sheet = sheet_of(found, arranged)
    view = GridView(sheet.model)
    view.setColumnHidden(4, True)
    assert finding.hits(view, wanted) == [
        (line, at)
        for line in range(sheet.model.shown())
        for at in (0, 1, 2, 3, 5)
        if (text := sheet.model.text(line, at)) and order.matches(text, wanted)
    ]


@given(LINES, ARRANGED, st.data())
@settings(max_examples=150, deadline=None)
def test_ctrl_arrow_lands_where_a_walk_over_single_cells_lands(qapp, found, arranged, data) -> None:
    sheet = sheet_of(found, arranged)
    if not sheet.model.shown():
        return
    line, at = data.draw(st.integers(0, sheet.model.shown() - 1)), data.draw(st.integers(0, 5))
    for down in (1, -1):
        assert edges.reach(sheet.model, line, at, down) == slow_edge(sheet, line, at, down)


@given(LINES, ARRANGED)
@settings(max_examples=60, deadline=None)
def test_the_texts_of_a_column_are_the_texts_of_its_cells(qapp, found, arranged) -> None:
    sheet = sheet_of(found, arranged)
    lines = range(sheet.model.shown())
    for at in range(6):
        cells = [sheet.model.text(line, at) for line in lines]
        assert sheet.model.texts(lines, at) == cells
        sheet.model.column_texts(at)
        assert sheet.model.texts(lines, at) == cells
        assert sheet.model.texts(lines[1:-1], at) == cells[1:-1]


def test_replacing_through_overlapping_blocks_changes_each_cell_once_in_reading_order(qtbot) -> None:
    desk = Desk(qtbot, [Line(n, {"name": "整机", "sector": "整机"}) for n in range(1, 6)])
    desk.view.spans = [(0, 2, 1, 2), (1, 9, 2, 2)]
    wanted = Wanted("整机")
    found = plan(desk.view, places(desk.view, wanted, Scope.SELECTION), wanted, "主机")
    cells = [(edit.record_id, edit.column.id, edit.text) for edit in found.edits]
    assert cells == [
        *[(n, name, "主机") for n in (1, 2, 3) for name in ("name", "sector")],
        *[(n, "sector", "主机") for n in (4, 5)],
    ]


def test_a_filter_with_many_values_shows_more_as_it_is_scrolled(qtbot) -> None:
    sheet = Sheet([])
    sheet.model.show(sheet.columns, [Line(n, {"name": f"{n:05}"}) for n in range(1, 1_201)])
    popup = FilterPopup(sheet.model, 1, None)  # type: ignore[arg-type]
    qtbot.addWidget(popup)
    values = popup.values
    assert values.rowCount() == 500
    while values.canFetchMore(values.index(-1, -1)):
        values.fetchMore(values.index(-1, -1))
    assert values.rowCount() == 1_200
    assert str(values.index(1_199, 0).data()).startswith("01200")
    values.narrow("01190")
    assert values.rowCount() == 1
    popup.accept()
    assert sheet.model.shown() == 1
