"""What stands around the grid: sorting by a click, filters, find, column choice and remembered widths."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from qbs_desktop.ui.grid import memory
from qbs_desktop.ui.grid.panel import GridPanel
from qbs_desktop.ui.grid.rows.order import Filter
from tests.ui.sheet import Sheet, small

K, M = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def sheet(qapp) -> Sheet:
    return Sheet(small())


@pytest.fixture
def panel(qtbot, sheet: Sheet) -> GridPanel:
    made = GridPanel(sheet.model, "test", frozen=2)
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show_rows(sheet.columns, small())
    made.show()
    return made


def head(panel: GridPanel, at: int) -> QPoint:
    heads = panel.view.heads
    return QPoint(heads.sectionViewportPosition(at) + 30, heads.height() - 10)


def test_the_current_record_stays_current_through_a_sort(panel: GridPanel) -> None:
    panel.view.go(4, 1)
    panel.grid.sort_by("b")
    assert panel.grid.id_at(panel.view.current_place[0]) == 5


def test_the_button_of_a_head_opens_its_filter(panel: GridPanel, qtbot) -> None:
    asked: list[int] = []
    panel.view.heads.filter_wanted.connect(lambda at, _where: asked.append(at))
    heads = panel.view.heads
    right = heads.sectionViewportPosition(3) + heads.sectionSize(3)
    qtbot.mouseMove(heads.viewport(), head(panel, 3))
    qtbot.mouseClick(heads.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(right - 10, heads.height() - 10))
    assert asked == [3]
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.close()


def test_a_filter_by_values_text_and_blank(panel: GridPanel, sheet: Sheet, qtbot) -> None:
    popup = panel.open_filter(2, QPoint(0, 0))
    qtbot.addWidget(popup)
    popup.values.narrow("服务")
    popup.accept()
    assert sheet.shown("name") == ["文化旅游"]
    assert panel.grid.filters["sector"].values == frozenset({"服务业"})
    again = panel.open_filter(2, QPoint(0, 0))
    assert again.values.ticked == {"服务业"}
    again.values.tick(every=True)
    again.text.setText("jz")
    qtbot.keyClick(again.text, K.Key_Return)
    assert sheet.shown("name") == ["绿色建筑"]
    panel.open_filter(2, QPoint(0, 0)).lift()
    assert panel.grid.shown() == 6
    blank = panel.open_filter(3, QPoint(0, 0))
    blank._blank.button(2).setChecked(True)
    blank.accept()
    assert sheet.shown("name") == ["文化旅游"]


def test_a_filter_by_bounds_reads_numbers_as_typed_and_refuses_others(panel: GridPanel, sheet: Sheet) -> None:
    popup = panel.open_filter(3, QPoint(0, 0))
    popup.low.setText("多")
    popup.accept()
    assert popup.told.isVisible()
    popup.low.setText("１５０")
    popup.high.setText("1,000")
    popup.accept()
    assert sheet.shown("name") == ["航空动力", "整机"]
    again = panel.open_filter(3, QPoint(0, 0))
    assert again.low.text() == "150"
    again.values.tick(every=False)
    again.accept()
    assert panel.grid.shown() == 0
    panel.grid.clear_filters()
    for act in ("ascending", "descending", "unsorted"):
        getattr(panel.open_filter(3, QPoint(0, 0)), act)()
    assert panel.grid.sorts == ()


def test_values_are_ticked_one_by_one_and_blank_has_a_name(panel: GridPanel, qtbot) -> None:
    popup = panel.open_filter(3, QPoint(0, 0))
    qtbot.addWidget(popup)
    model = popup.values
    shown = [model.index(row).data() for row in range(model.rowCount())]
    assert shown[-1].startswith("（空白）")
    popup._toggle(model.index(0))
    assert model.index(0).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    assert len(model.chosen() or ()) == model.rowCount() - 1
    popup.close()


def test_find_walks_through_text_and_pinyin_and_says_when_there_is_none(panel: GridPanel, qtbot) -> None:
    panel.view.setFocus()
    qtbot.keyClick(panel.view, K.Key_F, M.ControlModifier)
    assert panel.finder.isVisible()
    qtbot.keyClicks(panel.finder.field, "gy")
    assert panel.view.current_place == (0, 2)
    qtbot.keyClick(panel.finder.field, K.Key_Return)
    assert panel.view.current_place == (1, 2)
    qtbot.keyClick(panel.finder.field, K.Key_Return, M.ShiftModifier)
    assert panel.view.current_place == (0, 2)
    panel.finder.field.setText("没有这个词")
    panel.finder.on()
    assert panel.finder.told.text() == "没有找到"
    qtbot.keyClick(panel.finder.field, K.Key_Escape)
    assert not panel.finder.isVisible()
    panel.finder.field.setText("旅游")
    qtbot.keyClick(panel.view, K.Key_F3)
    assert panel.view.current_place == (4, 1)
    panel.finder.back()
    assert panel.view.current_place == (4, 1)


def test_widths_and_hidden_columns_are_remembered(panel: GridPanel, sheet: Sheet, qtbot) -> None:
    panel.view.setColumnWidth(3, 177)
    menu = panel.chooser()
    menu.actions()[4].setChecked(False)
    menu.close()
    panel.remember()
    other = GridPanel(Sheet(small()).model, "test", frozen=2)
    qtbot.addWidget(other)
    other.show_rows(sheet.columns, small())
    assert other.view.columnWidth(3) == 177
    assert other.view.isColumnHidden(4)
    assert not menu.actions()[0].isEnabled() if menu is None else True


def test_a_damaged_memory_is_no_hindrance(panel: GridPanel, sheet: Sheet) -> None:
    memory._settings().setValue("test", "{坏")
    memory.restore(panel.view, "test")
    assert panel.view.columnWidth(3) > 40


def test_filter_here_asks_for_the_current_column(panel: GridPanel, sheet: Sheet, qtbot) -> None:
    panel.view.go(0, 3)
    popup = panel.filter_here()
    assert popup is not None
    assert popup._column.id == "a"
    popup.close()
    panel.grid.set_filter("a", Filter(low=Decimal(300)))
    assert not panel.grab().isNull()
    panel.show_rows([], [])
    assert panel.filter_here() is None


def test_the_sum_of_the_selection_follows_a_fill(panel: GridPanel, qtbot) -> None:
    told: list[str] = []
    panel.selection_told.connect(told.append)
    panel.view.setFocus()
    panel.view.go(0, 3)
    for _ in range(2):
        qtbot.keyClick(panel.view, K.Key_Down, M.ShiftModifier)
    qtbot.waitUntil(lambda: bool(told) and "求和 1,581" in told[-1])
    qtbot.keyClick(panel.view, K.Key_D, M.ControlModifier)
    qtbot.waitUntil(lambda: "求和 2,754" in told[-1])
