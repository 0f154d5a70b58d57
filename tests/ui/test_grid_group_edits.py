"""Subtotal lines are shown, and nothing else: no fill, paste, cut or clear reads them or writes to them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.ui.sheet import small
from tests.ui.test_grid_tools import drag
from tests.ui.test_grid_view import Desk

K, M = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def desk(qtbot) -> Desk:
    """服务业 on line 0 with one row, 工业 on line 2 with four, 建筑业 on line 7 with one."""
    made = Desk(qtbot, small())
    made.sheet.model.group_by("sector")
    return made


def heads(desk: Desk) -> list[int]:
    return [line for line in range(desk.sheet.model.shown()) if desk.sheet.model.group_at(line) is not None]


def texts(desk: Desk, name: str) -> list[str]:
    return [desk.sheet.lines[one].cells.get(name, "") for one in sorted(desk.sheet.lines)]


def test_fill_down_over_a_subtotal_line_copies_the_first_record(desk: Desk) -> None:
    first, second, _third = heads(desk)
    desk.at(first, 3)
    desk.to(second + 1, 3)
    lines = [line for line in range(first, second + 2) if line not in heads(desk)]
    source = desk.sheet.model.text(lines[0], 3)
    desk.key(K.Key_D, M.ControlModifier)
    assert [desk.sheet.model.text(line, 3) for line in lines] == [source] * len(lines)
    assert "2 行小计没有参与" in desk.said[-1]
    assert len(desk.sheet.batches) == 1


def test_fill_down_never_takes_the_text_of_the_subtotal_above(desk: Desk) -> None:
    before = dict(desk.sheet.lines)
    for at in (1, 3):
        desk.at(heads(desk)[0] + 1, at)
        desk.key(K.Key_D, M.ControlModifier)
        assert "小计" in desk.said[-1]
    desk.at(heads(desk)[1], 3)
    desk.key(K.Key_D, M.ControlModifier)
    assert desk.sheet.batches == []
    assert desk.sheet.lines == before


def test_fill_right_leaves_subtotals_alone(desk: Desk) -> None:
    head = heads(desk)[1]
    desk.at(head, 3)
    desk.to(head, 4)
    desk.key(K.Key_R, M.ControlModifier)
    assert desk.sheet.batches == []
    desk.to(head + 1, 4)
    desk.key(K.Key_R, M.ControlModifier)
    model = desk.sheet.model
    assert model.text(head + 1, 4) == model.text(head + 1, 3)
    assert len(desk.sheet.batches[0]) == 1


def test_the_fill_handle_neither_starts_from_nor_counts_subtotals(desk: Desk) -> None:
    first, second, third = heads(desk)
    desk.at(first, 3)
    drag(desk, (first + 2, 3))
    assert desk.sheet.batches == []
    assert "小计" in desk.said[-1]
    model = desk.sheet.model
    desk.at(second - 1, 4)
    desk.to(second + 1, 4)
    pair = [model.text(second - 1, 4), model.text(second + 1, 4)]
    drag(desk, (third + 1, 4))
    assert [one[2] for batch in desk.sheet.batches for one in batch] == pair * 2
    assert model.text(third + 1, 4) == pair[1]


def test_a_block_pasted_over_a_subtotal_goes_on_below_it(desk: Desk) -> None:
    second = heads(desk)[1]
    QGuiApplication.clipboard().setText("甲\n乙\n丙\n")
    desk.at(second - 1, 1)
    desk.key(K.Key_V, M.ControlModifier)
    model = desk.sheet.model
    shown = [model.text(line, 1) for line in range(model.shown()) if line not in heads(desk)]
    at = shown.index("甲")
    assert shown[at : at + 3] == ["甲", "乙", "丙"]
    assert "跳过 1 行小计" in desk.said[-1]
    assert len(desk.sheet.lines) == 6


def test_a_copied_group_is_pasted_back_without_its_subtotal(desk: Desk) -> None:
    before = {name: texts(desk, name) for name in ("serial", "name", "sector", "a", "b")}
    desk.at(0, 1)
    desk.to(desk.sheet.model.shown() - 1, 4)
    desk.key(K.Key_C, M.ControlModifier)
    assert "6 行" not in desk.copied().split("\n")[1]
    assert "　4 行" in desk.copied() or "　2 行" in desk.copied()
    desk.key(K.Key_V, M.ControlModifier)
    after = {name: texts(desk, name) for name in before}
    assert {n: [t.replace(",", "").strip() for t in one] for n, one in after.items()} == {
        n: [t.replace(",", "") for t in one] for n, one in before.items()
    }
    assert "小计" in desk.said[-1]


def test_cut_and_delete_empty_records_only(desk: Desk) -> None:
    head = heads(desk)[1]
    for key, modifier in ((K.Key_X, M.ControlModifier), (K.Key_Delete, M.NoModifier)):
        desk.at(head, 1)
        desk.to(head, 4)
        desk.key(key, modifier)
    assert desk.sheet.batches == []
    desk.to(head + 1, 4)
    cut = desk.sheet.model.id_at(head + 1)
    desk.key(K.Key_X, M.ControlModifier)
    assert desk.sheet.model.text(head, 1).startswith(("工业", "服务业", "建筑业", "（未填）"))
    assert {one[0] for one in desk.sheet.batches[0]} == {cut}
