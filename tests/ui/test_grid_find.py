"""Find and replace by keys: typing jumps, hits are counted and painted, Enter replaces one and goes on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from qbs_desktop.ui.grid.colours import colours
from qbs_desktop.ui.grid.finding.replacing import Scope
from qbs_desktop.ui.grid.panel import GridPanel
from tests.ui.sheet import Line, Sheet, small

K, M = Qt.Key, Qt.KeyboardModifier


class Desk:
    """A shown sheet and keys on whatever has the focus."""

    def __init__(self, qtbot, lines: list[Line]) -> None:
        self.bot, self.sheet = qtbot, Sheet(lines)
        self.panel: GridPanel[Line] = GridPanel(self.sheet.model, "find", frozen=2)
        qtbot.addWidget(self.panel)
        self.panel.resize(1000, 420)
        self.panel.show_rows(self.sheet.columns, lines)
        self.panel.show()
        self.panel.activateWindow()
        self.view, self.bar = self.panel.view, self.panel.finder
        self.view.setFocus()
        qtbot.waitUntil(self.view.hasFocus)
        self.view.go(0, 1)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = M.NoModifier) -> None:
        self.bot.keyClick(QApplication.focusWidget() or self.view, key, modifier)

    def type(self, letters: str) -> None:
        self.bot.keyClicks(QApplication.focusWidget(), letters)

    @property
    def here(self) -> tuple[int, int]:
        return self.view.current_place

    def painted(self, line: int, at: int) -> bool:
        """Whether a cell shows the colour of a hit."""
        rect = self.view.visualRect(self.panel.grid.index(line, at))
        image = self.view.viewport().grab(rect).toImage()
        return image.pixelColor(3, 3) == colours().found


@pytest.fixture
def desk(qtbot) -> Desk:
    return Desk(qtbot, small())


def test_each_letter_jumps_counts_and_paints_and_a_letter_taken_back_goes_back(desk: Desk) -> None:
    desk.key(K.Key_F, M.ControlModifier)
    desk.type("g")  # 轨道交通, 工业 …
    assert desk.here == (0, 1)
    assert desk.bar.told.text() == "1/5"
    desk.type("y")
    assert desk.here == (0, 2)
    assert desk.bar.told.text() == "1/4"
    assert desk.painted(1, 2)
    assert not desk.painted(4, 2)
    desk.key(K.Key_Backspace)
    assert desk.here == (0, 1)
    desk.type("x")
    assert desk.bar.told.text() == "没有找到"
    desk.key(K.Key_Backspace)
    desk.type("y")
    for _ in range(2):
        desk.key(K.Key_Return)
    assert (desk.here, desk.bar.told.text()) == ((2, 2), "3/4")
    desk.key(K.Key_Return, M.ShiftModifier)
    assert desk.bar.told.text() == "2/4"
    desk.key(K.Key_Escape)
    assert desk.view.hasFocus()
    assert desk.here == (1, 2)
    assert not desk.painted(2, 2)


def test_enter_in_the_second_field_replaces_one_and_goes_on(desk: Desk) -> None:
    desk.view.go(0, 2)
    desk.key(K.Key_H, M.ControlModifier)
    desk.bar.field.setText("业")
    desk.bar.new.setFocus()
    desk.type("1")
    desk.key(K.Key_Return)
    assert desk.sheet.shown("sector") == ["工1", "工业", "工业", "工业", "服务业", "建筑业"]
    assert (desk.here, desk.bar.told.text()) == ((1, 2), "1/5")
    desk.key(K.Key_Return)
    assert desk.sheet.shown("sector")[:3] == ["工1", "工1", "工业"]
    assert len(desk.sheet.batches) == 2
    desk.bot.mouseClick(desk.bar.one_button, Qt.MouseButton.LeftButton)
    assert desk.sheet.shown("sector")[:4] == ["工1", "工1", "工1", "工业"]
    desk.bot.mouseClick(desk.bar.replace_button, Qt.MouseButton.LeftButton)
    assert desk.sheet.shown("sector")[3:] == ["工1", "服务1", "建筑1"]
    assert len(desk.sheet.batches) == 4


def test_replacing_one_looks_at_the_hit_before_it_changes_it(desk: Desk) -> None:
    desk.view.go(3, 1)
    desk.key(K.Key_H, M.ControlModifier)
    desk.bar.scope.setCurrentIndex(desk.bar.scope.findData(Scope.LIST))
    desk.bar.field.setText("文化")
    desk.bar.new.setFocus()
    desk.key(K.Key_Return)
    assert desk.here == (4, 1)
    assert desk.sheet.batches == []
    desk.key(K.Key_Return)
    assert desk.sheet.shown("name")[4] == "旅游"
    assert "都已替换" in desk.bar.counted.text()


def test_the_selection_stays_while_its_cells_are_replaced_one_by_one(desk: Desk) -> None:
    desk.view.go(0, 2)
    for _ in range(2):
        desk.key(K.Key_Down, M.ShiftModifier)
    desk.key(K.Key_H, M.ControlModifier)
    assert desk.bar.scope.currentData() is Scope.SELECTION
    desk.bar.field.setText("工")
    desk.bar.preview()
    desk.bar.new.setFocus()
    for _ in range(4):
        desk.key(K.Key_Return)
    assert desk.sheet.shown("sector")[:4] == ["业", "业", "业", "工业"]
    assert desk.view.spans == [(0, 2, 2, 2)]


def test_the_count_follows_what_is_typed_in_the_grid(desk: Desk) -> None:
    desk.key(K.Key_F, M.ControlModifier)
    desk.type("gy")
    desk.view.setFocus()
    desk.view.go(5, 2)
    desk.key(K.Key_Delete)
    desk.view.go(0, 2)
    desk.key(K.Key_Delete)
    desk.bot.waitUntil(lambda: desk.bar.told.text() == "共 3 处")
