"""Fill handle, replace, order by several columns, movable columns, conditions of a filter, size of the text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QTableView

from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.ui.grid import memory
from qbs_desktop.ui.grid.finding.filter_bar import sentence
from qbs_desktop.ui.grid.finding.replacing import Scope
from qbs_desktop.ui.grid.panel import GridPanel
from qbs_desktop.ui.grid.rows.order import Filter
from tests.ui.sheet import Line, Sheet, small
from tests.ui.test_grid_view import Desk

K, M = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def desk(qtbot) -> Desk:
    return Desk(qtbot, small())


def _mouse(part: QTableView, kind: QEvent.Type, where: QPoint, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
    spot = QPointF(where)
    event = QMouseEvent(kind, spot, part.viewport().mapToGlobal(spot), button, held, M.NoModifier)
    QApplication.sendEvent(part.viewport(), event)


def drag(desk: Desk, to: tuple[int, int]) -> None:
    """Drag the handle at the corner of the selection to a cell."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    part = desk.view if desk.view.spans[0][3] >= 2 else desk.view.frozen
    start, end = desk.view.handle._corner(part), part.visualRect(desk.sheet.model.index(*to)).center()
    assert start is not None
    _mouse(part, QEvent.Type.MouseMove, start, none, none)
    assert part.viewport().cursor().shape() == Qt.CursorShape.CrossCursor
    _mouse(part, QEvent.Type.MouseButtonPress, start, left, left)
    _mouse(part, QEvent.Type.MouseMove, end, none, left)
    assert desk.view.handle.target is not None
    desk.panel.grab()
    _mouse(part, QEvent.Type.MouseButtonRelease, end, left, none)


def test_dragging_the_corner_copies_one_cell_down_in_one_batch(desk: Desk) -> None:
    desk.at(0, 2)
    drag(desk, (3, 2))
    assert desk.sheet.shown("sector")[:4] == ["工业"] * 4
    desk.at(4, 2)
    drag(desk, (5, 2))
    assert desk.sheet.shown("sector")[4:] == ["服务业", "服务业"]
    assert len(desk.sheet.batches) == 2
    assert "Ctrl+Z" in desk.said[-1]


@pytest.mark.parametrize(
    ("block", "to", "column", "found"),
    [
        (((0, 3), (1, 3)), (5, 3), "a", ["1,377", "204", "1,377", "204", "1,377", "204"]),
        (((4, 4), (5, 4)), (1, 4), "b", ["1,542", "0", "411", "0", "411", "0"]),
        (((0, 3), (1, 3)), (1, 4), "b", ["1,377", "204", "", "——", "411", "0"]),
        (((0, 4), (1, 4)), (1, 3), "a", ["1,542", "240", "150", "54", "", "——"]),
    ],
)
def test_a_block_is_repeated_in_the_direction_of_the_drag(desk: Desk, block, to, column, found) -> None:
    desk.at(*block[0])
    desk.to(*block[1])
    drag(desk, to)
    assert desk.sheet.shown(column) == found
    assert len(desk.sheet.batches) == 1


def test_a_drag_never_writes_a_read_only_column_or_the_empty_row(desk: Desk) -> None:
    desk.at(0, 4)
    drag(desk, (0, 5))
    assert desk.sheet.batches == []
    desk.at(5, 4)
    drag(desk, (6, 4))
    assert desk.sheet.batches == []
    assert len(desk.sheet.lines) == 6


def test_the_frozen_columns_have_the_handle_too(desk: Desk) -> None:
    desk.at(0, 1)
    drag(desk, (1, 1))
    assert desk.sheet.shown("name")[:2] == ["轨道交通", "轨道交通"]


def test_control_r_copies_to_the_right(desk: Desk) -> None:
    desk.at(0, 3)
    desk.to(1, 4)
    desk.key(K.Key_R, M.ControlModifier)
    assert desk.sheet.shown("b")[:2] == ["1,377", "204"]
    desk.at(2, 4)
    desk.key(K.Key_R, M.ControlModifier)
    assert desk.sheet.shown("b")[2] == "150"


