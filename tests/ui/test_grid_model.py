"""The grid's model on its own: Qt's rules, typed cells, wrong texts, marks, order."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from qbs_desktop.domain.finding import Grade
from qbs_desktop.ui.grid.column import GridEdit, Mark
from qbs_desktop.ui.grid.rows.order import Filter
from tests.ui.sheet import Line, Sheet, small

Role = Qt.ItemDataRole


@pytest.fixture
def sheet(qapp) -> Sheet:
    made = Sheet(small())
    made.model.show(made.columns, small())
    return made


def test_qt_finds_no_fault_with_the_model_through_edits_sorts_and_filters(sheet: Sheet) -> None:
    tester = QAbstractItemModelTester(sheet.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    sheet.model.sort_by("a", descending=True)
    sheet.model.set_filter("sector", Filter(values=frozenset({"工业"})))
    sheet.model.setData(sheet.model.index(0, 1), "改名")
    sheet.model.clear_filters()
    sheet.model.apply([GridEdit(None, sheet.columns[1], "新行")])
    sheet.model.show(sheet.columns[:3], small()[:2])
    sheet.model.show([], [])
    assert tester.model() is sheet.model


def test_blank_zero_and_not_applicable_are_shown_apart(sheet: Sheet) -> None:
    assert sheet.shown("b") == ["1,542", "240", "", "——", "411", "0"]
    index = sheet.model.index(3, 4)
    assert index.data(Role.TextAlignmentRole) == int(Qt.AlignmentFlag.AlignCenter)
    assert sheet.model.number(3, 4) is None
    assert sheet.model.number(5, 4) == Decimal(0)


def test_a_screen_reader_hears_the_value_and_what_is_wrong_with_it(sheet: Sheet) -> None:
    def heard(line: int, at: int) -> tuple[object, object]:
        index = sheet.model.index(line, at)
        return index.data(Role.AccessibleTextRole), index.data(Role.AccessibleDescriptionRole)

    assert [heard(line, 4)[0] for line in (0, 2, 3, 5)] == ["1,542", "空白", "——", "0"]
    sheet.model.setData(sheet.model.index(0, 4), "坏")
    value, told = heard(0, 4)
    assert value == "坏"
    assert "没有保存：不是值" in str(told)
    sheet.model.set_marks({(2, "b"): Mark(Grade.QUERY, ("比上期少",))})
    assert heard(1, 4) == ("240", "【核实】比上期少")


def test_sorting_keeps_rows_that_explain_another_behind_it(sheet: Sheet) -> None:
    sheet.model.sort_by("a")
    assert sheet.shown("name") == ["航空动力", "整机", "零部件", "轨道交通", "文化旅游", "绿色建筑"]
    sheet.model.sort_by("serial", descending=True)
    assert sheet.shown("serial") == ["10", "3", "2", "", "", "1"]
    sheet.model.sort_by(None)
    assert sheet.shown("serial") == ["1", "2", "", "", "10", "3"]


def test_an_edit_does_not_move_the_row_until_it_is_sorted_again(sheet: Sheet) -> None:
    sheet.model.sort_by("b", descending=True)
    line = sheet.model.line_of(5)
    assert line is not None
    sheet.model.setData(sheet.model.index(line, 4), "9999")
    assert sheet.model.line_of(5) == line
    sheet.model.sort_by("b", descending=True)
    assert sheet.model.line_of(5) == 0


def test_a_text_that_is_no_value_stays_in_the_cell_with_its_reason_and_is_not_stored(sheet: Sheet) -> None:
    index = sheet.model.index(0, 3)
    sheet.model.setData(index, "坏数")
    assert index.data() == "坏数"
    assert "不是值" in index.data(Role.ToolTipRole)
    assert sheet.lines[1].cells["a"] == "1,377"
    assert [one.text for one in sheet.model.wrongs()] == ["坏数"]
    assert sheet.model.give_up(0, 3)
    assert index.data() == "1,377"
    assert not sheet.model.give_up(0, 3)


def test_a_corrected_text_takes_the_place_of_the_wrong_one(sheet: Sheet) -> None:
    sheet.model.setData(sheet.model.index(0, 3), "坏数")
    sheet.model.setData(sheet.model.index(0, 3), "1400")
    assert sheet.model.wrongs() == []
    assert sheet.lines[1].cells["a"] == "1400"


def test_a_wrong_text_survives_a_reload_and_goes_with_its_row(sheet: Sheet) -> None:
    sheet.model.setData(sheet.model.index(0, 3), "坏数")
    sheet.model.show(sheet.columns, list(sheet.lines.values()))
    assert sheet.shown("a")[0] == "坏数"
    sheet.model.show(sheet.columns, list(sheet.lines.values())[1:])
    assert sheet.model.wrongs() == []


def test_entering_the_text_that_is_there_changes_nothing(sheet: Sheet) -> None:
    assert sheet.model.setData(sheet.model.index(0, 1), "轨道交通")
    assert sheet.batches == []


def test_read_only_columns_take_no_text(sheet: Sheet) -> None:
    index = sheet.model.index(0, 5)
    assert not index.flags() & Qt.ItemFlag.ItemIsEditable
    assert not sheet.model.setData(index, "9")
    assert not sheet.model.setData(QModelIndex(), "9")
    assert sheet.model.flags(QModelIndex()) == Qt.ItemFlag.NoItemFlags


def test_the_empty_row_at_the_end_adds_a_row(sheet: Sheet) -> None:
    sheet.model.setData(sheet.model.index(6, 1), "新行")
    assert sheet.shown("name")[-1] == "新行"
    assert sheet.model.headerData(7, Qt.Orientation.Vertical) == "＋"
    assert sheet.model.headerData(3, Qt.Orientation.Horizontal) == "产值 2025年"
    assert sheet.model.text(7, 1) == ""


def test_marks_show_their_grade_and_every_sentence(sheet: Sheet) -> None:
    both = Mark(Grade.HINT, ("提示一句",)).joined(Mark(Grade.ERROR, ("强制一句",)))
    sheet.model.set_marks({(1, "a"): both})
    assert both.grade is Grade.ERROR
    tip = sheet.model.index(0, 3).data(Role.ToolTipRole)
    assert tip == "【强制】提示一句\n强制一句"
    assert sheet.model.index(1, 3).data(Role.ToolTipRole) is None


def test_filters_of_columns_that_are_gone_are_dropped(sheet: Sheet) -> None:
    sheet.model.set_filter("b", Filter(low=Decimal(300)))
    sheet.model.sort_by("b")
    assert sheet.shown("b") == ["411", "1,542"]
    sheet.model.show(sheet.columns[:4], small())
    assert sheet.model.shown() == 6
    assert sheet.model.sorts == ()


def test_many_changed_rows_are_announced_once(sheet: Sheet, qtbot) -> None:
    lines = [Line(n, {"name": f"行{n}"}) for n in range(1, 201)]
    sheet.model.show(sheet.columns, lines)
    told: list[tuple[int, int]] = []
    sheet.model.dataChanged.connect(lambda top, bottom: told.append((top.row(), bottom.row())))
    sheet.model.replace_rows([Line(n, {"name": f"新{n}"}) for n in range(1, 201)])
    assert told == [(0, 199)]
    assert sheet.model.column_texts(1)[199] == "新200"
