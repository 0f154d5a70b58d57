"""The grid under the keyboard: it moves, edits, copies and pastes like a sheet in Excel or WPS."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from qbs_desktop.ui.grid.column import Editor, GridColumn
from qbs_desktop.ui.grid.editing.pickers import PickEditor
from qbs_desktop.ui.grid.panel import GridPanel
from qbs_desktop.ui.grid.view import GridView
from tests.ui.sheet import Line, Sheet, small, text

K, M = Qt.Key, Qt.KeyboardModifier


class Desk:
    """A shown grid with helpers to press keys."""

    def __init__(self, qtbot, lines: list[Line], frozen: int = 2) -> None:
        self.bot = qtbot
        self.sheet = Sheet(lines)
        self.panel = GridPanel(self.sheet.model, "test", frozen=frozen)
        qtbot.addWidget(self.panel)
        self.panel.resize(900, 400)
        self.panel.show_rows(self.sheet.columns, lines)
        self.panel.show()
        self.view: GridView = self.panel.view
        self.said: list[str] = []
        self.view.said.connect(self.said.append)
        self.panel.activateWindow()
        self.view.setFocus()
        qtbot.waitUntil(self.view.hasFocus)
        self.at(0, 1)

    def at(self, line: int, column: int) -> None:
        self.view.go(line, column)

    def to(self, line: int, column: int) -> None:
        self.view.go(line, column, extend=True)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = M.NoModifier) -> None:
        self.bot.keyClick(QApplication.focusWidget() or self.view, key, modifier)

    def type(self, words: str) -> None:
        """Keys for Latin letters and digits, the input method for everything else."""
        target = QApplication.focusWidget() or self.view
        if words.isascii():
            for one in words:
                self.bot.keyClicks(QApplication.focusWidget() or self.view, one)
            return
        event = QInputMethodEvent()
        event.setCommitString(words)
        QApplication.sendEvent(target, event)

    @property
    def place(self) -> tuple[int, int]:
        return self.view.current_place

    def copied(self) -> str:
        return QGuiApplication.clipboard().text()

    def editor(self):
        return self.view._editor()


@pytest.fixture
def desk(qtbot) -> Desk:
    return Desk(qtbot, small())


def test_arrows_enter_and_tab_move_as_in_excel(desk: Desk) -> None:
    desk.key(K.Key_Down)
    desk.key(K.Key_Return)
    assert desk.place == (2, 1)
    desk.key(K.Key_Return, M.ShiftModifier)
    desk.key(K.Key_Tab)
    assert desk.place == (1, 2)
    desk.key(K.Key_Backtab, M.ShiftModifier)
    desk.key(K.Key_Left)
    desk.key(K.Key_Up)
    desk.key(K.Key_Up)
    assert desk.place == (0, 0)


def test_home_end_and_control_jump_to_the_edges(desk: Desk) -> None:
    desk.key(K.Key_End)
    assert desk.place == (0, 5)
    desk.key(K.Key_Home)
    assert desk.place == (0, 0)
    desk.key(K.Key_End, M.ControlModifier)
    assert desk.place == (5, 5)
    desk.key(K.Key_Home, M.ControlModifier)
    assert desk.place == (0, 0)
    desk.key(K.Key_PageDown)
    assert desk.place[0] == 6
    desk.key(K.Key_PageUp)
    assert desk.place == (0, 0)


def test_control_and_arrow_jump_over_filled_and_blank_cells(desk: Desk) -> None:
    desk.at(0, 4)
    desk.key(K.Key_Down, M.ControlModifier)
    assert desk.place == (1, 4)
    desk.key(K.Key_Down, M.ControlModifier)
    assert desk.place == (3, 4)
    desk.key(K.Key_Down, M.ControlModifier)
    assert desk.place == (5, 4)
    desk.key(K.Key_Down, M.ControlModifier)
    assert desk.place == (5, 4)
    desk.key(K.Key_Left, M.ControlModifier | M.ShiftModifier)
    assert desk.view.blocks.block() == ([5], [0, 1, 2, 3, 4])


def test_shift_and_arrows_select_a_block(desk: Desk) -> None:
    desk.key(K.Key_Down, M.ShiftModifier)
    desk.key(K.Key_Right, M.ShiftModifier)
    assert desk.view.blocks.block() == ([0, 1], [1, 2])
    desk.key(K.Key_Space, M.ShiftModifier)
    assert desk.view.blocks.block() == ([0, 1], [0, 1, 2, 3, 4, 5])
    desk.at(0, 3)
    desk.key(K.Key_Space, M.ControlModifier)
    assert desk.view.blocks.block() == (list(range(7)), [3])
    desk.key(K.Key_A, M.ControlModifier)
    assert desk.view.blocks.block() == (list(range(7)), [0, 1, 2, 3, 4, 5])


def test_enter_and_tab_run_through_a_selected_block(desk: Desk) -> None:
    desk.to(1, 2)
    assert desk.place == (0, 1)
    desk.key(K.Key_Return)
    assert desk.place == (1, 1)
    desk.key(K.Key_Tab)
    desk.key(K.Key_Tab)
    assert desk.place == (0, 1)
    assert desk.view.blocks.block() == ([0, 1], [1, 2])


def test_typing_replaces_the_cell_and_enter_goes_down(desk: Desk) -> None:
    desk.at(0, 3)
    desk.type("1400")
    desk.key(K.Key_Return)
    assert desk.sheet.lines[1].cells["a"] == "1400"
    assert desk.place == (1, 3)


def test_an_arrow_ends_typing_but_moves_the_cursor_after_f2(desk: Desk) -> None:
    desk.at(0, 3)
    desk.type("15")
    desk.key(K.Key_Right)
    assert desk.sheet.lines[1].cells["a"] == "15"
    assert desk.place == (0, 4)
    desk.key(K.Key_F2)
    desk.key(K.Key_Left)
    desk.type("9")
    desk.key(K.Key_Tab)
    assert desk.sheet.lines[1].cells["b"] == "1,5492"


def test_escape_gives_the_typing_up(desk: Desk) -> None:
    desk.type("改名")
    desk.key(K.Key_Escape)
    assert desk.sheet.shown("name")[0] == "轨道交通"
    assert desk.sheet.batches == []


def test_backspace_opens_an_empty_editor(desk: Desk) -> None:
    desk.key(K.Key_Backspace)
    desk.type("新名")
    desk.key(K.Key_Return)
    assert desk.sheet.lines[1].cells["name"] == "新名"


def test_chinese_input_starts_the_editor_without_losing_the_first_key(desk: Desk) -> None:
    event = QInputMethodEvent()
    event.setCommitString("株洲")
    QApplication.sendEvent(desk.view, event)
    editor = desk.editor()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "株洲"
    desk.key(K.Key_Return)
    assert desk.sheet.lines[1].cells["name"] == "株洲"


def test_composed_chinese_input_arrives_whole(desk: Desk) -> None:
    desk.at(0, 2)
    QApplication.sendEvent(desk.view, QInputMethodEvent("zhuzhou", []))
    desk.type("株洲")
    desk.key(K.Key_Return)
    assert desk.sheet.lines[1].cells["sector"] == "株洲"


def test_delete_empties_cells_and_keeps_rows(desk: Desk) -> None:
    desk.at(0, 3)
    desk.to(1, 4)
    desk.key(K.Key_Delete)
    assert desk.sheet.shown("a")[:2] == ["", ""]
    assert len(desk.sheet.batches) == 1
    assert len(desk.sheet.lines) == 6


def test_a_wrong_text_is_red_until_escape_brings_the_value_back(desk: Desk) -> None:
    desk.at(0, 3)
    desk.type("坏")
    desk.key(K.Key_Return)
    assert desk.sheet.shown("a")[0] == "坏"
    desk.at(0, 3)
    desk.key(K.Key_Escape)
    assert desk.sheet.shown("a")[0] == "1,377"


def test_copying_gives_excel_plain_numbers_and_cutting_empties(desk: Desk) -> None:
    desk.at(0, 3)
    desk.to(1, 4)
    desk.key(K.Key_C, M.ControlModifier)
    assert desk.copied() == "1377\t1542\r\n204\t240\r\n" or desk.copied() == "1377\t1542\n204\t240\n"
    desk.key(K.Key_X, M.ControlModifier)
    assert desk.sheet.shown("b")[:2] == ["", ""]


def test_a_block_that_is_no_rectangle_is_not_copied(desk: Desk) -> None:
    QGuiApplication.clipboard().setText("原来的")
    selection = desk.view.selectionModel()
    selection.select(desk.sheet.model.index(3, 4), selection.SelectionFlag.Select)
    desk.key(K.Key_C, M.ControlModifier)
    assert desk.copied() == "原来的"
    assert "不连续" in desk.said[-1]
    desk.key(K.Key_D, M.ControlModifier)
    assert "连续" in desk.said[-1]


def test_pasting_a_block_is_one_batch_and_selects_what_was_pasted(desk: Desk) -> None:
    QGuiApplication.clipboard().setText("甲\t工业\r\n乙\t服务业\r\n")
    desk.key(K.Key_V, M.ControlModifier)
    assert desk.sheet.shown("name")[:2] == ["甲", "乙"]
    assert len(desk.sheet.batches) == 1
    assert desk.view.blocks.block() == ([0, 1], [1, 2])


def test_one_copied_value_fills_the_selected_block(desk: Desk) -> None:
    QGuiApplication.clipboard().setText("7")
    desk.at(0, 3)
    desk.to(2, 4)
    desk.key(K.Key_V, M.ControlModifier)
    assert desk.sheet.shown("a")[:3] == ["7", "7", "7"]
    assert desk.sheet.shown("b")[:3] == ["7", "7", "7"]


def test_pasting_below_the_last_row_adds_rows_and_skips_empty_ones(desk: Desk) -> None:
    QGuiApplication.clipboard().setText("甲\t工业\n\t\n乙\t服务业\n")
    desk.at(6, 1)
    desk.key(K.Key_V, M.ControlModifier)
    assert desk.sheet.shown("name")[6:] == ["甲", "乙"]
    assert "新增 2 行" in desk.said[-1]


def test_cells_that_do_not_fit_are_told_and_wrong_ones_stay_marked(desk: Desk) -> None:
    QGuiApplication.clipboard().setText("坏\t8\t9\t10\n")
    desk.at(1, 3)
    desk.key(K.Key_V, M.ControlModifier)
    assert desk.sheet.shown("a")[1] == "坏"
    assert desk.sheet.lines[2].cells["b"] == "8"
    assert "已粘贴 1 格" in desk.said[-1]
    assert "2 格在只读列或表格之外" in desk.said[-1]


def test_fill_down_copies_the_first_line_of_the_block(desk: Desk) -> None:
    desk.at(0, 2)
    desk.to(4, 2)
    desk.key(K.Key_D, M.ControlModifier)
    assert desk.sheet.shown("sector")[:5] == ["工业"] * 5
    desk.at(5, 2)
    desk.key(K.Key_D, M.ControlModifier)
    assert desk.sheet.shown("sector")[5] == "工业"


def test_words_are_offered_by_pinyin_and_enter_takes_the_marked_one(desk: Desk) -> None:
    desk.at(1, 2)
    desk.type("fwy")
    editor = desk.editor()
    assert isinstance(editor, PickEditor)
    assert editor.popup_open
    desk.key(K.Key_Return)
    assert desk.sheet.lines[2].cells["sector"] == "服务业"
    assert desk.place == (2, 2)


def test_any_other_word_may_be_typed_in_a_column_of_words(desk: Desk) -> None:
    desk.at(1, 2)
    desk.type("其他行业")
    desk.key(K.Key_Return)
    assert desk.sheet.lines[2].cells["sector"] == "其他行业"


def test_alt_and_down_opens_every_word(desk: Desk) -> None:
    desk.at(1, 2)
    desk.key(K.Key_Down, M.AltModifier)
    editor = desk.editor()
    assert isinstance(editor, PickEditor)
    assert editor.popup_open
    assert [one.text for one in editor.popup.offers] == ["工业", "服务业", "建筑业"]


def test_several_lines_are_typed_with_alt_and_enter(qtbot) -> None:
    lines = small()
    desk = Desk(qtbot, lines)
    desk.sheet.columns[1] = GridColumn("name", ("名称",), lambda line: text("name", line), editor=Editor.LONG)
    desk.panel.show_rows(desk.sheet.columns, lines)
    desk.at(0, 1)
    desk.key(K.Key_F2)
    desk.key(K.Key_Return, M.AltModifier)
    desk.type("second")
    desk.key(K.Key_Return)
    assert desk.sheet.lines[1].cells["name"] == "轨道交通\nsecond"


def test_the_current_cell_never_hides_behind_the_frozen_columns(qtbot) -> None:
    desk = Desk(qtbot, small())
    desk.panel.resize(420, 300)
    desk.at(0, 5)
    assert desk.view.horizontalScrollBar().value() > 0
    desk.at(0, 2)
    assert desk.view.visualRect(desk.sheet.model.index(0, 2)).left() >= 0
    assert desk.view.viewport().x() >= desk.view.frozen.geometry().right()
    bar = desk.view.horizontalScrollBar().value()
    desk.at(0, 0)
    assert desk.view.horizontalScrollBar().value() == bar
    assert desk.view.frozen.width() == desk.view.columnWidth(0) + desk.view.columnWidth(1)


def test_a_click_in_the_frozen_part_leaves_the_keys_with_the_grid(desk: Desk) -> None:
    where = desk.view.frozen.visualRect(desk.sheet.model.index(2, 1)).center()
    desk.bot.mouseClick(desk.view.frozen.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert desk.place == (2, 1)
    desk.key(K.Key_Down)
    assert desk.place == (3, 1)


def test_control_and_wheel_change_the_size_of_everything(desk: Desk) -> None:
    width, height = desk.view.columnWidth(3), desk.view.verticalHeader().defaultSectionSize()
    event = QWheelEvent(
        QPoint(50, 50), desk.view.mapToGlobal(QPoint(50, 50)), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        M.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    for _ in range(4):
        desk.view.wheelEvent(event)
    assert desk.view.columnWidth(3) > width
    assert desk.view.verticalHeader().defaultSectionSize() >= height
    assert desk.view.frozen.columnWidth(0) == desk.view.columnWidth(0)


def test_selection_figures_are_exact_and_leave_out_rows_that_explain_another(desk: Desk) -> None:
    desk.at(0, 3)
    desk.to(5, 3)
    found = desk.panel.summary()
    assert found.text() == "计数 5 · 求和 1,581 亿元 · 平均 790.5 · 最小 204 · 最大 1,377 · 其中项 2 行未计"
    desk.at(2, 3)
    desk.to(3, 3)
    assert "求和 204" in desk.panel.summary().text()
    desk.at(0, 0)
    assert desk.panel.summary().text() == ""


def test_the_total_line_adds_ordinary_rows_only(desk: Desk) -> None:
    assert desk.panel.totals is not None
    assert desk.panel.totals.text("a") == "1,581"
    assert desk.panel.totals.text("b") == "2,193"
    assert desk.panel.totals.text("name") == ""
    desk.at(0, 3)
    desk.type("1")
    desk.key(K.Key_Return)
    assert desk.panel.totals.text("a") == "205"
    assert not desk.panel.grab().isNull()


def test_a_long_list_is_added_up_when_typing_rests_and_a_huge_selection_not_at_all(qtbot) -> None:
    desk = Desk(qtbot, [Line(n, {"name": f"行{n}", "a": "1"}) for n in range(1, 30_001)])
    totals = desk.panel.totals
    assert totals is not None
    assert totals.text("a") == "30,000"
    desk.at(29_999, 3)
    desk.type("5")
    desk.key(K.Key_Return)
    qtbot.waitUntil(lambda: totals.text("a") == "30,004")
    desk.key(K.Key_A, M.ControlModifier)
    assert "太多" in desk.panel.summary().text()


def clipped(desk: Desk, at: int) -> QRect:
    """Scroll until a cell of the first line is half cut off at the left; what is left of it."""
    desk.panel.resize(420, 300)
    bar = desk.view.horizontalScrollBar()
    bar.setValue(bar.minimum())
    bar.setValue(bar.value() + desk.view.visualRect(desk.sheet.model.index(0, at)).left() + 20)
    rect = desk.view.visualRect(desk.sheet.model.index(0, at))
    assert rect.left() == -20
    return rect


def test_a_clipped_cell_is_whole_while_it_is_typed_in(qtbot) -> None:
    desk = Desk(qtbot, small())
    desk.at(0, 3)
    clipped(desk, 3)
    desk.key(K.Key_F2)
    assert desk.view.visualRect(desk.sheet.model.index(0, 3)).left() >= 0
    assert desk.editor().geometry() == desk.view.visualRect(desk.sheet.model.index(0, 3))


def test_a_clipped_cell_that_is_clicked_comes_into_sight(qtbot) -> None:
    desk = Desk(qtbot, small())
    rect = clipped(desk, 3)
    where = QPoint(rect.right() - 5, rect.center().y())
    qtbot.mouseClick(desk.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert desk.place == (0, 3)
    qtbot.waitUntil(lambda: desk.view.visualRect(desk.sheet.model.index(0, 3)).left() >= 0)


@pytest.mark.parametrize("column", [2, 4])
def test_the_editor_of_a_long_text_stays_at_its_cell_in_a_low_row_and_at_the_right_edge(qtbot, column: int) -> None:
    lines = [Line(n, {"name": f"企业{n}"}) for n in range(1, 60)]
    desk = Desk(qtbot, lines)
    desk.panel.resize(560, 300)
    name = desk.sheet.columns[column].id
    desk.sheet.columns[column] = GridColumn(name, ("备注",), lambda line: text(name, line), editor=Editor.LONG)
    desk.panel.show_rows(desk.sheet.columns, lines)
    room = desk.view.viewport().rect()
    for line in (0, desk.view.rowAt(room.bottom() - 2)):
        desk.at(line, column)
        desk.key(K.Key_F2)
        cell, editor = desk.view.visualRect(desk.sheet.model.index(line, column)), desk.editor()
        assert editor.geometry().left() == cell.left()
        assert editor.geometry().contains(cell.adjusted(0, 0, 0, -2))
        assert editor.height() > cell.height()
        assert room.contains(editor.geometry())
        desk.key(K.Key_Escape)