# --- replace ---------------------------------------------------------------------------------------------------------


def replace(desk: Desk, wanted: str, new: str, scope: Scope, *, whole: bool = False) -> None:
    bar = desk.panel.finder
    bar.open_replacing()
    bar.field.setText(wanted)
    bar.new.setText(new)
    bar.scope.setCurrentIndex(bar.scope.findData(scope))
    bar.whole.setChecked(whole)
    bar.preview()


def test_part_of_a_text_is_replaced_in_the_whole_list_as_one_batch(desk: Desk) -> None:
    desk.key(K.Key_H, M.ControlModifier)
    assert desk.panel.finder.isVisible()
    replace(desk, "业", "产业", Scope.LIST)
    assert desk.panel.finder.counted.text() == "将改动 6 格"
    assert desk.sheet.batches == []
    desk.panel.finder.replace_all()
    assert desk.sheet.shown("sector") == ["工产业"] * 4 + ["服务产业", "建筑产业"]
    assert len(desk.sheet.batches) == 1
    assert "已替换 6 格" in desk.panel.finder.counted.text()


def test_a_figure_is_only_replaced_as_a_whole(desk: Desk) -> None:
    replace(desk, "54", "55", Scope.LIST)
    desk.panel.finder.replace_all()
    assert desk.sheet.shown("a") == ["1,377", "204", "150", "55", "", "——"]
    assert desk.sheet.shown("b")[0] == "1,542"
    replace(desk, "1377", "1400", Scope.LIST)
    desk.panel.finder.replace_all()
    assert desk.sheet.shown("a")[0] == "1400"


def test_the_scope_is_kept_to_and_whole_cells_can_be_asked_for(desk: Desk) -> None:
    desk.at(0, 2)
    desk.to(1, 2)
    replace(desk, "工业", "制造业", Scope.SELECTION)
    desk.panel.finder.replace_all()
    assert desk.sheet.shown("sector")[:4] == ["制造业", "制造业", "工业", "工业"]
    desk.at(0, 1)
    replace(desk, "航空", "通用航空", Scope.COLUMN, whole=True)
    assert desk.panel.finder.counted.text() == "没有可替换的单元格"
    assert not desk.panel.finder.replace_button.isEnabled()


def test_nothing_is_replaced_when_one_new_text_would_be_no_value(qtbot) -> None:
    desk = Desk(qtbot, small())

    def check(text: str) -> object:
        if "坏" in text:
            raise ValueProblem("不是值")
        return text

    object.__setattr__(desk.sheet.model.columns[1], "check", check)
    replace(desk, "动", "坏", Scope.LIST)
    bar = desk.panel.finder
    assert "不能替换" in bar.counted.text()
    bar.replace_all()
    assert desk.sheet.batches == []
    desk.bot.keyClick(bar.new, K.Key_Escape)
    assert not bar.isVisible()


# --- order -----------------------------------------------------------------------------------------------------------


def choose(desk: Desk, at: int, text: str) -> None:
    """Take a line of the menu of a head."""
    menu = desk.panel.head_menu(at)
    next(act for act in menu.actions() if act.text() == text).trigger()
    menu.close()


def test_a_further_column_sorts_where_the_first_is_equal(desk: Desk) -> None:
    choose(desk, 2, "升序")
    choose(desk, 4, "再按此列降序")
    assert desk.sheet.model.sorts == (("sector", False), ("b", True))
    assert desk.sheet.shown("name") == ["文化旅游", "轨道交通", "航空动力", "整机", "零部件", "绿色建筑"]
    desk.panel.grab()
    choose(desk, 4, "升序")
    assert desk.sheet.model.sorts == (("b", False),)


