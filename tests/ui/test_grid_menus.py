"""The menus of the grid by keys and mouse: cells, heads, status text, 编辑; and the F1 list that names every key."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QToolButton, QWidget

from qbs_desktop.ui import acts
from qbs_desktop.ui.actions import COMMANDS, Needs
from qbs_desktop.ui.grid import commands, keys, selection, travel, zoom
from qbs_desktop.ui.grid.panel import GridPanel
from qbs_desktop.ui.grid.status import ABOUT, StatusLine
from qbs_desktop.ui.grid.travel import AfterEnter
from qbs_desktop.ui.help.key_list import keys_html
from qbs_desktop.ui.main_window import MainWindow
from qbs_desktop.ui.pages.lists.commands import LIST_COMMANDS
from qbs_desktop.ui.pages.lists.page import ListPage
from qbs_desktop.ui.window.page_keys import MONTH_KEYS
from tests.ui.sheet import Sheet, small
from tests.ui.test_grid_tools import _mouse
from tests.ui.test_grid_view import Desk

K, M = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def desk(qtbot) -> Desk:
    return Desk(qtbot, small())


@pytest.fixture
def page(opened: MainWindow, qtbot) -> ListPage:
    shown = opened.show_page("industry")
    assert isinstance(shown, ListPage)
    qtbot.waitUntil(shown.view.hasFocus)
    return shown


def popup() -> QMenu:
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


def texts(menu: QMenu) -> list[str]:
    return [act.text() for act in menu.actions() if act.text()]


def choose(menu: QMenu, text: str) -> None:
    """Trigger an entry of a menu or of one below it."""
    for act in menu.actions():
        if act.text().split("\t")[0] == text:
            act.trigger()
            menu.close()
            return
    for below in menu.findChildren(QMenu):
        if text in [one.split("\t")[0] for one in texts(below)]:
            choose(below, text)
            menu.close()
            return
    raise AssertionError(f"{text} is not in {texts(menu)}")


# --- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "modifier"), [(K.Key_Menu, M.NoModifier), (K.Key_F10, M.ShiftModifier)])
def test_the_menu_of_cells_opens_by_keys_and_names_the_key_of_every_act(desk: Desk, key, modifier) -> None:
    desk.at(2, 3)
    desk.key(key, modifier)
    menu = popup()
    said = texts(menu)
    for name in ("剪切\tCtrl+X", "复制\tCtrl+C", "连表头复制\tCtrl+Shift+C", "粘贴\tCtrl+V", "清空\tDelete"):
        assert name in said
    assert said[-2:] == ["列", "显示"]
    assert "只看“150”" in said
    menu.close()


def test_a_click_beside_the_selection_selects_its_cell_first_and_one_inside_keeps_the_block(desk: Desk) -> None:
    desk.at(0, 2)
    desk.to(1, 3)
    for cell, block in (((1, 2), ([0, 1], [2, 3])), ((4, 4), ([4], [4]))):
        where = desk.view.visualRect(desk.sheet.model.index(*cell)).center()
        spot = desk.view.viewport().mapToGlobal(where)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, spot)
        QApplication.sendEvent(desk.view.viewport(), event)
        popup().close()
        assert desk.view.blocks.block() == block
    name = desk.view.frozen.visualRect(desk.sheet.model.index(2, 1)).center()
    part = desk.view.frozen.viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, name, part.mapToGlobal(name))
    QApplication.sendEvent(part, event)
    popup().close()
    assert desk.place == (2, 1)


def test_the_menu_cuts_fills_filters_by_the_cell_and_sorts(desk: Desk) -> None:
    desk.at(0, 2)
    desk.to(1, 2)
    choose(desk.panel.cell_menu(), "剪切")
    assert desk.sheet.shown("sector")[:2] == ["", ""]
    desk.at(4, 2)
    choose(desk.panel.cell_menu(), "只看“服务业”")
    assert desk.sheet.shown("name") == ["文化旅游"]
    choose(desk.panel.cell_menu(), "清除筛选")
    assert desk.sheet.model.shown() == 6
    desk.at(0, 2)
    choose(desk.panel.cell_menu(), "只看空白的")
    assert desk.sheet.shown("name")[0] == "轨道交通"
    choose(desk.panel.cell_menu(), "清除筛选")
    desk.at(0, 4)
    choose(desk.panel.cell_menu(), "降序")
    assert desk.sheet.model.sorts == (("b", True),)


def test_a_block_pasted_under_a_filter_goes_to_the_shown_rows_and_to_no_hidden_one(desk: Desk) -> None:
    desk.at(0, 2)
    whole = dict(zip(desk.sheet.shown("name"), desk.sheet.shown("sector"), strict=True))
    some = [name for name, sector in whole.items() if sector != whole["轨道交通"]]
    choose(desk.panel.cell_menu(), f"只看“{whole['轨道交通']}”")
    shown = desk.sheet.shown("name")
    assert len(shown) > 1
    desk.at(0, 2)
    QApplication.clipboard().setText("\n".join(["建筑业"] * len(shown)))
    choose(desk.panel.cell_menu(), "粘贴")
    choose(desk.panel.cell_menu(), "清除筛选")
    after = dict(zip(desk.sheet.shown("name"), desk.sheet.shown("sector"), strict=True))
    assert [after[name] for name in shown] == ["建筑业"] * len(shown)
    assert some
    assert [after[name] for name in some] == [whole[name] for name in some]


def test_a_grid_that_takes_no_text_offers_only_what_reads(desk: Desk) -> None:
    desk.sheet.model.sink = None
    menu = desk.panel.cell_menu()
    enabled = {act.text().split("\t")[0]: act.isEnabled() for act in menu.actions()}
    assert enabled["复制"]
    assert enabled["连表头复制"]
    assert not any(enabled[name] for name in ("剪切", "粘贴", "清空", "向下填充", "向右填充"))
    menu.close()


def test_rows_of_a_list_are_handled_from_the_menu_of_its_cells(page: ListPage) -> None:
    count = len(page.grid.rows)
    page.view.go(1, 1)
    choose(page.panel.cell_menu(), "在下方插入一行")
    assert len(page.grid.rows) == count + 1
    choose(page.panel.cell_menu(), "删除行")
    assert len(page.grid.rows) == count
    page.view.go(1, 1)
    choose(page.panel.cell_menu(), "设为上一行的其中项")
    assert page.grid.depth_at(1) == 1
    choose(page.panel.cell_menu(), "取消其中项")
    assert page.grid.depth_at(1) == 0
    assert "本格历史…" in texts(page.panel.cell_menu())


# --- columns ---------------------------------------------------------------------------------------------------------


def test_the_menu_of_a_column_opens_by_keys_and_freezes_up_to_it(desk: Desk, qtbot) -> None:
    desk.at(0, 2)
    desk.key(K.Key_F10, M.AltModifier | M.ShiftModifier)
    choose(popup(), "冻结到此列")
    view = desk.view
    assert view.frozen.count == 3
    assert view.frozen.width() == sum(view.columnWidth(at) for at in range(3))
    assert view.horizontalScrollBar().minimum() == view.numbers.room == view.frozen.width()
    assert not view.frozen.isColumnHidden(2)
    other = GridPanel(Sheet(small()).model, "test", frozen=2)
    qtbot.addWidget(other)
    other.show_rows(desk.sheet.columns, small())
    assert other.view.frozen.count == 3
    choose(desk.panel.head_menu(4), "取消冻结")
    assert view.frozen.count == 0
    assert not view.frozen.isVisible()
    desk.at(0, 0)
    desk.type("9")
    desk.key(K.Key_Return)
    assert desk.sheet.lines[1].cells["serial"] == "9"
    choose(desk.panel.head_menu(4), "恢复默认列")
    assert view.frozen.count == 2


def test_columns_that_would_fill_the_window_are_not_frozen(desk: Desk) -> None:
    desk.view.setColumnWidth(2, 700)
    desk.panel.freeze(3)
    assert desk.view.frozen.count == 2
    assert "太宽" in desk.said[-1]


def test_the_menu_of_a_column_sorts_by_further_columns(desk: Desk) -> None:
    choose(desk.panel.head_menu(2), "升序")
    choose(desk.panel.head_menu(4), "再按此列降序")
    assert desk.sheet.model.sorts == (("sector", False), ("b", True))


# --- size ------------------------------------------------------------------------------------------------------------


def test_zoom_goes_by_keys_and_menu_and_holds_for_every_grid_of_the_user(desk: Desk, qtbot) -> None:
    width, height = desk.view.columnWidth(3), desk.view.numbers.defaultSectionSize()
    desk.key(K.Key_Equal, M.ControlModifier | M.AltModifier)
    assert zoom.remembered() == 110
    desk.key(K.Key_Minus, M.ControlModifier | M.AltModifier)
    desk.key(K.Key_Minus, M.ControlModifier | M.AltModifier)
    assert zoom.remembered() == 90
    choose(desk.panel.cell_menu(), "150%")
    assert desk.view.columnWidth(3) == pytest.approx(width * 1.5, abs=2)
    assert desk.view.numbers.defaultSectionSize() == round(height * 1.5)
    desk.panel.remember()
    other = GridPanel(Sheet(small()).model, "test", frozen=2)
    qtbot.addWidget(other)
    other.show()
    other.show_rows(desk.sheet.columns, small())
    assert other.view.zooming.percent == 150
    assert other.view.columnWidth(3) == pytest.approx(width * 1.5, abs=2)
    desk.key(K.Key_0, M.ControlModifier)
    assert desk.view.columnWidth(3) == pytest.approx(width, abs=2)


def test_dragging_the_edge_of_a_line_makes_all_lines_higher_and_is_remembered(desk: Desk, qtbot) -> None:
    numbers = desk.view.numbers
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    below = numbers.sectionViewportPosition(1) + numbers.sectionSize(1) - 1
    _mouse(numbers, QEvent.Type.MouseMove, QPoint(10, below), none, none)
    assert numbers.cursor().shape() == Qt.CursorShape.SplitVCursor
    _mouse(numbers, QEvent.Type.MouseButtonPress, QPoint(10, below), left, left)
    _mouse(numbers, QEvent.Type.MouseMove, QPoint(10, below + 20), none, left)
    _mouse(numbers, QEvent.Type.MouseButtonRelease, QPoint(10, below + 20), left, none)
    assert numbers.defaultSectionSize() == 46
    assert desk.view.frozen.rowHeight(3) == desk.view.rowHeight(3) == 46
    other = GridPanel(Sheet(small()).model, "test", frozen=2)
    qtbot.addWidget(other)
    other.show_rows(desk.sheet.columns, small())
    assert other.view.numbers.defaultSectionSize() == 46
    choose(desk.panel.cell_menu(), "一行")
    assert numbers.defaultSectionSize() == 27


def test_a_double_click_on_the_edge_fits_the_lines_to_a_long_text(qtbot) -> None:
    lines = small()
    lines[1].cells["sector"] = "一二三四五六七八九十" * 4
    desk = Desk(qtbot, lines)
    numbers = desk.view.numbers
    edge = QPoint(10, numbers.sectionViewportPosition(1) + numbers.sectionSize(1) - 1)
    qtbot.mouseDClick(numbers.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    assert desk.view.rowHeight(0) == desk.view.painting.height_for(1) > 3 * desk.view.fontMetrics().height()
    painting = desk.view.painting
    parts = painting._broken("一二三四五六\n七八", painting._em * 4, 5)
    assert "".join(parts) == "一二三四五六七八"
    assert len(parts) == 3
    assert painting._broken("一二三四五六\n七八", painting._em * 4, 2)[-1].endswith("…")
    assert not desk.panel.grab().isNull()


# --- status ----------------------------------------------------------------------------------------------------------


def test_the_selection_is_added_up_in_the_unit_chosen_on_the_status_line(page: ListPage, qtbot) -> None:
    at = next(n for n, one in enumerate(page.grid.columns) if one.unit == "亿元" and one.totalled)
    page.view.go(0, at)
    page.view.go(3, at, extend=True)
    qtbot.waitUntil(lambda: "亿元" in page.status.text())
    billions = page.panel.summary().total
    assert page.status.toolTip() == ABOUT
    qtbot.mouseClick(page.status, Qt.MouseButton.LeftButton)
    choose(popup(), "万元")
    assert selection.unit() == "万元"
    assert "万元" in page.status.text()
    assert page.panel.summary().total == billions * 10_000
    choose(page.panel.cell_menu(), "与各列相同")
    assert page.panel.summary().total == billions


def test_a_figure_of_the_selection_is_copied_as_a_table_takes_it(desk: Desk, qtbot) -> None:
    desk.at(0, 3)
    assert not [one for one in texts(desk.panel.cell_menu()) if one.startswith("复制求和")]
    desk.to(5, 3)
    choose(desk.panel.cell_menu(), "复制求和 1,581")
    assert QApplication.clipboard().text() == "1581"
    line = StatusLine(desk.panel, desk.panel)
    assert texts(line.menu())[-4:] == ["复制求和 1,581", "复制平均 790.5", "复制最小 204", "复制最大 1,377"]
    choose(line.menu(), "复制平均 790.5")
    assert QApplication.clipboard().text() == "790.5"


# --- 编辑 -------------------------------------------------------------------------------------------------------------


def edit_menu(window: MainWindow) -> QMenu:
    return menu_called(window.menuBar(), "编辑")


def menu_called(parent: QWidget, title: str) -> QMenu:
    """Asked of the parent: a menu asked of its action is let go by Python at once."""
    return next(one for one in parent.findChildren(QMenu) if one.title().startswith(title))


def test_the_edit_menu_works_on_the_grid_in_front(opened: MainWindow, page: ListPage) -> None:
    page.view.go(0, 1)
    name = page.grid.text(0, 1)
    menu = edit_menu(opened)
    menu.aboutToShow.emit()
    choose(menu, "复制")
    assert QGuiApplication.clipboard().text().strip() == name
    page.view.go(1, 1)
    choose(menu, "粘贴")
    assert page.grid.text(1, 1) == name
    choose(menu, "清空")
    assert page.grid.text(1, 1) == ""
    choose(menu, "全选")
    assert len(page.view.blocks.block()[0]) == page.grid.rowCount()  # type: ignore[index]
    choose(menu, "替换…")
    assert page.panel.finder.new.isVisible()


def test_the_edit_menu_works_on_a_field_that_is_typed_in(opened: MainWindow, page: ListPage, qtbot) -> None:
    page.find()
    qtbot.keyClicks(page.panel.finder.field, "abc")
    choose(edit_menu(opened), "全选")
    choose(edit_menu(opened), "剪切")
    assert page.panel.finder.field.text() == ""
    assert QGuiApplication.clipboard().text() == "abc"


def test_commands_of_the_grid_are_off_where_there_is_none(opened: MainWindow) -> None:
    opened.show_page("home")
    menu = edit_menu(opened)
    menu.aboutToShow.emit()
    grid = [one.id for one in COMMANDS if one.needs is Needs.GRID]
    assert not any(opened.actions_table.by_id[name].isEnabled() for name in grid if name != "copy")
    assert acts.grid_of(opened) is None


def test_a_step_picked_beside_the_undo_button_is_taken_back_with_the_later_ones(
    opened: MainWindow, page: ListPage, qtbot
) -> None:
    at = page.grid.column_of("name")
    before = [page.grid.text(line, at) for line in range(3)]
    for line, name in enumerate(("甲", "乙", "丙")):
        page.grid.setData(page.grid.index(line, at), name)
    qtbot.waitUntil(lambda: page.grid.text(2, at) == "丙")
    button = next(one for one in opened.header.findChildren(QToolButton) if one.menu() is not None)
    button.menu().aboutToShow.emit()
    assert [one.split("\t")[0][-3:] for one in texts(button.menu())[:3]] == ["（丙）", "（乙）", "（甲）"]
    button.menu().actions()[1].trigger()
    qtbot.waitUntil(lambda: page.grid.text(1, at) == before[1])
    assert [page.grid.text(line, at) for line in range(3)] == ["甲", *before[1:]]
    assert "2 步" in opened.statusBar().currentMessage()


def test_where_enter_goes_is_chosen_in_the_menu_and_remembered(opened: MainWindow, page: ListPage, qtbot) -> None:
    menu = menu_called(opened, "回车后移动")
    menu.aboutToShow.emit()
    assert [act.text() for act in menu.actions() if act.isChecked()] == ["向下"]
    choose(menu, "向右")
    assert travel.after_enter() is AfterEnter.RIGHT
    page.view.go(0, 1)
    qtbot.keyClick(page.view, K.Key_Return)
    assert page.view.current_place[0] == 0
    assert page.view.current_place[1] > 1
    menu.aboutToShow.emit()
    assert [act.text() for act in menu.actions() if act.isChecked()] == ["向右"]


# --- F1 --------------------------------------------------------------------------------------------------------------


def known(names: Iterable[str]) -> set[tuple[Qt.Key, int]]:
    return {keys.parsed(name) for name in names}


def listened_to(page: QWidget) -> set[tuple[Qt.Key, int]]:
    """Every key a page has a shortcut for."""
    actions = [one for part in (page, *page.findChildren(QWidget)) for one in part.actions()]
    sequences: list[QKeySequence] = [keys_ for one in actions for keys_ in QAction.shortcuts(one)]
    sequences += [one.key() for one in page.findChildren(QShortcut)]
    sequences += [one.shortcut() for one in page.findChildren(QAbstractButton)]
    return known(one.toString(QKeySequence.SequenceFormat.PortableText) for one in sequences if not one.isEmpty())


@pytest.mark.parametrize("page_id", ["industry", "enterprise", "project", "month"])
def test_every_key_a_grid_page_listens_to_stands_in_the_f1_list(opened: MainWindow, page_id: str) -> None:
    shown = opened.show_page(page_id)
    assert shown is not None
    listed = known(commands.every_key()) | known(one.shortcut for one in COMMANDS if one.shortcut)
    listed |= known(key for one in LIST_COMMANDS for key in one.keys) | known(key for key, _told in MONTH_KEYS)
    listed |= known(["Return", "Enter", "Esc"])  # in the work list beside the month's grid
    listens = set(keys.ACTIONS) | listened_to(shown)
    assert listens - listed == set()
    html = keys_html()
    for _name, _keys, told in commands.MOVES:
        assert told in html
    for one in (*commands.COMMANDS, *commands.PANEL_COMMANDS, *LIST_COMMANDS):
        assert one.told in html
        assert all(commands.shown(key) in html for key in one.keys)


def test_every_command_of_the_table_does_something(desk: Desk) -> None:
    parts = (desk.view.blocks, desk.view.pasteboard, desk.view.zooming, desk.view)
    for one in commands.COMMANDS:
        assert any(callable(getattr(part, one.id, None)) for part in parts), one.id
    for one in commands.PANEL_COMMANDS:
        assert desk.panel.act(one.id).text()
