"""Groups with subtotals: equal to an independent recomputation, foldable by keys and mouse, never counted twice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester

from qbs_desktop.ui.grid.rows import grouping
from qbs_desktop.ui.grid.rows.order import Filter
from tests.ui.sheet import Line, Sheet, small
from tests.ui.test_grid_view import Desk

K, M = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def desk(qtbot) -> Desk:
    made = Desk(qtbot, small())
    made.sheet.model.group_by("sector")
    return made


def shown(desk: Desk) -> list[str]:
    model = desk.sheet.model
    return [f"{model.line_name(line)} {model.text(line, 1)}" for line in range(model.shown())]


def test_lines_stand_under_their_group_with_subtotals(desk: Desk) -> None:
    assert shown(desk) == [
        "▾ 服务业　1 行",
        "1 文化旅游",
        "▾ 工业　2 行",
        "2 轨道交通",
        "3 航空动力",
        "4 整机",
        "5 零部件",
        "▾ 建筑业　1 行",
        "6 绿色建筑",
    ]
    model = desk.sheet.model
    assert [(model.text(line, 3), model.text(line, 4)) for line in (0, 2, 7)] == [
        ("", "411"),
        ("1,581", "1,782"),  # 整机 and 零部件 are part of 航空动力
        ("", "0"),  # —— is left out, 0 is a number
    ]
    assert desk.panel.totals is not None
    assert desk.panel.totals.text("b") == "2,193"
    desk.panel.grab()


def test_heads_of_groups_cannot_be_edited_and_are_no_records(desk: Desk) -> None:
    model = desk.sheet.model
    assert model.id_at(0) is None
    assert not model.editable(0, 1)
    desk.at(0, 1)
    desk.key(K.Key_Delete)
    desk.type("x")
    assert desk.sheet.batches == []
    desk.at(9, 1)
    desk.type("new")
    desk.key(K.Key_Return)
    assert desk.sheet.lines[7].cells["name"] == "new"


def test_groups_fold_by_key_and_by_mouse_and_totals_stay(desk: Desk) -> None:
    desk.at(2, 1)
    desk.key(K.Key_Space)
    assert shown(desk)[2:4] == ["▸ 工业　2 行", "▾ 建筑业　1 行"]
    assert desk.panel.totals is not None
    assert desk.panel.totals.text("a") == "1,581"
    numbers = desk.view.numbers
    where = QPoint(8, numbers.sectionViewportPosition(2) + 5)
    desk.bot.mouseClick(numbers.viewport(), Qt.MouseButton.LeftButton, M.NoModifier, where)
    assert "2 轨道交通" in shown(desk)
    desk.sheet.model.fold_all(folded=True)
    assert len(shown(desk)) == 3
    desk.sheet.model.fold_all(folded=False)
    assert len(shown(desk)) == 9


def test_groups_follow_filters_and_order(desk: Desk) -> None:
    model = desk.sheet.model
    model.sort_by("a", descending=True)
    model.set_filter("sector", Filter(contains="工业"))
    assert shown(desk) == ["▾ 工业　2 行", "1 轨道交通", "2 航空动力", "3 整机", "4 零部件"]
    model.sort_by("a")
    assert shown(desk)[1] == "1 航空动力"
    model.group_by(None)
    assert len(shown(desk)) == 4


def test_a_changed_value_moves_to_its_group_and_changes_the_subtotal(desk: Desk) -> None:
    line = desk.sheet.model.line_of(1)
    assert line is not None
    desk.at(line, 3)
    desk.type("1000")
    desk.key(K.Key_Return)
    assert desk.sheet.model.text(2, 3) == "1,204"
    desk.at(desk.sheet.model.line_of(1) or 0, 2)
    desk.type("建筑业")
    desk.key(K.Key_Return)
    model = desk.sheet.model
    assert [model.text(n, 3) for n in range(model.shown()) if model.group_at(n)] == ["", "204", "1,000"]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["工业", "服务业", "", "建筑业"]),
        st.none() | st.integers(-(10**13), 10**13).map(lambda n: Decimal(n).scaleb(-4)),
        st.booleans(),
    ),
    max_size=25,
)


@given(ROWS)
@settings(max_examples=60)
def test_subtotals_equal_an_independent_recomputation(rows) -> None:
    depths = [1 if child and n else 0 for n, (_key, _number, child) in enumerate(rows)]
    texts, numbers = [row[0] for row in rows], [row[1] for row in rows]
    groups = grouping.grouped(range(len(rows)), depths, texts)
    wanted: dict[str, list[Decimal]] = {}
    for (key, number, _child), depth in zip(rows, depths, strict=True):
        if depth == 0:
            wanted.setdefault(key, []).extend([number] if number is not None else [])
    got = {group.key: grouping.total(group.places, numbers, depths) for group in groups}
    assert got == {key: sum(found, Decimal(0)) if found else None for key, found in wanted.items()}
    assert sorted(place for group in groups for place in group.places) == list(range(len(rows)))


def test_the_model_stays_sound_while_groups_fold(qtbot) -> None:
    lines = [Line(n, {"sector": "甲乙丙丁"[n % 4], "a": str(n)}, depth=1 if n % 5 == 4 else 0) for n in range(1, 60)]
    sheet = Sheet(lines)
    QAbstractItemModelTester(sheet.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    sheet.model.show(sheet.columns, lines)
    sheet.model.group_by("sector")
    for line in (0, 1, 0, 2, 1):
        sheet.model.fold(line)
    sheet.model.show(sheet.columns, lines[:20])
    sheet.model.group_by(None)
    assert sheet.model.shown() == 20