def test_many_orders_agree_with_sorting_by_tuples(qtbot) -> None:
    lines = [Line(n, {"sector": "甲乙丙"[n % 3], "a": str(n * 7 % 5), "b": str(n)}) for n in range(1, 40)]
    sheet = Sheet(lines)
    sheet.model.show(sheet.columns, lines)
    sheet.model.sort_by("sector")
    sheet.model.sort_by("a", descending=True, further=True)
    rank = {"丙": 0, "甲": 1, "乙": 2}
    wanted = sorted(lines, key=lambda line: (rank[line.cells["sector"]], -int(line.cells["a"])))
    assert [sheet.model.id_at(n) for n in range(len(lines))] == [line.id for line in wanted]


# --- columns ---------------------------------------------------------------------------------------------------------


def ids(panel: GridPanel[Line]) -> list[str]:
    return [column.id for column in panel.grid.columns]


def test_the_dragged_head_of_a_selected_column_moves_it_and_the_order_is_remembered(desk: Desk) -> None:
    heads, left, none = desk.view.heads, Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    start = QPoint(heads.sectionViewportPosition(4) + 20, 40)
    end = QPoint(heads.sectionViewportPosition(2) + 3, 40)
    desk.bot.mouseClick(heads.viewport(), left, M.NoModifier, start)
    _mouse(heads, QEvent.Type.MouseButtonPress, start, left, left)
    _mouse(heads, QEvent.Type.MouseMove, end, none, left)
    desk.panel.grab()
    _mouse(heads, QEvent.Type.MouseButtonRelease, end, left, none)
    assert ids(desk.panel) == ["serial", "name", "b", "sector", "a", "sum"]
    assert desk.sheet.model.sorts == ()
    desk.panel.show_rows(desk.sheet.columns, small())
    assert ids(desk.panel)[2] == "b"
    desk.panel.usual_columns()
    assert ids(desk.panel) == ["serial", "name", "sector", "a", "b", "sum"]


def test_frozen_columns_stay_among_themselves(desk: Desk) -> None:
    desk.panel.move_column(4, 0)
    assert ids(desk.panel) == ["serial", "name", "b", "sector", "a", "sum"]
    desk.panel.move_column(0, 5)
    assert ids(desk.panel)[:2] == ["name", "serial"]


def test_a_new_column_stands_behind_its_usual_neighbour(desk: Desk) -> None:
    columns = desk.sheet.columns
    memory.store_order([columns[0], columns[1], columns[5], columns[2]], "other")
    assert [one.id for one in memory.ordered(columns, "other")] == ["serial", "name", "sum", "sector", "a", "b"]


def test_the_menu_of_a_head_sorts_hides_moves_and_restores(desk: Desk) -> None:
    choose(desk, 3, "降序")
    assert desk.sheet.model.sorts == (("a", True),)
    choose(desk, 3, "隐藏此列")
    assert desk.view.isColumnHidden(3)
    choose(desk, 4, "左移一列")
    assert ids(desk.panel)[3:5] == ["b", "a"]
    choose(desk, 3, "右移一列")
    assert ids(desk.panel)[3:5] == ["a", "b"]
    choose(desk, 2, "恢复默认列")
    assert not desk.view.isColumnHidden(3)


# --- filters ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "rule", "names", "said"),
    [
        ("sector", Filter(equals="工业"), 4, "领域 等于“工业”"),
        ("sector", Filter(differs="工业"), 2, "领域 不等于“工业”"),
        ("sector", Filter(contains="务"), 1, "领域 包含“务”"),
        ("a", Filter(low=Decimal(54), high=Decimal(204)), 3, "产值 2025年 介于 54亿元 和 204亿元"),
        ("a", Filter(low=Decimal(54), high=Decimal(54)), 1, "产值 2025年 等于 54亿元"),
        ("a", Filter(unequal=Decimal(54)), 5, "产值 2025年 不等于 54亿元"),
        ("a", Filter(low=Decimal(200)), 2, "产值 2025年 ≥ 200亿元"),
        ("a", Filter(high=Decimal(150)), 2, "产值 2025年 ≤ 150亿元"),
        ("a", Filter(first=1), 1, "产值 2025年 最大的 1 行"),
        ("a", Filter(first=-1), 3, "产值 2025年 最小的 1 行"),
        ("a", Filter(blank=True), 1, "产值 2025年 为空"),
        ("a", Filter(blank=False), 5, "产值 2025年 不为空"),
        ("sector", Filter(values=frozenset({"工业"})), 4, "领域 是“工业”"),
    ],
)
def test_a_filter_says_what_it_does_and_goes_with_one_click(desk: Desk, column, rule, names, said) -> None:
    desk.sheet.model.set_filter(column, rule)
    bar = desk.panel.filter_bar
    assert desk.sheet.model.kept() == names
    assert sentence(desk.sheet.model.columns[desk.sheet.model.column_of(column) or 0], rule) == said
    assert bar.isVisible()
    assert bar.label.text() == f"已筛选：{said}　显示 {names} / 6 行"
    bar.button.click()
    assert desk.sheet.model.kept() == 6
    assert not bar.isVisible()


@pytest.mark.parametrize(
    ("at", "way", "first", "second", "rule"),
    [
        (2, "等于", "工业", "", Filter(equals="工业")),
        (2, "不等于", "工业", "", Filter(differs="工业")),
        (2, "包含", "gy", "", Filter(contains="gy")),
        (3, "介于", "54", "204", Filter(low=Decimal(54), high=Decimal(204))),
        (3, "等于", "54", "", Filter(low=Decimal(54), high=Decimal(54))),
        (3, "不等于", "54", "", Filter(unequal=Decimal(54))),
        (3, "最大的", "10", "", Filter(first=10)),
        (3, "最小的", "3", "", Filter(first=-3)),
    ],
)
def test_every_condition_can_be_chosen_and_is_shown_again(desk: Desk, at, way, first, second, rule) -> None:
    popup = desk.panel.open_filter(at, QPoint(10, 10))
    popup.way.setCurrentText(way)
    (popup.text if at == 2 else popup.low).setText(first)
    popup.high.setText(second)
    popup.accept()
    name = desk.sheet.model.columns[at].id
    assert desk.sheet.model.filters[name] == rule
    again = desk.panel.open_filter(at, QPoint(10, 10))
    assert again.way.currentText() == way
    assert (again.text if at == 2 else again.low).text() == first
    again.close()


def test_the_values_of_a_figure_are_listed_by_size(desk: Desk) -> None:
    popup = desk.panel.open_filter(3, QPoint(10, 10))
    listed = [str(popup.values.index(line, 0).data()).partition("　")[0] for line in range(popup.values.rowCount())]
    assert listed == ["54", "150", "204", "1,377", "——", "（空白）"]
    popup.close()


def test_how_many_rows_the_largest_are_has_to_be_a_whole_number(desk: Desk) -> None:
    popup = desk.panel.open_filter(3, QPoint(10, 10))
    popup.way.setCurrentText("最大的")
    popup.low.setText("2.5")
    popup.accept()
    assert popup.told.text() == "请填要看几行，如 10。"
    assert desk.sheet.model.filters == {}
    popup.close()


# --- size ------------------------------------------------------------------------------------------------------------


def test_control_zero_brings_back_the_usual_size(desk: Desk) -> None:
    width, height = desk.view.columnWidth(2), desk.view.numbers.defaultSectionSize()
    desk.view.zooming.by(3)
    assert desk.view.numbers.defaultSectionSize() > height
    assert desk.view.frozen.verticalHeader().defaultSectionSize() == desk.view.numbers.defaultSectionSize()
    desk.key(K.Key_0, M.ControlModifier)
    assert desk.view.numbers.defaultSectionSize() == height
    assert abs(desk.view.columnWidth(2) - width) <= 1
